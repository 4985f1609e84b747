//! Squared amplitudes, integrated over the two-body phase space.

use crate::rates::{RateError, RateProblem};
use crate::thermal::kinematics::momentum;
use crate::thermal::quadrature::{MAX_BLOCK, Quadrature, QuadratureError};

/// A singularity this close to t = 0, in units of s, is there.
const NEXT_TO_ZERO: f64 = 1e-6;
/// |M|² whose largest value is less than this many times its mean is not singular: if its integral does not converge, it
/// is made of rounding errors.
const BOUNDED: f64 = 1e3;
/// Most values of Σ|M|² spent on one s.
const MAX_EVALUATIONS: usize = 20_000;

/// The two-body phase space of 1 + 2 → 3 + 4, over which Σ|M|², summed over all spins and colours, gives
/// σ = 1/(g₁g₂) 1/(64π s pᵢ²) ∫dt Σ|M|² (PDG 2024, Kinematics, eq. 49.32).
#[derive(Debug, Clone, Copy)]
pub struct PhaseSpace {
    /// Masses m₁…m₄ in GeV.
    pub masses: [f64; 4],
    /// 1/(g₁g₂), halved for identical products.
    pub factor: f64,
    /// Relative tolerance of the integral over t.
    pub tolerance: f64,
}

/// The invariants of the edges of phase space at one s, in GeV².
#[derive(Debug, Clone, Copy)]
struct Edges {
    /// t of forward and u of backward scattering.
    forward_t: f64,
    backward_u: f64,
    /// 2pᵢp_f, half the range of t.
    half_range: f64,
    /// Σm² − s.
    sum: f64,
}

impl Edges {
    /// t and u at a place h in [−1, 1]: 1 − cos θ is h where h > 0, and 1 + cos θ is −h where h < 0, so that either edge
    /// is approached without rounding.
    fn invariants(&self, h: f64) -> (f64, f64) {
        if h >= 0.0 {
            let t = self.forward_t - self.half_range * h;
            (t, self.sum - t)
        } else {
            let u = self.backward_u + self.half_range * h;
            (self.sum - u, u)
        }
    }
}

impl PhaseSpace {
    /// σ in GeV⁻² at `s` (GeV²) from `amplitude_squared`, which writes Σ|M|² for blocks of t and u (GeV²).
    ///
    /// Where the amplitude vanishes, as it may at a threshold, and its terms cancel to their last digits, σ is as exact
    /// as they are: what little it is there is for the average over s to judge.
    ///
    /// # Errors
    /// Those of the amplitude; [`RateProblem::PhaseSpace`] if its integral does not converge, as where a massless
    /// particle is exchanged in the t-channel.
    pub fn cross_section(
        &self,
        s: f64,
        mut amplitude_squared: impl FnMut(&[f64], &[f64], &mut [f64]) -> Result<(), RateError>,
    ) -> Result<f64, RateError> {
        let [m1, m2, m3, m4] = self.masses;
        let sqrt_s = s.sqrt();
        let (initial, last) = (momentum(sqrt_s, m1, m2), momentum(sqrt_s, m3, m4));
        if last == 0.0 {
            return Ok(0.0);
        }
        let edges = self.edges(s, initial, last);
        let rule = Quadrature { relative_tolerance: self.tolerance, max_evaluations: MAX_EVALUATIONS };
        // The place of the largest |M|², and the smallest invariant of the latest block: one of them is the singularity if
        // the integral does not converge.
        let (mut largest, mut peak, mut smallest) = (0.0, 0.0, ("t", f64::INFINITY));
        let mut mean = None;
        let integral = rule.integrate(&[-1.0, 0.0, 1.0], |places, out| {
            let (mut t, mut u) = ([0.0; MAX_BLOCK], [0.0; MAX_BLOCK]);
            smallest.1 = f64::INFINITY;
            for ((&h, t), u) in places.iter().zip(&mut t).zip(&mut u) {
                (*t, *u) = edges.invariants(h);
                smallest = smaller(smallest, smaller(("t", *t), ("u", *u)));
            }
            amplitude_squared(&t[..places.len()], &u[..places.len()], out)?;
            for (&h, value) in places.iter().zip(out.iter()) {
                if value.abs() > largest {
                    (largest, peak) = (value.abs(), h);
                }
            }
            // Of the first block, which is spread over all angles.
            mean.get_or_insert_with(|| out.iter().map(|value| value.abs()).sum::<f64>() / out.len() as f64);
            Ok(())
        });
        // dt = 2pᵢp_f d cos θ.
        let of_integral = |integral: f64| self.factor * last / initial * integral / (32.0 * std::f64::consts::PI * s);
        let (invariant, value) = match integral {
            Ok(integral) => return Ok(of_integral(integral.value)),
            Err(QuadratureError::NotConverged { reached }) if mean.is_some_and(|mean| largest < BOUNDED * mean) => {
                let negative_by_rounding = reached.value < 0.0 && -reached.value <= reached.error;
                return Ok(of_integral(if negative_by_rounding { 0.0 } else { reached.value }));
            }
            Err(QuadratureError::Integrand(error)) => {
                // Is it the vanishing of an invariant that the amplitude cannot bear?
                let elsewhere = -0.1 * s;
                let bears = amplitude_squared(&[elsewhere], &[edges.sum - elsewhere], &mut [0.0]).is_ok();
                if !bears || smallest.1.abs() > NEXT_TO_ZERO * s {
                    return Err(error);
                }
                smallest
            }
            Err(_) => {
                let (t, u) = edges.invariants(peak);
                smaller(("t", t), ("u", u))
            }
        };
        let value = if value.abs() < NEXT_TO_ZERO * s { 0.0 } else { value };
        Err(RateProblem::PhaseSpace { s, invariant, value }.into())
    }

