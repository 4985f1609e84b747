//! A network from its parts: what model files and Rust code both end in.

use std::sync::Arc;

use super::exchange::{Controlled, Exchange};
use super::groups::{Group, lightest, partition};
use super::kernel::Kernel;
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
    /// Whether these events are to be taken away from the reaction before, of which they are a part that is counted
    /// elsewhere.
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
                distribution: s.distribution,
            })
            .collect();
        let groups: Vec<Group> =
            partition(species.len(), groups).into_iter().map(|members| Group::of(members, &species)).collect();
        let mut assembly = Assembly::new(&species, gases, &groups, reference_mass);
        let mut channels = Vec::with_capacity(reactions.len());
        let mut exchanges = Vec::with_capacity(reactions.len());
        let mut sources = Vec::with_capacity(reactions.len());
        let mut whole = None;
        for (k, reaction) in reactions.into_iter().enumerate() {
            let taken_away = reaction.subtracted && reaction.catalyst.is_none();
            if !taken_away {
                whole = Some(k);
            }
            let (channel, exchange, source) = assembly.reaction(reaction);
            channels.push(Channel { part_of: if taken_away { whole } else { None }, ..channel });
            exchanges.push(exchange);
            sources.push(source);
        }
        let Assembly { gases, bath, masses, .. } = assembly;
        let controlled = groups.iter().zip(masses).enumerate().map(|(g, (group, mass))| {
            let all = Self::feeds(&exchanges, g);
            let dark: Vec<usize> = all.iter().copied().filter(|&j| groups[j].dark_matter).collect();
            let feeds = if dark.is_empty() { all } else { dark };
            Controlled { mass: mass / reference_mass, feeds, dark_matter: group.dark_matter }
        });
        let controlled: Vec<Controlled> = controlled.collect();
        let members = groups.iter().map(|group| group.members.clone()).collect();
        Self {
            species: species.into_iter().map(|s| s.species).collect(),
            groups,
            channels,
            kernel: Kernel::new(&controlled, &exchanges),
            controlled,
            exchanges,
            reactions: Vec::new(),
            sources: Arc::new(Sources {
                expansion,
                reference_mass,
                species: gases,
                groups: members,
                bath,
                channels: sources,
            }),
        }
    }
}

/// What reactions are related to on their way into a network.
struct Assembly<'s> {
    species: &'s [SpeciesInput],
    gases: Vec<Gas>,
    groups: &'s [Group],
    /// The group of each species.
    group_of: Vec<usize>,
    /// The mass in GeV of the lightest member of each group.
    masses: Vec<f64>,
    /// The particles in equilibrium with the plasma so far, each once.
    bath: Vec<Gas>,
    reference_mass: f64,
}

impl<'s> Assembly<'s> {
    fn new(species: &'s [SpeciesInput], gases: Vec<Gas>, groups: &'s [Group], reference_mass: f64) -> Self {
        let mut group_of = vec![0; species.len()];
        for (g, group) in groups.iter().enumerate() {
            group.members.iter().for_each(|&i| group_of[i] = g);
        }
        let masses = groups.iter().map(|group| lightest(&gases, &group.members)).collect();
        Self { species, gases, groups, group_of, masses, bath: Vec::new(), reference_mass }
    }

    /// The evolved species of one side, as often as they take part.
    fn evolved(&self, side: &[Participant]) -> Vec<usize> {
        let species = side.iter().filter_map(|p| match *p {
            Participant::Species(i) if i < self.species.len() => Some(i),
            _ => None,
        });
        species.collect()
    }

    /// The groups of these species.
    fn in_groups(&self, species: &[usize]) -> Vec<usize> {
        species.iter().map(|&i| self.group_of[i]).collect()
    }

    /// The density of a participant, if it has one.
    fn gas(&self, participant: &Participant) -> Option<Gas> {
        match *participant {
            Participant::Species(i) => self.gases.get(i).copied(),
            Participant::Bath(gas) => Some(gas),
            Participant::Radiation => None,
        }
    }

    fn reaction(&mut self, reaction: ReactionInput) -> (Channel, Exchange, ChannelSource) {
        let (mut reactants, products) = (self.evolved(&reaction.reactants), self.evolved(&reaction.products));
        let mut stoichiometry =
            Stoichiometry::new(self.in_groups(&reactants), self.in_groups(&products), reaction.with_conjugate);
        if let Some(catalyst) = reaction.catalyst.filter(|&i| i < self.species.len()) {
            stoichiometry.catalyse(self.group_of[catalyst]);
            reactants.push(catalyst);
        }
        let bath_reactants: Vec<Gas> = reaction
            .reactants
            .iter()
            .filter_map(|p| if let Participant::Bath(gas) = *p { Some(gas) } else { None })
            .collect();
        let places = bath_reactants.iter().map(|gas| place(&mut self.bath, *gas)).collect();
        let mass_of = |species: &[usize]| species.iter().map(|&i| self.masses[self.group_of[i]]).sum::<f64>();
        // What a reactant weighs more than the lightest of its group is part of its share.
        let excess = reactants.iter().map(|&i| self.gases[i].mass).sum::<f64>() - mass_of(&reactants);
        let forward = bath_reactants.iter().map(|g| g.mass).sum::<f64>() + reaction.rate.threshold_mass() + excess;
        let backward = if reaction.reversible {
            (forward + mass_of(&reactants) - mass_of(&products)).max(0.0)
        } else {
            f64::INFINITY
        };
        let rate_per = reaction.reactants.iter().chain(&reaction.products).find_map(|p| self.gas(p));
        if reaction.subtracted {
            stoichiometry.change.iter_mut().for_each(|(_, change)| *change = -*change);
        }
        let exchange = Exchange {
            change: stoichiometry.change,
            reactants: stoichiometry.reactants,
            products: stoichiometry.products,
            reversible: reaction.reversible,
            subtracted: reaction.subtracted,
            catalysed: reaction.catalyst.is_some(),
            exponent: forward / self.reference_mass,
        };
        let sharing = reactants.iter().map(|&i| (i, self.group_of[i]));
        let source = ChannelSource {
            rate: reaction.rate,
            bath: places,
            halved_reactants: reactants.iter().filter(|&&i| self.species[i].pair).count() as f64,
            sharing: sharing.filter(|&(_, group)| self.groups[group].is_shared()).collect(),
            reactants,
            forward_exponent: forward,
            backward_exponent: backward,
            equation: reaction.equation.clone(),
        };
        let channel = Channel {
            label: reaction.label,
            equation: reaction.equation,
            latex: reaction.latex,
            rate_per,
            part_of: None,
        };
        (channel, exchange, source)
    }
}

/// The place of `gas` among `gases`, where it is put if it is not there yet.
fn place(gases: &mut Vec<Gas>, gas: Gas) -> usize {
    gases.iter().position(|g| *g == gas).unwrap_or_else(|| {
        gases.push(gas);
        gases.len() - 1
    })
}
