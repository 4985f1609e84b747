//! When an evolution may end, and what is left to be added analytically.
//!
//! An evolution has settled when, over all the time that is left, nothing but the annihilation of each species with
//! itself can still change a yield that matters by more than a small part of the tolerance. What that annihilation takes
//! away then is exact: 1/Y_end = 1/Y + ∫ A dt with A = |ν| f/Y² for the forward flux f ∝ Y².

use std::sync::Arc;

use super::Network;
use super::error::SolveError;
use super::exchange::{Exchange, Flux, NO_FLUX};
use super::failure::quadrature_problem;
use super::future::{Future, Left, Span};
use super::mesh::Sampled;
use super::precision::LEFT_OUT;
use super::sources::Sources;
use super::system::BoltzmannSystem;
use super::trajectory::Trajectory;
use crate::rates::RateError;
use crate::thermal::quadrature::QuadratureError;

/// The species that a channel's forward direction annihilates with itself into the plasma, if it does that.
pub(super) fn annihilates(exchange: &Exchange) -> Option<usize> {
    match exchange.reactants[..] {
        [(i, 2)] if exchange.products.is_empty() => Some(i),
        _ => None,
    }
}

fn is_own_annihilation(exchange: &Exchange, i: usize) -> bool {
    annihilates(exchange) == Some(i)
}

/// The yields at a time and what they do, as far as the end depends on it: room for one look after another.
pub(super) struct Present {
    /// ln x.
    t: f64,
    /// ln Y; −∞ for a yield of zero.
    pub(super) ln_yield: Vec<f64>,
    /// Y.
    yields: Vec<f64>,
    /// Which yields matter.
    pub(super) matters: Vec<bool>,
    /// The flux of each channel.
    pub(super) fluxes: Vec<Flux>,
}

impl Present {
    /// Room for the yields and channels of `network`.
    pub(super) fn of(network: &Network) -> Self {
        let (species, channels) = (network.groups.len(), network.exchanges.len());
        Self {
            t: f64::NAN,
            ln_yield: vec![0.0; species],
            yields: vec![0.0; species],
            matters: vec![false; species],
            fluxes: vec![NO_FLUX; channels],
        }
    }

    /// Forgets the last look.
    pub(super) fn forget(&mut self) {
        self.t = f64::NAN;
    }

    /// Looks at the state `y` at `t`, unless that was the last look.
    pub(super) fn look<S: Sampled>(
        &mut self,
        system: &BoltzmannSystem<'_, S>,
        t: f64,
        y: &[f64],
    ) -> Result<(), S::Error>
    where
        S::Error: std::fmt::Display,
    {
        if self.t == t {
            return Ok(());
        }
        let places = self.ln_yield.iter_mut().zip(&mut self.yields).zip(&mut self.matters);
        for (i, ((ln_yield, absolute), matters)) in places.enumerate() {
            *ln_yield = system.ln_yield(y, i);
            *absolute = ln_yield.exp();
            *matters = !system.negligible(y, i);
        }
        system.fluxes(t, &self.ln_yield, &mut self.fluxes)?;
        self.t = t;
        Ok(())
    }

    /// Whether the fluxes are so small that it is worth while to look at the future: most checks end here.
    pub(super) fn may_be_settled(&self, exchanges: &[Exchange], tolerance: f64) -> bool {
        exchanges.iter().zip(&self.fluxes).all(|(exchange, flux)| {
            exchange.change.iter().filter(|&&(i, _)| self.matters[i]).all(|&(i, change)| {
                let forward = if is_own_annihilation(exchange, i) { 0.0 } else { flux.forward };
                let limit = LEFT_OUT * tolerance * self.yields[i];
                change.abs() * forward.max(flux.backward) <= limit || drained(exchange, &self.matters)
            })
        })
    }
}

