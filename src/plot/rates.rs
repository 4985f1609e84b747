//! The picture of what keeps a species in equilibrium: rates over the expansion rate, Γ/H.

use super::axis::{end_above, eventful};
use super::style::series;
use super::{Axis, AxisScale, Colour, Curve, Dash, Figure, Key, Label, Picture, PlotError, Reference, Stroke, TopAxis};

/// Rates of reactions against the expansion.
#[derive(Debug, Clone, PartialEq)]
pub struct RatesPlot {
    /// A line above the picture.
    pub title: Option<Label>,
    /// The abscissa, such as `m_\chi/T`.
    pub x_label: Label,
    /// The abscissa, in increasing order.
    pub x: Vec<f64>,
    /// The temperature along the top.
    pub top: Option<TopAxis>,
    /// The reactions.
    pub curves: Vec<RateCurve>,
}

/// The rate of one reaction.
#[derive(Debug, Clone, PartialEq)]
pub struct RateCurve {
    /// The reaction.
    pub label: Label,
    /// Γ/H at every abscissa, dimensionless.
    pub values: Vec<f64>,
    /// The abscissa at which the reaction did most, if it decides an abundance: such a reaction is named however slow it
    /// is, and its rate there is in the picture.
    pub decisive_at: Option<f64>,
}

/// Most reactions with a name of their own, if not more are decisive; more could not be told apart.
const MOST_NAMED: usize = 10;
/// A reaction is named if somewhere it has this part of the rate of the fastest.
const NAMED_SHARE: f64 = 0.01;
/// Decades shown below the fastest rate, and below Γ = H.
const DECADES_BELOW_PEAK: f64 = 8.0;
const DECADES_BELOW_ONE: f64 = 4.0;
/// Decades shown below the rate of a decisive reaction where it did most.
const DECADES_BELOW_DECISIVE: f64 = 2.0;

/// Draws Γ/H over x, both logarithmic, with the line Γ = H.
///
/// Named are the decisive reactions, and up to ten in all of those that somewhere in the picture have at least a hundredth
/// of the rate of the fastest; the rest is drawn in grey and counted in the legend.
///
/// # Errors
///
/// [`PlotError::Length`] for a curve with another number of values than the abscissa; [`PlotError::Factor`] for a top axis
/// without a positive factor.
pub fn rates(plot: &RatesPlot) -> Result<Picture, PlotError> {
    figure(plot)?.draw()
}

fn figure(plot: &RatesPlot) -> Result<Figure, PlotError> {
    if let Some(curve) = plot.curves.iter().find(|c| c.values.len() != plot.x.len()) {
        let (expected, found) = (plot.x.len(), curve.values.len());
        return Err(PlotError::Length { curve: curve.label.to_string(), expected, found });
    }
    let range = rate_range(plot);
    let x_range = eventful(plot.curves.iter().map(|c| (&plot.x[..], &c.values[..])), range.0);
    let mut figure = Figure::new(
        Axis { label: plot.x_label.clone(), scale: AxisScale::Log, range: x_range },
        Axis { label: Label::math(r"\Gamma/H"), scale: AxisScale::Log, range: Some(range) },
    );
    figure.title.clone_from(&plot.title);
    figure.top.clone_from(&plot.top);
    let stroke = Stroke { colour: Colour::GREY, width: 0.7, dash: Dash::Dashed };
    figure.references.push(Reference { y: 1.0, label: Label::math(r"\Gamma = H"), stroke });

    let named = named(plot, range.0);
    let curve = |i: usize, label: Option<Label>, stroke: Stroke| {
        let values = plot.curves[i].values.iter().copied();
        Curve { points: plot.x.iter().copied().zip(values).collect(), label, stroke }
    };
    let grey = Stroke { colour: Colour::LIGHT_GREY, width: 0.6, dash: Dash::Solid };
    let rest: Vec<usize> = (0..plot.curves.len()).filter(|i| !named.contains(i)).collect();
    figure.curves.extend(rest.iter().map(|&i| curve(i, None, grey)));
    for (n, &i) in named.iter().enumerate() {
        let (colour, dash) = series(n);
        let stroke = Stroke { colour, width: 1.2, dash };
        figure.curves.push(curve(i, Some(plot.curves[i].label.clone()), stroke));
    }
    if !rest.is_empty() {
        figure.keys.push(Key { label: Label::plain(&format!("+ {} more", rest.len())), stroke: grey });
    }
    Ok(figure)
}

/// Indices of the reactions to name, in the order of the input.
fn named(plot: &RatesPlot, lowest: f64) -> Vec<usize> {
    let drawable = |v: f64| v.is_finite() && v >= lowest;
    let fastest: Vec<f64> = (0..plot.x.len())
        .map(|k| plot.curves.iter().map(|c| c.values[k]).filter(|&v| drawable(v)).fold(0.0, f64::max))
        .collect();
    let share = |curve: &RateCurve| {
        let shares = curve.values.iter().zip(&fastest).filter(|(v, _)| drawable(**v)).map(|(v, f)| v / f);
        shares.fold(0.0, f64::max)
    };
    let (decisive, others): (Vec<usize>, Vec<usize>) =
        (0..plot.curves.len()).partition(|&i| plot.curves[i].decisive_at.is_some());
    let mut ranked: Vec<(usize, f64)> =
        others.into_iter().map(|i| (i, share(&plot.curves[i]))).filter(|&(_, s)| s >= NAMED_SHARE).collect();
    // The sort is stable: of equal shares the first in the input is kept.
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let places = MOST_NAMED.saturating_sub(decisive.len());
    let mut named = decisive;
    named.extend(ranked.into_iter().take(places).map(|(i, _)| i));
    named.sort_unstable();
    named
}

/// The vertical range: the fastest rates, Γ = H, and the decisive reactions where they did most.
fn rate_range(plot: &RatesPlot) -> (f64, f64) {
    let values = plot.curves.iter().flat_map(|c| c.values.iter().copied());
    let peak = values.filter(|v| v.is_finite() && *v > 0.0).reduce(f64::max).map_or(0.0, f64::log10);
    let decisive = plot.curves.iter().filter_map(|curve| {
        let at = curve.decisive_at?;
        let rate = *curve.values.get(plot.x.partition_point(|&x| x < at)).or(curve.values.last())?;
        (rate.is_finite() && rate > 0.0).then(|| rate.log10() - DECADES_BELOW_DECISIVE)
    });
    let bottom = decisive.fold((peak - DECADES_BELOW_PEAK).min(-DECADES_BELOW_ONE), f64::min).floor();
    let top = end_above(peak.max(0.0), bottom);
    (10_f64.powf(bottom.max(-307.0)), 10_f64.powf(top.min(308.0)))
}

#[cfg(test)]
mod tests;
