//! Panels of the energy axis and the sum over them at one temperature.

use std::sync::LazyLock;

use crate::thermal::bessel;
use crate::thermal::gauss::GaussLegendre;

/// Point masses of a panel.
pub(super) const NODES: usize = 20;
/// Longest smooth panel in v/√T: twenty Gauss points integrate e^{−v²} on this length to 1e-13.
const LONGEST: f64 = 4.5;
/// Longest rough panel in ε/T: a polynomial of degree 19 in √ε follows e^{−ε} on this length to 1e-12.
pub(super) const WIDEST: f64 = 3.0;

pub(super) static RULE: LazyLock<GaussLegendre<NODES>> = LazyLock::new(GaussLegendre::new);
/// The Lagrange polynomials of a panel at the nodes of its lower and upper half.
static HALVES: LazyLock<[[[f64; NODES]; NODES]; 2]> =
    LazyLock::new(|| [-1.0, 1.0].map(|side| std::array::from_fn(|i| lagrange(0.5 * (RULE.nodes[i] + side)))));
/// Barycentric weights of the nodes, (−1)ʲ √((1 − tⱼ²) wⱼ) (Wang & Xiang, Math. Comp. 81 (2012) 861).
static BARYCENTRIC: LazyLock<[f64; NODES]> = LazyLock::new(|| {
    std::array::from_fn(|j| {
        let (t, weight) = (RULE.nodes[j], RULE.weights[j]);
        let size = ((1.0 - t * t) * weight).sqrt();
        if j % 2 == 0 { size } else { -size }
    })
});

/// The Lagrange polynomials of the nodes at `t` in [−1, 1].
fn lagrange(t: f64) -> [f64; NODES] {
    if let Some(hit) = RULE.nodes.iter().position(|node| *node == t) {
        return std::array::from_fn(|j| if j == hit { 1.0 } else { 0.0 });
    }
    let terms: [f64; NODES] = std::array::from_fn(|j| BARYCENTRIC[j] / (t - RULE.nodes[j]));
    let total: f64 = terms.iter().sum();
    terms.map(|term| term / total)
}

/// The point masses of a panel that stand for `masses` at the places `t` in [−1, 1] of it.
pub(super) fn gathered(points: impl IntoIterator<Item = (f64, f64)>) -> [f64; NODES] {
    let mut sums = [0.0; NODES];
    for (t, mass) in points {
        for (sum, share) in sums.iter_mut().zip(lagrange(t)) {
            *sum += mass * share;
        }
    }
    sums
}

/// The point masses of a panel from those of its halves.
pub(super) fn combined(halves: [&[f64; NODES]; 2]) -> [f64; NODES] {
    let mut sums = [0.0; NODES];
    for (masses, polynomials) in halves.into_iter().zip(&*HALVES) {
        for (mass, shares) in masses.iter().zip(polynomials) {
            for (sum, share) in sums.iter_mut().zip(shares) {
                *sum += mass * share;
            }
        }
    }
    sums
}

/// The measure ρ dε on one interval of v = √(ε − origin), as point masses.
#[derive(Debug, Clone)]
pub(super) struct Panel {
    /// Ends in v, in √GeV.
    pub(super) ends: (f64, f64),
    /// ε at the points, in GeV.
    pub(super) energies: [f64; NODES],
    /// The masses.
    pub(super) masses: [f64; NODES],
    /// Moduli of the errors of the masses.
    pub(super) errors: [f64; NODES],
    /// Whether ρ itself is smooth on the panel.
    pub(super) smooth: bool,
    /// The panel matters at temperatures above its lowest ε over this.
    pub(super) reach: f64,
    pub(super) halves: Option<[usize; 2]>,
}

impl Panel {
    /// ∫|ρ| dε.
    pub(super) fn size(&self) -> f64 {
        self.masses.iter().map(|mass| mass.abs()).sum()
    }

    /// Whether the masses suffice at a temperature (GeV).
    pub(super) fn suffices(&self, temperature: f64) -> bool {
        (self.smooth && coldest_use(self.ends) <= temperature) || is_narrow(self.ends, temperature)
    }
}

