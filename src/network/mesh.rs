//! Error-controlled piecewise polynomials for a vector of functions of one variable.
//!
//! The coefficients of the Boltzmann equations are smooth functions of t = ln x that are dear to evaluate. They are
//! replaced by Chebyshev interpolants on pieces that are halved until the error, measured between the nodes of the
//! interpolation, is below the tolerance. Pieces are made when they are first needed, one stretch of t at a time,
//! so that an evolution pays only for the times it visits.

use std::f64::consts::PI;
use std::sync::{LazyLock, OnceLock};

/// Nodes, and so coefficients, of one piece.
pub(super) const NODES: usize = 12;
/// Points between the nodes where the error of a piece is measured.
const CHECKS: usize = 5;
/// Length of a stretch in t.
const STRETCH: f64 = 1.0;
/// A piece this short is kept as it is: what still varies within it is a jump, and its error is a shift of the jump.
const SHORTEST_PIECE: f64 = 1e-10;
/// Halving a piece has not helped if the error is still more than this part of what it was: of a smooth function it is 2⁻¹².
const LITTLE_HELP: f64 = 0.1;
/// Most pieces of one stretch. A function that asks for more is noisy at the level of the tolerance; the error that
/// remains is measured and reported.
const MOST_PIECES: usize = 256;
/// Stands for the logarithm of a vanishing coefficient; its exponential is exactly zero.
const LN_ZERO: f64 = -1e30;

/// Functions of t that can be sampled; a coefficient that vanishes is reported as −∞.
pub(super) trait Sampled {
    /// Why a sample can fail.
    type Error: Clone;
    /// Number of functions.
    fn components(&self) -> usize;
    /// Writes the values of all functions at `t`.
    fn sample(&self, t: f64, values: &mut [f64]) -> Result<(), Self::Error>;
}

/// One polynomial per component over `[start, start + length]`.
#[derive(Debug)]
pub(super) struct Piece {
    start: f64,
    length: f64,
    /// Coefficients of the powers of u, which runs from −1 to 1 over the piece, component by component. The Chebyshev
    /// coefficients they are made from fall off fast on an accepted piece, so that nothing cancels.
    coefficients: Vec<[f64; NODES]>,
}

#[derive(Debug)]
struct Stretch {
    pieces: Vec<Piece>,
    worst_error: f64,
}

/// The interpolants of a [`Sampled`] set of functions.
#[derive(Debug)]
pub(super) struct Mesh<S: Sampled> {
    functions: S,
    start: f64,
    end: f64,
    tolerance: f64,
    /// Places where a function may jump or kink, sorted; pieces never straddle one.
    breakpoints: Vec<f64>,
    /// Length of a stretch in t.
    stretch: f64,
    /// An error up to this is noise where halving a piece does not help.
    noise: f64,
    stretches: Vec<OnceLock<Result<Stretch, S::Error>>>,
}

/// Chebyshev–Gauss nodes and the matrices that turn values there into coefficients of powers.
struct Transform {
    nodes: [f64; NODES],
    checks: [f64; CHECKS],
    /// Values at the nodes to Chebyshev coefficients.
    chebyshev: [[f64; NODES]; NODES],
    /// `powers[j][k]` is the coefficient of u^j in the k-th Chebyshev polynomial.
    powers: [[f64; NODES]; NODES],
}

static TRANSFORM: LazyLock<Transform> = LazyLock::new(|| {
    let angle = |k: usize| PI * (k as f64 + 0.5) / NODES as f64;
    let nodes = std::array::from_fn(|k| angle(k).cos());
    // Chebyshev extrema lie between the nodes, where the interpolation error of a smooth function is largest.
    let checks = std::array::from_fn(|k| (PI * (1 + k * (NODES - 2) / (CHECKS - 1)) as f64 / NODES as f64).cos());
    let chebyshev: [[f64; NODES]; NODES] = std::array::from_fn(|j| {
        let norm = if j == 0 { 1.0 } else { 2.0 } / NODES as f64;
        std::array::from_fn(|k| norm * (j as f64 * angle(k)).cos())
    });
    Transform { nodes, checks, chebyshev, powers: chebyshev_in_powers() }
});

