//! Adaptive Gauss–Kronrod quadrature with a purely relative tolerance, on integrands that evaluate blocks of points.
//!
//! The rule is the 21-point Kronrod extension of the 10-point Gauss rule. Its error estimate is QUADPACK's (Piessens et
//! al. 1983, routine QK21): with e = |K₂₁ − G₁₀| and a = ∫|f − mean f|, err = a·min(1, (200 e/a)^{3/2}), which is
//! pessimistic for smooth integrands and never below the rounding of ∫|f|.

pub(crate) mod kronrod;
pub(crate) mod short;

use thiserror::Error;

/// Most points one call of the integrand receives: three intervals of 21.
pub const MAX_BLOCK: usize = 63;

const POINTS: usize = kronrod::POINTS;
const INTERVALS_PER_BLOCK: usize = MAX_BLOCK / POINTS;

/// How exactly to integrate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quadrature {
    /// Wanted error relative to the whole integral, at least a few times `f64::EPSILON`.
    pub relative_tolerance: f64,
    /// Most integrand values to spend.
    pub max_evaluations: usize,
}

/// A value with its estimated error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Integral {
    /// The integral.
    pub value: f64,
    /// Estimate of the absolute error.
    pub error: f64,
    /// Integrand values spent.
    pub evaluations: usize,
}

/// Why there is no integral.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum QuadratureError<E> {
    /// The integrand refused.
    #[error(transparent)]
    Integrand(E),
    /// The integrand is infinite or not a number.
    #[error("the integrand is not finite at {at:e}")]
    NonFinite {
        /// Point of evaluation.
        at: f64,
    },
    /// Every evaluation was spent, or the worst interval cannot be halved any more.
    #[error("the integral did not converge: {:e} ± {:e} after {} evaluations", .reached.value, .reached.error, .reached.evaluations)]
    NotConverged {
        /// What was reached.
        reached: Integral,
    },
}

#[derive(Debug, Clone, Copy, Default)]
struct Interval {
    low: f64,
    high: f64,
    value: f64,
    error: f64,
}

impl Quadrature {
    /// Integrates `f` over [first, last] of the ascending `points`, which are also the first interval ends: singular
    /// points belong there, the rule never evaluates them. `f(u, out)` fills `out` with the integrand at each of `u`; it
    /// receives at most [`MAX_BLOCK`] points, always whole intervals, never one that straddles a point of `points`.
    ///
    /// The one allocation is the list of intervals.
    ///
    /// # Errors
    /// Those of `f`, [`QuadratureError::NonFinite`], [`QuadratureError::NotConverged`].
    pub fn integrate<E>(
        &self,
        points: &[f64],
        f: impl FnMut(&[f64], &mut [f64]) -> Result<(), E>,
    ) -> Result<Integral, QuadratureError<E>> {
        self.integrate_beside(0.0, points, f)
    }

