//! Derivatives of the operations that a compiled formula consists of.

use num_complex::Complex64;

use super::complex::ComplexFunction;
use super::environment::NativeFunction;
use super::operation::{Binary, Ternary, Unary};
use super::special;

/// Step of the differences by which a function without a known derivative is differentiated, relative to its argument.
const STEP: f64 = 1e-3;
/// Part of the distance to an edge that the differences may reach.
const PART_OF_CELL: f64 = 0.3;
/// Differences reach this many steps.
const REACH: f64 = 3.0;

impl Unary {
    /// The derivative at `x`, where the value is `value`; at a kink the one to the right, 0 across a jump.
    pub(super) fn slope(self, x: f64, value: f64) -> f64 {
        match self {
            Self::Negate | Self::Not => -1.0,
            Self::Sqrt => 0.5 / value,
            Self::Cbrt => 1.0 / (3.0 * value * value),
            Self::Exp => value,
            Self::Log => 1.0 / x,
            Self::Log10 => std::f64::consts::LOG10_E / x,
            Self::Sin => x.cos(),
            Self::Cos => -x.sin(),
            Self::Tan => 1.0 + value * value,
            Self::Asin => 1.0 / ((1.0 - x) * (1.0 + x)).sqrt(),
            Self::Acos => -1.0 / ((1.0 - x) * (1.0 + x)).sqrt(),
            Self::Atan => 1.0 / (1.0 + x * x),
            Self::Sinh => x.cosh(),
            Self::Cosh => x.sinh(),
            Self::Tanh => x.cosh().powi(-2),
            Self::Asinh => 1.0 / x.hypot(1.0),
            Self::Acosh => 1.0 / ((x - 1.0) * (x + 1.0)).sqrt(),
            Self::Atanh | Self::Acoth => 1.0 / ((1.0 - x) * (1.0 + x)),
            Self::Abs => {
                if x < 0.0 {
                    -1.0
                } else {
                    1.0
                }
            }
            Self::Sign | Self::Floor | Self::Ceil => 0.0,
            Self::Dilog if x.abs() < 1e-3 => 1.0 + x * (0.5 + x * (1.0 / 3.0 + x * (0.25 + 0.2 * x))),
            Self::Dilog => -(-x).ln_1p() / x,
            Self::Zeta => difference(|x| Ok(special::zeta(x)), x, &[0.0, 1.0]),
            Self::BesselK(n) => (-x).exp() * (scaled_bessel_slope(n, x) - special::besselk_scaled(n, x)),
            Self::BesselKScaled(n) => scaled_bessel_slope(n, x),
            Self::PowerInteger(n) => f64::from(n) * super::operation::power_integer(x, n - 1),
            Self::PowerHalf(n) => 0.5 * f64::from(n) * super::operation::power_half(x, n - 2),
        }
    }
}

/// d(eˣ Kₙ)/dx = eˣ (Kₙ − K_{n−1} − (n/x) Kₙ) (DLMF 10.29.2), K₋₁ = K₁.
fn scaled_bessel_slope(n: u8, x: f64) -> f64 {
    let value = special::besselk_scaled(n, x);
    let below = special::besselk_scaled(if n == 0 { 1 } else { n - 1 }, x);
    value - below - f64::from(n) / x * value
}

impl Binary {
    /// The derivatives with respect to both operands at `(x, y)`, where the value is `value`.
    pub(super) fn slopes(self, x: f64, y: f64, value: f64) -> [f64; 2] {
        match self {
            Self::Add => [1.0, 1.0],
            Self::Subtract => [1.0, -1.0],
            Self::Multiply => [y, x],
            Self::Divide => [1.0 / y, -value / y],
            Self::Power if x == 0.0 => [if y == 1.0 { 1.0 } else { 0.0 }, 0.0],
            Self::Power => [y * value / x, value * x.ln()],
            Self::Min => pick(x <= y),
            Self::Max => pick(x >= y),
            Self::Atan2 => {
                let square = x * x + y * y;
                [y / square, -x / square]
            }
            Self::Hypot if value == 0.0 => [0.0, 0.0],
            Self::Hypot => [x / value, y / value],
            // d(u + iv) = f′ (dx + i dy).
            Self::ComplexRe(function) => {
                let slope = function.slope(x, y);
                [slope.re, -slope.im]
            }
            Self::ComplexIm(function) => {
                let slope = function.slope(x, y);
                [slope.im, slope.re]
            }
            Self::Less | Self::LessEqual | Self::Equal | Self::NotEqual => [0.0, 0.0],
        }
    }
}

