//! Benchmarks, SLHA files, curves, verdicts: from the command line to what is printed and written.

use std::fs;

use serde_json::Value;

use crate::program::{Folder, Ran, frazil};
use crate::solving::text;

fn json(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {}", ran.stdout))
}

/// A model without species in a file.
fn write(folder: &Folder, more: &str) -> String {
    let file = folder.file("m.yaml");
    let text =
        format!("format: 1\nname: judged\nparameters: {{m: {{slha: [MASS, 25], default: 2 GeV}}, k: 3}}\n{more}");
    fs::write(&file, text).expect("can be written");
    file
}

const JUDGED: &str = "\
observables:
  a: {value: k*m, unit: MeV}
  line: {value: k*q, description: a straight line, over: {q: {from: 0, to: m, points: 3, unit: MeV}}}
  none: {value: q, over: {q: {from: 1, to: k - 3}}}
constraints:
  low: {of: a, range: [0, 5 GeV], label: upper limit}
  data: {of: a, measured: 5 GeV, error: [1 GeV, 0.5 GeV]}
  both: {of: k, measured: 4, error: 2, min: 1}
  idle: {of: k, max: 0, if: m > 3 GeV}
  wrong: {of: log(-k), max: 0}
benchmarks:
  light: {m: 1 MeV}
";

#[test]
fn verdicts_pulls_and_chi2() {
    let folder = Folder::new();
    let file = write(&folder, JUDGED);
    let run = json(&frazil(["run", &file, "--json"]));
    // (6 − 5)/0.5 and (3 − 4)/2.
    assert_eq!(run["chi2"], 4.25);
    assert_eq!(run["constraints"]["low"], serde_json::json!({"value": 6.0, "satisfied": false, "pull": null}));
    assert_eq!(run["constraints"]["data"], serde_json::json!({"value": 6.0, "satisfied": null, "pull": 2.0}));
    assert_eq!(run["constraints"]["both"], serde_json::json!({"value": 3.0, "satisfied": true, "pull": -0.5}));
    for nothing in ["idle", "wrong"] {
        let expected = serde_json::json!({"value": null, "satisfied": null, "pull": null});
        assert_eq!(run["constraints"][nothing], expected, "{nothing}");
    }
    let ran = frazil(["run", &file]);
    insta::assert_snapshot!("verdicts", ran.stdout);
}

#[test]
fn curves_in_json_and_tables() {
    let folder = Folder::new();
    let file = write(&folder, JUDGED);
    let out = folder.file("out");
    let run = json(&frazil(["run", &file, "--json", "--out", &out]));
    let line = serde_json::json!({
        "over": "q", "x": [0.0, 1.0, 2.0], "values": [0.0, 3.0, 6.0],
        "x_dimension": "GeV", "dimension": "GeV", "note": null,
    });
    assert_eq!(run["observables"]["line"], line);
    assert_eq!(run["observables"]["none"]["x"], serde_json::json!([]));
    let note = "the range of q is closed: it would go from 1e0 to 0e0";
    assert_eq!(run["observables"]["none"]["note"], note);
    let table = fs::read_to_string(folder.0.join("out/observables/line.csv")).expect("is written");
    assert_eq!(table, "q,line\n0e0,0e0\n1e0,3e0\n2e0,6e0\n");
    assert_eq!(fs::read_to_string(folder.0.join("out/observables/none.csv")).expect("is written"), "q,none\n");
}

#[test]
fn curves_are_drawn() {
    let folder = Folder::new();
    let file = write(&folder, JUDGED);
    let (svg, png) = (folder.file("line.svg"), folder.file("none.png"));
    let ran = frazil(["run", &file, "--plot-curve", &format!("line={svg}"), "--plot-curve", &format!("none={png}")]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("wrote {svg}")) && ran.stderr.contains(&format!("wrote {png}")));
    assert!(fs::read_to_string(&svg).expect("is written").contains("</svg>"));
    assert!(fs::read(&png).expect("is written").starts_with(b"\x89PNG"));
    for (argument, message) in [
        (format!("lime={svg}"), "error: judged has no curve `lime`\n  = help: did you mean `line`?"),
        (format!("spectrum={svg}"), "error: judged has no curve `spectrum`\n  = help: its curves are line, none"),
        ("line".to_owned(), "expected NAME=FILE, for example `spectrum=spectrum.svg`"),
        ("line=a.jpg".to_owned(), ".svg, .pdf and .png"),
    ] {
        let ran = frazil(["run", &file, "--plot-curve", &argument]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{argument}");
        assert!(ran.stderr.contains(message), "{argument}: {}", ran.stderr);
    }
    let ran = frazil(["run", "wimp", "--plot-curve", &format!("line={svg}")]);
    assert!(ran.stderr.contains("this model has none: curves are observables with `over`"), "{}", ran.stderr);
}

