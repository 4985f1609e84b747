//! Named settings, axes of scans, values from SLHA files.

use insta::assert_snapshot;

use super::*;

const MODEL: &str = "\
format: 1
name: t
parameters:
  m: {value: 100 GeV, range: [1 GeV, 1 TeV]}
  'y[i]': {1: 0.1, 2: 0.2}
indices: {i: [1, 2]}
derived: {twice: 2*m}
observables: {o: 'twice*y[1]'}
benchmarks:
  BP1: {m: 3 MeV}
  heavy: {m: 2 TeV, 'y[1]': 0.5, cosmology.g_star: ideal-gas}
scan:
  m: {from: 1 MeV, to: 10 GeV, points: 5, spacing: log}
  'y[2]': {from: 0, to: 1}
expect:
  - {of: o, value: 1 GeV, rtol: 1, at: heavy, source: by hand}
";

fn at(benchmark: Option<&str>, settings: &[&str]) -> Result<Model, SourceError> {
    let mut overrides = Overrides::parse(settings.iter().copied())?;
    if let Some(name) = benchmark {
        overrides.set_benchmark(name);
    }
    Document::load(source(MODEL)).unwrap().resolve(&overrides)
}

fn values(model: &Model) -> Vec<f64> {
    model.parameters.iter().map(|p| p.value).collect()
}

#[test]
fn a_benchmark_sets_parameters_and_settings_go_on_top() {
    assert_eq!(values(&at(None, &[]).unwrap()), [100.0, 0.1, 0.2]);
    let heavy = at(Some("heavy"), &[]).unwrap();
    assert_eq!((values(&heavy), heavy.expansion.name()), (vec![2000.0, 0.5, 0.2], "ideal-gas"));
    assert_eq!((heavy.parameters[0].written.as_str(), heavy.derived[0].value), ("2 TeV", 4000.0));
    assert_eq!(values(&at(Some("heavy"), &["m=1 GeV"]).unwrap()), [1.0, 0.5, 0.2]);
    let [one, other] = &heavy.benchmarks[..] else { panic!("{:?}", heavy.benchmarks) };
    assert_eq!((one.name.as_str(), &one.settings), ("BP1", &vec![("m".to_owned(), "3 MeV".to_owned())]));
    assert_eq!((other.name.as_str(), other.settings.len()), ("heavy", 3));
    assert_eq!(heavy.expectations[0].at.as_deref(), Some("heavy"));
}

