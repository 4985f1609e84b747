//! Where everything goes: margins from what has to fit into them, and from those the axes.

use super::super::axis::Scale;
use super::super::font::Fonts;
use super::super::geometry::{Point, Rect};
use super::super::label::Typeset;
use super::super::ticks::{Run, Ticks, ticks};
use super::super::{Label, TopAxis};
use super::Figure;
use super::map::{Bar, bar};

/// One column of a two-column journal, 8.6 cm, in points.
pub(super) const WIDTH: f64 = 243.8;
/// Left free around everything.
pub(super) const MARGIN: f64 = 3.0;
/// Between the frame and tick labels, between those and the name of the axis, and beneath the title.
pub(super) const TICK_GAP: f64 = 4.0;
pub(super) const LABEL_GAP: f64 = 5.0;
const TITLE_GAP: f64 = 7.0;
/// Height of the frame without margins, unless the figure wants another, and the least there can be.
pub(super) const FRAME_HEIGHT: f64 = 152.0;
const LEAST_HEIGHT: f64 = 60.0;
const LARGEST_HEIGHT: f64 = 2000.0;
pub(super) const LABEL_SIZE: f64 = 8.5;
pub(super) const TICK_SIZE: f64 = 7.5;
/// Part of the vertical axis left free beyond the data.
const PADDING: f64 = 0.05;

/// The axes on the page.
pub(super) struct Axes {
    pub(super) frame: Rect,
    x: Scale,
    y: Scale,
}

impl Axes {
    pub(super) fn across(&self, x: f64) -> Option<f64> {
        self.x.position(x).map(|t| self.frame.left + t * self.frame.width())
    }

    pub(super) fn up(&self, y: f64) -> Option<f64> {
        self.y.position(y).map(|t| self.frame.bottom - t * self.frame.height())
    }

    /// A place for any point but an unknown one: what lies beyond all that can be drawn, such as zero on a logarithmic axis,
    /// is a little beyond the end of the axis.
    pub(super) fn nearest(&self, (x, y): (f64, f64)) -> Option<Point> {
        const BEYOND: f64 = 50.0;
        let along = |scale: &Scale, value: f64| match value {
            _ if value.is_nan() => None,
            f64::INFINITY => Some(BEYOND),
            _ => Some(scale.position(value).unwrap_or(-BEYOND).clamp(-BEYOND, BEYOND)),
        };
        let (t, u) = (along(&self.x, x)?, along(&self.y, y)?);
        Some((self.frame.left + t * self.frame.width(), self.frame.bottom - u * self.frame.height()))
    }

    pub(super) fn point(&self, (x, y): (f64, f64)) -> Option<Point> {
        Some((self.across(x)?, self.up(y)?))
    }
}

/// The marks along one side, in page coordinates along it, and their labels with the places of these.
pub(super) struct Side {
    pub(super) major: Vec<f64>,
    pub(super) minor: Vec<f64>,
    pub(super) labels: Vec<Lettering>,
}

/// A text with the left end of its baseline.
pub(super) struct Lettering {
    pub(super) text: Typeset,
    pub(super) at: Point,
}

impl Lettering {
    pub(super) fn area(&self) -> Rect {
        self.text.extent.shifted(self.at.0, self.at.1)
    }
}

/// The page before anything is drawn.
pub(super) struct Arrangement {
    pub(super) axes: Axes,
    pub(super) bottom: Side,
    pub(super) left: Side,
    /// With marks of its own only if the figure has a second scale there.
    pub(super) top: Option<Side>,
    /// Names that run across, and the name of the vertical axis, which runs upwards.
    pub(super) names: Vec<Lettering>,
    pub(super) upwards: Lettering,
    /// What the colours of a map mean.
    pub(super) bar: Option<Bar>,
    /// Where the axes with all their lettering end.
    pub(super) end: f64,
}

