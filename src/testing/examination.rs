//! One check of one rate.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Kept, RateContract};
use crate::rates::table::RateTable;
use crate::rates::{RateError, ReactionRate, SignedLog, TemperatureRange, ThermalPoint};

/// Temperatures in GeV, to the ends of those that any background reaches, at which a rate may refuse to answer, but may
/// neither panic nor answer with nonsense.
const EXTREME: [f64; 5] = [1e-20, 2.35e-13, 1e-9, 1e9, 1e20];
/// How many temperatures the range is sampled at.
pub(super) const SAMPLES: usize = 400;
/// How many intervals between samples are searched for jumps: those where the rate bends most.
const SEARCHED: usize = 24;
/// A change within this interval of ln T is a jump,
const NARROW: f64 = 1e-10;
/// if it is larger than this part of the rate.
const JUMP: f64 = 1e-5;
/// What is smaller than this part of the rate at the ends of an interval passes as zero.
const NEGLIGIBLE: f64 = 1e-6;
/// Distance from breakpoints, in ln T, at which rates are sampled.
const BESIDE: f64 = 1e-9;
/// The threshold factor is looked for at temperatures colder than the threshold mass by these factors.
const COLD: [f64; 2] = [100.0, 300.0];
/// How many times as far a rate may be from its table at other points than where the table measured its error.
const TABLE_MARGIN: f64 = 10.0;
/// A check that is under way.
pub(super) struct Examination<'r> {
    contract: &'r RateContract,
    rate: &'r dyn ReactionRate,
    evaluations: usize,
    rules: Vec<String>,
    /// ln T of the ends of the range and of the breakpoints inside.
    ends: Vec<f64>,
    table: Option<RateTable>,
}

/// A place with the rate there.
#[derive(Debug, Clone, Copy)]
struct Sample {
    ln_temperature: f64,
    value: SignedLog,
}

impl Sample {
    /// The rate over exp(`ln_scale`).
    fn over(self, ln_scale: f64) -> f64 {
        self.value.sign * (self.value.ln_abs - ln_scale).exp()
    }

    fn temperature(self) -> f64 {
        self.ln_temperature.exp()
    }
}

impl<'r> Examination<'r> {
    pub(super) fn new(contract: &'r RateContract, rate: &'r dyn ReactionRate) -> Self {
        Self { contract, rate, evaluations: 0, rules: Vec::new(), ends: Vec::new(), table: None }
    }

    /// Checks everything; the rules that are broken if any is.
    pub(super) fn result(mut self) -> Result<Kept, Vec<String>> {
        let temperatures = self.declarations();
        if let Some(temperatures) = temperatures {
            self.extremes();
            if self.samples(temperatures) {
                self.threshold(temperatures);
                self.compare_with_table(temperatures);
            }
        }
        match (temperatures, self.table) {
            (Some(temperatures), Some(table)) if self.rules.is_empty() => Ok(Kept {
                temperatures,
                evaluations: self.evaluations,
                table_error: table.measured_error(),
                table_nodes: table.evaluations(),
            }),
            _ => Err(self.rules),
        }
    }

    fn broken(&mut self, rule: String) {
        self.rules.push(rule);
    }

    /// Asks for the rate; a panic is an error like others.
    fn ask(&mut self, temperature: f64) -> Result<Result<SignedLog, RateError>, String> {
        self.evaluations += 1;
        let point = ThermalPoint::new(temperature, self.contract.reference_mass);
        catch_unwind(AssertUnwindSafe(|| self.rate.coefficient(&point)))
            .map_err(|_| format!("it panics at T = {temperature:e} GeV: return an error instead"))
    }

    /// What the rate says of itself. The range in which it is to be checked, unless the rest makes no sense.
    fn declarations(&mut self) -> Option<TemperatureRange> {
        let (validity, wanted) = (self.rate.validity(), self.contract.temperatures);
        if !(validity.min >= 0.0 && validity.min < validity.max) {
            self.broken(format!(
                "its validity, from {:e} to {:e} GeV, is no range of temperatures",
                validity.min, validity.max
            ));
            return None;
        }
        let range = TemperatureRange { min: validity.min.max(wanted.min), max: validity.max.min(wanted.max) };
        if !(range.min > 0.0 && range.min < range.max && range.max.is_finite()) {
            self.broken(format!(
                "it is valid from {:e} to {:e} GeV, nowhere between {:e} and {:e} GeV where it is checked: choose the \
                 temperatures of the contract with `between`",
                validity.min, validity.max, wanted.min, wanted.max
            ));
            return None;
        }
        let threshold = self.rate.threshold_mass();
        if !(threshold >= 0.0 && threshold.is_finite()) {
            self.broken(format!("its threshold mass is {threshold} GeV: return max(0, Σm(products) − Σm(reactants))"));
        }
        let error = self.rate.interpolation_error();
        if !(error >= 0.0 && error.is_finite()) {
            self.broken(format!("its interpolation error is {error}, which is no relative error"));
        }
        let breakpoints = self.rate.breakpoints().to_vec();
        if let Some(wrong) = breakpoints.iter().find(|t| !(**t > 0.0 && t.is_finite())) {
            self.broken(format!("its breakpoint {wrong} GeV is no temperature"));
        }
        let inside = breakpoints.iter().filter(|t| range.min < **t && **t < range.max).map(|t| t.ln());
        self.ends = inside.chain([range.min.ln(), range.max.ln()]).collect();
        self.ends.sort_by(f64::total_cmp);
        self.rules.is_empty().then_some(range)
    }

