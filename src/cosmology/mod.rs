//! The expanding background: degrees of freedom, the Hubble rate, entropy, and today's densities.
//!
//! Conventions: `ρ = (π²/30) g_ρ T⁴` is the energy density of the plasma, `s = (2π²/45) g_s T³` its entropy density,
//! which is conserved per comoving volume unless something decays into the plasma. All quantities are in powers of GeV,
//! temperatures are those of the photons.

mod degrees_of_freedom;
mod early_matter;
mod kination;
mod radiation;
mod reheating;
mod relic;

pub use degrees_of_freedom::{DegreesOfFreedom, DegreesOfFreedomError, EffectiveDegrees, Table};
pub use early_matter::EarlyMatter;
pub use kination::Kination;
pub use radiation::RadiationEra;
pub use reheating::Reheating;
pub use relic::RelicConstants;

use std::ops::RangeInclusive;

/// Temperatures at which a background can be asked for, in GeV.
///
/// They reach far below today's 2.35e-13 GeV and up to the Planck scale, and leave `T⁴/M_Pl` and T³ in the range of
/// floating-point numbers. How far a set of degrees of freedom is *valid* is narrower: [`Expansion::range`].
pub const TEMPERATURES: RangeInclusive<f64> = 1e-20..=1e20;

/// A background was asked for at something that is not a temperature of the expanding Universe.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("no background at T = {temperature:e} GeV: this history reaches from 1e-20 to {hottest:e} GeV")]
pub struct TemperatureError {
    /// The temperature asked for, in GeV; may be NaN.
    pub temperature: f64,
    /// The hottest temperature of the history, in GeV.
    pub hottest: f64,
}

/// A history with parameters that describe none.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{quantity} must lie between {least:e} and {most:e}, found {value:e}")]
pub struct HistoryError {
    /// The parameter, as model files call it.
    pub quantity: &'static str,
    /// Its value.
    pub value: f64,
    /// The least value that makes sense.
    pub least: f64,
    /// The largest value that makes sense.
    pub most: f64,
}

impl HistoryError {
    /// Complains unless `value` lies between `least` and `most`.
    fn check(quantity: &'static str, value: f64, (least, most): (f64, f64)) -> Result<(), Self> {
        if (least..=most).contains(&value) { Ok(()) } else { Err(Self { quantity, value, least, most }) }
    }
}

/// The background at one temperature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Background {
    /// Photon temperature T in GeV.
    pub temperature: f64,
    /// Hubble rate H in GeV.
    pub hubble: f64,
    /// Entropy density s in GeV³.
    pub entropy_density: f64,
    /// The entropy density that the comoving volume will have when nothing injects entropy any more, diluted back to now,
    /// in GeV³: it falls as 1/a³, and is `entropy_density` itself where entropy is conserved from now on. A number
    /// density over it is constant as long as no particle is made or destroyed.
    pub comoving_density: f64,
    /// `F` in `d ln T/dt = −H/F`: `1 + (1/3) d ln g_s/d ln T` where entropy is conserved, more where it is injected.
    pub factor: f64,
    /// The degrees of freedom and their slopes.
    pub degrees: EffectiveDegrees,
}

/// An expansion history: what the Boltzmann equations need to know of the Universe.
///
/// [`at`](Self::at) is the one thing to implement, and what hot paths call: once per temperature. What the plasma is made of
/// follows from its [`era`](Self::era).
pub trait Expansion: Send + Sync + std::fmt::Debug {
    /// The background at the temperature `temperature` in GeV: one of [`TEMPERATURES`], not above
    /// [`hottest`](Self::hottest).
    fn at(&self, temperature: f64) -> Result<Background, TemperatureError>;

    /// The era of radiation that this history has the plasma of, and ends in.
    fn era(&self) -> &RadiationEra;

    /// Where the degrees of freedom are valid, in GeV. Outside they are continued by constants.
    fn range(&self) -> RangeInclusive<f64> {
        self.era().degrees_of_freedom().range()
    }

    /// The name of the history, as model files spell it.
    fn history(&self) -> &'static str;

    /// The history with its numbers, for people.
    fn description(&self) -> String;

    /// The hottest temperature of the history, in GeV. It must cool from there on.
    fn hottest(&self) -> f64 {
        *TEMPERATURES.end()
    }

    /// The temperature in GeV at which the plasma came into being, if it ever did: nothing was produced in it before.
    fn beginning(&self) -> Option<f64> {
        None
    }

    /// Temperatures in GeV that bound narrow features of the background. Integrations step onto them, not across, so that
    /// no feature is missed.
    fn breakpoints(&self) -> Vec<f64> {
        self.era().degrees_of_freedom().breakpoints()
    }

    /// The Planck mass G^(−1/2) in GeV.
    fn planck_mass(&self) -> f64 {
        self.era().planck_mass
    }

    /// The name of the set of degrees of freedom, as model files spell it.
    fn name(&self) -> &'static str {
        self.era().degrees_of_freedom().name()
    }

    /// Twelve hexadecimal digits that identify the set of degrees of freedom and its numbers.
    fn content_hash(&self) -> &str {
        self.era().degrees_of_freedom().content_hash()
    }

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

    /// `F(T)` in `d ln T/dt = −H/F`.
    fn factor(&self, temperature: f64) -> Result<f64, TemperatureError> {
        Ok(self.at(temperature)?.factor)
    }
}
