//! An observable of one's own, which model files call by name: when half of a yield was there.
//!
//! Run it with `cargo run --release --example observable`.

use std::error::Error;
use std::sync::Arc;

use frazil::model::{Document, Model, Outcome, Overrides};
use frazil::plugin::{Key, Observable, Plugin, Registry, Schema, Values};
use frazil::report::summary;
use frazil::run::{Run, RunSettings, run};
use frazil::units::Dimension;

/// What model files call `half_time`: x = reference mass/T at which a yield that only grows has reached a share of its end.
pub(crate) struct HalfTime;

impl Observable for HalfTime {
    fn name(&self) -> &'static str {
        "half_time"
    }

    fn schema(&self) -> Schema {
        Schema::new("x at which a share of the final yield is there")
            .key(Key::species("species", "whose yield"))
            .key(Key::number("share", Dimension::NONE, "of the final yield; default 1/2").or(0.5))
    }

    fn dimension(&self) -> Dimension {
        Dimension::NONE
    }

    fn evaluate(&self, values: &Values, _: &Model, outcome: &dyn Outcome) -> Result<f64, String> {
        let species = values.species("species").map_err(|e| e.to_string())?;
        let share = values.number("share").map_err(|e| e.to_string())?;
        let wanted = share * outcome.yield_of(species)?;
        let (mut low, mut high) = outcome.x_range()?;
        if outcome.yield_at(species, low)? >= wanted {
            return Err("the yield is there from the start".to_owned());
        }
        // Bisection in ln x, down to rounding.
        while high / low - 1.0 > 1e-12 {
            let middle = (low * high).sqrt();
            if outcome.yield_at(species, middle)? < wanted { low = middle } else { high = middle }
        }
        Ok(low)
    }
}

/// Freeze-in by decay, arXiv:0911.1120.
const MODEL: &str = "format: 1
name: When freeze-in happens
parameters: {m_B: 1 TeV}
bath: {B: {mass: m_B, type: real_scalar}}
species: {chi: {mass: 100 MeV, type: real_scalar, dark_matter: true, initial: zero}}
reactions: [{equation: B <-> SM + chi, width: 1e-21 GeV}]
cosmology: {g_star: {constant: 106.75}}
evolution: {reference_mass: m_B, from: {x: 1e-4}, tolerance: 1e-8}
observables:
  half: {plugin: {name: half_time, species: chi}, latex: 'x_{1/2}'}
  T_half: {value: m_B/half, unit: GeV}
";

pub(crate) fn solve() -> Result<Run, Box<dyn Error>> {
    let registry = Arc::new(Registry::with_builtins().register(Plugin::observable(HalfTime))?);
    let model = Document::from_bytes_with("half.yaml", MODEL.into(), &registry)?.resolve(&Overrides::default())?;
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
    fn half_of_the_yield_is_there_where_the_integral_says() {
        main().expect("runs");
        let run = solve().expect("can be solved");
        let values: Vec<f64> = run.evaluation.observables.iter().map(|o| o.clone().expect("has a value")).collect();
        // ∫₀^x t³K₁(t) dt = 3π/4, solved with mpmath to 20 digits. The yield is interpolated between steps.
        assert!((values[0] / 3.066_109_394_326_075 - 1.0).abs() < 1e-6, "{}", values[0]);
        assert!((values[0] * values[1] / 1000.0 - 1.0).abs() < 1e-15);
    }
}
