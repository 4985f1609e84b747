//! Points of every kind, against what defines the kind.

use std::path::PathBuf;

use super::*;
use crate::model::{Document, Overrides, Spacing};
use crate::units::Dimension;

fn wimp() -> Model {
    let text = crate::builtin::find("wimp").expect("is built in").text;
    let document = Document::from_bytes("wimp", text.into()).expect("is a model");
    document.resolve(&Overrides::default()).expect("resolves")
}

fn axis(name: &str, from: f64, to: f64, points: usize, spacing: Spacing) -> Axis {
    Axis { name: name.to_owned(), from, to, dimension: Dimension::MASS, points, spacing }
}

fn two_axes() -> Vec<Axis> {
    vec![axis("m_chi", 1.0, 100.0, 3, Spacing::Log), axis("sv", -1.0, 1.0, 2, Spacing::Linear)]
}

fn sample(axes: Vec<Axis>, choice: &Choice, seed: u64) -> Sample {
    Sample::new(axes, choice, seed, &wimp()).unwrap_or_else(|error| panic!("{error}"))
}

fn points(sample: &Sample) -> Vec<Vec<f64>> {
    let point = |index| {
        let mut values = Vec::new();
        sample.values(index, &mut values).expect("has values");
        values
    };
    (0..sample.count()).map(point).collect()
}

/// Where in its range, from 0 to 1, the value of an axis lies.
fn part(axis: &Axis, value: f64) -> f64 {
    match axis.spacing {
        Spacing::Linear => (value - axis.from) / (axis.to - axis.from),
        Spacing::Log => (value / axis.from).ln() / (axis.to / axis.from).ln(),
    }
}

#[test]
fn the_last_axis_of_a_grid_changes_fastest() {
    let points = points(&sample(two_axes(), &Choice::Grid, 0));
    let expected = [[1.0, -1.0], [1.0, 1.0], [10.0, -1.0], [10.0, 1.0], [100.0, -1.0], [100.0, 1.0]];
    for (point, expected) in points.iter().zip(&expected) {
        assert!((point[0] / expected[0] - 1.0).abs() < 1e-14 && point[1] == expected[1], "{points:?}");
    }
    assert_eq!(points.len(), 6);
}

#[test]
fn a_latin_hypercube_has_one_point_in_every_part_of_every_axis() {
    for count in [1, 2, 17, 100] {
        let sample = sample(two_axes(), &Choice::LatinHypercube(count), 5);
        let points = points(&sample);
        for (d, axis) in sample.axes().iter().enumerate() {
            let mut parts: Vec<f64> =
                points.iter().map(|point| (part(axis, point[d]) * count as f64).floor()).collect();
            parts.sort_by(f64::total_cmp);
            assert!(parts.into_iter().eq((0..count).map(|k| k as f64)), "axis {d} of {count}");
        }
    }
}

#[test]
fn shifted_points_of_sobol_are_still_a_net() {
    // Each of 64 squares holds one of 64 points, and each of 64 strips along either axis.
    let sample = sample(two_axes(), &Choice::Sobol(64), 3);
    for (columns, rows) in [(8.0, 8.0), (64.0, 1.0), (1.0, 64.0)] {
        let mut cells: Vec<[f64; 2]> = points(&sample)
            .iter()
            .map(|point| {
                let [x, y] = [0, 1].map(|d| part(&sample.axes()[d], point[d]));
                [(x * columns).floor(), (y * rows).floor()]
            })
            .collect();
        cells.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        cells.dedup();
        assert_eq!(cells.len(), 64, "{columns} by {rows}");
    }
}

#[test]
fn random_points_fill_the_ranges_evenly() {
    let sample = sample(two_axes(), &Choice::Random(10_000), 0);
    for (d, axis) in sample.axes().iter().enumerate() {
        let parts: Vec<f64> = points(&sample).iter().map(|point| part(axis, point[d])).collect();
        assert!(parts.iter().all(|part| (0.0..=1.0).contains(part)));
        // The largest distance of the distribution from a uniform one: beyond 2/√n once in a thousand.
        let mut sorted = parts;
        sorted.sort_by(f64::total_cmp);
        let distance = sorted.iter().enumerate().map(|(k, part)| (part - k as f64 / 1e4).abs()).fold(0.0, f64::max);
        assert!(distance < 0.02, "axis {d}: {distance}");
    }
}

