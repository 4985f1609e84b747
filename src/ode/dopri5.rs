//! The explicit Runge–Kutta formulas of Dormand & Prince of order 5(4), computed by the crate `ode_solvers`.
//!
//! The crate makes one step at a time, from zero to h, with a tolerance that it cannot fail: it holds the error of all
//! components against a single scale, starts only at t ≥ 0, and shows no error estimate, where here every component has
//! a scale of its own and t is ln x. Its stages are recorded, and the error estimate, the step-size control and the test
//! for stiffness are made of them.

use std::cell::RefCell;

use ode_solvers::{DVector, OutputType, System};

use super::controller::SAFETY;
use super::norm::weighted_max;
use super::point::Point;
use super::scheme::{Care, Scheme, Setback, Stiffness, Trial};
use super::step::{Statistics, cubic_shape};
use super::system::{OdeSystem, RhsError};

/// Stages of a step; the last one is at its end.
const STAGES: usize = 7;
/// Weights of the stages in the difference of the formulas of order 5 and 4
/// (Hairer, Nørsett & Wanner, *Solving Ordinary Differential Equations I*, 2nd ed., table II.5.2).
const ERROR_WEIGHTS: [f64; STAGES] =
    [71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339_200.0, 22.0 / 525.0, -1.0 / 40.0];

/// A step times a relaxation rate that is near the limit of stability, 3.3
/// (Hairer & Wanner II, section IV.2, with the tests that follow).
const AT_THE_LIMIT: f64 = 3.25;
/// As many steps at the limit make equations stiff, ...
const LIMITED_STEPS: usize = 15;
/// ... unless as many in a row lie between them that are not, ...
const FREE_STEPS: usize = 6;
/// ... and it matters once this many steps have been made: a stiff stretch that is over sooner does no harm.
const PATIENCE: usize = 1000;

/// The tolerance given to the error estimate of one step so that the global error comes out near `tolerance`.
///
/// The estimate is ∝ h⁵, like the global error. The prefactor is measured: the global error is below the tolerance on the
/// [problems](super::problems) that are not stiff, from 1e-4 to 1e-10, and on twenty e-foldings of a decay.
fn local_tolerance(tolerance: f64) -> f64 {
    0.15 * tolerance
}

/// The stages of one step as they are computed.
#[derive(Debug)]
struct Record {
    /// Derivatives in the stages made so far.
    slopes: Vec<DVector<f64>>,
    /// The argument of the last stage but one, which lies at the end of the step as well.
    penultimate: DVector<f64>,
    /// Why the right-hand side could not be evaluated.
    failure: Option<RhsError>,
}

/// The system as the crate sees it: the variable is the distance from the start of the step.
struct Shifted<'a, S> {
    system: &'a S,
    t: f64,
    start: &'a Point,
    record: &'a RefCell<Record>,
}

impl<S: OdeSystem> System<f64, DVector<f64>> for Shifted<'_, S> {
    fn system(&self, distance: f64, y: &DVector<f64>, dydt: &mut DVector<f64>) {
        let mut record = self.record.borrow_mut();
        if record.slopes.is_empty() {
            dydt.as_mut_slice().copy_from_slice(&self.start.dydt);
        } else if record.failure.is_none() {
            record.failure = self.system.rhs(self.t + distance, y.as_slice(), dydt.as_mut_slice()).err();
        }
        if record.slopes.len() == STAGES - 2 {
            record.penultimate.copy_from(y);
        }
        record.slopes.push(dydt.clone());
    }
}

/// The method and its workspace.
#[derive(Debug)]
pub(super) struct Dopri5 {
    local_tolerance: f64,
    solution: Vec<f64>,
    scale: Vec<f64>,
    shape: Vec<[f64; 3]>,
    limit: StabilityLimit,
}

impl Scheme for Dopri5 {
    const ERROR_EXPONENT: f64 = 0.2;

