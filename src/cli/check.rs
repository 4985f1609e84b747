//! `frazil check`: validate a model file without solving it.

use std::fmt::Write as _;

use clap::Args;

use super::{Failure, load, print};
use crate::model::Overrides;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model, or `-` for standard input
    model: String,

    /// Set a parameter or a setting (repeatable)
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
}

pub(super) fn main(arguments: &Arguments, quiet: bool) -> Result<(), Failure> {
    let overrides = Overrides::parse(arguments.set.iter().map(String::as_str))?;
    let model = load::model(&arguments.model, &overrides)?;
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
