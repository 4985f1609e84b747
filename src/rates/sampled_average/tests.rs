use std::f64::consts::PI;

use proptest::prelude::*;

use super::*;
use crate::rates::Pole;

#[derive(Debug, Clone)]
struct Sigma<F> {
    formula: F,
    thresholds: Vec<f64>,
    poles: Vec<Pole>,
}

impl<F: Fn(f64) -> f64 + Send + Sync> CrossSection for Sigma<F> {
    fn sigma(&self, s: &[f64], out: &mut [f64]) -> Result<(), RateError> {
        for (out, &s) in out.iter_mut().zip(s) {
            *out = (self.formula)(s);
        }
        Ok(())
    }

    fn thresholds(&self) -> &[f64] {
        &self.thresholds
    }

    fn poles(&self) -> &[Pole] {
        &self.poles
    }
}

fn sigma<F: Fn(f64) -> f64 + Send + Sync>(formula: F) -> Sigma<F> {
    Sigma { formula, thresholds: Vec::new(), poles: Vec::new() }
}

fn beta(s: f64, m1: f64, m2: f64) -> f64 {
    ((s - (m1 + m2) * (m1 + m2)).max(0.0) * (s - (m1 - m2) * (m1 - m2))).sqrt() / s
}

fn breit_wigner(s: f64, Pole { mass, width }: Pole) -> f64 {
    1.0 / ((s - mass * mass).powi(2) + (mass * width).powi(2))
}

/// Largest number of cross sections and largest deviation from the integral at single temperatures, relative to
/// `tolerance`, of an average sampled for four decades.
fn worst<C: CrossSection + Clone>(
    cross_section: &C,
    initial: [f64; 2],
    final_mass: f64,
    tolerance: f64,
) -> (usize, f64) {
    let range = TemperatureRange { min: 1e-4, max: 1.0 };
    let average = |tolerance| ThermalAverage::new(cross_section.clone(), initial, final_mass, tolerance).unwrap();
    let sampled = SampledAverage::new(average(tolerance), range).unwrap();
    let exact = average((1e-2 * tolerance).max(1e-13));
    let mut worst = 0.0_f64;
    for i in 0..=60 {
        let t = range.min * (range.max / range.min).powf(f64::from(i) / 60.0);
        let (sum, beyond) = sum(&sampled.trees, &sampled.average, t);
        let wanted = exact.average(t).unwrap().value;
        let deviation = (sum.value / wanted - 1.0).abs();
        // Where the rounding of s costs more, so much is allowed.
        let tolerance = sampled.average.tolerance_at(t);
        assert!(sum.error <= tolerance * sum.value, "T = {t}: error {:e}", sum.error / sum.value);
        assert!(beyond <= BEYOND_SHARE * tolerance * sum.value, "T = {t}: beyond {:e}", beyond / sum.value);
        worst = worst.max(deviation / tolerance);
    }
    (sampled.evaluations(), worst)
}

