//! Errors fall as the tolerance asks, the estimate of the error is honest, and the two methods agree.

use std::sync::Arc;

use frazil::builtin::MODELS;
use frazil::model::Model;
use frazil::network::{Network, Settings, evolve};
use frazil::ode::Method;
use frazil::run::Run;

use crate::solving::{distance, model, solve, solved};

const TOLERANCES: [f64; 6] = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];
/// What the references are solved with.
const FINEST: f64 = 1e-10;
/// By how much the estimate may miss the true error.
const HONESTY: f64 = 10.0;
/// What a run and the one that verifies it have in common, as a share of the tolerance: the error of the interpolated
/// coefficients (0.01) and what may be left out at the end (0.02).
const COMMON: f64 = 0.03;

fn estimate(run: &Run) -> f64 {
    solved(run).solution.error_estimate.expect("the error is verified")
}

/// Solves a model by each method to every tolerance and compares with the other method at the finest.
fn converges(model: &Model) {
    let finest = Method::STIFF.map(|method| solve(model.clone(), method, FINEST));
    for (method, reference) in Method::STIFF.into_iter().zip(finest.iter().rev()) {
        // Below a few times the reference's own error nothing can be said of the error.
        let floor = 3.0 * estimate(reference).max(FINEST);
        let mut errors = Vec::new();
        for tolerance in TOLERANCES {
            let run = solve(model.clone(), method, tolerance);
            let (error, estimate) = (distance(&run, reference), estimate(&run));
            let place = format!("{} {method} {tolerance:e}: error {error:.1e}, estimate {estimate:.1e}", model.name);
            println!("{place}, {} steps", solved(&run).solution.statistics.steps);
            // The estimate is the distance to a run at a tenth of the tolerance, and misses that tenth of the error.
            assert!(error <= 1.25 * tolerance + floor, "not what was asked for: {place}");
            assert!(error <= HONESTY * estimate + COMMON * tolerance + floor, "the estimate is too good: {place}");
            if error > floor {
                assert!(estimate <= HONESTY * error, "the estimate is too bad: {place}");
            }
            errors.push(error);
        }
        // Over three to four powers of ten of the tolerance; a single loose run may be lucky.
        let (loose, tight) = (errors[0].max(errors[1]), errors[4]);
        assert!(tight <= loose / 50.0 + floor, "{} {method}: {loose:e} to {tight:e}", model.name);
    }
}

#[test]
fn s_wave() {
    converges(&model("s-wave", &[]));
}

#[test]
fn p_wave() {
    converges(&model("p-wave", &[]));
}

#[test]
fn freeze_in_by_decay() {
    converges(&model("freeze-in-decay", &[]));
}

#[test]
fn ultraviolet_freeze_in() {
    converges(&model("uv-freeze-in", &[]));
}

#[test]
fn alp_portal() {
    converges(&model("alp-portal", &[]));
}

#[test]
fn forbidden_channel() {
    converges(&model("forbidden", &[]));
}

#[test]
fn narrow_resonance() {
    converges(&model("narrow-resonance", &[]));
}

#[test]
fn open_channels() {
    converges(&model("kaons-and-etas", &[]));
}

#[test]
fn semi_annihilation() {
    converges(&model("semi-annihilation", &[]));
}

#[test]
fn two_components() {
    converges(&model("two-components", &[]));
}

#[test]
fn late_decay() {
    converges(&model("super-wimp", &[]));
}

#[test]
fn both_methods_agree_on_every_built_in_model() {
    for built_in in MODELS {
        let model = model(built_in.name, &[]);
        if model.species.is_empty() {
            continue;
        }
        let tolerance = model.evolution.tolerance;
        let [radau, rodas] = Method::STIFF.map(|method| solve(model.clone(), method, tolerance));
        let apart = distance(&radau, &rodas);
        assert!(apart <= 10.0 * tolerance, "{}: {apart:e}", built_in.name);
    }
}

/// The seam of the standard degrees of freedom is 0.06 wide in ln x, narrower than steps are late in a freeze-out.
#[test]
fn single_runs_do_not_miss_the_seam_of_the_background() {
    for mass in ["3 GeV", "10 GeV", "30 GeV", "100 GeV", "1 TeV"] {
        let model = model("s-wave", &[&format!("m={mass}"), "cosmology.g_star=standard"]);
        let network = Arc::new(Network::of(&model, FINEST).expect("has rates"));
        let to = Some(1e-4 * model.species[0].mass);
        let single = |tolerance: f64| {
            let settings = Settings { to, tolerance, verify: false, ..Settings::default() };
            evolve(&network, settings).expect("solves").final_yield(0)
        };
        let reference = single(FINEST);
        for tolerance in [1e-4, 1e-5, 1e-6] {
            let error = (single(tolerance) / reference - 1.0).abs();
            println!("{mass} {tolerance:e}: {error:.1e}");
            // A run that is not verified may be off by a little more than its tolerance, but not by what the seam does.
            assert!(error <= 2.0 * tolerance, "{mass} {tolerance:e}: {error:e}");
        }
    }
}
