//! A sweep as text, as JSON and as a table.

use std::fmt::Write as _;

use serde::Serialize;

use super::evolution::field;
use super::json::{Labelled, RunReport, report};
use super::number::{quantity, significant};
use super::table::Table;
use super::text::{DIGITS, UNDEFINED};
use crate::model::Spacing;
use crate::observables::Mechanism;
use crate::run::{Sweep, SweepPoint};
use crate::units::Unit;

/// Reasons for failures that are shown: a reason with a value in it is another one at each point.
const MOST_REASONS: usize = 5;

/// The stretches and crossings of a sweep. Values are shown in `unit`, or in powers of GeV.
#[must_use]
pub fn sweep_text(label: &str, sweep: &Sweep, unit: Option<&(String, Unit)>) -> String {
    let name = &sweep.axis.name;
    let shown = |value: f64, digits: usize| quantity(value, sweep.axis.dimension, unit, digits);
    let mut out = String::new();
    let failures = sweep.failures();
    let failed = if failures == 0 { String::new() } else { format!(", of which {failures} failed") };
    let (from, to) = (shown(sweep.axis.from, DIGITS), shown(sweep.axis.to, DIGITS));
    let _ = writeln!(out, "{label}\n{name} = {from} … {to}, {} points{failed}\n", sweep.points.len());
    let mut table = Table::default();
    table.row([
        "mechanism".to_owned(),
        format!("{name} from"),
        "to".to_owned(),
        "Ωh² from".to_owned(),
        "to".to_owned(),
    ]);
    for stretch in sweep.stretches() {
        let ends = [stretch.points.0, stretch.points.1].map(|k| &sweep.points[k]);
        let density = |point: &SweepPoint| {
            point.outcome.as_ref().map_or(UNDEFINED.to_owned(), |abundance| significant(abundance.omega_h2, 3))
        };
        table.row([
            stretch.mechanism.map_or(UNDEFINED.to_owned(), |m| m.to_string()),
            shown(ends[0].value, 3),
            shown(ends[1].value, 3),
            density(ends[0]),
            density(ends[1]),
        ]);
    }
    out += &table.render();
    let _ = write!(out, "\nΩh² = {}", significant(sweep.observed, DIGITS));
    if sweep.crossings.is_empty() {
        let _ = writeln!(out, " nowhere: {}", why_nowhere(sweep));
    } else {
        let _ = writeln!(out, " at");
        let mut table = Table::default();
        for crossing in &sweep.crossings {
            let direction = if crossing.rising { "rising" } else { "falling" };
            let how = mechanism_at(sweep, crossing.value).map_or(String::new(), |m| format!(", {m}"));
            let approximate = if crossing.run.is_none() { " (interpolated: solving failed here)" } else { "" };
            let digits = if crossing.run.is_some() { DIGITS } else { 2 };
            table
                .row([format!("{name} = {}", shown(crossing.value, digits)), format!("{direction}{how}{approximate}")]);
        }
        out += &table.render();
    }
    let failed = sweep.points.iter().filter_map(|point| Some((point.value, point.outcome.as_ref().err()?.as_str())));
    for reason in reasons(failed, |value| format!("{name} = {}", shown(value, DIGITS))) {
        let _ = writeln!(out, "\n{reason}");
    }
    out
}

/// Why points failed, given with their values: a line for each reason, as neighbours fail for one.
pub(super) fn reasons<'a>(failed: impl Iterator<Item = (f64, &'a str)>, place: impl Fn(f64) -> String) -> Vec<String> {
    let mut reasons: Vec<(&str, f64, usize)> = Vec::new();
    for (value, reason) in failed {
        match reasons.iter_mut().find(|(known, ..)| *known == reason) {
            Some((.., count)) => *count += 1,
            None => reasons.push((reason, value, 1)),
        }
    }
    let line = |(reason, first, count): (&str, f64, usize)| {
        let points = if count == 1 { "one point".to_owned() } else { format!("{count} points, the first") };
        format!("failed at {points} {}: {reason}", place(first))
    };
    let more = reasons.len().saturating_sub(MOST_REASONS);
    let rest = (more > 0).then(|| format!("and {more} more reasons"));
    reasons.into_iter().take(MOST_REASONS).map(line).chain(rest).collect()
}

/// Whether there is too much or too little all over.
fn why_nowhere(sweep: &Sweep) -> &'static str {
    let mut known = sweep.points.iter().filter_map(|point| point.outcome.as_ref().ok()).peekable();
    match known.peek().map(|first| first.omega_h2 < sweep.observed) {
        None => "no point could be solved",
        Some(below) if known.all(|a| (a.omega_h2 < sweep.observed) == below) => {
            if below {
                "there is less everywhere"
            } else {
                "there is more everywhere"
            }
        }
        Some(_) => "it is passed only where points failed",
    }
}

