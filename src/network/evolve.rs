//! One evolution: from the start to the end, with its error measured.

use std::sync::{Arc, Mutex, OnceLock};

use super::Network;
use super::error::SolveError;
use super::exchange::Representation;
use super::failure::{check_resolved, explain};
use super::final_yields::Memory;
use super::future::Future;
use super::mesh::Mesh;
use super::precision::{
    CHECK_EVERY, FINEST_MESH, FIRST_STEP, MESH_SHARE, MOST_STEPS, TAIL_SHARE, TIGHTENINGS, VERIFY_SHARE,
};
use super::sources::Sources;
use super::start;
use super::system::BoltzmannSystem;
use super::tail::{self, Present};
use super::trajectory::Trajectory;
use super::watcher::{LooksForEnd, Watcher};
use crate::ode::{self, Completion, Method, Options, Statistics, Step};
use crate::rates::RateError;

/// The temperature of the Universe today, 2.35e-4 eV, in GeV: no evolution goes further.
pub(super) const TODAY: f64 = 2.35e-13;

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
    /// ln Y of every group at the end; −∞ for a yield of zero.
    pub ln_totals: Vec<f64>,
    /// The yields in between.
    pub trajectory: Trajectory,
    /// t = ln x at the start.
    pub start: f64,
    /// t = ln x at the end.
    pub end: f64,
    /// Temperatures in GeV at the start and at the end.
    pub temperatures: (f64, f64),
    /// Work done by the evolution whose result this is.
    pub statistics: Statistics,
    /// Largest relative error of a final yield, measured against a more exact evolution and including the interpolation
    /// of the rates; `None` if not verified.
    pub error_estimate: Option<f64>,
    /// What the user should know.
    pub warnings: Vec<String>,
    /// ln of what multiplies the rate of each channel of the network; empty if nothing does.
    pub ln_factors: Arc<[f64]>,
    mesh: Arc<Mesh<Arc<Sources>>>,
}

impl std::fmt::Debug for Solution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Solution");
        shown.field("ln_yield", &self.ln_yield).field("statistics", &self.statistics).finish_non_exhaustive()
    }
}

impl Solution {
    /// The equations of this evolution; the representation of the yields is up to the caller.
    pub(super) fn system(&self) -> BoltzmannSystem<'_, Arc<Sources>> {
        let representation = vec![Representation::Logarithmic; self.network.groups.len()];
        self.network.system(&self.mesh, representation).with_factors(&self.ln_factors)
    }

    /// The coefficients of the equations.
    pub(super) fn mesh(&self) -> &Mesh<Arc<Sources>> {
        &self.mesh
    }

    /// What the start leaves out, in words; `equilibrated` says which groups were in equilibrium some time.
    pub fn missed_production(&self, equilibrated: &[bool]) -> Result<Vec<String>, SolveError> {
        Ok(start::missed_production(self, equilibrated)?)
    }

    /// The yield of species `i` at the end; zero if it holds nothing that matters.
    #[must_use]
    pub fn final_yield(&self, i: usize) -> f64 {
        self.ln_yield[i].exp()
    }
}

/// Coldest and hottest temperature (GeV) an evolution of `network` may visit.
pub(super) fn temperature_limits(network: &Network) -> (f64, f64) {
    let (coldest, mut hottest) = (TODAY, network.expansion().hottest());
    for channel in &network.sources.channels {
        hottest = hottest.min(channel.rate.validity().max);
    }
    (coldest, hottest)
}

/// Evolves the yields of `network` from the start to the end.
pub fn evolve(network: &Arc<Network>, settings: Settings) -> Result<Solution, SolveError> {
    prepare(network, settings)?.evolve()
}

