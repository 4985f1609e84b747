//! `frazil explain`: the network as expanded, the equations solved and every rate.

use std::sync::Arc;

use clap::Args;

use super::options::ModelOptions;
use super::{Failure, load, print};
use crate::model::plugin::Registry;
use crate::report::{explanation, latex_document, latex_section};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil explain alp-portal
  frazil explain wimp --set m_chi='1 TeV'")]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model, or `-` for standard input
    model: String,

    #[command(flatten)]
    options: ModelOptions,

    /// Print a section of an article in LaTeX; it needs amsmath
    #[arg(long)]
    latex: bool,

    /// Print a LaTeX document of its own
    #[arg(long, requires = "latex")]
    standalone: bool,
}

pub(super) fn main(arguments: &Arguments, registry: &Arc<Registry>) -> Result<(), Failure> {
    let model = load::model(&arguments.model, &arguments.options.overrides()?, registry)?;
    print(&match (arguments.latex, arguments.standalone) {
        (false, _) => explanation(&model),
        (true, false) => latex_section(&model),
        (true, true) => latex_document(&model),
    })
}
