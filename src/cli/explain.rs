//! `frazil explain`: the network as expanded, the equations solved and every rate.

use clap::Args;

use super::{Failure, load, print};
use crate::model::Overrides;
use crate::report::explanation;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil explain alp-portal
  frazil explain wimp --set m_chi='1 TeV'")]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model, or `-` for standard input
    model: String,

    /// Set a parameter or a setting (repeatable)
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
}

pub(super) fn main(arguments: &Arguments) -> Result<(), Failure> {
    let overrides = Overrides::parse(arguments.set.iter().map(String::as_str))?;
    print(&explanation(&load::model(&arguments.model, &overrides)?))
}
