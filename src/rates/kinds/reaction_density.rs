//! Reaction densities, given as they are.

use super::ThermalFormula;
use crate::expression::Program;
use crate::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};
use crate::thermal::equilibrium::Gas;

/// γ(T) itself, without any factor for identical particles.
#[derive(Debug, Clone)]
pub struct ReactionDensity {
    gamma: ThermalFormula,
    /// The reactants that have a density.
    reactants: Vec<Gas>,
}

impl ReactionDensity {
    /// `gamma` (GeV⁴) is a formula of T and x; `reactants` are those that have a density.
    #[must_use]
    pub fn new(gamma: Program, reactants: Vec<Gas>, reference_mass: f64) -> Self {
        Self { gamma: ThermalFormula::new(gamma, reference_mass), reactants }
    }
}

impl ReactionRate for ReactionDensity {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let mut coefficient = SignedLog::new(self.gamma.evaluate(at)?);
        for gas in &self.reactants {
            coefficient.ln_abs -= gas.ln_density(at.temperature).total();
        }
        Ok(coefficient)
    }

    fn breakpoints(&self) -> &[f64] {
        &self.gamma.breakpoints
    }
}
