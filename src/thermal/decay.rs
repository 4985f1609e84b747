//! Two-body decays in a plasma: time dilation, Bose enhancement and Pauli blocking.
//!
//! A particle 1 decays into 2 and 3 at the rate Γm/E times 1 + η₂f₂ + η₃f₃, in which inverse decays are counted: the
//! balance f₁(1 + η₂f₂)(1 + η₃f₃) − f₂f₃(1 + η₁f₁) is f₁(1 + η₂f₂ + η₃f₃) − f₂f₃ exactly, as η₁ = η₂η₃. In equilibrium
//! f₁(1 + η₂f₂ + η₃f₃) = f₂f₃. The means over the directions of the decay are closed, as they are for a [`pair`](super::pair);
//! what remains is a sum over the rapidity of the decaying particle.

use std::f64::consts::PI;

use super::distribution::{Distribution, Product, mean_signed_occupation};
use super::equilibrium::scaled_density;
use super::kinematics;
use super::rapidity::Rule;

/// A decay into two particles. Its masses must leave it open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoBodyDecay {
    /// Mass in GeV of the decaying particle.
    pub mass: f64,
    /// How its states are occupied.
    pub distribution: Distribution,
    /// Masses in GeV of the products.
    pub products: [f64; 2],
    /// How their states are occupied.
    pub occupied: [Distribution; 2],
}

impl TwoBodyDecay {
    /// ⟨(m/E)(1 + Σ ηf)⟩ over the decaying gas at `temperature` (GeV), the sum going over those products that
    /// `stimulate`: what a partial width is multiplied with.
    #[must_use]
    pub fn mean_factor(&self, temperature: f64, stimulate: [bool; 2]) -> f64 {
        let x = self.mass / temperature;
        if x == 0.0 {
            return 0.0;
        }
        let momentum = self.momentum() / temperature;
        let products = [0, 1].map(|i| self.product(i, temperature, stimulate[i]));
        let rule = Rule::new(x, 0.0);
        let mut sum = 0.0;
        for node in rule.nodes() {
            let occupied = self.distribution.over_boltzmann(x * node.cosh) * (-x * node.cosh_less_one).exp();
            let factor = 1.0 + mean_signed_occupation(&products, node.boost, 2.0 * momentum * node.sinh);
            sum += node.sinh * node.sinh * occupied * factor;
        }
        rule.step * x.powi(3) * sum / scaled_density(self.distribution, x)
    }

    /// The same decay with its products in the other order.
    #[must_use]
    pub fn swapped(self) -> Self {
        let ([one, other], [first, second]) = (self.products, self.occupied);
        Self { products: [other, one], occupied: [second, first], ..self }
    }

    /// ⟨(m/E) f₂⟩/n₂ in GeV⁻³ over the decaying gas at `temperature` (GeV), n₂ being the density of the first product's gas
    /// of `degrees_of_freedom`, with exp(−[`Self::stimulated_threshold`]/T) taken out.
    #[must_use]
    pub fn mean_occupation(&self, temperature: f64, degrees_of_freedom: f64) -> f64 {
        let (x, x_product) = (self.mass / temperature, self.products[0] / temperature);
        if x == 0.0 {
            return 0.0;
        }
        let momentum = self.momentum() / temperature;
        let energy = self.energy(0) / temperature;
        // E₁ + E₋ = y cosh(ζ − centre), the rapidity at which the two are at rest to each other as far as they can be.
        let total = x + energy;
        let y = self.meeting_mass() / temperature;
        let centre = (momentum / total).atanh();
        let occupied = self.product(0, temperature, true);
        let rule = Rule::new(y, centre);
        let mut sum = 0.0;
        for node in rule.nodes() {
            let boltzmann = (-2.0 * y * (0.5 * (node.rapidity - centre)).sinh().powi(2)).exp();
            let mother = self.distribution.over_boltzmann(x * node.cosh);
            let mean = occupied.mean_over_boltzmann(node.boost, 2.0 * momentum * node.sinh);
            sum += node.sinh * node.sinh * boltzmann * mother * mean;
        }
        let densities = scaled_density(self.distribution, x) * scaled_density(self.occupied[0], x_product);
        2.0 * PI * PI * rule.step * x.powi(3) * sum / (degrees_of_freedom * temperature.powi(3) * densities)
    }

    /// How much energy (GeV) more than their masses the decaying particle and one like the first product need at least,
    /// for the former to decay into the state of the latter.
    #[must_use]
    pub fn stimulated_threshold(&self) -> f64 {
        let (energy, mass, momentum) = (self.energy(0), self.products[0], self.momentum());
        let kinetic = if momentum > 0.0 { momentum * (momentum / (energy + mass)) } else { 0.0 };
        2.0 * self.mass * kinetic / (self.meeting_mass() + self.mass + mass)
    }

