//! Stops, observers, restarts, interpolation.

use super::*;

#[test]
fn steps_land_exactly_on_the_stops() {
    let stops = [-9.0, -4.75, -4.75, 0.1, 0.1 + 1e-13, 3.0, 9.999_999_999_999_9, 50.0];
    for &method in Method::ALL {
        let mut ends = Vec::new();
        let problem = ProtheroRobinson { stiffness: 10.0 };
        let mut record = |_: &mut &ProtheroRobinson, step: Step<'_>| {
            assert!(step.t_old < step.t);
            ends.push(step.t);
            Control::Continue
        };
        let options = Options { stops: &stops, max_step: 2.0, ..Options::default() };
        let mut y = problem.start();
        let completion = integrate(method, &mut &problem, problem.span(), &mut y, &options, &mut record).unwrap();
        assert_eq!(completion.t, 10.0);
        assert!(problem.error(&y) <= options.tolerance);
        for stop in &stops[1..7] {
            assert_eq!(ends.iter().filter(|&t| t == stop).count(), 1, "{method} {stop}");
        }
        assert_eq!(ends.last(), Some(&10.0));
        assert_eq!(ends.len(), completion.statistics.steps);
    }
}

#[test]
fn a_stop_does_not_throttle_the_steps_after_it() {
    for method in Method::STIFF {
        let problem = Robertson::Long;
        let (_, free) = solve(method, &problem, 1e-6);
        let stops = [1e-3, 1.0, 1e3, 1e6, 1e6 + 1e-3, 1e9];
        let options = Options { stops: &stops, ..Options::default() };
        let stopped =
            integrate(method, &mut &problem, problem.span(), &mut problem.start(), &options, &mut Unobserved).unwrap();
        // One step more per stop, what a shorter step costs the prediction, and a few of the four between two stops.
        assert!(stopped.statistics.steps <= free.steps + 4 * stops.len(), "{method}: {free:?} {stopped:?}");
    }
}

#[test]
fn an_observer_can_stop_the_integration() {
    for &method in Method::ALL {
        let mut problem = Oregonator;
        let mut steps = 0;
        let mut last = (0.0, vec![]);
        let mut y = problem.start();
        let completion = integrate(
            method,
            &mut problem,
            Oregonator.span(),
            &mut y,
            &Options::default(),
            &mut |_: &mut Oregonator, step: Step<'_>| {
                steps += 1;
                last = (step.t, step.y.to_vec());
                if steps == 7 { Control::Stop } else { Control::Continue }
            },
        )
        .unwrap();
        assert!(completion.stopped);
        assert_eq!(completion.statistics.steps, 7);
        assert_eq!((completion.t, y), last);
    }
}

/// y′ = 1 − y in the variable y or, once that has grown, in ln y.
struct Switching {
    logarithmic: bool,
}

impl OdeSystem for Switching {
    fn dimension(&self) -> usize {
        1
    }

    fn rhs(&self, _t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        dydt[0] = if self.logarithmic { (-y[0]).exp() - 1.0 } else { 1.0 - y[0] };
        Ok(())
    }

    fn jacobian(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        _dfdt: &mut [f64],
    ) -> Result<(), RhsError> {
        jacobian[(0, 0)] = if self.logarithmic { -(-y[0]).exp() } else { -1.0 };
        self.rhs(t, y, dydt)
    }

    fn error_scale(&self, _t: f64, y_old: &[f64], y_new: &[f64], tolerance: f64, scale: &mut [f64]) {
        scale[0] = tolerance * if self.logarithmic { 1.0 } else { y_old[0].abs().max(y_new[0].abs()) };
    }
}

#[test]
fn an_observer_can_change_the_representation() {
    for method in Method::STIFF {
        let mut system = Switching { logarithmic: false };
        let mut y = [0.0];
        let mut switched_at = None;
        let options = Options { tolerance: 1e-8, ..Options::default() };
        let mut switch = |system: &mut Switching, step: Step<'_>| {
            assert!(step.dydt[0].is_finite());
            if system.logarithmic || step.y[0] < 1e-3 {
                return Control::Continue;
            }
            switched_at = Some(step.t);
            system.logarithmic = true;
            step.y[0] = step.y[0].ln();
            Control::Restart
        };
        let completion = integrate(method, &mut system, (-1.0, 2.0), &mut y, &options, &mut switch).unwrap();
        assert!(switched_at.is_some_and(|t| t < -0.9), "{switched_at:?}");
        let exact = (-(-3.0_f64).exp_m1()).ln();
        assert!((y[0] - exact).abs() <= options.tolerance, "{method}: {} {exact}", y[0]);
        // The restart keeps the step size: no crawl back from a tiny one.
        assert!(completion.statistics.steps < 200, "{:?}", completion.statistics);
    }
}

#[test]
fn nothing_is_remembered_across_a_restart() {
    for method in Method::STIFF {
        let mut ends = Vec::new();
        let mut restart_once = |_: &mut Oregonator, step: Step<'_>| {
            ends.push((step.t, step.y.to_vec()));
            match ends.len() {
                8 => Control::Restart,
                9 => Control::Stop,
                _ => Control::Continue,
            }
        };
        let options = Options::default();
        let mut y = Oregonator.start();
        let _ = integrate(method, &mut Oregonator, Oregonator.span(), &mut y, &options, &mut restart_once).unwrap();
        // The step after the restart is the first step of an integration that starts there, to the last bit.
        let (t, mut y) = ends[7].clone();
        let options = Options { initial_step: Some(ends[8].0 - t), ..options };
        let _ = integrate(method, &mut Oregonator, (t, ends[8].0), &mut y, &options, &mut Unobserved).unwrap();
        assert_eq!(y, ends[8].1);
    }
}

