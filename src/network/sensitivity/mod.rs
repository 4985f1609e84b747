//! Sensitivities of the yields: how their logarithms change with those of the parameters of the model.
//!
//! With y the state of the network, f its right-hand side and p a parameter, S = ∂y/∂ln p obeys the linear equation
//! dS/dt = (∂f/∂y) S + ∂f/∂ln p along the solution. It is integrated together with the equations themselves, one parameter at
//! a time. ∂f/∂ln p follows from the derivatives of the logarithms of the rates and equilibrium yields at fixed temperature:
//! the clock is the temperature, so that the reference mass in x = m/T is a unit here even where it depends on parameters, and
//! so are the temperatures at which the evolution starts and ends.

mod build;
mod sources;
mod system;

use std::sync::Arc;

use super::Start;
use super::error::SolveError;
use super::evolve::Solution;
use super::exchange::Representation;
use super::failure::{explain, quadrature_problem};
use super::mesh::Mesh;
use super::precision::{FIRST_STEP, MOST_STEPS};
use super::{sources::Sources, tail};
use crate::expression::Varying;
use crate::model::{Differentials, Model};
use crate::ode::{self, Method, Options, Unobserved};
use crate::rates::RateError;
use crate::thermal::quadrature::{Quadrature, QuadratureError};
use sources::SlopeSources;
use system::SensitivitySystem;

/// Absolute error of the interpolated derivatives.
const MESH_TOLERANCE: f64 = 1e-8;
/// Noise of derivatives of integrals that is put up with.
const NOISE: f64 = 1e-6;
/// Length in ln x of the stretches over which they are interpolated: far below the masses they hardly vary.
const STRETCH: f64 = 8.0;
/// Tolerance of the evolution relative to that of the solution.
const SHARE: f64 = 0.1;
/// The loosest tolerance of the evolution.
const LOOSEST: f64 = 1e-7;

/// What the sensitivities of one model and its solution are computed from.
pub struct Sensitivities<'s> {
    solution: &'s Solution,
    sources: Arc<SlopeSources>,
    mesh: Mesh<Arc<SlopeSources>>,
    initial: Vec<Option<Varying>>,
    /// Why a direction has no sensitivities.
    refused: Vec<Option<String>>,
}

impl<'s> Sensitivities<'s> {
    /// Prepares the sensitivities of the `solution` of `model`; `tolerance` is what its network was made with.
    #[must_use]
    pub fn of(model: &Model, differentials: &Differentials, solution: &'s Solution, tolerance: f64) -> Self {
        let network = &solution.network;
        let mut refused = differentials.refused.clone();
        let sources = Arc::new(build::sources(model, differentials, network, tolerance, &mut refused));
        let span = (solution.start, network.time(solution.temperatures.1).max(solution.end));
        let edges = network
            .sources
            .channels
            .iter()
            .flat_map(|channel| channel.rate.breakpoints().iter().copied().chain([channel.switched_off_below()]));
        let edges = edges.filter(|t| *t > 0.0 && t.is_finite()).map(|temperature| network.time(temperature)).collect();
        let mesh = Mesh::with_stretches(Arc::clone(&sources), span, (STRETCH, NOISE), MESH_TOLERANCE, edges);
        Self { solution, sources, mesh, initial: differentials.initial.clone(), refused }
    }

    /// d ln Y/d ln p of every species at the end, p being the parameter of `direction`; 0 where nothing is left.
    ///
    /// # Errors
    /// One sentence why there are none.
    pub fn along(&self, direction: usize) -> Result<Vec<f64>, String> {
        if let Some(reason) = self.refused.get(direction).and_then(Option::as_ref) {
            return Err(reason.clone());
        }
        if !self.sources.vary(direction) && !self.initial.iter().flatten().any(|y| y.slopes[direction] != 0.0) {
            return Ok(vec![0.0; self.solution.network.species.len()]);
        }
        let totals = self.evolve(direction).map_err(|error| error.to_string())?;
        let temperature = self.solution.network.temperature(self.solution.end);
        Ok(self.sources.shared(&totals, direction, temperature))
    }

    /// d ln Y/d ln p of every group at the end.
    fn evolve(&self, direction: usize) -> Result<Vec<f64>, SolveError> {
        let solution = self.solution;
        let network = &*solution.network;
        let n = network.groups.len();
        let tolerance = (SHARE * solution.settings.tolerance.min(LOOSEST)).max(1e-12);
        let mut system = SensitivitySystem::new(solution.system(), &self.mesh, direction);
        let mut state = self.start(direction, &mut system)?;
        for (from, to, representation) in solution.trajectory.segments() {
            system.represent(&mut state, representation);
            let options = Options {
                tolerance,
                initial_step: Some(FIRST_STEP.min(to - from)),
                max_steps: MOST_STEPS,
                stops: solution.mesh().breakpoints(),
                ..Options::default()
            };
            let outcome = ode::integrate(Method::Radau, &mut system, (from, to), &mut state, &options, &mut Unobserved);
            let completion = outcome.map_err(|error| self.explain(&error))?;
            log::debug!(
                "sensitivity along direction {direction}: {} steps, {} repeated, to x = {:.4e}",
                completion.statistics.steps,
                completion.statistics.rejected,
                to.exp()
            );
        }
        let logarithmic = vec![Representation::Logarithmic; n];
        system.represent(&mut state, &logarithmic);
        let (ln_yield, sensitivity) = state.split_at(n);
        let mut totals: Vec<f64> =
            (0..n).map(|i| if solution.ln_totals[i] == f64::NEG_INFINITY { 0.0 } else { sensitivity[i] }).collect();
        let stopped = solution.trajectory.segments().last().map_or(solution.start, |segment| segment.1);
        if solution.end > stopped {
            self.add_tail(&mut totals, ln_yield, direction, (stopped, solution.end), tolerance)?;
        }
        Ok(totals)
    }

