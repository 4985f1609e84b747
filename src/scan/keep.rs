//! Which rows are kept: a condition on what stands in them.

use std::sync::Arc;

use super::error::ScanError;
use super::metadata::{Column, Kind};
use crate::error::{Source, SourceError};
use crate::expression::{Ast, Environment, ExpressionError, Program, Scratch, Symbol, compile_condition};
use crate::model::Model;
use crate::units::Quantity;

/// A condition on the values of a row.
#[derive(Debug)]
pub(super) struct Keep {
    program: Program,
    /// The columns that the condition reads, by their places.
    read: Vec<usize>,
}

/// What the condition may name: the columns of the table, and parameters that do not vary.
struct Names<'n> {
    columns: &'n [Column],
    model: &'n Model,
    /// Constraints by name, as conditions: `belle2` is `constraint.belle2 != 0`.
    constraints: Vec<(&'n str, Ast)>,
}

/// Under this, the value of a constraint is a number.
const PREFIX: &str = "constraint.";

impl Keep {
    /// Reads the condition that `option` has.
    pub(super) fn new(text: &str, columns: &[Column], model: &Model) -> Result<Self, ScanError> {
        let complain = |error: ExpressionError| {
            let source = Arc::new(Source { name: "--keep".to_owned(), text: text.to_owned() });
            ScanError::from(SourceError { source, diagnostics: vec![error.into()] })
        };
        let constraints = columns.iter().filter(|column| column.kind == Kind::Constraint);
        let constraints = constraints.filter_map(|column| {
            let condition = Ast::parse(&format!("{PREFIX}{} != 0", column.name)).ok()?;
            Some((column.name.as_str(), condition))
        });
        let names = Names { columns, model, constraints: constraints.collect() };
        let ast = Ast::parse(text).map_err(complain)?;
        let program = compile_condition(&ast, &names).map_err(complain)?;
        let read = (0..columns.len()).filter(|&slot| program.uses(slot)).collect();
        Ok(Self { program, read })
    }

    /// Whether the condition holds for the values in a row, one for each column that is a number. It does not where it has no
    /// value, because something that it reads is undefined.
    pub(super) fn holds(&self, values: &[Option<f64>], scratch: &mut Scratch) -> bool {
        let is_defined = |&slot: &usize| values.get(slot).is_some_and(Option::is_some);
        if !self.read.iter().all(is_defined) {
            return false;
        }
        let numbers: Vec<f64> = values.iter().map(|value| value.unwrap_or(0.0)).collect();
        self.program.eval(&numbers, scratch).is_ok_and(|holds| holds != 0.0)
    }
}

impl Environment for Names<'_> {
    fn symbol(&self, name: &str) -> Option<Symbol> {
        let (name, is_constraint) = name.strip_prefix(PREFIX).map_or((name, false), |name| (name, true));
        let wanted = |column: &Column| {
            let is_number = !matches!(column.kind, Kind::Status | Kind::Message);
            column.name == name && is_number && (column.kind == Kind::Constraint) == is_constraint
        };
        if let Some(slot) = self.columns.iter().position(wanted) {
            return Some(Symbol::Variable { slot, dimension: self.columns[slot].power() });
        }
        let parameter = self.model.parameters.iter().find(|parameter| parameter.name == name)?;
        Some(Symbol::Constant(Quantity::new(parameter.value, parameter.dimension)))
    }

    fn names(&self) -> Vec<String> {
        let columns = self.columns.iter().filter(|column| !matches!(column.kind, Kind::Status | Kind::Message));
        let parameters = self.model.parameters.iter().map(|parameter| parameter.name.clone());
        columns.map(|column| column.name.clone()).chain(parameters).collect()
    }

    fn definition(&self, name: &str) -> Option<&Ast> {
        // An observable of the same name is meant.
        if self.columns.iter().any(|column| column.name == name && column.kind == Kind::Observable) {
            return None;
        }
        self.constraints.iter().find(|(constraint, _)| *constraint == name).map(|(_, condition)| condition)
    }
}
