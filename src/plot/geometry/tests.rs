use proptest::prelude::*;

use super::*;

const FRAME: Rect = Rect { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

#[test]
fn segments_are_cut_where_they_cross_the_frame() {
    assert_eq!(FRAME.clip((-5.0, 5.0), (15.0, 5.0)), Some(((0.0, 5.0), (10.0, 5.0))));
    assert_eq!(FRAME.clip((5.0, 5.0), (5.0, 25.0)), Some(((5.0, 5.0), (5.0, 10.0))));
    // From (-4, 0) towards (4, 8): enters the left side half-way, at height 4.
    assert_eq!(FRAME.clip((-4.0, 0.0), (4.0, 8.0)), Some(((0.0, 4.0), (4.0, 8.0))));
    assert_eq!(FRAME.clip((-1.0, 9.5), (3.0, 15.5)), None, "passes the corner outside");
    assert_eq!(FRAME.clip((-1.0, -1.0), (-1.0, 20.0)), None);
}

#[test]
fn a_curve_that_leaves_and_returns_is_two_pieces_ending_on_the_frame() {
    let points = [(1.0, 5.0), (3.0, 15.0), (5.0, 5.0)];
    let pieces = visible(points.map(Some), &FRAME);
    assert_eq!(pieces, [vec![(1.0, 5.0), (2.0, 10.0)], vec![(4.0, 10.0), (5.0, 5.0)]]);
}

#[test]
fn a_missing_point_interrupts_the_curve() {
    let points = [Some((1.0, 1.0)), Some((2.0, 2.0)), None, Some((3.0, 3.0)), None, Some((4.0, 4.0)), Some((5.0, 5.0))];
    let pieces = visible(points, &FRAME);
    assert_eq!(pieces, [vec![(1.0, 1.0), (2.0, 2.0)], vec![(3.0, 3.0)], vec![(4.0, 4.0), (5.0, 5.0)]]);
}

#[test]
fn a_straight_line_of_many_points_becomes_two() {
    let points: Vec<Point> = (0..100_000).map(|i| (f64::from(i) * 1e-3, f64::from(i) * 2e-3)).collect();
    let thin = thinned(&points, 0.04);
    assert_eq!((thin.len(), thin[0], thin[1]), (2, points[0], points[99_999]));
}

#[test]
fn thinning_keeps_spikes_and_ends() {
    let mut points: Vec<Point> = (0..100_000).map(|i| (f64::from(i) * 1e-3, 0.0)).collect();
    points[54_321].1 = 7.0;
    let thin = thinned(&points, 0.04);
    assert!(thin.contains(&points[54_321]));
    assert_eq!((thin.first(), thin.last()), (points.first(), points.last()));
    // Noise of 1e5 points over 100 points of width: at most four per column of 0.04.
    let noise: Vec<Point> = (0..100_000_i32).map(|i| (f64::from(i) * 1e-3, f64::from(i * 7919 % 10_007))).collect();
    assert!(thinned(&noise, 0.04).len() <= 4 * 2501);
}

proptest! {
    /// What is left out lies within one tolerance of the chord that replaces it, and within a column of the points kept.
    #[test]
    fn thinning_moves_a_curve_by_at_most_twice_the_tolerance(
        amplitude in 0.0..50.0_f64, frequency in 0.01..3.0_f64, count in 2..2000_i32,
    ) {
        let points: Vec<Point> = (0..count)
            .map(|i| 200.0 * f64::from(i) / f64::from(count))
            .map(|x| (x, amplitude * (frequency * x).sin()))
            .collect();
        let thin = thinned(&points, 0.05);
        for p in points {
            let nearest = thin.windows(2).map(|s| distance(p, s[0], s[1])).fold(f64::INFINITY, f64::min);
            prop_assert!(nearest <= 0.1, "{p:?} is {nearest} away");
        }
    }

    #[test]
    fn what_is_visible_is_within_the_frame(points in prop::collection::vec((-30.0..30.0_f64, -30.0..30.0_f64), 0..40)) {
        let nearly = FRAME.grown(1e-9);
        for piece in visible(points.into_iter().map(Some), &FRAME) {
            prop_assert!(piece.iter().all(|&p| nearly.holds(p)), "{piece:?}");
        }
    }
}