#[test]
fn the_interpolant_joins_the_ends_and_refinement_has_full_accuracy() {
    let tolerance = 1e-8;
    for method in Method::STIFF {
        let problem = ProtheroRobinson { stiffness: 2.0 };
        let options = Options { tolerance, ..Options::default() };
        let (mut worst_dense, mut worst_refined) = (0.0_f64, 0.0_f64);
        let mut check = |system: &mut &ProtheroRobinson, step: Step<'_>| {
            let mut out = [0.0];
            for (t, y) in [(step.t_old, step.y_old[0]), (step.t, step.y[0])] {
                step.dense.evaluate(t, &mut out);
                // The position in the step is rounded, so the ends are met to rounding.
                assert!((out[0] - y).abs() <= 1e-14 * y.abs());
            }
            assert_eq!(step.dense.component(0, step.t + 1.0), Some(step.y[0]), "no extrapolation");
            assert_eq!(step.dense.component(1, step.t), None);
            let t = step.t_old + 0.4 * (step.t - step.t_old);
            let exact = 2.0 + t.sin();
            step.dense.evaluate(t, &mut out);
            worst_dense = worst_dense.max((out[0] / exact - 1.0).abs());
            let work = refine(method, &*system, (step.t_old, t), step.y_old, tolerance, &mut out).unwrap();
            assert!(work.steps <= 2, "{work:?}");
            worst_refined = worst_refined.max((out[0] / exact - 1.0).abs());
            Control::Continue
        };
        let _ = integrate(method, &mut &problem, problem.span(), &mut problem.start(), &options, &mut check).unwrap();
        assert!(worst_refined <= tolerance, "{method}: {worst_refined:e}");
        assert!(worst_dense <= 300.0 * tolerance, "{method}: {worst_dense:e}");
    }
}

#[test]
fn refining_nothing_returns_the_start() {
    let mut out = [0.0];
    let work = refine(Method::Radau, &ProtheroRobinson { stiffness: 1.0 }, (3.0, 3.0), &[7.0], 1e-6, &mut out).unwrap();
    assert_eq!((out, work), ([7.0], Statistics::default()));
}

/// No equations at all.
struct Nothing;

impl OdeSystem for Nothing {
    fn dimension(&self) -> usize {
        0
    }

    fn rhs(&self, _: f64, _: &[f64], _: &mut [f64]) -> Result<(), RhsError> {
        Err(RhsError::Recoverable)
    }

    fn jacobian(&self, _: f64, _: &[f64], _: &mut [f64], _: &mut Matrix, _: &mut [f64]) -> Result<(), RhsError> {
        Err(RhsError::Recoverable)
    }
}

#[test]
fn no_components_need_no_steps() {
    for &method in Method::ALL {
        let done = integrate(method, &mut Nothing, (0.0, 1.0), &mut [], &Options::default(), &mut Unobserved).unwrap();
        assert_eq!(done, Completion { t: 1.0, stopped: false, statistics: Statistics::default() });
    }
}

/// y₁′ = 1, y₂′ = y₁ + 1e-160: a component that all but starts in second order.
struct FedFromZero;

impl OdeSystem for FedFromZero {
    fn dimension(&self) -> usize {
        2
    }

    fn rhs(&self, _: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        dydt.copy_from_slice(&[1.0, y[0] + 1e-160]);
        Ok(())
    }

    fn jacobian(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        _: &mut [f64],
    ) -> Result<(), RhsError> {
        jacobian[(1, 0)] = 1.0;
        self.rhs(t, y, dydt)
    }
}

#[test]
fn a_component_fed_by_another_that_starts_at_zero_does_not_shorten_the_first_step() {
    for method in Method::STIFF {
        let mut y = [0.0; 2];
        let options = Options::default();
        let work = integrate(method, &mut FedFromZero, (0.0, 1.0), &mut y, &options, &mut Unobserved).unwrap();
        // A polynomial of degree two is solved exactly, so only the growth from the first step takes steps.
        assert!(work.statistics.steps < 10, "{method}: {:?}", work.statistics);
        assert!((y[1] - 0.5).abs() < 1e-14, "{}", y[1]);
    }
}

#[test]
fn methods_have_names() {
    for &method in Method::ALL {
        assert_eq!(method.to_string().parse(), Ok(method));
    }
    assert_eq!(
        "lsoda".parse::<Method>().unwrap_err().to_string(),
        "unknown method `lsoda`, expected `radau`, `rodas5p`, `dopri5` or `gsl`"
    );
}

#[test]
fn memory_is_forgotten_between_integrations() {
    let mut memory = Memory::default();
    for tolerance in [1e-6, 1e-4, 1e-4] {
        let options = Options { tolerance, ..Options::default() };
        for problem in problems() {
            let span = problem.span();
            let (mut fresh, mut kept) = (problem.start(), problem.start());
            let one = integrate(Method::Radau, &mut &*problem, span, &mut fresh, &options, &mut Unobserved);
            let other =
                integrate_in(&mut memory, Method::Radau, &mut &*problem, span, &mut kept, &options, &mut Unobserved);
            assert_eq!((fresh, one), (kept, other), "{} at {tolerance}", problem.name());
        }
    }
}
