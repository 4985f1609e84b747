//! The sections `species` and `bath`.

use super::decoder::{Decoder, Fields};
use super::formula::Formula;
use super::shape::{Key, Keys, Shape, key, needed, words};
use crate::error::Diagnostic;
use crate::model::equation::is_particle_name;
use crate::model::yaml::{Node, Scalar, Value};
use crate::standard_model::particles::Statistics;

/// A species or bath particle as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct ParticleEntry {
    pub(in crate::model) name: Scalar,
    pub(in crate::model) mass: Option<Formula>,
    pub(in crate::model) kind: Option<Kind>,
    pub(in crate::model) colours: Option<f64>,
    /// In units of the positron's charge.
    pub(in crate::model) charge: Option<f64>,
    pub(in crate::model) antiparticle: Option<Scalar>,
    pub(in crate::model) latex: Option<String>,
    pub(in crate::model) description: Option<String>,
    pub(in crate::model) initial: InitialEntry,
    pub(in crate::model) dark_matter: bool,
    /// Whether its mass or its kind was given and could not be decoded.
    pub(in crate::model) is_broken: bool,
}

/// Spin states of the particle alone, statistics and whether there is an antiparticle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::model) struct Kind {
    pub(in crate::model) spin_states: f64,
    pub(in crate::model) statistics: Statistics,
    pub(in crate::model) self_conjugate: bool,
}

/// The yield a species starts with, as written.
#[derive(Debug, Clone, Default)]
pub(in crate::model) enum InitialEntry {
    #[default]
    Equilibrium,
    Zero,
    Yield(Formula),
}

/// The keys of a bath particle.
pub(super) const BATH: Keys = Keys::of(
    &[
        key("mass", Shape::Number, "the mass"),
        TYPE,
        DOF,
        STATISTICS_KEY,
        SELF_CONJUGATE,
        COLOURS,
        CHARGE,
        ANTIPARTICLE,
        LATEX,
        DESCRIPTION,
    ],
    &["asymmetry", "sector"],
);

/// The keys of a species.
pub(super) const SPECIES: Keys = Keys::of(
    &[
        needed("mass", Shape::Number, "the mass"),
        TYPE,
        DOF,
        STATISTICS_KEY,
        SELF_CONJUGATE,
        COLOURS,
        CHARGE,
        ANTIPARTICLE,
        key("initial", Shape::Number, "`equilibrium`, `zero` or the yield at the start"),
        key("dark_matter", Shape::Flag, "whether it counts towards the relic density"),
        LATEX,
        DESCRIPTION,
    ],
    &["asymmetry", "sector"],
);

const TYPE: Key = key("type", Shape::Word(|| words(TYPES)), "spin, statistics and whether there is an antiparticle");
const DOF: Key = key("dof", Shape::Count, "spin states of the particle alone");
const STATISTICS_KEY: Key = key("statistics", Shape::Word(|| words(STATISTICS)), "Fermi or Bose");
const SELF_CONJUGATE: Key = key("self_conjugate", Shape::Flag, "whether it is its own antiparticle");
const COLOURS: Key = key("colours", Shape::Count, "colours, which multiply the spin states");
const CHARGE: Key = key("charge", Shape::Number, "electric charge in units of the positron's, such as -1/3");
const ANTIPARTICLE: Key = key("antiparticle", Shape::Particle, "the antiparticle's name, if it is not `name~`");
const LATEX: Key = key("latex", Shape::Text, "LaTeX without dollar signs");
const DESCRIPTION: Key = key("description", Shape::Text, "free text");

const fn kind(spin_states: f64, statistics: Statistics, self_conjugate: bool) -> Kind {
    Kind { spin_states, statistics, self_conjugate }
}

/// Spin states count the particle alone: a Weyl fermion has one helicity, its antiparticle the other.
const TYPES: &[(&str, Kind)] = &[
    ("dirac", kind(2.0, Statistics::Fermi, false)),
    ("majorana", kind(2.0, Statistics::Fermi, true)),
    ("weyl", kind(1.0, Statistics::Fermi, false)),
    ("real_scalar", kind(1.0, Statistics::Bose, true)),
    ("complex_scalar", kind(1.0, Statistics::Bose, false)),
    ("real_vector", kind(3.0, Statistics::Bose, true)),
    ("complex_vector", kind(3.0, Statistics::Bose, false)),
];

const STATISTICS: &[(&str, Statistics)] = &[("fermi", Statistics::Fermi), ("bose", Statistics::Bose)];

