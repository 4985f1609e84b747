//! Mass dimensions: what they come to, and what does not fit.

use super::*;

#[test]
fn dimensions_of_values() {
    for (text, dimension) in [
        ("s/m_phi", Dimension::MASS),
        ("sqrt(s)*T^-3", Dimension::power(-2)),
        ("cbrt(T)", Dimension::fraction(1, 3).unwrap()),
        ("T^(1/3)*T^(2/3)", Dimension::MASS),
        ("kallen(s, m_K^2, m_phi^2)", Dimension::power(4)),
        ("beta(m_phi, m_K, 0)", Dimension::NONE),
        ("breit_wigner(s, m_phi, 2 GeV)", Dimension::power(-4)),
        ("atan2(T, m_phi) + sign(T)", Dimension::NONE),
        ("if(T > 0, T, 0)", Dimension::MASS),
        ("max(0, T, m_phi)", Dimension::MASS),
        ("0 + T", Dimension::MASS),
        ("square(T)", Dimension::power(2)),
        ("integrate(q^2, q, 0, T)", Dimension::power(3)),
        ("interpolate(\"squares.csv\", x)", Dimension::MASS),
        ("ratio*T", Dimension::MASS),
        ("0", Dimension::NONE),
        ("abs(-T)", Dimension::MASS),
    ] {
        assert_eq!(compiled(text).unwrap_or_else(|e| panic!("{text}: {e}")).1, dimension, "{text}");
    }
}

#[test]
fn what_does_not_fit_is_pointed_at() {
    for (text, part, message) in [
        ("T + x", "x", "this is dimensionless, but what is left of `+` has dimension GeV"),
        ("1 + (T - s)", "s", "this has dimension GeV^2, but what is left of `-` has dimension GeV"),
        ("2*exp(-m_phi*T)", "-m_phi*T", "the argument of `exp` must be dimensionless, this has dimension GeV^2"),
        ("if(T > 0.15, 1, 2)", "0.15", "this is dimensionless, but what is left of `>` has dimension GeV"),
        ("x^T", "T", "an exponent must be dimensionless, this has dimension GeV"),
        ("T^n", "n", "the power of something with dimension GeV needs a numeric constant as exponent"),
        ("T^x", "x", "the power of something with dimension GeV needs a numeric constant as exponent"),
        ("T^pi", "pi", "GeV to the power 3.141592653589793 is no rational power of GeV that is meant"),
        ("T^900*T^900", "T^900*T^900", "this has an absurd power of GeV"),
        ("kallen(s, m_phi, 0)", "m_phi", "this has dimension GeV, but what is left of `,` has dimension GeV^2"),
        (
            "breit_wigner(T, m_phi, 1 GeV)",
            "T",
            "this has dimension GeV, but the square of the mass has dimension GeV^2",
        ),
        ("min(T, 1)", "1", "this is dimensionless, but what is left of `,` has dimension GeV"),
        ("if(x > 1, T, x)", "x", "this is dimensionless, but what is left of `,` has dimension GeV"),
        ("sm.alpha_s(x)", "x", "this is dimensionless, but `sm.alpha_s` wants GeV"),
        ("integrate(q, q, T, s)", "s", "this has dimension GeV^2, but what is left of `this bound` has dimension GeV"),
        ("besselk(1, T)", "T", "the argument of `besselk` must be dimensionless, this has dimension GeV"),
        (
            "shifted(s)",
            "shifted(s)",
            "in `shifted`, at `1`: this is dimensionless, but what is left of `+` has dimension GeV^2",
        ),
        ("1 + (x < 2)", "x < 2", "this is a condition, wanted a number"),
        ("if(x, 1, 2)", "x", "this is a number, wanted a condition such as `x > 1`"),
        ("x < 2", "x < 2", "this is a condition, wanted a number"),
    ] {
        let error = compiled(text).expect_err(text);
        assert_eq!(error.message, message, "{text}");
        let at = &text[error.span.clone()];
        assert_eq!(at.trim_matches(['(', ')']), part.trim_matches(['(', ')']), "{text}");
    }
}

#[test]
fn the_expected_dimension_is_checked() {
    let ast = Ast::parse("T^2/m_phi").unwrap();
    assert!(compile(&ast, &world(), Some(Dimension::MASS)).is_ok());
    let error = compile(&ast, &world(), Some(Dimension::power(-2))).unwrap_err();
    assert_eq!(error.message, "this has dimension GeV, wanted GeV^-2");
    assert_eq!(error.span, 0..9);
    assert_eq!(compile(&Ast::parse("0").unwrap(), &world(), Some(Dimension::MASS)).unwrap().1, Dimension::MASS);
}

#[test]
fn bounds_that_fit_anything_get_advice() {
    let error = compiled("integrate(exp(-p/T), p, 0, inf)").unwrap_err();
    assert_eq!(error.message, "the argument of `exp` must be dimensionless, this has dimension GeV^-1");
    assert_eq!(
        error.hint.as_deref(),
        Some("`p` is dimensionless here; give a bound a unit, as in `0 GeV`, if it is not")
    );
    assert!(compiled("integrate(exp(-p/T), p, 0 GeV, inf)").is_ok());
}
