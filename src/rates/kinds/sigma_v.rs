//! Thermally averaged cross sections, given as they are.

use super::ThermalFormula;
use crate::expression::Program;
use crate::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};

/// γ = n₁ n₂ ⟨σ v_Møl⟩, halved for identical reactants.
#[derive(Debug, Clone)]
pub struct SigmaV {
    average: ThermalFormula,
    symmetry_factor: f64,
    threshold_mass: f64,
}

impl SigmaV {
    /// `sigma_v` (GeV⁻²) is a formula of T and x; `symmetry_factor` is 1/n! of identical reactants. `threshold_mass`
    /// (GeV) says how much heavier the products are: the formula contains the factor exp(−threshold/T) itself.
    #[must_use]
    pub fn new(sigma_v: Program, symmetry_factor: f64, threshold_mass: f64, reference_mass: f64) -> Self {
        Self { average: ThermalFormula::new(sigma_v, reference_mass), symmetry_factor, threshold_mass }
    }
}

impl ReactionRate for SigmaV {
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
