//! One evolution: from the start to the end, with its error measured.

use std::sync::Arc;

use super::Network;
use super::error::{Problem, SolveError};
use super::mesh::Mesh;
use super::sources::Sources;
use super::start;
use super::system::{BoltzmannSystem, Flux, NO_FLUX, Representation};
use super::tail;
use super::trajectory::Trajectory;
use crate::cosmology::TEMPERATURES;
use crate::ode::{self, Completion, Control, Method, OdeError, Options, Statistics, Step};
use crate::rates::RateError;
use crate::thermal::quadrature::QuadratureError;

/// The temperature of the Universe today, 2.35e-4 eV, in GeV: no evolution goes further.
pub(super) const TODAY: f64 = 2.35e-13;
/// Error of the interpolated coefficients relative to the tolerance, so that it hides behind that of the integration.
const MESH_SHARE: f64 = 0.02;
/// Interpolation cannot be asked for less than a few roundings of ln Y ~ 30.
const FINEST_MESH: f64 = 2e-13;
/// The verifying evolution runs at this fraction of the tolerance.
const VERIFY_SHARE: f64 = 0.1;
/// How often the tolerance is tightened when the verification finds an error above it.
const TIGHTENINGS: usize = 3;
/// A yield that started at zero is followed by its logarithm once d ln Y/d ln x is below this.
const SETTLED_GROWTH: f64 = 4.0;
/// The end is looked for at most this often in t.
const CHECK_EVERY: f64 = 0.5;
/// Above this |d ln Y/d ln x| of a yield that matters there is no point in looking for the end.
const STILL_MOVING: f64 = 0.5;
/// Points per unit of t in the recorded tail.
const TAIL_POINTS: f64 = 2.0;
/// The first step in t. What relaxes faster at the start makes the integrator try again with less.
const FIRST_STEP: f64 = 1e-3;
/// Steps allowed to one evolution.
const MOST_STEPS: usize = 100_000;

/// How to evolve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The integration method.
    pub method: Method,
    /// Wanted relative error of every yield.
    pub tolerance: f64,
    /// Temperature at the start in GeV; chosen from the masses if `None`.
    pub from: Option<f64>,
    /// Temperature at the end in GeV; found from the convergence of the yields if `None`.
    pub to: Option<f64>,
    /// Whether the error is measured by a second, more exact evolution, and the tolerance enforced.
    pub verify: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { method: Method::Radau, tolerance: 1e-6, from: None, to: None, verify: true }
    }
}

/// A finished evolution.
pub struct Solution {
    /// What was evolved.
    pub network: Arc<Network>,
    /// How.
    pub settings: Settings,
    /// ln Y of every species at the end; −∞ for a yield of zero.
    pub ln_yield: Vec<f64>,
    /// The yields in between.
    pub trajectory: Trajectory,
    /// t = ln x at the start.
    pub start: f64,
    /// t = ln x at the end.
    pub end: f64,
    /// Work done by the evolution whose result this is.
    pub statistics: Statistics,
    /// Largest relative error of a final yield, measured against a more exact evolution and including the interpolation
    /// of the rates; `None` if not verified.
    pub error_estimate: Option<f64>,
    /// What the user should know.
    pub warnings: Vec<String>,
    mesh: Mesh<Arc<Sources>>,
}

impl std::fmt::Debug for Solution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Solution").field("ln_yield", &self.ln_yield).field("statistics", &self.statistics).finish()
    }
}

impl Solution {
    /// The equations of this evolution; the representation of the yields is up to the caller.
    pub(super) fn system(&self) -> BoltzmannSystem<'_, Arc<Sources>> {
        let representation = vec![Representation::Logarithmic; self.network.species.len()];
        self.network.system(&self.mesh, representation)
    }

    /// The yield of species `i` at the end; zero if it holds nothing that matters.
    #[must_use]
    pub fn final_yield(&self, i: usize) -> f64 {
        self.ln_yield[i].exp()
    }
}

/// Coldest and hottest temperature (GeV) an evolution of `network` may visit.
pub(super) fn temperature_limits(network: &Network) -> (f64, f64) {
    let (coldest, mut hottest) = (TODAY, *TEMPERATURES.end());
    for channel in &network.sources.channels {
        hottest = hottest.min(channel.rate.validity().max);
    }
    (coldest, hottest)
}