    /// As [`Self::integrate`], of an integral that is a part of something: the error is relative to the moduli of the
    /// integral and of the `rest`.
    ///
    /// # Errors
    /// As [`Self::integrate`].
    pub fn integrate_beside<E>(
        &self,
        rest: f64,
        points: &[f64],
        mut f: impl FnMut(&[f64], &mut [f64]) -> Result<(), E>,
    ) -> Result<Integral, QuadratureError<E>> {
        let mut intervals: Vec<Interval> = Vec::with_capacity(points.len() + 30);
        for ends in points.windows(2) {
            if ends[1] > ends[0] {
                intervals.push(Interval { low: ends[0], high: ends[1], ..Interval::default() });
            }
        }
        let mut evaluations = 0;
        for block in intervals.chunks_mut(INTERVALS_PER_BLOCK) {
            apply_rule(block, &mut f)?;
            evaluations += POINTS * block.len();
        }
        loop {
            let value: f64 = intervals.iter().map(|i| i.value).sum();
            let error: f64 = intervals.iter().map(|i| i.error).sum();
            let reached = Integral { value, error, evaluations };
            if error <= self.relative_tolerance * (value.abs() + rest.abs()) {
                return Ok(reached);
            }
            let Some(worst) = intervals.iter_mut().max_by(|a, b| a.error.total_cmp(&b.error)) else {
                return Ok(reached);
            };
            let middle = 0.5 * (worst.low + worst.high);
            // The outermost node must still differ from the end of the half.
            let resolved = worst.high - worst.low > 1e3 * f64::EPSILON * worst.low.abs().max(worst.high.abs());
            if !resolved || evaluations + 2 * POINTS > self.max_evaluations {
                return Err(QuadratureError::NotConverged { reached });
            }
            let mut halves = [
                Interval { low: worst.low, high: middle, ..Interval::default() },
                Interval { low: middle, high: worst.high, ..Interval::default() },
            ];
            apply_rule(&mut halves, &mut f)?;
            evaluations += 2 * POINTS;
            *worst = halves[0];
            intervals.push(halves[1]);
        }
    }
}

