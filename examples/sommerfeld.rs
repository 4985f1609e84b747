//! Freeze-out with a rate of one's own: annihilation enhanced by the exchange of a massless mediator.
//!
//! A model file states most rates; this shows how Rust code supplies any other and puts a network together by hand.
//! Run it with `cargo run --release --example sommerfeld`.

use std::error::Error;
use std::f64::consts::PI;
use std::sync::Arc;

use frazil::cosmology::{DegreesOfFreedom, RadiationEra, RelicConstants};
use frazil::network::{Network, Participant, ReactionInput, Settings, Species, SpeciesInput, Start, evolve};
use frazil::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};
use frazil::thermal::distribution::Distribution;
use frazil::units::Quantity;

/// Dark-matter mass in GeV.
const MASS: f64 = 1000.0;

/// s-wave annihilation of a self-conjugate particle times the Sommerfeld factor of an attractive Coulomb potential,
/// S(v) = w/(1 − e^(−w)) with w = 2πα/v and v the relative velocity (arXiv:0810.0713).
struct Sommerfeld {
    /// σv without enhancement in GeV⁻².
    sigma_v: f64,
    /// The coupling α of the potential −α/r.
    alpha: f64,
}

impl Sommerfeld {
    /// S averaged over the Maxwell distribution of v at x = m/T: with u = v √x/2 that is 4/√π ∫ u² e^(−u²) S du. The
    /// midpoint rule is good to 1e-6 with 2000 points, limited by the pole of S at v = 0.
    fn average(&self, x: f64) -> f64 {
        const POINTS: usize = 2000;
        let step = 7.0 / POINTS as f64;
        let sum: f64 = (0..POINTS)
            .map(|k| {
                let u = (k as f64 + 0.5) * step;
                let w = PI * self.alpha * x.sqrt() / u;
                let enhancement = if w < 1e-8 { 1.0 } else { w / -(-w).exp_m1() };
                u * u * (-u * u).exp() * enhancement
            })
            .sum();
        4.0 / PI.sqrt() * step * sum
    }
}

impl ReactionRate for Sommerfeld {
    /// `γ/n_eq²`, with the 1/2! of identical reactants.
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        Ok(SignedLog::new(0.5 * self.sigma_v * self.average(MASS / at.temperature)))
    }
}

fn network(alpha: f64) -> Result<Network, Box<dyn Error>> {
    let chi = Species { name: "chi".into(), mass: MASS, dark_matter: true, start: Start::Equilibrium };
    let annihilation = ReactionInput {
        label: "annihilation".into(),
        equation: "chi + chi <-> SM + SM".into(),
        latex: None,
        reactants: vec![Participant::Species(0); 2],
        products: vec![Participant::Radiation; 2],
        reversible: true,
        with_conjugate: false,
        subtracted: false,
        catalyst: None,
        rate: Box::new(Sommerfeld { sigma_v: Quantity::parse("2e-26 cm^3/s")?.value, alpha }),
    };
    Ok(Network::new(
        Arc::new(RadiationEra::new(DegreesOfFreedom::standard())),
        MASS,
        vec![SpeciesInput {
            species: chi,
            degrees_of_freedom: 2.0,
            pair: false,
            distribution: Distribution::default(),
        }],
        vec![annihilation],
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("alpha  Ωh²");
    for alpha in [0.0, 0.01, 0.03, 0.1] {
        let solution = evolve(&Arc::new(network(alpha)?), Settings::default())?;
        let omega_h2 = RelicConstants::default().relic_density(MASS, solution.final_yield(0));
        println!("{alpha:<5}  {omega_h2:.5}");
    }
    Ok(())
}
