//! Observables, curves and constraints of whole models, against independent numbers.

use frazil::model::{Document, Overrides};
use frazil::run::{RunSettings, gstar_spread, run, verify};

use crate::solving::{model, path, text};

fn document(name: &str) -> Document {
    Document::read(path(&format!("models/{name}.yaml"))).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn models_without_species_keep_their_promises() {
    for (name, count) in [("neutrino-modes", 3), ("efficiency", 3)] {
        let promises =
            verify(&document(name), &Overrides::default(), RunSettings::default()).expect("can be evaluated");
        assert_eq!(promises.len(), count, "{name}");
        for promise in promises {
            assert!(promise.is_kept(), "{name}: {} = {:?}", promise.expectation.of, promise.found);
        }
    }
}

#[test]
fn a_spectrum_over_its_own_norm_integrates_to_one() {
    let run = run(model("efficiency", &[]), RunSettings::default()).expect("can be evaluated");
    let points = run.evaluation.curves[0].as_ref().expect("is open");
    assert_eq!((points.x.len(), points.values[0], points.values[2000]), (2001, 0.0, 0.0));
    let area: f64 = (points.x.windows(2).zip(points.values.windows(2)))
        .map(|(x, value)| (x[1] - x[0]) * (value[0] + value[1]) / 2.0)
        .sum();
    // The trapezium rule misses part of the square roots at the ends: of order (1/2000)^(3/2) = 1e-5.
    assert!((area - 1.0).abs() < 3e-5, "{area}");
}

#[test]
fn promises_are_verified_at_their_benchmarks() {
    let promised = format!(
        "{}
benchmarks: {{heavy: {{m_chi: 1 TeV}}, light: {{m_chi: 10 GeV}}}}
expect:
  - {{of: m_chi, value: 1 TeV, rtol: 0, at: heavy, source: the benchmark}}
  - {{of: m_chi, value: 100 GeV, rtol: 0, source: the file}}
  - {{of: m_chi, value: 11 GeV, rtol: 0.01, at: light, source: a mistake}}
",
        text("wimp")
    );
    let document = Document::from_bytes("m.yaml", promised.into_bytes()).expect("is a model");
    let promises = verify(&document, &Overrides::default(), RunSettings::default()).expect("can be solved");
    let found: Vec<(Option<&str>, f64, bool)> = promises
        .iter()
        .map(|p| (p.expectation.at.as_deref(), *p.found.as_ref().expect("has a value"), p.is_kept()))
        .collect();
    assert_eq!(found, [(Some("heavy"), 1000.0, true), (None, 100.0, true), (Some("light"), 10.0, false)]);
}

#[test]
fn the_spread_over_degrees_of_freedom_is_that_of_single_runs() {
    let document = Document::from_bytes("wimp", text("wimp").into_bytes()).expect("is a model");
    let density = |settings: &[&str]| {
        let solved = run(model("wimp", settings), RunSettings::default()).expect("can be solved").solved;
        solved.and_then(|s| s.dark_matter_omega_h2).expect("has dark matter")
    };
    let own = run(document.resolve(&Overrides::default()).expect("resolves"), RunSettings::default()).expect("solves");
    let spread = gstar_spread(&document, &Overrides::default(), RunSettings::default(), &own).expect("solves");
    let spread = spread.expect("has dark matter");
    let (standard, ideal) = (density(&[]), density(&["cosmology.g_star=ideal-gas"]));
    assert_eq!(spread.omega_h2, [("standard".to_owned(), standard), ("ideal-gas".to_owned(), ideal)]);
    assert_eq!(spread.relative, (standard - ideal).abs() / standard);
    // Its own set is named beside the built-in ones.
    let overrides = Overrides::parse(["cosmology.g_star=86.25"]).expect("is a setting");
    let own = run(document.resolve(&overrides).expect("resolves"), RunSettings::default()).expect("solves");
    let spread = gstar_spread(&document, &overrides, RunSettings::default(), &own).expect("solves");
    let names: Vec<String> = spread.expect("has dark matter").omega_h2.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["standard", "ideal-gas", "constant"]);
}
