//! The collocation equations of a step and their solution by Newton's method.
//!
//! The unknowns are the increments zᵢ = y(t + cᵢh) − y(t) of the three stages, the equations A⁻¹z/h = f(y + z). There are
//! two iterations:
//!
//! - the *simplified* one of Hairer & Wanner II, section IV.8, which takes the Jacobian at the start for all stages. A⁻¹ is
//!   then block-diagonalised by T, so that a real and a complex system of the dimension n of y take the place of one of
//!   dimension 3n;
//! - the *full* one with the Jacobian of each stage and the system of dimension 3n. A yield that follows an equilibrium
//!   ∝ e^{−x} has a Jacobian that falls like e^{−x}, so over a step of several units of x, which is nothing for the
//!   accuracy of ln y, the simplified iteration contracts by a factor close to one.
//!
//! The simplified iteration is taken where it works. Where it fails the full one is tried on the same step, and kept until
//! the Jacobian changes so little that the simplified one would contract well again.

use super::GAMMA;
use super::full::Full;
use super::simplified::Simplified;
use crate::ode::linear_algebra::{Lu, Matrix};
use crate::ode::norm::{weigh, weighted_max};
use crate::ode::point::Point;
use crate::ode::scheme::{Care, Setback};
use crate::ode::step::Statistics;
use crate::ode::system::OdeSystem;

/// Newton iterations before a smaller step is tried.
pub(super) const MAX_ITERATIONS: i32 = 7;
/// The simplified iteration takes over again where it would contract by this factor: three or four iterations.
const CONTRACTS_WELL: f64 = 0.1;

/// The full iteration evaluates its Jacobians anew if it contracts worse than by this factor.
const STALE: f64 = 0.1;
/// The error that the full iteration may leave, as a share of what the simplified one may.
///
/// Where the Jacobian changes a lot the directions in which y relaxes quickly turn with it. What is left of an error in a
/// fast direction then becomes one in a slow direction, such as that of a conserved sum, which nothing corrects any more.
/// Quadratic convergence makes the digits cheap. A share of 1e-3 is not enough for a conversion that is 1e12 times as fast as
/// the expansion: the yields of the ALP portal then come out wrong by a tenth at 1e-6, and are noise at 1e-3.
const FULL_SHARE: f64 = 1e-7;
/// Changes of a component by so many roundings of itself get no smaller.
const ROUNDINGS: f64 = 16.0;
/// Nor do changes that stall although the Jacobians are new, if they are this small a share: the right-hand side is rounded
/// where its terms are large.
const STALLED_SHARE: f64 = 0.01;
/// The largest first change of the full iteration, relative to the scale for a tolerance of one.
///
/// What the first iteration changes is the error of the prediction. If that is large the iteration may find another
/// solution of the collocation equations, and the error estimate would not notice: it is blind to what happens inside a
/// step over which a component follows its equilibrium ever so tightly.
const TRUSTED_CHANGE: f64 = 0.1;
/// Contractions from here on do not lead to a solution.
const DIVERGES: f64 = 0.99;
const NOT_CONVERGED: Setback = Setback::Retry { factor: 0.5 };

/// A step to be tried.
#[derive(Debug)]
pub(super) struct Attempt<'a, S> {
    pub(super) system: &'a S,
    pub(super) t: f64,
    pub(super) start: &'a Point,
    pub(super) h: f64,
    pub(super) care: Care,
    /// The tolerance of one step.
    pub(super) tolerance: f64,
}

/// Which iteration is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Iteration {
    Simplified,
    Full,
}

/// The solver and its workspace. Arrays of three hold the values of the three stages of one component.
#[derive(Debug)]
pub(super) struct Newton {
    /// Increments of the stages.
    pub(super) z: Vec<[f64; 3]>,
    /// The solution at the end of the step.
    pub(super) solution: Vec<f64>,
    /// The error scale of the step.
    pub(super) scale: Vec<f64>,
    /// γ/h − J, with the Jacobian at the start or, after the full iteration, at the end of the step.
    pub(super) real: Lu<f64>,
    /// Whether the step was solved by the full iteration.
    pub(super) in_full: bool,
    /// The error that the simplified iteration may leave, in units of the local tolerance.
    fraction: f64,
    /// The error that the full iteration may leave, and the change that it may stall at.
    full_fraction: f64,
    stalled_fraction: f64,
    iteration: Iteration,
    convergence: Convergence,
    simplified: Simplified,
    /// Made when first needed.
    full: Option<Box<Full>>,
    pivot_weights: Vec<f64>,
    change: Vec<[f64; 3]>,
    /// The unknowns of one stage.
    stage: Vec<f64>,
}

