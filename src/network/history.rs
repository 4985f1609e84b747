//! What happened along an evolution: yields, equilibrium yields and fluxes at points close enough to be integrated over.

use std::sync::Arc;

use super::error::SolveError;
use super::evolve::Solution;
use super::exchange::{Exchange, Flux, NO_FLUX};
use super::precision::POINTS_PER_STEP;
use super::sources::Sources;
use super::start::destruction_over_hubble;
use super::system::BoltzmannSystem;

/// The state of the network at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// ln x.
    pub t: f64,
    /// ln Y of every species; −∞ for an absent one.
    pub ln_yield: Vec<f64>,
    /// ln Y_eq of every species.
    pub ln_equilibrium: Vec<f64>,
    /// ln Y of every group.
    pub ln_totals: Vec<f64>,
    /// ln Y_eq of every group.
    pub ln_total_equilibria: Vec<f64>,
    /// Flux of every channel, events per entropy and per unit of ln x.
    pub fluxes: Vec<Flux>,
    /// Destruction rate of every group over H.
    pub destruction_over_hubble: Vec<f64>,
}

impl Moment {
    /// |Y/Y_eq − 1| of group `i`, and of each of its members.
    #[must_use]
    pub fn departure(&self, i: usize) -> f64 {
        self.ln_excess(i).exp_m1().abs()
    }

    /// ln(Y/Y_eq) of group `i`, and of each of its members.
    #[must_use]
    pub fn ln_excess(&self, i: usize) -> f64 {
        self.ln_totals[i] - self.ln_total_equilibria[i]
    }
}

impl Solution {
    /// The state at t = ln x from the recorded steps.
    pub fn moment(&self, t: f64) -> Result<Moment, SolveError> {
        self.moment_in(&self.system(), t)
    }

    /// The same with the equations, which one moment after another may share.
    fn moment_in(&self, system: &BoltzmannSystem<'_, Arc<Sources>>, t: f64) -> Result<Moment, SolveError> {
        let network = &self.network;
        let n = network.groups.len();
        let (mut ln_totals, mut ln_total_equilibria) = (vec![0.0; n], vec![0.0; n]);
        let mut fluxes = vec![NO_FLUX; network.channels.len()];
        self.trajectory.ln_yields(t, &mut ln_totals);
        let factor = system.fluxes(t, &ln_totals, &mut fluxes)?;
        system.ln_equilibrium(t, &mut ln_total_equilibria)?;
        let destruction_over_hubble = destruction_over_hubble(network, &fluxes, &ln_totals, factor);
        for i in (0..n).filter(|&i| system.negligible(&ln_totals, i)) {
            pass_through(&network.exchanges, &mut fluxes, i);
        }
        let temperature = network.temperature(t);
        Ok(Moment {
            t,
            ln_yield: network.shared(&ln_totals, temperature),
            ln_equilibrium: network.shared(&ln_total_equilibria, temperature),
            ln_totals,
            ln_total_equilibria,
            fluxes,
            destruction_over_hubble,
        })
    }

    /// Whether the yield of group `i` matters to anything at a moment, so that it is known to a relative error.
    #[must_use]
    pub fn matters(&self, moment: &Moment, i: usize) -> bool {
        !self.system().negligible(&moment.ln_totals, i)
    }

    /// ln Y of every species at t = ln x, interpolated between the recorded steps.
    #[must_use]
    pub fn interpolated(&self, t: f64) -> Vec<f64> {
        let mut ln_totals = vec![0.0; self.network.groups.len()];
        self.trajectory.ln_yields(t, &mut ln_totals);
        self.network.shared(&ln_totals, self.network.temperature(t))
    }

    /// The states at the start, at the end of every step and at equal distances within.
    pub fn history(&self) -> Result<Vec<Moment>, SolveError> {
        let system = self.system();
        let mut moments = vec![self.moment_in(&system, self.start)?];
        let mut from = self.start;
        for to in self.trajectory.ends() {
            for k in 1..=POINTS_PER_STEP {
                moments.push(self.moment_in(&system, from + (to - from) * k as f64 / POINTS_PER_STEP as f64)?);
            }
            from = to;
        }
        Ok(moments)
    }

    /// ln Y of every species at t = ln x, to the accuracy of the solution rather than of its interpolant.
    pub fn ln_yields_at(&self, t: f64) -> Result<Vec<f64>, SolveError> {
        Ok(self.network.shared(&self.ln_totals_at(t), self.network.temperature(t)))
    }

    /// As [`Solution::ln_yields_at`], of every group.
    #[must_use]
    pub fn ln_totals_at(&self, t: f64) -> Vec<f64> {
        if let Some((start, state, representation)) = self.trajectory.step_before(t) {
            let mut system = self.system();
            system.represent(representation);
            let mut out = vec![0.0; state.len()];
            let refined = crate::ode::refine(
                self.settings.method,
                &system,
                (start, t),
                &state,
                self.settings.tolerance,
                &mut out,
            );
            if refined.is_ok() {
                return (0..out.len()).map(|i| system.ln_yield(&out, i)).collect();
            }
        }
        let mut ln_totals = vec![0.0; self.network.groups.len()];
        self.trajectory.ln_yields(t, &mut ln_totals);
        ln_totals
    }
}

/// What flows out of the yield of group `i`, which is too small to be controlled, is what flows in: left to itself, a
/// rounding of nothing times the rate of a decay that is 10²⁰ times as fast as the expansion would look like a flow.
fn pass_through(exchanges: &[Exchange], fluxes: &mut [Flux], i: usize) {
    let change_of = |exchange: &Exchange| {
        let change = exchange.change.iter().find(|&&(j, _)| j == i && !exchange.subtracted);
        change.map_or(0.0, |&(_, change)| change)
    };
    let (mut inflow, mut outflow) = (0.0, 0.0);
    for (exchange, flux) in exchanges.iter().zip(&*fluxes) {
        let change = change_of(exchange);
        let (gain, loss) = if change > 0.0 { (flux.forward, flux.backward) } else { (flux.backward, flux.forward) };
        inflow += change.abs() * gain;
        outflow += change.abs() * loss;
    }
    if outflow <= inflow {
        return;
    }
    for (exchange, flux) in exchanges.iter().zip(fluxes) {
        let change = change_of(exchange);
        if change > 0.0 {
            flux.backward *= inflow / outflow;
        } else if change < 0.0 {
            flux.forward *= inflow / outflow;
        } else {
            continue;
        }
        flux.net = flux.forward - flux.backward;
    }
}

/// ∫ f dt over moments by Simpson's rule on pairs of intervals of equal length; `f` is given by its values at the moments.
#[must_use]
pub fn integrate(moments: &[Moment], values: &[f64]) -> f64 {
    let mut sum = 0.0;
    let mut k = 0;
    while k + 2 < moments.len() {
        let h = moments[k + 2].t - moments[k].t;
        sum += h / 6.0 * (values[k] + 4.0 * values[k + 1] + values[k + 2]);
        k += 2;
    }
    sum
}
