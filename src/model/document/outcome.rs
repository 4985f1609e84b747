//! The sections `constraints` and `expect`.

use super::decoder::Decoder;
use super::formula::Formula;
use super::shape::{Keys, Rule, Shape, key, needed};
use crate::error::Diagnostic;
use crate::expression::Ast;
use crate::model::yaml::{Entry, Node, Scalar, Value};

/// A constraint as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct ConstraintEntry {
    pub(in crate::model) name: Scalar,
    pub(in crate::model) of: Scalar,
    pub(in crate::model) value: Ast,
    pub(in crate::model) min: Option<Formula>,
    pub(in crate::model) max: Option<Formula>,
    pub(in crate::model) label: Option<String>,
    pub(in crate::model) reference: Option<String>,
}

/// A promised result as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct ExpectEntry {
    pub(in crate::model) of: Scalar,
    pub(in crate::model) value: Ast,
    pub(in crate::model) expected: Formula,
    pub(in crate::model) rtol: Formula,
    pub(in crate::model) atol: Option<Formula>,
    pub(in crate::model) source: String,
}

/// The keys of a constraint.
pub(super) const CONSTRAINT: Keys = Keys {
    known: &[
        needed("of", Shape::Formula, "what is restricted"),
        key("range", Shape::Pair(&Shape::Number), "smallest and largest value allowed"),
        key("min", Shape::Number, "smallest value allowed"),
        key("max", Shape::Number, "largest value allowed"),
        key("label", Shape::Text, "text for plots and tables"),
        key("reference", Shape::Text, "where the restriction is from"),
    ],
    later: &["measured", "error", "if"],
    rule: Rule::AtLeastOne(&["range", "min", "max"]),
};
/// The keys of a promised result. A setting to verify at is a benchmark, and those come later.
pub(super) const EXPECT: Keys = Keys::of(
    &[
        needed("of", Shape::Formula, "what is promised"),
        needed("value", Shape::Number, "the promised value"),
        needed("rtol", Shape::Number, "relative tolerance"),
        key("atol", Shape::Number, "absolute tolerance"),
        needed("source", Shape::Text, "where the promised value is from"),
    ],
    &["at"],
);

impl Decoder<'_> {
    pub(super) fn constraints(&mut self, node: &Node) -> Vec<ConstraintEntry> {
        let entries = self.entries(node, "a mapping of constraints").unwrap_or_default();
        entries.iter().filter_map(|entry| self.constraint(entry)).collect()
    }

    fn constraint(&mut self, entry: &Entry) -> Option<ConstraintEntry> {
        let key = &entry.key;
        let fields = self.complete_fields(&entry.value, &key.span, "a constraint", &CONSTRAINT)?;
        let of = fields.require("of", self).and_then(|node| self.expression(node));
        let label = self.optional_text(&fields, "label");
        let reference = self.optional_text(&fields, "reference");
        let (min, max) = match (fields.get("range"), fields.get("min"), fields.get("max")) {
            (Some(node), None, None) => {
                let [low, high] = self.list(node, "a list of two bounds")? else {
                    self.complain(Diagnostic::at(node.span.clone(), "a range has two bounds: `[low, high]`"));
                    return None;
                };
                (self.formula(low), self.formula(high))
            }
            (None, None, None) => {
                let complaint = Diagnostic::at(key.span.clone(), "this constraint allows everything")
                    .hint("give `range: [low, high]`, `min` or `max`");
                self.complain(complaint);
                return None;
            }
            (None, min, max) => (min.and_then(|node| self.formula(node)), max.and_then(|node| self.formula(node))),
            (Some(range), ..) => {
                self.complain(Diagnostic::at(
                    range.span.clone(),
                    "`range` already gives both bounds; leave out `min` and `max`",
                ));
                return None;
            }
        };
        let (of, value) = of?;
        Some(ConstraintEntry { name: key.clone(), of, value, min, max, label, reference })
    }

    pub(super) fn expect(&mut self, node: &Node) -> Vec<ExpectEntry> {
        let items = self.list(node, "a list of promised results").unwrap_or_default();
        items.iter().filter_map(|item| self.expectation(item)).collect()
    }

    fn expectation(&mut self, node: &Node) -> Option<ExpectEntry> {
        let place = match &node.value {
            Value::Mapping(entries) => entries.first().map_or(node.span.clone(), |entry| entry.key.span.clone()),
            _ => node.span.clone(),
        };
        let fields = self.complete_fields(node, &place, "a promised result", &EXPECT)?;
        let of = fields.require("of", self).and_then(|node| self.expression(node));
        let expected = fields.require("value", self).and_then(|node| self.formula(node));
        let rtol = fields.require("rtol", self).and_then(|node| self.formula(node));
        let atol = fields.get("atol").and_then(|node| self.formula(node));
        let source = fields.require("source", self).and_then(|node| self.text(node));
        let (of, value) = of?;
        Some(ExpectEntry { of, value, expected: expected?, rtol: rtol?, atol, source: source? })
    }
}
