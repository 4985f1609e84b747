//! What can go wrong with a scan as a whole. What goes wrong at a point is a row.

use crate::error::SourceError;

/// Why there is no scan, or no more of it.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// A text is wrong: the model, an axis, a file of points.
    #[error("{0}")]
    Source(#[from] SourceError),
    /// What is wanted makes no sense or cannot be had; a sentence, perhaps with advice on further lines.
    #[error("error: {0}")]
    Input(String),
    /// Metadata cannot be read.
    #[error("error: the metadata {path} {reason}")]
    Metadata {
        /// The file.
        path: String,
        /// The second half of a sentence.
        reason: String,
    },
    /// A file cannot be read or written.
    #[error("error: cannot {doing} {path}: {error}")]
    File {
        /// Such as `read`.
        doing: &'static str,
        /// The file.
        path: String,
        /// Why.
        error: std::io::Error,
    },
}

impl ScanError {
    /// Turns an error of the file system into one that names the file.
    pub(super) fn file(doing: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self::File { doing, path: path.display().to_string(), error }
    }
}
