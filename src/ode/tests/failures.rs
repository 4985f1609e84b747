//! Every failure is a typed error with the last good state.

use super::*;

fn run<S: OdeSystem>(method: Method, mut system: S, y: f64, span: (f64, f64), options: &Options<'_>) -> OdeError {
    let mut state = [y];
    let error = integrate(method, &mut system, span, &mut state, options, &mut Unobserved).unwrap_err();
    assert!(state[0] == y || y.is_nan(), "the start values are left alone");
    if let Some(failure) = error.failure().filter(|_| y.is_finite()) {
        assert!(failure.y.iter().all(|y| y.is_finite()) && failure.t.is_finite() && failure.h.is_finite());
    }
    error
}

#[test]
fn a_singularity_ends_in_too_small_a_step() {
    for &method in Method::ALL {
        // y = 1/(1 − t).
        let blow_up = Scalar(|_, y| Ok(y * y), |_, y| 2.0 * y, |_, _| 0.0);
        let error = run(method, blow_up, 1.0, (0.0, 2.0), &Options::default());
        let OdeError::StepTooSmall { at } = &error else { panic!("{error}") };
        assert!((at.t - 1.0).abs() < 1e-4 && at.y[0] > 1e4, "{at:?}");
        assert_eq!(at.component, Some(0));
        assert!(error.to_string().starts_with("the step size became too small at t = "), "{error}");
    }
}

#[test]
fn the_number_of_steps_is_limited() {
    for &method in Method::ALL {
        let slow = Scalar(|t: f64, _| Ok((1e4 * t).cos() + 2.0), |_, _| 0.0, |t: f64, _| -1e4 * (1e4 * t).sin());
        let error = run(method, slow, 1.0, (0.0, 10.0), &Options { max_steps: 50, ..Options::default() });
        let OdeError::TooManySteps { at } = error else { panic!("{error}") };
        assert_eq!(at.statistics.steps + at.statistics.rejected, 50);
        assert!(at.t > 0.0 && at.t < 10.0);
    }
}

#[test]
fn a_fatal_message_is_passed_on() {
    for &method in Method::ALL {
        let fails = |t: f64, _: f64| if t > 0.5 { Err(RhsError::Fatal("no rate".to_owned())) } else { Ok(1.0) };
        let error = run(method, Scalar(fails, |_, _| 0.0, |_, _| 0.0), 1.0, (0.0, 1.0), &Options::default());
        let OdeError::Fatal { message, at } = error else { panic!("{error}") };
        assert_eq!(message, "no rate");
        assert!(at.t <= 0.5);
    }
}

#[test]
fn a_wall_that_cannot_be_avoided_ends_in_too_small_a_step() {
    for &method in Method::ALL {
        let wall = |t: f64, _: f64| if t > 0.5 { Err(RhsError::Recoverable) } else { Ok(1.0) };
        let error = run(method, Scalar(wall, |_, _| 0.0, |_, _| 0.0), 1.0, (0.0, 1.0), &Options::default());
        let OdeError::StepTooSmall { at } = error else { panic!("{error}") };
        assert!(at.t <= 0.5 && at.t > 0.5 - 1e-12, "{}", at.t);
    }
}

fn check_domain(method: Method, rhs: impl Fn(f64, f64) -> Result<f64, RhsError>) {
    let mut y = [1.0];
    let options = Options { initial_step: Some(1e3), ..Options::default() };
    // A Jacobian of zero makes the first iterates and stages explicit: far below zero for the first step.
    let mut system = Scalar(rhs, |_, y: f64| if y == 1.0 { 0.0 } else { -1.0 }, |_, _| 0.0);
    let done = integrate(method, &mut system, (0.0, 20.0), &mut y, &options, &mut Unobserved).unwrap();
    assert!(done.statistics.rejected > 0);
    // The errors of twenty e-foldings add up; the engines from outside are calibrated to twice the tolerance.
    assert!((y[0] / (-20.0_f64).exp() - 1.0).abs() < 2.0 * options.tolerance, "{method}: {}", y[0]);
}

#[test]
fn a_step_out_of_the_domain_is_repeated() {
    // y = e^{−t}, with a right-hand side that refuses y < 0 or is not a number there.
    let refuses = |_: f64, y: f64| if y < 0.0 { Err(RhsError::Recoverable) } else { Ok(-y) };
    let not_a_number = |_: f64, y: f64| Ok(if y < 0.0 { f64::NAN } else { -y });
    for &method in Method::ALL {
        check_domain(method, refuses);
        check_domain(method, not_a_number);
    }
}