/// Whether nothing but its own annihilation can still change any yield that matters between the present and the end, in which
/// `left` happens to yields of one. The others are below their `thresholds`.
pub(super) fn settled<S: Sampled>(
    system: &BoltzmannSystem<'_, S>,
    exchanges: &[Exchange],
    present: &Present,
    thresholds: &[f64],
    left: &Left,
    tolerance: f64,
) -> bool
where
    S::Error: std::fmt::Display,
{
    let Present { ln_yield, yields, matters, .. } = present;
    let limit = |i: usize| LEFT_OUT * tolerance * yields[i];
    // With the yields as they are now: an upper bound, since what is left can only be used up.
    let product = |side: &[(usize, u32)]| -> f64 { side.iter().map(|&(i, n)| f64::from(n) * ln_yield[i]).sum() };
    let (forward, backward): (Vec<f64>, Vec<f64>) = exchanges
        .iter()
        .enumerate()
        .map(|(k, exchange)| {
            let ln_factor = system.ln_factor(k);
            let forward = left.forward[k] + ln_factor + product(&exchange.reactants);
            let backward = left.backward[k] + ln_factor + product(&exchange.products);
            (forward.exp(), backward.exp())
        })
        .unzip();
    // What each species can still give away: what it holds and what it will yet receive.
    let mut budget = yields.clone();
    for (k, exchange) in exchanges.iter().enumerate() {
        for &(i, change) in &exchange.change {
            budget[i] += if change > 0.0 { change * forward[k] } else { -change * backward[k] };
        }
    }
    // What does not matter now must not come to matter.
    if (0..yields.len()).any(|i| !matters[i] && budget[i] > thresholds[i]) {
        return false;
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
            return false;
        }
    }
    true
}

/// Whether the channel involves a species that no longer matters.
fn drained(exchange: &Exchange, matters: &[bool]) -> bool {
    exchange.reactants.iter().chain(&exchange.products).any(|&(j, _)| !matters[j])
}

/// Continues the yields from `t`, where the integration ended, to the end of time: writes ln Y there to `ln_yield` and the
/// points on the way to `trajectory`, if there is one.
pub(super) fn continue_analytically(
    network: &Network,
    system: &BoltzmannSystem<'_, Arc<Sources>>,
    future: &Future<RateError>,
    t: f64,
    ln_yield: &mut [f64],
    trajectory: Option<&mut Trajectory>,
) -> Result<(), SolveError> {
    let at_start = ln_yield.to_vec();
    // The channels that annihilate a species, which one, and how many particles of it one event takes away.
    let annihilation = |(k, exchange): (usize, &Exchange)| {
        let i = annihilates(exchange)?;
        let &(_, change) = exchange.change.iter().find(|&&(j, _)| j == i)?;
        Some((k, i, -change * system.ln_factor(k).exp()))
    };
    let own: Vec<(usize, usize, f64)> = network.exchanges.iter().enumerate().filter_map(annihilation).collect();
    let mut inverse_added = vec![0.0; ln_yield.len()];
    let refuse = |e: QuadratureError<RateError>| quadrature_problem(e, network, t);
    if let Some(trajectory) = trajectory {
        trajectory.push_tail(t, at_start.clone());
        let spans: Vec<Span> = future.after(t).collect();
        let integrals: Result<Vec<Vec<f64>>, _> =
            own.iter().map(|&(k, ..)| future.annihilation(&spans, system, k)).collect();
        let integrals = integrals.map_err(refuse)?;
        for (place, span) in spans.iter().enumerate() {
            for (&(_, i, loss), integrals) in own.iter().zip(&integrals) {
                inverse_added[i] += loss * integrals[place];
            }
            annihilate(ln_yield, &at_start, &inverse_added);
            trajectory.push_tail(span.to, ln_yield.to_vec());
        }
    } else {
        for (k, i, loss) in own {
            inverse_added[i] += loss * future.all_annihilation(t, system, k).map_err(refuse)?;
        }
        annihilate(ln_yield, &at_start, &inverse_added);
    }
    Ok(())
}

/// 1/Y = 1/Y(start) + what annihilation has added.
fn annihilate(ln_yield: &mut [f64], at_start: &[f64], inverse_added: &[f64]) {
    for ((ln_yield, start), added) in ln_yield.iter_mut().zip(at_start).zip(inverse_added) {
        *ln_yield = start - (added * start.exp()).ln_1p();
    }
}
