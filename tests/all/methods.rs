//! All methods agree on every model they can solve, and the explicit one says what it cannot.

use std::collections::BTreeMap;

use frazil::builtin::MODELS;
use frazil::network::Problem;
use frazil::ode::Method;
use frazil::run::{Run, RunError, RunSettings, run};

use crate::solving::{distance, model, path, solved};

/// Some models without equilibrium: nothing relaxes faster than the Universe expands, or not for long.
const NOT_STIFF: [&str; 4] = ["freeze-in-decay", "kination", "uv-early-matter", "uv-freeze-in"];
/// Where the backward differentiation formulas of the GNU Scientific Library end with steps that are too small: species
/// that die out, or many that relax at once. They are a witness, not a method to rely on.
const TOO_HARD_FOR_GSL: [&str; 3] = ["reannihilation", "simp", "twenty-species"];
const TOLERANCE: f64 = 1e-6;
/// What the reported errors leave out: they are distances to a run at a tenth of the tolerance, and miss its error.
const MISSED: f64 = 1.25;
/// What a run and the one that verifies it have in common, as a share of the tolerance: the error of the interpolated
/// coefficients (0.01) and what may be left out at the end (0.02).
const COMMON: f64 = 0.03;

/// The built-in models and those that only tests need.
fn names() -> Vec<String> {
    let mut names: Vec<String> = MODELS.iter().map(|m| m.name.to_owned()).collect();
    let files = std::fs::read_dir(path("models")).expect("there are models");
    let stem = |file: std::io::Result<std::fs::DirEntry>| file.ok()?.path().file_stem()?.to_str().map(str::to_owned);
    names.extend(files.filter_map(stem));
    names.sort();
    names
}

fn attempt(name: &str, method: Method) -> Result<Run, RunError> {
    run(model(name, &[]), RunSettings { method, tolerance: Some(TOLERANCE) })
}

fn is_stiff(error: &RunError) -> bool {
    matches!(error, RunError::Solve(error) if matches!(error.problem, Problem::Stiff { .. }))
}

#[test]
fn every_method_that_solves_a_model_agrees_with_the_others() {
    let mut solved_explicitly = Vec::new();
    for name in names() {
        let mut runs: BTreeMap<&str, Run> = BTreeMap::new();
        for &method in Method::ALL {
            if method.name() == "gsl" && TOO_HARD_FOR_GSL.contains(&name.as_str()) {
                continue;
            }
            match attempt(&name, method) {
                Ok(run) if run.solved.is_none() => {}
                Ok(run) => {
                    if method == Method::Dopri5 {
                        solved_explicitly.push(name.clone());
                    }
                    runs.insert(method.name(), run);
                }
                Err(error) => assert!(method == Method::Dopri5 && is_stiff(&error), "{name} by {method}: {error}"),
            }
        }
        for (one, a) in &runs {
            for (other, b) in runs.range(*one..).skip(1) {
                let reported = |run: &Run| solved(run).solution.error_estimate.expect("the error is verified");
                let (apart, reported) = (distance(a, b), reported(a) + reported(b));
                println!("{name}: {one} and {other} differ by {apart:.1e}, reported {reported:.1e}");
                assert!(
                    apart <= MISSED * reported + 2.0 * COMMON * TOLERANCE,
                    "{name}: {one} and {other} differ by {apart:e}, reported {reported:e}"
                );
            }
        }
    }
    for name in NOT_STIFF {
        assert!(solved_explicitly.iter().any(|solved| solved == name), "{name} was refused: {solved_explicitly:?}");
    }
}

#[test]
fn an_explicit_method_says_what_makes_a_model_stiff() {
    let error = attempt("wimp", Method::Dopri5).expect_err("the particle is in equilibrium for long");
    assert!(is_stiff(&error), "{error}");
    let text = error.to_string();
    for part in [
        "error: the equations are stiff, too much so for an explicit method: something relaxes ",
        " times as fast as the Universe expands\n  at x = ",
        "\n  species chi, driven by ",
        "\n  = help: take `--method radau`, which is made for this",
    ] {
        assert!(text.contains(part), "{text}");
    }
}
