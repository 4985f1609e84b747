//! Reaction densities, given as they are.

use super::ThermalFormula;
use crate::expression::Program;
use crate::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};
use crate::thermal::equilibrium::ln_number_density;

/// γ(T) itself, without any factor for identical particles.
#[derive(Debug, Clone)]
pub struct ReactionDensity {
    gamma: ThermalFormula,
    /// Degrees of freedom and mass (GeV) of the reactants that have a density.
    reactants: Vec<(f64, f64)>,
}

impl ReactionDensity {
    /// `gamma` (GeV⁴) is a formula of T and x; `reactants` are the degrees of freedom and masses (GeV) of the reactants
    /// that have a density.
    #[must_use]
    pub fn new(gamma: Program, reactants: Vec<(f64, f64)>, reference_mass: f64) -> Self {
        Self { gamma: ThermalFormula::new(gamma, reference_mass), reactants }
    }
}

impl ReactionRate for ReactionDensity {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let mut coefficient = SignedLog::new(self.gamma.evaluate(at)?);
        for &(degrees_of_freedom, mass) in &self.reactants {
            coefficient.ln_abs -= ln_number_density(degrees_of_freedom, mass, at.temperature).total();
        }
        Ok(coefficient)
    }

    fn breakpoints(&self) -> &[f64] {
        &self.gamma.breakpoints
    }
}
