//! The standard history: radiation, in equilibrium with the photons, dominates from start to end.

use std::f64::consts::PI;

use super::{Background, DegreesOfFreedom, DegreesOfFreedomError, Expansion, TEMPERATURES, TemperatureError};
use crate::standard_model::constants;

/// Radiation domination with given degrees of freedom and Planck mass.
#[derive(Debug, Clone)]
pub struct RadiationEra {
    degrees: DegreesOfFreedom,
    /// In GeV.
    pub(super) planck_mass: f64,
    /// `√(4π³/45)/M_Pl`, in GeV⁻¹.
    hubble_coefficient: f64,
}

impl RadiationEra {
    /// A radiation era with the Planck mass G^(−1/2) of the table of constants.
    #[must_use]
    pub fn new(degrees: DegreesOfFreedom) -> Self {
        Self::of(degrees, constants::M_PLANCK.value)
    }

    /// A radiation era with another Planck mass G^(−1/2), in GeV, to reproduce other people's numbers.
    pub fn with_planck_mass(degrees: DegreesOfFreedom, planck_mass: f64) -> Result<Self, DegreesOfFreedomError> {
        // Within this range neither H nor 1/H leaves the floating-point numbers at any supported temperature.
        if (1e-100..=1e100).contains(&planck_mass) {
            Ok(Self::of(degrees, planck_mass))
        } else {
            Err(DegreesOfFreedomError { quantity: "the Planck mass in GeV", value: planck_mass })
        }
    }

    fn of(degrees: DegreesOfFreedom, planck_mass: f64) -> Self {
        Self { degrees, planck_mass, hubble_coefficient: (4.0 * PI.powi(3) / 45.0).sqrt() / planck_mass }
    }

    /// The background at a temperature that is known to be one of [`TEMPERATURES`].
    pub(super) fn inside(&self, temperature: f64) -> Background {
        let degrees = self.degrees.at(temperature);
        let entropy_density = 2.0 * PI * PI / 45.0 * degrees.g_s * temperature.powi(3);
        Background {
            temperature,
            hubble: self.hubble_coefficient * degrees.g_rho.sqrt() * temperature * temperature,
            entropy_density,
            comoving_density: entropy_density,
            factor: 1.0 + degrees.dln_g_s / 3.0,
            degrees,
        }
    }

    /// The degrees of freedom.
    #[must_use]
    pub fn degrees_of_freedom(&self) -> &DegreesOfFreedom {
        &self.degrees
    }
}

impl Expansion for RadiationEra {
    fn at(&self, temperature: f64) -> Result<Background, TemperatureError> {
        if !TEMPERATURES.contains(&temperature) {
            return Err(TemperatureError { temperature, hottest: self.hottest() });
        }
        Ok(self.inside(temperature))
    }

    fn history(&self) -> &'static str {
        "radiation"
    }

    fn description(&self) -> String {
        "radiation from start to end".to_owned()
    }

    fn era(&self) -> &RadiationEra {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relative(a: f64, b: f64) -> f64 {
        (a / b - 1.0).abs()
    }

    #[test]
    fn hubble_rate_and_entropy_density_at_one_gev() {
        let degrees = DegreesOfFreedom::constant(86.25, 80.0).expect("positive");
        let background = RadiationEra::new(degrees).at(1.0).expect("a temperature");
        // H = √(4π³/45) √g T²/M_Pl: √(4π³/45) = 1.660154656; √86.25 = 9.287087811; M_Pl = 1.22089e19 GeV.
        assert!(relative(background.hubble, 1.660154656 * 9.287087811 / 1.22089e19) < 1e-9);
        // 2π²/45 = 0.4386490845.
        assert!(relative(background.entropy_density, 0.4386490845 * 80.0) < 1e-9);
        assert_eq!(background.factor, 1.0);
    }

    #[test]
    fn hubble_rate_follows_from_the_friedmann_equation() {
        let era = RadiationEra::with_planck_mass(DegreesOfFreedom::standard(), 2.4e18 * (8.0 * PI).sqrt());
        let era = era.expect("positive");
        for t in [2.35e-13, 1e-3, 0.12, 42.0, 1e10] {
            let b = era.at(t).expect("a temperature");
            let rho = PI * PI / 30.0 * b.degrees.g_rho * t.powi(4);
            // H² = ρ/(3 M²) with the reduced mass M = 2.4e18 GeV.
            assert!(relative(b.hubble, (rho / 3.0).sqrt() / 2.4e18) < 4e-15);
            assert_eq!(b.factor, 1.0 + b.degrees.dln_g_s / 3.0);
            assert_eq!(era.entropy_density(t), Ok(b.entropy_density));
        }
    }

    #[test]
    fn entropy_density_today_exceeds_the_quoted_one_by_what_neutrino_heating_adds() {
        let era = RadiationEra::new(DegreesOfFreedom::standard());
        let t0 = 2.7255 * 8.617333262e-14;
        let s0 = era.entropy_density(t0).expect("a temperature");
        // The table's 2891.2 cm^-3 has g_s = 43/11, instantaneous decoupling; the fit's 3.931 is 0.56 % more.
        let excess = s0 / constants::ENTROPY_DENSITY_TODAY.value;
        assert!(relative(excess, 3.931 / (43.0 / 11.0)) < 1e-4);
    }

    #[test]
    fn what_is_not_a_temperature_is_refused() {
        let era = RadiationEra::new(DegreesOfFreedom::standard());
        for t in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e21] {
            assert!(era.at(t).is_err(), "{t}");
        }
        for m in [0.0, -1e19, f64::NAN, f64::INFINITY] {
            assert!(RadiationEra::with_planck_mass(DegreesOfFreedom::standard(), m).is_err(), "{m}");
        }
        for t in [1e-20, 1e20] {
            let b = era.at(t).expect("the ends are inside");
            assert!(b.hubble > 0.0 && b.entropy_density > 0.0 && (1.0 / (b.hubble * b.entropy_density)).is_finite());
        }
    }
}
