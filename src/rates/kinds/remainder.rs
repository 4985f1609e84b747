//! What is left of a rate without its on-shell parts, made positive.

use super::OnShell;
use crate::rates::{RateError, RateProblem, ReactionRate, SignedLog, ThermalPoint};

/// A rate that may be negative, together with parts that are taken away elsewhere and outweigh that.
pub struct Remainder<R> {
    rate: R,
    parts: Vec<OnShell>,
}

impl<R: ReactionRate> Remainder<R> {
    /// `rate` and the `parts` to be taken away from the result again.
    pub fn new(rate: R, parts: Vec<OnShell>) -> Self {
        Self { rate, parts }
    }
}

impl<R: ReactionRate> ReactionRate for Remainder<R> {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let mut total = self.rate.coefficient(at)?.value();
        for part in &self.parts {
            // Without the factor exp(−threshold/T) of the rate, like the rate itself.
            let exponent = (self.rate.threshold_mass() - part.threshold_mass()) / at.temperature;
            let part = part.coefficient(at)?;
            total += SignedLog { ln_abs: part.ln_abs + exponent, ..part }.value();
        }
        if total < 0.0 {
            return Err(RateError::from(RateProblem::Negative { value: total }).at_temperature(at.temperature));
        }
        Ok(SignedLog::new(total))
    }

    fn inner(&self) -> Option<&dyn ReactionRate> {
        Some(&self.rate)
    }
}
