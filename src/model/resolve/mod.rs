//! From a document and overrides to a model: values, dimensions, compiled rates.

pub(in crate::model) mod benchmarks;
mod chemical_equilibrium;
mod curves;
pub(in crate::model) mod differentials;
mod functions;
mod on_shell;
pub(in crate::model) mod outcome;
mod particle_functions;
mod particles;
mod plasma;
mod plugin;
mod reactions;
pub(in crate::model) mod scope;
mod settings;
mod values;
mod widths;

use std::collections::HashSet;
use std::sync::Arc;

use self::scope::{Context, Scope, View, where_known};
use self::settings::Applied;
pub(in crate::model) use self::settings::{not_settable, settable};
use super::content::Content;
use super::document::decoder::Decoder;
use super::document::formula::{Content as Value, Formula, expression_complaint};
use super::document::locals::{Locals, NO_LOCALS};
use super::document::names::DisplayUnit;
use super::graph::Item;
use super::overrides::Overrides;
use super::yaml::Scalar;
use super::{Axis, Benchmark, Constraint, Curve, DerivedValue, EquilibriumStatistics, Expectation, Model, Parameter};
use crate::error::{Diagnostic, SourceError};
use crate::expression::{
    Ast, ComplexProgram, Environment as _, EvalError, ExpressionError, Program, Scratch, compile, compile_complex,
    compile_condition,
};
use crate::units::{Dimension, Quantity};

/// Resolves a document; complaints about an override are returned at once, those about the file all together. Where the model
/// is `known` at other values of its parameters, what they do not change is taken from there, and what only describes the model
/// is left out.
pub(in crate::model) fn resolve(
    content: &Arc<Content>,
    overrides: &Overrides,
    known: Option<&Model>,
) -> Result<Model, SourceError> {
    let applied = Applied::new(content, overrides)?;
    let mut resolver = Resolver::new(content, applied.parameters(content)?);
    resolver.known_model = known;
    let model = resolver.model(&applied);
    let diagnostics = resolver.decoder.into_complaints();
    model.filter(|_| diagnostics.is_empty()).ok_or(SourceError { source: Arc::clone(&content.source), diagnostics })
}

/// What resolving the file as it stands complains about, to be reported together with `earlier` complaints about it.
pub(in crate::model) fn complaints(content: &Arc<Content>) -> Vec<Diagnostic> {
    let Ok(applied) = Applied::new(content, &Overrides::default()) else { return Vec::new() };
    // Without an SLHA file values may be missing; then the rest is checked once there is one.
    let Ok(parameters) = applied.parameters(content) else { return Vec::new() };
    let mut resolver = Resolver::new(content, parameters);
    resolver.model(&applied);
    resolver.decoder.into_complaints()
}

/// What is said of a model's outcome, of which nothing depends on parameters before there is one.
#[derive(Default)]
struct Described {
    curves: Vec<Curve>,
    constraints: Vec<Constraint>,
    benchmarks: Vec<Benchmark>,
    scan: Vec<Axis>,
    expectations: Vec<Expectation>,
}

/// A model on the way.
struct Resolver<'c> {
    content: &'c Content,
    scope: Scope,
    decoder: Decoder<'c>,
    /// Items that have their value. Formulas that need any other are passed over in silence: what keeps the other from
    /// having a value has been complained about.
    known: HashSet<Item>,
    /// What the formulas of the entry at hand know besides.
    locals: &'c Locals,
    scratch: Scratch,
    warnings: Vec<String>,
    /// The same model at other values of its parameters, where it has been checked already.
    known_model: Option<&'c Model>,
}

impl<'c> Resolver<'c> {
    fn new(content: &'c Arc<Content>, parameters: Vec<Quantity>) -> Self {
        let sections = &content.sections;
        let scope = Scope {
            content: Arc::clone(content),
            parameters,
            derived: vec![None; sections.derived.len()],
            species_masses: vec![None; sections.species.len()],
            bath_masses: vec![None; sections.bath.len()],
            observables: vec![None; sections.observables.len()],
            widths: vec![None; content.linked.graph.decays.len()],
            plasma: None,
            statistics: EquilibriumStatistics::default(),
        };
        Self {
            content,
            scope,
            decoder: Decoder::new(&content.source.text, &content.registry),
            known: HashSet::new(),
            locals: &NO_LOCALS,
            scratch: Scratch::new(),
            warnings: Vec::new(),
            known_model: None,
        }
    }

