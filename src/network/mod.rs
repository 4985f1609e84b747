//! The reaction network: stoichiometry, detailed balance, right-hand side, Jacobian, start and tail.
//!
//! The equations are those of Gondolo & Gelmini, Nucl. Phys. B 360 (1991) 145, for any number of species and reactions:
//! with Y = n/s, R = Y/Y_eq (1 for a particle of the plasma) and t = ln x = ln(reference mass/T),
//!
//! dY_i/dt = (F/(sH)) Σ_r (ν_prod − ν_reac)_ir γ_r (Π_reac R_j − Π_prod R_k),  F = 1 + (1/3) d ln g_s/d ln T.

mod assemble;
mod build;
mod coefficients;
mod cross_sections;
mod decays;
mod equations;
mod error;
mod evolve;
mod exchange;
mod failure;
mod final_yields;
mod future;
mod groups;
mod history;
mod kernel;
mod kinematics;
mod known_rates;
mod mesh;
mod precision;
mod sensitivity;
mod sources;
mod start;
mod stoichiometry;
mod system;
mod tail;
mod trajectory;
mod unit_fluxes;
mod watcher;

pub use crate::thermal::equilibrium::Gas;
pub use assemble::{Participant, ReactionInput, SpeciesInput};
pub use build::{bound_temperature, symmetry_factor};
pub use cross_sections::counted_pair;
pub use decays::{CatalysedDecay, catalysed_decays, stimulating_products};
pub use equations::{Balance, Equations, Term};
pub use error::{Place, Problem, SolveError};
pub use evolve::{Prepared, Settings, Solution, evolve, prepare};
pub use exchange::Flux;
pub use final_yields::FinalYields;
pub use groups::Group;
pub use history::{Moment, integrate};
pub use kinematics::{Kinematics, kinematics};
pub use known_rates::KnownRates;
pub use sensitivity::Sensitivities;
pub use trajectory::Trajectory;

use std::sync::Arc;

use mesh::Mesh;
#[cfg(test)]
mod tests;

use coefficients::Coefficients;
use exchange::{Controlled, Exchange, Representation};
use kernel::Kernel;
use sources::Sources;
use system::BoltzmannSystem;

/// The yield of a species at the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Start {
    /// The equilibrium yield.
    Equilibrium,
    /// This yield, which may be zero.
    Yield(f64),
}

/// One evolved species, or particle and antiparticle together.
#[derive(Debug, Clone)]
pub struct Species {
    /// The name in the model.
    pub name: String,
    /// Mass in GeV.
    pub mass: f64,
    /// Whether it counts as dark matter.
    pub dark_matter: bool,
    /// The yield at the start.
    pub start: Start,
}

/// One reaction with its conjugate.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Name in tables and plots.
    pub label: String,
    /// The equation as written.
    pub equation: String,
    /// LaTeX of the label, if the model gives one.
    pub latex: Option<String>,
    /// The particle whose equilibrium density turns γ into the rate Γ that is compared with H.
    rate_per: Option<Gas>,
    /// The channel from which this one takes events away.
    part_of: Option<usize>,
}

/// The network of one model at fixed parameters: immutable, shared by all evolutions of it.
pub struct Network {
    /// The evolved species, in the order of the model.
    pub species: Vec<Species>,
    /// What the equations follow: every species, or the total of those in chemical equilibrium with each other.
    pub groups: Vec<Group>,
    /// The channels, in the order of the model.
    pub channels: Vec<Channel>,
    controlled: Vec<Controlled>,
    exchanges: Vec<Exchange>,
    kernel: Kernel,
    sources: Arc<Sources>,
    /// The reaction of the model that each channel belongs to, if there is a model.
    reactions: Vec<usize>,
}

impl Network {
    /// x = reference mass/T; in GeV.
    #[must_use]
    pub fn reference_mass(&self) -> f64 {
        self.sources.reference_mass
    }

    /// Temperature in GeV at t = ln x.
    #[must_use]
    pub fn temperature(&self, t: f64) -> f64 {
        self.sources.temperature(t)
    }

    /// t = ln x at a temperature in GeV.
    #[must_use]
    pub fn time(&self, temperature: f64) -> f64 {
        self.sources.time(temperature)
    }

    /// The rate of a channel; `None` if there is no such channel.
    #[must_use]
    pub fn rate(&self, channel: usize) -> Option<&dyn crate::rates::ReactionRate> {
        self.sources.channels.get(channel).map(|source| &*source.rate)
    }

    /// The background.
    #[must_use]
    pub fn expansion(&self) -> &dyn crate::cosmology::Expansion {
        &*self.sources.expansion
    }

    /// For each channel the number of the reaction in the model's list that it belongs to; empty for a network without a
    /// model.
    #[must_use]
    pub fn reactions(&self) -> &[usize] {
        &self.reactions
    }

    /// Whether a channel is a reaction, and not what is taken away from one.
    #[must_use]
    pub fn is_reaction(&self, channel: usize) -> bool {
        self.channels.get(channel).is_some_and(|channel| channel.part_of.is_none())
    }

    /// A reaction and what is taken away from it, by number of the channel.
    pub fn parts(&self, reaction: usize) -> impl Iterator<Item = usize> {
        let taken = self.channels.iter().enumerate().filter(move |(_, channel)| channel.part_of == Some(reaction));
        std::iter::once(reaction).chain(taken.map(|(k, _)| k))
    }

