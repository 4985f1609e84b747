//! A decay chain.

use super::Problem;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// y₁ → y₂ → y₃ with rates 1 and k, everything in y₁ at first (H. Bateman, Proc. Camb. Phil. Soc. 15, 423 (1910)). The
/// daughters start at exactly zero and the middle one stays near 1/k, both controlled relatively.
#[derive(Debug, Clone, Copy)]
pub struct Bateman {
    /// k, in units of the first rate. Not 1.
    pub ratio: f64,
}

impl OdeSystem for Bateman {
    fn dimension(&self) -> usize {
        3
    }

    fn rhs(&self, _t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        let second = self.ratio * y[1];
        dydt.copy_from_slice(&[-y[0], y[0] - second, second]);
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
        let k = self.ratio;
        jacobian.entries_mut().copy_from_slice(&[-1.0, 0.0, 0.0, 1.0, -k, 0.0, 0.0, k, 0.0]);
        self.rhs(t, y, dydt)
    }
}

impl Problem for Bateman {
    fn name(&self) -> String {
        format!("bateman {:e}", self.ratio)
    }

    fn span(&self) -> (f64, f64) {
        (0.0, 5.0)
    }

    fn start(&self) -> Vec<f64> {
        vec![1.0, 0.0, 0.0]
    }

    fn reference(&self) -> Vec<f64> {
        let (k, t) = (self.ratio, self.span().1);
        let (first, second) = ((-t).exp(), (-k * t).exp());
        // y₃ from its own integral, since 1 − y₁ − y₂ would cancel at early times.
        let third = (-k * (-t).exp_m1() + (-k * t).exp_m1()) / (k - 1.0);
        vec![first, (first - second) / (k - 1.0), third]
    }
}
