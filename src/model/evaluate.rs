//! Evaluates what a model wants to know of a solution.

use std::collections::HashMap;
use std::sync::Arc;

use super::Model;
use super::document::curves::CurveEntry;
use super::document::formula::{Content as Value, Formula};
use super::document::locals::{Locals, NO_LOCALS};
use super::document::names::NamedValue;
use super::document::outcome::{ConstraintEntry, MeasuredEntry};
use super::graph::Item;
use super::grid::Spacing;
use super::outcome::{Evaluated, Evaluation, Measurement, Outcome, Points, Restricted, Variable};
use super::plugin::{self, Called};
use super::resolve::outcome::chi2_in;
use super::resolve::scope::{CHI2, Context, Local, View};
use super::variation::Variation;
use super::yaml::Scalar;
use crate::expression::{Ast, Environment, ExpressionError, Program, Scratch, compile, compile_condition};

const NOTHING: &str = "this model has no species, so there is no relic density";

/// The solution of a model without species.
struct NothingSolved;

impl Outcome for NothingSolved {
    fn omega_h2(&self) -> Result<f64, String> {
        Err(NOTHING.to_owned())
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
    fn x_range(&self) -> Result<(f64, f64), String> {
        Err(NOTHING.to_owned())
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
    /// Evaluates observables, curves, constraints and expectations; `outcome` is the solution, `None` for a model without
    /// species. What has no value (a freeze-out that never was, the logarithm of a negative number) says why.
    #[must_use]
    pub fn evaluate(&self, outcome: Option<&Arc<dyn Outcome>>) -> Evaluation {
        let nothing: Arc<dyn Outcome> = Arc::new(NothingSolved);
        let sections = &self.scope.content.sections;
        let values = vec![0.0; self.observables.len() + 1];
        let mut evaluator = Evaluator::new(self, outcome.unwrap_or(&nothing), values, Scratch::new());
        evaluator.observables();
        let curves = sections.curves.iter().zip(&self.curves);
        let curves = curves.map(|(entry, curve)| evaluator.curve(entry, &curve.over)).collect();
        let constraints = evaluator.constraints();
        let expectations = sections.expect.iter().map(|entry| evaluator.expression(&entry.value, &entry.of)).collect();
        Evaluation { observables: evaluator.results(), curves, constraints, chi2: evaluator.chi2, expectations }
    }
}

impl Model {
    /// As [`Model::evaluate`], without curves and expectations.
    #[must_use]
    pub fn evaluate_numbers(&self, outcome: Option<&Arc<dyn Outcome>>) -> Evaluation {
        let nothing: Arc<dyn Outcome> = Arc::new(NothingSolved);
        let values = vec![0.0; self.observables.len() + 1];
        Evaluator::new(self, outcome.unwrap_or(&nothing), values, Scratch::new()).numbers()
    }
}

/// What is needed to evaluate a model with open parameters again and again: room for its numbers, formulas once compiled, an
/// outcome whose answers change.
pub struct Judge {
    outcome: Arc<dyn Outcome>,
    /// By the address of the formula, which is part of the variation.
    programs: HashMap<usize, Arc<Program>>,
    /// What depends on the open parameters.
    pub(super) inputs: Vec<f64>,
    pub(super) scratch: Scratch,
}

impl Judge {
    /// For a variation, and that one only; `outcome` says that its answers change ([`Outcome::is_final`]). A model without
    /// species has none.
    #[must_use]
    pub fn new(variation: &Variation, outcome: Option<Arc<dyn Outcome>>) -> Self {
        let outcome = outcome.unwrap_or_else(|| Arc::new(NothingSolved));
        Self { outcome, programs: HashMap::new(), inputs: variation.inputs(), scratch: Scratch::new() }
    }
}

impl Variation {
    /// Evaluates observables and constraints for the parameters that [`Variation::set`] has given and the present answers of
    /// the outcome. There are no curves and no expectations.
    #[must_use]
    pub fn evaluate(&self, judge: &mut Judge) -> Evaluation {
        let (values, scratch) = (std::mem::take(&mut judge.inputs), std::mem::take(&mut judge.scratch));
        let mut evaluator = Evaluator::new(self.model(), &judge.outcome, values, scratch);
        evaluator.open = Some((self, &mut judge.programs));
        let evaluation = evaluator.numbers();
        (judge.inputs, judge.scratch) = (evaluator.values, evaluator.scratch);
        evaluation
    }
}

/// Observables on the way; one that failed keeps its reason, and its value is not read.
struct Evaluator<'m> {
    model: &'m Model,
    outcome: &'m Arc<dyn Outcome>,
    /// The inputs of formulas: the observables, what a formula may have of its own, and what depends on open parameters.
    values: Vec<f64>,
    /// The open parameters, if there are any, and the formulas that are compiled already.
    open: Option<(&'m Variation, &'m mut HashMap<usize, Arc<Program>>)>,
    failures: Vec<Option<String>>,
    /// The sum over the measurements once it is known.
    chi2: Option<Evaluated>,
    /// What the formulas of the entry at hand know besides.
    locals: &'m Locals,
    scratch: Scratch,
}

type Judged = Result<Option<Restricted>, String>;

impl<'m> Evaluator<'m> {
    fn new(model: &'m Model, outcome: &'m Arc<dyn Outcome>, values: Vec<f64>, scratch: Scratch) -> Self {
        let failures = vec![None; model.observables.len()];
        Self { model, outcome, values, open: None, failures, chi2: None, locals: &NO_LOCALS, scratch }
    }

