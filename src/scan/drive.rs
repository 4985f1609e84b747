//! Solving all points of a scan, on many threads.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use rayon::iter::{ParallelBridge as _, ParallelIterator as _};

use super::done::Done;
use super::error::ScanError;
use super::file::Sink;
use super::plan::Scan;
use super::row::Workspace;
use super::tally::Tally;

/// A thread works on so many points at once as take about so long, ...
const BLOCK_SECONDS: f64 = 0.005;
/// ... and at most on so many, ...
const MOST_POINTS: u64 = 256;
/// ... so that towards the end each has about so many shares of the rest to take.
const SHARES: u64 = 4;
/// Blocks of rows, for each thread, that may wait to be written.
const WAITING: usize = 4;
/// How long the one who writes waits for rows before he looks after other things.
const PATIENCE: Duration = Duration::from_millis(100);

/// How the points of a scan are solved.
pub struct Control<'c> {
    /// How many threads; one for each processor if `None`.
    pub jobs: Option<NonZeroUsize>,
    /// When this becomes true, points in flight are finished and no further ones begun.
    pub stop: &'c AtomicBool,
    /// Called now and then with how many points of this scan are done, those of before included.
    pub progress: &'c dyn Fn(u64),
}

/// How a scan ended.
#[derive(Debug)]
pub struct Outcome {
    /// What became of the points, those of before included.
    pub tally: Tally,
    /// How many points were solved now.
    pub solved_now: u64,
    /// How long that took.
    pub seconds: f64,
    /// Why not all points were done; `None` if they were, or the scan was told to stop.
    pub error: Option<ScanError>,
}

/// Points for a thread to work on.
struct Block {
    places: Vec<u64>,
    /// The values of the axes, point after point.
    values: Vec<f64>,
}

/// What came of them.
struct Rows {
    text: String,
    dropped: Vec<u64>,
    tally: Tally,
}

impl Scan {
    /// Solves the points that are not `done` yet and writes their rows, in the order in which they are done, to `sink`. What
    /// is in `tally` already is counted with the rest.
    pub fn run(&self, sink: &mut dyn Sink, done: &Done, tally: Tally, control: &Control<'_>) -> Outcome {
        let started = Instant::now();
        let mut outcome = Outcome { tally, solved_now: 0, seconds: 0.0, error: None };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(control.jobs.map_or(0, NonZeroUsize::get)).build();
        let result = match pool {
            Ok(pool) => self.drive(&pool, sink, done, control, &mut outcome),
            Err(error) => Err(ScanError::Input(format!("no threads can be started: {error}"))),
        };
        // What was written is made safe even if not all was.
        outcome.error = result.and(sink.settle(true)).err();
        outcome.tally.sort();
        outcome.seconds = started.elapsed().as_secs_f64();
        outcome
    }

    fn drive(
        &self,
        pool: &rayon::ThreadPool,
        sink: &mut dyn Sink,
        done: &Done,
        control: &Control<'_>,
        outcome: &mut Outcome,
    ) -> Result<(), ScanError> {
        let threads = pool.current_num_threads();
        let (sender, receiver) = sync_channel(WAITING * threads);
        let (stop, gone) = (control.stop, AtomicBool::new(false));
        let ended = || stop.load(Ordering::Relaxed) || gone.load(Ordering::Relaxed);
        let nanoseconds = AtomicU64::new(0);
        let blocks =
            Blocks { scan: self, done, next: 0, threads: threads as u64, nanoseconds: &nanoseconds, ended: &ended };
        thread::scope(|scope| {
            let work = scope.spawn(|| {
                pool.install(|| {
                    let each = |sender: &mut SyncSender<Rows>, block: Result<Block, ScanError>| {
                        let rows = self.rows(&block?, &nanoseconds, &ended);
                        // If nobody takes rows any more, `ended` will stop the rest.
                        let _ = sender.send(rows);
                        Ok(())
                    };
                    blocks.par_bridge().try_for_each_with(sender, each)
                })
            });
            let written = write_all(&receiver, sink, control, outcome);
            gone.store(true, Ordering::Relaxed);
            // Threads that wait for room would wait for ever.
            drop(receiver);
            let worked = work.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            written.and(worked)
        })
    }

    /// Solves the points of a block, or as many as there is time for.
    fn rows(&self, block: &Block, nanoseconds: &AtomicU64, ended: &(dyn Fn() -> bool + Sync)) -> Rows {
        let started = Instant::now();
        let mut rows = Rows { text: String::new(), dropped: Vec::new(), tally: Tally::default() };
        let mut workspace = Workspace::default();
        let dimensions = self.sample.axes().len();
        for (&place, values) in block.places.iter().zip(block.values.chunks(dimensions)) {
            if ended() {
                return rows;
            }
            if !self.write(place, values, &mut rows.text, &mut rows.tally, &mut workspace) {
                rows.dropped.push(self.number(place));
            }
        }
        let each = started.elapsed().as_nanos() / block.places.len().max(1) as u128;
        nanoseconds.store(u64::try_from(each).unwrap_or(u64::MAX), Ordering::Relaxed);
        rows
    }
}

/// Writes rows as they come, until there are no more.
fn write_all(
    receiver: &Receiver<Rows>,
    sink: &mut dyn Sink,
    control: &Control<'_>,
    outcome: &mut Outcome,
) -> Result<(), ScanError> {
    loop {
        match receiver.recv_timeout(PATIENCE) {
            Ok(rows) => {
                sink.write(&rows.text, &rows.dropped)?;
                outcome.solved_now += rows.tally.points;
                outcome.tally.merge(rows.tally);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        sink.settle(false)?;
        (control.progress)(outcome.tally.points);
    }
}

/// The points that are not done yet, in blocks.
struct Blocks<'b> {
    scan: &'b Scan,
    done: &'b Done,
    next: u64,
    threads: u64,
    /// What a point took last.
    nanoseconds: &'b AtomicU64,
    ended: &'b (dyn Fn() -> bool + Sync),
}

impl Blocks<'_> {
    fn length(&self) -> u64 {
        let seconds = self.nanoseconds.load(Ordering::Relaxed) as f64 * 1e-9;
        // Before anything is known, one point at a time.
        let affordable = if seconds > 0.0 { BLOCK_SECONDS / seconds } else { 1.0 };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "positive, and saturating is meant"
        )]
        let affordable = affordable as u64;
        let rest = self.scan.count() - self.next;
        affordable.clamp(1, MOST_POINTS).min(rest / (SHARES * self.threads) + 1)
    }
}

impl Iterator for Blocks<'_> {
    type Item = Result<Block, ScanError>;

    fn next(&mut self) -> Option<Self::Item> {
        if (self.ended)() {
            return None;
        }
        let (length, count) = (self.length(), self.scan.count());
        let mut block = Block { places: Vec::new(), values: Vec::new() };
        while (block.places.len() as u64) < length && self.next < count {
            let place = self.next;
            self.next += 1;
            if self.done.contains(place) {
                continue;
            }
            block.places.push(place);
            if let Err(error) = self.scan.sample.values(self.scan.number(place), &mut block.values) {
                self.next = count;
                return Some(Err(error));
            }
        }
        (!block.places.is_empty()).then_some(Ok(block))
    }
}
