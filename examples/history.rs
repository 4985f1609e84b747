//! An expansion history of one's own, which model files call by name: a Universe on a brane.
//!
//! Run it with `cargo run --release --example history`.

use std::error::Error;
use std::sync::Arc;

use frazil::cosmology::{Background, Expansion, RadiationEra, TemperatureError};
use frazil::model::{Document, Overrides};
use frazil::plugin::{HistoryKind, Key, Plugin, PluginError, Registry, Schema, Values};
use frazil::run::{RunSettings, run};
use frazil::units::Dimension;

/// The history: H² = 8πG/3 ρ (1 + ρ/ρ(`T_t`)), in which the second term is that of a brane in five dimensions
/// (hep-ph/0407092).
#[derive(Debug)]
struct Brane {
    era: RadiationEra,
    /// H² of radiation at the temperature of the transition, in GeV².
    transition: f64,
    description: String,
}

impl Expansion for Brane {
    fn at(&self, temperature: f64) -> Result<Background, TemperatureError> {
        let radiation = self.era.at(temperature)?;
        // ρ ∝ H² of radiation alone. The entropy is conserved, so that only H is another.
        let hubble = radiation.hubble * (1.0 + radiation.hubble.powi(2) / self.transition).sqrt();
        Ok(Background { hubble, ..radiation })
    }

    fn history(&self) -> &'static str {
        "brane"
    }

    fn description(&self) -> String {
        self.description.clone()
    }

    fn era(&self) -> &RadiationEra {
        &self.era
    }
}

/// What model files call `brane`.
pub(crate) struct BraneWorld;

impl HistoryKind for BraneWorld {
    fn name(&self) -> &'static str {
        "brane"
    }

    fn schema(&self) -> Schema {
        let about = "the temperature at which the term quadratic in the density equals the linear one";
        Schema::new("a brane in five dimensions").key(Key::number("T_t", Dimension::MASS, about))
    }

    fn build(&self, values: &Values, era: RadiationEra) -> Result<Arc<dyn Expansion>, PluginError> {
        let temperature = values.number("T_t")?;
        let hubble = era.hubble(temperature).map_err(|e| PluginError::at("T_t", e.to_string()))?;
        let description = format!("a brane, as quadratic as linear in the density at T = {temperature} GeV");
        Ok(Arc::new(Brane { era, transition: hubble * hubble, description }))
    }
}

/// Freeze-in by decay (arXiv:0911.1120) in such a Universe.
const MODEL: &str = "format: 1
name: Freeze-in on a brane
parameters: {m_B: 1 TeV, T_t: 1 GeV}
bath: {B: {mass: m_B, type: real_scalar}}
species: {chi: {mass: 100 MeV, type: real_scalar, dark_matter: true, initial: zero}}
reactions: [{equation: B <-> SM + chi, width: 1e-21 GeV}]
cosmology: {g_star: {constant: 106.75}, history: {plugin: {name: brane, T_t: T_t}}}
evolution: {reference_mass: m_B, from: {x: 1e-4}}
";

/// The yield for a temperature of transition given as in model files.
pub(crate) fn final_yield(transition: &str) -> Result<f64, Box<dyn Error>> {
    let registry = Arc::new(Registry::with_builtins().register(Plugin::history(BraneWorld))?);
    let document = Document::from_bytes_with("brane.yaml", MODEL.into(), &registry)?;
    let model = document.resolve(&Overrides::parse([&*format!("T_t={transition}")])?)?;
    Ok(run(model, RunSettings::default())?.solved.ok_or("there are no species")?.yields[0])
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("T_t       Y");
    for transition in ["1 GeV", "100 GeV", "10 TeV", "1000 TeV"] {
        println!("{transition:<8}  {:.5e}", final_yield(transition)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yields_have_their_closed_forms() {
        main().expect("runs");
        // Radiation alone; independent integration with Gauss–Laguerre nodes.
        let radiation = 3.628860944e-12;
        let found = final_yield("1e12 GeV").expect("can be solved");
        assert!((found / radiation - 1.0).abs() < 1e-6, "{found:e}");
        // Deep in the quadratic era H grows by (T/T_t)²: ∫x³K₁ dx = 3π/2 becomes ∫x⁵K₁ dx (T_t/m)² = 45π/2 (T_t/m)².
        let found = final_yield("1 GeV").expect("can be solved");
        assert!((found / (15e-6 * radiation) - 1.0).abs() < 1e-6, "{found:e}");
    }
}
