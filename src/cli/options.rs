//! Options that all solving commands share.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::model::{Document, Overrides, Restricted, Slha};
use crate::ode::Method;
use crate::report::{Evolution, sample};
use crate::run::{GStarSpread, Run, RunSettings, gstar_spread};

/// With which values a model is taken.
#[derive(Debug, Args)]
pub(super) struct ModelOptions {
    /// Set a parameter or a setting: `m_chi=3 MeV`, `cosmology.g_star=ideal-gas`, `evolution.from.x=0.01` (repeatable)
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,

    /// Start from a benchmark of the model (see `frazil explain`); `--set` applies on top
    #[arg(long, value_name = "NAME")]
    pub benchmark: Option<String>,

    /// Take the parameters that the model reads from an SLHA or FLHA file from this one
    #[arg(long, value_name = "FILE")]
    pub slha: Option<PathBuf>,
}

/// How exactly to solve, and by what.
#[derive(Debug, Args)]
pub(super) struct MethodOptions {
    /// Relative tolerance on every yield, 1e-10 to 1e-2 [default: that of the model, 1e-6 if it names none]
    #[arg(long, value_name = "NUMBER", value_parser = tolerance)]
    pub tolerance: Option<f64>,

    /// Integration method: `radau`, `rodas5p`, `dopri5` (explicit: refuses what is stiff) or `gsl` (if built with it)
    #[arg(long, value_name = "METHOD", default_value = "radau")]
    pub method: Method,
}

/// How to solve, and what to say of it.
#[derive(Debug, Args)]
pub(super) struct SolveOptions {
    #[command(flatten)]
    pub model: ModelOptions,

    #[command(flatten)]
    pub method: MethodOptions,

    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,

    /// Add the evolution at N points (2 to 100000) to the JSON
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = DEFAULT_POINTS,
          value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub evolution: Option<u32>,

    /// Solve also with the other sets of degrees of freedom and say how far the relic densities lie apart
    #[arg(long)]
    pub gstar_spread: bool,

    /// Exit with code 3 if a constraint is violated
    #[arg(long)]
    pub strict: bool,
}

/// Points of the evolution when no number is given.
const DEFAULT_POINTS: &str = "200";

fn tolerance(text: &str) -> Result<f64, String> {
    let wanted = "a number from 1e-10 to 1e-2 is wanted, for example 1e-8";
    let value: f64 = text.parse().map_err(|_| wanted.to_owned())?;
    if (1e-10..=1e-2).contains(&value) { Ok(value) } else { Err(wanted.to_owned()) }
}

impl ModelOptions {
    /// The SLHA file, the benchmark and the settings.
    pub(super) fn overrides(&self) -> Result<Overrides, Failure> {
        let mut overrides = Overrides::parse(self.set.iter().map(String::as_str))?;
        if let Some(path) = &self.slha {
            overrides.set_slha(Slha::read(path)?);
        }
        if let Some(name) = &self.benchmark {
            overrides.set_benchmark(name);
        }
        Ok(overrides)
    }
}

impl SolveOptions {
    /// The relic density with other sets of degrees of freedom, if it is asked for and there is one.
    pub(super) fn spread(
        &self,
        document: &Document,
        overrides: &Overrides,
        run: &Run,
    ) -> Result<Option<GStarSpread>, Failure> {
        if !self.gstar_spread {
            return Ok(None);
        }
        Ok(gstar_spread(document, overrides, self.run_settings(), run)?)
    }

    /// With `--strict`, fails if runs violate constraints.
    pub(super) fn judge<'r>(&self, runs: impl Iterator<Item = &'r Run>) -> Result<(), Failure> {
        let mut violated: Vec<String> = Vec::new();
        for run in runs.filter(|_| self.strict) {
            let constraints = run.model.constraints.iter().zip(&run.evaluation.constraints);
            let is_violated = |result: &Result<Option<Restricted>, String>| matches!(result, Ok(Some(restricted)) if restricted.is_satisfied() == Some(false));
            let names = constraints.filter(|(_, result)| is_violated(result)).map(|(c, _)| format!("`{}`", c.name));
            violated.extend(names);
        }
        if violated.is_empty() { Ok(()) } else { Err(Failure::Violation(violated)) }
    }

    /// `overrides` with what else is set on the command line and belongs into the file of the model as it was solved.
    pub(super) fn settings_used(&self, overrides: &Overrides) -> Result<Overrides, Failure> {
        let mut used = overrides.clone();
        if let Some(tolerance) = self.method.tolerance {
            used.set(&format!("evolution.tolerance={tolerance:e}"))?;
        }
        Ok(used)
    }

    /// The evolution of a run, if it is asked for and there is one.
    pub(super) fn sample(&self, run: &Run) -> Result<Option<Evolution>, Failure> {
        match (&run.solved, self.evolution) {
            (Some(solved), Some(points)) => Ok(Some(sample(solved, points as usize)?)),
            _ => Ok(None),
        }
    }

    /// Method and tolerance.
    pub(super) fn run_settings(&self) -> RunSettings {
        self.method.run_settings()
    }
}

impl MethodOptions {
    /// Method and tolerance.
    pub(super) fn run_settings(&self) -> RunSettings {
        RunSettings { method: self.method, tolerance: self.tolerance }
    }
}
