//! What the equations are made of: what they follow, channels and their fluxes.
//!
//! What they follow is called a species here, be it one or the total of a [group](super::groups).

use super::stoichiometry::Side;

/// How a yield is represented in the state vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Representation {
    /// The component is ln Y.
    Logarithmic,
    /// The component is Y, because it started at zero or has become too little to matter. In this form what is left
    /// decays stably at any step size, and what flows through the species goes on flowing.
    Linear,
}

/// What the equations need to know of one channel.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    /// Evolved reactants.
    pub(super) reactants: Side,
    /// Evolved products.
    pub(super) products: Side,
    /// Change of each yield by one event, conjugate included; of the opposite sign for events taken away.
    pub(super) change: Vec<(usize, f64)>,
    /// Whether the reaction runs backward too.
    pub(super) reversible: bool,
    /// Whether its events are taken away.
    pub(super) subtracted: bool,
    /// Whether a reactant comes out again: what another channel gains or loses by the occupation of its products.
    pub(super) catalysed: bool,
    /// The flux falls as exp(−exponent · x), which is kept apart from the interpolated coefficient.
    pub(super) exponent: f64,
}

/// What the equations need to know of one species.
#[derive(Debug, Clone)]
pub(super) struct Controlled {
    /// Mass over the reference mass: ln Y_eq falls as −mass · x, which is kept apart from the interpolated part.
    pub(super) mass: f64,
    /// What this species has to matter to: the dark matter its yield can turn into or, where there is none, every species
    /// it can turn into.
    pub(super) feeds: Vec<usize>,
    /// A dark-matter yield is controlled as long as it means at least one particle.
    pub(super) dark_matter: bool,
}

/// Flux of one channel in both directions, per unit of ln x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flux {
    /// Forward.
    pub forward: f64,
    /// Backward; zero for a reaction that only runs forward.
    pub backward: f64,
    /// Forward minus backward; exactly zero in equilibrium.
    pub net: f64,
}

/// Nothing happens.
pub(super) const NO_FLUX: Flux = Flux { forward: 0.0, backward: 0.0, net: 0.0 };
