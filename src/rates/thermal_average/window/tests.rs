use std::f64::consts::PI;

use proptest::prelude::*;

use super::*;
use crate::rates::thermal_average::ThermalAverage;

/// σ = |c + bP|²/√(s(s − 4)) of particles of 1 GeV, P = 1/(s − M² + iMΓ), on a background.
#[derive(Clone)]
struct Interfering {
    poles: Vec<Pole>,
    mass: f64,
    width: f64,
    contact: f64,
    background: f64,
}

impl Interfering {
    fn new(mass: f64, width: f64, contact: f64) -> Self {
        Self { poles: vec![Pole { mass, width }], mass, width, contact, background: 0.0 }
    }
}

impl CrossSection for Interfering {
    fn sigma(&self, s: &[f64], out: &mut [f64]) -> Result<(), RateError> {
        let gamma = self.mass * self.width;
        for (out, &s) in out.iter_mut().zip(s) {
            let off_shell = s - self.mass * self.mass;
            let peak = 1.0 / (off_shell * off_shell + gamma * gamma);
            let (re, im) = (self.contact + off_shell * peak, gamma * peak);
            *out = (re * re + im * im + self.background) / (s * (s - 4.0)).sqrt();
        }
        Ok(())
    }

    fn poles(&self) -> &[Pole] {
        &self.poles
    }
}

fn average(sigma: &Interfering, without: bool, temperature: f64) -> f64 {
    let average = ThermalAverage::new(sigma.clone(), [1.0, 1.0], 0.0, 1e-10).unwrap();
    let average = if without { average.without_on_shell(&sigma.poles) } else { average };
    average.average(temperature).unwrap().value
}

#[track_caller]
fn assert_relative(got: f64, wanted: f64, tolerance: f64, what: &str) {
    assert!((got / wanted - 1.0).abs() <= tolerance, "{what}: {got:.13e}, not {wanted:.13e}");
}

#[test]
fn what_is_left_of_a_resonance_is_exact_at_any_width() {
    // M = 2.5 GeV, c = 0.3: Γ/M, T, what is left and the narrow-width part, π/γ times its weight. From an independent
    // code, which integrates by Gauss–Legendre with 60 points on intervals graded towards the pole; good to 1e-9.
    let reference = [
        (1e-3, 0.05, 2.7977173763568e-2, 1.6204434892735e-1),
        (1e-3, 0.3, -4.7550825043755e-2, 2.1475421294766e1),
        (1e-3, 5.0, 4.8037952621980e-4, 1.2736502423803e-2),
        (1e-12, 0.05, 2.8009996805495e-2, 1.6204377924218e8),
        (1e-12, 0.3, -4.7636911093607e-2, 2.1475345795504e10),
        (1e-12, 5.0, 4.8044258835455e-4, 1.2736457647194e7),
    ];
    for (relative_width, temperature, left, on_shell) in reference {
        let sigma = Interfering::new(2.5, 2.5 * relative_width, 0.3);
        let what = format!("Γ/M = {relative_width:e}, T = {temperature}");
        assert_relative(average(&sigma, true, temperature), left, 1e-9, &what);
        assert_relative(average(&sigma, false, temperature), left + on_shell, 1e-9, &what);
    }
    // What is left is linear in Γ/M.
    for temperature in [0.05, 0.3, 5.0] {
        let left = |relative_width: f64| average(&Interfering::new(2.5, 2.5 * relative_width, 0.3), true, temperature);
        let (narrow, broad) = (left(1e-12), left(1e-4));
        for relative_width in [1e-5, 1e-6, 1e-8] {
            let wanted = narrow + (broad - narrow) * relative_width / 1e-4;
            // But for its curvature, (Γ/M)² times squares of masses over temperatures, and the rounding of N.
            assert_relative(left(relative_width), wanted, 1e-7, &format!("{relative_width:e}, T = {temperature}"));
        }
    }
}

#[test]
fn a_background_hides_no_declared_pole() {
    // The pole has 1e-4 of the average, N₀/h² 1e-16 and less of the background.
    let mass = 2.5;
    for relative_width in [1e-6, 1e-9, 1e-12] {
        for temperature in [0.1, 1.0] {
            let mut sigma = Interfering::new(mass, relative_width * mass, 0.0);
            let alone = average(&sigma, false, temperature);
            sigma.background = 1e4 / relative_width;
            let both = average(&sigma, false, temperature);
            let background = {
                // σ = b/√λ is b times the average of an s-wave.
                let ratio = crate::thermal::bessel::k1_over_k2(1.0 / temperature);
                0.5 * sigma.background * ratio * ratio
            };
            assert_relative(both, alone + background, 2e-10, &format!("{relative_width:e}, T = {temperature}"));
        }
    }
}

#[test]
fn poles_declared_at_the_wrong_place_do_no_harm() {
    for (mass, width) in [(2.5002, 2.5e-6), (2.5, 2.5e-3), (2.5, 2.5e-9), (2.7, 2.7e-12)] {
        let mut sigma = Interfering::new(2.5, 2.5e-5, 0.3);
        let wanted = average(&sigma, false, 0.3);
        sigma.poles = vec![Pole { mass, width }];
        assert_relative(average(&sigma, false, 0.3), wanted, 1e-9, &format!("M = {mass}, Γ = {width}"));
    }
}

#[test]
fn rules_are_exact_for_polynomials() {
    // The narrow-width limit: ω gives p(M²) π N₀/γ for every polynomial of degree 15, and what is left is of order γ/h.
    let sigma = Interfering::new(2.5, 2.5e-16, 0.0);
    let window = Window::new(sigma.poles[0], 2.0, std::iter::empty(), false, 1e-10).unwrap();
    let level = window.level(&sigma, 0.5).unwrap().unwrap();
    let s0 = 6.25_f64;
    let strength = PI / (2.5 * 2.5e-16) / (s0 * (s0 - 4.0)).sqrt();
    for power in 0..16 {
        let moment: f64 = level.weights.iter().zip(&nodes()).map(|(w, x)| w * (0.3 + x).powi(power)).sum();
        let error = moment / strength - 0.3_f64.powi(power);
        assert!(error.abs() < 1e-13 * 1.3_f64.powi(power), "x^{power}: {error:e}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Against the pole resolved at each temperature: anywhere above threshold, at any temperature.
    #[test]
    fn windows_agree_with_resolved_poles(
        ln_above in -4.0_f64..1.5, exponent in 2.0_f64..9.0, ln_t in -4.0_f64..2.0, contact in -1.0_f64..1.0
    ) {
        let mass = 2.0 + ln_above.exp();
        let sigma = Interfering::new(mass, mass * 10f64.powf(-exponent), contact);
        let mut average = ThermalAverage::new(sigma, [1.0, 1.0], 0.0, 1e-10).unwrap();
        let once = average.average(ln_t.exp()).unwrap().value;
        average.poles[0].window = None;
        let resolved = average.average(ln_t.exp()).unwrap().value;
        prop_assert!((once / resolved - 1.0).abs() < 1e-9, "{once:e} {resolved:e}");
    }
}
