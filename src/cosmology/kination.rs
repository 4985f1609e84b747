//! A fluid that redshifts faster than radiation and dominates before it.

use super::{Background, Expansion, HistoryError, RadiationEra, TEMPERATURES, TemperatureError};

/// Powers by which the fluid may redshift faster than radiation.
const POWERS: (f64, f64) = (1e-3, 20.0);

/// A fluid with `ρ_φ ∝ a^−(4+n)` beside the radiation, as dense as that at a temperature `T_eq` and never decaying: n = 2
/// is a field that only has kinetic energy (D'Eramo, Fernandez, Profumo, arXiv:1703.04793, eqs. 2.2 to 2.6).
///
/// The entropy of the plasma is conserved: `H² = H_rad² (1 + ρ_φ/ρ_rad)`, the rest is as in the era of radiation.
#[derive(Debug, Clone)]
pub struct Kination {
    era: RadiationEra,
    temperature: f64,
    power: f64,
    /// `g_ρ` and `g_s` at `T_eq`.
    degrees: (f64, f64),
}

impl Kination {
    /// The history with the fluid as dense as the radiation at `temperature` in GeV, and `ρ_φ ∝ a^−(4 + power)`.
    pub fn new(era: RadiationEra, temperature: f64, power: f64) -> Result<Self, HistoryError> {
        HistoryError::check("T_eq", temperature, TEMPERATURES.into_inner())?;
        HistoryError::check("n", power, POWERS)?;
        let degrees = era.degrees_of_freedom().at(temperature);
        let degrees = (degrees.g_rho, degrees.g_s);
        Ok(Self { era, temperature, power, degrees })
    }
}

impl Expansion for Kination {
    fn at(&self, temperature: f64) -> Result<Background, TemperatureError> {
        let background = self.era.at(temperature)?;
        let (g_rho, g_s) = self.degrees;
        // a ∝ 1/(g_s^(1/3) T), and ρ_rad ∝ g_ρ T⁴.
        let scale = (background.degrees.g_s / g_s).cbrt() * (temperature / self.temperature);
        let radiation = background.degrees.g_rho / g_rho * (temperature / self.temperature).powi(4);
        let share = scale.powf(4.0 + self.power) / radiation;
        Ok(Background { hubble: background.hubble * (1.0 + share).sqrt(), ..background })
    }

    fn history(&self) -> &'static str {
        "kination"
    }

    fn description(&self) -> String {
        let Self { temperature, power, .. } = self;
        format!("radiation and a fluid with density ∝ a^-{}, equal at T = {temperature} GeV", 4.0 + power)
    }

    fn era(&self) -> &RadiationEra {
        &self.era
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cosmology::DegreesOfFreedom;

    fn relative(a: f64, b: f64) -> f64 {
        (a / b - 1.0).abs()
    }

    #[test]
    fn the_fluid_is_as_dense_as_the_radiation_where_it_should() {
        let era = RadiationEra::new(DegreesOfFreedom::standard());
        let kination = Kination::new(era.clone(), 0.02, 2.0).expect("is a history");
        let ratio = kination.hubble(0.02).unwrap() / era.hubble(0.02).unwrap();
        assert!(relative(ratio, 2f64.sqrt()) < 4e-16);
        assert_eq!(kination.entropy_density(3.0), era.entropy_density(3.0));
    }

    #[test]
    fn far_above_the_hubble_rate_falls_as_one_over_a_cubed() {
        let degrees = DegreesOfFreedom::constant(80.0, 80.0).expect("positive");
        let kination = Kination::new(RadiationEra::new(degrees), 1e-2, 2.0).expect("is a history");
        // H ∝ a^−3 ∝ T³, up to the radiation's share (T_eq/T)² = 1e-12 of the density.
        let ratio = kination.hubble(2e4).unwrap() / kination.hubble(1e4).unwrap();
        assert!(relative(ratio, 8.0) < 1e-12);
    }

    #[test]
    fn parameters_that_make_no_sense_are_refused() {
        let era = RadiationEra::new(DegreesOfFreedom::standard());
        for (temperature, power, quantity) in [(0.0, 2.0, "T_eq"), (1.0, 0.0, "n"), (1.0, f64::NAN, "n")] {
            let error = Kination::new(era.clone(), temperature, power).expect_err("no history");
            assert_eq!(error.quantity, quantity);
        }
    }
}
