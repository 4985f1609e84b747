//! Roots in formulas.

use super::*;

/// Four units in the last place, and as many of the value given for comparison.
const ULPS: f64 = 8.0 * f64::EPSILON;

#[test]
fn roots_are_found() {
    for (text, wanted) in [
        ("root(q^2 - 2, q, 0, 2)", 2.0_f64.sqrt()),
        ("root(2 - q^2, q, 2, 0)", 2.0_f64.sqrt()),
        ("root(q, q, -1, 3)", 0.0),
        ("root(q - 1, q, 1, 3)", 1.0),
        ("root(q - 3, q, 1, 3)", 3.0),
        // Dottie number, OEIS A003957.
        ("root(cos(q) - q, q, 0, 1)", 0.739_085_133_215_160_641_655),
        // Both ends have the same sign.
        ("root((q - 1)*(q - 2), q, 0, 5)", 1.0),
        ("root(log(q) + 20, q, 1e-30, 1)", (-20.0_f64).exp()),
        ("root((q - 1e-12)*(q - 1e6), q, 1e-15, 1e9)", 1e-12),
        ("root((q + 1e-12)*(q + 1e6), q, -1e9, -1e-15)", -1e6),
        // A root so flat that its neighbours underflow.
        ("root((q - 0.3)^3, q, 0, 1)", 0.3),
        ("root(q - x*T/(1 GeV), q, 0, 100)", 6.0),
        ("root(if(q < x/7, -1, 1), q, 0, 1)", 3.0 / 7.0),
    ] {
        // A triple root is where the cube vanishes: to the cube root of the smallest number.
        assert_close(text, wanted, ULPS);
    }
}

#[test]
fn roots_have_the_dimension_of_their_bounds() {
    let (program, dimension) = compiled("root(q^2 - s, q, 0 GeV, m_phi)").unwrap();
    assert_eq!(dimension, Dimension::MASS);
    let found = program.eval(&[0.0, 0.0, 9.0], &mut Scratch::new()).unwrap();
    assert!((found - 3.0).abs() <= 3.0 * ULPS, "{found}");
    assert_eq!(super::program("root(q^2 - lambda, q, 0, 2)").len(), 1, "constants fold");
}

#[test]
fn roots_and_integrals_nest() {
    // ∫₀^q 2p dp = q².
    assert_close("root(integrate(2*p, p, 0, q) - x, q, 0, 5)", 3.0_f64.sqrt(), 1e-11);
    // ∫₀¹ √q dq with the square root found as a root.
    assert_close("integrate(root(p^2 - q, p, 0, 2), q, 0, 1)", 2.0 / 3.0, 1e-9);
    assert_close("root(root(p^2 - q, p, 0, 4) - x, q, 0, 16)", 9.0, 1e-13);
}

#[test]
fn failures_are_explained() {
    for (text, message) in [
        ("root(q^2 + x, q, 0, 2)", "no sign change: 3e0 at q = 0e0, 7e0 at 2e0"),
        ("root(1/(q - 1/x), q, 0, 2)", "the sign changes at q = 3.33"),
        ("root(log(q - x), q, 0, 4)", "logarithm of -3e0, which is not positive, in the expression at q = 0e0"),
        ("root(q - 1, q, 0, inf*x)", "the bounds of a root must be finite, found 0e0 and inf"),
        ("root(q - 1, q, log(-x), 4)", "logarithm of -3e0, which is not positive"),
        ("root(q - 2, q, x, x)", "no sign change: 1e0 at q = 3e0, 1e0 at 3e0"),
    ] {
        let error = try_value(text, &POINT).expect_err(text);
        assert!(error.message.starts_with(message), "{text}: {error}");
    }
    let error = try_value("1 + root(1/(q - 1/x), q, 0, 2)", &POINT).unwrap_err();
    assert!(error.message.ends_with(", but at a pole: there is no root"), "{error}");
    assert_eq!(error.span, 4..30);
}

#[test]
fn refusals() {
    for (text, span, message) in [
        ("root(q, 2, 0, 1)", 8..9, "expected the variable of a root, found `2`"),
        ("root(q, e, 0)", 12..13, "expected `,`, found `)`"),
        ("root(q, inf, 0, 1)", 8..11, "`inf` has a meaning of its own and cannot be the variable of a root"),
        ("root(q*I, q, 0, 1)", 5..8, "this is complex, wanted a real number"),
        ("root(q < 1, q, 0, 1)", 5..10, "this is a condition, wanted a number"),
        ("root(q, q, 0, I)", 14..15, "this is complex, wanted a real number"),
        ("root(q, q, T, s)", 14..15, "this has dimension GeV^2, but what is left of `this bound` has dimension GeV"),
    ] {
        let error = compiled(text).expect_err(text);
        assert_eq!((error.message.as_str(), error.span), (message, span), "{text}");
    }
}
