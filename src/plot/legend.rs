//! The legend: where it covers nothing, otherwise below the axes.

use super::font::Fonts;
use super::geometry::{Point, Rect, surrounds};
use super::hatching::{HATCHING, hatching};
use super::label::Typeset;
use super::page::Page;
use super::style::{PATTERNS, crossed, fade};
use super::{Colour, Dash, Fill, Key, Label, Marker, Stroke};

/// What an entry shows before its label.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sample {
    Line(Stroke),
    Marker(Marker, Colour),
    /// An area, with the line along its edge if it has one.
    Area(Fill, Option<Stroke>),
}

/// A legend before it has a place.
pub(super) struct Legend {
    entries: Vec<(Sample, Label)>,
}

/// A legend with a place.
pub(super) struct PlacedLegend {
    entries: Vec<(Sample, Typeset)>,
    /// Distances of the columns' left ends from the left end of the legend.
    columns: Vec<f64>,
    rows: usize,
    pitch: f64,
    /// Left top corner, then extent.
    pub(super) area: Rect,
    ascent: f64,
}

const SIZE: f64 = 7.0;
const SAMPLE: f64 = 17.0;
const SAMPLE_GAP: f64 = 4.0;
const COLUMN_GAP: f64 = 9.0;
const LEADING: f64 = 2.2;
/// Half the height of an area in font sizes: hatching needs some.
const PLAIN: f64 = 0.3;
const HATCHED: f64 = 0.4;
/// Distance kept from the frame and from what is drawn.
const CLEARANCE: f64 = 4.5;
/// Largest part of the frame a legend may take.
const LARGEST_PART: (f64, f64) = (0.66, 0.55);

/// The entries that say which pattern is which run, where colours say something else.
pub(super) fn run_keys<'a>(labels: impl Iterator<Item = &'a Label>) -> impl Iterator<Item = Key> {
    labels.cloned().enumerate().map(|(run, label)| {
        let colour = Colour::GREY.paler(fade(run / PATTERNS.len()));
        Key { label, stroke: Stroke { colour, width: 1.25, dash: crossed(0, run).1 } }
    })
}

/// Each label once, in the order of first occurrence.
pub(super) fn distinct<'a>(labels: impl Iterator<Item = &'a Label>) -> Vec<&'a Label> {
    labels.fold(Vec::new(), |mut known, label| {
        if !known.contains(&label) {
            known.push(label);
        }
        known
    })
}

