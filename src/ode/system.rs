//! What the integrators need to know about a system of equations.

use super::linear_algebra::Matrix;

/// Why a right-hand side could not be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RhsError {
    /// The trial point is outside the domain; a smaller step may stay inside.
    Recoverable,
    /// No step size will help; the integration ends with this message.
    Fatal(String),
}

/// A system of ordinary differential equations y′ = f(t, y).
pub trait OdeSystem {
    /// The number of components of y. Must not change during an integration.
    fn dimension(&self) -> usize;

    /// Writes f(t, y) to `dydt`.
    fn rhs(&self, t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError>;

    /// Writes f(t, y) to `dydt`, ∂f/∂y to `jacobian` and ∂f/∂t to `dfdt`.
    ///
    /// `jacobian` and `dfdt` arrive filled with zeros. Radau tolerates an approximate Jacobian (it costs convergence,
    /// not accuracy); `Rodas5P` has its order only with the exact one.
    fn jacobian(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        dfdt: &mut [f64],
    ) -> Result<(), RhsError>;

    /// As [`jacobian`](Self::jacobian) for those who have no use for ∂f/∂t: what is left in `unused` does not matter.
    fn jacobian_in_y(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        unused: &mut [f64],
    ) -> Result<(), RhsError> {
        self.jacobian(t, y, dydt, jacobian, unused)
    }

    /// Writes to `scale` the error each component may have on a step from `y_old` to `y_new`.
    ///
    /// Proportional to `tolerance`; infinite for a component that is not controlled. A zero scale means that only an
    /// error of exactly zero is accepted. The default is relative: a component that starts at exactly zero is measured
    /// by the value it is about to reach.
    fn error_scale(&self, t: f64, y_old: &[f64], y_new: &[f64], tolerance: f64, scale: &mut [f64]) {
        let _ = t;
        for ((s, old), new) in scale.iter_mut().zip(y_old).zip(y_new) {
            *s = tolerance * old.abs().max(new.abs());
        }
    }
}

/// A shared reference is a system too: one that no observer can change.
impl<S: OdeSystem + ?Sized> OdeSystem for &S {
    fn dimension(&self) -> usize {
        (**self).dimension()
    }

    fn rhs(&self, t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        (**self).rhs(t, y, dydt)
    }

    fn jacobian(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        dfdt: &mut [f64],
    ) -> Result<(), RhsError> {
        (**self).jacobian(t, y, dydt, jacobian, dfdt)
    }

    fn jacobian_in_y(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        unused: &mut [f64],
    ) -> Result<(), RhsError> {
        (**self).jacobian_in_y(t, y, dydt, jacobian, unused)
    }

    fn error_scale(&self, t: f64, y_old: &[f64], y_new: &[f64], tolerance: f64, scale: &mut [f64]) {
        (**self).error_scale(t, y_old, y_new, tolerance, scale);
    }
}
