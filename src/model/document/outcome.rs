//! The sections `constraints` and `expect`.

use super::decoder::{Decoder, Fields};
use super::formula::Formula;
use super::locals::Locals;
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
    pub(in crate::model) measured: Option<MeasuredEntry>,
    /// The constraint applies where this holds.
    pub(in crate::model) condition: Option<(Scalar, Ast)>,
    pub(in crate::model) label: Option<String>,
    pub(in crate::model) reference: Option<String>,
    /// The elements that its indices stand for.
    pub(in crate::model) locals: Locals,
}

/// A measurement as written; its errors below and above may be the same formula.
#[derive(Debug, Clone)]
pub(in crate::model) struct MeasuredEntry {
    pub(in crate::model) value: Formula,
    pub(in crate::model) minus: Formula,
    pub(in crate::model) plus: Formula,
}

/// What is wrong has been complained about.
struct Complained;

impl ConstraintEntry {
    /// Every formula of the constraint that is a number, except what is restricted.
    pub(in crate::model) fn bounds(&self) -> impl Iterator<Item = &Formula> {
        let measured = self.measured.iter().flat_map(|m| [&m.value, &m.minus, &m.plus]);
        self.min.iter().chain(&self.max).chain(measured)
    }
}

/// A promised result as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct ExpectEntry {
    pub(in crate::model) of: Scalar,
    pub(in crate::model) value: Ast,
    pub(in crate::model) expected: Formula,
    pub(in crate::model) rtol: Formula,
    pub(in crate::model) atol: Option<Formula>,
    /// The benchmark at which the promise holds; at the file's own values if there is none.
    pub(in crate::model) at: Option<Scalar>,
    pub(in crate::model) source: String,
}

/// The keys of a constraint.
pub(super) const CONSTRAINT: Keys = Keys {
    known: &[
        needed("of", Shape::Formula, "what is restricted"),
        key("range", Shape::Pair(&Shape::Number), "smallest and largest value allowed"),
        key("min", Shape::Number, "smallest value allowed"),
        key("max", Shape::Number, "largest value allowed"),
        key("measured", Shape::Number, "the measured value; it gives a pull and adds to chi2"),
        key(
            "error",
            Shape::AnyOf(&[Shape::Number, Shape::Pair(&Shape::Number)]),
            "the measurement's standard deviation, or those below and above: [minus, plus]",
        ),
        key("if", Shape::Condition, "the constraint applies where this holds"),
        key("label", Shape::Text, "text for plots and tables"),
        key("reference", Shape::Text, "where the restriction is from"),
    ],
    later: &[],
    rule: Rule::AtLeastOne(&["range", "min", "max", "measured"]),
};
/// The keys of a promised result.
pub(super) const EXPECT: Keys = Keys::of(
    &[
        needed("of", Shape::Formula, "what is promised"),
        needed("value", Shape::Number, "the promised value"),
        needed("rtol", Shape::Number, "relative tolerance"),
        key("atol", Shape::Number, "absolute tolerance"),
        key("at", Shape::Text, "the benchmark at which it is promised"),
        needed("source", Shape::Text, "where the promised value is from"),
    ],
    &[],
);

