//! Effective degrees of freedom `g_ρ(T)` and `g_s(T)` with their analytic slopes.

mod ideal_gas;
mod integrals;
mod slope;
mod standard;
mod table;
#[cfg(test)]
mod tests;

pub use table::Table;

use std::ops::RangeInclusive;

use sha2::{Digest, Sha256};

use self::{integrals::Integrals, slope::Slope};

/// Effective degrees of freedom at one temperature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectiveDegrees {
    /// Of the energy density: `g_ρ` = 30 ρ/(π² T⁴).
    pub g_rho: f64,
    /// Of the entropy density: `g_s` = 45 s/(2π² T³).
    pub g_s: f64,
    /// `d ln g_ρ/d ln T`.
    pub dln_g_rho: f64,
    /// `d ln g_s/d ln T`.
    pub dln_g_s: f64,
}

impl EffectiveDegrees {
    fn new(g_rho: Slope, g_s: Slope) -> Self {
        Self {
            g_rho: g_rho.value,
            g_s: g_s.value,
            dln_g_rho: g_rho.slope / g_rho.value,
            dln_g_s: g_s.slope / g_s.value,
        }
    }
}

/// A number was given that must be positive, finite and of a sensible size.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{quantity} must be positive, finite and of a sensible size, not {value:e}")]
pub struct DegreesOfFreedomError {
    /// What was given.
    pub quantity: &'static str,
    /// Its value.
    pub value: f64,
}

/// Largest number of degrees of freedom accepted: far beyond any model, far below overflow.
const LARGEST: f64 = 1e12;

/// Smallest number accepted: less than a photon gas has, far above underflow.
const SMALLEST: f64 = 1e-12;

/// Whether `g` can be a number of degrees of freedom.
fn is_sensible(g: f64) -> bool {
    (SMALLEST..=LARGEST).contains(&g)
}

/// A set of effective degrees of freedom.
#[derive(Debug, Clone)]
pub struct DegreesOfFreedom {
    set: Set,
    content_hash: String,
}

#[derive(Debug, Clone)]
enum Set {
    Standard,
    IdealGas(&'static Integrals),
    Constant(EffectiveDegrees),
    Table(Table),
}

impl DegreesOfFreedom {
    /// `standard`: the fit of Saikawa and Shirai, arXiv:1803.01038, appendix C.
    ///
    /// It includes lattice QCD, electroweak perturbation theory and the decoupling of neutrinos. Valid from 10 keV, below
    /// which it is constant, to 1e16 GeV, above which it is held constant. The fit's two branches differ at 120 MeV by
    /// 2e-4 in `g_ρ` and 4e-4 in `g_s`; they are blended over ±3 % in T, which moves g by at most 2e-4 and its logarithmic
    /// slope by at most 0.022 and makes the slopes continuous. As `g_ρ` and `g_s` are fitted separately, dρ/dT = T ds/dT
    /// holds to 0.5 % only above 2 MeV, and to 3 % within the QCD crossover.
    #[must_use]
    pub fn standard() -> Self {
        Self::of(Set::Standard)
    }

    /// `ideal-gas`: free particles of the Standard Model, with hadrons below and quarks and gluons above a smooth
    /// crossover at 170 MeV, and neutrinos that decouple instantly before electrons annihilate.
    ///
    /// Away from the crossover, and above a few MeV, it is exactly thermodynamically consistent. Defined at all
    /// temperatures.
    #[must_use]
    pub fn ideal_gas() -> Self {
        Self::of(Set::IdealGas(Integrals::get()))
    }

    /// Constants `g_ρ` and `g_s`.
    pub fn constant(g_rho: f64, g_s: f64) -> Result<Self, DegreesOfFreedomError> {
        for (quantity, value) in [("g_rho", g_rho), ("g_s", g_s)] {
            if !is_sensible(value) {
                return Err(DegreesOfFreedomError { quantity, value });
            }
        }
        Ok(Self::of(Set::Constant(EffectiveDegrees { g_rho, g_s, dln_g_rho: 0.0, dln_g_s: 0.0 })))
    }

    /// A tabulated set.
    #[must_use]
    pub fn table(table: Table) -> Self {
        Self::of(Set::Table(table))
    }

    fn of(set: Set) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(set.name());
        set.numbers(&mut |number| hasher.update(number.to_le_bytes()));
        let digest = hasher.finalize();
        let hex = |nibble: u8| char::from_digit(u32::from(nibble), 16);
        let content_hash = digest.iter().take(6).flat_map(|byte| [hex(byte >> 4), hex(byte & 15)]).flatten().collect();
        Self { set, content_hash }
    }

    /// `g_ρ`, `g_s` and their slopes at a temperature in GeV, which must be one of [`super::TEMPERATURES`].
    pub(super) fn at(&self, temperature: f64) -> EffectiveDegrees {
        match &self.set {
            Set::Standard => standard::at(temperature),
            Set::IdealGas(integrals) => ideal_gas::at(integrals, temperature),
            Set::Constant(degrees) => *degrees,
            Set::Table(table) => table.at(temperature),
        }
    }

    /// Where the set is valid, in GeV. Outside it is continued by constants.
    #[must_use]
    pub fn range(&self) -> RangeInclusive<f64> {
        match &self.set {
            Set::Standard => standard::RANGE,
            Set::IdealGas(_) | Set::Constant(_) => super::TEMPERATURES,
            Set::Table(table) => table.range(),
        }
    }

    /// Temperatures in GeV that bound a narrow feature of the set.
    #[must_use]
    pub fn breakpoints(&self) -> Vec<f64> {
        match &self.set {
            Set::Standard => standard::seam().to_vec(),
            Set::IdealGas(_) | Set::Constant(_) | Set::Table(_) => Vec::new(),
        }
    }

    /// The name of the set, as model files spell it: `standard`, `ideal-gas`, `constant` or `table`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.set.name()
    }

    /// Twelve hexadecimal digits of the SHA-256 of the set's name and its numbers: equal digits, equal degrees of
    /// freedom.
    #[must_use]
    pub fn content_hash(&self) -> &str {
        &self.content_hash
    }
}

impl Set {
    fn name(&self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::IdealGas(_) => "ideal-gas",
            Self::Constant(_) => "constant",
            Self::Table(_) => "table",
        }
    }

    /// Every number that defines the set.
    fn numbers(&self, visit: &mut dyn FnMut(f64)) {
        match self {
            Self::Standard => standard::numbers(visit),
            Self::IdealGas(_) => ideal_gas::numbers(visit),
            Self::Constant(degrees) => [degrees.g_rho, degrees.g_s].into_iter().for_each(visit),
            Self::Table(table) => table.numbers(visit),
        }
    }
}
