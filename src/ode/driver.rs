//! The loop over steps, common to all methods.

use std::mem;

use super::controller::Controller;
use super::dopri5::Dopri5;
use super::error::{Failure, OdeError};
#[cfg(feature = "gsl")]
use super::gsl::Msbdf;
use super::initial_step::initial_step;
use super::method::Method;
use super::norm::Weighted;
use super::options::Options;
use super::point::Point;
use super::radau::Radau;
use super::rodas5p::Rodas5p;
use super::scheme::{Scheme, Setback, Stiffness};
use super::step::{Completion, Control, Dense, Observer, Statistics, Step, Unobserved};
use super::system::{OdeSystem, RhsError};

/// A step this close to the next stop, in relative terms, is stretched to land on it.
const STRETCH: f64 = 1e-4;
/// Fewest steps between two stops. What lies between them may be a feature of just that width, and a step over all of it would
/// see no more than a few points of it: too little for its error to be estimated.
const STEPS_BETWEEN_STOPS: f64 = 4.0;
/// Smallest step in units of the distance covered since the last stop.
const LEAST_STEP: f64 = 4.0 * f64::EPSILON;
/// Smallest step when no distance has been covered.
const LEAST_FIRST_STEP: f64 = 1e-200;

/// Integrates `system` from `t_start` to `t_end`; `y` holds the start values and receives the solution.
///
/// On an error `y` is unchanged; the last good state is in the error. With no components, or on an empty span, there is
/// nothing to do and the observer is not called.
pub fn integrate<S: OdeSystem, O: Observer<S>>(
    method: Method,
    system: &mut S,
    (t_start, t_end): (f64, f64),
    y: &mut [f64],
    options: &Options<'_>,
    observer: &mut O,
) -> Result<Completion, OdeError> {
    integrate_in(&mut Memory::default(), method, system, (t_start, t_end), y, options, observer)
}

/// Room for integrations, which one after another may use.
#[derive(Debug, Default)]
pub struct Memory {
    radau: Option<Box<Driver<Radau>>>,
}

/// As [`integrate`], in memory that is kept from one integration to the next: with the same number of components and the
/// same options, Radau's method allocates nothing more. The results do not depend on what the memory was used for before.
pub fn integrate_in<S: OdeSystem, O: Observer<S>>(
    memory: &mut Memory,
    method: Method,
    system: &mut S,
    (t_start, t_end): (f64, f64),
    y: &mut [f64],
    options: &Options<'_>,
    observer: &mut O,
) -> Result<Completion, OdeError> {
    options.validate()?;
    let length = t_end - t_start;
    if !(length >= 0.0 && length.is_finite()) {
        return Err(OdeError::InvalidInput { message: format!("cannot integrate from {t_start} to {t_end}") });
    }
    let dimension = system.dimension();
    if y.len() != dimension {
        let message = format!("{} start values for {dimension} components", y.len());
        return Err(OdeError::InvalidInput { message });
    }
    if dimension == 0 || length == 0.0 {
        return Ok(Completion { t: t_end, stopped: false, statistics: Statistics::default() });
    }
    match method {
        Method::Radau => {
            let known = memory.radau.take().filter(|driver| driver.suits(y, options));
            let mut driver = known.unwrap_or_else(|| Box::new(Driver::new(t_start, y, options)));
            driver.renew(t_start, y);
            let outcome = driver.run(system, t_end, y, options, observer);
            memory.radau = Some(driver);
            outcome
        }
        Method::Rodas5p => Driver::<Rodas5p>::new(t_start, y, options).run(system, t_end, y, options, observer),
        Method::Dopri5 => Driver::<Dopri5>::new(t_start, y, options).run(system, t_end, y, options, observer),
        #[cfg(feature = "gsl")]
        Method::Gsl => Driver::<Msbdf>::new(t_start, y, options).run(system, t_end, y, options, observer),
    }
}

