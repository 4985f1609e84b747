//! `frazil schema`: the JSON schema of model files.

use clap::Args;

use super::{Failure, print_json};
use crate::model::plugin::Registry;
use crate::model::schema_with;

/// Prints the JSON schema of model files, for editors.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil schema > frazil.schema.json")]
pub(super) struct Arguments {}

pub(super) fn main(_: &Arguments, registry: &Registry) -> Result<(), Failure> {
    print_json(&schema_with(registry))
}
