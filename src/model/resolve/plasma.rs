//! Functions of the plasma's temperature: Hubble rate, entropy density, degrees of freedom.

use super::scope::View;
use crate::cosmology::Background;
use crate::expression::NativeFunction;
use crate::units::Dimension;

impl View<'_> {
    /// The function of the plasma called `name`: of T in GeV, in powers of GeV.
    pub(super) fn plasma_function(&self, name: &str) -> Option<NativeFunction> {
        Some(match name {
            "hubble" => self.plasma(Dimension::MASS, |background| background.hubble),
            "entropy" => self.plasma(Dimension::power(3), |background| background.entropy_density),
            "g_rho" => self.plasma(Dimension::NONE, |background| background.degrees.g_rho),
            "g_s" => self.plasma(Dimension::NONE, |background| background.degrees.g_s),
            _ => return None,
        })
    }

    /// A function of the plasma at a temperature. While a model is checked there is no plasma yet, and any value will do.
    pub(super) fn plasma(
        &self,
        result: Dimension,
        value: impl Fn(&Background) -> f64 + Send + Sync + 'static,
    ) -> NativeFunction {
        let plasma = self.scope.plasma.clone();
        NativeFunction::new(vec![Dimension::MASS], result, move |arguments| {
            let (Some(plasma), Some(&temperature)) = (&plasma, arguments.first()) else { return Ok(1.0) };
            plasma.at(temperature).map(|background| value(&background)).map_err(|error| error.to_string())
        })
    }
}