/// Integrates the stretch from (`t_start`, `y_start`) to `t_end` again and writes the solution there to `out`: the values
/// inside a step to the accuracy of its ends, which the interpolant does not have.
///
/// `tolerance` as in [`Options::tolerance`].
pub fn refine<S: OdeSystem>(
    method: Method,
    system: &S,
    (t_start, t_end): (f64, f64),
    y_start: &[f64],
    tolerance: f64,
    out: &mut [f64],
) -> Result<Statistics, OdeError> {
    if out.len() != y_start.len() {
        let message = format!("room for {} results from {} start values", out.len(), y_start.len());
        return Err(OdeError::InvalidInput { message });
    }
    // The stretch is part of a step that was accepted, so it is a good first step itself.
    let initial_step = Some(t_end - t_start).filter(|&h| h > 0.0 && h.is_finite());
    let options = Options { tolerance, initial_step, ..Options::default() };
    out.copy_from_slice(y_start);
    Ok(integrate(method, &mut &*system, (t_start, t_end), out, &options, &mut Unobserved)?.statistics)
}

/// Whether the loop goes on after an accepted step.
enum Next {
    Step,
    Stop,
}

#[derive(Debug)]
struct Driver<M> {
    scheme: M,
    tolerance: f64,
    controller: Controller,
    max_steps: usize,
    /// Where the solution is known, and the point before it.
    point: Point,
    other: Point,
    t: f64,
    /// The last stop or restart, and the distance covered since. Keeping the two apart lets steps be smaller than the
    /// resolution of t, which the transient of a stiff start may need.
    base: f64,
    elapsed: f64,
    h: f64,
    component: Option<usize>,
    statistics: Statistics,
}

impl<M: Scheme> Driver<M> {
    fn new(t: f64, y: &[f64], options: &Options<'_>) -> Self {
        let mut point = Point::new(y.len());
        point.y.copy_from_slice(y);
        Self {
            scheme: M::new(y.len(), options.tolerance),
            tolerance: options.tolerance,
            controller: Controller::new(M::ERROR_EXPONENT, M::WORTHWHILE_GROWTH),
            max_steps: options.max_steps,
            point,
            other: Point::new(y.len()),
            t,
            base: t,
            elapsed: 0.0,
            h: 0.0,
            component: None,
            statistics: Statistics::default(),
        }
    }

    /// Whether it can integrate these components with these options.
    fn suits(&self, y: &[f64], options: &Options<'_>) -> bool {
        (self.point.y.len(), self.tolerance, self.max_steps) == (y.len(), options.tolerance, options.max_steps)
    }

    /// Begins anew, as if nothing had been integrated before.
    fn renew(&mut self, t: f64, y: &[f64]) {
        self.scheme.forget();
        self.controller = Controller::new(M::ERROR_EXPONENT, M::WORTHWHILE_GROWTH);
        self.point.y.copy_from_slice(y);
        (self.t, self.base, self.elapsed, self.h) = (t, t, 0.0, 0.0);
        self.component = None;
        self.statistics = Statistics::default();
    }

