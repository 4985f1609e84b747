//! Blocks, laziness, folding, sharing, and errors at points without a value.

use proptest::prelude::*;

use super::*;

#[test]
fn constants_fold_to_one_instruction() {
    for text in [
        "sqrt(4*m_phi^2/m_K)*besselk(2, 3)*lambda",
        "if(m_phi > m_K, square(m_phi), log(-1)*m_K^2)",
        "integrate(q^2, q, 0, 1)*sm.alpha_s(m_phi)",
        "interpolate(\"squares.csv\", 3)*mass(K+)",
    ] {
        let program = program(text);
        assert_eq!(program.len(), 1, "{text}: {program:?}");
        assert!(program.is_constant());
    }
    assert!(!program("x + 1").is_constant());
    assert!(program("x").is_empty());
}

#[test]
fn common_subexpressions_are_computed_once() {
    // s - 4 m², its root, the sum of root and square, and one product: the second root and difference are shared.
    let once = program("sqrt(s - 4*m_phi^2)*m_K + (s - 4*m_phi^2)");
    assert_eq!(once.len(), 4);
    assert_eq!(program("T*m_phi + m_phi*T").len(), 2, "products commute");
    assert_eq!(program("square(x + 1)/(1 + x)").len(), 3);
    let twice = program("integrate(exp(-q*x), q, 0, 1) + integrate(exp(-q*x), q, 0, 1)");
    assert_eq!(twice.len(), program("integrate(exp(-q*x), q, 0, 1)").len() + 1);
}

#[test]
fn programs_know_their_variables() {
    let program = program("T^2*x + 0*s");
    assert!(program.uses(0) && program.uses(1) && program.uses(2) && !program.uses(3));
    assert!(!super::program("if(m_K > m_phi, s, T^2)").uses(2));
}

#[test]
fn edges_are_where_functions_of_a_variable_bend() {
    // The table is known at 1, 2 and 4.
    let at = |text: &str, slot| program(text).edges(slot);
    assert_eq!(at("T + interpolate(\"squares.csv\", 2*x)", 1), [0.5, 1.0, 2.0]);
    assert_eq!(at("interpolate(\"squares.csv\", sqrt(x))", 1), [1.0, 4.0, 16.0]);
    assert_eq!(at("interpolate(\"squares.csv\", x + T/(1 GeV))", 1), [0.0; 0]);
}

#[test]
fn breakpoints_are_where_conditions_switch() {
    let at = |text: &str, slot| program(text).breakpoints(slot);
    assert_eq!(at("if(T > 0.15 GeV, 1, 2)", 0), [0.15]);
    assert_eq!(at("if(T < m_phi/4, 1, if(2*T < m_phi, 2, 3))", 0), [25.0, 50.0]);
    assert_eq!(at("if(m_phi/T > 4 and x < 7, 1, 2)", 0), [25.0]);
    assert_eq!(at("if(m_phi/T > 4 and x < 7, 1, 2)", 1), [7.0]);
    assert_eq!(at("if(sqrt(s) >= 2*m_phi, 1, 0)", 2), [40_000.0]);
    assert_eq!(at("if(s - 10 GeV^2 > 0, 1, 0)", 2), [10.0]);
    assert_eq!(at("if(T > x*m_phi, 1, 2)", 0), [0.0; 0]);
    let active = compile_condition(&Ast::parse("T > 0.15 GeV").unwrap(), &world()).unwrap();
    assert_eq!(active.breakpoints(0), [0.15]);
    assert_eq!(active.eval(&[0.2], &mut Scratch::new()), Ok(1.0));
    assert_eq!(active.eval(&[0.1], &mut Scratch::new()), Ok(0.0));
    assert!(compile_condition(&Ast::parse("T").unwrap(), &world()).is_err());
}

#[test]
fn constant_resonances_are_reported() {
    let program = program("breit_wigner(s, m_phi, 2 GeV) + breit_wigner(s, T, 1 GeV)");
    assert_eq!(program.breit_wigner_poles(2), [(100.0, 2.0)]);
}

#[test]
fn branches_not_taken_do_not_matter() {
    for (text, wanted) in [
        ("if(x > 5, log(x - 5), x)", 3.0),
        ("if(x > 5, sm.alpha_s(T - 2 GeV), x)", 3.0),
        ("if(x > 5, integrate(1/q, q, -1, 1), x)", 3.0),
        ("if(x > 5 and log(x - 5) > 1, 1, 2)", 2.0),
        ("if(x < 5 or log(x - 5) > 1, 1, 2)", 1.0),
        ("if(x > 2, if(x > 5, 1/(x - 3), 7), log(-x))", 7.0),
        ("if(x > 5, 1/(x - 3), 1) + if(x > 4, 1/(x - 3), 1)", 2.0),
        ("step(x - 4, log(x - 4))", 0.0),
    ] {
        assert_eq!(try_value(text, &POINT), Ok(wanted), "{text}");
    }
}