    /// At temperatures nobody should ask for, and outside the validity.
    fn extremes(&mut self) {
        let validity = self.rate.validity();
        let beside = [validity.min * 0.5, validity.max * 2.0].into_iter().filter(|t| *t > 0.0 && t.is_finite());
        for temperature in EXTREME.into_iter().chain(beside) {
            match self.ask(temperature) {
                Err(panic) => self.broken(panic),
                Ok(Ok(value)) if !validity.contains(temperature) => self.broken(format!(
                    "it answers {:e} at T = {temperature:e} GeV, outside its validity from {:e} to {:e} GeV: return an error",
                    value.value(),
                    validity.min,
                    validity.max
                )),
                Ok(Ok(value)) if value.ln_abs.is_nan() || value.ln_abs == f64::INFINITY => self.broken(format!(
                    "it is {} at T = {temperature:e} GeV: return an error where it has no value",
                    value.value()
                )),
                Ok(_) => {}
            }
        }
    }

    /// One value that the rate must have.
    fn sample(&mut self, ln_temperature: f64) -> Option<Sample> {
        let temperature = ln_temperature.exp();
        let value = match self.ask(temperature) {
            Err(panic) => {
                self.broken(panic);
                return None;
            }
            Ok(Err(error)) => {
                self.broken(format!("it refuses to answer at T = {temperature:e} GeV, where it is valid: {error}"));
                return None;
            }
            Ok(Ok(value)) => value,
        };
        let complaint = if value.ln_abs.is_nan() || value.ln_abs == f64::INFINITY {
            Some(format!("it is not finite at T = {temperature:e} GeV: its logarithm is {}", value.ln_abs))
        } else if value.sign.abs() != 1.0 {
            Some(format!("its sign at T = {temperature:e} GeV is {}: it must be 1 or -1", value.sign))
        } else if value.sign < 0.0 && !self.contract.signed {
            Some(format!(
                "it is negative at T = {temperature:e} GeV: {:e}; if it may be, check it with `RateContract::signed`",
                value.value()
            ))
        } else {
            None
        };
        if let Some(complaint) = complaint {
            self.broken(complaint);
            return None;
        }
        Some(Sample { ln_temperature, value })
    }

