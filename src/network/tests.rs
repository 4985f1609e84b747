//! The network against independent solutions, with rates given in closed form.

use std::f64::consts::PI;
use std::sync::Arc;

use proptest::prelude::*;

use super::exchange::{NO_FLUX, Representation};
use super::mesh::Mesh;
use super::*;
use crate::cosmology::{DegreesOfFreedom, RadiationEra};
use crate::ode::{Matrix, Method, OdeSystem};
use crate::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};
use crate::thermal::bessel;
use crate::thermal::distribution::Distribution;

/// 1 cm³/s in GeV⁻².
const CM3_PER_S: f64 = 1.0 / 1.167329991e-17;

/// A rate from a closure, without threshold.
struct Closed<F>(F);

impl<F: Fn(&ThermalPoint) -> f64 + Send + Sync> ReactionRate for Closed<F> {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        Ok(SignedLog::new((self.0)(at)))
    }
}

fn constant(g: f64) -> Arc<RadiationEra> {
    Arc::new(RadiationEra::new(DegreesOfFreedom::constant(g, g).expect("positive")))
}

fn species(name: &str, mass: f64, g: f64, start: Start) -> SpeciesInput {
    SpeciesInput {
        species: Species { name: name.into(), mass, dark_matter: true, start },
        degrees_of_freedom: g,
        pair: false,
        distribution: Distribution::MaxwellBoltzmann,
    }
}

fn reaction(
    equation: &str,
    reactants: Vec<Participant>,
    products: Vec<Participant>,
    rate: impl ReactionRate + 'static,
) -> ReactionInput {
    ReactionInput {
        label: equation.into(),
        equation: equation.into(),
        latex: None,
        reactants,
        products,
        reversible: true,
        with_conjugate: false,
        subtracted: false,
        catalyst: None,
        rate: Box::new(rate),
    }
}

use Participant::{Bath, Radiation, Species as Evolved};

/// Γ K₁/K₂ of a decay.
fn decay(width: f64, mass: f64) -> impl ReactionRate {
    Closed(move |p: &ThermalPoint| width * bessel::k1_over_k2(mass / p.temperature))
}

fn wimp(mass: f64, sigma_v: f64) -> Arc<Network> {
    let annihilation = reaction(
        "chi + chi <-> SM + SM",
        vec![Evolved(0), Evolved(0)],
        vec![Radiation, Radiation],
        Closed(move |_: &ThermalPoint| 0.5 * sigma_v),
    );
    Arc::new(Network::new(
        constant(86.25),
        mass,
        vec![species("chi", mass, 2.0, Start::Equilibrium)],
        vec![annihilation],
    ))
}

fn settings(tolerance: f64, method: Method) -> Settings {
    Settings { method, tolerance, ..Settings::default() }
}

#[test]
fn s_wave_freeze_out_agrees_with_the_independent_solution() {
    for (mass, reference) in [(1.0, 2.322691213e-10), (100.0, 2.904568292e-12)] {
        let network = wimp(mass, 3e-26 * CM3_PER_S);
        for method in Method::STIFF {
            let solution = evolve(&network, settings(1e-8, method)).expect("solves");
            // The reference has ten digits and 1 GeV⁻² = 1.167329991e-17 cm³/s; two solutions agreed to 1e-7.
            assert!((solution.final_yield(0) / reference - 1.0).abs() < 1e-8, "{method}: {}", solution.final_yield(0));
        }
    }
}

/// B → SM χ with g_B = 1 at g* = 106.75.
fn decay_to_dark_matter(mass: f64, width: f64) -> Arc<Network> {
    let decay = reaction(
        "B <-> SM + chi",
        vec![Bath(Gas { mass, degrees_of_freedom: 1.0, distribution: Distribution::MaxwellBoltzmann })],
        vec![Radiation, Evolved(0)],
        decay(width, mass),
    );
    Arc::new(Network::new(constant(106.75), mass, vec![species("chi", 0.01, 1.0, Start::Yield(0.0))], vec![decay]))
}

