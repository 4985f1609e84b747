//! What a model wants evaluated after the solve.

use std::sync::Arc;

use super::document::formula::{Content as Value, Formula};
use super::document::locals::{Locals, NO_LOCALS};
use super::graph::Item;
use super::resolve::scope::{Context, View};
use super::{Model, yaml::Scalar};
use crate::expression::{Ast, Scratch, compile};
use crate::units::{Dimension, Unit};

/// A named number, evaluated after the solve.
#[derive(Debug, Clone)]
pub struct Observable {
    /// The name in formulas and results.
    pub name: String,
    /// LaTeX without dollar signs.
    pub latex: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// The unit to show the value in, with its text.
    pub unit: Option<(String, Unit)>,
    /// The power of GeV of the value.
    pub dimension: Dimension,
}

/// A restriction on the value of a formula.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// The name in results.
    pub name: String,
    /// The formula as written.
    pub of: String,
    /// The power of GeV of the value and both bounds.
    pub dimension: Dimension,
    /// Text for plots and tables.
    pub label: Option<String>,
    /// Where the restriction comes from.
    pub reference: Option<String>,
}

/// A result the model file promises.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The formula as written.
    pub of: String,
    /// The power of GeV of the value.
    pub dimension: Dimension,
    /// The promised value, in powers of GeV.
    pub expected: f64,
    /// Relative tolerance.
    pub rtol: f64,
    /// Absolute tolerance in powers of GeV, 0 where none is given. The promise holds within the larger of the two.
    pub atol: f64,
    /// Where the promised value comes from.
    pub source: String,
}

impl Expectation {
    /// Whether `value`, in powers of GeV, is what was promised.
    #[must_use]
    pub fn is_met(&self, value: f64) -> bool {
        (value - self.expected).abs() <= self.atol.max(self.rtol * self.expected.abs())
    }
}

/// What observables may ask of a solution. Species are given by their place in [`Model::species`]; yields are sums over
/// particle and antiparticle, at the end of the evolution unless said otherwise. The errors are one sentence each: a
/// species that never froze out has no freeze-out temperature.
pub trait Outcome: Send + Sync {
    /// Ωh² of all dark matter.
    fn omega_h2(&self) -> Result<f64, String>;
    /// Ωh² of one species.
    fn omega_h2_of(&self, species: usize) -> Result<f64, String>;
    /// Yield of one species.
    fn yield_of(&self, species: usize) -> Result<f64, String>;
    /// Yield of one species at x = reference mass/T.
    fn yield_at(&self, species: usize, x: f64) -> Result<f64, String>;
    /// x at which one species froze out.
    fn x_freeze_out(&self, species: usize) -> Result<f64, String>;
    /// Temperature in GeV at which one species froze out.
    fn temperature_freeze_out(&self, species: usize) -> Result<f64, String>;
    /// Rate in GeV of the reaction with this label at a temperature in GeV: γ over the equilibrium density of its first
    /// reactant that has one.
    fn rate(&self, label: &str, temperature: f64) -> Result<f64, String>;
}

/// A number in powers of GeV, or one sentence why there is none.
pub type Evaluated = Result<f64, String>;

/// Everything a model wants evaluated, in the order of [`Model::observables`], [`Model::constraints`] and
/// [`Model::expectations`].
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Values of the observables.
    pub observables: Vec<Evaluated>,
    /// Values and bounds of the constraints.
    pub constraints: Vec<Result<Restricted, String>>,
    /// Values to compare with the expectations.
    pub expectations: Vec<Evaluated>,
}

/// A value with its bounds, in powers of GeV.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Restricted {
    /// What is restricted.
    pub value: f64,
    /// The smallest value allowed.
    pub min: Option<f64>,
    /// The largest value allowed.
    pub max: Option<f64>,
}

impl Restricted {
    /// Whether the value lies within its bounds.
    #[must_use]
    pub fn is_satisfied(&self) -> bool {
        self.min.is_none_or(|min| self.value >= min) && self.max.is_none_or(|max| self.value <= max)
    }
}

/// The solution of a model without species.
struct NothingSolved;