#[test]
fn a_benchmark_that_does_not_exist() {
    assert_snapshot!(at(Some("BP2"), &[]).unwrap_err().to_string(), @r"
    error: there is no benchmark `BP2`
     --> --benchmark:1:1
      |
    1 | BP2
      | ^^^
      = help: did you mean `BP1`?
    ");
    let message = at(Some("light"), &[]).unwrap_err().to_string();
    assert!(message.contains("help: the benchmarks are BP1, heavy"), "{message}");
    let mut overrides = Overrides::default();
    overrides.set_benchmark("BP1");
    let message = Document::load(source(&small(""))).unwrap().resolve(&overrides).unwrap_err().to_string();
    assert!(message.contains("help: this model has no benchmarks"), "{message}");
}

#[test]
fn benchmarks_are_checked_with_the_file() {
    assert_snapshot!(refusal(&MODEL.replace("{m: 3 MeV}", "{m: 3}")), @r"
    error: this is dimensionless, wanted GeV
      --> m.yaml:10:12
       |
    10 |   BP1: {m: 3}
       |            ^
      = help: give a unit, such as `3 GeV`
    ");
    for (from, to, message, place) in [
        ("{m: 3 MeV}", "{n: 3 MeV}", "there is no parameter `n`", "10:9"),
        ("{m: 3 MeV}", "{twice: 3 MeV}", "`twice` is computed from a formula and cannot be set", "10:9"),
        ("'y[1]': 0.5", "'y[3]': 0.5", "there is no parameter `y[3]`", "11:21"),
        ("{m: 3 MeV}", "{m: '3 MeW'}", "unknown unit `MeW`", "10:15"),
        ("{m: 3 MeV}", "{m: [3]}", "expected a number, perhaps with a unit, found a list", "10:12"),
        ("{m: 3 MeV}", "3 MeV", "expected a mapping of parameters, such as `{m_chi: 3 MeV}`, found", "10:8"),
        ("ideal-gas", "ideal", "`ideal` is not a set of degrees of freedom", "11:52"),
        ("at: heavy", "at: heavi", "there is no benchmark `heavi`", "16:40"),
    ] {
        let found = refusal(&MODEL.replace(from, to));
        assert!(found.contains(&format!("error: {message}")), "{to}: {found}");
        assert!(found.contains(&format!("--> m.yaml:{place}\n")), "{to}: {found}");
        assert_eq!(found.matches("error:").count(), 1, "{to}: {found}");
    }
}

#[test]
fn axes_of_scans() {
    let scan = at(None, &[]).unwrap().scan;
    assert_eq!(scan.len(), 2);
    let mass = &scan[0];
    assert_eq!((mass.name.as_str(), mass.from, mass.to, mass.points), ("m", 1e-3, 10.0, 5));
    assert_eq!((mass.dimension, mass.spacing), (Dimension::MASS, Spacing::Log));
    assert_eq!((scan[1].name.as_str(), scan[1].points, scan[1].spacing), ("y[2]", 200, Spacing::Linear));
    for (axis, message, column) in [
        ("k: {from: 1, to: 2}", "there is no parameter `k`", 8),
        ("twice: {from: 1 GeV, to: 2 GeV}", "`twice` is computed from a formula and cannot be set", 8),
        ("m: {from: 1, to: 2 GeV}", "this is dimensionless, wanted GeV", 18),
        ("m: {from: 2 GeV, to: 2 GeV}", "an axis goes upwards, but this goes from 2e0 to 2e0", 29),
        ("m: {from: -1 GeV, to: 2 GeV, spacing: log}", "a logarithmic axis is positive", 18),
        ("m: {from: 1 GeV}", "an axis needs the key `to`", 8),
        ("m: {from: 1 GeV, to: 2 GeV, steps: 3}", "an axis has no key `steps`", 36),
    ] {
        let text = MODEL.replace(
            "scan:\n  m: {from: 1 MeV, to: 10 GeV, points: 5, spacing: log}\n  'y[2]': {from: 0, to: 1}\n",
            &format!("scan: {{{axis}}}\n"),
        );
        let found = refusal(&text);
        assert!(found.starts_with(&format!("error: {message}")), "{axis}: {found}");
        assert!(found.contains(&format!("--> m.yaml:12:{column}\n")), "{axis}: {found}");
    }
}

const FROM_SLHA: &str = "\
format: 1
name: t
parameters:
  m_h: {value: {slha: [MASS, 25], default: 125 GeV}, description: Higgs mass}
  Gamma: {value: {slha: [DECAY, 25]}}
  'N[i,j]': {slha: [NMIX, i, j], default: 0}
  lambda: {slha: [MASS, 35], unit: TeV}
indices: {i: [1, 2], j: [1, 2]}
observables: {r: Gamma/m_h}
";

fn slha() -> Slha {
    let text = include_str!("../../../tests/slha/spectrum.slha").to_owned();
    Slha::parse(Source { name: "spectrum.slha".into(), text }).unwrap()
}

fn with_file(settings: &[&str], text: &str) -> Result<Model, SourceError> {
    let mut overrides = Overrides::parse(settings.iter().copied())?;
    overrides.set_slha(slha());
    Document::load(source(text))?.resolve(&overrides)
}

#[test]
fn parameters_from_a_file() {
    let model = with_file(&[], FROM_SLHA).unwrap();
    let names: Vec<&str> = model.parameters.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["m_h", "Gamma", "N[1,1]", "N[1,2]", "N[2,1]", "N[2,2]", "lambda"]);
    let expected = [125.09, 4.1411e-3, 0.98635843, -0.0531103553, 0.0993505358, 0.944949299, 998.76e3];
    assert_eq!(values(&model), expected);
    assert_eq!(model.parameters[0].written, "125.09 GeV");
    let overridden = with_file(&["m_h=120 GeV"], FROM_SLHA).unwrap();
    assert_eq!(overridden.parameters[0].value, 120.0);
}

#[test]
fn without_a_file_defaults_count_and_what_has_none_is_asked_for() {
    let document = Document::load(source(FROM_SLHA)).unwrap();
    let set = Overrides::parse(["Gamma=4 MeV", "lambda=1 TeV"]).unwrap();
    assert_eq!(values(&document.resolve(&set).unwrap()), [125.0, 4e-3, 0.0, 0.0, 0.0, 0.0, 1000.0]);
    let set = Overrides::parse(["lambda=1 TeV"]).unwrap();
    assert_snapshot!(document.resolve(&set).unwrap_err().to_string(), @r"
    error: `Gamma` is read from an SLHA file, and none is given
     --> m.yaml:5:25
      |
    5 |   Gamma: {value: {slha: [DECAY, 25]}}
      |                         ^^^^^^^^^^^
      = help: give `--slha FILE` or `--set Gamma=…`, or write a `default` beside `slha`
    ");
}

#[test]
fn the_resolved_text_has_the_numbers() {
    let mut overrides = Overrides::parse(["lambda=1 TeV"]).unwrap();
    overrides.set_slha(slha());
    let document = Document::load(source(FROM_SLHA)).unwrap();
    let text = document.resolved_text(&overrides).unwrap();
    assert!(text.contains("m_h: {value: '125.09 GeV', description: Higgs mass}"), "{text}");
    assert!(text.contains("Gamma: {value: '0.0041411 GeV'}"), "{text}");
    assert!(text.contains("lambda: '1 TeV'"), "{text}");
}

#[test]
fn references_that_lead_nowhere() {
    assert_snapshot!(with_file(&[], &FROM_SLHA.replace("[MASS, 25]", "[MASS, 36]")).unwrap_err().to_string(), @r"
    error: spectrum.slha has no entry MASS 36
     --> m.yaml:4:23
      |
    4 |   m_h: {value: {slha: [MASS, 36], default: 125 GeV}, description: Higgs mass}
      |                       ^^^^^^^^^^
    ");
    assert_snapshot!(with_file(&[], &FROM_SLHA.replace("[MASS, 25], default: 125 GeV", "[SPINFO, 1]")).unwrap_err().to_string(), @r"
    error: expected a number, found `MADEUP`
     --> spectrum.slha:3:11
      |
    3 |      1    MADEUP     # spectrum calculator
      |           ^^^^^^
    ");
    for (reference, message, column) in [
        ("{slha: []}", "expected a block and its indices, found an empty list", 23),
        ("{slha: MASS}", "expected a list such as `[MASS, 25]`, found a text or number", 23),
        ("{slha: [MASS, h]}", "expected a whole number, found `h`", 30),
        ("{slha: [MASS, 25], default: 125}", "this is dimensionless, the number in the file is in GeV", 44),
        ("{slha: [MASS, 25], unit: GeW}", "unknown unit `GeW`", 41),
        ("{slha: [MASS, 25], value: 1}", "a value from an SLHA file has no key `value`", 35),
    ] {
        let found = refusal(&FROM_SLHA.replace("{slha: [MASS, 25], default: 125 GeV}", reference));
        assert!(found.starts_with(&format!("error: {message}")), "{reference}: {found}");
        assert!(found.contains(&format!("--> m.yaml:4:{column}\n")), "{reference}: {found}");
    }
}
