//! Radau IIA of order 5, after Hairer & Wanner, *Solving Ordinary Differential Equations II*, 2nd ed., section IV.8.
//!
//! The collocation equations z = h A f(y + z) at the nodes cᵢ are solved by Newton iterations, see [`newton`].

mod full;
mod newton;
mod simplified;

use num_complex::Complex64;

use self::newton::{Attempt, MAX_ITERATIONS, Newton};
use crate::ode::controller::{MAX_GROWTH, SAFETY};
use crate::ode::linear_algebra::Lu;
use crate::ode::norm::{Weighted, weighted_max};
use crate::ode::point::Point;
use crate::ode::scheme::{Care, Scheme, Setback, Trial};
use crate::ode::step::Statistics;
use crate::ode::system::{OdeSystem, RhsError};

const SQRT_6: f64 = 2.449489742783178;
/// The nodes (4 ∓ √6)/10 and 1.
const C: [f64; 3] = [(4.0 - SQRT_6) / 10.0, (4.0 + SQRT_6) / 10.0, 1.0];
/// A⁻¹: the derivatives at the nodes of the polynomials that are 1 at one node and 0 at the others and at t.
const A_INVERSE: [[f64; 3]; 3] = [
    [2.0 + SQRT_6 / 2.0, (-36.0 + 29.0 * SQRT_6) / 30.0, (6.0 - 4.0 * SQRT_6) / 15.0],
    [(-36.0 - 29.0 * SQRT_6) / 30.0, 2.0 - SQRT_6 / 2.0, (6.0 + 4.0 * SQRT_6) / 15.0],
    [-1.0 + 8.0 * SQRT_6 / 3.0, -1.0 - 8.0 * SQRT_6 / 3.0, 5.0],
];
/// The real eigenvalue of A⁻¹, 30/(6 + 81^{1/3} − 9^{1/3}).
const GAMMA: f64 = 3.6378342527444957;
/// The complex eigenvalues α ± iβ of A⁻¹.
const ALPHA_BETA: Complex64 = Complex64::new(2.6810828736277521, 3.0504301992474106);
/// The transformation T with T⁻¹ A⁻¹ T block-diagonal, and its inverse; digits of the authors' code RADAU5.
const T: [[f64; 3]; 3] = [
    [9.1232394870892942792e-02, -0.14125529502095420843, -3.0029194105147424492e-02],
    [0.24171793270710701896, 0.20412935229379993199, 0.38294211275726193779],
    [0.96604818261509293619, 1.0, 0.0],
];
const T_INVERSE: [[f64; 3]; 3] = [
    [4.3255798900631553510, 0.33919925181580986954, 0.54177053993587487119],
    [-4.1787185915519047273, -0.32768282076106238708, 0.47662355450055045196],
    [-0.50287263494578687595, 2.5719269498556054292, -0.59603920482822492497],
];
/// Weights of the stages in the error estimate, equation (IV.8.19), in units of γ₀.
const E: [f64; 3] = [-(13.0 + 7.0 * SQRT_6) / 3.0, (-13.0 + 7.0 * SQRT_6) / 3.0, -1.0 / 3.0];
/// The share of the tolerance that the Newton iteration may leave as an error. With less the iteration fails more often,
/// with more the error it leaves upsets the step-size control.
const NEWTON_SHARE: f64 = 0.05;

/// In the limit of a stiff component that follows a slow solution (Prothero & Robinson's equation), the error of y per
/// error estimate: ∣(A⁻¹ r)₃∣ = 0.3 over ∣Σ Eᵢ cᵢ⁴∣ = 0.1, with r the residual of the collocation equations for t⁴.
const STIFF_ERROR: f64 = 3.0;

/// Factor on the error estimate where it took the full Newton iteration to solve a step. The estimate is one of the
/// linearised equations, which the Jacobian changes too much for. Measured: the errors on [`Hires`](crate::ode::problems::Hires)
/// at tolerances from 1e-4 to 1e-10 are what they are when no such steps are taken.
const NONLINEAR_MARGIN: f64 = 4.0;

/// The tolerance given to the error estimate of one step so that the global error comes out near `tolerance`.
///
/// The estimate belongs to an embedded formula of order 3, e ∝ h⁴, beside a solution whose global error is ∝ h⁵ ∝ e^{5/4}:
/// hence the power. The prefactor is measured: the global error is below the tolerance on all
/// [problems](crate::ode::problems) at 1e-4, 1e-6, 1e-8 and 1e-10. At 49 tolerances in that range, 0.5 to 0.8 of the tolerance
/// is the worst for the oscillators and the stiff problems, with one exception: 1.4 for Prothero & Robinson's equation with
/// so large a stiffness and a tolerance that six steps cover two periods.
pub(super) fn local_tolerance(tolerance: f64) -> f64 {
    0.7 * tolerance.powf(0.8)
}

