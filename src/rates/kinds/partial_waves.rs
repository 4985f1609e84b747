//! The expansion of σv in the relative velocity.

use crate::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};

/// ⟨σv⟩ = s + p ⟨v²⟩ + d ⟨v⁴⟩ with ⟨v²⟩ = 3T/μ and ⟨v⁴⟩ = 15 (T/μ)², the leading order in T/μ.
#[derive(Debug, Clone, Copy)]
pub struct PartialWaves {
    /// Coefficients of v⁰, v² and v⁴ in GeV⁻².
    pub waves: [f64; 3],
    /// Reduced mass μ of the reactants in GeV.
    pub reduced_mass: f64,
    /// 1/n! of identical reactants.
    pub symmetry_factor: f64,
}

impl ReactionRate for PartialWaves {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let [s, p, d] = self.waves;
        let u = at.temperature / self.reduced_mass;
        Ok(SignedLog::new(self.symmetry_factor * (s + 3.0 * u * (p + 5.0 * u * d))))
    }
}
