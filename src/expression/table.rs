//! Tabulated functions of one variable.

use crate::units::Dimension;

/// A function given by its values at increasing arguments. Interpolation is linear in the logarithms if all arguments
/// and values are positive, else linear. There is no extrapolation.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    arguments: Vec<f64>,
    values: Vec<f64>,
    logarithmic: bool,
    argument_dimension: Dimension,
    value_dimension: Dimension,
}

impl Table {
    /// A table in powers of GeV; `dimensions` are those of the arguments and of the values.
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
        for (row, (x, y)) in arguments.iter().zip(&values).enumerate() {
            if !x.is_finite() || !y.is_finite() {
                return Err(format!("row {} of the table is not finite", row + 1));
            }
        }
        if let Some(row) = arguments.windows(2).position(|pair| pair[0] >= pair[1]) {
            return Err(format!("the arguments of the table do not increase from row {} to row {}", row + 1, row + 2));
        }
        let logarithmic = arguments.iter().chain(&values).all(|&v| v > 0.0);
        let (argument_dimension, value_dimension) = dimensions;
        Ok(Self { arguments, values, logarithmic, argument_dimension, value_dimension })
    }

    /// Mass dimensions of the arguments and of the values.
    #[must_use]
    pub fn dimensions(&self) -> (Dimension, Dimension) {
        (self.argument_dimension, self.value_dimension)
    }

    /// The arguments at which values are given, increasing, at least two.
    #[must_use]
    pub fn arguments(&self) -> &[f64] {
        &self.arguments
    }

    /// The value at `x`, in powers of GeV.
    ///
    /// # Errors
    /// One sentence if `x` is outside the table.
    pub fn at(&self, x: f64) -> Result<f64, String> {
        let last = self.arguments.len() - 1;
        let (from, to) = (self.arguments[0], self.arguments[last]);
        if !(from..=to).contains(&x) {
            return Err(format!("{x:e} is outside the table, which covers {from:e} to {to:e}"));
        }
        let right = self.arguments.partition_point(|&a| a <= x).clamp(1, last);
        let (x0, x1) = (self.arguments[right - 1], self.arguments[right]);
        let (y0, y1) = (self.values[right - 1], self.values[right]);
        // The nodes themselves must not pass through a logarithm: they are given exactly.
        if x == x0 {
            return Ok(y0);
        }
        if x == x1 {
            return Ok(y1);
        }
        if self.logarithmic {
            let fraction = (x / x0).ln() / (x1 / x0).ln();
            return Ok(y0 * (fraction * (y1 / y0).ln()).exp());
        }
        let fraction = (x - x0) / (x1 - x0);
        Ok(y0 * (1.0 - fraction) + y1 * fraction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(x: &[f64], y: &[f64]) -> Result<Table, String> {
        Table::new(x.to_vec(), y.to_vec(), (Dimension::NONE, Dimension::MASS))
    }

    #[test]
    fn positive_tables_interpolate_power_laws_exactly() {
        let cubes = table(&[1.0, 4.0, 100.0], &[1.0, 64.0, 1e6]).unwrap();
        for x in [1.0, 1.7, 4.0, 30.0, 100.0] {
            // Logarithm and exponential of a few units each round once.
            assert!((cubes.at(x).unwrap() / x.powi(3) - 1.0).abs() < 1e-14, "{x}");
        }
        assert_eq!(cubes.at(4.0), Ok(64.0));
    }

    #[test]
    fn tables_with_a_zero_are_linear() {
        let line = table(&[0.0, 2.0, 4.0], &[1.0, 3.0, -1.0]).unwrap();
        assert_eq!(line.at(1.0), Ok(2.0));
        assert_eq!(line.at(3.5), Ok(0.0));
        assert_eq!(line.at(4.0), Ok(-1.0));
    }

    #[test]
    fn no_extrapolation() {
        let line = table(&[0.0, 2.0], &[1.0, 3.0]).unwrap();
        for x in [-1e-300, 2.0000001, f64::NAN, f64::INFINITY] {
            assert!(line.at(x).is_err(), "{x}");
        }
    }

    #[test]
    fn refusals() {
        for (x, y, message) in [
            (&[1.0][..], &[1.0][..], "a table needs at least two rows"),
            (&[1.0, 2.0], &[1.0], "the table has 2 arguments and 1 values"),
            (&[1.0, 1.0], &[1.0, 2.0], "the arguments of the table do not increase from row 1 to row 2"),
            (&[1.0, 2.0], &[1.0, f64::NAN], "row 2 of the table is not finite"),
        ] {
            assert_eq!(table(x, y), Err(message.to_owned()));
        }
    }
}
