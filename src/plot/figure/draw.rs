//! From a figure to a page: margins from what has to fit into them, then the axes, then what is in them.

use super::super::axis::Scale;
use super::super::font::Fonts;
use super::super::geometry::{Point, Rect, thinned, visible};
use super::super::label::Typeset;
use super::super::legend::{Legend, Sample};
use super::super::svg::Page;
use super::super::ticks::{Run, Ticks, ticks};
use super::super::{Colour, Dash, Label, PlotError, Stroke};
use super::{Direction, Figure, Reference};

/// One column of a two-column journal, 8.6 cm, in points.
const WIDTH: f64 = 243.8;
/// Height of the frame without margins.
const FRAME_HEIGHT: f64 = 152.0;
/// Left free around everything.
const MARGIN: f64 = 3.0;
const LABEL_SIZE: f64 = 8.5;
const TICK_SIZE: f64 = 7.5;
const REFERENCE_SIZE: f64 = 7.0;
const MAJOR_LENGTH: f64 = 4.0;
const MINOR_LENGTH: f64 = 2.2;
/// Between the frame and tick labels, and between those and the name of the axis.
const TICK_GAP: f64 = 4.0;
const LABEL_GAP: f64 = 5.0;
const FRAME_WIDTH: f64 = 0.7;
const BAND_OPACITY: f64 = 0.22;
/// How far a curve may be off, in points.
const CURVE_TOLERANCE: f64 = 0.04;
/// Part of the vertical axis left free beyond the data.
const PADDING: f64 = 0.05;

/// The finished page, and what it is made of for those who check it.
pub(super) struct Drawing {
    pub(super) svg: String,
    #[cfg(test)]
    pub(super) size: (f64, f64),
    #[cfg(test)]
    pub(super) texts: Vec<Rect>,
    #[cfg(test)]
    pub(super) lines: Vec<Vec<Point>>,
}

/// The axes on the page.
struct Axes {
    frame: Rect,
    x: Scale,
    y: Scale,
}

impl Axes {
    fn across(&self, x: f64) -> Option<f64> {
        self.x.position(x).map(|t| self.frame.left + t * self.frame.width())
    }

    fn up(&self, y: f64) -> Option<f64> {
        self.y.position(y).map(|t| self.frame.bottom - t * self.frame.height())
    }

    fn point(&self, (x, y): (f64, f64)) -> Option<Point> {
        Some((self.across(x)?, self.up(y)?))
    }
}

/// Names of the axes and ticks, set.
struct Lettering {
    title: Option<Typeset>,
    x: Typeset,
    y: Typeset,
    top: Option<Typeset>,
    x_ticks: Ticks,
    y_ticks: Ticks,
    top_ticks: Option<Ticks>,
}

pub(super) fn draw(figure: &Figure) -> Result<Drawing, PlotError> {
    if let Some(top) = figure.top.as_ref().filter(|top| !(top.factor.is_finite() && top.factor > 0.0)) {
        return Err(PlotError::Factor { factor: top.factor });
    }
    let fonts = Fonts::load()?;
    let (axes, lettering) = arrange(figure, &fonts);
    let mut page = Page::new(&fonts);
    let frame = &axes.frame;

    draw_bands(figure, &axes, &mut page);
    let levels: Vec<(f64, &Reference)> = figure
        .references
        .iter()
        .filter_map(|r| Some((axes.up(r.y).filter(|y| (frame.top..=frame.bottom).contains(y))?, r)))
        .collect();
    for (y, reference) in &levels {
        page.segments([((frame.left, *y), (frame.right, *y))], reference.stroke);
    }
    let mut lines: Vec<Vec<Point>> = Vec::new();
    for curve in &figure.curves {
        let pieces = visible(curve.points.iter().map(|&p| axes.point(p)), frame);
        let pieces: Vec<Vec<Point>> = pieces.iter().map(|piece| thinned(piece, CURVE_TOLERANCE)).collect();
        page.curve(&pieces, curve.stroke);
        lines.extend(pieces);
    }
    for markers in &figure.markers {
        for point in markers.points.iter().filter_map(|&p| axes.point(p)).filter(|&p| frame.holds(p)) {
            page.marker(point, markers.marker, markers.colour);
            lines.push(vec![point]);
        }
    }
    draw_axes(&axes, &lettering, &mut page);
    for (y, reference) in &levels {
        name_level(reference, *y, frame, &lines, &mut page, &fonts);
        lines.push(vec![(frame.left, *y), (frame.right, *y)]);
    }

    let mut bottom = axes_bottom(&lettering, frame) + MARGIN;
    let legend = legend(figure);
    if !legend.is_empty() {
        let inside = legend.inside(frame, &lines, &page.texts, &fonts);
        let placed = inside.unwrap_or_else(|| {
            let legend = legend.below(MARGIN, WIDTH - MARGIN, bottom + LABEL_GAP, &fonts);
            bottom = legend.area.bottom + MARGIN;
            legend
        });
        placed.draw(&mut page);
    }
    let size = (WIDTH, bottom.ceil());
    let title =
        figure.title.as_ref().map_or_else(|| format!("{} over {}", figure.y.label, figure.x.label), Label::to_string);
    Ok(Drawing {
        #[cfg(test)]
        size,
        #[cfg(test)]
        texts: page.texts.clone(),
        #[cfg(test)]
        lines,
        svg: page.finish(size, frame, &title),
    })
}