/// Decides scales, margins and lettering, which depend on each other in this order.
pub(super) fn arrange(figure: &Figure, fonts: &Fonts) -> Arrangement {
    let (x, y) = scales(figure);
    let fit = |label: &Label, width: f64| Typeset::fitted(label, LABEL_SIZE, width, fonts);
    let title = figure.title.as_ref().filter(|t| !t.is_empty()).map(|t| fit(t, WIDTH - 2.0 * MARGIN));
    let top_name = figure.top.as_ref().map(|t| fit(&t.label, 0.8 * WIDTH));
    let x_name = fit(&figure.x.label, 0.8 * WIDTH);
    let height = if figure.height.is_nan() { FRAME_HEIGHT } else { figure.height.clamp(LEAST_HEIGHT, LARGEST_HEIGHT) };
    let y_name = fit(&figure.y.label, height);

    let tick_height = -Typeset::new(&Label::math("10^{8}"), TICK_SIZE, fonts).extent.top;
    let titled = title.as_ref().map_or(0.0, |t| t.extent.height() + TITLE_GAP);
    let named = top_name.as_ref().map_or(0.4 * TICK_SIZE, |t| t.extent.height() + LABEL_GAP + tick_height + TICK_GAP);
    let top = MARGIN + titled + named;
    let mut frame = Rect { left: 0.0, top, right: WIDTH, bottom: top + height };

    let up = |v: f64| y.position(v).map(|t| frame.bottom - t * frame.height());
    let y_ticks = ticks((y.low, y.high, y.log), up, Run::Vertical, (TICK_SIZE, fonts));
    frame.left = MARGIN + y_name.extent.height() + LABEL_GAP + extreme(&y_ticks, Rect::width) + TICK_GAP;
    let bar = bar(figure, frame, fonts);
    let limit = WIDTH - MARGIN - bar.as_ref().map_or(0.0, |bar| bar.room);
    let (right, x_ticks, top_ticks) = horizontal(figure, x, frame, limit, fonts);
    frame.right = right;
    let axes = Axes { frame, x, y };

    // All labels of one side stand on one line.
    let line = frame.bottom + TICK_GAP + extreme(&x_ticks, |e| -e.top);
    let lowest = line + extreme(&x_ticks, |e| e.bottom);
    let bottom = side(x_ticks, |at, t| (at - t.width() / 2.0, line));
    let top = top_ticks.map(|ticks| side(ticks, |at, t| (at - t.width() / 2.0, frame.top - TICK_GAP)));
    // Figures are centred on the tick by their body, not by an exponent above it.
    let mut left = side(y_ticks, |at, t| (frame.left - TICK_GAP - t.width(), at + 0.36 * TICK_SIZE));
    let corners: Vec<Rect> =
        bottom.labels.iter().chain(top.iter().flat_map(|s| &s.labels)).map(Lettering::area).collect();
    left.labels.retain(|l| !corners.iter().any(|c| c.grown(1.0).overlaps(&l.area())));

    let centre = f64::midpoint(frame.left, frame.right);
    let mut names = vec![centred(x_name, centre, |t| lowest + LABEL_GAP - t.extent.top)];
    let end = names.iter().map(|n| n.area().bottom).fold(lowest, f64::max) + MARGIN;
    let above = frame.top - TICK_GAP - tick_height - LABEL_GAP;
    names.extend(top_name.map(|name| centred(name, centre, |t| above - t.extent.bottom)));
    names.extend(title.map(|title| centred(title, centre, |t| MARGIN - t.extent.top)));
    let middle = f64::midpoint(frame.top, frame.bottom);
    let upwards = Lettering { at: (MARGIN - y_name.extent.top, middle + y_name.width() / 2.0), text: y_name };
    Arrangement { axes, bottom, left, top, names, upwards, bar, end }
}

