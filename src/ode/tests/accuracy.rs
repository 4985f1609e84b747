//! How the global error follows the tolerance.

use super::*;

const TOLERANCES: [f64; 4] = [1e-4, 1e-6, 1e-8, 1e-10];

/// Rounding: references have 14 digits, and the slow variable of an oscillator accumulates thousands of steps' rounding.
const NOISE: f64 = 1e-13;

#[test]
fn the_global_error_stays_below_the_tolerance() {
    for problem in problems() {
        for method in Method::STIFF {
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
    // The oscillator that forgets no error is what the prefactor is set by; two decades would be work for nothing.
    for method in Method::STIFF {
        for tolerance in TOLERANCES {
            let error = Oregonator.error(&solve(method, &Oregonator, tolerance).0);
            assert!(error >= 0.01 * tolerance, "{method} {tolerance:e}: {error:e}");
        }
    }
}

#[test]
fn both_methods_agree_along_the_way() {
    for problem in [&Robertson::Long as &dyn Problem, &Hires, &Bateman { ratio: 1e6 }, &FreezeOut::ALL[2]] {
        let tolerance = 1e-8;
        let (from, to) = problem.span();
        let stops = [from + 1e-6 * (to - from), from + 1e-3 * (to - from), from + 0.3 * (to - from)];
        let [first, second] = Method::STIFF.map(|method| {
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
            for method in Method::STIFF {
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
    for method in Method::STIFF {
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
fn components_leave_zero_in_any_order() {
    for method in Method::STIFF {
        for m in [2, 4, 7, 20] {
            // y = (t + 1)^m from t = −1: no step size makes the first step relatively accurate for m > 5.
            let order = f64::from(m);
            let mut system = Scalar(
                |t: f64, _| Ok(order * (t + 1.0).powi(m - 1)),
                |_, _| 0.0,
                |t: f64, _| order * (order - 1.0) * (t + 1.0).powi(m - 2),
            );
            let mut y = [0.0];
            let done =
                integrate(method, &mut system, (-1.0, 0.0), &mut y, &Options::default(), &mut Unobserved).unwrap();
            assert!((y[0] - 1.0).abs() <= 1e-6, "{method} {m}: {}", y[0]);
            assert!(done.statistics.steps < 500, "{method} {m}: {:?}", done.statistics);
        }
    }
}

#[test]
fn tight_equilibrium_does_not_limit_the_step() {
    // Freeze-out as in `FreezeOut`, but as late as x ≈ 220 and 670: the Jacobian falls like e^(−x), by orders of magnitude
    // over a step that ln y allows.
    for rate in [1e100, 1e300] {
        let terms = |t: f64, w: f64| {
            let (x, ln_coupling) = (t.exp(), f64::ln(rate) - t);
            ((ln_coupling + w).exp(), (ln_coupling + 2.0 * (1.5 * t - x) - w).exp(), 1.5 - x)
        };
        let mut system = Absolute(Scalar(
            |t, w| Ok(terms(t, w).1 - terms(t, w).0),
            |t, w| -terms(t, w).0 - terms(t, w).1,
            |t, w| {
                let (forward, backward, slope) = terms(t, w);
                forward - backward + 2.0 * slope * backward
            },
        ));
        let mut solve = |method, tolerance| {
            let mut w = [-1.0];
            let options = Options { tolerance, ..Options::default() };
            let span = (0.0, 1e4_f64.ln());
            let done = integrate(method, &mut system, span, &mut w, &options, &mut Unobserved).unwrap();
            (w[0], done.statistics)
        };
        let (w, work) = solve(Method::Radau, 1e-6);
        let (reference, _) = solve(Method::Rodas5p, 1e-8);
        // Both errors are relative in y, absolute in w.
        assert!((w - reference).abs() <= 1e-6 + 1e-8, "{rate:e}: {w} {reference}");
        // With one Jacobian per step it takes 1600 for the second.
        assert!(work.steps + work.rejected < 450, "{rate:e}: {work:?}");
    }
}

#[test]
fn the_work_done_is_what_it_was() {
    use std::fmt::Write as _;

    let mut table = String::from("problem                 method  steps rejected rhs jacobians factorisations newton");
    for problem in problems() {
        for method in Method::STIFF {
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
    insta::assert_snapshot!(table, @r"
    problem                 method  steps rejected rhs jacobians factorisations newton
    robertson short         radau      74    5   514   84   82   3
    robertson short         rodas5p    63    9   504   64   72   0
    robertson long          radau     332    5  2179  342  340   3
    robertson long          rodas5p   317    9  2282  318  326   0
    hires                   radau     316   16  1829  344  334   0
    hires                   rodas5p   361    4  2555  362  365   0
    oregonator              radau     771   13  5241  817  786   0
    oregonator              rodas5p  1136   10  8022 1137 1146   0
    relaxation 1e0 from -3  radau      31    0   111   32   31   0
    relaxation 1e0 from -3  rodas5p    20    0   140   21   20   0
    relaxation 1e6 from 1   radau      43    0   150   44   43   0
    relaxation 1e6 from 1   rodas5p    31    0   217   32   31   0
    van der pol 1e3         radau     617   15  3932  618  632   0
    van der pol 1e3         rodas5p   770   13  5481  771  783   0
    van der pol 1e4         radau     757   11  4868  758  768   0
    van der pol 1e4         rodas5p   945   13  6706  946  958   0
    van der pol 1e6         radau    1042   15  6860 1043 1057   0
    van der pol 1e6         rodas5p  1296   14  9170 1297 1310   0
    freeze-out 1e5          radau      73   14   493  155   89   0
    freeze-out 1e5          rodas5p   214    2  1512  215  216   0
    freeze-out 1e10         radau      78   10   469  175   89   4
    freeze-out 1e10         rodas5p   281   20  2107  282  301   0
    freeze-out 1e15         radau      87   14   517  196  102   8
    freeze-out 1e15         rodas5p   360   60  2940  361  420   0
    prothero-robinson 1e0   radau      69    5   267   70   74   0
    prothero-robinson 1e0   rodas5p    54    5   413   55   59   0
    prothero-robinson 1e3   radau      53   10   239   54   63   0
    prothero-robinson 1e3   rodas5p    47    4   357   48   51   0
    prothero-robinson 1e6   radau       6    0    24    7    6   0
    prothero-robinson 1e6   rodas5p     8    0    56    9    8   0
    prothero-robinson 1e9   radau       6    0    27    7    6   0
    prothero-robinson 1e9   rodas5p     5    0    35    6    5   0
    bateman 1e-1            radau      36    0   129   37   36   0
    bateman 1e-1            rodas5p    20    0   140   21   20   0
    bateman 1e3             radau      70    0   252   71   70   0
    bateman 1e3             rodas5p    43    0   301   44   43   0
    bateman 1e9             radau      77    0   273   78   77   0
    bateman 1e9             rodas5p    50    0   350   51   50   0
    ");
}
