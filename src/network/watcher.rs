//! The observer of an evolution: records the steps, changes representations, finds the end.

use std::sync::Arc;

use super::evolve::Prepared;
use super::exchange::{Exchange, Representation};
use super::precision::{CHECK_EVERY, LOOK_EVERY, SETTLED_GROWTH, STILL_MOVING};
use super::sources::Sources;
use super::system::BoltzmannSystem;
use super::tail::{self, Present};
use super::trajectory::Trajectory;
use crate::ode::{Control, Step};
use crate::rates::RateError;

/// When the end is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LooksForEnd {
    /// After every step: the end is as early as possible.
    Always,
    /// Now and then, once the yields hardly move: what is recorded is the solution, not its continuation.
    WhenAtRest,
}

/// Looks at every step: records it, changes representations, finds the end.
pub(super) struct Watcher<'n> {
    pub(super) prepared: &'n Prepared,
    /// Where the steps are recorded, if they are.
    pub(super) trajectory: Option<Trajectory>,
    pub(super) representation: Arc<[Representation]>,
    pub(super) tolerance: f64,
    pub(super) looks_for_end: LooksForEnd,
    pub(super) next_check: f64,
    /// The fastest conversion of evolved species into each other met so far, in units of H, and when to look again.
    pub(super) fastest_conversion: f64,
    pub(super) next_look: f64,
    /// The latest look.
    pub(super) present: Present,
    pub(super) rate_error: Option<RateError>,
}

impl Watcher<'_> {
    /// Looks at one accepted step.
    pub(super) fn accepted(&mut self, system: &mut BoltzmannSystem<'_, Arc<Sources>>, step: &mut Step<'_>) -> Control {
        self.present.forget();
        if self.trajectory.is_none() && step.t >= self.next_look {
            self.next_look = step.t + LOOK_EVERY;
            self.look_at_conversions(system, step);
        }
        if let Some(trajectory) = &mut self.trajectory {
            trajectory.push(step.t_old, step.t, &step.dense, &self.representation);
        }
        if let Some((representation, state)) = rerepresent(system, step) {
            step.y.copy_from_slice(&state);
            system.represent(representation);
            self.representation = Arc::from(system.representation());
            return Control::Restart;
        }
        if self.prepared.settings.to.is_none() && step.t >= self.next_check {
            self.next_check = match self.looks_for_end {
                LooksForEnd::Always => step.t,
                LooksForEnd::WhenAtRest => step.t + CHECK_EVERY,
            };
            let moving = self.looks_for_end == LooksForEnd::WhenAtRest
                && (0..step.y.len()).any(|i| {
                    let relative = match system.representation()[i] {
                        Representation::Logarithmic => step.dydt[i],
                        Representation::Linear => step.dydt[i] / step.y[i].max(f64::MIN_POSITIVE),
                    };
                    !system.negligible(step.y, i) && relative.abs() > STILL_MOVING
                });
            if moving {
                return Control::Continue;
            }
            match self.is_settled(system, step) {
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

    /// Notes how fast evolved species turn into each other.
    fn look_at_conversions(&mut self, system: &BoltzmannSystem<'_, Arc<Sources>>, step: &Step<'_>) {
        let exchanges = &self.prepared.network.exchanges;
        let converts = |exchange: &Exchange| !exchange.reactants.is_empty() && !exchange.products.is_empty();
        if !exchanges.iter().any(converts) || self.present.look(system, step.t, step.y).is_err() {
            return;
        }
        let Present { ln_yield, matters, fluxes, .. } = &self.present;
        for (exchange, flux) in exchanges.iter().zip(fluxes).filter(|(exchange, _)| converts(exchange)) {
            // There and back: one way alone is no conversion that would have to cancel.
            let ln_flux = flux.forward.min(flux.backward).ln();
            for &(i, change) in exchange.change.iter().filter(|&&(i, _)| matters[i]) {
                let rate = change.abs() * (ln_flux - ln_yield[i]).exp();
                self.fastest_conversion = self.fastest_conversion.max(rate);
            }
        }
    }

    fn is_settled(&mut self, system: &BoltzmannSystem<'_, Arc<Sources>>, step: &Step<'_>) -> Result<bool, RateError> {
        let exchanges = &self.prepared.network.exchanges;
        self.present.look(system, step.t, step.y)?;
        if !self.present.may_be_settled(exchanges, self.tolerance) {
            return Ok(false);
        }
        let thresholds: Vec<f64> = (0..step.y.len()).map(|i| system.ln_threshold(step.y, i).exp()).collect();
        let left = self.prepared.future(self.trajectory.is_some()).left(step.t, system)?;
        Ok(tail::settled(system, exchanges, &self.present, &thresholds, left, self.tolerance))
    }
}

/// New representations and the state in them.
type Change = (Vec<Representation>, Vec<f64>);

/// The representations that suit the end of this step, with the state in them, if they differ from those in use.
fn rerepresent(system: &BoltzmannSystem<'_, Arc<Sources>>, step: &Step<'_>) -> Option<Change> {
    let suited = |i: usize| match system.representation()[i] {
        Representation::Logarithmic if system.negligible(step.y, i) => Representation::Linear,
        Representation::Linear if step.dydt[i] < SETTLED_GROWTH * step.y[i] && !system.negligible(step.y, i) => {
            Representation::Logarithmic
        }
        as_it_is => as_it_is,
    };
    if (0..step.y.len()).all(|i| suited(i) == system.representation()[i]) {
        return None;
    }
    let representation: Vec<Representation> = (0..step.y.len()).map(suited).collect();
    let state = (0..step.y.len()).map(|i| match (system.representation()[i], representation[i]) {
        (Representation::Logarithmic, Representation::Linear) => step.y[i].exp(),
        (Representation::Linear, Representation::Logarithmic) => step.y[i].ln(),
        _ => step.y[i],
    });
    let state = state.collect();
    Some((representation, state))
}
