//! What an observer sees of a step, and the interpolant over it.

use serde::Serialize;

/// Work done by an integration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// Accepted steps.
    pub steps: usize,
    /// Attempted steps that were repeated with a smaller one, whatever the reason.
    pub rejected: usize,
    /// Calls of [`rhs`](super::OdeSystem::rhs).
    pub rhs_evaluations: usize,
    /// Calls of [`jacobian`](super::OdeSystem::jacobian), each of which gives f as well: one for each step, and for Radau
    /// one for each stage where one is not enough.
    pub jacobians: usize,
    /// Iteration matrices factorised: for Radau one real and one complex, or one of all stages, count as one.
    pub factorisations: usize,
    /// Rejections because the Newton iteration did not converge (Radau only).
    pub newton_failures: usize,
}

/// How an integration ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use]
pub struct Completion {
    /// The last point reached: the end of the span unless an observer stopped earlier.
    pub t: f64,
    /// Whether an observer stopped the integration.
    pub stopped: bool,
    /// The work done.
    pub statistics: Statistics,
}

/// What an observer wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Go on.
    Continue,
    /// End the integration here.
    Stop,
    /// The observer changed the system or the solution: evaluate the derivatives again and forget the past steps.
    Restart,
}

/// An accepted step.
#[derive(Debug)]
pub struct Step<'a> {
    /// The point where the step began.
    pub t_old: f64,
    /// The solution there.
    pub y_old: &'a [f64],
    /// The point where the step ended. Equal to `t_old` if the step is below the resolution of t, as in a very fast
    /// transient at the start.
    pub t: f64,
    /// The solution there. Changes are honoured if the observer answers [`Control::Restart`] and must not be made
    /// otherwise.
    pub y: &'a mut [f64],
    /// The derivatives f(t, y) at the end of the step.
    pub dydt: &'a [f64],
    /// The solution between the two points.
    pub dense: Dense<'a>,
}

/// Something that looks at every accepted step. Closures are observers.
pub trait Observer<S> {
    /// Called after every accepted step, in order. The system may be changed if the answer is [`Control::Restart`].
    fn accepted(&mut self, system: &mut S, step: Step<'_>) -> Control;
}

impl<S, F: FnMut(&mut S, Step<'_>) -> Control> Observer<S> for F {
    fn accepted(&mut self, system: &mut S, step: Step<'_>) -> Control {
        self(system, step)
    }
}

/// The observer that never interferes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl<S> Observer<S> for Unobserved {
    fn accepted(&mut self, _system: &mut S, _step: Step<'_>) -> Control {
        Control::Continue
    }
}

/// The interpolant over one step: with θ = (t − t₀)/h,
/// y(t) = (1−θ) y₀ + θ y₁ + θ(1−θ)(a + bθ + cθ²).
///
/// The collocation polynomial of Radau and the cubics of the other engines (c = 0) have this form, and the interpolant of
/// order 4 of `Rodas5P` has it.
/// Errors between the ends are larger than at the ends; see [`refine`](super::refine) for full accuracy.
#[derive(Debug, Clone, Copy)]
pub struct Dense<'a> {
    pub(super) t_old: f64,
    pub(super) h: f64,
    pub(super) y_old: &'a [f64],
    pub(super) y_new: &'a [f64],
    /// [a, b, c] of each component.
    pub(super) shape: &'a [[f64; 3]],
}

impl Dense<'_> {
    /// Writes the solution at `t`, which is moved into the step if it lies outside.
    /// Components beyond the shorter of `out` and the dimension are left alone.
    pub fn evaluate(&self, t: f64, out: &mut [f64]) {
        let theta = self.position(t);
        for (((out, &old), &new), shape) in out.iter_mut().zip(self.y_old).zip(self.y_new).zip(self.shape) {
            *out = interpolate(theta, old, new, shape);
        }
    }

    /// The component `i` at `t`, which is moved into the step if it lies outside. `None` if there is no such component.
    #[must_use]
    pub fn component(&self, i: usize, t: f64) -> Option<f64> {
        Some(interpolate(self.position(t), *self.y_old.get(i)?, *self.y_new.get(i)?, self.shape.get(i)?))
    }

    fn position(&self, t: f64) -> f64 {
        ((t - self.t_old) / self.h).clamp(0.0, 1.0)
    }
}

/// The coefficients of [`Dense`] for the cubic that has the values and the derivatives of the ends of a step of size h:
/// one component, (y, dy/dt) at the start and at the end.
pub(super) fn cubic_shape(h: f64, (y_old, f_old): (f64, f64), (y_new, f_new): (f64, f64)) -> [f64; 3] {
    let increment = y_new - y_old;
    let (at_start, at_end) = (h * f_old - increment, increment - h * f_new);
    [at_start, at_end - at_start, 0.0]
}

fn interpolate(theta: f64, old: f64, new: f64, &[a, b, c]: &[f64; 3]) -> f64 {
    let rest = 1.0 - theta;
    rest * old + theta * (new + rest * (a + theta * (b + theta * c)))
}
