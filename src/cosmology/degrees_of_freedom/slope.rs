//! Values carried together with their derivative with respect to ln T.

use std::ops::{Add, Mul};

/// A quantity and its derivative with respect to ln T.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slope {
    pub(super) value: f64,
    pub(super) slope: f64,
}

impl Slope {
    /// A constant.
    pub(super) const fn constant(value: f64) -> Self {
        Self { value, slope: 0.0 }
    }

    /// Σ cᵢ tⁱ, with t = ln T.
    pub(super) fn polynomial(coefficients: &[f64], t: f64) -> Self {
        let mut sum = Self::constant(0.0);
        for &c in coefficients.iter().rev() {
            sum.slope = sum.slope * t + sum.value;
            sum.value = sum.value * t + c;
        }
        sum
    }

    /// The quotient `self / other`.
    pub(super) fn over(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self { value, slope: (self.slope - value * other.slope) / other.value }
    }

    /// `self` to a constant power, for `self` > 0.
    pub(super) fn power(self, exponent: f64) -> Self {
        let value = self.value.powf(exponent);
        Self { value, slope: exponent * value / self.value * self.slope }
    }

    /// The weighted mean (1 − w) `low` + w `high`.
    pub(super) fn blend(low: Self, high: Self, weight: Self) -> Self {
        low + weight * (high + low * -1.0)
    }
}

impl Add for Slope {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, slope: self.slope + other.slope }
    }
}

impl Mul for Slope {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self { value: self.value * other.value, slope: self.slope * other.value + self.value * other.slope }
    }
}

impl Mul<f64> for Slope {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self { value: self.value * factor, slope: self.slope * factor }
    }
}
