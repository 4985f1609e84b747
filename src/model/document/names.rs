//! Functions, derived names and observables: what formulas define.

use super::curves::{self, is_curve};
use super::decoder::Decoder;
use super::formula::{Formula, expression_complaint, unit_complaint};
use super::indices::Combination;
use super::locals::Locals;
use super::plugin::PluginEntry;
use super::shape::{Key, Keys, PluginShape, Rule, Shape, key, needed};
use crate::error::Diagnostic;
use crate::expression::{Ast, DeclaredName, UserFunction};
use crate::model::plugin::Observable;
use crate::model::yaml::{Entry, Node, Scalar, Value};
use crate::units::Unit;

/// A user function as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct FunctionEntry {
    /// The head, `L(x)`.
    pub(in crate::model) head: Scalar,
    /// The text of the formula.
    pub(in crate::model) body: Scalar,
    pub(in crate::model) function: UserFunction,
}

/// A derived name or an observable as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct NamedEntry {
    pub(in crate::model) name: Scalar,
    pub(in crate::model) value: NamedValue,
    pub(in crate::model) locals: Locals,
    /// The unit to display the value in.
    pub(in crate::model) unit: Option<DisplayUnit>,
    pub(in crate::model) latex: Option<String>,
    pub(in crate::model) description: Option<String>,
}

/// What gives a name its value.
#[derive(Debug, Clone)]
pub(in crate::model) enum NamedValue {
    Formula(Formula),
    /// Only observables are read off the solution by code.
    Plugin(PluginEntry<dyn Observable>),
}

impl NamedValue {
    /// The expressions that the value needs.
    pub(in crate::model) fn expressions(&self) -> Vec<&Ast> {
        match self {
            Self::Formula(formula) => formula.ast().into_iter().collect(),
            Self::Plugin(plugin) => plugin.expressions().collect(),
        }
    }
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

const DERIVED: Keys =
    Keys::of(&[needed("value", Shape::Number, "the expression"), UNIT, LATEX, DESCRIPTION, WHERE], &[]);
const OBSERVABLE: Keys = Keys {
    known: &[
        key("value", Shape::Number, "the expression"),
        key("plugin", Shape::Plugin(PluginShape::Observable), "a plug-in instead: its `name`, and its keys"),
        UNIT,
        LATEX,
        DESCRIPTION,
        WHERE,
    ],
    later: &[],
    rule: Rule::ExactlyOne(&["value", "plugin"]),
};
const UNIT: Key = key("unit", Shape::Unit, "the unit to show the value in");
const LATEX: Key = key("latex", Shape::Text, "LaTeX without dollar signs");
const DESCRIPTION: Key = key("description", Shape::Text, "free text");
const WHERE: Key = key("where", Shape::Map(&Shape::Number), "names that only this entry's formulas know");

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
            let complaint = Diagnostic::at(name.span.clone(), format!("`{}` cannot be a name in formulas", name.text));
            self.complain(complaint.hint("a name is a letter, then letters, digits and `_`"));
        }
        valid
    }

    /// The name without its indices, and every choice of elements for these.
    fn head(&mut self, key: &Scalar) -> Option<(String, Vec<Combination>)> {
        if !key.text.contains('[') {
            return self.check_identifier(key).then(|| (key.text.clone(), vec![Combination::default()]));
        }
        let declared = match DeclaredName::parse(&key.text) {
            Ok(declared) => declared,
            Err(error) => {
                self.complain_within(key, expression_complaint(error));
                return None;
            }
        };
        let indices: Vec<_> = declared.indices.iter().map(|index| self.index(index, &key.span)).collect();
        let indices = indices.into_iter().collect::<Option<Vec<_>>>()?;
        Some((declared.name, self.combinations(&indices, &key.span)?))
    }

    /// Decodes an entry once for every choice of elements for the indices of its name: as `yt[u]` and `yt[c]`.
    pub(super) fn declared<T>(
        &mut self,
        key: &Scalar,
        mut decode: impl FnMut(&mut Self, &Scalar, &Combination) -> Option<T>,
    ) -> Vec<T> {
        let Some((stem, combinations)) = self.head(key) else {
            self.broken.insert(key.text.split(['[', '(']).next().unwrap_or_default().trim().to_owned());
            // What else is wrong with the entry is worth knowing.
            decode(self, key, &Combination::default());
            return Vec::new();
        };
        self.instances(&combinations, |this, combination| {
            let name = Scalar { text: combination.name(&stem), ..key.clone() };
            let decoded = decode(this, &name, combination);
            if decoded.is_none() {
                this.broken.insert(name.text);
            }
            decoded
        })
    }

    pub(super) fn functions(&mut self, node: &Node) -> Vec<FunctionEntry> {
        let mut functions = Vec::new();
        for Entry { key, value } in self.entries(node, "a mapping of functions").unwrap_or_default() {
            match self.function(key, value) {
                Some(function) => functions.push(function),
                None => {
                    self.broken.insert(key.text.split('(').next().unwrap_or_default().trim().to_owned());
                }
            }
        }
        functions
    }

    fn function(&mut self, head: &Scalar, node: &Node) -> Option<FunctionEntry> {
        let (body, ast) = self.expression(node)?;
        match UserFunction::new(&head.text, ast) {
            Ok(function) => Some(FunctionEntry { head: head.clone(), body, function }),
            Err(error) => {
                self.complain_within(head, expression_complaint(error));
                None
            }
        }
    }

    pub(super) fn named(&mut self, node: &Node, section: Section) -> Vec<NamedEntry> {
        let wanted = match section {
            Section::Derived => "a mapping of derived names",
            Section::Observables => "a mapping of observables",
        };
        let mut named = Vec::new();
        let entries = self.entries(node, wanted).unwrap_or_default();
        let is_read_here = |entry: &&Entry| section == Section::Derived || !is_curve(&entry.value);
        for Entry { key, value } in entries.iter().filter(is_read_here) {
            named.extend(self.declared(key, |this, name, _| this.named_entry(name, value, section)));
        }
        named
    }

    fn named_entry(&mut self, name: &Scalar, node: &Node, section: Section) -> Option<NamedEntry> {
        let bare = |value, locals| NamedEntry {
            name: name.clone(),
            value,
            locals,
            unit: None,
            latex: None,
            description: None,
        };
        if !matches!(node.value, Value::Mapping(_)) {
            let formula = self.formula(node)?;
            return Some(bare(NamedValue::Formula(formula), self.no_locals()));
        }
        let (what, keys) = match section {
            Section::Derived => ("a derived name", &DERIVED),
            Section::Observables => ("an observable", &OBSERVABLE),
        };
        let fields = self.complete_fields(node, &name.span, what, keys)?;
        let latex = self.optional_latex(&fields);
        let description = self.optional_text(&fields, "description");
        let unit = fields.get("unit").and_then(|node| self.unit(node));
        let locals = self.locals(&fields);
        let plugin = fields.entry("plugin").filter(|_| section == Section::Observables);
        let value = match (plugin, fields.entry("value")) {
            (Some(plugin), Some(value)) => {
                let complaint = Diagnostic::at(plugin.key.span.clone(), "an observable has a `value` or a `plugin`")
                    .related(value.key.span.clone(), "the value");
                self.complain(complaint);
                return None;
            }
            (Some(plugin), None) => NamedValue::Plugin(self.plugin(plugin)?),
            _ => NamedValue::Formula(fields.require("value", self).and_then(|node| self.formula(node))?),
        };
        Some(NamedEntry { unit, latex, description, ..bare(value, locals?) })
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
