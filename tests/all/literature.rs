//! Results against independent solutions: the tables of `tests/reference`, each with its source, inputs and tolerance.

use frazil::ode::Method;
use frazil::run::Run;
use serde_json::Value;

use crate::solving::{final_yield, model, observable, read, solve, solved, species};

/// Better than the best reference by an order of magnitude, so that what is compared is the equations.
const TOLERANCE: f64 = 1e-9;

/// What `yield.chi`, `omega_h2`, `x_freeze_out.chi` or `observable.BR` is in a run.
fn found(run: &Run, quantity: &str) -> f64 {
    match quantity.split_once('.') {
        Some(("yield", name)) => final_yield(run, name),
        Some(("observable", name)) => observable(run, name),
        Some(("x_freeze_out", name)) => {
            let fate = &solved(run).fates[species(run, name)];
            fate.x_freeze_out.unwrap_or_else(|| panic!("{name} does not freeze out"))
        }
        None if quantity == "omega_h2" => solved(run).dark_matter_omega_h2.expect("there is dark matter"),
        _ => panic!("unknown quantity {quantity}"),
    }
}

/// Solves every case of a file; the achieved errors are shown by `cargo test -- --nocapture`.
fn reproduces(file: &str) {
    let table: Value = serde_json::from_str(&read(&format!("reference/{file}"))).expect("is JSON");
    let mut wrong = Vec::new();
    for case in table["cases"].as_array().expect("is a list") {
        let name = case["model"].as_str().expect("is a name");
        let settings: Vec<&str> =
            case["set"].as_array().expect("is a list").iter().map(|s| s.as_str().expect("is a text")).collect();
        let rtol = case["rtol"].as_f64().expect("is a number");
        let run = solve(model(name, &settings), Method::Radau, TOLERANCE);
        for (quantity, expected) in case["expect"].as_object().expect("is a mapping") {
            let expected = expected.as_f64().expect("is a number");
            let found = found(&run, quantity);
            let error = found / expected - 1.0;
            let line = format!("{name} {quantity} = {found:.9e}, reference {expected:.9e}: {error:+.1e} of {rtol:.0e}");
            println!("{line} {settings:?}");
            if error.is_nan() || error.abs() > rtol {
                wrong.push(line);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn freeze_out_of_one_species() {
    reproduces("freeze-out.json");
}

#[test]
fn freeze_in() {
    reproduces("freeze-in.json");
}

#[test]
fn resonances_thresholds_and_networks() {
    reproduces("networks.json");
}

#[test]
fn alp_portal() {
    reproduces("alp-portal.json");
}

#[test]
fn dark_photon_portal() {
    reproduces("dark-photon.json");
}

#[test]
fn formulas_over_index_sets_with_complex_numbers() {
    reproduces("formulas.json");
}

#[test]
fn couplings_through_quark_mixing_are_those_of_the_paper() {
    // arXiv:2403.12485: |C_uφ^{S,uc}|/m_c = 0.05/TeV² (|y_q^s|/2)² (3 TeV/m_Q)² with the strange coupling alone.
    let only_strange = ["r_q[d]=0", "r_q[b]=0", "r_q[s]=2", "m_Q=3 TeV"];
    let run = solve(model("quark-mixing", &only_strange), Method::Radau, 1e-6);
    let per_tev2 = observable(&run, "up_over_charm_mass").abs() * 1e6;
    assert!((per_tev2 - 0.05).abs() < 0.005, "{per_tev2}");
}

#[test]
fn the_decay_length_of_the_alp_in_metres() {
    let run = solve(model("alp-portal", &["C_q=1e-8 GeV^-1", "C_chi=1e-14 GeV^-1"]), Method::Radau, 1e-6);
    // ħc = 1.973269804e-16 GeV m; the reference, 109.297 m, has six digits.
    let metres = observable(&run, "c_tau") * 1.973269804e-16;
    assert!((metres / 109.297 - 1.0).abs() < 1e-5, "{metres}");
}
