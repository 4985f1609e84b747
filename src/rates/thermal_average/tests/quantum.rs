//! Averages over Fermi and Bose gases.

use super::*;
use crate::thermal::distribution::Distribution::{BoseEinstein, FermiDirac};
use crate::thermal::reference;

#[test]
fn fermi_and_bose_gases_collide_as_in_the_frame_of_the_plasma() {
    for row in reference::rows("collisions") {
        let particles = [0, 1].map(|i| reference::particle(&row["particles"][i]));
        let [masses, threshold] = [particles.map(|p| p.1), [reference::number(&row["threshold"]); 2]];
        let reactants = particles.map(|p| p.0);
        let power = row["power"].as_i64().and_then(|n| i32::try_from(n).ok()).expect("is a power");
        let gases = Gases { reactants, counted: Pair { masses, distributions: reactants } };
        let average = ThermalAverage::new(sigma(move |s| s.powi(power)), masses, threshold[0], 1e-10).unwrap();
        let got = average.with_gases(gases).average(1.0).unwrap().value;
        // Three nested rules in doubles, good to about 1e-9.
        assert_relative(got, reference::number(&row["sigma_v"]), 1e-8, &format!("{row}"));
    }
}

#[test]
fn massless_fermi_and_bose_gases_have_zeta_functions() {
    // s = 2E₁E₂(1 − cos θ) and v_Møl = 1 − cos θ, so that with σ ∝ sⁿ the energies factorise: ∫ E^{2+n} f = Γ(3+n) ζ(3+n), times
    // 1 − 2^{−2−n} for fermions, against Γ(3+n) for Maxwell and Boltzmann.
    let zeta = [1.202_056_903_159_594_3, PI.powi(4) / 90.0, 1.036_927_755_143_37];
    for (n, zeta) in (0..3).zip(zeta) {
        for (one, other) in [(FermiDirac, FermiDirac), (BoseEinstein, BoseEinstein), (BoseEinstein, FermiDirac)] {
            let share = |distribution| match distribution {
                FermiDirac => (1.0 - 0.5f64.powi(2 + n)) * zeta,
                _ => zeta,
            };
            let density = |distribution| match distribution {
                FermiDirac => 0.75 * 1.202_056_903_159_594_3,
                _ => 1.202_056_903_159_594_3,
            };
            let distributions = [one, other];
            let gases = Gases { reactants: distributions, counted: Pair { masses: [0.0; 2], distributions } };
            let average = ThermalAverage::new(sigma(move |s| s.powi(n)), [0.0; 2], 0.0, 1e-11).unwrap();
            let classical = full(&average, 2.0);
            let quantum = full(&average.with_gases(gases), 2.0);
            let wanted = share(one) * share(other) / (density(one) * density(other));
            assert_relative(quantum / classical, wanted, 1e-10, &format!("{one:?} {other:?} s^{n}"));
        }
    }
}

/// ∫dE f of one state from `low` to `high`, at T = 1.
fn occupied(distribution: Distribution, low: f64, high: f64) -> f64 {
    match distribution {
        MaxwellBoltzmann => (-low).exp() - (-high).exp(),
        FermiDirac => (-low).exp().ln_1p() - (-high).exp().ln_1p(),
        BoseEinstein => (-(-high).exp()).ln_1p() - (-(-low).exp()).ln_1p(),
    }
}

/// The trapezoidal rule for even functions of a rapidity, which converges exponentially.
fn over_rapidities(f: impl Fn(f64) -> f64) -> f64 {
    let step = 0.02;
    step * (1..320).map(|k| f(step * f64::from(k))).sum::<f64>()
}

/// ⟨σv⟩ of σ = 1/((s − M²)² + M²Γ²) at T = 1. In the frame of the plasma the angle between the momenta gives s, and
/// ∫∫dE₁dE₂ f₁f₂ at one s is closed in E₂, which has the limits (κE₁ ± p₁√(κ² − m₁²m₂²))/m₁² where κ = (s − m₁² − m₂²)/2.
fn breit_wigner_in_the_plasma(pole: Pole, masses: [f64; 2], distributions: [Distribution; 2]) -> f64 {
    let [m1, m2] = masses;
    let f = |i: usize, energy: f64| 1.0 / (energy.exp() - distributions[i].sign());
    let density = |i: usize| {
        let m = masses[i];
        let at = |zeta: f64| (m * zeta.sinh()).powi(2) * m * zeta.cosh() * f(i, m * zeta.cosh());
        over_rapidities(at) / (2.0 * PI * PI)
    };
    let meetings = |s: f64| {
        let kappa = 0.5 * (s - m1 * m1 - m2 * m2);
        let root = ((kappa - m1 * m2) * (kappa + m1 * m2)).max(0.0).sqrt();
        let at = |zeta: f64| {
            let (energy, p) = (m1 * zeta.cosh(), m1 * zeta.sinh());
            let limits = [-1.0, 1.0].map(|sign| (kappa * energy + sign * p * root) / (m1 * m1));
            p * f(0, energy) * occupied(distributions[1], limits[0], limits[1])
        };
        // √λ/4 = root/2.
        0.5 * root * over_rapidities(at) / (8.0 * PI.powi(4))
    };
    // s = M² + MΓ sinh w by Simpson's rule.
    let gamma = pole.mass * pole.width;
    let w = |s: f64| ((s - pole.mass * pole.mass) / gamma).asinh();
    let (low, high) = (w((m1 + m2).powi(2)), w((m1 + m2 + 60.0).powi(2)));
    let count = 1200;
    let step = (high - low) / f64::from(count);
    let total: f64 = (0..=count)
        .map(|k| {
            let w = low + step * f64::from(k);
            let weight = if k == 0 || k == count { 1.0 } else { f64::from(2 + 2 * (k % 2)) };
            weight * meetings(pole.mass * pole.mass + gamma * w.sinh()) / w.cosh()
        })
        .sum();
    total * step / (3.0 * gamma) / (density(0) * density(1))
}

#[test]
fn fermi_and_bose_gases_meet_on_poles_as_in_the_frame_of_the_plasma() {
    let masses = [0.4, 0.7];
    for mass in [1.3, 4.0] {
        for width in [1e-9, 1e-4, 0.03] {
            let pole = Pole { mass, width: width * mass };
            let gamma = mass * pole.width;
            for reactants in [[BoseEinstein; 2], [FermiDirac; 2], [BoseEinstein, FermiDirac], [MaxwellBoltzmann; 2]] {
                let formula = move |s: f64| 1.0 / ((s - mass * mass).powi(2) + gamma * gamma);
                let sigma = Sigma { poles: vec![pole], ..sigma(formula) };
                let gases = Gases { reactants, counted: Pair { masses, distributions: reactants } };
                let average = ThermalAverage::new(sigma, masses, 0.0, 1e-9).unwrap().with_gases(gases);
                let wanted = breit_wigner_in_the_plasma(pole, masses, reactants);
                assert_relative(full(&average, 1.0), wanted, 1e-7, &format!("{reactants:?}, {mass}, {width:e}"));
            }
        }
    }
}
