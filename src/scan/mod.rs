//! Many points of a model: how they are chosen, the table they are written to, and how none of it is lost.
//!
//! A table is a CSV file with its [`Metadata`] beside it. Its rows are in the order in which points were done; which point a
//! row belongs to follows from its values alone, so that a table can be gone on with, joined and sorted.

mod error;
mod metadata;
mod table;

pub use error::ScanError;
pub use metadata::{
    Column, FORMAT, Kind, Metadata, ModelRecord, Sampling, Settings, Shard, SpacingRecord, TableRecord, Target,
};
pub use table::{Status, Table};