    fn run<S: OdeSystem, O: Observer<S>>(
        &mut self,
        system: &mut S,
        t_end: f64,
        y: &mut [f64],
        options: &Options<'_>,
        observer: &mut O,
    ) -> Result<Completion, OdeError> {
        self.start(system)?;
        let longest = options.max_step.min(t_end - self.t);
        self.h = options.initial_step.unwrap_or_else(|| {
            initial_step(system, self.t, &self.point, options.tolerance, M::ERROR_EXPONENT, longest)
        });
        let mut stopped = false;
        let stops = options.stops.iter().copied().filter(|&t| self.t < t && t < t_end);
        let stops: Vec<f64> = stops.chain([t_end]).collect();
        'stops: for (number, &stop) in stops.iter().enumerate() {
            self.base = self.t;
            self.elapsed = 0.0;
            let between = number > 0 && number + 1 < stops.len();
            let longest = if between { (stop - self.t) / STEPS_BETWEEN_STOPS } else { f64::INFINITY };
            let longest = longest.min(options.max_step);
            while self.t < stop {
                self.h = self.h.min(longest);
                if let Next::Stop = self.step(system, stop, observer)? {
                    stopped = true;
                    break 'stops;
                }
            }
        }
        y.copy_from_slice(&self.point.y);
        Ok(Completion { t: self.t, stopped, statistics: self.statistics })
    }

    /// Takes one step towards `stop` and shows it to the observer.
    fn step<S: OdeSystem, O: Observer<S>>(
        &mut self,
        system: &mut S,
        stop: f64,
        observer: &mut O,
    ) -> Result<Next, OdeError> {
        let (h, lands) = self.advance(system, stop)?;
        let t_old = self.t;
        self.elapsed += h;
        self.t = if lands { stop } else { self.after(self.elapsed, stop) };
        let step = Step {
            t_old,
            y_old: &self.other.y,
            t: self.t,
            y: &mut self.point.y,
            dydt: &self.point.dydt,
            dense: Dense { t_old, h, y_old: &self.other.y, y_new: self.scheme.solution(), shape: self.scheme.shape() },
        };
        match observer.accepted(system, step) {
            Control::Continue => Ok(Next::Step),
            Control::Stop => Ok(Next::Stop),
            Control::Restart => {
                self.base = self.t;
                self.elapsed = 0.0;
                self.scheme.forget();
                self.controller.forget();
                self.start(system)?;
                Ok(Next::Step)
            }
        }
    }

    /// Attempts steps until one is accepted; returns its size and whether it ends at `stop`. Afterwards `point` is its
    /// end and `other` its beginning, and `h` the proposal for the next one.
    fn advance<S: OdeSystem>(&mut self, system: &S, stop: f64) -> Result<(f64, bool), OdeError> {
        loop {
            let left = (stop - self.base) - self.elapsed;
            let lands = self.h * (1.0 + STRETCH) >= left;
            let h = if lands { left } else { self.h };
            if !lands && (h < LEAST_STEP * self.elapsed || h < LEAST_FIRST_STEP) {
                return Err(OdeError::StepTooSmall { at: self.failure().into() });
            }
            if self.statistics.steps + self.statistics.rejected >= self.max_steps {
                return Err(OdeError::TooManySteps { at: self.failure().into() });
            }
            let care = self.controller.care(h);
            let attempt = self.scheme.attempt(system, self.t, &self.point, h, care, &mut self.statistics);
            let outcome = attempt.and_then(|trial| {
                let Weighted { norm, component } = trial.error;
                self.component = component;
                if norm <= 1.0 {
                    self.other.y.copy_from_slice(self.scheme.solution());
                    let end = if lands { stop } else { self.after(self.elapsed + h, stop) };
                    if M::NEEDS_TIME_DERIVATIVE {
                        self.other.linearise(system, end, &mut self.statistics)?;
                    } else {
                        self.other.linearise_in_y(system, end, &mut self.statistics)?;
                    }
                }
                Ok(trial)
            });
            match outcome {
                Ok(trial) if trial.error.norm <= 1.0 => {
                    mem::swap(&mut self.point, &mut self.other);
                    self.scheme.accept(h);
                    self.statistics.steps += 1;
                    let proposal = self.controller.after_acceptance(h, trial.error.norm, trial.safety);
                    // A step cut short by a stop says little about the next one.
                    self.h = if lands { proposal.max(self.h) } else { proposal };
                    return Ok((h, lands));
                }
                Ok(trial) => {
                    self.statistics.rejected += 1;
                    self.h = self.controller.after_rejection(h, trial.error.norm, trial.safety);
                }
                Err(Setback::Retry { factor }) => {
                    self.statistics.rejected += 1;
                    self.h = self.controller.after_setback(h, factor);
                }
                Err(Setback::Stiff(Stiffness { rate, component })) => {
                    self.component = component;
                    return Err(OdeError::Stiff { rate, at: self.failure().into() });
                }
                Err(Setback::Fatal(message)) => return Err(OdeError::Fatal { message, at: self.failure().into() }),
            }
        }
    }

    /// The time when a distance is covered since the last stop or restart.
    fn after(&self, elapsed: f64, stop: f64) -> f64 {
        (self.base + elapsed).min(stop)
    }

    /// Evaluates the derivatives where no step can be made smaller.
    fn start<S: OdeSystem>(&mut self, system: &S) -> Result<(), OdeError> {
        if self.point.y.iter().any(|y| !y.is_finite()) {
            return Err(OdeError::NonFiniteStart { at: self.failure().into() });
        }
        self.point.linearise(system, self.t, &mut self.statistics).map_err(|error| match error {
            RhsError::Recoverable => OdeError::NotEvaluable { at: self.failure().into() },
            RhsError::Fatal(message) => OdeError::Fatal { message, at: self.failure().into() },
        })
    }

    fn failure(&self) -> Failure {
        Failure {
            t: self.t,
            y: self.point.y.clone(),
            h: self.h,
            component: self.component,
            statistics: self.statistics,
        }
    }
}
