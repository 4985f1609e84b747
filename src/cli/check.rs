//! `frazil check`: validate a model file without solving it, or solve what it promises.

use std::fmt::Write as _;

use clap::Args;

use super::{Failure, load, print};
use crate::model::{Model, Overrides};
use crate::report::significant;
use crate::run::{RunSettings, run};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil check my-model.yaml
  frazil check freeze-in-decay --expect")]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model, or `-` for standard input
    model: String,

    /// Set a parameter or a setting (repeatable)
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,

    /// Solve the model and compare with the results its `expect` section promises
    #[arg(long)]
    expect: bool,
}

pub(super) fn main(arguments: &Arguments, quiet: bool) -> Result<(), Failure> {
    let overrides = Overrides::parse(arguments.set.iter().map(String::as_str))?;
    let model = load::model(&arguments.model, &overrides)?;
    if arguments.expect {
        return expectations(model, quiet);
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

/// Solves the model and compares with what its file promises.
fn expectations(model: Model, quiet: bool) -> Result<(), Failure> {
    if model.expectations.is_empty() {
        return Err(Failure::Input(format!("error: {} promises nothing: it has no `expect` section", model.name)));
    }
    let result = run(model, RunSettings::default())?;
    let mut text = String::new();
    let mut broken = 0;
    for (expectation, value) in result.model.expectations.iter().zip(&result.evaluation.expectations) {
        let kept = value.as_ref().is_ok_and(|value| expectation.is_met(*value));
        let found = value.as_ref().map_or_else(Clone::clone, |value| significant(*value, 8));
        broken += usize::from(!kept);
        let _ = writeln!(
            text,
            "{} {} = {found}, promised {} within {} relative ({})",
            if kept { "✓" } else { "✗" },
            expectation.of,
            significant(expectation.expected, 8),
            significant(expectation.rtol, 3),
            expectation.source,
        );
    }
    if !quiet || broken > 0 {
        print(&text)?;
    }
    if broken == 0 {
        return Ok(());
    }
    let total = result.model.expectations.len();
    Err(Failure::Computation(format!(
        "error: {broken} of {total} promised results of {} do not hold",
        result.model.name
    )))
}
