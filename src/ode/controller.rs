//! The choice of the next step size.

/// Margin kept below the step size that the error estimate would allow.
pub(super) const SAFETY: f64 = 0.9;
/// Largest growth from one step to the next.
pub(super) const MAX_GROWTH: f64 = 8.0;
/// Strongest reduction from one step to the next.
const MIN_GROWTH: f64 = 0.2;
/// Estimates below this carry no information about how fast the step may grow.
const LEAST_ERROR: f64 = 1e-10;
/// Floor of the remembered error, so that one very accurate step does not throttle the next ones.
const LEAST_REMEMBERED_ERROR: f64 = 1e-2;

/// The predictive controller of Gustafsson (ACM Trans. Math. Softw. 20, 496 (1994)) in the form of
/// Hairer & Wanner II, equation (IV.8.25): the smaller of the elementary proposal and one that extrapolates the trend
/// of the last two errors.
#[derive(Debug)]
pub(super) struct Controller {
    exponent: f64,
    /// Size and error of the last accepted step.
    last: Option<(f64, f64)>,
    rejected: bool,
}

impl Controller {
    pub(super) fn new(exponent: f64) -> Self {
        Self { exponent, last: None, rejected: false }
    }

    /// Whether the next attempt is a first step or repeats a rejected one.
    pub(super) fn is_cautious(&self) -> bool {
        self.last.is_none() || self.rejected
    }

    /// The step size after an accepted step.
    pub(super) fn after_acceptance(&mut self, h: f64, error: f64, safety: f64) -> f64 {
        let error = error.max(LEAST_ERROR);
        let mut growth = self.elementary(error, safety);
        if let Some((h_last, error_last)) = self.last {
            let predictive = SAFETY * (h / h_last) * (error_last / (error * error)).powf(self.exponent);
            growth = growth.min(predictive.clamp(MIN_GROWTH, MAX_GROWTH));
        }
        if self.rejected {
            growth = growth.min(1.0);
        }
        self.last = Some((h, error.max(LEAST_REMEMBERED_ERROR)));
        self.rejected = false;
        h * growth
    }

    /// The step size after the error of a step was too large.
    pub(super) fn after_rejection(&mut self, h: f64, error: f64, safety: f64) -> f64 {
        self.rejected = true;
        // The first step size is a guess about a solution not yet seen: leave its scale quickly.
        h * if self.last.is_none() { 0.1 } else { self.elementary(error, safety) }
    }

    /// Notes that a step failed without an error estimate.
    pub(super) fn after_setback(&mut self) {
        self.rejected = true;
    }

    /// Forgets the past steps.
    pub(super) fn forget(&mut self) {
        self.last = None;
    }

    fn elementary(&self, error: f64, safety: f64) -> f64 {
        (safety * error.powf(-self.exponent)).clamp(MIN_GROWTH, MAX_GROWTH)
    }
}
