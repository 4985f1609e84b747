//! Many points of a model: how they are chosen, the table they are written to, and how none of it is lost.
//!
//! A table is a CSV file with its [`Metadata`] beside it. Its rows are in the order in which points were done; which point a
//! row belongs to follows from its values alone, so that a table can be gone on with, joined and sorted.

mod difference;
mod done;
mod drive;
mod error;
mod file;
mod keep;
mod merge;
mod metadata;
#[cfg(feature = "parquet")]
mod parquet;
mod plan;
mod row;
mod sample;
mod table;
mod tally;

pub use done::Done;
pub use drive::{Control, Outcome};
pub use error::ScanError;
pub use file::{Output, Sink};
pub use merge::{begin, merge};
pub use metadata::{
    Column, FORMAT, Kind, Metadata, ModelRecord, Sampling, Settings, Shard, SpacingRecord, TableRecord, TargetRecord,
};
pub use plan::{Branch, Request, Scan};
pub use sample::{Choice, Sample};
pub use table::{Status, Table};
pub use tally::{Reason, Tally};
