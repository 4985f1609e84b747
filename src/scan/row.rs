//! One point: solved and written as a row.

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::metadata::Kind;
use super::plan::{Branch, Scan};
use super::table::{Status, quoted};
use super::tally::Tally;
use crate::expression::Scratch;
use crate::model::Restricted;
use crate::run::{Found, Point, sensitivities};

/// What a point gives.
enum Outcome {
    /// A result.
    Solved(Differentiated),
    /// A result, at the value of the target's parameter that was taken, how many there are, and what the goal comes to in
    /// the range.
    Found(f64, usize, (f64, f64), Differentiated),
    /// No value of that parameter gives what is wanted: what the goal comes to in the range, and what is in the way.
    NoSolution((f64, f64), String),
}

/// A point, with d ln Ωh²/d ln p of every parameter p if that is asked for and has a value.
struct Differentiated {
    point: Point,
    sensitivities: Vec<Option<f64>>,
}

/// Room that rows of one thread share.
#[derive(Default)]
pub(super) struct Workspace {
    values: Vec<Option<f64>>,
    scratch: Scratch,
}

impl Scan {
    /// Solves the point whose axes have these values: the one place where the values of axes become a whole point.
    fn solve(&self, axes: &[f64]) -> Result<Outcome, String> {
        let Some((target, branch)) = &self.target else { return self.point(axes).map(Outcome::Solved) };
        // One thread: the others have points of their own.
        let found = target.solve(&self.family, axes, Some(NonZeroUsize::MIN))?;
        let taken = match branch {
            Branch::Lowest => found.solutions.first(),
            Branch::Highest => found.solutions.last(),
        };
        let reached = found.extremes();
        let Some(taken) = taken else { return Ok(Outcome::NoSolution(reached, why_none(&found, reached))) };
        let all: Vec<f64> = axes.iter().copied().chain([taken.value]).collect();
        Ok(Outcome::Found(taken.value, found.solutions.len(), reached, self.point(&all)?))
    }

    fn point(&self, values: &[f64]) -> Result<Differentiated, String> {
        if !self.metadata.settings.sensitivities {
            return Ok(Differentiated { point: self.family.point(values)?, sensitivities: Vec::new() });
        }
        let run = self.family.run(values)?;
        let sensitivities = sensitivities(&run).unwrap_or_default();
        let sensitivities = sensitivities.into_iter().map(|sensitivity| sensitivity.value.ok()).collect();
        Ok(Differentiated { point: Point::of(run), sensitivities })
    }

    /// Solves the point at `place`, appends its row to `out` and counts it. False if the row is not to be kept; then nothing
    /// is appended.
    pub(super) fn write(
        &self,
        place: u64,
        axes: &[f64],
        out: &mut String,
        tally: &mut Tally,
        workspace: &mut Workspace,
    ) -> bool {
        let Workspace { values, scratch } = workspace;
        values.clear();
        values.extend(axes.iter().copied().map(Some));
        let count = self.metadata.columns.len() - WORDS;
        // Whatever happens at one point, the others are not to be lost.
        let solved = catch_unwind(AssertUnwindSafe(|| self.solve(axes)));
        let solved = solved.unwrap_or_else(|_| Err("the program made a mistake here, which should be reported".into()));
        let (status, message) = match solved {
            Ok(Outcome::Solved(point)) => (Status::Ok, read_off(&point, values)),
            Ok(Outcome::Found(value, solutions, reached, point)) => {
                values.push(Some(value));
                let message = read_off(&point, values);
                values.extend(of_target(solutions, reached));
                (Status::Ok, message)
            }
            Ok(Outcome::NoSolution(reached, why)) => {
                let ends = of_target(0, reached);
                values.resize(count - ends.len(), None);
                values.extend(ends);
                (Status::NoSolution, why)
            }
            Err(reason) => (Status::Failed, reason),
        };
        values.resize(count, None);
        let keep = self.keep.as_ref().filter(|_| status != Status::Failed);
        if keep.is_some_and(|keep| !keep.holds(values, scratch)) {
            tally.drop_one();
            return false;
        }
        write_numbers(values, out);
        let _ = writeln!(out, ",{},{}", status.word(), quoted(&message));
        let constraints =
            self.metadata.columns.iter().zip(&*values).filter(|(column, _)| column.kind == Kind::Constraint);
        let violated = constraints.into_iter().any(|(_, value)| *value == Some(0.0));
        tally.count(place, status, violated, &message);
        true
    }
}

/// The last numbers of a row of a scan with a target.
fn of_target(solutions: usize, (least, greatest): (f64, f64)) -> [Option<f64>; 3] {
    [solutions as f64, least, greatest].map(|value| Some(value).filter(|value| value.is_finite()))
}

/// What the goal comes to over the range of the target's parameter, and what is in the way of a solution.
fn why_none(found: &Found, (low, high): (f64, f64)) -> String {
    let mut message = format!("from {low:.2e} to {high:.2e} in the range");
    if let Some(missed) = found.missed.first() {
        let (from, to) = missed.between;
        let _ = match &missed.why {
            // Writing to a String cannot fail.
            Ok((before, after)) => write!(message, "; a jump from {before:.2e} to {after:.2e} near {from:.6e}"),
            Err(reason) => write!(message, "; no result between {from:.6e} and {to:.6e}: {reason}"),
        };
    }
    message
}

/// Columns at the end that hold no numbers: status and message.
const WORDS: usize = 2;

/// Appends what a point gives, and returns the reason for the first value that is not defined, if any.
fn read_off(Differentiated { point, sensitivities }: &Differentiated, values: &mut Vec<Option<f64>>) -> String {
    let mut reason = None;
    let mut read = |value: Result<Option<f64>, &String>| {
        let value = value.unwrap_or_else(|why| {
            reason.get_or_insert_with(|| why.clone());
            None
        });
        values.push(value.filter(|value| value.is_finite()));
    };
    read(Ok(point.omega_h2));
    read(point.chi2.as_ref().map_or(Ok(None), |chi2| chi2.as_ref().map(|&value| Some(value))));
    for observable in &point.observables {
        read(observable.as_ref().map(|&value| Some(value)));
    }
    for constraint in &point.constraints {
        let verdict = constraint.as_ref().map(|restricted| restricted.as_ref().and_then(Restricted::is_satisfied));
        read(verdict.map(|satisfied| satisfied.map(|satisfied| f64::from(u8::from(satisfied)))));
    }
    // A parameter that is zero has none anywhere: no reason to be told at every point.
    for sensitivity in sensitivities {
        read(Ok(*sensitivity));
    }
    reason.unwrap_or_default()
}

/// Appends numbers with commas between them.
fn write_numbers(values: &[Option<f64>], out: &mut String) {
    for (k, value) in values.iter().enumerate() {
        if k > 0 {
            out.push(',');
        }
        // What is undefined is empty.
        if let Some(value) = value {
            write_number(*value, out);
        }
    }
}

/// Appends a number with as few digits as give it back exactly.
pub(super) fn write_number(value: f64, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = match value.abs() {
        // Also where it is negative.
        0.0 => write!(out, "0"),
        1e-3..1e6 => write!(out, "{value}"),
        _ => write!(out, "{value:e}"),
    };
}

/// Replaces `out` by what the row of a point with these axes begins with.
pub(super) fn write_axes(axes: &[f64], out: &mut String) {
    out.clear();
    for (k, &value) in axes.iter().enumerate() {
        if k > 0 {
            out.push(',');
        }
        write_number(value, out);
    }
}