    /// The rate across the range, piece by piece between breakpoints; whether it has a value everywhere.
    fn samples(&mut self, range: TemperatureRange) -> bool {
        let length = (range.max / range.min).ln();
        let ends = self.ends.clone();
        let mut complete = true;
        for ends in ends.windows(2) {
            let (low, high) = (ends[0] + BESIDE, ends[1] - BESIDE);
            if low >= high {
                continue;
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the samples")]
            let count = 8 + (SAMPLES as f64 * (high - low) / length) as usize;
            let places = (0..=count).map(|i| low + (high - low) * i as f64 / count as f64);
            let samples: Vec<Option<Sample>> = places.map(|place| self.sample(place)).collect();
            let Some(samples) = samples.into_iter().collect::<Option<Vec<Sample>>>() else {
                complete = false;
                continue;
            };
            self.repeat(&samples);
            self.jumps(&samples);
        }
        complete
    }

    /// The rate must not depend on what it was asked before.
    fn repeat(&mut self, samples: &[Sample]) {
        let middle = samples[samples.len() / 2];
        if let Some(again) = self.sample(middle.ln_temperature)
            && again.value != middle.value
        {
            self.broken(format!(
                "it is {:e} at T = {:e} GeV, and {:e} when it is asked again",
                middle.value.value(),
                middle.temperature(),
                again.value.value()
            ));
        }
    }

    /// Looks for jumps where the rate bends most.
    fn jumps(&mut self, samples: &[Sample]) {
        let ln_largest = samples.iter().fold(f64::NEG_INFINITY, |m, sample| m.max(sample.value.ln_abs));
        if ln_largest == f64::NEG_INFINITY {
            return;
        }
        // How much the slope changes around an interval, for rates of either sign that may vanish.
        let scaled = |Sample { value, .. }: &Sample| {
            if value.is_zero() { 0.0 } else { value.sign * (1.0 + (value.ln_abs - ln_largest + 50.0).max(0.0)) }
        };
        let steps: Vec<f64> = samples.windows(2).map(|pair| scaled(&pair[1]) - scaled(&pair[0])).collect();
        let bend = |i: usize| {
            let before = i.checked_sub(1).map_or(steps[i], |before| steps[before]);
            let after = steps.get(i + 1).copied().unwrap_or(steps[i]);
            (steps[i] - before).abs().max((after - steps[i]).abs())
        };
        let mut intervals: Vec<usize> = (0..steps.len()).collect();
        intervals.sort_by(|&i, &j| bend(j).total_cmp(&bend(i)));
        for &i in intervals.iter().take(SEARCHED) {
            if self.jump_between(samples, i) {
                return;
            }
        }
    }

    /// Halves the interval after sample `i` towards where the rate departs most from the slope it has around.
    fn jump_between(&mut self, samples: &[Sample], i: usize) -> bool {
        let (mut low, mut high) = (samples[i], samples[i + 1]);
        let ln_scale = low.value.ln_abs.max(high.value.ln_abs);
        if ln_scale == f64::NEG_INFINITY {
            return false;
        }
        let slopes = [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter_map(|k| {
            let (a, b) = (samples.get(k)?, samples.get(k + 1)?);
            let slope = (b.over(ln_scale) - a.over(ln_scale)) / (b.ln_temperature - a.ln_temperature);
            slope.is_finite().then_some(slope)
        });
        let slopes: Vec<f64> = slopes.collect();
        let slope = slopes.iter().sum::<f64>() / slopes.len().max(1) as f64;
        let change = |a: Sample, b: Sample| b.over(ln_scale) - a.over(ln_scale);
        let departure = |a: Sample, b: Sample| (change(a, b) - slope * (b.ln_temperature - a.ln_temperature)).abs();
        while high.ln_temperature - low.ln_temperature > NARROW {
            let Some(middle) = self.sample(0.5 * (low.ln_temperature + high.ln_temperature)) else { return true };
            if departure(low, middle) >= departure(middle, high) { high = middle } else { low = middle }
        }
        let largest = low.over(ln_scale).abs().max(high.over(ln_scale).abs());
        let jumps = change(low, high).abs() > JUMP * largest && largest > NEGLIGIBLE;
        if jumps {
            self.broken(format!(
                "it jumps at T = {:.6e} GeV, from {:.6e} to {:.6e}: list the temperature in `breakpoints`, or make it continuous",
                high.temperature(),
                low.value.value(),
                high.value.value()
            ));
        }
        jumps
    }

    /// Far below the threshold the coefficient must be a power of T, not an exponential.
    fn threshold(&mut self, range: TemperatureRange) {
        let threshold = self.rate.threshold_mass();
        let [warm, cold] = COLD.map(|factor| threshold / factor);
        let inside = |t: f64| range.contains(t) && self.ends.iter().all(|end| (end - t.ln()).abs() > BESIDE);
        if threshold == 0.0 || !inside(warm) || !inside(cold) {
            return;
        }
        let (Some(warm_rate), Some(cold_rate)) = (self.sample(warm.ln()), self.sample(cold.ln())) else { return };
        let exponent = threshold / cold - threshold / warm;
        let change = (cold_rate.value.ln_abs - warm_rate.value.ln_abs) / exponent;
        if change < -0.5 {
            self.broken(format!(
                "it falls like exp(−{threshold} GeV/T) by itself: return the coefficient without this factor, which \
                 `threshold_mass` already says"
            ));
        } else if change > 0.5 {
            self.broken(format!(
                "it grows like exp(+{threshold} GeV/T) towards low temperatures: either the factor exp(−threshold/T) was \
                 taken out twice, or `threshold_mass` is larger than what the products are heavier"
            ));
        }
    }

    fn compare_with_table(&mut self, range: TemperatureRange) {
        let contract = self.contract;
        let table = RateTable::of(self.rate, contract.reference_mass, range, contract.tolerance);
        let table = match table {
            Ok(table) => table,
            Err(error) => {
                self.broken(format!(
                    "it cannot be tabulated: {error}; list the temperatures at which it bends in `breakpoints`, or compute \
                     it more accurately"
                ));
                return;
            }
        };
        self.evaluations += table.evaluations();
        let allowed = TABLE_MARGIN * contract.tolerance;
        let length = (range.max / range.min).ln();
        // The golden ratio spreads points evenly, none of them a node of the table.
        let places = (1..=SAMPLES / 2).map(|i| range.min.ln() + length * (0.618_033_988_749_895 * i as f64).fract());
        let ends = self.ends.clone();
        for place in places.filter(|place| ends.iter().all(|end| (end - place).abs() > BESIDE)).collect::<Vec<_>>() {
            let Some(sample) = self.sample(place) else { return };
            let Ok(interpolated) = table.evaluate(place) else { continue };
            let ln_scale = sample.value.ln_abs.max(interpolated.ln_abs);
            if ln_scale == f64::NEG_INFINITY || contract.signed {
                // Around a change of sign the error is relative to what the rate is elsewhere.
                continue;
            }
            let error = (sample.value.ln_abs - interpolated.ln_abs).abs();
            if error > allowed {
                self.broken(format!(
                    "it differs from its table by {error:.1e} at T = {:e} GeV, where {allowed:.1e} would be right: it varies \
                     faster than the table could see",
                    sample.temperature()
                ));
                return;
            }
        }
        self.table = Some(table);
    }
}
