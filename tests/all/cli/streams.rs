//! Where models come from and where results go.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::program::{Folder, command, finish, frazil, frazil_reading};
use crate::solving::text;

#[test]
fn results_go_to_standard_output_and_everything_else_to_standard_error() {
    let quiet = frazil(["run", "wimp"]);
    assert_eq!((quiet.code, quiet.stderr.as_str()), (0, ""));
    assert!(quiet.stdout.contains("Ωh²"));
    for (flag, level) in [("-v", "INFO"), ("-vv", "INFO")] {
        let ran = frazil(["run", "wimp", "--json", flag]);
        assert!(ran.stderr.contains(level), "{}", ran.stderr);
        serde_json::from_str::<serde_json::Value>(&ran.stdout).expect("nothing but JSON");
    }
    let folder = Folder::new();
    let ran = frazil(["-q", "run", "wimp", "--out", &folder.file("out"), "--plot", &folder.file("a.svg")]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.contains("Ωh²"), "results are results");
    let ran = frazil(["check", "wimp", "-q"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
}

#[test]
fn the_log_level_may_come_from_the_environment() {
    let ran = finish(command(["run", "wimp", "--json"]).env("RUST_LOG", "info"));
    assert!(ran.stderr.contains("INFO"), "{}", ran.stderr);
}

#[test]
fn a_dash_reads_standard_input() {
    let from_input = frazil_reading(&["run", "-", "--json"], text("wimp").as_bytes());
    assert_eq!(from_input.code, 0, "{}", from_input.stderr);
    let yields = |json: &str| {
        let result: serde_json::Value = serde_json::from_str(json).expect("is JSON");
        result["species"].clone()
    };
    assert_eq!(yields(&from_input.stdout), yields(&frazil(["run", "wimp", "--json"]).stdout));
    for other in ["check", "explain"] {
        assert_eq!(frazil_reading(&[other, "-"], text("wimp").as_bytes()).code, 0, "{other}");
    }
    // A byte order mark and the line ends of other systems are no mistakes.
    let windows = format!("\u{feff}{}", text("wimp").replace('\n', "\r\n"));
    let ran = frazil_reading(&["run", "-"], windows.as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn built_in_models_are_found_from_any_folder() {
    let folder = Folder::new();
    let ran = finish(command(["run", "alp-portal"]).current_dir(&folder.0));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    // A file of that name comes first.
    std::fs::write(folder.0.join("alp-portal"), "not a model").expect("can be written");
    let ran = finish(command(["run", "alp-portal"]).current_dir(&folder.0));
    assert_eq!(ran.code, 2, "{}", ran.stdout);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for arguments in
        [vec!["constants"], vec!["run", "wimp", "--json", "--evolution", "20000"], vec!["explain", "alp-portal"]]
    {
        let mut child =
            command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        // One line is read and the pipe closed; the output is larger than what a pipe holds only for the second.
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("is piped")).read_line(&mut line).expect("is readable");
        assert!(!line.is_empty());
        let output = child.wait_with_output().expect("the program ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), stderr.as_ref()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn check_validates_without_solving() {
    let ran = frazil(["check", "alp-portal", "--set", "m_chi=1 MeV"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(ran.stdout, "ALP portal is fine: 18 parameters, 2 species, 7 reactions, 14 observables\n");
    // Closed decays are said to be closed; a rate that fails is not evaluated.
    let ran = frazil(["check", "alp-portal", "--set", "m_chi=2 GeV"]);
    assert!(ran.code == 0 && ran.stdout.contains("closed"), "{}", ran.stdout);
    assert_eq!(frazil(["check", "bad/failing/division-by-zero.yaml"]).code, 0);
    assert_eq!(frazil(["check", "bad/misspelt-key.yaml"]).code, 2);
}

#[test]
fn explain_prints_the_network() {
    for model in ["alp-portal", "dark-photon", "freeze-in-decay", "p-wave", "wimp"] {
        let ran = frazil(["explain", model]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        insta::assert_snapshot!(format!("explain_{model}"), ran.stdout);
    }
    let ran = frazil(["explain", "wimp", "--set", "m_chi=1 TeV"]);
    assert!(ran.stdout.contains("1000 GeV"), "{}", ran.stdout);
}

#[test]
fn models_lists_the_built_in_models_and_prints_their_files() {
    let ran = frazil(["models"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("models", ran.stdout);
    assert_eq!(frazil(["models", "wimp"]).stdout, text("wimp"));
}

#[test]
fn constants_lists_values_with_their_sources() {
    let ran = frazil(["constants"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    for wanted in ["sm.M_Pl", "sm.alpha_em", "sm.f_0_BK(q2)"] {
        let line = ran.stdout.lines().find(|line| line.starts_with(wanted));
        assert!(line.is_some_and(|line| line.ends_with(']')), "{wanted}: {line:?}");
    }
    let some = frazil(["constants", "MASS"]).stdout;
    assert!(!some.is_empty() && some.len() < ran.stdout.len());
}

#[test]
fn compare_puts_runs_side_by_side() {
    let ran = frazil(["compare", "wimp", "wimp:sv=1e-26 cm^3/s"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("compare", ran.stdout);
}
