//! A plasma that comes into being at once, at the reheating temperature.

use super::{Background, Expansion, HistoryError, RadiationEra, TEMPERATURES, TemperatureError};

/// Rounding of a temperature computed as a mass over x.
const ROUNDING: f64 = 1e-12;

/// Radiation domination that begins, instantaneously, at the reheating temperature.
#[derive(Debug, Clone)]
pub struct Reheating {
    era: RadiationEra,
    temperature: f64,
}

impl Reheating {
    /// Radiation from `temperature` in GeV on; that is to be one of [`TEMPERATURES`].
    pub fn new(era: RadiationEra, temperature: f64) -> Result<Self, HistoryError> {
        HistoryError::check("T_RH", temperature, TEMPERATURES.into_inner())?;
        Ok(Self { era, temperature })
    }
}

impl Expansion for Reheating {
    fn at(&self, temperature: f64) -> Result<Background, TemperatureError> {
        if temperature > self.temperature * (1.0 + ROUNDING) {
            return Err(TemperatureError { temperature, hottest: self.temperature });
        }
        self.era.at(temperature)
    }

    fn history(&self) -> &'static str {
        "reheating"
    }

    fn description(&self) -> String {
        format!("radiation from T = {} GeV on", self.temperature)
    }

    fn hottest(&self) -> f64 {
        self.temperature
    }

    fn beginning(&self) -> Option<f64> {
        Some(self.temperature)
    }

    fn era(&self) -> &RadiationEra {
        &self.era
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cosmology::DegreesOfFreedom;

    #[test]
    fn the_era_of_radiation_from_the_reheating_temperature_on() {
        let era = RadiationEra::new(DegreesOfFreedom::standard());
        let reheating = Reheating::new(era.clone(), 10.0).expect("a temperature");
        assert_eq!(reheating.at(10.0), era.at(10.0));
        assert_eq!(reheating.at(1e-3), era.at(1e-3));
        assert_eq!(reheating.at(10.1), Err(TemperatureError { temperature: 10.1, hottest: 10.0 }));
        assert_eq!((reheating.hottest(), reheating.beginning()), (10.0, Some(10.0)));
        let error = Reheating::new(era, -1.0).expect_err("not a temperature");
        assert_eq!(error.to_string(), "T_RH must lie between 1e-20 and 1e20, found -1e0");
    }
}
