//! Observables, curves and constraints for people.

use std::fmt::Write as _;

use super::evolution::field;
use super::number::{quantity, significant};
use super::table::Table;
use super::text::DIGITS;
use crate::model::{Constraint, Curve, Evaluation, Measurement, Points, Restricted};
use crate::run::Run;

/// Values of the observables, and from where to where the curves go.
pub(super) fn observables(out: &mut String, run: &Run) {
    let model = &run.model;
    let mut table = Table::default();
    for (observable, value) in model.observables.iter().zip(&run.evaluation.observables) {
        let text = match value {
            Ok(value) => quantity(*value, observable.dimension, observable.unit.as_ref(), DIGITS),
            Err(reason) => format!("undefined: {reason}"),
        };
        table.row([observable.name.clone(), format!("= {text}"), observable.description.clone().unwrap_or_default()]);
    }
    for (curve, points) in model.curves.iter().zip(&run.evaluation.curves) {
        let text = points.as_ref().map_or_else(|reason| format!("undefined: {reason}"), |points| extent(curve, points));
        let name = format!("{}({})", curve.name, curve.over.name);
        table.row([name, format!("= {text}"), curve.description.clone().unwrap_or_default()]);
    }
    if !(model.observables.is_empty() && model.curves.is_empty()) {
        let _ = write!(out, "\nobservables\n{}", table.render());
    }
}

/// A curve in one line: its largest value and its range.
fn extent(curve: &Curve, points: &Points) -> String {
    let over = |x: f64| quantity(x, curve.over.dimension, curve.over.unit.as_ref(), DIGITS);
    let (Some(&first), Some(&last)) = (points.x.first(), points.x.last()) else {
        return points.note.clone().unwrap_or_else(|| "no points".to_owned());
    };
    let largest = points.values.iter().zip(&points.x).max_by(|a, b| a.0.total_cmp(b.0));
    let peak = largest.map_or_else(String::new, |(&value, &x)| {
        let value = quantity(value, curve.dimension, curve.unit.as_ref(), DIGITS);
        format!(", at most {value} at {}", over(x))
    });
    format!("{} points from {} to {}{peak}", points.x.len(), over(first), over(last))
}

/// The verdict of every constraint, and χ².
pub(super) fn constraints(out: &mut String, run: &Run) {
    if run.model.constraints.is_empty() {
        return;
    }
    let mut table = Table::default();
    for (constraint, result) in run.model.constraints.iter().zip(&run.evaluation.constraints) {
        let (mark, text) = match result {
            Ok(restricted) => (verdict(restricted.as_ref()), judged(constraint, restricted.as_ref())),
            Err(reason) => ("? undefined".to_owned(), reason.clone()),
        };
        let name = constraint.label.clone().unwrap_or_else(|| constraint.name.clone());
        table.row([mark, name, text, constraint.reference.clone().unwrap_or_default()]);
    }
    let _ = write!(out, "\nconstraints\n{}", table.render());
    chi2(out, &run.evaluation);
}

fn chi2(out: &mut String, evaluation: &Evaluation) {
    let pulls = evaluation.constraints.iter().filter_map(|result| result.as_ref().ok()?.as_ref()?.pull());
    match &evaluation.chi2 {
        Some(Ok(value)) => {
            let count = pulls.count();
            let plural = if count == 1 { "" } else { "s" };
            let _ = writeln!(out, "\nχ² = {} of {count} measurement{plural}", significant(*value, DIGITS));
        }
        Some(Err(reason)) => {
            let _ = writeln!(out, "\nχ² is undefined: {reason}");
        }
        None => {}
    }
}

/// The verdict in a few words; `None` does not apply.
pub(super) fn verdict(restricted: Option<&Restricted>) -> String {
    let Some(restricted) = restricted else { return "– does not apply".to_owned() };
    match (restricted.is_satisfied(), restricted.pull()) {
        (Some(true), _) => "✓ allowed".to_owned(),
        (Some(false), _) => "✗ excluded".to_owned(),
        (None, Some(pull)) => format!("· pull {}", signed(pull)),
        (None, None) => String::new(),
    }
}

/// A pull with its sign: its direction is half of what it says.
fn signed(pull: f64) -> String {
    let size = significant(pull.abs(), 3);
    if pull < 0.0 { format!("−{size}") } else { format!("+{size}") }
}

/// What was compared with what.
fn judged(constraint: &Constraint, restricted: Option<&Restricted>) -> String {
    let Some(restricted) = restricted else { return constraint.of.clone() };
    let show = |value: f64| quantity(value, constraint.dimension, constraint.unit.as_ref(), DIGITS);
    let mut text = format!("{} = {}", constraint.of, show(restricted.value));
    let allowed = match (restricted.min, restricted.max) {
        (Some(min), Some(max)) => format!(", allowed {} to {}", show(min), show(max)),
        (Some(min), None) => format!(", allowed from {}", show(min)),
        (None, Some(max)) => format!(", allowed up to {}", show(max)),
        (None, None) => String::new(),
    };
    text.push_str(&allowed);
    if let (Some(measured), Some(pull)) = (&restricted.measured, restricted.pull()) {
        let _ = write!(text, ", measured {}", measurement(measured, &show));
        // With bounds the verdict says nothing of the pull.
        if restricted.is_satisfied().is_some() {
            let _ = write!(text, ", pull {}", signed(pull));
        }
    }
    text
}

fn measurement(measured: &Measurement, show: &impl Fn(f64) -> String) -> String {
    let value = show(measured.value);
    if measured.minus == measured.plus {
        return format!("{value} ± {}", show(measured.plus));
    }
    format!("{value} + {} − {}", show(measured.plus), show(measured.minus))
}

/// A curve as CSV, in powers of GeV.
#[must_use]
pub fn curve_csv(curve: &Curve, points: &Points) -> String {
    let mut out = format!("{},{}\n", field(&curve.over.name), field(&curve.name));
    for (x, value) in points.x.iter().zip(&points.values) {
        let _ = writeln!(out, "{x:e},{value:e}");
    }
    out
}