/// Coefficients of the powers of u in the Chebyshev polynomials, from `T_{k+1} = 2u T_k − T_{k−1}`.
fn chebyshev_in_powers() -> [[f64; NODES]; NODES] {
    let mut powers = [[0.0; NODES]; NODES];
    powers[0][0] = 1.0;
    powers[1][1] = 1.0;
    for k in 2..NODES {
        for j in 0..NODES {
            let raised = if j > 0 { powers[j - 1][k - 1] } else { 0.0 };
            powers[j][k] = 2.0 * raised - powers[j][k - 2];
        }
    }
    powers
}

/// 1, u, … u¹¹.
#[inline]
fn powers(u: f64) -> [f64; NODES] {
    let mut values = [1.0; NODES];
    values[1] = u;
    for k in 2..NODES {
        // As products of lower powers the chain of multiplications is short.
        values[k] = values[k / 2] * values[k - k / 2];
    }
    values
}

/// 0, 1, … 11.
const EXPONENTS: [f64; NODES] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0];

/// Derivatives of the powers.
#[inline]
fn power_slopes(powers: &[f64; NODES]) -> [f64; NODES] {
    std::array::from_fn(|k| if k == 0 { 0.0 } else { EXPONENTS[k] * powers[k - 1] })
}

/// The whole part of a number that is small and not negative.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of stretches, at most some hundred"
)]
fn whole(number: f64) -> usize {
    number as usize
}

