//! The page: shapes and text as they were drawn, before they become a file of some format.

use super::geometry::{Point, Rect};
use super::label::Typeset;
use super::{Colour, Marker, Stroke};

/// Something drawn, in page coordinates: points, y downwards.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Element {
    /// A filled rectangle.
    Fill { area: Rect, colour: Colour, opacity: f64 },
    /// What an odd number of closed outlines surrounds.
    Area { outlines: Vec<Vec<Point>>, colour: Colour, opacity: f64 },
    /// The outline of a rectangle.
    Frame { area: Rect, stroke: Stroke },
    /// Polylines; clipped ones end at a frame, given by its place among those of the sheet, their strokes included. A
    /// single point is a dot.
    Lines { pieces: Vec<Vec<Point>>, stroke: Stroke, clip: Option<usize> },
    /// A filled mark around a point.
    Mark { at: Point, marker: Marker, colour: Colour },
    /// Text with the left end of its baseline at a point, turned about that by an angle in degrees, clockwise: −90 runs
    /// upwards.
    Text { text: Typeset, at: Point, angle: f64, colour: Colour },
}

/// Radius of marks in points.
const MARK_RADIUS: f64 = 1.9;
/// The angle of text that runs upwards.
pub(super) const UPWARDS: f64 = -90.0;

/// The radius of a round mark.
pub(super) fn radius(marker: Marker) -> f64 {
    if marker == Marker::Dot { 0.5 * MARK_RADIUS } else { MARK_RADIUS }
}

/// The corners of a mark relative to its centre; none for a circle.
pub(super) fn corners(marker: Marker) -> Option<Vec<Point>> {
    const R: f64 = MARK_RADIUS;
    match marker {
        Marker::Circle | Marker::Dot => None,
        Marker::Square => {
            Some(vec![(-0.9 * R, -0.9 * R), (0.9 * R, -0.9 * R), (0.9 * R, 0.9 * R), (-0.9 * R, 0.9 * R)])
        }
        Marker::Diamond => Some(vec![(0.0, -1.3 * R), (1.3 * R, 0.0), (0.0, 1.3 * R), (-1.3 * R, 0.0)]),
        Marker::Triangle => Some(vec![(0.0, -1.25 * R), (1.15 * R, 0.8 * R), (-1.15 * R, 0.8 * R)]),
        Marker::Star => Some(star(2.2 * R)),
    }
}

/// Ten corners, the first above the centre. The inner ones lie where the lines between the outer ones meet.
fn star(radius: f64) -> Vec<Point> {
    const INNER: f64 = 0.382;
    let corner = |k: i32| {
        let r = if k % 2 == 0 { radius } else { INNER * radius };
        let (sin, cos) = (f64::from(k) * std::f64::consts::PI / 5.0).sin_cos();
        (r * sin, -r * cos)
    };
    (0..10).map(corner).collect()
}

/// A page under construction, with one pair of axes.
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
    /// What clipped lines end at, one for each pair of axes.
    pub(super) frames: Vec<Rect>,
    /// What the picture shows, for those who cannot see it.
    pub(super) title: String,
}

impl Page {
    pub(super) fn fill(&mut self, area: &Rect, colour: Colour, opacity: f64) {
        self.elements.push(Element::Fill { area: *area, colour, opacity });
    }

    /// What an odd number of the outlines surrounds.
    pub(super) fn area(&mut self, outlines: Vec<Vec<Point>>, colour: Colour, opacity: f64) {
        if !outlines.is_empty() {
            self.elements.push(Element::Area { outlines, colour, opacity });
        }
    }

    pub(super) fn frame(&mut self, area: &Rect, stroke: Stroke) {
        self.elements.push(Element::Frame { area: *area, stroke });
    }

    /// Lines that stay whole.
    pub(super) fn segments(&mut self, segments: impl IntoIterator<Item = (Point, Point)>, stroke: Stroke) {
        let pieces: Vec<Vec<Point>> = segments.into_iter().map(|(a, b)| vec![a, b]).collect();
        self.lines(pieces, stroke, None);
    }

