//! The yields at the end and nothing else: for scans, which ask for nothing else at most of their points.
//!
//! Three things make such an evolution cheap. Rates that differ between points by factors only share one network with its
//! tables and interpolants. What the channels still do after the yields have settled is integrated once for all points.
//! And where every species starts in equilibrium, the integration begins where they depart from it. As long as equilibrium
//! yields change slowly compared to the slowest relaxation, the departure δ = ln(Y/Y_eq) solves J δ = d ln Y_eq/dt, with J the
//! Jacobian of d ln Y/dt in equilibrium, up to terms of order δ². The next order follows from the whole equation,
//!
//! d ln Y/dt at Y = Y_eq e^δ  =  d ln Y_eq/dt + dδ/dt,
//!
//! with dδ/dt of the first. Where the integration starts, what is left out, δ³, is the tolerance; and whatever error is made
//! there decays by a factor exp(−∫ |J| dt), of which the exponent is of order 1/δ, before the yields freeze out.

use std::sync::{Arc, MutexGuard, PoisonError};

use super::coefficients::Coefficients;
use super::error::SolveError;
use super::evolve::Prepared;
use super::exchange::Representation;
use super::failure::{check_resolved, explain};
use super::precision::{
    CALIBRATED, DEPARTURE_POWER, FASTEST_CONVERSION, FIRST_STEP, FIRST_STEP_FROM_EQUILIBRIUM, LOOSEST, MOST_STEPS,
    UNVERIFIED, UNVERIFIED_FROM_EQUILIBRIUM, UNVERIFIED_POWER,
};
use super::sources::Sources;
use super::system::BoltzmannSystem;
use super::tail::{self, Present};
use super::watcher::{LooksForEnd, Watcher};
use super::{Start, start};
use crate::ode::{self, Completion, Matrix, OdeSystem as _, Options, Statistics, Step};
use crate::rates::RateError;

/// Distance in t over which the growth of the departure from equilibrium is measured.
const PROBE: f64 = 0.01;
/// The departure at the start of the integration may be smaller than wanted by this factor, as a logarithm.
const CLOSE_ENOUGH: f64 = 1.0;
/// Where the search for the departure begins, in t after the start: where x is 8 times as large, before most freeze-outs.
const LATER: f64 = 2.07;
/// Times at which the departure is tried.
const MOST_TRIALS: usize = 20;
/// The logarithm of a departure that says no more than that there is no equilibrium.
const LARGEST_EXCESS: f64 = 30.0;
/// How long, in t, equilibrium has to have held: many times as long as yields take to relax.
const HELD: f64 = 0.2;

/// What an evolution leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct FinalYields {
    /// ln Y of every species at the end; −∞ for a yield of zero.
    pub ln_yield: Vec<f64>,
    /// The work done.
    pub statistics: Statistics,
}

/// What an evolution without a history works in, kept for the next one.
#[derive(Debug, Default)]
pub(super) struct Memory {
    integrator: ode::Memory,
    coefficients: Option<Coefficients>,
}

