//! Thermally averaged rate coefficients, given as they are; ⟨σv⟩ is that of two reactants.

use super::ThermalFormula;
use crate::expression::Program;
use crate::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};

/// γ = Π nᵢ ⟨σ v^(n−1)⟩ over the n reactants, over k! for k identical ones.
#[derive(Debug, Clone)]
pub struct RateCoefficient {
    average: ThermalFormula,
    symmetry_factor: f64,
    threshold_mass: f64,
}

impl RateCoefficient {
    /// `coefficient` (GeV^(4−3n)) is a formula of T and x; `symmetry_factor` is 1/k! of identical reactants.
    /// `threshold_mass` (GeV) says how much heavier the products are: the formula contains the factor exp(−threshold/T)
    /// itself.
    #[must_use]
    pub fn new(coefficient: Program, symmetry_factor: f64, threshold_mass: f64, reference_mass: f64) -> Self {
        Self { average: ThermalFormula::new(coefficient, reference_mass), symmetry_factor, threshold_mass }
    }
}

impl ReactionRate for RateCoefficient {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let value = self.symmetry_factor * self.average.evaluate(at)?;
        let mut coefficient = SignedLog::new(value);
        coefficient.ln_abs += self.threshold_mass / at.temperature;
        Ok(coefficient)
    }

    fn threshold_mass(&self) -> f64 {
        self.threshold_mass
    }

    fn breakpoints(&self) -> &[f64] {
        &self.average.breakpoints
    }
}
