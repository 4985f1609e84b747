//! Areas, lines of equal value and text in a plane of two parameters.

use std::collections::HashMap;

use super::super::geometry::{Point, Rect, enclosed, simplified, thinned, visible};
use super::super::hatching::{HATCHING, apart, hatching};
use super::super::page::Page;
use super::super::{Colour, Label, Stroke};
use super::Figure;
use super::arrange::Axes;
use super::notes::{Placed, TOUCHING};

/// An area of the plane.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Closed lines: what an odd number of them surrounds is the region, as [`Samples::region`](super::super::Samples::region)
    /// gives it. A coordinate that is infinite, or on a logarithmic axis not positive, is the end of the axis.
    pub outlines: Vec<Vec<(f64, f64)>>,
    /// How it is filled.
    pub fill: Fill,
    /// How its edge is drawn, where that is not the end of an axis.
    pub edge: Option<Stroke>,
    /// Written within it, one below the other; in the legend if there is no room.
    pub name: Vec<Label>,
}

/// How an area is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// The colour of area and hatching.
    pub colour: Colour,
    /// How much the area covers what lies beneath, 0 to 1.
    pub opacity: f64,
    /// Lines across the area.
    pub hatch: Option<Hatch>,
}

/// Which way the lines across an area run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hatch {
    /// From left below to right above.
    Rising,
    /// From left above to right below.
    Falling,
    /// Upwards.
    Upright,
}

/// A line of equal value, in as many pieces as it has.
#[derive(Debug, Clone, PartialEq)]
pub struct Contour {
    /// The pieces, as [`Samples::contour`](super::super::Samples::contour) gives them.
    pub lines: Vec<Vec<(f64, f64)>>,
    /// How it is drawn.
    pub stroke: Stroke,
    /// Written along the longest piece that has room for it; in the legend if none has.
    pub name: Option<Label>,
}

/// Text within the frame, its lines one below the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// The lines.
    pub lines: Vec<Label>,
    /// The colour of the text.
    pub colour: Colour,
    /// Where it stands.
    pub place: Place,
}

/// Where a note stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// Around a point, turned by an angle in degrees, counter-clockwise.
    At {
        /// The middle of the text.
        x: f64,
        /// The middle of the text.
        y: f64,
        /// 0 is level.
        angle: f64,
    },
    /// Beside a point, where it covers nothing.
    Beside {
        /// The point.
        x: f64,
        /// The point.
        y: f64,
    },
}

impl Region {
    /// All values of y between two values of x.
    #[must_use]
    pub fn upright_band(from: f64, to: f64, fill: Fill) -> Self {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        Self::of(vec![vec![(from, low), (to, low), (to, high), (from, high)]], fill)
    }

    /// All values of x between two values of y.
    #[must_use]
    pub fn level_band(from: f64, to: f64, fill: Fill) -> Self {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        Self::of(vec![vec![(low, from), (high, from), (high, to), (low, to)]], fill)
    }

    /// A region without edge and name.
    #[must_use]
    pub fn of(outlines: Vec<Vec<(f64, f64)>>, fill: Fill) -> Self {
        Self { outlines, fill, edge: None, name: Vec::new() }
    }

    /// The region with its name, lines of which `\n` parts; `$…$` encloses formulas.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: lines(name), ..self }
    }

    /// The region with a line along its edge.
    #[must_use]
    pub fn edged(self, stroke: Stroke) -> Self {
        Self { edge: Some(stroke), ..self }
    }
}

impl Note {
    /// A black note with lines of which `\n` parts; `$…$` encloses formulas.
    #[must_use]
    pub fn new(text: &str, place: Place) -> Self {
        Self { lines: lines(text), colour: Colour::BLACK, place }
    }
}

/// The lines of a name; none of an empty one, which would stand in the legend as a colour without words.
fn lines(text: &str) -> Vec<Label> {
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(Label::text).collect()
}

/// A region on the page.
pub(super) struct Outlined {
    /// Closed outlines, cut at the frame.
    pub(super) outlines: Vec<Vec<Point>>,
    /// The pieces of the edge that are not an end of an axis.
    edge: Vec<Vec<Point>>,
}

/// How far outlines and lines may be off, in points.
const TOLERANCE: f64 = 0.04;