impl Prepared {
    /// The yields at the end where the rate of each channel is multiplied by a factor, given by its logarithm; none of them
    /// with an empty slice. Their error is not measured: it is that of a single integration, below the tolerance on all
    /// models it was measured on. Where species turn into each other so fast that rounding might upset it, they are those of
    /// an evolution that is verified, if the settings say that evolutions are.
    pub fn final_yields(&self, ln_factors: &[f64]) -> Result<FinalYields, SolveError> {
        let Self { network, settings, span, mesh, .. } = self;
        let mut ln_equilibrium = vec![0.0; network.groups.len()];
        let logarithmic = vec![Representation::Logarithmic; network.groups.len()];
        let Memory { mut integrator, coefficients } = self.memory().pop().unwrap_or_default();
        let mut system = network.system_in(mesh, logarithmic.clone(), coefficients).with_factors(ln_factors);
        let mut from = span.0;
        let (mut first_step, mut unverified) = (FIRST_STEP, UNVERIFIED);
        let (mut state, representation);
        if let Some((t, ln_yield)) = self.departure(&system)? {
            representation = logarithmic;
            (state, from) = (ln_yield, t);
            (first_step, unverified) = (FIRST_STEP_FROM_EQUILIBRIUM, UNVERIFIED_FROM_EQUILIBRIUM);
        } else {
            system.ln_equilibrium(from, &mut ln_equilibrium)?;
            (state, representation) = start::state(network, &ln_equilibrium, network.sources.ln_dilution(from)?);
        }
        system.represent(representation.clone());
        let mut watcher = Watcher {
            prepared: self,
            trajectory: None,
            representation: Arc::from(representation),
            tolerance: settings.tolerance,
            looks_for_end: LooksForEnd::Always,
            next_check: from,
            fastest_conversion: 0.0,
            next_look: from,
            present: Present::of(network),
            rate_error: None,
        };
        let coarse = (settings.tolerance / CALIBRATED).max(1.0).powf(UNVERIFIED_POWER);
        let stops = mesh.breakpoints();
        let options = Options {
            tolerance: (unverified * coarse * settings.tolerance).min(LOOSEST),
            initial_step: Some(first_step),
            max_steps: MOST_STEPS,
            stops: &stops[stops.partition_point(|t| *t <= from)..],
            ..Options::default()
        };
        let mut observer = |system: &mut System<'_>, mut step: Step<'_>| watcher.accepted(system, &mut step);
        let outcome = ode::integrate_in(
            &mut integrator,
            settings.method,
            &mut system,
            (from, span.1),
            &mut state,
            &options,
            &mut observer,
        );
        let Completion { t, stopped, statistics } = outcome.map_err(|error| explain(network, &system, mesh, &error))?;
        if let Some(error) = watcher.rate_error {
            return Err(error.into());
        }
        if settings.verify && watcher.fastest_conversion > FASTEST_CONVERSION {
            return self.verified(ln_factors);
        }
        let mut ln_totals: Vec<f64> = (0..state.len()).map(|i| system.ln_yield(&state, i)).collect();
        let matters: Vec<bool> = (0..state.len()).map(|i| !system.negligible(&state, i)).collect();
        if stopped {
            tail::continue_analytically(network, &system, self.future(false), t, &mut ln_totals, None)?;
        }
        for (y, _) in ln_totals.iter_mut().zip(matters).filter(|(_, matters)| !matters) {
            *y = f64::NEG_INFINITY;
        }
        check_resolved(network, mesh)?;
        self.memory().push(Memory { integrator, coefficients: Some(system.into_scratch()) });
        let end = if stopped { span.1 } else { t };
        Ok(FinalYields { ln_yield: network.shared(&ln_totals, network.temperature(end)), statistics })
    }

    fn memory(&self) -> MutexGuard<'_, Vec<Memory>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The final yields of a complete evolution, whose error is measured and has to be below the tolerance.
    fn verified(&self, ln_factors: &[f64]) -> Result<FinalYields, SolveError> {
        let solution = self.evolve_with(&Arc::from(ln_factors))?;
        let tolerance = self.settings.tolerance;
        match solution.error_estimate.filter(|&error| error > tolerance) {
            Some(error) => Err(SolveError::settings(format!(
                "species turn into each other so fast that the error is {error:.1e}, above the tolerance {tolerance:.1e}"
            ))),
            None => Ok(FinalYields { ln_yield: solution.ln_yield, statistics: solution.statistics }),
        }
    }

