use proptest::prelude::*;

use super::*;

fn sampled(x: &Sampling, y: &Sampling, function: impl Fn(f64, f64) -> f64) -> Samples {
    let values = y.values().iter().flat_map(|&v| x.values().iter().map(move |&u| (u, v))).map(|(u, v)| function(u, v));
    Samples::new(x.clone(), y.clone(), values.collect()).expect("is a grid")
}

/// Whether an odd number of outlines surrounds a point.
fn surrounded(outlines: &[Vec<(f64, f64)>], (x, y): (f64, f64)) -> bool {
    let crossings = outlines.iter().flat_map(|line| line.windows(2)).filter(|pair| {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        (y0 > y) != (y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
    });
    crossings.count() % 2 == 1
}

/// Twice the area that outlines surround, counted with their direction.
fn area(outline: &[(f64, f64)]) -> f64 {
    0.5 * outline.windows(2).map(|p| p[0].0 * p[1].1 - p[1].0 * p[0].1).sum::<f64>().abs()
}

#[test]
fn the_contour_of_a_power_law_is_straight_in_the_logarithms() {
    // ln(x² y) is linear in ln x and ln y: interpolation is exact.
    let samples = sampled(&Sampling::log(1e-3, 1e3, 7), &Sampling::log(1e-8, 1e2, 12), |x, y| (x * x * y).ln());
    let lines = samples.contour(0.5_f64.ln());
    assert_eq!(lines.len(), 1);
    assert!(lines[0].len() > 7);
    for &(x, y) in &lines[0] {
        assert!((x * x * y / 0.5 - 1.0).abs() < 1e-12, "({x}, {y})");
    }
}

#[test]
fn between_the_points_it_is_linear_in_the_scales_of_the_axes() {
    let (x, y) = (Sampling::log(1.0, 1e4, 5), Sampling::linear(-1.0, 1.0, 3));
    let function = |x: f64, y: f64| (2.0 + x.ln()) * (3.0 - y);
    let samples = sampled(&x, &y, function);
    let fine = samples.refined(7);
    assert_eq!((fine.axes().0.values().len(), fine.axes().1.values().len()), (4 * 7 + 1, 2 * 7 + 1));
    let same = |(x, y): (f64, f64), value: f64| (value / function(x, y) - 1.0).abs() < 1e-12;
    let places = fine.axes().1.values().iter().flat_map(|&v| fine.axes().0.values().iter().map(move |&u| (u, v)));
    assert!(places.zip(fine.values()).all(|(place, &value)| same(place, value)));
    assert!(same((17.0, 0.3), samples.at((17.0, 0.3))) && same((1e4, 1.0), samples.at((1e4, 1.0))));
    assert!([(0.9, 0.0), (2e4, 0.0), (2.0, 1.1), (f64::NAN, 0.0)].iter().all(|&place| samples.at(place).is_nan()));
    // Only the cells around an unknown point are unknown, up to their other sides.
    let hole = sampled(&x, &y, |x, y| if x > 9e3 && y > 0.9 { f64::NAN } else { function(x, y) });
    assert!(hole.at((2e3, 0.1)).is_nan() && !hole.at((1e3, 0.1)).is_nan() && !hole.at((2e3, 0.0)).is_nan());
}

#[test]
fn lines_end_where_another_function_vanishes() {
    let axis = Sampling::log(1e-2, 1e2, 9);
    let product = sampled(&axis, &axis, |x, y| (x * y).ln());
    let ratio = sampled(&axis, &axis, |x, y| (3.0 * x / y).ln());
    // xy = 2 and 3x = y meet at x = √(2/3).
    let pieces = ratio.clip(&product.contour(2.0_f64.ln()));
    let [piece] = &pieces[..] else { panic!("one piece: {pieces:?}") };
    let ends = [piece[0], piece[piece.len() - 1]].map(|p| p.0);
    let (least, most) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    assert!((least / (2.0_f64 / 3.0).sqrt() - 1.0).abs() < 1e-12 && (most - 100.0).abs() < 1e-9, "{ends:?}");
    assert!(piece.iter().all(|(x, y)| (x * y / 2.0 - 1.0).abs() < 1e-12));
    assert!(ratio.map(|_| -1.0).clip(&product.contour(0.0)).is_empty());
    assert!(ratio.map(|_| f64::NAN).clip(&product.contour(0.0)).is_empty());
}

#[test]
fn a_circle_is_closed_and_has_its_area() {
    let axis = Sampling::linear(-2.0, 2.0, 81);
    let samples = sampled(&axis, &axis, |x, y| x * x + y * y);
    let lines = samples.contour(1.0);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].first(), lines[0].last());
    // A chord between neighbouring lines of the grid, 0.05 apart, loses at most h³/(12 R) of area; linear interpolation of
    // x² errs by h²/4 at most, h²/8 in the radius: together less than 2π h²/8 + 126 h³/12 = 0.0033.
    assert!((area(&lines[0]) - std::f64::consts::PI).abs() < 0.0033, "{}", area(&lines[0]));
}