#[inline]
fn dot(a: &[f64; NODES], b: &[f64; NODES]) -> f64 {
    let mut sums = [0.0; 4];
    for k in (0..NODES).step_by(4) {
        for (lane, sum) in sums.iter_mut().enumerate() {
            *sum += a[k + lane] * b[k + lane];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

impl<S: Sampled> Mesh<S> {
    /// Prepares interpolants over `[start, end]`; nothing is sampled yet. `tolerance` is absolute, which for a
    /// logarithm means relative.
    pub(super) fn new(functions: S, start: f64, end: f64, tolerance: f64, breakpoints: Vec<f64>) -> Self {
        Self::with_stretches(functions, (start, end), (STRETCH, 0.0), tolerance, breakpoints)
    }

    /// As [`Mesh::new`], with stretches of another length: long ones for functions that hardly vary over most of the range.
    /// An error up to `noise` is put up with where halving a piece does not help, and errors of values larger than one are
    /// relative.
    pub(super) fn with_stretches(
        functions: S,
        (start, end): (f64, f64),
        (stretch, noise): (f64, f64),
        tolerance: f64,
        mut breakpoints: Vec<f64>,
    ) -> Self {
        breakpoints.retain(|t| *t > start && *t < end);
        breakpoints.sort_by(f64::total_cmp);
        let count = whole(((end - start) / stretch).ceil()).max(1);
        let stretches = (0..count).map(|_| OnceLock::new()).collect();
        Self { functions, start, end, tolerance, breakpoints, stretch, noise, stretches }
    }

    /// What is interpolated.
    pub(super) fn functions(&self) -> &S {
        &self.functions
    }

    /// Number of functions.
    pub(super) fn components(&self) -> usize {
        self.functions.components()
    }

    /// The places where a function may jump.
    pub(super) fn breakpoints(&self) -> &[f64] {
        &self.breakpoints
    }

    /// Largest error measured in the pieces made so far.
    pub(super) fn worst_error(&self) -> f64 {
        self.stretches.iter().filter_map(|s| s.get()?.as_ref().ok()).fold(0.0, |worst, s| worst.max(s.worst_error))
    }

    /// A time near which a function vanishes here and there, more often than pieces can tell, in what was made so far.
    pub(super) fn unresolved(&self) -> Option<f64> {
        let hopeless = |stretch: &OnceLock<Result<Stretch, S::Error>>| {
            stretch.get().and_then(|made| made.as_ref().ok()).is_some_and(|made| made.worst_error == f64::INFINITY)
        };
        let index = self.stretches.iter().position(hopeless)?;
        Some(self.start + index as f64 * self.stretch)
    }

    /// Why a stretch could not be made, if one could not.
    pub(super) fn failure(&self) -> Option<S::Error> {
        self.stretches.iter().find_map(|s| s.get()?.as_ref().err().cloned())
    }

    /// Values of all components at `t`, which is clamped into the range of the mesh. The piece that `t` lies on is looked
    /// for at `guess` first, and returned.
    pub(super) fn values<'m>(
        &'m self,
        t: f64,
        guess: Option<&'m Piece>,
        values: &mut [f64],
    ) -> Result<&'m Piece, S::Error> {
        let (piece, u) = self.locate(t, guess)?;
        let basis = powers(u);
        for (value, coefficients) in values.iter_mut().zip(&piece.coefficients) {
            *value = dot(coefficients, &basis);
        }
        Ok(piece)
    }

    /// Values of all components at `t` from the functions themselves: for places that are asked for once.
    pub(super) fn exact(&self, t: f64, values: &mut [f64]) -> Result<(), S::Error> {
        self.functions.sample(t, values)
    }

    /// The value of one component at `t`.
    pub(super) fn value(&self, t: f64, component: usize) -> Result<f64, S::Error> {
        let (piece, u) = self.locate(t, None)?;
        Ok(piece.coefficients.get(component).map_or(f64::NAN, |coefficients| dot(coefficients, &powers(u))))
    }

    /// As [`Mesh::values`], with the derivatives d/dt.
    pub(super) fn values_and_slopes<'m>(
        &'m self,
        t: f64,
        guess: Option<&'m Piece>,
        values: &mut [f64],
        slopes: &mut [f64],
    ) -> Result<&'m Piece, S::Error> {
        let (piece, u) = self.locate(t, guess)?;
        let basis = powers(u);
        let basis_slope = power_slopes(&basis);
        let per_t = 2.0 / piece.length;
        for ((value, slope), coefficients) in values.iter_mut().zip(slopes).zip(&piece.coefficients) {
            *value = dot(coefficients, &basis);
            *slope = dot(coefficients, &basis_slope) * per_t;
        }
        Ok(piece)
    }

    #[inline]
    fn locate<'m>(&'m self, t: f64, guess: Option<&'m Piece>) -> Result<(&'m Piece, f64), S::Error> {
        let t = t.clamp(self.start, self.end);
        let piece = match guess {
            Some(piece) if t > piece.start && t < piece.start + piece.length => piece,
            _ => self.find(t)?,
        };
        Ok((piece, (2.0 * (t - piece.start) / piece.length - 1.0).clamp(-1.0, 1.0)))
    }

    fn find(&self, t: f64) -> Result<&Piece, S::Error> {
        let index = whole((t - self.start) / self.stretch).min(self.stretches.len() - 1);
        let stretch = self.stretches[index].get_or_init(|| self.build(index));
        let pieces = match stretch {
            Ok(stretch) => &stretch.pieces,
            Err(error) => return Err(error.clone()),
        };
        Ok(&pieces[pieces.partition_point(|p| p.start <= t).saturating_sub(1)])
    }

    fn build(&self, index: usize) -> Result<Stretch, S::Error> {
        let from = self.start + index as f64 * self.stretch;
        let to = (from + self.stretch).min(self.end).max(from + SHORTEST_PIECE);
        let mut cuts = vec![from];
        cuts.extend(self.breakpoints.iter().copied().filter(|t| *t > from && *t < to));
        cuts.push(to);
        let first = cuts.windows(2).rev().map(|w| (w[0], w[1] - w[0], f64::INFINITY));
        let mut pending: Vec<(f64, f64, f64)> = first.collect();
        let mut stretch = Stretch { pieces: Vec::new(), worst_error: 0.0 };
        while let Some((start, length, before)) = pending.pop() {
            let (piece, error) = self.fit(start, length)?;
            let full = stretch.pieces.len() + pending.len() >= MOST_PIECES;
            let noisy = error <= self.noise && error > LITTLE_HELP * before;
            if error <= self.tolerance || noisy || length < SHORTEST_PIECE || full {
                if length >= SHORTEST_PIECE {
                    stretch.worst_error = stretch.worst_error.max(error);
                }
                stretch.pieces.push(piece);
            } else {
                let half = 0.5 * length;
                pending.push((start + half, half, error));
                pending.push((start, half, error));
            }
        }
        Ok(stretch)
    }

    /// Interpolates one piece and measures its error between the nodes.
    fn fit(&self, start: f64, length: f64) -> Result<(Piece, f64), S::Error> {
        let transform = &*TRANSFORM;
        let n = self.functions.components();
        let at = |u: f64| start + 0.5 * length * (1.0 + u);
        let mut values = vec![0.0; n];
        let mut samples = vec![[0.0; NODES]; n];
        for (k, &u) in transform.nodes.iter().enumerate() {
            self.functions.sample(at(u), &mut values)?;
            for (sample, &value) in samples.iter_mut().zip(&values) {
                sample[k] = value;
            }
        }
        let mut error: f64 = 0.0;
        let coefficients = samples
            .iter()
            .map(|sample| {
                if sample.iter().all(|v| v.is_finite()) {
                    let chebyshev = std::array::from_fn(|j| dot(&transform.chebyshev[j], sample));
                    std::array::from_fn(|j| dot(&transform.powers[j], &chebyshev))
                } else {
                    // A function that vanishes in a part of the piece: halve until the edge is found.
                    if sample.iter().any(|v| v.is_finite()) {
                        error = f64::INFINITY;
                    }
                    let mut zero = [0.0; NODES];
                    zero[0] = LN_ZERO;
                    zero
                }
            })
            .collect();
        let piece = Piece { start, length, coefficients };
        if error == 0.0 {
            for &u in &transform.checks {
                self.functions.sample(at(u), &mut values)?;
                let basis = powers(u);
                for (&value, coefficients) in values.iter().zip(&piece.coefficients) {
                    let fitted = dot(coefficients, &basis);
                    let vanishes = value == f64::NEG_INFINITY && fitted <= 0.5 * LN_ZERO;
                    if !vanishes {
                        let scale = if self.noise > 0.0 { value.abs().max(1.0) } else { 1.0 };
                        error = error.max((fitted - value).abs() / scale);
                    }
                }
            }
        }
        Ok((piece, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Curves;
    impl Sampled for Curves {
        type Error = ();
        fn components(&self) -> usize {
            3
        }
        fn sample(&self, t: f64, values: &mut [f64]) -> Result<(), ()> {
            values[0] = (3.0 * t).sin();
            values[1] = 1.0 / (1.0 + 50.0 * (t - 1.3) * (t - 1.3));
            values[2] = if t < 0.7 { f64::NEG_INFINITY } else { t };
            Ok(())
        }
    }

    #[test]
    fn values_and_slopes_are_within_the_tolerance_and_zero_stretches_stay_zero() {
        let mesh = Mesh::new(Curves, -1.0, 3.0, 1e-11, vec![0.7]);
        let (mut values, mut slopes) = ([0.0; 3], [0.0; 3]);
        for i in 0..=4000 {
            let t = -1.0 + 4.0 * f64::from(i) / 4000.0;
            mesh.values_and_slopes(t, None, &mut values, &mut slopes).unwrap();
            let peak = 1.0 / (1.0 + 50.0 * (t - 1.3) * (t - 1.3));
            assert!((values[0] - (3.0 * t).sin()).abs() < 2e-11, "{t}");
            assert!((values[1] - peak).abs() < 2e-11, "{t}");
            // A derivative loses a factor NODES²/(half a piece) against the value (Markov's inequality).
            assert!((slopes[0] - 3.0 * (3.0 * t).cos()).abs() < 1e-7, "{t}");
            if t < 0.7 {
                assert_eq!(values[2].exp(), 0.0);
            } else if t > 0.7 {
                assert!((values[2] - t).abs() < 1e-11);
            }
        }
        assert!(mesh.worst_error() <= 1e-11);
    }

    #[test]
    fn an_undeclared_jump_is_located_and_does_not_loop() {
        let mesh = Mesh::new(Curves, 0.0, 1.0, 1e-11, vec![]);
        let mut values = [0.0; 3];
        mesh.values(0.699_999, None, &mut values).unwrap();
        assert_eq!(values[2].exp(), 0.0);
        mesh.values(0.700_001, None, &mut values).unwrap();
        assert!((values[2] - 0.700_001).abs() < 1e-11);
    }
}
