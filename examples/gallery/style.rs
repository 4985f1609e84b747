//! The look of the gallery.

use frazil::plot::{Axis, AxisScale, Colour, Contour, Dash, Figure, Fill, Hatch, Label, PALETTE, Region, Stroke};

/// What a measurement prefers.
pub(crate) const FAVOURED: Colour = PALETTE[1];
/// What an experiment excludes.
pub(crate) const EXCLUDED: Colour = Colour(110, 110, 110);
/// The observed relic density.
pub(crate) const RELIC: Colour = PALETTE[0];

/// Height of the frame of a plane in points.
pub(crate) const PLANE_HEIGHT: f64 = 190.0;

/// A figure of a plane.
pub(crate) fn plane(x: Axis, y: Axis) -> Figure {
    Figure { height: PLANE_HEIGHT, ..Figure::new(x, y) }
}

/// A logarithmic axis; the label is text with formulas between dollar signs, and has the unit.
pub(crate) fn log_axis(label: &str, from: f64, to: f64) -> Axis {
    Axis { label: Label::text(label), scale: AxisScale::Log, range: Some((from, to)) }
}

/// An axis with equal differences.
pub(crate) fn linear_axis(label: &str, from: f64, to: f64) -> Axis {
    Axis { label: Label::text(label), scale: AxisScale::Linear, range: Some((from, to)) }
}

/// An unbroken line.
pub(crate) fn line(colour: Colour) -> Stroke {
    Stroke { colour, width: 1.25, dash: Dash::Solid }
}

/// A thin dashed line.
pub(crate) fn dashed(colour: Colour) -> Stroke {
    Stroke { colour, width: 0.9, dash: Dash::Dashed }
}

/// The area a measurement or a condition prefers, the paler the less `certain` (0 to 1), with its name.
pub(crate) fn allowed(outlines: Vec<Vec<(f64, f64)>>, colour: Colour, certain: f64, name: &str) -> Region {
    Region::of(outlines, Fill { colour, opacity: 0.15 + 0.3 * certain, hatch: None }).named(name)
}

/// An excluded area: hatched, with a line along its edge, and the name of what excludes it.
pub(crate) fn excluded(outlines: Vec<Vec<(f64, f64)>>, hatch: Hatch, name: &str) -> Region {
    let fill = Fill { colour: EXCLUDED, opacity: 0.18, hatch: Some(hatch) };
    Region::of(outlines, fill).edged(Stroke { colour: EXCLUDED, width: 0.8, dash: Dash::Solid }).named(name)
}

/// The preferred range of the quantity along the horizontal axis.
pub(crate) fn upright_band(from: f64, to: f64, colour: Colour, certain: f64, name: &str) -> Region {
    Region::upright_band(from, to, Fill { colour, opacity: 0.15 + 0.3 * certain, hatch: None }).named(name)
}

/// A named line of equal value.
pub(crate) fn contour(lines: Vec<Vec<(f64, f64)>>, stroke: Stroke, name: &str) -> Contour {
    Contour { lines, stroke, name: Some(Label::text(name)).filter(|name| !name.is_empty()) }
}
