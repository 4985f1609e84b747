//! From a yield to a density today.

use crate::standard_model::constants;

/// What converts a yield into a relic density, and what the result is compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RelicConstants {
    /// Entropy density today, s₀, in GeV³.
    pub entropy_density_today: f64,
    /// Critical density today over h², `ρ_c/h²`, in GeV⁴.
    pub critical_density_over_h2: f64,
    /// The measured density of cold dark matter, Ωh².
    pub omega_h2: f64,
}

impl Default for RelicConstants {
    fn default() -> Self {
        Self {
            entropy_density_today: constants::ENTROPY_DENSITY_TODAY.value,
            critical_density_over_h2: constants::CRITICAL_DENSITY_OVER_H2.value,
            omega_h2: constants::OMEGA_H2.value,
        }
    }
}

impl RelicConstants {
    /// `Ωh² = m Y s₀/(ρ_c/h²)` of a species of mass `mass` in GeV and yield `yield_today` = n/s.
    #[must_use]
    pub fn relic_density(&self, mass: f64, yield_today: f64) -> f64 {
        mass * yield_today * self.entropy_density_today / self.critical_density_over_h2
    }

    /// The yield with which a species of mass `mass` in GeV makes up the measured density.
    #[must_use]
    pub fn yield_for_measured_density(&self, mass: f64) -> f64 {
        self.omega_h2 * self.critical_density_over_h2 / (self.entropy_density_today * mass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yield_becomes_a_relic_density() {
        let relic = RelicConstants::default();
        // 2891.2/1.053672e-5 = 2.7439279e8.
        assert!((relic.relic_density(1.0, 1.0) / 2.743928e8 - 1.0).abs() < 5e-8);
        // An independent freeze-out result: 100 GeV, Y = 4.038879795e-12.
        assert!((relic.relic_density(100.0, 4.038879795e-12) / 0.1108239496 - 1.0).abs() < 1e-9);
        let y = relic.yield_for_measured_density(3.0);
        assert!((relic.relic_density(3.0, y) / 0.12 - 1.0).abs() < 4e-16);
    }
}
