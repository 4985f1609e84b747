//! Backward differentiation formulas of order 1 to 5, as `msbdf` of the GNU Scientific Library.
//!
//! The library makes the steps and estimates their errors; the step sizes are chosen here, as for the other methods.
//!
//! What its Rust interface leaves to the caller is held to in this file: no slice handed over is shorter than the
//! dimension, and its error handler, which ends the process, is off.

use std::cell::RefCell;
use std::sync::Once;

use rgsl::{ODEiv2Driver, ODEiv2Step, ODEiv2StepType, ODEiv2System, Value};

use super::controller::SAFETY;
use super::linear_algebra::Matrix;
use super::norm::{Weighted, weighted_max};
use super::point::Point;
use super::scheme::{Care, Scheme, Setback, Trial};
use super::step::{Statistics, cubic_shape};
use super::system::{OdeSystem, RhsError};

/// The tolerance given to the error estimate of one step so that the global error comes out near `tolerance`.
///
/// The formulas are of varying order, and many more steps are needed than with three or eight stages: errors accumulate
/// over them, hence the small prefactor and the power. Both are measured: the global error is below twice the tolerance
/// on the [problems](super::problems) from 1e-4 to 1e-8.
fn local_tolerance(tolerance: f64) -> f64 {
    0.015 * tolerance.powf(1.1)
}

/// Keeps the library from ending the process.
fn silence() {
    static SILENCED: Once = Once::new();
    SILENCED.call_once(|| {
        rgsl::error::set_error_handler_off();
    });
}

/// The method and its workspace.
pub(super) struct Msbdf {
    local_tolerance: f64,
    /// None if the library had no memory left.
    stepper: Option<ODEiv2Step>,
    /// The distance from the last restart. The library recognises a step that is tried again by its start, and must
    /// never see two steps that start at the same place.
    elapsed: f64,
    solution: Vec<f64>,
    error: Vec<f64>,
    slope: Vec<f64>,
    scale: Vec<f64>,
    shape: Vec<[f64; 3]>,
    jacobian: Matrix,
    /// Derivatives that come with a Jacobian and that the library does not want.
    unwanted: Vec<f64>,
}

impl Scheme for Msbdf {
    /// That of order five; the error of a step of lower order is given as what would have the same effect.
    const ERROR_EXPONENT: f64 = 1.0 / 6.0;
    /// Formulas of many steps lose their order if the step size changes often.
    const WORTHWHILE_GROWTH: f64 = 1.3;