#[test]
fn smooth_cross_sections_agree_at_every_temperature() {
    type Case = (&'static str, fn(f64) -> f64, [f64; 2], f64);
    let cases: [Case; 7] = [
        ("s wave", |s| 1.0 / (s * beta(s, 1.0, 1.0)), [1.0, 1.0], 0.0),
        ("p wave", |s| beta(s, 1.0, 1.0), [1.0, 1.0], 0.0),
        ("constant, massless", |_| 1.0, [0.0, 0.0], 0.0),
        ("one massless", |_| 1.0, [1.0, 0.0], 4.0),
        ("forbidden", |s| beta(s, 1.1, 1.1) / beta(s, 1.0, 1.0) / s, [1.0, 1.0], 2.2),
        ("growing", |s| s.powi(8), [0.0, 0.0], 0.0),
        ("light partner", |s| 1.0 / (s * beta(s, 1.0, 1e-6)), [1.0, 1e-6], 0.0),
    ];
    for tolerance in [1e-6, 2e-9, 1e-12] {
        for (name, formula, initial, final_mass) in cases {
            let (evaluations, worst) = worst(&sigma(formula), initial, final_mass, tolerance);
            assert!(worst <= 1.0, "{name} at {tolerance:e}: off by {worst} tolerances");
            assert!(evaluations <= 15_000, "{name} at {tolerance:e}: {evaluations} cross sections");
        }
    }
}

#[test]
fn kinks_and_steps_are_found() {
    let mut declared = sigma(|s: f64| 1.0 + if s > 5.3 { (1.0 - 5.3 / s).sqrt() } else { 0.0 });
    declared.thresholds.push(5.3_f64.sqrt());
    let (told, off) = worst(&declared, [1.0, 1.0], 0.0, 1e-8);
    assert!(off <= 1.0, "{off}");
    declared.thresholds.clear();
    let (untold, off) = worst(&declared, [1.0, 1.0], 0.0, 1e-8);
    assert!(off <= 1.0 && told < untold, "{off} {told} {untold}");
    // A step, at temperatures at which it is not buried under e^{−25}.
    let step = |s: f64| if s > 4.41 { 1.0 } else { 0.0 };
    let average = ThermalAverage::new(sigma(step), [1.0, 1.0], 0.0, 1e-8).unwrap();
    let sampled = SampledAverage::new(average, TemperatureRange { min: 4e-3, max: 1.0 }).unwrap();
    let open = ThermalAverage::new(sigma(|_| 1.0), [1.0, 1.0], 2.1, 1e-10).unwrap();
    for t in [4e-3_f64, 0.01, 0.1, 1.0] {
        let wanted = open.average(t).unwrap().value * (-0.1 / t).exp();
        assert!((sampled.average(t).unwrap().value / wanted - 1.0).abs() < 1e-8, "T = {t}");
    }
}

#[test]
fn narrow_resonances_become_delta_functions() {
    // MΓ/π BW → δ(s−M²), the average of which is closed; see the test of the same name of `thermal_average`.
    let (m, mass) = (1.0_f64, 2.5_f64);
    let on_shell = move |t: f64| {
        let b = bessel::x2_k2_scaled(m / t);
        let gap = (mass - 2.0 * m) / t;
        let kallen = crate::thermal::kinematics::kallen(mass, m, m);
        kallen / mass * bessel::k1_scaled(mass / t) * (-gap).exp() / (8.0 * t.powi(5) * b * b)
    };
    let range = TemperatureRange { min: 0.05, max: 1.0 };
    for relative_width in [1e-9, 1e-12, 1e-16] {
        let pole = Pole { mass, width: relative_width * mass };
        let mut peak = sigma(move |s| mass * pole.width / PI * breit_wigner(s, pole));
        peak.poles.push(pole);
        let average = ThermalAverage::new(peak, [m, m], 0.0, 1e-9).unwrap();
        let sampled = SampledAverage::new(average, range).unwrap();
        for t in [0.05, 0.1, 0.3, 1.0] {
            let (sum, _) = sum(&sampled.trees, &sampled.average, t);
            // The tails are of relative order Γ/T, enhanced by e^{gap} = e^{10} at most.
            let bound = 2e-9 + 1e5 * pole.width / t;
            assert!((sum.value / on_shell(t) - 1.0).abs() < bound, "{relative_width:e}, T = {t}: {sum:?}");
        }
        assert!(sampled.evaluations() < 20_000, "{}", sampled.evaluations());
    }
}

#[test]
fn closed_channels_are_zero_and_bad_ones_refused() {
    let range = TemperatureRange { min: 1e-2, max: 1.0 };
    let sample = |formula: fn(f64) -> f64, range| {
        let average = ThermalAverage::new(sigma(formula), [1.0, 1.0], 0.0, 1e-8).unwrap();
        SampledAverage::new(average, range)
    };
    let zero = sample(|_| 0.0, range).unwrap();
    assert_eq!(zero.coefficient(&ThermalPoint::new(0.1, 1.0)), Ok(SignedLog::ZERO));
    let negative = sample(|s| 5.0 - s, range).unwrap_err();
    assert!(matches!(negative.problem, super::super::RateProblem::NegativeCrossSection { .. }));
    assert_eq!(negative.temperature, Some(1.0));
    // Divergent: no number of samples will do, which is said at the latest when a temperature is asked for.
    let divergent = sample(|s| (s - 4.0).powi(-3), range).and_then(|sampled| sampled.average(0.1));
    assert!(matches!(divergent.unwrap_err().problem, super::super::RateProblem::NotConverged { .. }));
    for min in [0.0, -1.0, f64::NAN] {
        let refused = sample(|_| 1.0, TemperatureRange { min, max: 1.0 }).unwrap_err();
        assert!(matches!(refused.problem, super::super::RateProblem::InvalidTemperature { .. }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// A resonance over a continuum, against the adaptive integral at random temperatures.
    #[test]
    fn resonances_agree_with_the_integral_at_one_temperature(
        ratio in 1.9_f64..8.0, ln_width in -27.0_f64..-2.0, ln_height in -14.0_f64..3.0, declared: bool,
        ln_t in prop::array::uniform4(-9.2_f64..0.0)
    ) {
        // Undeclared, Γ/M = 1e-6 is the narrowest that is promised.
        let width = if declared { ln_width.exp() } else { ln_width.max(-13.8).exp() };
        let pole = Pole { mass: ratio, width: width * ratio };
        let height = ln_height.exp() * ratio.powi(3) * pole.width;
        let mut cross_section = sigma(move |s| (height * breit_wigner(s, pole) + 1.0 / s) / s.sqrt());
        let told = {
            let mut told = cross_section.clone();
            told.poles.push(pole);
            ThermalAverage::new(told, [1.0, 1.0], 0.0, 1e-10).unwrap()
        };
        if declared {
            cross_section.poles.push(pole);
        }
        let average = ThermalAverage::new(cross_section, [1.0, 1.0], 0.0, 1e-8).unwrap();
        let sampled = SampledAverage::new(average, TemperatureRange { min: 1e-4, max: 1.0 }).unwrap();
        for t in ln_t.map(f64::exp) {
            let (sum, beyond) = sum(&sampled.trees, &sampled.average, t);
            let wanted = told.average(t).unwrap().value;
            prop_assert!((sum.value / wanted - 1.0).abs() <= 1e-8, "T = {t:e}: {} {wanted}", sum.value);
            prop_assert!(sum.error <= 1e-8 * sum.value && beyond <= 2e-9 * sum.value);
        }
    }
}
