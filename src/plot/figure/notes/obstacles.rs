//! What text must keep away from.

use super::super::super::geometry::{Point, Rect, distance};
use super::block::Placed;

/// Distance names keep from lines and from the frame, in points.
pub(super) const CLEARANCE: f64 = 1.5;
/// What is closer to text than this, in points, is beneath it.
pub(in super::super) const TOUCHING: f64 = 0.9;
/// Beyond this distance from everything, more is no better.
pub(super) const FREE: f64 = 10.0;

/// What names must not cover.
pub(super) struct Obstacles {
    pub(super) frame: Rect,
    pub(super) lines: Vec<Vec<Point>>,
}

impl Obstacles {
    /// The distance of text from all lines and other texts, at most [`FREE`]; none if it touches any, or leaves the frame.
    pub(super) fn clearance(&self, covers: &[Rect], extra: &[&Vec<Vec<Point>>], placed: &[Placed]) -> Option<f64> {
        let inner = self.frame.grown(-CLEARANCE - 1.5);
        let texts = || placed.iter().flat_map(|text| &text.covers);
        let close = |a: &Rect| !inner.contains(a) || texts().any(|b| a.grown(CLEARANCE).overlaps(b));
        if covers.iter().any(close) {
            return None;
        }
        let mut least = FREE;
        for line in self.lines.iter().chain(extra.iter().copied().flatten()) {
            for area in covers {
                least = least.min(gap(area, line, least));
                if least < CLEARANCE {
                    return None;
                }
            }
        }
        for (a, b) in covers.iter().flat_map(|a| texts().map(move |b| (a, b))) {
            let apart = |low: f64, high: f64| low.max(high).max(0.0);
            let dx = apart(b.left - a.right, a.left - b.right);
            let dy = apart(b.top - a.bottom, a.top - b.bottom);
            least = least.min(dx.hypot(dy));
        }
        Some(least)
    }
}

/// The distance of a rectangle from a line, if it is less than `limit`; zero if they touch.
pub(super) fn gap(area: &Rect, line: &[Point], limit: f64) -> f64 {
    let near = area.grown(limit);
    if let [only] = line {
        return if near.holds(*only) { outside(area, *only) } else { limit };
    }
    let mut least = limit;
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if near.clip(a, b).is_none() {
            continue;
        }
        if area.clip(a, b).is_some() {
            return 0.0;
        }
        let corners =
            [(area.left, area.top), (area.right, area.top), (area.left, area.bottom), (area.right, area.bottom)];
        let corner = corners.iter().map(|&p| distance(p, a, b)).fold(f64::INFINITY, f64::min);
        least = least.min(corner).min(outside(area, a)).min(outside(area, b));
    }
    least
}

/// The distance of a point from a rectangle, zero inside.
fn outside(area: &Rect, (x, y): Point) -> f64 {
    let dx = (area.left - x).max(x - area.right).max(0.0);
    let dy = (area.top - y).max(y - area.bottom).max(0.0);
    dx.hypot(dy)
}
