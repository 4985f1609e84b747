//! Adaptive integrals of several functions at once.

use crate::rates::{RateError, RateProblem};
use crate::thermal::quadrature::kronrod;

/// How exact integrals of several functions have to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Accuracy {
    /// Error relative to the integral of a function and to that of the first.
    pub(super) tolerance: f64,
    /// Relative rounding error of the functions: an integral is not known better than this times that of its modulus.
    pub(super) rounding: f64,
    /// Error relative to the integral of the first function that is put up with where more intervals would not help.
    pub(super) tolerable: f64,
}

/// Most intervals of one integral.
const MOST_INTERVALS: usize = 400;

/// Integrates several functions at once over all intervals between `points`. `function` gets 21 places and writes the values
/// of each function there.
pub(super) fn integrate(
    points: &[f64],
    functions: usize,
    accuracy: Accuracy,
    mut function: impl FnMut(&[f64], &mut [Vec<f64>]) -> Result<(), RateError>,
) -> Result<Vec<f64>, RateError> {
    let mut interval = |from: f64, to: f64| -> Result<Interval, RateError> {
        let places = kronrod::nodes(from, to);
        let mut values = vec![vec![0.0; kronrod::POINTS]; functions];
        function(&places, &mut values)?;
        let (half, weights) = (0.5 * (to - from), kronrod::weights(0.5 * (to - from)));
        let estimates = values.iter().map(|values| {
            let array = std::array::from_fn(|i| values[i]);
            let (value, error) = kronrod::estimate(&array, half);
            let modulus = weights.iter().zip(&array).map(|(w, v)| w * v.abs()).sum();
            Estimate { value, error, modulus }
        });
        Ok(Interval { from, to, estimates: estimates.collect() })
    };
    let mut intervals = Vec::new();
    for ends in points.windows(2).filter(|ends| ends[1] > ends[0]) {
        intervals.push(interval(ends[0], ends[1])?);
    }
    loop {
        let total = |i: usize, part: fn(&Estimate) -> f64| intervals.iter().map(|v| part(&v.estimates[i])).sum::<f64>();
        let totals: Vec<f64> = (0..functions).map(|i| total(i, |e| e.value)).collect();
        if !totals.iter().all(|total| total.is_finite()) {
            return Err(RateProblem::NonFinite.into());
        }
        let errors: Vec<f64> = (0..functions).map(|i| total(i, |e| e.error)).collect();
        let size = |i: usize| totals[i].abs().max(totals[0].abs());
        let allowed: Vec<f64> = (0..functions)
            .map(|i| (accuracy.tolerance * size(i)).max(accuracy.rounding * total(i, |e| e.modulus)))
            .collect();
        if errors.iter().zip(&allowed).all(|(error, allowed)| error <= allowed) {
            return Ok(totals);
        }
        if intervals.len() >= MOST_INTERVALS {
            let relative_error = (0..functions).map(|i| errors[i] / size(i)).fold(0.0, f64::max);
            if relative_error <= accuracy.tolerable {
                return Ok(totals);
            }
            let evaluations = kronrod::POINTS * intervals.len();
            return Err(RateProblem::NotConverged { relative_error, tolerance: accuracy.tolerance, evaluations }.into());
        }
        let excess = |v: &Interval| {
            let ratios = v.estimates.iter().zip(&allowed).map(|(e, allowed)| e.error / allowed);
            ratios.filter(|ratio| !ratio.is_nan()).fold(0.0, f64::max)
        };
        let worst = (0..intervals.len()).max_by(|&a, &b| excess(&intervals[a]).total_cmp(&excess(&intervals[b])));
        let Interval { from, to, .. } = intervals.swap_remove(worst.unwrap_or_default());
        let middle = 0.5 * (from + to);
        intervals.push(interval(from, middle)?);
        intervals.push(interval(middle, to)?);
    }
}

/// The integrals over one interval.
struct Interval {
    from: f64,
    to: f64,
    estimates: Vec<Estimate>,
}

struct Estimate {
    value: f64,
    error: f64,
    modulus: f64,
}
