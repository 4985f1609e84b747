//! The built-in models keep the promises of their `expect` sections, by both methods.

use frazil::builtin::MODELS;
use frazil::ode::Method;

use crate::solving::{model, solve};

#[test]
fn every_built_in_model_does_what_it_promises() {
    for built_in in MODELS {
        for method in Method::STIFF {
            let model = model(built_in.name, &[]);
            let tolerance = model.evolution.tolerance;
            let run = solve(model, method, tolerance);
            assert_eq!(run.warnings, Vec::<String>::new(), "{}", built_in.name);
            let promises = run.model.expectations.iter().zip(&run.evaluation.expectations);
            for (promise, value) in promises {
                let value = value.clone().unwrap_or_else(|e| panic!("{}: {e}", built_in.name));
                let allowed = (promise.rtol * promise.expected.abs()).max(promise.atol);
                let error = (value - promise.expected).abs();
                assert!(
                    error <= allowed,
                    "{} {method}: {} = {value}, not {}",
                    built_in.name,
                    promise.of,
                    promise.expected
                );
            }
        }
    }
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