    /// The time up to which all groups follow their equilibrium, and ln Y of each there; `None` if a group does not start
    /// in equilibrium, or is not held there.
    fn departure(&self, system: &System<'_>) -> Result<Option<(f64, Vec<f64>)>, RateError> {
        let starts_in_equilibrium = self.network.groups.iter().all(|group| group.start == Start::Equilibrium);
        if !starts_in_equilibrium || !self.network.exchanges.iter().all(|exchange| exchange.reversible) {
            return Ok(None);
        }
        let (start, end) = (self.span.0 + PROBE, self.span.1);
        let wanted = DEPARTURE_POWER * self.settings.tolerance.ln();
        let mut lag = Lag::new(self.network.groups.len());
        let mut excess = |t: f64| Ok::<f64, RateError>((lag.at(system, t)?.ln() - wanted).min(LARGEST_EXCESS));
        // Departures grow like e^x, because equilibrium yields fall so: the search goes along x. Most begin when yields have
        // long become small, and what was before need not even be looked at.
        let later = (start + LATER).min(end);
        let first = excess(later)?;
        let (mut low, mut high) = if first > 0.0 {
            ((start.exp(), excess(start)?), Some((later.exp(), first)))
        } else {
            ((later.exp(), first), None)
        };
        if low.1 > 0.0 {
            return Ok(None);
        }
        for _ in 0..MOST_TRIALS {
            if low.1 > -CLOSE_ENOUGH {
                break;
            }
            let x = match high {
                None => low.0 - low.1,
                Some(high) => {
                    let share = (low.1 + 0.5 * CLOSE_ENOUGH) / (low.1 - high.1);
                    low.0 + share.clamp(0.1, 0.9) * (high.0 - low.0)
                }
            };
            if x.ln() >= end {
                return Ok(None);
            }
            let found = excess(x.ln())?;
            if found > 0.0 {
                high = Some((x, found));
            } else {
                low = (x, found);
            }
        }
        let t = low.0.ln();
        // Whatever came before is forgotten if equilibrium has held for long.
        let held = t - HELD > start && lag.at(system, t - HELD)?.ln() <= wanted;
        Ok((held && lag.second_order(system, t)?).then_some((t, lag.ln_yield)))
    }
}

/// How far the yields lag behind their equilibrium.
struct Lag {
    /// ln Y for which the derivatives are known.
    ln_yield: Vec<f64>,
    /// δ = ln(Y/Y_eq) in first order.
    departure: Vec<f64>,
    /// d ln Y_eq/dt.
    drift: Vec<f64>,
    dydt: Vec<f64>,
    unused: Vec<f64>,
    jacobian: Matrix,
}

type System<'a> = BoltzmannSystem<'a, Arc<Sources>>;

impl Lag {
    fn new(groups: usize) -> Self {
        Self {
            ln_yield: vec![0.0; groups],
            departure: vec![0.0; groups],
            drift: vec![0.0; groups],
            dydt: vec![0.0; groups],
            unused: vec![0.0; groups],
            jacobian: Matrix::zeros(groups),
        }
    }

    /// The largest departure at `t` in first order; infinite where nothing holds the yields.
    fn at(&mut self, system: &System<'_>, t: f64) -> Result<f64, RateError> {
        self.jacobian.fill(0.0);
        system.linearise_equilibrium(t, &mut self.ln_yield, &mut self.drift, &mut self.jacobian)?;
        self.departure.copy_from_slice(&self.drift);
        if !ode::solve(&self.jacobian, &mut self.departure) {
            return Ok(f64::INFINITY);
        }
        Ok(self.departure.iter().fold(0.0, |largest, departure| departure.abs().max(largest)))
    }

    /// Takes the derivatives at the present yields; whether there are any.
    fn linearise(&mut self, system: &System<'_>, t: f64) -> bool {
        self.jacobian.fill(0.0);
        system.jacobian_in_y(t, &self.ln_yield, &mut self.dydt, &mut self.jacobian, &mut self.unused).is_ok()
    }

    /// Goes to the yields at `t` in second order; whether there are any.
    fn second_order(&mut self, system: &System<'_>, t: f64) -> Result<bool, RateError> {
        self.at(system, t - PROBE)?;
        let before = self.departure.clone();
        self.at(system, t + PROBE)?;
        let after = self.departure.clone();
        self.at(system, t)?;
        for (y, departure) in self.ln_yield.iter_mut().zip(&self.departure) {
            *y += departure;
        }
        if !self.linearise(system, t) {
            return Ok(false);
        }
        // One step of Newton's method: the first order is a good guess.
        let mut change = before;
        for (i, change) in change.iter_mut().enumerate() {
            let departing = (after[i] - *change) / (2.0 * PROBE);
            *change = self.drift[i] + departing - self.dydt[i];
        }
        let solved = ode::solve(&self.jacobian, &mut change);
        for (y, change) in self.ln_yield.iter_mut().zip(change) {
            *y += change;
        }
        Ok(solved && self.ln_yield.iter().all(|y| y.is_finite()))
    }
}
