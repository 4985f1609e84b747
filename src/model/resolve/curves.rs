//! Curves, checked as far as possible without a solution.

use super::scope::{Context, Local};
use super::{Resolver, Value};
use crate::error::Diagnostic;
use crate::model::document::curves::CurveEntry;
use crate::model::document::formula::Formula;
use crate::model::document::grid::GridEntry;
use crate::model::document::locals::NO_LOCALS;
use crate::model::document::names::DisplayUnit;
use crate::model::outcome::{Curve, Variable};
use crate::units::Dimension;

impl Resolver<'_> {
    pub(super) fn curves(&mut self) -> Option<Vec<Curve>> {
        let content = self.content;
        let curves = content.sections.curves.iter().map(|entry| {
            self.enter(&entry.locals);
            self.curve(entry)
        });
        let curves: Vec<_> = curves.collect();
        self.enter(&NO_LOCALS);
        curves.into_iter().collect()
    }

    fn curve(&mut self, entry: &CurveEntry) -> Option<Curve> {
        let over_dimension = self.ends_dimension(&entry.grid)?;
        let local = Local { name: &entry.over.text, dimension: over_dimension };
        self.check_definitions(Context::Outcome(None, Some(local)))?;
        let dimension = self.dimension_of(&entry.value, Some(local))?;
        self.check_unit(&entry.name.text, entry.unit.as_ref(), dimension)?;
        self.check_unit(&entry.over.text, entry.over_unit.as_ref(), over_dimension)?;
        Some(Curve {
            name: entry.name.text.clone(),
            latex: entry.latex.clone(),
            description: entry.description.clone(),
            unit: entry.unit.as_ref().map(DisplayUnit::shown),
            dimension,
            over: Variable {
                name: entry.over.text.clone(),
                latex: entry.over_latex.clone(),
                unit: entry.over_unit.as_ref().map(DisplayUnit::shown),
                dimension: over_dimension,
                spacing: entry.grid.spacing,
            },
        })
    }

    /// The dimension of a grid: that of both ends, of which one may be a plain 0.
    fn ends_dimension(&mut self, grid: &GridEntry) -> Option<Dimension> {
        let (from, to) = (self.dimension_of(&grid.from, None)?, self.dimension_of(&grid.to, None)?);
        let is_zero = |end: &Formula| matches!(&end.content, Value::Quantity(quantity) if quantity.value == 0.0 && quantity.dimension.is_none());
        if from == to || is_zero(&grid.to) {
            return Some(from);
        }
        if is_zero(&grid.from) {
            return Some(to);
        }
        let complaint = Diagnostic::at(grid.to.span(), super::wrong_dimension(to, from))
            .related(grid.from.span(), format!("this {}", from.described()));
        self.decoder.complain(complaint);
        None
    }

    /// The dimension of a formula of the outcome, which may use `local`.
    fn dimension_of(&mut self, formula: &Formula, local: Option<Local<'_>>) -> Option<Dimension> {
        match &formula.content {
            Value::Quantity(quantity) => Some(quantity.dimension),
            Value::Expression(ast) => Some(self.compile(ast, &formula.scalar, Context::Outcome(None, local), None)?.1),
        }
    }
}