/// The method and its workspace. Arrays of three hold the values of the three stages of one component.
#[derive(Debug)]
pub(super) struct Radau {
    local_tolerance: f64,
    /// Weight of the stiff part of the error estimate.
    stiff_weight: f64,
    newton: Newton,
    error: Vec<f64>,
    filtered: Vec<f64>,
    dydt: Vec<f64>,
    /// Interpolant and increment of the last accepted step, and its size.
    shape: Vec<[f64; 3]>,
    increment: Vec<f64>,
    last_h: Option<f64>,
    /// What stands in for them in a first step.
    first: FirstStep,
}

#[inline]
fn transform(matrix: &[[f64; 3]; 3], v: &[f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

impl Scheme for Radau {
    const ERROR_EXPONENT: f64 = 0.25;

    fn new(dimension: usize, tolerance: f64) -> Self {
        let local_tolerance = local_tolerance(tolerance);
        let newton_fraction = NEWTON_SHARE * (tolerance / local_tolerance).min(1.0);
        let rounding = 10.0 * f64::EPSILON / local_tolerance;
        Self {
            local_tolerance,
            stiff_weight: STIFF_ERROR * local_tolerance / tolerance,
            newton: Newton::new(dimension, newton_fraction, rounding),
            error: vec![0.0; dimension],
            filtered: vec![0.0; dimension],
            dydt: vec![0.0; dimension],
            shape: vec![[0.0; 3]; dimension],
            increment: vec![0.0; dimension],
            last_h: None,
            first: FirstStep::new(dimension),
        }
    }

    fn attempt<S: OdeSystem>(
        &mut self,
        system: &S,
        t: f64,
        start: &Point,
        h: f64,
        care: Care,
        statistics: &mut Statistics,
    ) -> Result<Trial, Setback> {
        let attempt = Attempt { system, t, start, h, care, tolerance: self.local_tolerance };
        if self.last_h.is_none() {
            self.first.predict(start, h);
        }
        let prediction = Prediction {
            first: &self.first.increments,
            shape: &self.shape,
            increment: &self.increment,
            last_h: self.last_h,
        };
        let iterations = self.newton.solve(&attempt, |z| prediction.write(h, z), statistics)?;
        let mut error = self.estimate(&attempt, statistics)?;
        if self.newton.in_full {
            error.norm *= NONLINEAR_MARGIN;
        }
        let full = f64::from(2 * MAX_ITERATIONS);
        Ok(Trial { error, safety: SAFETY * (full + 1.0) / (full + f64::from(iterations)) })
    }

    fn solution(&self) -> &[f64] {
        &self.newton.solution
    }

    fn accept(&mut self, h: f64) {
        let [c1, c2, _] = C;
        for ((z, shape), increment) in self.newton.z.iter().zip(&mut self.shape).zip(&mut self.increment) {
            let excess = |z_i: f64, c: f64| (z_i - c * z[2]) / (c * (1.0 - c));
            let (first, second) = (excess(z[0], c1), excess(z[1], c2));
            let slope = (second - first) / (c2 - c1);
            *shape = [first - slope * c1, slope, 0.0];
            *increment = z[2];
        }
        self.last_h = Some(h);
    }

    fn shape(&self) -> &[[f64; 3]] {
        &self.shape
    }

    fn forget(&mut self) {
        self.newton.forget();
        self.last_h = None;
    }
}

/// The increments of the stages of a step before which there is none, from the equations linearised in t and y.
///
/// With τ = cᵢh they are (1 − τJ)⁻¹(τf + τ²∂f/∂t): τf for a component that follows a slow solution, however stiff the
/// equations, and −J⁻¹f for one that relaxes quickly.
#[derive(Debug)]
struct FirstStep {
    increments: Vec<[f64; 3]>,
    lu: Lu<f64>,
    increment: Vec<f64>,
}

impl FirstStep {
    fn new(dimension: usize) -> Self {
        Self { increments: vec![[0.0; 3]; dimension], lu: Lu::new(dimension), increment: vec![0.0; dimension] }
    }

    /// Writes the increments; zero where there are none.
    fn predict(&mut self, start: &Point, h: f64) {
        for (s, c) in C.into_iter().enumerate() {
            let tau = c * h;
            let derivatives = start.dydt.iter().zip(&start.dfdt);
            for (increment, (f, dfdt)) in self.increment.iter_mut().zip(derivatives) {
                *increment = f + tau * dfdt;
            }
            let solved = self.lu.factorise_shifted(1.0 / tau, &start.jacobian, &[1.0]).is_ok();
            if solved {
                self.lu.solve(&mut self.increment);
            }
            for (increments, &increment) in self.increments.iter_mut().zip(&self.increment) {
                increments[s] = if solved && increment.is_finite() { increment } else { 0.0 };
            }
        }
    }
}

/// The last step, as far as the next one starts from it.
#[derive(Debug, Clone, Copy)]
struct Prediction<'a> {
    first: &'a [[f64; 3]],
    shape: &'a [[f64; 3]],
    increment: &'a [f64],
    last_h: Option<f64>,
}

impl Prediction<'_> {
    /// Writes the increments of the stages on the collocation polynomial of the last step, or zero if it would have to be
    /// extrapolated too far; those of a first step if there is no last one.
    fn write(&self, h: f64, z: &mut [[f64; 3]]) {
        let Some(last) = self.last_h else {
            z.copy_from_slice(self.first);
            return;
        };
        let ratio = h / last;
        if ratio > MAX_GROWTH {
            z.fill([0.0; 3]);
            return;
        }
        for ((z, shape), &increment) in z.iter_mut().zip(self.shape).zip(self.increment) {
            *z = C.map(|c| {
                let theta = 1.0 + c * ratio;
                c * ratio * (increment - theta * (shape[0] + theta * shape[1]))
            });
        }
    }
}