/// Scales, margins and lettering, which depend on each other in this order.
fn arrange(figure: &Figure, fonts: &Fonts) -> (Axes, Lettering) {
    let (x, y) = scales(figure);
    let fit = |label: &Label, width: f64| Typeset::fitted(label, LABEL_SIZE, width, fonts);
    let title = figure.title.as_ref().filter(|t| !t.is_empty()).map(|t| fit(t, WIDTH - 2.0 * MARGIN));
    let top = figure.top.as_ref().map(|t| fit(&t.label, 0.8 * WIDTH));
    let y_name = fit(&figure.y.label, FRAME_HEIGHT);
    let x_name = fit(&figure.x.label, 0.8 * WIDTH);

    let mut above = MARGIN + title.as_ref().map_or(0.0, |t| t.extent.height() + LABEL_GAP);
    above += top.as_ref().map_or(0.4 * TICK_SIZE, |t| t.extent.height() + LABEL_GAP + tick_height(fonts) + TICK_GAP);
    let mut frame = Rect { left: 0.0, top: above, right: WIDTH, bottom: above + FRAME_HEIGHT };
    let up = |v: f64| y.position(v).map(|t| frame.bottom - t * frame.height());
    let y_ticks = ticks((y.low, y.high, y.log), up, Run::Vertical, (TICK_SIZE, fonts));
    let widest = y_ticks.major.iter().map(|(_, t)| t.width()).fold(0.0, f64::max);
    frame.left = MARGIN + y_name.extent.height() + LABEL_GAP + widest + TICK_GAP;

    // Labels at the right end may stick out of the frame, so the frame ends where they still fit the page.
    let mut overhang = 0.0_f64;
    let mut horizontal = (Ticks::default(), None);
    for _ in 0..2 {
        frame.right = WIDTH - MARGIN - overhang.max(FRAME_WIDTH);
        let across = |v: f64| x.position(v).map(|t| frame.left + t * frame.width());
        let bottom_ticks = ticks((x.low, x.high, x.log), across, Run::Horizontal, (TICK_SIZE, fonts));
        let top_ticks = figure.top.as_ref().map(|top| {
            // Where a linear scale begins at or below zero, the inverse one has no end.
            let low = if x.low > 0.0 { x.low } else { x.high * 1e-2 };
            let range = (top.factor / x.high, top.factor / low, true);
            if range.0 > 0.0 && range.0 < range.1 && range.1.is_finite() {
                ticks(range, |v| across(top.factor / v), Run::Horizontal, (TICK_SIZE, fonts))
            } else {
                Ticks::default()
            }
        });
        let ends = bottom_ticks.major.iter().chain(top_ticks.iter().flat_map(|t| &t.major));
        overhang = ends.map(|(at, t)| at + t.width() / 2.0 - frame.right).fold(overhang, f64::max);
        horizontal = (bottom_ticks, top_ticks);
    }
    let (mut x_ticks, mut top_ticks) = horizontal;
    let fits =
        |(at, t): &(f64, Typeset)| at - t.width() / 2.0 >= MARGIN && at + t.width() / 2.0 <= WIDTH - MARGIN / 2.0;
    x_ticks.major.retain(fits);
    if let Some(ticks) = &mut top_ticks {
        ticks.major.retain(fits);
    }
    let lettering = Lettering { title, x: x_name, y: y_name, top, x_ticks, y_ticks, top_ticks };
    (Axes { frame, x, y }, lettering)
}

