//! Modified Bessel functions of the second kind, exponentially scaled: eˣ K₀, eˣ K₁, eˣ K₂ and what is made of them.
//!
//! All take x ≥ 0 and are accurate to about 1e-15 relative from the smallest subnormal number to the largest finite one,
//! as long as the result itself is representable; they are +∞ where it is not, and not a number for x < 0, as `f64::ln`
//! is. K₁ ~ 1/x and K₂ ~ 2/x² leave the range of `f64` as x → 0, x K₁ and x² K₂ do not: prefer
//! [`x_k1_scaled`] and [`x2_k2_scaled`] where masses may vanish.
//!
//! Method: for x ≤ 1 the ascending series (DLMF 10.31.1–2) with the logarithm factored out, beyond piecewise polynomials
//! of √x eˣ K, the last one in 1/x and exact as x → ∞. `bessel_tables.py` writes the coefficients.

use super::bessel_tables::{H0, H1, I0, I1, K0, K1, LN_2_MINUS_GAMMA, RATIO_DEFICIT};

/// eˣ K₀(x), eˣ K₁(x) and eˣ K₂(x), dimensionless.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaledBesselK {
    /// eˣ K₀(x).
    pub k0: f64,
    /// eˣ K₁(x).
    pub k1: f64,
    /// eˣ K₂(x).
    pub k2: f64,
}

/// eˣ K₀(x), eˣ K₁(x) and eˣ K₂(x) together, at the price of little more than one.
#[must_use]
pub fn k_scaled(x: f64) -> ScaledBesselK {
    let (k0, k1) = if x > 1.0 {
        let (row, t) = interval(x);
        let scale = 1.0 / x.sqrt();
        (polynomial(&K0[row], t) * scale, polynomial(&K1[row], t) * scale)
    } else if x == 0.0 {
        (f64::INFINITY, f64::INFINITY)
    } else {
        let (q, log, scale) = series_variables(x);
        (k0_series(q, log) * scale, (1.0 / x - 0.5 * x * k1_series(q, log)) * scale)
    };
    ScaledBesselK { k0, k1, k2: k0 + 2.0 * (k1 / x) }
}

/// eˣ K₀(x).
#[must_use]
pub fn k0_scaled(x: f64) -> f64 {
    if x > 1.0 {
        let (row, t) = interval(x);
        return polynomial(&K0[row], t) / x.sqrt();
    }
    let (q, log, scale) = series_variables(x);
    k0_series(q, log) * scale
}

/// eˣ K₁(x).
#[must_use]
pub fn k1_scaled(x: f64) -> f64 {
    if x > 1.0 {
        let (row, t) = interval(x);
        return polynomial(&K1[row], t) / x.sqrt();
    }
    if x == 0.0 {
        return f64::INFINITY;
    }
    let (q, log, scale) = series_variables(x);
    (1.0 / x - 0.5 * x * k1_series(q, log)) * scale
}

/// Replaces each x by eˣ K₁(x), the fastest where all are large.
pub fn scale_k1(x: &mut [f64]) {
    if x.iter().all(|x| *x > 8.0) {
        for x in x {
            *x = polynomial(&K1[6], 16.0 / *x - 1.0) / x.sqrt();
        }
    } else {
        for x in x {
            *x = k1_scaled(*x);
        }
    }
}

/// eˣ K₂(x).
#[must_use]
pub fn k2_scaled(x: f64) -> f64 {
    k_scaled(x).k2
}

/// x eˣ K₁(x), which is 1 at x = 0.
#[must_use]
pub fn x_k1_scaled(x: f64) -> f64 {
    if x > 1.0 {
        return x * k1_scaled(x);
    }
    if x == 0.0 {
        return 1.0;
    }
    let (q, log, scale) = series_variables(x);
    (1.0 - 2.0 * q * k1_series(q, log)) * scale
}

/// x² eˣ K₂(x), which is 2 at x = 0: the Boltzmann density of a massive particle over half that of a massless one.
#[must_use]
pub fn x2_k2_scaled(x: f64) -> f64 {
    if x > 1.0 {
        let k = k_scaled(x);
        return x * (x * k.k0 + 2.0 * k.k1);
    }
    if x == 0.0 {
        return 2.0;
    }
    let (q, log, scale) = series_variables(x);
    // x² K₂ = x² K₀ + 2 x K₁.
    (4.0 * q * k0_series(q, log) + 2.0 - 4.0 * q * k1_series(q, log)) * scale
}

/// K₁(x)/K₂(x): the mean inverse Lorentz factor of a Boltzmann gas, 0 at x = 0 and 1 as x → ∞.
#[must_use]
pub fn k1_over_k2(x: f64) -> f64 {
    if x > 1.0 {
        let (row, t) = interval(x);
        let k1 = polynomial(&K1[row], t);
        return k1 / (polynomial(&K0[row], t) + 2.0 * (k1 / x));
    }
    // x² K₂ and x K₁ are regular.
    x * (x_k1_scaled(x) / x2_k2_scaled(x))
}

/// x (1 − K₁(x)/K₂(x)), free of the cancellation at large x, where it tends to 3/2.
#[must_use]
pub fn ratio_deficit(x: f64) -> f64 {
    if x > 8.0 { polynomial(&RATIO_DEFICIT, 16.0 / x - 1.0) } else { x * (1.0 - k1_over_k2(x)) }
}

/// q = x²/4, ln(2/x) − γ and eˣ, on which the ascending series depend.
fn series_variables(x: f64) -> (f64, f64, f64) {
    (0.25 * x * x, LN_2_MINUS_GAMMA - x.ln(), x.exp())
}

fn k0_series(q: f64, log: f64) -> f64 {
    log * horner(&I0, q) + horner(&H0, q)
}

/// K₁(x) = 1/x − (x/2)·(this).
fn k1_series(q: f64, log: f64) -> f64 {
    log * horner(&I1, q) + horner(&H1, q)
}

/// The row of the tables for x > 1 and the variable in [−1, 1] its polynomial is in.
#[inline]
fn interval(x: f64) -> (usize, f64) {
    if x > 8.0 {
        (6, 16.0 / x - 1.0)
    } else if x > 4.0 {
        if x > 6.0 { (5, x - 7.0) } else { (4, x - 5.0) }
    } else if x > 2.0 {
        if x > 3.0 { (3, 2.0 * x - 7.0) } else { (2, 2.0 * x - 5.0) }
    } else if x > 1.5 {
        (1, 4.0 * x - 7.0)
    } else {
        (0, 4.0 * x - 5.0)
    }
}

/// Degree 14 in Estrin's order, which leaves the processor four independent chains.
#[inline]
fn polynomial(c: &[f64; 15], t: f64) -> f64 {
    let t2 = t * t;
    let t4 = t2 * t2;
    let low = (c[0] + c[1] * t) + (c[2] + c[3] * t) * t2 + ((c[4] + c[5] * t) + (c[6] + c[7] * t) * t2) * t4;
    let high = (c[8] + c[9] * t) + (c[10] + c[11] * t) * t2 + ((c[12] + c[13] * t) + c[14] * t2) * t4;
    low + high * (t4 * t4)
}

#[inline]
fn horner(c: &[f64; 10], q: f64) -> f64 {
    c.iter().rev().fold(0.0, |sum, &term| sum * q + term)
}

#[cfg(test)]
mod tests;