impl Newton {
    /// Room for `dimension` components. The iteration stops when its error is below `fraction` of the local tolerance, of
    /// which rounding may leave `least_fraction`.
    pub(super) fn new(dimension: usize, fraction: f64, least_fraction: f64) -> Self {
        Self {
            z: vec![[0.0; 3]; dimension],
            solution: vec![0.0; dimension],
            scale: vec![0.0; dimension],
            real: Lu::new(dimension),
            in_full: false,
            fraction: fraction.max(least_fraction),
            full_fraction: (FULL_SHARE * fraction).max(least_fraction),
            stalled_fraction: (STALLED_SHARE * fraction).max(least_fraction),
            iteration: Iteration::Simplified,
            convergence: Convergence { rate: 1.0, size: 0.0, ratio: 0.0, contraction: 0.0 },
            simplified: Simplified::new(dimension),
            full: None,
            pivot_weights: vec![1.0; dimension],
            change: vec![[0.0; 3]; dimension],
            stage: vec![0.0; dimension],
        }
    }

    /// Forgets what worked for the last steps.
    pub(super) fn forget(&mut self) {
        self.iteration = Iteration::Simplified;
        self.convergence.rate = 1.0;
    }

    /// Solves the equations from the increments that `predict` writes; returns the number of iterations.
    pub(super) fn solve<S: OdeSystem>(
        &mut self,
        attempt: &Attempt<'_, S>,
        predict: impl Fn(&mut [[f64; 3]]),
        statistics: &mut Statistics,
    ) -> Result<i32, Setback> {
        // There is no choice of pivots in one dimension.
        if self.z.len() > 1 {
            let &Attempt { system, t, start, h, .. } = attempt;
            start.pivot_weights(system, t, h, &mut self.stage, &mut self.pivot_weights);
        }
        self.in_full = false;
        if self.iteration == Iteration::Simplified {
            predict(&mut self.z);
            match self.iterate_simplified(attempt, statistics) {
                Err(Setback::Retry { .. }) => self.convergence.rate = 1.0,
                solved => return solved,
            }
        }
        predict(&mut self.z);
        self.in_full = true;
        let mut full = self.full.take().unwrap_or_else(|| Box::new(Full::new(self.z.len())));
        let solved = self.iterate_full(&mut full, attempt, statistics);
        match solved {
            Ok(_) => {
                let contraction = self.foresee_contraction(&full, &attempt.start.jacobian);
                let next = if contraction < CONTRACTS_WELL { Iteration::Simplified } else { Iteration::Full };
                if next != self.iteration {
                    self.convergence.rate = 1.0;
                }
                self.iteration = next;
            }
            Err(Setback::Retry { .. }) => {
                self.convergence.rate = 1.0;
                statistics.newton_failures += 1;
            }
            Err(Setback::Stiff(_) | Setback::Fatal(_)) => {}
        }
        self.full = Some(full);
        solved
    }

    fn iterate_simplified<S: OdeSystem>(
        &mut self,
        attempt: &Attempt<'_, S>,
        statistics: &mut Statistics,
    ) -> Result<i32, Setback> {
        let jacobian = &attempt.start.jacobian;
        statistics.factorisations += 1;
        self.real.factorise_shifted(GAMMA / attempt.h, jacobian, &self.pivot_weights)?;
        self.simplified.factorise(attempt.h, jacobian, &self.pivot_weights)?;
        self.convergence.start();
        for iteration in 1..=MAX_ITERATIONS {
            self.simplified.evaluate(attempt, &self.z, &mut self.stage, statistics)?;
            self.simplified.improve(attempt.h, &self.real, &self.z, &mut self.change);
            let size = self.apply_change(attempt);
            if self.convergence.reached(iteration, size, self.fraction)? {
                return Ok(iteration);
            }
            self.convergence.foresee(iteration, self.fraction)?;
        }
        Err(NOT_CONVERGED)
    }

