//! The pipeline on one page: model → rates and network → evolution → what is read off it.

mod family;
mod parallel;
mod places;
mod refine;
mod remains;
mod roots;
mod scale;
mod scaled;
mod sensitivities;
mod spread;
mod sweep;
mod target;
mod verify;

use std::f64::consts::PI;
use std::sync::Arc;
use std::time::Instant;

pub use family::{Family, Point, Varied};
pub use parallel::in_parallel;
pub use roots::root;
pub use sensitivities::{Sensitivity, sensitivities};
pub use spread::{GStarSpread, gstar_spread};
pub use sweep::{Abundance, Crossing, Stretch, Sweep, SweepPoint, stretches, sweep};
pub use target::{Found, Looked, Missed, Root, Target};
pub use verify::{Promise, VerifyError, verify};

use crate::error::{Diagnostic, SourceError};
use crate::model::{Evaluation, Model, Outcome};
use crate::network::{self, KnownRates, Network, Prepared, Problem, Settings, Solution, SolveError, bound_temperature};
use crate::observables::{Fate, Mechanism, fates};
use crate::ode::Method;
use crate::rates::RateProblem;
use crate::units::HBAR;

/// The age of the Universe, in seconds, at which decays begin to disturb nucleosynthesis (arXiv:1709.01211).
const NUCLEOSYNTHESIS: f64 = 0.1;
/// Mass times yield (GeV) below which late decays are harmless whatever they make: the strongest limit of
/// arXiv:1709.01211, Figs. 9 to 14, is near this.
const HARMLESS_DENSITY: f64 = 1e-14;
/// Share of the energy density that an evolved species may hold before the expansion would have to know of it.
const NEGLIGIBLE_SHARE: f64 = 0.01;
/// |Y/Y_eq − 1| up to which a species counts as in equilibrium.
const IN_EQUILIBRIUM: f64 = 0.1;
/// |ln Y/Y_end| up to which a yield has its final value.
const SETTLED: f64 = 0.01;
/// Mean energy of a relativistic particle over the temperature, with Maxwell–Boltzmann statistics.
const RELATIVISTIC_ENERGY: f64 = 3.0;

/// How to run a model, beyond what its file says.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunSettings {
    /// The integration method.
    pub method: Method,
    /// Relative tolerance on every yield; that of the model if `None`.
    pub tolerance: Option<f64>,
}

/// A model with its solution.
#[derive(Debug)]
pub struct Run {
    /// The model, parameters set.
    pub model: Model,
    /// The solution; `None` for a model without species.
    pub solved: Option<Arc<Solved>>,
    /// Observables, constraints and expectations.
    pub evaluation: Evaluation,
    /// What the user should know, from the model and the evolution.
    pub warnings: Vec<String>,
    /// Wall-clock time in seconds.
    pub seconds: f64,
}

/// An evolution and what it means.
#[derive(Debug)]
pub struct Solved {
    /// The evolution.
    pub solution: Solution,
    /// What became of every species, in the order of the model.
    pub fates: Vec<Fate>,
    /// Final yield of every species; of a particle and its antiparticle together.
    pub yields: Vec<f64>,
    /// Ωh² of every species.
    pub omega_h2: Vec<f64>,
    /// Ωh² of all dark matter; `None` if no species is.
    pub dark_matter_omega_h2: Option<f64>,
    /// What the user should know about the physics.
    pub warnings: Vec<String>,
}

impl Run {
    /// How the species that makes up most of the dark matter came about; `None` without one, or if by none of these.
    #[must_use]
    pub fn mechanism(&self) -> Option<Mechanism> {
        let solved = self.solved.as_deref()?;
        let species = self.model.species.iter().zip(&solved.omega_h2).zip(&solved.fates);
        let dark = species.filter(|((species, _), _)| species.dark_matter);
        dark.max_by(|a, b| a.0.1.total_cmp(b.0.1)).and_then(|(_, fate)| fate.mechanism)
    }
}

