//! The models with a Higgs portal: limits that hold exactly, and numbers that their papers print.

use frazil::ode::Method;
use frazil::run::Run;
use serde_json::Value;

use crate::solving::{model, observable, parse, read, solve, solved, text};

fn run(name: &str, settings: &[&str]) -> Run {
    solve(model(name, settings), Method::Radau, 1e-6)
}

/// Both integrate over a pole of Γ/M ≈ 1.5e-7 in the first and take two-body rate times branching ratio in the second,
/// whose coupling is smaller. The difference is of the order of Γ/M.
fn has_its_narrow_width_limit(name: &str, [wide, narrow]: [&str; 2], others: &[&str], modes: &[&str]) {
    let at = |setting| {
        let run = run(name, &[others, &[setting]].concat());
        modes.iter().map(|mode| observable(&run, mode) / observable(&run, "BR_hDinv")).collect::<Vec<_>>()
    };
    for ((mode, wide), narrow) in modes.iter().zip(at(wide)).zip(at(narrow)) {
        let difference = wide / narrow - 1.0;
        assert!(difference.abs() < 1e-6 && difference != 0.0, "{name} {mode}: {difference:e}");
    }
}

const MODES: [&str; 4] = ["BR_BKinv", "BR_BKstinv", "BR_Kpiinv", "BR_KLpiinv"];

#[test]
fn a_narrow_dark_higgs_into_fermions_is_two_body_rate_times_branching_ratio() {
    let light = ["m_hD=0.3 GeV", "m_chi=0.05 GeV"];
    has_its_narrow_width_limit("higgs-portal", ["y_D=2e-3", "y_D=2e-4"], &light, &MODES);
    has_its_narrow_width_limit("higgs-portal", ["y_D=2e-3", "y_D=2e-4"], &["m_hD=2 GeV"], &MODES[..2]);
}

#[test]
fn a_narrow_dark_higgs_into_photons_is_two_body_rate_times_branching_ratio() {
    // Longitudinal photons off the pole grow: relative to it by Γ/M q²_max/M², which for B and a light h_D is more than 1e-6.
    let light = ["m_hD=0.3 GeV", "m_AD=0.05 GeV"];
    has_its_narrow_width_limit("dark-abelian-higgs", ["v_D=75 GeV", "v_D=900 GeV"], &light, &MODES[2..]);
    has_its_narrow_width_limit("dark-abelian-higgs", ["v_D=610 GeV", "v_D=6.1 TeV"], &["m_hD=2 GeV"], &MODES[..2]);
}

#[test]
fn a_narrow_dark_higgs_of_lmu_ltau_is_two_body_rate_times_branching_ratio() {
    // Γ/M = 2e-7, nearly all of it into Z'.
    let narrow = run("lmu-ltau", &["g_X=2.2e-5", "lam=1e-5"]);
    let (all, on_shell) = (observable(&narrow, "BR_BKinv"), observable(&narrow, "BR_BKH1"));
    // cos²θ is left of a Breit–Wigner with cos⁴θ whose width has cos²θ.
    assert!((all / on_shell - 1.0).abs() < 1e-6, "{all:e} {on_shell:e}");
}

#[test]
fn freeze_in_from_dark_higgs_decays_needs_the_published_coupling() {
    let settings = ["y_D=2.137e-12", "cosmology.g_star=ideal-gas"];
    let run = run("higgs-portal", &settings);
    let omega_h2 = solved(&run).dark_matter_omega_h2.expect("there is dark matter");
    // The yield of freeze-in is proportional to the square of the coupling.
    let coupling = 2.137e-12 * (0.12 / omega_h2).sqrt();
    assert!((coupling / 2.137e-12 - 1.0).abs() < 1e-3, "{coupling:e}");
}

#[test]
fn the_overclosing_yield_is_a_relativistic_one() {
    // χ decouples at x_f ≈ 3 with nearly half of what a massless particle would have, 45·2·4/(4π⁴ g_s). Eq 29 of
    // arXiv:2312.00982, an extrapolation with 1/⟨σv⟩, is fourteen orders of magnitude above.
    let run = run("higgs-portal", &["cosmology.g_star=10.75"]);
    let fate = &solved(&run).fates[crate::solving::species(&run, "chi")];
    assert!(fate.x_freeze_out.is_some_and(|x| (2.0..4.0).contains(&x)), "{:?}", fate.x_freeze_out);
    let massless = 45.0 * 4.0 / (4.0 * std::f64::consts::PI.powi(4) * 10.75) * 2.0;
    let yields = crate::solving::final_yield(&run, "chi");
    assert!(yields < massless && yields > 0.3 * massless, "{yields} {massless}");
    let omega_h2 = solved(&run).dark_matter_omega_h2.expect("there is dark matter");
    assert!((3e5..3e6).contains(&omega_h2), "{omega_h2}");
}

#[test]
fn longitudinal_vectors_cancel_at_high_energy() {
    // ⟨σv⟩ at T = 1 TeV, where (√s/m_Z')⁴ is up to 1e21, against the Feynman rules in 60 digits.
    let table: Value = serde_json::from_str(&read("reference/lmu-ltau.json")).expect("is JSON");
    let hot = "observables:\n  hot_ZZ: '4*rate(\"Z'' Z''\", 1 TeV)/n_eq(X, 1 TeV)'\n  \
               hot_HH: '4*rate(\"H1 H1\", 1 TeV)/n_eq(X, 1 TeV)'\n  \
               hot_ZH: '4*rate(\"Z'' H1\", 1 TeV)/n_eq(X, 1 TeV)'\n";
    let text = text("lmu-ltau").replacen("observables:\n", hot, 1);
    let benchmarks: [(&str, &[&str]); 2] = [
        ("default", &[]),
        ("p_wave", &["m_X=1 GeV", "m_H1=1.7 GeV", "m_Zp=0.1 GeV", "g_X=2e-5", "Q_X=100", "lam=1.545e-4"]),
    ];
    for (name, settings) in benchmarks {
        let run = solve(parse(&text, settings), Method::Radau, 1e-6);
        for channel in ["ZZ", "HH", "ZH"] {
            let expected = table["hot"][name][channel].as_f64().expect("is a number");
            let found = observable(&run, &format!("hot_{channel}"));
            assert!((found / expected - 1.0).abs() < 1e-6, "{name} {channel}: {found:e} {expected:e}");
        }
    }
}