    /// Polylines within the frame, whose stroke is cut there too. A single point becomes a dot.
    pub(super) fn curve(&mut self, pieces: &[Vec<Point>], stroke: Stroke) {
        self.lines(pieces.iter().filter(|piece| !piece.is_empty()).cloned().collect(), stroke, Some(0));
    }

    fn lines(&mut self, pieces: Vec<Vec<Point>>, stroke: Stroke, clip: Option<usize>) {
        if !pieces.is_empty() {
            self.elements.push(Element::Lines { pieces, stroke, clip });
        }
    }

    pub(super) fn marker(&mut self, at: Point, marker: Marker, colour: Colour) {
        self.elements.push(Element::Mark { at, marker, colour });
    }

    /// Text with the left end of its baseline at a point.
    pub(super) fn text(&mut self, text: &Typeset, at: Point, colour: Colour) {
        self.texts.push(text.extent.shifted(at.0, at.1));
        self.elements.push(Element::Text { text: text.clone(), at, angle: 0.0, colour });
    }

    /// Text running upwards, with the start of its baseline at a point.
    pub(super) fn text_upwards(&mut self, text: &Typeset, at: Point, colour: Colour) {
        let e = &text.extent;
        let turned = Rect { left: e.top, right: e.bottom, top: -e.right, bottom: -e.left };
        self.texts.push(turned.shifted(at.0, at.1));
        self.elements.push(Element::Text { text: text.clone(), at, angle: UPWARDS, colour });
    }

    /// Text turned by an angle in degrees, clockwise, about the start of its baseline; `covers` is what it covers.
    pub(super) fn text_turned(&mut self, text: &Typeset, at: Point, angle: f64, colour: Colour, covers: &[Rect]) {
        self.texts.extend(covers);
        self.elements.push(Element::Text { text: text.clone(), at, angle, colour });
    }

    pub(super) fn finish(self, size: (f64, f64), frame: Rect, title: String) -> Sheet {
        Sheet { elements: self.elements, size, frames: vec![frame], title }
    }
}

impl Sheet {
    /// Several sheets beside each other, their frames level, as one. `title` is for those who cannot see it.
    pub(super) fn beside(sheets: Vec<Self>, title: String) -> Self {
        let top_of = |sheet: &Self| sheet.frames.first().map_or(0.0, |frame| frame.top);
        let lowest = sheets.iter().map(top_of).fold(0.0, f64::max);
        let mut whole = Self { elements: Vec::new(), size: (0.0, 0.0), frames: Vec::new(), title };
        for sheet in sheets {
            let (dx, dy) = (whole.size.0, lowest - top_of(&sheet));
            let before = whole.frames.len();
            whole.elements.extend(sheet.elements.into_iter().map(|element| element.shifted(dx, dy, before)));
            whole.frames.extend(sheet.frames.iter().map(|frame| frame.shifted(dx, dy)));
            whole.size = (dx + sheet.size.0, whole.size.1.max(dy + sheet.size.1).ceil());
        }
        whole
    }
}

impl Element {
    /// The element elsewhere, on a sheet that has `frames` frames before those of its own.
    fn shifted(self, dx: f64, dy: f64, frames: usize) -> Self {
        let moved = |(x, y): Point| (x + dx, y + dy);
        let all = |lines: Vec<Vec<Point>>| -> Vec<Vec<Point>> {
            lines.into_iter().map(|line| line.into_iter().map(moved).collect()).collect()
        };
        match self {
            Self::Fill { area, colour, opacity } => Self::Fill { area: area.shifted(dx, dy), colour, opacity },
            Self::Area { outlines, colour, opacity } => Self::Area { outlines: all(outlines), colour, opacity },
            Self::Frame { area, stroke } => Self::Frame { area: area.shifted(dx, dy), stroke },
            Self::Lines { pieces, stroke, clip } => {
                Self::Lines { pieces: all(pieces), stroke, clip: clip.map(|number| number + frames) }
            }
            Self::Mark { at, marker, colour } => Self::Mark { at: moved(at), marker, colour },
            Self::Text { text, at, angle, colour } => Self::Text { text, at: moved(at), angle, colour },
        }
    }
}
