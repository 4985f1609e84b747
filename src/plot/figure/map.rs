//! Coloured cells of a plane, and the bar that says what the colours mean.

use super::super::axis::Scale;
use super::super::colours::sequential;
use super::super::font::Fonts;
use super::super::geometry::Rect;
use super::super::label::Typeset;
use super::super::page::Page;
use super::super::ticks::{Run, ticks};
use super::super::{Axis, AxisScale, Colour, Dash, Samples, Stroke};
use super::Figure;
use super::arrange::{Axes, LABEL_GAP, LABEL_SIZE, Lettering, MARGIN, Side, TICK_GAP, TICK_SIZE, WIDTH, extreme, side};

/// Steps of the colours.
const STEPS: i32 = 64;
/// Width of the bar in points, and its distance from the frame.
const BAR: f64 = 7.0;
const BAR_GAP: f64 = 6.0;
/// How much paler cells are than points.
const PALER: f64 = 0.35;
/// How far a cell reaches beneath the next, so that no line of paper shows between them, in points.
const OVERLAP: f64 = 0.5;

/// A function of the plane shown by the colours of cells around the points at which it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// The function, linear or logarithmic itself as the scale of the bar.
    pub samples: Samples,
    /// What its values are, from where to where.
    pub bar: Axis,
}

impl HeatMap {
    fn scale(&self) -> Scale {
        Scale::of(&self.bar, self.samples.values().iter().copied(), 0.0)
    }
}

/// The colour of a value on the scale of a bar; none if it cannot be shown.
fn colour(scale: Scale, value: f64) -> Option<i32> {
    let part = scale.position(value)?;
    #[expect(clippy::cast_possible_truncation, reason = "a small number of steps")]
    let step = (part.clamp(0.0, 1.0) * f64::from(STEPS - 1)).round() as i32;
    Some(step)
}

fn shade(step: i32) -> Colour {
    sequential(f64::from(step) / f64::from(STEPS - 1))
}

/// The colour of a cell, which has lines and text upon it.
fn pale(step: i32) -> Colour {
    shade(step).paler(PALER)
}

/// Fills the cells, each halfway to its neighbours, and as one those of a row that have one colour.
pub(super) fn draw_map(figure: &Figure, axes: &Axes, page: &mut Page) {
    let Some(map) = &figure.map else { return };
    let scale = map.scale();
    let (x, y) = map.samples.axes();
    let edges = |places: Vec<Option<f64>>, low: f64, high: f64| -> Vec<f64> {
        let known: Vec<f64> = places.into_iter().map(|place| place.unwrap_or(low)).collect();
        let middles = known.windows(2).map(|pair| f64::midpoint(pair[0], pair[1]));
        let first = known.first().copied().unwrap_or(low);
        let last = known.last().copied().unwrap_or(high);
        let outer = |end: f64, next: Option<&f64>| next.map_or(end, |next| end - 0.5 * (next - end));
        let (from, to) = (outer(first, known.get(1)), outer(last, known.iter().rev().nth(1)));
        let all = std::iter::once(from).chain(middles).chain([to]);
        all.map(|edge| edge.clamp(low.min(high), low.max(high))).collect()
    };
    let frame = axes.frame;
    let columns = edges(x.values().iter().map(|&v| axes.across(v)).collect(), frame.left, frame.right);
    let rows = edges(y.values().iter().map(|&v| axes.up(v)).collect(), frame.bottom, frame.top);
    for (row, values) in map.samples.values().chunks(x.values().len()).enumerate() {
        let (bottom, top) = (rows[row], rows[row + 1]);
        let mut k = 0;
        while k < values.len() {
            let step = colour(scale, values[k]);
            let same = values[k..].iter().take_while(|&&value| colour(scale, value) == step).count();
            if let Some(step) = step {
                let (left, right) = (columns[k], (columns[k + same] + OVERLAP).min(frame.right));
                page.fill(&Rect { left, right, top: (top - OVERLAP).max(frame.top), bottom }, pale(step), 1.0);
            }
            k += same;
        }
    }
}