    /// Observables and constraints.
    fn numbers(&mut self) -> Evaluation {
        self.observables();
        let constraints = self.constraints();
        let observables = self.results();
        let chi2 = self.chi2.take();
        Evaluation { observables, curves: Vec::new(), constraints, chi2, expectations: Vec::new() }
    }

    /// The observables, or why they have no value.
    fn results(&mut self) -> Vec<Evaluated> {
        let results = self.values.iter().zip(std::mem::take(&mut self.failures));
        results.map(|(&value, failure)| failure.map_or(Ok(value), Err)).collect()
    }

    fn observables(&mut self) {
        let content = &self.model.scope.content;
        for &item in &content.linked.graph.order {
            let Item::Observable(i) = item else { continue };
            let Some(entry) = content.sections.observables.get(i) else { continue };
            self.locals = &entry.locals;
            let plugin = self.model.observables.get(i).and_then(|observable| observable.plugin.as_ref());
            let value = match (&entry.value, plugin) {
                (NamedValue::Formula(formula), _) => self.formula(formula),
                (NamedValue::Plugin(_), Some(plugin)) => self.plugin(plugin),
                (NamedValue::Plugin(called), None) => Err(format!("`{}` is not resolved", called.name.text)),
            };
            match value {
                Ok(value) => self.values[i] = value,
                Err(reason) => self.failures[i] = Some(reason),
            }
        }
        self.locals = &NO_LOCALS;
    }

    /// The value that code gives, which must be a number like any other.
    fn plugin(&self, called: &Called<dyn plugin::Observable>) -> Evaluated {
        let Called { kind, values } = called;
        match kind.evaluate(values, self.model, &**self.outcome) {
            Ok(value) if !value.is_finite() => Err(format!("the plug-in `{}` gives {value}", kind.name())),
            value => value,
        }
    }

    /// The curve on its grid. A range that is closed at these parameters has no points.
    fn curve(&mut self, entry: &'m CurveEntry, over: &Variable) -> Result<Points, String> {
        self.locals = &entry.locals;
        let points = self.points(entry, over);
        self.locals = &NO_LOCALS;
        points
    }

    fn points(&mut self, entry: &CurveEntry, over: &Variable) -> Result<Points, String> {
        let grid = &entry.grid;
        let (from, to) = (self.formula(&grid.from)?, self.formula(&grid.to)?);
        let name = &over.name;
        if to <= from {
            let note = format!("the range of {name} is closed: it would go from {from:e} to {to:e}");
            return Ok(Points { note: Some(note), ..Points::default() });
        }
        if grid.spacing == Spacing::Log && from <= 0.0 {
            return Err(format!("{name} cannot go from {from:e} in equal ratios: a logarithmic range is positive"));
        }
        let x = grid.spacing.between(from, to, grid.points);
        let mut values = vec![0.0; x.len()];
        match &entry.value.content {
            Value::Quantity(quantity) => values.fill(quantity.value),
            Value::Expression(ast) => self.block(ast, &entry.value.scalar, over, &x, &mut values)?,
        }
        Ok(Points { x, values, note: None })
    }

    /// A formula at every value `x` of its variable.
    fn block(&mut self, ast: &Ast, scalar: &Scalar, over: &Variable, x: &[f64], out: &mut [f64]) -> Result<(), String> {
        let local = Local { name: &over.name, dimension: over.dimension };
        let program = self.program(ast, scalar, Some(local), |view| Ok(compile(ast, view, None)?.0))?;
        let mut inputs: Vec<&[f64]> = self.values.chunks(1).collect();
        inputs[self.model.observables.len()] = x;
        program.eval_block(&inputs, out, &mut self.scratch).map_err(|error| format!("`{}`: {error}", scalar.text))
    }

    /// First the constraints whose measurements make up χ², then those that may ask for it.
    fn constraints(&mut self) -> Vec<Judged> {
        let entries = &self.model.scope.content.sections.constraints;
        let is_later = |entry: &ConstraintEntry| entry.mentioned_chi2().is_some();
        let mut judged: Vec<Option<Judged>> =
            entries.iter().map(|entry| (!is_later(entry)).then(|| self.constraint(entry))).collect();
        self.chi2 = chi2(entries.iter().zip(&judged));
        for (entry, judged) in entries.iter().zip(&mut judged) {
            judged.get_or_insert_with(|| self.constraint(entry));
        }
        judged.into_iter().flatten().collect()
    }