fn scales(figure: &Figure) -> (Scale, Scale) {
    let points = || {
        let curves = figure.curves.iter().flat_map(|c| c.points.iter());
        let contours = figure.contours.iter().flat_map(|c| &c.lines).flatten();
        let regions = figure.regions.iter().flat_map(|r| &r.outlines).flatten();
        let map = figure.map.iter().flat_map(|map| {
            let (x, y) = map.samples.axes();
            let ends = |values: &'_ [f64]| [values.first().copied(), values.last().copied()];
            let (x, y) = (ends(x.values()), ends(y.values()));
            [x[0].zip(y[0]), x[1].zip(y[1])].into_iter().flatten()
        });
        let planes = contours.chain(regions).copied().chain(map);
        curves.chain(figure.markers.iter().flat_map(|m| m.points.iter())).copied().chain(planes)
    };
    let x = Scale::of(&figure.x, points().map(|p| p.0), 0.0);
    let y = Scale::of(&figure.y, points().map(|p| p.1).chain(figure.references.iter().map(|r| r.y)), PADDING);
    (x, y)
}

/// The marks along bottom and top, and the right end of the frame, at which their last labels still fit the page.
fn horizontal(figure: &Figure, x: Scale, frame: Rect, limit: f64, fonts: &Fonts) -> (f64, Ticks, Option<Ticks>) {
    let marked = |right: f64| {
        let across = |v: f64| x.position(v).map(|t| frame.left + t * (right - frame.left));
        let bottom = ticks((x.low, x.high, x.log), across, Run::Horizontal, (TICK_SIZE, fonts));
        let top = figure.top.as_ref().map(|top| second_scale(top, x, across, fonts));
        (right, bottom, top)
    };
    let labels = |(_, bottom, top): &(f64, Ticks, Option<Ticks>)| -> Vec<(f64, f64)> {
        let all = bottom.major.iter().chain(top.iter().flat_map(|t| &t.major));
        all.map(|(at, t)| (at - t.width() / 2.0, at + t.width() / 2.0)).collect()
    };
    let widest = marked(limit);
    let overhang = labels(&widest).into_iter().map(|(_, end)| end - widest.0).fold(0.0, f64::max);
    // Beside a bar the frame ends where the bar begins; labels may reach beneath it.
    let overhang = if limit < WIDTH - MARGIN { 0.0 } else { overhang };
    let mut fitted = marked(limit - overhang);
    // Other labels may have been chosen for the narrower frame: what sticks out now is left out.
    let fits =
        |(at, t): &(f64, Typeset)| at - t.width() / 2.0 >= MARGIN && at + t.width() / 2.0 <= WIDTH - MARGIN / 2.0;
    fitted.1.major.retain(fits);
    fitted.2.iter_mut().for_each(|t| t.major.retain(fits));
    fitted
}

fn second_scale(top: &TopAxis, x: Scale, across: impl Fn(f64) -> Option<f64>, fonts: &Fonts) -> Ticks {
    // Where a linear scale begins at or below zero, the inverse one has no end.
    let low = if x.low > 0.0 { x.low } else { x.high * 1e-2 };
    let (from, to) = (top.factor / x.high, top.factor / low);
    if from > 0.0 && from < to && to.is_finite() {
        ticks((from, to, true), |v| across(top.factor / v), Run::Horizontal, (TICK_SIZE, fonts))
    } else {
        Ticks::default()
    }
}

pub(super) fn extreme(ticks: &Ticks, of: impl Fn(&Rect) -> f64) -> f64 {
    ticks.major.iter().map(|(_, t)| of(&t.extent)).fold(0.0, f64::max)
}

pub(super) fn side(ticks: Ticks, place: impl Fn(f64, &Typeset) -> Point) -> Side {
    let major = ticks.major.iter().map(|t| t.0).collect();
    let labels = ticks.major.into_iter().map(|(at, text)| Lettering { at: place(at, &text), text }).collect();
    Side { major, minor: ticks.minor, labels }
}

/// A text centred as far as the page allows.
fn centred(text: Typeset, centre: f64, baseline: impl Fn(&Typeset) -> f64) -> Lettering {
    let left = (centre - text.width() / 2.0).min(WIDTH - MARGIN - text.width()).max(MARGIN);
    Lettering { at: (left, baseline(&text)), text }
}