    /// With E₁ = (s + m₁² − m₂²)/(2√s) and so on, t = (E₁ − E₃)² − (pᵢ − p_f)² − 2pᵢp_f (1 − cos θ), in which pᵢ − p_f
    /// is formed from pᵢ² − p_f², a polynomial in the masses.
    fn edges(&self, s: f64, initial: f64, last: f64) -> Edges {
        let [a, b, c, d] = self.masses.map(|m| m * m);
        let squares = ((a - b).powi(2) - (c - d).powi(2)) / (4.0 * s) + 0.5 * (c + d - a - b);
        let momenta = (squares / (initial + last)).powi(2);
        let energies = |difference: f64| difference * difference / (4.0 * s);
        Edges {
            forward_t: energies((a - b) - (c - d)) - momenta,
            backward_u: energies((a - b) + (c - d)) - momenta,
            half_range: 2.0 * initial * last,
            sum: a + b + c + d - s,
        }
    }
}

/// The invariant with the smaller modulus.
fn smaller(a: (&'static str, f64), b: (&'static str, f64)) -> (&'static str, f64) {
    if b.1.abs() < a.1.abs() { b } else { a }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    fn cross_section(masses: [f64; 4], s: f64, formula: impl Fn(f64, f64) -> f64) -> f64 {
        let space = PhaseSpace { masses, factor: 1.0, tolerance: 1e-11 };
        let integrated = space.cross_section(s, |t, u, out| {
            for ((out, &t), &u) in out.iter_mut().zip(t).zip(u) {
                *out = formula(t, u);
            }
            Ok(())
        });
        integrated.expect("converges")
    }

    #[test]
    fn a_constant_amplitude_has_the_closed_cross_section() {
        for masses in [[1.0, 1.0, 0.0, 0.0], [1.0, 0.3, 1.2, 0.7], [0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]] {
            let [m1, m2, m3, m4] = masses;
            for s in [4.5_f64, 10.0, 1e6] {
                let ratio = momentum(s.sqrt(), m3, m4) / momentum(s.sqrt(), m1, m2);
                let wanted = 2.5 * ratio / (16.0 * PI * s);
                assert!((cross_section(masses, s, |_, _| 2.5) / wanted - 1.0).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn invariants_add_up_and_keep_their_limits() {
        let masses = [1.0, 0.3, 1.2, 0.7];
        let s = 5.0_f64;
        // ∫dt t^n in closed form: t runs from t₋ to t₊ = m₁² + m₃² − 2E₁E₃ ± 2pᵢp_f.
        let (initial, last) = (momentum(s.sqrt(), 1.0, 0.3), momentum(s.sqrt(), 1.2, 0.7));
        let product = initial.hypot(1.0) * last.hypot(1.2);
        let ends = [-1.0, 1.0].map(|sign| 1.0 + 1.44 - 2.0 * product + sign * 2.0 * initial * last);
        let wanted = (ends[1].powi(3) - ends[0].powi(3)) / 3.0 / (64.0 * PI * s * initial * initial);
        assert!((cross_section(masses, s, |t, _| t * t) / wanted - 1.0).abs() < 1e-13);
        let sum = 1.0 + 0.09 + 1.44 + 0.49 - s;
        let constant = cross_section(masses, s, |t, u| {
            assert!((t + u - sum).abs() < 1e-14);
            1.0
        });
        assert!(constant > 0.0);
    }

    #[test]
    fn a_light_exchange_is_resolved_next_to_the_edge() {
        // ∫dt 1/(t − μ²)² from −s to 0 is s/(μ²(s + μ²)) for massless particles: the peak has the width μ²/s.
        for ratio in [1e-2, 1e-6, 1e-12] {
            let s = 100.0;
            let mu2 = ratio * s;
            let wanted = s / (mu2 * (s + mu2)) / (64.0 * PI * s * (0.25 * s));
            let forward = cross_section([0.0; 4], s, |t, _| (t - mu2).powi(-2));
            let backward = cross_section([0.0; 4], s, |_, u| (u - mu2).powi(-2));
            assert!((forward / wanted - 1.0).abs() < 1e-10, "{ratio:e}: {forward:e} {wanted:e}");
            assert!((backward / wanted - 1.0).abs() < 1e-10, "{ratio:e}: {backward:e} {wanted:e}");
        }
    }

    #[test]
    fn an_amplitude_that_cancels_to_rounding_is_no_singularity() {
        // (a - b)² with a - b = s/4 - 1, written such that squares of the order of 1 cancel; s is next to threshold.
        let masses = [0.1, 0.1, 1.0, 1.0];
        let cancelling = |t: f64, u: f64| {
            let (a, b) = (0.505 - 0.25 * (t + u), 1.0 + 1e-3 * (t - u));
            a * a - 2.0 * a * b + b * b
        };
        for excess in [1e-8, 1e-7, 1e-6] {
            let s = 4.0 * (1.0 + excess);
            let found = cross_section(masses, s, cancelling);
            let scale = cross_section(masses, s, |_, _| 1.0);
            // a - b is s/4 - 1 - 1e-3 (t - u), with t - u = 4pᵢp_f cos θ.
            let moment = 2e-3 * 2.0 * momentum(s.sqrt(), 0.1, 0.1) * momentum(s.sqrt(), 1.0, 1.0);
            let wanted = scale * ((s / 4.0 - 1.0).powi(2) + moment * moment / 3.0);
            assert!(found >= 0.0 && (found - wanted).abs() < 1e-15 * scale, "{excess:e}: {found:e} {wanted:e}");
        }
    }

    #[test]
    fn a_massless_exchange_is_refused() {
        let space = PhaseSpace { masses: [0.0; 4], factor: 1.0, tolerance: 1e-9 };
        // A formula refuses to divide by zero.
        let refuse =
            |value: f64| if value.is_finite() { Ok(value) } else { Err(RateError::from(RateProblem::NonFinite)) };
        for (invariant, index) in [("t", 0), ("u", 1)] {
            let divergent = space.cross_section(9.0, |t, u, out| {
                for (out, pair) in out.iter_mut().zip(t.iter().zip(u)) {
                    *out = refuse([*pair.0, *pair.1][index].powi(-2))?;
                }
                Ok(())
            });
            let error = divergent.expect_err("diverges");
            assert_eq!(
                error.to_string(),
                format!(
                    "the integral of the squared amplitude over t does not converge at √s = 3 GeV; it is singular at \
                     {invariant} = 0 GeV²: a massless particle exchanged in the {invariant}-channel needs a thermal \
                     mass, as in 1/({invariant} - m^2)^2, or a cut on {invariant}"
                )
            );
        }
        // What fails everywhere is no singularity.
        let broken = space.cross_section(9.0, |_, _, _| Err(RateProblem::NonFinite.into()));
        assert_eq!(broken, Err(RateProblem::NonFinite.into()));
    }
}
