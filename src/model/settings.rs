//! How the evolution is followed.

use crate::standard_model::particles::Statistics;
use crate::thermal::distribution::Distribution;

/// Relative tolerance on every yield where the model gives none.
pub const DEFAULT_TOLERANCE: f64 = 1e-6;

/// The evolution of a model; what is `None` the solver chooses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EvolutionSettings {
    /// The mass in x = mass/T, in GeV, positive: by default that of the heaviest dark-matter species, or of the heaviest
    /// species where none is dark matter. `None` only where there is no massive species at all.
    pub reference_mass: Option<f64>,
    /// Start.
    pub from: Option<Bound>,
    /// End.
    pub to: Option<Bound>,
    /// Relative tolerance on every yield.
    pub tolerance: f64,
    /// Statistics of the equilibrium distributions.
    pub statistics: EquilibriumStatistics,
}

/// How occupied the states of particles in equilibrium are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EquilibriumStatistics {
    /// All like e^{−E/T}.
    #[default]
    MaxwellBoltzmann,
    /// Those of fermions and bosons each by their own statistics.
    Quantum,
}

impl EquilibriumStatistics {
    /// All, with their names in model files.
    pub const ALL: [(&'static str, Self); 2] =
        [("maxwell-boltzmann", Self::MaxwellBoltzmann), ("quantum", Self::Quantum)];

    /// The name in model files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MaxwellBoltzmann => "maxwell-boltzmann",
            Self::Quantum => "quantum",
        }
    }

    /// How the states of particles of these statistics are occupied.
    #[must_use]
    pub fn distribution(self, statistics: Statistics) -> Distribution {
        match (self, statistics) {
            (Self::MaxwellBoltzmann, _) => Distribution::MaxwellBoltzmann,
            (Self::Quantum, Statistics::Fermi) => Distribution::FermiDirac,
            (Self::Quantum, Statistics::Bose) => Distribution::BoseEinstein,
        }
    }
}

/// One end of the evolution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// x = reference mass/T, positive.
    X(f64),
    /// Temperature in GeV, positive.
    Temperature(f64),
}
