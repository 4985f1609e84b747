//! Who is who: particle names looked up among species, bath and built-in particles.

use std::collections::{BTreeMap, HashMap};

use super::document::particles::ParticleEntry;
use super::yaml::Scalar;
use crate::standard_model::particles::{PARTICLES, Particle, Role, particle};

/// Where a particle is defined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::model) enum Origin {
    /// The number of an entry under `species`.
    Species(usize),
    /// The number of an entry under `bath`.
    Bath(usize),
    BuiltIn(&'static Particle),
}

/// A particle found by name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::model) struct Found {
    pub(in crate::model) origin: Origin,
    /// Whether the name was the antiparticle's.
    pub(in crate::model) anti: bool,
}

/// All names of particles and antiparticles the model declares; the built-in ones it does not shadow come on top.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct Roster {
    declared: BTreeMap<String, Found>,
    /// Antiparticle names by the number of the entry.
    species: Vec<Option<String>>,
    bath: Vec<Option<String>>,
}

/// A name that two particles claim.
pub(in crate::model) struct NameClash<'e> {
    pub(in crate::model) name: String,
    pub(in crate::model) later: &'e Scalar,
    pub(in crate::model) earlier: Option<&'e Scalar>,
}

/// The antiparticle's name of a declared particle.
fn antiparticle_of(entry: &ParticleEntry) -> Option<String> {
    let built_in = particle(&entry.name.text).map(|found| found.particle);
    let self_conjugate = match entry.kind {
        Some(kind) => kind.self_conjugate,
        // Of a kind that could not be read no more is said: there may be an antiparticle.
        None => !entry.is_broken && built_in.is_none_or(Particle::self_conjugate),
    };
    if self_conjugate {
        return None;
    }
    Some(entry.antiparticle.as_ref().map_or_else(|| format!("{}~", entry.name.text), |given| given.text.clone()))
}

impl Roster {
    pub(in crate::model) fn new<'e>(
        species: &'e [ParticleEntry],
        bath: &'e [ParticleEntry],
    ) -> (Self, Vec<NameClash<'e>>) {
        let mut roster = Self::default();
        let mut owners: HashMap<String, &Scalar> = HashMap::new();
        let mut clashes = Vec::new();
        let species_origins = species.iter().enumerate().map(|(i, entry)| (Origin::Species(i), entry));
        let bath_origins = bath.iter().enumerate().map(|(i, entry)| (Origin::Bath(i), entry));
        for (origin, entry) in species_origins.chain(bath_origins) {
            let antiparticle = antiparticle_of(entry);
            for (name, anti) in [(Some(&entry.name.text), false), (antiparticle.as_ref(), true)] {
                let Some(name) = name else { continue };
                if roster.declared.contains_key(name) {
                    let earlier = owners.get(name).copied();
                    clashes.push(NameClash { name: name.clone(), later: &entry.name, earlier });
                } else {
                    roster.declared.insert(name.clone(), Found { origin, anti });
                    owners.insert(name.clone(), &entry.name);
                }
            }
            match origin {
                Origin::Bath(_) => roster.bath.push(antiparticle),
                Origin::Species(_) | Origin::BuiltIn(_) => roster.species.push(antiparticle),
            }
        }
        (roster, clashes)
    }

    /// The particle or antiparticle called `name`; built-in particles known by their mass only included. `~` marks the
    /// antiparticle of whatever has one, by which name ever it goes: templates write `f~` and mean that of `f`.
    pub(in crate::model) fn find(&self, name: &str) -> Option<Found> {
        if let Some(&found) = self.declared.get(name) {
            return Some(found);
        }
        let Some(found) = particle(name) else {
            let found = self.find(name.strip_suffix('~')?)?;
            return self.antiparticle(found.origin).map(|_| self.conjugate(found));
        };
        // A declaration shadows the built-in particle together with its antiparticle.
        let shadowed = self.declared.contains_key(found.particle.name);
        (!shadowed).then_some(Found { origin: Origin::BuiltIn(found.particle), anti: found.is_antiparticle })
    }

    /// The antiparticle's name; `None` for a particle that is its own.
    pub(in crate::model) fn antiparticle(&self, origin: Origin) -> Option<&str> {
        match origin {
            Origin::Species(i) => self.species.get(i)?.as_deref(),
            Origin::Bath(i) => self.bath.get(i)?.as_deref(),
            Origin::BuiltIn(particle) => particle.antiparticle,
        }
    }

    /// The antiparticle; of a particle that is its own, the particle.
    pub(in crate::model) fn conjugate(&self, found: Found) -> Found {
        Found { anti: !found.anti && self.antiparticle(found.origin).is_some(), ..found }
    }

    /// Names that may stand in an equation, for did-you-mean.
    pub(in crate::model) fn names(&self) -> impl Iterator<Item = &str> {
        let built_in = PARTICLES.iter().filter(|p| p.role == Role::Bath);
        let built_in = built_in.flat_map(|p| [Some(p.name), p.antiparticle]).flatten();
        ["SM"].into_iter().chain(self.declared.keys().map(String::as_str)).chain(built_in)
    }
}