fn pick(first: bool) -> [f64; 2] {
    if first { [1.0, 0.0] } else { [0.0, 1.0] }
}

impl Ternary {
    /// The derivatives with respect to the operands, where the value is `value`.
    pub(super) fn slopes(self, [a, b, c]: [f64; 3], value: f64) -> [f64; 3] {
        match self {
            Self::Kallen => [2.0 * (a - b - c), 2.0 * (b - a - c), 2.0 * (c - a - b)],
            Self::BreitWigner => {
                let (squared, scale) = (value * value, b * c);
                let distance = special::distance(a, b);
                let by_s = -2.0 * distance * squared;
                [by_s, -2.0 * b * by_s - 2.0 * scale * c * squared, -2.0 * scale * b * squared]
            }
            // β² = λ(M², m₁², m₂²)/M⁴.
            Self::Beta if value == 0.0 => [0.0; 3],
            Self::Beta => {
                let (aa, bb, cc) = (a * a, b * b, c * c);
                let quartic = 1.0 / (aa * aa * value);
                let squares = [(bb + cc) * aa - (bb - cc) * (bb - cc), bb - aa - cc, cc - aa - bb];
                [2.0 * squares[0] * quartic / a, 2.0 * b * squares[1] * quartic, 2.0 * c * squares[2] * quartic]
            }
        }
    }
}

impl ComplexFunction {
    /// The derivative at re + i im.
    fn slope(self, re: f64, im: f64) -> Complex64 {
        let (z, value) = (Complex64::new(re + 0.0, im + 0.0), self.at(re, im));
        let (one, root) = (Complex64::new(1.0, 0.0), |w: Complex64| Self::Sqrt.at(w.re, w.im));
        match self {
            Self::Sqrt => 0.5 / value,
            Self::Exp => value,
            Self::Log => one / z,
            Self::Sin => Self::Cos.at(re, im),
            Self::Cos => -Self::Sin.at(re, im),
            Self::Tan => one + value * value,
            Self::Asin => one / (root(one - z) * root(one + z)),
            Self::Acos => -one / (root(one - z) * root(one + z)),
            Self::Atan => one / (one + z * z),
            Self::Sinh => Self::Cosh.at(re, im),
            Self::Cosh => Self::Sinh.at(re, im),
            Self::Tanh => one - value * value,
            // √(1 + z²) with the cuts of the function: 1 + z² = (1 − iz)(1 + iz).
            Self::Asinh => {
                let turned = Complex64::new(-z.im, z.re);
                one / (root(one - turned) * root(one + turned))
            }
            Self::Acosh => one / (root(z - one) * root(z + one)),
            Self::Atanh => one / ((one - z) * (one + z)),
        }
    }
}

impl NativeFunction {
    /// The derivative with respect to argument `i`, by differences of the sixth order that stay between the edges.
    pub(super) fn slope(&self, arguments: &[f64], i: usize) -> f64 {
        let edges: &[f64] = if i == 0 { &self.edges } else { &[] };
        let mut moved = arguments.to_vec();
        let call = |x: f64| {
            moved[i] = x;
            self.call(&moved)
        };
        difference(call, arguments[i], edges)
    }
}

