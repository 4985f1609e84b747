//! Dense matrices and their factorisation, over real and complex numbers.

use std::ops::{Add, Index, IndexMut, Mul, Sub};

use num_complex::Complex64;

/// A square matrix of numbers, stored by rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    dimension: usize,
    entries: Vec<f64>,
}

impl Matrix {
    /// The zero matrix with `dimension` rows.
    #[must_use]
    pub fn zeros(dimension: usize) -> Self {
        Self { dimension, entries: vec![0.0; dimension * dimension] }
    }

    /// The number of rows.
    #[must_use]
    pub const fn dimension(&self) -> usize {
        self.dimension
    }

    /// All entries, row after row.
    #[must_use]
    pub fn entries(&self) -> &[f64] {
        &self.entries
    }

    /// All entries, row after row.
    pub fn entries_mut(&mut self) -> &mut [f64] {
        &mut self.entries
    }

    /// Sets every entry to `value`.
    pub fn fill(&mut self, value: f64) {
        self.entries.fill(value);
    }

    /// The rows, from the first to the last.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.entries.chunks_exact(self.dimension.max(1))
    }
}

/// # Panics
/// If the row or the column is out of range.
impl Index<(usize, usize)> for Matrix {
    type Output = f64;

    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        assert!(column < self.dimension, "column {column} of a matrix with {} columns", self.dimension);
        &self.entries[row * self.dimension + column]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        assert!(column < self.dimension, "column {column} of a matrix with {} columns", self.dimension);
        &mut self.entries[row * self.dimension + column]
    }
}

/// What the elimination needs of a number.
pub(super) trait Scalar:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + From<f64>
{
    /// A norm, for the choice of pivots.
    fn magnitude(self) -> f64;
    /// 1/self.
    fn reciprocal(self) -> Self;
}

impl Scalar for f64 {
    #[inline]
    fn magnitude(self) -> f64 {
        self.abs()
    }

    #[inline]
    fn reciprocal(self) -> Self {
        self.recip()
    }
}

impl Scalar for Complex64 {
    #[inline]
    fn magnitude(self) -> f64 {
        self.l1_norm()
    }

    #[inline]
    fn reciprocal(self) -> Self {
        // Scaled first: the square of the modulus overflows for the matrices of very small steps.
        let size = self.l1_norm();
        (self / size).inv() / size
    }
}

/// Replaces `b` by the solution x of A x = b; whether there is one.
#[must_use]
pub fn solve(matrix: &Matrix, b: &mut [f64]) -> bool {
    if let ([a], [b]) = (matrix.entries(), &mut b[..]) {
        *b /= a;
        return b.is_finite();
    }
    let mut lu = Lu::new(matrix.dimension());
    let factorised = lu.factorise_shifted(0.0, matrix, &[1.0]).is_ok();
    if factorised {
        // What was factorised is −A.
        lu.solve(b);
        for x in b.iter_mut() {
            *x = -*x;
        }
    }
    factorised && b.iter().all(|x| x.is_finite())
}

/// The matrix has no (finite) inverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Singular;

/// An LU factorisation P A = L U with room for one matrix.
#[derive(Debug)]
pub(super) struct Lu<T> {
    dimension: usize,
    /// L below the diagonal, U above it, the inverse of the diagonal of U on it.
    factors: Vec<T>,
    /// Row exchanged with row k in step k.
    exchanges: Vec<usize>,
    /// Weights of the rows in their present order.
    weights: Vec<f64>,
}

impl<T: Scalar> Lu<T> {
    pub(super) fn new(dimension: usize) -> Self {
        Self {
            dimension,
            factors: vec![T::from(0.0); dimension * dimension],
            exchanges: (0..dimension).collect(),
            weights: vec![1.0; dimension],
        }
    }

    /// Factorises `diagonal`·1 − `matrix`, with weights as in [`factorise`](Self::factorise).
    pub(super) fn factorise_shifted(
        &mut self,
        diagonal: T,
        matrix: &Matrix,
        row_weights: &[f64],
    ) -> Result<(), Singular> {
        let zero = T::from(0.0);
        for (i, (row, source)) in self.factors.chunks_exact_mut(self.dimension.max(1)).zip(matrix.rows()).enumerate() {
            for (entry, &value) in row.iter_mut().zip(source) {
                *entry = zero - T::from(value);
            }
            row[i] = row[i] + diagonal;
        }
        self.factorise(row_weights)
    }

    /// The rows of the matrix that [`factorise`](Self::factorise) will factorise; they hold the last factorisation.
    pub(super) fn rows_mut(&mut self) -> impl Iterator<Item = &mut [T]> {
        self.factors.chunks_exact_mut(self.dimension.max(1))
    }

