//! Quantities: numbers with a mass dimension, and the units users write them in.
//!
//! Everything inside the program is in natural units, ħ = c = `k_B` = 1, powers of GeV. This file holds the one table of
//! conversions; nothing else in the program knows a metre or a second.

mod reader;

use std::fmt;
use std::ops::Range;

use reader::Reader;
pub(crate) use reader::{halves, number_length, out_of_range};

/// Speed of light in m/s, exact (SI 2019, CODATA 2018).
pub const SPEED_OF_LIGHT: f64 = 299_792_458.0;
/// Planck constant h in J s, exact (SI 2019, CODATA 2018).
pub const PLANCK: f64 = 6.626_070_15e-34;
/// Elementary charge in C, exact (SI 2019, CODATA 2018): one eV in J.
pub const ELEMENTARY_CHARGE: f64 = 1.602_176_634e-19;
/// Boltzmann constant in J/K, exact (SI 2019, CODATA 2018).
pub const BOLTZMANN: f64 = 1.380_649e-23;
/// One GeV in J.
const GEV_IN_JOULE: f64 = ELEMENTARY_CHARGE * 1e9;
/// ħ in GeV s: 6.582119569…e-25 (CODATA 2018, exact up to the division by 2π).
pub const HBAR: f64 = PLANCK / (2.0 * std::f64::consts::PI) / GEV_IN_JOULE;
/// ħc in GeV m: 1.973269804…e-16.
pub const HBAR_C: f64 = HBAR * SPEED_OF_LIGHT;
/// Julian year of 365.25 days in s (IAU 2012).
const JULIAN_YEAR: f64 = 365.25 * 86_400.0;

/// Every unit: its name, its size as a numerator and a denominator in powers of GeV, that power.
///
/// The size is kept as a fraction because powers of ten are exact only where they are integers: `3 keV` is `3/1e6`,
/// correctly rounded, and not `3 * 1e-6`.
const UNITS: [(&str, f64, f64, i32); 22] = [
    ("eV", 1.0, 1e9, 1),
    ("keV", 1.0, 1e6, 1),
    ("MeV", 1.0, 1e3, 1),
    ("GeV", 1.0, 1.0, 1),
    ("TeV", 1e3, 1.0, 1),
    ("PeV", 1e6, 1.0, 1),
    ("g", SPEED_OF_LIGHT * SPEED_OF_LIGHT, GEV_IN_JOULE * 1e3, 1),
    ("kg", SPEED_OF_LIGHT * SPEED_OF_LIGHT, GEV_IN_JOULE, 1),
    ("s", 1.0, HBAR, -1),
    ("ms", 1.0, HBAR * 1e3, -1),
    ("ns", 1.0, HBAR * 1e9, -1),
    ("yr", JULIAN_YEAR, HBAR, -1),
    ("m", 1.0, HBAR_C, -1),
    ("cm", 1.0, HBAR_C * 1e2, -1),
    ("fm", 1.0, HBAR_C * 1e15, -1),
    ("km", 1e3, HBAR_C, -1),
    ("K", BOLTZMANN, GEV_IN_JOULE, 1),
    // 1 barn = 1e-28 m².
    ("barn", 1.0, HBAR_C * HBAR_C * 1e28, -2),
    ("mb", 1.0, HBAR_C * HBAR_C * 1e31, -2),
    ("nb", 1.0, HBAR_C * HBAR_C * 1e37, -2),
    ("pb", 1.0, HBAR_C * HBAR_C * 1e40, -2),
    ("fb", 1.0, HBAR_C * HBAR_C * 1e43, -2),
];

/// Largest power of GeV (and largest denominator of a fractional one) that is still believed to be meant.
const LARGEST_POWER: i64 = 1000;
const LARGEST_DENOMINATOR: i64 = 10_000;

/// A mass dimension: a rational power of GeV, kept reduced with a positive denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dimension {
    numerator: i32,
    denominator: i32,
}

impl Dimension {
    /// No dimension: a pure number.
    pub const NONE: Self = Self::power(0);
    /// A mass, energy or temperature.
    pub const MASS: Self = Self::power(1);

    /// GeV^`n` for a small integer known to the programmer.
    #[must_use]
    pub const fn power(n: i16) -> Self {
        Self { numerator: n as i32, denominator: 1 }
    }

    /// GeV^(`numerator`/`denominator`); none if the denominator is 0 or the power is absurd (beyond ±1000, or finer
    /// than 1/10000).
    #[must_use]
    pub fn fraction(numerator: i64, denominator: i64) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let divisor = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i64::try_from(divisor).ok()?.checked_mul(denominator.signum())?;
        let (n, d) = (numerator.checked_div(divisor)?, denominator.checked_div(divisor)?);
        if d > LARGEST_DENOMINATOR || n.checked_abs()? > LARGEST_POWER * d {
            return None;
        }
        Some(Self { numerator: i32::try_from(n).ok()?, denominator: i32::try_from(d).ok()? })
    }

    /// The simple fraction that `value` is meant to be, to 1e-12 (so 0.333333333333 is 1/3 and 0.3333 is 3333/10000).
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        const CLOSE: f64 = 1e-12;
        if !value.is_finite() || value.abs() > LARGEST_POWER as f64 {
            return None;
        }
        (1..=LARGEST_DENOMINATOR).find_map(|d| {
            let n = (value * d as f64).round();
            #[expect(clippy::cast_possible_truncation, reason = "bounded by the largest power times the denominator")]
            let fraction = || Self::fraction(n as i64, d);
            if (n / d as f64 - value).abs() <= CLOSE * value.abs().max(1.0) { fraction() } else { None }
        })
    }

    /// The power as a number.
    #[must_use]
    pub fn exponent(self) -> f64 {
        f64::from(self.numerator) / f64::from(self.denominator)
    }

    /// Whether this is the dimension of a pure number.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.numerator == 0
    }

    /// The dimension of a product; none if the power becomes absurd.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        let (a, b) = (i64::from(self.numerator), i64::from(self.denominator));
        let (c, d) = (i64::from(other.numerator), i64::from(other.denominator));
        Self::fraction(a * d + c * b, b * d)
    }

    /// The dimension of a quotient; none if the power becomes absurd.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        self.times(Self { numerator: -other.numerator, ..other })
    }

    /// The dimension of a power, the exponent being a pure rational number; none if the result is absurd.
    #[must_use]
    pub fn raised(self, exponent: Self) -> Option<Self> {
        let (a, b) = (i64::from(self.numerator), i64::from(self.denominator));
        let (c, d) = (i64::from(exponent.numerator), i64::from(exponent.denominator));
        Self::fraction(a * c, b * d)
    }
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

