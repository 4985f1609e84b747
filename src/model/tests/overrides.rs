//! `--set NAME=VALUE`.

use insta::assert_snapshot;

use super::*;

fn set(texts: &[&str]) -> Result<Model, SourceError> {
    let document = Document::load(source(&small("derived: {m2: 2*m_phi}\n"))).unwrap();
    document.resolve(&Overrides::parse(texts.iter().copied())?)
}

fn message(text: &str) -> String {
    set(&[text]).expect_err(text).to_string()
}

#[test]
fn parameters_and_what_depends_on_them() {
    let model = set(&["m_phi=50 GeV", " m_phi = 200 MeV "]).unwrap();
    assert_eq!(model.parameters[0].value, 0.2);
    assert_eq!(model.parameters[0].written, "200 MeV");
    assert_eq!((model.derived[0].value, model.species[0].mass), (0.4, 0.2));
    assert_eq!(model.evolution.reference_mass, Some(0.2));
    assert_eq!(set(&["sv0=0"]).unwrap().parameters[1].value, 0.0);
}

#[test]
fn settings() {
    assert_eq!(set(&["cosmology.g_star=ideal-gas"]).unwrap().expansion.name(), "ideal-gas");
    assert_eq!(set(&["cosmology.g_star=86.25"]).unwrap().expansion.g_s(1.0), Ok(86.25));
    assert_eq!(set(&["cosmology.planck_mass=1.2e19 GeV"]).unwrap().expansion.planck_mass(), 1.2e19);
    assert_eq!(set(&["cosmology.omega_h2=0.11"]).unwrap().relic.omega_h2, 0.11);
    let evolution =
        set(&["evolution.from.T=5 GeV", "evolution.from.x=0.01", "evolution.tolerance=1e-8"]).unwrap().evolution;
    assert_eq!((evolution.from, evolution.to, evolution.tolerance), (Some(Bound::X(0.01)), None, 1e-8));
    assert_eq!(set(&["evolution.reference_mass=3 GeV"]).unwrap().evolution.reference_mass, Some(3.0));
    assert_eq!(evolution.statistics, EquilibriumStatistics::MaxwellBoltzmann);
    let quantum = set(&["evolution.statistics=quantum"]).unwrap().evolution.statistics;
    assert_eq!(quantum, EquilibriumStatistics::Quantum);
}

#[test]
fn refusals_point_at_the_argument() {
    assert_snapshot!(message("m_phi"), @r"
    error: expected NAME=VALUE
     --> --set:1:1
      |
    1 | m_phi
      | ^^^^^
      = help: for example `m_chi=3 MeV`
    ");
    assert_snapshot!(message("m_pih=3 GeV"), @r"
    error: there is no parameter `m_pih`
     --> --set:1:1
      |
    1 | m_pih=3 GeV
      | ^^^^^
      = help: did you mean `m_phi`?
    ");
    assert_snapshot!(message("m_phi=3"), @r"
    error: this is dimensionless, wanted GeV
     --> --set:1:7
      |
    1 | m_phi=3
      |       ^
      = help: give a unit, such as `3 GeV`
    ");
    assert_snapshot!(message("m_phi=3 GeW"), @r"
    error: unknown unit `GeW`
     --> --set:1:9
      |
    1 | m_phi=3 GeW
      |         ^^^
      = help: did you mean `GeV`?
    ");
    assert_snapshot!(message("m_phi=2 sv0"), @r"
    error: unknown unit `sv0`
     --> --set:1:9
      |
    1 | m_phi=2 sv0
      |         ^^^
      = help: units are eV, keV, MeV, GeV, TeV, PeV, g, kg, s, ms, ns, yr, m, cm, fm, km, K, barn, mb, nb, pb, fb
    ");
    assert_snapshot!(message("m2=3 GeV"), @r"
    error: `m2` is computed from a formula and cannot be set
     --> --set:1:1
      |
    1 | m2=3 GeV
      | ^^
      = help: set the parameters it depends on
    ");
    assert_snapshot!(message("cosmology.gstar=standard"), @r"
    error: there is no parameter `cosmology.gstar`
     --> --set:1:1
      |
    1 | cosmology.gstar=standard
      | ^^^^^^^^^^^^^^^
      = help: did you mean `cosmology.g_star`?
    ");
    assert_snapshot!(message("cosmology.g_star=idealgas"), @r"
    error: `idealgas` is not a set of degrees of freedom
     --> --set:1:18
      |
    1 | cosmology.g_star=idealgas
      |                  ^^^^^^^^
      = help: did you mean `ideal-gas`?
    ");
    assert_snapshot!(message("evolution.statistics=quantom"), @r"
    error: `quantom` is not a kind of statistics
     --> --set:1:22
      |
    1 | evolution.statistics=quantom
      |                      ^^^^^^^
      = help: did you mean `quantum`?
    ");
    assert_snapshot!(message("evolution.tolerance=-1"), @r"
    error: `evolution.tolerance` must lie between 0 and 1
     --> --set:1:21
      |
    1 | evolution.tolerance=-1
      |                     ^^
    ");
}

#[test]
fn consequences_point_into_the_file() {
    assert_snapshot!(message("m_phi=-3 GeV"), @r"
    error: a mass cannot be negative, but this is -3 GeV
     --> m.yaml:5:15
      |
    5 |   phi: {mass: m_phi, type: real_scalar, dark_matter: true}
      |               ^^^^^
    ");
}
