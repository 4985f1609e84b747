//! The operations a compiled formula consists of, and their meaning for single numbers.

use super::complex::ComplexFunction;
use super::special;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Unary {
    Negate,
    Not,
    Sqrt,
    Cbrt,
    Exp,
    Log,
    Log10,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
    Acoth,
    Abs,
    Sign,
    Floor,
    Ceil,
    Dilog,
    Zeta,
    BesselK(u8),
    BesselKScaled(u8),
    /// xⁿ.
    PowerInteger(i32),
    /// x^(n/2), n odd.
    PowerHalf(i32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Min,
    Max,
    Atan2,
    /// √(x² + y²).
    Hypot,
    /// The real part of a function of x + iy.
    ComplexRe(ComplexFunction),
    /// The imaginary part of a function of x + iy.
    ComplexIm(ComplexFunction),
    Less,
    LessEqual,
    Equal,
    NotEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Ternary {
    Kallen,
    BreitWigner,
    Beta,
}

/// xⁿ by repeated squaring: at most a few roundings for the powers formulas have.
#[inline]
pub(super) fn power_integer(x: f64, n: i32) -> f64 {
    match n {
        2 => x * x,
        3 => x * x * x,
        4 => (x * x) * (x * x),
        -1 => 1.0 / x,
        -2 => 1.0 / (x * x),
        _ if n.unsigned_abs() > 64 => x.powf(f64::from(n)),
        _ => {
            let (mut result, mut square, mut left) = (1.0, x, n.unsigned_abs());
            while left > 0 {
                if left & 1 == 1 {
                    result *= square;
                }
                square *= square;
                left >>= 1;
            }
            if n < 0 { 1.0 / result } else { result }
        }
    }
}

#[inline]
pub(super) fn power_half(x: f64, n: i32) -> f64 {
    match n {
        1 => x.sqrt(),
        -1 => 1.0 / x.sqrt(),
        3 => x * x.sqrt(),
        _ => power_integer(x.sqrt(), n),
    }
}

#[inline]
pub(super) fn truth(condition: bool, nan: bool) -> f64 {
    if nan { f64::NAN } else { f64::from(u8::from(condition)) }
}

impl Unary {
    pub(super) fn apply(self, x: f64) -> f64 {
        match self {
            Self::Negate => -x,
            Self::Not => 1.0 - x,
            Self::Sqrt => x.sqrt(),
            Self::Cbrt => x.cbrt(),
            Self::Exp => x.exp(),
            Self::Log => x.ln(),
            Self::Log10 => x.log10(),
            Self::Sin => x.sin(),
            Self::Cos => x.cos(),
            Self::Tan => x.tan(),
            Self::Asin => x.asin(),
            Self::Acos => x.acos(),
            Self::Atan => x.atan(),
            Self::Sinh => x.sinh(),
            Self::Cosh => x.cosh(),
            Self::Tanh => x.tanh(),
            Self::Asinh => x.asinh(),
            Self::Acosh => special::acosh(x),
            Self::Atanh => x.atanh(),
            Self::Acoth => special::acoth(x),
            Self::Abs => x.abs(),
            // Zero has no sign, a NaN stays one.
            Self::Sign => {
                if x == 0.0 {
                    0.0
                } else {
                    x.signum()
                }
            }
            Self::Floor => x.floor(),
            Self::Ceil => x.ceil(),
            Self::Dilog => special::dilog(x),
            Self::Zeta => special::zeta(x),
            Self::BesselK(n) => (-x).exp() * special::besselk_scaled(n, x),
            Self::BesselKScaled(n) => special::besselk_scaled(n, x),
            Self::PowerInteger(n) => power_integer(x, n),
            Self::PowerHalf(n) => power_half(x, n),
        }
    }

    /// Whether a small negative argument is forgiven as 0: it is a radicand.
    pub(super) fn has_radicand(self) -> bool {
        matches!(self, Self::Sqrt | Self::PowerHalf(_))
    }

    /// Why there is no finite value at the finite argument `x`.
    pub(super) fn complaint(self, x: f64) -> String {
        match self {
            Self::Sqrt => format!("square root of the negative number {x:e}"),
            Self::PowerHalf(n) if x < 0.0 => format!("the negative number {x:e} to the power {}", f64::from(n) / 2.0),
            Self::Log | Self::Log10 => format!("logarithm of {x:e}, which is not positive"),
            Self::Asin | Self::Acos => format!("the argument {x:e} is outside [-1, 1]"),
            Self::Acosh => format!("the argument {x:e} is below 1"),
            Self::Atanh => format!("the argument {x:e} is outside (-1, 1)"),
            Self::Acoth => format!("the argument {x:e} is inside [-1, 1]"),
            Self::Dilog => format!("the dilogarithm of {x:e} is complex: its argument must not exceed 1"),
            Self::Zeta if x == 1.0 => "zeta has a pole at 1".to_owned(),
            Self::Zeta => format!("zeta of the negative number {x:e} is not supported"),
            Self::BesselK(_) | Self::BesselKScaled(_) if x <= 0.0 => {
                format!("the Bessel function K of {x:e}, which is not positive")
            }
            Self::PowerInteger(n) if x == 0.0 => format!("zero to the negative power {n}"),
            Self::PowerHalf(n) if x == 0.0 => format!("zero to the negative power {}", f64::from(n) / 2.0),
            _ => format!("overflow: the argument is {x:e}"),
        }
    }
}

impl Binary {
    pub(super) fn apply(self, x: f64, y: f64) -> f64 {
        let nan = x.is_nan() || y.is_nan();
        match self {
            Self::Add => x + y,
            Self::Subtract => x - y,
            Self::Multiply => x * y,
            Self::Divide => x / y,
            // 1^NaN and NaN^0 are 1 by the standard, which would hide an error.
            Self::Power => {
                if nan {
                    f64::NAN
                } else {
                    x.powf(y)
                }
            }
            Self::Min => {
                if nan {
                    f64::NAN
                } else {
                    x.min(y)
                }
            }
            Self::Max => {
                if nan {
                    f64::NAN
                } else {
                    x.max(y)
                }
            }
            Self::Atan2 => x.atan2(y),
            // The modulus of an infinity and a NaN is infinite by the standard.
            Self::Hypot => {
                if nan {
                    f64::NAN
                } else {
                    x.hypot(y)
                }
            }
            Self::ComplexRe(function) => function.at(x, y).re,
            Self::ComplexIm(function) => function.at(x, y).im,
            Self::Less => truth(x < y, nan),
            Self::LessEqual => truth(x <= y, nan),
            Self::Equal => truth(x == y, nan),
            Self::NotEqual => truth(x != y, nan),
        }
    }

    /// Why there is no finite value at finite arguments.
    pub(super) fn complaint(self, x: f64, y: f64) -> String {
        match self {
            Self::Divide if y == 0.0 => "division by zero".to_owned(),
            Self::Power if x == 0.0 => format!("zero to the negative power {y:e}"),
            Self::Power if x < 0.0 => format!("the negative number {x:e} to the power {y:e}"),
            Self::ComplexRe(_) | Self::ComplexIm(_) => {
                format!("this function has no finite value at {x:e} + {y:e} I")
            }
            _ => format!("overflow: the operands are {x:e} and {y:e}"),
        }
    }

    /// Whether this compares numbers.
    pub(super) fn is_comparison(self) -> bool {
        matches!(self, Self::Less | Self::LessEqual | Self::Equal | Self::NotEqual)
    }
}

impl Ternary {
    pub(super) fn apply(self, [a, b, c]: [f64; 3]) -> f64 {
        match self {
            Self::Kallen => special::kallen(a, b, c),
            Self::BreitWigner => special::breit_wigner(a, b, c),
            Self::Beta => special::beta(a, b, c),
        }
    }

    /// Why there is no finite value at finite arguments.
    pub(super) fn complaint(self, [a, b, c]: [f64; 3]) -> String {
        match self {
            Self::BreitWigner => {
                format!("this Breit-Wigner is infinite at s = {a:e}: mass {b:e}, width {c:e}")
            }
            _ => format!("overflow: the arguments are {a:e}, {b:e} and {c:e}"),
        }
    }
}

/// A number with what the second look at a point has to know about it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tracked {
    pub(super) value: f64,
    /// Bound of the absolute rounding error accumulated so far.
    pub(super) error: f64,
    /// The instruction that made a finite input non-finite.
    pub(super) culprit: Option<u32>,
}

/// Roundings a number taken for exact may carry: two units in the last place.
const UNIT: f64 = 2.0 * f64::EPSILON;

/// A radicand counts as 0 if it is within this many times its error bound.
const FORGIVEN: f64 = 4.0;

impl Tracked {
    /// A number from outside, which has been rounded.
    pub(super) fn given(value: f64) -> Self {
        Self { value, error: UNIT * value.abs(), culprit: None }
    }

    /// A radicand, counting as 0 if it is negative within rounding; −∞ is no matter of rounding.
    pub(super) fn forgiven(self) -> Self {
        let within_rounding = self.value < 0.0 && self.value.is_finite() && -self.value <= FORGIVEN * self.error;
        if within_rounding { Self { value: 0.0, ..self } } else { self }
    }

    /// The value of `f` at `arguments`, each argument's error propagated by moving it by its bound.
    pub(super) fn through<const N: usize>(arguments: [Self; N], f: impl Fn([f64; N]) -> f64) -> Self {
        let at = arguments.map(|a| a.value);
        let value = f(at);
        let mut error = UNIT * value.abs();
        if value.is_finite() {
            for i in 0..N {
                let mut moved = at;
                moved[i] += arguments[i].error;
                let change = (f(moved) - value).abs();
                if change.is_finite() {
                    error += change;
                }
            }
        }
        Self { value, error, culprit: arguments.iter().find(|a| !a.value.is_finite()).and_then(|a| a.culprit) }
    }
}
