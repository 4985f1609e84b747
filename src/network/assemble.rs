//! A network from its parts: what model files and Rust code both end in.

use std::sync::Arc;

use super::exchange::{Controlled, Exchange};
use super::sources::{ChannelSource, Sources};
use super::stoichiometry::Stoichiometry;
use super::{Channel, Network, Species};
use crate::cosmology::Expansion;
use crate::rates::ReactionRate;
use crate::thermal::distribution::Distribution;
use crate::thermal::equilibrium::Gas;

/// An evolved species and its equilibrium density.
#[derive(Debug, Clone)]
pub struct SpeciesInput {
    /// Name, mass, start and role.
    pub species: Species,
    /// Degrees of freedom of the particle alone, colours included.
    pub degrees_of_freedom: f64,
    /// Whether the antiparticle is another particle; the evolved yield is then the sum of both.
    pub pair: bool,
    /// How its states are occupied in equilibrium.
    pub distribution: Distribution,
}

/// A place on one side of a reaction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Participant {
    /// The evolved species of this index, or its antiparticle.
    Species(usize),
    /// A particle in equilibrium with the plasma.
    Bath(Gas),
    /// Massless radiation without a density of its own (`SM`).
    Radiation,
}

/// A reaction and its rate.
pub struct ReactionInput {
    /// Name in tables and plots.
    pub label: String,
    /// The equation.
    pub equation: String,
    /// LaTeX of the label.
    pub latex: Option<String>,
    /// Left-hand side.
    pub reactants: Vec<Participant>,
    /// Right-hand side.
    pub products: Vec<Participant>,
    /// Whether the inverse runs too, by detailed balance.
    pub reversible: bool,
    /// Whether the CP-conjugate reaction is another one and runs too.
    pub with_conjugate: bool,
    /// The forward equilibrium rate, symmetry factors included.
    pub rate: Box<dyn ReactionRate>,
    /// Whether these events are to be taken away: they are a part of another reaction that is counted elsewhere.
    pub subtracted: bool,
    /// An evolved product whose occupation the forward rate is proportional to, so that it is a reactant as well, of which
    /// the events change no number: what it adds to the reaction by Bose enhancement, or takes away by Pauli blocking.
    pub catalyst: Option<usize>,
}

impl Network {
    /// Puts a network together. `reference_mass` (GeV) defines x = reference mass/T. A participant that names a species
    /// which does not exist is left out.
    #[must_use]
    pub fn new(
        expansion: Arc<dyn Expansion>,
        reference_mass: f64,
        species: Vec<SpeciesInput>,
        reactions: Vec<ReactionInput>,
    ) -> Self {
        let gases: Vec<Gas> = species
            .iter()
            .map(|s| Gas {
                mass: s.species.mass,
                degrees_of_freedom: if s.pair { 2.0 } else { 1.0 } * s.degrees_of_freedom,
                distribution: s.distribution,
            })
            .collect();
        let mut channels = Vec::with_capacity(reactions.len());
        let mut exchanges = Vec::with_capacity(reactions.len());
        let mut sources = Vec::with_capacity(reactions.len());
        let mut baths: Vec<Gas> = Vec::new();
        for reaction in reactions {
            let evolved = |side: &[Participant]| -> Vec<usize> {
                side.iter()
                    .filter_map(|p| match *p {
                        Participant::Species(i) if i < species.len() => Some(i),
                        _ => None,
                    })
                    .collect()
            };
            let bath = |side: &[Participant]| -> Vec<Gas> {
                side.iter()
                    .filter_map(|p| match *p {
                        Participant::Bath(gas) => Some(gas),
                        _ => None,
                    })
                    .collect()
            };
            let (mut reactants, products) = (evolved(&reaction.reactants), evolved(&reaction.products));
            let mut channel =
                Stoichiometry::new(reactants.iter().copied(), products.iter().copied(), reaction.with_conjugate);
            if let Some(catalyst) = reaction.catalyst.filter(|&i| i < species.len()) {
                channel.catalyse(catalyst);
                reactants.push(catalyst);
            }
            let bath_reactants = bath(&reaction.reactants);
            let places = bath_reactants.iter().map(|gas| place(&mut baths, *gas)).collect();
            let mass_of = |indices: &[usize]| indices.iter().map(|&i| gases[i].mass).sum::<f64>();
            let forward = bath_reactants.iter().map(|g| g.mass).sum::<f64>() + reaction.rate.threshold_mass();
            let backward = if reaction.reversible {
                (forward + mass_of(&reactants) - mass_of(&products)).max(0.0)
            } else {
                f64::INFINITY
            };
            let with_density = |p: &Participant| match *p {
                Participant::Species(i) if i < species.len() => Some(gases[i]),
                Participant::Bath(gas) => Some(gas),
                _ => None,
            };
            let rate_per = reaction.reactants.iter().chain(&reaction.products).find_map(with_density);
            if reaction.subtracted {
                channel.change.iter_mut().for_each(|(_, change)| *change = -*change);
            }
            exchanges.push(Exchange {
                change: channel.change,
                reactants: channel.reactants,
                products: channel.products,
                reversible: reaction.reversible,
                subtracted: reaction.subtracted,
                catalysed: reaction.catalyst.is_some(),
                exponent: forward / reference_mass,
            });
            sources.push(ChannelSource {
                rate: reaction.rate,
                bath: places,
                evolved_reactants: reactants.len() as f64,
                halved_reactants: reactants.iter().filter(|&&i| species[i].pair).count() as f64,
                forward_exponent: forward,
                backward_exponent: backward,
                equation: reaction.equation.clone(),
            });
            channels.push(Channel {
                label: reaction.label,
                equation: reaction.equation,
                latex: reaction.latex,
                rate_per,
            });
        }
        let controlled = species
            .iter()
            .enumerate()
            .map(|(i, s)| Controlled {
                mass: s.species.mass / reference_mass,
                feeds: {
                    let all = Self::feeds(&exchanges, i);
                    let dark: Vec<usize> = all.iter().copied().filter(|&j| species[j].species.dark_matter).collect();
                    if dark.is_empty() { all } else { dark }
                },
                dark_matter: s.species.dark_matter,
            })
            .collect();
        Self {
            species: species.into_iter().map(|s| s.species).collect(),
            channels,
            controlled,
            exchanges,
            sources: Arc::new(Sources { expansion, reference_mass, species: gases, bath: baths, channels: sources }),
        }
    }
}

/// The place of `gas` among `gases`, where it is put if it is not there yet.
fn place(gases: &mut Vec<Gas>, gas: Gas) -> usize {
    gases.iter().position(|g| *g == gas).unwrap_or_else(|| {
        gases.push(gas);
        gases.len() - 1
    })
}
