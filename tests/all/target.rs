//! All values of a parameter that give what is wanted: against closed forms, and where they are easily missed.

use std::num::NonZeroUsize;

use frazil::model::{Document, Goal, Overrides};
use frazil::run::{Family, Found, RunSettings, Target, Varied};

use crate::solving::text;

/// A target in the model `text`, and its family.
fn aimed(text: &str, settings: &[&str], vary: &str, wanted: Option<&str>) -> (Target, Family) {
    let document = Document::from_bytes("model.yaml", text.as_bytes().to_vec()).expect("is a model");
    let overrides = Overrides::parse(settings.iter().copied()).expect("are settings");
    let model = document.resolve(&overrides).unwrap_or_else(|e| panic!("{e}"));
    let usual = |axis: &frazil::model::Axis| Some(Target::usual_points(axis.from, axis.to, axis.spacing));
    let axis = model.axis_with("--vary", vary, usual).unwrap_or_else(|e| panic!("{e}"));
    let (goal, wanted) = match wanted {
        Some(text) => model.goal("--for", text).unwrap_or_else(|e| panic!("{e}")),
        None => (Goal::RelicDensity, model.relic.omega_h2),
    };
    let varied = Varied { name: axis.name.clone(), dimension: axis.dimension };
    let family = Family::new(&document, &overrides, vec![varied], RunSettings::default()).expect("is a model");
    (Target { axis, goal, wanted }, family)
}

fn found(text: &str, settings: &[&str], vary: &str, wanted: Option<&str>) -> Found {
    let (target, family) = aimed(text, settings, vary, wanted);
    let found = target.solve(&family, &[], None).expect("has points");
    for root in &found.solutions {
        // What is promised holds for the complete run.
        let reached = target.reached(&family.point(&[root.value]).expect("is solved")).expect("has a value");
        assert_eq!(reached, root.reached);
        let largest = found.points.iter().flat_map(|point| &point.outcome).fold(0.0_f64, |most, v| most.max(v.abs()));
        let scale = if target.wanted == 0.0 { largest } else { target.wanted };
        let off = ((reached - target.wanted) / scale).abs();
        assert!(off <= 1.01 * found.tolerance, "{root:?} is off by {off:e}");
    }
    found
}

fn values(found: &Found) -> Vec<f64> {
    found.solutions.iter().map(|root| root.value).collect()
}

fn close(found: f64, expected: f64, rtol: f64) {
    assert!((found / expected - 1.0).abs() <= rtol, "{found:e} instead of {expected:e}");
}

#[test]
fn a_width_in_closed_form() {
    // Y = 135 g M_Pl Γ/(8π³ √(4π³/45) g*^1.5 m²) and Ωh² = m_χ Y s₀/(ρ_c/h²).
    let pi = std::f64::consts::PI;
    let planck_mass = 1.220890e19;
    let yield_per_width =
        135.0 * planck_mass / (8.0 * pi.powi(3) * (4.0 * pi.powi(3) / 45.0).sqrt() * 106.75_f64.powf(1.5) * 1e6);
    let expected = 0.12 / (0.1 * 2891.2 / 1.053672e-5 * yield_per_width);
    // The tolerances of the target and of the yield, and the last digit of the two constants.
    let rtol = 3e-6;
    let decay = text("freeze-in-decay");
    for vary in ["Gamma_B=1e-26 GeV..1e-15 GeV:log", "Gamma_B=1e-26 GeV..1e-17 GeV"] {
        let found = found(&decay, &[], vary, None);
        let [root] = found.solutions[..] else { panic!("{vary}: {:?}", found.solutions) };
        close(root.value, expected, rtol);
        assert!(root.rising && found.missed.is_empty());
    }
    let other = found(&decay, &[], "Gamma_B=1e-26 GeV..1e-15 GeV:log", Some("omega_h2=0.06"));
    close(other.solutions[0].value, 0.5 * expected, rtol);
}

#[test]
fn both_sides_of_a_funnel() {
    let narrow = text("narrow-resonance");
    // Γ/M from 1e-2 to 1e-6 at the same area under the peak, on ranges of which it is a tenth or next to nothing.
    for (width, strength) in [("2 GeV", 22.2), ("20 MeV", 0.222), ("200 keV", 2.22e-3)] {
        let strength = format!("strength={strength} GeV^4");
        let width = format!("Gamma={width}");
        for vary in ["m=80 GeV..120 GeV", "m=20 GeV..10 TeV:log", "m=20 GeV..10 TeV", "m=97 GeV..4 TeV:log"] {
            let found = found(&narrow, &[&width, &strength], vary, None);
            let [below, above] = found.solutions[..] else { panic!("{width}, {vary}: {:?}", found.solutions) };
            assert!(below.value < 100.0 && above.value > 100.0, "{width}, {vary}: {below:?}, {above:?}");
            assert!(!below.rising && above.rising);
            assert!(found.points.len() < 90, "{width}, {vary}: {} points", found.points.len());
        }
    }
}

