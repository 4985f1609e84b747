//! The particles of a resolved model.

use crate::standard_model::particles::Statistics;

/// A particle whose abundance is evolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Species {
    /// The name in equations.
    pub name: String,
    /// LaTeX without dollar signs; the name where the model gives none.
    pub latex: String,
    /// Free text.
    pub description: Option<String>,
    /// Mass in GeV, not negative.
    pub mass: f64,
    /// Degrees of freedom of the particle alone, colours included.
    pub degrees_of_freedom: f64,
    /// Quantum statistics.
    pub statistics: Statistics,
    /// The antiparticle's name; `None` if the particle is its own. Where there is one, every yield of this species is
    /// the sum over particle and antiparticle.
    pub antiparticle: Option<String>,
    /// The yield at the start.
    pub initial: Initial,
    /// Whether it counts towards the relic density.
    pub dark_matter: bool,
}

impl Species {
    /// Whether the particle is its own antiparticle.
    #[must_use]
    pub fn self_conjugate(&self) -> bool {
        self.antiparticle.is_none()
    }
}

/// The yield of a species at the start of the evolution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Initial {
    /// The equilibrium yield.
    Equilibrium,
    /// None.
    Zero,
    /// This yield, not negative, summed over particle and antiparticle.
    Yield(f64),
}

/// A particle in equilibrium with the plasma that takes part in a reaction.
#[derive(Debug, Clone, PartialEq)]
pub struct BathParticle {
    /// The name in equations.
    pub name: String,
    /// LaTeX without dollar signs; the name where nothing better is known.
    pub latex: String,
    /// LaTeX of the antiparticle; `None` if the particle is its own.
    pub antiparticle_latex: Option<String>,
    /// Mass in GeV, not negative.
    pub mass: f64,
    /// Degrees of freedom of the particle alone, colours included.
    pub degrees_of_freedom: f64,
    /// Quantum statistics.
    pub statistics: Statistics,
    /// The antiparticle's name; `None` if the particle is its own.
    pub antiparticle: Option<String>,
}

impl BathParticle {
    /// Whether the particle is its own antiparticle.
    #[must_use]
    pub fn self_conjugate(&self) -> bool {
        self.antiparticle.is_none()
    }
}
