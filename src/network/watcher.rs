//! The observer of an evolution: records the steps, changes representations, finds the end.

use std::sync::Arc;

use super::Network;
use super::exchange::{Flux, Representation};
use super::sources::Sources;
use super::system::BoltzmannSystem;
use super::trajectory::Trajectory;
use super::{start, tail};
use crate::ode::{Control, Step};
use crate::rates::RateError;

/// A yield that started at zero is followed by its logarithm once d ln Y/d ln x is below this.
const SETTLED_GROWTH: f64 = 4.0;
/// The end is looked for at most this often in t.
pub(super) const CHECK_EVERY: f64 = 0.5;
/// Above this |d ln Y/d ln x| of a yield that matters there is no point in looking for the end.
const STILL_MOVING: f64 = 0.5;

/// Looks at every step: records it, changes representations, finds the end.
pub(super) struct Watcher<'n> {
    pub(super) network: &'n Network,
    pub(super) trajectory: Trajectory,
    pub(super) representation: Arc<[Representation]>,
    pub(super) find_end: bool,
    pub(super) end: f64,
    pub(super) tolerance: f64,
    pub(super) next_check: f64,
    pub(super) fluxes: Vec<Flux>,
    pub(super) rate_error: Option<RateError>,
}

impl Watcher<'_> {
    /// Looks at one accepted step.
    pub(super) fn accepted(&mut self, system: &mut BoltzmannSystem<'_, Arc<Sources>>, step: &mut Step<'_>) -> Control {
        self.trajectory.push(step.t_old, step.t, &step.dense, &self.representation);
        match self.rerepresent(system, step) {
            Ok(None) => {}
            Ok(Some((representation, state))) => {
                step.y.copy_from_slice(&state);
                system.represent(representation);
                self.representation = Arc::from(system.representation());
                return Control::Restart;
            }
            Err(error) => {
                self.rate_error = Some(error);
                return Control::Stop;
            }
        }
        if self.find_end && step.t >= self.next_check {
            self.next_check = step.t + CHECK_EVERY;
            let moving = (0..step.y.len()).any(|i| {
                let relative = match system.representation()[i] {
                    Representation::Logarithmic | Representation::Gone => step.dydt[i],
                    Representation::Linear => step.dydt[i] / step.y[i].max(f64::MIN_POSITIVE),
                };
                !system.negligible(step.y, i) && relative.abs() > STILL_MOVING
            });
            if moving {
                return Control::Continue;
            }
            let ln_yield: Vec<f64> = (0..step.y.len()).map(|i| system.ln_yield(step.y, i)).collect();
            let matters: Vec<bool> = (0..step.y.len()).map(|i| !system.negligible(step.y, i)).collect();
            match tail::settled(
                system,
                &matters,
                &self.network.exchanges,
                &ln_yield,
                (step.t, self.end),
                self.tolerance,
            ) {
                Ok(true) => return Control::Stop,
                Ok(false) => {}
                Err(error) => {
                    self.rate_error = Some(error);
                    return Control::Stop;
                }
            }
        }
        Control::Continue
    }
}

/// New representations and the state in them.
type Change = (Vec<Representation>, Vec<f64>);

impl Watcher<'_> {
    /// The representations that suit the end of this step, with the state in them, if they differ from those in use.
    fn rerepresent(
        &mut self,
        system: &BoltzmannSystem<'_, Arc<Sources>>,
        step: &Step<'_>,
    ) -> Result<Option<Change>, RateError> {
        let idle =
            |(i, r): (usize, &Representation)| *r == Representation::Logarithmic && !system.negligible(step.y, i);
        if system.representation().iter().enumerate().all(idle) {
            return Ok(None);
        }
        let mut representation = system.representation().to_vec();
        let mut state = step.y.to_vec();
        for i in 0..state.len() {
            match representation[i] {
                Representation::Linear if state[i] > 0.0 && step.dydt[i] < SETTLED_GROWTH * state[i] => {
                    representation[i] = Representation::Logarithmic;
                    state[i] = state[i].ln();
                }
                Representation::Logarithmic if system.negligible(step.y, i) && !self.would_grow(system, step, i)? => {
                    representation[i] = Representation::Gone;
                    state[i] = 0.0;
                }
                Representation::Gone if self.would_grow(system, step, i)? => {
                    representation[i] = Representation::Logarithmic;
                    state[i] = system.ln_threshold(step.y, i);
                }
                _ => {}
            }
        }
        Ok((representation != system.representation()).then_some((representation, state)))
    }

    /// Whether species `i` would become more if it held as little as can matter.
    fn would_grow(
        &mut self,
        system: &BoltzmannSystem<'_, Arc<Sources>>,
        step: &Step<'_>,
        i: usize,
    ) -> Result<bool, RateError> {
        let mut ln_yield: Vec<f64> = (0..step.y.len()).map(|j| system.ln_yield(step.y, j)).collect();
        ln_yield[i] = system.ln_threshold(step.y, i);
        system.fluxes(step.t, &ln_yield, &mut self.fluxes)?;
        let (produced, destroyed) = start::gross(self.network, &self.fluxes, i);
        Ok(produced > destroyed)
    }
}
