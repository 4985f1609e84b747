//! The picture of what keeps a species in equilibrium: rates over the expansion rate, Γ/H.

use super::axis::{end_above, eventful};
use super::legend::{distinct, run_keys};
use super::style::{crossed, series};
use super::{Axis, AxisScale, Colour, Curve, Dash, Figure, Key, Label, Picture, PlotError, Reference, Stroke, TopAxis};

/// Rates of reactions against the expansion, of one or several runs.
#[derive(Debug, Clone, PartialEq)]
pub struct RatesPlot {
    /// A line above the picture.
    pub title: Option<Label>,
    /// The abscissa, such as `m_\chi/T`.
    pub x_label: Label,
    /// The temperature along the top.
    pub top: Option<TopAxis>,
    /// One run, or several to compare.
    pub runs: Vec<RateRun>,
}

/// The rates of one solution.
#[derive(Debug, Clone, PartialEq)]
pub struct RateRun {
    /// What tells this run from the others; not shown for a single run.
    pub label: Label,
    /// The abscissa, in increasing order.
    pub x: Vec<f64>,
    /// The reactions.
    pub curves: Vec<RateCurve>,
}

/// The rate of one reaction.
#[derive(Debug, Clone, PartialEq)]
pub struct RateCurve {
    /// The reaction; curves of the same label in several runs are the same reaction.
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
/// of the rate of the fastest; the rest is drawn in grey and counted in the legend. Each reaction has a colour and, of
/// several, each run a pattern (or a colour, if there is one reaction only).
///
/// # Errors
///
/// [`PlotError::Length`] for a curve with another number of values than the abscissa; [`PlotError::Factor`] for a top axis
/// without a positive factor.
pub fn rates(plot: &RatesPlot) -> Result<Picture, PlotError> {
    figure(plot)?.draw()
}

fn figure(plot: &RatesPlot) -> Result<Figure, PlotError> {
    check_lengths(plot)?;
    let range = rate_range(plot);
    let lines = plot.runs.iter().flat_map(|run| run.curves.iter().map(|c| (&run.x[..], &c.values[..])));
    let mut figure = Figure::new(
        Axis { label: plot.x_label.clone(), scale: AxisScale::Log, range: eventful(lines, range.0) },
        Axis { label: Label::math(r"\Gamma/H"), scale: AxisScale::Log, range: Some(range) },
    );
    figure.title.clone_from(&plot.title);
    figure.top.clone_from(&plot.top);
    let stroke = Stroke { colour: Colour::GREY, width: 0.7, dash: Dash::Dashed };
    figure.references.push(Reference { y: 1.0, label: Label::math(r"\Gamma = H"), stroke });

    let several = plot.runs.len() > 1;
    let all = distinct(plot.runs.iter().flat_map(|run| run.curves.iter().map(|c| &c.label)));
    let named = named(plot, &all, range.0);
    // If there is only one reaction, colours are better spent on the runs.
    let by_run = several && all.len() == 1;
    let grey = Stroke { colour: Colour::LIGHT_GREY, width: 0.6, dash: Dash::Solid };
    let mut unnamed = Vec::new();
    for (r, run) in plot.runs.iter().enumerate() {
        for curve in &run.curves {
            let points = run.x.iter().copied().zip(curve.values.iter().copied()).collect();
            let Some(n) = named.iter().position(|label| **label == curve.label) else {
                unnamed.push(Curve { points, label: None, stroke: grey });
                continue;
            };
            let (colour, dash) = match (several, by_run) {
                (false, _) => series(n),
                (true, true) => series(r),
                (true, false) => crossed(n, r),
            };
            let first = !figure.curves.iter().any(|c| c.label.as_ref() == Some(&curve.label));
            let label = if by_run { Some(run.label.clone()) } else { first.then(|| curve.label.clone()) };
            figure.curves.push(Curve { points, label, stroke: Stroke { colour, width: 1.2, dash } });
        }
    }
    // Named reactions lie over the others.
    unnamed.append(&mut figure.curves);
    figure.curves = unnamed;
    if all.len() > named.len() {
        figure.keys.push(Key { label: Label::plain(&format!("+ {} more", all.len() - named.len())), stroke: grey });
    }
    if several && !by_run {
        figure.keys.extend(run_keys(plot.runs.iter().map(|run| &run.label)));
    }
    Ok(figure)
}

fn check_lengths(plot: &RatesPlot) -> Result<(), PlotError> {
    for run in &plot.runs {
        if let Some(curve) = run.curves.iter().find(|c| c.values.len() != run.x.len()) {
            let (expected, found) = (run.x.len(), curve.values.len());
            return Err(PlotError::Length { curve: curve.label.to_string(), expected, found });
        }
    }
    Ok(())
}

/// The reactions to name, of `all` and in their order.
fn named<'a>(plot: &RatesPlot, all: &[&'a Label], lowest: f64) -> Vec<&'a Label> {
    let curves = plot.runs.iter().flat_map(|run| &run.curves);
    let decisive = |label: &Label| curves.clone().any(|c| c.label == *label && c.decisive_at.is_some());
    let (chosen, others): (Vec<usize>, Vec<usize>) = (0..all.len()).partition(|&i| decisive(all[i]));
    let fastest: Vec<Vec<f64>> = plot.runs.iter().map(|run| fastest(run, lowest)).collect();
    let share = |label: &Label| {
        let runs = plot.runs.iter().zip(&fastest);
        runs.flat_map(|(run, fastest)| {
            run.curves.iter().filter(|c| c.label == *label).map(|c| part(c, fastest, lowest))
        })
        .fold(0.0, f64::max)
    };
    let mut ranked: Vec<(usize, f64)> =
        others.into_iter().map(|i| (i, share(all[i]))).filter(|&(_, s)| s >= NAMED_SHARE).collect();
    // The sort is stable: of equal shares the first in the input is kept.
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let places = MOST_NAMED.saturating_sub(chosen.len());
    let mut named = chosen;
    named.extend(ranked.into_iter().take(places).map(|(i, _)| i));
    named.sort_unstable();
    named.into_iter().map(|i| all[i]).collect()
}

