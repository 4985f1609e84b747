//! A network from its parts: what model files and Rust code both end in.

use std::sync::Arc;

use super::exchange::{Controlled, Exchange};
use super::groups::{Group, lightest, partition};
use super::sources::{ChannelSource, Gas, Sources};
use super::stoichiometry::Stoichiometry;
use super::{Channel, Network, Species};
use crate::cosmology::Expansion;
use crate::rates::ReactionRate;

/// An evolved species and its equilibrium density.
#[derive(Debug, Clone)]
pub struct SpeciesInput {
    /// Name, mass, start and role.
    pub species: Species,
    /// Degrees of freedom of the particle alone, colours included.
    pub degrees_of_freedom: f64,
    /// Whether the antiparticle is another particle; the evolved yield is then the sum of both.
    pub pair: bool,
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
        Self::with_groups(expansion, reference_mass, species, &[], reactions)
    }

    /// As [`Network::new`], with the species of each list in `groups`, by their place, in chemical equilibrium with each
    /// other: only their total yield is evolved. The lists have no member in common.
    #[must_use]
    pub fn with_groups(
        expansion: Arc<dyn Expansion>,
        reference_mass: f64,
        species: Vec<SpeciesInput>,
        groups: &[Vec<usize>],
        reactions: Vec<ReactionInput>,
    ) -> Self {
        let gases: Vec<Gas> = species
            .iter()
            .map(|s| Gas {
                mass: s.species.mass,
                degrees_of_freedom: if s.pair { 2.0 } else { 1.0 } * s.degrees_of_freedom,
            })
            .collect();
        let groups: Vec<Group> =
            partition(species.len(), groups).into_iter().map(|members| Group::of(members, &species)).collect();
        let mut group_of = vec![0; species.len()];
        for (g, group) in groups.iter().enumerate() {
            group.members.iter().for_each(|&i| group_of[i] = g);
        }
        // What a species weighs more than the lightest of its group, GeV.
        let masses: Vec<f64> = groups.iter().map(|group| lightest(&gases, &group.members)).collect();
        let excess = |i: usize| gases[i].mass - masses[group_of[i]];
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
            let (reactants, products) = (evolved(&reaction.reactants), evolved(&reaction.products));
            let bath_reactants = bath(&reaction.reactants);
            let places = bath_reactants.iter().map(|gas| place(&mut baths, *gas)).collect();
            let mass_of = |indices: &[usize]| indices.iter().map(|&i| masses[group_of[i]]).sum::<f64>();
            let forward = bath_reactants.iter().map(|g| g.mass).sum::<f64>()
                + reaction.rate.threshold_mass()
                + reactants.iter().map(|&i| excess(i)).sum::<f64>();
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
            let in_groups = |side: &[usize]| side.iter().map(|&i| group_of[i]).collect::<Vec<_>>();
            let mut channel = Stoichiometry::new(in_groups(&reactants), in_groups(&products), reaction.with_conjugate);
            if reaction.subtracted {
                channel.change.iter_mut().for_each(|(_, change)| *change = -*change);
            }
            exchanges.push(Exchange {
                change: channel.change,
                reactants: channel.reactants,
                products: channel.products,
                reversible: reaction.reversible,
                subtracted: reaction.subtracted,
                exponent: forward / reference_mass,
            });
            sources.push(ChannelSource {
                rate: reaction.rate,
                bath: places,
                halved_reactants: reactants.iter().filter(|&&i| species[i].pair).count() as f64,
                sharing: reactants
                    .iter()
                    .map(|&i| (i, group_of[i]))
                    .filter(|&(_, group)| groups[group].is_shared())
                    .collect(),
                reactants,
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
        let controlled = groups
            .iter()
            .enumerate()
            .map(|(g, group)| Controlled {
                mass: masses[g] / reference_mass,
                feeds: {
                    let all = Self::feeds(&exchanges, g);
                    let dark: Vec<usize> = all.iter().copied().filter(|&j| groups[j].dark_matter).collect();
                    if dark.is_empty() { all } else { dark }
                },
                dark_matter: group.dark_matter,
            })
            .collect();
        let members = groups.iter().map(|group| group.members.clone()).collect();
        Self {
            species: species.into_iter().map(|s| s.species).collect(),
            groups,
            channels,
            controlled,
            exchanges,
            sources: Arc::new(Sources {
                expansion,
                reference_mass,
                species: gases,
                groups: members,
                bath: baths,
                channels: sources,
            }),
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
