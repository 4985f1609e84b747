//! A rate made equal to its on-shell parts where nothing but rounding tells them apart.

use crate::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};

/// A rate from which on-shell parts are subtracted elsewhere. With r = rate/parts − 1 and the error δ to which r is known,
/// it is (1 + r³/(r² + δ²)) times the parts: what is left after the subtraction is r where r ≫ δ, and vanishes
/// faster than r where a narrow resonance leaves nothing but the errors of a table.
pub struct Matched<R> {
    rate: R,
    parts: Vec<Box<dyn ReactionRate>>,
    error: f64,
}

impl<R: ReactionRate> Matched<R> {
    /// `parts` of `rate`, whose ratio is known to the relative `error`.
    pub fn new(rate: R, parts: Vec<Box<dyn ReactionRate>>, error: f64) -> Self {
        Self { rate, parts, error }
    }
}

impl<R: ReactionRate> ReactionRate for Matched<R> {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let rate = self.rate.coefficient(at)?;
        if rate.is_zero() {
            return Ok(rate);
        }
        // Without the factor exp(−threshold/T) of the rate, like the rate itself.
        let mut parts = 0.0;
        for part in &self.parts {
            let exponent = (self.rate.threshold_mass() - part.threshold_mass()) / at.temperature;
            let part = part.coefficient(at)?;
            parts += (part.ln_abs - rate.ln_abs + exponent).exp();
        }
        let excess = 1.0 / parts - 1.0;
        if !(excess.is_finite() && parts.is_finite()) {
            return Ok(rate);
        }
        if excess == 0.0 {
            return Ok(rate);
        }
        let kept = excess / (1.0 + (self.error / excess).powi(2));
        Ok(SignedLog { ln_abs: rate.ln_abs + parts.ln() + kept.ln_1p(), ..rate })
    }

    fn inner(&self) -> Option<&dyn ReactionRate> {
        Some(&self.rate)
    }
}
