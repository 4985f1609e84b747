use std::f64::consts::PI;

use proptest::prelude::*;

use super::*;
use crate::rates::thermal_average::ThermalAverage;
use crate::rates::{CrossSection, Pole};

fn range(min: f64, max: f64) -> TemperatureRange {
    TemperatureRange { min, max }
}

fn positive(f: impl Fn(f64) -> f64) -> impl FnMut(f64) -> Result<SignedLog, RateError> {
    move |t| Ok(SignedLog { ln_abs: f(t.ln()), sign: 1.0 })
}

/// Equidistant points strictly inside.
fn between(low: f64, high: f64, count: usize) -> impl Iterator<Item = f64> {
    (0..count).map(move |i| low + (high - low) * (i as f64 + 0.5) / count as f64)
}

/// Largest error of the table over a dense grid.
fn true_error(table: &RateTable, low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    between(low, high, 20_000).map(|t| (table.evaluate(t).unwrap().ln_abs - f(t)).abs()).fold(0.0, f64::max)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn errors_stay_below_the_tolerance(
        wave in 0.0_f64..6.0, phase in 0.0_f64..6.0, at in -3.0_f64..3.0, sharp in 0.0_f64..3.0,
        slope in -5.0_f64..5.0, exponent in 3.0_f64..10.0
    ) {
        let width = 10f64.powf(-sharp);
        let f = move |t: f64| slope * t + (wave * t + phase).sin() + ((t - at) / width).tanh();
        assert_error_controlled(10f64.powf(-exponent), f);
    }
}

fn assert_error_controlled(tolerance: f64, f: impl Fn(f64) -> f64 + Copy) {
    let table = RateTable::build(range((-4.0_f64).exp(), 4f64.exp()), &[], tolerance, positive(f)).unwrap();
    let (error, measured) = (true_error(&table, -4.0, 4.0, f), table.measured_error());
    assert!(measured <= tolerance);
    assert!(error <= tolerance, "{error:e} for {tolerance:e}");
    // The independent points see the size of the error, unless it is rounding.
    assert!(error <= 8.0 * measured + 1e-13, "{error:e}, measured {measured:e}");
}

#[test]
fn a_step_between_the_check_points_stays_below_the_tolerance() {
    assert_error_controlled(1.2971018113473618e-9, |t| {
        (1.0227124980136468 * t).sin() + ((t + 0.5098597485599758) / 10f64.powf(-2.973789670911146)).tanh()
    });
}

#[test]
fn slopes_are_derivatives() {
    let f = |t: f64| (1.7 * t).sin() + 0.3 * t * t;
    let table = RateTable::build(range(0.1, 100.0), &[], 1e-9, positive(f)).unwrap();
    for t in between(0.1_f64.ln(), 100_f64.ln(), 999) {
        let wanted = 1.7 * (1.7 * t).cos() + 0.6 * t;
        // Markov: n²/(half the cell) times the error, n = 7 and cells no shorter than 6.9/2⁶.
        assert!((table.evaluate(t).unwrap().slope - wanted).abs() < 1e-9 * 49.0 * 19.0);
    }
}

#[test]
fn jumps_are_not_smoothed() {
    let breakpoints = [0.15, 5.0, 1e-9, 1e9];
    let f = |t: f64| {
        if t < 0.15 {
            1.0
        } else if t < 5.0 {
            3.0 + t
        } else {
            -2.0 * t
        }
    };
    let mut asked = Vec::new();
    let table = RateTable::build(range(0.01, 50.0), &breakpoints, 1e-9, |t| {
        asked.push(t);
        Ok(SignedLog::new(f(t)))
    })
    .unwrap();
    assert!(asked.iter().all(|t| *t > 0.01 && *t < 50.0 && !breakpoints.contains(t)));
    for t in [0.0101, 0.1499999999, 0.15, 0.1500000001, 1.0, 4.999999999, 5.0, 5.0000001, 49.9] {
        let got = table.evaluate(f64::ln(t)).unwrap();
        assert!((got.sign * got.ln_abs.exp() / f(t) - 1.0).abs() < 2e-9, "T = {t}: {got:?}");
    }
}

