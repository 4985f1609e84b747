//! Joining the parts of a scan into one table, in the order of the points.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::difference::difference;
use super::done::{Done, Matcher};
use super::error::ScanError;
use super::file::{Output, Sink, dropped_beside, read_dropped};
use super::metadata::{Metadata, Shard};
use super::plan::Scan;
use super::table::Rows;
use crate::model::plugin::Registry;

/// Bytes of rows that are written at once.
const BUFFER: usize = 1 << 16;
/// Most missing points that are named.
const MOST_NAMED: usize = 3;

/// A part of a scan that is complete.
struct Part {
    table: PathBuf,
    scan: Scan,
    dropped: Done,
}

/// Joins tables that are all parts of one scan, or sorts one that is whole, into the table that `begin` begins once it is
/// clear that they can be.
///
/// # Errors
///
/// [`ScanError`] if the tables are not of one scan, a part or a point is missing or there twice, or a file cannot be read or
/// written.
pub fn merge(
    tables: &[PathBuf],
    registry: &Arc<Registry>,
    begin: impl FnOnce(&Metadata) -> Result<Box<dyn Sink>, ScanError>,
) -> Result<(), ScanError> {
    let whole = agreed(tables)?;
    let mut parts: Vec<Part> = Vec::with_capacity(tables.len());
    for (table, metadata) in tables.iter().zip(&whole.parts) {
        parts.push(complete(table, metadata, registry)?);
    }
    parts.sort_by_key(|part| part.scan.metadata().shard.map_or(1, |shard| shard.number));
    let mut rows = parts.iter().map(Ordered::new).collect::<Result<Vec<_>, _>>()?;
    let mut output = begin(&whole.metadata)?;
    let (mut text, mut dropped) = (String::new(), Vec::new());
    let mut number = 0;
    'all: loop {
        for part in &mut rows {
            if number == whole.metadata.points {
                break 'all;
            }
            match part.next()? {
                Some(row) => {
                    text += &row;
                    text.push('\n');
                }
                None => dropped.push(number),
            }
            number += 1;
            if text.len() > BUFFER || dropped.len() > BUFFER {
                output.write(&text, &dropped)?;
                text.clear();
                dropped.clear();
            }
        }
    }
    output.write(&text, &dropped)?;
    output.settle(true)
}

/// The metadata of parts that belong together.
struct Agreed {
    /// Of the whole.
    metadata: Metadata,
    /// Of each.
    parts: Vec<Metadata>,
}

fn agreed(tables: &[PathBuf]) -> Result<Agreed, ScanError> {
    let parts = tables.iter().map(|table| Metadata::read(&Metadata::beside(table)));
    let parts: Vec<Metadata> = parts.collect::<Result<_, _>>()?;
    let (Some(first), Some(name)) = (parts.first(), tables.first()) else {
        return Err(ScanError::Input("there is nothing to merge".to_owned()));
    };
    let complain = |message: String| Err(ScanError::Input(message));
    let metadata = Metadata { shard: None, ..first.clone() };
    let of = first.shard.map_or(1, |shard| shard.of);
    let mut found: BTreeMap<u64, &Path> = BTreeMap::new();
    for (table, part) in tables.iter().zip(&parts) {
        let shard = part.shard.unwrap_or(Shard { number: 1, of: 1 });
        let whole = Metadata { shard: None, ..part.clone() };
        if let Some(difference) = difference(&metadata, &whole) {
            let (one, other) = (name.display(), table.display());
            return complain(format!("{one} and {other} are not of one scan; the second differs:{difference}"));
        }
        if shard.of != of {
            let (one, other) = (name.display(), table.display());
            return complain(format!("{one} is one of {of} parts, but {other} one of {}", shard.of));
        }
        if let Some(other) = found.insert(shard.number, table) {
            let (one, other) = (other.display(), table.display());
            return complain(format!("{one} and {other} are both part {} of {of}", shard.number));
        }
    }
    let missing: Vec<String> =
        (1..=of).filter(|number| !found.contains_key(number)).map(|number| format!("{number}/{of}")).collect();
    if missing.is_empty() {
        return Ok(Agreed { metadata, parts });
    }
    let from = Metadata::beside(name).display().to_string();
    complain(format!(
        "these parts are missing: {}\n  = help: solve them with `frazil scan --from {from} --shard {} --out FILE.csv`",
        missing.join(", "),
        missing[0]
    ))
}

