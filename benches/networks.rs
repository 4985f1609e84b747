//! How the cost of an evolution grows with the network. `cargo bench --bench networks`.
//!
//! Species of 100 GeV and more that annihilate, each with itself, and decay into the next lighter one, at rates between a
//! tenth and a thousand times the expansion at freeze-out. Rates are constants, so that only the network counts.

use std::sync::Arc;

use divan::Bencher;
use frazil::cosmology::{DegreesOfFreedom, RadiationEra};
use frazil::network::{Network, Participant, Prepared, ReactionInput, Settings, Species, SpeciesInput, Start, prepare};
use frazil::observables::fates;
use frazil::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};
use frazil::thermal::distribution::Distribution;

fn main() {
    divan::main();
}

/// A rate coefficient or width that does not depend on temperature.
struct Constant(f64);

impl ReactionRate for Constant {
    fn coefficient(&self, _: &ThermalPoint) -> Result<SignedLog, RateError> {
        Ok(SignedLog::new(self.0))
    }
}

fn reaction(reactants: Vec<Participant>, products: Vec<Participant>, rate: f64) -> ReactionInput {
    ReactionInput {
        label: String::new(),
        equation: format!("{reactants:?} <-> {products:?}"),
        latex: None,
        reactants,
        products,
        reversible: true,
        with_conjugate: false,
        subtracted: false,
        catalyst: None,
        rate: Box::new(Constant(rate)),
    }
}

/// A chain of `species`, each reaction of which is divided into `parts` of the same strength.
fn chain(species: usize, parts: usize) -> Prepared {
    let inputs = (0..species).map(|i| SpeciesInput {
        species: Species {
            name: format!("chi{i}"),
            mass: 100.0 * (1.0 + 0.02 * i as f64),
            dark_matter: i == 0,
            start: Start::Equilibrium,
        },
        degrees_of_freedom: 2.0,
        distribution: Distribution::MaxwellBoltzmann,
        pair: false,
    });
    let share = 1.0 / parts as f64;
    let mut reactions = Vec::new();
    for _ in 0..parts {
        for i in 0..species {
            let this = Participant::Species(i);
            // 1e-9 GeV⁻² is 1e-26 cm³/s; H is 3e-16 GeV at 10 GeV.
            reactions.push(reaction(
                vec![this; 2],
                vec![Participant::Radiation; 2],
                share * 0.5e-9 * (1 + i % 5) as f64,
            ));
            if i > 0 {
                let width = share * 3e-17 * 10f64.powi((i % 5).try_into().unwrap_or(0));
                reactions.push(reaction(vec![this], vec![Participant::Species(i - 1), Participant::Radiation], width));
            }
        }
    }
    let degrees = DegreesOfFreedom::constant(86.25, 86.25).expect("positive");
    let network = Network::new(Arc::new(RadiationEra::new(degrees)), 100.0, inputs.collect(), reactions);
    let settings = Settings { from: Some(100.0), to: Some(1e-2), verify: false, ..Settings::default() };
    prepare(&Arc::new(network), settings).expect("is in range")
}

/// From 2 to 32 species with twice as many reactions, less one.
#[divan::bench(args = [2, 4, 8, 16, 32])]
fn species(bencher: Bencher, species: usize) {
    let prepared = chain(species, 1);
    bencher.bench_local(|| prepared.evolve().expect("solves").ln_yield[0]);
}

/// From 7 to 1001 reactions among four species.
#[divan::bench(args = [7, 21, 70, 210, 700, 1001])]
fn reactions(bencher: Bencher, reactions: usize) {
    let prepared = chain(4, reactions / 7);
    bencher.bench_local(|| prepared.evolve().expect("solves").ln_yield[0]);
}

/// Reading freeze-out, mechanism and shares off the solution, from 2 to 32 species.
#[divan::bench(args = [2, 4, 8, 16, 32])]
fn history_of_species(bencher: Bencher, species: usize) {
    let solution = chain(species, 1).evolve().expect("solves");
    bencher.bench_local(|| fates(&solution).expect("is read").len());
}

/// The same from 7 to 700 reactions among four species.
#[divan::bench(args = [7, 70, 700])]
fn history_of_reactions(bencher: Bencher, reactions: usize) {
    let solution = chain(4, reactions / 7).evolve().expect("solves");
    bencher.bench_local(|| fates(&solution).expect("is read").len());
}
