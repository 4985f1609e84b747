//! The table on disk: locked while it grows, whole lines only, and never long without being safe.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::difference::difference;
use super::done::Done;
use super::error::ScanError;
use super::metadata::Metadata;
use super::plan::Scan;
use super::table::{Rows, header};
use super::tally::Tally;

/// Rows may be lost to a power cut, not to the death of the program, for so long.
const SAFE_EVERY: Duration = Duration::from_secs(1);

/// Where rows go.
pub trait Sink {
    /// Takes rows, and the numbers of points (in increasing order) that have none.
    ///
    /// # Errors
    ///
    /// [`ScanError`] if they cannot be written.
    fn write(&mut self, rows: &str, dropped: &[u64]) -> Result<(), ScanError>;

    /// Makes sure of what was taken, if that is due; at the end it is.
    ///
    /// # Errors
    ///
    /// [`ScanError`] if they cannot be written.
    fn settle(&mut self, at_the_end: bool) -> Result<(), ScanError>;
}

/// A file that grows by whole lines.
#[derive(Debug)]
struct Lines {
    path: PathBuf,
    file: File,
    /// The end of the last whole line.
    end: u64,
    is_safe: bool,
}

impl Lines {
    fn append(&mut self, text: &str) -> Result<(), ScanError> {
        if text.is_empty() {
            return Ok(());
        }
        self.is_safe = false;
        match self.file.write_all(text.as_bytes()) {
            Ok(()) => {
                self.end += text.len() as u64;
                Ok(())
            }
            Err(error) => {
                // What was written of it would be a torn line; if even that cannot be undone, resuming will.
                let _ = self.file.set_len(self.end);
                Err(ScanError::file("write", &self.path)(error))
            }
        }
    }

    fn settle(&mut self) -> Result<(), ScanError> {
        if !self.is_safe {
            self.file.sync_data().map_err(ScanError::file("write", &self.path))?;
            self.is_safe = true;
        }
        Ok(())
    }

    /// Leaves only the first `end` bytes.
    fn cut(&mut self, end: u64) -> Result<(), ScanError> {
        let cut = self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::Start(end)));
        cut.map_err(ScanError::file("write", &self.path))?;
        (self.end, self.is_safe) = (end, false);
        Ok(())
    }
}

/// A table that a scan writes, locked until it is dropped or the program ends.
#[derive(Debug)]
pub struct Output {
    table: Lines,
    /// Numbers of points that have no row because the condition on rows does not hold.
    dropped: Option<Lines>,
    settled: Instant,
    text: String,
}

/// Where the numbers of dropped points are.
pub(super) fn dropped_beside(table: &Path) -> PathBuf {
    table.with_extension("dropped")
}

/// A table must be called `.csv`, so that it has a name for what lies beside it.
fn check_name(path: &Path) -> Result<(), ScanError> {
    if path.extension().is_some_and(|extension| extension == "csv") {
        return Ok(());
    }
    let advice = if path.extension().is_some_and(|extension| extension == "parquet") {
        "\n  = help: `frazil merge FILE.csv --out FILE.parquet` turns a table into Parquet when it is complete"
    } else {
        ""
    };
    Err(ScanError::Input(format!("cannot write the table to {}: a table is called FILE.csv{advice}", path.display())))
}

impl Output {
    /// Begins a table where there is none.
    ///
    /// # Errors
    ///
    /// [`ScanError`] if there is one, or none can be made.
    pub fn create(path: &Path, metadata: &Metadata) -> Result<Self, ScanError> {
        check_name(path)?;
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(path).map_err(|error| {
            if error.kind() == std::io::ErrorKind::AlreadyExists {
                let name = path.display();
                ScanError::Input(format!(
                    "{name} exists already\n  = help: `frazil scan --resume` goes on with it; give `--out` another name for a new table"
                ))
            } else {
                ScanError::file("write", path)(error)
            }
        })?;
        lock(&file, path)?;
        Self::begin(file, path, metadata)
    }

    /// Goes on with a table, and says what is in it. One that is absent, or has not even a header, is begun.
    ///
    /// # Errors
    ///
    /// [`ScanError`] if the table is of another scan (then in what they differ), or another program writes it.
    pub fn resume(path: &Path, scan: &Scan) -> Result<(Self, Done, Tally), ScanError> {
        check_name(path)?;
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = options.map_err(ScanError::file("write", path))?;
        lock(&file, path)?;
        let metadata = scan.metadata();
        if is_headless(&mut file, &header(metadata)).map_err(ScanError::file("read", path))? {
            return Ok((Self::begin(file, path, metadata)?, Done::default(), Tally::default()));
        }
        let known = Metadata::read(&Metadata::beside(path))?;
        if let Some(difference) = difference(&known, metadata) {
            return Err(ScanError::Input(format!(
                "{} is the table of another scan, from which this one differs:{difference}\n  = help: undo that to go on \
                 with it, or give `--out` another name",
                path.display()
            )));
        }
        let (dropped, before) = match &metadata.settings.keep {
            Some(_) => {
                let (lines, dropped) = resume_dropped(path, scan)?;
                (Some(lines), dropped)
            }
            None => (None, Done::default()),
        };
        let reader = file.try_clone().map_err(ScanError::file("read", path))?;
        let mut rows = Rows::new(reader, path, metadata)?;
        let (done, tally) = scan.taken(&mut rows, before)?;
        let mut table = Lines { path: path.to_owned(), file, end: 0, is_safe: true };
        // Also moves to the end, as the reader has read ahead.
        if rows.torn {
            table.cut(rows.end)?;
        } else {
            table.end = table.file.seek(SeekFrom::End(0)).map_err(ScanError::file("read", path))?;
        }
        Ok((Self { table, dropped, settled: Instant::now(), text: String::new() }, done, tally))
    }

