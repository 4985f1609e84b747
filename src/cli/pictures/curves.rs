//! Pictures of observables that are curves.

use super::super::Failure;
use super::lettering::axis_label;
use crate::error::closest;
use crate::model::{Model, Spacing};
use crate::plot::{self, AxisScale, CurvePlot, Label, Picture};
use crate::run::Run;
use crate::units::Unit;

/// Refuses the name of a curve that the model does not have, before anything is computed.
pub(in crate::cli) fn check_curve(model: &Model, name: &str) -> Result<(), Failure> {
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
pub(in crate::cli) fn curve(run: &Run, name: &str) -> Result<Picture, Failure> {
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
