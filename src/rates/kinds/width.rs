//! Decays: the rest-frame width, slowed down by time dilation.

use super::ThermalFormula;
use crate::expression::Program;
use crate::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};
use crate::thermal::bessel::k1_over_k2;

/// γ = n_eq Γ K₁(m/T)/K₂(m/T), for any number of products (Gondolo & Gelmini, Nucl. Phys. B 360 (1991) 145).
#[derive(Debug, Clone)]
pub struct Width {
    width: ThermalFormula,
    mass: f64,
}

impl Width {
    /// A decay of a particle of `mass` (GeV) with partial `width` (GeV), a formula of T and x.
    #[must_use]
    pub fn new(width: Program, mass: f64, reference_mass: f64) -> Self {
        Self { width: ThermalFormula::new(width, reference_mass), mass }
    }
}

impl ReactionRate for Width {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let width = self.width.evaluate(at)?;
        Ok(SignedLog { ln_abs: width.ln() + k1_over_k2(self.mass / at.temperature).ln(), sign: 1.0 })
    }

    fn breakpoints(&self) -> &[f64] {
        &self.width.breakpoints
    }
}

/// The same for a width that does not depend on temperature, Γ = branching/lifetime.
#[derive(Debug, Clone, Copy)]
pub struct ConstantWidth {
    /// Partial width in GeV.
    pub width: f64,
    /// Mass of the decaying particle in GeV.
    pub mass: f64,
}

impl ReactionRate for ConstantWidth {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        Ok(SignedLog { ln_abs: self.width.ln() + k1_over_k2(self.mass / at.temperature).ln(), sign: 1.0 })
    }
}
