//! From results to pictures.

mod lettering;

use std::path::Path;

use self::lettering::{axis_label, run_label, species_label, x_label};
use super::Failure;
use crate::error::closest;
use crate::model::{Model, Spacing};
use crate::plot::{
    self, AxisScale, CurvePlot, Label, Picture, RateCurve, RatesPlot, TopAxis, YieldCurve, YieldRun, YieldsPlot,
    lowest_shown,
};
use crate::report::sample;
use crate::run::{Run, Solved};
use crate::units::Unit;

/// Points of a curve: one in a third of a millimetre of a journal column.
const POINTS: usize = 400;
/// How much longer, in ln x, a picture goes on after the last event that the yields show.
const AFTERMATH: f64 = 1.5;
/// A yield that still changes by this much, relatively, has not come to rest: on an axis of seven decades it is the width
/// of a line.
const VISIBLE_CHANGE: f64 = 0.05;

/// Refuses a file name whose ending is no picture format, before anything is computed.
pub(super) fn check_format(path: &Path) -> Result<(), Failure> {
    match path.extension().and_then(|e| e.to_str()) {
        Some("svg" | "png") => Ok(()),
        _ => Err(Failure::Input(format!(
            "error: cannot draw {}: the ending says the format, and .svg and .png are supported",
            path.display()
        ))),
    }
}

/// Y and `Y_eq` of every species against x, for one run or several overlaid, all up to the same x.
pub(super) fn yields(runs: &[(String, &Run)]) -> Result<Picture, Failure> {
    let solved: Vec<(&str, &Run, &Solved)> =
        runs.iter().filter_map(|(label, run)| Some((label.as_str(), *run, run.solved.as_deref()?))).collect();
    let Some(&(_, _, first)) = solved.first() else {
        return Err(Failure::Input("error: a model without species has no yields to draw".to_owned()));
    };
    let end = rest(solved.iter().map(|(_, _, solved)| *solved));
    let mut drawn = Vec::new();
    for (label, run, solved) in &solved {
        let evolution = sample(solved, POINTS, Some(end))?;
        let species = run.model.species.iter().zip(evolution.species);
        let curves = species.map(|(species, evolved)| YieldCurve {
            label: species_label(species),
            values: evolved.yields,
            equilibrium: evolved.equilibrium,
        });
        drawn.push(YieldRun { label: run_label(label, &run.model), curves: curves.collect(), x: evolution.x });
    }
    let reference = |solved: &Solved| solved.solution.network.reference_mass();
    let same_mass = solved.iter().all(|(_, _, solved)| reference(solved) == reference(first));
    Ok(plot::yields(&YieldsPlot {
        title: if let [(_, run, _)] = solved[..] { Some(Label::text(&run.model.name)) } else { None },
        x_label: x_label(solved.iter().map(|(_, run, solved)| (&run.model, reference(solved)))),
        // One temperature axis cannot serve runs whose x mean different temperatures.
        top: same_mass.then(|| temperature_axis(first)),
        runs: drawn,
    })?)
}

/// Γ/H of every reaction against x; those that decide the abundance of dark matter stand out.
pub(super) fn rates(run: &Run) -> Result<Picture, Failure> {
    let Some(solved) = run.solved.as_deref() else {
        return Err(Failure::Input("error: a model without species has no rates to draw".to_owned()));
    };
    let evolution = sample(solved, POINTS, Some(rest([solved].into_iter())))?;
    let reference_mass = solved.solution.network.reference_mass();
    let curves = evolution.rates.into_iter().map(|rate| RateCurve {
        decisive_at: busiest(run, solved, &rate.label).map(|temperature| reference_mass / temperature),
        label: rate.latex.map_or_else(|| Label::plain(&rate.label), |latex| Label::math(&latex)),
        values: rate.values,
    });
    Ok(plot::rates(&RatesPlot {
        title: Some(Label::text(&run.model.name)),
        x_label: x_label([(&run.model, reference_mass)].into_iter()),
        curves: curves.collect(),
        x: evolution.x,
        top: Some(temperature_axis(solved)),
    })?)
}

