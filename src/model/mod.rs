//! The model file: from YAML text to a validated, immutable [`Model`].
//!
//! A file is read once into a [`Document`]: everything its text alone decides is checked there. [`Document::resolve`]
//! then gives parameters their values, evaluates derived names and masses and compiles the rates. A scan does that again where
//! masses or settings vary; where only the sizes of rates do, it leaves parameters open, see [`Variation`]. All numbers of a
//! model are in powers of GeV.
//!
//! Complaints name the file, line and column and say what to do; several independent ones are reported at once.

mod axis;
mod builder;
mod content;
mod decays;
mod document;
mod equation;
mod evaluate;
mod files;
mod goal;
mod graph;
mod grid;
mod link;
mod naming;
mod notation;
mod outcome;
mod overrides;
mod particle;
pub mod plugin;
mod reaction;
mod resolve;
mod resolved;
mod roster;
mod schema;
mod settings;
mod slha;
mod tables;
mod variation;
mod written;
mod yaml;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

pub use builder::{ModelBuilder, NewParticle, NewReaction};
pub use equation::{Equation, Term};
pub use evaluate::Judge;
pub use goal::Goal;
pub use grid::Spacing;
pub use notation::Notation;
pub use outcome::{
    Constraint, Curve, Evaluated, Evaluation, Expectation, Measurement, Observable, Outcome, Points, Restricted,
    Variable,
};
pub use overrides::Overrides;
pub use particle::{BathParticle, Initial, Species};
pub use reaction::{Participant, RateSpec, Reaction};
pub use resolve::differentials::{Differentials, VaryingRate};
pub use schema::{schema, schema_with};
pub use settings::{Bound, DEFAULT_TOLERANCE, EquilibriumStatistics, EvolutionSettings};
pub use variation::Variation;
pub use written::{Written, WrittenConstraint, WrittenPlugin, WrittenRate, WrittenValue};

pub use slha::Slha;

pub(crate) use content::hash;
pub(crate) use document::grid::MOST_POINTS;
pub(crate) use files::read_text;

use content::Content;
use plugin::Registry;
use resolve::scope::Scope;

use crate::cosmology::{Expansion, RelicConstants};
use crate::error::{Diagnostic, Source, SourceError};
use crate::expression::EvalError;
use crate::units::{Dimension, Unit};

/// A model file that has been read: its text is in order, its parameters may still be set.
#[derive(Debug, Clone)]
pub struct Document {
    content: Arc<Content>,
}

impl Document {
    /// Reads the model file at `path`; tables are looked for in its folder.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, SourceError> {
        Self::read_with(path, &Arc::default())
    }

    /// As [`Document::read`], for a model that may call the plug-ins of `registry`.
    pub fn read_with(path: impl AsRef<Path>, registry: &Arc<Registry>) -> Result<Self, SourceError> {
        let (source, folder) = files::read_model(path.as_ref())?;
        Self::new(source, Some(folder), registry)
    }

    /// Reads a model from a text that belongs to no folder (standard input, built-in models): it cannot refer to files.
    pub fn load(source: Source) -> Result<Self, SourceError> {
        Self::load_with(source, &Arc::default())
    }

    /// As [`Document::load`], for a model that may call the plug-ins of `registry`.
    pub fn load_with(source: Source, registry: &Arc<Registry>) -> Result<Self, SourceError> {
        Self::new(source, None, registry)
    }

    /// As [`Document::load_with`], for a model that comes with its tables, as [`Document::tables`] gives them.
    pub fn with_tables(source: Source, tables: Vec<Source>, registry: &Arc<Registry>) -> Result<Self, SourceError> {
        Self::new(source, Some(files::Folder::Memory(tables.into())), registry)
    }

    /// As [`Document::load`], for bytes that may not even be text. `name` stands for the source in messages.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, SourceError> {
        Self::from_bytes_with(name, bytes, &Arc::default())
    }

    /// As [`Document::from_bytes`], for a model that may call the plug-ins of `registry`.
    pub fn from_bytes_with(name: &str, bytes: Vec<u8>, registry: &Arc<Registry>) -> Result<Self, SourceError> {
        match files::decode(bytes, yaml::MAX_BYTES) {
            Ok(text) => Self::load_with(Source { name: name.to_owned(), text }, registry),
            Err(reason) => {
                let source = Arc::new(Source { name: name.to_owned(), text: String::new() });
                Err(SourceError { source, diagnostics: vec![Diagnostic::whole(format!("the model {reason}"))] })
            }
        }
    }

    fn new(source: Source, folder: Option<files::Folder>, registry: &Arc<Registry>) -> Result<Self, SourceError> {
        let (content, complaints) = Content::load(source, folder, Arc::clone(registry));
        let content = Arc::new(content);
        if complaints.is_empty() {
            return Ok(Self { content });
        }
        let diagnostics = document::complaints::merge(complaints, resolve::complaints(&content));
        Err(SourceError { source: Arc::clone(&content.source), diagnostics })
    }

    /// The text the document was read from.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        &self.content.source
    }

    /// The tables beside the model file that have been read so far, by [`Document::resolve`] if not before: names are paths
    /// in the model's folder. With them [`Document::resolved_text`] is complete.
    #[must_use]
    pub fn tables(&self) -> Vec<Source> {
        self.content.table_files()
    }

    /// The names of the benchmarks, in the order of the file.
    pub fn benchmarks(&self) -> impl Iterator<Item = &str> {
        self.content.sections.benchmarks.iter().map(|benchmark| benchmark.name.text.as_str())
    }

    /// The model with the parameters of the file, except where `overrides` replaces them.
    pub fn resolve(&self, overrides: &Overrides) -> Result<Model, SourceError> {
        resolve::resolve(&self.content, overrides, None)
    }

    /// As [`Document::resolve`], in less time and for one more of many points: `known` is what resolving the document gave with
    /// other overrides. Curves, constraints, benchmarks, axes and expectations, which are as there, are left out.
    pub fn resolve_again(&self, overrides: &Overrides, known: &Model) -> Result<Model, SourceError> {
        resolve::resolve(&self.content, overrides, Some(known))
    }
}

