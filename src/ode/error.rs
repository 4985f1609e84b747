//! What can go wrong, and where it did.

use std::fmt;

use super::step::Statistics;

/// The state of an integration when it failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The last point reached.
    pub t: f64,
    /// The solution at `t`: the last good state.
    pub y: Vec<f64>,
    /// The step that failed.
    pub h: f64,
    /// The component with the largest weighted error, when there was an error estimate.
    pub component: Option<usize>,
    /// The work done so far.
    pub statistics: Statistics,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at t = {:.9e} after {} steps (last step tried {:.3e}", self.t, self.statistics.steps, self.h)?;
        if let Some(i) = self.component {
            write!(f, ", largest error in component {i}")?;
        }
        f.write_str(")")
    }
}

/// Why an integration did not reach its end.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OdeError {
    /// The span, the options or the length of the start vector make no sense.
    #[error("invalid input of the integrator: {message}")]
    InvalidInput {
        /// What is wrong.
        message: String,
    },
    /// The start values, or those an observer wrote before a restart, are not finite.
    #[error("the solution is not finite {at}")]
    NonFiniteStart {
        /// Where.
        at: Box<Failure>,
    },
    /// The right-hand side cannot be evaluated, or is not finite, at the start or after a restart.
    #[error("the derivatives cannot be evaluated {at}")]
    NotEvaluable {
        /// Where.
        at: Box<Failure>,
    },
    /// The step size shrank to the resolution of t.
    #[error("the step size became too small {at}")]
    StepTooSmall {
        /// Where.
        at: Box<Failure>,
    },
    /// [`Options::max_steps`](super::Options::max_steps) was exhausted.
    #[error("gave up {at}")]
    TooManySteps {
        /// Where.
        at: Box<Failure>,
    },
    /// An explicit method met equations whose solution is smooth but kept from going on by what relaxes much faster.
    #[error("the equations are stiff: something relaxes at the rate {rate:.1e} {at}")]
    Stiff {
        /// The fastest relaxation, in units of 1/t.
        rate: f64,
        /// Where; the component is the one that takes part in it most.
        at: Box<Failure>,
    },
    /// The system reported [`RhsError::Fatal`](super::RhsError::Fatal).
    #[error("{message}, {at}")]
    Fatal {
        /// The system's message.
        message: String,
        /// Where.
        at: Box<Failure>,
    },
}

impl OdeError {
    /// The state at the failure, unless the input was refused before the start.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::InvalidInput { .. } => None,
            Self::NonFiniteStart { at }
            | Self::NotEvaluable { at }
            | Self::StepTooSmall { at }
            | Self::TooManySteps { at }
            | Self::Stiff { at, .. }
            | Self::Fatal { at, .. } => Some(at),
        }
    }
}
