//! From sensitivities to a picture.

use super::super::Failure;
use super::lettering::{number, parameter_label};
use crate::plot::{self, Label, Picture, TornadoPlot};
use crate::report::by_size;
use crate::run::Sensitivity;

/// Most bars: more names than these nobody reads.
const MOST: usize = 20;
/// Part of the longest bar below which one cannot be seen.
const LEAST: f64 = 1e-3;
/// Digits of the values at the bars.
const DIGITS: usize = 3;

/// Draws sensitivities as bars, the largest on top; those that are zero and those without a value are left out.
pub(in crate::cli) fn tornado(model: &str, sensitivities: &[Sensitivity]) -> Result<Picture, Failure> {
    let known = by_size(sensitivities).into_iter().filter_map(|s| Some((s, *s.value.as_ref().ok()?)));
    let known: Vec<(&Sensitivity, f64)> = known.filter(|(_, value)| *value != 0.0).collect();
    let largest = known.first().map_or(0.0, |(_, value)| value.abs());
    let shown = known.iter().take(MOST).take_while(|(_, value)| value.abs() >= LEAST * largest).count();
    let bars = known[..shown].iter().map(|(sensitivity, value)| {
        let name = parameter_label(&sensitivity.parameter, sensitivity.latex.as_deref());
        (name, *value, Label::math(&number(*value, DIGITS)))
    });
    let hidden = known.len() - shown;
    let note = (hidden > 0).then(|| Label::plain(&format!("and {hidden} smaller ones")));
    let plot = TornadoPlot {
        title: Some(Label::text(model)),
        x_label: Label::math(r"\partial\ln\Omega h^2/\partial\ln p"),
        bars: bars.collect(),
        note,
    };
    Ok(plot::tornado(&plot)?)
}
