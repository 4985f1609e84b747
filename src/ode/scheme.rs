//! What the driver and a method say to each other.

use super::linear_algebra::Singular;
use super::norm::Weighted;
use super::point::Point;
use super::step::Statistics;
use super::system::{OdeSystem, RhsError};

/// How a step is to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// As one of many.
    Usual,
    /// As a first step or one after a rejection, with the estimate that is robust in a stiff transient.
    Cautious,
    /// As `Cautious`, after the step has been reduced [a lot](super::controller::EMERGING). A component that starts at
    /// zero like t^m has, for large m, a relative error in the first step that does not depend on the step size. It
    /// does not matter either, because almost all of the component is still to come.
    Emerging,
}

/// What a method made of a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trial {
    /// The estimated error in units of the local tolerance.
    pub(super) error: Weighted,
    /// The safety factor for the next step size.
    pub(super) safety: f64,
}

/// What makes equations stiff.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stiffness {
    /// The fastest relaxation, in units of 1/t.
    pub(super) rate: f64,
    /// The component that takes part in it most.
    pub(super) component: Option<usize>,
}

/// Why a method has no result for a step.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Setback {
    /// Try again with the step size multiplied by `factor`.
    Retry {
        /// Below one.
        factor: f64,
    },
    /// The method is explicit and the equations are stiff.
    Stiff(Stiffness),
    /// The system gave up.
    Fatal(String),
}

impl Setback {
    /// The step led out of the domain, or to a singular matrix.
    pub(super) const OUT_OF_DOMAIN: Self = Self::Retry { factor: 0.1 };
}

impl From<RhsError> for Setback {
    fn from(error: RhsError) -> Self {
        match error {
            RhsError::Recoverable => Self::OUT_OF_DOMAIN,
            RhsError::Fatal(message) => Self::Fatal(message),
        }
    }
}

impl From<Singular> for Setback {
    fn from(_: Singular) -> Self {
        Self::OUT_OF_DOMAIN
    }
}

/// A one-step method with an error estimate, and its workspace.
pub(super) trait Scheme {
    /// The estimate is proportional to the step size to the power 1/`ERROR_EXPONENT`.
    const ERROR_EXPONENT: f64;
    /// Growth of the step below which a step stays as it is; zero if a change of the step size costs nothing.
    const WORTHWHILE_GROWTH: f64 = 0.0;
    /// Whether steps need ∂f/∂t. Where steps begin after a start or a restart it is there in any case.
    const NEEDS_TIME_DERIVATIVE: bool = false;

    /// Room for `dimension` components; `tolerance` is that of the solution.
    fn new(dimension: usize, tolerance: f64) -> Self;

    /// Tries the step from (t, `start`) to t + h.
    fn attempt<S: OdeSystem>(
        &mut self,
        system: &S,
        t: f64,
        start: &Point,
        h: f64,
        care: Care,
        statistics: &mut Statistics,
    ) -> Result<Trial, Setback>;

    /// The solution at the end of the step just tried.
    fn solution(&self) -> &[f64];

    /// Makes the step just tried the last one: its interpolant becomes available and serves the next prediction.
    fn accept(&mut self, h: f64);

    /// The coefficients of [`Dense`](super::Dense) for the last accepted step.
    fn shape(&self) -> &[[f64; 3]];

    /// Forgets the past steps, because the solution does not continue smoothly from them.
    fn forget(&mut self);
}