    fn iterate_full<S: OdeSystem>(
        &mut self,
        full: &mut Full,
        attempt: &Attempt<'_, S>,
        statistics: &mut Statistics,
    ) -> Result<i32, Setback> {
        self.convergence.start();
        let mut stale = true;
        for iteration in 1..=MAX_ITERATIONS {
            if stale {
                full.linearise(attempt, &self.z, &self.pivot_weights, statistics)?;
            } else {
                full.evaluate(attempt, &self.z, statistics)?;
            }
            full.improve(attempt.h, &self.z, &mut self.change);
            let size = self.apply_change(attempt);
            if iteration == 1 {
                if size * attempt.tolerance > TRUSTED_CHANGE {
                    return Err(NOT_CONVERGED);
                }
                full.remember_first(&self.change);
            }
            let solved = size <= self.rounding()
                || match self.convergence.reached(iteration, size, self.full_fraction) {
                    Err(refused) if size > self.stalled_fraction || !size.is_finite() => return Err(refused),
                    // Old Jacobians may be to blame.
                    Err(_) if !stale => {
                        stale = true;
                        continue;
                    }
                    stalled_or_reached => stalled_or_reached.unwrap_or(true),
                };
            if solved && iteration > 1 {
                self.real.factorise_shifted(GAMMA / attempt.h, full.last_jacobian(), &self.pivot_weights)?;
                return Ok(iteration);
            }
            stale = iteration > 1 && self.convergence.ratio > STALE;
        }
        Err(NOT_CONVERGED)
    }

    /// Makes the change to the unknowns; returns its size in units of the tolerance.
    fn apply_change<S: OdeSystem>(&mut self, attempt: &Attempt<'_, S>) -> f64 {
        let &Attempt { system, t, start, h, care, tolerance } = attempt;
        for (((z, change), solution), y) in self.z.iter_mut().zip(&self.change).zip(&mut self.solution).zip(&start.y) {
            for (z, change) in z.iter_mut().zip(change) {
                *z += change;
            }
            *solution = y + z[2];
        }
        // The scale follows the iterates: a component that starts at zero has no other measure.
        start.error_scale(system, t + h, &self.solution, tolerance, care, &mut self.scale);
        let changes = self.change.iter().zip(&self.scale);
        changes.fold(0.0, |largest, (change, &scale)| {
            change.iter().fold(largest, |largest: f64, &change| largest.max(weigh(change, scale)))
        })
    }

    /// The size of changes that are rounding.
    fn rounding(&self) -> f64 {
        let sizes = self.solution.iter().zip(&self.scale).map(|(y, &scale)| weigh(*y, scale));
        ROUNDINGS * f64::EPSILON * sizes.filter(|size| size.is_finite()).fold(0.0, f64::max)
    }

    /// The factor by which the simplified iteration would contract, measured on the first change of the full one:
    /// the size of (γ/h − J₁)⁻¹ (J₁ − J₀) δ over that of δ.
    fn foresee_contraction(&mut self, full: &Full, at_start: &Matrix) -> f64 {
        let rows = at_start.rows().zip(full.last_jacobian().rows());
        for ((start, end), out) in rows.zip(&mut self.stage) {
            let differences = start.iter().zip(end).map(|(start, end)| end - start);
            *out = differences.zip(full.first_change()).map(|(difference, change)| difference * change).sum();
        }
        self.real.solve(&mut self.stage);
        let [image, original] =
            [&self.stage[..], full.first_change()].map(|v| weighted_max(v.iter().copied(), &self.scale).norm);
        if original > 0.0 { image / original } else { 0.0 }
    }
}

/// Follows the sizes of the changes.
#[derive(Debug)]
struct Convergence {
    /// θ/(1 − θ) with θ the contraction: the error left per change made. Remembered from one step for the next.
    rate: f64,
    /// The size of the last change, and its ratio to the one before.
    size: f64,
    ratio: f64,
    /// The mean contraction of the last two iterations.
    contraction: f64,
}

impl Convergence {
    fn start(&mut self) {
        // To the power 3/4: the next step may contract worse.
        let root = self.rate.max(f64::EPSILON).sqrt();
        self.rate = root * root.sqrt();
    }

    /// Whether the error left after a change of this `size` is small enough.
    fn reached(&mut self, iteration: i32, size: f64, fraction: f64) -> Result<bool, Setback> {
        if !size.is_finite() {
            return Err(NOT_CONVERGED);
        }
        if iteration > 1 {
            let ratio = size / self.size;
            self.contraction = if iteration == 2 { ratio } else { (ratio * self.ratio).sqrt() };
            self.ratio = ratio;
            if self.contraction >= DIVERGES {
                return Err(NOT_CONVERGED);
            }
            self.rate = self.contraction / (1.0 - self.contraction);
        }
        self.size = size.max(f64::EPSILON);
        Ok(self.rate * size <= fraction)
    }

    /// Refuses to go on if contracting further at this rate will not do.
    fn foresee(&self, iteration: i32, fraction: f64) -> Result<(), Setback> {
        let left = MAX_ITERATIONS - iteration;
        if iteration > 1 && self.rate * self.size * self.contraction.powi(left) >= fraction {
            return Err(NOT_CONVERGED);
        }
        Ok(())
    }
}
