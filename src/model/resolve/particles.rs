//! Species and bath particles with their numbers.

use super::Resolver;
use crate::error::Diagnostic;
use crate::model::document::particles::{InitialEntry, Kind, ParticleEntry};
use crate::model::particle::{BathParticle, Initial, Species};
use crate::model::roster::Origin;
use crate::model::yaml::Scalar;
use crate::standard_model::particles::{Particle, particle};
use crate::units::Dimension;

impl Resolver<'_> {
    /// The mass of a built-in particle whose other properties the model overrides.
    pub(super) fn built_in_mass(&mut self, name: &Scalar) -> Option<f64> {
        let built_in = particle(&name.text).map(|found| found.particle.mass);
        if built_in.is_none() {
            self.decoder.complain(Diagnostic::at(name.span.clone(), format!("`{}` needs the key `mass`", name.text)));
        }
        built_in
    }

    /// What `type` or `dof` say, or what is known of the built-in particle of that name.
    fn kind(&mut self, entry: &ParticleEntry, built_in: Option<&Particle>) -> Option<(Kind, f64)> {
        if entry.is_broken {
            return None;
        }
        let found = properties(entry, built_in);
        if found.is_none() {
            let message = format!("`{}` needs a `type`", entry.name.text);
            let hint = "such as `dirac`, `majorana` or `real_scalar`; or `dof`, `statistics` and `self_conjugate`";
            self.decoder.complain(Diagnostic::at(entry.name.span.clone(), message).hint(hint));
        }
        found
    }

    pub(super) fn species(&mut self) -> Option<Vec<Species>> {
        let content = self.content;
        let species: Vec<_> =
            content.sections.species.iter().enumerate().map(|(i, entry)| self.one_species(i, entry)).collect();
        species.into_iter().collect()
    }

    fn one_species(&mut self, i: usize, entry: &ParticleEntry) -> Option<Species> {
        if entry.mass.is_none() && !entry.is_broken {
            let message = format!("the species `{}` needs a mass", entry.name.text);
            self.decoder.complain(Diagnostic::at(entry.name.span.clone(), message));
        }
        let kind = self.kind(entry, None);
        let initial = match &entry.initial {
            InitialEntry::Equilibrium => Some(Initial::Equilibrium),
            InitialEntry::Zero => Some(Initial::Zero),
            InitialEntry::Yield(formula) => self.constant(formula, Some(Dimension::NONE)).and_then(|quantity| {
                let value = quantity.value;
                self.require(value >= 0.0, formula, || format!("a yield cannot be negative, but this is {value}"))?;
                Some(Initial::Yield(value))
            }),
        };
        let (kind, colours) = kind?;
        Some(Species {
            name: entry.name.text.clone(),
            latex: entry.latex.clone().unwrap_or_else(|| entry.name.text.clone()),
            description: entry.description.clone(),
            mass: self.scope.mass(Origin::Species(i))?,
            degrees_of_freedom: kind.spin_states * colours,
            statistics: kind.statistics,
            antiparticle: self.content.linked.roster.antiparticle(Origin::Species(i)).map(str::to_owned),
            initial: initial?,
            dark_matter: entry.dark_matter,
        })
    }

    /// The bath particles that take part in reactions. Those that do not are checked all the same.
    pub(super) fn bath(&mut self) -> Option<Vec<BathParticle>> {
        let content = self.content;
        let declared: Vec<Option<BathParticle>> =
            content.sections.bath.iter().enumerate().map(|(i, entry)| self.declared_bath(i, entry)).collect();
        let used = content.linked.bath.iter().map(|origin| match origin {
            Origin::Bath(i) => declared.get(*i).cloned().flatten(),
            Origin::BuiltIn(particle) => Some(built_in(particle)),
            Origin::Species(_) => None,
        });
        used.collect()
    }

    fn declared_bath(&mut self, i: usize, entry: &ParticleEntry) -> Option<BathParticle> {
        let known = particle(&entry.name.text).map(|found| found.particle);
        let (kind, colours) = self.kind(entry, known)?;
        let antiparticle = self.content.linked.roster.antiparticle(Origin::Bath(i)).map(str::to_owned);
        let name = entry.name.text.clone();
        let latex = entry.latex.clone().or_else(|| known.map(|p| p.latex.to_owned())).unwrap_or_else(|| name.clone());
        let antiparticle_latex = antiparticle.as_ref().map(|anti| match (known, &entry.latex) {
            (Some(p), None) => p.antiparticle_latex.to_owned(),
            (_, Some(latex)) => format!("\\bar{{{latex}}}"),
            (None, None) => anti.clone(),
        });
        Some(BathParticle {
            name,
            latex,
            antiparticle_latex,
            mass: self.scope.mass(Origin::Bath(i))?,
            degrees_of_freedom: kind.spin_states * colours,
            statistics: kind.statistics,
            antiparticle,
        })
    }
}

/// Kind and colours: what the entry says, or what is known of the built-in particle that it overrides.
pub(super) fn properties(entry: &ParticleEntry, built_in: Option<&Particle>) -> Option<(Kind, f64)> {
    let known = built_in.map(|p| Kind {
        spin_states: f64::from(p.spin_states),
        statistics: p.statistics,
        self_conjugate: p.self_conjugate(),
    });
    let kind = entry.kind.or(known)?;
    let built_in_colours = built_in.filter(|_| entry.kind.is_none()).map(|p| f64::from(p.colours));
    Some((kind, entry.colours.or(built_in_colours).unwrap_or(1.0)))
}

fn built_in(particle: &Particle) -> BathParticle {
    BathParticle {
        name: particle.name.to_owned(),
        latex: particle.latex.to_owned(),
        antiparticle_latex: particle.antiparticle.map(|_| particle.antiparticle_latex.to_owned()),
        mass: particle.mass,
        degrees_of_freedom: particle.degrees_of_freedom(),
        statistics: particle.statistics,
        antiparticle: particle.antiparticle.map(str::to_owned),
    }
}
