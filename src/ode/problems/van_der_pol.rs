//! Van der Pol's oscillator.

use super::Problem;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// Relaxation oscillations, ε y″ = (1 − y²) y′ − y with ε = 1/μ² (Hairer & Wanner II, section IV.10).
#[derive(Debug, Clone, Copy)]
pub struct VanDerPol {
    mu: f64,
    reference: [f64; 2],
}

impl VanDerPol {
    /// μ = 10³, 10⁴ and 10⁶. The first agrees with the test set of Mazzia & Magherini (VDPOL: 1.706167732170483,
    /// -0.8928097010247975) to 13 digits.
    pub const ALL: [Self; 3] = [
        Self { mu: 1e3, reference: [1.70616773217046497, -0.892809701024819719] },
        Self { mu: 1e4, reference: [1.70557518118170699, -0.893445288431126337] },
        Self { mu: 1e6, reference: [1.7055462175353783, -0.893476362546528284] },
    ];
}

impl OdeSystem for VanDerPol {
    fn dimension(&self) -> usize {
        2
    }

    fn rhs(&self, _t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        dydt[0] = y[1];
        dydt[1] = ((1.0 - y[0] * y[0]) * y[1] - y[0]) * self.mu * self.mu;
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
        let stiffness = self.mu * self.mu;
        jacobian[(0, 1)] = 1.0;
        jacobian[(1, 0)] = (-2.0 * y[0] * y[1] - 1.0) * stiffness;
        jacobian[(1, 1)] = (1.0 - y[0] * y[0]) * stiffness;
        self.rhs(t, y, dydt)
    }
}

impl Problem for VanDerPol {
    fn name(&self) -> String {
        format!("van der pol {:e}", self.mu)
    }

    fn span(&self) -> (f64, f64) {
        (0.0, 2.0)
    }

    fn start(&self) -> Vec<f64> {
        vec![2.0, 0.0]
    }

    fn reference(&self) -> Vec<f64> {
        self.reference.to_vec()
    }
}
