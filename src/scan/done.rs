//! Which points have been done: what a table and its list of dropped points hold.

use std::collections::{HashMap, VecDeque};

use super::error::ScanError;
use super::metadata::Kind;
use super::plan::Scan;
use super::row::write_axes;
use super::table::{NO_STATUS, Rows, Status, fields, first};
use super::tally::Tally;

/// A set of points, one bit each up to the last.
#[derive(Debug, Clone, Default)]
pub struct Done {
    words: Vec<u64>,
    count: u64,
}

const BITS: u64 = u64::BITS as u64;

impl Done {
    fn word(place: u64) -> (usize, u64) {
        // Points beyond what a word's number can say would not fit into memory either.
        (usize::try_from(place / BITS).unwrap_or(usize::MAX), 1 << (place % BITS))
    }

    /// Whether the point at `place` is done.
    #[must_use]
    pub fn contains(&self, place: u64) -> bool {
        let (word, bit) = Self::word(place);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// How many points are done.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Adds a point; false if it was done before.
    pub(super) fn insert(&mut self, place: u64) -> bool {
        let (word, bit) = Self::word(place);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        let is_new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        self.count += u64::from(is_new);
        is_new
    }
}

/// Finds the points that rows belong to, by the values of their axes. Rows are in the order in which points were done, which
/// is nearly that of the points: only those that are out of step are remembered.
pub(super) struct Matcher<'s> {
    scan: &'s Scan,
    /// Points that have no row by design.
    dropped: Done,
    /// The next point to look at.
    next: u64,
    values: Vec<f64>,
    axes: String,
    /// Points whose rows have not come yet.
    points: HashMap<Box<str>, VecDeque<u64>>,
    /// Rows whose points have not come yet.
    rows: HashMap<Box<str>, VecDeque<String>>,
    waiting: usize,
}

impl<'s> Matcher<'s> {
    pub(super) fn new(scan: &'s Scan, dropped: Done) -> Self {
        let (points, rows) = (HashMap::new(), HashMap::new());
        Self { scan, dropped, next: 0, values: Vec::new(), axes: String::new(), points, rows, waiting: 0 }
    }

    /// Takes a row, and gives every row whose point is known to `found`.
    pub(super) fn take(
        &mut self,
        row: &str,
        found: &mut impl FnMut(u64, &str) -> Result<(), ScanError>,
    ) -> Result<(), ScanError> {
        let axes = first(row, self.scan.sample.axes().len());
        if let Some(places) = self.points.get_mut(axes)
            && let Some(place) = places.pop_front()
        {
            if places.is_empty() {
                self.points.remove(axes);
            }
            return found(place, row);
        }
        if !self.advance()? {
            self.wait(axes, row);
        } else if self.axes == axes {
            found(self.next - 1, row)?;
        } else {
            self.wait(axes, row);
            if !self.settle(found)? {
                let place = self.next - 1;
                match self.points.get_mut(self.axes.as_str()) {
                    Some(places) => places.push_back(place),
                    None => {
                        self.points.insert(self.axes.as_str().into(), VecDeque::from([place]));
                    }
                }
            }
        }
        Ok(())
    }

    /// Looks at further points until every row has its own.
    pub(super) fn finish(
        &mut self,
        found: &mut impl FnMut(u64, &str) -> Result<(), ScanError>,
    ) -> Result<(), ScanError> {
        while self.waiting > 0 && self.advance()? {
            self.settle(found)?;
        }
        match self.rows.values().flatten().min() {
            None => Ok(()),
            Some(row) => {
                Err(ScanError::Input(format!("a row is there twice, or belongs to no point of this scan: {row}")))
            }
        }
    }

    fn wait(&mut self, axes: &str, row: &str) {
        self.waiting += 1;
        match self.rows.get_mut(axes) {
            Some(rows) => rows.push_back(row.to_owned()),
            None => {
                self.rows.insert(axes.into(), VecDeque::from([row.to_owned()]));
            }
        }
    }

    /// Moves on to the next point that should have a row, whose axes are then in `axes`; false if there is none.
    fn advance(&mut self) -> Result<bool, ScanError> {
        while self.dropped.contains(self.next) {
            self.next += 1;
        }
        if self.next >= self.scan.count() {
            return Ok(false);
        }
        self.values.clear();
        self.scan.sample.values(self.scan.number(self.next), &mut self.values)?;
        write_axes(&self.values, &mut self.axes);
        self.next += 1;
        Ok(true)
    }

    /// Gives the point just looked at to a row that waits for it; false if none does.
    fn settle(&mut self, found: &mut impl FnMut(u64, &str) -> Result<(), ScanError>) -> Result<bool, ScanError> {
        let place = self.next - 1;
        let Some(rows) = self.rows.get_mut(self.axes.as_str()) else { return Ok(false) };
        let row = rows.pop_front();
        if rows.is_empty() {
            self.rows.remove(self.axes.as_str());
        }
        self.waiting -= 1;
        row.map_or(Ok(()), |row| found(place, &row))?;
        Ok(true)
    }
}

impl Scan {
    /// Which points have a row in a table, and what became of them; `dropped` are those that need none.
    pub(super) fn taken(&self, rows: &mut Rows, dropped: Done) -> Result<(Done, Tally), ScanError> {
        let mut done = dropped.clone();
        let mut tally = Tally { points: dropped.count(), dropped: dropped.count(), ..Tally::default() };
        let columns = &self.metadata.columns;
        let mut found = |place: u64, row: &str| {
            done.insert(place);
            let fields = fields(row);
            let mut both = columns.iter().zip(&fields);
            let violated = both.any(|(column, field)| column.kind == Kind::Constraint && field == "0");
            let [.., status, message] = &fields[..] else { return Ok(()) };
            let status = Status::of(status).ok_or_else(|| ScanError::Input(format!("{NO_STATUS}: {row}")))?;
            tally.count(place, status, violated, message);
            Ok(())
        };
        let mut matcher = Matcher::new(self, dropped);
        while rows.advance()? {
            matcher.take(rows.row(), &mut found)?;
        }
        matcher.finish(&mut found)?;
        Ok((done, tally))
    }
}
