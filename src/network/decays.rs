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

use super::build::{RateBuilder, gas, is_idle};
use crate::model::{EquilibriumStatistics, Model, Participant, RateSpec, Reaction};
use crate::rates::kinds::{DecayFactor, Width};
use crate::standard_model::particles::Statistics;
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
        let Some(decay) = self.two_body_decay(reaction) else { return Vec::new() };
        let first = reaction.products.first();
        let parts = catalysed_decays(self.model, reaction).into_iter().filter_map(|part| {
            let is_first = first.is_some_and(|first| std::ptr::eq(first, part.product));
            let decay = if is_first { decay } else { decay.swapped() };
            let species = self.model.species.get(part.species)?;
            let degrees_of_freedom = species.degrees_of_freedom / part.count as f64;
            let verb = if part.blocked { "blocked" } else { "enhanced" };
            Some(Stimulated {
                rate: self.width(reaction, DecayFactor::Catalysed { decay, degrees_of_freedom })?,
                catalyst: part.species,
                subtracted: part.blocked,
                description: format!("{verb} by {}", species.name),
            })
        });
        parts.collect()
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

/// An evolved product that blocks or enhances a decay by as much as it is there.
#[derive(Debug, Clone, Copy)]
pub struct CatalysedDecay<'r> {
    /// The particle that decays.
    pub mother: &'r Participant,
    /// The product.
    pub product: &'r Participant,
    /// Its place among the species.
    pub species: usize,
    /// The other product.
    pub other: &'r Participant,
    /// How many products do so alike: two if they are two of a kind or particle and antiparticle.
    pub count: usize,
    /// Whether they block, as fermions do.
    pub blocked: bool,
}

fn evolved(participant: &Participant) -> Option<usize> {
    match *participant {
        Participant::Species { index, .. } => Some(index),
        _ => None,
    }
}

/// The evolved products that block or enhance a decay where they are there; none without quantum statistics.
#[must_use]
pub fn catalysed_decays<'r>(model: &Model, reaction: &'r Reaction) -> Vec<CatalysedDecay<'r>> {
    let quantum = model.evolution.statistics == EquilibriumStatistics::Quantum;
    let decays = matches!(reaction.rate, RateSpec::Width(_) | RateSpec::Lifetime { .. });
    let ([mother], [one, other]) = (&reaction.reactants[..], &reaction.products[..]) else { return Vec::new() };
    if !(quantum && decays && reaction.reversible) || is_idle(&reaction.rate) {
        return Vec::new();
    }
    let alike = evolved(one).is_some() && evolved(one) == evolved(other);
    let products = [(one, other), (other, one)].into_iter().take(if alike { 1 } else { 2 });
    products
        .filter_map(|(product, other)| {
            let species = evolved(product)?;
            // R₁ − R₃ of two particles of the plasma is zero.
            evolved(mother).or(evolved(other))?;
            let blocked = model.species.get(species)?.statistics == Statistics::Fermi;
            Some(CatalysedDecay { mother, product, species, other, count: if alike { 2 } else { 1 }, blocked })
        })
        .collect()
}

/// The products of the plasma that block (true) or enhance (false) a decay; none without quantum statistics.
#[must_use]
pub fn stimulating_products<'r>(model: &Model, reaction: &'r Reaction) -> Vec<(&'r Participant, bool)> {
    if model.evolution.statistics != EquilibriumStatistics::Quantum || reaction.products.len() != 2 {
        return Vec::new();
    }
    let statistics = |participant: &'r Participant| match *participant {
        Participant::Bath { index, .. } => Some((participant, model.bath.get(index)?.statistics == Statistics::Fermi)),
        _ => None,
    };
    reaction.products.iter().filter_map(statistics).collect()
}

/// `SM` has no statistics of its own.
pub(super) const RADIATION: Gas =
    Gas { mass: 0.0, degrees_of_freedom: 1.0, distribution: Distribution::MaxwellBoltzmann };

#[cfg(test)]
mod tests;