    fn new(dimension: usize, tolerance: f64) -> Self {
        Self {
            local_tolerance: local_tolerance(tolerance),
            solution: vec![0.0; dimension],
            scale: vec![0.0; dimension],
            shape: vec![[0.0; 3]; dimension],
            limit: StabilityLimit::default(),
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
        let Record { slopes, penultimate, .. } = self.step(system, t, start, h, statistics)?;
        start.error_scale(system, t + h, &self.solution, self.local_tolerance, care, &mut self.scale);
        let sum = |i: usize| slopes.iter().zip(&ERROR_WEIGHTS).map(|(slope, weight)| weight * slope[i]).sum::<f64>();
        let error = weighted_max((0..self.scale.len()).map(|i| h * sum(i)), &self.scale);
        let [before_last, last] = [&slopes[STAGES - 2], &slopes[STAGES - 1]];
        if error.norm <= 1.0 {
            // Two slopes at the end of the step, at arguments that differ by little: the product of the Jacobian and the
            // difference, which is mostly along the fastest relaxation.
            let change = weighted_max((last - before_last).iter().copied(), &self.scale);
            let moved = weighted_max(self.solution.iter().zip(&penultimate).map(|(y, other)| y - other), &self.scale);
            let rate = if moved.norm > 0.0 { change.norm / moved.norm } else { 0.0 };
            if self.limit.keeps_from_going_on(h * rate) {
                return Err(Setback::Stiff(Stiffness { rate, component: change.component }));
            }
        }
        for (i, shape) in self.shape.iter_mut().enumerate() {
            *shape = cubic_shape(h, (start.y[i], start.dydt[i]), (self.solution[i], last[i]));
        }
        Ok(Trial { error, safety: SAFETY })
    }

    fn solution(&self) -> &[f64] {
        &self.solution
    }

    fn accept(&mut self, _h: f64) {}

    fn shape(&self) -> &[[f64; 3]] {
        &self.shape
    }

    fn forget(&mut self) {}
}

impl Dopri5 {
    /// Makes the step from (t, `start`) to t + h, whose end becomes the solution.
    fn step<S: OdeSystem>(
        &mut self,
        system: &S,
        t: f64,
        start: &Point,
        h: f64,
        statistics: &mut Statistics,
    ) -> Result<Record, Setback> {
        let y = DVector::from_column_slice(&start.y);
        let record = Record { slopes: Vec::with_capacity(STAGES), penultimate: y.clone(), failure: None };
        let record = RefCell::new(record);
        let shifted = Shifted { system, t, start, record: &record };
        // An infinite tolerance accepts every step that is finite; no step more is allowed if it is not. The crate's factors
        // for the next step (0.9, 0.04, 0.2, 10) and its own test for stiffness have nothing to act on.
        let (tolerance, no_more, never) = (f64::INFINITY, 0, u32::MAX);
        let mut stepper = ode_solvers::Dopri5::from_param(
            shifted,
            0.0,
            h,
            h,
            y,
            0.0,
            tolerance,
            0.9,
            0.04,
            0.2,
            10.0,
            h,
            h,
            no_more,
            never,
            OutputType::Sparse,
        );
        let finished = stepper.integrate().is_ok();
        if let Some(end) = stepper.y_out().last() {
            self.solution.copy_from_slice(end.as_slice());
        }
        drop(stepper);
        let record = record.into_inner();
        // The first slope was known.
        statistics.rhs_evaluations += record.slopes.len().saturating_sub(1);
        match record.failure {
            Some(failure) => Err(failure.into()),
            None if finished && record.slopes.len() == STAGES => Ok(record),
            None => Err(Setback::OUT_OF_DOMAIN),
        }
    }
}

/// Whether it is the stability of the formulas rather than their error that limits the step: the test of Hairer & Wanner II,
/// section IV.2.
#[derive(Debug, Default)]
struct StabilityLimit {
    steps: usize,
    limited: usize,
    free: usize,
}

impl StabilityLimit {
    /// Takes note of a step times the fastest relaxation rate; whether this is one too many at the limit.
    fn keeps_from_going_on(&mut self, product: f64) -> bool {
        self.steps += 1;
        if product > AT_THE_LIMIT {
            self.limited += 1;
            self.free = 0;
        } else {
            self.free += 1;
            if self.free == FREE_STEPS {
                self.limited = 0;
            }
        }
        self.limited >= LIMITED_STEPS && self.steps >= PATIENCE
    }
}
