//! Two particles in equilibrium that meet with a given centre-of-mass energy.
//!
//! A reaction density is an integral over s of what happens at one s times how often a pair meets,
//!
//! γ = g₁g₂T/(32π⁴) ∫ ds λ(s, m₁², m₂²)/√s κ(√s/T) σ(s),  κ = 1/(√s T) ∫ dE P ⟨f₁f₂⟩,
//!
//! E and P being energy and momentum of the pair in the plasma and the mean that over its directions in its rest frame. For
//! Maxwell and Boltzmann κ = K₁. Else, as f₁f₂ = (1 + η₁f₁ + η₂f₂)/(e^{E/T} − η₁η₂) where the energies add up to E, and as
//! the energies are uniform between their limits E±, the mean is closed,
//!
//! ⟨f₁f₂⟩ = [1 + (1/Δ) Σᵢ ln((1 − ηᵢe^{−Eᵢ₊/T})/(1 − ηᵢe^{−Eᵢ₋/T}))]/(e^{E/T} − η₁η₂),  Δ = (E₊ − E₋)/T = 2Pp*/(√s T),
//!
//! and κ = (√s/T) ∫ dζ sinh² ζ ⟨f₁f₂⟩ a sum over the rapidity ζ of the pair, E = √s cosh ζ. Expanding the f in Boltzmann factors gives the same as
//! κ = Σ_kl η₁^{k−1} η₂^{l−1} (√s/M_kl) K₁(M_kl/T), M_kl² = kl s + (k − l)(k m₁² − l m₂²), which the tests use.

use super::bessel;
use super::distribution::{Distribution, Product, mean_signed_occupation};
use super::equilibrium::DILUTE;
use super::kinematics;
use super::rapidity::Rule;

/// Two gases in equilibrium whose particles meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Masses in GeV.
    pub masses: [f64; 2],
    /// How their states are occupied.
    pub distributions: [Distribution; 2],
}

impl Pair {
    /// Two Maxwell–Boltzmann gases of particles of these masses (GeV).
    #[must_use]
    pub fn classical(masses: [f64; 2]) -> Self {
        Self { masses, distributions: [Distribution::MaxwellBoltzmann; 2] }
    }

    /// How often they meet at `temperature` (GeV).
    #[must_use]
    pub fn at(&self, temperature: f64) -> Meetings {
        let x = self.masses.map(|mass| mass / temperature);
        let classical = |i: usize| self.distributions[i] == Distribution::MaxwellBoltzmann || x[i] > DILUTE;
        let [one, other] = self.distributions;
        let both = match one.sign() * other.sign() {
            0.0 => Distribution::MaxwellBoltzmann,
            sign if sign > 0.0 => Distribution::BoseEinstein,
            _ => Distribution::FermiDirac,
        };
        Meetings { x, distributions: self.distributions, both, classical: classical(0) && classical(1) }
    }
}

/// How often two particles meet, at one temperature.
#[derive(Debug, Clone, Copy)]
pub struct Meetings {
    x: [f64; 2],
    distributions: [Distribution; 2],
    /// 1/(e^{E/T} − η₁η₂).
    both: Distribution,
    classical: bool,
}

impl Meetings {
    /// Replaces each y by [`Self::scaled`] of it.
    pub fn scale(&self, y: &mut [f64]) {
        if self.classical {
            bessel::scale_k1(y);
        } else {
            for y in y {
                *y = self.scaled(*y);
            }
        }
    }

