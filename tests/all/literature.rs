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
fn higgs_portal_and_dark_abelian_higgs() {
    reproduces("higgs-portal.json");
}

#[test]
fn lmu_ltau() {
    reproduces("lmu-ltau.json");
}

#[test]
fn formulas_over_index_sets_with_complex_numbers() {
    reproduces("formulas.json");
}

#[test]
fn scalar_with_vector_like_quarks() {
    reproduces("vlq-scalar.json");
}

/// The strange couplings of the model alone.
const STRANGE: [&str; 5] = ["yq[d]=0", "yd[d]=0", "yq[b]=0", "yd[b]=0", "cosmology.g_star=ideal-gas"];

#[test]
fn the_strange_coefficient_that_leaves_the_observed_dark_matter() {
    // Independent solution for annihilation into kaons and eta mesons, in TeV⁻¹.
    for (mass, expected) in [("m_phi=0.6 GeV", 0.108358209), ("m_phi=0.7 GeV", 0.1110147921)] {
        let at = |y_1: f64| {
            let y_1 = format!("y_1={y_1:e}");
            let settings: Vec<&str> = STRANGE.iter().copied().chain([mass, &y_1]).collect();
            let run = solve(model("vlq-scalar", &settings), Method::Radau, 1e-8);
            (solved(&run).dark_matter_omega_h2.expect("there is dark matter"), observable(&run, "C_ss"))
        };
        // Ωh² falls almost as 1/y_1².
        let (mut y_1, mut found) = (0.7, at(0.7));
        while (found.0 / 0.12 - 1.0).abs() > 1e-6 {
            y_1 *= (found.0 / 0.12).sqrt();
            found = at(y_1);
        }
        let per_tev = found.1 * 1e3;
        assert!((per_tev / expected - 1.0).abs() < 1e-4, "{mass}: {per_tev}");
    }
}

#[test]
fn forbidden_annihilation_is_smooth_in_the_mass() {
    // From 0.4 GeV to just below the kaons at 0.494 GeV: ln Ωh² bends ever more towards the threshold.
    let ln_omega: Vec<f64> = (0..12)
        .map(|k| {
            let mass = format!("m_phi={} GeV", 0.4 + 0.008 * f64::from(k));
            let settings: Vec<&str> = STRANGE.iter().copied().chain([mass.as_str(), "y_1=7"]).collect();
            let run = solve(model("vlq-scalar", &settings), Method::Radau, 1e-8);
            solved(&run).dark_matter_omega_h2.expect("there is dark matter").ln()
        })
        .collect();
    let differences = |values: &[f64]| values.windows(2).map(|w| w[1] - w[0]).collect::<Vec<f64>>();
    let slopes = differences(&ln_omega);
    let bends = differences(&slopes);
    let steeper = differences(&bends);
    for (name, values) in [("slope", slopes), ("bend", bends), ("change of the bend", steeper)] {
        assert!(values.iter().all(|v| v.is_finite() && *v < 0.0), "{name}: {values:?}");
    }
}

#[test]
fn b_mesons_into_kaons_and_invisible_pairs() {
    reproduces("b-to-k-invisible.json");
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
