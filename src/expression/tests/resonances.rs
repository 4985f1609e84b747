//! Narrow peaks are found in the denominators, however they are written.

use proptest::prelude::*;

use super::*;

/// The slot of x, which stands for s.
const X: usize = 1;

/// Mass and width of every peak between √s = 1 GeV and 1e4 GeV, at T = 100 GeV.
fn found(text: &str) -> Vec<(f64, f64)> {
    let peaks = program(text).resonances(X, (1.0, 1e8), &[100.0], &mut Scratch::new());
    peaks.iter().map(|peak| (peak.place.sqrt(), peak.half_width / peak.place.sqrt())).collect()
}

/// The peaks of `text` are those, up to a part of their widths.
#[track_caller]
fn assert_found(text: &str, wanted: &[(f64, f64)]) {
    let found = found(text);
    let same = |(found, wanted): (&(f64, f64), &(f64, f64))| {
        (found.0 - wanted.0).abs() <= 1e-3 * wanted.1 + 1e-14 * wanted.0 && (found.1 / wanted.1 - 1.0).abs() <= 1e-2
    };
    assert_eq!(found.len(), wanted.len(), "{text}: {found:?}, not {wanted:?}");
    assert!(found.iter().zip(wanted).all(same), "{text}: {found:?}, not {wanted:?}");
}

#[test]
fn every_way_to_write_a_pole_is_understood() {
    let pole = [(50.0, 0.01)];
    for text in [
        "1/((x - 50^2)^2 + 50^2*0.01^2)",
        "3*x/((x - 2500)^2 + 0.25)/sqrt(1 - 0.5/x)",
        "Power(Power(x - 2500, 2) + 0.25, -1)",
        "((x - 2500)^2 + 0.25)^(-1)*(1 + 2*(x - 2500))",
        "abs2(0.3 + 1/(x - 2500 + 0.5*I))",
        "abs(1/(x - 2500 + 0.5*I))^2",
        "(x - 2500)/((x - 2500)^2 + 0.25) + 7",
        "1/(x^2 - 5000*x + 6250000.25)",
        "breit_wigner(x, 50, 0.01)",
        "breit_wigner(x, 50*ratio, 0.01*ratio)",
        "breit_wigner(4*x, 100, 0.02)",
        "if(x > 9, 1/((x - 2500)^2 + 0.25), 0)",
        "1/sqrt((x - 2500)^2 + 0.25)",
        "1/(x*((x - 2500)^2 + 0.25)^2)",
    ] {
        assert_found(text, &pole);
    }
}

#[test]
fn what_is_not_narrow_is_left_alone() {
    for text in [
        "1/((x - 2500)^2 + 1e7)",
        "x^2 + 1",
        "1/x",
        "sqrt(1 - 0.5/x)/x^2",
        "1/(x + 100)",
        "3",
        "breit_wigner(ratio, 50, 1)",
    ] {
        assert_found(text, &[]);
    }
    // A pole without a width is a zero.
    for text in ["1/(x - 2500)", "1/(x - 2500)^2"] {
        let zeros = found(text);
        assert!(matches!(zeros[..], [(place, 0.0)] if (place - 50.0).abs() < 1e-6), "{text}: {zeros:?}");
    }
}

#[test]
fn close_poles_are_told_apart() {
    // In one denominator, less than a step of the grid apart.
    assert_found(
        "1/(((x - 2500)^2 + 1e-6)*((x - 2550)^2 + 1e-6) + 1e-6)",
        &[(50.0, 2e-5), (2550.0_f64.sqrt(), 1.98e-5)],
    );
    assert_found("1/((x - 2500)^2 + 1e-6) + 1/((x - 2510)^2 + 1e-6)", &[(50.0, 2e-5), (2510.0_f64.sqrt(), 1.996e-5)]);
}

proptest! {
    /// Two poles anywhere, down to Γ/M = 1e-12, in a squared amplitude with interference.
    #[test]
    fn no_pole_is_missed(
        ln_m in prop::array::uniform2(0.1_f64..9.0), exponent in prop::array::uniform2(2.0_f64..12.0), b in -1.0_f64..1.0
    ) {
        let m = ln_m.map(f64::exp);
        let w = [m[0] * 10f64.powf(-exponent[0]), m[1] * 10f64.powf(-exponent[1])];
        // Not on top of each other.
        prop_assume!((m[0] / m[1] - 1.0).abs() > 0.05);
        let denominator = |i: usize| format!("((x - {0:e}^2)^2 + {0:e}^2*{1:e}^2)", m[i], w[i]);
        let text = format!("1/{0} + {b}*(x - {2:e}^2)/({1}) + 1e5", denominator(0), denominator(1), m[1]);
        let found = found(&text);
        for i in 0..2 {
            let near = found.iter().any(|f| (f.0 - m[i]).abs() < 1e-3 * w[i] + 1e-14 * m[i] && (f.1 / w[i] - 1.0).abs() < 0.01);
            prop_assert!(near, "{text}: {found:?}");
        }
        prop_assert_eq!(found.len(), 2);
    }
}
