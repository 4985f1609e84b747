//! Numbers with their derivatives.

/// An input of a formula with its derivatives.
#[derive(Debug, Clone, Copy, Default)]
pub struct DualInput<'a> {
    /// The value in every lane, or one for all.
    pub values: &'a [f64],
    /// The derivatives, direction after direction, of every lane or one for all; empty if there are none.
    pub slopes: &'a [f64],
}

/// Values with their derivatives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dual {
    /// The value in every lane.
    pub values: Vec<f64>,
    /// The derivatives, direction after direction, of every lane.
    pub slopes: Vec<f64>,
}

/// A number with its derivatives along all directions.
#[derive(Debug, Clone, PartialEq)]
pub struct Varying {
    /// The number.
    pub value: f64,
    /// Its derivatives, one for each direction.
    pub slopes: Vec<f64>,
}

impl Varying {
    /// A number that does not vary along any of a number of `directions`.
    #[must_use]
    pub fn constant(value: f64, directions: usize) -> Self {
        Self { value, slopes: vec![0.0; directions] }
    }

    /// Whether it varies along any direction.
    #[must_use]
    pub fn varies(&self) -> bool {
        self.slopes.iter().any(|slope| *slope != 0.0)
    }

    /// The number with its derivatives along these `directions` only.
    #[must_use]
    pub fn along(&self, directions: &[usize]) -> Self {
        Self { value: self.value, slopes: directions.iter().map(|&k| self.slopes[k]).collect() }
    }

    /// The number as an input of formulas.
    #[must_use]
    pub fn input(&self) -> DualInput<'_> {
        DualInput { values: std::slice::from_ref(&self.value), slopes: &self.slopes }
    }
}

/// What makes a formula special at a point.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    /// The derivatives of the difference of both sides of every comparison that switches here.
    pub switches: Vec<Vec<f64>>,
    /// Mass and width of every Breit–Wigner.
    pub peaks: Vec<[Varying; 2]>,
}
