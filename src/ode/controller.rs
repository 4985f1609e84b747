//! The choice of the next step size.

use super::scheme::Care;

/// Margin kept below the step size that the error estimate would allow.
pub(super) const SAFETY: f64 = 0.9;
/// Largest growth from one step to the next.
pub(super) const MAX_GROWTH: f64 = 8.0;
/// Strongest reduction from one step to the next.
const MIN_GROWTH: f64 = 0.2;
/// Strongest reduction by the trend of the errors where a rejection has just reduced the step.
const LEAST_TREND: f64 = 0.6;
/// A step reduced this much since it was first tried is judged with [`Care::Emerging`].
pub(super) const EMERGING: f64 = 0.02;
/// Estimates below this carry no information about how fast the step may grow.
const LEAST_ERROR: f64 = 1e-10;
/// The step size that the errors allow may grow by this much more than the steps do, from one to the next. An estimate goes through zero where
/// the derivative does that it measures, and says nothing of the error there: without a limit the next steps of a single
/// equation came out larger by factors, and the yield of a WIMP wrong by ten times the tolerance at some points in a thousand.
const MOST_SURPRISING: f64 = 2.0;
/// Floor of the remembered error.
const LEAST_REMEMBERED_ERROR: f64 = 1e-2;

/// The predictive controller of Gustafsson (ACM Trans. Math. Softw. 20, 496 (1994)) in the form of
/// Hairer & Wanner II, equation (IV.8.25): the smaller of the elementary proposal and one that extrapolates the trend
/// of the last two errors.
#[derive(Debug)]
pub(super) struct Controller {
    exponent: f64,
    /// A step that might grow by less, or should shrink a little, stays as it is.
    worthwhile_growth: f64,
    /// Size of the last accepted step, and the growth its error would have allowed.
    last: Option<(f64, f64)>,
    /// The step size that the error of the last accepted step would have allowed.
    allowed_step: f64,
    /// Upper limit of that growth, so that one very accurate step does not throttle the next ones.
    largest_remembered: f64,
    /// The size with which the present step was first tried, if that was rejected.
    rejected: Option<f64>,
}

impl Controller {
    pub(super) fn new(exponent: f64, worthwhile_growth: f64) -> Self {
        let largest_remembered = LEAST_REMEMBERED_ERROR.powf(-exponent);
        Self {
            exponent,
            worthwhile_growth,
            last: None,
            allowed_step: f64::INFINITY,
            largest_remembered,
            rejected: None,
        }
    }

    /// The step, in units of the present one, at which an error would be one instead.
    fn step_for(&self, error: f64) -> f64 {
        // The exponent of Radau's method, without a logarithm and an exponential.
        if self.exponent == 0.25 { error.sqrt().sqrt().recip() } else { error.powf(-self.exponent) }
    }

    /// How an attempt with step size `h` is to be judged.
    pub(super) fn care(&self, h: f64) -> Care {
        match self.rejected {
            Some(tried) if h <= EMERGING * tried => Care::Emerging,
            None if self.last.is_some() => Care::Usual,
            _ => Care::Cautious,
        }
    }

    /// The step size after an accepted step.
    pub(super) fn after_acceptance(&mut self, h: f64, error: f64, safety: f64) -> f64 {
        let growing = self.last.map_or(1.0, |(h_last, _)| (h / h_last).max(1.0));
        let most = MOST_SURPRISING * growing * self.allowed_step / h;
        let allowed = self.step_for(error.max(LEAST_ERROR)).min(most);
        let mut growth = (safety * allowed).clamp(MIN_GROWTH, MAX_GROWTH);
        if let Some((h_last, allowed_last)) = self.last {
            let predictive = SAFETY * (h / h_last) * (allowed * allowed / allowed_last);
            // The trend goes on, but not by all that a rejection has already taken away.
            let least = if self.rejected.is_some() { LEAST_TREND } else { MIN_GROWTH };
            growth = growth.min(predictive.clamp(least, MAX_GROWTH));
        }
        if self.rejected.is_some() {
            growth = growth.min(1.0);
        }
        self.last = Some((h, allowed.min(self.largest_remembered)));
        self.allowed_step = h * allowed;
        self.rejected = None;
        if growth < self.worthwhile_growth { h } else { h * growth }
    }

    /// The step size after the error of a step was too large.
    pub(super) fn after_rejection(&mut self, h: f64, error: f64, safety: f64) -> f64 {
        let growth = safety * self.step_for(error);
        self.after_setback(h, growth.clamp(MIN_GROWTH, MAX_GROWTH))
    }

    /// The step size after a step failed without an error estimate, with the reduction that was asked for.
    pub(super) fn after_setback(&mut self, h: f64, factor: f64) -> f64 {
        self.rejected.get_or_insert(h);
        // The first step size is a guess about a solution not yet seen: leave its scale quickly.
        h * if self.last.is_none() { factor.min(0.1) } else { factor }
    }

    /// Forgets the past steps.
    pub(super) fn forget(&mut self) {
        self.last = None;
        self.allowed_step = f64::INFINITY;
    }
}
