//! What is said at the end of a scan.

use std::fmt::Write as _;

use crate::scan::{Outcome, Scan, ScanError};

/// Most kinds of failures that are listed.
const MOST_REASONS: usize = 5;

/// Counts, and the reasons of failures with a point for each.
pub(super) fn summary(scan: &Scan, outcome: &Outcome) -> Result<String, ScanError> {
    let tally = &outcome.tally;
    let mut counts = vec![format!("{} solved", tally.solved)];
    let others = [(tally.no_solution, "without a solution"), (tally.dropped, "not kept"), (tally.failed, "failed")];
    counts.extend(others.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    if tally.violated > 0 {
        counts.push(format!("{} violating a constraint", tally.violated));
    }
    let mut out = format!("{} points: {}", tally.points, counts.join(", "));
    if outcome.solved_now == 0 {
        out += "; there was nothing left to do";
    } else if outcome.seconds > 0.0 {
        let rate = outcome.solved_now as f64 / outcome.seconds;
        let digits = usize::from(rate < 10.0);
        let _ = write!(out, "; {rate:.digits$} points/s");
    }
    for reason in tally.reasons.iter().take(MOST_REASONS) {
        let _ = write!(out, "\n{:>7} × {}", reason.count, reason.pattern);
        let _ = write!(out, "\n          first at {}: {}", scan.settings(reason.first)?.join(", "), reason.message);
    }
    let more: u64 = tally.reasons.iter().skip(MOST_REASONS).map(|reason| reason.count).sum();
    if more > 0 {
        let _ = write!(out, "\n{more:>7} × other reasons");
    }
    if let Some(worst) = tally.reasons.first() {
        let settings = scan.settings(worst.first)?;
        let settings: Vec<String> = settings.iter().map(|setting| format!("--set '{setting}'")).collect();
        let _ = write!(out, "\n  = help: look at that point with `frazil run MODEL {} -v`", settings.join(" "));
    }
    Ok(out)
}