    /// Γ/H of a reaction at a temperature in GeV, Γ being γ over the equilibrium density of its first reactant that has
    /// one. It is negative where more is taken away than there is. `None` for a reaction none of whose participants has a
    /// density.
    pub fn rate_over_hubble(&self, reaction: usize, temperature: f64) -> Result<Option<f64>, SolveError> {
        let mut total = None;
        for part in self.parts(reaction) {
            let sign = if part == reaction { 1.0 } else { -1.0 };
            let Some(rate) = self.channel_over_hubble(part, temperature)? else { continue };
            total = Some(total.unwrap_or(0.0) + sign * rate);
        }
        Ok(total)
    }

    fn channel_over_hubble(&self, channel: usize, temperature: f64) -> Result<Option<f64>, SolveError> {
        let (Some(info), Some(source)) = (self.channels.get(channel), self.sources.channels.get(channel)) else {
            return Ok(None);
        };
        let Some(per) = info.rate_per else { return Ok(None) };
        let point = crate::rates::ThermalPoint::new(temperature, self.reference_mass());
        let density = |gas: Gas| gas.ln_density(temperature).total();
        let evolved: f64 = source.reactants.iter().map(|&i| density(self.sources.species[i])).sum();
        let halved = source.halved_reactants * std::f64::consts::LN_2;
        let bath: f64 = source.bath.iter().map(|&k| density(self.sources.bath[k])).sum();
        let threshold = source.rate.threshold_mass() / temperature;
        let ln_gamma = source.ln_coefficient(&point)? - threshold + evolved - halved + bath;
        let hubble = self.sources.background(temperature)?.hubble;
        Ok(Some((ln_gamma - density(per)).exp() / hubble))
    }

    /// The temperature in GeV at which an evolution starts if nothing is said.
    #[must_use]
    pub fn default_start(&self) -> f64 {
        let bath = self.sources.bath.iter().map(|gas| gas.mass);
        let thresholds = self.sources.channels.iter().map(|c| c.rate.threshold_mass());
        start::default_temperature(&self.species, bath.chain(thresholds), self.reference_mass(), self.expansion())
    }

    /// Largest relative error of a rate from interpolation.
    fn interpolation_error(&self) -> f64 {
        self.sources.channels.iter().map(|c| c.rate.interpolation_error()).fold(0.0, f64::max)
    }

    /// Change of each yield by one event of a channel, conjugate included; of the totals of groups, by their place among
    /// [`Network::groups`].
    #[must_use]
    pub fn change(&self, channel: usize) -> &[(usize, f64)] {
        self.exchanges.get(channel).map_or(&[], |e| &e.change)
    }

    /// The groups of the evolved reactants of a channel and how often each takes part.
    #[must_use]
    pub fn evolved_reactants(&self, channel: usize) -> &[(usize, u32)] {
        self.exchanges.get(channel).map_or(&[], |e| &e.reactants)
    }

    /// The groups of the evolved products of a channel and how often each comes out.
    #[must_use]
    pub fn evolved_products(&self, channel: usize) -> &[(usize, u32)] {
        self.exchanges.get(channel).map_or(&[], |e| &e.products)
    }

    /// The temperatures at which a rate jumps or is switched off or a feature of the background begins or ends, as t = ln x.
    fn breakpoints(&self) -> Vec<f64> {
        let channels = self.sources.channels.iter();
        let temperatures = channels.flat_map(|c| c.rate.breakpoints().iter().copied().chain([c.switched_off_below()]));
        let temperatures = temperatures.chain(self.sources.expansion.breakpoints());
        temperatures.filter(|t| *t > 0.0 && t.is_finite()).map(|t| self.time(t)).collect()
    }

    fn system<'a>(
        &'a self,
        mesh: &'a Mesh<Arc<Sources>>,
        representation: Vec<Representation>,
    ) -> BoltzmannSystem<'a, Arc<Sources>> {
        BoltzmannSystem::new(mesh, &self.controlled, &self.exchanges, &self.kernel, representation)
    }

    fn system_in<'a>(
        &'a self,
        mesh: &'a Mesh<Arc<Sources>>,
        representation: Vec<Representation>,
        scratch: Option<Coefficients>,
    ) -> BoltzmannSystem<'a, Arc<Sources>> {
        let scratch = scratch.unwrap_or_else(|| Coefficients::of(&self.kernel));
        BoltzmannSystem::with_scratch(mesh, &self.controlled, &self.exchanges, &self.kernel, representation, scratch)
    }

    /// The groups into which the yield of `group` can turn, through any number of reactions.
    fn feeds(exchanges: &[Exchange], group: usize) -> Vec<usize> {
        let mut reached = vec![group];
        let mut next = 0;
        while let Some(&from) = reached.get(next) {
            next += 1;
            for exchange in exchanges.iter().filter(|exchange| !exchange.catalysed) {
                let has = |side: &stoichiometry::Side| side.iter().any(|&(i, _)| i == from);
                let mut targets: Vec<usize> = Vec::new();
                if has(&exchange.reactants) {
                    targets.extend(exchange.products.iter().map(|&(i, _)| i));
                }
                if exchange.reversible && has(&exchange.products) {
                    targets.extend(exchange.reactants.iter().map(|&(i, _)| i));
                }
                for target in targets {
                    if !reached.contains(&target) {
                        reached.push(target);
                    }
                }
            }
        }
        reached.remove(0);
        reached
    }
}
