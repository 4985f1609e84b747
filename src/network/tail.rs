//! When an evolution may end, and what is left to be added analytically.
//!
//! An evolution has settled when, over all the time that is left, nothing but the annihilation of each species with
//! itself can still change a yield that matters by more than a small part of the tolerance. What that annihilation takes
//! away then is exact: 1/Y_end = 1/Y + ∫ A dt with A = |ν| f/Y² for the forward flux f ∝ Y².

use super::error::SolveError;
use super::failure::quadrature_problem;
use super::precision::{LEFT_OUT, LOOK_AHEAD, TAIL_STEP};
use super::sources::Sources;
use super::trajectory::Trajectory;
use super::{Exchange, Network};
use std::sync::Arc;

use super::exchange::NO_FLUX;
use super::mesh::Sampled;
use super::system::BoltzmannSystem;
use crate::thermal::quadrature::{Quadrature, QuadratureError};

/// Gauss–Legendre nodes and weights on [0, 1], three points: enough to bound what is left out.
const GAUSS: [(f64, f64); 3] = [
    (0.112_701_665_379_258_3, 0.277_777_777_777_777_8),
    (0.5, 0.444_444_444_444_444_4),
    (0.887_298_334_620_741_7, 0.277_777_777_777_777_8),
];

/// Whether a channel's forward direction is the annihilation of species `i` with itself into the plasma.
fn is_own_annihilation(exchange: &Exchange, i: usize) -> bool {
    exchange.reactants == [(i, 2)] && exchange.products.is_empty()
}

