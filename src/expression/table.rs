//! Tabulated functions of one variable.

use crate::units::Dimension;

/// How a table is continued between its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interpolation {
    /// Power laws between rows: linear in the logarithms of arguments and values, all positive.
    LogLog,
    /// Straight lines between rows.
    Linear,
    /// Cubic polynomials that rise where the rows rise and fall where they fall.
    MonotoneCubic,
}

impl Interpolation {
    /// Every interpolation by its name in model files.
    pub const NAMES: [(&'static str, Self); 3] =
        [("log-log", Self::LogLog), ("linear", Self::Linear), ("monotone-cubic", Self::MonotoneCubic)];
}

/// What a table says beyond its first and last row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Outside {
    /// Nothing: it is an error to ask.
    #[default]
    Error,
    /// Zero.
    Zero,
    /// The first or last value.
    Constant,
}

impl Outside {
    /// Every choice by its name in model files.
    pub const NAMES: [(&'static str, Self); 3] =
        [("error", Self::Error), ("zero", Self::Zero), ("constant", Self::Constant)];
}

/// A function given by its values at increasing arguments, or between increasing edges.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The edges of the bins of a histogram.
    arguments: Vec<f64>,
    values: Vec<f64>,
    shape: Shape,
    outside: Outside,
    argument_dimension: Dimension,
    value_dimension: Dimension,
}

#[derive(Debug, Clone, PartialEq)]
enum Shape {
    LogLog,
    Linear,
    /// The slopes at the rows.
    Cubic(Vec<f64>),
    Histogram,
}

impl Table {
    /// A table in powers of GeV; `dimensions` are those of the arguments and of the values. It is interpolated in the
    /// logarithms if all numbers are positive, else linearly, and not continued outside.
    ///
    /// # Errors
    /// One sentence: fewer than two rows, columns of unequal length, a number that is not finite, or arguments that do
    /// not increase.
    pub fn new(arguments: Vec<f64>, values: Vec<f64>, dimensions: (Dimension, Dimension)) -> Result<Self, String> {
        if arguments.len() != values.len() {
            return Err(format!("the table has {} arguments and {} values", arguments.len(), values.len()));
        }
        if arguments.len() < 2 {
            return Err("a table needs at least two rows".to_owned());
        }
        check_rows(&arguments, &values)?;
        let shape = if nonpositive_row(&arguments, &values).is_none() { Shape::LogLog } else { Shape::Linear };
        Ok(Self::of_shape(arguments, values, dimensions, shape))
    }

    /// A histogram: the value is constant between neighbouring edges, of which there is one more than values. A bin
    /// includes its left edge, the last one both.
    ///
    /// # Errors
    /// One sentence: no bin, a number of edges that does not fit, a number that is not finite, or edges that do not
    /// increase.
    pub fn histogram(edges: Vec<f64>, values: Vec<f64>, dimensions: (Dimension, Dimension)) -> Result<Self, String> {
        if values.is_empty() || edges.len() != values.len() + 1 {
            let (found, bins) = (edges.len(), values.len());
            return Err(format!("a histogram has one edge more than values, this has {found} edges and {bins} values"));
        }
        check_rows(&edges, &values)?;
        Ok(Self::of_shape(edges, values, dimensions, Shape::Histogram))
    }

    /// Arguments at which the table begins and ends, in powers of GeV.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        let end = |argument: Option<&f64>| argument.copied().unwrap_or_default();
        (end(self.arguments.first()), end(self.arguments.last()))
    }

    /// How many values the table has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether the table has no values; none does that was made.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// What holds between the rows, by its name in model files.
    #[must_use]
    pub fn shape(&self) -> &'static str {
        match self.shape {
            Shape::LogLog => "log-log",
            Shape::Linear => "linear",
            Shape::Cubic(_) => "monotone-cubic",
            Shape::Histogram => "histogram",
        }
    }

    /// What holds outside.
    #[must_use]
    pub fn outside(&self) -> Outside {
        self.outside
    }

    fn of_shape(arguments: Vec<f64>, values: Vec<f64>, dimensions: (Dimension, Dimension), shape: Shape) -> Self {
        let (argument_dimension, value_dimension) = dimensions;
        Self { arguments, values, shape, outside: Outside::Error, argument_dimension, value_dimension }
    }

    /// The same rows, interpolated as stated.
    ///
    /// # Errors
    /// One sentence: this is a histogram, or the logarithm of a number is wanted that is not positive.
    pub fn interpolated(self, interpolation: Interpolation) -> Result<Self, String> {
        if self.shape == Shape::Histogram {
            return Err("a histogram is not interpolated".to_owned());
        }
        let shape = match interpolation {
            Interpolation::Linear => Shape::Linear,
            Interpolation::MonotoneCubic => Shape::Cubic(monotone_slopes(&self.arguments, &self.values)),
            Interpolation::LogLog => match nonpositive_row(&self.arguments, &self.values) {
                None => Shape::LogLog,
                Some(row) => {
                    let (x, y) = (self.arguments[row], self.values[row]);
                    let row = row + 1;
                    return Err(format!("log-log needs positive numbers, but row {row} of the table is {x:e}, {y:e}"));
                }
            },
        };
        Ok(Self { shape, ..self })
    }

    /// The same table, continued as stated.
    #[must_use]
    pub fn continued(self, outside: Outside) -> Self {
        Self { outside, ..self }
    }

