//! Rates that run only while a condition on the temperature holds.

use super::{ThermalFormula, with_scratch};
use crate::expression::Program;
use crate::rates::{RateError, RateProblem, ReactionRate, SignedLog, ThermalPoint};

/// A rate that is zero outside a condition such as T > 0.15 GeV.
pub struct Active<R> {
    rate: R,
    condition: Program,
    breakpoints: Vec<f64>,
}

impl<R: ReactionRate> Active<R> {
    /// `condition` is a condition on T and x; the edges it has are breakpoints of the rate.
    pub fn new(rate: R, condition: Program, reference_mass: f64) -> Self {
        let mut breakpoints = ThermalFormula::new(condition.clone(), reference_mass).breakpoints;
        breakpoints.extend(rate.breakpoints());
        breakpoints.sort_by(f64::total_cmp);
        Self { rate, condition, breakpoints }
    }
}

impl<R: ReactionRate> ReactionRate for Active<R> {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let holds = with_scratch(|scratch| self.condition.eval(&[at.temperature, at.x], scratch))
            .map_err(|e| RateError::from(RateProblem::Formula(e)).at_temperature(at.temperature))?;
        if holds == 0.0 { Ok(SignedLog::ZERO) } else { self.rate.coefficient(at) }
    }

    fn inner(&self) -> Option<&dyn ReactionRate> {
        Some(&self.rate)
    }

    fn breakpoints(&self) -> &[f64] {
        &self.breakpoints
    }
}
