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
        // The reference is a triple integral whose own error is about 1e-7.
        assert_relative(got, reference::number(&row["sigma_v"]), 1e-6, &format!("{row}"));
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
