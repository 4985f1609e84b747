//! The `ideal-gas` set: free particles, with an instantaneous neutrino decoupling and a smooth QCD crossover.
//!
//! g = common + (1 − w) hadrons + w (quarks and gluons), w = 1/(1 + (170 MeV/T)¹⁰), for `g_ρ` and `g_s` alike. The three
//! neutrinos decouple before the electrons annihilate: with `R = (2 + g_s(e±))/5.5` they add 5.25 R to `g_s` and
//! 5.25 R^(4/3) to `g_ρ`. Blending like this is not thermodynamically consistent within the crossover.

use super::{
    EffectiveDegrees,
    integrals::{Densities, Integrals},
    slope::Slope,
};
use crate::standard_model::particles::Statistics::{self, Bose, Fermi};

/// A particle of the gas. The masses are part of the set's definition, not inputs: a new edition of the particle tables
/// must not change results obtained with it.
struct Particle {
    /// Degrees of freedom with antiparticles.
    g: f64,
    /// Mass in GeV.
    mass: f64,
    statistics: Statistics,
}

const fn particle(g: f64, mass: f64, statistics: Statistics) -> Particle {
    Particle { g, mass, statistics }
}

const PHOTON: f64 = 2.0;
const GLUONS: f64 = 16.0;
/// Three neutrinos and antineutrinos, times 7/8.
const NEUTRINOS: f64 = 5.25;
const CROSSOVER_TEMPERATURE: f64 = 0.170;
const CROSSOVER_POWER: i32 = 10;

const ELECTRON: Particle = particle(4.0, 0.51099895e-3, Fermi);
/// Muon, tau, W, Z, Higgs.
const COMMON: [Particle; 5] = [
    particle(4.0, 0.1056583755, Fermi),
    particle(4.0, 1.77686, Fermi),
    particle(6.0, 80.377, Bose),
    particle(3.0, 91.1876, Bose),
    particle(1.0, 125.25, Bose),
];
/// u, d, s, c, b, t.
const QUARKS: [Particle; 6] = [
    particle(12.0, 0.00216, Fermi),
    particle(12.0, 0.00467, Fermi),
    particle(12.0, 0.0934, Fermi),
    particle(12.0, 1.27, Fermi),
    particle(12.0, 4.18, Fermi),
    particle(12.0, 172.69, Fermi),
];
/// π±, π⁰, K±, K⁰, η, ρ, ω, K*, p, n.
const HADRONS: [Particle; 10] = [
    particle(2.0, 0.13957039, Bose),
    particle(1.0, 0.1349768, Bose),
    particle(2.0, 0.493677, Bose),
    particle(2.0, 0.497611, Bose),
    particle(1.0, 0.547862, Bose),
    particle(9.0, 0.77526, Bose),
    particle(3.0, 0.78266, Bose),
    particle(12.0, 0.89167, Bose),
    particle(4.0, 0.93827209, Fermi),
    particle(4.0, 0.93956542, Fermi),
];

/// The degrees of freedom at a temperature in GeV.
pub(super) fn at(integrals: &Integrals, temperature: f64) -> EffectiveDegrees {
    let electron = sum(integrals, std::slice::from_ref(&ELECTRON), 0.0, temperature);
    let common = sum(integrals, &COMMON, PHOTON, temperature);
    let quarks = sum(integrals, &QUARKS, GLUONS, temperature);
    let hadrons = sum(integrals, &HADRONS, 0.0, temperature);

    let heat = (Slope::constant(PHOTON) + electron.s) * (1.0 / 5.5);
    let odds = (CROSSOVER_TEMPERATURE / temperature).powi(CROSSOVER_POWER);
    let weight = 1.0 / (1.0 + odds);
    // 1 − w formed without cancellation.
    let weight = Slope { value: weight, slope: f64::from(CROSSOVER_POWER) * weight * (odds * weight) };

    let total = |neutrinos: Slope, part: fn(&Densities) -> Slope| {
        neutrinos * NEUTRINOS + part(&electron) + part(&common) + Slope::blend(part(&hadrons), part(&quarks), weight)
    };
    EffectiveDegrees::new(total(heat.power(4.0 / 3.0), |d| d.rho), total(heat, |d| d.s))
}

fn sum(integrals: &Integrals, particles: &[Particle], massless: f64, temperature: f64) -> Densities {
    let mut total = Densities { rho: Slope::constant(massless), s: Slope::constant(massless) };
    for particle in particles {
        let x = particle.mass / temperature;
        let one = integrals.at(x, x.log2(), particle.statistics);
        total = Densities { rho: total.rho + one.rho * particle.g, s: total.s + one.s * particle.g };
    }
    total
}

/// Every number of the set.
pub(super) fn numbers(visit: &mut dyn FnMut(f64)) {
    [PHOTON, GLUONS, NEUTRINOS, CROSSOVER_TEMPERATURE, f64::from(CROSSOVER_POWER)].into_iter().for_each(&mut *visit);
    for particle in COMMON.iter().chain(&QUARKS).chain(&HADRONS).chain([&ELECTRON]) {
        [particle.g, particle.mass].into_iter().for_each(&mut *visit);
    }
}
