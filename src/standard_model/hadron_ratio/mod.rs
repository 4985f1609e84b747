//! The hadronic ratio `sm.R_had(sqrt_s)`: R = σ(e⁺e⁻ → hadrons)/(4πα²/3s), one photon exchanged.
//!
//! - Below 2 m_π it is zero (π⁰γ, which opens earlier, is left out: R < 1e-3).
//! - Up to 2 GeV it is measured: straight lines between the values of `nodes.rs`.
//! - From 2 GeV on it is perturbative QCD with massless quarks (PDG 2024, review 9, eqs. 9.7 to 9.9),
//!
//! ```text
//! R = 3 Σ Q² (1 + a + c₂ a² + c₃ a³), a = α_s(√s)/π
//! c₂ = 1.9857 − 0.1152 n,  c₃ = −6.63694 − 1.20013 n − 0.00518 n² − 1.240 (Σ Q)²/(3 Σ Q²)
//! ```
//!
//! where the n quarks are those whose lightest pair of mesons (of top quarks: the pair itself) is open. It meets the
//! measured part with a step of 1 %. The narrow resonances J/ψ, ψ(2S) and Υ, and the structure within some hundred MeV
//! above the thresholds of charm and bottom, are not in it: there it is an average, good to some 20 %. The exchange of a
//! Z, which dominates above 60 GeV, does not belong to R.

mod nodes;

use std::f64::consts::PI;

use nodes::NODES;

use super::constants as sm;
use super::functions::{Domain, Function};
use super::strong_coupling::ALPHA_S;

/// The ratio at the energy √s in GeV, for the environment of expressions.
pub static R_HAD: Function = Function {
    name: "sm.R_had",
    argument: "sqrt_s",
    argument_dimension: 1,
    result_dimension: 0,
    domain: Domain { least: Some(0.0), below: None },
    formula: ratio,
    edges: &EDGES,
    description: "e+ e- -> hadrons over the pointlike cross section, photon exchange, without narrow resonances",
    source: "measured below 2 GeV: PDG compilation as averaged in arXiv:1801.04847; perturbative QCD above",
};

/// Where the measured part ends, in GeV: the last node.
const CONTINUUM: f64 = NODES[NODES.len() - 1].0;

/// The quarks beyond u, d and s: threshold in GeV and charge in thirds.
const HEAVY_QUARKS: [(f64, f64); 3] =
    [(2.0 * sm::M_D0.value, 2.0), (2.0 * sm::M_BPLUS.value, -1.0), (2.0 * sm::M_T.value, 2.0)];

/// Every node and every threshold.
const EDGES: [f64; NODES.len() + HEAVY_QUARKS.len()] = {
    let mut edges = [0.0; NODES.len() + HEAVY_QUARKS.len()];
    let mut i = 0;
    while i < edges.len() {
        edges[i] = if i < NODES.len() { NODES[i].0 } else { HEAVY_QUARKS[i - NODES.len()].0 };
        i += 1;
    }
    edges
};

fn ratio(sqrt_s: f64) -> f64 {
    if sqrt_s < CONTINUUM { measured(sqrt_s) } else { perturbative(sqrt_s) }
}

/// The measured ratio for √s in GeV below the last node.
fn measured(sqrt_s: f64) -> f64 {
    let above = NODES.partition_point(|node| node.0 <= sqrt_s);
    let (Some(&(x0, r0)), Some(&(x1, r1))) = (NODES.get(above.wrapping_sub(1)), NODES.get(above)) else {
        return 0.0;
    };
    r0 + (r1 - r0) * (sqrt_s - x0) / (x1 - x0)
}

/// Perturbative QCD for √s in GeV, at least the scale where its coupling begins.
fn perturbative(sqrt_s: f64) -> f64 {
    // Of u, d and s the charges add up to 0 and their squares to 6/9.
    let light = (3.0, 0.0, 6.0 / 9.0);
    let open = HEAVY_QUARKS.iter().filter(|(threshold, _)| sqrt_s >= *threshold);
    let (n, charges, squares) =
        open.fold(light, |(n, q, q2), (_, thirds)| (n + 1.0, q + thirds / 3.0, q2 + thirds * thirds / 9.0));
    let a = (ALPHA_S.formula)(sqrt_s) / PI;
    let second = 1.9857 - 0.1152 * n;
    let third = -6.63694 - 1.20013 * n - 0.00518 * n * n - 1.240 * charges * charges / (3.0 * squares);
    3.0 * squares * (1.0 + a * (1.0 + a * (second + a * third)))
}

#[cfg(test)]
mod tests;
