//! The expanding background: degrees of freedom, the Hubble rate, entropy, and today's densities.
//!
//! Conventions: `ρ = (π²/30) g_ρ T⁴` sets the Hubble rate, `s = (2π²/45) g_s T³` is conserved per comoving volume. All
//! quantities are in powers of GeV, temperatures are those of the photons.

mod degrees_of_freedom;
mod radiation;
mod relic;

pub use degrees_of_freedom::{DegreesOfFreedom, DegreesOfFreedomError, EffectiveDegrees, Table};
pub use radiation::RadiationEra;
pub use relic::RelicConstants;

use std::ops::RangeInclusive;

/// Temperatures at which a background can be asked for, in GeV.
///
/// They reach far below today's 2.35e-13 GeV and up to the Planck scale, and leave `T⁴/M_Pl` and T³ in the range of
/// floating-point numbers. How far a set of degrees of freedom is *valid* is narrower: [`Expansion::range`].
pub const TEMPERATURES: RangeInclusive<f64> = 1e-20..=1e20;

/// A background was asked for at something that is not a temperature of the expanding Universe.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("no background at T = {0:e} GeV: temperatures from 1e-20 to 1e20 GeV are supported")]
pub struct TemperatureError(
    /// The temperature asked for, in GeV; may be NaN.
    pub f64,
);

/// The background at one temperature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Background {
    /// Photon temperature T in GeV.
    pub temperature: f64,
    /// Hubble rate H in GeV.
    pub hubble: f64,
    /// Entropy density s in GeV³.
    pub entropy_density: f64,
    /// `F = 1 + (1/3) d ln g_s/d ln T`, from entropy conservation: `d ln T/dt = −H/F`.
    pub factor: f64,
    /// The degrees of freedom and their slopes.
    pub degrees: EffectiveDegrees,
}

/// An expansion history: what the Boltzmann equations need to know of the Universe.
///
/// [`at`](Self::at) is the one thing to implement, and what hot paths call: once per temperature.
pub trait Expansion: Send + Sync {
    /// The background at the temperature `temperature` in GeV, which must be one of [`TEMPERATURES`].
    fn at(&self, temperature: f64) -> Result<Background, TemperatureError>;

    /// Where the degrees of freedom are valid, in GeV. Outside they are continued by constants.
    fn range(&self) -> RangeInclusive<f64>;

    /// The name of the set of degrees of freedom, as model files spell it.
    fn name(&self) -> &'static str;

    /// Twelve hexadecimal digits that identify the set of degrees of freedom and its numbers.
    fn content_hash(&self) -> &str;

    /// H(T) in GeV.
    fn hubble(&self, temperature: f64) -> Result<f64, TemperatureError> {
        Ok(self.at(temperature)?.hubble)
    }

    /// s(T) in GeV³.
    fn entropy_density(&self, temperature: f64) -> Result<f64, TemperatureError> {
        Ok(self.at(temperature)?.entropy_density)
    }

    /// `d ln g_s/d ln T`.
    fn dln_gs_dln_t(&self, temperature: f64) -> Result<f64, TemperatureError> {
        Ok(self.at(temperature)?.degrees.dln_g_s)
    }

    /// `g_ρ(T)`.
    fn g_rho(&self, temperature: f64) -> Result<f64, TemperatureError> {
        Ok(self.at(temperature)?.degrees.g_rho)
    }

    /// `g_s(T)`.
    fn g_s(&self, temperature: f64) -> Result<f64, TemperatureError> {
        Ok(self.at(temperature)?.degrees.g_s)
    }

    /// `F(T) = 1 + (1/3) d ln g_s/d ln T`.
    fn factor(&self, temperature: f64) -> Result<f64, TemperatureError> {
        Ok(self.at(temperature)?.factor)
    }
}