/// The mechanism of the point next to a value.
fn mechanism_at(sweep: &Sweep, value: f64) -> Option<Mechanism> {
    let distance = |point: &&SweepPoint| match sweep.axis.spacing {
        Spacing::Log => (point.value / value).ln().abs(),
        Spacing::Linear => (point.value - value).abs(),
    };
    let nearest = sweep.points.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    nearest.outcome.as_ref().ok()?.mechanism
}

#[derive(Serialize)]
struct PointReport {
    value: f64,
    omega_h2: Option<f64>,
    mechanism: Option<Mechanism>,
    message: Option<String>,
}

#[derive(Serialize)]
struct StretchReport {
    mechanism: Option<Mechanism>,
    from: f64,
    to: f64,
}

#[derive(Serialize)]
struct CrossingReport {
    value: f64,
    rising: bool,
    mechanism: Option<Mechanism>,
    solved: bool,
}

#[derive(Serialize)]
struct ModelReport {
    label: String,
    from: f64,
    to: f64,
    spacing: &'static str,
    observed: f64,
    points: Vec<PointReport>,
    stretches: Vec<StretchReport>,
    crossings: Vec<CrossingReport>,
}

/// Sweeps of several models over one parameter, as written by `compare --sweep --json`: the runs are those at the crossings.
#[must_use]
pub fn sweep_json(vary: &str, sweeps: &[(String, Sweep)]) -> impl Serialize {
    #[derive(Serialize)]
    struct All {
        vary: String,
        models: Vec<ModelReport>,
    }
    #[derive(Serialize)]
    struct Comparison {
        format: u32,
        runs: Vec<Labelled>,
        sweep: All,
    }
    let runs = sweeps.iter().flat_map(|(label, sweep)| {
        let run = |run| -> RunReport { report(run, None) };
        let solved = sweep.crossings.iter().filter_map(|crossing| Some((crossing.value, crossing.run.as_ref()?)));
        solved.map(move |(value, at)| {
            let value = quantity(value, sweep.axis.dimension, None, DIGITS);
            Labelled { label: format!("{label}, {} = {value}", sweep.axis.name), run: run(at) }
        })
    });
    let runs = runs.collect();
    Comparison { format: 1, runs, sweep: All { vary: vary.to_owned(), models: sweeps.iter().map(model).collect() } }
}

fn model((label, sweep): &(String, Sweep)) -> ModelReport {
    let point = |point: &SweepPoint| PointReport {
        value: point.value,
        omega_h2: point.outcome.as_ref().ok().map(|abundance| abundance.omega_h2),
        mechanism: point.outcome.as_ref().ok().and_then(|abundance| abundance.mechanism),
        message: point.outcome.as_ref().err().cloned(),
    };
    let stretches = sweep.stretches().into_iter().map(|stretch| StretchReport {
        mechanism: stretch.mechanism,
        from: sweep.points[stretch.points.0].value,
        to: sweep.points[stretch.points.1].value,
    });
    let crossings = sweep.crossings.iter().map(|crossing| CrossingReport {
        value: crossing.value,
        rising: crossing.rising,
        mechanism: mechanism_at(sweep, crossing.value),
        solved: crossing.run.is_some(),
    });
    ModelReport {
        label: label.clone(),
        from: sweep.axis.from,
        to: sweep.axis.to,
        spacing: match sweep.axis.spacing {
            Spacing::Linear => "linear",
            Spacing::Log => "log",
        },
        observed: sweep.observed,
        points: sweep.points.iter().map(point).collect(),
        stretches: stretches.collect(),
        crossings: crossings.collect(),
    }
}

/// Sweeps of several models over one parameter as a table: a line a point, values in powers of GeV.
#[must_use]
pub fn sweep_csv(vary: &str, sweeps: &[(String, Sweep)]) -> String {
    let mut out = format!("model,{},omega_h2,mechanism,status,message\n", field(vary));
    for (label, sweep) in sweeps {
        for point in &sweep.points {
            let _ = match &point.outcome {
                Ok(abundance) => {
                    let mechanism = abundance.mechanism.map_or(String::new(), |m| m.to_string());
                    writeln!(out, "{},{:e},{:e},{mechanism},ok,", field(label), point.value, abundance.omega_h2)
                }
                Err(reason) => writeln!(out, "{},{:e},,,failed,{}", field(label), point.value, field(reason)),
            };
        }
    }
    out
}
