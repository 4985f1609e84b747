//! Special functions of real arguments. Outside their domain they give NaN, which [`super::replay`] explains.

use std::f64::consts::PI;

use crate::thermal::bessel::{self, ScaledBesselK};

/// The sum `a + b` and its rounding error (Knuth 1969, exact barring overflow).
#[inline]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// The product `a b` and its rounding error (Dekker 1971). A fused multiply-add would be shorter, but without the
/// processor's support it is a slow library call.
#[inline]
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let split = |v: f64| {
        let shifted = 134_217_729.0 * v; // 2^27 + 1
        let high = shifted - (shifted - v);
        (high, v - high)
    };
    let product = a * b;
    let ((a1, a2), (b1, b2)) = (split(a), split(b));
    (product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2)
}

/// The Källén function λ(a, b, c) = (a − b − c)² − 4bc.
///
/// Twice the working precision is carried, so that near a threshold, where the two terms cancel, the result is still
/// that of the arguments given.
#[inline]
pub(super) fn kallen(a: f64, b: f64, c: f64) -> f64 {
    let (first, first_error) = two_sum(a, -b);
    let (x, second_error) = two_sum(first, -c);
    let x_error = first_error + second_error;
    let (square, square_error) = two_product(x, x);
    let (product, product_error) = two_product(4.0 * b, c);
    let precise = (square - product) + (square_error - product_error + 2.0 * x * x_error);
    // Arguments so large that the splitting overflows have no use for the extra digits.
    if precise.is_finite() { precise } else { x * x - 4.0 * b * c }
}

/// √λ(M², `m1`², `m2`²)/M²: twice the momentum of the products of a decay over the mass of the parent; 0 when closed.
///
/// Factored in masses (PDG review Kinematics, two-body decays), the difference that vanishes at threshold being formed exactly.
#[inline]
pub(super) fn beta(parent: f64, m1: f64, m2: f64) -> f64 {
    let (parent, m1, m2) = (parent.abs(), m1.abs(), m2.abs());
    let (heavy, light) = if m1 < m2 { (m2, m1) } else { (m1, m2) };
    let (rest, error) = two_sum(parent, -heavy);
    let gap = (rest - light) + error;
    if gap <= 0.0 {
        return 0.0;
    }
    let inverse = 1.0 / parent;
    let inner = gap * inverse * ((rest + light + error) * inverse);
    inner.sqrt() * ((parent + heavy - light) * inverse * ((parent + heavy + light) * inverse)).sqrt()
}

/// 1/((s − M²)² + M²W²), with s − M² formed exactly: on a narrow peak it is the small difference of two rounded
/// numbers otherwise.
#[inline]
pub(super) fn breit_wigner(s: f64, mass: f64, width: f64) -> f64 {
    let (distance, scale) = (distance(s, mass), mass * width);
    1.0 / (distance * distance + scale * scale)
}

/// s − M², the square being exact.
#[inline]
pub(super) fn distance(s: f64, mass: f64) -> f64 {
    let (square, error) = two_product(mass, mass);
    (s - square) - error
}

/// Inverse hyperbolic cosine, to full precision near 1 too.
pub(super) fn acosh(x: f64) -> f64 {
    let above = x - 1.0;
    if above > 1e100 {
        return x.ln() + std::f64::consts::LN_2;
    }
    (above + (above * (x + 1.0)).sqrt()).ln_1p()
}

/// Inverse hyperbolic cotangent, |x| > 1.
pub(super) fn acoth(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude <= 1.0 {
        return f64::NAN;
    }
    (0.5 * (2.0 / (magnitude - 1.0)).ln_1p()).copysign(x)
}

/// Dilogarithm Li₂(x) = −∫₀ˣ ln(1−t)/t dt for x ≤ 1.
///
/// The inversion and reflection formulas (DLMF 25.12(i)) lead to −1 ≤ x ≤ ½, where the series in
/// u = −ln(1−x), Li₂ = Σ `B_k` u^(k+1)/(k+1)!, gains two digits a term ('t Hooft and Veltman 1979, appendix).
pub(super) fn dilog(x: f64) -> f64 {
    // B_{2k}/(2k+1)! for k = 1…9.
    const COEFFICIENTS: [f64; 9] = [
        1.0 / 36.0,
        -1.0 / 3600.0,
        1.0 / 211_680.0,
        -1.0 / 10_886_400.0,
        1.0 / 526_901_760.0,
        -4.064_761_645_144_225_5e-11,
        8.921_691_020_456_452_6e-13,
        -1.993_929_586_072_107_6e-14,
        4.518_980_029_619_918_2e-16,
    ];
    if x.is_nan() || x > 1.0 {
        return f64::NAN;
    }
    if x == 1.0 {
        return PI * PI / 6.0;
    }
    if x > 0.5 {
        return PI * PI / 6.0 - x.ln() * (-x).ln_1p() - dilog(1.0 - x);
    }
    if x < -1.0 {
        let log = (-x).ln();
        return -PI * PI / 6.0 - 0.5 * log * log - dilog(1.0 / x);
    }
    let u = -(-x).ln_1p();
    let square = u * u;
    let series = COEFFICIENTS.iter().rev().fold(0.0, |sum, c| sum * square + c);
    u - 0.25 * square + u * square * series
}

/// Riemann's ζ(n) for real n ≥ 0 except 1, by Euler–Maclaurin summation from N = 10 (DLMF 25.2.9); with twelve
/// Bernoulli terms the remainder is below 1e-17.
pub(super) fn zeta(n: f64) -> f64 {
    const FROM: f64 = 10.0;
    // B_{2k}/(2k)! for k = 1…12.
    const BERNOULLI: [f64; 12] = [
        8.333_333_333_333_333_3e-2,
        -1.388_888_888_888_888_9e-3,
        3.306_878_306_878_306_9e-5,
        -8.267_195_767_195_767_2e-7,
        2.087_675_698_786_809_9e-8,
        -5.284_190_138_687_493_2e-10,
        1.338_253_653_068_467_9e-11,
        -3.389_680_296_322_582_9e-13,
        8.586_062_056_277_844_6e-15,
        -2.174_868_698_558_061_9e-16,
        5.509_002_828_360_229_5e-18,
        -1.395_446_468_581_252_3e-19,
    ];
    if n.is_nan() || n < 0.0 || n == 1.0 {
        return f64::NAN;
    }
    if n > 60.0 {
        return 1.0; // 2^-60 is below the rounding of 1
    }
    let tail = FROM.powf(-n);
    let mut rising = n * tail / FROM;
    let mut correction = 0.0;
    for (k, b) in BERNOULLI.iter().enumerate() {
        correction += b * rising;
        let next = n + 2.0 * k as f64 + 1.0;
        rising *= next * (next + 1.0) / (FROM * FROM);
    }
    let sum: f64 = (1..10).rev().map(|k| f64::from(k).powf(-n)).sum();
    sum + (0.5 * tail + correction) + FROM * tail / (n - 1.0)
}

/// eˣ Kₙ(x), the scaled modified Bessel function of the second kind, for x > 0 and n = 0…4.
///
/// Upward recurrence K_{n+1} = K_{n−1} + (2n/x) Kₙ (DLMF 10.29.1) is stable: all terms are positive.
pub(super) fn besselk_scaled(order: u8, x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    let ScaledBesselK { k0, k1, .. } = bessel::k_scaled(x);
    let (mut below, mut value) = (k1, k0);
    for n in 0..order {
        (below, value) = (value, below + 2.0 * f64::from(n) / x * value);
    }
    value
}
