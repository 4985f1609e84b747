use proptest::prelude::*;

use super::*;

fn labels(low: f64, high: f64, log: bool) -> Vec<Vec<String>> {
    choices(low, high, log).into_iter().map(|c| c.major.into_iter().map(|(_, label)| label).collect()).collect()
}

/// Marks of an axis of 200 points with letters of 7.5 points, and the scale they are on.
fn marks(low: f64, high: f64, log: bool, run: Run) -> Ticks {
    let fonts = Fonts::load().expect("the compiled-in font is a font");
    let scaled = |v: f64| if log { v.log10() } else { v };
    let place = |v: f64| Some(200.0 * (scaled(v) - scaled(low)) / (scaled(high) - scaled(low)));
    ticks((low, high, log), place, run, (7.5, &fonts))
}

#[test]
fn a_decade_is_marked_at_a_few_multiples() {
    assert_eq!(labels(1.0, 10.0, true)[0], ["1", "2", "3", "5", "10"]);
    assert_eq!(labels(0.01, 0.1, true)[1], ["0.01", "0.02", "0.05", "0.1"]);
    assert_eq!(labels(1e6, 1e7, true)[2], ["10^{6}", r"3\times10^{6}", "10^{7}"]);
}

#[test]
fn several_decades_are_marked_at_powers_of_ten() {
    assert_eq!(labels(1e-8, 1e-4, true)[0], ["10^{-8}", "10^{-7}", "10^{-6}", "10^{-5}", "10^{-4}"]);
    // Thinned marks are multiples of the step, wherever the axis begins.
    assert_eq!(labels(3e-9, 1e-1, true)[2], ["10^{-6}", "10^{-3}"]);
}

#[test]
fn part_of_a_decade_is_marked_at_round_numbers() {
    assert_eq!(labels(1.0, 1.3, true)[0], ["1.00", "1.05", "1.10", "1.15", "1.20", "1.25", "1.30"]);
}

#[test]
fn linear_marks_are_multiples_of_one_two_and_five() {
    let choices = labels(0.0, 1.0, false);
    assert!(choices.contains(
        &["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"].map(String::from).to_vec()
    ));
    assert!(choices.contains(&["0", "0.5", "1.0"].map(String::from).to_vec()));
    assert_eq!(labels(-3e-9, 3e-9, false)[2], [r"-2\times10^{-9}", "0", r"2\times10^{-9}"]);
}

#[test]
fn seventy_decades_stay_readable() {
    for run in [Run::Horizontal, Run::Vertical] {
        let ticks = marks(1e-68, 1e2, true, run);
        // Multiples of five decades at most: letters of 7.5 points with as much free between them.
        assert!((4..=15).contains(&ticks.major.len()), "{run:?}: {} labels", ticks.major.len());
        assert!(!ticks.minor.is_empty());
    }
}

#[test]
fn decades_have_their_multiples_as_minor_ticks() {
    let ticks = marks(1.0, 1e3, true, Run::Horizontal);
    // 2 to 9 in each of three decades.
    assert_eq!((ticks.major.len(), ticks.minor.len()), (4, 24));
    let first = 200.0 * 2_f64.log10() / 3.0;
    assert!((ticks.minor[0] - first).abs() < 1e-9);
}

proptest! {
    #[test]
    fn labels_never_touch_and_lie_on_the_axis(
        start in -300.0..290.0_f64, length in 1e-8..300.0_f64, log: bool, horizontal: bool,
    ) {
        let (low, high) = if log {
            (10_f64.powf(start), 10_f64.powf((start + length).min(308.0)))
        } else {
            // Any magnitude, and any part of it from all of it down to a ten-thousand-millionth.
            let size = 10_f64.powf(start);
            (size, size * (1.0 + 10_f64.powf(-length / 31.0)))
        };
        let run = if horizontal { Run::Horizontal } else { Run::Vertical };
        let ticks = marks(low, high, log, run);
        prop_assert!(!ticks.major.is_empty(), "{low}..{high}");
        for pair in ticks.major.windows(2) {
            let extent = |t: &Typeset| if horizontal { t.width() } else { t.extent.height() };
            prop_assert!(pair[1].0 - pair[0].0 > f64::midpoint(extent(&pair[0].1), extent(&pair[1].1)));
        }
        let places = ticks.major.iter().map(|t| t.0).chain(ticks.minor.iter().copied());
        for at in places {
            prop_assert!((-0.1..=200.1).contains(&at), "a tick at {at} of 0..200");
        }
    }
}