fn scales(figure: &Figure) -> (Scale, Scale) {
    let points = || {
        let curves = figure.curves.iter().flat_map(|c| c.points.iter());
        curves.chain(figure.markers.iter().flat_map(|m| m.points.iter())).copied()
    };
    let x = Scale::of(&figure.x, points().map(|p| p.0), 0.0);
    let y = Scale::of(&figure.y, points().map(|p| p.1).chain(figure.references.iter().map(|r| r.y)), PADDING);
    (x, y)
}

/// Height of an ordinary tick label.
fn tick_height(fonts: &Fonts) -> f64 {
    -Typeset::new(&Label::math("10^{8}"), TICK_SIZE, fonts).extent.top
}

fn axes_bottom(lettering: &Lettering, frame: &Rect) -> f64 {
    let deepest = lettering.x_ticks.major.iter().map(|(_, t)| t.extent.height()).fold(0.0, f64::max);
    frame.bottom + TICK_GAP + deepest + LABEL_GAP + lettering.x.extent.height()
}

fn draw_bands(figure: &Figure, axes: &Axes, page: &mut Page) {
    let frame = axes.frame;
    for band in &figure.bands {
        let (a, b) = band.edges;
        // An edge that cannot be drawn, such as 0 on a logarithmic axis, is the end of the axis.
        let (low, high) = (a.min(b), a.max(b));
        let area = match band.direction {
            Direction::Horizontal => {
                let bottom = axes.up(low).unwrap_or(frame.bottom).min(frame.bottom);
                let top = axes.up(high).unwrap_or(frame.top).max(frame.top);
                Rect { top, bottom, ..frame }
            }
            Direction::Vertical => {
                let left = axes.across(low).unwrap_or(frame.left).max(frame.left);
                let right = axes.across(high).unwrap_or(frame.right).min(frame.right);
                Rect { left, right, ..frame }
            }
        };
        if area.width() > 0.0 && area.height() > 0.0 && !a.is_nan() && !b.is_nan() {
            page.fill(&area, band.colour, BAND_OPACITY);
        }
    }
}

fn draw_axes(axes: &Axes, lettering: &Lettering, page: &mut Page) {
    let frame = axes.frame;
    let thin = Stroke { colour: Colour::BLACK, width: FRAME_WIDTH, dash: Dash::Solid };
    let thinner = Stroke { width: 0.7 * FRAME_WIDTH, ..thin };
    let Lettering { title, x, y, top, x_ticks, y_ticks, top_ticks } = lettering;
    let on_top = top_ticks.as_ref().unwrap_or(x_ticks);
    let within = |at: f64, from: f64, to: f64| at.clamp(from, to);
    for (length, stroke, major) in [(MAJOR_LENGTH, thin, true), (MINOR_LENGTH, thinner, false)] {
        let places = |ticks: &Ticks| -> Vec<f64> {
            if major { ticks.major.iter().map(|t| t.0).collect() } else { ticks.minor.clone() }
        };
        let up = places(x_ticks).into_iter().map(|at| (within(at, frame.left, frame.right), frame.bottom, -length));
        let down = places(on_top).into_iter().map(|at| (within(at, frame.left, frame.right), frame.top, length));
        let vertical = up.chain(down).map(|(at, from, by)| ((at, from), (at, from + by)));
        let horizontal = places(y_ticks).into_iter().flat_map(|at| {
            let at = within(at, frame.top, frame.bottom);
            [((frame.left, at), (frame.left + length, at)), ((frame.right, at), (frame.right - length, at))]
        });
        page.segments(vertical.chain(horizontal), stroke);
    }
    page.frame(&frame, thin);

    let mut below = frame.bottom + TICK_GAP;
    let tallest = x_ticks.major.iter().map(|(_, t)| -t.extent.top).fold(0.0, f64::max);
    for (at, label) in &x_ticks.major {
        page.text(label, (at - label.width() / 2.0, below + tallest), Colour::BLACK);
    }
    below += x_ticks.major.iter().map(|(_, t)| t.extent.height()).fold(0.0, f64::max) + LABEL_GAP;
    let centre = f64::midpoint(frame.left, frame.right);
    page.text(x, (centred(x, centre), below - x.extent.top), Colour::BLACK);

    for (at, label) in &y_ticks.major {
        // Figures are centred on the tick by their body, not by an exponent above it.
        let baseline = at + 0.36 * TICK_SIZE;
        page.text(label, (frame.left - TICK_GAP - label.width(), baseline), Colour::BLACK);
    }
    let middle = f64::midpoint(frame.top, frame.bottom);
    page.text_upwards(y, (MARGIN - y.extent.top, middle + y.width() / 2.0), Colour::BLACK);

    let mut above = frame.top - TICK_GAP;
    if let (Some(top), Some(ticks)) = (top, top_ticks) {
        let tallest = ticks.major.iter().map(|(_, t)| -t.extent.top).fold(0.0, f64::max);
        for (at, label) in &ticks.major {
            page.text(label, (at - label.width() / 2.0, above), Colour::BLACK);
        }
        above -= tallest + LABEL_GAP;
        page.text(top, (centred(top, centre), above - top.extent.bottom), Colour::BLACK);
    }
    if let Some(title) = title {
        page.text(title, (centred(title, centre), MARGIN - title.extent.top), Colour::BLACK);
    }
}

