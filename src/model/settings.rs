//! How the evolution is followed.

/// Relative tolerance on every yield where the model gives none.
pub const DEFAULT_TOLERANCE: f64 = 1e-6;

/// The evolution of a model; what is `None` the solver chooses.
#[derive(Debug, Clone, PartialEq)]
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
    /// Groups of species, by their place, that are in chemical equilibrium with each other: of each only the total yield is
    /// evolved. No species is in two.
    pub chemical_equilibrium: Vec<Vec<usize>>,
}

/// One end of the evolution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// x = reference mass/T, positive.
    X(f64),
    /// Temperature in GeV, positive.
    Temperature(f64),
}
