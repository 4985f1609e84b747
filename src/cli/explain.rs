//! `frazil explain`: the network as expanded, the equations solved and every rate.

use clap::Args;

use super::options::ModelOptions;
use super::{Failure, load, print};
use crate::report::explanation;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model, or `-` for standard input
    model: String,

    #[command(flatten)]
    options: ModelOptions,
}

pub(super) fn main(arguments: &Arguments) -> Result<(), Failure> {
    print(&explanation(&load::model(&arguments.model, &arguments.options.overrides()?)?))
}
