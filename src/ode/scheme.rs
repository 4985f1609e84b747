//! What the driver and a method say to each other.

use super::linear_algebra::{Matrix, Singular};
use super::norm::Weighted;
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
        statistics.jacobians += 1;
        self.jacobian.fill(0.0);
        self.dfdt.fill(0.0);
        system.jacobian(t, &self.y, &mut self.dydt, &mut self.jacobian, &mut self.dfdt)?;
        let mut values = self.dydt.iter().chain(self.jacobian.entries()).chain(&self.dfdt);
        if values.all(|v| v.is_finite()) { Ok(()) } else { Err(RhsError::Recoverable) }
    }

    /// Writes to `weights` the inverse of the size that each component is about to have after a step of size h.
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
        for w in weights {
            *w = w.recip().clamp(1e-100, 1e100);
        }
    }
}

/// What a method made of a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trial {
    /// The estimated error in units of the local tolerance.
    pub(super) error: Weighted,
    /// The safety factor for the next step size.
    pub(super) safety: f64,
}

/// Why a method has no result for a step.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Setback {
    /// Try again with the step size multiplied by `factor`.
    Retry {
        /// Below one.
        factor: f64,
    },
    /// The system gave up.
    Fatal(String),
}

impl Setback {
    /// The step led out of the domain, or to a singular matrix.
    pub(super) const OUT_OF_DOMAIN: Self = Self::Retry { factor: 0.1 };
}

impl From<RhsError> for Setback {
    fn from(error: RhsError) -> Self {
        match error {
            RhsError::Recoverable => Self::OUT_OF_DOMAIN,
            RhsError::Fatal(message) => Self::Fatal(message),
        }
    }
}

impl From<Singular> for Setback {
    fn from(_: Singular) -> Self {
        Self::OUT_OF_DOMAIN
    }
}

/// A one-step method with an error estimate, and its workspace.
pub(super) trait Scheme {
    /// The estimate is proportional to the step size to the power 1/`ERROR_EXPONENT`.
    const ERROR_EXPONENT: f64;

    /// Room for `dimension` components; `tolerance` is that of the error estimate.
    fn new(dimension: usize, tolerance: f64) -> Self;

    /// Tries the step from (t, `start`) to t + h. `cautious` asks for the estimate that is robust in a stiff transient,
    /// wanted on a first step and after a rejection.
    fn attempt<S: OdeSystem>(
        &mut self,
        system: &S,
        t: f64,
        start: &Point,
        h: f64,
        cautious: bool,
        statistics: &mut Statistics,
    ) -> Result<Trial, Setback>;

    /// The solution at the end of the step just tried.
    fn solution(&self) -> &[f64];

    /// Makes the step just tried the last one: its interpolant becomes available and serves the next prediction.
    fn accept(&mut self, h: f64);

    /// The coefficients of [`Dense`](super::Dense) for the last accepted step.
    fn shape(&self) -> &[[f64; 3]];

    /// Forgets the past steps, because the solution does not continue smoothly from them.
    fn forget(&mut self);
}
