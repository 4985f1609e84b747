//! A kind of rate of one's own, and the program that knows it: `frazil` with one rate more.
//!
//! ```text
//! cargo run --release --example rate_kind -- run examples/sommerfeld.yaml
//! cargo run --release --example rate_kind -- explain examples/sommerfeld.yaml
//! ```

// ANCHOR: program
use std::f64::consts::PI;
use std::process::ExitCode;

use frazil::plugin::{Key, Plugin, PluginError, Process, RateKind, Registry, RegistryError, Schema, Scope, Values};
use frazil::rates::kinds::ThermalFormula;
use frazil::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};
use frazil::units::Dimension;

/// The kind: what model files call `sommerfeld`.
pub(crate) struct Sommerfeld;

impl RateKind for Sommerfeld {
    fn name(&self) -> &'static str {
        "sommerfeld"
    }

    fn schema(&self) -> Schema {
        Schema::new("s-wave annihilation, enhanced by a Coulomb potential −alpha/r")
            .key(Key::of_temperature("sigma_v", Dimension::power(-2), "⟨σv⟩ without the enhancement"))
            .key(Key::number("alpha", Dimension::NONE, "the coupling; negative if the potential is repulsive").or(0.0))
    }

    fn check(&self, values: &Values, process: &Process) -> Result<(), PluginError> {
        process.require_reactants(2)?;
        let alpha = values.number("alpha")?;
        if alpha.abs() < 1.0 {
            return Ok(());
        }
        Err(PluginError::at("alpha", format!("the coupling must lie between -1 and 1, but this is {alpha}")))
    }

    fn build(&self, values: &Values, scope: &Scope) -> Result<Box<dyn ReactionRate>, RateError> {
        let [a, b] = [0, 1].map(|i| scope.process.reactants[i].mass);
        Ok(Box::new(Enhanced {
            sigma_v: values.of_temperature("sigma_v", scope)?,
            alpha: values.number("alpha")?,
            reduced_mass: a * b / (a + b),
            // γ is ours to get right, the factor for identical reactants included.
            symmetry_factor: if scope.process.reactants[0] == scope.process.reactants[1] { 0.5 } else { 1.0 },
            threshold_mass: scope.process.threshold_mass(),
        }))
    }
}

/// The rate of one reaction.
struct Enhanced {
    sigma_v: ThermalFormula,
    alpha: f64,
    /// μ in GeV.
    reduced_mass: f64,
    symmetry_factor: f64,
    threshold_mass: f64,
}

impl ReactionRate for Enhanced {
    /// γ over the densities of both reactants, without the factor exp(−threshold/T) that ⟨σv⟩ contains.
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let average = self.sigma_v.evaluate(at)? * enhancement(self.alpha, self.reduced_mass / at.temperature);
        let mut coefficient = SignedLog::new(self.symmetry_factor * average);
        coefficient.ln_abs += self.threshold_mass / at.temperature;
        Ok(coefficient)
    }

    fn threshold_mass(&self) -> f64 {
        self.threshold_mass
    }

    fn breakpoints(&self) -> &[f64] {
        self.sigma_v.breakpoints()
    }
}

/// The Sommerfeld factor S(v) = w/(1 − e^(−w)), w = 2πα/v (arXiv:0810.0713), averaged over the Maxwell distribution of
/// the relative velocity v at `x` = μ/T: with u = v √(x/2) that is 4/√π ∫ u² e^(−u²) S du. In ln u the integrand is
/// analytic and dies out on both sides, so that the trapezoidal rule is good to 1e-12.
fn enhancement(alpha: f64, x: f64) -> f64 {
    const STEP: f64 = 0.08;
    let sum: f64 = (-200..25)
        .map(|k| {
            let u = (STEP * f64::from(k)).exp();
            let w = 2.0 * PI * alpha * (0.5 * x).sqrt() / u;
            let factor = if w.abs() < 1e-8 { 1.0 + 0.5 * w } else { w / -(-w).exp_m1() };
            u.powi(3) * (-u * u).exp() * factor
        })
        .sum();
    4.0 / PI.sqrt() * STEP * sum
}

/// What this program knows.
pub(crate) fn registry() -> Result<Registry, RegistryError> {
    Registry::with_builtins().register(Plugin::rate(Sommerfeld))
}

fn main() -> Result<ExitCode, RegistryError> {
    Ok(frazil::cli::main_with(registry()?))
}
// ANCHOR_END: program

// ANCHOR: tests
#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use frazil::model::{Document, Model, Overrides};
    use frazil::testing::model_contract;

    use super::*;

    fn model(settings: &[&str]) -> Model {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/sommerfeld.yaml");
        let registry = Arc::new(registry().expect("is in order"));
        let document = Document::read_with(file, &registry).unwrap_or_else(|e| panic!("{e}"));
        let overrides = Overrides::parse(settings.iter().copied()).expect("are settings");
        document.resolve(&overrides).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn the_rate_keeps_its_contract() {
        for alpha in ["alpha=0.1", "alpha=0", "alpha=-0.1"] {
            model_contract(&model(&[alpha])).unwrap_or_else(|e| panic!("{alpha}: {e}"));
        }
    }

    #[test]
    fn the_enhancement_has_its_limits() {
        assert!((enhancement(0.0, 20.0) - 1.0).abs() < 1e-12);
        // Slow particles: S → 2πα/v, and the mean of 1/v is √(2x/π); corrections fall exponentially.
        let x = 1e9_f64;
        let wanted = 2.0 * PI * 0.1 * (2.0 * x / PI).sqrt();
        assert!((enhancement(0.1, x) / wanted - 1.0).abs() < 1e-9);
        // Fast particles: S = 1 + w/2 + w²/12, and the mean of 1/v² is x.
        let (alpha, x) = (1e-5_f64, 10.0_f64);
        let first = PI * alpha * (2.0 * x / PI).sqrt();
        let second = (2.0 * PI * alpha).powi(2) * x / 12.0;
        assert!((enhancement(alpha, x) - (1.0 + first + second)).abs() < 1e-11);
    }

    #[test]
    fn without_coupling_it_is_the_built_in_rate() {
        let final_yield = |model: Model| {
            let run = frazil::run::run(model, frazil::run::RunSettings::default()).expect("can be solved");
            run.solved.expect("has species").yields[0]
        };
        let plain = "format: 1
name: plain
species: {chi: {mass: 1 TeV, type: majorana, dark_matter: true}}
reactions: [{equation: chi + chi <-> SM + SM, sigma_v: 2e-26 cm^3/s}]
";
        let plain = Document::from_bytes("plain", plain.into()).and_then(|d| d.resolve(&Overrides::default()));
        let plain = final_yield(plain.unwrap_or_else(|e| panic!("{e}")));
        let without = final_yield(model(&["alpha=0"]));
        // Both are solved to 1e-6.
        assert!((without / plain - 1.0).abs() < 2e-6, "{without:e} {plain:e}");
        let enhanced = final_yield(model(&["alpha=0.1"]));
        assert!(enhanced < 0.7 * without, "{enhanced:e} {without:e}");
    }
}
// ANCHOR_END: tests