/// The regions of a figure on its page.
pub(super) fn outlined(figure: &Figure, axes: &Axes) -> Vec<Outlined> {
    let frame = &axes.frame;
    let region = |region: &Region| {
        let rings: Vec<Vec<Point>> = region.outlines.iter().filter_map(|outline| ring(outline, axes)).collect();
        let outlines = rings.iter().map(|ring| {
            let mut outline = simplified(ring, TOLERANCE);
            if outline.len() > 1 && outline.first() == outline.last() {
                outline.pop();
            }
            outline
        });
        Outlined { outlines: outlines.filter(|outline| outline.len() > 2).collect(), edge: edge(&rings, frame) }
    };
    figure.regions.iter().map(region).collect()
}

/// An outline cut at the frame, without its first point again at the end; none if it has an unknown corner, and then surrounds
/// nothing in particular.
fn ring(outline: &[(f64, f64)], axes: &Axes) -> Option<Vec<Point>> {
    let mut points: Vec<Point> = outline.iter().map(|&p| axes.nearest(p)).collect::<Option<_>>()?;
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    Some(enclosed(&points, &axes.frame)).filter(|ring| ring.len() > 2)
}

/// The pieces of outlines that are an edge of what they surround: not the ends of axes, and not where two outlines run along each
/// other and surround nothing.
fn edge(rings: &[Vec<Point>], frame: &Rect) -> Vec<Vec<Point>> {
    /// What is closer than this, in points, is one place.
    const SAME: f64 = 0.02;
    let inner = frame.grown(-0.05);
    let along_frame = |a: Point, b: Point| !inner.holds(a) && !inner.holds(b) && inner.clip(a, b).is_none();
    #[expect(clippy::cast_possible_truncation, reason = "within the page there are few places")]
    let place = |p: Point| ((p.0 / SAME).round() as i64, (p.1 / SAME).round() as i64);
    let segment = |a: Point, b: Point| (place(a).min(place(b)), place(a).max(place(b)));
    let sides = |ring: &[Point]| -> Vec<(Point, Point)> {
        (0..ring.len()).map(|k| (ring[k], ring[(k + 1) % ring.len()])).collect()
    };
    let mut passed = HashMap::new();
    for (a, b) in rings.iter().flat_map(|ring| sides(ring)) {
        *passed.entry(segment(a, b)).or_insert(0_usize) += 1;
    }
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    for ring in rings {
        let shown = |&(a, b): &(Point, Point)| !along_frame(a, b) && passed.get(&segment(a, b)) == Some(&1);
        let mut joins = false;
        for (a, b) in sides(ring).into_iter().filter(shown) {
            match pieces.last_mut().filter(|piece| joins && piece.last() == Some(&a)) {
                Some(piece) => piece.push(b),
                None => pieces.push(vec![a, b]),
            }
            joins = true;
        }
    }
    pieces.iter().map(|piece| simplified(piece, TOLERANCE)).collect()
}

/// The contours of a figure on its page.
pub(super) fn contours(figure: &Figure, axes: &Axes) -> Vec<Vec<Vec<Point>>> {
    let pieces = |contour: &Contour| {
        let lines = contour.lines.iter().flat_map(|line| visible(line.iter().map(|&p| axes.point(p)), &axes.frame));
        lines.map(|piece| thinned(&piece, TOLERANCE)).collect()
    };
    figure.contours.iter().map(pieces).collect()
}

/// Fills regions; hatching and edges leave room for the text placed over them.
pub(super) fn draw_regions(figure: &Figure, shapes: &[Outlined], placed: &[Placed], page: &mut Page) {
    let around =
        |room: f64| -> Vec<Rect> { placed.iter().flat_map(|text| &text.covers).map(|area| area.grown(room)).collect() };
    let (texts, beneath) = (around(1.2), around(TOUCHING));
    for (region, shape) in figure.regions.iter().zip(shapes) {
        let Fill { colour, opacity, hatch } = region.fill;
        if opacity > 0.0 {
            page.area(shape.outlines.clone(), colour, opacity);
        }
        if let Some(hatch) = hatch {
            let stroke = Stroke { colour, width: HATCHING, dash: super::super::Dash::Solid };
            page.segments(hatching(&shape.outlines, hatch, &texts), stroke);
        }
    }
    for (region, shape) in figure.regions.iter().zip(shapes) {
        if let Some(stroke) = region.edge {
            page.curve(&interrupted(&shape.edge, &beneath), stroke);
        }
    }
}

/// What is left of lines without the parts in areas.
fn interrupted(lines: &[Vec<Point>], areas: &[Rect]) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    for line in lines {
        let mut joins = false;
        for pair in line.windows(2) {
            for (a, b) in apart(pair[0], pair[1], areas) {
                match pieces.last_mut().filter(|piece| joins && piece.last() == Some(&a)) {
                    Some(piece) => piece.push(b),
                    None => pieces.push(vec![a, b]),
                }
                joins = true;
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests;