/// Whether nothing but its own annihilation can still change any yield that `matters` between `t` and `end`. The others
/// are below their `thresholds`.
pub(super) fn settled<S: Sampled>(
    system: &BoltzmannSystem<'_, S>,
    matters: &[bool],
    thresholds: &[f64],
    exchanges: &[Exchange],
    ln_yield: &[f64],
    (t, end): (f64, f64),
    tolerance: f64,
) -> Result<bool, S::Error>
where
    S::Error: std::fmt::Display,
{
    let yields: Vec<f64> = ln_yield.iter().map(|y| y.exp()).collect();
    let mut fluxes = vec![NO_FLUX; exchanges.len()];
    // The present: most checks end here.
    system.fluxes(t, ln_yield, &mut fluxes)?;
    let limit = |i: usize| LEFT_OUT * tolerance * yields[i];
    for (exchange, flux) in exchanges.iter().zip(&fluxes) {
        for &(i, change) in exchange.change.iter().filter(|&&(i, _)| matters[i]) {
            let forward = if is_own_annihilation(exchange, i) { 0.0 } else { flux.forward };
            if change.abs() * forward.max(flux.backward) > limit(i) && !drained(exchange, matters) {
                return Ok(false);
            }
        }
    }
    // The future, with the yields as they are now: an upper bound, since what is left can only be used up.
    let mut forward = vec![0.0; exchanges.len()];
    let mut backward = vec![0.0; exchanges.len()];
    let mut from = t;
    while from < end {
        let length = LOOK_AHEAD.min(end - from);
        for (node, weight) in GAUSS {
            system.fluxes(from + node * length, ln_yield, &mut fluxes)?;
            for (k, flux) in fluxes.iter().enumerate() {
                forward[k] += weight * length * flux.forward;
                backward[k] += weight * length * flux.backward;
            }
        }
        from += length;
    }
    // What each species can still give away: what it holds and what it will yet receive.
    let mut budget = yields.clone();
    for (k, exchange) in exchanges.iter().enumerate() {
        for &(i, change) in &exchange.change {
            budget[i] += if change > 0.0 { change * forward[k] } else { -change * backward[k] };
        }
    }
    // What does not matter now must not come to matter.
    if (0..yields.len()).any(|i| !matters[i] && budget[i] > thresholds[i]) {
        return Ok(false);
    }
    for i in (0..yields.len()).filter(|&i| matters[i]) {
        let mut change_left = 0.0;
        for (k, exchange) in exchanges.iter().enumerate() {
            let Some(&(_, change)) = exchange.change.iter().find(|&&(j, _)| j == i) else { continue };
            let least = |side: &[(usize, u32)]| {
                let drained = side.iter().filter(|&&(j, _)| !matters[j]);
                drained.map(|&(j, count)| budget[j] / f64::from(count)).fold(f64::INFINITY, f64::min)
            };
            if !is_own_annihilation(exchange, i) {
                change_left += change.abs() * forward[k].min(least(&exchange.reactants));
            }
            change_left += change.abs() * backward[k].min(least(&exchange.products));
        }
        if change_left > limit(i) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the channel involves a species that no longer matters.
fn drained(exchange: &Exchange, matters: &[bool]) -> bool {
    exchange.reactants.iter().chain(&exchange.products).any(|&(j, _)| !matters[j])
}

/// What a channel counts with at a time.
pub(super) type Weight<'w, E> = dyn Fn(usize, f64) -> Result<f64, E> + 'w;

/// ∫ A dt over `[t, end]` for species `i`: what the annihilation with itself adds to 1/Y. Every channel counts with its
/// `weight` at that time, and the error is relative to the integral and to what it stands `beside`.
pub(super) fn annihilation_integral<S: Sampled>(
    system: &BoltzmannSystem<'_, S>,
    exchanges: &[Exchange],
    ln_yield: &[f64],
    (i, weight): (usize, &Weight<'_, S::Error>),
    (t, end): (f64, f64),
    tolerance: f64,
    beside: f64,
) -> Result<f64, QuadratureError<S::Error>>
where
    S::Error: std::fmt::Display,
{
    let own: Vec<(usize, f64)> = exchanges
        .iter()
        .enumerate()
        .filter(|(_, e)| is_own_annihilation(e, i))
        .filter_map(|(k, e)| e.change.iter().find(|&&(j, _)| j == i).map(|&(_, change)| (k, -change)))
        .collect();
    if own.is_empty() || ln_yield[i] == f64::NEG_INFINITY || end <= t {
        return Ok(0.0);
    }
    let quadrature = Quadrature { relative_tolerance: 0.01 * tolerance, max_evaluations: 100_000 };
    let integral = quadrature.integrate_beside(beside, &[t, end], |times, out| {
        for (time, out) in times.iter().zip(out) {
            // For yields of one the flux is A; that of a small yield may be less than a number can hold.
            *out = 0.0;
            for &(k, loss) in &own {
                *out += loss * system.unit_flux(*time, k)? * weight(k, *time)?;
            }
        }
        Ok(())
    })?;
    Ok(integral.value)
}

/// Continues the yields from the end of the integration to the end of time.
pub(super) fn continue_analytically(
    network: &Network,
    system: &BoltzmannSystem<'_, Arc<Sources>>,
    trajectory: &mut Trajectory,
    ln_yield: &mut [f64],
    (start, end): (f64, f64),
    tolerance: f64,
) -> Result<(), SolveError> {
    let at_start = ln_yield.to_vec();
    trajectory.push_tail(start, at_start.clone());
    let mut inverse_added = vec![0.0; ln_yield.len()];
    let mut from = start;
    while from < end {
        let to = (from + TAIL_STEP).min(end);
        for i in 0..ln_yield.len() {
            inverse_added[i] += annihilation_integral(
                system,
                &network.exchanges,
                &at_start,
                (i, &|_, _| Ok(1.0)),
                (from, to),
                tolerance,
                0.0,
            )
            .map_err(|e| quadrature_problem(e, network, from))?;
            ln_yield[i] = at_start[i] - (inverse_added[i] * at_start[i].exp()).ln_1p();
        }
        trajectory.push_tail(to, ln_yield.to_vec());
        from = to;
    }
    Ok(())
}
