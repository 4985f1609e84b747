//! The picture of an observable that is a curve, such as a differential branching ratio.

use super::{Axis, AxisScale, Colour, Curve, Dash, Figure, Label, PALETTE, Picture, PlotError, Stroke};

/// A curve over its variable.
#[derive(Debug, Clone, PartialEq)]
pub struct CurvePlot {
    /// A line above the picture.
    pub title: Option<Label>,
    /// The variable, with its unit.
    pub x_label: Label,
    /// The observable, with its unit.
    pub y_label: Label,
    /// How the points are spread, which is how the horizontal axis is.
    pub x_scale: AxisScale,
    /// Values of the variable, in increasing order.
    pub x: Vec<f64>,
    /// The observable at every abscissa.
    pub values: Vec<f64>,
}

/// Draws a curve; the vertical axis is logarithmic if all values are positive and span more than two decades. A curve
/// that reaches zero has a linear axis that begins there.
///
/// # Errors
///
/// [`PlotError::Length`] if there is not one value for each abscissa.
pub fn curve(plot: &CurvePlot) -> Result<Picture, PlotError> {
    figure(plot)?.draw()
}

fn figure(plot: &CurvePlot) -> Result<Figure, PlotError> {
    let (expected, found) = (plot.x.len(), plot.values.len());
    if expected != found {
        return Err(PlotError::Length { curve: plot.y_label.to_string(), expected, found });
    }
    let range = plot.x.first().copied().zip(plot.x.last().copied());
    let mut figure = Figure::new(
        Axis { label: plot.x_label.clone(), scale: plot.x_scale, range },
        Axis { label: plot.y_label.clone(), scale: AxisScale::Auto, range: from_zero(&plot.values) },
    );
    figure.title.clone_from(&plot.title);
    let stroke = Stroke { colour: PALETTE.first().copied().unwrap_or(Colour::GREY), width: 1.25, dash: Dash::Solid };
    let points = plot.x.iter().copied().zip(plot.values.iter().copied()).collect();
    figure.curves.push(Curve { points, label: None, stroke });
    Ok(figure)
}

/// From zero to above the largest value, for a curve that touches zero and is never negative.
fn from_zero(values: &[f64]) -> Option<(f64, f64)> {
    /// Room above the curve, as a part of its height.
    const ABOVE: f64 = 0.06;
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = values.iter().copied().fold(0.0, f64::max);
    (least == 0.0 && largest > 0.0).then_some((0.0, largest * (1.0 + ABOVE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(values: &[f64]) -> CurvePlot {
        CurvePlot {
            title: None,
            x_label: Label::text(r"$q^2$ [$\mathrm{GeV^2}$]"),
            y_label: Label::math("dB/dq^2"),
            x_scale: AxisScale::Linear,
            x: (0..values.len()).map(|k| k as f64).collect(),
            values: values.to_vec(),
        }
    }

    #[test]
    fn the_axis_begins_where_the_curve_vanishes() {
        let figure = figure(&plot(&[0.0, 2.0, 1.0, 0.0])).expect("lengths agree");
        assert_eq!(figure.y.range, Some((0.0, 2.12)));
        assert_eq!(figure.x.range, Some((0.0, 3.0)));
        assert_eq!(figure.curves[0].points, [(0.0, 0.0), (1.0, 2.0), (2.0, 1.0), (3.0, 0.0)]);
    }

    #[test]
    fn other_curves_choose_their_axis_by_themselves() {
        for values in [&[1e-9, 1e-3, 1.0][..], &[-1.0, 0.0, 1.0], &[0.0, 0.0], &[]] {
            assert_eq!(figure(&plot(values)).expect("lengths agree").y.range, None, "{values:?}");
        }
    }

    #[test]
    fn every_curve_can_be_drawn() {
        for values in [&[1.0, 2.0][..], &[0.0, 0.0], &[], &[3.0]] {
            let picture = curve(&plot(values)).expect("lengths agree");
            assert!(picture.svg().contains("</svg>"), "{values:?}");
        }
    }

    #[test]
    fn lengths_must_agree() {
        let wrong = CurvePlot { x: vec![1.0], ..plot(&[1.0, 2.0]) };
        let message = curve(&wrong).expect_err("one abscissa is missing").to_string();
        assert_eq!(message, "the curve `dB/dq^2` has 2 values for 1 values of the abscissa");
    }
}
