//! A bar that shows how far long work is: on terminals only, on standard error, gone when the work is done.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that takes less is not worth a bar.
const DELAY: Duration = Duration::from_secs(1);
/// How often the clock on the bar moves.
const TICK: Duration = Duration::from_millis(200);

/// The progress of work in equal parts.
pub(super) struct Progress(Option<ProgressBar>);

impl Progress {
    /// Work in `parts` begins; nothing is shown if `quiet`, beside a log, or if nobody watches.
    pub(super) fn start(parts: usize, quiet: bool) -> Self {
        if quiet || log::max_level() >= log::LevelFilter::Info || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(Some(parts as u64), ProgressDrawTarget::hidden());
        let template =
            if parts > 1 { "{spinner} {bar:24} {pos}/{len} {elapsed} {msg}" } else { "{spinner} {elapsed} {msg}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let shown = bar.clone();
        std::thread::spawn(move || {
            std::thread::sleep(DELAY);
            if !shown.is_finished() {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
            }
        });
        Self(Some(bar))
    }

    /// As [`Progress::start`], for many points of which some are `done`: with their rate and the time left.
    pub(super) fn start_points(points: u64, done: u64, quiet: bool) -> Self {
        let progress = Self::start(1, quiet);
        if let Some(bar) = &progress.0 {
            bar.set_length(points);
            bar.set_position(done);
            bar.reset_eta();
            let template = "{spinner} {bar:24} {human_pos}/{human_len} {per_sec}, {eta} left {msg}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
        }
        progress
    }

    /// So many points are done.
    pub(super) fn reached(&self, points: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(points);
        }
    }

    /// The next part begins.
    pub(super) fn next(&self, name: &str) {
        if let Some(bar) = &self.0 {
            if !bar.message().is_empty() {
                bar.inc(1);
            }
            bar.set_message(name.to_owned());
        }
    }

    /// All is done, and the bar disappears.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    /// A failure leaves no bar behind.
    fn drop(&mut self) {
        self.finish();
    }
}
