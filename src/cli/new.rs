//! `frazil new`: write a commented starting model.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::{Failure, announce, print};

/// A starting model: its name, what it is about, and its file.
struct Template {
    name: &'static str,
    about: &'static str,
    text: &'static str,
}

macro_rules! templates {
    ($($name:literal: $about:literal),* $(,)?) => {
        /// Every starting model; the first is the one written if none is named.
        const TEMPLATES: &[Template] = &[
            $(Template { name: $name, about: $about, text: include_str!(concat!("templates/", $name, ".yaml")) },)*
        ];
    };
}

templates![
    "freeze-out": "a WIMP with a given annihilation cross section",
    "freeze-in": "a particle of the plasma decays into dark matter that never thermalises",
    "co-annihilation": "two species, of which the heavier annihilates for both",
    "resonance": "a cross section as a function of s, with a mediator near its pole",
    "decay": "a frozen-out parent decays into dark matter",
];

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil new my-model.yaml
  frazil new my-model.yaml --template co-annihilation
  frazil new - --template freeze-in | frazil run -")]
pub(super) struct Arguments {
    /// The file to write, which must not exist; `-` for standard output
    #[arg(required_unless_present = "list")]
    file: Option<PathBuf>,

    /// What to start from
    #[arg(long, value_name = "NAME", default_value = TEMPLATES[0].name,
          value_parser = PossibleValuesParser::new(TEMPLATES.iter().map(|t| t.name)))]
    template: String,

    /// List the starting models instead
    #[arg(long)]
    list: bool,
}

pub(super) fn main(arguments: &Arguments, quiet: bool) -> Result<(), Failure> {
    let Some(path) = arguments.file.as_ref().filter(|_| !arguments.list) else { return print(&list()) };
    let template = TEMPLATES.iter().find(|t| t.name == arguments.template).unwrap_or(&TEMPLATES[0]);
    if path.as_os_str() == "-" {
        return print(template.text);
    }
    let name = path.display();
    let written = OpenOptions::new().write(true).create_new(true).open(path);
    written.and_then(|mut file| file.write_all(template.text.as_bytes())).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Input(format!(
            "error: {name} exists and is not overwritten\n  = help: choose another name, or `-` for standard output"
        )),
        _ => Failure::Computation(format!("error: cannot write {name}: {error}")),
    })?;
    announce([path], quiet);
    Ok(())
}

fn list() -> String {
    let width = TEMPLATES.iter().map(|t| t.name.len()).max().unwrap_or(0);
    let lines: Vec<String> = TEMPLATES.iter().map(|t| format!("{:width$}  {}", t.name, t.about)).collect();
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, Overrides};
    use crate::run::{RunSettings, run};

    #[test]
    fn every_template_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/templates");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("is there")
            .map(|entry| entry.expect("is readable").file_name().into_string().expect("is UTF-8"))
            .collect();
        files.sort();
        let mut names: Vec<String> = TEMPLATES.iter().map(|t| format!("{}.yaml", t.name)).collect();
        names.sort();
        assert_eq!(files, names);
    }

    /// Each gives the observed relic density within its 2σ, by the mechanism it is named after, without a warning.
    #[test]
    fn every_template_is_a_sensible_model() {
        let mechanisms = ["freeze-out", "freeze-in", "freeze-out", "freeze-out", "decay"];
        for (template, mechanism) in TEMPLATES.iter().zip(mechanisms) {
            let document = Document::from_bytes(template.name, template.text.into()).expect("is in order");
            let model = document.resolve(&Overrides::default()).expect("has values");
            let dark_matter = model.species.iter().position(|s| s.dark_matter).expect("has dark matter");
            let result = run(model, RunSettings::default()).expect("can be solved");
            let solved = result.solved.as_deref().expect("has species");
            let omega = solved.dark_matter_omega_h2.expect("has dark matter");
            assert!((0.1176..0.1224).contains(&omega), "{}: Ωh² = {omega}", template.name);
            let found = solved.fates[dark_matter].mechanism.map(|m| m.to_string());
            assert_eq!(found.as_deref(), Some(mechanism), "{}", template.name);
            assert_eq!(result.warnings, [""; 0], "{}", template.name);
            assert!(result.evaluation.observables.iter().all(Result::is_ok), "{}", template.name);
        }
    }

    #[test]
    fn every_template_teaches() {
        for template in TEMPLATES {
            let comments = template.text.lines().filter(|line| line.contains("# ")).count();
            assert!(comments >= 4, "{} has {comments} lines with comments", template.name);
            assert!(template.text.lines().all(|line| line.chars().count() <= 150), "{}", template.name);
        }
    }
}
