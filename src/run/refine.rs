//! Where a curve that is known at some places has to be looked at more closely.

/// A same-sign cell is left alone if the curve, bent as much as its neighbourhood shows, stays this many times farther from
/// zero than it could come: a kink in the middle of a cell shows a fourth of its bend.
const MARGIN: f64 = 4.0;
/// A parabola that is off its chord by this part of its rise has its extremum at an end; half of it is allowed.
const MONOTONE: f64 = 0.125;

/// How closely a curve is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resolution {
    /// The shortest cell that is divided.
    pub(super) finest: f64,
    /// The shortest cell that is divided next to places without a value.
    pub(super) edge: f64,
}

/// The middles of those cells between neighbouring places of a curve in which zeros may hide: where it bends more than it
/// keeps off zero, or may turn between values of opposite sign, and next to places where it has no finite value. `points`
/// are places in increasing order with the values there, NaN where there is none.
pub(super) fn hiding_zeros(points: &[(f64, f64)], resolution: Resolution) -> Vec<f64> {
    let hides = |cell: &Cell| {
        let [a, b] = cell.values;
        match (a.is_finite(), b.is_finite()) {
            (false, false) => false,
            // From a value to an infinite one of the other sign there is a zero, and it is found.
            (true, false) | (false, true) => cell.length > resolution.edge && (a * b >= 0.0 || (a * b).is_nan()),
            (true, true) => match cell.bow {
                None => cell.length > resolution.edge,
                Some(bow) if a * b > 0.0 => MARGIN * bow >= a.abs().min(b.abs()),
                Some(bow) => bow > MONOTONE * (b - a).abs(),
            },
        }
    };
    middles(points, resolution.finest, hides)
}

/// The middles of those cells in which a curve drawn with straight lines would be off by more than `accuracy`.
pub(super) fn bending(points: &[(f64, f64)], finest: f64, accuracy: f64) -> Vec<f64> {
    middles(points, finest, |cell| cell.bow.is_some_and(|bow| bow > accuracy))
}

/// What lies between two neighbouring places.
struct Cell {
    length: f64,
    values: [f64; 2],
    /// How far the curve may be from the straight line, judged by its second derivative at both ends.
    bow: Option<f64>,
}

fn middles(points: &[(f64, f64)], finest: f64, divide: impl Fn(&Cell) -> bool) -> Vec<f64> {
    let curvature = |k: usize| -> Option<f64> {
        let [a, b, c] = points.get(k.checked_sub(1)?..=k + 1)? else { return None };
        let slope = |p: &(f64, f64), q: &(f64, f64)| (q.1 - p.1) / (q.0 - p.0);
        let second = 2.0 * (slope(b, c) - slope(a, b)) / (c.0 - a.0);
        second.is_finite().then_some(second.abs())
    };
    let cells = points.windows(2).enumerate();
    let divided = cells.filter_map(|(k, pair)| {
        let length = pair[1].0 - pair[0].0;
        let most = [curvature(k), curvature(k + 1)].into_iter().flatten().reduce(f64::max);
        let bow = most.map(|second| second * length * length / 8.0);
        let cell = Cell { length, values: [pair[0].1, pair[1].1], bow };
        (length > finest && divide(&cell)).then_some(0.5 * (pair[0].0 + pair[1].0))
    });
    divided.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESOLUTION: Resolution = Resolution { finest: 1e-6, edge: 0.05 };

    fn sampled(f: impl Fn(f64) -> f64, mut places: Vec<f64>) -> Vec<f64> {
        loop {
            let points: Vec<(f64, f64)> = places.iter().map(|&x| (x, f(x))).collect();
            let more = hiding_zeros(&points, RESOLUTION);
            if more.is_empty() {
                return places;
            }
            places.extend(more);
            places.sort_by(f64::total_cmp);
            assert!(places.len() < 200, "{places:?}");
        }
    }

    fn even(n: i32) -> Vec<f64> {
        (0..=n).map(|k| f64::from(k) / f64::from(n)).collect()
    }

    fn changes(f: impl Fn(f64) -> f64, places: &[f64]) -> usize {
        places.windows(2).filter(|pair| f(pair[0]) * f(pair[1]) < 0.0).count()
    }

    #[test]
    fn straight_lines_and_far_curves_are_left_alone() {
        assert_eq!(sampled(|x| 3.0 * x - 1.0, even(8)).len(), 9);
        assert_eq!(sampled(|x| 10.0 + (3.0 * x).sin(), even(8)).len(), 9);
    }

    #[test]
    fn pairs_of_zeros_are_parted_however_close_they_are() {
        for depth in [0.3, 1e-2, 1e-4, 1e-6] {
            let f = |x: f64| (x - 0.437).powi(2) - depth * depth;
            let places = sampled(f, even(8));
            assert_eq!(changes(f, &places), 2, "{depth}");
            assert!(places.len() < 80, "{depth}: {}", places.len());
        }
    }

    #[test]
    fn a_curve_that_does_not_reach_zero_is_done() {
        let f = |x: f64| (x - 0.437).powi(2) + 1e-8;
        assert!(sampled(f, even(8)).len() < 80);
    }

    #[test]
    fn the_edge_of_the_known_is_narrowed_down() {
        let places = sampled(|x| if x < 0.3 { f64::NAN } else { x }, even(8));
        let known = places.iter().position(|x| *x >= 0.3).expect("there is one");
        assert!(places[known] - places[known - 1] <= RESOLUTION.edge, "{places:?}");
        // Nothing is known in between.
        assert_eq!(sampled(|_| f64::NAN, even(8)).len(), 9);
        // An infinite value has a sign.
        assert_eq!(sampled(|x| if x < 0.3 { f64::NEG_INFINITY } else { 2.0 }, even(8)).len(), 9);
    }

    #[test]
    fn what_is_drawn_is_as_smooth_as_asked_for() {
        let f = |x: f64| (20.0 * (x - 0.4)).powi(2).min(3.0);
        let mut places = even(10);
        loop {
            let points: Vec<(f64, f64)> = places.iter().map(|&x| (x, f(x))).collect();
            let more = bending(&points, 1e-3, 0.02);
            if more.is_empty() {
                break;
            }
            places.extend(more);
            places.sort_by(f64::total_cmp);
        }
        for pair in places.windows(2).filter(|pair| pair[1] - pair[0] > 2e-3) {
            let middle = 0.5 * (pair[0] + pair[1]);
            assert!((f(middle) - 0.5 * (f(pair[0]) + f(pair[1]))).abs() < 4.0 * 0.02, "{middle}");
        }
        assert!(places.len() < 100, "{}", places.len());
    }
}