/// Why a run failed.
#[derive(Debug)]
pub enum RunError {
    /// The computation failed.
    Solve(Box<SolveError>),
    /// A formula of the model has no value where the computation needs one.
    Formula {
        /// Where in the file.
        source: SourceError,
        /// Where in the evolution.
        error: Box<SolveError>,
    },
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Solve(error) => write!(f, "error: {error}"),
            Self::Formula { source, error } => write!(f, "{source}\n  while solving: {error}"),
        }
    }
}

impl std::error::Error for RunError {}

/// Solves `model` and evaluates what it wants to know.
pub fn run(model: Model, settings: RunSettings) -> Result<Run, RunError> {
    let started = Instant::now();
    log::info!(
        "{}: {} species, {} bath particles, {} reactions, hash {}",
        model.name,
        model.species.len(),
        model.bath.len(),
        model.reactions.len(),
        model.hash
    );
    let solved = if model.species.is_empty() {
        None
    } else {
        Some(Arc::new(solve(&model, settings).map_err(|e| locate(&model, e))?))
    };
    let outcome = solved.clone().map(|s| s as Arc<dyn Outcome>);
    let evaluation = model.evaluate(outcome.as_ref());
    log::info!("{}: done after {:.1} ms", model.name, milliseconds(started));
    let mut warnings = model.warnings.clone();
    if let Some(solved) = &solved {
        warnings.extend(solved.solution.warnings.iter().chain(&solved.warnings).cloned());
    }
    Ok(Run { model, solved, evaluation, warnings, seconds: started.elapsed().as_secs_f64() })
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

fn solve(model: &Model, settings: RunSettings) -> Result<Solved, SolveError> {
    let prepared = prepare(model, settings, None)?;
    let started = Instant::now();
    let solution = prepared.evolve()?;
    log::info!(
        "{}: evolved from T = {:.4e} to {:.4e} GeV in {:.1} ms, {} steps",
        model.name,
        solution.temperatures.0,
        solution.temperatures.1,
        milliseconds(started),
        solution.statistics.steps
    );
    interpret(model, solution)
}

/// What a point of a scan takes over from others.
struct Taken<'k> {
    /// Rates.
    rates: &'k KnownRates,
    /// Its own are tabulated as for yields to this many times the tolerance.
    looser: f64,
}

/// The network of a model, ready to be evolved.
fn prepare(model: &Model, settings: RunSettings, taken: Option<&Taken<'_>>) -> Result<Prepared, SolveError> {
    let tolerance = settings.tolerance.unwrap_or(model.evolution.tolerance);
    log::info!("{}: {}, tolerance {tolerance:e}, g* {}", model.name, settings.method, model.expansion.name());
    let started = Instant::now();
    let network = Arc::new(match taken {
        Some(&Taken { rates, looser }) => Network::with_known(model, looser * tolerance, rates)?,
        None => Network::of(model, tolerance)?,
    });
    log::info!("{}: rates of {} channels in {:.1} ms", model.name, network.channels.len(), milliseconds(started));
    let temperature = |bound| bound_temperature(model, bound);
    let settings = Settings {
        method: settings.method,
        tolerance,
        from: model.evolution.from.map(temperature),
        to: model.evolution.to.map(temperature),
        verify: true,
    };
    network::prepare(&network, settings)
}

/// What a solution means.
fn interpret(model: &Model, solution: Solution) -> Result<Solved, SolveError> {
    let started = Instant::now();
    let network = &solution.network;
    let fates = fates(&solution)?;
    log_fates(model, &fates);
    log::info!("{}: history read in {:.1} ms", model.name, milliseconds(started));
    let equilibrated: Vec<bool> = network.groups.iter().map(|group| fates[group.members[0]].equilibrated).collect();
    let mut warnings = solution.missed_production(&equilibrated)?;
    warnings.extend(late_decays(model, &solution)?);
    warnings.extend(heavy_densities(model, &solution)?);
    let yields: Vec<f64> = (0..model.species.len()).map(|i| solution.final_yield(i)).collect();
    let (omega_h2, dark_matter_omega_h2) = relic_densities(model, &yields);
    Ok(Solved { solution, fates, yields, omega_h2, dark_matter_omega_h2, warnings })
}

