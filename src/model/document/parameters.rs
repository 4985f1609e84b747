//! The section `parameters`.

use super::decoder::Decoder;
use super::indices::Combination;
use super::shape::{Keys, Shape, key, needed};
pub(in crate::model) use super::slha::SlhaEntry;
use super::slha::{SLHA_SHAPE, is_slha};
use crate::error::{Diagnostic, closest};
use crate::model::yaml::{Entry, Node, Scalar, Value};
use crate::units::{Dimension, Quantity};

/// A parameter as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct ParameterEntry {
    pub(in crate::model) name: Scalar,
    /// The keys that lead to its value: its own, and the elements that its indices stand for.
    pub(in crate::model) path: Vec<String>,
    pub(in crate::model) value: Given,
    /// The value as it stands in the file.
    pub(in crate::model) written: String,
    pub(in crate::model) latex: Option<String>,
    pub(in crate::model) description: Option<String>,
    pub(in crate::model) range: Option<(Quantity, Quantity)>,
}

/// What a file says of a parameter's value.
#[derive(Debug, Clone)]
pub(in crate::model) enum Given {
    Quantity(Quantity),
    Slha(SlhaEntry),
}

impl Given {
    /// The power of GeV of the value.
    pub(in crate::model) fn dimension(&self) -> Dimension {
        match self {
            Self::Quantity(quantity) => quantity.dimension,
            Self::Slha(entry) => entry.unit.1.dimension,
        }
    }

    /// The value, as far as the file alone gives one.
    pub(in crate::model) fn quantity(&self) -> Option<Quantity> {
        match self {
            Self::Quantity(quantity) => Some(*quantity),
            Self::Slha(entry) => entry.default.as_ref().map(|(quantity, _)| *quantity),
        }
    }
}

const PARAMETER: Keys = Keys::of(
    &[
        needed(
            "value",
            VALUES,
            "a number with its unit, one for each element of its index, or its place in an SLHA file",
        ),
        key("latex", Shape::Text, "LaTeX without dollar signs"),
        key("description", Shape::Text, "free text"),
        key("range", Shape::Pair(&Shape::Quantity), "smallest and largest sensible value"),
    ],
    &[],
);
/// The value of a parameter, or one for each element of its index.
const VALUES: Shape = Shape::AnyOf(&[
    Shape::Quantity,
    SLHA_SHAPE,
    Shape::Map(&Shape::Quantity),
    Shape::Map(&Shape::Map(&Shape::Quantity)),
]);

/// A parameter: its value alone, or a mapping.
pub(super) const PARAMETER_SHAPE: Shape = Shape::AnyOf(&[VALUES, Shape::Mapping(&PARAMETER)]);

impl Decoder<'_> {
    pub(super) fn parameters(&mut self, node: &Node) -> Vec<ParameterEntry> {
        let mut parameters = Vec::new();
        for Entry { key, value } in self.entries(node, "a mapping of parameters").unwrap_or_default() {
            parameters.extend(self.declared(key, |this, name, combination| {
                let mut path = vec![key.text.clone()];
                path.extend(combination.elements().map(str::to_owned));
                this.parameter(name, value, combination).map(|parameter| ParameterEntry { path, ..parameter })
            }));
        }
        parameters
    }

    fn parameter(&mut self, name: &Scalar, node: &Node, combination: &Combination) -> Option<ParameterEntry> {
        if !self.is_described(node, combination) {
            return self.bare_parameter(name, node, combination);
        }
        let fields = self.fields(node, &name.span, "a parameter", &PARAMETER)?;
        let latex = self.optional_latex(&fields);
        let description = self.optional_text(&fields, "description");
        let parameter = fields.require("value", self).and_then(|node| self.bare_parameter(name, node, combination))?;
        let range = fields.get("range").and_then(|node| self.range(node, parameter.value.dimension()));
        Some(ParameterEntry { latex, description, range, ..parameter })
    }

    /// Whether a mapping describes a parameter, rather than giving a value for each element of its first index.
    fn is_described(&self, node: &Node, combination: &Combination) -> bool {
        let Value::Mapping(entries) = &node.value else { return false };
        if is_slha(node) {
            return false;
        }
        let elements = combination.choices.first().and_then(|(index, _)| self.sets.get(index));
        elements.is_none_or(|elements| {
            let is_key = |text: &str| PARAMETER.names().any(|name| name == text);
            entries.iter().any(|entry| is_key(&entry.key.text) && !elements.contains(&entry.key.text))
        })
    }

    fn bare_parameter(&mut self, name: &Scalar, node: &Node, combination: &Combination) -> Option<ParameterEntry> {
        let node = self.value_of_element(name, node, combination)?;
        let written = match &node.value {
            Value::Scalar(scalar) => scalar.text.clone(),
            _ => String::new(),
        };
        let (value, written) = if is_slha(node) {
            let entry = self.slha(node)?;
            let written = entry.default.as_ref().map_or_else(String::new, |(_, written)| written.clone());
            (Given::Slha(entry), written)
        } else {
            (Given::Quantity(self.quantity(node)?), written)
        };
        let name = name.clone();
        Some(ParameterEntry { name, path: Vec::new(), value, written, latex: None, description: None, range: None })
    }

    /// What is given for the elements that the indices stand for: mappings by index, or one value for all that remain.
    fn value_of_element<'n>(
        &mut self,
        name: &Scalar,
        mut node: &'n Node,
        combination: &Combination,
    ) -> Option<&'n Node> {
        for (index, element) in &combination.choices {
            let Value::Mapping(entries) = &node.value else { break };
            if is_slha(node) {
                break;
            }
            self.check_elements(entries, index);
            let Some(entry) = entries.iter().find(|entry| entry.key.text == *element) else {
                self.complain(Diagnostic::at(name.span.clone(), format!("`{}` has no value", name.text)));
                return None;
            };
            node = &entry.value;
        }
        Some(node)
    }

    /// Complains about keys that are no elements of an index.
    fn check_elements(&mut self, entries: &[Entry], index: &str) {
        let elements = self.sets.get(index).unwrap_or_default().to_vec();
        for Entry { key, .. } in entries.iter().filter(|entry| !elements.contains(&entry.key.text)) {
            let complaint = Diagnostic::at(key.span.clone(), format!("`{}` is no element of `{index}`", key.text));
            let hint = match closest(&key.text, elements.iter().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("its elements: {}", elements.join(", ")),
            };
            self.complain(complaint.hint(hint));
        }
    }

    fn range(&mut self, node: &Node, wanted: Dimension) -> Option<(Quantity, Quantity)> {
        let [low, high] = self.list(node, "a list of two bounds")? else {
            self.complain(Diagnostic::at(node.span.clone(), "a range has two bounds: `[low, high]`"));
            return None;
        };
        let bounds = (self.quantity(low)?, self.quantity(high)?);
        for (bound, node) in [(&bounds.0, low), (&bounds.1, high)] {
            if bound.dimension != wanted && bound.value != 0.0 {
                let message = format!("this bound has dimension {}, the parameter {wanted}", bound.dimension);
                self.complain(Diagnostic::at(node.span.clone(), message));
            }
        }
        if bounds.0.value > bounds.1.value {
            self.complain(Diagnostic::at(node.span.clone(), "the lower bound of this range is above the upper one"));
        }
        Some(bounds)
    }
}