/// The bar with its marks.
pub(super) struct Bar {
    area: Rect,
    side: Side,
    name: Lettering,
    colour: fn(i32) -> Colour,
    /// How much of the page it takes on the right.
    pub(super) room: f64,
}

/// The bar beside a frame that is known but for its right end.
pub(super) fn bar(figure: &Figure, frame: Rect, fonts: &Fonts) -> Option<Bar> {
    let bar = figure.map.as_ref().map(|map| (map.scale(), &map.bar.label));
    let (scale, label) =
        bar.or_else(|| figure.bar.as_ref().map(|bar| (Scale::of(bar, std::iter::empty(), 0.0), &bar.label)))?;
    let up = |v: f64| scale.position(v).map(|t| frame.bottom - t * frame.height());
    let marks = ticks((scale.low, scale.high, scale.log), up, Run::Vertical, (TICK_SIZE, fonts));
    let name = Typeset::fitted(label, LABEL_SIZE, frame.height(), fonts);
    let widest = extreme(&marks, Rect::width);
    let room = BAR_GAP + BAR + TICK_GAP + widest + LABEL_GAP + name.extent.height();
    let left = WIDTH - MARGIN - room + BAR_GAP;
    let area = Rect { left, right: left + BAR, top: frame.top, bottom: frame.bottom };
    let side = side(marks, |at, _| (area.right + TICK_GAP, at + 0.36 * TICK_SIZE));
    let middle = f64::midpoint(frame.top, frame.bottom);
    let at = (WIDTH - MARGIN - name.extent.bottom, middle + name.width() / 2.0);
    let colour = if figure.map.is_some() { pale } else { shade };
    Some(Bar { area, side, name: Lettering { at, text: name }, colour, room })
}

impl Bar {
    pub(super) fn draw(&self, page: &mut Page) {
        let Rect { left, right, top, bottom } = self.area;
        let height = (bottom - top) / f64::from(STEPS);
        for step in 0..STEPS {
            // Each over all that is above, so that no line of paper shows between them.
            let area = Rect { left, right, top, bottom: bottom - f64::from(step) * height };
            page.fill(&area, (self.colour)(step), 1.0);
        }
        let thin = Stroke { colour: Colour::BLACK, width: 0.6, dash: Dash::Solid };
        page.frame(&self.area, thin);
        page.segments(self.side.major.iter().map(|&at| ((right, at), (right + 2.0, at))), thin);
        for lettering in &self.side.labels {
            page.text(&lettering.text, lettering.at, Colour::BLACK);
        }
        page.text_upwards(&self.name.text, self.name.at, Colour::BLACK);
    }
}

/// Points of a plane by their values: for each colour those that have it, in the order of the colours.
#[must_use]
pub fn coloured(points: &[(f64, f64, f64)], bar: &Axis) -> Vec<(Colour, Vec<(f64, f64)>)> {
    let scale = Scale::of(bar, points.iter().map(|p| p.2), 0.0);
    let mut steps = vec![Vec::new(); usize::try_from(STEPS).unwrap_or(0)];
    for &(x, y, value) in points {
        if let Some(place) = colour(scale, value).and_then(|step| steps.get_mut(usize::try_from(step).ok()?)) {
            place.push((x, y));
        }
    }
    (0..).map(shade).zip(steps).filter(|(_, points)| !points.is_empty()).collect()
}

/// An axis with the range that values span on it.
#[must_use]
pub fn spanning(axis: Axis, values: impl Iterator<Item = f64> + Clone) -> Axis {
    let scale = Scale::of(&axis, values, 0.0);
    let kind = if scale.log { AxisScale::Log } else { AxisScale::Linear };
    Axis { scale: kind, range: Some((scale.low, scale.high)), ..axis }
}