    /// Mass dimensions of the arguments and of the values.
    #[must_use]
    pub fn dimensions(&self) -> (Dimension, Dimension) {
        (self.argument_dimension, self.value_dimension)
    }

    /// Where the function may have a kink or a jump: the arguments at which values are given, or the edges of the bins;
    /// increasing, at least two.
    #[must_use]
    pub fn arguments(&self) -> &[f64] {
        &self.arguments
    }

    /// The value at `x`, in powers of GeV.
    ///
    /// # Errors
    /// One sentence if `x` is outside a table that is not continued, or not a number.
    pub fn at(&self, x: f64) -> Result<f64, String> {
        let last = self.arguments.len() - 1;
        let (from, to) = (self.arguments[0], self.arguments[last]);
        if !(from..=to).contains(&x) {
            return match self.outside {
                Outside::Zero if !x.is_nan() => Ok(0.0),
                Outside::Constant if !x.is_nan() => {
                    Ok(if x < from { self.values[0] } else { self.values[self.values.len() - 1] })
                }
                _ => Err(format!("{x:e} is outside the table, which covers {from:e} to {to:e}")),
            };
        }
        let right = self.arguments.partition_point(|&a| a <= x).clamp(1, last);
        Ok(self.within(right - 1, x))
    }

    /// The value at `x` between argument `left` and the next.
    fn within(&self, left: usize, x: f64) -> f64 {
        if self.shape == Shape::Histogram {
            return self.values[left];
        }
        let (x0, x1) = (self.arguments[left], self.arguments[left + 1]);
        let (y0, y1) = (self.values[left], self.values[left + 1]);
        // The nodes themselves must not pass through a logarithm: they are given exactly.
        if x == x0 {
            return y0;
        }
        if x == x1 {
            return y1;
        }
        let fraction = (x - x0) / (x1 - x0);
        match &self.shape {
            Shape::LogLog => {
                let fraction = (x / x0).ln() / (x1 / x0).ln();
                y0 * (fraction * (y1 / y0).ln()).exp()
            }
            Shape::Cubic(slopes) => {
                let (rest, width) = (1.0 - fraction, x1 - x0);
                let value = y0 * rest * rest * (1.0 + 2.0 * fraction) + y1 * fraction * fraction * (1.0 + 2.0 * rest);
                let value = value + width * fraction * rest * (slopes[left] * rest - slopes[left + 1] * fraction);
                // Rounding must not leave the range of the two rows.
                value.clamp(y0.min(y1), y0.max(y1))
            }
            _ => y0 * (1.0 - fraction) + y1 * fraction,
        }
    }
}

/// Refuses numbers that are not finite and arguments that do not increase.
fn check_rows(arguments: &[f64], values: &[f64]) -> Result<(), String> {
    let first_infinite = |column: &[f64]| column.iter().position(|v| !v.is_finite());
    if let Some(row) = first_infinite(arguments).into_iter().chain(first_infinite(values)).min() {
        return Err(format!("row {} of the table is not finite", row + 1));
    }
    match arguments.windows(2).position(|pair| pair[0] >= pair[1]) {
        Some(row) => Err(format!("the arguments of the table do not increase from row {} to row {}", row + 1, row + 2)),
        None => Ok(()),
    }
}

fn nonpositive_row(arguments: &[f64], values: &[f64]) -> Option<usize> {
    arguments.iter().zip(values).position(|(&x, &y)| x <= 0.0 || y <= 0.0)
}

/// Slopes that make the cubic through the rows monotone wherever the rows are: between neighbouring secants their
/// weighted harmonic mean, 0 at an extremum (Fritsch and Butland 1984, eq. 5), which is within the bounds of Fritsch and
/// Carlson 1980.
fn monotone_slopes(x: &[f64], y: &[f64]) -> Vec<f64> {
    let widths: Vec<f64> = x.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let secants: Vec<f64> = y.windows(2).zip(&widths).map(|(pair, width)| (pair[1] - pair[0]) / width).collect();
    let inner = widths.windows(2).zip(secants.windows(2)).map(|(width, secant)| {
        if secant[0] * secant[1].signum() <= 0.0 {
            return 0.0;
        }
        let total = 3.0 * (width[0] + width[1]);
        let (first, second) = ((2.0 * width[1] + width[0]) / total, (width[1] + 2.0 * width[0]) / total);
        1.0 / (first / secant[0] + second / secant[1])
    });
    let last = secants.len() - 1;
    let end = |near: usize, next: Option<usize>| match next {
        None => secants[near],
        Some(next) => end_slope((widths[near], secants[near]), (widths[next], secants[next])),
    };
    let first = end(0, (last > 0).then_some(1));
    let final_slope = end(last, last.checked_sub(1));
    [first].into_iter().chain(inner).chain([final_slope]).collect()
}

/// The slope at an end of the parabola through three rows, kept within what is monotone; each pair is the width of an
/// interval and its secant, the one at the end first.
fn end_slope((width, secant): (f64, f64), (next_width, next_secant): (f64, f64)) -> f64 {
    let slope = ((2.0 * width + next_width) * secant - width * next_secant) / (width + next_width);
    if slope * secant.signum() <= 0.0 {
        0.0
    } else if slope.abs() > 3.0 * secant.abs() {
        3.0 * secant
    } else {
        slope
    }
}

#[cfg(test)]
mod tests;