/// Integrates each of at most [`INTERVALS_PER_BLOCK`] intervals with one call of the integrand.
fn apply_rule<E>(
    intervals: &mut [Interval],
    f: &mut impl FnMut(&[f64], &mut [f64]) -> Result<(), E>,
) -> Result<(), QuadratureError<E>> {
    let mut nodes = [0.0; MAX_BLOCK];
    let mut values = [0.0; MAX_BLOCK];
    for (interval, u) in intervals.iter().zip(nodes.as_chunks_mut().0) {
        *u = kronrod::nodes(interval.low, interval.high);
    }
    let count = POINTS * intervals.len();
    let (u, v) = (&nodes[..count], &mut values[..count]);
    f(u, v).map_err(QuadratureError::Integrand)?;
    if let Some(i) = v.iter().position(|value| !value.is_finite()) {
        return Err(QuadratureError::NonFinite { at: u[i] });
    }
    for (interval, v) in intervals.iter_mut().zip(v.as_chunks().0) {
        (interval.value, interval.error) = kronrod::estimate(v, 0.5 * (interval.high - interval.low));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::f64::consts::PI;

    use proptest::prelude::*;

    use super::*;

    fn quadrature(relative_tolerance: f64) -> Quadrature {
        Quadrature { relative_tolerance, max_evaluations: 20_000 }
    }

    fn integrate(
        tolerance: f64,
        points: &[f64],
        f: impl Fn(f64) -> f64,
    ) -> Result<Integral, QuadratureError<Infallible>> {
        quadrature(tolerance).integrate(points, |u, out| {
            for (o, &u) in out.iter_mut().zip(u) {
                *o = f(u);
            }
            Ok(())
        })
    }

    fn assert_integral(tolerance: f64, points: &[f64], f: impl Fn(f64) -> f64, exact: f64) -> Integral {
        let got = integrate(tolerance, points, f).unwrap();
        assert!((got.value - exact).abs() <= tolerance * exact.abs(), "{got:?}, not {exact:e}");
        assert!((got.value - exact).abs() <= got.error, "{got:?} understates its error from {exact:e}");
        got
    }

    #[test]
    fn rules_have_their_degrees() {
        // K₂₁ is exact to degree 31; G₁₀ is not beyond 19, so that the estimate sees degree 20.
        let got = assert_integral(1e-13, &[-1.0, 1.0], |u| u.powi(30), 2.0 / 31.0);
        assert!(got.evaluations >= 21);
        let polynomial = assert_integral(1e-13, &[0.0, 2.0], |u| u.powi(18), 2f64.powi(19) / 19.0);
        assert_eq!(polynomial.evaluations, 21);
    }

    #[test]
    fn needs_no_absolute_scale() {
        for scale in [1e-290, 1e-27, 1.0, 1e290] {
            assert_integral(1e-12, &[0.0, 3.0, 6.5], |u| scale * u * u * (-u * u).exp(), scale * 0.25 * PI.sqrt());
        }
    }

    #[test]
    fn finds_what_hides() {
        assert_integral(1e-10, &[0.0, 1.0], f64::sqrt, 2.0 / 3.0);
        assert_integral(1e-8, &[0.0, 1.0], |u| 1.0 / u.sqrt(), 2.0);
        assert_integral(1e-10, &[0.0, 0.3, 1.0], |u| (u - 0.3).abs(), 0.29);
        assert_integral(1e-9, &[0.0, 1.0], |u| if u > 1.0 / 3.0 { 1.0 } else { 0.0 }, 2.0 / 3.0);
        let (w, at) = (1e-6_f64, 0.3217_f64);
        let exact = (((1.0 - at) / w).atan() + (at / w).atan()) / w;
        assert_integral(1e-9, &[0.0, 1.0], |u| 1.0 / ((u - at).powi(2) + w * w), exact);
    }

    #[test]
    fn zero_is_zero() {
        assert_eq!(integrate(1e-10, &[0.0, 1.0], |_| 0.0), Ok(Integral { value: 0.0, error: 0.0, evaluations: 21 }));
        assert_eq!(integrate(1e-10, &[1.0, 1.0], |_| 1.0), Ok(Integral { value: 0.0, error: 0.0, evaluations: 0 }));
    }

    #[test]
    fn failures_are_typed() {
        assert!(matches!(
            integrate(1e-10, &[0.0, 1.0], |u| 1.0 / u),
            Err(QuadratureError::NotConverged { reached }) if reached.evaluations <= 20_000 && reached.error > 0.0
        ));
        assert!(matches!(
            integrate(1e-10, &[0.0, 1.0], |u| (0.5 - u).sqrt()),
            Err(QuadratureError::NonFinite { at }) if at > 0.5
        ));
        let refused = quadrature(1e-3).integrate(&[0.0, 1.0], |_, _| Err("no"));
        assert_eq!(refused, Err(QuadratureError::Integrand("no")));
    }

    #[test]
    fn blocks_hold_whole_intervals() {
        let cuts = [0.0, 1.0, 2.0, 3.0, 4.0];
        let mut sizes = Vec::new();
        let got = quadrature(1e-6).integrate(&cuts, |u, out| {
            sizes.push(u.len());
            for interval in u.chunks(21) {
                assert!(interval.iter().all(|v| v.floor() == interval[0].floor()));
            }
            out.fill(1.0);
            Ok::<_, Infallible>(())
        });
        assert_eq!(sizes, [63, 21]);
        assert!((got.unwrap().value - 4.0).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn estimates_bound_the_error(
            c in prop::array::uniform4(-3.0_f64..3.0), rate in -8.0_f64..8.0, wave in 0.0_f64..30.0
        ) {
            // ∫₀¹ e^{ru} (cos wu + 2) plus a cubic.
            let f = |u: f64| (rate * u).exp() * ((wave * u).cos() + 2.0) + c[0] * c[0] + u * (c[1] + u * (c[2] + u * c[3]));
            let primitive = |u: f64| {
                let wave_part = (rate * u).exp() * (rate * (wave * u).cos() + wave * (wave * u).sin())
                    / (rate * rate + wave * wave);
                let flat = 2.0 * (rate * u).exp() / rate;
                wave_part + flat + u * (c[0] * c[0] + u * (c[1] / 2.0 + u * (c[2] / 3.0 + u * c[3] / 4.0)))
            };
            prop_assume!(rate.abs() > 0.1);
            let exact = primitive(1.0) - primitive(0.0);
            prop_assume!(exact.abs() > 1e-2);
            if let Ok(got) = integrate(1e-9, &[0.0, 1.0], f) {
                prop_assert!((got.value - exact).abs() <= 1e-9 * exact.abs());
            }
        }
    }
}
