//! What is read from disk: the model file, and tables beside it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::yaml::MAX_BYTES;
use crate::error::{Diagnostic, Source, SourceError};

/// Most bytes a table may have.
const MAX_TABLE_BYTES: usize = 64 << 20;

/// The folder of a model file, from which tables may be read.
#[derive(Debug, Clone)]
pub(in crate::model) enum Folder {
    /// One on disk. It remembers which tables were read, for whoever moves the model elsewhere.
    Disk {
        /// Where it is.
        path: PathBuf,
        /// The names of the tables.
        read: Arc<Mutex<BTreeSet<String>>>,
    },
    /// Tables that came with the model.
    Memory(Arc<[Source]>),
}

impl Folder {
    /// Reads the table `file`, which must lie in this folder or below, links followed.
    ///
    /// The error is one sentence.
    pub(in crate::model) fn table(&self, file: &str) -> Result<Source, String> {
        let (folder, read) = match self {
            Self::Disk { path, read } => (path, read),
            Self::Memory(tables) => {
                let table = tables.iter().find(|table| table.name == file).cloned();
                return table.ok_or_else(|| format!("`{file}` did not come with the model"));
            }
        };
        let path = Path::new(file);
        if path.is_absolute() {
            return Err(format!("`{file}` is an absolute path: tables lie in the model's folder"));
        }
        if !path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(format!("`{file}` leads out of the model's folder"));
        }
        let here = folder.canonicalize().map_err(|e| format!("the model's folder cannot be read: {e}"))?;
        let target = folder.join(path).canonicalize().map_err(|e| format!("`{file}` cannot be read: {e}"))?;
        if !target.starts_with(&here) {
            return Err(format!("`{file}` is a link out of the model's folder"));
        }
        let text = read_text(&target, MAX_TABLE_BYTES).map_err(|reason| format!("`{file}` {reason}"))?;
        read.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned());
        Ok(Source { name: file.to_owned(), text })
    }

    /// The tables that have been read so far, in alphabetical order.
    pub(in crate::model) fn tables(&self) -> Vec<Source> {
        match self {
            Self::Disk { read, .. } => {
                let files = read.lock().unwrap_or_else(PoisonError::into_inner).clone();
                files.iter().filter_map(|file| self.table(file).ok()).collect()
            }
            Self::Memory(tables) => tables.to_vec(),
        }
    }
}

/// Reads the model file at `path`.
pub(in crate::model) fn read_model(path: &Path) -> Result<(Source, Folder), SourceError> {
    let name = path.display().to_string();
    let text = read_text(path, MAX_BYTES).map_err(|reason| {
        let source = Arc::new(Source { name: name.clone(), text: String::new() });
        SourceError { source, diagnostics: vec![Diagnostic::whole(format!("the model file {reason}"))] }
    })?;
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    Ok((Source { name, text }, Folder::Disk { path: folder, read: Arc::default() }))
}

/// The text of a regular file of at most `limit` bytes, or the second half of a sentence about it.
pub(crate) fn read_text(path: &Path, limit: usize) -> Result<String, String> {
    let cannot = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::NotFound => "does not exist".to_owned(),
        _ => format!("cannot be read: {e}"),
    };
    if fs::metadata(path).map_err(cannot)?.is_dir() {
        return Err("is a folder".to_owned());
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(cannot)?;
    // One byte more than allowed tells a file that is too long from one that just fits, pipes and devices included.
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(cannot)?;
    decode(bytes, limit)
}

/// UTF-8 without a byte order mark, or the second half of a sentence about what is wrong.
pub(in crate::model) fn decode(bytes: Vec<u8>, limit: usize) -> Result<String, String> {
    if bytes.len() > limit {
        return Err(format!("is larger than {} MiB", limit >> 20));
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        format!("is not a text in UTF-8: byte {at} is not part of a character")
    })?;
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}
