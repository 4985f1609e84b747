//! The simplified Newton iteration of Hairer & Wanner II, section IV.8.

use num_complex::Complex64;

use super::newton::Attempt;
use super::{ALPHA_BETA, C, GAMMA, T, T_INVERSE, transform};
use crate::ode::linear_algebra::{Lu, Matrix, Singular};
use crate::ode::scheme::Setback;
use crate::ode::step::Statistics;
use crate::ode::system::OdeSystem;

/// The workspace. Arrays of three hold the values of the three stages of one component.
#[derive(Debug)]
pub(super) struct Simplified {
    complex: Lu<Complex64>,
    /// Derivatives at the stages.
    f: Vec<[f64; 3]>,
    dydt: Vec<f64>,
    real_part: Vec<f64>,
    complex_part: Vec<Complex64>,
}

impl Simplified {
    pub(super) fn new(dimension: usize) -> Self {
        Self {
            complex: Lu::new(dimension),
            f: vec![[0.0; 3]; dimension],
            dydt: vec![0.0; dimension],
            real_part: vec![0.0; dimension],
            complex_part: vec![Complex64::ZERO; dimension],
        }
    }

    /// Prepares the complex system for the `jacobian` at the start of a step of size `h`.
    pub(super) fn factorise(&mut self, h: f64, jacobian: &Matrix, pivot_weights: &[f64]) -> Result<(), Singular> {
        self.complex.factorise_shifted(ALPHA_BETA / h, jacobian, pivot_weights)
    }

    /// Evaluates the derivatives at the stages with increments `z`; `stage` is room for one of them.
    pub(super) fn evaluate<S: OdeSystem>(
        &mut self,
        attempt: &Attempt<'_, S>,
        z: &[[f64; 3]],
        stage: &mut [f64],
        statistics: &mut Statistics,
    ) -> Result<(), Setback> {
        for (s, c) in C.into_iter().enumerate() {
            for ((stage, y), z) in stage.iter_mut().zip(&attempt.start.y).zip(z) {
                *stage = y + z[s];
            }
            statistics.rhs_evaluations += 1;
            attempt.system.rhs(attempt.t + c * attempt.h, stage, &mut self.dydt)?;
            for (f, &value) in self.f.iter_mut().zip(&self.dydt) {
                f[s] = value;
            }
        }
        Ok(())
    }

    /// Writes the change of the increments by one iteration, with `real` the factorisation of γ/h − J.
    pub(super) fn improve(&mut self, h: f64, real: &Lu<f64>, z: &[[f64; 3]], change: &mut [[f64; 3]]) {
        let (gamma, alpha, beta) = (GAMMA / h, ALPHA_BETA.re / h, ALPHA_BETA.im / h);
        for (((f, z), real), complex) in self.f.iter().zip(z).zip(&mut self.real_part).zip(&mut self.complex_part) {
            let (f, w) = (transform(&T_INVERSE, f), transform(&T_INVERSE, z));
            *real = f[0] - gamma * w[0];
            *complex = Complex64::new(f[1] - alpha * w[1] + beta * w[2], f[2] - alpha * w[2] - beta * w[1]);
        }
        real.solve(&mut self.real_part);
        self.complex.solve(&mut self.complex_part);
        for ((change, &real), complex) in change.iter_mut().zip(&self.real_part).zip(&self.complex_part) {
            *change = transform(&T, &[real, complex.re, complex.im]);
        }
    }
}
