use proptest::prelude::*;

use super::*;
use crate::thermal::reference;

fn ln_number_density(degrees_of_freedom: f64, mass: f64, temperature: f64) -> LnDensity {
    Gas { mass, degrees_of_freedom, distribution: Distribution::MaxwellBoltzmann }.ln_density(temperature)
}

/// ln(g m² T K₂(m/T)/(2π²)) from mpmath at 60 digits, for g = 2, m = 3 GeV.
const REFERENCE: [[f64; 2]; 9] = [
    [1e8, 53.665729640718241],
    [1e3, 19.126950995838818],
    [10.0, 5.2897677879550312],
    [3.0, 1.4917857658711749],
    [1.0, -2.880783256539115],
    [0.3, -12.043209120757887],
    [0.1, -33.808155892554001],
    [3e-3, -1009.127590408671],
    [3e-7, -10000022.944974842],
];

#[test]
fn agrees_with_sixty_digit_values() {
    for [temperature, wanted] in REFERENCE {
        let got = ln_number_density(2.0, 3.0, temperature).total();
        // Of the sum of a logarithm and m/T.
        let tolerance = 8.0 * f64::EPSILON * (wanted.abs() + 3.0 * temperature.ln().abs());
        assert!((got - wanted).abs() <= tolerance, "T = {temperature}: {got}, not {wanted}");
    }
}

#[test]
fn massless_and_cold_limits() {
    let massless = ln_number_density(2.0, 0.0, 0.5);
    assert!((massless.total() - (2.0 * 0.125 / (PI * PI)).ln()).abs() < 1e-15);
    assert_eq!(massless.slope(), 3.0);
    // n → g (mT/2π)^{3/2} e^{-m/T} (1 + 15/(8x)), here x = 1e9.
    let cold = ln_number_density(1.0, 1.0, 1e-9);
    let leading = 1.5 * (1e-9 / (2.0 * PI)).ln() + 1.875e-9;
    assert!((cold.smooth - leading).abs() < 1e-13);
    assert!((cold.smooth_slope - 1.5).abs() < 1e-8);
}

proptest! {
    #[test]
    fn slope_is_the_derivative(ln_x in -10.0_f64..10.0) {
        let at = |ln_t: f64| ln_number_density(3.0, 1.0, ln_t.exp());
        let h = 1e-3;
        // Five-point rule: error h⁴/30 × the fifth derivative, of order one.
        let numeric = |f: &dyn Fn(f64) -> f64| {
            (8.0 * (f(h) - f(-h)) - (f(2.0 * h) - f(-2.0 * h))) / (12.0 * h)
        };
        let got = at(-ln_x).smooth_slope;
        let wanted = numeric(&|d| at(-ln_x + d).smooth);
        prop_assert!((got - wanted).abs() < 1e-10);
        prop_assert_eq!(at(-ln_x).slope(), got + (1.0 / (-ln_x).exp()));
    }
}

const QUANTUM: [(Distribution, f64); 2] = [(Distribution::FermiDirac, -1.0), (Distribution::BoseEinstein, 1.0)];

#[test]
fn fermi_and_bose_integrals_agree_with_twenty_digits() {
    for row in reference::rows("densities") {
        let (distribution, x) = reference::particle(&row["particle"]);
        for (got, wanted) in [
            (scaled_density(distribution, x), reference::number(&row["b"])),
            (mean_inverse_lorentz_factor(distribution, x), reference::number(&row["lorentz"])),
        ] {
            assert!((got / wanted - 1.0).abs() < 2e-14, "{distribution:?}, x = {x}: {got:e}, not {wanted:e}");
        }
    }
}

#[test]
fn massless_gases_have_zeta_functions() {
    // n = ζ(3) g T³/π² for bosons and 3/4 of it for fermions, reached like x² ln x.
    for (distribution, share) in [(Distribution::BoseEinstein, 1.0), (Distribution::FermiDirac, 0.75)] {
        for mass in [0.0, 1e-12, 1.1e-9, 1e-8] {
            let gas = Gas { mass, degrees_of_freedom: 2.0, distribution };
            let wanted = (2.0 * share * ZETA_3 / (PI * PI)).ln() + 3.0 * 0.5_f64.ln();
            let got = gas.ln_density(0.5);
            assert!((got.total() - wanted).abs() < 1e-14, "{distribution:?}, m = {mass}: {got:?}");
            assert!((got.slope() - 3.0).abs() < 1e-13, "{distribution:?}, m = {mass}: {got:?}");
        }
        let tiny = mean_inverse_lorentz_factor(distribution, 0.9e-9);
        let larger = mean_inverse_lorentz_factor(distribution, 1.1e-9);
        assert!((larger / tiny / (1.1 / 0.9) - 1.0).abs() < 1e-8, "{distribution:?}");
    }
}

#[test]
fn cold_gases_are_those_of_maxwell_and_boltzmann() {
    // b = Σ_k η^{k−1} x² eˣ K₂(kx)/k, of which two terms leave e^{−2x}.
    for (distribution, sign) in QUANTUM {
        for x in [5.0, 8.0, 12.0, 20.0, 30.0, 35.9] {
            let ratio = scaled_density(distribution, x) / bessel::x2_k2_scaled(x) - 1.0;
            let first = sign * bessel::k2_scaled(2.0 * x) * (-x).exp() / (2.0 * bessel::k2_scaled(x));
            assert!(
                (ratio - first).abs() < 0.2 * (-2.0 * x).exp() + 1e-14,
                "{distribution:?}, x = {x}: {ratio:e} {first:e}"
            );
            assert!(ratio * sign > -1e-15, "{distribution:?}, x = {x}");
        }
        for x in [36.5, 1e3, 1e9] {
            assert_eq!(scaled_density(distribution, x), bessel::x2_k2_scaled(x));
            assert_eq!(mean_inverse_lorentz_factor(distribution, x), bessel::k1_over_k2(x));
        }
    }
}

proptest! {
    #[test]
    fn quantum_slopes_are_derivatives(ln_x in -14.0_f64..6.0) {
        for (distribution, _) in QUANTUM {
            let at = |ln_t: f64| Gas { mass: 1.0, degrees_of_freedom: 3.0, distribution }.ln_density(ln_t.exp());
            // As above, with more room for the rounding of sums.
            let h = 3e-3;
            let f = |d: f64| at(-ln_x + d).smooth;
            let wanted = (8.0 * (f(h) - f(-h)) - (f(2.0 * h) - f(-2.0 * h))) / (12.0 * h);
            let got = at(-ln_x).smooth_slope;
            prop_assert!((got - wanted).abs() < 1e-9 * (1.0 + ln_x.exp()), "{distribution:?}: {got} {wanted}");
        }
    }
}
