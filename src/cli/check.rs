//! `frazil check`: validate a model file without solving it, or solve what it promises.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::Args;

use super::options::ModelOptions;
use super::{Failure, load, print};
use crate::model::plugin::Registry;
use crate::model::{Document, Model, Overrides};
use crate::report::significant;
use crate::run::{Promise, RunSettings, verify};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil check my-model.yaml
  frazil check freeze-in-decay --expect")]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model, or `-` for standard input
    model: String,

    #[command(flatten)]
    options: ModelOptions,

    /// Solve the model and compare with the results its `expect` section promises
    #[arg(long)]
    expect: bool,
}

pub(super) fn main(arguments: &Arguments, registry: &Arc<Registry>, quiet: bool) -> Result<(), Failure> {
    let overrides = arguments.options.overrides()?;
    let document = load::document(&arguments.model, registry)?;
    let model = document.resolve(&overrides)?;
    if arguments.expect {
        return expectations(&model, &document, &overrides, quiet);
    }
    for name in document.benchmarks() {
        let mut chosen = overrides.clone();
        chosen.set_benchmark(name);
        document.resolve(&chosen).map_err(|e| Failure::Input(format!("{e}\n  = note: at the benchmark `{name}`")))?;
    }
    if quiet {
        return Ok(());
    }
    let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let mut text = format!(
        "{} is fine: {}, {}, {}, {}\n",
        model.name,
        count(model.parameters.len(), "parameter", "parameters"),
        count(model.species.len(), "species", "species"),
        count(model.reactions.len(), "reaction", "reactions"),
        count(model.observables.len(), "observable", "observables"),
    );
    for warning in &model.warnings {
        let _ = writeln!(text, "  ! {warning}");
    }
    print(&text)
}

/// Solves the model wherever its file promises something, and compares.
fn expectations(model: &Model, document: &Document, overrides: &Overrides, quiet: bool) -> Result<(), Failure> {
    if model.expectations.is_empty() {
        return Err(Failure::Input(format!("error: {} promises nothing: it has no `expect` section", model.name)));
    }
    let promises = verify(document, overrides, RunSettings::default())?;
    let broken = promises.iter().filter(|promise| !promise.is_kept()).count();
    if !quiet || broken > 0 {
        print(&promises.iter().map(line).collect::<String>())?;
    }
    if broken == 0 {
        return Ok(());
    }
    Err(Failure::Computation(format!(
        "error: {broken} of {} promised results of {} do not hold",
        promises.len(),
        model.name
    )))
}

fn line(promise: &Promise) -> String {
    let expectation = &promise.expectation;
    format!(
        "{} {}{} = {}, promised {} within {} relative ({})\n",
        if promise.is_kept() { "✓" } else { "✗" },
        expectation.of,
        expectation.at.as_ref().map_or_else(String::new, |at| format!(" at {at}")),
        promise.found.as_ref().map_or_else(Clone::clone, |value| significant(*value, 8)),
        significant(expectation.expected, 8),
        significant(expectation.rtol, 3),
        expectation.source,
    )
}