    /// eʸ κ(y) at y = √s/T, dimensionless: eʸ K₁(y) for Maxwell–Boltzmann gases. Particles do not meet below y = x₁ + x₂.
    #[must_use]
    pub fn scaled(&self, y: f64) -> f64 {
        if self.classical {
            return bessel::k1_scaled(y);
        }
        let [x1, x2] = self.x;
        let momentum = kinematics::momentum(y, x1, x2);
        let half_difference = 0.5 * (x1 - x2) * ((x1 + x2) / y);
        let products = [
            Product::new(self.distributions[0], x1, 0.5 * y + half_difference, momentum),
            Product::new(self.distributions[1], x2, 0.5 * y - half_difference, momentum),
        ];
        let rule = Rule::new(y, 0.0);
        let mut sum = 0.0;
        for node in rule.nodes() {
            let factor = 1.0 + mean_signed_occupation(&products, node.boost, 2.0 * momentum * node.sinh);
            let occupied = self.both.over_boltzmann(y * node.cosh) * (-y * node.cosh_less_one).exp();
            sum += node.sinh * node.sinh * occupied * factor;
        }
        y * rule.step * sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::thermal::decay::TwoBodyDecay;
    use crate::thermal::equilibrium::scaled_density;

    const ALL: [Distribution; 3] =
        [Distribution::MaxwellBoltzmann, Distribution::FermiDirac, Distribution::BoseEinstein];

    /// The sum over images, for gases that are not too dense.
    fn images(pair: Pair, y: f64) -> f64 {
        let [(x1, sign1), (x2, sign2)] = [0, 1].map(|i| (pair.masses[i], pair.distributions[i].sign()));
        let mut total = 0.0;
        for k in 1..60 {
            for l in 1..60 {
                let (k, l) = (f64::from(k), f64::from(l));
                let meeting = (k * l * y * y + (k - l) * (k * x1 * x1 - l * x2 * x2)).sqrt();
                let sign = sign1.powf(k - 1.0) * sign2.powf(l - 1.0);
                total += sign * y / meeting * bessel::k1_scaled(meeting) * (y - meeting).exp();
            }
        }
        total
    }

    #[test]
    fn agrees_with_the_sum_over_images() {
        for one in ALL {
            for other in ALL {
                for (masses, y) in [([1.0, 2.0], 3.0), ([1.0, 2.0], 8.0), ([1.5, 1.5], 30.0), ([20.0, 1.0], 21.0)] {
                    let pair = Pair { masses, distributions: [one, other] };
                    let (got, wanted) = (pair.at(1.0).scaled(y), images(pair, y));
                    assert!((got / wanted - 1.0).abs() < 1e-13, "{pair:?}, y = {y}: {got:e} {wanted:e}");
                }
            }
        }
    }

    #[test]
    fn dilute_gases_meet_like_those_of_maxwell_and_boltzmann() {
        for one in ALL {
            for other in ALL {
                let pair = Pair { masses: [30.0, 40.0], distributions: [one, other] };
                for y in [70.0, 75.0, 1e3] {
                    // The lighter gas still has e^{−30}.
                    let ratio = pair.at(1.0).scaled(y) / bessel::k1_scaled(y);
                    assert!((ratio - 1.0).abs() < 1e-12, "{pair:?}, y = {y}: {ratio}");
                    assert_eq!(pair.at(0.1).scaled(10.0 * y), bessel::k1_scaled(10.0 * y));
                }
            }
        }
    }

    #[test]
    fn the_order_of_the_two_does_not_matter() {
        for one in ALL {
            for other in ALL {
                for (masses, y) in [([0.0, 0.0], 0.01), ([0.0, 0.3], 0.5), ([0.2, 3.0], 9.0)] {
                    let pair = Pair { masses, distributions: [one, other] };
                    let swapped = Pair { masses: [masses[1], masses[0]], distributions: [other, one] };
                    let (got, wanted) = (pair.at(1.0).scaled(y), swapped.at(1.0).scaled(y));
                    assert!((got / wanted - 1.0).abs() < 1e-13, "{pair:?}, y = {y}: {got:e} {wanted:e}");
                }
            }
        }
    }

    #[test]
    fn decays_in_equilibrium_are_as_frequent_as_their_inverse() {
        // f₁(1 + η₂f₂ + η₃f₃) = f₂f₃: the integrands differ, the integrals do not.
        use Distribution::{BoseEinstein as B, FermiDirac as F};
        for (distribution, occupied) in [(B, [B, B]), (B, [F, F]), (F, [F, B]), (F, [B, F])] {
            for (mass, products) in [(1e-3, [0.0, 0.0]), (0.3, [0.1, 0.0]), (2.0, [1.0, 0.9]), (50.0, [30.0, 0.1])] {
                let decay = TwoBodyDecay { mass, distribution, products, occupied };
                let meetings = Pair { masses: products, distributions: occupied }.at(1.0);
                let wanted = mass * mass * meetings.scaled(mass) / scaled_density(distribution, mass);
                let got = decay.mean_factor(1.0, [true, true]);
                assert!((got / wanted - 1.0).abs() < 1e-12, "{decay:?}: {got:e} {wanted:e}");
            }
        }
    }
}