/// Ωh² of every species, and of all dark matter.
fn relic_densities(model: &Model, yields: &[f64]) -> (Vec<f64>, Option<f64>) {
    let densities = model.species.iter().zip(yields).map(|(s, y)| model.relic.relic_density(s.mass, *y));
    let omega_h2: Vec<f64> = densities.collect();
    let dark = || model.species.iter().zip(&omega_h2).filter(|(s, _)| s.dark_matter);
    let total = (dark().count() > 0).then(|| dark().map(|(_, omega)| omega).sum());
    (omega_h2, total)
}

fn log_fates(model: &Model, fates: &[Fate]) {
    for (species, fate) in model.species.iter().zip(fates) {
        let thermalised = if fate.equilibrated { "was in equilibrium" } else { "never reached equilibrium" };
        match (fate.x_freeze_out, fate.temperature_freeze_out) {
            (Some(x), Some(t)) => {
                log::debug!("{}: {thermalised} and left it at x = {x:.4}, T = {t:.4e} GeV", species.name);
            }
            _ => log::debug!("{}: {thermalised}", species.name),
        }
    }
}

/// Complaints about evolved particles that decay so late, and are so many, that nucleosynthesis would notice.
fn late_decays(model: &Model, solution: &Solution) -> Result<Vec<String>, SolveError> {
    // In the radiation era t = 1/(2H), so H = 1/(2t); H ∝ T² to the accuracy this needs.
    let hubble = |temperature: f64| solution.network.expansion().hubble(temperature).unwrap_or(f64::INFINITY);
    let wanted = 0.5 * HBAR / NUCLEOSYNTHESIS;
    let temperature = 1e-3 * (wanted / hubble(1e-3)).sqrt();
    let t = solution.network.time(temperature);
    if !(solution.start..solution.end).contains(&t) {
        return Ok(Vec::new());
    }
    let moment = solution.moment(t)?;
    // What is still in equilibrium annihilates on. Within a group in chemical equilibrium the heavier members turn into
    // the lighter ones: only its total decays.
    let decays = |i: usize| {
        solution.network.group_of(i).is_some_and(|group| {
            let falls = solution.ln_totals[group] < moment.ln_totals[group] - 1.0;
            falls && moment.departure(group) > IN_EQUILIBRIUM
        })
    };
    Ok(model
        .species
        .iter()
        .zip(&moment.ln_yield)
        .enumerate()
        .filter(|&(i, (species, now))| decays(i) && species.mass * now.exp() > HARMLESS_DENSITY)
        .map(|(_, (species, now))| {
            format!(
                "{} is still there with Y = {:.1e} at T = {temperature:.1e} GeV, {NUCLEOSYNTHESIS} s after the start of the \
                 Universe, and decays later: nucleosynthesis would notice",
                species.name,
                now.exp(),
            )
        })
        .collect())
}

/// Complaints about evolved particles that hold so much of the energy that they would change the expansion, of which the
/// background knows nothing. A species in equilibrium is one of a hundred degrees of freedom and passes; so does dark
/// matter that dominates when every yield has long got its final value.
fn heavy_densities(model: &Model, solution: &Solution) -> Result<Vec<String>, SolveError> {
    let expansion = solution.network.expansion();
    let mut largest = vec![(0.0, 0.0); model.species.len()];
    for t in solution.trajectory.ends() {
        let temperature = solution.network.temperature(t);
        let Ok(background) = expansion.at(temperature) else { continue };
        let moment = solution.moment(t)?;
        // A species that dies out changes for ever, relative to itself; what is left of it is measured by all that remains.
        let pairs = moment.ln_yield.iter().zip(&solution.ln_yield).map(|(now, end)| (now.exp(), end.exp()));
        let (change, remains) = pairs.fold((0.0, 0.0), |(c, r), (now, end)| (c + (now - end).abs(), r + end));
        if change <= SETTLED * remains {
            break;
        }
        let total = 3.0 / (8.0 * PI) * (background.hubble * expansion.planck_mass()).powi(2);
        for (i, species) in model.species.iter().enumerate() {
            let energy = species.mass.hypot(RELATIVISTIC_ENERGY * temperature);
            let share = energy * moment.ln_yield[i].exp() * background.comoving_density / total;
            let group = solution.network.group_of(i);
            if group.is_some_and(|group| moment.departure(group) > IN_EQUILIBRIUM) && share > largest[i].0 {
                largest[i] = (share, temperature);
            }
        }
    }
    let heavy = model.species.iter().zip(largest).filter(|(_, (share, _))| *share > NEGLIGIBLE_SHARE);
    Ok(heavy
        .map(|(species, (share, temperature))| {
            format!(
                "{} reaches {:.0} % of the energy density at T = {temperature:.1e} GeV, of which the expansion does not know",
                species.name,
                100.0 * share
            )
        })
        .collect())
}

