//! The network against independent solutions, with rates given in closed form.

use std::sync::Arc;

use super::*;
use crate::cosmology::{DegreesOfFreedom, RadiationEra};
use crate::ode::Method;
use crate::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};
use crate::thermal::bessel;

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
        rate: Box::new(rate),
    }
}

use Participant::{Bath, Radiation, Species as Evolved};

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
    Settings { tolerance, method, ..Settings::default() }
}

#[test]
fn s_wave_freeze_out_agrees_with_the_independent_solution() {
    for (mass, reference) in [(1.0, 2.322691213e-10), (100.0, 2.904568292e-12)] {
        let network = wimp(mass, 3e-26 / 1.167329991e-17);
        for method in Method::ALL {
            for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
                let solution = evolve(&network, settings(tolerance, method)).expect("solves");
                let y = solution.ln_yield[0].exp();
                println!(
                    "{method} {tolerance:.0e} {y:.10e} {:.2e} est {:?} {:?} end {}",
                    y / reference - 1.0,
                    solution.error_estimate,
                    solution.statistics,
                    solution.end.exp()
                );
            }
        }
    }
}

#[test]
fn freeze_in_by_decay_agrees_with_the_independent_solution() {
    let (mass, width) = (1000.0, 1e-21);
    let decay = reaction(
        "B <-> SM + chi",
        vec![Bath(Gas { mass, degrees_of_freedom: 1.0 })],
        vec![Radiation, Evolved(0)],
        Closed(move |p: &ThermalPoint| width * bessel::k1_over_k2(mass / p.temperature)),
    );
    let network =
        Arc::new(Network::new(constant(106.75), mass, vec![species("chi", 0.01, 1.0, Start::Yield(0.0))], vec![decay]));
    for method in Method::ALL {
        for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
            let mut s = settings(tolerance, method);
            s.from = Some(mass * 1e5);
            let solution = evolve(&network, s).expect("solves");
            let y = solution.ln_yield[0].exp();
            println!(
                "{method} {tolerance:.0e} {y:.10e} {:.2e} est {:?} {:?} end {}",
                y / 3.628860944e-12 - 1.0,
                solution.error_estimate,
                solution.statistics,
                solution.end.exp()
            );
        }
    }
}

#[test]
fn alp_like_decays() {
    let (m_a, m_b) = (2.0f64, 4.18f64);
    let mut worst = 0;
    for i in 0..10 {
        for j in 0..10 {
            for m_chi in [1e-6, 1e-3, 0.5, 0.99] {
                let c = 10f64.powf(-13.0 + f64::from(i));
                let cx = 10f64.powf(-13.0 + f64::from(j));
                let width_b = c * c * m_b.powi(3) / (32.0 * std::f64::consts::PI) * 0.6;
                let width_vis = 0.0178 * c * c;
                let width_chi = cx * cx * m_a * m_chi * m_chi / (8.0 * std::f64::consts::PI)
                    * (1.0 - 4.0 * m_chi * m_chi / m_a / m_a).sqrt();
                let decay = |w: f64, m: f64| Closed(move |p: &ThermalPoint| w * bessel::k1_over_k2(m / p.temperature));
                let mut b = reaction(
                    "b <-> s + a",
                    vec![Bath(Gas { mass: m_b, degrees_of_freedom: 6.0 })],
                    vec![Bath(Gas { mass: 0.0, degrees_of_freedom: 6.0 }), Evolved(0)],
                    decay(width_b, m_b),
                );
                b.with_conjugate = true;
                let a1 = reaction("a <-> SM + SM", vec![Evolved(0)], vec![Radiation, Radiation], decay(width_vis, m_a));
                let a2 =
                    reaction("a <-> chi + chi~", vec![Evolved(0)], vec![Evolved(1), Evolved(1)], decay(width_chi, m_a));
                let mut a = species("a", m_a, 1.0, Start::Yield(0.0));
                a.species.dark_matter = false;
                let mut chi = species("chi", m_chi, 2.0, Start::Yield(0.0));
                chi.pair = true;
                let network = Arc::new(Network::new(
                    Arc::new(RadiationEra::new(DegreesOfFreedom::standard())),
                    m_b,
                    vec![a, chi],
                    vec![b, a1, a2],
                ));
                let mut s = settings(1e-6, Method::Radau);
                s.from = Some(m_b * 100.0);
                s.verify = true;
                match evolve(&network, s) {
                    Ok(solution) => {
                        worst = worst.max(solution.statistics.steps + solution.statistics.rejected);
                        if solution.statistics.steps > 300 || solution.error_estimate.is_none_or(|e| e > 1e-6) || i == 5
                        {
                            println!(
                                "X C {c:.0e} Cx {cx:.0e} m {m_chi:.0e}: Y {:.6e} est {:?} {:?}",
                                solution.final_yield(1),
                                solution.error_estimate,
                                solution.statistics
                            );
                        }
                    }
                    Err(e) => println!("X FAIL C {c:.0e} Cx {cx:.0e} m {m_chi:.0e}: {e}"),
                }
            }
        }
    }
    println!("X worst {worst}");
}
