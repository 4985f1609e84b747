//! Decays: the rest-frame width, slowed down by time dilation, enhanced or blocked where the products are occupied.

use super::ThermalFormula;
use crate::expression::Program;
use crate::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};
use crate::thermal::decay::TwoBodyDecay;
use crate::thermal::distribution::Distribution;
use crate::thermal::equilibrium::mean_inverse_lorentz_factor;

/// γ of a decay, Γ times what the plasma makes of it.
#[derive(Debug, Clone)]
pub struct Width {
    width: PartialWidth,
    factor: DecayFactor,
}

/// A partial width in GeV.
#[derive(Debug, Clone)]
enum PartialWidth {
    Formula(Box<ThermalFormula>),
    Constant(f64),
}

/// What a plasma makes of a decay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DecayFactor {
    /// γ = n_eq Γ ⟨m/E⟩, for any number of products; ⟨m/E⟩ is K₁(m/T)/K₂(m/T) for Maxwell and Boltzmann (Gondolo &
    /// Gelmini, Nucl. Phys. B 360 (1991) 145).
    TimeDilation {
        /// Mass in GeV of the decaying particle.
        mass: f64,
        /// How its states are occupied.
        distribution: Distribution,
    },
    /// γ = n_eq Γ ⟨(m/E)(1 + Σηf)⟩ with the sum over those products that are in equilibrium.
    Stimulated {
        /// The decay.
        decay: TwoBodyDecay,
        /// Which of the products are in equilibrium.
        by: [bool; 2],
    },
    /// γ = n_eq Γ ⟨(m/E) f⟩, the events that a product which is a reactant as well enhances or blocks.
    Catalysed {
        /// The decay, this product being the first.
        decay: TwoBodyDecay,
        /// Degrees of freedom of the product alone.
        degrees_of_freedom: f64,
    },
}

impl Width {
    /// A decay with a partial width (GeV) that is a formula of T and x.
    #[must_use]
    pub fn formula(width: Program, reference_mass: f64, factor: DecayFactor) -> Self {
        Self { width: PartialWidth::Formula(Box::new(ThermalFormula::new(width, reference_mass))), factor }
    }

    /// A decay with a constant partial `width` (GeV), such as branching/lifetime.
    #[must_use]
    pub fn constant(width: f64, factor: DecayFactor) -> Self {
        Self { width: PartialWidth::Constant(width), factor }
    }

    /// What the plasma makes of the decay.
    #[must_use]
    pub fn factor(&self) -> DecayFactor {
        self.factor
    }
}

impl ReactionRate for Width {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let width = match &self.width {
            PartialWidth::Formula(formula) => formula.evaluate(at)?,
            PartialWidth::Constant(width) => *width,
        };
        let factor = match self.factor {
            DecayFactor::TimeDilation { mass, distribution } => {
                mean_inverse_lorentz_factor(distribution, mass / at.temperature)
            }
            DecayFactor::Stimulated { decay, by } => decay.mean_factor(at.temperature, by),
            DecayFactor::Catalysed { decay, degrees_of_freedom } => {
                decay.mean_occupation(at.temperature, degrees_of_freedom)
            }
        };
        Ok(SignedLog { ln_abs: width.ln() + factor.ln(), sign: 1.0 })
    }

    fn threshold_mass(&self) -> f64 {
        match self.factor {
            DecayFactor::Catalysed { decay, .. } => decay.stimulated_threshold(),
            DecayFactor::TimeDilation { .. } | DecayFactor::Stimulated { .. } => 0.0,
        }
    }

    fn breakpoints(&self) -> &[f64] {
        match &self.width {
            PartialWidth::Formula(formula) => &formula.breakpoints,
            PartialWidth::Constant(_) => &[],
        }
    }
}