#[test]
fn regions_are_closed_along_the_edge_of_the_grid() {
    let (x, y) = (Sampling::linear(0.0, 4.0, 5), Sampling::linear(0.0, 1.0, 3));
    let samples = sampled(&x, &y, |x, _| x);
    let outlines = samples.region(2.5, f64::INFINITY);
    assert_eq!(outlines.len(), 1);
    assert_eq!(outlines[0].first(), outlines[0].last());
    assert!((area(&outlines[0]) - 1.5).abs() < 1e-12);
    // Between two values, and everything.
    let band = samples.region(0.5, 2.5);
    assert!(surrounded(&band, (1.0, 0.4)) && !surrounded(&band, (0.4, 0.4)) && !surrounded(&band, (2.6, 0.4)));
    assert!((area(&samples.region(f64::NEG_INFINITY, f64::INFINITY)[0]) - 4.0).abs() < 1e-12);
    assert!(samples.region(5.0, f64::INFINITY).is_empty());
}

#[test]
fn what_two_functions_allow_is_where_both_do() {
    let axis = Sampling::linear(0.0, 4.0, 9);
    let (right, above) = (sampled(&axis, &axis, |x, _| x), sampled(&axis, &axis, |_, y| y));
    let both = right.zip(&above, f64::min).expect("one grid").region(2.5, f64::INFINITY);
    assert!(surrounded(&both, (3.0, 3.0)) && !surrounded(&both, (3.0, 2.0)) && !surrounded(&both, (2.0, 3.0)));
    let double = right.map(|v| 2.0 * v);
    assert_eq!(double.contour(6.0), right.contour(3.0));
    let other = sampled(&Sampling::linear(0.0, 4.0, 3), &axis, |x, _| x);
    assert!(matches!(right.zip(&other, f64::min), Err(PlotError::Length { expected: 81, found: 27, .. })));
}

#[test]
fn two_peaks_have_two_contours_and_a_saddle_joins_or_parts_them() {
    let axis = Sampling::linear(-1.0, 1.0, 4);
    // Above zero in two opposite quadrants; the middle cell is a saddle whose middle lies above or below.
    for (shift, lines) in [(0.05, 2), (-0.05, 2)] {
        let samples = sampled(&axis, &axis, |x, y| x * y + shift);
        assert_eq!(samples.contour(0.0).len(), lines);
        let outlines = samples.region(0.0, f64::INFINITY);
        assert_eq!(surrounded(&outlines, (1e-3, -1e-3)), shift > 0.0, "{shift}");
    }
}

#[test]
fn where_the_function_has_no_value_there_is_no_line() {
    let axis = Sampling::linear(0.0, 10.0, 11);
    let samples = sampled(&axis, &axis, |x, y| if x > 6.5 { f64::NAN } else { y });
    for &(x, y) in samples.contour(4.5).iter().flatten() {
        assert!(x <= 6.0 && y == 4.5, "({x}, {y})");
    }
    let outlines = samples.region(4.5, f64::INFINITY);
    assert!(surrounded(&outlines, (5.0, 5.0)) && !surrounded(&outlines, (8.0, 5.0)));
    let infinite = sampled(&axis, &axis, |x, y| if x > 6.5 { f64::INFINITY } else { y });
    assert!(infinite.region(4.5, f64::INFINITY).iter().flatten().all(|p| p.0.is_finite() && p.1.is_finite()));
}

#[test]
fn a_grid_has_increasing_axes_and_a_value_at_each_point() {
    let good = Sampling::linear(0.0, 1.0, 3);
    for bad in [
        Sampling::linear(1.0, 0.0, 3),
        Sampling::linear(0.0, 1.0, 1),
        Sampling::linear(0.0, 1.0, 0),
        Sampling::log(0.0, 1.0, 3),
        Sampling::linear(0.0, f64::INFINITY, 3),
    ] {
        let result = Samples::new(bad.clone(), good.clone(), vec![0.0; 9]);
        assert!(matches!(result, Err(PlotError::Sampling { .. })), "{bad:?}");
    }
    let short = Samples::new(good.clone(), good, vec![0.0; 8]);
    assert!(matches!(short, Err(PlotError::Length { expected: 9, found: 8, .. })));
}

proptest! {
    /// Every node lies inside or outside of the region as its value says, whatever the function.
    #[test]
    fn nodes_are_where_their_values_put_them(
        values in proptest::collection::vec(prop_oneof![8 => -1.0..1.0_f64, 1 => Just(f64::NAN), 1 => Just(0.25)], 42),
        level in -0.5..0.5_f64,
    ) {
        let (x, y) = (Sampling::linear(0.0, 6.0, 7), Sampling::linear(0.0, 5.0, 6));
        let samples = Samples::new(x, y, values.clone()).expect("is a grid");
        let outlines = samples.region(level, f64::INFINITY);
        for outline in &outlines {
            prop_assert_eq!(outline.first(), outline.last());
        }
        for (k, value) in values.iter().enumerate() {
            // Nodes of the edge are on the outline.
            let (i, j) = (k % 7, k / 7);
            if (1..6).contains(&i) && (1..5).contains(&j) && (value - level).abs() > 1e-9 {
                let inside = surrounded(&outlines, (i as f64, j as f64));
                prop_assert_eq!(inside, *value >= level, "node {} {}", i, j);
            }
        }
    }
}
