//! The JSON of `run` and `compare` is a contract: every key always there, in this order, null and never NaN.

use serde_json::Value;

use crate::program::{Folder, Ran, frazil};

const RUN: &[&str] = &[
    "format",
    "program",
    "model",
    "model_hash",
    "parameters",
    "omega_h2",
    "chi2",
    "species",
    "observables",
    "constraints",
    "dominant_reactions",
    "statistics",
    "cosmology",
    "solver",
    "warnings",
];
const SPECIES: &[&str] =
    &["yield", "omega_h2", "dark_matter", "x_freeze_out", "T_freeze_out", "equilibrated", "mechanism"];
const CONSTRAINT: &[&str] = &["value", "satisfied", "pull"];
const DOMINANT: &[&str] = &["species", "reaction", "share", "T"];
const COSMOLOGY: &[&str] = &["g_star", "g_star_hash", "history", "T_start", "T_end"];
const SOLVER: &[&str] = &["method", "steps", "rhs_evaluations", "relative_error_estimate", "seconds"];
const EVOLUTION: &[&str] = &["x", "T", "yield", "equilibrium"];

fn json(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {}", ran.stdout))
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("{value} is no object")).keys().map(String::as_str).collect()
}

fn values(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_object().expect("is an object").values()
}

/// Checks a run, or a run in a comparison, whose keys these are.
fn check_run(run: &Value, expected: &[&str]) {
    assert_eq!(keys(run), expected);
    for species in values(&run["species"]) {
        assert_eq!(keys(species), SPECIES);
        assert!(species["yield"].is_number() && species["omega_h2"].is_number(), "{species}");
        assert!(species["dark_matter"].is_boolean() && species["equilibrated"].is_boolean(), "{species}");
        let known = ["freeze-out", "freeze-in", "reannihilation", "decay"];
        assert!(species["mechanism"].is_null() || known.iter().any(|k| species["mechanism"] == *k), "{species}");
    }
    values(&run["constraints"]).for_each(|constraint| assert_eq!(keys(constraint), CONSTRAINT));
    for reaction in run["dominant_reactions"].as_array().expect("is a list") {
        assert_eq!(keys(reaction), DOMINANT);
    }
    assert_eq!(keys(&run["cosmology"]), COSMOLOGY);
    if !run["solver"].is_null() {
        assert_eq!(keys(&run["solver"]), SOLVER);
    }
    assert_eq!(run["format"], 1);
    assert_eq!(run["program"], concat!("frazil ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_built_in_model_has_every_key() {
    for model in
        ["alp-portal", "b-to-k-nunu", "dark-photon", "freeze-in-decay", "p-wave", "phi-left", "vlq-scalar", "wimp"]
    {
        check_run(&json(&frazil(["run", model, "--json"])), RUN);
    }
}

#[test]
fn the_values_are_those_of_the_model() {
    let run = json(&frazil([
        "run",
        "wimp",
        "--json",
        "--set",
        "m_chi=0.2 TeV",
        "--tolerance",
        "1e-8",
        "--method",
        "rodas5p",
    ]));
    assert_eq!(run["parameters"]["m_chi"], 200.0);
    assert_eq!(run["omega_h2"], run["species"]["chi"]["omega_h2"]);
    assert_eq!(run["species"]["chi"]["mechanism"], "freeze-out");
    assert_eq!(run["solver"]["method"], "rodas5p");
    assert!(run["solver"]["relative_error_estimate"].as_f64().is_some_and(|e| e < 1e-8));
    assert_eq!(run["chi2"], Value::Null);
    assert_eq!(run["cosmology"]["history"], "radiation");
    assert_eq!(run["model_hash"].as_str().map(str::len), Some(16));
    let x = run["species"]["chi"]["x_freeze_out"].as_f64().expect("freezes out");
    let temperature = run["species"]["chi"]["T_freeze_out"].as_f64().expect("freezes out");
    assert!((x * temperature / 200.0 - 1.0).abs() < 1e-12);
    // Last wins, and `cosmology` can be set.
    let other =
        json(&frazil(["run", "wimp", "--json", "--set", "cosmology.g_star=standard", "--set", "cosmology.g_star=90"]));
    assert_ne!(other["cosmology"]["g_star_hash"], run["cosmology"]["g_star_hash"]);
}

#[test]
fn what_is_not_defined_is_null() {
    let ran = frazil(["run", "freeze-in-decay", "--json"]);
    let run = json(&ran);
    assert_eq!(run["species"]["chi"]["x_freeze_out"], Value::Null);
    assert_eq!(run["species"]["chi"]["T_freeze_out"], Value::Null);
    assert!(!ran.stdout.contains("NaN") && !ran.stdout.contains("inf"));
}

#[test]
fn a_model_without_species_has_no_relic_density() {
    let folder = Folder::new();
    let file = folder.file("observables.yaml");
    let text =
        "format: 1\nname: only observables\nobservables: {ratio: sm.m_b/sm.m_t, wrong: sqrt(1 - sm.m_t/sm.m_b)}\n";
    std::fs::write(&file, text).expect("can be written");
    let run = json(&frazil(["run", &file, "--json"]));
    check_run(&run, RUN);
    assert_eq!(run["species"], Value::Object(serde_json::Map::new()));
    assert_eq!((&run["omega_h2"], &run["solver"]), (&Value::Null, &Value::Null));
    assert_eq!((&run["cosmology"]["T_start"], &run["cosmology"]["T_end"]), (&Value::Null, &Value::Null));
    assert!(run["observables"]["ratio"].is_number());
    assert_eq!(run["observables"]["wrong"], Value::Null);
}

#[test]
fn the_evolution_is_sampled_as_often_as_asked() {
    let expected: Vec<&str> = RUN.iter().copied().chain(["evolution"]).collect();
    for (arguments, points) in [(vec!["--evolution"], 200), (vec!["--evolution", "7"], 7)] {
        let run = json(&frazil(["run", "alp-portal", "--json"].into_iter().chain(arguments)));
        check_run(&run, &expected);
        let evolution = &run["evolution"];
        assert_eq!(keys(evolution), EVOLUTION);
        for list in [&evolution["x"], &evolution["T"]].into_iter().chain(values(&evolution["yield"])) {
            assert_eq!(list.as_array().map(Vec::len), Some(points));
        }
        assert_eq!(keys(&evolution["yield"]), ["a", "chi"]);
        assert_eq!(keys(&evolution["equilibrium"]), ["a", "chi"]);
        let last = |list: &Value| list.as_array().expect("is a list")[points - 1].as_f64().expect("is a number");
        let end = run["species"]["chi"]["yield"].as_f64().expect("is a number");
        assert!((last(&evolution["yield"]["chi"]) / end - 1.0).abs() < 1e-9);
        assert_eq!(run["cosmology"]["T_end"].as_f64(), Some(last(&evolution["T"])));
    }
}

#[test]
fn numbers_survive_the_round_trip() {
    let first = json(&frazil(["run", "wimp", "--json"]));
    let again = json(&frazil(["run", "wimp", "--json"]));
    // Everything but the time it took is the same to the last bit.
    let strip = |mut run: Value| {
        run["solver"]["seconds"] = Value::Null;
        run
    };
    assert_eq!(strip(first), strip(again));
}

#[test]
fn a_comparison_is_a_list_of_labelled_runs() {
    let result = json(&frazil(["compare", "wimp", "wimp:sv=1e-26 cm^3/s,m_chi=1 TeV", "--json"]));
    assert_eq!(keys(&result), ["format", "runs"]);
    assert_eq!(result["format"], 1);
    let runs = result["runs"].as_array().expect("is a list");
    let expected: Vec<&str> = ["label"].into_iter().chain(RUN.iter().copied()).collect();
    for run in runs {
        check_run(run, &expected);
    }
    let labels: Vec<&Value> = runs.iter().map(|run| &run["label"]).collect();
    assert_eq!(labels, ["WIMP, s-wave annihilation", "sv=1e-26 cm^3/s, m_chi=1 TeV"]);
    assert_eq!(runs[1]["parameters"]["m_chi"], 1000.0);
    // What is set for all holds for all, and loses against what is set for one.
    let set = [
        "compare",
        "wimp",
        "wimp:m_chi=1 TeV",
        "--set",
        "m_chi=2 TeV",
        "--tolerance",
        "1e-5",
        "--method",
        "rodas5p",
        "--json",
    ];
    let result = json(&frazil(set));
    assert_eq!(result["runs"][0]["parameters"]["m_chi"], 2000.0);
    assert_eq!(result["runs"][1]["parameters"]["m_chi"], 1000.0);
    assert_eq!(result["runs"][1]["solver"]["method"], "rodas5p");
}

#[test]
fn lists_as_json() {
    let models = json(&frazil(["models", "--json"]));
    for model in models.as_array().expect("is a list") {
        assert_eq!(keys(model), ["name", "title", "description", "references", "benchmarks"]);
    }
    let constants = json(&frazil(["constants", "--json"]));
    assert_eq!(keys(&constants), ["constants", "ckm", "particles", "functions", "units"]);
    for constant in constants["constants"].as_array().expect("is a list") {
        assert!(constant["value"].is_number() && constant["source"].is_string(), "{constant}");
    }
    let of = |list: &str, name: &str| {
        let rows = constants[list].as_array().expect("is a list");
        rows.iter().find(|row| row["name"] == name).cloned().unwrap_or_else(|| panic!("no {name}"))
    };
    assert_eq!(of("constants", "sm.m_b")["uncertainty"]["plus"], 0.007);
    assert_eq!(of("constants", "sm.s_0")["uncertainty"], Value::Null);
    assert_eq!(of("ckm", "sm.CKM[u,d]")["im"], 0.0);
    assert_eq!(of("particles", "b")["charge"], -1.0 / 3.0);
    assert_eq!(of("particles", "W+")["width_from"], "sm.Gamma_W");
    assert_eq!(of("functions", "sm.alpha_s")["least"], 1.0);
    assert_eq!(of("units", "c")["value"], 299_792_458.0);
    let filtered = json(&frazil(["constants", "planck", "--json"]));
    assert!(filtered["constants"].as_array().is_some_and(|list| !list.is_empty() && list.len() < 10), "{filtered}");
}

#[test]
fn compare_gives_the_evolution_of_every_run() {
    let result = json(&frazil(["compare", "wimp", "p-wave", "--json", "--evolution", "5"]));
    let runs = result["runs"].as_array().expect("is a list");
    assert_eq!(runs.len(), 2);
    for run in runs {
        assert_eq!(keys(&run["evolution"]), EVOLUTION);
        assert_eq!(run["evolution"]["x"].as_array().map(Vec::len), Some(5));
    }
}

#[test]
fn sensitivities_have_a_number_or_a_reason() {
    let result = json(&frazil(["run", "alp-portal", "--json", "--sensitivities"]));
    let found = result["sensitivities"].as_object().expect("is an object");
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        result["parameters"].as_object().expect("is an object").keys().collect::<Vec<_>>()
    );
    assert!((found["C_chi"].as_f64().expect("is a number") - 2.0).abs() < 1e-4);
    assert_eq!((&found["L_det"], &found["C_G"]), (&Value::from(0.0), &Value::Null));
    assert_eq!(keys(&result["sensitivities_missing"]), ["C_G", "C_gamma"]);
    // Without the option they are not there.
    assert!(json(&frazil(["run", "wimp", "--json"])).get("sensitivities").is_none());
}
