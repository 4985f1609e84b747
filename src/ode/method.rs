//! The choice of method.

use std::fmt;
use std::str::FromStr;

use super::{radau, rodas5p};

/// An integration method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Method {
    /// Radau IIA of order 5: three stages, fully implicit, stiffly accurate
    /// (Hairer & Wanner, *Solving Ordinary Differential Equations II*, 2nd ed., section IV.8).
    #[default]
    Radau,
    /// `Rodas5P`: eight stages, linearly implicit, order 5, stiffly accurate
    /// (Steinebach, BIT Numer. Math. 63, 27 (2023)).
    Rodas5p,
}

impl Method {
    /// Every method, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Radau, Self::Rodas5p];

    /// The name used on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Radau => "radau",
            Self::Rodas5p => "rodas5p",
        }
    }

    /// The tolerance given to the error estimate of one step so that the global error comes out near `tolerance`.
    ///
    /// The estimate of Radau belongs to an embedded formula of order 3, e ∝ h⁴, beside a solution whose global error is
    /// ∝ h⁵ ∝ e^{5/4}: hence the power 4/5. (Components for which this does not hold, the stiff ones, are held against
    /// `tolerance` itself besides.) The estimate of `Rodas5P` is of order 4 beside a solution of order 5, e ∝ h⁵ like the
    /// global error; the power is a little above one because in stiff problems the order is reduced and errors
    /// accumulate over more steps. The prefactors are measured: with them the global error is below the tolerance
    /// on all [problems](super::problems), from 1e-4 to 1e-10, and not further below than the worst of them demands.
    #[must_use]
    pub fn local_tolerance(self, tolerance: f64) -> f64 {
        match self {
            Self::Radau => radau::local_tolerance(tolerance),
            Self::Rodas5p => rodas5p::local_tolerance(tolerance),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A method name that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown method `{0}`, expected `radau` or `rodas5p`")]
pub struct UnknownMethod(pub String);

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|m| m.name() == name).ok_or_else(|| UnknownMethod(name.to_owned()))
    }
}