#[test]
fn strict_turns_a_violation_into_exit_code_3() {
    let folder = Folder::new();
    let file = write(&folder, JUDGED);
    assert_eq!(frazil(["run", &file]).code, 0);
    let ran = frazil(["run", &file, "--strict"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (3, "error: the constraint `low` is violated\n"));
    assert_eq!(ran.stdout, frazil(["run", &file]).stdout, "the result is printed all the same");
    let ran = frazil(["compare", &file, &format!("{file}:k=4"), "--strict"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (3, "error: the constraints `low`, `low` are violated\n"));
    assert_eq!(frazil(["run", &file, "--strict", "--set", "k=2"]).code, 0);
}

#[test]
fn benchmarks_everywhere() {
    let folder = Folder::new();
    let file = write(&folder, JUDGED);
    let run = json(&frazil(["run", &file, "--json", "--benchmark", "light"]));
    assert_eq!(run["parameters"]["m"], 1e-3);
    let both = json(&frazil(["run", &file, "--json", "--benchmark", "light", "--set", "m=4 GeV"]));
    assert_eq!((&both["parameters"]["m"], &both["parameters"]["k"]), (&4.0.into(), &3.0.into()));
    let compared = json(&frazil(["compare", &format!("{file}:light"), &format!("{file}:light,k=5"), "--json"]));
    let runs = compared["runs"].as_array().expect("is a list");
    assert_eq!((&runs[0]["label"], &runs[1]["label"]), (&"light".into(), &"light, k=5".into()));
    assert_eq!((&runs[1]["parameters"]["m"], &runs[1]["parameters"]["k"]), (&1e-3.into(), &5.0.into()));
    let explained = frazil(["explain", &file, "--benchmark", "light"]);
    assert!(explained.stdout.contains("benchmarks\n  light  m = 1 MeV\n"), "{}", explained.stdout);
    assert!(explained.stdout.contains("= 1 MeV"), "{}", explained.stdout);
    assert_eq!(frazil(["check", &file, "--benchmark", "light"]).code, 0);
    for command in ["run", "compare", "check", "explain"] {
        let ran = frazil([command, &file, "--benchmark", "lihgt"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{command}");
        assert!(ran.stderr.contains("help: did you mean `light`?"), "{command}: {}", ran.stderr);
    }
}

#[test]
fn a_benchmark_that_cannot_be_is_found_by_check() {
    let folder = Folder::new();
    let file = folder.file("m.yaml");
    fs::write(&file, format!("{}benchmarks: {{odd: {{m_chi: -1 GeV}}}}\n", text("wimp"))).expect("can be written");
    assert_eq!(frazil(["run", &file]).code, 0, "nobody asked for it");
    let ran = frazil(["check", &file]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("a mass cannot be negative"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("= note: at the benchmark `odd`\n"), "{}", ran.stderr);
}

#[test]
fn promises_name_their_benchmark() {
    let folder = Folder::new();
    let promise = "expect: [{of: chi2, value: 4.25, rtol: 0, source: by hand}, {of: a, value: 3 MeV, rtol: 0, at: light, source: by hand}]\n";
    let file = write(&folder, &(JUDGED.to_owned() + promise));
    let ran = frazil(["check", &file, "--expect"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(ran.stdout, @r"
    ✓ chi2 = 4.25, promised 4.25 within 0 relative (by hand)
    ✓ a at light = 0.003, promised 0.003 within 0 relative (by hand)
    ");
}

#[test]
fn values_from_slha_files() {
    let folder = Folder::new();
    let file = write(&folder, "observables: {a: k*m}\n");
    assert_eq!(json(&frazil(["run", &file, "--json"]))["parameters"]["m"], 2.0, "the default");
    let out = folder.file("out");
    let ran = frazil(["run", &file, "--json", "--slha", "slha/spectrum.slha", "--out", &out]);
    assert_eq!(json(&ran)["parameters"]["m"], 125.09);
    let resolved = fs::read_to_string(folder.0.join("out/model.yaml")).expect("is written");
    assert!(resolved.contains("{m: '125.09 GeV', k: 3}"), "{resolved}");
    for command in ["check", "explain", "compare"] {
        assert_eq!(frazil([command, &file, "--slha", "slha/spectrum.slha"]).code, 0, "{command}");
    }
    let ran = frazil(["run", &file, "--slha", "slha/flavour.flha"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.starts_with("error: slha/flavour.flha has no entry MASS 25\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("m.yaml:3:24") && ran.stderr.contains("did you mean `FMASS`?"), "{}", ran.stderr);
    let ran = frazil(["run", &file, "--slha", "slha/none.slha"]);
    assert_eq!(ran.stderr, "error: the SLHA file does not exist\n --> slha/none.slha\n");
    let ran = frazil(["run", &file, "--slha", "models/s-wave.yaml"]);
    assert!(ran.stderr.starts_with("error: expected `BLOCK` or `DECAY`, found `format:`"), "{}", ran.stderr);
}

#[test]
fn the_spread_over_degrees_of_freedom_appears_on_request() {
    let run = json(&frazil(["run", "wimp", "--json"]));
    assert!(run.get("gstar_spread").is_none());
    let with = json(&frazil(["run", "wimp", "--json", "--gstar-spread"]));
    let spread = &with["gstar_spread"];
    let keys: Vec<&str> = spread.as_object().expect("is an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["standard", "ideal-gas", "relative_spread"]);
    assert_eq!(spread["standard"], run["omega_h2"]);
    let text = frazil(["run", "wimp", "--gstar-spread"]).stdout;
    assert!(text.contains("g* spread  Ωh² = ") && text.contains("(ideal-gas): "), "{text}");
    assert!(json(&frazil(["compare", "wimp", "--json", "--gstar-spread"]))["runs"][0]["gstar_spread"].is_object());
}
