//! Lines across an area.

use super::Hatch;
use super::geometry::{Point, Rect};

/// Distance of the lines in points.
const DISTANCE: f64 = 4.2;
/// Their width.
pub(super) const HATCHING: f64 = 0.45;

/// The lines across what an odd number of outlines surrounds, except where texts stand. Lines of all areas lie on one raster,
/// so that neighbours join.
pub(super) fn hatching(outlines: &[Vec<Point>], hatch: Hatch, texts: &[Rect]) -> Vec<(Point, Point)> {
    // Lines are level in turned coordinates: u along them, v across.
    let (sin, cos) = match hatch {
        Hatch::Rising => (-std::f64::consts::FRAC_1_SQRT_2, std::f64::consts::FRAC_1_SQRT_2),
        Hatch::Falling => (std::f64::consts::FRAC_1_SQRT_2, std::f64::consts::FRAC_1_SQRT_2),
        Hatch::Upright => (-1.0, 0.0),
    };
    let turned = |(x, y): Point| (cos * x + sin * y, cos * y - sin * x);
    let back = |(u, v): Point| (cos * u - sin * v, cos * v + sin * u);
    let turned_outlines: Vec<Vec<Point>> =
        outlines.iter().map(|outline| outline.iter().map(|&p| turned(p)).collect()).collect();
    let all = || turned_outlines.iter().flatten().map(|p| p.1);
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let mut lines = Vec::new();
    let mut line = (low / DISTANCE).ceil();
    while line * DISTANCE < high {
        let v = line * DISTANCE;
        let mut crossings: Vec<f64> = Vec::new();
        for outline in &turned_outlines {
            for (k, &a) in outline.iter().enumerate() {
                let b = outline[(k + 1) % outline.len()];
                if (a.1 > v) != (b.1 > v) {
                    crossings.push(a.0 + (v - a.1) / (b.1 - a.1) * (b.0 - a.0));
                }
            }
        }
        crossings.sort_by(f64::total_cmp);
        for pair in crossings.chunks_exact(2).filter(|pair| pair[1] - pair[0] > 0.3) {
            lines.extend(apart(back((pair[0], v)), back((pair[1], v)), texts));
        }
        line += 1.0;
    }
    lines
}

/// What is left of a segment without the parts in areas.
pub(super) fn apart(a: Point, b: Point, areas: &[Rect]) -> Vec<(Point, Point)> {
    /// What is shorter, in points, is not worth drawing.
    const SHORTEST: f64 = 0.3;
    let long = |(a, b): &(Point, Point)| (a.0 - b.0).hypot(a.1 - b.1) > SHORTEST;
    let mut left = vec![(a, b)];
    for area in areas {
        let outside = |(a, b): (Point, Point)| match area.clip(a, b) {
            Some((from, to)) => [(a, from), (to, b)].into_iter().filter(long).collect(),
            None => vec![(a, b)],
        };
        left = left.into_iter().flat_map(outside).collect();
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Point; 4] = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)];

    fn length(lines: &[(Point, Point)]) -> f64 {
        lines.iter().map(|(a, b)| (a.0 - b.0).hypot(a.1 - b.1)).sum()
    }

    #[test]
    fn lines_cover_the_area_once_and_leave_holes() {
        let hole = vec![(25.0, 25.0), (75.0, 25.0), (75.0, 75.0), (25.0, 75.0)];
        for hatch in [Hatch::Rising, Hatch::Falling, Hatch::Upright] {
            // Lines at a distance d have a length of area/d, to half a line at either side.
            for (outlines, area, side) in
                [(vec![SQUARE.to_vec()], 1e4, 1.0), (vec![SQUARE.to_vec(), hole.clone()], 7.5e3, 2.0)]
            {
                let total = length(&hatching(&outlines, hatch, &[]));
                assert!((total - area / DISTANCE).abs() < side * 142.0, "{hatch:?}: {total}");
            }
        }
    }

    #[test]
    fn lines_keep_away_from_texts() {
        let text = Rect { left: 30.0, top: 40.0, right: 70.0, bottom: 60.0 };
        for hatch in [Hatch::Rising, Hatch::Falling, Hatch::Upright] {
            let lines = hatching(&[SQUARE.to_vec()], hatch, &[text]);
            let inner = text.grown(-1e-6);
            assert!(lines.iter().all(|&(a, b)| inner.clip(a, b).is_none()), "{hatch:?}");
            assert!((length(&lines) - (1e4 - 800.0) / DISTANCE).abs() < 2.0 * 142.0, "{hatch:?}");
        }
    }
}
