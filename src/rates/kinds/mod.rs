//! The kinds of rates a model file can state, one per file.

mod cross_section;
mod partial_waves;
mod reaction_density;
mod sigma_v;
mod tabulated;
mod width;

pub use cross_section::{FormulaCrossSection, ThermalCrossSection};
pub use partial_waves::PartialWaves;
pub use reaction_density::ReactionDensity;
pub use sigma_v::SigmaV;
pub use tabulated::Tabulated;
pub use width::{ConstantWidth, Width};

use super::{RateError, RateProblem, ThermalPoint};
use crate::expression::{Program, Scratch};
use crate::model::slots;

/// A formula of T and x that gives a rate, in powers of GeV.
#[derive(Debug, Clone)]
struct ThermalFormula {
    program: Program,
    breakpoints: Vec<f64>,
}

impl ThermalFormula {
    /// `reference_mass` (GeV) translates conditions on x into temperatures.
    fn new(program: Program, reference_mass: f64) -> Self {
        let mut breakpoints = program.breakpoints(slots::TEMPERATURE);
        breakpoints.extend(program.breakpoints(slots::X).iter().map(|x| reference_mass / x));
        breakpoints.retain(|t| t.is_finite() && *t > 0.0);
        breakpoints.sort_by(f64::total_cmp);
        Self { program, breakpoints }
    }

    /// The value, which must not be negative.
    fn evaluate(&self, at: &ThermalPoint) -> Result<f64, RateError> {
        let mut scratch = Scratch::new();
        let value = self
            .program
            .eval(&[at.temperature, at.x], &mut scratch)
            .map_err(|e| RateError::from(RateProblem::Formula(e)).at_temperature(at.temperature))?;
        if value < 0.0 {
            return Err(RateError::from(RateProblem::Negative { value }).at_temperature(at.temperature));
        }
        Ok(value)
    }
}
