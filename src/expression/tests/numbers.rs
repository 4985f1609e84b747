//! Special functions against mpmath at 40 digits (arguments taken as the floating-point numbers they are).

use super::*;
use crate::expression::special;

/// A few tens of roundings.
const PRECISE: f64 = 1e-14;

fn assert_near(name: &str, found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance * wanted.abs(), "{name}: {found:e} instead of {wanted:e}");
}

#[test]
fn dilogarithm() {
    for (x, wanted) in [
        (-1e6, -97.0790990554596406),
        (-3.5, -2.1620967990779751),
        (-1.0, -0.822467033424113218),
        (-0.3, -0.280074333759582895),
        (1e-9, 1.00000000025000006e-9),
        (0.25, 0.267652639082732607),
        (0.5, 0.582240526465012506),
        (0.75, 0.978469392930306104),
        (0.999999, 1.64491925133051031),
        (1.0, 1.64493406684822644),
    ] {
        assert_near(&format!("dilog({x})"), special::dilog(x), wanted, PRECISE);
    }
}

#[test]
fn riemann_zeta() {
    for (n, wanted) in [
        (0.0, -0.5),
        (0.5, -1.46035450880958681),
        (0.999, -999.422857155787902),
        (1.001, 1000.57728847601163),
        (1.5, 2.61237534868548834),
        (2.0, 1.64493406684822644),
        (3.0, 1.20205690315959429),
        (4.5, 1.05470751076145426),
        (20.0, 1.00000095396203387),
        (50.0, 1.00000000000000089),
    ] {
        assert_near(&format!("zeta({n})"), special::zeta(n), wanted, PRECISE);
    }
}

#[test]
fn scaled_bessel_functions() {
    const ARGUMENTS: [f64; 8] = [1e-8, 0.03, 0.7, 2.0, 5.5, 16.0, 90.0, 4e5];
    #[rustfmt::skip]
    const VALUES: [[f64; 8]; 5] = [
        [18.5366124449769019, 3.73388244127399385, 1.33012365624205565, 0.841568215070771418,
         0.523324731552415655, 0.310961588024940832, 0.131928556289185041, 1.9816630295339861e-3],
        [1.00000000999999908e8, 34.2847554234376537, 2.11501131284805246, 1.03347684706868857,
         0.569047974389050913, 0.32053596811197342, 0.132659479016088435, 1.98166550661122485e-3],
        [2.00000001999999997e16, 2289.38424400378432, 7.37301312152220593, 1.87504506213945999,
         0.730251267693888714, 0.35102858403893751, 0.134876544711764785, 1.98167293786151916e-3],
        [8.0000000799999998e24, 3.05285517289261359e5, 44.2465148644035176, 4.78356697134760856,
         1.1001398054391518, 0.408293114121707797, 0.138653992114389092, 1.98168532334060346e-3],
        [4.8000000479999998e33, 6.10593928420962778e7, 386.628854816409523, 16.2257459761822857,
         1.93040378271841795, 0.504138501834577934, 0.144120144186057391, 1.98170266314136927e-3],
    ];
    for (n, row) in (0_u8..).zip(VALUES) {
        for (x, wanted) in ARGUMENTS.into_iter().zip(row) {
            assert_near(&format!("besselk_scaled({n}, {x})"), special::besselk_scaled(n, x), wanted, PRECISE);
        }
    }
    for (text, wanted) in [
        ("besselk(0, 0.5)", 0.924419071227665862),
        ("besselk(1, 3)", 0.0401564311281941844),
        ("besselk(2, 30)", 2.27699296325582633e-14),
    ] {
        assert_close(text, wanted, PRECISE);
    }
    // The exponential turns half a rounding of 600 into 6e-14.
    assert_close("besselk(4, 600)", 1.37401199335129353e-262, 1e-13);
}

