//! `frazil merge`: join the parts of a scan.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::scan::{Stream, is_closed_pipe};
use super::{Failure, announce};
use crate::model::plugin::Registry;
use crate::scan::{begin, merge};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil merge part-*.csv --out scan.csv
  frazil merge scan.csv --out sorted.csv
  frazil merge scan.csv | head
  frazil merge scan.csv --out scan.parquet

The rows are in the order of the points: the last axis changes fastest. Points that are in no part are an error.")]
pub(super) struct Arguments {
    /// The tables of all parts, each with its metadata beside it
    #[arg(required = true, value_name = "FILE")]
    tables: Vec<PathBuf>,

    /// Write the table to FILE.csv and its metadata to FILE.meta.json; or, with a program built with `--features parquet`,
    /// both to FILE.parquet [default: the table to standard output]
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

pub(super) fn main(arguments: &Arguments, registry: &Arc<Registry>, quiet: bool) -> Result<(), Failure> {
    let merged = merge(&arguments.tables, registry, |metadata| match &arguments.out {
        Some(path) => begin(path, metadata),
        None => Ok(Box::new(Stream::begin(metadata)?)),
    });
    match merged {
        Err(error) if is_closed_pipe(&error) => return Ok(()),
        merged => merged?,
    }
    announce(&arguments.out, quiet);
    Ok(())
}