    /// The state at the start: yields and their derivatives.
    fn start(&self, direction: usize, system: &mut SensitivitySystem<'_>) -> Result<Vec<f64>, SolveError> {
        let solution = self.solution;
        let network = &*solution.network;
        let mut ln_equilibrium = vec![0.0; network.groups.len()];
        let t = solution.start;
        solution.system().ln_equilibrium(t, &mut ln_equilibrium)?;
        let ln_dilution = network.sources.ln_dilution(t)?;
        let (mut state, representation) = super::start::state(network, &ln_equilibrium, ln_dilution);
        let temperature = network.temperature(t);
        for (g, group) in network.groups.iter().enumerate() {
            let slope = match group.start {
                Start::Equilibrium => self.sources.ln_group_slope(g, direction, temperature),
                Start::Yield(value) if value > 0.0 => {
                    let members = group.members.iter().filter_map(|&i| self.initial.get(i)?.as_ref());
                    members.map(|yielded| yielded.slopes[direction]).sum::<f64>() / value
                }
                Start::Yield(_) => 0.0,
            };
            state.push(slope);
        }
        system.set_representation(representation);
        Ok(state)
    }

    /// What annihilates after the end of the integration: 1/Y_end = 1/Y + ∫ A dt.
    fn add_tail(
        &self,
        totals: &mut [f64],
        ln_yield: &[f64],
        direction: usize,
        span: (f64, f64),
        tolerance: f64,
    ) -> Result<(), SolveError> {
        let network = &*self.solution.network;
        for (i, total) in totals.iter_mut().enumerate() {
            if self.solution.ln_totals[i] == f64::NEG_INFINITY {
                continue;
            }
            let refuse = |error| quadrature_problem(error, network, span.0);
            let added = self.annihilated(i, span, (tolerance, 0.0), |_, _| Ok(1.0)).map_err(refuse)?;
            let slope = |k: usize, t: f64| self.channel_slope(k, direction, t);
            let moved = self.annihilated(i, span, (tolerance, added), slope).map_err(refuse)?;
            // Y_end = Y/(1 + Y ∫A).
            *total = (*total - moved * ln_yield[i].exp()) / (1.0 + added * ln_yield[i].exp());
        }
        Ok(())
    }

    /// ∫ A dt of the annihilation of species `i` with itself, to an error relative to it and to what it stands beside; every
    /// channel counts with a weight.
    fn annihilated(
        &self,
        i: usize,
        (from, to): (f64, f64),
        (tolerance, beside): (f64, f64),
        weight: impl Fn(usize, f64) -> Result<f64, RateError>,
    ) -> Result<f64, QuadratureError<RateError>> {
        let system = self.solution.system();
        let exchanges = self.solution.network.exchanges.iter().enumerate();
        let own: Vec<(usize, f64)> = exchanges
            .filter(|(_, exchange)| tail::annihilates(exchange) == Some(i))
            .filter_map(|(k, exchange)| exchange.change.iter().find(|&&(j, _)| j == i).map(|&(_, change)| (k, -change)))
            .collect();
        if own.is_empty() {
            return Ok(0.0);
        }
        let jumps = system.breakpoints().iter().copied().filter(|t| *t > from && *t < to);
        let pieces: Vec<f64> = std::iter::once(from).chain(jumps).chain([to]).collect();
        let quadrature = Quadrature { relative_tolerance: 0.01 * tolerance, max_evaluations: 100_000 };
        let integral = quadrature.integrate_beside(beside, &pieces, |times, out| {
            for (time, out) in times.iter().zip(out) {
                *out = 0.0;
                for &(k, loss) in &own {
                    *out += loss * system.unit_flux(*time, k)? * weight(k, *time)?;
                }
            }
            Ok(())
        })?;
        Ok(integral.value)
    }

    fn explain(&self, error: &ode::OdeError) -> SolveError {
        match self.mesh.failure() {
            Some(error) => error.into(),
            None => explain(&self.solution.network, &self.solution.system(), self.solution.mesh(), error),
        }
    }

    /// The derivative of the logarithm of a channel's flux for given yields.
    fn channel_slope(&self, channel: usize, direction: usize, t: f64) -> Result<f64, RateError> {
        let component = self.sources.component(direction, self.solution.network.groups.len() + channel);
        let exponent = self.sources.exponent(direction, self.solution.network.groups.len() + channel);
        Ok(self.mesh.value(t, component)? - exponent * t.exp())
    }
}

type Base<'a> = super::system::BoltzmannSystem<'a, Arc<Sources>>;