#[test]
fn freeze_in_by_decay_agrees_with_the_independent_solution_and_the_closed_form() {
    let (mass, width) = (1000.0, 1e-21);
    let network = decay_to_dark_matter(mass, width);
    // 135 g_B M_Pl Γ/(8π³ √(4π³/45) g^(3/2) m²): arXiv:0911.1120 eq 6.10 without the rounding of 1.66.
    let closed = 135.0 * 1.220890e19 * width
        / (8.0 * PI.powi(3) * (4.0 * PI.powi(3) / 45.0).sqrt() * 106.75f64.powf(1.5) * mass * mass);
    for method in Method::STIFF {
        let solution = evolve(&network, Settings { from: Some(mass * 1e5), ..settings(1e-8, method) }).expect("solves");
        let y = solution.final_yield(0);
        assert!((y / 3.628860944e-12 - 1.0).abs() < 1e-8, "{method}: {y:e}");
        assert!((y / closed - 1.0).abs() < 1e-8, "{method}: {y:e} {closed:e}");
    }
}

#[test]
fn a_feeble_yield_keeps_its_relative_accuracy_beside_a_thermal_one() {
    // χ at 1e-20 of a: the freeze-in yield is proportional to the width, to all digits of the tolerance.
    let yields: Vec<f64> = [1e-25, 1e-33]
        .into_iter()
        .map(|width| {
            let network = decay_to_dark_matter(1000.0, width);
            let solution = evolve(&network, Settings { from: Some(1e8), ..settings(1e-9, Method::Radau) });
            solution.expect("solves").final_yield(0) / width
        })
        .collect();
    assert!((yields[0] / yields[1] - 1.0).abs() < 1e-12, "{yields:?}");
}

/// Two dark species and a mediator with every kind of channel: decay, annihilation, conversion, semi-annihilation.
fn busy_network(permutation: &[usize], split: bool) -> Arc<Network> {
    let gas = Gas { mass: 0.1, degrees_of_freedom: 4.0, distribution: Distribution::MaxwellBoltzmann };
    let fixed = |c: f64| move |_: &ThermalPoint| c;
    let part = if split { 0.5 } else { 1.0 };
    let mut reactions = Vec::new();
    for _ in 0..if split { 2 } else { 1 } {
        let mut list = vec![
            reaction("1 1 <-> SM SM", vec![Evolved(0), Evolved(0)], vec![Radiation; 2], Closed(fixed(part * 0.5e-9))),
            reaction("2 2 <-> f f", vec![Evolved(1), Evolved(1)], vec![Bath(gas); 2], Closed(fixed(part * 3e-9))),
            reaction(
                "1 1 <-> 2 2",
                vec![Evolved(0), Evolved(0)],
                vec![Evolved(1), Evolved(1)],
                Closed(fixed(part * 2e-9)),
            ),
            reaction(
                "1 2 <-> 1 f",
                vec![Evolved(0), Evolved(1)],
                vec![Evolved(0), Bath(gas)],
                Closed(fixed(part * 1e-11)),
            ),
            reaction("3 <-> 1 2", vec![Evolved(2)], vec![Evolved(0), Evolved(1)], decay(part * 1e-14, 250.0)),
            reaction("f -> 3 SM", vec![Bath(gas), Radiation], vec![Evolved(2), Radiation], Closed(fixed(part * 1e-13))),
        ];
        list[5].reversible = false;
        reactions.append(&mut list);
    }
    let mut ordered: Vec<ReactionInput> = Vec::new();
    let mut slots: Vec<Option<ReactionInput>> = reactions.into_iter().map(Some).collect();
    for copy in 0..slots.len() / 6 {
        ordered.extend(permutation.iter().filter_map(|&k| slots[copy * 6 + k].take()));
    }
    let mut one = species("1", 100.0, 2.0, Start::Equilibrium);
    one.pair = true;
    let two = species("2", 80.0, 1.0, Start::Equilibrium);
    let mut three = species("3", 250.0, 3.0, Start::Yield(0.0));
    three.species.dark_matter = false;
    Arc::new(Network::new(constant(86.25), 100.0, vec![one, two, three], ordered))
}