/// A model ready to be solved. Numbers are in powers of GeV.
#[derive(Debug, Clone)]
pub struct Model {
    /// The model's name.
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// Papers, as `arXiv:…`, `doi:…` or URLs.
    pub references: Vec<String>,
    /// The text of the model file.
    pub source: Arc<Source>,
    /// Sixteen hexadecimal digits that identify that text (the start of its SHA-256).
    pub hash: String,
    /// Parameters with their values after overrides, in the order of the file.
    pub parameters: Vec<Parameter>,
    /// Derived names with their values, in the order of the file.
    pub derived: Vec<DerivedValue>,
    /// The particles whose abundance is evolved.
    pub species: Vec<Species>,
    /// The particles of the plasma that take part in reactions.
    pub bath: Vec<BathParticle>,
    /// The processes among them.
    pub reactions: Vec<Reaction>,
    /// The expanding background.
    pub expansion: Arc<dyn Expansion>,
    /// Today's densities and the relic density the result is compared with.
    pub relic: RelicConstants,
    /// How the evolution is followed.
    pub evolution: EvolutionSettings,
    /// Numbers to evaluate after the solve, in the order of the file; [`Model::evaluate`] gives the values.
    pub observables: Vec<Observable>,
    /// Observables that are curves, in the order of the file.
    pub curves: Vec<Curve>,
    /// Restrictions on them.
    pub constraints: Vec<Constraint>,
    /// Settings the file has names for; [`Overrides::set_benchmark`] applies one.
    pub benchmarks: Vec<Benchmark>,
    /// The axes along which the model is usually scanned.
    pub scan: Vec<Axis>,
    /// Results the file promises.
    pub expectations: Vec<Expectation>,
    /// What is legal but perhaps not meant: closed decays, reactions that change nothing.
    pub warnings: Vec<String>,
    scope: Scope,
}

/// A parameter with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name in formulas.
    pub name: String,
    /// The value in GeV to the power `dimension`.
    pub value: f64,
    /// The power of GeV.
    pub dimension: Dimension,
    /// The value as written, in the file or in an override.
    pub written: String,
    /// LaTeX without dollar signs.
    pub latex: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// The smallest and largest sensible value, in GeV to the power `dimension`.
    pub range: Option<(f64, f64)>,
}

/// A named setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Benchmark {
    /// The name.
    pub name: String,
    /// What it sets, and the values as written.
    pub settings: Vec<(String, String)>,
}

/// An axis of a scan.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What varies: a parameter, or a setting such as `cosmology.planck_mass`.
    pub name: String,
    /// The first value, in GeV to the power `dimension`.
    pub from: f64,
    /// The last value, larger than the first.
    pub to: f64,
    /// The power of GeV.
    pub dimension: Dimension,
    /// How many values.
    pub points: usize,
    /// How they are spread.
    pub spacing: Spacing,
}

/// A derived name with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct DerivedValue {
    /// The name in formulas.
    pub name: String,
    /// The value in GeV to the power `dimension`; its real part if it is complex.
    pub value: f64,
    /// The imaginary part, in the same units, if the formula is complex.
    pub imaginary: Option<f64>,
    /// The power of GeV.
    pub dimension: Dimension,
    /// The unit to show the value in, with its text.
    pub unit: Option<(String, Unit)>,
    /// LaTeX without dollar signs.
    pub latex: Option<String>,
    /// Free text.
    pub description: Option<String>,
}

impl Model {
    /// A model to be stated by Rust code rather than by a file.
    #[must_use]
    pub fn builder(name: &str) -> ModelBuilder {
        ModelBuilder::new(name)
    }

    /// An error of a reaction's rate program, pointing at the formula in the model file.
    #[must_use]
    pub fn locate(&self, reaction: &Reaction, error: &EvalError) -> SourceError {
        let mut diagnostic = resolve::evaluation_complaint(error);
        diagnostic.span = Some(match (&reaction.formula, &diagnostic.span) {
            (Some(formula), Some(span)) => formula.locate(&self.source.text, span),
            _ => reaction.span.clone(),
        });
        SourceError { source: Arc::clone(&self.source), diagnostics: vec![diagnostic] }
    }
}
