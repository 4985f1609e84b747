//! Points from a file.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::super::error::ScanError;
use crate::error::{Diagnostic, Source, SourceError};
use crate::model::{Axis, Model, Spacing};
use crate::units::Unit;

/// Rows that are kept in memory at once, and between which places in the file are remembered.
const BLOCK: u64 = 1024;
/// A range that spans more is drawn in equal ratios.
const WIDE: f64 = 30.0;

/// The rows of a file, of which only some are in memory at a time.
#[derive(Debug)]
pub(super) struct PointsFile {
    path: PathBuf,
    hash: String,
    units: Vec<Unit>,
    count: u64,
    /// Where every [`BLOCK`]th row begins, and its line.
    starts: Vec<(u64, u64)>,
    loaded: Mutex<Block>,
}

#[derive(Debug, Default)]
struct Block {
    number: Option<u64>,
    values: Vec<f64>,
}

impl PointsFile {
    /// Reads the file through and checks it. The axes have the ranges that occur.
    pub(super) fn read(path: &Path, model: &Model) -> Result<(Self, Vec<Axis>), ScanError> {
        let mut reader = BufReader::new(File::open(path).map_err(ScanError::file("read", path))?);
        let (mut hash, mut line, mut columns) = (Sha256::new(), String::new(), None);
        let (mut at, mut number, mut count) = (0, 0, 0);
        let (mut starts, mut values) = (Vec::new(), Vec::new());
        let mut ranges: Vec<(f64, f64)> = Vec::new();
        loop {
            line.clear();
            let length = reader.read_line(&mut line).map_err(ScanError::file("read", path))?;
            if length == 0 {
                break;
            }
            hash.update(line.as_bytes());
            number += 1;
            let complain = |diagnostic| complaint(path, number, &line, diagnostic);
            match &columns {
                _ if is_blank(&line) => {}
                None => {
                    let found = header(&line, model).map_err(complain)?;
                    ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); found.len()];
                    columns = Some(found);
                }
                Some(columns) => {
                    if count % BLOCK == 0 {
                        starts.push((at, number));
                    }
                    count += 1;
                    values.clear();
                    row(&line, columns.iter().map(|column| column.1), &mut values).map_err(complain)?;
                    for (range, &value) in ranges.iter_mut().zip(&values) {
                        *range = (range.0.min(value), range.1.max(value));
                    }
                }
            }
            at += length as u64;
        }
        let Some(columns) = columns.filter(|_| count > 0) else {
            return Err(complaint(
                path,
                number,
                "",
                Diagnostic::whole("there are no points in the file").hint(EXAMPLE),
            ));
        };
        let axes = columns.iter().zip(&ranges).map(|((name, unit), &(from, to))| {
            let wide = from > 0.0 && to / from > WIDE;
            let spacing = if wide { Spacing::Log } else { Spacing::Linear };
            Axis { name: name.clone(), from, to, dimension: unit.dimension, points: 2, spacing }
        });
        let axes = axes.collect();
        let hash = hash.finalize().iter().fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let units = columns.into_iter().map(|(_, unit)| unit).collect();
        Ok((Self { path: path.to_owned(), hash, units, count, starts, loaded: Mutex::default() }, axes))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn hash(&self) -> &str {
        &self.hash
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Appends the values of row `index`.
    pub(super) fn values(&self, index: u64, out: &mut Vec<f64>) -> Result<(), ScanError> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let (number, place) = (index / BLOCK, usize::try_from(index % BLOCK).unwrap_or(0));
        if loaded.number != Some(number) {
            loaded.number = None;
            self.load(number, &mut loaded.values)?;
            loaded.number = Some(number);
        }
        let width = self.units.len();
        let row = loaded.values.get(place * width..(place + 1) * width);
        out.extend_from_slice(row.ok_or_else(|| self.changed())?);
        Ok(())
    }

    fn load(&self, block: u64, values: &mut Vec<f64>) -> Result<(), ScanError> {
        let start = usize::try_from(block).ok().and_then(|block| self.starts.get(block));
        let &(start, mut number) = start.ok_or_else(|| self.changed())?;
        let read = ScanError::file("read", &self.path);
        let opened = File::open(&self.path).and_then(|mut file| file.seek(SeekFrom::Start(start)).map(|_| file));
        let mut reader = BufReader::new(opened.map_err(read)?);
        values.clear();
        let (mut rows, mut line) = (0, String::new());
        while rows < BLOCK {
            line.clear();
            if reader.read_line(&mut line).map_err(ScanError::file("read", &self.path))? == 0 {
                break;
            }
            if !is_blank(&line) {
                let units = self.units.iter().copied();
                row(&line, units, values).map_err(|diagnostic| complaint(&self.path, number, &line, diagnostic))?;
                rows += 1;
            }
            number += 1;
        }
        Ok(())
    }

    fn changed(&self) -> ScanError {
        ScanError::Input(format!("the file of points {} has changed while it was in use", self.path.display()))
    }
}