#[test]
fn nothing_is_lost_at_thresholds() {
    for ([a, b, c], wanted) in [
        ([4.000000000001, 1.0, 1.0], 4.00035560233036422e-12),
        ([10000.000000001, 2500.0, 2500.0], 0.0000100044417195032115),
        ([3.0, 1.0, 0.2], 2.43999999999999992),
        ([1.0, 1.0, 4.000000001], 4.00000033196148416e-9),
        ([0.01117, 0.002, 0.003], 0.00001406889999999999),
    ] {
        assert_near(&format!("kallen({a}, {b}, {c})"), special::kallen(a, b, c), wanted, 1e-15);
    }
    for ([mass, a, b], wanted) in [
        ([1.000000000001, 0.5, 0.5], 1.41427642317959946e-6),
        ([10.000000001, 9.9, 0.1], 2.81424907121200843e-6),
        ([5.0, 1.0, 2.0], 0.783836717690616991),
        ([1.0, 0.0, 0.0], 1.0),
        ([4.8, 0.1, 4.6999999], 0.0000583085404111927875),
    ] {
        assert_near(&format!("beta({mass}, {a}, {b})"), special::beta(mass, a, b), wanted, 2e-15);
    }
    for closed in [[1.0, 0.6, 0.5], [1.0, 0.5, 0.5], [0.0, 0.0, 0.0]] {
        assert_eq!(special::beta(closed[0], closed[1], closed[2]), 0.0);
    }
    assert!(special::beta(f64::NAN, 1.0, 1.0).is_nan());
}

#[test]
fn narrow_peaks_keep_their_shape() {
    for ([s, mass, width], wanted) in [
        ([8315.17848, 91.1876, 1e-9], 134456567.445643419),
        ([4.0, 2.0, 0.1], 24.9999999999999972),
        ([1.21, 1.1, 1e-12], 8.26446244568680425e23),
    ] {
        assert_near(
            &format!("breit_wigner({s}, {mass}, {width})"),
            special::breit_wigner(s, mass, width),
            wanted,
            1e-15,
        );
    }
}

#[test]
fn inverse_hyperbolic_functions() {
    for (x, wanted) in
        [(1.0000000001, 1.41421362086758614e-5), (1.5, 0.962423650119206895), (1e200, 461.210165779369082)]
    {
        assert_near(&format!("acosh({x})"), special::acosh(x), wanted, 1e-15);
    }
    for (x, wanted) in [(1.0000001, 8.40562144046719835), (-3.0, -0.346573590279972655), (1e9, 1e-9)] {
        assert_near(&format!("acoth({x})"), special::acoth(x), wanted, 1e-15);
    }
}

#[test]
fn powers_become_products_and_roots() {
    for (power, text) in [(2.0, "x^2"), (3.0, "x^3"), (4.0, "x^4"), (-1.0, "x^-1"), (-2.0, "x^-2"), (0.5, "x^0.5")] {
        assert_close(text, 3.0_f64.powf(power), 2e-16);
    }
    for n in [5, 7, -3, 13, 64, -64, 65] {
        // One rounding per multiplication, at most twice the number of bits.
        assert_close(&format!("x^{n}"), 3.0_f64.powf(f64::from(n)), 4e-15);
    }
    for n in [1.5, -0.5, -1.5, 2.5, 7.5] {
        assert_close(&format!("x^{n}"), 3.0_f64.powf(n), 2e-15);
    }
    assert_close("x^0.3", 3.0_f64.powf(0.3), 2e-16);
    assert_eq!(value("x^0 + x^1"), 4.0);
}

#[test]
fn constants_and_elementary_functions() {
    use std::f64::consts::PI;
    for (text, wanted) in [
        ("pi", PI),
        ("euler_gamma", 0.5772156649015329),
        ("cbrt(-8)", -2.0),
        ("log10(1000)", 3.0),
        ("log(exp(2))", 2.0),
        ("sin(pi/6) + cos(pi/3)", 1.0),
        ("tan(pi/4)", 1.0),
        ("asin(1)*2", PI),
        ("acos(-1)", PI),
        ("atan2(1, -1)", 0.75 * PI),
        ("cosh(2)^2 - sinh(2)^2", 1.0),
        ("atanh(tanh(0.5))", 0.5),
        ("asinh(sinh(1.5))", 1.5),
        ("abs(-3) + floor(-0.5) + ceil(0.5) + sign(-2) + sign(0)", 2.0),
    ] {
        assert_close(text, wanted, 1e-14);
    }
}
