//! Relaxation from exactly zero.

use super::Problem;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// y′ = k (1 − y), y = 0 at first, controlled relatively from there: y = 1 − e^{−k (t − t₀)}.
#[derive(Debug, Clone, Copy)]
pub struct Relaxation {
    /// k, in units of 1/t.
    pub stiffness: f64,
    /// t₀.
    pub from: f64,
}

impl OdeSystem for Relaxation {
    fn dimension(&self) -> usize {
        1
    }

    fn rhs(&self, _t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        dydt[0] = self.stiffness * (1.0 - y[0]);
        Ok(())
    }

    fn jacobian(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        _dfdt: &mut [f64],
    ) -> Result<(), RhsError> {
        jacobian[(0, 0)] = -self.stiffness;
        self.rhs(t, y, dydt)
    }
}

impl Problem for Relaxation {
    fn name(&self) -> String {
        format!("relaxation {:e} from {}", self.stiffness, self.from)
    }

    fn span(&self) -> (f64, f64) {
        (self.from, self.from + 10.0)
    }

    fn start(&self) -> Vec<f64> {
        vec![0.0]
    }

    fn reference(&self) -> Vec<f64> {
        vec![-(-10.0 * self.stiffness).exp_m1()]
    }
}
