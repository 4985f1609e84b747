//! A model file, read and understood as far as its text alone allows.

pub(in crate::model) mod benchmarks;
pub(in crate::model) mod complaints;
pub(in crate::model) mod curves;
pub(in crate::model) mod decoder;
pub(in crate::model) mod formula;
pub(in crate::model) mod grid;
mod indices;
pub(in crate::model) mod locals;
pub(in crate::model) mod names;
pub(in crate::model) mod outcome;
pub(in crate::model) mod parameters;
pub(in crate::model) mod particles;
pub(in crate::model) mod plugin;
pub(in crate::model) mod reactions;
pub(in crate::model) mod settings;
pub(in crate::model) mod shape;
mod slha;
pub(in crate::model) mod tables;
mod templates;

use std::collections::HashSet;

use self::benchmarks::{BenchmarkEntry, ScanEntry};
use self::curves::CurveEntry;
use self::decoder::Decoder;
use self::names::{FunctionEntry, NamedEntry, Section};
use self::outcome::{ConstraintEntry, ExpectEntry};
use self::parameters::ParameterEntry;
use self::particles::ParticleEntry;
use self::reactions::ReactionEntry;
use self::settings::{CosmologyEntry, EvolutionEntry};
use self::shape::{Keys, Rule, Shape, key, needed};
use self::tables::TableEntry;
use crate::error::Diagnostic;
use crate::model::yaml::{Entry, Node, Scalar};

/// The format this program reads.
const FORMAT: u32 = 1;

pub(in crate::model) const TOP: Keys = Keys {
    known: &[
        needed("format", Shape::Format, "the format of this file: 1"),
        needed("name", Shape::Text, "the model's name"),
        key("description", Shape::Text, "free text"),
        key("references", Shape::List(&Shape::Reference), "papers the model is from"),
        key("parameters", Shape::Map(&parameters::PARAMETER_SHAPE), "real inputs that a run or a scan may change"),
        key(
            "indices",
            Shape::Map(&Shape::List(&Shape::Particle)),
            "finite sets that names, sums and templates run over",
        ),
        key("functions", Shape::Map(&Shape::Formula), "functions of their arguments: \"L(x)\": log(1 + x)"),
        key("tables", Shape::Map(&Shape::Mapping(&tables::TABLE)), "functions given by numbers, here or in a file"),
        key("derived", Shape::Map(&names::DERIVED_SHAPE), "named expressions"),
        key("species", Shape::Map(&Shape::Mapping(&particles::SPECIES)), "particles whose abundance is evolved"),
        key("bath", Shape::Map(&Shape::Mapping(&particles::BATH)), "particles in equilibrium with the plasma"),
        key("reactions", Shape::List(&Shape::Mapping(&reactions::REACTION)), "processes, each with one rate"),
        key("cosmology", Shape::Mapping(&settings::COSMOLOGY), "degrees of freedom, expansion history, constants"),
        key("evolution", Shape::Mapping(&settings::EVOLUTION), "time variable, range, tolerance, statistics"),
        key("observables", Shape::Map(&names::OBSERVABLE_SHAPE), "expressions evaluated after the solve"),
        key("constraints", Shape::Map(&Shape::Mapping(&outcome::CONSTRAINT)), "allowed ranges of expressions"),
        key(
            "benchmarks",
            Shape::Map(&benchmarks::BENCHMARK_SHAPE),
            "named settings of parameters: BP1: {m_chi: 3 MeV}",
        ),
        key(
            "scan",
            Shape::Map(&Shape::Mapping(&benchmarks::AXIS)),
            "the usual axes of a scan: m_chi: {from: …, to: …}",
        ),
        key("expect", Shape::List(&Shape::Mapping(&outcome::EXPECT)), "results this file promises"),
    ],
    later: &["sectors", "asymmetry", "asymmetries", "include"],
    rule: Rule::AtLeastOne(&["species", "observables"]),
};

/// All sections of a file, decoded one by one; nothing here has been related to anything else yet.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct Sections {
    pub(in crate::model) name: String,
    pub(in crate::model) description: Option<String>,
    pub(in crate::model) references: Vec<String>,
    pub(in crate::model) parameters: Vec<ParameterEntry>,
    pub(in crate::model) functions: Vec<FunctionEntry>,
    pub(in crate::model) tables: Vec<TableEntry>,
    pub(in crate::model) derived: Vec<NamedEntry>,
    pub(in crate::model) species: Vec<ParticleEntry>,
    pub(in crate::model) bath: Vec<ParticleEntry>,
    pub(in crate::model) reactions: Vec<ReactionEntry>,
    pub(in crate::model) cosmology: CosmologyEntry,
    pub(in crate::model) evolution: EvolutionEntry,
    pub(in crate::model) observables: Vec<NamedEntry>,
    pub(in crate::model) curves: Vec<CurveEntry>,
    pub(in crate::model) constraints: Vec<ConstraintEntry>,
    pub(in crate::model) benchmarks: Vec<BenchmarkEntry>,
    pub(in crate::model) scan: Vec<ScanEntry>,
    pub(in crate::model) expect: Vec<ExpectEntry>,
    /// Whether a formula needs the width of a particle.
    pub(in crate::model) mentions_widths: bool,
    /// The names of indices, wherever they are given.
    pub(in crate::model) index_names: Vec<Scalar>,
    /// Names whose entries could not be decoded: what mentions them is not complained about again.
    pub(in crate::model) broken: HashSet<String>,
}