    fn constraint(&mut self, entry: &ConstraintEntry) -> Judged {
        if let Some((scalar, ast)) = &entry.condition {
            let program = self.program(ast, scalar, own_variable(ast), |view| compile_condition(ast, view))?;
            if self.run(&program, scalar)? == 0.0 {
                return Ok(None);
            }
        }
        let mut bound = |formula: &Option<Formula>| formula.as_ref().map(|f| self.formula(f)).transpose();
        let (min, max) = (bound(&entry.min)?, bound(&entry.max)?);
        let measured = entry.measured.as_ref().map(|measured| self.measurement(measured)).transpose()?;
        Ok(Some(Restricted { value: self.expression(&entry.value, &entry.of)?, min, max, measured }))
    }

    fn measurement(&mut self, entry: &MeasuredEntry) -> Result<Measurement, String> {
        let value = self.formula(&entry.value)?;
        let mut error = |formula: &Formula| {
            let error = self.formula(formula)?;
            let complaint =
                || format!("`{}`: the error of a measurement is {error:e}, not positive", formula.scalar.text);
            if error > 0.0 { Ok(error) } else { Err(complaint()) }
        };
        Ok(Measurement { value, minus: error(&entry.minus)?, plus: error(&entry.plus)? })
    }

    fn formula(&mut self, formula: &Formula) -> Evaluated {
        match &formula.content {
            Value::Quantity(quantity) => Ok(quantity.value),
            Value::Expression(ast) => self.expression(ast, &formula.scalar),
        }
    }

    fn expression(&mut self, ast: &Ast, scalar: &Scalar) -> Evaluated {
        let program = self.program(ast, scalar, own_variable(ast), |view| Ok(compile(ast, view, None)?.0))?;
        self.run(&program, scalar)
    }

    fn run(&mut self, program: &Program, scalar: &Scalar) -> Evaluated {
        let slot = self.model.observables.len();
        if program.uses(slot) {
            let none = || Err("no measurement applies, so there is no `chi2`".to_owned());
            self.values[slot] = self.chi2.clone().unwrap_or_else(none)?;
        }
        let value = program.eval(&self.values, &mut self.scratch);
        value.map_err(|error| format!("`{}`: {error}", scalar.text))
    }

    /// Compiles a formula, unless an observable it needs has no value.
    fn program(
        &mut self,
        ast: &Ast,
        scalar: &Scalar,
        local: Option<Local<'_>>,
        compile: impl FnOnce(&dyn Environment) -> Result<Program, ExpressionError>,
    ) -> Result<Arc<Program>, String> {
        if let Some(reason) = self.lacks(ast) {
            return Err(reason);
        }
        let known = self.open.as_ref().and_then(|(_, programs)| programs.get(&address(ast)));
        if let Some(program) = known {
            return Ok(Arc::clone(program));
        }
        // The functions of a solution that is final are folded like any constant, so each solution has its own programs.
        let context = Context::Outcome(Some(self.outcome), local);
        let view = View { scope: &self.model.scope, context, locals: self.locals };
        let compiled = match &self.open {
            Some((variation, _)) => compile(&variation.view(view)),
            None => compile(&view),
        };
        let program = Arc::new(compiled.map_err(|error| format!("`{}`: {}", scalar.text, error.message))?);
        if let Some((_, programs)) = &mut self.open {
            programs.insert(address(ast), Arc::clone(&program));
        }
        Ok(program)
    }

    /// Why an observable that a formula needs has no value, if one has none.
    fn lacks(&self, ast: &Ast) -> Option<String> {
        if self.failures.iter().all(Option::is_none) {
            return None;
        }
        let linked = &self.model.scope.content.linked;
        let local_names: Vec<&str> = self.locals.names().collect();
        let formulas = std::iter::once(ast).chain(self.locals.formulas());
        let mut needed = formulas.flat_map(|ast| linked.graph.needs(ast, &local_names, &linked.roster));
        needed.find_map(|item| match item {
            Item::Observable(i) => self.failures.get(i)?.clone(),
            _ => None,
        })
    }
}

/// Where a formula is.
fn address(ast: &Ast) -> usize {
    std::ptr::from_ref(ast).addr()
}

/// χ² if the formula asks for it.
fn own_variable(ast: &Ast) -> Option<Local<'static>> {
    chi2_in(ast).map(|_| CHI2)
}

/// The sum of the squared pulls of the measurements that apply.
fn chi2<'e>(judged: impl Iterator<Item = (&'e ConstraintEntry, &'e Option<Judged>)>) -> Option<Evaluated> {
    let mut sum = None;
    for (entry, judged) in judged.filter(|(entry, _)| entry.measured.is_some()) {
        match judged {
            Some(Ok(Some(restricted))) => {
                let square = restricted.pull().map_or(0.0, |pull| pull * pull);
                sum = Some(sum.unwrap_or(0.0) + square);
            }
            Some(Err(reason)) => return Some(Err(format!("`{}` has no value: {reason}", entry.name.text))),
            Some(Ok(None)) | None => {}
        }
    }
    sum.map(Ok)
}
