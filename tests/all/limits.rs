//! Limits in which the answer is known in closed form, and changes that must not change it.

use std::f64::consts::PI;

use frazil::ode::Method;

use crate::solving::{distance, final_yield, model, observable, parse, solve, solved, text};

/// Tolerance of the solutions here. Each is within it, so that two that should be equal are within twice of it.
const TOLERANCE: f64 = 1e-8;
/// Planck mass in GeV, CODATA 2018, and the conversion of cm³/s, as in the program.
const PLANCK_MASS: f64 = 1.220890e19;
const CM3_PER_S: f64 = 1.0 / 1.167329991e-17;

/// s/H at T = 1 GeV for constant degrees of freedom; both together go like T.
fn entropy_over_hubble(g: f64) -> f64 {
    2.0 * PI * PI / 45.0 * g / (4.0 * PI.powi(3) * g / 45.0).sqrt() * PLANCK_MASS
}

fn found(text: &str, settings: &[&str], species: &str) -> f64 {
    final_yield(&solve(parse(text, settings), Method::Radau, TOLERANCE), species)
}

fn assert_close(found: f64, expected: f64, rtol: f64) {
    assert!((found / expected - 1.0).abs() <= rtol, "{found:.12e}, expected {expected:.12e}");
}

/// One species of 100 GeV with whatever else is said, at g = 100.
fn one_species(initial: &str, reaction: &str, evolution: &str) -> String {
    format!(
        "format: 1
name: one species
species:
  chi: {{mass: 100 GeV, type: majorana, dark_matter: true, initial: {initial}}}
reactions:
  - {{equation: {reaction}}}
cosmology:
  g_star: {{constant: 100}}
evolution: {{{evolution}}}
"
    )
}

#[test]
fn annihilation_long_after_freeze_out_follows_the_closed_form() {
    // With Y_eq = 0 the equation is dY/dx = -λ Y²/x², λ = ⟨σv⟩ s/H at x = 1: 1/Y = 1/Y₀ + λ (1/x₀ - 1/x₁).
    let reaction = "chi + chi <-> SM + SM, sigma_v: 1e-26 cm^3/s";
    let text = one_species("1e-9", reaction, "from: {x: 1000}, to: {x: 20000}");
    let lambda = 1e-26 * CM3_PER_S * entropy_over_hubble(100.0) * 100.0;
    assert_close(found(&text, &[], "chi"), 1.0 / (1e9 + lambda * (1.0 / 1000.0 - 1.0 / 20000.0)), TOLERANCE);
}

#[test]
fn a_decay_empties_exponentially() {
    // At x >> 1 the parent is at rest and N = N₀ exp(-Γ t), t = 1/(2H): Γ is chosen for Γ t = 3 at the end.
    let hubble_at_1_gev = (4.0 * PI.powi(3) * 100.0 / 45.0_f64).sqrt() / PLANCK_MASS;
    let (x0, x1) = (1e6, 1e8);
    let age = |x: f64| 0.5 / (hubble_at_1_gev * (100.0 / x).powi(2));
    let width = 3.0 / age(x1);
    let reaction = format!("chi -> SM + SM, width: {width:e} GeV");
    let text = one_species("1e-12", &reaction, "from: {x: 1e6}, to: {x: 1e8}");
    // Time dilation, K₁/K₂ = 1 - 3/(2x) + …, takes 3/x₁ Γ t of the exponent, of which dt ∝ x dx leaves 9/x₁.
    let expected = 1e-12 * (-width * (age(x1) - age(x0))).exp();
    assert_close(found(&text, &[], "chi"), expected, 2.0 * TOLERANCE + 9.0 / x1);
}

#[test]
fn a_fast_reaction_keeps_the_equilibrium_yield() {
    let text = one_species("zero", "chi <-> SM + SM, width: 1 keV", "from: {x: 0.1}, to: {x: 5}");
    // Y_eq = 45 g x² K₂(x)/(4π⁴ g_s), K₂(5) = 5.308943712223459e-3 (Abramowitz & Stegun 9.6, mpmath). The width is
    // 1e8 times the expansion rate, so that Y lags behind by about x H/Γ ~ 1e-7.
    let expected = 45.0 * 2.0 * 25.0 * 5.308943712223459e-3 / (4.0 * PI.powi(4) * 100.0);
    assert_close(found(&text, &[], "chi"), expected, 1e-6);
}

