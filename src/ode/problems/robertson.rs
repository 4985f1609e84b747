//! Robertson's autocatalytic reaction.

use super::Problem;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// Three species, rates over nine orders of magnitude, two of them starting at zero
/// (H. H. Robertson 1966; Hairer & Wanner II, equation (IV.1.4)).
#[derive(Debug, Clone, Copy)]
pub enum Robertson {
    /// Up to t = 40, as first posed.
    Short,
    /// Up to t = 10¹¹, as in Hairer & Wanner's tests.
    Long,
}

impl OdeSystem for Robertson {
    fn dimension(&self) -> usize {
        3
    }

    fn rhs(&self, _t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        let (slow, middle, fast) = (0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] * y[1]);
        dydt.copy_from_slice(&[middle - slow, slow - middle - fast, fast]);
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
        let (by_2, by_3, fast) = (1e4 * y[2], 1e4 * y[1], 6e7 * y[1]);
        jacobian.entries_mut().copy_from_slice(&[-0.04, by_2, by_3, 0.04, -by_2 - fast, -by_3, 0.0, fast, 0.0]);
        self.rhs(t, y, dydt)
    }
}

impl Problem for Robertson {
    fn name(&self) -> String {
        format!("robertson {self:?}").to_lowercase()
    }

    fn span(&self) -> (f64, f64) {
        match self {
            Self::Short => (0.0, 40.0),
            Self::Long => (0.0, 1e11),
        }
    }

    fn start(&self) -> Vec<f64> {
        vec![1.0, 0.0, 0.0]
    }

    // Long agrees with the test set of Mazzia & Magherini (ROBER: 0.2083340149701255e-7, 0.8333360770334713e-13,
    // 0.9999999791665050) to the digits that conserve y₁ + y₂ + y₃ there.
    fn reference(&self) -> Vec<f64> {
        match self {
            Self::Short => vec![0.71582706871940509, 9.18553476455776499e-6, 0.284163745745830353],
            Self::Long => vec![2.08334014970129423e-8, 8.3333607703347834e-14, 0.999999979166515169],
        }
    }
}
