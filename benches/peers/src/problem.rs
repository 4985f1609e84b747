//! The equation, the same for all, with a right-hand side as cheap as it gets.

use std::cell::Cell;

use frazil::cosmology::{DegreesOfFreedom, Expansion as _, RadiationEra};
use frazil::thermal::bessel::x2_k2_scaled;

use crate::Failure;

/// Degrees of freedom of the plasma, of energy and entropy, at all temperatures.
pub(crate) const G_STAR: f64 = 86.25;
/// x = m/T at the start and at the end.
pub(crate) const RANGE: (f64, f64) = (1.0, 1e4);

/// Annihilation of one species that is its own antiparticle, with constant ⟨σv⟩:
///
/// d ln Y/d ln x = −(λ/x) (Y − Y_eq²/Y),  λ = s⟨σv⟩/H at x = 1,  Y_eq = c x² K₂(x).
pub(crate) struct FreezeOut {
    /// s⟨σv⟩/H at x = 1.
    pub(crate) lambda: f64,
    /// Y_eq/(x² K₂(x)).
    pub(crate) scale: f64,
    evaluations: Cell<usize>,
}

impl FreezeOut {
    /// For a mass in GeV, two degrees of freedom and ⟨σv⟩ in GeV⁻².
    pub(crate) fn new(mass: f64, sigma_v: f64) -> Result<Self, Failure> {
        let background = RadiationEra::new(DegreesOfFreedom::constant(G_STAR, G_STAR)?).at(mass)?;
        // n_eq = g m³/(2π²) · K₂(x)/x, and s falls as 1/x³.
        let scale = mass.powi(3) / (std::f64::consts::PI.powi(2) * background.entropy_density);
        let lambda = background.entropy_density * sigma_v / background.hubble;
        Ok(Self { lambda, scale, evaluations: Cell::new(0) })
    }

    /// ln x at the start and at the end.
    pub(crate) fn span() -> (f64, f64) {
        (RANGE.0.ln(), RANGE.1.ln())
    }

    /// ln Y at the start.
    pub(crate) fn start(&self) -> f64 {
        (self.scale * x2_k2_scaled(RANGE.0)).ln() - RANGE.0
    }

    /// λ/x, Y and Y_eq²/Y.
    fn terms(&self, t: f64, ln_yield: f64) -> (f64, f64, f64) {
        self.evaluations.set(self.evaluations.get() + 1);
        let x = t.exp();
        let equilibrium = self.scale * x2_k2_scaled(x) * (-x).exp();
        let own = ln_yield.exp();
        (self.lambda / x, own, equilibrium * equilibrium / own)
    }

    /// d ln Y/d ln x.
    pub(crate) fn rhs(&self, t: f64, ln_yield: f64) -> f64 {
        let (rate, own, inverse) = self.terms(t, ln_yield);
        -rate * (own - inverse)
    }

    /// Its derivative by ln Y.
    pub(crate) fn jacobian(&self, t: f64, ln_yield: f64) -> f64 {
        let (rate, own, inverse) = self.terms(t, ln_yield);
        -rate * (own + inverse)
    }

    /// How often either was asked for since this was last called.
    pub(crate) fn take_evaluations(&self) -> usize {
        self.evaluations.take()
    }
}
