//! Constraints and promised results, checked as far as possible without a solution.

use super::scope::Context;
use super::{Resolver, Value};
use crate::error::Diagnostic;
use crate::expression::Ast;
use crate::model::document::formula::Formula;
use crate::model::document::outcome::{ConstraintEntry, ExpectEntry};
use crate::model::outcome::{Constraint, Expectation};
use crate::model::yaml::Scalar;
use crate::units::Dimension;

impl Resolver<'_> {
    fn outcome_dimension(&mut self, ast: &Ast, scalar: &Scalar, wanted: Option<Dimension>) -> Option<Dimension> {
        self.compile(ast, scalar, Context::Outcome(None), wanted).map(|(_, dimension)| dimension)
    }

    pub(super) fn constraints(&mut self) -> Option<Vec<Constraint>> {
        let content = self.content;
        let constraints: Vec<_> = content.sections.constraints.iter().map(|entry| self.constraint(entry)).collect();
        constraints.into_iter().collect()
    }

    fn constraint(&mut self, entry: &ConstraintEntry) -> Option<Constraint> {
        let dimension = self.outcome_dimension(&entry.value, &entry.of, None)?;
        let bounds: Vec<&Formula> = entry.min.iter().chain(&entry.max).collect();
        for bound in bounds {
            match &bound.content {
                Value::Quantity(quantity) => self.check_dimension(quantity, &bound.scalar, dimension)?,
                Value::Expression(ast) => {
                    self.outcome_dimension(ast, &bound.scalar, Some(dimension))?;
                }
            }
        }
        if let (Some(min), Some(max)) = (&entry.min, &entry.max)
            && let (Value::Quantity(low), Value::Quantity(high)) = (&min.content, &max.content)
            && low.value > high.value
        {
            let complaint = Diagnostic::at(min.span(), "the lower bound is above the upper one")
                .related(max.span(), "the upper bound");
            self.decoder.complain(complaint);
            return None;
        }
        Some(Constraint {
            name: entry.name.text.clone(),
            of: entry.of.text.clone(),
            dimension,
            label: entry.label.clone(),
            reference: entry.reference.clone(),
        })
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
        Some(Expectation { of: entry.of.text.clone(), dimension, expected, rtol, atol, source: entry.source.clone() })
    }

    fn tolerance(&mut self, formula: &Formula, dimension: Dimension) -> Option<f64> {
        let value = self.constant(formula, Some(dimension))?.value;
        self.require(value >= 0.0, formula, || format!("a tolerance cannot be negative, but this is {value}"))?;
        Some(value)
    }
}