    /// The model, or `None` after complaints.
    fn model(&mut self, applied: &Applied) -> Option<Model> {
        let content = self.content;
        let sections = &content.sections;
        let observables = self.evaluate_names();
        let species = self.species();
        let bath = self.bath();
        let evolution = self.evolution(applied, species.as_deref());
        let statistics = evolution.as_ref().map(|evolution| evolution.statistics).unwrap_or_default();
        let reactions = self.reactions(species.as_deref(), bath.as_deref(), statistics);
        let expansion = self.expansion(applied);
        let described = if self.known_model.is_some() { Some(Described::default()) } else { self.described() };
        if !self.decoder.is_clean() {
            return None;
        }
        let (expansion, relic) = expansion?;
        let evolution = evolution?;
        let Described { curves, constraints, benchmarks, scan, expectations } = described?;
        self.scope.plasma = Some(Arc::clone(&expansion));
        self.scope.statistics = evolution.statistics;
        Some(Model {
            name: sections.name.clone(),
            description: sections.description.clone(),
            references: sections.references.clone(),
            source: Arc::clone(&content.source),
            hash: content.hash.clone(),
            parameters: self.parameters(applied),
            derived: self.derived()?,
            species: species?,
            bath: bath?,
            reactions: reactions?,
            expansion,
            relic,
            evolution,
            observables: observables?,
            curves,
            constraints,
            benchmarks,
            scan,
            expectations,
            warnings: std::mem::take(&mut self.warnings),
            scope: self.scope.clone(),
        })
    }

    fn described(&mut self) -> Option<Described> {
        let (curves, constraints) = (self.curves(), self.constraints());
        let (benchmarks, scan, expectations) = (self.benchmarks(), self.scan(), self.expectations());
        Some(Described {
            curves: curves?,
            constraints: constraints?,
            benchmarks: benchmarks?,
            scan: scan?,
            expectations: expectations?,
        })
    }

    fn parameters(&self, applied: &Applied) -> Vec<Parameter> {
        let entries = self.content.sections.parameters.iter().zip(&self.scope.parameters).zip(&applied.written);
        let parameters = entries.map(|((entry, value), written)| Parameter {
            name: entry.name.text.clone(),
            value: value.value,
            dimension: entry.value.dimension(),
            written: written.clone().unwrap_or_else(|| entry.written.clone()),
            latex: entry.latex.clone(),
            description: entry.description.clone(),
            range: entry.range.map(|(low, high)| (low.value, high.value)),
        });
        parameters.collect()
    }

    fn derived(&self) -> Option<Vec<DerivedValue>> {
        let entries = self.content.sections.derived.iter().zip(&self.scope.derived);
        let derived = entries.map(|(entry, value)| {
            let value = (*value)?;
            Some(DerivedValue {
                name: entry.name.text.clone(),
                value: value.re,
                imaginary: value.im,
                dimension: value.dimension,
                unit: entry.unit.as_ref().map(DisplayUnit::shown),
                latex: entry.latex.clone(),
                description: entry.description.clone(),
            })
        });
        derived.collect()
    }

    /// Turns to an entry: its formulas know `locals`, and complaints say which instance it is.
    fn enter(&mut self, locals: &'c Locals) {
        self.locals = locals;
        self.decoder.enter(locals.instance.clone());
    }

    fn leave(&mut self) {
        self.enter(&NO_LOCALS);
    }

    /// Checks the definitions under `where` each on its own, so that complaints point at them rather than at their use.
    /// `None` after complaints.
    fn check_definitions(&mut self, context: Context<'_>) -> Option<()> {
        let definitions = self.locals.definitions.iter();
        let checked: Vec<Option<()>> = definitions
            .map(|definition| match &definition.formula.content {
                Value::Quantity(_) => Some(()),
                Value::Expression(ast) => self.compile_complex(ast, &definition.formula.scalar, context).map(|_| ()),
            })
            .collect();
        checked.into_iter().collect()
    }

    /// Whether a formula needs something without a value, so that complaining about it would only repeat a complaint.
    fn is_blocked(&self, ast: &Ast, arguments: &[&str]) -> bool {
        let linked = &self.content.linked;
        let broken = &self.content.sections.broken;
        let mut names = ast.free_names().chain(ast.called_names()).map(|(name, _)| name);
        let stem = |name: &str| name.split('[').next().is_some_and(|stem| broken.contains(stem));
        linked.graph.needs(ast, arguments, &linked.roster).any(|item| !self.known.contains(&item))
            || names.any(|name| broken.contains(name) || stem(name))
            || ast.particle_references().any(|call| broken.contains(call.particle.trim_end_matches('~')))
    }

    /// Compiles a formula that has a real value. `None` after a complaint, or where a complaint would only repeat another.
    fn compile(
        &mut self,
        ast: &Ast,
        scalar: &Scalar,
        context: Context<'_>,
        wanted: Option<Dimension>,
    ) -> Option<(Program, Dimension)> {
        self.compile_with(ast, scalar, context, |view| compile(ast, view, wanted))
    }

    /// As [`Resolver::compile`], for a formula whose value may be complex.
    fn compile_complex(
        &mut self,
        ast: &Ast,
        scalar: &Scalar,
        context: Context<'_>,
    ) -> Option<(ComplexProgram, Dimension)> {
        self.compile_with(ast, scalar, context, |view| compile_complex(ast, view))
    }

