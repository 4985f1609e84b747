//! Integrals in formulas. Reference values: closed forms, or mpmath at 40 digits where noted.

use super::*;
use crate::expression::integral::TOLERANCE;

#[test]
fn smooth_and_infinite() {
    use std::f64::consts::PI;
    for (text, wanted) in [
        ("integrate(q^2, q, 0, 3)", 9.0),
        ("integrate(q^2, q, 3, 0)", -9.0),
        ("integrate(q, q, 2, 2)", 0.0),
        ("integrate(sin(q), q, -1, 1) + 1", 1.0),
        ("integrate(exp(-q), q, 0, inf)", 1.0),
        ("integrate(exp(-q^2), q, -inf, inf)", PI.sqrt()),
        ("integrate(exp(q), q, -inf, 1)", std::f64::consts::E),
        ("integrate(1/(1 + q^2), q, 0, inf)", PI / 2.0),
        ("integrate(q^3/(exp(q) - 1), q, 0, inf)", PI.powi(4) / 15.0),
        // No scale is preferred.
        ("integrate(q^2*exp(-q/1e-15), q, 0, inf)", 2e-45),
        ("integrate(q^2*exp(-q/1e15), q, 0, inf)", 2e45),
        ("integrate(1/sqrt(q), q, 0, 1)", 2.0),
        ("integrate(log(q), q, 0, 1)", -1.0),
        ("integrate(q^-1.5, q, 4, inf)", 1.0),
        // mpmath
        ("integrate(sqrt(q - 1)*exp(-q), q, 1, inf)", 0.32602466608664609),
        ("integrate(p^2/(exp(sqrt(p^2 + 4)) + 1), p, 0, inf)", 0.98232246042200417),
        ("integrate(integrate(exp(-q*y)/(1 + y), y, 0, q), q, 0, 1)", 0.3174655997667379),
    ] {
        assert_close(text, wanted, TOLERANCE);
    }
}

#[test]
fn splits_where_the_integrand_is_not_smooth() {
    use std::f64::consts::PI;
    // (atan((b-M²)/(MΓ)) - atan((a-M²)/(MΓ)))/(MΓ) for M = 100 GeV, Γ = 1e-6 GeV, from 100 to 40000 GeV². The variable near M² rounds to
    // ε M²/(MΓ) = 2e-8 of the width, some of which averages out.
    assert_close("integrate(breit_wigner(q, m_phi, 1e-6 GeV), q, 100 GeV^2, 40000 GeV^2)", 31415.926401554499, 1e-8);
    for (text, wanted) in [
        ("integrate(if(q < x/7, 0, 1), q, 0, 1)", 4.0 / 7.0),
        ("integrate(sqrt(max(q - x/7, 0)), q, 0, 1)", 2.0 / 3.0 * (4.0_f64 / 7.0).powf(1.5)),
        ("integrate(abs(q - 0.3), q, 0, 1)", 0.29),
        (
            "integrate(if(q > 1/x, sqrt(q - 1/x), sqrt(1/x - q)), q, 0, 1)",
            (2.0_f64.powf(1.5) + 1.0) / 3.0_f64.powf(1.5) * 2.0 / 3.0,
        ),
        ("integrate(1/sqrt(abs(q - 1/x)), q, 0, 1)", 2.0 * (1.0 / 3.0_f64).sqrt() + 2.0 * (2.0 / 3.0_f64).sqrt()),
        // A window narrower than the spacing of the samples, ±√2/1000 around 0.4.
        ("integrate(if((q - 0.4)^2 < 2e-6, 1, 0), q, 0, 1)", 2.0 * 2e-6_f64.sqrt()),
        ("integrate(sqrt(max(2e-6 - (q - 0.4)^2, 0)), q, 0, 1)", PI * 1e-6),
        ("integrate(beta(q, 1, 1)*q, q, 0, 2)", 0.0),
        ("integrate(interpolate(\"steps.csv\", q), q, 0, 3)", 4.0),
        ("integrate(interpolate(\"bins.csv\", q), q, -1, 9)", 3.0),
        ("integrate(interpolate(\"steps.csv\", 3*q^2), q, 0, 1)", {
            // Linear pieces 2y and 5/2 - y/2 in y = 3q², joined at q = 1/√3.
            let a = (1.0_f64 / 3.0).sqrt();
            2.0 * a.powi(3) + 2.5 * (1.0 - a) - 0.5 * (1.0 - a.powi(3))
        }),
        ("integrate(sqrt(1 - q^2), q, -1, 1)", PI / 2.0),
    ] {
        assert_close(text, wanted, TOLERANCE);
    }
}

#[test]
fn integrands_use_what_is_outside() {
    assert_close("integrate(q*T^2*square(q), q, 0, x)", 4.0 * 81.0 / 4.0, TOLERANCE);
    assert_close("area(x)", std::f64::consts::PI * 9.0, TOLERANCE);
    assert_close("integrate(area(q*x), q, 0, 1)", std::f64::consts::PI * 3.0, TOLERANCE);
    assert_close("integrate(integrate(q*p*x, p, 0, q), q, 0, T/(1 GeV))", 3.0 * 16.0 / 8.0, TOLERANCE);
    assert_close("integrate(ratio*m_phi*q, q, 0, 1)", 1.0, TOLERANCE);
}

#[test]
fn failures_are_explained() {
    for (text, message) in [
        ("integrate(1/q, q, 0, x)", "this integral does not converge"),
        (
            "integrate(1/(1 + q), q, 0, inf*x)",
            "this integral does not converge: the integrand falls too slowly towards infinity",
        ),
        ("integrate(log(q - x), q, 0, 1)", "logarithm of -"),
        ("integrate(sm.alpha_s(q*1 GeV), q, 0.5, x)", "mu = 0."),
        ("integrate(q, q, 0, log(-x))", "logarithm of -3e0, which is not positive"),
        (
            "integrate(integrate(integrate(sin(1e4*x*q*p*r), q, 0, 100), p, 0, 100), r, 0, 100)",
            "too many evaluations of this integrand",
        ),
    ] {
        let error = try_value(text, &POINT).expect_err(text);
        assert!(error.message.starts_with(message), "{text}: {error}");
    }
    let error = try_value("2*integrate(log(q - x), q, 0, 1)", &POINT).unwrap_err();
    assert!(error.message.contains("in the integrand at q = "), "{error}");
    assert_eq!(error.span, 12..22);
}