impl Outcome for NothingSolved {
    fn omega_h2(&self) -> Result<f64, String> {
        Err("this model has no species, so there is no relic density".to_owned())
    }
    fn omega_h2_of(&self, _: usize) -> Result<f64, String> {
        self.omega_h2()
    }
    fn yield_of(&self, _: usize) -> Result<f64, String> {
        self.omega_h2()
    }
    fn yield_at(&self, _: usize, _: f64) -> Result<f64, String> {
        self.omega_h2()
    }
    fn x_freeze_out(&self, _: usize) -> Result<f64, String> {
        self.omega_h2()
    }
    fn temperature_freeze_out(&self, _: usize) -> Result<f64, String> {
        self.omega_h2()
    }
    fn rate(&self, _: &str, _: f64) -> Result<f64, String> {
        self.omega_h2()
    }
}

impl Model {
    /// Evaluates observables, constraints and expectations; `outcome` is the solution, `None` for a model without
    /// species. What has no value (a freeze-out that never was, the logarithm of a negative number) says why.
    #[must_use]
    pub fn evaluate(&self, outcome: Option<&Arc<dyn Outcome>>) -> Evaluation {
        let nothing: Arc<dyn Outcome> = Arc::new(NothingSolved);
        let mut evaluator = Evaluator {
            model: self,
            outcome: outcome.unwrap_or(&nothing),
            values: vec![f64::NAN; self.observables.len()],
            failures: vec![None; self.observables.len()],
            locals: &NO_LOCALS,
            scratch: Scratch::new(),
        };
        let sections = &self.scope.content.sections;
        for &item in &self.scope.content.linked.graph.order {
            let Item::Observable(i) = item else { continue };
            let Some(entry) = sections.observables.get(i) else { continue };
            evaluator.locals = &entry.locals;
            match evaluator.formula(&entry.formula) {
                Ok(value) => evaluator.values[i] = value,
                Err(reason) => evaluator.failures[i] = Some(reason),
            }
        }
        evaluator.locals = &NO_LOCALS;
        let constraints = sections.constraints.iter().map(|entry| {
            let mut bound = |formula: &Option<Formula>| formula.as_ref().map(|f| evaluator.formula(f)).transpose();
            let (min, max) = (bound(&entry.min)?, bound(&entry.max)?);
            Ok(Restricted { value: evaluator.expression(&entry.value, &entry.of)?, min, max })
        });
        let constraints = constraints.collect();
        let expectations = sections.expect.iter().map(|entry| evaluator.expression(&entry.value, &entry.of)).collect();
        let observables = evaluator.values.iter().zip(evaluator.failures);
        let observables = observables.map(|(&value, failure)| failure.map_or(Ok(value), Err)).collect();
        Evaluation { observables, constraints, expectations }
    }
}

/// Observables on the way; one that failed keeps its reason, and is not read.
struct Evaluator<'m> {
    model: &'m Model,
    outcome: &'m Arc<dyn Outcome>,
    values: Vec<f64>,
    failures: Vec<Option<String>>,
    /// What the formulas of the entry at hand know besides.
    locals: &'m Locals,
    scratch: Scratch,
}

impl Evaluator<'_> {
    fn formula(&mut self, formula: &Formula) -> Evaluated {
        match &formula.content {
            Value::Quantity(quantity) => Ok(quantity.value),
            Value::Expression(ast) => self.expression(ast, &formula.scalar),
        }
    }

    fn expression(&mut self, ast: &Ast, scalar: &Scalar) -> Evaluated {
        let linked = &self.model.scope.content.linked;
        let local_names: Vec<&str> = self.locals.names().collect();
        let formulas = std::iter::once(ast).chain(self.locals.formulas());
        for item in formulas.flat_map(|ast| linked.graph.needs(ast, &local_names, &linked.roster)) {
            if let Item::Observable(i) = item
                && let Some(Some(reason)) = self.failures.get(i)
            {
                return Err(reason.clone());
            }
        }
        // The solution's functions are folded like any constant, so each solution has its own programs.
        let view =
            View { scope: &self.model.scope, context: Context::Outcome(Some(self.outcome)), locals: self.locals };
        let (program, _) =
            compile(ast, &view, None).map_err(|error| format!("`{}`: {}", scalar.text, error.message))?;
        program.eval(&self.values, &mut self.scratch).map_err(|error| format!("`{}`: {error}", scalar.text))
    }
}
