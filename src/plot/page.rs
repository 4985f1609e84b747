//! The page: shapes and text as they were drawn, before they become a file of some format.

use super::geometry::{Point, Rect};
use super::label::Typeset;
use super::{Colour, Marker, Stroke};

/// Something drawn, in page coordinates: points, y downwards.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Element {
    /// A filled rectangle.
    Fill { area: Rect, colour: Colour, opacity: f64 },
    /// The outline of a rectangle.
    Frame { area: Rect, stroke: Stroke },
    /// Polylines; `clipped` ones end at the frame of the axes, their strokes included. A single point is a dot.
    Lines { pieces: Vec<Vec<Point>>, stroke: Stroke, clipped: bool },
    /// A filled mark around a point.
    Mark { at: Point, marker: Marker, colour: Colour },
    /// Text with the left end of its baseline at a point, running to the right or upwards.
    Text { text: Typeset, at: Point, upwards: bool, colour: Colour },
}

/// Radius of marks in points.
pub(super) const MARK_RADIUS: f64 = 1.9;

/// The corners of a mark relative to its centre; none for a circle.
pub(super) fn corners(marker: Marker) -> Option<Vec<Point>> {
    const R: f64 = MARK_RADIUS;
    match marker {
        Marker::Circle => None,
        Marker::Square => {
            Some(vec![(-0.9 * R, -0.9 * R), (0.9 * R, -0.9 * R), (0.9 * R, 0.9 * R), (-0.9 * R, 0.9 * R)])
        }
        Marker::Diamond => Some(vec![(0.0, -1.3 * R), (1.3 * R, 0.0), (0.0, 1.3 * R), (-1.3 * R, 0.0)]),
        Marker::Triangle => Some(vec![(0.0, -1.25 * R), (1.15 * R, 0.8 * R), (-1.15 * R, 0.8 * R)]),
    }
}

/// A page under construction.
#[derive(Debug, Default)]
pub(super) struct Page {
    elements: Vec<Element>,
    /// What the texts on the page cover.
    pub(super) texts: Vec<Rect>,
}

/// A finished page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sheet {
    /// Drawn in their order, later ones over earlier ones.
    pub(super) elements: Vec<Element>,
    /// Width and height in points.
    pub(super) size: (f64, f64),
    /// What clipped lines end at.
    pub(super) frame: Rect,
    /// What the picture shows, for those who cannot see it.
    pub(super) title: String,
}

impl Page {
    pub(super) fn fill(&mut self, area: &Rect, colour: Colour, opacity: f64) {
        self.elements.push(Element::Fill { area: *area, colour, opacity });
    }

    pub(super) fn frame(&mut self, area: &Rect, stroke: Stroke) {
        self.elements.push(Element::Frame { area: *area, stroke });
    }

    /// Lines that stay whole.
    pub(super) fn segments(&mut self, segments: impl IntoIterator<Item = (Point, Point)>, stroke: Stroke) {
        let pieces: Vec<Vec<Point>> = segments.into_iter().map(|(a, b)| vec![a, b]).collect();
        self.lines(pieces, stroke, false);
    }

    /// Polylines within the frame, whose stroke is cut there too. A single point becomes a dot.
    pub(super) fn curve(&mut self, pieces: &[Vec<Point>], stroke: Stroke) {
        self.lines(pieces.iter().filter(|piece| !piece.is_empty()).cloned().collect(), stroke, true);
    }

    fn lines(&mut self, pieces: Vec<Vec<Point>>, stroke: Stroke, clipped: bool) {
        if !pieces.is_empty() {
            self.elements.push(Element::Lines { pieces, stroke, clipped });
        }
    }

    pub(super) fn marker(&mut self, at: Point, marker: Marker, colour: Colour) {
        self.elements.push(Element::Mark { at, marker, colour });
    }

    /// Text with the left end of its baseline at a point.
    pub(super) fn text(&mut self, text: &Typeset, at: Point, colour: Colour) {
        self.texts.push(text.extent.shifted(at.0, at.1));
        self.elements.push(Element::Text { text: text.clone(), at, upwards: false, colour });
    }

    /// Text running upwards, with the start of its baseline at a point.
    pub(super) fn text_upwards(&mut self, text: &Typeset, at: Point, colour: Colour) {
        let e = &text.extent;
        let turned = Rect { left: e.top, right: e.bottom, top: -e.right, bottom: -e.left };
        self.texts.push(turned.shifted(at.0, at.1));
        self.elements.push(Element::Text { text: text.clone(), at, upwards: true, colour });
    }

    pub(super) fn finish(self, size: (f64, f64), frame: Rect, title: String) -> Sheet {
        Sheet { elements: self.elements, size, frame, title }
    }
}