    /// Writes the metadata, and then the header: where there is a header, there are metadata.
    fn begin(file: File, path: &Path, metadata: &Metadata) -> Result<Self, ScanError> {
        write_whole(&Metadata::beside(path), &metadata.text())?;
        let dropped = match &metadata.settings.keep {
            Some(_) => {
                let path = dropped_beside(path);
                let file = File::create(&path).map_err(ScanError::file("write", &path))?;
                Some(Lines { path, file, end: 0, is_safe: false })
            }
            None => None,
        };
        let mut table = Lines { path: path.to_owned(), file, end: 0, is_safe: false };
        table.cut(0)?;
        table.append(&header(metadata))?;
        let mut output = Self { table, dropped, settled: Instant::now(), text: String::new() };
        output.settle(true)?;
        Ok(output)
    }
}

impl Sink for Output {
    fn write(&mut self, rows: &str, dropped: &[u64]) -> Result<(), ScanError> {
        self.table.append(rows)?;
        if let Some(lines) = &mut self.dropped {
            self.text.clear();
            write_runs(dropped, &mut self.text);
            lines.append(&self.text)?;
        }
        Ok(())
    }

    fn settle(&mut self, at_the_end: bool) -> Result<(), ScanError> {
        if !at_the_end && self.settled.elapsed() < SAFE_EVERY {
            return Ok(());
        }
        self.table.settle()?;
        self.dropped.as_mut().map_or(Ok(()), Lines::settle)?;
        self.settled = Instant::now();
        Ok(())
    }
}

/// Locks a file as long as it is open, so that no two programs write it.
fn lock(file: &File, path: &Path) -> Result<(), ScanError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(ScanError::Input(format!("another scan is writing {}", path.display()))),
        Err(TryLockError::Error(error)) => {
            log::warn!("{} cannot be locked, so that nothing keeps two scans from writing it: {error}", path.display());
            Ok(())
        }
    }
}

/// Whether a file is empty or ends within the header.
fn is_headless(file: &mut File, header: &str) -> std::io::Result<bool> {
    let mut start = Vec::new();
    file.take(header.len() as u64).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(start.trim_ascii().is_empty() || (start.len() < header.len() && header.as_bytes().starts_with(&start)))
}

/// Writes a file so that it is there whole or not at all.
pub(super) fn write_whole(path: &Path, text: &str) -> Result<(), ScanError> {
    let beside = path.with_extension("json.part");
    let write = || -> std::io::Result<()> {
        let mut file = File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(ScanError::file("write", path))
}

/// Appends numbers, in increasing order, as lines: `7`, or `7-12` for all from 7 to 12.
pub(super) fn write_runs(numbers: &[u64], out: &mut String) {
    let mut numbers = numbers.iter().copied().peekable();
    while let Some(first) = numbers.next() {
        let mut last = first;
        while let Some(next) = numbers.next_if_eq(&(last + 1)) {
            last = next;
        }
        // Writing to a String cannot fail.
        let _ = if first == last { writeln!(out, "{first}") } else { writeln!(out, "{first}-{last}") };
    }
}

/// The list of dropped points beside a table, and which points of `scan` are in it.
fn resume_dropped(table: &Path, scan: &Scan) -> Result<(Lines, Done), ScanError> {
    let path = dropped_beside(table);
    let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let file = options.map_err(ScanError::file("write", &path))?;
    let (dropped, end) = read_dropped(&path, scan)?;
    let mut lines = Lines { path, file, end: 0, is_safe: true };
    lines.cut(end)?;
    Ok((lines, dropped))
}

/// The number of one of so many points.
fn number(text: &str, points: u64) -> Option<u64> {
    text.parse().ok().filter(|&number| number < points)
}

/// The points of `scan` in the list of dropped points at `path`, and where its last whole line ends.
pub(super) fn read_dropped(path: &Path, scan: &Scan) -> Result<(Done, u64), ScanError> {
    let (mut dropped, mut end) = (Done::default(), 0);
    let file = File::open(path).map_err(ScanError::file("read", path))?;
    let mut reader = std::io::BufReader::new(file);
    let mut line = String::new();
    loop {
        line.clear();
        std::io::BufRead::read_line(&mut reader, &mut line).map_err(ScanError::file("read", path))?;
        let Some(text) = line.strip_suffix('\n') else { return Ok((dropped, end)) };
        end += line.len() as u64;
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let points = scan.metadata().points;
        let (Some(first), Some(last)) = (number(first, points), number(last, points)) else {
            return Err(ScanError::Input(format!("`{text}` is no range of points in {}", path.display())));
        };
        (first..=last).filter_map(|number| scan.place(number)).for_each(|place| {
            dropped.insert(place);
        });
    }
}
