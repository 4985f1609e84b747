//! `{from, to, points, spacing}`: the abscissa of a curve, an axis of a scan.

use super::decoder::{Decoder, Fields};
use super::formula::Formula;
use super::shape::{Key, Shape, key, needed, words};
use crate::error::Diagnostic;
use crate::model::grid::Spacing;

/// A grid as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct GridEntry {
    pub(in crate::model) from: Formula,
    pub(in crate::model) to: Formula,
    pub(in crate::model) points: usize,
    pub(in crate::model) spacing: Spacing,
}

/// Most points of a grid: more than any picture shows, and few enough to evaluate at once.
pub(crate) const MOST_POINTS: usize = 100_000;
/// Points where none are asked for.
pub(in crate::model) const DEFAULT_POINTS: usize = 200;

pub(in crate::model) const SPACINGS: &[(&str, Spacing)] = &[("linear", Spacing::Linear), ("log", Spacing::Log)];

/// The keys of a grid.
pub(super) const FROM: Key = needed("from", Shape::Number, "the first value");
pub(super) const TO: Key = needed("to", Shape::Number, "the last value");
pub(super) const POINTS: Key = key("points", Shape::Count, "how many values, 2 to 100000; default 200");
pub(super) const SPACING: Key = key("spacing", Shape::Word(|| words(SPACINGS)), "equal differences or equal ratios");

impl Decoder<'_> {
    /// The grid that the keys of a mapping describe.
    pub(super) fn grid(&mut self, fields: &Fields<'_>) -> Option<GridEntry> {
        let from = fields.require("from", self).and_then(|node| self.formula(node));
        let to = fields.require("to", self).and_then(|node| self.formula(node));
        let points = match fields.get("points") {
            Some(node) => self.points(node),
            None => Some(DEFAULT_POINTS),
        };
        let spacing = match fields.get("spacing") {
            Some(node) => {
                self.scalar(node, "`linear` or `log`").and_then(|scalar| self.word(scalar, "a spacing", SPACINGS))
            }
            None => Some(Spacing::default()),
        };
        Some(GridEntry { from: from?, to: to?, points: points?, spacing: spacing? })
    }

    fn points(&mut self, node: &super::Node) -> Option<usize> {
        let scalar = self.scalar(node, "a number of points")?;
        let points = scalar.text.parse().ok().filter(|points| (2..=MOST_POINTS).contains(points));
        if points.is_none() {
            let message = format!("expected a number of points from 2 to {MOST_POINTS}, found `{}`", scalar.text);
            self.complain(Diagnostic::at(scalar.span.clone(), message));
        }
        points
    }
}
