//! Reference numbers: CODATA 2018 exact constants, combined with mpmath at 30 digits.

use super::*;

fn value(text: &str) -> f64 {
    Quantity::parse(text).unwrap_or_else(|e| panic!("{text}: {e}")).value
}

/// A handful of roundings: products of up to seven rounded constants.
const ROUNDING: f64 = 10.0 * f64::EPSILON;

fn assert_close(found: f64, wanted: f64) {
    assert!((found / wanted - 1.0).abs() < ROUNDING, "{found:e} instead of {wanted:e}");
}

#[test]
fn conversions_agree_with_codata() {
    assert_close(HBAR, 6.5821195695090657e-25);
    assert_close(HBAR_C * 100.0, 1.9732698045930247e-14);
    assert_close(value("1 kg"), 5.6095886038044519e26);
    assert_close(value("1 g"), 5.6095886038044519e23);
    assert_close(value("1 K"), 8.6173332621451774e-14);
    assert_close(value("1 yr"), 4.7944434413174534e31);
    assert_close(value("1 pb"), 2.5681894611475016e-9);
    assert_close(value("1e15 fb"), value("1 barn"));
    assert_close(value("1e9 nb"), value("1000 mb"));
    assert_close(value("1 cm^3/s"), 85665579390509604.0);
    assert_close(value("1 cm^-3"), 7.6835055763811957e-42);
    assert_close(value("1e15 fm"), value("1e-3 km"));
    assert_close(value("1e9 ns"), value("1e3 ms"));
    assert_close(Unit::parse("cm^3/s").unwrap().from_natural(1.0), 1.1673299907789852e-17);
}

#[test]
fn powers_of_ten_are_correctly_rounded() {
    for (text, wanted) in [("3 keV", 3e-6), ("1/TeV", 1e-3), ("7 MeV", 7e-3), ("0.1eV", 1e-10), ("2 PeV", 2e6)] {
        assert_eq!(value(text), wanted, "{text}");
    }
}

#[test]
fn quantities_have_dimensions() {
    for (text, dimension) in [
        ("0.12", "dimensionless"),
        ("100GeV", "GeV"),
        (" -1.5e3 MeV ", "GeV"),
        ("2.2e-26 cm^3/s", "GeV^-2"),
        ("1/TeV", "GeV^-1"),
        ("1 GeV/cm^3", "GeV^4"),
        ("1 GeV^0.5", "GeV^(1/2)"),
        ("1 GeV^(-3/2)", "GeV^(-3/2)"),
        ("1 cm*GeV", "dimensionless"),
        ("3 1", "dimensionless"),
        ("1e3 1/s", "GeV"),
    ] {
        let quantity = Quantity::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(quantity.dimension.to_string(), dimension, "{text}");
    }
    assert_eq!(value("1eV"), 1e-9, "the e belongs to the unit");
    assert_eq!(value("-1.5e3 MeV"), -1.5);
}

#[test]
fn refusals_point_and_advise() {
    for (text, span, message, hint) in [
        ("", 0..0, "expected a number, found the end", None),
        ("m_phi", 0..1, "expected a number, found `m`", None),
        ("1 TEV", 2..5, "unknown unit `TEV`", Some("did you mean `TeV`?")),
        ("1 ev", 2..4, "unknown unit `ev`", Some("did you mean `eV`?")),
        ("1 cm3/s", 2..5, "unknown unit `cm3`", Some("did you mean `cm^3`?")),
        ("1 GeV 2", 6..7, "expected `*`, `/`, `^` or the end, found `2`", None),
        ("1 GeV/", 6..6, "expected a unit, found the end", None),
        ("1 GeV^0.3", 2..9, "", None),
        ("1 GeV^(1/2", 10..10, "expected `)`, found the end", None),
        ("1 GeV^99999", 6..11, "the power of a unit must be an integer or half-integer, found 99999", None),
        ("1 kg^900", 2..8, "this power of a unit is beyond anything meant", None),
        ("1e999", 0..5, "1e999 is beyond the range of floating-point numbers", None),
        ("1e-999 GeV", 0..6, "1e-999 is beyond the range of floating-point numbers", None),
        ("1e300 kg", 0..8, "this quantity is beyond the range of floating-point numbers", None),
        ("nan", 0..1, "expected a number, found `n`", None),
        ("1 µ", 2..4, "unknown unit `µ`", None),
    ] {
        let error = Quantity::parse(text).expect_err(text);
        if text == "1 GeV^0.3" {
            assert!(error.message.contains("integer or half-integer"), "{error}");
            continue;
        }
        assert_eq!(error.message, message, "{text}");
        assert_eq!(error.span, span, "{text}");
        if hint.is_some() {
            assert_eq!(error.hint.as_deref(), hint, "{text}");
        }
    }
    assert!(Unit::parse("").is_err());
    assert!(Unit::parse("GeV GeV").is_err());
}

#[test]
fn dimensions_are_reduced_and_bounded() {
    assert_eq!(Dimension::fraction(4, -2), Some(Dimension::power(-2)));
    assert_eq!(Dimension::fraction(1, 0), None);
    assert_eq!(Dimension::fraction(i64::MIN, 1), None);
    assert_eq!(Dimension::fraction(i64::MIN, -1), None);
    assert_eq!(Dimension::power(1000).times(Dimension::MASS), None);
    assert_eq!(Dimension::from_f64(1.0 / 3.0), Dimension::fraction(1, 3));
    assert_eq!(Dimension::from_f64(0.3333), Dimension::fraction(3333, 10_000));
    assert_eq!(Dimension::from_f64(std::f64::consts::PI), None);
    assert_eq!(Dimension::from_f64(f64::INFINITY), None);
    assert_eq!(Dimension::MASS.over(Dimension::power(3)), Some(Dimension::power(-2)));
    let half = Dimension::fraction(1, 2).unwrap();
    assert_eq!(half.raised(half), Dimension::fraction(1, 4));
}