/// The coldest temperature (GeV) at which a smooth panel between these ends is used as it is.
pub(super) fn coldest_use((low, high): (f64, f64)) -> f64 {
    ((high - low) / LONGEST).powi(2)
}

/// Whether any masses between these ends can be gathered into one panel at a temperature.
pub(super) fn is_narrow((low, high): (f64, f64), temperature: f64) -> bool {
    (high - low) * (high + low) <= WIDEST * temperature
}

/// The panels between two thresholds.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    /// ε of the lower threshold in GeV.
    pub(super) origin: f64,
    pub(super) panels: Vec<Panel>,
    pub(super) root: usize,
}

/// What is summed up at one temperature.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    pub(super) value: f64,
    pub(super) error: f64,
    /// Estimate of what lies beyond the panels.
    pub(super) beyond: f64,
}

impl Tree {
    /// Adds the panels that matter at `temperature`.
    pub(super) fn sum(&self, sqrt_s_min: f64, temperature: f64, sum: &mut Sum) {
        self.visit(self.root, sqrt_s_min, temperature, sum);
    }

    fn visit(&self, index: usize, sqrt_s_min: f64, temperature: f64, sum: &mut Sum) {
        let Some(panel) = self.panels.get(index) else { return };
        let lowest = self.origin + panel.ends.0 * panel.ends.0;
        if lowest > panel.reach * temperature {
            return;
        }
        if let Some(halves) = panel.halves.filter(|_| !panel.suffices(temperature)) {
            for half in halves {
                self.visit(half, sqrt_s_min, temperature, sum);
            }
            return;
        }
        let weights = weights(sqrt_s_min, &panel.energies, temperature);
        let products: [f64; NODES] = std::array::from_fn(|j| panel.masses[j] * weights[j]);
        sum.value += products.iter().sum::<f64>();
        sum.error += panel.errors.iter().zip(&weights).map(|(error, weight)| error * weight).sum::<f64>();
        // The integrand by v at the last point of all, which falls like e^{−v²/T}.
        let (low, high) = panel.ends;
        let is_last = self.panels.get(self.root).is_some_and(|root| root.ends.1 == high);
        let density = products[NODES - 1] / (0.5 * (high - low) * RULE.weights[NODES - 1]);
        sum.beyond = if is_last { density.abs() * temperature / high } else { 0.0 };
    }
}

/// X(√s/T) e^{−ε/T}.
fn weight(sqrt_s_min: f64, energy: f64, temperature: f64) -> f64 {
    bessel::x_k1_scaled((sqrt_s_min + energy) / temperature) * (-energy / temperature).exp()
}

fn weights(sqrt_s_min: f64, energies: &[f64; NODES], temperature: f64) -> [f64; NODES] {
    std::array::from_fn(|j| weight(sqrt_s_min, energies[j], temperature))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masses_keep_every_moment() {
        let rule = &*RULE;
        // |t − 0.3| on the halves cut at 0 only: any masses will do.
        let half = |side: f64| -> [f64; NODES] {
            std::array::from_fn(|i| 0.5 * rule.weights[i] * (0.5 * (rule.nodes[i] + side) - 0.3).abs())
        };
        let (low, high) = (half(-1.0), half(1.0));
        let masses = combined([&low, &high]);
        let direct = gathered([(&low, -1.0), (&high, 1.0)].into_iter().flat_map(|(masses, side)| {
            masses.iter().zip(rule.nodes).map(move |(mass, t)| (0.5 * (t + side), *mass)).collect::<Vec<_>>()
        }));
        for power in 0..20 {
            let moment = |masses: &[f64; NODES]| -> f64 {
                masses.iter().zip(rule.nodes).map(|(mass, t)| mass * t.powi(power)).sum()
            };
            let by_halves: f64 = [(&low, -1.0), (&high, 1.0)]
                .iter()
                .map(|(masses, side)| {
                    masses.iter().zip(rule.nodes).map(|(m, t)| m * (0.5 * (t + side)).powi(power)).sum::<f64>()
                })
                .sum();
            assert!((moment(&masses) - by_halves).abs() < 1e-14, "{power}");
            assert!((moment(&direct) - by_halves).abs() < 1e-14, "{power}");
        }
    }
}
