//! OREGO: the Belousov–Zhabotinskii reaction.

use super::Problem;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// A chemical oscillator with jumps over six orders of magnitude
/// (R. J. Field & R. M. Noyes, J. Chem. Phys. 60, 1877 (1974); Hairer & Wanner II, section IV.10).
#[derive(Debug, Clone, Copy)]
pub struct Oregonator;

const FAST: f64 = 77.27;
const SATURATION: f64 = 8.375e-6;
const SLOW: f64 = 0.161;

impl OdeSystem for Oregonator {
    fn dimension(&self) -> usize {
        3
    }

    fn rhs(&self, _t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        dydt[0] = FAST * (y[1] + y[0] * (1.0 - SATURATION * y[0] - y[1]));
        dydt[1] = (y[2] - (1.0 + y[0]) * y[1]) / FAST;
        dydt[2] = SLOW * (y[0] - y[2]);
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
        jacobian.entries_mut().copy_from_slice(&[
            FAST * (1.0 - 2.0 * SATURATION * y[0] - y[1]),
            FAST * (1.0 - y[0]),
            0.0,
            -y[1] / FAST,
            -(1.0 + y[0]) / FAST,
            1.0 / FAST,
            SLOW,
            0.0,
            -SLOW,
        ]);
        self.rhs(t, y, dydt)
    }
}

impl Problem for Oregonator {
    fn name(&self) -> String {
        "oregonator".to_owned()
    }

    fn span(&self) -> (f64, f64) {
        (0.0, 360.0)
    }

    fn start(&self) -> Vec<f64> {
        vec![1.0, 2.0, 3.0]
    }

    // Agrees with the test set of Mazzia & Magherini (OREGO: 0.1000814870318523e1, 0.1228178521549917e4,
    // 0.1320554942846706e3) to twelve digits.
    fn reference(&self) -> Vec<f64> {
        vec![1.00081487031852273, 1228.17852154986998, 132.055494284643092]
    }
}
