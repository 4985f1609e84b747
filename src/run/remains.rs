//! What an evolution leaves, for those who do not ask how it came about.

use std::sync::{Arc, OnceLock};

use super::{Solved, interpret, rate, relic_densities};
use crate::model::{Model, Outcome};
use crate::network::{Prepared, SolveError};

/// The final yields. Whoever asks for more gets it from a complete evolution, which is made then.
pub(super) struct Remains {
    model: Arc<Model>,
    prepared: Arc<Prepared>,
    ln_factors: Arc<[f64]>,
    yields: Vec<f64>,
    omega_h2: Vec<f64>,
    /// Ωh² of all dark matter; `None` if no species is.
    pub(super) dark_matter_omega_h2: Option<f64>,
    complete: OnceLock<Result<Solved, String>>,
}

impl Remains {
    /// Evolves the yields, with the rate of each channel multiplied by a factor.
    pub(super) fn new(model: Arc<Model>, prepared: Arc<Prepared>, ln_factors: Arc<[f64]>) -> Result<Self, SolveError> {
        let ln_yields = prepared.final_yields(&ln_factors)?.ln_yield;
        let yields: Vec<f64> = ln_yields.iter().map(|ln_yield| ln_yield.exp()).collect();
        let (omega_h2, dark_matter_omega_h2) = relic_densities(&model, &yields);
        Ok(Self { model, prepared, ln_factors, yields, omega_h2, dark_matter_omega_h2, complete: OnceLock::new() })
    }

    fn complete(&self) -> Result<&Solved, String> {
        let solve = || interpret(&self.model, self.prepared.evolve_with(&self.ln_factors)?);
        let complete = self.complete.get_or_init(|| solve().map_err(|error: SolveError| error.to_string()));
        complete.as_ref().map_err(Clone::clone)
    }
}

impl Outcome for Remains {
    fn omega_h2(&self) -> Result<f64, String> {
        self.dark_matter_omega_h2.ok_or_else(|| "no species is marked `dark_matter: true`".to_owned())
    }

    fn omega_h2_of(&self, species: usize) -> Result<f64, String> {
        Solved::species(&self.omega_h2, species)
    }

    fn yield_of(&self, species: usize) -> Result<f64, String> {
        Solved::species(&self.yields, species)
    }

    fn yield_at(&self, species: usize, x: f64) -> Result<f64, String> {
        self.complete()?.yield_at(species, x)
    }

    fn x_range(&self) -> Result<(f64, f64), String> {
        self.complete()?.x_range()
    }

    fn x_freeze_out(&self, species: usize) -> Result<f64, String> {
        self.complete()?.x_freeze_out(species)
    }

    fn temperature_freeze_out(&self, species: usize) -> Result<f64, String> {
        self.complete()?.temperature_freeze_out(species)
    }

    fn rate(&self, label: &str, temperature: f64) -> Result<f64, String> {
        rate(self.prepared.network(), &self.ln_factors, label, temperature)
    }
}
