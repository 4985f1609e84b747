//! The picture of a solution: yields, and what they would be in equilibrium, over x = m/T.

use super::axis::{end_above, eventful};
use super::legend::{distinct, run_keys};
use super::style::{crossed, series};
use super::{Axis, AxisScale, Colour, Curve, Dash, Figure, Key, Label, PALETTE, Picture, PlotError, Stroke, TopAxis};

/// Yields of one or several runs.
#[derive(Debug, Clone, PartialEq)]
pub struct YieldsPlot {
    /// A line above the picture.
    pub title: Option<Label>,
    /// The abscissa, such as `m_\chi/T`.
    pub x_label: Label,
    /// The temperature along the top.
    pub top: Option<TopAxis>,
    /// One run, or several to compare.
    pub runs: Vec<YieldRun>,
}

/// The yields of one solution.
#[derive(Debug, Clone, PartialEq)]
pub struct YieldRun {
    /// What tells this run from the others; not shown for a single run.
    pub label: Label,
    /// The abscissa, in increasing order.
    pub x: Vec<f64>,
    /// The species.
    pub curves: Vec<YieldCurve>,
}

/// The yield of one species.
#[derive(Debug, Clone, PartialEq)]
pub struct YieldCurve {
    /// The species; curves of the same label in several runs are the same species.
    pub label: Label,
    /// Y = n/s at every abscissa.
    pub values: Vec<f64>,
    /// Y in equilibrium at every abscissa, or empty if it is not to be drawn.
    pub equilibrium: Vec<f64>,
}

/// Decades shown below the smallest final yield.
const DECADES_BELOW: f64 = 3.0;
/// A final yield this many decades below the largest is that of a species which is gone.
const DECADES_OF_INTEREST: f64 = 14.0;
/// Most decades of the vertical axis: below the largest yield, and up to the largest equilibrium yield.
const MOST_DECADES: f64 = 36.0;

/// Draws yields over x, both logarithmic: solid lines for Y, dashed ones for equilibrium.
///
/// Each species has a colour; from the eighth on the pattern of the line tells them apart as well. Of several runs, each has
/// a pattern (or a colour, if there is one species only), and the eighth species is a paler first. The vertical axis reaches from three decades below the smallest
/// final yield that matters to the largest yield, so that falling equilibrium yields leave at the bottom.
///
/// # Errors
///
/// [`PlotError::Length`] for a curve with another number of values than its abscissa; [`PlotError::Factor`] for a top axis
/// without a positive factor.
pub fn yields(plot: &YieldsPlot) -> Result<Picture, PlotError> {
    figure(plot)?.draw()
}

fn figure(plot: &YieldsPlot) -> Result<Figure, PlotError> {
    check_lengths(plot)?;
    let species = distinct(plot.runs.iter().flat_map(|run| run.curves.iter().map(|c| &c.label)));
    let several = plot.runs.len() > 1;
    let by_run = several && species.len() == 1;
    let y_range = yield_range(plot);
    let lines = plot.runs.iter().flat_map(|run| run.curves.iter().map(|c| (&run.x[..], &c.values[..])));
    let x_range = y_range.and_then(|(lowest, _)| eventful(lines, lowest));
    let mut figure = Figure::new(
        Axis { label: plot.x_label.clone(), scale: AxisScale::Log, range: x_range },
        Axis { label: Label::text("Yield $Y = n/s$"), scale: AxisScale::Log, range: y_range },
    );
    figure.title.clone_from(&plot.title);
    figure.top.clone_from(&plot.top);

    let mut equilibria: Vec<Curve> = Vec::new();
    for (r, run) in plot.runs.iter().enumerate() {
        for curve in &run.curves {
            let s = species.iter().position(|label| *label == &curve.label).unwrap_or(0);
            let (colour, dash) = match (several, by_run) {
                (false, _) => series(s),
                (true, true) => series(r),
                (true, false) => crossed(s, r),
            };
            let plain = match (several, by_run) {
                (true, false) => crossed(s, 0).0,
                (_, by_run) => PALETTE[if by_run { r } else { s } % PALETTE.len()],
            };
            let first = !figure.curves.iter().any(|c| c.label.as_ref() == Some(&curve.label));
            let label = if by_run { Some(run.label.clone()) } else { first.then(|| curve.label.clone()) };
            let points = |values: &[f64]| run.x.iter().copied().zip(values.iter().copied()).collect();
            figure.curves.push(Curve {
                points: points(&curve.values),
                label,
                stroke: Stroke { colour, width: 1.25, dash },
            });
            let points: Vec<(f64, f64)> = points(&curve.equilibrium);
            // Runs that differ in a coupling share their equilibrium: it is drawn once, and belongs to no run.
            let same = |e: &Curve| several && (by_run || e.stroke.colour == plain) && coincide(&e.points, &points);
            if let Some(shared) = equilibria.iter_mut().find(|e| same(e)) {
                shared.stroke.colour = if by_run { Colour::GREY } else { shared.stroke.colour };
            } else if points.iter().any(|p| p.1.is_finite() && p.1 > 0.0) {
                let stroke = Stroke { colour: plain, width: 0.85, dash: Dash::Dashed };
                equilibria.push(Curve { points, label: None, stroke });
            }
        }
    }
    if several && !by_run {
        figure.keys.extend(run_keys(plot.runs.iter().map(|run| &run.label)));
    }
    if let Some(first) = equilibria.first() {
        let colour = if equilibria.len() == 1 { first.stroke.colour } else { Colour::GREY };
        let stroke = Stroke { colour, ..first.stroke };
        figure.keys.push(Key { label: Label::math(r"Y_\mathrm{eq}"), stroke });
    }
    // Equilibrium yields lie beneath, so that a yield in equilibrium shows as its solid line.
    equilibria.append(&mut figure.curves);
    figure.curves = equilibria;
    Ok(figure)
}