#[test]
fn both_sides_of_the_mesa() {
    let mesa = text("mesa");
    let found = found(&mesa, &[], "lambda=1e-14..10:log", None);
    let [weak, strong] = found.solutions[..] else { panic!("{:?}", found.solutions) };
    // The first in closed form: see mesa.rs. The second as the sweep has it.
    close(weak.value, 3.32328e-11, 2e-6);
    close(strong.value, 0.0400708, 1e-5);
    assert!(weak.rising && !strong.rising);
    assert!(found.points.len() < 70, "{} points", found.points.len());
    // However many threads there are.
    let (target, family) = aimed(&mesa, &[], "lambda=1e-14..10:log", None);
    assert_eq!(target.solve(&family, &[], NonZeroUsize::new(1)).expect("has points"), found);
}

#[test]
fn none_is_an_answer() {
    let found = found(&text("wimp"), &[], "sv=1e-30 cm^3/s..1e-28 cm^3/s:log", None);
    assert!(found.solutions.is_empty() && found.missed.is_empty());
    assert!(found.points.iter().all(|point| point.outcome.as_ref().is_ok_and(|&omega| omega > 10.0)));
}

#[test]
fn a_solution_at_an_end() {
    let decay = text("freeze-in-decay");
    let inside = values(&found(&decay, &[], "Gamma_B=1e-26 GeV..1e-15 GeV:log", None))[0];
    for vary in [format!("Gamma_B={inside:e} GeV..1e-15 GeV:log"), format!("Gamma_B=1e-26 GeV..{inside:e} GeV:log")] {
        let at_end = found(&decay, &[], &vary, None);
        assert_eq!(values(&at_end), [inside], "{vary}");
        assert!(at_end.solutions[0].rising);
    }
}

#[test]
fn where_points_fail_the_others_are_searched() {
    let decay = text("freeze-in-decay");
    let whole = values(&found(&decay, &[], "m_chi=0..200 GeV", None));
    let [value] = whole[..] else { panic!("{whole:?}") };
    let found = found(&decay, &[], "m_chi=-200 GeV..200 GeV", None);
    // Ωh² is proportional to the mass: the same solution, to the tolerance of both.
    close(values(&found)[0], value, 2e-6);
    let failed: Vec<f64> = found.points.iter().filter(|p| p.outcome.is_err()).map(|p| p.value).collect();
    assert!(!failed.is_empty() && failed.iter().all(|&value| value < 0.0), "{failed:?}");
    let (target, family) = aimed(&decay, &[], "m_chi=-100 GeV..-1 GeV", None);
    let reason = target.solve(&family, &[], None).expect_err("masses are not negative");
    assert!(reason.contains("negative"), "{reason}");
}

/// A model without species and with one observable.
fn formula(formula: &str) -> String {
    format!("format: 1\nname: formula\nparameters: {{p: 1}}\nobservables: {{f: '{formula}'}}\n")
}

