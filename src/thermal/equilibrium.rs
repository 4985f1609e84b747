//! Equilibrium number densities of a Maxwell–Boltzmann gas without chemical potential.

use std::f64::consts::PI;

use super::bessel;

/// ln n_eq split into the Boltzmann factor and a remainder that varies slowly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LnDensity {
    /// −m/T.
    pub exponent: f64,
    /// ln(n_eq/GeV³) + m/T.
    pub smooth: f64,
    /// d(smooth)/d ln T; d ln n_eq/d ln T is this plus m/T.
    pub smooth_slope: f64,
}

impl LnDensity {
    /// ln(n_eq/GeV³).
    #[must_use]
    pub fn total(&self) -> f64 {
        self.exponent + self.smooth
    }

    /// d ln n_eq/d ln T = 3 + (m/T) K₁/K₂.
    #[must_use]
    pub fn slope(&self) -> f64 {
        self.smooth_slope - self.exponent
    }
}

/// Maxwell–Boltzmann density n_eq = g m² T K₂(m/T)/(2π²), or g T³/π² for m = 0, of `degrees_of_freedom` g > 0 states of
/// `mass` m ≥ 0 (GeV) at `temperature` T > 0 (GeV); Gondolo & Gelmini, Nucl. Phys. B 360 (1991) 145, eq. 2.7.
#[must_use]
pub fn ln_number_density(degrees_of_freedom: f64, mass: f64, temperature: f64) -> LnDensity {
    let x = mass / temperature;
    LnDensity {
        exponent: -x,
        smooth: (degrees_of_freedom * bessel::x2_k2_scaled(x) / (2.0 * PI * PI)).ln() + 3.0 * temperature.ln(),
        smooth_slope: 3.0 - bessel::ratio_deficit(x),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
}