    /// As [`Resolver::compile`], for any way to compile.
    fn compile_with<P>(
        &mut self,
        ast: &Ast,
        scalar: &Scalar,
        context: Context<'_>,
        compile: impl FnOnce(&View<'_>) -> Result<P, ExpressionError>,
    ) -> Option<P> {
        let own = context.local().map(|local| local.name);
        let local_names: Vec<&str> = self.locals.names().chain(own).collect();
        if self.decoder.is_full() || self.is_blocked(ast, &local_names) {
            return None;
        }
        let view = View { scope: &self.scope, context, locals: self.locals };
        match compile(&view) {
            Ok(compiled) => Some(compiled),
            Err(error) => {
                let mut complaint = expression_complaint(error);
                let place = complaint.span.clone().and_then(|span| ast.text().get(span));
                let name = place.and_then(|text| text.split('(').next());
                if let Some(name) = name.filter(|name| view.symbol(name).is_none()) {
                    complaint.hint = where_known(name).map(str::to_owned).or(complaint.hint);
                    if self.content.sections.curves.iter().any(|curve| curve.name.text == name) {
                        complaint.message = format!("`{name}` is a curve and cannot be used as a number");
                        complaint.hint = Some("write its formula here, or make it a function".to_owned());
                    }
                }
                self.decoder.complain_within(scalar, complaint);
                None
            }
        }
    }

    /// A compiled condition.
    fn condition(&mut self, formula: &Formula, context: Context<'_>) -> Option<Program> {
        let scalar = &formula.scalar;
        let Value::Expression(ast) = &formula.content else {
            let complaint =
                Diagnostic::at(scalar.span.clone(), "this is no condition").hint("for example `T > 0.15 GeV`");
            self.decoder.complain(complaint);
            return None;
        };
        let local_names: Vec<&str> = self.locals.names().collect();
        if self.decoder.is_full() || self.is_blocked(ast, &local_names) {
            return None;
        }
        let view = View { scope: &self.scope, context, locals: self.locals };
        match compile_condition(ast, &view) {
            Ok(program) => Some(program),
            Err(error) => {
                self.decoder.complain_within(scalar, expression_complaint(error));
                None
            }
        }
    }

    /// A quantity as a program, or a compiled formula.
    fn program(&mut self, formula: &Formula, context: Context<'_>, wanted: Dimension) -> Option<Program> {
        match &formula.content {
            Value::Expression(ast) => Some(self.compile(ast, &formula.scalar, context, Some(wanted))?.0),
            Value::Quantity(quantity) => {
                self.check_dimension(quantity, &formula.scalar, wanted)?;
                Some(self.constant_program(quantity.value, &formula.scalar)?)
            }
        }
    }

    /// A program that gives a number already in powers of GeV.
    fn constant_program(&mut self, value: f64, scalar: &Scalar) -> Option<Program> {
        let ast = Ast::parse(&format!("{value:e}")).ok()?;
        Some(self.compile(&ast, scalar, Context::Constant, None)?.0)
    }

    /// The value of a formula without variables.
    fn constant(&mut self, formula: &Formula, wanted: Option<Dimension>) -> Option<Quantity> {
        match &formula.content {
            Value::Quantity(quantity) => {
                if let Some(wanted) = wanted {
                    self.check_dimension(quantity, &formula.scalar, wanted)?;
                }
                Some(*quantity)
            }
            Value::Expression(ast) => {
                let (program, dimension) = self.compile(ast, &formula.scalar, Context::Constant, wanted)?;
                let value = self.evaluate(&program, &formula.scalar)?;
                Some(Quantity::new(value, dimension))
            }
        }
    }

    /// The value of a program that needs no input.
    fn evaluate(&mut self, program: &Program, scalar: &Scalar) -> Option<f64> {
        match program.eval(&[], &mut self.scratch) {
            Ok(value) => Some(value),
            Err(error) => {
                self.decoder.complain_within(scalar, evaluation_complaint(&error));
                None
            }
        }
    }

    fn check_dimension(&mut self, quantity: &Quantity, scalar: &Scalar, wanted: Dimension) -> Option<()> {
        let fits = quantity.dimension == wanted || (quantity.value == 0.0 && quantity.dimension.is_none());
        if !fits {
            let message = wrong_dimension(quantity.dimension, wanted);
            self.decoder.complain(Diagnostic::at(scalar.span.clone(), message));
        }
        fits.then_some(())
    }

    /// A complaint about the value of a formula, unless the value is as wanted.
    fn require(&mut self, holds: bool, formula: &Formula, message: impl FnOnce() -> String) -> Option<()> {
        if !holds {
            self.decoder.complain(Diagnostic::at(formula.span(), message()));
        }
        holds.then_some(())
    }
}

fn wrong_dimension(found: Dimension, wanted: Dimension) -> String {
    format!("this {}, wanted {wanted}", found.described())
}

pub(in crate::model) fn evaluation_complaint(error: &EvalError) -> Diagnostic {
    Diagnostic::at(error.span.clone(), error.to_string())
}
