//! Observables that are curves: those with the key `over`.

use super::decoder::Decoder;
use super::formula::Formula;
use super::grid::{self, GridEntry};
use super::locals::Locals;
use super::names::{DisplayUnit, is_identifier};
use super::shape::{Keys, Shape, key, needed};
use crate::error::Diagnostic;
use crate::model::yaml::{Entry, Node, Scalar, Value};

/// A curve as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct CurveEntry {
    pub(in crate::model) name: Scalar,
    pub(in crate::model) value: Formula,
    pub(in crate::model) unit: Option<DisplayUnit>,
    /// The variable.
    pub(in crate::model) over: Scalar,
    pub(in crate::model) grid: GridEntry,
    /// The unit to display the variable in.
    pub(in crate::model) over_unit: Option<DisplayUnit>,
    pub(in crate::model) over_latex: Option<String>,
    pub(in crate::model) latex: Option<String>,
    pub(in crate::model) description: Option<String>,
    pub(in crate::model) locals: Locals,
}

const ABSCISSA: Keys = Keys::of(
    &[
        grid::FROM,
        grid::TO,
        grid::POINTS,
        grid::SPACING,
        key("unit", Shape::Unit, "the unit to show the variable in"),
        key("latex", Shape::Text, "LaTeX of the variable, without dollar signs"),
    ],
    &[],
);
/// The keys of a curve.
const CURVE: Keys = Keys::of(
    &[
        needed("value", Shape::Number, "the expression, of the variable under `over`"),
        needed("over", Shape::Map(&Shape::Mapping(&ABSCISSA)), "the variable and its range: {q2: {from: …, to: …}}"),
        key("unit", Shape::Unit, "the unit to show the values in"),
        key("latex", Shape::Text, "LaTeX without dollar signs"),
        key("description", Shape::Text, "free text"),
        key("where", Shape::Map(&Shape::Number), "names that only this entry's formulas know"),
    ],
    &[],
);
/// A curve.
pub(super) const CURVE_SHAPE: Shape = Shape::Mapping(&CURVE);

/// Whether an observable is a curve.
pub(super) fn is_curve(node: &Node) -> bool {
    matches!(&node.value, Value::Mapping(entries) if entries.iter().any(|entry| entry.key.text == "over"))
}

impl Decoder<'_> {
    /// The curves among the observables.
    pub(super) fn curves(&mut self, node: &Node) -> Vec<CurveEntry> {
        let Value::Mapping(entries) = &node.value else { return Vec::new() };
        let mut curves = Vec::new();
        for Entry { key, value } in entries.iter().filter(|entry| is_curve(&entry.value)) {
            curves.extend(self.declared(key, |this, name, _| this.curve(name, value)));
        }
        curves
    }

    fn curve(&mut self, name: &Scalar, node: &Node) -> Option<CurveEntry> {
        let fields = self.complete_fields(node, &name.span, "a curve", &CURVE)?;
        let unit = fields.get("unit").and_then(|node| self.unit(node));
        let latex = self.optional_latex(&fields);
        let description = self.optional_text(&fields, "description");
        let locals = self.locals(&fields);
        let value = fields.require("value", self).and_then(|node| self.formula(node));
        let over = fields.require("over", self)?;
        let (over, abscissa) = self.variable(over)?;
        let fields = self.complete_fields(abscissa, &over.span, "the variable of a curve", &ABSCISSA)?;
        let grid = self.grid(&fields);
        let over_unit = fields.get("unit").and_then(|node| self.unit(node));
        let over_latex = self.optional_latex(&fields);
        Some(CurveEntry {
            name: name.clone(),
            value: value?,
            unit,
            over,
            grid: grid?,
            over_unit,
            over_latex,
            latex,
            description,
            locals: locals?,
        })
    }

    /// The one variable of a curve and what is said of it.
    fn variable<'n>(&mut self, node: &'n Node) -> Option<(Scalar, &'n Node)> {
        let entries = self.entries(node, "a mapping of one variable")?;
        let [Entry { key, value }] = entries else {
            let complaint = Diagnostic::at(node.span.clone(), "a curve has one variable")
                .hint("write `over: {q2: {from: …, to: …}}`");
            self.complain(complaint);
            return None;
        };
        if !is_identifier(&key.text) {
            let message = format!("`{}` cannot be a name in formulas", key.text);
            let complaint = Diagnostic::at(key.span.clone(), message);
            self.complain(complaint.hint("a name is a letter, then letters, digits and `_`"));
            return None;
        }
        Some((key.clone(), value))
    }
}