const EXAMPLE: &str = "the first line names what varies, such as `m_chi [MeV], C_q`; every further line is a point. Without a \
                       unit the values are in powers of GeV";

/// Empty, or a comment.
fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// A complaint about line `number` of the file.
fn complaint(path: &Path, number: u64, line: &str, diagnostic: Diagnostic) -> ScanError {
    let name = format!("{}, line {number}", path.display());
    let source = Arc::new(Source { name, text: line.trim_end().to_owned() });
    SourceError { source, diagnostics: vec![diagnostic] }.into()
}

/// The fields of a line with the places where they begin, blanks around them left out.
fn fields(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    // A name with indices, `y[i,j]`, has commas of its own.
    let mut depth = 0_u32;
    line.trim_end()
        .split(move |c: char| {
            match c {
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == ',' && depth == 0
        })
        .map(move |field| {
            let at = start + field.len() - field.trim_start().len();
            start += field.len() + 1;
            (at, field.trim().trim_matches('"'))
        })
}

/// Names and units.
fn header(line: &str, model: &Model) -> Result<Vec<(String, Unit)>, Diagnostic> {
    let mut columns: Vec<(String, Unit)> = Vec::new();
    for (at, field) in fields(line) {
        let span = at..at + field.len();
        // The unit stands apart: `y[b]` is a name, `m [MeV]` has a unit.
        let (name, unit) = match field.rsplit_once(" [") {
            Some((name, unit)) => (name.trim(), unit.strip_suffix(']')),
            None => (field, None),
        };
        let place = |mut complaint: Diagnostic| {
            complaint.span = Some(span.clone());
            complaint
        };
        let dimension = model.settable(name).map_err(place)?;
        let unit = match unit {
            Some(unit) => Unit::parse(unit).map_err(|error| place(Diagnostic::whole(error.message)))?,
            None => Unit::natural(dimension),
        };
        if unit.dimension != dimension {
            let message = format!("this unit is {}, but `{name}` {}", unit.dimension, dimension.described());
            return Err(Diagnostic::at(span, message));
        }
        if columns.iter().any(|(other, _)| other == name) {
            return Err(Diagnostic::at(span, format!("there are two columns `{name}`")));
        }
        columns.push((name.to_owned(), unit));
    }
    Ok(columns)
}

/// Appends the values of a line, in powers of GeV.
fn row(line: &str, units: impl ExactSizeIterator<Item = Unit>, values: &mut Vec<f64>) -> Result<(), Diagnostic> {
    let wanted = units.len();
    let found = fields(line).count();
    if found != wanted {
        let message = format!("this point should have {wanted} values as the first line has names, but has {found}");
        return Err(Diagnostic::at(0..line.trim_end().len(), message));
    }
    for ((at, field), unit) in fields(line).zip(units) {
        let value = field.parse().ok().map(|number| unit.to_natural(number)).filter(|value| value.is_finite());
        let complaint = || Diagnostic::at(at..at + field.len(), format!("`{field}` is not a number"));
        values.push(value.ok_or_else(complaint)?);
    }
    Ok(())
}