#[test]
fn closed_stretches_are_exactly_zero() {
    let open = |t: f64| t > 0.15;
    let build = |breakpoints: &[f64]| {
        RateTable::build(range(0.01, 50.0), breakpoints, 1e-8, |t| {
            Ok(if open(t) { SignedLog::new(t * t) } else { SignedLog::ZERO })
        })
    };
    let table = build(&[0.15]).unwrap();
    for t in between(0.01_f64.ln(), 0.1499_f64.ln(), 50) {
        assert_eq!(table.evaluate(t).unwrap(), TableValue { ln_abs: f64::NEG_INFINITY, sign: 1.0, slope: 0.0 });
    }
    let above = table.evaluate(0.16_f64.ln()).unwrap();
    assert!((above.ln_abs - 2.0 * 0.16_f64.ln()).abs() < 1e-8 && (above.slope - 2.0).abs() < 1e-6);
    // Undeclared, the jump is an error that says where, to a halving of the range.
    let refused = build(&[]).unwrap_err();
    assert!(matches!(refused.problem, RateProblem::TableNotConverged { .. }));
    let at = refused.temperature.unwrap();
    assert!((at / 0.15).ln().abs() < 5000_f64.ln() / 4096.0, "{at}");
}

#[test]
fn a_rate_may_change_sign() {
    for zero in [0.123, 0.0, 1e-4, -1.7] {
        let f = |t: f64| (t - zero) * (1.0 + 0.1 * t.sin()) * 1e-200;
        let table = RateTable::build(range((-3.0_f64).exp(), 3f64.exp()), &[], 1e-8, |t| Ok(SignedLog::new(f(t.ln()))))
            .unwrap();
        for t in between(-3.0, 3.0, 3001) {
            let got = table.evaluate(t).unwrap();
            let value = got.sign * (got.ln_abs + 200.0 * 10f64.ln()).exp();
            let wanted = f(t) * 1e200;
            // On the piece with the zero relative to its largest value, elsewhere to the value.
            assert!((value - wanted).abs() <= 2e-8 * wanted.abs().max(0.5), "{t}: {value:e} {wanted:e}");
        }
    }
}

#[test]
fn failures_are_typed_and_placed() {
    let refused = RateTable::build(range(0.1, 10.0), &[], 1e-8, |t| Ok(SignedLog::new((1.0 - t).ln()))).unwrap_err();
    assert_eq!(refused.problem, RateProblem::NonFinite);
    assert!(refused.temperature.unwrap() >= 1.0);
    let inner =
        RateTable::build(range(0.1, 10.0), &[], 1e-8, |_| Err(RateError::from(RateProblem::Evaluation("no".into()))));
    assert!(matches!(inner.unwrap_err(), RateError { temperature: Some(_), .. }));
    let noisy = RateTable::build(range(0.1, 10.0), &[], 1e-10, positive(|t| t + 1e-7 * (1e9 * t).sin())).unwrap_err();
    assert!(matches!(noisy.problem, RateProblem::TableNotConverged { error, wanted } if error > wanted));
    for bad in [range(0.0, 1.0), range(1.0, 1.0), range(1.0, f64::INFINITY), range(f64::NAN, 1.0)] {
        let refused = RateTable::build(bad, &[], 1e-8, positive(|t| t)).unwrap_err();
        assert!(matches!(refused.problem, RateProblem::InvalidInput { .. }));
    }
    assert!(RateTable::build(range(0.1, 1.0), &[], 0.0, positive(|t| t)).is_err());
}