    /// Invariant mass in GeV of the decaying particle and one in the state of the first product.
    fn meeting_mass(&self) -> f64 {
        let mass = self.products[0];
        (self.mass * (self.mass + 2.0 * self.energy(0)) + mass * mass).sqrt()
    }

    /// Energy in GeV of a product in the rest frame.
    fn energy(&self, product: usize) -> f64 {
        let [one, other] = self.products;
        let asymmetry = (one - other) * ((one + other) / self.mass);
        0.5 * (self.mass + if product == 0 { asymmetry } else { -asymmetry })
    }

    /// Momentum in GeV of the products in the rest frame.
    fn momentum(&self) -> f64 {
        kinematics::momentum(self.mass, self.products[0], self.products[1])
    }

    fn product(&self, product: usize, temperature: f64, stimulates: bool) -> Product {
        let distribution = if stimulates { self.occupied[product] } else { Distribution::MaxwellBoltzmann };
        let [mass, energy, momentum] =
            [self.products[product], self.energy(product), self.momentum()].map(|scale| scale / temperature);
        Product::new(distribution, mass, energy, momentum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::thermal::equilibrium::mean_inverse_lorentz_factor;
    use crate::thermal::reference;

    fn decay(row: &serde_json::Value) -> TwoBodyDecay {
        let [mother, one, other] = [0, 1, 2].map(|i| reference::particle(&row["particles"][i]));
        TwoBodyDecay { mass: mother.1, distribution: mother.0, products: [one.1, other.1], occupied: [one.0, other.0] }
    }

    #[track_caller]
    fn assert_close(decay: TwoBodyDecay, got: f64, wanted: &serde_json::Value, bound: f64) {
        let wanted = reference::number(wanted);
        assert!((got / wanted - 1.0).abs() < bound, "{decay:?}: {got:e}, not {wanted:e}");
    }

    #[test]
    fn agrees_with_the_sum_over_images() {
        for row in reference::rows("decays") {
            let decay = decay(&row);
            assert_close(decay, decay.mean_factor(1.0, [false, false]), &row["free"], 2e-14);
            assert_close(decay, decay.mean_factor(1.0, [true, false]), &row["stimulated by the first"], 2e-14);
            assert_close(decay, decay.mean_factor(1.0, [true, true]), &row["stimulated by both"], 2e-14);
            assert_close(decay, decay.mean_occupation(1.0, 1.0), &row["catalysed"], 2e-14);
            // Four states share the density, as they do at ten times all masses and the temperature: n is 10³ times it.
            let scaled = TwoBodyDecay { mass: 10.0 * decay.mass, products: decay.products.map(|m| 10.0 * m), ..decay };
            assert_close(scaled, 4e3 * scaled.mean_occupation(10.0, 4.0), &row["catalysed"], 2e-14);
        }
    }

    #[test]
    fn agrees_with_direct_integration_for_light_particles() {
        for row in reference::rows("decays_direct") {
            // The reference is a double integral in sixteen digits.
            assert_close(decay(&row), decay(&row).mean_factor(1.0, [true, true]), &row["stimulated by both"], 1e-9);
        }
    }

    #[test]
    fn parts_add_up_and_vanish_in_the_cold() {
        for row in reference::rows("decays").iter().chain(&reference::rows("decays_direct")) {
            let decay = decay(row);
            let swapped = decay.swapped();
            for temperature in [1e-6, 0.01, 0.3, 1.0, 30.0, 1e6] {
                let free = decay.mean_factor(temperature, [false, false]);
                let dilated = mean_inverse_lorentz_factor(decay.distribution, decay.mass / temperature);
                assert!((free / dilated - 1.0).abs() < 1e-12, "{decay:?} at {temperature}: {free:e} {dilated:e}");
                // ⟨(m/E) f⟩ from the catalysed rate and the density.
                let part = |decay: TwoBodyDecay| {
                    let x = decay.products[0] / temperature;
                    let density = scaled_density(decay.occupied[0], x) * temperature.powi(3) / (2.0 * PI * PI);
                    let exponent = x + decay.stimulated_threshold() / temperature;
                    decay.occupied[0].sign() * decay.mean_occupation(temperature, 1.0) * density * (-exponent).exp()
                };
                let sum = free + part(decay) + part(swapped);
                let both = decay.mean_factor(temperature, [true, true]);
                assert!((sum / both - 1.0).abs() < 1e-9, "{decay:?} at {temperature}: {sum:e} {both:e}");
                assert!(
                    decay.mean_occupation(temperature, 1.0).is_finite() && both > 0.0,
                    "{decay:?} at {temperature}"
                );
            }
        }
    }
}
