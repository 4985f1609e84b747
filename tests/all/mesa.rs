//! Freeze-in and freeze-out as the ends of one curve, where both are known in closed form.

use std::f64::consts::PI;
use std::sync::atomic::{AtomicUsize, Ordering};

use frazil::model::{Document, Overrides};
use frazil::observables::Mechanism;
use frazil::run::{RunSettings, Sweep, sweep};

use crate::solving::path;

/// Planck mass in GeV, CODATA 2018; Ωh² of a yield times a mass in GeV with s₀ = 2891.2 cm⁻³, ρ_c/h² = 1.053672e-5 GeV cm⁻³.
const PLANCK_MASS: f64 = 1.220890e19;
const OMEGA_H2_PER_GEV: f64 = 2891.2 / 1.053672e-5;
const G: f64 = 100.0;
const MASS: f64 = 100.0;
const START: f64 = 1e-4;

fn swept(axis: &str, settings: RunSettings) -> Sweep {
    let document = Document::read(path("models/mesa.yaml")).expect("is a model");
    let axis = document.resolve(&Overrides::default()).expect("is a model").axis("axis", axis).expect("is an axis");
    let done = AtomicUsize::new(0);
    let count = || {
        done.fetch_add(1, Ordering::Relaxed);
    };
    let sweep = sweep(&document, &Overrides::default(), &axis, settings, None, false, count).expect("is a model");
    assert_eq!(done.into_inner(), axis.points);
    sweep
}

/// Ωh² over λ² of freeze-in. With Σ|M|² = λ² the reaction density of two distinct particles is λ² m² T² K₁(m/T)²/(128 π⁵), as
/// ∫ds √(s − 4m²) K₁(√s/T) = 4 m² T K₁(m/T)²; two of the same kind have half of it and gain two at a time. With constant g,
/// ∫dx x² K₁² from 0 is 3π²/32, and from 0 to x₀ it is x₀ up to x₀³ ln²x₀.
fn freeze_in() -> f64 {
    let entropy_times_hubble = 2.0 * PI * PI / 45.0 * G * (4.0 * PI.powi(3) * G / 45.0).sqrt() / PLANCK_MASS;
    let integral = 3.0 * PI * PI / 32.0 - START;
    let yield_per_square = integral / (128.0 * PI.powi(5) * MASS * entropy_times_hubble);
    OMEGA_H2_PER_GEV * MASS * yield_per_square
}

#[test]
fn the_mesa_rises_with_the_square_of_the_coupling_and_falls_with_its_inverse() {
    let tolerance = 1e-7;
    let sweep = swept("lambda=1e-14..1:57:log", RunSettings { tolerance: Some(tolerance), ..RunSettings::default() });
    assert_eq!(sweep.failures(), 0);
    let mechanisms: Vec<Option<Mechanism>> = sweep.stretches().iter().map(|stretch| stretch.mechanism).collect();
    assert_eq!(mechanisms.first(), Some(&Some(Mechanism::FreezeIn)), "{mechanisms:?}");
    assert_eq!(mechanisms.last(), Some(&Some(Mechanism::FreezeOut)), "{mechanisms:?}");
    // Far from equilibrium the yield is that of the closed form, less what is destroyed: of the order of Y/Y_eq.
    for point in sweep.points.iter().filter(|point| point.value < 1e-11) {
        let omega_h2 = point.outcome.as_ref().expect("solved").omega_h2;
        let expected = freeze_in() * point.value * point.value;
        assert!((omega_h2 / expected - 1.0).abs() < 2.0 * tolerance, "{point:?}, expected {expected}");
    }
    // s-wave freeze-out goes like x_f/⟨σv⟩, and x_f grows by one where ⟨σv⟩ does e-fold.
    let last = &sweep.points[sweep.points.len() - 5..];
    let omega = |k: usize| last[k].outcome.as_ref().expect("solved").omega_h2;
    let slope = (omega(4) / omega(0)).ln() / (last[4].value / last[0].value).ln();
    let x_f = 27.0;
    assert!((slope - (-2.0 + 2.0 / x_f)).abs() < 0.3 * 2.0 / x_f, "{slope}");
}

#[test]
fn crossings_are_where_the_relic_density_is_the_observed_one() {
    let sweep = swept("lambda", RunSettings::default());
    let [weak, strong] = &sweep.crossings[..] else { panic!("a mesa has two sides: {:?}", sweep.crossings) };
    assert!(weak.rising && !strong.rising);
    let expected = (0.12 / freeze_in()).sqrt();
    // To a part in a million, and the solution to 1e-6 of Ωh², half of that of λ.
    assert!((weak.value / expected - 1.0).abs() < 2e-6, "{} instead of {expected}", weak.value);
    for crossing in [weak, strong] {
        let solved = crossing.run.as_ref().and_then(|run| run.solved.as_ref()).expect("is solved");
        let omega_h2 = solved.dark_matter_omega_h2.expect("is dark matter");
        assert!((omega_h2 / 0.12 - 1.0).abs() < 5e-6, "{omega_h2}");
    }
    let mechanism = |k: usize| sweep.crossings[k].run.as_ref().unwrap().solved.as_ref().unwrap().fates[0].mechanism;
    assert_eq!((mechanism(0), mechanism(1)), (Some(Mechanism::FreezeIn), Some(Mechanism::FreezeOut)));
}

#[test]
fn points_that_fail_keep_their_reason_and_part_the_stretches() {
    let sweep = swept("m=-100 GeV..300 GeV:5", RunSettings::default());
    assert_eq!(sweep.failures(), 1, "{:?}", sweep.points);
    let reason = sweep.points[0].outcome.as_ref().expect_err("masses are not negative");
    assert!(reason.contains("negative"), "{reason}");
    assert!(!reason.contains('\n'));
    assert!(sweep.stretches().iter().all(|stretch| stretch.points.0 >= 1));
}

#[test]
fn a_smooth_curve_has_more_points_where_it_bends_and_the_same_otherwise() {
    let document = Document::read(path("models/mesa.yaml")).expect("is a model");
    let overrides = Overrides::default();
    let axis = document.resolve(&overrides).and_then(|model| model.axis("axis", "lambda:15")).expect("is an axis");
    let solved =
        |smooth| sweep(&document, &overrides, &axis, RunSettings::default(), None, smooth, || ()).expect("is a model");
    let (rough, smooth) = (solved(false), solved(true));
    assert_eq!(rough.points, smooth.points);
    assert!(rough.between.is_empty());
    let drawn = smooth.drawn();
    assert!(drawn.windows(2).all(|pair| pair[0].value < pair[1].value));
    // Straight branches need none; around the peak, at 1e-6, lines of three neighbours hardly differ in slope.
    let near = |value: f64| smooth.between.iter().filter(|point| (point.value / value).ln().abs() < 3.0).count();
    assert_eq!(near(1e-12), 0);
    assert!(near(1e-6) > 10 && smooth.between.len() < 60, "{} of {}", near(1e-6), smooth.between.len());
    let ln = |k: usize| (drawn[k].value.ln(), drawn[k].outcome.as_ref().expect("solved").omega_h2.ln());
    for k in 1..drawn.len() - 1 {
        let [a, b, c] = [k - 1, k, k + 1].map(ln);
        let chord = a.1 + (c.1 - a.1) * (b.0 - a.0) / (c.0 - a.0);
        // The lines are at most a third of a thousandth of the height off, the chord over two of them four times as much.
        assert!((b.1 - chord).abs() < 0.2, "{b:?}");
    }
}