#[test]
fn noise_is_borne_up_to_the_tolerance() {
    // No halving helps against noise: what decides is whether all of it is below the tolerance.
    let noise = |part: f64| positive(move |t: f64| t + part * 1e-8 * (1e9 * t).sin());
    let borne = RateTable::build(range(0.01, 100.0), &[], 1e-8, noise(0.35)).unwrap();
    assert!(borne.measured_error() > 0.25e-8 && borne.measured_error() <= 1e-8, "{:e}", borne.measured_error());
    let refused = RateTable::build(range(0.01, 100.0), &[], 1e-8, noise(0.6)).unwrap_err();
    let RateProblem::TableNotConverged { error, wanted } = refused.problem else { panic!("{refused}") };
    assert!(error > wanted && wanted < 1e-8, "{error:e} {wanted:e}");
}

#[test]
fn ends_belong_to_the_table_and_nothing_beyond() {
    let table = RateTable::build(range(0.1, 10.0), &[1.0], 1e-10, positive(|t| t)).unwrap();
    for t in [0.1_f64, 1.0, 10.0] {
        assert!((table.evaluate(t.ln()).unwrap().ln_abs - t.ln()).abs() < 1e-9);
    }
    for t in [0.0999, 10.001, f64::NAN] {
        let refused = table.evaluate(f64::ln(t)).unwrap_err();
        assert!(matches!(refused.problem, RateProblem::OutsideRange { .. }));
    }
    let whole = table.range();
    assert!((whole.min / 0.1 - 1.0).abs() < 1e-15 && (whole.max / 10.0 - 1.0).abs() < 1e-15);
}

struct Model {
    poles: [Pole; 1],
    background: f64,
}

impl CrossSection for Model {
    fn sigma(&self, s: &[f64], out: &mut [f64]) -> Result<(), RateError> {
        let Pole { mass, width } = self.poles[0];
        for (out, &s) in out.iter_mut().zip(s) {
            let off_shell = s - mass * mass;
            let peak = 1e-8 * s / (off_shell * off_shell + (mass * width) * (mass * width));
            *out = (peak + self.background) / (1.0 - 4e4 / s).sqrt();
        }
        Ok(())
    }

    fn poles(&self) -> &[Pole] {
        &self.poles
    }
}

fn tabulate(mass: f64, width: f64, tolerance: f64) -> (RateTable, ThermalAverage<Model>) {
    let model = Model { poles: [Pole { mass, width }], background: 1e-10 };
    let rate = ThermalAverage::new(model, [100.0, 100.0], 0.0, 0.02 * tolerance).unwrap();
    (RateTable::of(&rate, 100.0, range(0.01, 100.0), tolerance).unwrap(), rate)
}

#[test]
fn thermal_averages_are_cheap_to_tabulate() {
    // Evaluations are the cost; the bounds are a tripwire a third above what is spent.
    for (mass, width, most) in [(150.0, 1.0, 120), (210.0, 210e-6, 300)] {
        let tolerance = 1e-7;
        let (table, rate) = tabulate(mass, width, tolerance);
        assert!(table.evaluations() <= most, "{mass}: {} evaluations, {} pieces", table.evaluations(), table.pieces());
        for t in between(0.01_f64.ln(), 100_f64.ln(), 777) {
            let wanted = rate.coefficient(&ThermalPoint::new(t.exp(), 100.0)).unwrap().ln_abs;
            let got = table.evaluate(t).unwrap().ln_abs;
            // The average adds its own.
            assert!((got - wanted).abs() < 1.1 * tolerance, "{mass}: T = {}: {got} {wanted}", t.exp());
        }
    }
}

#[test]
fn the_range_has_to_be_valid() {
    struct Limited;
    impl ReactionRate for Limited {
        fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
            Ok(SignedLog::new(PI * at.x))
        }
        fn validity(&self) -> TemperatureRange {
            range(0.1, 1.0)
        }
    }
    assert!(RateTable::of(&Limited, 2.0, range(0.1, 1.0), 1e-6).is_ok());
    let refused = RateTable::of(&Limited, 2.0, range(0.1, 2.0), 1e-6).unwrap_err();
    assert_eq!(refused.problem, RateProblem::OutsideRange { min: 0.1, max: 1.0 });
    assert_eq!(refused.temperature, Some(2.0));
}