#[test]
fn blocks_choose_by_lane() {
    let program = program("if(x > 5, log(x - 5)*sm.alpha_s(x*1 GeV), if(x < 2, sqrt(2 - x), integrate(q, q, 0, x)))");
    let x: Vec<f64> = (0..150).map(|i| f64::from(i) * 0.07 + 0.001).collect();
    let mut out = vec![0.0; x.len()];
    let mut scratch = Scratch::new();
    program.eval_block(&[&[], &x], &mut out, &mut scratch).unwrap();
    for (x, found) in x.iter().zip(out) {
        let wanted = match *x {
            x if x > 5.0 => (x - 5.0).ln() / (1.0 + x.ln()),
            x if x < 2.0 => (2.0 - x).sqrt(),
            x => x * x / 2.0,
        };
        assert!((found - wanted).abs() <= 1e-14 * wanted.abs(), "{x}: {found} instead of {wanted}");
    }
}

#[test]
fn points_without_a_value_are_explained() {
    for (text, part, message) in [
        ("1 + 2/(x - 3)", "2/(x - 3)", "division by zero"),
        ("log(2 - x)*T/T", "log(2 - x)", "logarithm of -1e0, which is not positive"),
        ("sqrt(2 - x)", "sqrt(2 - x)", "square root of the negative number -1e0"),
        ("(2 - x)^1.5", "(2 - x)^1.5", "the negative number -1e0 to the power 1.5"),
        ("(2 - x)^0.3", "(2 - x)^0.3", "the negative number -1e0 to the power 3e-1"),
        ("(x - 3)^-2", "(x - 3)^-2", "zero to the negative power -2"),
        ("0^(-x)", "0^(-x)", "zero to the negative power -3e0"),
        ("asin(x)", "asin(x)", "the argument 3e0 is outside [-1, 1]"),
        ("acosh(x - 3)", "acosh(x - 3)", "the argument 0e0 is below 1"),
        ("atanh(x)", "atanh(x)", "the argument 3e0 is outside (-1, 1)"),
        ("acoth(x - 3)", "acoth(x - 3)", "the argument 0e0 is inside [-1, 1]"),
        ("dilog(x)", "dilog(x)", "the dilogarithm of 3e0 is complex: its argument must not exceed 1"),
        ("zeta(x - 2)", "zeta(x - 2)", "zeta has a pole at 1"),
        ("zeta(-x)", "zeta(-x)", "zeta of the negative number -3e0 is not supported"),
        ("besselk(1, -x)", "besselk(1, -x)", "the Bessel function K of -3e0, which is not positive"),
        ("exp(x*1000) - 1", "exp(x*1000)", "overflow: the argument is 3e3"),
        (
            "breit_wigner(4 GeV^2, T, 0)",
            "breit_wigner(4 GeV^2, T, 0)",
            "this Breit-Wigner is infinite at s = 4e0: mass 2e0, width 0e0",
        ),
        ("sm.alpha_s(T/4)", "sm.alpha_s(T/4)", "mu = 0.5 GeV is below 1 GeV"),
        (
            "interpolate(\"squares.csv\", x + 2)",
            "interpolate(\"squares.csv\", x + 2)",
            "5e0 is outside the table, which covers 1e0 to 4e0",
        ),
        (
            "2*root_of(x - 3)",
            "root_of(x - 3)",
            "in `root_of`, at `sqrt(a - 1)`: square root of the negative number -1e0",
        ),
        ("if(log(2 - x) > 1, 1, 2)", "log(2 - x)", "logarithm of -1e0, which is not positive"),
        ("min(log(2 - x), 1)", "log(2 - x)", "logarithm of -1e0, which is not positive"),
        ("1^log(2 - x)", "log(2 - x)", "logarithm of -1e0, which is not positive"),
        ("exp(-1/(x - 3)) + log(2 - x)", "log(2 - x)", "logarithm of -1e0, which is not positive"),
        ("1/0", "1/0", "division by zero"),
        ("log(-1)", "log(-1)", "logarithm of -1e0, which is not positive"),
        ("inf - inf", "inf - inf", "this is infinite or undefined"),
    ] {
        let error = try_value(text, &POINT).expect_err(text);
        assert_eq!(error.message, message, "{text}");
        assert_eq!(&text[error.span.clone()], part, "{text}");
    }
    let error = try_value("log(2 - x)*T", &POINT).unwrap_err();
    assert_eq!(error.to_string(), "logarithm of -1e0, which is not positive at T = 2e0, x = 3e0");
}