/// The derivative of a smooth function at `x` by differences that do not cross `edges`: central ones of the sixth order or,
/// at an edge itself or where there are no values on one side, one-sided ones.
fn difference(mut function: impl FnMut(f64) -> Result<f64, String>, x: f64, edges: &[f64]) -> f64 {
    let scale = if x == 0.0 { 1.0 } else { x.abs() };
    let distance = edges.iter().map(|edge| (edge - x).abs()).filter(|d| *d > 1e-12 * scale);
    let nearest = distance.fold(f64::INFINITY, f64::min);
    let step = (STEP * scale).min(PART_OF_CELL * nearest / REACH);
    let at_edge = edges.iter().any(|edge| (edge - x).abs() <= 1e-12 * scale);
    let mut value = |steps: f64| function(x + steps * step).unwrap_or(f64::NAN);
    if !at_edge {
        let mut pair = |k: f64| value(k) - value(-k);
        let central = (0.75 * pair(1.0) - 0.15 * pair(2.0) + pair(3.0) / 60.0) / step;
        if central.is_finite() {
            return central;
        }
    }
    // Differences of the fourth order, to the right and, failing that, to the left.
    let mut one_sided = |side: f64| {
        let weights = [-25.0 / 12.0, 4.0, -3.0, 4.0 / 3.0, -0.25];
        let sum: f64 = weights.iter().enumerate().map(|(k, w)| w * value(side * (k as f64 + 1e-9))).sum();
        side * sum / step
    };
    let right = one_sided(1.0);
    if right.is_finite() { right } else { one_sided(-1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn central(f: impl Fn(f64) -> f64, x: f64) -> f64 {
        difference(|x| Ok(f(x)), x, &[])
    }

    #[test]
    fn slopes_of_operations_are_those_of_their_values() {
        use Unary::*;
        let everywhere = [Sqrt, Cbrt, Exp, Log, Log10, Sin, Cos, Tan, Atan, Sinh, Cosh, Tanh, Asinh, Zeta];
        let below_one = [Asin, Acos, Atanh, Dilog];
        let powers = [PowerInteger(-2), PowerInteger(1), PowerInteger(5), PowerHalf(-3), PowerHalf(1), PowerHalf(5)];
        let bessel = (0..5).flat_map(|n| [BesselK(n), BesselKScaled(n)]);
        let mut cases: Vec<(Unary, f64)> = everywhere.into_iter().chain(powers).map(|u| (u, 0.43)).collect();
        cases.extend(bessel.map(|u| (u, 1.7)));
        cases.extend(below_one.map(|u| (u, 0.43)));
        cases.extend([(Acosh, 1.7), (Acoth, 1.7), (Dilog, -3.0), (Dilog, 2e-4), (Negate, 2.0), (Abs, -2.0)]);
        for (unary, x) in cases {
            let (found, wanted) = (unary.slope(x, unary.apply(x)), central(|x| unary.apply(x), x));
            assert!((found / wanted - 1.0).abs() < 1e-9, "{unary:?} at {x}: {found} {wanted}");
        }
    }

    #[test]
    fn slopes_of_operations_of_several_numbers() {
        use ComplexFunction as F;
        let functions = [F::Sqrt, F::Exp, F::Log, F::Sin, F::Cos, F::Tan, F::Asin, F::Acos, F::Atan, F::Sinh, F::Cosh];
        let functions = functions.into_iter().chain([F::Tanh, F::Asinh, F::Acosh, F::Atanh]);
        let complex = functions.flat_map(|f| [Binary::ComplexRe(f), Binary::ComplexIm(f)]);
        let real = [Binary::Multiply, Binary::Divide, Binary::Power, Binary::Atan2, Binary::Hypot, Binary::Max];
        for binary in real.into_iter().chain(complex) {
            for (x, y) in [(0.7, 1.9), (1.3, 0.4)] {
                let found = binary.slopes(x, y, binary.apply(x, y));
                let wanted = [central(|x| binary.apply(x, y), x), central(|y| binary.apply(x, y), y)];
                for (found, wanted) in found.iter().zip(wanted) {
                    assert!((found - wanted).abs() < 1e-9 * wanted.abs().max(0.1), "{binary:?}: {found} {wanted}");
                }
            }
        }
        for (ternary, at) in [
            (Ternary::Kallen, [9.0, 1.0, 0.5]),
            (Ternary::Beta, [9.0, 1.0, 0.5]),
            (Ternary::BreitWigner, [9.0, 2.9, 0.3]),
        ] {
            let found = ternary.slopes(at, ternary.apply(at));
            for i in 0..3 {
                let moved = |x: f64| {
                    let mut at = at;
                    at[i] = x;
                    ternary.apply(at)
                };
                let wanted = central(moved, at[i]);
                assert!((found[i] / wanted - 1.0).abs() < 1e-6, "{ternary:?} {i}: {} {wanted}", found[i]);
            }
        }
    }

    #[test]
    fn differences_respect_edges() {
        let kinked = |x: f64| Ok(if x < 2.0 { x * x } else { 6.0 * x - 8.0 });
        assert!((difference(kinked, 1.9999, &[2.0]) - 3.9998).abs() < 1e-9);
        assert!((difference(kinked, 2.0001, &[2.0]) - 6.0).abs() < 1e-9);
        assert!((difference(kinked, 2.0, &[2.0]) - 6.0).abs() < 1e-6);
    }
}
