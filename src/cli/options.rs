//! Options that all solving commands share.

use clap::Args;

use super::Failure;
use crate::model::Overrides;
use crate::ode::Method;
use crate::report::{Evolution, sample};
use crate::run::{Run, RunSettings};

/// How to solve.
#[derive(Debug, Args)]
pub(super) struct SolveOptions {
    /// Set a parameter or a setting: `m_chi=3 MeV`, `cosmology.g_star=ideal-gas`, `evolution.from.x=0.01` (repeatable)
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,

    /// Relative tolerance on every yield, 1e-10 to 1e-2 [default: that of the model, 1e-6 if it names none]
    #[arg(long, value_name = "NUMBER", value_parser = tolerance)]
    pub tolerance: Option<f64>,

    /// Integration method: `radau`, `rodas5p`, `dopri5` (explicit: refuses what is stiff) or `gsl` (if built with it)
    #[arg(long, value_name = "METHOD", default_value = "radau")]
    pub method: Method,

    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,

    /// Add the evolution at N points (2 to 100000) to the JSON
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = DEFAULT_POINTS,
          value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub evolution: Option<u32>,
}

/// Points of the evolution when no number is given.
pub(super) const DEFAULT_POINTS: &str = "200";

fn tolerance(text: &str) -> Result<f64, String> {
    let wanted = "a number from 1e-10 to 1e-2 is wanted, for example 1e-8";
    let value: f64 = text.parse().map_err(|_| wanted.to_owned())?;
    if (1e-10..=1e-2).contains(&value) { Ok(value) } else { Err(wanted.to_owned()) }
}

impl SolveOptions {
    /// The settings of `--set`.
    pub(super) fn overrides(&self) -> Result<Overrides, Failure> {
        Ok(Overrides::parse(self.set.iter().map(String::as_str))?)
    }

    /// The evolution of a run, if it is asked for and there is one.
    pub(super) fn sample(&self, run: &Run) -> Result<Option<Evolution>, Failure> {
        match (&run.solved, self.evolution) {
            (Some(solved), Some(points)) => Ok(Some(sample(solved, points as usize, None)?)),
            _ => Ok(None),
        }
    }

    /// Method and tolerance.
    pub(super) fn run_settings(&self) -> RunSettings {
        RunSettings { method: self.method, tolerance: self.tolerance }
    }
}
