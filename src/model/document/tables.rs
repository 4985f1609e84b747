//! The section `tables`: functions given by numbers.

use std::ops::Range;

use super::decoder::{Decoder, Fields};
use super::formula::unit_complaint;
use super::shape::{Keys, Shape, key, words};
use crate::error::Diagnostic;
use crate::expression::{Interpolation, Outside};
use crate::model::yaml::{Entry, Node, Scalar};
use crate::units::Unit;

/// A table as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct TableEntry {
    pub(in crate::model) name: Scalar,
    pub(in crate::model) numbers: Numbers,
    /// Units of arguments and values.
    pub(in crate::model) units: (Unit, Unit),
    pub(in crate::model) shape: TableShape,
    pub(in crate::model) outside: Outside,
}

/// What a table is between its numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::model) enum TableShape {
    /// Constant between the arguments, which are the edges of bins.
    Histogram,
    Interpolated(Interpolation),
    /// As suits the numbers.
    Default,
}

/// Where the numbers of a table are.
#[derive(Debug, Clone)]
pub(in crate::model) enum Numbers {
    /// In a file beside the model.
    File(Scalar),
    /// Here: arguments, values, and where they stand.
    Inline { x: Vec<f64>, y: Vec<f64>, place: Range<usize> },
}

/// The keys of a table.
pub(super) const TABLE: Keys = Keys::of(
    &[
        key("file", Shape::File, "a file of two columns beside the model"),
        key("x", Shape::List(&Shape::Number), "the arguments, increasing; for a histogram the edges of the bins"),
        key("y", Shape::List(&Shape::Number), "the values"),
        key("units", Shape::Pair(&Shape::Unit), "units of arguments and values"),
        key("kind", Shape::Word(|| words(KINDS)), "`histogram` for values that are constant between the arguments"),
        key(
            "interpolation",
            Shape::Word(|| words(&Interpolation::NAMES)),
            "how to interpolate; log-log if all is positive",
        ),
        key("outside", Shape::Word(|| words(&Outside::NAMES)), "what holds outside the table"),
    ],
    &[],
);

const KINDS: &[(&str, TableShape)] = &[("histogram", TableShape::Histogram)];
impl Decoder<'_> {
    pub(super) fn tables(&mut self, node: &Node) -> Vec<TableEntry> {
        let mut tables = Vec::new();
        for Entry { key, value } in self.entries(node, "a mapping of tables").unwrap_or_default() {
            let named = self.check_identifier(key);
            match self.table(key, value) {
                Some(table) if named => tables.push(table),
                _ => {
                    self.broken.insert(key.text.clone());
                }
            }
        }
        tables
    }

    fn table(&mut self, name: &Scalar, node: &Node) -> Option<TableEntry> {
        let fields = self.fields(node, &name.span, "a table", &TABLE)?;
        let numbers = self.numbers(name, &fields);
        let units = match fields.get("units") {
            Some(node) => self.units(node),
            None => Some((Unit::ONE, Unit::ONE)),
        };
        let shape = self.table_shape(&fields);
        let outside = match fields.get("outside") {
            Some(node) => {
                let scalar = self.scalar(node, "what holds outside the table")?;
                self.word(scalar, "a rule for what lies outside a table", &Outside::NAMES)
            }
            None => Some(Outside::Error),
        };
        let name = name.clone();
        Some(TableEntry { name, numbers: numbers?, units: units?, shape: shape?, outside: outside? })
    }

    fn numbers(&mut self, name: &Scalar, fields: &Fields<'_>) -> Option<Numbers> {
        match (fields.get("file"), fields.get("x"), fields.get("y")) {
            (Some(file), None, None) => self.scalar(file, "the name of a file").cloned().map(Numbers::File),
            (None, Some(x), Some(y)) => {
                let place = x.span.clone();
                let (x, y) = (self.plain_numbers(x), self.plain_numbers(y));
                Some(Numbers::Inline { x: x?, y: y?, place })
            }
            _ => {
                let complaint = Diagnostic::at(name.span.clone(), "a table needs either `file`, or `x` and `y`");
                self.complain(complaint.hint("write `{file: R.csv, units: [GeV, '1']}` or `{x: [0, 2], y: [1, 3]}`"));
                None
            }
        }
    }

    fn plain_numbers(&mut self, node: &Node) -> Option<Vec<f64>> {
        let items = self.list(node, "a list of numbers")?;
        let numbers: Vec<Option<f64>> = items.iter().map(|item| self.plain_number(item)).collect();
        numbers.into_iter().collect()
    }

    fn plain_number(&mut self, node: &Node) -> Option<f64> {
        let scalar = self.scalar(node, "a number")?;
        let number = scalar.text.parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            let complaint = Diagnostic::at(scalar.span.clone(), format!("`{}` is not a plain number", scalar.text));
            self.complain(complaint.hint("the units of a table are under `units`: `[GeV, '1']`"));
        }
        number
    }

    fn units(&mut self, node: &Node) -> Option<(Unit, Unit)> {
        let [x, y] = self.list(node, "a list of two units")? else {
            let complaint = Diagnostic::at(node.span.clone(), "a table has two units: `[GeV, '1']`");
            self.complain(complaint.hint("the first is that of the arguments; `'1'` stands for a pure number"));
            return None;
        };
        let (x, y) = (self.table_unit(x), self.table_unit(y));
        Some((x?, y?))
    }

    fn table_unit(&mut self, node: &Node) -> Option<Unit> {
        let scalar = self.scalar(node, "a unit")?;
        match Unit::parse(&scalar.text) {
            Ok(unit) => Some(unit),
            Err(error) => {
                self.complain_within(scalar, unit_complaint(error));
                None
            }
        }
    }

    /// `kind` or `interpolation`; `None` after a complaint.
    fn table_shape(&mut self, fields: &Fields<'_>) -> Option<TableShape> {
        match (fields.entry("kind"), fields.entry("interpolation")) {
            (None, None) => Some(TableShape::Default),
            (Some(kind), None) => {
                let scalar = self.scalar(&kind.value, "a kind of table")?;
                self.word(scalar, "a kind of table", KINDS)
            }
            (None, Some(rule)) => {
                let scalar = self.scalar(&rule.value, "a rule of interpolation")?;
                self.word(scalar, "a rule of interpolation", &Interpolation::NAMES).map(TableShape::Interpolated)
            }
            (Some(kind), Some(rule)) => {
                let complaint = Diagnostic::at(rule.key.span.clone(), "a histogram is not interpolated");
                self.complain(complaint.related(kind.key.span.clone(), "its kind"));
                None
            }
        }
    }
}
