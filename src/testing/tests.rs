//! Rates that break one rule each.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::examination::SAMPLES;
use super::*;
use crate::rates::{RateError, RateProblem, SignedLog, ThermalPoint};

/// A rate made of closures.
struct Made<F> {
    coefficient: F,
    threshold_mass: f64,
    breakpoints: Vec<f64>,
    validity: TemperatureRange,
    interpolation_error: f64,
}

fn made<F: Fn(f64) -> Result<SignedLog, RateError> + Send + Sync>(coefficient: F) -> Made<F> {
    Made {
        coefficient,
        threshold_mass: 0.0,
        breakpoints: Vec::new(),
        validity: TemperatureRange::ALL,
        interpolation_error: 0.0,
    }
}

/// A smooth rate for comparison: positive, and finite wherever T is.
fn smooth(temperature: f64) -> SignedLog {
    SignedLog { ln_abs: -20.0 - (1.0 + temperature).ln(), sign: 1.0 }
}

impl<F: Fn(f64) -> Result<SignedLog, RateError> + Send + Sync> ReactionRate for Made<F> {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        (self.coefficient)(at.temperature)
    }

    fn threshold_mass(&self) -> f64 {
        self.threshold_mass
    }

    fn breakpoints(&self) -> &[f64] {
        &self.breakpoints
    }

    fn validity(&self) -> TemperatureRange {
        self.validity
    }

    fn interpolation_error(&self) -> f64 {
        self.interpolation_error
    }
}

/// The first rule that a rate breaks.
fn first_broken(rate: &dyn ReactionRate) -> String {
    rate_contract(rate).expect_err("breaks a rule").rules.remove(0)
}

fn assert_breaks(rate: &dyn ReactionRate, wanted: &str) {
    let found = first_broken(rate);
    assert!(found.contains(wanted), "found: {found}\nwanted: {wanted}");
}

#[test]
fn good_rates_keep_it() {
    let kept = rate_contract(&made(|t| Ok(smooth(t)))).expect("is good");
    assert_eq!(kept.temperatures, USUAL);
    assert!(kept.table_error <= TABLE_TOLERANCE && kept.evaluations > SAMPLES, "{kept:?}");
    // A threshold taken out, a declared jump, a validity that is kept, zero between breakpoints, a slow sign change.
    rate_contract(&Made { threshold_mass: 30.0, ..made(|t| Ok(smooth(t))) }).expect("is good");
    let step = |t: f64| Ok(if t < 2.0 { smooth(t) } else { SignedLog { ln_abs: -15.0, sign: 1.0 } });
    rate_contract(&Made { breakpoints: vec![2.0], ..made(step) }).expect("is good");
    let gate = |t: f64| Ok(if t < 2.0 { smooth(t) } else { SignedLog::ZERO });
    rate_contract(&Made { breakpoints: vec![2.0], ..made(gate) }).expect("is good");
    let validity = TemperatureRange { min: 0.1, max: 10.0 };
    let outside = RateProblem::OutsideRange { min: 0.1, max: 10.0 };
    let bounded = |t: f64| if validity.contains(t) { Ok(smooth(t)) } else { Err(outside.clone().into()) };
    let kept = rate_contract(&Made { validity, ..made(bounded) }).expect("is good");
    assert_eq!(kept.temperatures, validity);
    RateContract::default().signed().check(&made(|t| Ok(SignedLog::new((1.0 - t) / (1.0 + t * t))))).expect("is good");
}

#[test]
fn steep_is_not_a_jump() {
    // A logistic step of width 1e-3 in ln T, which 400 samples do not resolve.
    let steep = |t: f64| Ok(SignedLog { ln_abs: 5.0 / (1.0 + (-t.ln() / 1e-3).exp()), sign: 1.0 });
    rate_contract(&made(steep)).expect("is continuous");
}

#[test]
fn numbers_that_make_no_sense() {
    let good = |t: f64| Ok(smooth(t));
    let validity = TemperatureRange { min: 3.0, max: 2.0 };
    assert_breaks(&Made { validity, ..made(good) }, "its validity, from 3e0 to 2e0 GeV, is no range of temperatures");
    let validity = TemperatureRange { min: 1e6, max: 1e7 };
    assert_breaks(&Made { validity, ..made(good) }, "choose the temperatures of the contract with `between`");
    assert_breaks(&Made { threshold_mass: -1.0, ..made(good) }, "its threshold mass is -1 GeV");
    assert_breaks(&Made { interpolation_error: f64::NAN, ..made(good) }, "its interpolation error is NaN");
    assert_breaks(&Made { breakpoints: vec![1.0, -2.0], ..made(good) }, "its breakpoint -2 GeV is no temperature");
}

