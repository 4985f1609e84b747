//! HIRES: high irradiance responses of photomorphogenesis.

use super::Problem;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// Eight species, six of them starting at zero (E. Schäfer 1975; Hairer & Wanner II, section IV.10).
#[derive(Debug, Clone, Copy)]
pub struct Hires;

impl OdeSystem for Hires {
    fn dimension(&self) -> usize {
        8
    }

    fn rhs(&self, _t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        let binding = 280.0 * y[5] * y[7];
        dydt.copy_from_slice(&[
            -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007,
            1.71 * y[0] - 8.75 * y[1],
            -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4],
            8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3],
            -1.745 * y[4] + 0.43 * (y[5] + y[6]),
            -binding + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6],
            binding - 1.81 * y[6],
            -binding + 1.81 * y[6],
        ]);
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
        let (by_6, by_8) = (280.0 * y[7], 280.0 * y[5]);
        let entries = [
            (0, 0, -1.71),
            (0, 1, 0.43),
            (0, 2, 8.32),
            (1, 0, 1.71),
            (1, 1, -8.75),
            (2, 2, -10.03),
            (2, 3, 0.43),
            (2, 4, 0.035),
            (3, 1, 8.32),
            (3, 2, 1.71),
            (3, 3, -1.12),
            (4, 4, -1.745),
            (4, 5, 0.43),
            (4, 6, 0.43),
            (5, 3, 0.69),
            (5, 4, 1.71),
            (5, 5, -by_6 - 0.43),
            (5, 6, 0.69),
            (5, 7, -by_8),
            (6, 5, by_6),
            (6, 6, -1.81),
            (6, 7, by_8),
            (7, 5, -by_6),
            (7, 6, 1.81),
            (7, 7, -by_8),
        ];
        for (i, j, value) in entries {
            jacobian[(i, j)] = value;
        }
        self.rhs(t, y, dydt)
    }
}

impl Problem for Hires {
    fn name(&self) -> String {
        "hires".to_owned()
    }

    fn span(&self) -> (f64, f64) {
        (0.0, 321.8122)
    }

    fn start(&self) -> Vec<f64> {
        vec![1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0057]
    }

    // Agrees with the test set of Mazzia & Magherini (HIRES: 0.7371312573325668e-3, …, 0.2849998395185769e-2) to twelve digits
    // or more.
    fn reference(&self) -> Vec<f64> {
        vec![
            0.000737131257332566831,
            0.000144248572631618487,
            0.0000588872974096756924,
            0.00117565134328314919,
            0.00238635619883131692,
            0.00623896825274230651,
            0.00284999839518637013,
            0.00285000160481362987,
        ]
    }
}
