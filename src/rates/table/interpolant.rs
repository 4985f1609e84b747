//! Adaptive piecewise Chebyshev interpolation of one smooth stretch between breakpoints.

use std::f64::consts::PI;
use std::sync::LazyLock;

use super::TableValue;
use crate::rates::{RateError, RateProblem, SignedLog};

/// Degrees tried on one interval, each with the nodes of the one before among its own.
const DEGREES: [usize; 3] = [8, 16, 32];
/// Halvings of a stretch before it is given up.
const MAX_DEPTH: u32 = 12;
/// Most evaluations spent on a stretch.
const MAX_EVALUATIONS: usize = 20_000;
/// Independent points an interpolant has to pass, besides those left over from wider intervals.
const CHECKS: usize = 4;
/// Part of the tolerance the error at the independent points may use. They miss its extrema, by a factor 2.5 at worst
/// in thousands of random functions.
const SHARE: f64 = 0.25;
/// The same on an interval that is not halved any more: all extrema are looked at there.
const LAST_SHARE: f64 = 0.9;
/// Points of an interval are the same if closer than this part of its length.
const SAME_POINT: f64 = 1e-12;

/// The function at one point.
#[derive(Debug, Clone, Copy)]
struct Sample {
    t: f64,
    value: SignedLog,
}

/// What is interpolated on a piece.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    /// Nothing: the function is zero.
    Zero,
    /// ln|c|, c having this sign throughout.
    Logarithm { sign: f64 },
    /// c e^{−`ln_scale`}, c changing sign.
    Linear { ln_scale: f64 },
}

impl Form {
    /// The form these values ask for; `None` for zeros among others of one sign, unless `last_resort`.
    fn of(values: &[SignedLog], last_resort: bool) -> Option<Self> {
        let zeros = values.iter().filter(|v| v.is_zero()).count();
        if zeros == values.len() {
            return Some(Self::Zero);
        }
        let sign = values.first().map_or(1.0, |v| v.sign);
        if values.iter().any(|v| v.sign != sign) || (zeros > 0 && last_resort) {
            return Some(Self::linear(values));
        }
        (zeros == 0).then_some(Self::Logarithm { sign })
    }

    fn linear(values: &[SignedLog]) -> Self {
        Self::Linear { ln_scale: values.iter().fold(f64::NEG_INFINITY, |largest, v| largest.max(v.ln_abs)) }
    }

    /// The interpolated quantity; `None` if this form cannot hold the value.
    fn project(self, value: SignedLog) -> Option<f64> {
        match self {
            Self::Zero => value.is_zero().then_some(0.0),
            Self::Logarithm { sign } => (value.sign == sign && !value.is_zero()).then_some(value.ln_abs),
            Self::Linear { ln_scale } => Some(value.sign * (value.ln_abs - ln_scale).exp()),
        }
    }
}

/// An accepted interpolant.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) low: f64,
    high: f64,
    form: Form,
    /// Chebyshev coefficients on [low, high].
    chebyshev: Vec<f64>,
    /// Largest difference from the function at the points where it is known.
    pub(super) error: f64,
}

impl Piece {
    fn tau(&self, t: f64) -> f64 {
        (2.0 * t - self.low - self.high) / (self.high - self.low)
    }

    /// The function at t.
    pub(super) fn value(&self, t: f64) -> SignedLog {
        let polynomial = || clenshaw(&self.chebyshev, self.tau(t));
        match self.form {
            Form::Zero => SignedLog::ZERO,
            Form::Logarithm { sign } => SignedLog { ln_abs: polynomial(), sign },
            Form::Linear { ln_scale } => {
                let scaled = SignedLog::new(polynomial());
                SignedLog { ln_abs: scaled.ln_abs + ln_scale, ..scaled }
            }
        }
    }

    /// The function at t and the derivative of its logarithm.
    pub(super) fn value_and_slope(&self, t: f64) -> TableValue {
        let SignedLog { ln_abs, sign } = self.value(t);
        let polynomial = || {
            let (value, slope) = clenshaw_and_slope(&self.chebyshev, self.tau(t));
            (value, slope * 2.0 / (self.high - self.low))
        };
        let slope = match self.form {
            _ if ln_abs == f64::NEG_INFINITY => 0.0,
            Form::Zero => 0.0,
            Form::Logarithm { .. } => polynomial().1,
            Form::Linear { .. } => {
                let (value, slope) = polynomial();
                slope / value
            }
        };
        TableValue { ln_abs, sign, slope }
    }
}