#[test]
fn values_that_make_no_sense() {
    let nan = |t: f64| Ok(if t < 1.0 { smooth(t) } else { SignedLog { ln_abs: f64::NAN, sign: 1.0 } });
    assert_breaks(&made(nan), "it is NaN at T = 1e9 GeV: return an error where it has no value");
    let infinite = |t: f64| Ok(if t > 10.0 { smooth(t) } else { SignedLog { ln_abs: f64::INFINITY, sign: 1.0 } });
    let found = rate_contract(&made(infinite)).expect_err("is infinite").to_string();
    assert!(found.contains("it is not finite at T = 1.0"), "{found}");
    let negative = |t: f64| Ok(SignedLog { sign: if t < 1.0 { 1.0 } else { -1.0 }, ..smooth(t) });
    assert_breaks(&made(negative), "if it may be, check it with `RateContract::signed`");
    let half = |t: f64| Ok(SignedLog { sign: 0.5, ..smooth(t) });
    assert_breaks(&made(half), "is 0.5: it must be 1 or -1");
    let refuses = |t: f64| if t < 1.0 { Ok(smooth(t)) } else { Err(RateProblem::NonFinite.into()) };
    assert_breaks(&made(refuses), "where it is valid: ");
}

#[test]
fn panics_are_reported() {
    let panics = |t: f64| {
        assert!(t < 1e10, "too hot");
        Ok(smooth(t))
    };
    assert_breaks(&made(panics), "it panics at T = 1e20 GeV: return an error instead");
}

#[test]
fn answers_outside_the_validity() {
    let validity = TemperatureRange { min: 0.1, max: 10.0 };
    let found = first_broken(&Made { validity, ..made(|t| Ok(smooth(t))) });
    assert!(found.contains("outside its validity from 1e-1 to 1e1 GeV: return an error"), "{found}");
}

#[test]
fn a_rate_that_remembers() {
    let count = AtomicUsize::new(0);
    let remembers = |t: f64| {
        let calls = count.fetch_add(1, Ordering::Relaxed) as f64;
        Ok(SignedLog { ln_abs: smooth(t).ln_abs + 1e-9 * calls, sign: 1.0 })
    };
    assert_breaks(&made(remembers), "when it is asked again");
}

#[test]
fn jumps_that_are_not_declared() {
    for (jump, place) in [(2.0, 0.7), (1e-3, 0.7), (1e-3, 300.0)] {
        let jumps = |t: f64| Ok(SignedLog { ln_abs: smooth(t).ln_abs + if t < place { 0.0 } else { jump }, sign: 1.0 });
        let found = first_broken(&made(jumps));
        assert!(
            found.contains("it jumps at T = ") && found.contains("list the temperature in `breakpoints`"),
            "{found}"
        );
        let text = found.split("T = ").nth(1).and_then(|rest| rest.split(' ').next()).expect("names a temperature");
        let named: f64 = text.parse().expect("is a number");
        assert!((named / place - 1.0).abs() < 1e-6, "{named} {place}");
    }
    let gate = |t: f64| Ok(if t < 2.0 { smooth(t) } else { SignedLog::ZERO });
    // This one is shown in the book.
    let found = first_broken(&made(gate));
    let wanted = "it jumps at T = 2.000000e0 GeV, from 6.870512e-10 to 0.000000e0: list the temperature in `breakpoints`, or \
                  make it continuous";
    assert_eq!(found, wanted);
}

#[test]
fn the_threshold_factor_is_taken_out_once() {
    let left = |t: f64| Ok(SignedLog { ln_abs: smooth(t).ln_abs - 30.0 / t, sign: 1.0 });
    let contract = RateContract::default().between(0.05, 100.0);
    let rules = |rate: &dyn ReactionRate| contract.check(rate).expect_err("breaks a rule").to_string();
    let found = rules(&Made { threshold_mass: 30.0, ..made(left) });
    assert!(found.contains("it falls like exp(−30 GeV/T) by itself"), "{found}");
    let twice = |t: f64| Ok(SignedLog { ln_abs: smooth(t).ln_abs + (30.0 / t).min(1e30), sign: 1.0 });
    let found = rules(&Made { threshold_mass: 30.0, ..made(twice) });
    assert!(found.contains("it grows like exp(+30 GeV/T) towards low temperatures"), "{found}");
}

#[test]
fn noise_cannot_be_tabulated() {
    // Bits of the temperature, scrambled: the same whenever it is asked.
    let noisy = |t: f64| {
        let scrambled = t.to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11;
        let noise = 1e-5 * (scrambled as f64 / (1_u64 << 53) as f64 - 0.5);
        Ok(SignedLog { ln_abs: smooth(t).ln_abs + noise, sign: 1.0 })
    };
    assert_breaks(&made(noisy), "it cannot be tabulated");
    RateContract::default().tolerance(1e-3).check(&made(noisy)).expect("is good to 1e-3");
}

#[test]
fn many_complaints_are_cut_short() {
    let refuses = |_: f64| Err(RateProblem::NonFinite.into());
    let rules = rate_contract(&made(refuses)).expect_err("never answers").rules;
    assert_eq!(rules.len(), MOST_LISTED + 1);
    assert!(rules[MOST_LISTED].contains("more of the same kind"), "{}", rules[MOST_LISTED]);
}
