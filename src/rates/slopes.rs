//! Derivatives of rates with respect to the logarithms of a model's parameters, at fixed temperature.

use std::sync::Arc;

use super::{RateError, RateProblem, ThermalPoint, slots};
use crate::expression::{Dual, DualInput, DualScratch, EvalError, Program, Varying};
use crate::rates::kinds::DecayFactor;
use crate::thermal::decay::TwoBodyDecay;
use crate::thermal::distribution::Distribution;
use crate::thermal::equilibrium::{Gas, mean_inverse_lorentz_factor};

/// Step of the differences by which factors without a closed derivative are differentiated, relative to a mass.
const STEP: f64 = 1e-3;
/// Part of the energy that a decay releases that the differences may use up.
const PART_OF_RELEASE: f64 = 0.1;

/// The derivatives of one reaction's rate.
pub trait RateSlopes: Send + Sync {
    /// Writes the derivatives of the logarithm of the coefficient without its threshold factor (see
    /// [`ReactionRate::coefficient`](super::ReactionRate::coefficient)) along every direction.
    fn slopes(&self, at: &ThermalPoint, out: &mut [f64]) -> Result<(), RateError>;
}

/// A formula of a rate with everything in it that varies.
#[derive(Debug, Clone)]
pub struct VaryingFormula {
    /// The formula; its inputs are those of [`slots`] and then the `variables`.
    pub program: Program,
    /// What varies.
    pub variables: Arc<[Varying]>,
    /// x·T.
    pub reference_mass: Varying,
}

impl VaryingFormula {
    /// Number of directions.
    #[must_use]
    pub fn directions(&self) -> usize {
        self.reference_mass.slopes.len()
    }

    /// Whether it may vary along a direction.
    #[must_use]
    pub fn varies_along(&self, direction: usize) -> bool {
        let used = |i: usize| self.program.uses(slots::COUNT + i);
        let mut variables = self.variables.iter().enumerate().filter(|(i, _)| used(*i));
        let x = [slots::X, slots::CROSS_SECTION_X].into_iter().any(|slot| self.program.uses(slot));
        variables.any(|(_, v)| v.slopes[direction] != 0.0) || (x && self.reference_mass.slopes[direction] != 0.0)
    }

    /// The formula with its derivatives along these `directions` only.
    #[must_use]
    pub fn along(&self, directions: &[usize]) -> Self {
        Self {
            program: self.program.clone(),
            variables: self.variables.iter().map(|variable| variable.along(directions)).collect(),
            reference_mass: self.reference_mass.along(directions),
        }
    }

    /// The inputs for variables of its own.
    pub(super) fn inputs<'a>(&'a self, own: [DualInput<'a>; slots::COUNT]) -> Vec<DualInput<'a>> {
        own.into_iter().chain(self.variables.iter().map(Varying::input)).collect()
    }

    /// x with its derivatives at fixed temperature.
    pub(super) fn x(&self, at: &ThermalPoint) -> Varying {
        let slopes = self.reference_mass.slopes.iter().map(|slope| slope / at.temperature).collect();
        Varying { value: at.x, slopes }
    }

    /// Value and derivatives of a formula of T and x.
    fn thermal(&self, at: &ThermalPoint) -> Result<Dual, RateError> {
        let x = self.x(at);
        let mut own = [DualInput::default(); slots::COUNT];
        own[slots::TEMPERATURE] = DualInput { values: std::slice::from_ref(&at.temperature), slopes: &[] };
        own[slots::X] = x.input();
        self.program
            .eval_dual(1, self.directions(), &self.inputs(own), &mut DualScratch::default())
            .map_err(|error| refused(error, at))
    }
}

fn refused(error: EvalError, at: &ThermalPoint) -> RateError {
    RateError::from(RateProblem::Formula(error)).at_temperature(at.temperature)
}

/// The derivatives of a rate that varies along some directions only.
pub struct Along {
    /// The derivatives along those directions.
    pub rate: Box<dyn RateSlopes>,
    /// Which those are.
    pub directions: Vec<usize>,
}

impl RateSlopes for Along {
    fn slopes(&self, at: &ThermalPoint, out: &mut [f64]) -> Result<(), RateError> {
        let mut slopes = vec![0.0; self.directions.len()];
        self.rate.slopes(at, &mut slopes)?;
        out.fill(0.0);
        for (&k, slope) in self.directions.iter().zip(slopes) {
            out[k] = slope;
        }
        Ok(())
    }
}

/// A number that a rate is proportional to.
#[derive(Debug, Clone)]
pub enum Proportional {
    /// A formula of T and x.
    Formula(Box<VaryingFormula>),
    /// A number.
    Number(Varying),
}

impl Proportional {
    /// The number with its derivatives along these `directions` only.
    #[must_use]
    pub fn along(&self, directions: &[usize]) -> Self {
        match self {
            Self::Formula(formula) => Self::Formula(Box::new(formula.along(directions))),
            Self::Number(number) => Self::Number(number.along(directions)),
        }
    }

