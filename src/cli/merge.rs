//! `frazil merge`: join the parts of a scan.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::{Failure, announce};
use crate::model::plugin::Registry;
use crate::scan::merge;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil merge part-*.csv --out scan.csv
  frazil merge scan.csv --out sorted.csv

The rows are in the order of the points: the last axis changes fastest. Points that are in no part are an error.")]
pub(super) struct Arguments {
    /// The tables of all parts, each with its metadata beside it
    #[arg(required = true, value_name = "FILE")]
    tables: Vec<PathBuf>,

    /// Write the table to FILE.csv and its metadata to FILE.meta.json
    #[arg(long, value_name = "FILE.csv")]
    out: PathBuf,
}

pub(super) fn main(arguments: &Arguments, registry: &Arc<Registry>, quiet: bool) -> Result<(), Failure> {
    merge(&arguments.tables, &arguments.out, registry)?;
    announce([&arguments.out], quiet);
    Ok(())
}