    /// Factorises the matrix that was written to the rows.
    ///
    /// Pivots are compared after weighting row i with `row_weights[i]` (positive): the inverse of the natural size of
    /// component i. Systems that mix components of very different sizes need this, or the elimination of a large
    /// component drowns a small one that must be known to full relative accuracy. With fewer weights than rows, they
    /// repeat.
    pub(super) fn factorise(&mut self, row_weights: &[f64]) -> Result<(), Singular> {
        let n = self.dimension;
        // One equation, the most frequent case, has neither pivots nor an elimination.
        if let [only] = &mut self.factors[..] {
            *only = only.reciprocal();
            return if only.magnitude().is_finite() { Ok(()) } else { Err(Singular) };
        }
        for (weight, &row_weight) in self.weights.iter_mut().zip(row_weights.iter().cycle()) {
            *weight = row_weight;
        }
        for k in 0..n {
            let mut best = k;
            let mut largest = -1.0;
            for (i, weight) in self.weights.iter().enumerate().skip(k) {
                let size = weight * self.factors[i * n + k].magnitude();
                if size > largest {
                    (best, largest) = (i, size);
                }
            }
            self.exchanges[k] = best;
            self.weights.swap(k, best);
            let (upper, lower) = self.factors.split_at_mut((k + 1) * n);
            let pivot_row = &mut upper[k * n..];
            if best > k {
                pivot_row.swap_with_slice(&mut lower[(best - k - 1) * n..(best - k) * n]);
            }
            let inverse = pivot_row[k].reciprocal();
            if !inverse.magnitude().is_finite() {
                return Err(Singular);
            }
            pivot_row[k] = inverse;
            for row in lower.chunks_exact_mut(n) {
                let factor = row[k] * inverse;
                row[k] = factor;
                for (entry, &above) in row[k + 1..].iter_mut().zip(&pivot_row[k + 1..]) {
                    *entry = *entry - factor * above;
                }
            }
        }
        Ok(())
    }

    /// Replaces `b` by the solution x of A x = b.
    pub(super) fn solve(&self, b: &mut [T]) {
        let n = self.dimension;
        if let ([only], [b]) = (&self.factors[..], &mut b[..]) {
            *b = *b * *only;
            return;
        }
        for (k, &other) in self.exchanges.iter().enumerate() {
            b.swap(k, other);
        }
        for (i, row) in self.factors.chunks_exact(n.max(1)).enumerate() {
            let (known, rest) = b.split_at_mut(i);
            rest[0] = row.iter().zip(known).fold(rest[0], |sum, (&l, x)| sum - l * *x);
        }
        for (i, row) in self.factors.chunks_exact(n.max(1)).enumerate().rev() {
            let (rest, known) = b.split_at_mut(i + 1);
            let sum = row[i + 1..].iter().zip(known).fold(rest[i], |sum, (&u, x)| sum - u * *x);
            rest[i] = sum * row[i];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Deterministic entries without structure in (−1, 1).
    fn scrambled(i: usize) -> f64 {
        (1e4 * (i as f64 + 1.0).sin()).fract()
    }

    #[test]
    fn solutions_satisfy_the_equations() {
        for n in [1, 2, 3, 8, 20] {
            let mut matrix = Matrix::zeros(n);
            for (i, entry) in matrix.entries_mut().iter_mut().enumerate() {
                *entry = scrambled(i);
            }
            let shift = Complex64::new(0.3, 0.7);
            let mut lu = Lu::new(n);
            lu.factorise_shifted(shift, &matrix, &vec![1.0; n]).unwrap();
            let b: Vec<Complex64> = (0..n).map(|i| Complex64::new(scrambled(i + 77), scrambled(i + 99))).collect();
            let mut x = b.clone();
            lu.solve(&mut x);
            for ((row, b), own) in matrix.rows().zip(&b).zip(&x) {
                let product = shift * own - row.iter().zip(&x).map(|(a, x)| x * a).sum::<Complex64>();
                // Backward stability: the residual is rounding of n terms of the size of x.
                let size = x.iter().map(Complex64::l1_norm).fold(1.0, f64::max);
                assert!((product - b).l1_norm() < 1e-14 * n as f64 * size);
            }
        }
    }

    #[test]
    fn small_components_keep_their_digits_beside_large_ones() {
        // y₁ of size 1e-25 drives y₂ of size 1. Pivots by size alone would express y₁ by the second equation.
        let mut matrix = Matrix::zeros(2);
        matrix[(0, 1)] = 1e-25;
        matrix[(1, 0)] = 1e20;
        let mut lu = Lu::new(2);
        lu.factorise_shifted(1.0, &matrix, &[1e25, 1.0]).unwrap();
        let mut x = [2e-25, 3.0];
        lu.solve(&mut x);
        // Cramer: x₁ = (2e-25 + 3e-25)/(1 − 1e-5).
        assert!((x[0] / (5e-25 / (1.0 - 1e-5)) - 1.0).abs() < 1e-14, "{:e}", x[0]);
    }

    #[test]
    fn singular_matrices_are_refused() {
        let mut matrix = Matrix::zeros(2);
        matrix.fill(1.0);
        matrix[(0, 1)] = -1.0;
        matrix[(1, 0)] = -1.0;
        // 2·1 − matrix = [[1, 1], [1, 1]].
        assert_eq!(Lu::new(2).factorise_shifted(2.0, &matrix, &[1.0, 1.0]), Err(Singular));
        assert_eq!(Lu::new(1).factorise_shifted(Complex64::ZERO, &Matrix::zeros(1), &[1.0]), Err(Singular));
    }

    #[test]
    fn complex_reciprocals_do_not_overflow() {
        let z = Complex64::new(3e200, -4e200);
        assert!((z.reciprocal() * z - 1.0).l1_norm() < 1e-15);
    }
}
