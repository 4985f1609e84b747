//! Whatever is wrong with the input, the program says where and what to do, exits as documented and never panics.
//!
//! `tests/bad` holds one small file per mistake with the whole message beside it (`cargo insta review`, or
//! `INSTA_UPDATE=always`, after a deliberate change): files that cannot be read in the folder itself, models whose
//! computation fails in `failing/`, models that are odd but legal in `warned/`.

use std::fs;

use crate::program::{Folder, Ran, finish, frazil, frazil_reading};
use crate::solving::path;

/// The model files of a folder of `tests/bad`, by name.
fn files(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(path("bad").join(folder)).expect("is there");
    let names = entries.map(|e| e.expect("is readable").file_name().into_string().expect("is UTF-8"));
    let mut files: Vec<String> = names.filter_map(|n| n.strip_suffix(".yaml").map(str::to_owned)).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn matches_golden(folder: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path("bad").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn run(folder: &str, name: &str) -> Ran {
    finish(crate::program::command(["run", &format!("{name}.yaml")]).current_dir(path("bad").join(folder)))
}

#[test]
fn files_with_mistakes_are_refused_with_their_place() {
    for name in files("") {
        let ran = run("", &name);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains(&format!("--> {name}.yaml")), "{name} points nowhere: {}", ran.stderr);
        matches_golden("", &name, &ran.stderr);
    }
}

#[test]
fn computations_that_fail_say_where_in_the_evolution() {
    for name in files("failing") {
        let ran = run("failing", &name);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains("T = "), "{name} names no temperature: {}", ran.stderr);
        assert!(ran.stderr.contains("chi + chi <-> SM + SM"), "{name} names no reaction: {}", ran.stderr);
        // Only a formula with a value, though a wrong one, has no place in the text.
        let has_value = name.starts_with("negative");
        assert_eq!(ran.stderr.contains(&format!("--> {name}.yaml:8:")), !has_value, "{name}: {}", ran.stderr);
        matches_golden("failing", &name, &without_digits(&ran.stderr));
    }
}

/// Numbers to four digits: the last ones of a temperature depend on the steps of the integrator.
fn without_digits(text: &str) -> String {
    let mut out = String::new();
    let mut digits = 0;
    for c in text.chars() {
        digits = match c {
            '0'..='9' if digits > 0 => digits + 1,
            '.' if digits == 0 && out.ends_with(|c: char| c.is_ascii_digit()) => 1,
            _ => 0,
        };
        if digits <= 4 {
            out.push(c);
        }
    }
    out
}

#[test]
fn odd_but_legal_models_are_solved_with_a_warning() {
    for name in files("warned") {
        let ran = run("warned", &name);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{name}");
        let warnings: Vec<&str> = ran.stdout.lines().filter(|l| l.trim_start().starts_with('!')).collect();
        assert!(!warnings.is_empty(), "{name}: {}", ran.stdout);
        matches_golden("warned", &name, &warnings.join("\n"));
    }
}

#[test]
fn a_closed_decay_has_rate_zero_and_its_formula_is_not_evaluated() {
    // The formula of the width takes the root of a negative number there.
    let ran = finish(crate::program::command(["run", "warned/closed-decay.yaml", "--json"]).current_dir(path("bad")));
    let result: serde_json::Value = serde_json::from_str(&ran.stdout).expect("is JSON");
    let alone = frazil(["run", "wimp", "--set", "sv=2.0e-26 cm^3/s", "--json"]);
    let alone: serde_json::Value = serde_json::from_str(&alone.stdout).expect("is JSON");
    assert_eq!(result["species"]["chi"]["yield"], alone["species"]["chi"]["yield"]);
    assert_eq!(result["warnings"].as_array().map(Vec::len), Some(1), "{}", result["warnings"]);
}

/// A refusal of what is given on standard input.
fn refused(input: &[u8]) -> String {
    let ran = frazil_reading(&["run", "-"], input);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("--> <stdin>"), "{}", ran.stderr);
    assert!(ran.stderr.len() < 4000, "the message is long: {} bytes", ran.stderr.len());
    ran.stderr
}

#[test]
fn an_empty_input_is_no_model() {
    matches_golden("input", "empty", &refused(b""));
}

#[test]
fn an_input_of_white_space_is_no_model() {
    matches_golden("input", "white-space", &refused(b" \n\n# nothing\n"));
}

