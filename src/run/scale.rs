//! The scale on which a parameter is varied: its value, or the logarithm.

use crate::model::{Axis, Spacing};

/// How far apart two places that rounding can tell from each other are at least, relative to their size.
const ROUNDING: f64 = 1e-14;

/// The range of a parameter, on the scale on which its points are spread evenly.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    spacing: Spacing,
    from: f64,
    to: f64,
}

impl Scale {
    pub(super) fn of(axis: &Axis) -> Self {
        Self { spacing: axis.spacing, from: axis.from, to: axis.to }
    }

    /// Where a value stands.
    pub(super) fn place(&self, value: f64) -> f64 {
        match self.spacing {
            Spacing::Log => value.ln(),
            Spacing::Linear => value,
        }
    }

    /// The value at a place, within the range.
    pub(super) fn value(&self, place: f64) -> f64 {
        let value = match self.spacing {
            Spacing::Log => place.exp(),
            Spacing::Linear => place,
        };
        value.clamp(self.from, self.to)
    }

    /// The distance between the ends.
    pub(super) fn length(&self) -> f64 {
        self.place(self.to) - self.place(self.from)
    }

    /// The distance that stands for a relative accuracy of a value, or one relative to a linear range.
    pub(super) fn distance(&self, accuracy: f64) -> f64 {
        match self.spacing {
            Spacing::Log => accuracy,
            Spacing::Linear => accuracy * (self.to - self.from),
        }
    }

    /// The least distance that rounding leaves.
    pub(super) fn finest(&self) -> f64 {
        ROUNDING * self.place(self.from).abs().max(self.place(self.to).abs()).max(1e-3 * self.length())
    }
}