/// Where a text begins that is centred as far as the page allows.
fn centred(text: &Typeset, centre: f64) -> f64 {
    (centre - text.width() / 2.0).min(WIDTH - MARGIN - text.width()).max(MARGIN)
}

/// Writes the name of a horizontal line where it touches no curve, if there is such a place along it.
fn name_level(reference: &Reference, y: f64, frame: &Rect, lines: &[Vec<Point>], page: &mut Page, fonts: &Fonts) {
    const GAP: f64 = 2.5;
    const PLACES: i32 = 12;
    if reference.label.is_empty() {
        return;
    }
    let text = Typeset::fitted(&reference.label, REFERENCE_SIZE, frame.width() / 2.0, fonts);
    let inset = MAJOR_LENGTH + 4.0;
    let (first, last) = (frame.right - inset - text.width(), frame.left + inset);
    let candidates = (0..=PLACES).flat_map(|i| {
        let x = first + (last - first) * f64::from(i) / f64::from(PLACES);
        [(x, y - GAP - text.extent.bottom), (x, y + GAP - text.extent.top)]
    });
    let free = |&at: &Point| {
        let area = text.extent.shifted(at.0, at.1);
        let clear = area.grown(GAP - 1.0);
        let crossed = |line: &Vec<Point>| line.windows(2).any(|s| clear.clip(s[0], s[1]).is_some());
        frame.grown(-1.0).contains(&area)
            && !lines.iter().any(crossed)
            && !page.texts.iter().any(|t| t.overlaps(&clear))
    };
    let inside = |&(x, baseline): &Point| frame.contains(&text.extent.shifted(x, baseline));
    let chosen = candidates.clone().find(free);
    let covering = chosen.is_none();
    if let Some(at) = chosen.or_else(|| candidates.clone().find(inside)) {
        if covering {
            page.fill(&text.extent.shifted(at.0, at.1).grown(1.0), Colour::WHITE, 0.85);
        }
        page.text(&text, at, reference.stroke.colour);
    }
}

fn legend(figure: &Figure) -> Legend {
    let curves = figure.curves.iter().filter_map(|c| Some((Sample::Line(c.stroke), c.label.clone()?)));
    let markers = figure.markers.iter().filter_map(|m| Some((Sample::Marker(m.marker, m.colour), m.label.clone()?)));
    let bands = figure.bands.iter().filter_map(|b| Some((Sample::Band(b.colour, BAND_OPACITY), b.label.clone()?)));
    let keys = figure.keys.iter().map(|k| (Sample::Line(k.stroke), k.label.clone()));
    Legend::new(curves.chain(markers).chain(bands).chain(keys).collect())
}
