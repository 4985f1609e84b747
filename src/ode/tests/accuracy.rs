//! How the global error follows the tolerance.

use super::*;

const TOLERANCES: [f64; 4] = [1e-4, 1e-6, 1e-8, 1e-10];

/// Rounding: references have 14 digits, and the slow variable of an oscillator accumulates thousands of steps' rounding.
const NOISE: f64 = 1e-13;

#[test]
fn the_global_error_stays_below_the_tolerance() {
    for problem in problems() {
        for method in Method::ALL {
            for tolerance in TOLERANCES {
                let (y, _) = solve(method, &*problem, tolerance);
                let error = problem.error(&y);
                // The bound falls with the tolerance, so the error does.
                assert!(error <= tolerance + NOISE, "{} {method} {tolerance:e}: {error:e}", problem.name());
            }
        }
    }
}

#[test]
fn the_global_error_is_not_far_below_the_tolerance() {
    // Oscillators forget no errors and are what the prefactors are set by; two decades would be work for nothing.
    for (problem, method) in
        Method::ALL.into_iter().flat_map(|m| [(&Oregonator as &dyn Problem, m), (&VanDerPol::ALL[0], m)])
    {
        for tolerance in TOLERANCES {
            let error = problem.error(&solve(method, problem, tolerance).0);
            assert!(error >= 0.01 * tolerance, "{} {method} {tolerance:e}: {error:e}", problem.name());
        }
    }
}

#[test]
fn both_methods_agree_along_the_way() {
    for problem in [&Robertson::Long as &dyn Problem, &Hires, &Bateman { ratio: 1e6 }, &FreezeOut::ALL[2]] {
        let tolerance = 1e-8;
        let (from, to) = problem.span();
        let stops = [from + 1e-6 * (to - from), from + 1e-3 * (to - from), from + 0.3 * (to - from)];
        let [first, second] = Method::ALL.map(|method| {
            let mut seen = Vec::new();
            let options = Options { tolerance, stops: &stops, ..Options::default() };
            let mut record = |_: &mut &dyn Problem, step: Step<'_>| {
                if stops.contains(&step.t) {
                    seen.push(step.y.to_vec());
                }
                Control::Continue
            };
            let _ = integrate(method, &mut &*problem, (from, to), &mut problem.start(), &options, &mut record).unwrap();
            seen
        });
        assert_eq!((first.len(), second.len()), (3, 3));
        let mut scale = vec![0.0; problem.dimension()];
        for (a, b) in first.iter().zip(&second) {
            problem.error_scale(0.0, a, b, tolerance, &mut scale);
            for ((a, b), scale) in a.iter().zip(b).zip(&scale) {
                // Each may be off by the tolerance.
                assert!((a - b).abs() <= 2.0 * scale, "{}: {a} and {b}", problem.name());
            }
        }
    }
}

#[test]
fn relaxation_from_zero_takes_few_steps_however_stiff() {
    for from in [0.0, 1.0, -20.0] {
        for stiffness in [1.0, 1e5, 1e10, 1e15, 1e20] {
            for method in Method::ALL {
                let problem = Relaxation { stiffness, from };
                let (y, statistics) = solve(method, &problem, 1e-6);
                assert!(problem.error(&y) <= 1e-6);
                let attempts = statistics.steps + statistics.rejected;
                assert!(attempts < 100, "{} {method}: {attempts} steps", problem.name());
            }
        }
    }
}

#[test]
fn a_component_from_zero_is_relatively_accurate_while_it_is_tiny() {
    // The middle species of the chain reaches 1/k in a time 1/k; look long before that.
    let chain = Bateman { ratio: 1e9 };
    let stops = [1e-12, 1e-9, 1e-6];
    for method in Method::ALL {
        let tolerance = 1e-8;
        let mut seen = Vec::new();
        let options = Options { tolerance, stops: &stops, ..Options::default() };
        let mut record = |_: &mut &Bateman, step: Step<'_>| {
            if stops.contains(&step.t) {
                seen.push([step.t, step.y[1], step.y[2]]);
            }
            Control::Continue
        };
        let _ = integrate(method, &mut &chain, chain.span(), &mut chain.start(), &options, &mut record).unwrap();
        assert_eq!(seen.len(), stops.len());
        for [t, middle, last] in seen {
            let k = chain.ratio;
            let exact_middle = (-t).exp() * -(-(k - 1.0) * t).exp_m1() / (k - 1.0);
            // y₃ = 1 − y₁ − y₂ cancels here; to first order in t, but all orders in kt, it is the integral of k y₂.
            // The neglected terms are t/3 relative, at most 3e-7.
            let exact_last = t + (-k * t).exp_m1() / k;
            assert!((middle / exact_middle - 1.0).abs() <= tolerance, "{method} {t}: {middle:e} {exact_middle:e}");
            let slack = tolerance + t + 1e-15 * t / exact_last;
            assert!((last / exact_last - 1.0).abs() <= slack, "{method} {t}: {last:e} {exact_last:e}");
        }
    }
}

#[test]
fn the_work_done_is_what_it_was() {
    use std::fmt::Write as _;

    let mut table = String::from("problem                 method  steps rejected rhs jacobians factorisations newton");
    for problem in problems() {
        for method in Method::ALL {
            let s = solve(method, &*problem, 1e-6).1;
            write!(
                table,
                "\n{:24}{:8}{:5}{:5}{:6}{:5}{:5}{:4}",
                problem.name(),
                method,
                s.steps,
                s.rejected,
                s.rhs_evaluations,
                s.jacobians,
                s.factorisations,
                s.newton_failures
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!(table, @"");
}
