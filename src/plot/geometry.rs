//! Rectangles, clipping and thinning, in page coordinates: points, y downwards.

/// A point of the page.
pub(super) type Point = (f64, f64);

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rect {
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub(super) fn shifted(&self, dx: f64, dy: f64) -> Self {
        Self { left: self.left + dx, right: self.right + dx, top: self.top + dy, bottom: self.bottom + dy }
    }

    pub(super) fn grown(&self, by: f64) -> Self {
        Self { left: self.left - by, right: self.right + by, top: self.top - by, bottom: self.bottom + by }
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    pub(super) fn contains(&self, other: &Self) -> bool {
        self.left <= other.left && self.top <= other.top && self.right >= other.right && self.bottom >= other.bottom
    }

    pub(super) fn holds(&self, (x, y): Point) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// The part of the segment from `a` to `b` inside (Liang and Barsky, ACM Trans. Graph. 3, 1 (1984)).
    pub(super) fn clip(&self, a: Point, b: Point) -> Option<(Point, Point)> {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (step, room) in
            [(-dx, a.0 - self.left), (dx, self.right - a.0), (-dy, a.1 - self.top), (dy, self.bottom - a.1)]
        {
            if step == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if step < 0.0 {
                enter = enter.max(room / step);
            } else {
                leave = leave.min(room / step);
            }
        }
        let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
        // The ends themselves are kept exactly, so that pieces of one curve join.
        let start = if enter == 0.0 { a } else { at(enter) };
        let end = if leave == 1.0 { b } else { at(leave) };
        (enter <= leave).then_some((start, end))
    }
}

/// Cuts a polyline at the frame; interrupted where the points are `None`. Straight pieces in page coordinates are straight
/// in the logarithms on logarithmic axes.
pub(super) fn visible(points: impl IntoIterator<Item = Option<Point>>, frame: &Rect) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    let mut piece: Vec<Point> = Vec::new();
    let mut previous: Option<Point> = None;
    let mut finish = |piece: &mut Vec<Point>| {
        if !piece.is_empty() {
            pieces.push(std::mem::take(piece));
        }
    };
    for point in points {
        match (previous, point) {
            (_, None) => finish(&mut piece),
            // A point with no neighbours is still a (one-point) piece.
            (None, Some(b)) => {
                if frame.holds(b) {
                    piece.push(b);
                }
            }
            (Some(a), Some(b)) => match frame.clip(a, b) {
                Some((start, end)) => {
                    if piece.last() != Some(&start) {
                        finish(&mut piece);
                        piece.push(start);
                    }
                    piece.push(end);
                }
                None => finish(&mut piece),
            },
        }
        previous = point;
    }
    finish(&mut piece);
    pieces
}

/// Leaves out the points of a polyline that a picture cannot resolve, moving the line by at most `tolerance` points.
pub(super) fn thinned(points: &[Point], tolerance: f64) -> Vec<Point> {
    simplified(&columns(points, tolerance), tolerance)
}

/// Of each run of points within one column of the given width: the first, lowest, highest and last, which draw the same.
fn columns(points: &[Point], width: f64) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    let mut start = 0;
    while let Some(&first) = points.get(start) {
        let column = (first.0 / width).floor();
        let run = points[start..].iter().take_while(|p| (p.0 / width).floor() == column).count();
        let end = start + run.max(1);
        let indices = start..end;
        let lowest = indices.clone().min_by(|&i, &j| points[i].1.total_cmp(&points[j].1)).unwrap_or(start);
        let highest = indices.max_by(|&i, &j| points[i].1.total_cmp(&points[j].1)).unwrap_or(start);
        let mut chosen = [start, lowest.min(highest), lowest.max(highest), end - 1].to_vec();
        chosen.dedup();
        kept.extend(chosen.into_iter().map(|i| points[i]));
        start = end;
    }
    kept
}

/// The part of a closed outline, given without its first point again at the end, within a rectangle (Sutherland and Hodgman,
/// Commun. ACM 17, 32 (1974)). Parts that the outside separates stay joined along the rectangle, where they surround nothing.
pub(super) fn enclosed(outline: &[Point], frame: &Rect) -> Vec<Point> {
    type Side = (fn(&Point) -> f64, f64, f64);
    let sides: [Side; 4] = [
        (|p| p.0, 1.0, frame.left),
        (|p| p.0, -1.0, frame.right),
        (|p| p.1, 1.0, frame.top),
        (|p| p.1, -1.0, frame.bottom),
    ];
    let mut points = outline.to_vec();
    for (coordinate, sign, end) in sides {
        let depth = |p: &Point| sign * (coordinate(p) - end);
        let mut kept = Vec::with_capacity(points.len() + 4);
        for (k, &b) in points.iter().enumerate() {
            let a = points[(k + points.len() - 1) % points.len()];
            let (da, db) = (depth(&a), depth(&b));
            if (da < 0.0) != (db < 0.0) {
                let t = da / (da - db);
                kept.push((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
            }
            if db >= 0.0 {
                kept.push(b);
            }
        }
        points = kept;
    }
    points
}

/// Fewest points of a polyline that keep it within `tolerance` (Douglas and Peucker, Cartographica 10, 112 (1973)).
pub(super) fn simplified(points: &[Point], tolerance: f64) -> Vec<Point> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let mut keep = vec![false; points.len()];
    keep[0] = true;
    keep[last] = true;
    let mut spans = vec![(0, last)];
    while let Some((from, to)) = spans.pop() {
        let farthest = (from + 1..to)
            .map(|i| (i, distance(points[i], points[from], points[to])))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .filter(|&(_, d)| d > tolerance);
        if let Some((i, _)) = farthest {
            keep[i] = true;
            spans.push((from, i));
            spans.push((i, to));
        }
    }
    points.iter().zip(keep).filter_map(|(&p, keep)| keep.then_some(p)).collect()
}

/// Distance of a point from a segment.
pub(super) fn distance(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length_squared = dx * dx + dy * dy;
    let t = if length_squared == 0.0 {
        0.0
    } else {
        (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length_squared).clamp(0.0, 1.0)
    };
    (p.0 - a.0 - t * dx).hypot(p.1 - a.1 - t * dy)
}

/// Whether an odd number of outlines surrounds a point; each closes where it ends.
pub(super) fn surrounds(outlines: &[Vec<Point>], (x, y): Point) -> bool {
    let rings = outlines.iter().flat_map(|line| (0..line.len()).map(move |k| (line[k], line[(k + 1) % line.len()])));
    let crossed = rings.filter(|(a, b)| (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0));
    crossed.count() % 2 == 1
}

#[cfg(test)]
mod tests;
