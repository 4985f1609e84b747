//! The thermal average at many temperatures from one set of cross sections.
//!
//! In ε = √s − √s_min the average of `thermal_average` is a weighted sum over a measure that knows no temperature,
//!
//! ⟨σv⟩ = exp(−(√s_min − m₁ − m₂)/T)/(4b₁b₂T⁴) ∫ dε ρ(ε) X(√s/T) e^{−ε/T},  X(w) = w eʷ K₁(w),
//!
//! ρ = σ e(e+2m₁)(e+2m₂)(e+2m₁+2m₂)/√s with e = √s − m₁ − m₂. The energies are a binary tree of panels, each of which
//! holds ρ as twenty point masses that integrate any polynomial of degree 19 in the panel's variable as ρ does. Where
//! ρ is smooth these are its values at Gauss points; elsewhere they are put together from those of the halves, and
//! around a pole from a quadrature in w, s = M² + MΓ sinh w. A temperature sums over the largest panels on which
//! X e^{−ε/T} is such a polynomial: some fifty terms, however narrow the peaks below.
//!
//! Every panel is accurate relative to what it and the panels below it hold. The weight falls with energy, so that
//! this carries over to every temperature.

mod growth;
mod panel;

use super::thermal_average::ThermalAverage;
use super::{CrossSection, RateError, ReactionRate, SignedLog, TemperatureRange, ThermalPoint};
use crate::thermal::bessel;
use crate::thermal::quadrature::Integral;
use growth::Forest;
use panel::Tree;

/// Part of the tolerance that what lies beyond the sampled energies may take.
const BEYOND_SHARE: f64 = 0.2;

/// A thermal average whose cross section has been sampled for a range of temperatures. Outside, and where the samples
/// turn out not to suffice, it is integrated anew.
#[derive(Debug, Clone)]
pub struct SampledAverage<C> {
    average: ThermalAverage<C>,
    range: TemperatureRange,
    trees: Vec<Tree>,
    evaluations: usize,
}

impl<C: CrossSection> SampledAverage<C> {
    /// Samples the cross section of `average` for temperatures within `range` (GeV), which must be positive and finite.
    ///
    /// # Errors
    /// Those of the cross section, [`super::RateProblem::InvalidTemperature`] for a bad range, and
    /// [`super::RateProblem::NotConverged`] for a cross section that is not resolved with a bounded number of values.
    pub fn new(average: ThermalAverage<C>, range: TemperatureRange) -> Result<Self, RateError> {
        let Forest { trees, evaluations } = Forest::grow(&average, range)?;
        Ok(Self { average, range, trees, evaluations })
    }

    /// How many cross sections have been evaluated.
    #[must_use]
    pub fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// ⟨σ v_Møl⟩·exp(+`threshold_mass`/T) in GeV⁻² at `temperature` in GeV, as [`ThermalAverage::average`] has it.
    pub fn average(&self, temperature: f64) -> Result<Integral, RateError> {
        if self.range.contains(temperature) {
            let (sum, beyond) = sum(&self.trees, &self.average, temperature);
            let tolerance = self.average.tolerance_at(temperature) * sum.value.abs();
            if sum.value.is_finite() && sum.value != 0.0 && sum.error <= tolerance && beyond <= BEYOND_SHARE * tolerance
            {
                return Ok(sum);
            }
        }
        self.average.average(temperature)
    }
}

/// The average over `trees` with its error, and an estimate of what lies beyond them.
fn sum<C: CrossSection>(trees: &[Tree], average: &ThermalAverage<C>, temperature: f64) -> (Integral, f64) {
    let [b1, b2] = average.initial().map(|mass| bessel::x2_k2_scaled(mass / temperature));
    let mut sum = panel::Sum::default();
    for tree in trees {
        tree.sum(average.sqrt_s_min(), temperature, &mut sum);
    }
    let norm = 0.25 / (b1 * b2) / temperature.powi(4);
    (Integral { value: norm * sum.value, error: norm * sum.error, evaluations: 0 }, norm * sum.beyond)
}

impl<C: CrossSection> ReactionRate for SampledAverage<C> {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        Ok(SignedLog::new(self.average.symmetry_factor() * self.average(at.temperature)?.value))
    }

    fn threshold_mass(&self) -> f64 {
        self.average.threshold_mass()
    }

    fn references(&self) -> &[String] {
        self.average.references()
    }
}

#[cfg(test)]
mod tests;
