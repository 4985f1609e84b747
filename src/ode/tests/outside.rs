//! The engines whose formulas come from other libraries.

use super::*;

/// The test problems that an explicit method can solve. The last one is stiff for a while, but a few hundred steps at the
/// limit of stability are no reason to refuse it.
fn not_stiff() -> Vec<Box<dyn Problem>> {
    vec![
        Box::new(Relaxation { stiffness: 1.0, from: -3.0 }),
        Box::new(ProtheroRobinson { stiffness: 1.0 }),
        Box::new(ProtheroRobinson { stiffness: 10.0 }),
        Box::new(Bateman { ratio: 0.1 }),
        Box::new(Bateman { ratio: 1e2 }),
    ]
}

#[test]
fn the_error_of_dopri5_stays_below_the_tolerance() {
    for problem in not_stiff() {
        for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
            let error = problem.error(&solve(Method::Dopri5, &*problem, tolerance).0);
            assert!(error <= tolerance, "{} {tolerance:e}: {error:e}", problem.name());
        }
    }
}

#[test]
fn the_error_of_dopri5_is_not_far_below_the_tolerance() {
    // What the prefactor is set by.
    for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
        let problem = Bateman { ratio: 0.1 };
        let error = problem.error(&solve(Method::Dopri5, &problem, tolerance).0);
        assert!(error >= 0.05 * tolerance, "{tolerance:e}: {error:e}");
    }
}

fn refused(problem: &dyn Problem) -> (f64, Failure) {
    let mut y = problem.start();
    let mut system = problem;
    let options = Options::default();
    let error = integrate(Method::Dopri5, &mut system, problem.span(), &mut y, &options, &mut Unobserved).unwrap_err();
    assert!(error.to_string().starts_with("the equations are stiff: something relaxes at the rate "), "{error}");
    let OdeError::Stiff { rate, at } = error else { panic!("{}: {error}", problem.name()) };
    assert_eq!(y, problem.start(), "the start values are left alone");
    (rate, *at)
}

#[test]
fn dopri5_refuses_stiff_equations() {
    for stiffness in [1e3, 1e6, 1e9] {
        let (rate, at) = refused(&ProtheroRobinson { stiffness });
        // The difference of two slopes is that of one linear equation, but for the rounding of y over so small a step.
        assert!((rate / stiffness - 1.0).abs() < 0.01, "{rate:e}");
        assert_eq!(at.component, Some(0));
        // It does not take long to find out.
        assert!(at.statistics.steps < 2000, "{:?}", at.statistics);
    }
    // The species in the middle decays quickly.
    let (rate, at) = refused(&Bateman { ratio: 1e9 });
    assert!((rate / 1e9 - 1.0).abs() < 0.1, "{rate:e}");
    assert_eq!(at.component, Some(1));
    // Annihilation and production balance at the start: λ (e^w + e^(2u−w)) is of order λ.
    let (rate, _) = refused(&FreezeOut::ALL[2]);
    assert!((1e14..1e15).contains(&rate), "{rate:e}");
    for problem in [&Robertson::Long as &dyn Problem, &VanDerPol::ALL[0], &Oregonator] {
        let _ = refused(problem);
    }
}

#[cfg(feature = "gsl")]
#[test]
fn the_error_of_gsl_stays_near_the_tolerance() {
    // In the sharpest turns of this oscillator the Newton iteration of the library finds no solution.
    let sharpest = VanDerPol::ALL[2].name();
    for problem in problems().iter().filter(|p| p.name() != sharpest) {
        for tolerance in [1e-4, 1e-6, 1e-8] {
            let error = problem.error(&solve(Method::Gsl, &**problem, tolerance).0);
            // A witness needs no sharper calibration.
            assert!(error <= 2.0 * tolerance, "{} {tolerance:e}: {error:e}", problem.name());
        }
    }
}

#[cfg(not(feature = "gsl"))]
#[test]
fn without_the_library_its_method_says_how_to_get_it() {
    let error = "gsl".parse::<Method>().unwrap_err();
    assert_eq!(error, UnknownMethod::WithoutGsl);
    assert_eq!(
        error.to_string(),
        "this program was built without the GNU Scientific Library: install the library (Debian: `libgsl-dev`) and \
         build with `cargo build --release --features gsl`"
    );
}
