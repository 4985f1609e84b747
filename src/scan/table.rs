//! Reading a table of points.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use super::error::ScanError;
use super::metadata::{Kind, Metadata};

/// Bytes that are read at once.
const BUFFER: usize = 1 << 16;

/// What became of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It was solved.
    Ok,
    /// It could not be solved; the message says why.
    Failed,
    /// No value of the target's parameter gives what is wanted.
    NoSolution,
}

impl Status {
    /// The word in the table.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::NoSolution => "no-solution",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        [Self::Ok, Self::Failed, Self::NoSolution].into_iter().find(|status| status.word() == word)
    }
}

/// A table of points with its metadata, column by column.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What lies beside it.
    pub metadata: Metadata,
    /// For each column of [`Metadata::columns`] the values, in powers of GeV; empty for the columns of words.
    pub columns: Vec<Vec<Option<f64>>>,
    /// What became of each point.
    pub status: Vec<Status>,
}

impl Table {
    /// Reads `path` and the metadata beside it. The rows stay in the order of the file. A last line that was not written
    /// to its end is left out.
    ///
    /// # Errors
    ///
    /// [`ScanError`] if either is not as a scan writes it.
    pub fn read(path: &Path) -> Result<Self, ScanError> {
        let metadata = Metadata::read(&Metadata::beside(path))?;
        let (mut columns, mut status) = (vec![Vec::new(); metadata.columns.len()], Vec::new());
        let mut rows = Rows::open(path, &metadata)?;
        while rows.advance()? {
            let fields = fields(rows.row());
            for ((column, values), text) in metadata.columns.iter().zip(&mut columns).zip(&fields) {
                match column.kind {
                    Kind::Status => status.push(Status::of(text).ok_or_else(|| rows.complaint(NO_STATUS))?),
                    Kind::Message => {}
                    _ if text.is_empty() => values.push(None),
                    _ => {
                        let value = text.parse().ok().filter(|value: &f64| value.is_finite());
                        let value = value.ok_or_else(|| rows.complaint(&format!("`{text}` is not a number")))?;
                        values.push(Some(value));
                    }
                }
            }
        }
        Ok(Self { metadata, columns, status })
    }

    /// Puts the rows in the order of their axes, the first one first: that of the file depends on which point was done when.
    pub fn sort(&mut self) {
        let axes = self.metadata.columns.iter().zip(&self.columns).filter(|(column, _)| column.kind == Kind::Axis);
        let axes: Vec<&Vec<Option<f64>>> = axes.map(|(_, values)| values).collect();
        let value = |axis: &[Option<f64>], row: usize| axis.get(row).copied().flatten().unwrap_or(f64::INFINITY);
        let mut order: Vec<usize> = (0..self.status.len()).collect();
        order.sort_by(|&a, &b| {
            let differences = axes.iter().map(|axis| value(axis, a).total_cmp(&value(axis, b)));
            differences.fold(Ordering::Equal, Ordering::then)
        });
        for values in self.columns.iter_mut().filter(|values| !values.is_empty()) {
            *values = order.iter().map(|&row| values.get(row).copied().flatten()).collect();
        }
        self.status = order.iter().filter_map(|&row| self.status.get(row).copied()).collect();
    }
}

pub(super) const NO_STATUS: &str = "the status should be `ok`, `failed` or `no-solution`";

/// The rows of a table, one after the other.
pub(super) struct Rows {
    name: String,
    reader: BufReader<File>,
    columns: usize,
    line: String,
    number: u64,
    /// Bytes of the whole lines so far, the header included.
    pub(super) end: u64,
    /// Whether the file ends within a line.
    pub(super) torn: bool,
}

impl Rows {
    /// Opens a table whose header must be that of `metadata`.
    pub(super) fn open(path: &Path, metadata: &Metadata) -> Result<Self, ScanError> {
        let file = File::open(path).map_err(ScanError::file("read", path))?;
        Self::new(file, path, metadata)
    }

