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
    /// The explicit formulas of Dormand & Prince of order 5 (J. Comput. Appl. Math. 6, 19 (1980)), computed by the crate
    /// `ode_solvers`. Refuses stiff equations.
    Dopri5,
    /// `msbdf` of the GNU Scientific Library: backward differentiation formulas of order 1 to 5.
    #[cfg(feature = "gsl")]
    Gsl,
}

impl Method {
    /// Every method, in the order in which they are offered.
    #[cfg(not(feature = "gsl"))]
    pub const ALL: &'static [Self] = &[Self::Radau, Self::Rodas5p, Self::Dopri5];
    /// Every method, in the order in which they are offered.
    #[cfg(feature = "gsl")]
    pub const ALL: &'static [Self] = &[Self::Radau, Self::Rodas5p, Self::Dopri5, Self::Gsl];

    /// The two methods written for these equations, which solve them however stiff they are.
    pub const STIFF: [Self; 2] = [Self::Radau, Self::Rodas5p];

    /// The name used on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Radau => "radau",
            Self::Rodas5p => "rodas5p",
            Self::Dopri5 => "dopri5",
            #[cfg(feature = "gsl")]
            Self::Gsl => "gsl",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A method name that is none, or none here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownMethod {
    /// No method is called so.
    #[error("unknown method `{0}`, expected `radau`, `rodas5p`, `dopri5` or `gsl`")]
    Unknown(String),
    /// The program was built without the GNU Scientific Library.
    #[error(
        "this program was built without the GNU Scientific Library: install the library (Debian: `libgsl-dev`) and build \
         with `cargo build --release --features gsl`"
    )]
    WithoutGsl,
}

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match Self::ALL.iter().find(|m| m.name() == name) {
            Some(method) => Ok(*method),
            None if name == "gsl" => Err(UnknownMethod::WithoutGsl),
            None => Err(UnknownMethod::Unknown(name.to_owned())),
        }
    }
}