#[test]
fn another_seed_gives_other_points_and_the_same_the_same() {
    for choice in [Choice::Random(20), Choice::LatinHypercube(20), Choice::Sobol(20)] {
        let of_seed = |seed| points(&sample(two_axes(), &choice, seed));
        assert_eq!(of_seed(1), of_seed(1));
        assert!(of_seed(1).iter().zip(&of_seed(2)).all(|(one, other)| one != other), "{choice:?}");
    }
}

#[test]
fn what_cannot_be_sampled_is_refused() {
    let refused = |axes, choice| Sample::new(axes, choice, 0, &wimp()).expect_err("is refused").to_string();
    let twice = vec![two_axes()[0].clone(), two_axes()[0].clone()];
    assert!(refused(twice, &Choice::Grid).contains("two axes of `m_chi`"));
    assert!(refused(two_axes(), &Choice::Sobol((1 << 32) + 1)).contains("4294967296 points"));
    let many = (0..4).map(|k| axis(&format!("a{k}"), 0.0, 1.0, 100_000, Spacing::Linear)).collect();
    assert!(refused(many, &Choice::Grid).contains("more points than can be counted"));
}

/// A file of points of this test's own.
fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("frazil-points-{}-{name}", std::process::id()));
    std::fs::write(&path, text).expect("can be written");
    path
}

#[test]
fn points_of_a_file_are_its_rows_in_natural_units() {
    let comment = |k: u64| if k.is_multiple_of(7) { "# seven\n\n" } else { "" };
    let rows: Vec<String> = (1..=3000).map(|k| format!("{k}, {k}e-27\n{}", comment(k))).collect();
    let rows = rows.concat();
    let path = file("good.csv", &format!("# a comment\nm_chi [MeV], sv [cm^3/s]\n{rows}"));
    let sample = sample(Vec::new(), &Choice::File(path.clone()), 0);
    assert_eq!(sample.count(), 3000);
    assert_eq!((sample.axes()[0].from, sample.axes()[0].to, sample.axes()[0].spacing), (1e-3, 3.0, Spacing::Log));
    // In order, backwards, and across blocks.
    for index in (0..3000).chain((0..3000).rev().step_by(511)) {
        let mut values = Vec::new();
        sample.values(index, &mut values).expect("has values");
        assert_eq!(values[0], (index + 1) as f64 / 1e3);
        assert!((values[1] / (index + 1) as f64 / 8.566557939050952e-11 - 1.0).abs() < 1e-14, "{values:?}");
    }
    std::fs::write(&path, "m_chi,sv\n1,1\n").expect("can be written");
    assert!(sample.values(2999, &mut Vec::new()).expect_err("changed").to_string().contains("has changed"));
    std::fs::remove_file(path).expect("is there");
}

#[test]
fn files_of_points_are_read_strictly() {
    for (text, expected) in [
        ("", "there are no points in the file"),
        ("m_chi\n", "there are no points in the file"),
        ("m_chi,mass\n1,1\n", "there is no parameter `mass`"),
        ("m_chi,m_chi\n1,1\n", "there are two columns `m_chi`"),
        ("m_chi [cm^3/s]\n1\n", "this unit is GeV^-2, but `m_chi` has dimension GeV"),
        ("m_chi [parsec]\n1\n", "parsec"),
        ("m_chi\n1\n\n1,2\n", "this point should have 1 values as the first line has names, but has 2"),
        ("m_chi\n1\nmany\n", "`many` is not a number"),
        ("m_chi\ninf\n", "`inf` is not a number"),
    ] {
        let path = file("bad.csv", text);
        let error = Sample::new(Vec::new(), &Choice::File(path), 0, &wimp()).expect_err(text).to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    let path = file("bad.csv", "m_chi\n1\nmany\n");
    let error = Sample::new(Vec::new(), &Choice::File(path), 0, &wimp()).expect_err("is refused").to_string();
    assert!(error.contains("bad.csv, line 3:1:1") && error.contains("| many"), "{error}");
}
