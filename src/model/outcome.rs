//! What a model wants evaluated after the solve.

use crate::expression::Program;
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
    /// The value. Input slot k is the value of the k-th observable; only earlier ones are used. External functions
    /// are those of [`External`].
    pub program: Program,
}

/// A restriction on the value of a formula.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// The name in results.
    pub name: String,
    /// The formula as written.
    pub of: String,
    /// What is restricted; inputs as in [`Observable::program`], all observables may be used.
    pub value: Program,
    /// The power of GeV of the value and both bounds.
    pub dimension: Dimension,
    /// The smallest value allowed.
    pub min: Option<Program>,
    /// The largest value allowed.
    pub max: Option<Program>,
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
    /// What is compared; inputs as in [`Observable::program`], all observables may be used.
    pub value: Program,
    /// The power of GeV of the value.
    pub dimension: Dimension,
    /// The promised value, in powers of GeV.
    pub expected: f64,
    /// Relative tolerance.
    pub rtol: f64,
    /// Absolute tolerance in powers of GeV, 0 where none is given. The promise holds within the larger of the two.
    pub atol: f64,
    /// Where the promised value comes from.
    pub source: String,
}
