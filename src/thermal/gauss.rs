//! Gauss–Legendre quadrature of fixed order, for integrands known to be smooth.

use std::f64::consts::PI;

/// Nodes, ascending, and weights of the N-point Gauss–Legendre rule on [−1, 1], exact for polynomials of degree 2N − 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GaussLegendre<const N: usize> {
    /// Zeros of the Legendre polynomial P_N.
    pub nodes: [f64; N],
    /// 2/((1 − t²) P_N′(t)²) at each.
    pub weights: [f64; N],
}

impl<const N: usize> GaussLegendre<N> {
    /// The rule, its nodes found by Newton's method from the asymptotic cos(π (k + 3/4)/(N + 1/2)).
    #[must_use]
    pub fn new() -> Self {
        let mut rule = Self { nodes: [0.0; N], weights: [0.0; N] };
        for k in 0..N {
            let mut t = -(PI * (k as f64 + 0.75) / (N as f64 + 0.5)).cos();
            // The start is good to 1/N³: Newton doubles the digits five times at most.
            for _ in 0..6 {
                let (value, slope) = legendre(N, t);
                t -= value / slope;
            }
            let slope = legendre(N, t).1;
            rule.nodes[k] = t;
            rule.weights[k] = 2.0 / ((1.0 - t * t) * slope * slope);
        }
        rule
    }
}

impl<const N: usize> Default for GaussLegendre<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// P_n(t) and its derivative, by the three-term recurrence; |t| < 1.
fn legendre(n: usize, t: f64) -> (f64, f64) {
    let (mut before, mut value) = (0.0, 1.0);
    for k in 0..n {
        let k = k as f64;
        (before, value) = (value, ((2.0 * k + 1.0) * t * value - k * before) / (k + 1.0));
    }
    (value, n as f64 * (before - t * value) / (1.0 - t * t))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_rules_are_the_printed_ones() {
        // Abramowitz & Stegun, table 25.4.
        let two = GaussLegendre::<2>::new();
        assert!((two.nodes[1] - 1.0 / 3f64.sqrt()).abs() < 1e-16 && (two.weights[0] - 1.0).abs() < 1e-15);
        let three = GaussLegendre::<3>::new();
        assert!((three.nodes[2] - 0.6f64.sqrt()).abs() < 1e-15 && three.nodes[1].abs() < 1e-16);
        assert!((three.weights[1] - 8.0 / 9.0).abs() < 1e-15 && (three.weights[0] - 5.0 / 9.0).abs() < 1e-15);
    }

    #[test]
    fn polynomials_are_exact_up_to_their_degree() {
        let rule = GaussLegendre::<20>::new();
        for degree in 0..=40_i32 {
            let sum: f64 = rule.nodes.iter().zip(rule.weights).map(|(t, w)| w * t.powi(degree)).sum();
            let exact = if degree % 2 == 0 { 2.0 / f64::from(degree + 1) } else { 0.0 };
            let error = (sum - exact).abs();
            if degree < 40 {
                assert!(error < 1e-15, "{degree}: {error:e}");
            } else {
                // (n!)⁴ 2^{2n+1}/((2n+1) (2n)!²) for tⁿ·tⁿ, n = 20: 4.2e-13.
                assert!(error > 1e-13, "{error:e}");
            }
        }
    }
}
