//! Roots inside formulas: where an expression changes its sign.

use super::block::{LANES, Shared};
use super::dual;
use super::functional::{Body, load};
use super::program::Scratch;
use super::replay::Failure;

/// Relative accuracy of a root, as far as the sign of the expression is right.
pub(super) const TOLERANCE: f64 = 1e-14;
/// A root closer to 0 than this, relative to the larger bound, is not resolved further: no scale is known there.
const SMALLEST: f64 = 1e-32;
/// Most steps: bisection alone reaches 10^-60 of the range.
const MOST_STEPS: usize = 200;
/// Bounds further apart than this factor are searched with samples in equal ratios.
const WIDE: f64 = 100.0;

/// A compiled root.
#[derive(Debug, Clone)]
pub(super) struct Root {
    pub(super) body: Body,
}

/// Places with the expression's values, of opposite signs.
type Bracket = [(f64, f64); 2];

impl Root {
    /// The root; `operand(0)` and `operand(1)` are the bounds.
    pub(super) fn value(
        &self,
        shared: &Shared,
        operand: impl Fn(usize) -> f64,
        memory: &mut Scratch,
        work: &mut u64,
    ) -> Result<f64, Failure> {
        let (from, to) = (operand(0), operand(1));
        if from.is_nan() || to.is_nan() {
            return Err(self.body.failure("a bound of this root has no value"));
        }
        if from.is_infinite() || to.is_infinite() {
            let message = format!("the bounds of a root must be finite, found {from:e} and {to:e}");
            return Err(self.body.failure(message));
        }
        load(&self.body.code, memory, operand);
        let mut finder = Finder { body: &self.body, shared, memory, work };
        let bracket = finder.bracket(from.min(to), from.max(to))?;
        finder.refine(bracket)
    }
}

impl Root {
    /// The derivatives of the root at `place`, f(x, c) = 0: dx = −(∂f/∂c) dc/(∂f/∂x). `operand(i)` is an operand with its
    /// derivatives; those of the bounds do not matter.
    pub(super) fn slopes<'o>(
        &self,
        shared: &Shared,
        place: f64,
        operand: impl Fn(usize) -> (f64, &'o [f64]),
        directions: usize,
        work: &mut u64,
    ) -> Result<Vec<f64>, Failure> {
        // One more direction: that of the variable.
        let input = |number: usize| {
            let mut slopes = vec![0.0; directions + 1];
            if number == 0 {
                slopes[directions] = 1.0;
                return (vec![place], slopes);
            }
            let (value, moved) = operand(number + 1);
            slopes[..directions].copy_from_slice(moved);
            (vec![value], slopes)
        };
        let dual = dual::body(&self.body.code, shared, 1, directions + 1, input, work)?;
        let along = dual.slopes[directions];
        if along == 0.0 {
            return Err(self
                .body
                .failure("the expression has no slope at its root, which has therefore no derivative"));
        }
        Ok(dual.slopes[..directions].iter().map(|slope| -slope / along).collect())
    }
}

struct Finder<'a> {
    body: &'a Body,
    shared: &'a Shared,
    memory: &'a mut Scratch,
    work: &'a mut u64,
}

impl Finder<'_> {
    fn values(&mut self, x: &[f64; LANES], n: usize) -> Result<[f64; LANES], Failure> {
        self.body.values(self.shared, self.memory, (x, n), false, self.work)
    }

    /// The bounds if they bracket a root, else the first two of 64 samples between them that do.
    fn bracket(&mut self, from: f64, to: f64) -> Result<Bracket, Failure> {
        let mut x = [from; LANES];
        x[1] = to;
        let ends = self.values(&x, 2)?;
        if brackets(ends[0], ends[1]) {
            return Ok([(from, ends[0]), (to, ends[1])]);
        }
        let last = (LANES - 1) as f64;
        let ratio = to / from;
        for (i, x) in x.iter_mut().enumerate() {
            let share = i as f64 / last;
            // Both bounds negative, the ratio is below 1.
            let wide = !(1.0 / WIDE..=WIDE).contains(&ratio) && ratio > 0.0 && ratio.is_finite();
            *x = if wide { from * ratio.powf(share) } else { from + (to - from) * share };
        }
        (x[0], x[LANES - 1]) = (from, to);
        let values = self.values(&x, LANES)?;
        if let Some(i) = (1..LANES).find(|&i| brackets(values[i - 1], values[i])) {
            return Ok([(x[i - 1], values[i - 1]), (x[i], values[i])]);
        }
        let (variable, low, high) = (&self.body.variable, ends[0], ends[1]);
        let message = format!("no sign change: {low:e} at {variable} = {from:e}, {high:e} at {to:e}");
        Err(self.body.failure(message))
    }

    /// Inverse quadratic interpolation where it is safe, else bisection (Chandrupatla 1997), until the bracket is as
    /// narrow as floats allow.
    fn refine(&mut self, bracket: Bracket) -> Result<f64, Failure> {
        let [(mut b, mut fb), (mut a, mut fa)] = bracket;
        if fb == 0.0 {
            return Ok(b);
        }
        let largest = fa.abs().max(fb.abs());
        let smallest = SMALLEST * a.abs().max(b.abs());
        let mut share = 0.5;
        for _ in 0..MOST_STEPS {
            if fa == 0.0 {
                return Ok(a);
            }
            let x = a + share * (b - a);
            let f = self.values(&[x; LANES], 1)?[0];
            let (c, fc);
            if f.signum() == fa.signum() {
                (c, fc) = (a, fa);
            } else {
                (c, fc) = (b, fb);
                (b, fb) = (a, fa);
            }
            (a, fa) = (x, f);
            let (best, at_best) = if fa.abs() < fb.abs() { (a, fa) } else { (b, fb) };
            let least = (2.0 * f64::EPSILON * best.abs() + smallest) / (b - c).abs();
            if at_best == 0.0 || least > 0.5 || (b - a).abs() <= 2.0 * f64::EPSILON * best.abs() {
                return self.unless_pole(best, at_best, largest);
            }
            let (place, level) = ((a - b) / (c - b), (fa - fb) / (fc - fb));
            share = if level * level < place && (1.0 - level) * (1.0 - level) < 1.0 - place {
                fa / (fb - fa) * (fc / (fb - fc)) + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb))
            } else {
                0.5
            };
            share = share.clamp(least, 1.0 - least);
        }
        let (best, at_best) = if fa.abs() < fb.abs() { (a, fa) } else { (b, fb) };
        self.unless_pole(best, at_best, largest)
    }

    /// Where the expression is larger than at both ends of the bracket, the sign changed at a pole.
    fn unless_pole(&self, root: f64, value: f64, largest: f64) -> Result<f64, Failure> {
        if value.abs() <= largest {
            return Ok(root);
        }
        let variable = &self.body.variable;
        let message = format!("the sign changes at {variable} = {root:e}, but at a pole: there is no root");
        Err(self.body.failure(message))
    }
}

fn brackets(a: f64, b: f64) -> bool {
    a == 0.0 || b == 0.0 || a.signum() != b.signum()
}