    /// As [`Rows::open`], from the start of a file that is open.
    pub(super) fn new(file: File, path: &Path, metadata: &Metadata) -> Result<Self, ScanError> {
        let name = path.display().to_string();
        let reader = BufReader::with_capacity(BUFFER, file);
        let columns = metadata.columns.len();
        let mut rows = Self { name, reader, columns, line: String::new(), number: 0, end: 0, torn: false };
        let wanted = header(metadata);
        if rows.read_line()? && rows.row() == wanted.trim_end() {
            Ok(rows)
        } else {
            Err(rows.complaint("the header is not that of the metadata beside it"))
        }
    }

    /// Reads the next row; false if there is none that was written to its end.
    pub(super) fn advance(&mut self) -> Result<bool, ScanError> {
        if !self.read_line()? {
            return Ok(false);
        }
        match count(self.row()) {
            found if found == self.columns => Ok(true),
            found => Err(self.complaint(&format!("the row should have {} fields, but has {found}", self.columns))),
        }
    }

    /// The row that was read last.
    pub(super) fn row(&self) -> &str {
        &self.line
    }

    fn read_line(&mut self) -> Result<bool, ScanError> {
        let mut bytes = std::mem::take(&mut self.line).into_bytes();
        bytes.clear();
        let read = self.reader.read_until(b'\n', &mut bytes);
        let length = read.map_err(ScanError::file("read", Path::new(&self.name)))?;
        self.torn = length > 0 && bytes.last() != Some(&b'\n');
        if length == 0 || self.torn {
            return Ok(false);
        }
        self.number += 1;
        self.end += length as u64;
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        self.line = String::from_utf8(bytes).map_err(|_| self.complaint("the line is not a text in UTF-8"))?;
        Ok(true)
    }

    /// A complaint about the row that was read last.
    pub(super) fn complaint(&self, message: &str) -> ScanError {
        ScanError::Input(format!("{message}\n --> {}:{}", self.name, self.number.max(1)))
    }
}

/// The first line of a table.
pub(super) fn header(metadata: &Metadata) -> String {
    let names: Vec<Cow<'_, str>> = metadata.columns.iter().map(|column| quoted(&column.name)).collect();
    names.join(",") + "\n"
}

/// A field, quoted where it must be (RFC 4180), on one line.
pub(super) fn quoted(text: &str) -> Cow<'_, str> {
    if !text.contains([',', '"', '\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let line = text.replace(['\n', '\r'], " ");
    Cow::Owned(if line.contains([',', '"']) { format!("\"{}\"", line.replace('"', "\"\"")) } else { line })
}

/// The commas between fields.
fn separators(row: &str) -> impl Iterator<Item = usize> {
    let mut inside = false;
    row.bytes().enumerate().filter_map(move |(at, byte)| {
        inside ^= byte == b'"';
        (byte == b',' && !inside).then_some(at)
    })
}

fn count(row: &str) -> usize {
    separators(row).count() + 1
}

/// The fields of a row, without the quotes around some.
pub(super) fn fields(row: &str) -> Vec<Cow<'_, str>> {
    let mut start = 0;
    let ends = separators(row).chain(std::iter::once(row.len()));
    ends.map(|end| {
        let field = &row[start..end];
        start = end + 1;
        match field.strip_prefix('"').and_then(|field| field.strip_suffix('"')) {
            Some(inner) => Cow::Owned(inner.replace("\"\"", "\"")),
            None => Cow::Borrowed(field),
        }
    })
    .collect()
}

/// The bytes of the first `count` fields of a row with the commas between them.
pub(super) fn first(row: &str, count: usize) -> &str {
    match count.checked_sub(1) {
        Some(last) => &row[..separators(row).nth(last).unwrap_or(row.len())],
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_split_as_they_were_joined() {
        let texts = ["1e2", "", "a, \"b\"", "plain", "two\nlines"];
        let row = texts.map(|text| quoted(text).into_owned()).join(",");
        assert!(!row.contains('\n'), "{row}");
        assert_eq!(fields(&row), ["1e2", "", "a, \"b\"", "plain", "two lines"]);
        assert_eq!(count(&row), texts.len());
        assert_eq!(first(&row, 2), "1e2,");
        assert_eq!(first(&row, 5), row);
        assert_eq!(first(&row, 0), "");
    }
}
