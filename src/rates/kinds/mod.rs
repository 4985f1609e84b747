//! The kinds of rates a model file can state, one per file.

mod active;
mod amplitude_squared;
mod cross_section;
mod matched;
mod on_shell;
mod partial_waves;
mod rate_coefficient;
mod reaction_density;
mod sigma_v_of_s;
mod tabulated;
mod width;

pub use active::Active;
pub use amplitude_squared::PhaseSpace;
pub use cross_section::{FormulaCrossSection, Meaning, ThermalCrossSection};
pub use matched::Matched;
pub use on_shell::OnShell;
pub use partial_waves::PartialWaves;
pub use rate_coefficient::RateCoefficient;
pub use reaction_density::ReactionDensity;
pub use sigma_v_of_s::moller_velocity;
pub use tabulated::Tabulated;
pub use width::{DecayFactor, Width};

use super::{RateError, RateProblem, ThermalPoint, slots};
use std::cell::RefCell;

use crate::expression::{EvalError, Program, Scratch};

thread_local! {
    /// Working memory of the formulas evaluated on this thread: it grows once and is used again.
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::new());
}

/// Lends the thread's working memory; an evaluation within an evaluation gets its own.
fn with_scratch<T>(evaluate: impl FnOnce(&mut Scratch) -> T) -> T {
    SCRATCH.with(|scratch| match scratch.try_borrow_mut() {
        Ok(mut scratch) => evaluate(&mut scratch),
        Err(_) => evaluate(&mut Scratch::new()),
    })
}

/// A formula of T and x that gives a rate, in powers of GeV.
#[derive(Debug, Clone)]
pub struct ThermalFormula {
    program: Program,
    /// The value of a formula that mentions neither.
    constant: Option<f64>,
    breakpoints: Vec<f64>,
}

impl ThermalFormula {
    /// `reference_mass` (GeV) translates conditions on x into temperatures.
    #[must_use]
    pub fn new(program: Program, reference_mass: f64) -> Self {
        let mut breakpoints = program.breakpoints(slots::TEMPERATURE);
        breakpoints.extend(program.breakpoints(slots::X).iter().map(|x| reference_mass / x));
        breakpoints.retain(|t| t.is_finite() && *t > 0.0);
        breakpoints.sort_by(f64::total_cmp);
        let constant = program.is_constant().then(|| with_scratch(|scratch| program.eval(&[], scratch)).ok()).flatten();
        Self { program, constant, breakpoints }
    }

    /// Temperatures in GeV at which the formula jumps or bends, increasing.
    #[must_use]
    pub fn breakpoints(&self) -> &[f64] {
        &self.breakpoints
    }

    /// The value, of either sign.
    pub fn value(&self, at: &ThermalPoint) -> Result<f64, RateError> {
        let refuse = |e: EvalError| RateError::from(RateProblem::Formula(e)).at_temperature(at.temperature);
        match self.constant {
            Some(value) => Ok(value),
            None => with_scratch(|scratch| self.program.eval(&[at.temperature, at.x], scratch)).map_err(refuse),
        }
    }

    /// The value, which must not be negative.
    pub fn evaluate(&self, at: &ThermalPoint) -> Result<f64, RateError> {
        let value = self.value(at)?;
        if value < 0.0 {
            return Err(RateError::from(RateProblem::Negative { value }).at_temperature(at.temperature));
        }
        Ok(value)
    }
}
