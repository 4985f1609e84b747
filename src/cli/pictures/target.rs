//! The picture of a target: what is wanted over the range of a parameter, and where it is.

use std::num::NonZeroUsize;

use super::lettering::{axis_label, number};
use super::sweep::{parameter_axis, sweep};
use crate::cli::Failure;
use crate::model::Goal;
use crate::plot::{self, AxisScale, Label, Picture, SweepPlot, SweepRun, SweepStretch};
use crate::run::{Crossing, Family, Found, Sweep, Target};

/// Points of the axis that are drawn at least.
const POINTS: usize = 100;

/// Draws the goal of a target over the range, with the solutions marked.
pub(in crate::cli) fn target(
    family: &Family,
    target: &Target,
    found: &Found,
    jobs: Option<NonZeroUsize>,
) -> Result<Picture, Failure> {
    let (axis, model) = (&target.axis, family.reference());
    let mut values = axis.spacing.between(axis.from, axis.to, POINTS);
    values.extend(found.points.iter().map(|point| point.value));
    values.extend(found.solutions.iter().map(|root| root.value));
    values.sort_by(f64::total_cmp);
    values.dedup();
    let Goal::Observable(observable) = target.goal else {
        let mut drawn = Sweep::through(family, axis, target.wanted, &values, jobs, || ());
        drawn.smooth(family, jobs);
        let crossing = |root: &crate::run::Root| Crossing { value: root.value, rising: root.rising, run: None };
        drawn.crossings = found.solutions.iter().map(crossing).collect();
        return sweep(&[(&model.name, &drawn, model)]);
    };
    let (x_label, x_scale, factor) = parameter_axis(axis, model);
    let observable = &model.observables[observable];
    let unit = observable.unit.as_ref();
    let height = unit.map_or(1.0, |(_, unit)| unit.factor());
    let value = |value: f64| {
        let reached = target.reached(&family.point(&[value]).ok()?).ok()?;
        Some((value / factor, reached / height))
    };
    let reached = crate::run::in_parallel(&values, jobs, |&v| value(v));
    let positive = target.wanted > 0.0 && reached.iter().flatten().all(|&(_, y)| y > 0.0);
    // A line ends where a point has no value.
    let lines = reached.split(Option::is_none).filter(|part| part.len() > 1);
    let stretches = lines.map(|part| SweepStretch {
        name: None,
        points: part.iter().flatten().copied().collect(),
        continues: false,
    });
    let wanted = target.wanted / height;
    let crossings = found.solutions.iter().map(|root| {
        let value = root.value / factor;
        (value, wanted, Label::math(&number(value, 3)))
    });
    let run =
        SweepRun { label: Label::text(&model.name), stretches: stretches.collect(), crossings: crossings.collect() };
    Ok(plot::sweep(&SweepPlot {
        title: Some(Label::text(&model.name)),
        x_label,
        x_scale,
        x_range: (axis.from / factor, axis.to / factor),
        y_label: axis_label(&observable.name, observable.latex.as_ref(), unit, observable.dimension),
        y_scale: if positive { AxisScale::Log } else { AxisScale::Linear },
        runs: vec![run],
        observed: vec![(wanted, Label::math(&number(wanted, 3)))],
    })?)
}
