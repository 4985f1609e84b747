//! Radau IIA of order 5, after Hairer & Wanner, *Solving Ordinary Differential Equations II*, 2nd ed., section IV.8.
//!
//! The collocation equations z = h A f(y + z) at the nodes cᵢ are solved by simplified Newton iterations. A⁻¹ is
//! block-diagonalised by T, so that every iteration solves one real and one complex system of the dimension of y.

use num_complex::Complex64;

use super::controller::{MAX_GROWTH, SAFETY};
use super::linear_algebra::Lu;
use super::norm::{Weighted, weigh, weighted_max};
use super::point::Point;
use super::scheme::{Care, Scheme, Setback, Trial};
use super::step::Statistics;
use super::system::{OdeSystem, RhsError};

const SQRT_6: f64 = 2.449489742783178;
/// The nodes (4 ∓ √6)/10 and 1.
const C: [f64; 3] = [(4.0 - SQRT_6) / 10.0, (4.0 + SQRT_6) / 10.0, 1.0];
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
const NEWTON_SHARE: f64 = 0.1;
/// Newton iterations before a smaller step is tried.
const MAX_ITERATIONS: i32 = 7;

/// In the limit of a stiff component that follows a slow solution (Prothero & Robinson's equation), the error of y per
/// error estimate: ∣(A⁻¹ r)₃∣ = 0.3 over ∣Σ Eᵢ cᵢ⁴∣ = 0.1, with r the residual of the collocation equations for t⁴.
const STIFF_ERROR: f64 = 3.0;

/// The tolerance given to the error estimate of one step so that the global error comes out near `tolerance`.
///
/// The estimate belongs to an embedded formula of order 3, e ∝ h⁴, beside a solution whose global error is ∝ h⁵ ∝ e^{5/4}:
/// hence the power. The prefactor is measured: the global error is below the tolerance on all
/// [problems](super::problems) from 1e-4 to 1e-10, by a factor of two on the worst of them.
pub(super) fn local_tolerance(tolerance: f64) -> f64 {
    0.7 * tolerance.powf(0.8)
}

/// The method and its workspace. Arrays of three hold the values of the three stages of one component.
#[derive(Debug)]
pub(super) struct Radau {
    local_tolerance: f64,
    /// Weight of the stiff part of the error estimate.
    stiff_weight: f64,
    /// The Newton iteration stops when its error is this fraction of the local tolerance.
    newton_fraction: f64,
    real: Lu<f64>,
    complex: Lu<Complex64>,
    /// Increments of the stages, y(t + cᵢh) − y(t), and their transforms.
    z: Vec<[f64; 3]>,
    w: Vec<[f64; 3]>,
    /// Derivatives at the stages.
    f: Vec<[f64; 3]>,
    real_part: Vec<f64>,
    complex_part: Vec<Complex64>,
    stage: Vec<f64>,
    dydt: Vec<f64>,
    solution: Vec<f64>,
    scale: Vec<f64>,
    /// Convergence rate θ/(1 − θ) of the last iteration.
    rate: f64,
    /// Interpolant and increment of the last accepted step, and its size.
    shape: Vec<[f64; 3]>,
    increment: Vec<f64>,
    last_h: Option<f64>,
}