#[test]
fn the_first_bad_lane_of_a_block_is_named() {
    let program = program("1/(x - 70)");
    let x: Vec<f64> = (0..200).map(f64::from).collect();
    let error = program.eval_block(&[&[], &x], &mut vec![0.0; 200], &mut Scratch::new()).unwrap_err();
    assert_eq!(error.values, [("x".to_owned(), 70.0)]);
}

#[test]
fn infinite_intermediate_values_may_lead_to_finite_ones() {
    assert_eq!(value("exp(-1/(x - 3))"), 0.0);
    assert_eq!(value("1/(1 + 1/(x - 3))"), 0.0);
    assert_eq!(value("if(x < inf, 1, 2)"), 1.0);
    assert_eq!(value("exp(-inf)"), 0.0);
}

#[test]
fn radicands_negative_by_rounding_count_as_zero() {
    // 0.3 - 0.1 - 0.2 is -2.8e-17, at compile time and at run time.
    assert_eq!(value("1 + sqrt(0.3 - 0.1 - 0.2)"), 1.0);
    assert_eq!(try_value("1 + sqrt(0.3 - x - 0.2)", &[0.0, 0.1]), Ok(1.0));
    assert_eq!(try_value("1 + (0.3 - x - 0.2)^1.5", &[0.0, 0.1]), Ok(1.0));
    // One rounding below threshold; ten thousand roundings are meant.
    let threshold = 4.0 * 0.494 * 0.494;
    let formula = "sqrt((s - 4*m_K^2)/(s + m_phi^2))";
    assert_eq!(try_value(formula, &[0.0, 0.0, threshold * (1.0 - f64::EPSILON)]), Ok(0.0));
    let below = try_value(formula, &[0.0, 0.0, threshold * (1.0 - 1e4 * f64::EPSILON)]).unwrap_err();
    assert!(below.message.starts_with("square root of the negative number"), "{below}");
    // A negative literal is no rounding error, nor is a negative infinity, whose error bound is infinite too.
    assert!(try_value("sqrt(-1e-17)", &[]).is_err());
    for formula in ["log(x)^(1/2)", "sqrt(log(x))", "1 + log(x)^1.5", "log(x)^(-1/2)", "log(x)^0.3", "sqrt(-1/x)"] {
        assert!(try_value(formula, &[0.0, 0.0]).is_err(), "{formula}");
        assert!(try_value(&formula.replace('x', "0"), &[]).is_err(), "{formula} of a literal");
    }
}

#[test]
fn programs_are_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    shared(&program("sm.alpha_s(T)*integrate(q*x, q, 0, 1)"));
}

#[test]
fn inputs_are_checked_and_broadcast() {
    let program = program("T*x");
    let mut scratch = Scratch::new();
    let mut out = [0.0; 3];
    program.eval_block(&[&[2.0], &[1.0, 2.0, 3.0]], &mut out, &mut scratch).unwrap();
    assert_eq!(out, [2.0, 4.0, 6.0]);
    let error = program.eval_block(&[&[2.0], &[1.0, 2.0]], &mut out, &mut scratch).unwrap_err();
    assert_eq!(error.message, "no value was given for `x` (slot 1)");
    assert_eq!(program.eval(&[1.0], &mut scratch).unwrap_err().message, "no value was given for `x` (slot 1)");
    assert!(program.eval(&[1.0, f64::NAN], &mut scratch).is_err());
}

proptest! {
    #[test]
    fn blocks_and_single_points_agree(xs in prop::collection::vec(-10.0_f64..10.0, 1..200), t in 0.1_f64..10.0) {
        let mut scratch = Scratch::new();
        for text in [
            "x^3 - 2*x/(1 + x^2) + exp(-abs(x))",
            "if(x > 0, sqrt(x), if(x < -5, x^2, -x)) + min(x, 2, T/m_K)",
            "besselk_scaled(2, 1 + x^2)*dilog(-abs(x)) + atan2(x, 1)",
            "square(x)*cbrt(x) - max(x, T/m_phi)*beta(m_phi, m_K, T) + kallen(x, 1, 2)",
            "if(x > 0 and log(x) > 0 or x < -3, 1, x) + sign(x) + x^5 + x^-3",
        ] {
            let program = program(text);
            let mut out = vec![0.0; xs.len()];
            prop_assert_eq!(program.eval_block(&[&[t], &xs], &mut out, &mut scratch), Ok(()), "{}", text);
            for (x, value) in xs.iter().zip(&out) {
                let single = program.eval(&[t, *x], &mut scratch);
                prop_assert_eq!(single.map(f64::to_bits), Ok(value.to_bits()), "{} at {}", text, x);
            }
        }
    }
}