#[test]
fn the_order_and_the_splitting_of_reactions_do_not_matter() {
    let tolerance = 1e-8;
    let solve = |permutation: &[usize], split| {
        evolve(&busy_network(permutation, split), settings(tolerance, Method::Radau)).expect("solves").ln_yield
    };
    let reference = solve(&[0, 1, 2, 3, 4, 5], false);
    for other in [solve(&[5, 3, 1, 0, 2, 4], false), solve(&[0, 1, 2, 3, 4, 5], true)] {
        for (a, b) in reference.iter().zip(&other).filter(|(a, _)| a.is_finite()) {
            // Only the rounding of sums differs, which can move single steps: each result keeps its tolerance.
            assert!((a - b).abs() < 2.0 * tolerance, "{reference:?} {other:?}");
        }
    }
}

#[test]
fn neither_the_reference_mass_nor_an_earlier_start_matters() {
    let tolerance = 1e-8;
    let solve = |reference_mass: f64, from: f64| {
        let annihilation = reaction(
            "chi chi <-> SM SM",
            vec![Evolved(0), Evolved(0)],
            vec![Radiation; 2],
            Closed(|p: &ThermalPoint| 1e-9 * (1.0 + p.temperature / 100.0)),
        );
        let chi = species("chi", 100.0, 2.0, Start::Equilibrium);
        let network = Arc::new(Network::new(
            Arc::new(RadiationEra::new(DegreesOfFreedom::standard())),
            reference_mass,
            vec![chi],
            vec![annihilation],
        ));
        evolve(&network, Settings { from: Some(from), ..settings(tolerance, Method::Radau) }).expect("solves").ln_yield
            [0]
    };
    let reference = solve(100.0, 100.0);
    for (mass, from) in [(1.0, 100.0), (1e4, 100.0), (100.0, 200.0), (4.18, 57.0)] {
        assert!((solve(mass, from) - reference).abs() < 2.0 * tolerance, "{mass} {from}");
    }
}

#[test]
fn both_methods_agree_on_a_busy_network() {
    let network = busy_network(&[0, 1, 2, 3, 4, 5], false);
    for tolerance in [1e-5, 1e-7] {
        let [a, b] = Method::STIFF.map(|m| evolve(&network, settings(tolerance, m)).expect("solves").ln_yield);
        for (a, b) in a.iter().zip(&b).filter(|(a, _)| a.is_finite()) {
            assert!((a - b).abs() < 10.0 * tolerance, "{a:?} {b:?}");
        }
    }
}

#[test]
fn what_stoichiometry_conserves_is_conserved() {
    // Without annihilation into the plasma, 1 + 2 + 2·(3) only changes by what `f -> 3` brings: leave that out.
    let conversion = reaction(
        "1 1 <-> 2 2",
        vec![Evolved(0), Evolved(0)],
        vec![Evolved(1), Evolved(1)],
        Closed(|_: &ThermalPoint| 1e-9),
    );
    let to_pair = reaction("3 <-> 1 2", vec![Evolved(2)], vec![Evolved(0), Evolved(1)], decay(1e-15, 250.0));
    let network = Arc::new(Network::new(
        constant(86.25),
        100.0,
        vec![
            species("1", 100.0, 2.0, Start::Yield(1e-9)),
            species("2", 80.0, 1.0, Start::Yield(3e-9)),
            species("3", 250.0, 3.0, Start::Yield(2e-9)),
        ],
        vec![conversion, to_pair],
    ));
    for method in Method::STIFF {
        let settings = Settings { from: Some(100.0), to: Some(1e-3), ..settings(1e-9, method) };
        let solution = evolve(&network, settings).expect("solves");
        let [one, two, three] = [0, 1, 2].map(|i| solution.final_yield(i));
        let total = one + two + 2.0 * three;
        assert!((total / 8e-9 - 1.0).abs() < 1e-8, "{method} {total:e}");
    }
}

