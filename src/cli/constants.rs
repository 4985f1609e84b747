//! `frazil constants`: list the built-in constants and form factors.

use std::fmt::Write as _;

use clap::Args;

use super::{Failure, print, print_json};
use crate::standard_model::constants::CONSTANTS;
use crate::standard_model::form_factors::FUNCTIONS;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil constants
  frazil constants mass --json")]
pub(super) struct Arguments {
    /// Only those whose name or description contains this text
    filter: Option<String>,

    /// Print them as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn main(arguments: &Arguments) -> Result<(), Failure> {
    let wanted = arguments.filter.as_deref().unwrap_or("").to_lowercase();
    let matches = |texts: &[&str]| texts.iter().any(|t| t.to_lowercase().contains(&wanted));
    let constants: Vec<_> = CONSTANTS.iter().filter(|c| matches(&[c.name, c.description])).collect();
    let functions: Vec<_> = FUNCTIONS.iter().filter(|f| matches(&[f.name, f.source])).collect();
    if arguments.json {
        let rows: Vec<_> = constants
            .iter()
            .map(|c| {
                serde_json::json!({
                    "name": c.name, "latex": c.latex, "value": c.value, "dimension": c.dimension(),
                    "quoted": c.quoted, "unit": c.unit.name, "source": c.source, "description": c.description,
                })
            })
            .collect();
        let functions: Vec<_> = functions
            .iter()
            .map(
                |f| serde_json::json!({"name": f.name, "argument_dimension": f.argument_dimension, "source": f.source}),
            )
            .collect();
        return print_json(&serde_json::json!({"constants": rows, "functions": functions}));
    }
    if constants.is_empty() && functions.is_empty() {
        return Err(Failure::Input(format!(
            "error: no constant or function matches `{wanted}`\n  = help: `frazil constants` lists all of them"
        )));
    }
    let mut text = String::new();
    let width = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let names = width(&mut constants.iter().map(|c| c.name.len()).chain(functions.iter().map(|f| f.name.len() + 4)));
    let values: Vec<String> = constants.iter().map(|c| format!("{} {}", c.quoted, c.unit.name)).collect();
    let column = width(&mut values.iter().map(|v| v.chars().count()));
    for (constant, value) in constants.iter().zip(&values) {
        let pad = column - value.chars().count();
        let _ = writeln!(
            text,
            "{:names$}  {value}{}  {} [{}]",
            constant.name,
            " ".repeat(pad),
            constant.description,
            constant.source
        );
    }
    for function in functions {
        let _ = writeln!(
            text,
            "{:names$}  form factor, q² in GeV² [{}]",
            format!("{}(q2)", function.name),
            function.source
        );
    }
    print(&text)
}