/// Points an error of a rate into the model file: at the formula if it has no value, else at the reaction.
fn locate(model: &Model, error: SolveError) -> RunError {
    let error = Box::new(error);
    if let Problem::Rate(rate) = &error.problem
        && let Some(reaction) = model.reactions.iter().find(|r| Some(&r.equation) == rate.reaction.as_ref())
    {
        let source = match &rate.problem {
            RateProblem::Formula(evaluation) => model.locate(reaction, evaluation),
            problem => SourceError {
                source: Arc::clone(&model.source),
                diagnostics: vec![Diagnostic::at(reaction.span.clone(), problem.to_string())],
            },
        };
        return RunError::Formula { source, error };
    }
    RunError::Solve(error)
}

impl Solved {
    fn species<T: Copy>(values: &[T], species: usize) -> Result<T, String> {
        values.get(species).copied().ok_or_else(|| "there is no such species".to_owned())
    }

    fn fate(&self, species: usize) -> Result<&Fate, String> {
        self.fates.get(species).ok_or_else(|| "there is no such species".to_owned())
    }
}

impl Outcome for Solved {
    fn omega_h2(&self) -> Result<f64, String> {
        self.dark_matter_omega_h2.ok_or_else(|| "no species is marked `dark_matter: true`".to_owned())
    }

    fn omega_h2_of(&self, species: usize) -> Result<f64, String> {
        Self::species(&self.omega_h2, species)
    }

    fn yield_of(&self, species: usize) -> Result<f64, String> {
        Self::species(&self.yields, species)
    }

    fn yield_at(&self, species: usize, x: f64) -> Result<f64, String> {
        let (t, solution) = (x.ln(), &self.solution);
        if !(solution.start..=solution.end).contains(&t) {
            let (from, to) = (solution.start.exp(), solution.end.exp());
            return Err(format!("x = {x} is outside the evolution, {from:.4e} to {to:.4e}"));
        }
        let ln_yields = solution.ln_yields_at(t).map_err(|e| e.to_string())?;
        Self::species(&ln_yields, species).map(f64::exp)
    }

    fn x_range(&self) -> Result<(f64, f64), String> {
        Ok((self.solution.start.exp(), self.solution.end.exp()))
    }

    fn x_freeze_out(&self, species: usize) -> Result<f64, String> {
        self.fate(species)?.x_freeze_out.ok_or_else(|| "the species does not freeze out".to_owned())
    }

    fn temperature_freeze_out(&self, species: usize) -> Result<f64, String> {
        let temperature = self.fate(species)?.temperature_freeze_out;
        temperature.ok_or_else(|| "the species does not freeze out".to_owned())
    }

    fn rate(&self, label: &str, temperature: f64) -> Result<f64, String> {
        rate(&self.solution.network, &self.solution.ln_factors, label, temperature)
    }
}

/// Γ in GeV of the reaction called `label`, with the factors of its channels.
fn rate(network: &Network, ln_factors: &[f64], label: &str, temperature: f64) -> Result<f64, String> {
    let Some(channel) = network.channels.iter().position(|channel| channel.label == label) else {
        // Closed decays have no channel.
        return Ok(0.0);
    };
    let background = network.expansion().at(temperature).map_err(|e| e.to_string())?;
    let ratio = network.rate_over_hubble(channel, temperature).map_err(|e| e.to_string())?;
    // All channels of one reaction have one factor.
    let factor = ln_factors.get(channel).map_or(1.0, |ln_factor| ln_factor.exp());
    Ok(ratio.ok_or_else(|| format!("no particle of `{label}` has a density"))? * background.hubble * factor)
}
