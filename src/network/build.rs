//! From a model file's model to a network with rates.

use std::sync::Arc;

use super::assemble::{Participant, ReactionInput, SpeciesInput};
use super::error::SolveError;
use super::sources::Gas;
use super::{Network, Species, Start};
use crate::model::{self, Bound, Initial, Model, RateSpec, Reaction};
use crate::rates::kinds::{ConstantWidth, PartialWaves, RateCoefficient, ReactionDensity, Width};
use crate::rates::{RateError, ReactionRate};

impl Network {
    /// The network of `model`, with its cross sections averaged and tabulated for yields to relative `tolerance`.
    pub fn of(model: &Model, tolerance: f64) -> Result<Self, SolveError> {
        let reference_mass = reference_mass(model);
        let species: Vec<SpeciesInput> = model.species.iter().map(species_input).collect();
        let hottest = model
            .evolution
            .from
            .map_or_else(|| default_start(model, &species, reference_mass), |bound| bound_temperature(model, bound));
        let builder = RateBuilder { model, reference_mass, tolerance, hottest };
        let mut reactions = Vec::with_capacity(model.reactions.len());
        for reaction in &model.reactions {
            let refuse = |e: RateError| e.in_reaction(reaction.equation.clone());
            let input = |rate, subtracted: bool| ReactionInput {
                label: reaction.label.clone(),
                equation: reaction.equation.clone(),
                latex: reaction.latex.clone(),
                reactants: reaction.reactants.iter().map(|p| participant(model, p)).collect(),
                products: reaction.products.iter().map(|p| participant(model, p)).collect(),
                reversible: reaction.reversible,
                with_conjugate: reaction.with_conjugate,
                rate,
                subtracted,
            };
            let Some(AssembledRate { rate, taken_away }) = builder.rate(reaction).map_err(refuse)? else {
                log::debug!("{}: closed, never happens", reaction.equation);
                continue;
            };
            reactions.push(input(rate, false));
            reactions.extend(taken_away.into_iter().map(|rate| input(rate, true)));
        }
        Ok(Self::new(Arc::clone(&model.expansion), reference_mass, species, reactions))
    }
}

/// x = reference mass/T; 1 GeV where nothing has a mass.
fn reference_mass(model: &Model) -> f64 {
    model.evolution.reference_mass.unwrap_or(1.0)
}

/// The temperature in GeV that one end of the evolution means.
#[must_use]
pub fn bound_temperature(model: &Model, bound: Bound) -> f64 {
    match bound {
        Bound::X(x) => reference_mass(model) / x,
        Bound::Temperature(temperature) => temperature,
    }
}

fn species_input(species: &model::Species) -> SpeciesInput {
    SpeciesInput {
        species: Species {
            name: species.name.clone(),
            mass: species.mass,
            dark_matter: species.dark_matter,
            start: match species.initial {
                Initial::Equilibrium => Start::Equilibrium,
                Initial::Zero => Start::Yield(0.0),
                Initial::Yield(value) => Start::Yield(value),
            },
        },
        degrees_of_freedom: species.degrees_of_freedom,
        pair: !species.self_conjugate(),
    }
}

fn participant(model: &Model, participant: &model::Participant) -> Participant {
    match *participant {
        model::Participant::Species { index, .. } => Participant::Species(index),
        model::Participant::Bath { index, .. } => {
            let bath = &model.bath[index];
            Participant::Bath(Gas { mass: bath.mass, degrees_of_freedom: bath.degrees_of_freedom })
        }
        model::Participant::Radiation => Participant::Radiation,
    }
}

/// Degrees of freedom and mass (GeV) of a participant; `None` for radiation.
pub(super) fn gas(model: &Model, participant: &model::Participant) -> Option<(f64, f64)> {
    match *participant {
        model::Participant::Species { index, .. } => model.species.get(index).map(|s| (s.degrees_of_freedom, s.mass)),
        model::Participant::Bath { index, .. } => model.bath.get(index).map(|b| (b.degrees_of_freedom, b.mass)),
        model::Participant::Radiation => None,
    }
}

/// 1/n! for each set of identical reactants.
#[must_use]
pub fn symmetry_factor(reactants: &[model::Participant]) -> f64 {
    let mut factor = 1.0;
    for (k, participant) in reactants.iter().enumerate() {
        factor /= reactants[..=k].iter().filter(|p| *p == participant).count() as f64;
    }
    factor
}