/// Refuses the name of a curve that the model does not have, before anything is computed.
pub(super) fn check_curve(model: &Model, name: &str) -> Result<(), Failure> {
    let names: Vec<&str> = model.curves.iter().map(|curve| curve.name.as_str()).collect();
    if names.contains(&name) {
        return Ok(());
    }
    let hint = match closest(name, names.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if names.is_empty() => "this model has none: curves are observables with `over`".to_owned(),
        None => format!("its curves are {}", names.join(", ")),
    };
    Err(Failure::Input(format!("error: {} has no curve `{name}`\n  = help: {hint}", model.name)))
}

/// An observable that is a curve, in its display units.
pub(super) fn curve(run: &Run, name: &str) -> Result<Picture, Failure> {
    let mut curves = run.model.curves.iter().zip(&run.evaluation.curves);
    let Some((curve, points)) = curves.find(|(curve, _)| curve.name == name) else {
        return Err(Failure::Input(format!("error: {} has no curve `{name}`", run.model.name)));
    };
    let points =
        points.as_ref().map_err(|reason| Failure::Computation(format!("error: no curve `{name}`: {reason}")))?;
    let shown = |values: &[f64], unit: &Option<(String, Unit)>| {
        let convert = |value: &f64| unit.as_ref().map_or(*value, |(_, unit)| unit.from_natural(*value));
        values.iter().map(convert).collect()
    };
    Ok(plot::curve(&CurvePlot {
        title: Some(Label::text(&run.model.name)),
        x_label: axis_label(
            &curve.over.name,
            curve.over.latex.as_ref(),
            curve.over.unit.as_ref(),
            curve.over.dimension,
        ),
        y_label: axis_label(&curve.name, curve.latex.as_ref(), curve.unit.as_ref(), curve.dimension),
        x_scale: match curve.over.spacing {
            Spacing::Linear => AxisScale::Linear,
            Spacing::Log => AxisScale::Log,
        },
        x: shown(&points.x, &curve.over.unit),
        values: shown(&points.values, &curve.unit),
    })?)
}

/// The temperature in GeV at which a reaction changed dark matter most, if it is a dominant one.
fn busiest(run: &Run, solved: &Solved, reaction: &str) -> Option<f64> {
    let dark_matter = run.model.species.iter().zip(&solved.fates).filter(|(species, _)| species.dark_matter);
    dark_matter
        .flat_map(|(_, fate)| &fate.dominant)
        .filter(|dominant| dominant.reaction == reaction)
        .max_by(|a, b| a.share.total_cmp(&b.share))
        .map(|dominant| dominant.temperature)
}

fn temperature_axis(solved: &Solved) -> TopAxis {
    TopAxis { label: Label::text("$T$ [GeV]"), factor: solved.solution.network.reference_mass() }
}

/// ln x at which the yields of all runs have come to rest for the eye: pictures of the empty time after it say nothing.
fn rest<'a>(runs: impl Iterator<Item = &'a Solved> + Clone) -> f64 {
    let finals = runs.clone().flat_map(|solved| solved.solution.ln_yield.iter().map(|y| y.exp()));
    // Where nothing is left, yields are followed until they vanish.
    let lowest = lowest_shown(finals).unwrap_or(f64::MIN_POSITIVE).ln();
    runs.map(|solved| comes_to_rest(solved, lowest)).fold(f64::NEG_INFINITY, f64::max)
}

/// The same for one run, where what happens below ln Y = `lowest` is not seen.
fn comes_to_rest(solved: &Solved, lowest: f64) -> f64 {
    let solution = &solved.solution;
    let mut ln_yield = vec![0.0; solution.ln_yield.len()];
    let mut moves = |t: f64| {
        solution.trajectory.ln_yields(t, &mut ln_yield);
        let mut remaining = ln_yield.iter().zip(&solution.ln_yield);
        remaining.any(|(now, end)| (now.max(lowest) - end.max(lowest)).abs() > VISIBLE_CHANGE)
    };
    let mut last = solution.start;
    let mut before = solution.start;
    for t in solution.trajectory.ends() {
        if moves(before) {
            last = t;
        }
        before = t;
    }
    (last + AFTERMATH).min(solution.end)
}

#[cfg(test)]
mod tests;
