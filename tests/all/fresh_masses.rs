//! Points of scans that have tables of their own, against complete runs that are a hundred times as exact.

use frazil::model::{Document, Overrides};
use frazil::run::{Family, RunSettings, Varied};

const MEDIATOR: &str = "
format: 1
name: mediator
parameters: {m: 100 GeV, M: 500 GeV, Gamma: 50 GeV, g: 0.4}
species:
  chi: {mass: m, type: majorana, dark_matter: true}
reactions:
  - equation: chi + chi <-> SM + SM
    cross_section: g^4/(16*pi)*s*sqrt(1 - 4*m^2/s)*breit_wigner(s, M, Gamma)
";

/// Two channels, one of which opens at twice the mass of its products, the other from a table with kinks.
const CHANNELS: &str = "
format: 1
name: channels
parameters: {m: 100 GeV, M: 104 GeV, a: 0.05}
tables:
  R: {x: [0, 48400, 57600, 90000, 1e10], y: [1, 1, 3, 2, 2], units: [GeV^2, '1'], interpolation: linear, outside: constant}
species:
  chi: {mass: m, type: majorana, dark_matter: true}
bath:
  B: {mass: M, type: real_scalar}
reactions:
  - equation: chi + chi <-> B + B
    cross_section: a/s*sqrt((s - 4*M^2)/(s - 4*m^2))
  - equation: chi + chi <-> SM + SM
    cross_section: a/10/s*R(s)*sqrt(1 - 4*m^2/s)
";

/// Models, settings, and what varies by which factors.
const CASES: &[(&str, &[&str], &str, &[f64])] = &[
    (MEDIATOR, &[], "m", &[0.3, 0.79, 1.0, 1.26, 2.4]),
    (MEDIATOR, &["M=220 GeV", "Gamma=0.22 MeV"], "m", &[0.5, 0.8453, 1.0, 1.0999, 1.1001, 2.0]),
    (MEDIATOR, &["M=220 GeV", "Gamma=0.22 MeV"], "M", &[0.95, 1.0, 1.3]),
    (CHANNELS, &[], "m", &[0.5, 0.95, 1.0, 1.039, 1.05, 1.5]),
    (include_str!("../models/forbidden.yaml"), &[], "m", &[0.8, 1.0, 1.099, 1.2]),
    (include_str!("../models/dark-photon-p-wave.yaml"), &[], "m_psi", &[0.8, 1.3]),
    (include_str!("../models/semi-annihilation.yaml"), &[], "m", &[0.9, 1.1]),
];

#[test]
fn points_with_tables_of_their_own_are_what_more_exact_runs_give() {
    for (text, settings, name, multiples) in CASES {
        let document = Document::from_bytes("model", (*text).into()).expect("is valid");
        let overrides = Overrides::parse(settings.iter().copied()).expect("are settings");
        let model = document.resolve(&overrides).expect("resolves");
        let parameter = model.parameters.iter().find(|p| p.name == **name).unwrap_or_else(|| panic!("{name}"));
        let family = |settings: RunSettings| {
            let varied = Varied { name: (*name).into(), dimension: parameter.dimension };
            Family::new(&document, &overrides, vec![varied], settings).expect("resolves")
        };
        let quick = family(RunSettings::default());
        let exact = family(RunSettings { tolerance: Some(1e-8), ..RunSettings::default() });
        for multiple in *multiples {
            let value = [multiple * parameter.value];
            let quick = quick.point(&value).expect("has a result").omega_h2.expect("has dark matter");
            let solved = exact.run(&value).expect("solves").solved.expect("has species");
            let exact = solved.dark_matter_omega_h2.expect("has dark matter");
            let error = (quick / exact - 1.0).abs();
            // Of single integrations at 1e-6 next to the narrow resonance the worst of 200 is off by 1.3e-6.
            assert!(error < 1.5e-6, "{}, {name} = {value:?}: error {error:.1e}", model.name);
        }
    }
}
