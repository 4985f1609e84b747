//! The on-shell part of an s-channel resonance, which the decays of an evolved mediator count already.

use super::FormulaCrossSection;
use crate::rates::thermal_average::Gases;
use crate::rates::{CrossSection, Pole, RateError, RateProblem, ReactionRate, SignedLog, ThermalPoint};
use crate::thermal::kinematics::kallen;

/// What the narrow-width part π/(MΓ) δ(s − M²) of a pole contributes to the rate of a cross section.
///
/// The averages of Gondolo & Gelmini, Nucl. Phys. B 360 (1991) 145, eq. 3.8, over σ → πMΓ σ(M²) δ(s − M²) is
/// ⟨σv⟩ = πMΓ σ(M²) λ(M², m₁², m₂²) K₁(M/T)/(8 M T⁵ b₁ b₂), b = (m/T)² K₂(m/T), for other statistics with what replaces
/// K₁ and b in the [thermal average](crate::rates::thermal_average). At s = M² an amplitude that is real
/// apart from the pole does not interfere with it, so that the interference stays in the rate; what else there is at
/// the pole is smaller by (Γ/M)², beyond the narrow-width approximation.
#[derive(Debug, Clone)]
pub struct OnShell {
    cross_section: FormulaCrossSection,
    pole: Pole,
    initial: [f64; 2],
    symmetry_factor: f64,
    gases: Gases,
}

impl OnShell {
    /// The part of `cross_section` at `pole`, which lies above the masses `initial` (GeV) of the reactants and above
    /// those of the products; `symmetry_factor` is ½ for identical reactants.
    #[must_use]
    pub fn new(
        cross_section: FormulaCrossSection,
        pole: Pole,
        initial: [f64; 2],
        symmetry_factor: f64,
        gases: Gases,
    ) -> Self {
        Self { cross_section, pole, initial, symmetry_factor, gases }
    }
}

impl ReactionRate for OnShell {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let Pole { mass, width } = self.pole;
        let mut sigma = [0.0];
        self.cross_section.at(*at).sigma(&[mass * mass], &mut sigma)?;
        if !(sigma[0] >= 0.0 && sigma[0].is_finite()) {
            return Err(
                RateError::from(RateProblem::NonFiniteCrossSection { s: mass * mass }).at_temperature(at.temperature)
            );
        }
        let strength = std::f64::consts::PI * mass * width * sigma[0];
        let [b1, b2] = self.gases.scaled_densities(self.initial, at.temperature);
        let met = self.gases.counted.at(at.temperature).scaled(mass / at.temperature);
        let flux = kallen(mass, self.initial[0], self.initial[1]) * met;
        let ln_abs = (self.symmetry_factor * strength * flux / (8.0 * mass * b1 * b2)).ln() - 5.0 * at.temperature.ln();
        Ok(SignedLog { ln_abs, sign: 1.0 })
    }

    fn threshold_mass(&self) -> f64 {
        self.pole.mass - self.initial[0] - self.initial[1]
    }
}
