//! What a model wants to know of a solution, and what it is told.

use super::grid::Spacing;
use super::plugin::{self, Called};
use crate::units::{Dimension, Unit};

/// A named number, evaluated after the solve.
#[derive(Debug, Clone)]
pub struct Observable {
    /// The name in formulas and results.
    pub name: String,
    /// LaTeX without dollar signs.
    pub latex: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// The unit to show the value in, with its text.
    pub unit: Option<(String, Unit)>,
    /// The power of GeV of the value.
    pub dimension: Dimension,
    /// The code that gives the value, unless a formula does.
    pub plugin: Option<Called<dyn plugin::Observable>>,
}

/// An observable that is a function of one variable, evaluated after the solve.
#[derive(Debug, Clone)]
pub struct Curve {
    /// The name in results.
    pub name: String,
    /// LaTeX without dollar signs.
    pub latex: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// The unit to show the values in, with its text.
    pub unit: Option<(String, Unit)>,
    /// The power of GeV of the values.
    pub dimension: Dimension,
    /// The variable.
    pub over: Variable,
}

/// The variable of a curve.
#[derive(Debug, Clone)]
pub struct Variable {
    /// The name in the curve's formula.
    pub name: String,
    /// LaTeX without dollar signs.
    pub latex: Option<String>,
    /// The unit to show values in, with its text.
    pub unit: Option<(String, Unit)>,
    /// The power of GeV of the values.
    pub dimension: Dimension,
    /// How the points are spread.
    pub spacing: Spacing,
}

/// A restriction on the value of a formula.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// The name in results.
    pub name: String,
    /// The formula as written.
    pub of: String,
    /// The power of GeV of the value, the bounds and the measurement.
    pub dimension: Dimension,
    /// The unit to show values in, with its text: that of the observable or derived name that is restricted.
    pub unit: Option<(String, Unit)>,
    /// Text for plots and tables.
    pub label: Option<String>,
    /// Where the restriction comes from.
    pub reference: Option<String>,
}

/// A result the model file promises.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The formula as written.
    pub of: String,
    /// The power of GeV of the value.
    pub dimension: Dimension,
    /// The promised value, in powers of GeV.
    pub expected: f64,
    /// Relative tolerance.
    pub rtol: f64,
    /// Absolute tolerance in powers of GeV, 0 where none is given. The promise holds within the larger of the two.
    pub atol: f64,
    /// The benchmark at which it is promised; the file's own values if `None`.
    pub at: Option<String>,
    /// Where the promised value comes from.
    pub source: String,
}

impl Expectation {
    /// Whether `value`, in powers of GeV, is what was promised.
    #[must_use]
    pub fn is_met(&self, value: f64) -> bool {
        (value - self.expected).abs() <= self.atol.max(self.rtol * self.expected.abs())
    }
}

/// What observables may ask of a solution. Species are given by their place in
/// [`Model::species`](super::Model::species); yields are sums over particle and antiparticle, at the end of the evolution
/// unless said otherwise. The errors are one sentence each: a species that never froze out has no freeze-out temperature.
pub trait Outcome: Send + Sync {
    /// Whether its answers never change.
    fn is_final(&self) -> bool {
        true
    }
    /// Ωh² of all dark matter.
    fn omega_h2(&self) -> Result<f64, String>;
    /// Ωh² of one species.
    fn omega_h2_of(&self, species: usize) -> Result<f64, String>;
    /// Yield of one species.
    fn yield_of(&self, species: usize) -> Result<f64, String>;
    /// Yield of one species at x = reference mass/T.
    fn yield_at(&self, species: usize, x: f64) -> Result<f64, String>;
    /// x at the start and at the end of the evolution.
    fn x_range(&self) -> Result<(f64, f64), String>;
    /// x at which one species froze out.
    fn x_freeze_out(&self, species: usize) -> Result<f64, String>;
    /// Temperature in GeV at which one species froze out.
    fn temperature_freeze_out(&self, species: usize) -> Result<f64, String>;
    /// Rate in GeV of the reaction with this label at a temperature in GeV: γ over the equilibrium density of its first
    /// reactant that has one.
    fn rate(&self, label: &str, temperature: f64) -> Result<f64, String>;
}

/// A number in powers of GeV, or one sentence why there is none.
pub type Evaluated = Result<f64, String>;

/// Everything a model wants evaluated, in the order of [`Model::observables`], [`Model::curves`],
/// [`Model::constraints`] and [`Model::expectations`].
///
/// [`Model::observables`]: super::Model::observables
/// [`Model::curves`]: super::Model::curves
/// [`Model::constraints`]: super::Model::constraints
/// [`Model::expectations`]: super::Model::expectations
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Values of the observables.
    pub observables: Vec<Evaluated>,
    /// Points of the curves.
    pub curves: Vec<Result<Points, String>>,
    /// Values and bounds of the constraints; `None` for one that does not apply.
    pub constraints: Vec<Result<Option<Restricted>, String>>,
    /// The sum of the squared pulls of the measurements that apply; `None` if there are none. Without the value of one
    /// of them there is no sum.
    pub chi2: Option<Evaluated>,
    /// Values to compare with the expectations.
    pub expectations: Vec<Evaluated>,
}

/// The points of a curve, in powers of GeV.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Points {
    /// Values of the variable, increasing.
    pub x: Vec<f64>,
    /// Values of the curve, one for each of `x`.
    pub values: Vec<f64>,
    /// Why there are no points, if the range is closed.
    pub note: Option<String>,
}

/// A value with its bounds and its measurement, in powers of GeV.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Restricted {
    /// What is restricted.
    pub value: f64,
    /// The smallest value allowed.
    pub min: Option<f64>,
    /// The largest value allowed.
    pub max: Option<f64>,
    /// What was measured.
    pub measured: Option<Measurement>,
}

/// A measured value with its standard deviations, in powers of GeV.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measurement {
    /// The central value.
    pub value: f64,
    /// The error towards smaller values, positive.
    pub minus: f64,
    /// The error towards larger values, positive.
    pub plus: f64,
}

impl Restricted {
    /// Whether the value lies within its bounds; `None` if there are none, a measurement alone being no verdict.
    #[must_use]
    pub fn is_satisfied(&self) -> Option<bool> {
        if self.min.is_none() && self.max.is_none() {
            return None;
        }
        Some(self.min.is_none_or(|min| self.value >= min) && self.max.is_none_or(|max| self.value <= max))
    }

    /// (value − measured)/error, with the error on the side where the value lies; `None` without a measurement.
    #[must_use]
    pub fn pull(&self) -> Option<f64> {
        self.measured.map(|measured| {
            let distance = self.value - measured.value;
            distance / if distance < 0.0 { measured.minus } else { measured.plus }
        })
    }
}