#[test]
fn hostile_equations_end_in_a_number_or_an_error() {
    type Equation = (fn(f64, f64) -> f64, fn(f64, f64) -> f64, fn(f64, f64) -> f64);
    let hostile: [Equation; 9] = [
        (|_, y| y.powi(20), |_, y| 20.0 * y.powi(19), |_, _| 0.0),
        (|_, y| y.exp().exp(), |_, y| (y + y.exp()).exp(), |_, _| 0.0),
        (|t, _| 1.0 / (t - 0.5), |_, _| 0.0, |t, _| -(t - 0.5).powi(-2)),
        (|t, _| 1.0 / (t - 0.5).abs().sqrt(), |_, _| 0.0, |_, _| 0.0),
        (|_, y| 1e300 * (1.0 - y), |_, _| -1e300, |_, _| 0.0),
        (|_, y| -1e300 * (1.0 - y), |_, _| 1e300, |_, _| 0.0),
        (|t, y| if t > 0.3 { -1e8 * (y - 2.0) } else { 0.0 }, |t, _| if t > 0.3 { -1e8 } else { 0.0 }, |_, _| 0.0),
        (|_, y| if y < 2.0 { 1.0 } else { -1.0 }, |_, _| 0.0, |_, _| 0.0),
        (|t, y| (1e5 * t).sin() * y, |_, _| f64::MIN_POSITIVE, |_, _| 1e-320),
    ];
    for (rhs, by_y, by_t) in hostile {
        for (method, start) in Method::ALL.iter().flat_map(|&m| [(m, 0.0), (m, 1.0), (m, -1e-300), (m, 1e200)]) {
            let mut y = [start];
            let mut system = Scalar(|t, y| Ok(rhs(t, y)), by_y, by_t);
            let options = Options { max_steps: 2000, ..Options::default() };
            match integrate(method, &mut system, (0.0, 1.0), &mut y, &options, &mut Unobserved) {
                Ok(done) => assert!(y[0].is_finite() && done.t == 1.0),
                Err(error) => {
                    let at = error.failure().unwrap();
                    assert!(at.y[0].is_finite() && (0.0..=1.0).contains(&at.t) && at.h.is_finite(), "{error}");
                }
            }
        }
    }
}

#[test]
fn derivatives_are_needed_at_the_start_and_after_a_restart() {
    for &method in Method::ALL {
        for value in [Err(RhsError::Recoverable), Ok(f64::NAN), Ok(f64::INFINITY)] {
            let bad = Scalar(|_, _| value.clone(), |_, _| 0.0, |_, _| 0.0);
            let error = run(method, bad, 1.0, (0.0, 1.0), &Options::default());
            assert!(matches!(error, OdeError::NotEvaluable { .. }), "{error}");
        }
        let mut system = Scalar(|_, y: f64| Ok(y.sqrt()), |_, _| 0.0, |_, _| 0.0);
        for (value, good) in [(f64::NAN, false), (-1.0, true)] {
            let mut spoil = |_: &mut _, step: Step<'_>| {
                step.y[0] = value;
                Control::Restart
            };
            let error =
                integrate(method, &mut system, (0.0, 1.0), &mut [1.0], &Options::default(), &mut spoil).unwrap_err();
            let expected = if good {
                matches!(error, OdeError::NotEvaluable { .. })
            } else {
                matches!(error, OdeError::NonFiniteStart { .. })
            };
            assert!(expected, "{error}");
        }
    }
}

#[test]
fn senseless_input_is_refused() {
    let system = || Scalar(|_, y: f64| Ok(-y), |_, _| -1.0, |_, _| 0.0);
    let usual = Options::default();
    let refused = |options: &Options<'_>, span| run(Method::Radau, system(), 1.0, span, options).to_string();
    for tolerance in [0.0, -1e-6, 1.0, 1e-15, f64::NAN] {
        assert!(refused(&Options { tolerance, ..usual.clone() }, (0.0, 1.0)).contains("tolerance"));
    }
    for h in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(refused(&Options { initial_step: Some(h), ..usual.clone() }, (0.0, 1.0)).contains("initial step"));
    }
    for max_step in [0.0, -1.0, f64::NAN] {
        assert!(refused(&Options { max_step, ..usual.clone() }, (0.0, 1.0)).contains("largest step"));
    }
    for stops in [&[0.5, 0.2][..], &[f64::NAN]] {
        assert!(refused(&Options { stops, ..usual.clone() }, (0.0, 1.0)).contains("stops"));
    }
    for span in [(1.0, 0.0), (0.0, f64::INFINITY), (f64::NAN, 1.0), (-f64::MAX, f64::MAX)] {
        assert!(refused(&usual, span).contains("cannot integrate from"));
    }
    let error = integrate(Method::Radau, &mut system(), (0.0, 1.0), &mut [], &usual, &mut Unobserved).unwrap_err();
    assert_eq!(error.to_string(), "invalid input of the integrator: 0 start values for 1 components");
    assert_eq!(error.failure(), None);
    let error = run(Method::Radau, system(), f64::NAN, (0.0, 1.0), &usual);
    assert!(matches!(error, OdeError::NonFiniteStart { .. }));
    let error = refine(Method::Radau, &system(), (0.0, 1.0), &[1.0], 1e-6, &mut []).unwrap_err();
    assert!(matches!(error, OdeError::InvalidInput { .. }));
}
