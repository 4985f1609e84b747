//! What the source code promises about itself: data flow one way, only the command line prints, files stay short.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each stage, with those it may read besides `units` and `error`, which everything may.
const STAGES: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("error", &[]),
    ("builtin", &[]),
    // Formulas and text for LaTeX: no physics.
    ("latex", &[]),
    // Bessel functions, quadrature and densities need nothing; formulas call the Bessel functions.
    ("thermal", &[]),
    ("expression", &["thermal", "latex"]),
    ("ode", &[]),
    ("plot", &[]),
    ("standard_model", &["expression"]),
    ("cosmology", &["expression", "standard_model", "thermal"]),
    ("rates", &["expression", "standard_model", "thermal", "cosmology"]),
    // A model holds the plug-ins that it calls, and these give rates.
    ("model", &["expression", "standard_model", "thermal", "cosmology", "rates", "latex"]),
    ("network", &["expression", "standard_model", "thermal", "cosmology", "model", "rates", "ode"]),
    ("observables", &["expression", "standard_model", "thermal", "cosmology", "model", "rates", "network"]),
    ("testing", &["model", "rates", "network"]),
    ("run", &["cosmology", "model", "rates", "network", "observables", "ode"]),
    // Points are solved by `run`; a condition on rows is a formula.
    ("scan", &["expression", "model", "ode", "run"]),
    (
        "report",
        &["expression", "standard_model", "latex", "cosmology", "model", "rates", "network", "observables", "run"],
    ),
];
/// The last stage reads everything.
const LAST: &str = "cli";
const LONGEST_FILE: usize = 400;

fn sources() -> Vec<PathBuf> {
    fn visit(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("is a folder") {
            let path = entry.expect("is readable").path();
            if path.is_dir() {
                visit(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    visit(&root(), &mut found);
    found.sort();
    assert!(found.len() > 100, "the sources are not where they were");
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).expect("is readable")
}

/// The stage a file belongs to: the first part of its path.
fn stage(file: &Path) -> String {
    let first = file.strip_prefix(root()).expect("is below src").components().next().expect("has a name");
    first.as_os_str().to_str().expect("is UTF-8").trim_end_matches(".rs").to_owned()
}

fn is_test(file: &Path) -> bool {
    let parts =
        file.strip_prefix(root()).expect("is below src").components().map(|c| c.as_os_str().to_str().unwrap_or(""));
    parts.into_iter().any(|part| part == "tests" || part == "tests.rs")
}

/// The text without comments, and without a module of tests at its end.
fn code(file: &Path) -> String {
    let text = text(file);
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The names right after `crate::`, groups in braces included.
fn modules_read(code: &str) -> BTreeSet<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (i, path) in code.match_indices("crate::") {
        let rest = &code[i + path.len()..];
        // `$crate::` of a macro is this crate as well; `pub(in crate::model)` reads nothing.
        if code[..i].ends_with("in ") {
            continue;
        }
        match rest.strip_prefix('{') {
            None => {
                found.insert(name(rest));
            }
            Some(group) => {
                let mut depth = 0;
                let mut part = String::new();
                for c in group.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            found.insert(name(part.trim()));
                            part.clear();
                            continue;
                        }
                        _ => {}
                    }
                    part.push(c);
                }
                found.insert(name(part.trim()));
            }
        }
    }
    found.remove("");
    found
}

#[test]
fn a_stage_reads_only_stages_to_its_left() {
    let mut wrong = Vec::new();
    let mut read = 0;
    for file in sources() {
        let stage = stage(&file);
        if matches!(stage.as_str(), "lib" | "main") || stage == LAST {
            continue;
        }
        let Some((_, allowed)) = STAGES.iter().find(|(name, _)| *name == stage) else {
            panic!("{} belongs to no known stage: say in this test what it may read", file.display());
        };
        // Tests may compare with anything.
        if is_test(&file) {
            continue;
        }
        for module in modules_read(&code(&file)) {
            // A name in capitals is a constant of the crate itself.
            let constant = module.chars().all(|c| c.is_uppercase() || c == '_');
            let common = module == stage || module == "error" || module == "units";
            read += 1;
            if !(constant || common || allowed.contains(&module.as_str())) {
                wrong.push(format!("{} reads {module}", file.display()));
            }
        }
    }
    assert!(read > 100, "only {read} uses were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn uses_are_found() {
    let read = |code| modules_read(code).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(read("use crate::model::{Model, Bound};\nlet x = crate::thermal::bessel::k1(x);"), "model thermal");
    assert_eq!(read("use crate::{ode::{Step, Method}, rates, units::Unit};"), "ode rates units");
    assert_eq!(read("pub(in crate::model) struct S;"), "");
}

#[test]
fn only_the_command_line_prints() {
    for file in sources() {
        if stage(&file) == LAST || is_test(&file) {
            continue;
        }
        let code = code(&file);
        for forbidden in ["print!(", "println!(", "eprint!(", "eprintln!(", "dbg!(", "std::process::exit"] {
            assert!(!code.contains(forbidden), "{} has {forbidden}…)", file.display());
        }
    }
}

#[test]
fn long_files_say_why() {
    let mut wrong = Vec::new();
    for file in sources() {
        let text = text(&file);
        let lines = text.lines().count();
        let head: String = text.lines().take_while(|l| l.starts_with("//!")).collect();
        if lines > LONGEST_FILE && !head.contains("long") {
            wrong.push(format!("{} has {lines} lines and does not say why it is so long", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
