//! A whole model in Rust, without any file: freeze-in by the decay of a particle in the plasma.
//!
//! Run it with `cargo run --release --example whole_model`.

use std::error::Error;

use frazil::model::{Model, NewParticle, NewReaction};
use frazil::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};
use frazil::report::summary;
use frazil::run::{Run, RunSettings, run};
use frazil::thermal::bessel::k1_over_k2;

/// Mass of the decaying particle in GeV.
const MASS: f64 = 1000.0;

/// The decay B → SM χ of arXiv:0911.1120.
struct Decay {
    /// Partial width in GeV.
    width: f64,
}

impl ReactionRate for Decay {
    /// γ/n_eq: the width, slowed down by the mean 1/Lorentz factor K₁/K₂ of a gas of mothers.
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        Ok(SignedLog::new(self.width * k1_over_k2(MASS / at.temperature)))
    }
}

pub(crate) fn solve() -> Result<Run, Box<dyn Error>> {
    let model = Model::builder("Freeze-in by decay, in Rust")
        .bath(&NewParticle::new("B", "real_scalar", MASS))
        .species(&NewParticle::new("chi", "real_scalar", 0.1).dark_matter().starting_at(0.0).latex(r"\chi"))
        .reaction(NewReaction::new("B <-> SM + chi", Decay { width: 1e-21 }).label("decay"))
        .setting("cosmology.g_star=106.75")
        .setting("evolution.reference_mass=1 TeV")
        .setting("evolution.from.x=1e-5")
        .build()?;
    Ok(run(model, RunSettings::default())?)
}

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", summary(&solve()?));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_yield_is_the_known_one() {
        main().expect("runs");
        let run = solve().expect("can be solved");
        assert_eq!(run.warnings, [""; 0]);
        let found = run.solved.expect("has species").yields[0];
        // Independent integration with Gauss–Laguerre nodes, as for the model `freeze-in-decay`.
        assert!((found / 3.628860944e-12 - 1.0).abs() < 1e-6, "{found:e}");
    }
}