impl Sections {
    /// Decodes the whole tree; complaints stay with the decoder.
    pub(in crate::model) fn decode(root: &Node, decoder: &mut Decoder<'_>) -> Self {
        let Some(fields) = decoder.fields(root, &(0..0), "a model", &TOP) else { return Self::default() };
        if let Some(node) = fields.require("format", decoder) {
            decoder.format(node);
        }
        let mut sections = Self {
            name: fields.require("name", decoder).and_then(|node| decoder.text(node)).unwrap_or_default(),
            description: decoder.optional_text(&fields, "description"),
            references: fields.get("references").map(|node| decoder.references(node)).unwrap_or_default(),
            ..Self::default()
        };
        // Everything else may have indices.
        if let Some(node) = fields.get("indices") {
            decoder.indices(node);
        }
        for Entry { key, value } in fields.all() {
            match key.text.as_str() {
                "parameters" => sections.parameters = decoder.parameters(value),
                "functions" => sections.functions = decoder.functions(value),
                "tables" => sections.tables = decoder.tables(value),
                "derived" => sections.derived = decoder.named(value, Section::Derived),
                "species" => sections.species = decoder.species(value),
                "bath" => sections.bath = decoder.bath(value),
                "reactions" => sections.reactions = decoder.reactions(value),
                "cosmology" => sections.cosmology = decoder.cosmology(value, key),
                "evolution" => sections.evolution = decoder.evolution(value, key),
                "observables" => {
                    sections.observables = decoder.named(value, Section::Observables);
                    sections.curves = decoder.curves(value);
                }
                "constraints" => sections.constraints = decoder.constraints(value),
                "benchmarks" => sections.benchmarks = decoder.benchmarks(value),
                "scan" => sections.scan = decoder.scan(value),
                "expect" => sections.expect = decoder.expect(value),
                _ => {}
            }
        }
        require_content(&fields, decoder);
        sections.broken = std::mem::take(&mut decoder.broken);
        sections.mentions_widths = decoder.mentions_widths;
        sections.index_names = std::mem::take(&mut decoder.index_names);
        sections
    }
}

/// A model evolves species by reactions, or at least evaluates observables.
fn require_content(fields: &decoder::Fields<'_>, decoder: &mut Decoder<'_>) {
    let given = |key| fields.get(key).is_some_and(|node| !node.is_null());
    if !given("species") && !given("observables") {
        let complaint = Diagnostic::whole("a model needs `species` to evolve or `observables` to evaluate")
            .hint("`frazil new FILE` writes a model to start from");
        decoder.complain(complaint);
    }
    if let (true, Some(entry)) = (!given("species"), fields.entry("reactions").filter(|_| given("reactions"))) {
        decoder.complain(Diagnostic::at(entry.key.span.clone(), "`reactions` need `species` to act on"));
    }
    if let (true, Some(entry)) = (!given("reactions"), fields.entry("species").filter(|_| given("species"))) {
        decoder.complain(Diagnostic::at(entry.key.span.clone(), "`species` need `reactions` that change them"));
    }
}

impl Decoder<'_> {
    fn format(&mut self, node: &Node) {
        let Some(scalar) = self.scalar(node, "the number 1") else { return };
        let complaint = match scalar.text.parse::<u32>() {
            Ok(FORMAT) => return,
            Ok(newer) if newer > FORMAT => {
                let message = format!("this file has format {newer}; this program reads format {FORMAT}");
                Diagnostic::at(scalar.span.clone(), message).hint("a newer version of frazil may read it")
            }
            _ => Diagnostic::at(scalar.span.clone(), format!("`{}` is not a format of model files", scalar.text))
                .hint(format!("write `format: {FORMAT}`")),
        };
        self.complain(complaint);
    }

    fn references(&mut self, node: &Node) -> Vec<String> {
        const FORMS: &str = "references are `arXiv:…`, `doi:…` or URLs";
        let mut references = Vec::new();
        for item in self.list(node, "a list of references").unwrap_or_default() {
            let Some(scalar) = self.scalar(item, "a reference") else { continue };
            if ["arXiv:", "doi:", "https://", "http://"].iter().any(|form| scalar.text.starts_with(form)) {
                references.push(scalar.text.clone());
            } else {
                let message = format!("`{}` is not a reference", scalar.text);
                self.complain(Diagnostic::at(scalar.span.clone(), message).hint(FORMS));
            }
        }
        references
    }

    /// Complains about a name that is declared in two places.
    pub(in crate::model) fn declared_twice(&mut self, name: &Scalar, earlier: &Scalar) {
        let message = format!("the name `{}` is declared twice", name.text);
        let complaint = Diagnostic::at(name.span.clone(), message).related(earlier.span.clone(), "first declared here");
        self.complain(complaint);
    }
}
