//! Squared amplitudes with their derivatives, integrated over the directions of the products.

use super::super::several::{Accuracy, integrate};
use super::{Integrand, TOLERABLE};
use crate::expression::{DualInput, DualScratch, Varying};
use crate::rates::{RateError, RateProblem};

/// Relative accuracy of the integrals.
const TOLERANCE: f64 = 1e-10;
/// That of their rounding.
const ROUNDING: f64 = 1e-13;

impl Integrand<'_> {
    /// ∫ Σ|M|² over the directions of the products, up to a constant, with its derivatives.
    pub(super) fn integrated(
        &self,
        (s, by_s): (f64, &[f64]),
        last: &[Varying; 2],
        initial: &Varying,
        memory: &mut DualScratch,
    ) -> Result<Varying, RateError> {
        let directions = by_s.len();
        let masses = [&self.slopes.initial[0], &self.slopes.initial[1], &last[0], &last[1]];
        let [m3, m4] = [last[0].value, last[1].value];
        let momentum = crate::thermal::kinematics::momentum(s.sqrt(), m3, m4);
        if momentum == 0.0 || initial.value == 0.0 {
            return Ok(Varying::constant(0.0, directions));
        }
        let edges: Vec<[Tangent; 4]> = (0..directions)
            .map(|k| {
                let [a, b, c, d] = masses.map(|m| Tangent(m.value, m.slopes[k]).square());
                let (s, initial) = (Tangent(s, by_s[k]), Tangent(initial.value, initial.slopes[k]));
                let kallen = (s - c - d).square() - Tangent(4.0, 0.0) * c * d;
                let slope = (0.5 * kallen.1 / (s.0 * 4.0 * momentum * momentum) - 0.5 * s.1 / s.0) * momentum;
                let last = Tangent(momentum, slope);
                let half = Tangent(0.5, 0.0);
                let squares = ((a - b).square() - (c - d).square()) / (Tangent(4.0, 0.0) * s) + half * (c + d - a - b);
                let momenta = (squares / (initial + last)).square();
                let energies = |difference: Tangent| difference.square() / (Tangent(4.0, 0.0) * s);
                let forward_t = energies((a - b) - (c - d)) - momenta;
                let backward_u = energies((a - b) + (c - d)) - momenta;
                [forward_t, backward_u, Tangent(2.0, 0.0) * initial * last, a + b + c + d - s]
            })
            .collect();
        let Some(first) = edges.first() else { return Ok(Varying::constant(0.0, 0)) };
        let invariants = |[forward_t, backward_u, half_range, sum]: [Tangent; 4], h: f64| {
            let moved = half_range * Tangent(h, 0.0);
            if h >= 0.0 {
                let t = forward_t - moved;
                (t, sum - t)
            } else {
                let u = backward_u + moved;
                (sum - u, u)
            }
        };
        let at = self.at;
        let accuracy = Accuracy { tolerance: TOLERANCE, rounding: ROUNDING, tolerable: TOLERABLE };
        let totals = integrate(&[-1.0, 0.0, 1.0], directions + 1, accuracy, |places, values| {
            let n = places.len();
            let pairs: Vec<(Tangent, Tangent)> = places.iter().map(|&h| invariants(*first, h)).collect();
            let t: Vec<f64> = pairs.iter().map(|(t, _)| t.0).collect();
            let u: Vec<f64> = pairs.iter().map(|(_, u)| u.0).collect();
            let moved = || edges.iter().flat_map(|edges| places.iter().map(|&h| invariants(*edges, h)));
            let by_t: Vec<f64> = moved().map(|(t, _)| t.1).collect();
            let by_u: Vec<f64> = moved().map(|(_, u)| u.1).collect();
            let (t, u) = (DualInput { values: &t, slopes: &by_t }, DualInput { values: &u, slopes: &by_u });
            let dual = self.slopes.at_point(at, (&[s], by_s), (t, u), |inputs| {
                self.slopes.formula.program.eval_dual(n, directions, inputs, memory)
            });
            let dual = dual.map_err(|error| RateError::from(RateProblem::Formula(error)))?;
            values[0].copy_from_slice(&dual.values);
            for (k, values) in values[1..].iter_mut().enumerate() {
                values.copy_from_slice(&dual.slopes[k * n..(k + 1) * n]);
            }
            Ok(())
        })?;
        let scale = momentum / initial.value / s;
        let slopes = (0..directions).map(|k| {
            let half_range = edges[k][2];
            // p_f/pᵢ = pᵢp_f/pᵢ².
            let by_scale = half_range.1 / half_range.0 - 2.0 * initial.slopes[k] / initial.value - by_s[k] / s;
            scale * (totals[k + 1] + totals[0] * by_scale)
        });
        Ok(Varying { value: scale * totals[0], slopes: slopes.collect() })
    }
}

/// A number and its derivative along one direction.
#[derive(Debug, Clone, Copy)]
struct Tangent(f64, f64);

impl Tangent {
    fn square(self) -> Self {
        self * self
    }
}

impl std::ops::Add for Tangent {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1)
    }
}

impl std::ops::Sub for Tangent {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0, self.1 - other.1)
    }
}

impl std::ops::Mul for Tangent {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0, self.0 * other.1 + self.1 * other.0)
    }
}

impl std::ops::Div for Tangent {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let value = self.0 / other.0;
        Self(value, (self.1 - value * other.1) / other.0)
    }
}