#[inline]
fn transform(matrix: &[[f64; 3]; 3], v: &[f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

impl Scheme for Radau {
    const ERROR_EXPONENT: f64 = 0.25;

    fn new(dimension: usize, tolerance: f64) -> Self {
        let local_tolerance = local_tolerance(tolerance);
        Self {
            local_tolerance,
            stiff_weight: STIFF_ERROR * local_tolerance / tolerance,
            newton_fraction: (NEWTON_SHARE * tolerance / local_tolerance)
                .min(NEWTON_SHARE)
                .max(10.0 * f64::EPSILON / local_tolerance),
            real: Lu::new(dimension),
            complex: Lu::new(dimension),
            z: vec![[0.0; 3]; dimension],
            w: vec![[0.0; 3]; dimension],
            f: vec![[0.0; 3]; dimension],
            real_part: vec![0.0; dimension],
            complex_part: vec![Complex64::ZERO; dimension],
            stage: vec![0.0; dimension],
            dydt: vec![0.0; dimension],
            solution: vec![0.0; dimension],
            scale: vec![0.0; dimension],
            rate: 1.0,
            shape: vec![[0.0; 3]; dimension],
            increment: vec![0.0; dimension],
            last_h: None,
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
        start.pivot_weights(system, t, h, &mut self.stage, &mut self.scale);
        statistics.factorisations += 1;
        self.real.factorise_shifted(GAMMA / h, &start.jacobian, &self.scale)?;
        self.complex.factorise_shifted(ALPHA_BETA / h, &start.jacobian, &self.scale)?;
        self.predict(h);
        let iterations = self.iterate(system, t, start, h, care, statistics)?;
        let error = self.estimate(system, t, start, h, care, statistics)?;
        let full = f64::from(2 * MAX_ITERATIONS);
        Ok(Trial { error, safety: SAFETY * (full + 1.0) / (full + f64::from(iterations)) })
    }

    fn solution(&self) -> &[f64] {
        &self.solution
    }

    fn accept(&mut self, h: f64) {
        let [c1, c2, _] = C;
        for ((z, shape), increment) in self.z.iter().zip(&mut self.shape).zip(&mut self.increment) {
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
        self.rate = 1.0;
        self.last_h = None;
    }
}

impl Radau {
    /// Starts the iteration on the collocation polynomial of the last step, or at zero if there is none or if it
    /// would have to be extrapolated too far.
    fn predict(&mut self, h: f64) {
        let ratio = self.last_h.map_or(f64::INFINITY, |last| h / last);
        if ratio > MAX_GROWTH {
            self.z.fill([0.0; 3]);
            self.w.fill([0.0; 3]);
            return;
        }
        for (((z, w), shape), &increment) in self.z.iter_mut().zip(&mut self.w).zip(&self.shape).zip(&self.increment) {
            *z = C.map(|c| {
                let theta = 1.0 + c * ratio;
                c * ratio * (increment - theta * (shape[0] + theta * shape[1]))
            });
            *w = transform(&T_INVERSE, z);
        }
    }

    /// Solves the collocation equations; returns the number of iterations.
    fn iterate<S: OdeSystem>(
        &mut self,
        system: &S,
        t: f64,
        start: &Point,
        h: f64,
        care: Care,
        statistics: &mut Statistics,
    ) -> Result<i32, Setback> {
        self.rate = self.rate.max(f64::EPSILON).powf(0.8);
        let (mut last_size, mut last_ratio) = (0.0, 0.0);
        for iteration in 1..=MAX_ITERATIONS {
            self.evaluate_stages(system, t, &start.y, h, statistics)?;
            let size = self.improve(system, t, start, h, care);
            if !size.is_finite() {
                return Err(self.diverged(0.5, statistics));
            }
            if iteration > 1 {
                let ratio: f64 = size / last_size;
                let theta = if iteration == 2 { ratio } else { (ratio * last_ratio).sqrt() };
                last_ratio = ratio;
                if theta >= 0.99 {
                    return Err(self.diverged(0.5, statistics));
                }
                self.rate = theta / (1.0 - theta);
                let left = MAX_ITERATIONS - iteration;
                let foreseen = self.rate * size * theta.powi(left) / self.newton_fraction;
                if foreseen >= 1.0 && self.rate * size > self.newton_fraction {
                    let factor = 0.8 * foreseen.min(20.0).powf(-1.0 / f64::from(4 + left));
                    return Err(self.diverged(factor, statistics));
                }
            }
            if self.rate * size <= self.newton_fraction {
                return Ok(iteration);
            }
            last_size = size.max(f64::EPSILON);
        }
        Err(self.diverged(0.5, statistics))
    }

    fn diverged(&mut self, factor: f64, statistics: &mut Statistics) -> Setback {
        self.rate = 1.0;
        statistics.newton_failures += 1;
        Setback::Retry { factor }
    }

    fn evaluate_stages<S: OdeSystem>(
        &mut self,
        system: &S,
        t: f64,
        y: &[f64],
        h: f64,
        statistics: &mut Statistics,
    ) -> Result<(), Setback> {
        for (s, c) in C.into_iter().enumerate() {
            for ((stage, &y), z) in self.stage.iter_mut().zip(y).zip(&self.z) {
                *stage = y + z[s];
            }
            statistics.rhs_evaluations += 1;
            system.rhs(t + c * h, &self.stage, &mut self.dydt)?;
            for (f, &value) in self.f.iter_mut().zip(&self.dydt) {
                f[s] = value;
            }
        }
        Ok(())
    }

    /// One Newton iteration; returns the size of the change in units of the tolerance.
    fn improve<S: OdeSystem>(&mut self, system: &S, t: f64, start: &Point, h: f64, care: Care) -> f64 {
        let (gamma, alpha, beta) = (GAMMA / h, ALPHA_BETA.re / h, ALPHA_BETA.im / h);
        for (((f, w), real), complex) in self.f.iter().zip(&self.w).zip(&mut self.real_part).zip(&mut self.complex_part)
        {
            let f = transform(&T_INVERSE, f);
            *real = f[0] - gamma * w[0];
            *complex = Complex64::new(f[1] - alpha * w[1] + beta * w[2], f[2] - alpha * w[2] - beta * w[1]);
        }
        self.real.solve(&mut self.real_part);
        self.complex.solve(&mut self.complex_part);
        for (i, (z, w)) in self.z.iter_mut().zip(&mut self.w).enumerate() {
            w[0] += self.real_part[i];
            w[1] += self.complex_part[i].re;
            w[2] += self.complex_part[i].im;
            *z = transform(&T, w);
            self.solution[i] = start.y[i] + z[2];
        }
        // The scale follows the iterates: a component that starts at zero has no other measure.
        start.error_scale(system, t + h, &self.solution, self.local_tolerance, care, &mut self.scale);
        let changes = self.real_part.iter().zip(&self.complex_part).zip(&self.scale);
        changes.fold(0.0, |largest, ((&real, complex), &scale)| {
            [real, complex.re, complex.im].into_iter().fold(largest, |l: f64, change| l.max(weigh(change, scale)))
        })
    }

    /// The difference to the embedded formula of order 3, filtered by (γ/h − J)⁻¹ once, equation (IV.8.19), or twice
    /// when `cautious`, equation (IV.8.20).
    fn estimate<S: OdeSystem>(
        &mut self,
        system: &S,
        t: f64,
        start: &Point,
        h: f64,
        care: Care,
        statistics: &mut Statistics,
    ) -> Result<Weighted, Setback> {
        let combination = |z: &[f64; 3]| (E[0] * z[0] + E[1] * z[1] + E[2] * z[2]) / h;
        for ((error, &f), z) in self.real_part.iter_mut().zip(&start.dydt).zip(&self.z) {
            *error = f + combination(z);
        }
        self.real.solve(&mut self.real_part);
        let once = self.weigh_estimate(h);
        if once.norm <= 1.0 || care == Care::Usual {
            return Ok(once);
        }
        for ((stage, &y), error) in self.stage.iter_mut().zip(&start.y).zip(&self.real_part) {
            *stage = y + error;
        }
        statistics.rhs_evaluations += 1;
        match system.rhs(t, &self.stage, &mut self.dydt) {
            Ok(()) => {}
            // The correction may leave the domain although the solution does not.
            Err(RhsError::Recoverable) => return Ok(once),
            Err(RhsError::Fatal(message)) => return Err(Setback::Fatal(message)),
        }
        for ((error, &f), z) in self.real_part.iter_mut().zip(&self.dydt).zip(&self.z) {
            *error = f + combination(z);
        }
        self.real.solve(&mut self.real_part);
        Ok(self.weigh_estimate(h))
    }

    /// The norm of the estimate in `real_part`, the larger of two.
    ///
    /// In a component that the step resolves, the error of the solution is of higher order than the estimate e, and
    /// the local tolerance is chosen accordingly. In a stiff one both are of the same order and the error is
    /// [`STIFF_ERROR`]·e, to be held against the tolerance itself. Another filtering tells the two apart:
    /// e − (1 − hJ/γ)⁻¹ e vanishes like hJ e for the former and tends to e for the latter.
    fn weigh_estimate(&mut self, h: f64) -> Weighted {
        for (filtered, error) in self.stage.iter_mut().zip(&self.real_part) {
            *filtered = error * GAMMA / h;
        }
        self.real.solve(&mut self.stage);
        let resolved = weighted_max(self.real_part.iter().copied(), &self.scale);
        let differences =
            self.real_part.iter().zip(&self.stage).map(|(e, filtered)| self.stiff_weight * (e - filtered));
        let stiff = weighted_max(differences, &self.scale);
        if stiff.norm > resolved.norm { stiff } else { resolved }
    }
}