/// Sum of the masses in GeV of one side of a reaction, of the participants that `count`.
pub(super) fn total_mass(
    model: &Model,
    side: &[model::Participant],
    count: impl Fn(&model::Participant) -> bool,
) -> f64 {
    side.iter().filter(|p| count(p)).filter_map(|p| gas(model, p)).map(|(_, mass)| mass).sum()
}

/// The temperature in GeV at which the evolution starts if the model does not say.
fn default_start(model: &Model, species: &[SpeciesInput], reference_mass: f64) -> f64 {
    let all = |_: &model::Participant| true;
    let thresholds =
        model.reactions.iter().map(|r| total_mass(model, &r.products, all) - total_mass(model, &r.reactants, all));
    let others = model.bath.iter().map(|b| b.mass).chain(thresholds);
    let species = species.iter().map(|s| &s.species);
    super::start::default_temperature(species, others, reference_mass, &*model.expansion)
}

/// Whether a reaction never happens, whatever the temperature.
pub(super) fn is_idle(rate: &RateSpec) -> bool {
    match rate {
        RateSpec::Closed => true,
        RateSpec::Lifetime { branching, .. } => *branching == 0.0,
        RateSpec::PartialWaves { s, p, d } => [s, p, d].iter().all(|wave| **wave == 0.0),
        _ => false,
    }
}

/// The rate of a reaction as the network has it: a rate that may be negative is the difference of rates that are not.
pub(super) struct AssembledRate {
    pub(super) rate: Box<dyn ReactionRate>,
    pub(super) taken_away: Vec<Box<dyn ReactionRate>>,
}

impl From<Box<dyn ReactionRate>> for AssembledRate {
    fn from(rate: Box<dyn ReactionRate>) -> Self {
        Self { rate, taken_away: Vec::new() }
    }
}

/// What the rates of a model depend on besides its reactions.
pub(super) struct RateBuilder<'m> {
    pub(super) model: &'m Model,
    /// x = reference mass/T; in GeV.
    pub(super) reference_mass: f64,
    /// Relative tolerance of the yields.
    pub(super) tolerance: f64,
    /// The highest temperature in GeV.
    pub(super) hottest: f64,
}

impl RateBuilder<'_> {
    /// The rate of a reaction; `None` if it never happens.
    fn rate(&self, reaction: &Reaction) -> Result<Option<AssembledRate>, RateError> {
        match self.cross_section(reaction)? {
            Some(rate) => Ok(Some(rate)),
            None => Ok(self.thermal_rate(reaction).map(|rate| self.active(rate, reaction).into())),
        }
    }

    /// The rate of a reaction that is no function of s; `None` if it never happens.
    fn thermal_rate(&self, reaction: &Reaction) -> Option<Box<dyn ReactionRate>> {
        let initial = self.masses(&reaction.reactants);
        let final_mass: f64 = self.masses(&reaction.products).iter().sum();
        let first = initial.first().copied().unwrap_or(0.0);
        let threshold_mass = (final_mass - initial.iter().sum::<f64>()).max(0.0);
        let symmetry_factor = symmetry_factor(&reaction.reactants);
        if is_idle(&reaction.rate) {
            return None;
        }
        Some(match &reaction.rate {
            RateSpec::Closed | RateSpec::CrossSection(_) | RateSpec::SigmaVOfS(_) | RateSpec::AmplitudeSquared(_) => {
                return None;
            }
            RateSpec::Width(width) => Box::new(Width::new(width.clone(), first, self.reference_mass)),
            RateSpec::Lifetime { lifetime, branching } => {
                Box::new(ConstantWidth { width: branching / lifetime, mass: first })
            }
            RateSpec::SigmaV(coefficient) | RateSpec::RateCoefficient(coefficient) => Box::new(RateCoefficient::new(
                coefficient.clone(),
                symmetry_factor,
                threshold_mass,
                self.reference_mass,
            )),
            RateSpec::PartialWaves { s, p, d } => {
                let second = initial.get(1).copied().unwrap_or(0.0);
                let reduced_mass = first * second / (first + second);
                Box::new(PartialWaves { waves: [*s, *p, *d], reduced_mass, symmetry_factor })
            }
            RateSpec::ReactionDensity(gamma) => {
                let reactants = reaction.reactants.iter().filter_map(|p| gas(self.model, p)).collect();
                Box::new(ReactionDensity::new(gamma.clone(), reactants, self.reference_mass))
            }
        })
    }
}
