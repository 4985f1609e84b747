//! Costs of a thermal average and of the table of one: a smooth cross section and a resonance of Γ/M = 1e-6.

use std::hint::black_box;

use divan::Bencher;
use frazil::rates::table::RateTable;
use frazil::rates::thermal_average::ThermalAverage;
use frazil::rates::{CrossSection, Pole, RateError, TemperatureRange};
use frazil::thermal::bessel;

fn main() {
    divan::main();
}

const MASS: f64 = 100.0;

struct Resonance([Pole; 1]);

impl Resonance {
    fn new(mass: f64, width: f64) -> Self {
        Self([Pole { mass, width }])
    }
}

impl CrossSection for Resonance {
    fn sigma(&self, s: &[f64], out: &mut [f64]) -> Result<(), RateError> {
        let Pole { mass, width } = self.0[0];
        for (out, &s) in out.iter_mut().zip(s) {
            let off_shell = s - mass * mass;
            let peak = 1e-8 * s / (off_shell * off_shell + (mass * width) * (mass * width));
            *out = (peak + 1e-10) / (1.0 - 4.0 * MASS * MASS / s).sqrt();
        }
        Ok(())
    }

    fn poles(&self) -> &[Pole] {
        &self.0
    }
}

fn average(mass: f64, width: f64, tolerance: f64) -> Result<ThermalAverage<Resonance>, RateError> {
    ThermalAverage::new(Resonance::new(mass, width), [MASS, MASS], 0.0, tolerance)
}

#[divan::bench(args = [0.3, 1.3, 5.0, 20.0, 1e4])]
fn bessel_k0_k1_k2(x: f64) -> bessel::ScaledBesselK {
    bessel::k_scaled(black_box(x))
}

#[divan::bench(args = [1.0, 20.0, 1e3, 1e4])]
fn smooth(bencher: Bencher, x: f64) {
    let rate = average(150.0, 1.0, 1e-8);
    bencher.bench_local(|| rate.as_ref().map(|rate| rate.average(black_box(MASS / x))));
}

#[divan::bench(args = [1.0, 20.0, 1e3, 1e4])]
fn narrow_resonance(bencher: Bencher, x: f64) {
    let rate = average(210.0, 210e-6, 1e-8);
    bencher.bench_local(|| rate.as_ref().map(|rate| rate.average(black_box(MASS / x))));
}

#[divan::bench(args = [(150.0, 1.0), (210.0, 210e-6)])]
fn table(bencher: Bencher, (mass, width): (f64, f64)) {
    let tolerance = 1e-7;
    let range = TemperatureRange { min: 1e-4 * MASS, max: MASS };
    bencher.bench_local(|| {
        average(mass, width, 0.02 * tolerance).and_then(|rate| RateTable::of(&rate, MASS, range, tolerance))
    });
}

#[divan::bench]
fn table_value(bencher: Bencher) {
    let range = TemperatureRange { min: 1e-4 * MASS, max: MASS };
    let table = average(210.0, 210e-6, 2e-9).and_then(|rate| RateTable::of(&rate, MASS, range, 1e-7));
    let mut ln_t = 0.0;
    bencher.bench_local(|| {
        ln_t = if ln_t > 4.0 { 0.0 } else { ln_t + 0.0123 };
        table.as_ref().map(|table| table.evaluate(black_box(ln_t)))
    });
}
