//! What happened along an evolution: yields, equilibrium yields and fluxes at points close enough to be integrated over.

use super::error::SolveError;
use super::evolve::Solution;
use super::exchange::{Flux, NO_FLUX};
use super::precision::POINTS_PER_STEP;
use super::start::gross;

/// The state of the network at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// ln x.
    pub t: f64,
    /// ln Y of every species; −∞ for an absent one.
    pub ln_yield: Vec<f64>,
    /// ln Y_eq of every species.
    pub ln_equilibrium: Vec<f64>,
    /// Flux of every channel, events per entropy and per unit of ln x.
    pub fluxes: Vec<Flux>,
    /// Destruction rate of every species over H.
    pub destruction_over_hubble: Vec<f64>,
}

impl Moment {
    /// |Y/Y_eq − 1| of species `i`.
    #[must_use]
    pub fn departure(&self, i: usize) -> f64 {
        (self.ln_yield[i] - self.ln_equilibrium[i]).exp_m1().abs()
    }
}

impl Solution {
    /// The state at t = ln x from the recorded steps.
    pub fn moment(&self, t: f64) -> Result<Moment, SolveError> {
        let n = self.network.species.len();
        let mut moment = Moment {
            t,
            ln_yield: vec![0.0; n],
            ln_equilibrium: vec![0.0; n],
            fluxes: vec![NO_FLUX; self.network.channels.len()],
            destruction_over_hubble: vec![0.0; n],
        };
        self.trajectory.ln_yields(t, &mut moment.ln_yield);
        let system = self.system();
        system.ln_equilibrium(t, &mut moment.ln_equilibrium)?;
        let factor = system.fluxes(t, &moment.ln_yield, &mut moment.fluxes)?;
        for i in 0..n {
            let (_, destroyed) = gross(&self.network, &moment.fluxes, i);
            if destroyed > 0.0 {
                moment.destruction_over_hubble[i] = (destroyed.ln() - moment.ln_yield[i]).exp() / factor;
            }
        }
        Ok(moment)
    }

    /// The states at the start, at the end of every step and at equal distances within.
    pub fn history(&self) -> Result<Vec<Moment>, SolveError> {
        let mut moments = vec![self.moment(self.start)?];
        let mut from = self.start;
        for to in self.trajectory.ends() {
            for k in 1..=POINTS_PER_STEP {
                moments.push(self.moment(from + (to - from) * k as f64 / POINTS_PER_STEP as f64)?);
            }
            from = to;
        }
        Ok(moments)
    }

    /// ln Y of every species at t = ln x, to the accuracy of the solution rather than of its interpolant.
    pub fn ln_yields_at(&self, t: f64) -> Result<Vec<f64>, SolveError> {
        let mut ln_yield = vec![0.0; self.network.species.len()];
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
                return Ok((0..out.len()).map(|i| system.ln_yield(&out, i)).collect());
            }
        }
        self.trajectory.ln_yields(t, &mut ln_yield);
        Ok(ln_yield)
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
