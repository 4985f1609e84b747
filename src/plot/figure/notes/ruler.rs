//! Lengths along lines.

use super::super::super::geometry::Point;

/// Lengths along a line.
pub(super) struct Ruler<'a> {
    points: &'a [Point],
    lengths: Vec<f64>,
}

impl<'a> Ruler<'a> {
    pub(super) fn new(points: &'a [Point]) -> Self {
        let mut lengths = Vec::with_capacity(points.len());
        let mut total = 0.0;
        for (k, p) in points.iter().enumerate() {
            if let Some(before) = k.checked_sub(1).map(|j| points[j]) {
                total += (p.0 - before.0).hypot(p.1 - before.1);
            }
            lengths.push(total);
        }
        Self { points, lengths }
    }

    pub(super) fn length(&self) -> f64 {
        self.lengths.last().copied().unwrap_or(0.0)
    }

    /// The point at a length from the start.
    pub(super) fn at(&self, s: f64) -> Point {
        let after = self.lengths.partition_point(|&l| l < s).clamp(1, self.points.len().max(2) - 1);
        let (Some(&a), Some(&b)) = (self.points.get(after - 1), self.points.get(after)) else {
            return self.points.first().copied().unwrap_or((0.0, 0.0));
        };
        let (from, to) = (self.lengths[after - 1], self.lengths[after]);
        let t = if to > from { (s - from) / (to - from) } else { 0.0 };
        (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1))
    }

    /// The points between two lengths.
    pub(super) fn between(&self, from: f64, to: f64) -> impl Iterator<Item = Point> {
        let inside = self.lengths.partition_point(|&l| l <= from)..self.lengths.partition_point(|&l| l < to);
        self.points.get(inside).unwrap_or(&[]).iter().copied()
    }
}
