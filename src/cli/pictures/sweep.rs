//! The picture of a sweep.

use super::lettering::{axis_label, number, run_label};
use crate::cli::Failure;
use crate::model::{Axis, Model, Spacing};
use crate::plot::{self, AxisScale, Label, Picture, SweepPlot, SweepRun, SweepStretch};
use crate::run::{Sweep, stretches};

/// Draws sweeps of models, given with their labels, over one parameter.
pub(in crate::cli) fn sweep(sweeps: &[(&str, &Sweep, &Model)]) -> Result<Picture, Failure> {
    let Some((_, first, model)) = sweeps.first() else {
        return Err(Failure::Input("error: nothing to draw".to_owned()));
    };
    let axis = &first.axis;
    let (x_label, x_scale, factor) = parameter_axis(axis, model);
    let runs = sweeps.iter().map(|&(label, sweep, model)| run(label, sweep, model, factor));
    let mut observed: Vec<(f64, Label)> = Vec::new();
    for (_, sweep, _) in sweeps {
        if !observed.iter().any(|(value, _)| *value == sweep.observed) {
            observed.push((sweep.observed, Label::text(&format!(r"$\Omega h^2 = {}$", sweep.observed))));
        }
    }
    let range = |pick: fn(f64, f64) -> f64, of: fn(&Sweep) -> f64| {
        sweeps.iter().map(|(_, sweep, _)| of(sweep) / factor).reduce(pick).unwrap_or(1.0)
    };
    Ok(plot::sweep(&SweepPlot {
        title: if let [(label, ..)] = sweeps { Some(run_label(label, model)) } else { None },
        x_label,
        x_scale,
        x_range: (range(f64::min, |sweep| sweep.axis.from), range(f64::max, |sweep| sweep.axis.to)),
        y_label: Label::math(r"\Omega h^2"),
        y_scale: AxisScale::Log,
        runs: runs.collect(),
        observed,
    })?)
}

/// The label of an axis over which a parameter varies, its scale, and the unit of its values in powers of GeV.
pub(super) fn parameter_axis(axis: &Axis, model: &Model) -> (Label, AxisScale, f64) {
    let unit = model.usual_unit(&axis.name);
    let latex = model.parameters.iter().find(|p| p.name == axis.name).and_then(|p| p.latex.as_ref());
    let scale = match axis.spacing {
        Spacing::Linear => AxisScale::Linear,
        Spacing::Log => AxisScale::Log,
    };
    let label = axis_label(&axis.name, latex, unit.as_ref(), axis.dimension);
    (label, scale, unit.map_or(1.0, |(_, unit)| unit.factor()))
}

fn run(label: &str, sweep: &Sweep, model: &Model, factor: f64) -> SweepRun {
    let points = sweep.drawn();
    let point = |k: usize| {
        let point = points.get(k)?;
        Some((point.value / factor, point.outcome.as_ref().ok()?.omega_h2))
    };
    let stretches = stretches(&points).into_iter().map(|stretch| {
        // The line goes on to the next stretch unless a point between has failed.
        let next = point(stretch.points.1 + 1);
        let points = (stretch.points.0..=stretch.points.1).filter_map(point).chain(next).collect();
        SweepStretch {
            name: stretch.mechanism.map(|m| Label::plain(&m.to_string())),
            points,
            continues: next.is_some(),
        }
    });
    let crossings = sweep.crossings.iter().map(|crossing| {
        let value = crossing.value / factor;
        (value, sweep.observed, Label::math(&number(value, 3)))
    });
    SweepRun { label: run_label(label, model), stretches: stretches.collect(), crossings: crossings.collect() }
}
