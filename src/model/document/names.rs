//! Parameters, functions, derived names and observables: everything a formula can call by name.

use super::curves::{self, is_curve};
use super::decoder::Decoder;
use super::formula::{Formula, expression_complaint, unit_complaint};
use super::shape::{Keys, Shape, key, needed};
use crate::error::Diagnostic;
use crate::expression::UserFunction;
use crate::model::yaml::{Entry, Node, Scalar, Value};
use crate::units::{Quantity, Unit};

/// A parameter as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct ParameterEntry {
    pub(in crate::model) name: Scalar,
    pub(in crate::model) value: Quantity,
    /// The value as it stands in the file.
    pub(in crate::model) written: String,
    pub(in crate::model) latex: Option<String>,
    pub(in crate::model) description: Option<String>,
    pub(in crate::model) range: Option<(Quantity, Quantity)>,
}

/// A user function as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct FunctionEntry {
    /// The head, `L(x)`.
    pub(in crate::model) head: Scalar,
    pub(in crate::model) function: UserFunction,
}

/// A derived name or an observable as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct NamedEntry {
    pub(in crate::model) name: Scalar,
    pub(in crate::model) formula: Formula,
    /// The unit to display the value in.
    pub(in crate::model) unit: Option<DisplayUnit>,
    pub(in crate::model) latex: Option<String>,
    pub(in crate::model) description: Option<String>,
}

/// A unit, and where it was asked for.
#[derive(Debug, Clone)]
pub(in crate::model) struct DisplayUnit {
    pub(in crate::model) scalar: Scalar,
    pub(in crate::model) unit: Unit,
}

impl DisplayUnit {
    /// The unit with its text.
    pub(in crate::model) fn shown(&self) -> (String, Unit) {
        (self.scalar.text.clone(), self.unit)
    }
}

const PARAMETER: Keys = Keys::of(
    &[
        needed("value", Shape::Quantity, "a number with its unit"),
        key("latex", Shape::Text, "LaTeX without dollar signs"),
        key("description", Shape::Text, "free text"),
        key("range", Shape::Pair(&Shape::Quantity), "smallest and largest sensible value"),
    ],
    &[],
);
const DERIVED: Keys = Keys::of(
    &[
        needed("value", Shape::Number, "the expression"),
        key("unit", Shape::Unit, "the unit to show the value in"),
        key("latex", Shape::Text, "LaTeX without dollar signs"),
        key("description", Shape::Text, "free text"),
    ],
    &["where"],
);
const OBSERVABLE: Keys = Keys::of(DERIVED.known, &["where"]);

/// A parameter: its value alone, or a mapping.
pub(super) const PARAMETER_SHAPE: Shape = Shape::AnyOf(&[Shape::Quantity, Shape::Mapping(&PARAMETER)]);
/// A derived name: its formula alone, or a mapping.
pub(super) const DERIVED_SHAPE: Shape = Shape::AnyOf(&[Shape::Number, Shape::Mapping(&DERIVED)]);
/// An observable: its formula alone, or a mapping, that of a curve if it has `over`.
pub(super) const OBSERVABLE_SHAPE: Shape =
    Shape::AnyOf(&[Shape::Number, Shape::Mapping(&OBSERVABLE), curves::CURVE_SHAPE]);

/// Which of the two sections of named expressions is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Derived,
    Observables,
}

