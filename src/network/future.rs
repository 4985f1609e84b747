//! What each channel still does from some time on, for yields of one: integrals that no yield enters, so that all
//! evolutions of one network share them.

use std::fmt;
use std::sync::OnceLock;

use super::mesh::Sampled;
use super::precision::TAIL_STEP;
use super::system::BoltzmannSystem;
use crate::thermal::quadrature::{Quadrature, QuadratureError};

/// Gauss–Legendre nodes and weights on [0, 1], three points: enough to bound what is left out.
const GAUSS: [(f64, f64); 3] = [
    (0.112_701_665_379_258_3, 0.277_777_777_777_777_8),
    (0.5, 0.444_444_444_444_444_4),
    (0.887_298_334_620_741_7, 0.277_777_777_777_777_8),
];

/// Integrals of the unit fluxes from each of a row of times to the end. The factors of the channels are not in them.
#[derive(Debug)]
pub(super) struct Future<E> {
    /// The times, ascending; the last is the end.
    times: Vec<f64>,
    /// ln ∫ of the forward flux of each channel from each time to the end, row after row.
    ln_forward: Vec<f64>,
    /// The same for the backward flux.
    ln_backward: Vec<f64>,
    /// ∫ of the forward flux of each channel that annihilates a species, from each time to the next: for each time, in the
    /// order of the channels, as they are first needed.
    annihilation: Vec<OnceLock<Result<Vec<f64>, QuadratureError<E>>>>,
    channels: usize,
    /// Relative tolerance of what is part of the result.
    tolerance: f64,
}

impl<E: Clone + fmt::Display> Future<E> {
    /// The integrals over `span`; `system` has no factors. Those that are part of the result are good to a relative
    /// `tolerance`.
    pub(super) fn of<S: Sampled<Error = E>>(
        system: &BoltzmannSystem<'_, S>,
        channels: usize,
        (start, end): (f64, f64),
        tolerance: f64,
    ) -> Result<Self, E> {
        let mut times = vec![end];
        while let Some(&first) = times.last().filter(|&&first| first > start) {
            times.push((first - TAIL_STEP).max(start));
        }
        times.reverse();
        let nothing = || vec![f64::NEG_INFINITY; times.len() * channels];
        let (mut ln_forward, mut ln_backward) = (nothing(), nothing());
        let (mut forward, mut backward) = (vec![0.0; channels], vec![0.0; channels]);
        for row in (0..times.len() - 1).rev() {
            let (from, length) = (times[row], times[row + 1] - times[row]);
            let (here, after) = (row * channels, (row + 1) * channels);
            ln_forward.copy_within(after..after + channels, here);
            ln_backward.copy_within(after..after + channels, here);
            for (node, weight) in GAUSS {
                let ln_weight = (weight * length).ln();
                system.ln_unit_fluxes(from + node * length, &mut forward, &mut backward)?;
                for k in 0..channels {
                    ln_forward[here + k] = ln_sum(ln_forward[here + k], forward[k] + ln_weight);
                    ln_backward[here + k] = ln_sum(ln_backward[here + k], backward[k] + ln_weight);
                }
            }
        }
        let annihilation = times.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { times, ln_forward, ln_backward, annihilation, channels, tolerance })
    }

    /// The number of the last time that is not after `t`.
    pub(super) fn before(&self, t: f64) -> usize {
        self.times.partition_point(|time| *time <= t).saturating_sub(1)
    }

    /// The times after `t`.
    pub(super) fn after(&self, t: f64) -> impl Iterator<Item = (usize, f64)> + '_ {
        let next = self.times.partition_point(|time| *time <= t);
        self.times.iter().copied().enumerate().skip(next)
    }

    /// ln ∫ of the forward and of the backward flux of a channel for yields of one, from time number `row` to the end.
    pub(super) fn left(&self, row: usize, channel: usize) -> (f64, f64) {
        let at = row * self.channels + channel;
        (self.ln_forward[at], self.ln_backward[at])
    }

    /// ∫ of the forward flux of each channel in `annihilating`, which is always the same list, for yields of one, up to time
    /// number `row` from the one before.
    pub(super) fn annihilation_before<S: Sampled<Error = E>>(
        &self,
        row: usize,
        system: &BoltzmannSystem<'_, S>,
        annihilating: &[usize],
    ) -> Result<&[f64], QuadratureError<E>> {
        let Some(before) = row.checked_sub(1) else { return Ok(&[]) };
        let span = (self.times[before], self.times[row]);
        let integrals = self.annihilation[before]
            .get_or_init(|| annihilating.iter().map(|&k| integral(system, k, span, self.tolerance)).collect());
        integrals.as_deref().map_err(Clone::clone)
    }

    /// ∫ of the forward flux of channel `k` for yields of one over a part of the future.
    pub(super) fn annihilation_over<S: Sampled<Error = E>>(
        &self,
        span: (f64, f64),
        system: &BoltzmannSystem<'_, S>,
        k: usize,
    ) -> Result<f64, QuadratureError<E>> {
        integral(system, k, span, self.tolerance)
    }
}

/// ∫ of the forward flux of channel `k` for yields of one.
fn integral<S: Sampled>(
    system: &BoltzmannSystem<'_, S>,
    k: usize,
    (from, to): (f64, f64),
    tolerance: f64,
) -> Result<f64, QuadratureError<S::Error>>
where
    S::Error: fmt::Display,
{
    if to <= from {
        return Ok(0.0);
    }
    let jumps = system.breakpoints().iter().copied().filter(|t| *t > from && *t < to);
    let pieces: Vec<f64> = std::iter::once(from).chain(jumps).chain([to]).collect();
    let quadrature = Quadrature { relative_tolerance: tolerance, max_evaluations: 100_000 };
    let integral = quadrature.integrate(&pieces, |times, out| {
        for (time, out) in times.iter().zip(out) {
            *out = system.unit_flux(*time, k)?;
        }
        Ok(())
    })?;
    Ok(integral.value)
}

/// ln(eᵃ + eᵇ).
fn ln_sum(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if small == f64::NEG_INFINITY { large } else { large + (small - large).exp().ln_1p() }
}

#[cfg(test)]
mod tests {
    use super::ln_sum;

    #[test]
    fn logarithms_of_sums() {
        assert_eq!(ln_sum(f64::NEG_INFINITY, 3.0), 3.0);
        assert_eq!(ln_sum(f64::NEG_INFINITY, f64::NEG_INFINITY), f64::NEG_INFINITY);
        assert!((ln_sum(1.0, 2.0) - (1f64.exp() + 2f64.exp()).ln()).abs() < 1e-15);
        assert_eq!(ln_sum(-1e30, 5.0), 5.0);
    }
}
