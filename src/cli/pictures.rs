//! From results to pictures.

use std::path::Path;

use super::Failure;
use crate::model::Model;
use crate::plot::{self, Label, Picture, RateCurve, RatesPlot, TopAxis, YieldCurve, YieldRun, YieldsPlot};
use crate::report::sample;
use crate::run::{Run, Solved};

/// Points of a curve: one in a third of a millimetre of a journal column.
const POINTS: usize = 400;
/// How much longer, in ln x, a picture goes on after the last event that the yields show.
const AFTERMATH: f64 = 2.0;
/// A yield that still changes by this much, relatively, has not come to rest for the eye.
const VISIBLE_CHANGE: f64 = 0.01;

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

/// Y and `Y_eq` of every species against x, for one run or several overlaid.
pub(super) fn yields(runs: &[(String, &Run)]) -> Result<Picture, Failure> {
    let solved: Vec<(&String, &Model, &Solved)> =
        runs.iter().filter_map(|(label, run)| Some((label, &run.model, run.solved.as_deref()?))).collect();
    if solved.is_empty() {
        return Err(Failure::Input("error: a model without species has no yields to draw".to_owned()));
    }
    let mut curves = Vec::new();
    for (label, model, solved) in &solved {
        let evolution = sample(solved, POINTS, Some(rest(solved)))?;
        let species = model.species.iter().zip(evolution.species);
        curves.push(YieldRun {
            label: Label::text(label),
            x: evolution.x,
            curves: species
                .map(|(species, evolved)| YieldCurve {
                    label: Label::math(&species.latex),
                    values: evolved.yields,
                    equilibrium: evolved.equilibrium,
                })
                .collect(),
        });
    }
    let first = (solved[0].1, solved[0].2);
    let same_mass =
        solved.iter().all(|(_, _, s)| s.solution.network.reference_mass() == first.1.solution.network.reference_mass());
    Ok(plot::yields(&YieldsPlot {
        title: (runs.len() == 1).then(|| Label::text(&first.0.name)),
        x_label: x_label(first.0, first.1),
        // One temperature axis cannot serve runs whose x mean different temperatures.
        top: same_mass.then(|| temperature_axis(first.1)),
        runs: curves,
    })?)
}

/// Γ/H of every reaction against x.
pub(super) fn rates(run: &Run) -> Result<Picture, Failure> {
    let Some(solved) = run.solved.as_deref() else {
        return Err(Failure::Input("error: a model without species has no rates to draw".to_owned()));
    };
    let evolution = sample(solved, POINTS, Some(rest(solved)))?;
    Ok(plot::rates(&RatesPlot {
        title: Some(Label::text(&run.model.name)),
        x_label: x_label(&run.model, solved),
        x: evolution.x,
        top: Some(temperature_axis(solved)),
        curves: evolution
            .rates
            .into_iter()
            .map(|rate| RateCurve {
                label: rate.latex.map_or_else(|| Label::plain(&rate.label), |latex| Label::math(&latex)),
                values: rate.values,
            })
            .collect(),
    })?)
}

/// x = m/T, with the symbol of the reference mass if a species or particle has it.
fn x_label(model: &Model, solved: &Solved) -> Label {
    let mass = solved.solution.network.reference_mass();
    let parameter = model.parameters.iter().find(|p| p.value == mass && p.latex.is_some());
    let symbol = parameter
        .and_then(|p| p.latex.clone())
        .or_else(|| model.species.iter().find(|s| s.mass == mass).map(|s| format!("m_{{{}}}", s.latex)));
    Label::math(&symbol.map_or_else(|| r"x".to_owned(), |symbol| format!("x = {symbol}/T")))
}

fn temperature_axis(solved: &Solved) -> TopAxis {
    TopAxis { label: Label::text("$T$ [GeV]"), factor: solved.solution.network.reference_mass() }
}

/// ln x at which every yield has come to rest for the eye: pictures of the empty time after it say nothing.
fn rest(solved: &Solved) -> f64 {
    let solution = &solved.solution;
    let settled = |t: f64, i: usize| {
        let mut ln_yield = vec![0.0; solved.yields.len()];
        solution.trajectory.ln_yields(t, &mut ln_yield);
        let (now, end) = (ln_yield[i], solution.ln_yield[i]);
        now == end || (now - end).abs() < VISIBLE_CHANGE
    };
    let mut last = solution.start;
    let mut before = solution.start;
    for t in solution.trajectory.ends() {
        if (0..solved.yields.len()).any(|i| !settled(before, i)) {
            last = t;
        }
        before = t;
    }
    (last + AFTERMATH).min(solution.end)
}