#[test]
fn without_reactions_to_speak_of_the_yield_stays_that_of_a_hot_relic() {
    let text = one_species("equilibrium", "chi + chi <-> SM + SM, sigma_v: 1e-60 cm^3/s", "from: {x: 1e-4}");
    // x² K₂ = 2 - x²/2 + …
    assert_close(found(&text, &[], "chi"), 45.0 * 2.0 * 2.0 / (4.0 * PI.powi(4) * 100.0), 3e-9 + TOLERANCE);
}

#[test]
fn every_decay_product_is_counted() {
    let text = "format: 1
name: counting
species:
  parent: {mass: 10 GeV, type: real_scalar, initial: 1e-10}
  chi: {mass: 1 GeV, type: majorana, dark_matter: true, initial: zero}
  psi: {mass: 1 GeV, type: dirac, dark_matter: true, initial: zero}
reactions:
  - {equation: parent -> chi + chi + SM, width: 1e-18 GeV}
  - {equation: parent -> psi + psi~, width: 3e-18 GeV}
evolution: {from: {x: 100}, reference_mass: 10 GeV}
";
    // Both products come in pairs; psi counts particle and antiparticle.
    assert_close(found(text, &[], "chi"), 2.0 * 0.25e-10, TOLERANCE);
    assert_close(found(text, &[], "psi"), 2.0 * 0.75e-10, TOLERANCE);
    assert_eq!(found(text, &[], "parent"), 0.0);
}

#[test]
fn freeze_in_by_decay_has_its_closed_form() {
    for settings in [vec![], vec!["Gamma_B=1e-24 GeV"], vec!["m_B=10 GeV", "Gamma_B=1e-25 GeV"]] {
        let run = solve(model("freeze-in-decay", &settings), Method::Radau, TOLERANCE);
        // The model starts at x = 1e-5, before which x³/3 of a closed-form integral of 3π/2 is produced. The formula
        // leaves out inverse decays, R_χ = Y/Y_eq ~ 1e-9 at most.
        assert_close(final_yield(&run, "chi"), observable(&run, "closed_form"), 1e-8 + TOLERANCE);
    }
}

#[test]
fn alps_in_equilibrium_freeze_dark_matter_in_by_the_closed_form() {
    // Y_χ = 135/(4π³ g) Γ_χ/H(m_a) for Y_a = Y_a,eq throughout: 6.34806446e-8 at g = 86.25 and the reduced Planck mass
    // 2.4e18 GeV (arXiv:2502.04900 eq 30 without its rounding). Strong couplings to quarks keep the ALP there.
    let planck_mass = format!("cosmology.planck_mass={:e} GeV", 2.4e18 * (8.0 * PI).sqrt());
    let settings = ["C_q=1e-4 GeV^-1", "C_chi=6e-9 GeV^-1", "m_chi=3 MeV", "cosmology.g_star=86.25", &planck_mass];
    let run = solve(model("alp-portal", &settings), Method::Radau, TOLERANCE);
    // Starting at m_a/T = 0.005 instead of 0 costs x³/3 over 3π/2, 9e-9.
    assert_close(final_yield(&run, "chi"), 6.34806446e-8, 3e-8);
    // Less coupled ALPs linger, decay late, and make more.
    for (coupling, least, most) in [("6e-9", 1.2, 1.3), ("1e-8", 1.05, 1.1), ("1e-9", 30.0, 50.0)] {
        let coupling = format!("C_q={coupling} GeV^-1");
        let settings = [&coupling, "C_chi=6e-9 GeV^-1", "cosmology.g_star=86.25", &planck_mass];
        let run = solve(model("alp-portal", &settings), Method::Radau, TOLERANCE);
        let excess = final_yield(&run, "chi") / 6.34806446e-8;
        assert!((least..most).contains(&excess), "{coupling}: {excess}");
    }
}

#[test]
fn what_cannot_be_made_is_not_there() {
    let run = solve(model("alp-portal", &["C_chi=0"]), Method::Radau, TOLERANCE);
    assert_eq!(final_yield(&run, "chi"), 0.0);
    let run = solve(model("alp-portal", &["m_chi=1.2 GeV"]), Method::Radau, TOLERANCE);
    assert_eq!(final_yield(&run, "chi"), 0.0);
    assert!(run.warnings.iter().any(|w| w.contains("closed")), "{:?}", run.warnings);
}