proptest! {
    /// In equilibrium nothing changes: exactly, whatever the rates.
    #[test]
    fn equilibrium_is_an_exact_fixed_point(t in -1.0..4.0f64, rate in -40.0..5.0f64) {
        let network = Network::new(
            constant(100.0),
            50.0,
            vec![species("1", 50.0, 2.0, Start::Equilibrium), species("2", 35.0, 1.0, Start::Equilibrium)],
            vec![
                reaction("1 1 <-> 2 2", vec![Evolved(0); 2], vec![Evolved(1); 2], Closed(move |_: &ThermalPoint| rate.exp())),
                reaction("1 <-> 2 SM", vec![Evolved(0)], vec![Evolved(1), Radiation], decay(rate.exp(), 50.0)),
            ],
        );
        let mesh = Mesh::new(Arc::clone(&network.sources), -2.0, 5.0, 1e-8, vec![]);
        let system = network.system(&mesh, vec![Representation::Logarithmic; 2]);
        let mut y = [0.0; 2];
        system.ln_equilibrium(t, &mut y).unwrap();
        let mut slope = [1.0; 2];
        system.rhs(t, &y, &mut slope).unwrap();
        prop_assert_eq!(slope, [0.0; 2]);
    }

    /// The Jacobian and the explicit time derivative are those of the right-hand side, in every representation.
    #[test]
    fn the_jacobian_is_the_derivative(
        t in 0.5..3.5f64,
        departure in prop::array::uniform3(-3.0..3.0f64),
        linear in prop::array::uniform3(any::<bool>()),
    ) {
        let network = busy_network(&[0, 1, 2, 3, 4, 5], false);
        let mesh = Mesh::new(Arc::clone(&network.sources), -2.0, 5.0, 1e-12, vec![]);
        let representation: Vec<_> =
            linear.iter().map(|&l| if l { Representation::Linear } else { Representation::Logarithmic }).collect();
        let system = network.system(&mesh, representation);
        let mut y = [0.0; 3];
        system.ln_equilibrium(t, &mut y).unwrap();
        for i in 0..3 {
            y[i] += departure[i];
            if linear[i] {
                y[i] = y[i].exp();
            }
        }
        let (mut f, mut dfdt) = ([0.0; 3], [0.0; 3]);
        let mut jacobian = Matrix::zeros(3);
        system.jacobian(t, &y, &mut f, &mut jacobian, &mut dfdt).unwrap();
        let at = |t: f64, y: [f64; 3]| {
            let mut f = [0.0; 3];
            system.rhs(t, &y, &mut f).unwrap();
            f
        };
        // Central differences with step h: truncation h²/6 times a third derivative of the order of the fluxes, and
        // rounding ε/h, both below 1e-6 of the largest flux at h = 1e-4.
        let mut fluxes = vec![NO_FLUX; network.channels.len()];
        let ln_yield: Vec<f64> = (0..3).map(|i| system.ln_yield(&y, i)).collect();
        system.fluxes(t, &ln_yield, &mut fluxes).unwrap();
        let gross: f64 = fluxes.iter().map(|f| f.forward + f.backward).sum();
        for j in 0..3 {
            let h = if linear[j] { 1e-4 * y[j] } else { 1e-4 };
            let (mut up, mut down) = (y, y);
            up[j] += h;
            down[j] -= h;
            let (up, down) = (at(t, up), at(t, down));
            for i in 0..3 {
                let scale = gross / if linear[i] { 1.0 } else { ln_yield[i].exp() } / if linear[j] { y[j] } else { 1.0 };
                prop_assert!(((up[i] - down[i]) / (2.0 * h) - jacobian[(i, j)]).abs() < 1e-6 * scale, "{} {}", i, j);
            }
        }
        let h = 1e-5;
        let (up, down) = (at(t + h, y), at(t - h, y));
        for i in 0..3 {
            let scale = 100.0 * gross / if linear[i] { 1.0 } else { ln_yield[i].exp() };
            prop_assert!(((up[i] - down[i]) / (2.0 * h) - dfdt[i]).abs() < 1e-6 * scale, "{}", i);
        }
    }
}
