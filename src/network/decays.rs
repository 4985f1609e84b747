//! Decays: which of the products stimulate them.
//!
//! In kinetic equilibrium at the temperature of the plasma, f = R f_eq for every particle, a decay 1 → 2 3 and its inverse
//! add up to R₁(1 + η₂R₂f₂ + η₃R₃f₃)f₁ − R₂R₃ f₂f₃, and because that vanishes where all R are one, to
//!
//! γ₀ (R₁ − R₂R₃) + η₂γ₂ R₂ (R₁ − R₃) + η₃γ₃ R₃ (R₁ − R₂),  γ₀ = n₁Γ⟨m/E⟩, γᵢ = n₁Γ⟨(m/E) fᵢ⟩.
//!
//! Products of the plasma, R = 1, make one channel of it: γ₀ + Σηγ of those. An evolved product makes a channel of its
//! own, in which it is a reactant as well: Bose enhancement, or Pauli blocking, which takes away. It is left out where
//! R₁ − R₃ is nothing.

use super::build::{RateBuilder, gas};
use crate::model::{Participant, RateSpec, Reaction};
use crate::rates::kinds::{DecayFactor, Width};
use crate::thermal::decay::TwoBodyDecay;
use crate::thermal::distribution::Distribution;
use crate::thermal::equilibrium::Gas;

/// What the occupation of an evolved product adds to its decay.
pub(super) struct Stimulated {
    /// The rate of these events.
    pub(super) rate: Width,
    /// The place of the product among the species.
    pub(super) catalyst: usize,
    /// Whether fermions block the decay.
    pub(super) subtracted: bool,
    /// What happens, for tables and plots.
    pub(super) description: String,
}

impl RateBuilder<'_> {
    /// The decay of `reaction` with a factor for the plasma; `None` if it is no decay.
    pub(super) fn width(&self, reaction: &Reaction, factor: DecayFactor) -> Option<Width> {
        match &reaction.rate {
            RateSpec::Width(width) => Some(Width::formula(width.clone(), self.reference_mass, factor)),
            RateSpec::Lifetime { lifetime, branching } => Some(Width::constant(branching / lifetime, factor)),
            _ => None,
        }
    }

    /// What the plasma makes of a decay.
    pub(super) fn decay_factor(&self, reaction: &Reaction) -> DecayFactor {
        let by = [0, 1].map(|i| matches!(reaction.products.get(i), Some(Participant::Bath { .. })));
        match self.two_body_decay(reaction) {
            Some(decay) if by.contains(&true) => DecayFactor::Stimulated { decay, by },
            _ => {
                let mother = reaction.reactants.first().map_or(RADIATION, |p| self.gas(p));
                DecayFactor::TimeDilation { mass: mother.mass, distribution: mother.distribution }
            }
        }
    }

    /// What evolved products add to the decay, or take away.
    pub(super) fn stimulated(&self, reaction: &Reaction) -> Vec<Stimulated> {
        let evolved = |participant: &Participant| match *participant {
            Participant::Species { index, .. } => Some(index),
            _ => None,
        };
        let Some(decay) = self.two_body_decay(reaction).filter(|_| reaction.reversible) else { return Vec::new() };
        let ([mother], [one, other]) = (&reaction.reactants[..], &reaction.products[..]) else { return Vec::new() };
        let alike = evolved(one).is_some() && evolved(one) == evolved(other);
        let sides = [(one, other, decay), (other, one, decay.swapped())];
        let products = sides.into_iter().take(if alike { 1 } else { 2 });
        products
            .filter_map(|(product, other, decay)| {
                let catalyst = evolved(product)?;
                evolved(mother).or(evolved(other))?;
                let species = self.model.species.get(catalyst)?;
                // Particle and antiparticle, or two of a kind, count together.
                let degrees_of_freedom = species.degrees_of_freedom / if alike { 2.0 } else { 1.0 };
                let subtracted = decay.occupied[0] == Distribution::FermiDirac;
                let verb = if subtracted { "blocked" } else { "enhanced" };
                Some(Stimulated {
                    rate: self.width(reaction, DecayFactor::Catalysed { decay, degrees_of_freedom })?,
                    catalyst,
                    subtracted,
                    description: format!("{verb} by {}", species.name),
                })
            })
            .collect()
    }

    /// The decay with its gases; `None` unless it has two products and quantum statistics.
    fn two_body_decay(&self, reaction: &Reaction) -> Option<TwoBodyDecay> {
        let ([mother], [one, other]) = (&reaction.reactants[..], &reaction.products[..]) else { return None };
        let [mother, one, other] = [mother, one, other].map(|p| self.gas(p));
        let quantum = mother.distribution != Distribution::MaxwellBoltzmann;
        let open = !matches!(reaction.rate, RateSpec::Closed) && mother.mass > one.mass + other.mass;
        (quantum && open).then_some(TwoBodyDecay {
            mass: mother.mass,
            distribution: mother.distribution,
            products: [one.mass, other.mass],
            occupied: [one.distribution, other.distribution],
        })
    }

    fn gas(&self, participant: &Participant) -> Gas {
        gas(self.model, participant).unwrap_or(RADIATION)
    }
}

/// `SM` has no statistics of its own.
const RADIATION: Gas = Gas { mass: 0.0, degrees_of_freedom: 1.0, distribution: Distribution::MaxwellBoltzmann };

#[cfg(test)]
mod tests;
