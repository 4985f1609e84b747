//! `compare --sweep`.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::program::{Folder, Ran, frazil};

const MESA: &str = "models/mesa.yaml";

fn json(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {}", ran.stdout))
}

#[test]
fn stretches_and_crossings_as_text() {
    let ran = frazil(["compare", MESA, "--sweep", "lambda=1e-14..1:15:log"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_snapshot!(ran.stdout, @r"
    Quartic coupling to two massless particles
    lambda = 1e-14 … 1, 15 points

      mechanism       lambda from    to  Ωh² from       to
      freeze-in             1e-14  1e-8   1.09e-8    10865
      –                      1e-7  1e-7    1.09e6   1.09e6
      reannihilation         1e-6  1e-6    1.93e7   1.93e7
      freeze-out             1e-5     1    556194  2.47e-4

    Ωh² = 0.12 at
      lambda = 3.3233e-11  rising, freeze-in
      lambda = 0.040071    falling, freeze-out
    ");
}

#[test]
fn failures_are_told_and_do_not_stop_the_sweep() {
    let ran = frazil(["compare", MESA, "--sweep", "m=-100 GeV..300 GeV:5"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_snapshot!(ran.stdout, @r"
    Quartic coupling to two massless particles
    m = -100 GeV … 300 GeV, 5 points, of which 1 failed

      mechanism   m from       to  Ωh² from      to
      –            0 GeV    0 GeV         0       0
      freeze-in  100 GeV  300 GeV    0.0109  0.0109

    Ωh² = 0.12 nowhere: there is less everywhere

    failed at one point m = -100 GeV: a mass cannot be negative, but this is -100 GeV
    ");
    let none = frazil(["compare", MESA, "--sweep", "m=-100 GeV..-50 GeV:3"]);
    assert_eq!(none.code, 1);
    assert_snapshot!(none.stderr, @r"
    error: no point of Quartic coupling to two massless particles could be solved: a mass cannot be negative, but this is -100 GeV
    ");
}

#[test]
fn as_json() {
    let argument = [&format!("{MESA}:m=1 GeV"), MESA, "--sweep", "lambda=1e-14..1:15:log", "--json"].map(str::to_owned);
    let ran = frazil(std::iter::once("compare".to_owned()).chain(argument));
    let result = json(&ran);
    assert_eq!((&result["format"], &result["sweep"]["vary"]), (&Value::from(1), &Value::from("lambda")));
    let models = result["sweep"]["models"].as_array().expect("models");
    let labels: Vec<&str> = models.iter().filter_map(|model| model["label"].as_str()).collect();
    assert_eq!(labels, ["m=1 GeV", "Quartic coupling to two massless particles"]);
    for model in models {
        let points = model["points"].as_array().expect("points");
        assert_eq!(
            (points.len(), &model["spacing"], &model["observed"]),
            (15, &Value::from("log"), &Value::from(0.12))
        );
        let keys: Vec<&String> = points[0].as_object().expect("a point").keys().collect();
        assert_eq!(keys, ["value", "omega_h2", "mechanism", "message"]);
        assert_eq!((&points[0]["mechanism"], &points[14]["mechanism"]), (&"freeze-in".into(), &"freeze-out".into()));
        assert_eq!(model["stretches"][0]["mechanism"], "freeze-in");
        assert_eq!(model["crossings"].as_array().map(Vec::len), Some(2));
        assert_eq!((&model["crossings"][0]["rising"], &model["crossings"][0]["solved"]), (&true.into(), &true.into()));
    }
    // The runs are those at the crossings, as `compare` writes runs.
    let runs = result["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), 4);
    for run in runs {
        assert!((run["omega_h2"].as_f64().expect("a number") / 0.12 - 1.0).abs() < 1e-5, "{}", run["label"]);
    }
    assert!(runs[0]["label"].as_str().is_some_and(|label| label.starts_with("m=1 GeV, lambda = ")));
}

#[test]
fn points_go_to_a_table_and_a_picture() {
    let folder = Folder::new();
    let (table, picture) = (folder.file("sweep.csv"), folder.file("mesa.svg"));
    let ran = frazil([
        "compare",
        MESA,
        "--sweep",
        "m=-100 GeV..100 GeV:3",
        "--jobs",
        "1",
        "--out",
        &table,
        "--plot",
        &picture,
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.stderr, format!("wrote {table}\nwrote {picture}\n"));
    let text = fs::read_to_string(&table).expect("is written");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "model,m,omega_h2,mechanism,status,message");
    assert!(lines[1].starts_with("Quartic coupling to two massless particles,-1e2,,,failed,"), "{}", lines[1]);
    assert!(
        lines[3].starts_with("Quartic coupling to two massless particles,1e2,") && lines[3].ends_with(",freeze-in,ok,")
    );
    let svg = fs::read_to_string(&picture).expect("is drawn");
    assert!(svg.starts_with("<svg") && !svg.contains("NaN"));
    // However many threads there are.
    let again = folder.file("again.csv");
    frazil(["compare", MESA, "--sweep", "m=-100 GeV..100 GeV:3", "--jobs", "4", "--out", &again]);
    assert_eq!(fs::read_to_string(again).expect("is written"), text);
}

#[test]
fn wrong_flags_are_refused() {
    let refused = |arguments: &[&str]| {
        let ran = frazil(["compare", MESA].iter().chain(arguments));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        ran.stderr
    };
    assert_snapshot!(refused(&["--sweep", "lamda=1e-14..1:15:log"]), @r"
    error: there is no parameter `lamda`
     --> --sweep:1:1
      |
    1 | lamda=1e-14..1:15:log
      | ^^^^^
      = help: did you mean `lambda`?
    ");
    assert_snapshot!(refused(&["--sweep", "lambda=1e-14..1 GeV:15:log"]), @r"
    error: this is GeV, but the axis is dimensionless
     --> --sweep:1:15
      |
    1 | lambda=1e-14..1 GeV:15:log
      |               ^^^^^
    ");
    assert_snapshot!(refused(&["--sweep", "m"]), @r"
    error: the model has no usual range for `m` (it has no `scan` of it)
     --> --sweep:1:1
      |
    1 | m
      | ^
      = help: an axis is NAME=FROM..TO:POINTS, with `:log` for equal ratios: `m_chi=1 keV..1 GeV:50:log`
    ");
    assert_snapshot!(refused(&["--sweep", "lambda", "--out", "folder"]), @r"
    error: cannot write the sweep to folder: with --sweep, --out names a table, FILE.csv
    ");
    assert_snapshot!(refused(&["--sweep", "lambda", "--plot", "mesa.jpg"]), @r"
    error: cannot draw mesa.jpg: the ending says the format, and .svg, .pdf and .png are supported
    ");
    assert_snapshot!(refused(&["--sweep", "lambda", "--strict"]), @r"
    error: the argument '--sweep <NAME=LO..HI:N:log>' cannot be used with '--strict'

    Usage: frazil compare --sweep <NAME=LO..HI:N:log> <MODEL[:NAME=VALUE,…]>...

    For more information, try '--help'.
    ");
    assert_snapshot!(refused(&["--jobs", "2"]), @r"
    error: the following required arguments were not provided:
      --sweep <NAME=LO..HI:N:log>

    Usage: frazil compare --sweep <NAME=LO..HI:N:log> --jobs <N> <MODEL[:NAME=VALUE,…]>...

    For more information, try '--help'.
    ");
}