fn drawable(value: f64, lowest: f64) -> bool {
    value.is_finite() && value >= lowest
}

/// The rate of the fastest reaction at every abscissa.
fn fastest(run: &RateRun, lowest: f64) -> Vec<f64> {
    let at = |k: usize| run.curves.iter().map(|c| c.values[k]).filter(|&v| drawable(v, lowest)).fold(0.0, f64::max);
    (0..run.x.len()).map(at).collect()
}

/// The largest part of the fastest rate that a reaction has somewhere in the picture.
fn part(curve: &RateCurve, fastest: &[f64], lowest: f64) -> f64 {
    let pairs = curve.values.iter().zip(fastest).filter(|(v, _)| drawable(**v, lowest));
    pairs.map(|(v, fastest)| v / fastest).fold(0.0, f64::max)
}

/// The vertical range: the fastest rates, Γ = H, and the decisive reactions where they did most.
fn rate_range(plot: &RatesPlot) -> (f64, f64) {
    let curves = || plot.runs.iter().flat_map(|run| run.curves.iter().map(move |curve| (run, curve)));
    let values = curves().flat_map(|(_, curve)| curve.values.iter().copied());
    let peak = values.filter(|v| v.is_finite() && *v > 0.0).reduce(f64::max).map_or(0.0, f64::log10);
    let decisive = curves().filter_map(|(run, curve)| {
        let at = curve.decisive_at?;
        let rate = *curve.values.get(run.x.partition_point(|&x| x < at)).or(curve.values.last())?;
        (rate.is_finite() && rate > 0.0).then(|| rate.log10() - DECADES_BELOW_DECISIVE)
    });
    let bottom = decisive.fold((peak - DECADES_BELOW_PEAK).min(-DECADES_BELOW_ONE), f64::min).floor();
    let top = end_above(peak.max(0.0), bottom);
    (10_f64.powf(bottom.max(-307.0)), 10_f64.powf(top.min(308.0)))
}

#[cfg(test)]
mod tests;