/// A sum of Chebyshev polynomials at `tau`, by Clenshaw's recurrence.
fn clenshaw(coefficients: &[f64], tau: f64) -> f64 {
    let (mut b1, mut b2) = (0.0, 0.0);
    for &c in coefficients.iter().skip(1).rev() {
        (b1, b2) = (2.0 * tau * b1 - b2 + c, b1);
    }
    tau * b1 - b2 + coefficients.first().copied().unwrap_or(0.0)
}

/// The same and its derivative, by the derivative of the recurrence.
fn clenshaw_and_slope(coefficients: &[f64], tau: f64) -> (f64, f64) {
    let (mut b1, mut b2, mut d1, mut d2) = (0.0, 0.0, 0.0, 0.0);
    for &c in coefficients.iter().skip(1).rev() {
        (d1, d2) = (2.0 * (b1 + tau * d1) - d2, d1);
        (b1, b2) = (2.0 * tau * b1 - b2 + c, b1);
    }
    (tau * b1 - b2 + coefficients.first().copied().unwrap_or(0.0), b1 + tau * d1 - d2)
}

/// Twice the highest degree: between the nodes of that degree are the checks.
const FINEST: usize = 64;

/// The FINEST + 1 Lobatto nodes on [−1, 1], ascending; symmetric and exact at −1, 0 and 1.
static LOBATTO: LazyLock<[f64; FINEST + 1]> =
    LazyLock::new(|| std::array::from_fn(|k| (0.5 * PI * (2.0 * k as f64 - FINEST as f64) / FINEST as f64).sin()));

/// The k-th of the n+1 Lobatto nodes of degree n, a divisor of FINEST, ascending.
fn lobatto(k: usize, n: usize) -> f64 {
    LOBATTO[k * (FINEST / n)]
}

/// cos(πk/n) for k up to 2n, which are Lobatto nodes as well.
fn cosine(k: usize, n: usize) -> f64 {
    let k = k % (2 * n);
    lobatto(k.abs_diff(n), n)
}

/// Chebyshev coefficients of the interpolant through values at the ascending Lobatto nodes.
fn chebyshev(values: &[f64]) -> Vec<f64> {
    let n = values.len() - 1;
    let halve_ends = |k: usize| if k == 0 || k == n { 0.5 } else { 1.0 };
    (0..=n)
        .map(|j| {
            // The k-th descending node is cos(πk/n).
            let sum: f64 = (0..=n).map(|k| halve_ends(k) * values[n - k] * cosine(j * k, n)).sum();
            2.0 / n as f64 * halve_ends(j) * sum
        })
        .collect()
}

/// The refinement of one stretch.
pub(super) struct Refinement<'a, F> {
    function: &'a mut F,
    temperatures: (f64, f64),
    ln_temperatures: (f64, f64),
    tolerance: f64,
    evaluations: usize,
}

impl<'a, F: FnMut(f64) -> Result<SignedLog, RateError>> Refinement<'a, F> {
    /// Of the stretch between two temperatures in GeV, of which the logarithms are given as well.
    pub(super) fn new(
        temperatures: (f64, f64),
        ln_temperatures: (f64, f64),
        tolerance: f64,
        function: &'a mut F,
    ) -> Self {
        Self { function, temperatures, ln_temperatures, tolerance, evaluations: 0 }
    }

    pub(super) fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// Pieces that cover the stretch, ascending.
    pub(super) fn run(&mut self) -> Result<Vec<Piece>, RateError> {
        let (low, high) = self.ln_temperatures;
        let mut pieces = Vec::new();
        self.refine(low, high, 0, Vec::new(), &mut pieces)?;
        Ok(pieces)
    }

    fn refine(
        &mut self,
        low: f64,
        high: f64,
        depth: u32,
        mut samples: Vec<Sample>,
        pieces: &mut Vec<Piece>,
    ) -> Result<(), RateError> {
        let mut worst = f64::INFINITY;
        let last_resort = depth == MAX_DEPTH || self.evaluations > MAX_EVALUATIONS;
        for degree in DEGREES {
            match self.attempt(low, high, degree, last_resort, &mut samples)? {
                Attempt::Accepted(piece) => {
                    pieces.push(piece);
                    return Ok(());
                }
                Attempt::Promising(error) => worst = error,
                Attempt::Hopeless(error) => {
                    worst = error;
                    if !last_resort {
                        break;
                    }
                }
            }
        }
        let middle = 0.5 * (low + high);
        if last_resort {
            let problem = RateProblem::TableNotConverged { error: worst, wanted: LAST_SHARE * self.tolerance };
            return Err(RateError::from(problem).at_temperature(middle.exp()));
        }
        let slack = SAME_POINT * (high - low);
        let left = samples.iter().copied().filter(|s| s.t <= middle + slack).collect();
        samples.retain(|s| s.t >= middle - slack);
        self.refine(low, middle, depth + 1, left, pieces)?;
        self.refine(middle, high, depth + 1, samples, pieces)
    }