#[test]
fn binary_data_are_no_model() {
    matches_golden("input", "binary", &refused(&[0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0xff, 0xfe]));
    matches_golden("input", "control-characters", &refused(b"format: 1\nname: \0\x01\x02"));
}

/// What YAML and formulas are made of.
const MARKS: &[u8] = b"{}[]:,'\"&*!|>-#\n\t %@`ab1.+()^";

#[test]
fn every_byte_may_be_anything() {
    // A fixed linear congruential generator (Knuth's MMIX): the same junk every time.
    let mut state: u64 = 1;
    for length in [1, 10, 100, 1000, 10_000] {
        let mut next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 56) as u8
        };
        let junk: Vec<u8> = (0..length).map(|_| next()).collect();
        refused(&junk);
        let text: Vec<u8> = junk.iter().map(|b| MARKS[usize::from(*b) % MARKS.len()]).collect();
        refused(&text);
    }
}

#[test]
fn ten_megabytes_are_too_much() {
    let text = format!("format: 1\nname: long\ndescription: {}\n", "x".repeat(10 << 20));
    matches_golden("input", "ten-megabytes", &refused(text.as_bytes()));
    let folder = Folder::new();
    let file = folder.file("long.yaml");
    fs::write(&file, &text).expect("can be written");
    let ran = frazil(["run", &file]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("is larger than 4 MiB"), "{}", ran.stderr);
}

fn model_with_rate(formula: &str) -> String {
    format!(
        "format: 1
name: deep
species:
  chi: {{mass: 100 GeV, type: majorana, dark_matter: true}}
reactions:
  - equation: chi + chi <-> SM + SM
    sigma_v: '{formula}'
"
    )
}

#[test]
fn a_hundred_thousand_parentheses_do_not_exhaust_the_stack() {
    let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    matches_golden("input", "deep-parentheses", &refused(model_with_rate(&deep).as_bytes()));
    let signs = format!("{}1", "-".repeat(100_000));
    matches_golden("input", "many-signs", &refused(model_with_rate(&signs).as_bytes()));
    let powers = format!("1{}", "^1".repeat(100_000));
    matches_golden("input", "many-powers", &refused(model_with_rate(&powers).as_bytes()));
}

#[test]
fn nesting_within_the_longest_formula_does_not_exhaust_the_stack() {
    for (open, middle, close) in
        [("(", "1", ")"), ("-(", "1", ")"), ("1^(", "1", ")"), ("sqrt(", "1", ")"), ("2^", "1", "")]
    {
        let times = 60_000 / (open.len() + close.len());
        let deep = format!("{}{middle}{}", open.repeat(times), close.repeat(times));
        let message = refused(model_with_rate(&deep).as_bytes());
        assert!(message.starts_with("error: "), "{message}");
        assert!(
            message.contains("deep") || message.contains("nest") || message.contains("dimension"),
            "{open}: {message}"
        );
    }
}

#[test]
fn a_hundred_thousand_brackets_of_yaml_do_not_exhaust_the_stack() {
    let text = format!("format: 1\nname: deep\nparameters: {}\n", "[".repeat(100_000));
    matches_golden("input", "deep-yaml", &refused(text.as_bytes()));
}

#[test]
fn what_is_not_there_or_not_a_file_is_named() {
    let ran = frazil(["run", "bad/no-such-file.yaml"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    matches_golden("input", "missing-file", &ran.stderr);
    let ran = frazil(["run", "./bad"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    matches_golden("input", "folder", &ran.stderr);
    let ran = frazil(["run", "wmip"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    matches_golden("input", "misspelt-model", &ran.stderr);
}

#[test]
fn settings_with_mistakes_are_refused_with_their_place() {
    for (setting, name) in [
        ("m_chi", "set-without-value"),
        ("m_chy=1 TeV", "set-misspelt"),
        ("m_chi=1 TeVv", "set-unknown-unit"),
        ("m_chi=10", "set-dimension"),
        ("m_chi=-1 GeV", "set-negative-mass"),
        ("cosmology.g_star=ideal gas", "set-g-star"),
        ("evolution.tolerance=2", "set-tolerance"),
        ("evolution.from.x=1e30", "set-start-too-cold"),
    ] {
        let ran = frazil(["run", "wimp", "--set", setting]);
        assert_ne!(ran.code, 0, "{setting}");
        assert_eq!(ran.stdout, "", "{setting}");
        matches_golden("", name, &format!("exit code {}\n{}", ran.code, ran.stderr));
    }
}