/// The model with its reactions in reverse order.
fn reversed(text: &str) -> String {
    let (head, rest) = text.split_once("reactions:\n").expect("has reactions");
    let end = rest.match_indices('\n').map(|(i, _)| i + 1).find(|&i| !rest[i..].starts_with(' '));
    let (list, tail) = rest.split_at(end.unwrap_or(rest.len()));
    let starts: Vec<usize> = list.match_indices("  - ").map(|(i, _)| i).chain([list.len()]).collect();
    let blocks: String = starts.windows(2).rev().map(|ends| &list[ends[0]..ends[1]]).collect();
    format!("{head}reactions:\n{blocks}{tail}")
}

#[test]
fn the_order_of_reactions_does_not_matter() {
    for name in ["alp-portal", "two-components", "semi-annihilation", "super-wimp", "kaons-and-etas"] {
        let text = text(name);
        let changed = reversed(&text);
        assert_ne!(text, changed);
        let [one, other] = [&text, &changed].map(|text| solve(parse(text, &[]), Method::Radau, TOLERANCE));
        assert!(distance(&one, &other) <= 2.0 * TOLERANCE, "{name}: {:e}", distance(&one, &other));
    }
}

#[test]
fn a_reaction_in_two_halves_is_the_same_reaction() {
    let halves = [
        (
            "wimp",
            "equation: chi + chi <-> SM + SM\n    sigma_v: sv",
            "equation: chi + chi <-> gamma + gamma\n    sigma_v: sv/2\n  - equation: chi + chi <-> g + g\n    sigma_v: sv/2",
        ),
        (
            "alp-portal",
            "equation: a <-> SM + SM\n    width: Gamma_visible",
            "equation: a <-> gamma + gamma\n    width: Gamma_visible/2\n  - equation: a <-> g + g\n    width: Gamma_visible/2",
        ),
    ];
    for (name, whole, half) in halves {
        let text = text(name);
        // Label and LaTeX go with one of the halves.
        let changed = text.replacen(whole, half, 1);
        assert_ne!(text, changed);
        let [one, other] = [&text, &changed].map(|text| solve(parse(text, &[]), Method::Radau, TOLERANCE));
        assert!(distance(&one, &other) <= 2.0 * TOLERANCE, "{name}: {:e}", distance(&one, &other));
    }
}

#[test]
fn the_reference_mass_is_a_convention() {
    for (name, mass, start) in [("s-wave", "7 GeV", "100 GeV"), ("alp-portal", "1 TeV", "418 GeV")] {
        let mass = format!("evolution.reference_mass={mass}");
        let start = format!("evolution.from.T={start}");
        let one = solve(model(name, &[&start]), Method::Radau, TOLERANCE);
        let other = solve(model(name, &[&start, &mass]), Method::Radau, TOLERANCE);
        assert!(distance(&one, &other) <= 2.0 * TOLERANCE, "{name}: {:e}", distance(&one, &other));
        let [one, other] = [&one, &other].map(|run| solved(run).fates[0].temperature_freeze_out);
        let (one, other) = (one.expect("freezes out"), other.expect("freezes out"));
        // At freeze-out ln(Y/Y_eq) changes by about x ~ 20 per unit of ln x: it is no worse than the yield.
        assert_close(one, other, 1e-6);
    }
}

#[test]
fn an_earlier_start_does_not_matter() {
    // Scattering makes ALPs in proportion to x before they are in equilibrium, and some of them last: a start at x leaves
    // out 4e-5 x of the dark matter. What starts in equilibrium forgets its start.
    for (name, starts) in [("s-wave", ["1", "0.01"]), ("forbidden", ["1", "0.1"]), ("alp-portal", ["0.001", "0.0001"])]
    {
        let [one, other] =
            starts.map(|x| solve(model(name, &[&format!("evolution.from.x={x}")]), Method::Radau, TOLERANCE));
        assert!(distance(&one, &other) <= 2.0 * TOLERANCE + 4e-8, "{name}: {:e}", distance(&one, &other));
    }
}
