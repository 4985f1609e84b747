//! Lines of text as one block.

use super::super::super::font::Fonts;
use super::super::super::geometry::{Point, Rect};
use super::super::super::label::Typeset;
use super::super::super::page::{Page, UPWARDS};
use super::super::super::{Colour, Label};

/// Distance of baselines in font sizes.
const LEADING: f64 = 1.3;

/// Text with its place.
pub(in super::super) struct Placed {
    /// Lines with the left ends of their baselines.
    lines: Vec<(Typeset, Point)>,
    /// In degrees, clockwise.
    angle: f64,
    colour: Colour,
    /// What the text covers.
    pub(in super::super) covers: Vec<Rect>,
}

/// Lines of text that are not placed yet.
pub(super) struct Block {
    lines: Vec<Typeset>,
    pub(super) width: f64,
    pub(super) height: f64,
    ascent: f64,
    pitch: f64,
}

impl Placed {
    pub(in super::super) fn draw(&self, page: &mut Page) {
        for (number, (text, at)) in self.lines.iter().enumerate() {
            let covers = if number == 0 { &self.covers[..] } else { &[] };
            page.text_turned(text, *at, self.angle, self.colour, covers);
        }
    }
}

impl Block {
    pub(super) fn new(labels: &[Label], size: f64, fonts: &Fonts) -> Self {
        let lines: Vec<Typeset> = labels.iter().map(|label| Typeset::new(label, size, fonts)).collect();
        let tallest = |of: fn(&Rect) -> f64| lines.iter().map(|line| of(&line.extent)).fold(0.0, f64::max);
        let (ascent, descent) = (tallest(|e| -e.top), tallest(|e| e.bottom));
        let pitch = (LEADING * size).max(ascent + descent + 0.5);
        let width = lines.iter().map(Typeset::width).fold(0.0, f64::max);
        let height = ascent + descent + pitch * (lines.len().max(1) - 1) as f64;
        Self { lines, width, height, ascent, pitch }
    }

    /// What the block covers around a centre: one rectangle along the axes, otherwise several along the text.
    pub(super) fn covers(&self, (x, y): Point, angle: f64) -> Vec<Rect> {
        let (w, h) = (self.width / 2.0, self.height / 2.0);
        if angle == 0.0 {
            return vec![Rect { left: x - w, top: y - h, right: x + w, bottom: y + h }];
        }
        if angle == UPWARDS {
            return vec![Rect { left: x - h, top: y - w, right: x + h, bottom: y + w }];
        }
        let (sin, cos) = angle.to_radians().sin_cos();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen pieces")]
        let pieces = (2.0 * self.width / self.height.max(1.0)).ceil().clamp(1.0, 200.0) as u32;
        let length = self.width / f64::from(pieces);
        let (across, up) = (
            0.5 * (length * cos.abs() + self.height * sin.abs()),
            0.5 * (length * sin.abs() + self.height * cos.abs()),
        );
        let piece = |k: u32| {
            let along = (f64::from(k) + 0.5) * length - w;
            let (x, y) = (x + along * cos, y + along * sin);
            Rect { left: x - across, top: y - up, right: x + across, bottom: y + up }
        };
        (0..pieces).map(piece).collect()
    }

    /// The block around a centre, turned by an angle in degrees, clockwise.
    pub(super) fn at(self, centre: Point, angle: f64, colour: Colour) -> Placed {
        let covers = self.covers(centre, angle);
        let (sin, cos) = angle.to_radians().sin_cos();
        let mut baseline = self.ascent - self.height / 2.0;
        let mut lines = Vec::with_capacity(self.lines.len());
        for line in self.lines {
            let left = -line.width() / 2.0 - line.extent.left;
            lines.push((line, (centre.0 + cos * left - sin * baseline, centre.1 + sin * left + cos * baseline)));
            baseline += self.pitch;
        }
        Placed { lines, angle, colour, covers }
    }
}