impl Decoder<'_> {
    pub(super) fn constraints(&mut self, node: &Node) -> Vec<ConstraintEntry> {
        let entries = self.entries(node, "a mapping of constraints").unwrap_or_default();
        let mut constraints = Vec::new();
        for Entry { key, value } in entries {
            // No formula refers to a constraint, so without indices its name may be any text.
            if key.text.contains('[') {
                constraints.extend(self.declared(key, |this, name, _| this.constraint(name, value)));
            } else {
                constraints.extend(self.constraint(key, value));
            }
        }
        constraints
    }

    fn constraint(&mut self, key: &Scalar, node: &Node) -> Option<ConstraintEntry> {
        let fields = self.complete_fields(node, &key.span, "a constraint", &CONSTRAINT)?;
        let of = fields.require("of", self).and_then(|node| self.expression(node));
        let label = self.optional_text(&fields, "label");
        let reference = self.optional_text(&fields, "reference");
        let condition = match fields.get("if") {
            Some(node) => Some(self.expression(node)?),
            None => None,
        };
        if !["range", "min", "max", "measured", "error"].iter().any(|key| fields.get(key).is_some()) {
            let complaint = Diagnostic::at(key.span.clone(), "this constraint allows everything")
                .hint("give `range: [low, high]`, `min`, `max`, or `measured` with its `error`");
            self.complain(complaint);
            return None;
        }
        let (min, max) = self.allowed(&fields)?;
        let measured = self.optional_measurement(&fields).ok()?;
        let (of, value) = of?;
        let (name, locals) = (key.clone(), self.no_locals());
        Some(ConstraintEntry { name, of, value, min, max, measured, condition, label, reference, locals })
    }

    /// The smallest and largest value allowed; `None` after a complaint.
    fn allowed(&mut self, fields: &Fields<'_>) -> Option<(Option<Formula>, Option<Formula>)> {
        let (range, min, max) = (fields.get("range"), fields.get("min"), fields.get("max"));
        let Some(range) = range else {
            let (min, max) = (self.optional_formula(min), self.optional_formula(max));
            return Some((min.ok()?, max.ok()?));
        };
        if min.is_some() || max.is_some() {
            let message = "`range` already gives both bounds; leave out `min` and `max`";
            self.complain(Diagnostic::at(range.span.clone(), message));
            return None;
        }
        let [low, high] = self.list(range, "a list of two bounds")? else {
            self.complain(Diagnostic::at(range.span.clone(), "a range has two bounds: `[low, high]`"));
            return None;
        };
        let (low, high) = (self.formula(low), self.formula(high));
        Some((Some(low?), Some(high?)))
    }

    /// A formula that may be left out.
    fn optional_formula(&mut self, node: Option<&Node>) -> Result<Option<Formula>, Complained> {
        node.map(|node| self.formula(node).ok_or(Complained)).transpose()
    }

    /// The measurement, if there is one.
    fn optional_measurement(&mut self, fields: &Fields<'_>) -> Result<Option<MeasuredEntry>, Complained> {
        if fields.get("measured").is_none() && fields.get("error").is_none() {
            return Ok(None);
        }
        self.measurement(fields).map(Some).ok_or(Complained)
    }

    fn measurement(&mut self, fields: &Fields<'_>) -> Option<MeasuredEntry> {
        let (measured, error) = match (fields.entry("measured"), fields.entry("error")) {
            (None, None) => return None,
            (Some(measured), Some(error)) => (&measured.value, &error.value),
            (Some(lonely), None) | (None, Some(lonely)) => {
                let other = if lonely.key.text == "error" { "measured" } else { "error" };
                let message = format!("`{}` needs `{other}` beside it", lonely.key.text);
                let complaint = Diagnostic::at(lonely.key.span.clone(), message)
                    .hint("write `measured: 1.3e-5, error: 0.4e-5`, or `error: [minus, plus]`");
                self.complain(complaint);
                return None;
            }
        };
        let value = self.formula(measured);
        let (minus, plus) = if let Value::Sequence(sides) = &error.value {
            let [minus, plus] = &sides[..] else {
                let message = "an error is one number, or two: `[minus, plus]`";
                self.complain(Diagnostic::at(error.span.clone(), message));
                return None;
            };
            (self.formula(minus), self.formula(plus))
        } else {
            let both = self.formula(error);
            (both.clone(), both)
        };
        Some(MeasuredEntry { value: value?, minus: minus?, plus: plus? })
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
        let at = match fields.get("at") {
            Some(node) => Some(self.scalar(node, "the name of a benchmark")?.clone()),
            None => None,
        };
        let source = fields.require("source", self).and_then(|node| self.text(node));
        let (of, value) = of?;
        Some(ExpectEntry { of, value, expected: expected?, rtol: rtol?, atol, at, source: source? })
    }
}
