//! Points between two ends: the abscissas of curves, the axes of scans.

/// How the points of a grid are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spacing {
    /// Equal differences.
    #[default]
    Linear,
    /// Equal ratios.
    Log,
}

impl Spacing {
    /// `points` (at least two) values from `from` to `to`, both given exactly; with [`Spacing::Log`] both must be
    /// positive.
    #[must_use]
    pub fn between(self, from: f64, to: f64, points: usize) -> Vec<f64> {
        let last = points.max(2) - 1;
        let mut values: Vec<f64> = (0..=last).map(|k| self.at(from, to, k as f64 / last as f64)).collect();
        (values[0], values[last]) = (from, to);
        values
    }

    /// The value that divides the range from `from` to `to` at `part`, from 0 to 1, of its length.
    #[must_use]
    pub fn at(self, from: f64, to: f64, part: f64) -> f64 {
        let value = match self {
            Self::Linear => from * (1.0 - part) + to * part,
            Self::Log => (from.ln() * (1.0 - part) + to.ln() * part).exp(),
        };
        // Rounding must not carry a point past an end, where a formula may have no value.
        value.clamp(from.min(to), from.max(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_spread_evenly_and_end_exactly() {
        assert_eq!(Spacing::Linear.between(1.0, 3.0, 5), [1.0, 1.5, 2.0, 2.5, 3.0]);
        assert_eq!(Spacing::Linear.between(-1.0, 1.0, 2), [-1.0, 1.0]);
        let decades = Spacing::Log.between(1e-3, 1e3, 7);
        for (k, value) in decades.iter().enumerate() {
            // One rounding of a logarithm near 7 is 1e-15 of it, so 1e-14 of the value.
            assert!((value / 10_f64.powf(k as f64 - 3.0) - 1.0).abs() < 1e-14, "{decades:?}");
        }
        assert_eq!((decades[0], decades[6]), (1e-3, 1e3));
    }

    #[test]
    fn no_point_lies_outside() {
        let (from, to) = (0.1 + 0.2, 0.7 + 0.1);
        for spacing in [Spacing::Linear, Spacing::Log] {
            let values = spacing.between(from, to, 1000);
            assert!(values.iter().all(|v| (from..=to).contains(v)));
            assert!(values.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn the_widest_ranges_do_not_overflow() {
        let values = Spacing::Linear.between(-f64::MAX, f64::MAX, 3);
        assert_eq!(values, [-f64::MAX, 0.0, f64::MAX]);
    }
}
