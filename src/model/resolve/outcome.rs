//! Constraints and promised results, checked as far as possible without a solution.

use std::ops::Range;

use super::scope::{CHI2, Context};
use super::{Resolver, Value};
use crate::error::Diagnostic;
use crate::expression::{Ast, compile_condition};
use crate::model::document::formula::Formula;
use crate::model::document::locals::NO_LOCALS;
use crate::model::document::names::DisplayUnit;
use crate::model::document::outcome::{ConstraintEntry, ExpectEntry};
use crate::model::outcome::{Constraint, Expectation};
use crate::model::yaml::Scalar;
use crate::units::{Dimension, Unit};

impl Resolver<'_> {
    fn outcome_dimension(&mut self, ast: &Ast, scalar: &Scalar, wanted: Option<Dimension>) -> Option<Dimension> {
        self.check_chi2(ast, scalar)?;
        self.compile(ast, scalar, Context::Outcome(None, Some(CHI2)), wanted).map(|(_, dimension)| dimension)
    }

    /// χ² needs measurements to be the sum of.
    fn check_chi2(&mut self, ast: &Ast, scalar: &Scalar) -> Option<()> {
        let content = self.content;
        let Some(span) = chi2_in(ast) else { return Some(()) };
        if content.sections.constraints.iter().any(|entry| entry.measured.is_some()) {
            return Some(());
        }
        let complaint = Diagnostic::at(span, "`chi2` is the sum over measurements, and this model has none")
            .hint("give a constraint `measured` and `error`");
        self.decoder.complain_within(scalar, complaint);
        None
    }

    pub(super) fn constraints(&mut self) -> Option<Vec<Constraint>> {
        let content = self.content;
        let constraints = content.sections.constraints.iter().map(|entry| {
            self.enter(&entry.locals);
            self.constraint(entry)
        });
        let constraints: Vec<_> = constraints.collect();
        self.enter(&NO_LOCALS);
        constraints.into_iter().collect()
    }

    fn constraint(&mut self, entry: &ConstraintEntry) -> Option<Constraint> {
        if let (Some((scalar, span)), Some(_)) = (entry.mentioned_chi2(), &entry.measured) {
            let message = "`chi2` is the sum over measurements: a measurement cannot depend on it";
            self.decoder.complain_within(scalar, Diagnostic::at(span, message));
            return None;
        }
        if let Some((scalar, ast)) = &entry.condition {
            self.check_chi2(ast, scalar)?;
            let context = Context::Outcome(None, Some(CHI2));
            self.compile_with(ast, scalar, context, |view| compile_condition(ast, view))?;
        }
        let dimension = self.outcome_dimension(&entry.value, &entry.of, None)?;
        for bound in entry.bounds() {
            match &bound.content {
                Value::Quantity(quantity) => self.check_dimension(quantity, &bound.scalar, dimension)?,
                Value::Expression(ast) => {
                    self.outcome_dimension(ast, &bound.scalar, Some(dimension))?;
                }
            }
        }
        self.check_bounds(entry)?;
        Some(Constraint {
            name: entry.name.text.clone(),
            of: entry.of.text.clone(),
            dimension,
            unit: self.unit_of(&entry.of.text),
            label: entry.label.clone(),
            reference: entry.reference.clone(),
        })
    }

    /// Bounds and errors that are plain numbers must make sense; formulas have values only after a solve.
    fn check_bounds(&mut self, entry: &ConstraintEntry) -> Option<()> {
        if let (Some(min), Some(max)) = (&entry.min, &entry.max)
            && let (Value::Quantity(low), Value::Quantity(high)) = (&min.content, &max.content)
            && low.value > high.value
        {
            let complaint = Diagnostic::at(min.span(), "the lower bound is above the upper one")
                .related(max.span(), "the upper bound");
            self.decoder.complain(complaint);
            return None;
        }
        for error in entry.measured.iter().flat_map(|measured| [&measured.minus, &measured.plus]) {
            if let Value::Quantity(quantity) = &error.content {
                self.require(quantity.value > 0.0, error, || {
                    format!("the error of a measurement must be positive, but this is {}", error.scalar.text)
                })?;
            }
        }
        Some(())
    }

    /// The unit to show a value in that is that of a name alone.
    fn unit_of(&self, of: &str) -> Option<(String, Unit)> {
        let sections = &self.content.sections;
        let entry = sections.observables.iter().chain(&sections.derived).find(|entry| entry.name.text == of.trim())?;
        entry.unit.as_ref().map(DisplayUnit::shown)
    }

    pub(super) fn expectations(&mut self) -> Option<Vec<Expectation>> {
        let content = self.content;
        let expectations: Vec<_> = content.sections.expect.iter().map(|entry| self.expectation(entry)).collect();
        expectations.into_iter().collect()
    }

    fn expectation(&mut self, entry: &ExpectEntry) -> Option<Expectation> {
        let dimension = self.outcome_dimension(&entry.value, &entry.of, None)?;
        let expected = self.constant(&entry.expected, Some(dimension))?.value;
        let rtol = self.tolerance(&entry.rtol, Dimension::NONE)?;
        let atol = match &entry.atol {
            Some(formula) => self.tolerance(formula, dimension)?,
            None => 0.0,
        };
        let at = match &entry.at {
            Some(at) => Some(self.benchmark(at)?),
            None => None,
        };
        let (of, source) = (entry.of.text.clone(), entry.source.clone());
        Some(Expectation { of, dimension, expected, rtol, atol, at, source })
    }

    fn tolerance(&mut self, formula: &Formula, dimension: Dimension) -> Option<f64> {
        let value = self.constant(formula, Some(dimension))?.value;
        self.require(value >= 0.0, formula, || format!("a tolerance cannot be negative, but this is {value}"))?;
        Some(value)
    }
}

impl ConstraintEntry {
    /// The first formula that mentions χ², and where.
    pub(in crate::model) fn mentioned_chi2(&self) -> Option<(&Scalar, Range<usize>)> {
        let bounds = self.bounds().filter_map(|bound| match &bound.content {
            Value::Expression(ast) => Some((&bound.scalar, ast)),
            Value::Quantity(_) => None,
        });
        let condition = self.condition.iter().map(|(scalar, ast)| (scalar, ast));
        let mut formulas = std::iter::once((&self.of, &self.value)).chain(condition).chain(bounds);
        formulas.find_map(|(scalar, ast)| Some((scalar, chi2_in(ast)?)))
    }
}

/// Where a formula mentions χ².
pub(in crate::model) fn chi2_in(ast: &Ast) -> Option<Range<usize>> {
    ast.free_names().find(|(name, _)| *name == CHI2.name).map(|(_, span)| span)
}
