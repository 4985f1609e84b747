//! `frazil target`.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::program::{Folder, Ran, frazil};

const MESA: &str = "models/mesa.yaml";
const NARROW: &str = "models/narrow-resonance.yaml";

fn json(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {}", ran.stdout))
}

fn text(arguments: &[&str]) -> String {
    let ran = frazil(std::iter::once(&"target").chain(arguments));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}");
    // The last digits of an error estimate are those of the machine.
    let lines = ran.stdout.lines().map(|line| match line.rsplit_once("e-") {
        Some((start, _)) if line.contains("freeze-") => {
            start.rsplit_once(' ').map_or("", |(start, _)| start).trim_end()
        }
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn solutions_as_text() {
    assert_snapshot!(text(&[MESA, "--vary", "lambda=1e-14..1:log"]));
    assert_snapshot!(text(&[NARROW, "--vary", "m=20 GeV..1 TeV:log"]));
    assert_snapshot!(text(&["wimp", "--vary", "sv=1e-27 cm^3/s..1e-24 cm^3/s:log", "--for", "omega_h2=0.11"]));
    assert_snapshot!(text(&["alp-portal", "--vary", "C_q=1e-9 GeV^-1..1e-7 GeV^-1:log", "--for", "c_tau=100 m"]));
}

#[test]
fn no_solution_and_points_that_fail() {
    assert_snapshot!(text(&["wimp", "--vary", "sv=1e-30 cm^3/s..1e-28 cm^3/s:log"]), @r"
    WIMP, s-wave annihilation
    sv = 1e-30 cm^3/s … 1e-28 cm^3/s, 13 points

    Ωh² = 0.12 nowhere: it goes from 19.1 (at sv = 1e-28 cm^3/s) to 1399 (at sv = 1e-30 cm^3/s)
    ");
    assert_snapshot!(text(&[MESA, "--vary", "m=-100 GeV..300 GeV:9"]), @r"
    Quartic coupling to two massless particles
    m = -100 GeV … 300 GeV, 19 points, of which 2 failed

    Ωh² = 0.12 nowhere: it goes from 0 (at m = 0 GeV) to 0.0109 (at m = 300 GeV)

    failed at one point m = -100 GeV: a mass cannot be negative, but this is -100 GeV

    failed at one point m = -50 GeV: a mass cannot be negative, but this is -50 GeV
    ");
    // The decay closes; what is made at the last number before is a matter of rounding.
    let closing = text(&["alp-portal", "--vary", "m_chi=0.9 GeV..1.1 GeV"]);
    assert!(closing.contains("no solution at m_chi = 1000 MeV: there it jumps over Ωh² = 0.12, from "), "{closing}");
    let none = frazil(["target", MESA, "--vary", "m=-100 GeV..-50 GeV"]);
    assert_eq!(none.code, 1);
    assert_snapshot!(none.stderr, @r"error: no point of Quartic coupling to two massless particles could be solved: a mass cannot be negative, but this is -100 GeV");
}

#[test]
fn as_json() {
    let result = json(&frazil(["target", MESA, "--vary", "lambda=1e-14..1:log", "--json"]));
    let keys: Vec<&String> = result.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["format", "vary", "for", "solutions"]);
    assert_eq!((&result["format"], &result["vary"]), (&Value::from(1), &Value::from("lambda")));
    assert_eq!(result["for"], serde_json::json!({"omega_h2": 0.12}));
    let solutions = result["solutions"].as_array().expect("solutions");
    assert_eq!(solutions.len(), 2);
    for solution in solutions {
        let run = &solution["run"];
        assert!((run["omega_h2"].as_f64().expect("a number") / 0.12 - 1.0).abs() < 1.01e-6, "{solution}");
        assert_eq!(run["parameters"]["lambda"], solution["value"]);
        assert!(run.get("evolution").is_none());
    }
    let none = json(&frazil(["target", "wimp", "--vary", "sv=1e-30 cm^3/s..1e-28 cm^3/s:log", "--json"]));
    assert_eq!(none["solutions"], serde_json::json!([]));
    // What the JSON has no place for is said beside it.
    let failed = frazil(["target", MESA, "--vary", "m=-100 GeV..300 GeV:9", "--json"]);
    assert!(failed.stderr.contains("a mass cannot be negative"), "{}", failed.stderr);
    json(&failed);
}

#[test]
fn files_are_written() {
    let folder = Folder::new();
    let (out, picture) = (folder.file("results"), folder.file("target.svg"));
    let ran =
        frazil(["target", MESA, "--vary", "lambda=1e-14..1:log", "--out", &out, "--plot", &picture, "--jobs", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.stderr, format!("wrote {out}\nwrote {picture}\n"));
    let svg = fs::read_to_string(&picture).expect("is drawn");
    assert!(svg.starts_with("<svg") && !svg.contains("NaN"));
    let result: Value =
        serde_json::from_str(&fs::read_to_string(format!("{out}/target.json")).expect("is written")).expect("is JSON");
    for number in [1, 2] {
        let ran = frazil(["run", &format!("{out}/{number}/model.yaml"), "--json"]);
        // The model with the solution in it gives the same again.
        assert_eq!(json(&ran)["omega_h2"], result["solutions"][number - 1]["run"]["omega_h2"]);
    }
    let curve = folder.file("observable.svg");
    let ran = frazil(["target", "alp-portal", "--vary", "C_q", "--for", "c_tau=100 m", "--plot", &curve]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(fs::read_to_string(&curve).expect("is drawn").starts_with("<svg"));
}

#[test]
fn constraints_are_judged_at_the_solutions() {
    let ran = frazil(["target", "alp-portal", "--vary", "m_chi=1 MeV..10 MeV:log", "--strict"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = frazil(["target", "alp-portal", "--vary", "m_chi=1 MeV..10 MeV:log", "--strict", "--for", "omega_h2=1"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains("`planck`"), "{}", ran.stderr);
}

#[test]
fn wrong_flags_are_refused() {
    let refused = |arguments: &[&str]| {
        let ran = frazil(std::iter::once(&"target").chain(arguments));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        ran.stderr
    };
    let vary = "m_chi=1 MeV..10 MeV:log";
    assert_snapshot!(refused(&["alp-portal", "--vary", "m_ch=1 MeV..10 MeV"]), @r"
    error: there is no parameter `m_ch`
     --> --vary:1:1
      |
    1 | m_ch=1 MeV..10 MeV
      | ^^^^
      = help: did you mean `m_chi`?
    ");
    assert_snapshot!(refused(&["alp-portal", "--vary", "m_chi=1 MeV"]), @r"
    error: expected FROM..TO
     --> --vary:1:7
      |
    1 | m_chi=1 MeV
      |       ^^^^^
      = help: an axis is NAME=FROM..TO:POINTS, with `:log` for equal ratios: `m_chi=1 keV..1 GeV:50:log`
    ");
    assert_snapshot!(refused(&["alp-portal", "--vary", vary, "--for", "omega=0.1"]), @r"
    error: there is no observable `omega`
     --> --for:1:1
      |
    1 | omega=0.1
      | ^^^^^
      = help: there are BR_BKa, BR_BKsta, BR_BKinv, BR_BKstinv, BR_K_total, BR_gg, BR_ss, BR_gamma, BR_chi, BR_visible, c_tau, f_over_C, g_chi, thermalisation, omega_h2
    ");
    assert_snapshot!(refused(&["alp-portal", "--vary", vary, "--for", "c_tau=3"]), @r"
    error: this is dimensionless, but `c_tau` is GeV^-1
     --> --for:1:7
      |
    1 | c_tau=3
      |       ^
      = help: it needs its unit, such as `3 GeV^-1`
    ");
    assert_snapshot!(refused(&["alp-portal", "--vary", vary, "--for", "c_tau=3 GeV"]), @r"
    error: this is GeV, but `c_tau` is GeV^-1
     --> --for:1:7
      |
    1 | c_tau=3 GeV
      |       ^^^^^
    ");
    assert_snapshot!(refused(&["alp-portal", "--vary", vary, "--for", "by_decay=3"]), @r"
    error: `by_decay` is a curve, which has no single value
     --> --for:1:1
      |
    1 | by_decay=3
      | ^^^^^^^^
      = help: what is wanted is NAME=VALUE with an observable or `omega_h2`, such as `omega_h2=0.12`
    ");
    assert_snapshot!(refused(&["alp-portal", "--vary", vary, "--for", "omega_h2=-1"]), @r"
    error: a relic density is positive
     --> --for:1:10
      |
    1 | omega_h2=-1
      |          ^^
    ");
    assert_snapshot!(refused(&["alp-portal", "--vary", vary, "--for", "omega_h2"]), @r"
    error: expected NAME=VALUE
     --> --for:1:1
      |
    1 | omega_h2
      | ^^^^^^^^
      = help: what is wanted is NAME=VALUE with an observable or `omega_h2`, such as `omega_h2=0.12`
    ");
    assert_snapshot!(refused(&["alp-portal", "--vary", vary, "--for", "omega_h2="]), @r"
    error: the value is missing
     --> --for:1:1
      |
    1 | omega_h2=
      | ^^^^^^^^^
      = help: what is wanted is NAME=VALUE with an observable or `omega_h2`, such as `omega_h2=0.12`
    ");
    assert_snapshot!(refused(&["alp-portal", "--vary", vary, "--plot", "target.jpg"]), @r"error: cannot draw target.jpg: the ending says the format, and .svg, .pdf and .png are supported");
    assert_snapshot!(refused(&["b-to-k-nunu", "--vary", "m_LQ=1 TeV..10 TeV"]), @r"
    error: B → K(*) with two neutrinos has no dark matter, so there is no relic density to have
      = help: mark a species with `dark_matter: true`, or say `--for OBSERVABLE=VALUE`
    ");
}
