//! The solutions of a target as text and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use super::json::{Ordered, RunReport};
use super::number::{quantity, significant};
use super::sweep::reasons;
use super::table::Table;
use super::text::{DIGITS, UNDEFINED};
use crate::model::{Goal, Model};
use crate::run::{Found, Run, Target};
use crate::units::Dimension;

/// The file in the folder of `target --out` that has the solutions.
pub const TARGET: &str = "target.json";

/// A target with the names and units of its model.
struct Shown<'a> {
    target: &'a Target,
    model: &'a Model,
}

impl Shown<'_> {
    /// A value of the parameter.
    fn value(&self, value: f64, digits: usize) -> String {
        let axis = &self.target.axis;
        quantity(value, axis.dimension, self.model.usual_unit(&axis.name).as_ref(), digits)
    }

    /// What the goal is called.
    fn goal(&self) -> &str {
        match self.target.goal {
            Goal::RelicDensity => "Ωh²",
            goal @ Goal::Observable(_) => goal.name(self.model),
        }
    }

    /// What the goal comes to.
    fn reached(&self, value: f64, digits: usize) -> String {
        match self.target.goal {
            Goal::RelicDensity => significant(value, digits),
            Goal::Observable(i) => self.model.observables.get(i).map_or_else(
                || quantity(value, Dimension::NONE, None, digits),
                |observable| quantity(value, observable.dimension, observable.unit.as_ref(), digits),
            ),
        }
    }
}

/// The solutions, or how far the range is from having one. `runs` are those of the solutions.
#[must_use]
pub fn target_text(target: &Target, model: &Model, found: &Found, runs: &[Run]) -> String {
    let shown = Shown { target, model };
    let axis = &target.axis;
    let name = &axis.name;
    let failures = found.points.iter().filter(|point| point.outcome.is_err()).count();
    let failed = if failures == 0 { String::new() } else { format!(", of which {failures} failed") };
    let (from, to) = (shown.value(axis.from, DIGITS), shown.value(axis.to, DIGITS));
    let mut out = format!("{}\n{name} = {from} … {to}, {} points{failed}\n", model.name, found.points.len());
    let _ = write!(out, "\n{} = {}", shown.goal(), shown.reached(target.wanted, DIGITS));
    if found.solutions.is_empty() {
        let _ = writeln!(out, " nowhere: {}", extremes(&shown, found));
    } else {
        let _ = writeln!(out, ", to {:e} of it, at", found.tolerance);
        out += &solutions(&shown, found, runs).render();
    }
    for note in notes(&shown, found) {
        let _ = writeln!(out, "\n{note}");
    }
    out
}

fn solutions(shown: &Shown<'_>, found: &Found, runs: &[Run]) -> Table {
    let mut table = Table::default();
    let relic = shown.target.goal == Goal::RelicDensity;
    let goal = (!relic).then(|| shown.goal());
    let header = [Some(shown.target.axis.name.as_str()), goal, Some("Ωh²"), Some("mechanism"), Some("error")];
    table.row(header.into_iter().flatten());
    for (root, run) in found.solutions.iter().zip(runs) {
        let solved = run.solved.as_deref();
        let omega_h2 = solved.and_then(|solved| solved.dark_matter_omega_h2);
        let mechanism = run.mechanism().map(|mechanism| mechanism.to_string());
        let error = solved.and_then(|solved| solved.solution.error_estimate);
        let or_undefined = |text: Option<String>| text.unwrap_or_else(|| UNDEFINED.to_owned());
        let cells = [
            Some(shown.value(root.value, digits(found.tolerance))),
            goal.map(|_| shown.reached(root.reached, DIGITS)),
            Some(or_undefined(omega_h2.map(|omega| significant(omega, DIGITS)))),
            Some(or_undefined(mechanism)),
            Some(or_undefined(error.map(|error| format!("{error:.1e}")))),
        ];
        table.row(cells.into_iter().flatten());
    }
    table
}

/// As many digits as a value has that is known to a tolerance.
fn digits(tolerance: f64) -> usize {
    (DIGITS..15).find(|&digits| 10_f64.powf(-(digits as f64)) < 1.5 * tolerance).unwrap_or(15)
}

/// The least and the greatest value in the range.
fn extremes(shown: &Shown<'_>, found: &Found) -> String {
    let known = || found.points.iter().filter_map(|point| Some((point.value, *point.outcome.as_ref().ok()?)));
    let least = known().min_by(|a, b| a.1.total_cmp(&b.1));
    let most = known().max_by(|a, b| a.1.total_cmp(&b.1));
    let (Some(least), Some(most)) = (least, most) else { return "no point has a value".to_owned() };
    let name = &shown.target.axis.name;
    let place =
        |(value, reached): (f64, f64)| format!("{} (at {name} = {})", shown.reached(reached, 3), shown.value(value, 3));
    format!("it goes from {} to {}", place(least), place(most))
}

/// Passages without a solution, and points that failed: a line each.
fn notes(shown: &Shown<'_>, found: &Found) -> Vec<String> {
    let name = &shown.target.axis.name;
    let mut notes: Vec<String> = Vec::new();
    for missed in &found.missed {
        let [from, to] = [missed.between.0, missed.between.1].map(|value| shown.value(value, DIGITS));
        let place =
            if from == to { format!("at {name} = {from}") } else { format!("between {name} = {from} and {to}") };
        let goal = format!("{} = {}", shown.goal(), shown.reached(shown.target.wanted, DIGITS));
        notes.push(match &missed.why {
            Ok((before, after)) => {
                let [before, after] = [*before, *after].map(|value| shown.reached(value, 3));
                format!("no solution {place}: there it jumps over {goal}, from {before} to {after}")
            }
            Err(reason) => format!("no solution {place}, where {goal} is passed: {reason}"),
        });
    }
    let failed = found.points.iter().filter_map(|point| Some((point.value, point.outcome.as_ref().err()?.as_str())));
    notes.extend(reasons(failed, |value| format!("{name} = {}", shown.value(value, DIGITS))));
    notes
}

/// What the user should know of a target beside its solutions: passages without one, and points that failed.
#[must_use]
pub fn target_notes(target: &Target, model: &Model, found: &Found) -> Vec<String> {
    notes(&Shown { target, model }, found)
}

/// The solutions with their runs, as written by `target --json`.
#[must_use]
pub fn target_json(target: &Target, model: &Model, found: &Found, runs: Vec<RunReport>) -> impl Serialize + use<> {
    #[derive(Serialize)]
    struct Solution {
        value: f64,
        run: RunReport,
    }
    #[derive(Serialize)]
    struct Answer {
        format: u32,
        vary: String,
        #[serde(rename = "for")]
        wanted: Ordered<f64>,
        solutions: Vec<Solution>,
    }
    let solutions = found.solutions.iter().zip(runs).map(|(root, run)| Solution { value: root.value, run });
    Answer {
        format: 1,
        vary: target.axis.name.clone(),
        wanted: Ordered(vec![(target.goal.name(model).to_owned(), target.wanted)]),
        solutions: solutions.collect(),
    }
}
