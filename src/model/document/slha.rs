//! Values of parameters that come from an SLHA file: `{slha: [MASS, 25], default: 125 GeV}`.

use std::ops::Range;

use super::decoder::Decoder;
use super::formula::unit_complaint;
use super::shape::{Keys, Shape, key, needed};
use crate::error::Diagnostic;
use crate::model::slha;
use crate::model::yaml::{Node, Scalar, Value};
use crate::units::{Quantity, Unit};

/// Where the value of a parameter is in an SLHA file.
#[derive(Debug, Clone)]
pub(in crate::model) struct SlhaEntry {
    /// The place of the reference in the model file.
    pub(in crate::model) span: Range<usize>,
    pub(in crate::model) block: String,
    pub(in crate::model) indices: Vec<i64>,
    /// What the numbers of the file are counted in, with its text.
    pub(in crate::model) unit: (String, Unit),
    /// The value without a file, and its text.
    pub(in crate::model) default: Option<(Quantity, String)>,
}

const SLHA: Keys = Keys::of(
    &[
        needed("slha", Shape::List(&Shape::Text), "a block and its indices: [MASS, 25]; or [DECAY, 25], the width"),
        key("unit", Shape::Unit, "what the file's number is counted in; default GeV for masses and widths, else 1"),
        key("default", Shape::Quantity, "the value where no SLHA file is given"),
    ],
    &[],
);

/// A value from an SLHA file.
pub(super) const SLHA_SHAPE: Shape = Shape::Mapping(&SLHA);

/// Whether a value refers to an SLHA file.
pub(super) fn is_slha(node: &Node) -> bool {
    matches!(&node.value, Value::Mapping(entries) if entries.iter().any(|entry| entry.key.text == "slha"))
}

impl Decoder<'_> {
    pub(super) fn slha(&mut self, node: &Node) -> Option<SlhaEntry> {
        let fields = self.complete_fields(node, &node.span, "a value from an SLHA file", &SLHA)?;
        let place = fields.require("slha", self)?;
        let (block, indices) = self.slha_place(place)?;
        let usual = slha::unit_of(&block.text, indices.len());
        let unit = match fields.get("unit") {
            Some(node) => self.slha_unit(node)?,
            None => (usual.0.to_owned(), usual.1),
        };
        let default = match fields.get("default") {
            Some(node) => Some(self.slha_default(node, &unit)?),
            None => None,
        };
        Some(SlhaEntry { span: place.span.clone(), block: block.text, indices, unit, default })
    }

    /// A block and its indices; the name of an index set stands for its element.
    fn slha_place(&mut self, node: &Node) -> Option<(Scalar, Vec<i64>)> {
        let Some((block, indices)) = self.list(node, "a list such as `[MASS, 25]`")?.split_first() else {
            let complaint = Diagnostic::at(node.span.clone(), "expected a block and its indices, found an empty list");
            self.complain(complaint.hint("such as `[MASS, 25]`, or `[DECAY, 25]` for a width"));
            return None;
        };
        let block = self.scalar(block, "the name of a block")?.clone();
        let mut numbers = Vec::with_capacity(indices.len());
        for index in indices {
            let scalar = self.scalar(index, "a whole number")?;
            let text = self.bindings.element(&scalar.text).unwrap_or(&scalar.text);
            if let Ok(number) = text.parse() {
                numbers.push(number);
            } else {
                let message = format!("expected a whole number, found `{text}`");
                self.complain(Diagnostic::at(scalar.span.clone(), message));
                return None;
            }
        }
        Some((block, numbers))
    }

    fn slha_unit(&mut self, node: &Node) -> Option<(String, Unit)> {
        let scalar = self.scalar(node, "a unit")?;
        match Unit::parse(&scalar.text) {
            Ok(unit) => Some((scalar.text.clone(), unit)),
            Err(error) => {
                self.complain_within(scalar, unit_complaint(error));
                None
            }
        }
    }

    fn slha_default(&mut self, node: &Node, unit: &(String, Unit)) -> Option<(Quantity, String)> {
        let written = self.scalar(node, "a number, perhaps with a unit")?.text.clone();
        let default = self.quantity(node)?;
        if default.dimension == unit.1.dimension || (default.value == 0.0 && default.dimension.is_none()) {
            return Some((Quantity::new(default.value, unit.1.dimension), written));
        }
        let message = format!("this {}, the number in the file is in {}", default.dimension.described(), unit.0);
        let hint = "`unit` says what the file's number is counted in";
        self.complain(Diagnostic::at(node.span.clone(), message).hint(hint));
        None
    }
}