    /// Writes the derivatives of its logarithm; of zero, nothing.
    fn write(&self, at: &ThermalPoint, out: &mut [f64]) -> Result<(), RateError> {
        match self {
            Self::Formula(formula) => {
                let Dual { values, slopes } = formula.thermal(at)?;
                for (out, slope) in out.iter_mut().zip(slopes) {
                    *out = if values[0] == 0.0 { 0.0 } else { slope / values[0] };
                }
            }
            Self::Number(number) => {
                for (out, slope) in out.iter_mut().zip(&number.slopes) {
                    *out = if number.value == 0.0 { 0.0 } else { slope / number.value };
                }
            }
        }
        Ok(())
    }
}

/// Those of a rate coefficient that is given as it is, with its threshold factor in it.
pub struct CoefficientSlopes {
    /// The coefficient.
    pub coefficient: Proportional,
    /// The derivatives of the threshold, in GeV.
    pub threshold: Vec<f64>,
}

impl RateSlopes for CoefficientSlopes {
    fn slopes(&self, at: &ThermalPoint, out: &mut [f64]) -> Result<(), RateError> {
        self.coefficient.write(at, out)?;
        out.iter_mut().zip(&self.threshold).for_each(|(out, slope)| *out += slope / at.temperature);
        Ok(())
    }
}

/// Those of a reaction density.
pub struct DensitySlopes {
    /// γ.
    pub density: Proportional,
    /// The reactants that have a density, with the derivatives of their masses in GeV.
    pub reactants: Vec<(Gas, Vec<f64>)>,
}

impl RateSlopes for DensitySlopes {
    fn slopes(&self, at: &ThermalPoint, out: &mut [f64]) -> Result<(), RateError> {
        self.density.write(at, out)?;
        for (gas, mass_slopes) in &self.reactants {
            let by_mass = ln_density_by_mass(gas, at.temperature) - 1.0 / at.temperature;
            out.iter_mut().zip(mass_slopes).for_each(|(out, slope)| *out -= by_mass * slope);
        }
        Ok(())
    }
}

/// d(ln n_eq + m/T)/dm in GeV⁻¹ at fixed temperature (GeV); 0 for a particle without a mass.
#[must_use]
pub fn ln_density_by_mass(gas: &Gas, temperature: f64) -> f64 {
    if gas.mass == 0.0 {
        return 0.0;
    }
    // n is T³ times a function of m/T, so that d ln n/d ln m = 3 − d ln n/d ln T.
    (3.0 - gas.ln_density(temperature).smooth_slope) / gas.mass
}

/// Those of σv = s + p v² + d v⁴.
pub struct PartialWavesSlopes {
    /// Coefficients of v⁰, v² and v⁴.
    pub waves: [Varying; 3],
    /// The reduced mass in GeV.
    pub reduced_mass: Varying,
}

impl RateSlopes for PartialWavesSlopes {
    fn slopes(&self, at: &ThermalPoint, out: &mut [f64]) -> Result<(), RateError> {
        let [s, p, d] = &self.waves;
        let u = at.temperature / self.reduced_mass.value;
        let value = s.value + 3.0 * u * (p.value + 5.0 * u * d.value);
        for (k, out) in out.iter_mut().enumerate() {
            let du = -u * self.reduced_mass.slopes[k] / self.reduced_mass.value;
            let by_u = 3.0 * p.value + 30.0 * u * d.value;
            *out = (s.slopes[k] + 3.0 * u * (p.slopes[k] + 5.0 * u * d.slopes[k]) + by_u * du) / value;
        }
        Ok(())
    }
}

/// Those of a decay.
pub struct WidthSlopes {
    /// The partial width.
    pub width: Proportional,
    /// What the plasma makes of the decay.
    pub factor: DecayFactor,
    /// The derivatives of the masses in GeV of the decaying particle and of its products, as far as the factor needs them.
    pub masses: [Vec<f64>; 3],
}

impl RateSlopes for WidthSlopes {
    fn slopes(&self, at: &ThermalPoint, out: &mut [f64]) -> Result<(), RateError> {
        self.width.write(at, out)?;
        let temperature = at.temperature;
        let by_mass: [f64; 3] = match self.factor {
            DecayFactor::TimeDilation { mass: 0.0, .. } => [0.0; 3],
            DecayFactor::TimeDilation { mass, distribution: Distribution::MaxwellBoltzmann } => {
                // (K₁/K₂)′ = (K₁/K₂)² + (3/x) K₁/K₂ − 1.
                let x = mass / temperature;
                let ratio = mean_inverse_lorentz_factor(Distribution::MaxwellBoltzmann, x);
                [(ratio + 3.0 / x - 1.0 / ratio) / temperature, 0.0, 0.0]
            }
            DecayFactor::TimeDilation { mass, distribution } => {
                let ln_factor = |m: f64| mean_inverse_lorentz_factor(distribution, m / temperature).ln();
                [difference(ln_factor, mass, STEP * mass), 0.0, 0.0]
            }
            DecayFactor::Stimulated { decay, by } => decay_slopes(decay, |d| d.mean_factor(temperature, by).ln()),
            DecayFactor::Catalysed { decay, degrees_of_freedom } => {
                // The factor contains e^{−(threshold)/T}, which counts elsewhere, as its logarithm does here.
                decay_slopes(decay, |d| d.mean_occupation(temperature, degrees_of_freedom).ln())
            }
        };
        for (by_mass, slopes) in by_mass.iter().zip(&self.masses) {
            out.iter_mut().zip(slopes).for_each(|(out, slope)| *out += by_mass * slope);
        }
        Ok(())
    }
}

/// The derivatives of a function of a decay with respect to its three masses.
fn decay_slopes(decay: TwoBodyDecay, ln_factor: impl Fn(TwoBodyDecay) -> f64) -> [f64; 3] {
    let release = decay.mass - decay.products[0] - decay.products[1];
    let step = |mass: f64| (STEP * mass).min(PART_OF_RELEASE * release);
    let of_mother = |mass: f64| ln_factor(TwoBodyDecay { mass, ..decay });
    let of_product = |i: usize| {
        let mass = decay.products[i];
        if mass == 0.0 {
            return 0.0;
        }
        let moved = |mass: f64| {
            let mut products = decay.products;
            products[i] = mass;
            ln_factor(TwoBodyDecay { products, ..decay })
        };
        difference(moved, mass, step(mass))
    };
    [difference(of_mother, decay.mass, step(decay.mass)), of_product(0), of_product(1)]
}

/// The derivatives of [`TwoBodyDecay::stimulated_threshold`] with respect to the mass of the decaying particle and to those
/// of its products.
#[must_use]
pub fn stimulated_threshold_slopes(decay: TwoBodyDecay) -> [f64; 3] {
    decay_slopes(decay, |decay| decay.stimulated_threshold())
}

/// The derivative of a smooth function by central differences of the sixth order.
pub(super) fn difference(function: impl Fn(f64) -> f64, x: f64, step: f64) -> f64 {
    let pair = |k: f64| function(x + k * step) - function(x - k * step);
    (0.75 * pair(1.0) - 0.15 * pair(2.0) + pair(3.0) / 60.0) / step
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::ReactionRate;
    use crate::rates::kinds::{PartialWaves, Width};

    fn number(value: f64, slopes: [f64; 1]) -> Varying {
        Varying { value, slopes: slopes.to_vec() }
    }

    fn found(slopes: &dyn RateSlopes, temperature: f64) -> f64 {
        let mut out = [0.0];
        slopes.slopes(&ThermalPoint::new(temperature, 1.0), &mut out).expect("is finite");
        out[0]
    }

    fn wanted<R: ReactionRate>(rate: impl Fn(f64) -> R, temperature: f64) -> f64 {
        let ln = |p: f64| rate(p).coefficient(&ThermalPoint::new(temperature, 1.0)).expect("is finite").ln_abs;
        difference(ln, 1.0, 1e-3)
    }

    #[test]
    fn decays_and_partial_waves_have_the_slopes_of_differences() {
        use Distribution::{BoseEinstein, FermiDirac, MaxwellBoltzmann};
        for distribution in [MaxwellBoltzmann, BoseEinstein] {
            let factor = |p: f64| DecayFactor::TimeDilation { mass: 2.0 * p, distribution };
            let width = Proportional::Number(number(1e-3, [3e-3]));
            let slopes = WidthSlopes { width, factor: factor(1.0), masses: [vec![2.0], vec![0.0], vec![0.0]] };
            for temperature in [30.0, 1.0, 0.01] {
                let wanted = wanted(|p| Width::constant(1e-3 * p.powi(3), factor(p)), temperature);
                assert!((found(&slopes, temperature) - wanted).abs() < 1e-9);
            }
        }
        let decay = |p: f64| TwoBodyDecay {
            mass: 2.0 * p * p,
            distribution: BoseEinstein,
            products: [0.5 * p, 0.0],
            occupied: [FermiDirac; 2],
        };
        let factor = |p: f64| DecayFactor::Stimulated { decay: decay(p), by: [true, true] };
        let width = Proportional::Number(number(1e-3, [0.0]));
        let slopes = WidthSlopes { width, factor: factor(1.0), masses: [vec![4.0], vec![0.5], vec![0.0]] };
        let wanted_here = wanted(|p| Width::constant(1e-3, factor(p)), 0.7);
        assert!((found(&slopes, 0.7) - wanted_here).abs() < 1e-9);
        let rate =
            |p: f64| PartialWaves { waves: [1e-9, 2e-9 * p, 3e-9], reduced_mass: p.powi(2), symmetry_factor: 0.5 };
        let waves = [number(1e-9, [0.0]), number(2e-9, [2e-9]), number(3e-9, [0.0])];
        let slopes = PartialWavesSlopes { waves, reduced_mass: number(1.0, [2.0]) };
        assert!((found(&slopes, 0.2) - wanted(rate, 0.2)).abs() < 1e-9);
    }
}