impl Legend {
    pub(super) fn new(entries: Vec<(Sample, Label)>) -> Self {
        Self { entries }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A place in the frame where it covers none of the lines, points, shaded areas and texts; none if there is no such place.
    /// Each of the areas is what an odd number of closed outlines surrounds.
    pub(super) fn inside(
        &self,
        frame: &Rect,
        lines: &[Vec<Point>],
        shaded: &[Vec<Vec<Point>>],
        taken: &[Rect],
        fonts: &Fonts,
    ) -> Option<PlacedLegend> {
        let free = |area: &Rect| {
            let area = area.grown(CLEARANCE - 1.5);
            let crossed = |line: &Vec<Point>| {
                line.iter().any(|&p| area.holds(p)) || line.windows(2).any(|s| area.clip(s[0], s[1]).is_some())
            };
            let on = |outlines: &Vec<Vec<Point>>| {
                outlines.iter().any(|outline| {
                    let ring = (0..outline.len()).map(|k| (outline[k], outline[(k + 1) % outline.len()]));
                    ring.into_iter().any(|(a, b)| area.clip(a, b).is_some())
                })
            };
            let within = |outlines: &Vec<Vec<Point>>| surrounds(outlines, (area.left, area.top));
            !lines.iter().any(crossed)
                && !taken.iter().any(|t| t.overlaps(&area))
                && !shaded.iter().any(|outlines| on(outlines) || within(outlines))
        };
        let inner = frame.grown(-CLEARANCE - 2.0);
        [1, 2].into_iter().filter(|&columns| columns == 1 || self.entries.len() > 3).find_map(|columns| {
            let legend = self.arranged(columns, f64::INFINITY, fonts);
            let (w, h) = (legend.area.width(), legend.area.height());
            if w > LARGEST_PART.0 * frame.width() || h > LARGEST_PART.1 * frame.height() {
                return None;
            }
            let (right, bottom) = (inner.right - w, inner.bottom - h);
            let (centre, middle) = (f64::midpoint(inner.left, right), f64::midpoint(inner.top, bottom));
            let corners = [
                (right, inner.top),
                (inner.left, bottom),
                (right, bottom),
                (inner.left, inner.top),
                (right, middle),
                (inner.left, middle),
                (centre, inner.top),
                (centre, bottom),
            ];
            corners
                .into_iter()
                .map(|(x, y)| legend.area.shifted(x, y))
                .find(free)
                .map(|area| PlacedLegend { area, ..legend })
        })
    }

    /// From `top` down, between two margins, under the middle of the frame as far as the margins allow, in as many columns
    /// as fit.
    pub(super) fn below(&self, (left, right): (f64, f64), frame: &Rect, top: f64, fonts: &Fonts) -> PlacedLegend {
        let room = right - left;
        let fits = |columns: &usize| self.arranged(*columns, f64::INFINITY, fonts).area.width() <= room;
        let columns = (2..=self.entries.len().min(4)).rev().find(fits).unwrap_or(1);
        // Labels shrink only where they would not even fit one below the other.
        let legend = self.arranged(columns, if columns > 1 { f64::INFINITY } else { room }, fonts);
        let width = legend.area.width();
        let start = (f64::midpoint(frame.left, frame.right) - width / 2.0).min(right - width).max(left);
        PlacedLegend { area: legend.area.shifted(start, top), ..legend }
    }

    /// Rows and columns, filled column by column, with the left top corner at the origin.
    fn arranged(&self, columns: usize, width: f64, fonts: &Fonts) -> PlacedLegend {
        let room = (width + COLUMN_GAP) / columns as f64 - COLUMN_GAP - SAMPLE - SAMPLE_GAP;
        let set = |(sample, label): &(Sample, Label)| (*sample, Typeset::fitted(label, SIZE, room, fonts));
        let entries: Vec<(Sample, Typeset)> = self.entries.iter().map(set).collect();
        let tallest = |of: fn(&Rect) -> f64| entries.iter().map(|(_, t)| of(&t.extent)).fold(0.0, f64::max);
        let (ascent, descent) = (tallest(|e| -e.top).max(0.5 * SIZE), tallest(|e| e.bottom));
        let rows = entries.len().div_ceil(columns).max(1);
        let pitch = ascent + descent + LEADING;
        let mut starts = Vec::with_capacity(columns);
        let mut next = 0.0;
        for column in entries.chunks(rows) {
            starts.push(next);
            let widest = column.iter().map(|(_, t)| t.width()).fold(0.0, f64::max);
            next += SAMPLE + SAMPLE_GAP + widest + COLUMN_GAP;
        }
        let area = Rect { left: 0.0, top: 0.0, right: next - COLUMN_GAP, bottom: rows as f64 * pitch - LEADING };
        PlacedLegend { entries, columns: starts, rows, pitch, area, ascent }
    }
}

impl PlacedLegend {
    pub(super) fn draw(&self, page: &mut Page) {
        let places = self.columns.iter().flat_map(|left| (0..self.rows).map(move |row| (*left, row)));
        for ((left, row), (sample, label)) in places.zip(&self.entries) {
            let x = self.area.left + left;
            let baseline = self.area.top + row as f64 * self.pitch + self.ascent;
            let middle = baseline - 0.26 * SIZE;
            match *sample {
                Sample::Line(stroke) => page.segments([((x, middle), (x + SAMPLE, middle))], stroke),
                Sample::Marker(marker, colour) => page.marker((x + SAMPLE / 2.0, middle), marker, colour),
                Sample::Area(fill, edge) => {
                    let half = if fill.hatch.is_some() { HATCHED } else { PLAIN } * SIZE;
                    let area = Rect { left: x, right: x + SAMPLE, top: middle - half, bottom: middle + half };
                    swatch(&area, fill, edge, page);
                }
            }
            page.text(label, (x + SAMPLE + SAMPLE_GAP, baseline), Colour::BLACK);
        }
    }
}

/// A piece of an area as it is in the picture.
fn swatch(area: &Rect, Fill { colour, opacity, hatch }: Fill, edge: Option<Stroke>, page: &mut Page) {
    page.fill(area, colour, opacity);
    if let Some(hatch) = hatch {
        let corners =
            [(area.left, area.top), (area.right, area.top), (area.right, area.bottom), (area.left, area.bottom)];
        page.segments(hatching(&[corners.to_vec()], hatch, &[]), Stroke { colour, width: HATCHING, dash: Dash::Solid });
    }
    if let Some(stroke) = edge {
        page.frame(area, stroke);
    }
}
