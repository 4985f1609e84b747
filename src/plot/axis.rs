//! Axes: what is plotted along them and where a value lies.

use super::Label;

/// An axis of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What is plotted, with its unit.
    pub label: Label,
    /// How values are spread.
    pub scale: AxisScale,
    /// First and last value, both finite, the first smaller, on a logarithmic axis positive; anything else, as `None`,
    /// means the range of the data.
    pub range: Option<(f64, f64)>,
}

/// How values are spread along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AxisScale {
    /// Equal differences are equally long.
    Linear,
    /// Equal ratios are equally long.
    Log,
    /// Logarithmic if all values are positive and they span more than two decades.
    Auto,
}

/// A second scale along the top: there stands `factor / x`, as in T = m/x.
#[derive(Debug, Clone, PartialEq)]
pub struct TopAxis {
    /// What is plotted, with its unit.
    pub label: Label,
    /// The product of both scales, positive and finite.
    pub factor: f64,
}

/// An axis with its scale and range decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub(super) log: bool,
    /// First and last value, finite, the first smaller.
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Least relative length of a linear axis: closer values are one value plus rounding errors.
const NARROWEST: f64 = 1e-10;
/// Least value on a logarithmic axis: below, numbers lose digits, and decades are no longer what they say.
const LEAST: f64 = 1e-307;

impl Scale {
    /// Decides scale and range from the data, leaving `padding` (a fraction of the length) free at both ends.
    pub(super) fn of(axis: &Axis, data: impl Iterator<Item = f64> + Clone, padding: f64) -> Self {
        let finite = data.filter(|v| v.is_finite());
        let extremes = |values: &mut dyn Iterator<Item = f64>| {
            values.fold(None, |r: Option<(f64, f64)>, v| Some(r.map_or((v, v), |(lo, hi)| (lo.min(v), hi.max(v)))))
        };
        let all = extremes(&mut finite.clone());
        let log = match axis.scale {
            AxisScale::Linear => false,
            AxisScale::Log => true,
            AxisScale::Auto => axis.range.or(all).is_some_and(|(lo, hi)| lo > 0.0 && hi / lo > 100.0),
        };
        let usable = |&(lo, hi): &(f64, f64)| lo.is_finite() && hi.is_finite() && lo < hi && (!log || lo >= LEAST);
        if let Some((low, high)) = axis.range.filter(usable) {
            return Self { log, low, high }.widened(0.0);
        }
        let range = if log { extremes(&mut finite.filter(|&v| v >= LEAST)) } else { all };
        let (low, high) = range.unwrap_or(if log { (1.0, 10.0) } else { (0.0, 1.0) });
        Self { log, low, high }.widened(padding)
    }

    /// Longer by the padding, and long enough to be an axis at all.
    fn widened(self, padding: f64) -> Self {
        let Self { log, low, high } = self;
        if log {
            let (a, b) = (low.log10(), high.log10());
            let missing = (NARROWEST * 10.0 - (b - a)).max(0.0);
            let by = if missing > 0.0 { 0.5 } else { padding * (b - a) };
            let bounded = |exponent: f64| 10_f64.powf(exponent.min(308.0)).max(LEAST);
            return if by == 0.0 { self } else { Self { log, low: bounded(a - by), high: bounded(b + by) } };
        }
        let size = low.abs().max(high.abs());
        let length = high / 2.0 - low / 2.0;
        let by = if length < NARROWEST * size || size == 0.0 {
            if size == 0.0 { 1.0 } else { size * 0.05 }
        } else {
            2.0 * padding * length
        };
        Self { log, low: (low - by).max(-f64::MAX), high: (high + by).min(f64::MAX) }
    }

    /// Where a value lies: 0 at the first value of the axis, 1 at the last; none if it cannot be drawn.
    pub(super) fn position(&self, value: f64) -> Option<f64> {
        if !value.is_finite() || (self.log && value <= 0.0) {
            return None;
        }
        Some(if self.log {
            let low = self.low.log10();
            (value.log10() - low) / (self.high.log10() - low)
        } else {
            // Halved, since the length of the axis may exceed the largest number.
            (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0)
        })
    }
}

/// The part of an increasing abscissa worth showing on a logarithmic axis: from a little before the first line rises above
/// `lowest` to a little after the last has fallen below, since the rest of the picture would be empty. None if no line
/// ever rises.
pub(super) fn eventful<'a>(
    lines: impl Iterator<Item = (&'a [f64], &'a [f64])> + Clone,
    lowest: f64,
) -> Option<(f64, f64)> {
    /// Half a decade or so shows that there is nothing.
    const MARGIN: f64 = 3.0;
    let seen = |v: &f64| v.is_finite() && *v > lowest;
    let first =
        lines.clone().filter_map(|(x, values)| x.get(values.iter().position(seen)?).copied()).reduce(f64::min)?;
    let last =
        lines.clone().filter_map(|(x, values)| x.get(values.iter().rposition(seen)?).copied()).reduce(f64::max)?;
    let start = lines.clone().filter_map(|(x, _)| x.first().copied()).reduce(f64::min)?;
    let end = lines.filter_map(|(x, _)| x.last().copied()).reduce(f64::max)?;
    Some((start.max(first / MARGIN), end.min(last * MARGIN)))
}

/// The decimal logarithm at which an axis may end whose first and largest values have the given ones: a third of a decade or
/// more above, on a long axis so much that the largest value keeps clear of the frame, and where the label of a decade
/// would not stand in the corner.
pub(super) fn end_above(largest: f64, lowest: f64) -> f64 {
    const ABOVE: f64 = 0.35;
    const PART: f64 = 0.04;
    let end = largest + ABOVE.max(PART * (largest - lowest));
    let (decade, part) = (end.floor(), end - end.floor());
    if part < ABOVE {
        decade + ABOVE
    } else if part > 0.8 {
        decade + 1.0 + ABOVE
    } else {
        end
    }
}
