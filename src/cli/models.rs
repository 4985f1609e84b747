//! `frazil models`: list the built-in models.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::Args;

use super::{Failure, print, print_json};
use crate::builtin::MODELS;
use crate::error::SourceError;
use crate::model::plugin::Registry;
use crate::model::{Document, Model, Overrides};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil models
  frazil models alp-portal > my-model.yaml")]
pub(super) struct Arguments {
    /// Print the file of this model instead of the list
    model: Option<String>,

    /// Print the list as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn main(arguments: &Arguments, registry: &Arc<Registry>) -> Result<(), Failure> {
    if let Some(name) = &arguments.model {
        return print(&super::load::document(name, registry)?.source().text);
    }
    let models: Vec<(&str, Model)> = MODELS
        .iter()
        .map(|m| Ok((m.name, Document::from_bytes(m.name, m.text.into())?.resolve(&Overrides::default())?)))
        .collect::<Result<_, SourceError>>()?;
    if arguments.json {
        let rows: Vec<_> = models
            .iter()
            .map(|(name, m)| serde_json::json!({"name": name, "title": m.name, "description": m.description, "references": m.references, "benchmarks": benchmarks(m)}))
            .collect();
        return print_json(&rows);
    }
    let width = models.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, model) in &models {
        let references = model.references.first().map_or(String::new(), |r| format!(" ({r})"));
        let benchmarks = match &benchmarks(model)[..] {
            [] => String::new(),
            names => format!("; benchmarks {}", names.join(", ")),
        };
        let _ = writeln!(text, "{name:width$}  {}{references}{benchmarks}", model.name);
    }
    text.push_str("\nrun one with `frazil run NAME`; `frazil models NAME` prints its file\n");
    print(&text)
}

fn benchmarks(model: &Model) -> Vec<&str> {
    model.benchmarks.iter().map(|benchmark| benchmark.name.as_str()).collect()
}
