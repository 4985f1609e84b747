//! The built-in models keep the promises of their `expect` sections, by both methods.

use frazil::builtin::MODELS;
use frazil::model::{Document, Overrides};
use frazil::ode::Method;
use frazil::run::{Promise, Run, RunSettings, verify};

use crate::solving::{model, solve};

/// The built-in model with a dark sector in equilibrium, whose energy the expansion does not count. It says so.
const WARNED: &str = "higgs-portal";

#[test]
fn every_built_in_model_does_what_it_promises() {
    for built_in in MODELS {
        let document = Document::from_bytes(built_in.name, built_in.text.as_bytes().to_vec()).expect("is a model");
        for method in Method::STIFF {
            let model = model(built_in.name, &[]);
            let tolerance = model.evolution.tolerance;
            let run = solve(model, method, tolerance);
            let expected: Vec<bool> =
                run.warnings.iter().map(|warning| warning.contains("of the energy density")).collect();
            let number = WARNED.iter().find(|(name, _)| *name == built_in.name).map_or(0, |(_, number)| *number);
            assert_eq!(expected, vec![true; number], "{}: {:?}", built_in.name, run.warnings);
            let settings = RunSettings { method, tolerance: None };
            let promises = verify(&document, &Overrides::default(), settings).unwrap_or_else(|e| panic!("{e}"));
            for promise in promises {
                let Promise { expectation, found } = &promise;
                let at = expectation.at.as_deref().unwrap_or("its own values");
                assert!(promise.is_kept(), "{} {method}: {} = {found:?} at {at}", built_in.name, expectation.of);
            }
        }
    }
}

fn assert_keeps_promises(run: &Run, name: &str) {
    let promises = run.model.expectations.iter().zip(&run.evaluation.expectations);
    for (promise, value) in promises {
        let value = value.clone().unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(promise.is_met(value), "{name}: {} = {value}, not {}", promise.of, promise.expected);
    }
}

#[test]
fn six_flavours_with_complex_couplings() {
    let run = solve(model("six-flavours", &[]), Method::Radau, 1e-6);
    assert_eq!(run.model.expectations.len(), 5);
    assert_keeps_promises(&run, "six-flavours");
    let labels: Vec<&str> = run.model.reactions.iter().map(|reaction| reaction.label.as_str()).collect();
    assert_eq!(labels, ["h to d", "h to s", "h to b", "h to u", "h to c", "h to t", "h to chi"]);
    // The decay into top quarks alone: Γ/H = share·Γ K1(1)/K2(1)/H, K1(1)/K2(1) = 0.6019072301972346/1.624838898635177
    // (Abramowitz & Stegun, table 9.8) being the slowing of clocks in a gas at T = m.
    let value = |name: &str| {
        let place = run.model.observables.iter().position(|o| o.name == name).expect("is an observable");
        run.evaluation.observables[place].clone().expect("has a value")
    };
    let hubble = run.model.expansion.at(500.0).expect("is in range").hubble;
    let slowing = 0.601_907_230_197_234_6 / 1.624_838_898_635_177;
    let wanted = value("share[t]") * value("total") * slowing / hubble;
    let found = value("equilibrium");
    assert!((found / wanted - 1.0).abs() < 1e-9, "{found} {wanted}");
}

#[test]
fn everything_a_built_in_model_wants_to_know_has_a_value() {
    for built_in in MODELS {
        let run = solve(model(built_in.name, &[]), Method::Radau, 1e-6);
        for (observable, value) in run.model.observables.iter().zip(&run.evaluation.observables) {
            let value = value.as_ref().unwrap_or_else(|e| panic!("{}: {}: {e}", built_in.name, observable.name));
            assert!(value.is_finite());
        }
        for (constraint, result) in run.model.constraints.iter().zip(&run.evaluation.constraints) {
            assert!(result.is_ok(), "{}: {}: {result:?}", built_in.name, constraint.name);
        }
    }
}