    /// Interpolates with one degree and measures the error.
    fn attempt(
        &mut self,
        low: f64,
        high: f64,
        degree: usize,
        last_resort: bool,
        samples: &mut Vec<Sample>,
    ) -> Result<Attempt, RateError> {
        let node = |k: usize, n: usize| 0.5 * (low + high) + 0.5 * (high - low) * lobatto(k, n);
        let slack = SAME_POINT * (high - low);
        let mut values = Vec::with_capacity(degree + 1);
        for k in 0..=degree {
            values.push(self.sample(node(k, degree), slack, samples)?);
        }
        let Some(mut form) = Form::of(&values, last_resort) else { return Ok(Attempt::Hopeless(f64::INFINITY)) };
        let last_attempt = last_resort && degree == DEGREES[DEGREES.len() - 1];
        if last_attempt && matches!(form, Form::Logarithm { .. }) {
            // Next to a change of sign the logarithm has no polynomial.
            form = Form::linear(&values);
        }
        let Some(projected) = values.iter().map(|&v| form.project(v)).collect::<Option<Vec<f64>>>() else {
            return Ok(Attempt::Hopeless(f64::INFINITY));
        };
        let coefficients = chebyshev(&projected);
        let size = |range: std::ops::RangeInclusive<usize>| {
            coefficients[range].iter().fold(0.0_f64, |largest, c| largest.max(c.abs()))
        };
        let (half_way, tail) = (size(degree / 2 - 2..=degree / 2), size(degree - 2..=degree));
        let (wanted, checks) =
            if last_attempt { (LAST_SHARE * self.tolerance, degree) } else { (SHARE * self.tolerance, CHECKS) };
        if tail > wanted {
            // Coefficients fall geometrically: what is lost from n/2 to n is lost twice from n to 2n.
            let doubled = tail * (tail / half_way).min(1.0).powi(2);
            return Ok(if doubled <= wanted { Attempt::Promising(tail) } else { Attempt::Hopeless(tail) });
        }
        // Between the nodes are the extrema of the leading error.
        for check in 0..checks {
            let k = (2 * degree * (2 * check + 1) / (2 * checks)) | 1;
            self.sample(node(k, 2 * degree), slack, samples)?;
        }
        let interpolant = |t: f64| clenshaw(&coefficients, (2.0 * t - low - high) / (high - low));
        let error = samples.iter().fold(0.0_f64, |error, sample| match form.project(sample.value) {
            Some(value) => error.max((value - interpolant(sample.t)).abs()),
            None => f64::INFINITY,
        });
        Ok(if error <= wanted {
            Attempt::Accepted(Piece { low, high, form, chebyshev: coefficients, error })
        } else if error.is_finite() {
            Attempt::Promising(error)
        } else {
            Attempt::Hopeless(error)
        })
    }

    /// The function at `t`, from `samples` if it is there.
    fn sample(&mut self, t: f64, slack: f64, samples: &mut Vec<Sample>) -> Result<SignedLog, RateError> {
        if let Some(known) = samples.iter().find(|known| (known.t - t).abs() <= slack) {
            return Ok(known.value);
        }
        // Strictly within the stretch: at its ends the function may jump.
        let (low, high) = self.temperatures;
        let inside = 4.0 * f64::EPSILON;
        let temperature = t.exp().max(low * (1.0 + inside)).min(high * (1.0 - inside));
        self.evaluations += 1;
        let value = (self.function)(temperature).map_err(|error| error.at_temperature(temperature))?;
        if value.ln_abs.is_nan() || value.ln_abs == f64::INFINITY {
            return Err(RateError::from(RateProblem::NonFinite).at_temperature(temperature));
        }
        samples.push(Sample { t, value });
        Ok(value)
    }
}

enum Attempt {
    Accepted(Piece),
    /// Not good enough by the error given, but a higher degree may be.
    Promising(f64),
    /// Not good enough by the error given; the interval has to be halved.
    Hopeless(f64),
}
