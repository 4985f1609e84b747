//! Sensitivities in forward mode against differences of tightly converged runs.

use frazil::ode::Method;
use frazil::run::{RunSettings, Sensitivity, run, sensitivities};

use crate::solving::{parse, solve, solved, text};

/// Tolerance of the runs that are differentiated; those of the differences are ten times as exact.
const TOLERANCE: f64 = 1e-8;
/// Agreement wanted, relative to the largest sensitivity and to one.
const WANTED: f64 = 1e-6;

fn of(text: &str, settings: &[&str]) -> Vec<Sensitivity> {
    let run = solve(parse(text, settings), Method::Radau, TOLERANCE);
    sensitivities(&run).expect("has dark matter")
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

/// Compares the parameters called `names`, all if there are none, with differences of this `step` in ln p.
fn check(text: &str, settings: &[&str], step: f64, names: &[&str]) {
    let found = of(text, settings);
    let size = |s: &Sensitivity| s.value.as_ref().map_or(0.0, |value| value.abs());
    let largest = found.iter().map(size).fold(1.0, f64::max);
    let mut wrong = Vec::new();
    for Sensitivity { parameter, value, .. } in
        found.iter().filter(|s| names.is_empty() || names.contains(&s.parameter.as_str()))
    {
        let value = match value {
            Ok(value) => *value,
            Err(reason) => panic!("{parameter}: {reason}"),
        };
        let wanted = difference(text, settings, parameter, step);
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
    check(&text("alp-portal"), &["evolution.from.T=418 GeV"], 5e-3, &["m_a", "m_b", "C_q", "alpha_s_decay"]);
}

/// Annihilation through an s-channel resonance of a mediator whose width follows from its couplings.
const RESONANCE: &str = "
format: 1
name: resonance
parameters:
  m_chi: 100 GeV
  m_V: 207 GeV
  g_chi: 0.02
  g_f: 0.01
derived:
  Gamma_f: g_f^2*m_V/(12*pi)
  Gamma_chi: 'if(m_V > 2*m_chi, g_chi^2*m_V/(12*pi)*beta(m_V, m_chi, m_chi)*(1 + 2*m_chi^2/m_V^2), 0 GeV)'
  Gamma_V: Gamma_f + Gamma_chi
species:
  chi: {mass: m_chi, type: dirac, dark_matter: true}
reactions:
  - equation: chi + chi~ <-> SM + SM
    cross_section: 'g_chi^2*g_f^2*s*(1 + 2*m_chi^2/s)/(12*pi*sqrt(1 - 4*m_chi^2/s))*breit_wigner(s, m_V, Gamma_V)'
";

#[test]
fn resonance_with_a_width_that_depends_on_couplings() {
    check(RESONANCE, &[], 1e-3, &[]);
    // Γ/M = 4e-6: what makes the derivative is far from what makes the average.
    check(RESONANCE, &["m_V=230 GeV", "g_chi=0.01", "g_f=0.002"], 1e-3, &[]);
    // Below threshold.
    check(RESONANCE, &["m_V=190 GeV"], 2e-3, &[]);
}

#[test]
fn resonance_written_without_a_name() {
    let plain =
        RESONANCE.replace("breit_wigner(s, m_V, Gamma_V)", "/((s - m_V^2)^2 + m_V^2*Gamma_V^2)").replace("*/", "/");
    let found = of(&plain, &[]);
    for (found, wanted) in found.iter().zip(of(RESONANCE, &[])) {
        let (found, wanted) = (found.value.clone().unwrap(), wanted.value.unwrap());
        assert!((found - wanted).abs() < WANTED, "{found} {wanted}");
    }
}

/// Two species that co-annihilate and turn into each other, with statistics to be filled in.
const PAIR: &str = "
format: 1
name: pair
parameters: {m_1: 500 GeV, split: 0.05, sv: 1e-26 cm^3/s, co: 5e-26 cm^3/s, turn: 1e-32 cm^3/s, w: 1e-15 GeV}
derived: {m_2: m_1*(1 + split)}
species:
  chi: {mass: m_1, type: majorana, dark_matter: true}
  psi: {mass: m_2, type: majorana}
reactions:
  - {equation: chi + chi <-> SM + SM, sigma_v: sv*(1 + 3/x)}
  - {equation: chi + psi <-> SM + SM, sigma_v_of_s: 'co*sqrt(1 - (m_1 + m_2)^2/s)'}
  - {equation: psi + psi <-> chi + chi, cross_section: 'turn*m_1/sqrt(s - 4*m_2^2)'}
  - {equation: psi <-> chi + SM, width: w*split^3}
  - {equation: psi + tau- <-> chi + tau-, sigma_v: turn}
evolution: {from: {T: 100 GeV}, statistics: maxwell-boltzmann}
";

#[test]
fn coupled_species() {
    check(PAIR, &[], 1e-2, &["m_1", "split", "turn", "w"]);
}

#[test]
fn quantum_statistics() {
    check(&PAIR.replace("maxwell-boltzmann", "quantum"), &["m_1=50 GeV", "evolution.from.T=50 GeV"], 1e-2, &[]);
}

#[test]
fn chemical_equilibrium() {
    let group = PAIR.replace("evolution: {", "evolution: {chemical_equilibrium: [[chi, psi]], ");
    check(&group, &[], 1e-2, &["m_1", "split", "sv", "co"]);
}

#[test]
fn squared_amplitudes() {
    // T at the start is that of the heaviest species, which varies.
    check(&text("dark-photon"), &["evolution.from.T=0.5 GeV"], 2e-2, &["m_psi", "m_varphi"]);
}

#[test]
fn many_channels_from_complex_couplings() {
    check(&text("vlq-scalar"), &["m_phi=0.65 GeV", "evolution.from.T=1 GeV"], 8e-3, &["m_phi", "m_Q"]);
}

#[test]
fn jumps_of_a_cross_section_move() {
    let jump = RESONANCE.replace("*breit_wigner(s, m_V, Gamma_V)'", "*if(s > m_V^2, 3, 1)*1e-9*1 [GeV^-4]'");
    check(&jump, &["g_chi=0.5", "g_f=0.5"], 1e-3, &["m_chi", "m_V"]);
}

#[test]
fn what_has_no_sensitivity_says_why() {
    let reason = |found: &[Sensitivity], name: &str| {
        let found = found.iter().find(|s| s.parameter == name).expect("is a parameter");
        found.value.clone().expect_err(name)
    };
    let found = of(&text("alp-portal"), &[]);
    assert_eq!(reason(&found, "C_G"), "it is zero, which has no logarithm");
    let text = RESONANCE.replace("g_f: 0.01\n", "g_f: 0.01\n  T_RH: 50 GeV\n  T_on: 1 GeV\n");
    let text = text.replace("m_V, Gamma_V)'\n", "m_V, Gamma_V)'\n    active: T > T_on\n");
    let found =
        of(&format!("{text}cosmology: {{history: {{reheating: {{T_RH: 2*T_RH}}}}}}\n"), &["evolution.from.T=90 GeV"]);
    assert!(reason(&found, "T_RH").contains("the cosmology depends on it"), "{found:?}");
    assert!(reason(&found, "T_on").contains("decides where"), "{found:?}");
    assert!(found.iter().all(|s| s.value.is_ok() || s.parameter.starts_with("T_")), "{found:?}");
    let text = RESONANCE.replace("Gamma_f: g_f^2", "Gamma_f: if(g_f > 0.01, 2, 1)*g_f^2");
    let found = of(&text, &[]);
    assert!(reason(&found, "g_f").contains("switches at exactly this value"), "{found:?}");
    assert!(found.iter().filter(|s| s.parameter != "g_f").all(|s| s.value.is_ok()), "{found:?}");
    let found = of(&crate::solving::text("higgs-portal"), &[]);
    assert!(found.iter().all(|s| s.value.is_err()), "{found:?}");
}
