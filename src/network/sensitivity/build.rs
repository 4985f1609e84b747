//! From a model and its derivatives to those of the channels of its network.

use std::sync::Arc;

use super::sources::{ChannelSlopes, SlopeSources, total};
use crate::expression::{Program, Varying};
use crate::model::{Differentials, Model, Participant, RateSpec, Reaction, VaryingRate};
use crate::network::Network;
use crate::network::build::{RateBuilder, gas, is_idle};
use crate::network::counted_pair;
use crate::network::decays::Stimulated;
use crate::rates::kinds::DecayFactor;
use crate::rates::slopes::{
    Along, CoefficientSlopes, DensitySlopes, PartialWavesSlopes, Proportional, RateSlopes, VaryingFormula, WidthSlopes,
    stimulated_threshold_slopes,
};
use crate::rates::thermal_average::{AverageSlopes, VaryingMeaning};
use crate::thermal::equilibrium::Gas;

/// A reaction is just open if its products are as heavy as its reactants to this accuracy, relative.
const JUST_OPEN: f64 = 1e-12;

/// The derivatives of everything in `network`, which was made from `model` for yields to relative `tolerance`. Directions
/// without derivatives are `refused`.
pub(super) fn sources(
    model: &Model,
    differentials: &Differentials,
    network: &Network,
    tolerance: f64,
    refused: &mut [Option<String>],
) -> SlopeSources {
    let rates = RateBuilder::of(model, tolerance);
    let mut slopes = Builder { model, differentials, rates, network, refused, channels: Vec::new() };
    for (reaction, rate) in model.reactions.iter().zip(&differentials.rates) {
        slopes.reaction(reaction, rate);
    }
    let channels = slopes.channels;
    let directions = differentials.directions();
    let species: Vec<(Gas, Vec<f64>)> = (network.sources.species.iter().zip(&differentials.species_masses))
        .map(|(gas, mass)| (*gas, mass.slopes.clone()))
        .collect();
    let groups = network.groups.iter().map(|group| group.members.clone()).collect();
    let reference_mass = network.reference_mass();
    let mut sources = SlopeSources { reference_mass, species, groups, channels, exponents: Vec::new() };
    sources.exponents = (0..directions).map(|k| exponents(&sources, k)).collect();
    sources
}

/// The derivatives of the exponents along a direction, per x.
fn exponents(sources: &SlopeSources, direction: usize) -> Vec<f64> {
    let groups = (0..sources.groups.len()).map(|g| sources.group_exponent(g, direction));
    let channels = sources.channels.iter().map(|channel| {
        let bath: f64 = channel.bath.iter().map(|(_, slopes)| slopes[direction]).sum();
        let mass = |i: usize| sources.species[i].1[direction];
        let sharing = channel.sharing.iter().map(|&(i, g)| mass(i) - sources.group_exponent(g, direction));
        channel.threshold[direction] + bath + sharing.sum::<f64>()
    });
    groups.chain(channels).map(|slope| slope / sources.reference_mass).collect()
}

struct Builder<'b> {
    model: &'b Model,
    differentials: &'b Differentials,
    rates: RateBuilder<'b>,
    network: &'b Network,
    refused: &'b mut [Option<String>],
    channels: Vec<ChannelSlopes>,
}

