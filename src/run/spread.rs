//! How much a relic density depends on the degrees of freedom of the plasma, the main input it has not been fitted to.

use super::{Run, RunSettings, VerifyError, run};
use crate::model::{Document, Overrides};

/// The sets of degrees of freedom that every model is compared with.
const SETS: [&str; 2] = ["standard", "ideal-gas"];

/// Ωh² with several sets of degrees of freedom.
#[derive(Debug, Clone, PartialEq)]
pub struct GStarSpread {
    /// The name of each set and Ωh² of all dark matter with it; the built-in sets first, then the model's own if it is
    /// another.
    pub omega_h2: Vec<(String, f64)>,
    /// The difference of the largest and the smallest over the model's own.
    pub relative: f64,
}

/// Solves a model again with the other sets of degrees of freedom; `own` is its run with its own. `None` without dark
/// matter.
pub fn gstar_spread(
    document: &Document,
    overrides: &Overrides,
    settings: RunSettings,
    own: &Run,
) -> Result<Option<GStarSpread>, VerifyError> {
    let density = |run: &Run| run.solved.as_ref().and_then(|solved| solved.dark_matter_omega_h2);
    let (own_name, Some(own_density)) = (own.model.expansion.name(), density(own)) else { return Ok(None) };
    let mut omega_h2 = Vec::new();
    for set in SETS {
        let found = if set == own_name {
            Some(own_density)
        } else {
            let mut chosen = overrides.clone();
            chosen.set(&format!("cosmology.g_star={set}"))?;
            density(&run(document.resolve(&chosen)?, settings)?)
        };
        omega_h2.extend(found.map(|density| (set.to_owned(), density)));
    }
    if !SETS.contains(&own_name) {
        omega_h2.push((own_name.to_owned(), own_density));
    }
    let densities = || omega_h2.iter().map(|(_, density)| *density);
    let (low, high) = (densities().fold(f64::INFINITY, f64::min), densities().fold(0.0, f64::max));
    // Where nothing is left there is nothing to differ.
    let relative = if own_density > 0.0 { (high - low) / own_density } else { 0.0 };
    Ok(Some(GStarSpread { omega_h2, relative }))
}