/// A part that has all its points.
fn complete(table: &Path, metadata: &Metadata, registry: &Arc<Registry>) -> Result<Part, ScanError> {
    let scan = Scan::again(metadata, metadata.shard, registry)?;
    let dropped = match &metadata.settings.keep {
        Some(_) => read_dropped(&dropped_beside(table), &scan)?.0,
        None => Done::default(),
    };
    let (done, _) = scan.taken(&mut Rows::open(table, metadata)?, dropped.clone())?;
    if done.count() == scan.count() {
        return Ok(Part { table: table.to_owned(), scan, dropped });
    }
    let missing = (0..scan.count()).filter(|&place| !done.contains(place)).take(MOST_NAMED);
    let missing = missing.map(|place| scan.settings(place).map(|settings| format!("\n    {}", settings.join(", "))));
    let (count, named) = (scan.count() - done.count(), missing.collect::<Result<String, _>>()?);
    let more = if count > MOST_NAMED as u64 { "\n    …" } else { "" };
    let (points, name) = (if count == 1 { "point is" } else { "points are" }, table.display());
    Err(ScanError::Input(format!(
        "{count} {points} missing in {name}:{named}{more}\n  = help: solve them with `frazil scan --from {} --out {name} \
         --resume`",
        Metadata::beside(table).display()
    )))
}

/// The rows of a part in the order of its points.
struct Ordered<'p> {
    rows: Rows,
    matcher: Matcher<'p>,
    dropped: &'p Done,
    next: u64,
    /// Rows that came before their turn.
    early: BTreeMap<u64, String>,
}

impl<'p> Ordered<'p> {
    fn new(part: &'p Part) -> Result<Self, ScanError> {
        let rows = Rows::open(&part.table, part.scan.metadata())?;
        let matcher = Matcher::new(&part.scan, part.dropped.clone());
        Ok(Self { rows, matcher, dropped: &part.dropped, next: 0, early: BTreeMap::new() })
    }

    /// The row of the next point; `None` if it was dropped.
    fn next(&mut self) -> Result<Option<String>, ScanError> {
        let place = self.next;
        self.next += 1;
        if self.dropped.contains(place) {
            return Ok(None);
        }
        while !self.early.contains_key(&place) {
            let early = &mut self.early;
            let mut found = |place: u64, row: &str| {
                early.insert(place, row.to_owned());
                Ok(())
            };
            if !self.rows.advance()? {
                self.matcher.finish(&mut found)?;
                break;
            }
            self.matcher.take(self.rows.row(), &mut found)?;
        }
        let changed = || ScanError::Input("a table has changed while it was read".to_owned());
        self.early.remove(&place).map(Some).ok_or_else(changed)
    }
}

/// Begins the table `path` where there is none: CSV, or Parquet if the program was built with it.
///
/// # Errors
///
/// [`ScanError`] if there is one, or none can be made.
pub fn begin(path: &Path, metadata: &Metadata) -> Result<Box<dyn Sink>, ScanError> {
    if path.extension().is_none_or(|extension| extension != "parquet") {
        return Ok(Box::new(Output::create(path, metadata)?));
    }
    #[cfg(feature = "parquet")]
    return Ok(Box::new(super::parquet::ParquetFile::create(path, metadata)?));
    #[cfg(not(feature = "parquet"))]
    Err(ScanError::Input(format!(
        "cannot write {}: this program was built without Parquet\n  = help: build it with `cargo build --release \
         --features parquet`, or give `--out` a name in .csv",
        path.display()
    )))
}
