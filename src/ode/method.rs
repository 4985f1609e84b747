//! The choice of method.

use std::fmt;
use std::str::FromStr;

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