/// Whether a formula can refer to `text`: a letter, then letters, digits and `_`.
pub(super) fn is_identifier(text: &str) -> bool {
    text.starts_with(char::is_alphabetic) && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

impl Decoder<'_> {
    /// Complains about a name no formula could refer to.
    pub(super) fn check_identifier(&mut self, name: &Scalar) -> bool {
        let valid = is_identifier(&name.text);
        if !valid {
            let complaint = if name.text.contains('[') {
                Diagnostic::at(name.span.clone(), "indexed names are not supported yet")
            } else {
                Diagnostic::at(name.span.clone(), format!("`{}` cannot be a name in formulas", name.text))
                    .hint("a name is a letter, then letters, digits and `_`")
            };
            self.complain(complaint);
        }
        valid
    }

    pub(super) fn parameters(&mut self, node: &Node) -> Vec<ParameterEntry> {
        let mut parameters = Vec::new();
        for entry in self.entries(node, "a mapping of parameters").unwrap_or_default() {
            let named = self.check_identifier(&entry.key);
            if let Some(parameter) = self.parameter(&entry.key, &entry.value).filter(|_| named) {
                parameters.push(parameter);
            }
        }
        parameters
    }

    fn parameter(&mut self, name: &Scalar, node: &Node) -> Option<ParameterEntry> {
        let bare = |value, written| ParameterEntry {
            name: name.clone(),
            value,
            written,
            latex: None,
            description: None,
            range: None,
        };
        let written = |node: &Node| match &node.value {
            Value::Scalar(scalar) => scalar.text.clone(),
            _ => String::new(),
        };
        if !matches!(node.value, Value::Mapping(_)) {
            return Some(bare(self.quantity(node)?, written(node)));
        }
        let fields = self.fields(node, &name.span, "a parameter", &PARAMETER)?;
        let latex = self.optional_text(&fields, "latex");
        let description = self.optional_text(&fields, "description");
        let value_node = fields.require("value", self)?;
        let value = self.quantity(value_node)?;
        let range = fields.get("range").and_then(|node| self.range(node, &value));
        Some(ParameterEntry { latex, description, range, ..bare(value, written(value_node)) })
    }

    fn range(&mut self, node: &Node, value: &Quantity) -> Option<(Quantity, Quantity)> {
        let [low, high] = self.list(node, "a list of two bounds")? else {
            self.complain(Diagnostic::at(node.span.clone(), "a range has two bounds: `[low, high]`"));
            return None;
        };
        let bounds = (self.quantity(low)?, self.quantity(high)?);
        for (bound, node) in [(&bounds.0, low), (&bounds.1, high)] {
            if bound.dimension != value.dimension && bound.value != 0.0 {
                let message =
                    format!("this bound has dimension {}, the parameter {}", bound.dimension, value.dimension);
                self.complain(Diagnostic::at(node.span.clone(), message));
            }
        }
        if bounds.0.value > bounds.1.value {
            self.complain(Diagnostic::at(node.span.clone(), "the lower bound of this range is above the upper one"));
        }
        Some(bounds)
    }

    pub(super) fn functions(&mut self, node: &Node) -> Vec<FunctionEntry> {
        let mut functions = Vec::new();
        for Entry { key, value } in self.entries(node, "a mapping of functions").unwrap_or_default() {
            let Some((_, ast)) = self.expression(value) else { continue };
            match UserFunction::new(&key.text, ast) {
                Ok(function) => functions.push(FunctionEntry { head: key.clone(), function }),
                Err(error) => self.complain_within(key, expression_complaint(error)),
            }
        }
        functions
    }

    pub(super) fn named(&mut self, node: &Node, section: Section) -> Vec<NamedEntry> {
        let wanted = match section {
            Section::Derived => "a mapping of derived names",
            Section::Observables => "a mapping of observables",
        };
        let mut named = Vec::new();
        let entries = self.entries(node, wanted).unwrap_or_default();
        for entry in entries.iter().filter(|entry| section == Section::Derived || !is_curve(&entry.value)) {
            let valid = self.check_identifier(&entry.key);
            if let Some(entry) = self.named_entry(&entry.key, &entry.value, section).filter(|_| valid) {
                named.push(entry);
            }
        }
        named
    }

    fn named_entry(&mut self, name: &Scalar, node: &Node, section: Section) -> Option<NamedEntry> {
        let bare = |formula| NamedEntry { name: name.clone(), formula, unit: None, latex: None, description: None };
        if !matches!(node.value, Value::Mapping(_)) {
            return self.formula(node).map(bare);
        }
        let (what, keys) = match section {
            Section::Derived => ("a derived name", &DERIVED),
            Section::Observables => ("an observable", &OBSERVABLE),
        };
        let fields = self.complete_fields(node, &name.span, what, keys)?;
        let latex = self.optional_text(&fields, "latex");
        let description = self.optional_text(&fields, "description");
        let unit = fields.get("unit").and_then(|node| self.unit(node));
        let formula = fields.require("value", self).and_then(|node| self.formula(node))?;
        Some(NamedEntry { unit, latex, description, ..bare(formula) })
    }

    pub(super) fn unit(&mut self, node: &Node) -> Option<DisplayUnit> {
        let scalar = self.scalar(node, "a unit")?;
        match Unit::parse(&scalar.text) {
            Ok(unit) => Some(DisplayUnit { scalar: scalar.clone(), unit }),
            Err(error) => {
                self.complain_within(scalar, unit_complaint(error));
                None
            }
        }
    }
}
