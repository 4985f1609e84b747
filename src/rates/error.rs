//! What can go wrong with a rate, and where.

use std::fmt;

use thiserror::Error;

use crate::expression::EvalError;

/// A rate that could not be evaluated, with the temperature and the reaction as far as they are known.
#[derive(Debug, Clone, PartialEq)]
pub struct RateError {
    /// What went wrong.
    pub problem: RateProblem,
    /// Temperature in GeV at which the rate was asked for.
    pub temperature: Option<f64>,
    /// Equation or label of the reaction.
    pub reaction: Option<String>,
}

/// The ways a rate fails.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum RateProblem {
    /// σ(s) < 0.
    #[error("the cross section is negative, σ = {value:e} GeV⁻² at √s = {} GeV", .s.sqrt())]
    NegativeCrossSection {
        /// Squared centre-of-mass energy in GeV².
        s: f64,
        /// σ in GeV⁻².
        value: f64,
    },
    /// σ(s) is infinite or not a number.
    #[error("the cross section is not finite at √s = {} GeV", .s.sqrt())]
    NonFiniteCrossSection {
        /// Squared centre-of-mass energy in GeV².
        s: f64,
    },
    /// The temperature is not a positive finite number.
    #[error("T = {value:e} GeV is not a temperature")]
    InvalidTemperature {
        /// What was given, in GeV.
        value: f64,
    },
    /// A mass or a tolerance is not one.
    #[error("{name} = {value:e} is out of range: {wanted}")]
    InvalidInput {
        /// Which input.
        name: &'static str,
        /// What was given.
        value: f64,
        /// What would be accepted.
        wanted: &'static str,
    },
    /// The rate is infinite or not a number.
    #[error("the rate is not finite")]
    NonFinite,
    /// The rate is negative although it may not be.
    #[error("the rate is negative, {value:e}")]
    Negative {
        /// Its value, in the natural units of the rate.
        value: f64,
    },
    /// The thermal average did not reach its tolerance.
    #[error(
        "the thermal average did not converge: relative error {relative_error:.1e} after {evaluations} values of σ, \
         wanted {tolerance:.1e}"
    )]
    NotConverged {
        /// Estimated relative error that was reached.
        relative_error: f64,
        /// Relative error that was wanted.
        tolerance: f64,
        /// Number of cross sections evaluated.
        evaluations: usize,
    },
    /// ∫dt Σ|M|² diverges, or needs too many values.
    #[error(
        "the integral of the squared amplitude over t does not converge at √s = {} GeV; it is singular at {invariant} = \
         {value} GeV²: a massless particle exchanged in the {invariant}-channel needs a thermal mass, as in \
         1/({invariant} - m^2)^2, or a cut on {invariant}", .s.sqrt()
    )]
    PhaseSpace {
        /// Squared centre-of-mass energy in GeV².
        s: f64,
        /// The invariant with the singularity, t or u.
        invariant: &'static str,
        /// Its value there, in GeV².
        value: f64,
    },
    /// The table cannot be made as accurate as wanted.
    #[error(
        "the table of the rate did not converge: relative error {error:.2e} between its nodes on the shortest interval, \
         wanted {wanted:.2e}"
    )]
    TableNotConverged {
        /// Error that was measured, in the logarithm of the rate; above `wanted`.
        error: f64,
        /// Largest error that would have been accepted there.
        wanted: f64,
    },
    /// The table, or the rate, does not reach so far.
    #[error("the rate is known between T = {min:e} and {max:e} GeV only")]
    OutsideRange {
        /// Lowest temperature in GeV.
        min: f64,
        /// Highest temperature in GeV.
        max: f64,
    },
    /// A formula has no finite value.
    #[error("{0}")]
    Formula(EvalError),
    /// A data table or a plug-in refused.
    #[error("{0}")]
    Evaluation(String),
}

impl RateError {
    /// Adds the temperature in GeV, unless an inner stage has already given it.
    #[must_use]
    pub fn at_temperature(mut self, temperature: f64) -> Self {
        self.temperature.get_or_insert(temperature);
        self
    }

    /// Adds the reaction's equation or label.
    #[must_use]
    pub fn in_reaction(mut self, reaction: impl Into<String>) -> Self {
        self.reaction = Some(reaction.into());
        self
    }
}

impl From<RateProblem> for RateError {
    fn from(problem: RateProblem) -> Self {
        Self { problem, temperature: None, reaction: None }
    }
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(reaction) = &self.reaction {
            write!(f, "reaction {reaction}: ")?;
        }
        if let Some(temperature) = self.temperature {
            write!(f, "at T = {temperature:e} GeV: ")?;
        }
        self.problem.fmt(f)
    }
}

impl std::error::Error for RateError {}
