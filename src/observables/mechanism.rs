//! How a yield came about.

use std::fmt;

use serde::Serialize;

/// How a final yield came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mechanism {
    /// In equilibrium once; later its destruction became slower than the expansion.
    FreezeOut,
    /// Never in equilibrium, and the yield only grew.
    FreezeIn,
    /// Never in equilibrium, but the yield passed a maximum and fell by more than a tenth.
    Reannihilation,
    /// More than half of the yield came from species that had already left equilibrium.
    Decay,
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::FreezeOut => "freeze-out",
            Self::FreezeIn => "freeze-in",
            Self::Reannihilation => "reannihilation",
            Self::Decay => "decay",
        })
    }
}