impl Builder<'_> {
    fn directions(&self) -> usize {
        self.differentials.directions()
    }

    fn refuse(&mut self, directions: impl IntoIterator<Item = usize>, reason: &str) {
        for k in directions {
            self.refused[k].get_or_insert_with(|| reason.to_owned());
        }
    }

    /// The mass of a participant in GeV.
    fn mass(&self, participant: &Participant) -> Varying {
        let known = match *participant {
            Participant::Species { index, .. } => self.differentials.species_masses.get(index),
            Participant::Bath { index, .. } => self.differentials.bath_masses.get(index),
            Participant::Radiation => None,
        };
        known.cloned().unwrap_or_else(|| Varying::constant(0.0, self.directions()))
    }

    fn masses(&self, side: &[Participant]) -> Vec<Varying> {
        side.iter().map(|participant| self.mass(participant)).collect()
    }

    /// A place of one side; without one, something without a mass.
    fn mass_at(&self, side: &[Participant], i: usize) -> Varying {
        side.get(i).map_or_else(|| Varying::constant(0.0, self.directions()), |participant| self.mass(participant))
    }

    /// max(0, Σm(products) − Σm(reactants)).
    fn threshold(&mut self, reaction: &Reaction) -> Varying {
        let directions = self.directions();
        let (before, after) =
            (total(&self.masses(&reaction.reactants), directions), total(&self.masses(&reaction.products), directions));
        let slopes: Vec<f64> = after.slopes.iter().zip(&before.slopes).map(|(after, before)| after - before).collect();
        let value = after.value - before.value;
        if value.abs() <= JUST_OPEN * before.value {
            let moving = (0..directions).filter(|&k| slopes[k].abs() > JUST_OPEN * before.value);
            let reason = format!("`{}` is just at its threshold, where the rate has a kink", reaction.equation);
            self.refuse(moving.collect::<Vec<_>>(), &reason);
        }
        if value > 0.0 { Varying { value, slopes } } else { Varying::constant(0.0, directions) }
    }

    fn formula(&self, program: &Program) -> VaryingFormula {
        VaryingFormula {
            program: program.clone(),
            variables: Arc::clone(&self.differentials.variables),
            reference_mass: self.differentials.reference_mass.clone(),
        }
    }

    fn proportional(&self, rate: &VaryingRate) -> Option<Proportional> {
        match rate {
            VaryingRate::Formula(program) => Some(Proportional::Formula(Box::new(self.formula(program)))),
            VaryingRate::Number(number) => Some(Proportional::Number(number.clone())),
            VaryingRate::PartialWaves(_) | VaryingRate::Unknown => None,
        }
    }

    /// Adds the channels of a reaction, as many as the network has.
    fn reaction(&mut self, reaction: &Reaction, rate: &VaryingRate) {
        if is_idle(&reaction.rate) {
            return;
        }
        let threshold = self.threshold(reaction);
        let slopes = self.rate(reaction, rate, &threshold);
        let threshold = match reaction.rate {
            RateSpec::Width(_)
            | RateSpec::Lifetime { .. }
            | RateSpec::ReactionDensity(_)
            | RateSpec::PartialWaves { .. } => {
                vec![0.0; self.directions()]
            }
            _ => threshold.slopes,
        };
        let place = self.channels.len();
        self.add(reaction, slopes, threshold);
        let taken_away = self.network.parts(place).count() - 1;
        if taken_away > 0 {
            let reason = format!(
                "the on-shell part is taken out of the rate of `{}`, which is not differentiated",
                reaction.equation
            );
            self.refuse(0..self.directions(), &reason);
        }
        for _ in 0..taken_away {
            self.add(reaction, None, vec![0.0; self.directions()]);
        }
        for Stimulated { rate: width, .. } in self.rates.stimulated(reaction) {
            let factor = width.factor();
            let Some(proportional) = self.proportional(rate) else { continue };
            let masses = self.decay_masses(reaction, &factor);
            let DecayFactor::Catalysed { decay, .. } = factor else { continue };
            let by_mass = stimulated_threshold_slopes(decay);
            let threshold = (0..self.directions())
                .map(|k| by_mass.iter().zip(&masses).map(|(by_mass, slopes)| by_mass * slopes[k]).sum())
                .collect();
            let slopes: Box<dyn RateSlopes> = Box::new(WidthSlopes { width: proportional, factor, masses });
            self.add(reaction, Some(slopes), threshold);
        }
    }

    fn add(&mut self, reaction: &Reaction, rate: Option<Box<dyn RateSlopes>>, threshold: Vec<f64>) {
        let source = &self.network.sources.channels[self.channels.len()];
        debug_assert_eq!(source.equation, reaction.equation);
        let bath = reaction.reactants.iter().filter(|p| matches!(p, Participant::Bath { .. }));
        let bath = bath.filter_map(|p| Some((gas(self.model, p)?, self.mass(p).slopes))).collect();
        self.channels.push(ChannelSlopes {
            rate,
            active: reaction.active.clone(),
            threshold,
            bath,
            sharing: source.sharing.clone(),
            switched_off_below: source.switched_off_below(),
        });
    }

    /// The derivatives of the masses that the factor of a decay has, in its order.
    fn decay_masses(&self, reaction: &Reaction, factor: &DecayFactor) -> [Vec<f64>; 3] {
        let mother = self.mass_at(&reaction.reactants, 0);
        let mut products = [0, 1].map(|i| self.mass_at(&reaction.products, i));
        if let DecayFactor::Catalysed { decay, .. } = factor
            && decay.products[0] != products[0].value
        {
            products.reverse();
        }
        let [one, other] = products;
        [mother.slopes, one.slopes, other.slopes]
    }

    fn rate(&self, reaction: &Reaction, rate: &VaryingRate, threshold: &Varying) -> Option<Box<dyn RateSlopes>> {
        Some(match &reaction.rate {
            RateSpec::Closed | RateSpec::Plugin(_) => return None,
            RateSpec::Width(_) | RateSpec::Lifetime { .. } => {
                let factor = self.rates.decay_factor(reaction);
                let masses = self.decay_masses(reaction, &factor);
                Box::new(WidthSlopes { width: self.proportional(rate)?, factor, masses })
            }
            RateSpec::SigmaV(_) | RateSpec::RateCoefficient(_) => self.coefficient(rate, threshold)?,
            RateSpec::PartialWaves { .. } => {
                let VaryingRate::PartialWaves(waves) = rate else { return None };
                let [one, other] = [0, 1].map(|i| self.mass_at(&reaction.reactants, i));
                let sum = one.value + other.value;
                let slope = |k: usize| {
                    ((other.value / sum).powi(2) * one.slopes[k]) + (one.value / sum).powi(2) * other.slopes[k]
                };
                let slopes = (0..self.directions()).map(slope).collect();
                let reduced_mass = Varying { value: one.value * other.value / sum, slopes };
                Box::new(PartialWavesSlopes { waves: waves.clone(), reduced_mass })
            }
            RateSpec::ReactionDensity(_) => {
                let with_gas = |p: &Participant| Some((gas(self.model, p)?, self.mass(p).slopes));
                let reactants = reaction.reactants.iter().filter_map(with_gas).collect();
                Box::new(DensitySlopes { density: self.proportional(rate)?, reactants })
            }
            RateSpec::CrossSection(own) => self.average(reaction, (rate, own), |_| VaryingMeaning::CrossSection)?,
            RateSpec::SigmaVOfS(own) => self.average(reaction, (rate, own), |_| VaryingMeaning::TimesVelocity)?,
            RateSpec::AmplitudeSquared(own) => self.average(reaction, (rate, own), VaryingMeaning::AmplitudeSquared)?,
        })
    }

    fn coefficient(&self, rate: &VaryingRate, threshold: &Varying) -> Option<Box<dyn RateSlopes>> {
        let varies = |k: usize| match rate {
            VaryingRate::Formula(program) => self.formula(program).varies_along(k),
            _ => true,
        };
        let directions: Vec<usize> =
            (0..self.directions()).filter(|&k| threshold.slopes[k] != 0.0 || varies(k)).collect();
        let coefficient = self.proportional(rate)?.along(&directions);
        let threshold = threshold.along(&directions).slopes;
        Some(Box::new(Along { rate: Box::new(CoefficientSlopes { coefficient, threshold }), directions }))
    }

    fn average(
        &self,
        reaction: &Reaction,
        (rate, own): (&VaryingRate, &Program),
        meaning: impl Fn([Varying; 2]) -> VaryingMeaning,
    ) -> Option<Box<dyn RateSlopes>> {
        let program = if let VaryingRate::Formula(program) = rate { program } else { own };
        let (range, continued) = self.rates.range(reaction);
        let formula = self.formula(program);
        let sides = || reaction.reactants.iter().chain(&reaction.products).map(|participant| self.mass(participant));
        let directions: Vec<usize> = (0..self.directions())
            .filter(|&k| formula.varies_along(k) || sides().any(|mass| mass.slopes[k] != 0.0))
            .collect();
        if directions.is_empty() {
            return None;
        }
        let mass_at = |side: &[Participant], i: usize| self.mass_at(side, i).along(&directions);
        let counted = counted_pair(reaction);
        let products = &reaction.products;
        let rate = AverageSlopes {
            formula: formula.along(&directions),
            meaning: meaning([mass_at(products, 0), mass_at(products, 1)]),
            cross_section: self.rates.formula(reaction)?,
            initial: [0, 1].map(|i| mass_at(&reaction.reactants, i)),
            last: total(&self.masses(products), self.directions()).along(&directions),
            gases: self.rates.gases(reaction),
            counted: [0, 1].map(|i| mass_at(counted, i).slopes),
            coldest: if continued { range.min } else { 0.0 },
        };
        Some(Box::new(Along { rate: Box::new(rate), directions }))
    }
}
