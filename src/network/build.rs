//! From a model file's model to a network with rates.

use std::sync::Arc;

use super::assemble::{Participant, ReactionInput, SpeciesInput};
use super::decays::Stimulated;
use super::error::SolveError;
use super::known_rates::KnownRates;
use super::{Network, Species, Start};
use crate::model::{self, Bound, Initial, Model, RateSpec, Reaction, plugin};
use crate::rates::kinds::{PartialWaves, RateCoefficient, ReactionDensity};
use crate::rates::{RateError, ReactionRate};
use crate::thermal::equilibrium::Gas;

impl Network {
    /// The network of `model`, with its cross sections averaged and tabulated for yields to relative `tolerance`.
    pub fn of(model: &Model, tolerance: f64) -> Result<Self, SolveError> {
        Self::with(&RateBuilder::of(model, tolerance), &KnownRates::default())
    }

    /// As [`Network::of`], with tables from another model of the same file where they are the same, and tables that are made
    /// only where an evolution asks for them: what is wrong with a rate elsewhere goes unnoticed.
    pub fn with_known(model: &Model, tolerance: f64, known: &KnownRates) -> Result<Self, SolveError> {
        Self::with(&RateBuilder { whole_tables: false, ..RateBuilder::of(model, tolerance) }, known)
    }

    fn with(builder: &RateBuilder<'_>, known: &KnownRates) -> Result<Self, SolveError> {
        let model = builder.model;
        let reference_mass = builder.reference_mass;
        let species: Vec<SpeciesInput> = model.species.iter().map(|s| species_input(model, s)).collect();
        let mut reactions = Vec::with_capacity(model.reactions.len());
        let mut numbers = Vec::new();
        for (number, reaction) in model.reactions.iter().enumerate() {
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
                catalyst: None,
            };
            let build = || builder.rate(reaction).map_err(refuse);
            let rate = known.find_or_build(number, || builder.identity(reaction), build)?;
            let Some(AssembledRate { rate, taken_away }) = rate else {
                log::debug!("{}: closed, never happens", reaction.equation);
                continue;
            };
            reactions.push(input(rate, false));
            reactions.extend(taken_away.into_iter().map(|rate| input(rate, true)));
            for Stimulated { rate, catalyst, subtracted, description } in builder.stimulated(reaction) {
                let label = format!("{}, {description}", reaction.label);
                let part = input(builder.active(rate, reaction), subtracted);
                reactions.push(ReactionInput { label, catalyst: Some(catalyst), latex: None, ..part });
            }
            numbers.resize(reactions.len(), number);
        }
        let groups = &model.evolution.chemical_equilibrium;
        let network = Self::with_groups(Arc::clone(&model.expansion), reference_mass, species, groups, reactions);
        Ok(Self { reactions: numbers, ..network })
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

fn species_input(model: &Model, species: &model::Species) -> SpeciesInput {
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
        distribution: model.evolution.statistics.distribution(species.statistics),
    }
}

fn participant(model: &Model, participant: &model::Participant) -> Participant {
    match *participant {
        model::Participant::Species { index, .. } => Participant::Species(index),
        model::Participant::Bath { .. } => gas(model, participant).map_or(Participant::Radiation, Participant::Bath),
        model::Participant::Radiation => Participant::Radiation,
    }
}

/// The gas of a participant, without its antiparticle; `None` for radiation.
pub(super) fn gas(model: &Model, participant: &model::Participant) -> Option<Gas> {
    let gas = |mass, degrees_of_freedom, statistics| {
        let distribution = model.evolution.statistics.distribution(statistics);
        Gas { mass, degrees_of_freedom, distribution }
    };
    match *participant {
        model::Participant::Species { index, .. } => {
            model.species.get(index).map(|s| gas(s.mass, s.degrees_of_freedom, s.statistics))
        }
        model::Participant::Bath { index, .. } => {
            model.bath.get(index).map(|b| gas(b.mass, b.degrees_of_freedom, b.statistics))
        }
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
    side.iter().filter(|p| count(p)).filter_map(|p| gas(model, p)).map(|gas| gas.mass).sum()
}

/// The temperature in GeV at which the evolution starts if the model does not say.
fn default_start(model: &Model, reference_mass: f64) -> f64 {
    let species: Vec<SpeciesInput> = model.species.iter().map(|s| species_input(model, s)).collect();
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
    /// Whether tables are made as a whole, not where they are asked for.
    pub(super) whole_tables: bool,
}

impl<'m> RateBuilder<'m> {
    pub(super) fn of(model: &'m Model, tolerance: f64) -> Self {
        let reference_mass = reference_mass(model);
        let hottest = model
            .evolution
            .from
            .map_or_else(|| default_start(model, reference_mass), |bound| bound_temperature(model, bound));
        Self { model, reference_mass, tolerance, hottest, whole_tables: true }
    }

    /// The rate of a reaction; `None` if it never happens.
    fn rate(&self, reaction: &Reaction) -> Result<Option<AssembledRate>, RateError> {
        match self.cross_section(reaction)? {
            Some(rate) => Ok(Some(rate)),
            None => Ok(self.thermal_rate(reaction)?.map(|rate| self.active(rate, reaction).into())),
        }
    }

    /// The rate of a reaction that is no function of s; `None` if it never happens.
    fn thermal_rate(&self, reaction: &Reaction) -> Result<Option<Box<dyn ReactionRate>>, RateError> {
        let initial = self.masses(&reaction.reactants);
        let final_mass: f64 = self.masses(&reaction.products).iter().sum();
        let first = initial.first().copied().unwrap_or(0.0);
        let threshold_mass = (final_mass - initial.iter().sum::<f64>()).max(0.0);
        let symmetry_factor = symmetry_factor(&reaction.reactants);
        if is_idle(&reaction.rate) {
            return Ok(None);
        }
        Ok(Some(match &reaction.rate {
            RateSpec::Closed | RateSpec::CrossSection(_) | RateSpec::SigmaVOfS(_) | RateSpec::AmplitudeSquared(_) => {
                return Ok(None);
            }
            RateSpec::Width(_) | RateSpec::Lifetime { .. } => {
                return Ok(self.width(reaction, self.decay_factor(reaction)).map(|rate| Box::new(rate) as _));
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
            RateSpec::Plugin(plugin) => plugin.kind.build(&plugin.values, &self.scope(reaction))?,
        }))
    }

    /// What the rate of a reaction may depend on.
    fn scope(&self, reaction: &Reaction) -> plugin::Scope {
        let particles = (&self.model.species[..], &self.model.bath[..], self.model.evolution.statistics);
        let (temperatures, continued_below) = self.range(reaction);
        plugin::Scope {
            process: plugin::Process::new(
                reaction.equation.clone(),
                particles,
                &reaction.reactants,
                &reaction.products,
            ),
            reference_mass: self.reference_mass,
            temperatures,
            table_tolerance: self.table_tolerance(),
            tolerance: self.average_tolerance(),
            continued_below,
            whole_tables: self.whole_tables,
            gases: self.gases(reaction),
        }
    }
}
