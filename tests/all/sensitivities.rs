//! Sensitivities in forward mode against differences of tightly converged runs.

use frazil::ode::Method;
use frazil::run::{Sensitivity, run, RunSettings, sensitivities};

use crate::solving::{parse, solve, solved, text};

/// Tolerance of all runs.
const TOLERANCE: f64 = 1e-9;
/// Agreement wanted, relative to the largest sensitivity and to one.
const WANTED: f64 = 1e-6;

fn of(text: &str, settings: &[&str]) -> Vec<Sensitivity> {
    let run = solve(parse(text, settings), Method::Radau, TOLERANCE);
    sensitivities(&run).unwrap_or_else(|e| panic!("{e}")).expect("has dark matter")
}

/// ln Ωh² with a parameter multiplied by a number.
fn ln_omega(text: &str, settings: &[&str], parameter: &str, factor: f64) -> f64 {
    let model = parse(text, settings);
    let found = model.parameters.iter().find(|p| p.name == parameter).expect("is a parameter");
    let moved = format!("{parameter}={:e} {}", factor * found.value, found.dimension);
    let moved = if found.dimension.is_none() { format!("{parameter}={:e}", factor * found.value) } else { moved };
    let settings: Vec<&str> = settings.iter().copied().chain([moved.as_str()]).collect();
    let run = run(parse(text, &settings), RunSettings { method: Method::Radau, tolerance: Some(TOLERANCE / 10.0) });
    let run = run.unwrap_or_else(|e| panic!("{moved}: {e}"));
    solved(&run).dark_matter_omega_h2.expect("has dark matter").ln()
}

/// Central differences of the sixth order in ln p.
fn difference(text: &str, settings: &[&str], parameter: &str, step: f64) -> f64 {
    let at = |k: f64| ln_omega(text, settings, parameter, (k * step).exp());
    let pair = |k: f64| at(k) - at(-k);
    (0.75 * pair(1.0) - 0.15 * pair(2.0) + pair(3.0) / 60.0) / step
}

/// Compares all parameters but the `skipped` ones, with differences of this `step` in ln p.
fn check(text: &str, settings: &[&str], step: f64, skipped: &[&str]) {
    let found = of(text, settings);
    let size = |s: &Sensitivity| s.value.as_ref().map_or(0.0, |value| value.abs());
    let largest = found.iter().map(size).fold(1.0, f64::max);
    let mut wrong = Vec::new();
    for Sensitivity { parameter, value, .. } in found.iter().filter(|s| !skipped.contains(&s.parameter.as_str())) {
        let value = match value {
            Ok(value) => *value,
            Err(reason) => panic!("{parameter}: {reason}"),
        };
        let wanted = difference(text, settings, parameter, step);
        eprintln!("{parameter}: {value:.10} {wanted:.10} {:.1e}", (value - wanted) / largest);
        if (value - wanted).abs() > WANTED * largest {
            wrong.push(format!("{parameter}: {value:.10}, differences give {wanted:.10}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn freeze_out() {
    check(&text("wimp"), &[], 0.02, &[]);
    check(&text("p-wave"), &[], 0.02, &[]);
}

#[test]
fn freeze_in_by_decay() {
    check(&text("freeze-in-decay"), &["evolution.from.T=1e8 GeV"], 0.02, &[]);
}

#[test]
fn alp_portal() {
    check(&text("alp-portal"), &["evolution.from.T=418 GeV"], 5e-3, &["C_G", "C_gamma"]);
}

#[test]
fn probe() {
    for name in ["dark-photon", "vlq-scalar", "higgs-portal", "dark-abelian-higgs", "lmu-ltau"] {
        let started = std::time::Instant::now();
        let run = solve(parse(&text(name), &[]), Method::Radau, 1e-6);
        let solving = started.elapsed();
        let started = std::time::Instant::now();
        eprintln!("{name}: {:?}", solved(&run).dark_matter_omega_h2);
        match sensitivities(&run) {
            Ok(found) => found.unwrap().iter().for_each(|s| eprintln!("  {} {:?}", s.parameter, s.value)),
            Err(e) => eprintln!("{e}"),
        }
        eprintln!("  {solving:?} {:?}", started.elapsed());
    }
}