/// Evolves the yields of `network` from the start to the end.
pub fn evolve(network: &Arc<Network>, settings: Settings) -> Result<Solution, SolveError> {
    let (coldest, hottest) = temperature_limits(network);
    let from = settings.from.unwrap_or_else(|| network.default_start());
    let to = settings.to.unwrap_or(coldest);
    if !(from > to) {
        let message = format!("the evolution would start at T = {from:.6e} GeV, not above its end at T = {to:.6e} GeV");
        return Err(SolveError::settings(message));
    }
    if from > hottest * (1.0 + 1e-12) || to < coldest * (1.0 - 1e-12) {
        return Err(SolveError::settings(format!(
            "the evolution from T = {from:.6e} to {to:.6e} GeV leaves the range {coldest:.3e} to {hottest:.3e} GeV in which \
             the background and the rates are known"
        )));
    }
    let span = (network.time(from), network.time(to));
    let mut tolerance = settings.tolerance;
    let mut run = Run::new(network, settings, span, tolerance)?;
    if settings.verify {
        for _ in 0..TIGHTENINGS {
            let check = Run::new(network, settings, span, VERIFY_SHARE * tolerance)?;
            let error = run.distance(&check);
            run.error_estimate = Some(error + run.mesh.worst_error());
            if error <= settings.tolerance {
                break;
            }
            tolerance *= VERIFY_SHARE;
            run = check;
        }
    }
    run.finish(settings, span.0)
}

/// A finished integration at one tolerance.
struct Run {
    network: Arc<Network>,
    mesh: Mesh<Arc<Sources>>,
    trajectory: Trajectory,
    ln_yield: Vec<f64>,
    /// Which final yields still matter to something.
    matters: Vec<bool>,
    end: f64,
    statistics: Statistics,
    error_estimate: Option<f64>,
    warnings: Vec<String>,
}

impl Run {
    fn new(network: &Arc<Network>, settings: Settings, span: (f64, f64), tolerance: f64) -> Result<Self, SolveError> {
        let mesh_tolerance = (MESH_SHARE * tolerance).max(FINEST_MESH);
        let mesh = Mesh::new(Arc::clone(&network.sources), span.0, span.1, mesh_tolerance, network.breakpoints());
        let mut ln_equilibrium = vec![0.0; network.species.len()];
        let mut system = network.system(&mesh, Vec::new());
        system.ln_equilibrium(span.0, &mut ln_equilibrium)?;
        let (mut state, representation) = start::state(network, &ln_equilibrium);
        system.represent(representation.clone());
        let ln_start: Vec<f64> = (0..state.len()).map(|i| system.ln_yield(&state, i)).collect();
        let mut warnings = Vec::new();
        start::check_equilibrium(network, &system, span.0, &ln_start, &mut warnings)?;

        let mut watcher = Watcher {
            network,
            trajectory: Trajectory::starting(ln_start),
            representation: Arc::from(representation),
            find_end: settings.to.is_none(),
            end: span.1,
            tolerance,
            next_check: span.0 + CHECK_EVERY,
            fluxes: vec![NO_FLUX; network.channels.len()],
            rate_error: None,
        };
        let options = Options {
            tolerance,
            initial_step: Some(FIRST_STEP),
            max_steps: MOST_STEPS,
            stops: mesh.breakpoints(),
            ..Options::default()
        };
        let outcome = ode::integrate(settings.method, &mut system, span, &mut state, &options, &mut |s: &mut _,
                                                                                                     step: Step<
            '_,
        >| {
            watcher.accepted(s, step)
        });
        let Completion { t, stopped, statistics } = outcome.map_err(|error| explain(network, &system, &mesh, error))?;
        if let Some(error) = watcher.rate_error {
            return Err(error.into());
        }
        let mut trajectory = watcher.trajectory;
        let mut ln_yield: Vec<f64> = (0..state.len()).map(|i| system.ln_yield(&state, i)).collect();
        let matters = (0..state.len()).map(|i| !system.negligible(&state, i)).collect();
        let mut end = t;
        if stopped {
            add_tail(network, &system, &mut trajectory, &mut ln_yield, (t, span.1), tolerance)?;
            end = span.1;
        }
        drop(system);
        Ok(Self {
            network: Arc::clone(network),
            mesh,
            trajectory,
            ln_yield,
            matters,
            end,
            statistics,
            error_estimate: None,
            warnings,
        })
    }

    /// Largest relative difference of the final yields that matter.
    fn distance(&self, other: &Self) -> f64 {
        let yields = self.ln_yield.iter().zip(&other.ln_yield).zip(&self.matters);
        yields.filter(|&((a, b), &matters)| matters && a != b).fold(0.0, |worst, ((a, b), _)| worst.max((a - b).abs()))
    }

    fn finish(mut self, settings: Settings, start: f64) -> Result<Solution, SolveError> {
        if let Some(error) = self.error_estimate.filter(|&e| e > settings.tolerance) {
            self.warnings
                .push(format!("the estimated error {error:.1e} is above the tolerance {:.1e}", settings.tolerance));
        }
        // A yield that stopped mattering is no longer controlled: what is left of it is reported as nothing.
        for (y, matters) in self.ln_yield.iter_mut().zip(&self.matters) {
            if !matters {
                *y = f64::NEG_INFINITY;
            }
        }
        Ok(Solution {
            network: self.network,
            settings,
            ln_yield: self.ln_yield,
            trajectory: self.trajectory,
            start,
            end: self.end,
            statistics: self.statistics,
            error_estimate: self.error_estimate,
            warnings: self.warnings,
            mesh: self.mesh,
        })
    }
}