impl Decoder<'_> {
    pub(super) fn species(&mut self, node: &Node) -> Vec<ParticleEntry> {
        self.particles(node, "a species", &SPECIES)
    }

    pub(super) fn bath(&mut self, node: &Node) -> Vec<ParticleEntry> {
        self.particles(node, "a bath particle", &BATH)
    }

    fn particles(&mut self, node: &Node, what: &'static str, keys: &Keys) -> Vec<ParticleEntry> {
        let mut particles = Vec::new();
        for entry in self.entries(node, "a mapping of particles").unwrap_or_default() {
            let named = self.check_particle_name(&entry.key);
            let fields = self.fields(&entry.value, &entry.key.span, what, keys);
            match fields.map(|fields| self.particle(&entry.key, &fields)) {
                Some(particle) if named => particles.push(particle),
                _ => {
                    self.broken.insert(entry.key.text.clone());
                }
            }
        }
        particles
    }

    fn check_particle_name(&mut self, name: &Scalar) -> bool {
        let complaint = if name.text == "SM" {
            Diagnostic::at(name.span.clone(), "`SM` stands for any massless bath particle and cannot be declared")
        } else if is_particle_name(&name.text) {
            return true;
        } else if name.text.ends_with('~') {
            Diagnostic::at(name.span.clone(), "the antiparticle is declared with its particle")
                .hint("give the particle `self_conjugate: false` or a type that has an antiparticle")
        } else {
            Diagnostic::at(name.span.clone(), format!("`{}` is not a particle name", name.text))
                .hint("a name is a letter, then letters, digits, `_`, `'`, `*`, then signs `+`/`-`")
        };
        self.complain(complaint);
        false
    }

    fn particle(&mut self, name: &Scalar, fields: &Fields<'_>) -> ParticleEntry {
        let initial = fields.get("initial").and_then(|node| self.initial(node)).unwrap_or_default();
        let mass = fields.get("mass").and_then(|node| self.mass(node));
        let kind = self.kind(fields);
        let kind_is_given = fields.among(&["type", "dof", "statistics", "self_conjugate"]).next().is_some();
        let is_broken = (fields.get("mass").is_some() && mass.is_none()) || (kind_is_given && kind.is_none());
        ParticleEntry {
            name: name.clone(),
            mass,
            kind,
            is_broken,
            colours: fields.get("colours").and_then(|node| self.count(node, "the number of colours")),
            charge: fields.get("charge").and_then(|node| self.charge(node)),
            antiparticle: fields.get("antiparticle").and_then(|node| self.antiparticle(node)),
            latex: self.optional_text(fields, "latex"),
            description: self.optional_text(fields, "description"),
            initial,
            dark_matter: fields.get("dark_matter").and_then(|node| self.flag(node)).unwrap_or(false),
        }
    }

    fn mass(&mut self, node: &Node) -> Option<Formula> {
        if let Value::Mapping(entries) = &node.value
            && let Some(thermal) = entries.iter().find(|entry| entry.key.text == "thermal")
        {
            self.complain(Diagnostic::at(thermal.key.span.clone(), "`thermal` is not supported yet"));
            return None;
        }
        self.formula(node)
    }

    /// `type`, or `dof`, `statistics` and `self_conjugate`; `None` if neither is given (or something was wrong).
    fn kind(&mut self, fields: &Fields<'_>) -> Option<Kind> {
        let by_hand = ["dof", "statistics", "self_conjugate"];
        if let Some(node) = fields.get("type") {
            for entry in fields.among(&by_hand) {
                let message = format!("`type` already fixes `{}`", entry.key.text);
                let complaint = Diagnostic::at(entry.key.span.clone(), message)
                    .related(node.span.clone(), "given here")
                    .hint("give either `type`, or `dof`, `statistics` and `self_conjugate`");
                self.complain(complaint);
            }
            let scalar = self.scalar(node, "a particle type")?;
            return self.word(scalar, "a particle type", TYPES);
        }
        fields.among(&by_hand).next()?;
        let spin_states = fields.require("dof", self).and_then(|node| self.count(node, "`dof`"));
        let statistics = fields.require("statistics", self).and_then(|node| {
            let scalar = self.scalar(node, "`fermi` or `bose`")?;
            self.word(scalar, "a kind of statistics", STATISTICS)
        });
        let self_conjugate = fields.get("self_conjugate").map_or(Some(true), |node| self.flag(node));
        Some(Kind { spin_states: spin_states?, statistics: statistics?, self_conjugate: self_conjugate? })
    }

    /// A positive number.
    fn count(&mut self, node: &Node, what: &str) -> Option<f64> {
        let scalar = self.scalar(node, "a number")?;
        match scalar.text.parse::<f64>() {
            Ok(count) if count > 0.0 && count < 1e6 => Some(count),
            _ => {
                let message = format!("{what} must be a positive number, found `{}`", scalar.text);
                self.complain(Diagnostic::at(scalar.span.clone(), message));
                None
            }
        }
    }

    /// A number or a fraction such as `-1/3`.
    fn charge(&mut self, node: &Node) -> Option<f64> {
        let scalar = self.scalar(node, "a charge")?;
        let (numerator, denominator) = scalar.text.split_once('/').unwrap_or((&scalar.text, "1"));
        let number = |text: &str| text.trim().parse::<f64>().ok();
        let charge = number(numerator).zip(number(denominator)).map(|(a, b)| a / b).filter(|c| c.abs() < 1e6);
        if charge.is_none() {
            let complaint = Diagnostic::at(scalar.span.clone(), format!("`{}` is not a charge", scalar.text));
            self.complain(complaint.hint("in units of the positron's, as a number or a fraction such as `-1/3`"));
        }
        charge
    }

    fn antiparticle(&mut self, node: &Node) -> Option<Scalar> {
        let scalar = self.scalar(node, "a particle name")?;
        let stem = scalar.text.strip_suffix('~').unwrap_or(&scalar.text);
        if is_particle_name(stem) {
            return Some(scalar.clone());
        }
        self.complain(Diagnostic::at(scalar.span.clone(), format!("`{}` is not a particle name", scalar.text)));
        None
    }

    fn initial(&mut self, node: &Node) -> Option<InitialEntry> {
        let scalar = self.scalar(node, "`equilibrium`, `zero` or a formula for the yield")?;
        match scalar.text.as_str() {
            "equilibrium" => Some(InitialEntry::Equilibrium),
            "zero" => Some(InitialEntry::Zero),
            _ => self.formula_text(scalar).map(InitialEntry::Yield),
        }
    }
}