    fn new(dimension: usize, tolerance: f64) -> Self {
        silence();
        let zeros = || vec![0.0; dimension];
        Self {
            local_tolerance: local_tolerance(tolerance),
            stepper: ODEiv2Step::new(ODEiv2StepType::msbdf(), dimension),
            elapsed: 0.0,
            solution: zeros(),
            error: zeros(),
            slope: zeros(),
            scale: zeros(),
            shape: vec![[0.0; 3]; dimension],
            jacobian: Matrix::zeros(dimension),
            unwanted: zeros(),
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
        for ((predicted, y), slope) in self.solution.iter_mut().zip(&start.y).zip(&start.dydt) {
            *predicted = y + h * slope;
        }
        start.error_scale(system, t + h, &self.solution, self.local_tolerance, care, &mut self.scale);
        let order = self.step(system, t, start, h, statistics)?;
        start.error_scale(system, t + h, &self.solution, self.local_tolerance, care, &mut self.scale);
        let Weighted { norm, component } = weighted_max(self.error.iter().copied(), &self.scale);
        let norm = norm.powf(1.0 / (Self::ERROR_EXPONENT * (f64::from(order) + 1.0)));
        for (i, shape) in self.shape.iter_mut().enumerate() {
            *shape = cubic_shape(h, (start.y[i], start.dydt[i]), (self.solution[i], self.slope[i]));
        }
        Ok(Trial { error: Weighted { norm, component }, safety: SAFETY })
    }

    fn solution(&self) -> &[f64] {
        &self.solution
    }

    fn accept(&mut self, h: f64) {
        let before = self.elapsed;
        self.elapsed += h;
        if self.elapsed == before {
            self.forget();
        }
    }

    fn shape(&self) -> &[[f64; 3]] {
        &self.shape
    }

    fn forget(&mut self) {
        self.elapsed = 0.0;
        if let Some(Err(_)) = self.stepper.as_mut().map(ODEiv2Step::reset) {
            // A stepper that cannot be reset must not be used again.
            self.stepper = None;
        }
    }
}

/// What the library is told of an evaluation.
fn answer(outcome: Result<(), RhsError>, results: &[f64], fatal: &RefCell<Option<String>>) -> Value {
    match outcome {
        Ok(()) if results.iter().all(|value| value.is_finite()) => Value::Success,
        Ok(()) | Err(RhsError::Recoverable) => Value::Failure,
        Err(RhsError::Fatal(message)) => {
            *fatal.borrow_mut() = Some(message);
            Value::BadFunction
        }
    }
}

impl Msbdf {
    /// Makes the step from (t, `start`) to t + h, whose end becomes the solution; returns the order of the formula.
    fn step<S: OdeSystem>(
        &mut self,
        system: &S,
        t: f64,
        start: &Point,
        h: f64,
        statistics: &mut Statistics,
    ) -> Result<u32, Setback> {
        let unusable = |what: &str| Setback::Fatal(format!("the GNU Scientific Library has no {what}"));
        let Self { stepper, elapsed, solution, error, slope, scale, jacobian, unwanted, .. } = self;
        let stepper = stepper.as_mut().ok_or_else(|| unusable("stepper left"))?;
        let (origin, dimension) = (*elapsed, start.y.len());
        let (mut evaluations, mut jacobians) = (0, 0);
        let fatal = RefCell::new(None);
        // The library's time is the distance from the last restart.
        let mut rhs = |elapsed: f64, y: &[f64], dydt: &mut [f64]| {
            evaluations += 1;
            answer(system.rhs(t + (elapsed - origin), y, dydt), dydt, &fatal)
        };
        let mut linearise = |elapsed: f64, y: &[f64], entries: &mut [f64], dfdt: &mut [f64]| {
            jacobians += 1;
            jacobian.fill(0.0);
            dfdt.fill(0.0);
            let outcome = system.jacobian(t + (elapsed - origin), y, unwanted, jacobian, dfdt);
            entries.copy_from_slice(jacobian.entries());
            answer(outcome, entries, &fatal)
        };
        let mut equations = ODEiv2System::with_jacobian(dimension, &mut rhs, &mut linearise);

        // The Newton iteration of msbdf asks the control object of a driver for the error it may leave.
        for scale in scale.iter_mut() {
            *scale = scale.max(f64::MIN_POSITIVE);
        }
        let mut nothing = |_: f64, _: &[f64], _: &mut [f64]| Value::Failure;
        let mut unused = ODEiv2System::new(dimension, &mut nothing);
        let kind = ODEiv2StepType::msbdf();
        let driver = ODEiv2Driver::alloc_scaled_new(&mut unused, &kind, 1.0, 1.0, 0.0, 0.0, 0.0, scale)
            .ok_or_else(|| unusable("memory left"))?;
        stepper.set_driver(&driver).map_err(|_| unusable("driver"))?;

        solution.copy_from_slice(&start.y);
        let order = stepper.order();
        let outcome = stepper.apply(origin, h, solution, error, &start.dydt, slope, &mut equations);
        statistics.rhs_evaluations += evaluations;
        statistics.jacobians += jacobians;
        match (outcome, fatal.into_inner()) {
            (_, Some(message)) => Err(Setback::Fatal(message)),
            (Ok(()), None) => Ok(order),
            (Err(_), None) => Err(Setback::Retry { factor: 0.5 }),
        }
    }
}
