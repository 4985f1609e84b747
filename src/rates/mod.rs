//! Reaction rates: one file per kind, the thermal average, error-controlled tables.
//!
//! A rate is the coefficient c(T) = γ/Π n_eq(reactants) of one reaction, γ being its forward equilibrium reaction
//! density in GeV⁴. Rates never see yields, stoichiometry or the expansion of the Universe. They are handed on as
//! logarithms, with the threshold factor exp(−(m₃+m₄−m₁−m₂)/T) kept apart, because γ itself spans hundreds of orders of
//! magnitude over one run.

mod error;
pub mod kinds;
pub mod slopes;
pub mod slots;
pub mod table;
pub mod thermal_average;

pub use error::{RateError, RateProblem};

use std::sync::Arc;

/// Where in the thermal history a rate is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThermalPoint {
    /// Temperature T of the plasma in GeV.
    pub temperature: f64,
    /// Reference mass of the run over T.
    pub x: f64,
}

impl ThermalPoint {
    /// The point at `temperature` (GeV) of a run with `reference_mass` (GeV).
    #[must_use]
    pub fn new(temperature: f64, reference_mass: f64) -> Self {
        Self { temperature, x: reference_mass / temperature }
    }
}

/// A real number as sign and logarithm of its modulus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignedLog {
    /// Natural logarithm of the modulus; −∞ for exactly zero.
    pub ln_abs: f64,
    /// +1 or −1; +1 for zero.
    pub sign: f64,
}

impl SignedLog {
    /// Exactly zero.
    pub const ZERO: Self = Self { ln_abs: f64::NEG_INFINITY, sign: 1.0 };

    /// Splits a number.
    #[must_use]
    pub fn new(value: f64) -> Self {
        Self { ln_abs: value.abs().ln(), sign: if value < 0.0 { -1.0 } else { 1.0 } }
    }

    /// Whether this is exactly zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.ln_abs == f64::NEG_INFINITY
    }

    /// The number itself; under- and overflows like any `f64`.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.sign * self.ln_abs.exp()
    }
}

/// Temperatures between which a rate is meaningful, in GeV.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TemperatureRange {
    /// Lowest temperature in GeV, ≥ 0.
    pub min: f64,
    /// Highest temperature in GeV; may be infinite.
    pub max: f64,
}

impl TemperatureRange {
    /// Every temperature.
    pub const ALL: Self = Self { min: 0.0, max: f64::INFINITY };

    /// Whether `temperature` (GeV) lies inside, ends included.
    #[must_use]
    pub fn contains(&self, temperature: f64) -> bool {
        (self.min..=self.max).contains(&temperature)
    }
}

/// One reaction's forward equilibrium rate. Never sees yields, step sizes, H or stoichiometry.
pub trait ReactionRate: Send + Sync {
    /// γ/Π n_eq(reactants) with the factor exp(−`threshold_mass`/T) taken out: the coefficient is
    /// `sign`·exp(`ln_abs` − `threshold_mass`/T), in GeV^(4−3n) for n reactants, with γ in GeV⁴. It includes the 1/n! of
    /// identical reactants.
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError>;

    /// The rate that this one is made from, if it is another's: what this one does not say for itself is as there.
    fn inner(&self) -> Option<&dyn ReactionRate> {
        None
    }

    /// max(0, Σm(products) − Σm(reactants)) in GeV; 0 if nothing else is said.
    fn threshold_mass(&self) -> f64 {
        self.inner().map_or(0.0, ReactionRate::threshold_mass)
    }

    /// Temperatures in GeV at which the rate jumps or bends; tables split there.
    fn breakpoints(&self) -> &[f64] {
        self.inner().map_or(&[], |inner| inner.breakpoints())
    }

    /// Where the rate may be asked for; everywhere if nothing else is said.
    fn validity(&self) -> TemperatureRange {
        self.inner().map_or(TemperatureRange::ALL, ReactionRate::validity)
    }

    /// Relative error of the rate from interpolation, as measured; 0 for a rate that is computed.
    fn interpolation_error(&self) -> f64 {
        self.inner().map_or(0.0, ReactionRate::interpolation_error)
    }

    /// Where the formula is from (`arXiv:…`, `doi:…`).
    fn references(&self) -> &[String] {
        self.inner().map_or(&[], |inner| inner.references())
    }
}

impl ReactionRate for Box<dyn ReactionRate> {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        (**self).coefficient(at)
    }

    fn inner(&self) -> Option<&dyn ReactionRate> {
        Some(&**self)
    }
}

impl ReactionRate for Arc<dyn ReactionRate> {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        (**self).coefficient(at)
    }

    fn inner(&self) -> Option<&dyn ReactionRate> {
        Some(&**self)
    }
}

/// A Breit–Wigner pole 1/((s−M²)²+M²Γ²) of a cross section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pole {
    /// Mass M in GeV.
    pub mass: f64,
    /// Width Γ in GeV.
    pub width: f64,
}

/// A cross section σ(s), averaged over initial and summed over final states, without a factor for identical reactants.
pub trait CrossSection: Send + Sync {
    /// Writes σ in GeV⁻² for every `s` in GeV² into `out`, which has the same length.
    fn sigma(&self, s: &[f64], out: &mut [f64]) -> Result<(), RateError>;

    /// Values of √s in GeV beyond the reaction's own threshold where σ has a kink, a jump or a square root.
    fn thresholds(&self) -> &[f64] {
        &[]
    }

    /// The s-channel poles of σ, which are integrated at any width. One that is left out is found if its tails show at the 42
    /// energies of a smooth average, at a higher cost; nothing is promised for it.
    fn poles(&self) -> &[Pole] {
        &[]
    }
}

impl<C: CrossSection + ?Sized> CrossSection for &C {
    fn sigma(&self, s: &[f64], out: &mut [f64]) -> Result<(), RateError> {
        (**self).sigma(s, out)
    }

    fn thresholds(&self) -> &[f64] {
        (**self).thresholds()
    }

    fn poles(&self) -> &[Pole] {
        (**self).poles()
    }
}

impl<C: CrossSection + ?Sized> CrossSection for Box<C> {
    fn sigma(&self, s: &[f64], out: &mut [f64]) -> Result<(), RateError> {
        (**self).sigma(s, out)
    }

    fn thresholds(&self) -> &[f64] {
        (**self).thresholds()
    }

    fn poles(&self) -> &[Pole] {
        (**self).poles()
    }
}
