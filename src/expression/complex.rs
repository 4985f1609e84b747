//! Elementary functions of complex numbers, principal branches.
//!
//! The cuts are those of the C standard and of DLMF 4.2, 4.23, 4.37: the negative real axis for `sqrt` and `log`, real
//! |z| > 1 for `asin`, `acos`, `atanh`, z < 1 for `acosh`, imaginary |z| > 1 for `asinh` and `atan`. A zero has no sign:
//! on a cut the value is that of a point just above it, or, on the imaginary axis, just to its right.

use num_complex::Complex64;

/// A function of one complex number that is not made of simpler operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum ComplexFunction {
    Sqrt,
    Exp,
    Log,
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
}

impl ComplexFunction {
    /// The value at re + i im.
    pub(super) fn at(self, re: f64, im: f64) -> Complex64 {
        // −0 + 0 is +0.
        let z = Complex64::new(re + 0.0, im + 0.0);
        match self {
            Self::Sqrt => sqrt(z),
            Self::Exp => Complex64::new(z.re.exp() * z.im.cos(), z.re.exp() * z.im.sin()),
            Self::Log => log(z),
            Self::Sin => Complex64::new(z.re.sin() * z.im.cosh(), z.re.cos() * z.im.sinh()),
            Self::Cos => Complex64::new(z.re.cos() * z.im.cosh(), -(z.re.sin() * z.im.sinh())),
            Self::Tan => divided_by_i(tanh(times_i(z))),
            Self::Asin => asin(z),
            Self::Acos => acos(z),
            Self::Atan => divided_by_i(atanh(times_i(z))),
            Self::Sinh => Complex64::new(z.re.sinh() * z.im.cos(), z.re.cosh() * z.im.sin()),
            Self::Cosh => Complex64::new(z.re.cosh() * z.im.cos(), z.re.sinh() * z.im.sin()),
            Self::Tanh => tanh(z),
            Self::Asinh => divided_by_i(asin(times_i(z))),
            Self::Acosh => acosh(z),
            Self::Atanh => atanh(z),
        }
    }

    /// Where on the real axis a cut of the function or of its derivative begins.
    pub(super) fn branch_points(self) -> &'static [f64] {
        match self {
            Self::Sqrt | Self::Log => &[0.0],
            Self::Asin | Self::Acos | Self::Acosh | Self::Atanh => &[-1.0, 1.0],
            _ => &[],
        }
    }
}

fn times_i(z: Complex64) -> Complex64 {
    Complex64::new(-z.im, z.re)
}

fn divided_by_i(z: Complex64) -> Complex64 {
    Complex64::new(z.im, -z.re)
}

/// The square root with real part ≥ 0, each part to a few roundings (Kahan 1987, §6).
fn sqrt(z: Complex64) -> Complex64 {
    if z.re == 0.0 && z.im == 0.0 {
        return z;
    }
    let large = (0.5 * (z.re.abs() + z.re.hypot(z.im))).sqrt();
    let small = 0.5 * z.im.abs() / large;
    if z.re >= 0.0 { Complex64::new(large, small.copysign(z.im)) } else { Complex64::new(small, large.copysign(z.im)) }
}

/// ln|z| + i arg z; near |z| = 1 the modulus less one is formed without cancellation.
fn log(z: Complex64) -> Complex64 {
    let modulus = z.re.hypot(z.im);
    let log = if (0.5..2.0).contains(&modulus) {
        let (large, small) = (z.re.abs().max(z.im.abs()), z.re.abs().min(z.im.abs()));
        0.5 * ((large - 1.0) * (large + 1.0) + small * small).ln_1p()
    } else {
        modulus.ln()
    };
    Complex64::new(log, z.im.atan2(z.re))
}

/// Without overflow and cancellation (Kahan 1987, CTANH).
fn tanh(z: Complex64) -> Complex64 {
    // Beyond, the square of the hyperbolic tangent is 1 to 1e-17.
    const FAR: f64 = 20.0;
    if z.re.abs() > FAR {
        let rest = 4.0 * z.im.sin() * z.im.cos() * (-2.0 * z.re.abs()).exp();
        return Complex64::new(1.0_f64.copysign(z.re), rest);
    }
    let tangent = z.im.tan();
    let slope = 1.0 + tangent * tangent;
    let sine = z.re.sinh();
    let below = 1.0 + slope * sine * sine;
    Complex64::new(slope * sine.mul_add(sine, 1.0).sqrt() * sine / below, tangent / below)
}

/// The roots of 1 − z and 1 + z, which the inverse functions are made of.
fn roots(z: Complex64) -> (Complex64, Complex64) {
    (sqrt(Complex64::new(1.0 - z.re, -z.im)), sqrt(Complex64::new(1.0 + z.re, z.im)))
}

/// Kahan 1987, CASIN.
fn asin(z: Complex64) -> Complex64 {
    let (minus, plus) = roots(z);
    Complex64::new((z.re / (minus * plus).re).atan(), (minus.conj() * plus).im.asinh())
}

/// Kahan 1987, CACOS.
fn acos(z: Complex64) -> Complex64 {
    let (minus, plus) = roots(z);
    Complex64::new(2.0 * (minus.re / plus.re).atan(), (plus.conj() * minus).im.asinh())
}

/// Kahan 1987, CACOSH.
fn acosh(z: Complex64) -> Complex64 {
    let (minus, plus) = (sqrt(Complex64::new(z.re - 1.0, z.im)), sqrt(Complex64::new(z.re + 1.0, z.im)));
    Complex64::new((minus.conj() * plus).re.asinh(), 2.0 * (minus.im / plus.re).atan())
}

/// The logarithm of (1 + z)/(1 − z), halved, with the modulus formed without cancellation.
fn atanh(z: Complex64) -> Complex64 {
    let x = z.re.abs();
    let re = 0.25 * (4.0 * x / ((1.0 - x) * (1.0 - x) + z.im * z.im)).ln_1p();
    let im = 0.5 * (2.0 * z.im).atan2((1.0 - x) * (1.0 + x) - z.im * z.im);
    Complex64::new(re.copysign(z.re), im)
}

#[cfg(test)]
mod tests;