/// Whether two lines cannot be told apart where both are, though they may join different points.
fn coincide(a: &[(f64, f64)], b: &[(f64, f64)]) -> bool {
    /// A factor of 1.1 is less than a line's width on an axis of ten decades.
    const NARROWEST_GAP: f64 = 0.1;
    const SAMPLES: usize = 50;
    let gaps = b.iter().step_by(b.len() / SAMPLES + 1).filter_map(|&(x, y)| {
        let after = a.partition_point(|p| p.0 < x);
        let (&(x1, y1), &(x0, y0)) = (a.get(after)?, a.get(after.saturating_sub(1))?);
        let t = if x1 == x0 { 0.0 } else { (x / x0).ln() / (x1 / x0).ln() };
        let gap = (y.ln() - y0.ln() - t * (y1 / y0).ln()).abs();
        gap.is_finite().then_some(gap)
    });
    gaps.fold(None, |worst: Option<f64>, gap| Some(worst.map_or(gap, |w| w.max(gap))))
        .is_some_and(|w| w < NARROWEST_GAP)
}

fn check_lengths(plot: &YieldsPlot) -> Result<(), PlotError> {
    for run in &plot.runs {
        for curve in &run.curves {
            let wrong =
                |found: usize| PlotError::Length { curve: curve.label.to_string(), expected: run.x.len(), found };
            if curve.values.len() != run.x.len() {
                return Err(wrong(curve.values.len()));
            }
            if !curve.equilibrium.is_empty() && curve.equilibrium.len() != run.x.len() {
                return Err(wrong(curve.equilibrium.len()));
            }
        }
    }
    Ok(())
}

/// The yield at which a picture with these final yields may end below; none if nothing is left of any.
pub(crate) fn lowest_shown(finals: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let left = finals.filter(|y| y.is_finite() && *y > 0.0).map(f64::log10);
    let largest = left.clone().reduce(f64::max)?;
    let smallest = left.filter(|y| *y > largest - DECADES_OF_INTEREST).fold(largest, f64::min);
    Some(10_f64.powf((smallest - DECADES_BELOW).max(-307.0)))
}

/// The yield a curve ends with; none if it is still falling fast, for such a species is on its way out of the picture.
fn left_over(x: &[f64], values: &[f64]) -> Option<f64> {
    /// A yield that falls tenfold while x grows by half has not frozen out.
    const RECENT: f64 = 1.5;
    const FAST: f64 = 10.0;
    let (&end, &last) = x.iter().zip(values).rfind(|(_, y)| y.is_finite())?;
    let recent = x.iter().zip(values).find(|&(&x, y)| x >= end / RECENT && y.is_finite())?.1;
    (*recent <= FAST * last).then_some(last)
}

/// The vertical range; none without positive yields.
fn yield_range(plot: &YieldsPlot) -> Option<(f64, f64)> {
    let curves = || plot.runs.iter().flat_map(|run| &run.curves);
    let drawable = |v: &f64| v.is_finite() && *v > 0.0;
    let largest = |values: &mut dyn Iterator<Item = f64>| values.filter(drawable).reduce(f64::max).map(f64::log10);
    let top = largest(&mut curves().flat_map(|c| c.values.iter().copied()))?;
    let equilibrium = largest(&mut curves().flat_map(|c| c.equilibrium.iter().copied())).unwrap_or(top);

    let finals = plot.runs.iter().flat_map(|run| run.curves.iter().filter_map(|c| left_over(&run.x, &c.values)));
    let bottom = lowest_shown(finals).map_or(top - DECADES_OF_INTEREST / 2.0 - DECADES_BELOW, f64::log10);
    let bottom = bottom.max(top - MOST_DECADES).floor();
    let top = top.max(equilibrium).min(bottom + MOST_DECADES).max(top);
    let top = end_above(top, bottom);
    Some((10_f64.powf(bottom.max(-307.0)), 10_f64.powf(top.min(308.0))))
}

#[cfg(test)]
mod tests;
