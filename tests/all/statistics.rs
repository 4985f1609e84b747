//! Fermi and Bose statistics in whole networks, against equations written out by hand.

use std::f64::consts::PI;

use frazil::ode::Method;

use crate::solving::{final_yield, parse, solve};

const PLANCK_MASS: f64 = 1.220890e19;
const DEGREES: f64 = 86.25;
/// A particle that decouples while it is barely non-relativistic, a fermion and a boson in equilibrium with each other:
/// mass in GeV, degrees of freedom, and η of e^{E/T} − η.
const MEMBERS: [(f64, f64, f64); 2] = [(500.0, 2.0, -1.0), (510.0, 3.0, 1.0)];
/// ⟨σv⟩ in GeV⁻² of both orders of members.
const SIGMA_V: [[f64; 2]; 2] = [[2e-20, 5e-20], [5e-20, 1.5e-19]];

fn entropy(temperature: f64) -> f64 {
    2.0 * PI * PI / 45.0 * DEGREES * temperature.powi(3)
}

fn hubble(temperature: f64) -> f64 {
    (4.0 * PI.powi(3) * DEGREES / 45.0).sqrt() * temperature * temperature / PLANCK_MASS
}

/// g/(2π²) ∫dp p² f over rapidities, where the trapezoidal rule converges exponentially, over e^{−m/T}.
fn scaled_density((mass, degrees, sign): (f64, f64, f64), temperature: f64, quantum: bool) -> f64 {
    let step = 0.02;
    let x = mass / temperature;
    let at = |zeta: f64| {
        let beyond = (x * (1.0 - zeta.cosh())).exp();
        let image = if quantum { sign * (-x * zeta.cosh()).exp() } else { 0.0 };
        zeta.sinh().powi(2) * zeta.cosh() * beyond / (1.0 - image)
    };
    degrees * mass.powi(3) / (2.0 * PI * PI) * step * (1..400).map(|k| at(step * f64::from(k))).sum::<f64>()
}

/// ln of the equilibrium yield of the group, and its ⟨σv⟩, the members having their parts of the density.
fn equilibrium(t: f64, quantum: bool) -> (f64, f64) {
    let temperature = MEMBERS[0].0 * (-t).exp();
    let lightest = MEMBERS[0].0 / temperature;
    let densities =
        MEMBERS.map(|member| scaled_density(member, temperature, quantum) * (lightest - member.0 / temperature).exp());
    let total: f64 = densities.iter().sum();
    let share = densities.map(|density| density / total);
    let sigma_v =
        (0..2).flat_map(|i| (0..2).map(move |j| (i, j))).map(|(i, j)| SIGMA_V[i][j] * share[i] * share[j]).sum();
    ((total / entropy(temperature)).ln() - lightest, sigma_v)
}

/// The total yield at x = 1e4 from equilibrium at x = 1: dW/dt = −(s/H)⟨σv⟩(e^W − e^{2W_eq − W}), by implicit Euler steps
/// extrapolated to none.
fn reference(quantum: bool) -> f64 {
    const FINEST: usize = 6400;
    let end = 1e4_f64.ln();
    let grid: Vec<(f64, f64)> = (0..=FINEST)
        .map(|k| {
            let t = end * k as f64 / FINEST as f64;
            let temperature = MEMBERS[0].0 * (-t).exp();
            let (ln_equilibrium, sigma_v) = equilibrium(t, quantum);
            (ln_equilibrium, entropy(temperature) / hubble(temperature) * sigma_v)
        })
        .collect();
    let euler = |stride: usize| {
        let h = end * stride as f64 / FINEST as f64;
        grid.iter().step_by(stride).skip(1).fold(grid[0].0, |before, &(equilibrium, rate)| {
            let mut w = before;
            for _ in 0..50 {
                let (loss, gain) = (h * rate * w.exp(), h * rate * (2.0 * equilibrium - w).exp());
                let step = (w - before + loss - gain) / (1.0 + loss + gain);
                w -= step;
                if step.abs() < 1e-14 * w.abs() {
                    break;
                }
            }
            w
        })
    };
    let mut row: Vec<f64> = [32, 16, 8, 4, 2, 1].map(euler).to_vec();
    for order in 1..6 {
        let factor = f64::from(1 << order);
        row = row.windows(2).map(|pair| (factor * pair[1] - pair[0]) / (factor - 1.0)).collect();
    }
    row[0].exp()
}

#[test]
fn a_group_of_a_fermion_and_a_boson_shares_their_own_densities() {
    let text = "format: 1
name: A group with statistics
species:
  one: {mass: 500 GeV, dof: 2, statistics: fermi, self_conjugate: true, dark_matter: true}
  two: {mass: 510 GeV, dof: 3, statistics: bose, self_conjugate: true}
reactions:
  - {equation: one + one <-> SM + SM, sigma_v: 2e-20 GeV^-2}
  - {equation: one + two <-> SM + SM, sigma_v: 5e-20 GeV^-2}
  - {equation: two + two <-> SM + SM, sigma_v: 1.5e-19 GeV^-2}
cosmology: {g_star: {constant: 86.25}}
evolution:
  reference_mass: 500 GeV
  from: {x: 1}
  to: {x: 1e4}
  chemical_equilibrium: [[one, two]]
";
    let found = |statistics: &str| {
        let run = solve(parse(text, &[&format!("evolution.statistics={statistics}")]), Method::Radau, 1e-8);
        // At the end the members share by their densities, the boson having less than 1e-80 of them.
        final_yield(&run, "one") + final_yield(&run, "two")
    };
    let (quantum, classical) = (found("quantum"), found("maxwell-boltzmann"));
    // Fewer fermions and more bosons nearly make up for each other, but not quite.
    assert!((quantum / classical - 1.0).abs() > 5e-4, "{quantum:e} {classical:e}");
    for (found, wanted) in [(quantum, reference(true)), (classical, reference(false))] {
        assert!((found / wanted - 1.0).abs() < 3e-8, "{found:.12e}, not {wanted:.12e}: {:.1e}", found / wanted - 1.0);
    }
}
