use super::*;
use crate::error::Source;
use crate::model::{Document, Overrides};
use crate::report::latex::latex_section;

const TEXT: &str = "format: 1
name: quantum
species:
  a: {mass: 9 GeV, type: real_scalar}
  chi: {mass: 4 GeV, type: dirac, dark_matter: true}
  phi: {mass: 1 GeV, type: real_scalar}
reactions:
  - {equation: a <-> chi + chi~, width: 1e-16 GeV}
  - {equation: a <-> phi + gamma, width: 1e-16 GeV}
  - {equation: a <-> e- + e-~, width: 1e-15 GeV}
  - {equation: a <-> phi + phi + phi, width: 1e-15 GeV}
  - {equation: chi + chi~ <-> e- + e-~, cross_section: 1e-15 GeV^-2}
";

fn explained(settings: &[&str]) -> (String, String) {
    let document = Document::load(Source { name: "quantum".into(), text: TEXT.into() });
    let overrides = Overrides::parse(settings.iter().copied()).unwrap_or_else(|error| panic!("{error}"));
    let model = document.and_then(|d| d.resolve(&overrides)).unwrap_or_else(|error| panic!("{error}"));
    (explanation(&model), latex_section(&model))
}

#[test]
fn quantum_statistics_are_spelled_out() {
    let (text, latex) = explained(&["evolution.statistics=quantum"]);
    for part in [
        "γ = n_eq Γ ⟨m/E⟩, Γ = 1e-16 GeV",
        "blocked by chi: − 2 γ′ R(chi) (R(a) − R(chi)), γ′ = n_eq Γ ⟨(m/E) f(chi)⟩",
        "γ = n_eq Γ ⟨(m/E) (1 + f(gamma))⟩",
        "enhanced by phi: + γ′ R(phi) (R(a) − 1), γ′ = n_eq Γ ⟨(m/E) f(phi)⟩",
        "γ = n_eq Γ ⟨(m/E) (1 − f(e-) − f(e-~))⟩",
        "κ[e-, e-~](√s, T) σ(s)",
        "\nstatistics quantum",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("K₁"), "{text}");
    for part in [
        r"\kappa_r(s,T)",
        r"$\kappa_{5}$ is that of $e^-\,e^+$",
        r"$f_i(E) = 1/(e^{E/T} - \eta_i)$",
        r"$\gamma_{1}(\ldots) - 2\gamma_{1}'\,R_{\chi}\,(R_{a} - R_{\chi})$",
    ] {
        assert!(latex.contains(part), "{part}\n{latex}");
    }
    assert!(!latex.contains("DENSITY") && !latex.contains("K_2"), "{latex}");
}

#[test]
fn maxwell_and_boltzmann_are_named_too() {
    let (text, latex) = explained(&[]);
    assert!(text.contains("\nstatistics Maxwell–Boltzmann\n") && text.contains("K₁(m/T)/K₂(m/T)"), "{text}");
    assert!(!text.contains("blocked") && latex.contains("K_2(m_i/T)") && !latex.contains("kappa"), "{latex}");
}
