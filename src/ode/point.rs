//! A point of the solution, with what a step from there needs.

use super::linear_algebra::Matrix;
use super::scheme::Care;
use super::step::Statistics;
use super::system::{OdeSystem, RhsError};

/// A point of the solution with the derivatives there.
#[derive(Debug)]
pub(super) struct Point {
    pub(super) y: Vec<f64>,
    pub(super) dydt: Vec<f64>,
    pub(super) jacobian: Matrix,
    pub(super) dfdt: Vec<f64>,
}

impl Point {
    pub(super) fn new(dimension: usize) -> Self {
        Self {
            y: vec![0.0; dimension],
            dydt: vec![0.0; dimension],
            jacobian: Matrix::zeros(dimension),
            dfdt: vec![0.0; dimension],
        }
    }

    /// Evaluates the derivatives at (t, `self.y`); values that are not finite count as outside the domain.
    pub(super) fn linearise<S: OdeSystem>(
        &mut self,
        system: &S,
        t: f64,
        statistics: &mut Statistics,
    ) -> Result<(), RhsError> {
        self.prepare(statistics);
        system.jacobian(t, &self.y, &mut self.dydt, &mut self.jacobian, &mut self.dfdt)?;
        self.finite()
    }

    /// The same without ∂f/∂t, for which zero is written.
    pub(super) fn linearise_in_y<S: OdeSystem>(
        &mut self,
        system: &S,
        t: f64,
        statistics: &mut Statistics,
    ) -> Result<(), RhsError> {
        self.prepare(statistics);
        system.jacobian_in_y(t, &self.y, &mut self.dydt, &mut self.jacobian, &mut self.dfdt)?;
        self.dfdt.fill(0.0);
        self.finite()
    }

    fn prepare(&mut self, statistics: &mut Statistics) {
        statistics.jacobians += 1;
        self.jacobian.fill(0.0);
        self.dfdt.fill(0.0);
    }

    fn finite(&self) -> Result<(), RhsError> {
        let finite = |values: &[f64]| values.iter().all(|v| v.is_finite());
        if [&self.y[..], &self.dydt, self.jacobian.entries(), &self.dfdt].into_iter().all(finite) {
            Ok(())
        } else {
            Err(RhsError::Recoverable)
        }
    }

    /// The system's error scale for a step from here to `y_new`.
    ///
    /// With [`Care::Emerging`], components that are zero here and do not leave zero in first order need to be right only
    /// in order of magnitude.
    pub(super) fn error_scale<S: OdeSystem>(
        &self,
        system: &S,
        t: f64,
        y_new: &[f64],
        tolerance: f64,
        care: Care,
        scale: &mut [f64],
    ) {
        system.error_scale(t, &self.y, y_new, tolerance, scale);
        if care == Care::Emerging {
            for ((s, &y), &dydt) in scale.iter_mut().zip(&self.y).zip(&self.dydt) {
                if y == 0.0 && dydt == 0.0 {
                    *s /= tolerance;
                }
            }
        }
    }

    /// Writes to `weights` the inverse of the natural size of each component over a step of size h: the weights of
    /// [`Lu::factorise_shifted`](super::linear_algebra::Lu::factorise_shifted).
    pub(super) fn pivot_weights<S: OdeSystem>(
        &self,
        system: &S,
        t: f64,
        h: f64,
        predicted: &mut [f64],
        weights: &mut [f64],
    ) {
        for ((predicted, &y), &dydt) in predicted.iter_mut().zip(&self.y).zip(&self.dydt) {
            *predicted = y + h * dydt;
        }
        system.error_scale(t + h, &self.y, predicted, 1.0, weights);
        for ((size, y), predicted) in weights.iter_mut().zip(&self.y).zip(&*predicted) {
            if !size.is_finite() {
                // Not controlled, but its size still matters to the others.
                *size = y.abs().max(predicted.abs());
            }
        }
        self.fill_in_sizes(h, weights);
        for w in weights {
            *w = w.recip().clamp(1e-100, 1e100);
        }
    }

    /// Components of size zero that do not even change in first order are fed by others, perhaps through a chain.
    fn fill_in_sizes(&self, h: f64, sizes: &mut [f64]) {
        for _ in 0..sizes.len() {
            let mut changed = false;
            for (i, row) in self.jacobian.rows().enumerate() {
                if sizes[i] == 0.0 {
                    sizes[i] = h * row.iter().zip(&*sizes).map(|(j, size)| j.abs() * size).sum::<f64>();
                    changed |= sizes[i] != 0.0;
                }
            }
            if !changed {
                break;
            }
        }
    }
}
