//! Prothero and Robinson's equation.

use super::Problem;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// y′ = −k (y − φ(t)) + φ′(t) with φ = 2 + sin t and y = φ: a slow solution in a fast field, the classic example of
/// order reduction (A. Prothero & A. Robinson, Math. Comp. 28, 145 (1974)).
#[derive(Debug, Clone, Copy)]
pub struct ProtheroRobinson {
    /// k, in units of 1/t.
    pub stiffness: f64,
}

impl OdeSystem for ProtheroRobinson {
    fn dimension(&self) -> usize {
        1
    }

    fn rhs(&self, t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        dydt[0] = -self.stiffness * (y[0] - 2.0 - t.sin()) + t.cos();
        Ok(())
    }

    fn jacobian(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        dfdt: &mut [f64],
    ) -> Result<(), RhsError> {
        jacobian[(0, 0)] = -self.stiffness;
        dfdt[0] = self.stiffness * t.cos() - t.sin();
        self.rhs(t, y, dydt)
    }
}

impl Problem for ProtheroRobinson {
    fn name(&self) -> String {
        format!("prothero-robinson {:e}", self.stiffness)
    }

    fn span(&self) -> (f64, f64) {
        (-5.0, 10.0)
    }

    fn start(&self) -> Vec<f64> {
        vec![2.0 + self.span().0.sin()]
    }

    fn reference(&self) -> Vec<f64> {
        vec![2.0 + self.span().1.sin()]
    }
}