/// Looks at every step: records it, changes representations, finds the end.
struct Watcher<'n> {
    network: &'n Network,
    trajectory: Trajectory,
    representation: Arc<[Representation]>,
    find_end: bool,
    end: f64,
    tolerance: f64,
    next_check: f64,
    fluxes: Vec<Flux>,
    rate_error: Option<RateError>,
}

impl Watcher<'_> {
    fn accepted(&mut self, system: &mut BoltzmannSystem<'_, Arc<Sources>>, step: Step<'_>) -> Control {
        self.trajectory.push(step.t_old, step.t, &step.dense, &self.representation);
        match self.rerepresent(system, &step) {
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

impl Watcher<'_> {
    /// The representations that suit the end of this step, with the state in them, if they differ from those in use.
    fn rerepresent(
        &mut self,
        system: &BoltzmannSystem<'_, Arc<Sources>>,
        step: &Step<'_>,
    ) -> Result<Option<(Vec<Representation>, Vec<f64>)>, RateError> {
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

/// Continues the yields from the end of the integration to the end of time.
fn add_tail(
    network: &Network,
    system: &BoltzmannSystem<'_, Arc<Sources>>,
    trajectory: &mut Trajectory,
    ln_yield: &mut [f64],
    (start, end): (f64, f64),
    tolerance: f64,
) -> Result<(), SolveError> {
    let at_start = ln_yield.to_vec();
    let points = ((end - start) * TAIL_POINTS).ceil().max(1.0) as usize;
    trajectory.push_tail(start, at_start.clone());
    let mut inverse_added = vec![0.0; ln_yield.len()];
    let mut from = start;
    for point in 1..=points {
        let to = start + (end - start) * point as f64 / points as f64;
        for i in 0..ln_yield.len() {
            inverse_added[i] +=
                tail::annihilation_integral(system, &network.exchanges, &at_start, i, (from, to), tolerance)
                    .map_err(|e| quadrature_problem(e, network, from))?;
            ln_yield[i] = at_start[i] - (inverse_added[i] * at_start[i].exp()).ln_1p();
        }
        trajectory.push_tail(to, ln_yield.to_vec());
        from = to;
    }
    Ok(())
}

fn quadrature_problem(error: QuadratureError<RateError>, network: &Network, t: f64) -> SolveError {
    let problem = match error {
        QuadratureError::Integrand(error) => Problem::Rate(error),
        other => Problem::Settings(format!("the late annihilation cannot be integrated: {other}")),
    };
    SolveError { place: Some((t.exp(), network.temperature(t))), ..problem.into() }
}

/// Turns the integrator's error into one about species and reactions.
fn explain(
    network: &Network,
    system: &BoltzmannSystem<'_, Arc<Sources>>,
    mesh: &Mesh<Arc<Sources>>,
    error: OdeError,
) -> SolveError {
    let problem = match &error {
        OdeError::InvalidInput { message } => Problem::Settings(message.clone()),
        OdeError::NonFiniteStart { .. } | OdeError::NotEvaluable { .. } => Problem::NotEvaluable,
        OdeError::StepTooSmall { .. } => Problem::StepTooSmall,
        OdeError::TooManySteps { .. } => Problem::TooManySteps,
        OdeError::Fatal { message, .. } => {
            // The system reports a rate's error as text; the mesh remembers the error itself.
            mesh.failure().map_or_else(|| Problem::Settings(message.clone()), Problem::Rate)
        }
    };
    let Some(at) = error.failure() else { return problem.into() };
    let ln_yield: Vec<f64> = (0..at.y.len()).map(|i| system.ln_yield(&at.y, i)).collect();
    let mut fluxes = vec![NO_FLUX; network.exchanges.len()];
    let reaction = at.component.filter(|_| system.fluxes(at.t, &ln_yield, &mut fluxes).is_ok()).and_then(|i| {
        let moved = |k: usize| {
            let exchange = &network.exchanges[k];
            exchange
                .change
                .iter()
                .find(|&&(j, _)| j == i)
                .map_or(0.0, |&(_, c)| c.abs() * fluxes[k].forward.max(fluxes[k].backward))
        };
        (0..fluxes.len()).max_by(|&a, &b| moved(a).total_cmp(&moved(b))).map(|k| network.channels[k].equation.clone())
    });
    SolveError {
        problem,
        place: Some((at.t.exp(), network.temperature(at.t))),
        species: at.component.map(|i| network.species[i].name.clone()),
        reaction,
        last_good: network.species.iter().zip(&ln_yield).map(|(s, y)| (s.name.clone(), y.exp())).collect(),
    }
}
