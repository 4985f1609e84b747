//! Options of an integration and their validation.

use super::error::OdeError;

/// Largest tolerance accepted; beyond it the error estimates mean nothing.
const LOOSEST: f64 = 0.1;
/// Smallest tolerance accepted: a margin of a few hundred above the rounding error of one step.
const TIGHTEST: f64 = 1e-13;

/// Options of an integration.
#[derive(Debug, Clone, PartialEq)]
pub struct Options<'a> {
    /// The wanted global error in units of the scales of [`error_scale`](super::OdeSystem::error_scale) for a tolerance
    /// of one: relative by default. From 1e-13 to 0.1.
    pub tolerance: f64,
    /// The first step to try, in units of t; chosen automatically if `None`.
    pub initial_step: Option<f64>,
    /// The largest step, in units of t. May be infinite.
    pub max_step: f64,
    /// The largest number of attempted steps, accepted and rejected together.
    pub max_steps: usize,
    /// Points in ascending order at which a step must end exactly. Points outside the span are ignored.
    pub stops: &'a [f64],
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { tolerance: 1e-6, initial_step: None, max_step: f64::INFINITY, max_steps: 100_000, stops: &[] }
    }
}

impl Options<'_> {
    pub(super) fn validate(&self) -> Result<(), OdeError> {
        let reject = |message: String| Err(OdeError::InvalidInput { message });
        if !(TIGHTEST..=LOOSEST).contains(&self.tolerance) {
            return reject(format!("the tolerance {} is outside {TIGHTEST:e} to {LOOSEST}", self.tolerance));
        }
        if let Some(h) = self.initial_step
            && !(h > 0.0 && h.is_finite())
        {
            return reject(format!("the initial step {h} is not positive and finite"));
        }
        if self.max_step.is_nan() || self.max_step <= 0.0 {
            return reject(format!("the largest step {} is not positive", self.max_step));
        }
        if self.stops.iter().any(|t| t.is_nan()) || !self.stops.is_sorted() {
            return reject("the stops are not in ascending order".to_owned());
        }
        Ok(())
    }
}