/// An evolution that is ready to run, with the coefficients of its equations, which are interpolated as they are first
/// needed and kept from run to run.
pub struct Prepared {
    pub(super) network: Arc<Network>,
    pub(super) settings: Settings,
    /// Temperatures in GeV at the start and at the latest end.
    temperatures: (f64, f64),
    /// ln x there.
    pub(super) span: (f64, f64),
    pub(super) mesh: Arc<Mesh<Arc<Sources>>>,
    /// Of the functions' own values and of their interpolants.
    futures: [OnceLock<Future<RateError>>; 2],
    /// What threads that are between two evolutions without a history work in.
    pub(super) memory: Mutex<Vec<Memory>>,
}

impl Prepared {
    /// What is evolved.
    #[must_use]
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }
}

/// Checks `settings` and prepares an evolution of `network`.
pub fn prepare(network: &Arc<Network>, settings: Settings) -> Result<Prepared, SolveError> {
    let (coldest, hottest) = temperature_limits(network);
    let from = settings.from.unwrap_or_else(|| network.default_start());
    let to = settings.to.unwrap_or(coldest);
    if from <= to {
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
    let mesh_tolerance = (MESH_SHARE * settings.tolerance).max(FINEST_MESH);
    let mesh = Mesh::new(Arc::clone(&network.sources), span.0, span.1, mesh_tolerance, network.breakpoints());
    Ok(Prepared {
        network: Arc::clone(network),
        settings,
        temperatures: (from, to),
        span,
        mesh: Arc::new(mesh),
        futures: [OnceLock::new(), OnceLock::new()],
        memory: Mutex::default(),
    })
}

impl Prepared {
    /// What the channels still do from any time on, for an evolution that keeps its history or not.
    pub(super) fn future(&self, history: bool) -> &Future<RateError> {
        self.futures[usize::from(history)].get_or_init(|| {
            let tolerance = (TAIL_SHARE * self.settings.tolerance).max(FINEST_MESH);
            let future = Future::new(self.span, self.mesh.breakpoints(), self.network.exchanges.len(), tolerance);
            if history { future.interpolated() } else { future }
        })
    }

    /// Evolves the yields.
    pub fn evolve(&self) -> Result<Solution, SolveError> {
        self.evolve_with(&Arc::default())
    }

    /// Evolves the yields where the rate of each channel is multiplied by a factor, given by its logarithm; none of them
    /// with an empty slice.
    pub fn evolve_with(&self, ln_factors: &Arc<[f64]>) -> Result<Solution, SolveError> {
        let mut tolerance = self.settings.tolerance;
        let mut run = Run::new(self, tolerance, ln_factors)?;
        if self.settings.verify {
            for _ in 0..TIGHTENINGS {
                let check = Run::new(self, VERIFY_SHARE * tolerance, ln_factors)?;
                let interpolation = self.mesh.worst_error() + self.network.interpolation_error();
                let error = run.distance(&check) + interpolation;
                run.error_estimate = Some(error);
                log::debug!("verification at tolerance {:.0e}: relative error {error:.1e}", VERIFY_SHARE * tolerance);
                if error <= self.settings.tolerance {
                    break;
                }
                log::debug!("the error is above {:.0e}: evolved again", self.settings.tolerance);
                tolerance *= VERIFY_SHARE;
                // Unless it is verified in its turn, its error is at most that of the run before.
                run = Run { error_estimate: Some(error), ..check };
            }
        }
        check_resolved(&self.network, &self.mesh)?;
        Ok(run.finish(self, ln_factors))
    }
}

/// A finished integration at one tolerance.
struct Run {
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
    fn new(prepared: &Prepared, tolerance: f64, ln_factors: &[f64]) -> Result<Self, SolveError> {
        let Prepared { network, settings, span, mesh, .. } = prepared;
        let span = *span;
        let mut ln_equilibrium = vec![0.0; network.groups.len()];
        let mut system = network.system(mesh, Vec::new()).with_factors(ln_factors);
        system.ln_equilibrium(span.0, &mut ln_equilibrium)?;
        let (mut state, representation) = start::state(network, &ln_equilibrium, network.sources.ln_dilution(span.0)?);
        system.represent(representation.clone());
        let ln_start: Vec<f64> = (0..state.len()).map(|i| system.ln_yield(&state, i)).collect();
        let mut warnings = Vec::new();
        start::check_equilibrium(network, &system, span.0, &ln_start, &mut warnings)?;

        let mut watcher = Watcher {
            prepared,
            trajectory: Some(Trajectory::starting(ln_start)),
            representation: Arc::from(representation),
            tolerance,
            looks_for_end: LooksForEnd::WhenAtRest,
            next_check: span.0 + CHECK_EVERY,
            fastest_conversion: 0.0,
            next_look: f64::INFINITY,
            present: Present::of(network),
            rate_error: None,
        };
        let options = Options {
            tolerance,
            initial_step: Some(FIRST_STEP),
            max_steps: MOST_STEPS,
            stops: mesh.breakpoints(),
            ..Options::default()
        };
        let mut observer =
            |system: &mut BoltzmannSystem<'_, Arc<Sources>>, mut step: Step<'_>| watcher.accepted(system, &mut step);
        let outcome = ode::integrate(settings.method, &mut system, span, &mut state, &options, &mut observer);
        let Completion { t, stopped, statistics } = outcome.map_err(|error| explain(network, &system, mesh, &error))?;
        if let Some(error) = watcher.rate_error {
            return Err(error.into());
        }
        log::debug!(
            "evolution at tolerance {tolerance:.0e}: {} steps, {} repeated, {} of them because Newton's iteration failed, {} \
             evaluations, to x = {:.4e}{}",
            statistics.steps,
            statistics.rejected,
            statistics.newton_failures,
            statistics.rhs_evaluations,
            t.exp(),
            if stopped { ", then the analytic tail" } else { "" }
        );
        let mut trajectory = watcher.trajectory.unwrap_or_default();
        let mut ln_yield: Vec<f64> = (0..state.len()).map(|i| system.ln_yield(&state, i)).collect();
        let matters = (0..state.len()).map(|i| !system.negligible(&state, i)).collect();
        let mut end = t;
        if stopped {
            let future = prepared.future(true);
            tail::continue_analytically(network, &system, future, t, &mut ln_yield, Some(&mut trajectory))?;
            end = span.1;
        }
        Ok(Self { trajectory, ln_yield, matters, end, statistics, error_estimate: None, warnings })
    }

    /// Largest relative difference of the final yields that matter in both.
    fn distance(&self, other: &Self) -> f64 {
        let yields = self.ln_yield.iter().zip(&other.ln_yield);
        let matters = self.matters.iter().zip(&other.matters).map(|(one, other)| *one && *other);
        let pairs = yields.zip(matters).filter(|&((a, b), matters)| matters && a != b);
        pairs.fold(0.0, |worst, ((a, b), _)| worst.max((a - b).abs()))
    }

    fn finish(mut self, prepared: &Prepared, ln_factors: &Arc<[f64]>) -> Solution {
        let tolerance = prepared.settings.tolerance;
        if let Some(error) = self.error_estimate.filter(|&e| e > tolerance) {
            self.warnings.push(format!("the estimated error {error:.1e} is above the tolerance {tolerance:.1e}"));
        }
        // A yield that stopped mattering is no longer controlled: what is left of it is reported as nothing.
        for (y, matters) in self.ln_yield.iter_mut().zip(&self.matters) {
            if !matters {
                *y = f64::NEG_INFINITY;
            }
        }
        Solution {
            ln_yield: prepared.network.shared(&self.ln_yield, prepared.network.temperature(self.end)),
            network: Arc::clone(&prepared.network),
            settings: prepared.settings,
            ln_totals: self.ln_yield,
            trajectory: self.trajectory,
            start: prepared.span.0,
            temperatures: prepared.temperatures,
            end: self.end,
            statistics: self.statistics,
            error_estimate: self.error_estimate,
            warnings: self.warnings,
            ln_factors: Arc::clone(ln_factors),
            mesh: Arc::clone(&prepared.mesh),
        }
    }
}