impl Radau {
    /// The difference to the embedded formula of order 3, filtered by (γ/h − J)⁻¹ once, equation (IV.8.19), or, if that
    /// is too large and care is asked for, twice, equation (IV.8.20).
    fn estimate<S: OdeSystem>(
        &mut self,
        attempt: &Attempt<'_, S>,
        statistics: &mut Statistics,
    ) -> Result<Weighted, Setback> {
        let &Attempt { system, t, start, h, care, .. } = attempt;
        let combination = |z: &[f64; 3]| (E[0] * z[0] + E[1] * z[1] + E[2] * z[2]) / h;
        for ((error, &f), z) in self.error.iter_mut().zip(&start.dydt).zip(&self.newton.z) {
            *error = f + combination(z);
        }
        self.newton.real.solve(&mut self.error);
        let once = self.weigh_estimate(h);
        if once.norm <= 1.0 || care == Care::Usual {
            return Ok(once);
        }
        for ((corrected, &y), error) in self.filtered.iter_mut().zip(&start.y).zip(&self.error) {
            *corrected = y + error;
        }
        statistics.rhs_evaluations += 1;
        match system.rhs(t, &self.filtered, &mut self.dydt) {
            Ok(()) => {}
            // The correction may leave the domain although the solution does not.
            Err(RhsError::Recoverable) => return Ok(once),
            Err(RhsError::Fatal(message)) => return Err(Setback::Fatal(message)),
        }
        for ((error, &f), z) in self.error.iter_mut().zip(&self.dydt).zip(&self.newton.z) {
            *error = f + combination(z);
        }
        self.newton.real.solve(&mut self.error);
        Ok(self.weigh_estimate(h))
    }

    /// The norm of the estimate in `error`, the larger of two.
    ///
    /// In a component that the step resolves, the error of the solution is of higher order than the estimate e, and
    /// the local tolerance is chosen accordingly. In a stiff one both are of the same order and the error is
    /// [`STIFF_ERROR`]·e, to be held against the tolerance itself. Another filtering tells the two apart:
    /// e − (1 − hJ/γ)⁻¹ e vanishes like hJ e for the former and tends to e for the latter.
    fn weigh_estimate(&mut self, h: f64) -> Weighted {
        for (filtered, error) in self.filtered.iter_mut().zip(&self.error) {
            *filtered = error * GAMMA / h;
        }
        self.newton.real.solve(&mut self.filtered);
        let scale = &self.newton.scale;
        let resolved = weighted_max(self.error.iter().copied(), scale);
        let differences = self.error.iter().zip(&self.filtered).map(|(e, filtered)| self.stiff_weight * (e - filtered));
        let stiff = weighted_max(differences, scale);
        if stiff.norm > resolved.norm { stiff } else { resolved }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_coefficients_differentiate_polynomials() {
        // z = t^k at the nodes has the derivative k t^(k−1) there.
        for k in 1..=3 {
            let z = C.map(|c| c.powi(k));
            for (derivative, c) in transform(&A_INVERSE, &z).into_iter().zip(C) {
                // Rounding of three terms of at most 7.5.
                assert!((derivative - f64::from(k) * c.powi(k - 1)).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn the_transformation_diagonalises_the_inverse_coefficients() {
        let blocks = [[GAMMA, 0.0, 0.0], [0.0, ALPHA_BETA.re, -ALPHA_BETA.im], [0.0, ALPHA_BETA.im, ALPHA_BETA.re]];
        for w in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]] {
            let direct = transform(&A_INVERSE, &transform(&T, &w));
            let by_blocks = transform(&T, &transform(&blocks, &w));
            for (a, b) in direct.into_iter().zip(by_blocks) {
                assert!((a - b).abs() < 1e-14, "{a} {b}");
            }
        }
    }
}