impl Dimension {
    /// What a message says of a value: `is dimensionless` or `has dimension GeV^2`.
    #[must_use]
    pub fn described(self) -> String {
        if self.is_none() { "is dimensionless".to_owned() } else { format!("has dimension {self}") }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.numerator, self.denominator) {
            (0, _) => f.write_str("dimensionless"),
            (1, 1) => f.write_str("GeV"),
            (n, 1) => write!(f, "GeV^{n}"),
            (n, d) => write!(f, "GeV^({n}/{d})"),
        }
    }
}

/// What is wrong with the text of a quantity or a unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct UnitError {
    /// The offending bytes of the text.
    pub span: Range<usize>,
    /// What was found and what was wanted.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
}

impl UnitError {
    fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A unit such as `cm^3/s`: its size in powers of GeV, to read quantities and to print them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    numerator: f64,
    denominator: f64,
    /// The mass dimension.
    pub dimension: Dimension,
}

impl Unit {
    /// The unit of pure numbers.
    pub const ONE: Self = Self { numerator: 1.0, denominator: 1.0, dimension: Dimension::NONE };

    /// The power of GeV.
    #[must_use]
    pub const fn natural(dimension: Dimension) -> Self {
        Self { dimension, ..Self::ONE }
    }

    /// A unit of the table by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let &(_, numerator, denominator, power) = UNITS.iter().find(|u| u.0 == name)?;
        Some(Self { numerator, denominator, dimension: Dimension { numerator: power, denominator: 1 } })
    }

    /// Reads `cm^3/s`, `GeV^-1`, `GeV^(1/2)` or `1`.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let mut reader = Reader::new(text);
        reader.skip_space();
        let unit = reader.product(Self::ONE, true)?;
        reader.end()?;
        Ok(unit)
    }

    /// One of this unit in powers of GeV.
    #[must_use]
    pub fn factor(self) -> f64 {
        self.numerator / self.denominator
    }

    /// A number of this unit, in powers of GeV.
    #[must_use]
    pub fn to_natural(self, number: f64) -> f64 {
        number * self.numerator / self.denominator
    }

    /// A value in powers of GeV as a number of this unit: what is printed before the unit's name.
    #[must_use]
    pub fn from_natural(self, value: f64) -> f64 {
        value * self.denominator / self.numerator
    }

    /// The unit times `other` raised to `halves`/2; none beyond what a dimension or a float can hold.
    pub(crate) fn times_power(self, other: Self, halves: i32) -> Option<Self> {
        let power = |x: f64| {
            let whole = x.powi(halves.abs() / 2);
            if halves % 2 == 0 { whole } else { whole * x.sqrt() }
        };
        let (mut numerator, mut denominator) = (power(other.numerator), power(other.denominator));
        if halves < 0 {
            (numerator, denominator) = (denominator, numerator);
        }
        let dimension = self.dimension.times(other.dimension.raised(Dimension::fraction(i64::from(halves), 2)?)?)?;
        let unit =
            Self { numerator: self.numerator * numerator, denominator: self.denominator * denominator, dimension };
        (unit.numerator.is_normal() && unit.denominator.is_normal() && unit.factor().is_normal()).then_some(unit)
    }
}

/// Names of all units, for did-you-mean.
pub fn unit_names() -> impl Iterator<Item = &'static str> {
    UNITS.iter().map(|u| u.0)
}

/// A number with its mass dimension.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// The value in powers of GeV, finite.
    pub value: f64,
    /// The power of GeV.
    pub dimension: Dimension,
}

impl Quantity {
    /// A value in powers of GeV.
    #[must_use]
    pub const fn new(value: f64, dimension: Dimension) -> Self {
        Self { value, dimension }
    }

    /// Reads a number, or a number and a unit: `0.12`, `100 GeV`, `2.2e-26 cm^3/s`, `1/TeV`.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let mut reader = Reader::new(text);
        reader.skip_space();
        let number = reader.number()?;
        reader.skip_space();
        let unit = match reader.peek() {
            None => Unit::ONE,
            // `1/TeV` is a quantity; `2*m` is a formula, in which `m` may be a parameter.
            Some('/') => reader.product(Unit::ONE, false)?,
            Some(_) => reader.product(Unit::ONE, true)?,
        };
        reader.end()?;
        let value = unit.to_natural(number);
        if !value.is_finite() || (value == 0.0 && number != 0.0) {
            return Err(UnitError::new(0..text.len(), "this quantity is beyond the range of floating-point numbers"));
        }
        Ok(Self { value, dimension: unit.dimension })
    }
}

#[cfg(test)]
mod tests;
