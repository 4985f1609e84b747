//! From a model file's model to a network with rates.

use std::sync::Arc;

use super::assemble::{Participant, ReactionInput, SpeciesInput};
use super::error::SolveError;
use super::evolve::TODAY;
use super::precision::{AVERAGE_SHARE, FINEST_TABLE, TABLE_SHARE};
use super::sources::{Gas, switched_off_below};
use super::{Network, Species, Start};
use crate::expression::Program;
use crate::model::{self, Bound, Initial, Model, RateSpec, Reaction};
use crate::rates::kinds::{
    ConstantWidth, FormulaCrossSection, PartialWaves, ReactionDensity, SigmaV, Tabulated, ThermalCrossSection, Width,
};
use crate::rates::thermal_average::ThermalAverage;
use crate::rates::{RateError, ReactionRate, TemperatureRange, ThermalPoint};

/// Tables begin at this multiple of the highest temperature asked for, so that its rounding does not fall outside.
const TABLE_MARGIN: f64 = 1.01;

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
            let rate = builder.rate(reaction).map_err(|e| e.in_reaction(reaction.equation.clone()))?;
            if rate.is_none() {
                log::debug!("{}: closed, never happens", reaction.equation);
            }
            if let Some(rate) = rate {
                reactions.push(ReactionInput {
                    label: reaction.label.clone(),
                    equation: reaction.equation.clone(),
                    latex: reaction.latex.clone(),
                    reactants: reaction.reactants.iter().map(|p| participant(model, p)).collect(),
                    products: reaction.products.iter().map(|p| participant(model, p)).collect(),
                    reversible: reaction.reversible,
                    with_conjugate: reaction.with_conjugate,
                    rate,
                });
            }
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
fn gas(model: &Model, participant: &model::Participant) -> Option<(f64, f64)> {
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
fn total_mass(model: &Model, side: &[model::Participant], count: impl Fn(&model::Participant) -> bool) -> f64 {
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

struct RateBuilder<'m> {
    model: &'m Model,
    reference_mass: f64,
    tolerance: f64,
    hottest: f64,
}

impl RateBuilder<'_> {
    /// The rate of a reaction; `None` if it never happens.
    fn rate(&self, reaction: &Reaction) -> Result<Option<Box<dyn ReactionRate>>, RateError> {
        let masses = |side: &[model::Participant]| -> Vec<f64> {
            side.iter().map(|p| gas(self.model, p).map_or(0.0, |(_, mass)| mass)).collect()
        };
        let initial = masses(&reaction.reactants);
        let final_mass: f64 = masses(&reaction.products).iter().sum();
        let first = initial.first().copied().unwrap_or(0.0);
        let threshold_mass = (final_mass - initial.iter().sum::<f64>()).max(0.0);
        let symmetry_factor = symmetry_factor(&reaction.reactants);
        Ok(Some(match &reaction.rate {
            rate if is_idle(rate) => return Ok(None),
            RateSpec::Closed => return Ok(None),
            RateSpec::Width(width) => Box::new(Width::new(width.clone(), first, self.reference_mass)),
            RateSpec::Lifetime { lifetime, branching } => {
                Box::new(ConstantWidth { width: branching / lifetime, mass: first })
            }
            RateSpec::CrossSection(sigma) => {
                let initial = [first, initial.get(1).copied().unwrap_or(0.0)];
                self.cross_section(sigma, initial, final_mass, reaction)?
            }
            RateSpec::SigmaV(sigma_v) => {
                Box::new(SigmaV::new(sigma_v.clone(), symmetry_factor, threshold_mass, self.reference_mass))
            }
            RateSpec::PartialWaves { s, p, d } => {
                let second = initial.get(1).copied().unwrap_or(0.0);
                let reduced_mass = first * second / (first + second);
                Box::new(PartialWaves { waves: [*s, *p, *d], reduced_mass, symmetry_factor })
            }
            RateSpec::ReactionDensity(gamma) => {
                let reactants = reaction.reactants.iter().filter_map(|p| gas(self.model, p)).collect();
                Box::new(ReactionDensity::new(gamma.clone(), reactants, self.reference_mass))
            }
        }))
    }

    fn cross_section(
        &self,
        sigma: &Program,
        initial: [f64; 2],
        final_mass: f64,
        reaction: &Reaction,
    ) -> Result<Box<dyn ReactionRate>, RateError> {
        let table_tolerance = (TABLE_SHARE * self.tolerance).max(FINEST_TABLE);
        let tolerance = (AVERAGE_SHARE * table_tolerance).max(FINEST_TABLE);
        let identical = symmetry_factor(&reaction.reactants) < 1.0;
        let cross_section =
            FormulaCrossSection::new(sigma.clone(), ThermalPoint::new(self.hottest, self.reference_mass));
        // The network does not ask where both directions are exponentially slow: no table there.
        let evolved = |p: &model::Participant| matches!(p, model::Participant::Species { .. });
        let [reactants, products] = [&reaction.reactants, &reaction.products];
        let threshold_mass = (final_mass - initial[0] - initial[1]).max(0.0);
        let forward = total_mass(self.model, reactants, |p| !evolved(p)) + threshold_mass;
        let backward = if reaction.reversible {
            forward + total_mass(self.model, reactants, evolved) - total_mass(self.model, products, evolved)
        } else {
            f64::INFINITY
        };
        let max = self.hottest * TABLE_MARGIN;
        let coldest = switched_off_below(forward, backward.max(0.0)).max(TODAY) / TABLE_MARGIN;
        // A formula sees thermal energies as differences of s, whose rounding hides them where it is cold enough.
        let resolved = f64::EPSILON * (initial[0] + initial[1]).max(final_mass) / table_tolerance;
        let continued = resolved > coldest;
        let range = TemperatureRange { min: coldest.max(resolved).min(0.5 * max), max };
        if cross_section.depends_on_temperature() {
            let rate = ThermalCrossSection { cross_section, initial, final_mass, tolerance, identical };
            return tabulated(reaction, rate, self.reference_mass, range, table_tolerance, continued);
        }
        let average = ThermalAverage::new(cross_section, initial, final_mass, tolerance)?;
        let average = if identical { average.identical_reactants() } else { average };
        tabulated(reaction, average, self.reference_mass, range, table_tolerance, continued)
    }
}

fn tabulated<R: ReactionRate + 'static>(
    reaction: &Reaction,
    rate: R,
    reference_mass: f64,
    range: TemperatureRange,
    tolerance: f64,
    continued: bool,
) -> Result<Box<dyn ReactionRate>, RateError> {
    let rate = Tabulated::new(rate, reference_mass, range, tolerance)?;
    let table = rate.table();
    log::debug!(
        "{}: table from T = {:.3e} to {:.3e} GeV, {} nodes, {} polynomials, error {:.1e}",
        reaction.equation,
        range.min,
        range.max,
        table.evaluations(),
        table.cells(),
        table.measured_error()
    );
    Ok(Box::new(if continued { rate.continued_below()? } else { rate }))
}