#[test]
fn observables_of_every_shape() {
    let roots = |shape: &str, vary: &str, wanted: &str| {
        let found = found(&formula(shape), &[], vary, Some(wanted));
        assert_eq!(found.missed, [], "{shape}");
        values(&found)
    };
    let check = |found: Vec<f64>, expected: &[f64]| {
        assert_eq!(found.len(), expected.len(), "{found:?} instead of {expected:?}");
        found.iter().zip(expected).for_each(|(&value, &expected)| close(value, expected, 1e-5));
    };
    check(roots("p^2", "p=1e-6..1e6:log", "f=2"), &[2_f64.sqrt()]);
    check(roots("-p", "p=0..10", "f=-3"), &[3.0]);
    check(roots("p - 3", "p=0..10", "f=0"), &[3.0]);
    check(roots("(p - 1)*(p - 3.1)*(p - 8)", "p=0..10", "f=0"), &[1.0, 3.1, 8.0]);
    // Pairs that lie close together, an extremum that is reached, and one that is not.
    let [below, above] = roots("(p - 3.3)^2 + 1", "p=0..10", "f=1.0001")[..] else { panic!("two") };
    // f is within 1e-6 of what is wanted, and its slope is ±0.02.
    let off = 1.0001e-6 / 0.02 + 1e-9;
    assert!((below - 3.29).abs() < 1.01 * off && (above - 3.31).abs() < 1.01 * off, "{below} and {above}");
    check(roots("(p - 3.3)^2 + 1", "p=0..10", "f=0.99999"), &[]);
    let touched = roots("(p - 3.3)^2 + 1", "p=0..10", "f=1");
    assert!(touched.len() == 1 && (touched[0] - 3.3_f64).abs() < 2e-3, "{touched:?}");
    // sin p = 0.3 ten times.
    let angle = 0.3_f64.asin();
    let pi = std::f64::consts::PI;
    let expected: Vec<f64> =
        (0..10).map(|k| if k % 2 == 0 { f64::from(k) * pi + angle } else { f64::from(k) * pi - angle }).collect();
    let vary = format!("p=0..{}", 10.0 * pi);
    check(roots("1 + sin(p)", &vary, "f=1.3"), &expected);
    // Flat where it is what is wanted.
    assert_eq!(roots("max(p, 4)", "p=0..10", "f=4").len(), 1);
}

#[test]
fn a_maximum_between_far_points_at_the_end_of_a_range_is_seen() {
    // p³ √(1 − p²), a decay that closes at p = 1, has its maximum 3√3/16 at p = √3/2, far from the points that a search over six
    // decades begins with.
    let greatest = 3.0 * 3.0_f64.sqrt() / 16.0;
    let found = found(&formula("p^3*sqrt(1 - p^2)"), &[], "p=1e-6..0.999:log", Some("f=0.3"));
    let [below, above] = values(&found)[..] else { panic!("{:?}", found.solutions) };
    for root in [below, above] {
        close(root.powi(3) * (1.0 - root * root).sqrt(), 0.3, 1e-5);
    }
    assert!(below < 0.75_f64.sqrt() && above > 0.75_f64.sqrt());
    let none = self::found(&formula("p^3*sqrt(1 - p^2)"), &[], "p=1e-6..0.999:log", Some("f=0.5"));
    assert!(none.solutions.is_empty());
    // The last of six golden sections of an interval of ln p of length 1.15 is 0.065 long, over which the maximum falls by less than
    // 0.065²·|d² ln f/d(ln p)²|/2 = 0.065²·12/2 = 2.5 %.
    close(none.extremes().1, greatest, 0.025);
    close(none.extremes().0, 1e-18, 1e-9);
}

#[test]
fn jumps_are_no_solutions() {
    let found = found(&formula("if(p < 2.5, 1, 3)"), &[], "p=0..10", Some("f=2"));
    assert!(found.solutions.is_empty());
    let [missed] = &found.missed[..] else { panic!("{:?}", found.missed) };
    assert_eq!(missed.why, Ok((1.0, 3.0)));
    close(missed.between.0, 2.5, 1e-12);
    close(missed.between.1, 2.5, 1e-12);
}

#[test]
fn a_dense_grid_shows_no_more() {
    let narrow = text("narrow-resonance");
    // Couplings and widths by the golden ratio and its square, from no solution to three.
    for k in 0..8 {
        let part = |golden: f64| (0.5 + golden * f64::from(k)).fract();
        let strength = format!("strength={:e} GeV^4", 10_f64.powf(-4.0 + 8.0 * part(0.7548776662466927)));
        let width = format!("Gamma={:e} GeV", 10_f64.powf(-6.0 + 7.0 * part(0.5698402909980532)));
        let settings = [width.as_str(), strength.as_str()];
        let found = found(&narrow, &settings, "m=5 GeV..2 TeV:log", None);
        let (target, family) = aimed(&narrow, &settings, "m=5 GeV..2 TeV:log", None);
        let grid = target.axis.spacing.between(target.axis.from, target.axis.to, 150);
        let excess = |&value: &f64| {
            let point = family.point_with(&[value], 1e-3).expect("is solved");
            target.reached(&point).expect("has a value") - target.wanted
        };
        let known: Vec<f64> = grid.iter().map(excess).collect();
        for (pair, ends) in known.windows(2).zip(grid.windows(2)).filter(|(pair, _)| pair[0] * pair[1] < 0.0) {
            let within = found.solutions.iter().filter(|root| (ends[0]..=ends[1]).contains(&root.value));
            assert!(within.count() % 2 == 1, "{settings:?}: {pair:?} between {ends:?}, but {:?}", found.solutions);
        }
    }
}
