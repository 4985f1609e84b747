//! The thermal average ⟨σ v_Møl⟩ of a two-body cross section over the momenta of two gases in equilibrium.
//!
//! Gondolo & Gelmini, Nucl. Phys. B 360 (1991) 145, eq. 3.8, for unequal masses (Edsjö & Gondolo, hep-ph/9704361,
//! eq. 3.20) is γ = g₁g₂T/(32π⁴) ∫ ds λ(s, m₁², m₂²)/√s K₁(√s/T) σ(s). Over the equilibrium densities and with
//! y = (√s − √s_min)/T, z = y + (√s_min − m₁ − m₂)/T, xᵢ = mᵢ/T, k = eˣKₙ and bᵢ = xᵢ² k₂(xᵢ) it is
//!
//! ⟨σv⟩ = exp(−(√s_min − m₁ − m₂)/T)/(4b₁b₂) ∫ dy z(z+2x₁)(z+2x₂)(z+2x₁+2x₂) k₁(z+x₁+x₂) e^{−y} σ,
//!
//! in which nothing cancels, overflows or underflows, and massless particles need no case of their own (b = 2). The
//! exponential in front is handed on separately. For Fermi and Bose gases k₁ is replaced by the κ of [`Pair`], and bᵢ by their
//! densities.
//!
//! Narrow Breit–Wigner poles are integrated once for all temperatures; the rest of the integral is done in variables that
//! make it smooth at thresholds and around poles that are not narrow.

mod energy;
mod several;
mod slopes;
mod weight;
mod window;

pub use slopes::{AverageSlopes, VaryingMeaning};

use super::{CrossSection, Pole, RateError, RateProblem, ReactionRate, SignedLog, ThermalPoint};
use crate::thermal::distribution::Distribution;
use crate::thermal::equilibrium::scaled_density;
use crate::thermal::kinematics;
use crate::thermal::pair::Pair;
use crate::thermal::quadrature::{Integral, Quadrature, QuadratureError};
use energy::{Cut, EnergyAxis, EnergyBlock, Feature};
use weight::Weight;
use window::Window;

/// Most values of σ spent on one temperature. A step that nobody declared takes 1500 at a tolerance of 1e-10.
const MAX_EVALUATIONS: usize = 60_000;

/// A value of σ below zero by no more than this times the largest of its block is a rounding error.
const NEGATIVE_ROUNDING: f64 = 1e-12;

/// e^{−y} underflows beyond, whatever σ may be.
const Y_LIMIT: f64 = 700.0;

/// The rate of 1 + 2 → anything with a cross section: γ/(n₁n₂) = ⟨σ v_Møl⟩, times ½ for identical reactants.
#[derive(Debug, Clone)]
pub struct ThermalAverage<C> {
    cross_section: C,
    initial: [f64; 2],
    sqrt_s_min: f64,
    threshold_mass: f64,
    tolerance: f64,
    symmetry_factor: f64,
    gases: Gases,
    references: Vec<String>,
    poles: Vec<PoleOfAverage>,
}

/// A pole above threshold.
#[derive(Debug, Clone)]
struct PoleOfAverage {
    pole: Pole,
    /// Whether its narrow-width part is left out.
    subtracted: bool,
    /// Unless it is too broad.
    window: Option<Window>,
}

/// The statistics of a thermal average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gases {
    /// How the states of the reactants are occupied in equilibrium, which is the density γ is divided by.
    pub reactants: [Distribution; 2],
    /// The particles whose occupation γ counts: the reactants or, as detailed balance allows, two products.
    pub counted: Pair,
}

impl Gases {
    /// Maxwell–Boltzmann gases of particles of these masses (GeV).
    #[must_use]
    pub fn classical(masses: [f64; 2]) -> Self {
        Self { reactants: [Distribution::MaxwellBoltzmann; 2], counted: Pair::classical(masses) }
    }

    /// The densities of the `reactants` over gT³e^{−m/T}/(2π²), for their masses in GeV.
    #[must_use]
    pub fn scaled_densities(&self, masses: [f64; 2], temperature: f64) -> [f64; 2] {
        [0, 1].map(|i| scaled_density(self.reactants[i], masses[i] / temperature))
    }
}

impl<C: CrossSection> ThermalAverage<C> {
    /// Averages `cross_section` over reactants of masses `initial` (GeV, ≥ 0), into products whose masses add up to
    /// `final_mass` (GeV), with relative `tolerance` (1e-13 to 0.1). σ is asked for above
    /// √s_min = max(m₁+m₂, `final_mass`) only. It may diverge there as long as λσ is integrable.
    pub fn new(cross_section: C, initial: [f64; 2], final_mass: f64, tolerance: f64) -> Result<Self, RateError> {
        let masses = [("mass of the first reactant", initial[0]), ("mass of the second reactant", initial[1])];
        for (name, value) in masses.into_iter().chain([("mass of the products", final_mass)]) {
            if !(0.0..f64::INFINITY).contains(&value) {
                return Err(RateProblem::InvalidInput { name, value, wanted: "at least 0 GeV" }.into());
            }
        }
        if !(1e-13..=0.1).contains(&tolerance) {
            let wanted = "1e-13 to 0.1";
            return Err(RateProblem::InvalidInput { name: "relative tolerance", value: tolerance, wanted }.into());
        }
        let sqrt_s_min = kinematics::threshold(initial, [final_mass, 0.0]);
        let threshold_mass = (final_mass - initial[0] - initial[1]).max(0.0);
        let mut average = Self {
            cross_section,
            initial,
            sqrt_s_min,
            threshold_mass,
            tolerance,
            symmetry_factor: 1.0,
            gases: Gases::classical(initial),
            references: Vec::new(),
            poles: Vec::new(),
        };
        average.find_windows(&[]);
        Ok(average)
    }

    /// Leaves out the narrow-width part of these `poles` of the cross section: σ → σ − πMΓ σ(M²) δ(s − M²), in which
    /// nothing cancels however narrow they are. The average may then be negative.
    #[must_use]
    pub fn without_on_shell(mut self, poles: &[Pole]) -> Self {
        self.find_windows(poles);
        self
    }

    fn find_windows(&mut self, subtracted: &[Pole]) {
        let thresholds = self.cross_section.thresholds();
        let poles = self.cross_section.poles();
        let above = |pole: &&Pole| pole.width > 0.0 && pole.mass > self.sqrt_s_min && pole.mass.is_finite();
        let of_average = |pole: &Pole| {
            let features = thresholds.iter().copied().chain(poles.iter().map(|pole| pole.mass));
            let subtracted = subtracted.contains(pole);
            let window = Window::new(*pole, self.sqrt_s_min, features, subtracted, self.tolerance);
            PoleOfAverage { pole: *pole, subtracted, window }
        };
        self.poles = poles.iter().filter(above).map(of_average).collect();
        self.poles.sort_by(|a, b| a.pole.mass.total_cmp(&b.pole.mass));
        self.poles.dedup_by(|a, b| a.pole == b.pole);
    }

    /// Averages over gases of these statistics.
    #[must_use]
    pub fn with_gases(mut self, gases: Gases) -> Self {
        self.gases = gases;
        self
    }

    /// Halves the rate because both reactants are the same particle, 1/2! of γ.
    #[must_use]
    pub fn identical_reactants(mut self) -> Self {
        self.symmetry_factor = 0.5;
        self
    }

    /// Says where the cross section is from.
    #[must_use]
    pub fn with_references(mut self, references: Vec<String>) -> Self {
        self.references = references;
        self
    }

    /// ⟨σ v_Møl⟩·exp(+`threshold_mass`/T) in GeV⁻² at `temperature` in GeV, without the ½ of identical reactants.
    ///
    /// The error is relative to the tolerance, but never below what the rounding of s costs where the thermal energies
    /// are small beside the masses: about ε √s_min/T. Where an on-shell part is left out it is relative to the moduli of
    /// what is left on the resonance and off it.
    pub fn average(&self, temperature: f64) -> Result<Integral, RateError> {
        self.integrate(temperature).map_err(|error| error.at_temperature(temperature))
    }

    fn integrate(&self, temperature: f64) -> Result<Integral, RateError> {
        if !(temperature > 0.0 && temperature.is_finite()) {
            return Err(RateProblem::InvalidTemperature { value: temperature }.into());
        }
        let rounding = 2.0 * f64::EPSILON * self.sqrt_s_min / temperature;
        if rounding > 0.1 {
            let (relative_error, tolerance) = (rounding, self.tolerance);
            return Err(RateProblem::NotConverged { relative_error, tolerance, evaluations: 0 }.into());
        }
        let tolerance = self.tolerance.max(rounding);
        let weight = Weight::new(self.initial, self.threshold_mass, self.gases, temperature);
        let (on_poles, mut cuts) = self.on_poles(&weight, temperature, tolerance)?;
        cuts.extend(self.cross_section.thresholds().iter().map(|&sqrt_s| {
            let y = (sqrt_s - self.sqrt_s_min) / temperature;
            Cut { y, feature: Feature::Threshold }
        }));
        let axis = EnergyAxis::new(self.sqrt_s_min, temperature, tolerance, &weight, cuts);
        let mut integrand = Integrand { cross_section: &self.cross_section, axis, weight, edge: (0.0, 0.0) };
        // Half of the tolerance for the main range, the rest for what lies beyond.
        let mut total = integrand.integrate(0.5 * tolerance, on_poles.value, None)?;
        loop {
            let beyond = integrand.beyond();
            let scale = total.value.abs() + on_poles.value.abs();
            let allowed = 0.2 * tolerance * scale;
            let end = integrand.axis.end();
            if (beyond <= allowed && scale != 0.0) || integrand.axis.y(end) > Y_LIMIT {
                break;
            }
            integrand.axis.extend();
            let sufficient = if beyond > 0.0 { (allowed / beyond).clamp(0.5 * tolerance, 0.1) } else { tolerance };
            let tail = integrand.integrate(sufficient, 0.0, Some(end))?;
            total = sum(total, tail);
        }
        let total = sum(total, on_poles);
        if !total.value.is_finite() {
            return Err(RateProblem::NonFinite.into());
        }
        Ok(total)
    }

    /// What the windows around poles contribute, and the features of the axis that are left.
    fn on_poles(&self, weight: &Weight, temperature: f64, tolerance: f64) -> Result<(Integral, Vec<Cut>), RateError> {
        let mut total = Integral { value: 0.0, error: 0.0, evaluations: 0 };
        let mut cuts = Vec::with_capacity(self.poles.len() + self.cross_section.thresholds().len());
        for PoleOfAverage { pole, subtracted, window } in &self.poles {
            let y = (pole.mass - self.sqrt_s_min) / temperature;
            if !energy::pole_counts(*pole, y, tolerance) {
                continue;
            }
            let contribution = match window {
                Some(window) => window.contribution(&self.cross_section, weight, temperature)?.map(|c| (window, c)),
                None => None,
            };
            let feature = if let Some((window, contribution)) = contribution {
                let window::Contribution { value, error, half_width, evaluations } = contribution;
                total = sum(total, Integral { value, error, evaluations });
                let [low, high] = [-half_width, half_width].map(|delta| window.y(delta, temperature));
                Feature::Window { low, high }
            } else {
                if *subtracted {
                    total.value -= self.on_shell(*pole, weight, temperature)?;
                }
                Feature::Pole(*pole)
            };
            cuts.push(Cut { y, feature });
        }
        Ok((total, cuts))
    }

    /// The average of πMΓ σ(M²) δ(s − M²).
    fn on_shell(&self, pole: Pole, weight: &Weight, temperature: f64) -> Result<f64, RateError> {
        let (s, mut sigma) = ([pole.mass * pole.mass], [0.0]);
        self.cross_section.sigma(&s, &mut sigma)?;
        require_cross_sections(&s, &mut sigma)?;
        // dy = ds/(2√s T).
        let y = (pole.mass - self.sqrt_s_min) / temperature;
        Ok(std::f64::consts::PI * pole.width * sigma[0] * weight.at(y) / (2.0 * temperature))
    }
}

/// The sum of two parts of an integral.
fn sum(a: Integral, b: Integral) -> Integral {
    Integral { value: a.value + b.value, error: a.error + b.error, evaluations: a.evaluations + b.evaluations }
}

impl<C: CrossSection> ReactionRate for ThermalAverage<C> {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        Ok(SignedLog::new(self.symmetry_factor * self.average(at.temperature)?.value))
    }

    fn threshold_mass(&self) -> f64 {
        self.threshold_mass
    }

    fn references(&self) -> &[String] {
        &self.references
    }
}

/// The integrand at one temperature.
struct Integrand<'a, C> {
    cross_section: &'a C,
    axis: EnergyAxis,
    weight: Weight,
    /// The outermost point so far and the modulus of the integrand there.
    edge: (f64, f64),
}

impl<C: CrossSection> Integrand<'_, C> {
    /// Integrates over the whole axis, or over its part beyond `from`, to an error relative to that and the `rest`.
    fn integrate(&mut self, relative_tolerance: f64, rest: f64, from: Option<f64>) -> Result<Integral, RateError> {
        let points = self.axis.points(from);
        let rule = Quadrature { relative_tolerance, max_evaluations: MAX_EVALUATIONS };
        let integral = rule.integrate_beside(rest, &points, |u, out| self.evaluate(u, out));
        integral.map_err(|error| match error {
            QuadratureError::Integrand(error) => error,
            QuadratureError::NonFinite { .. } => RateProblem::NonFinite.into(),
            QuadratureError::NotConverged { reached } => RateProblem::NotConverged {
                relative_error: reached.error / (reached.value.abs() + rest.abs()),
                tolerance: relative_tolerance,
                evaluations: reached.evaluations,
            }
            .into(),
        })
    }

    /// Estimate of the integral beyond the outermost point: the integrand falls like e^{−y} times a power of y there.
    fn beyond(&self) -> f64 {
        let (u, integrand) = self.edge;
        2.0 * integrand / self.axis.slope(u)
    }

    fn evaluate(&mut self, u: &[f64], out: &mut [f64]) -> Result<(), RateError> {
        let EnergyBlock { s, y, dy } = self.axis.block(u);
        let s = &s[..u.len()];
        self.cross_section.sigma(s, out)?;
        require_cross_sections(s, out)?;
        for (value, dy) in out.iter_mut().zip(&dy) {
            *value *= dy;
        }
        self.weight.multiply(&y[..u.len()], out);
        // Intervals ascend in a block, and places in an interval.
        if let (Some(&u), Some(value)) = (u.last(), out.last())
            && u > self.edge.0
        {
            self.edge = (u, value.abs());
        }
        Ok(())
    }
}

/// Refuses values that are no cross sections and clears negative rounding errors.
fn require_cross_sections(s: &[f64], sigma: &mut [f64]) -> Result<(), RateError> {
    let largest = sigma.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    for (&s, value) in s.iter().zip(sigma) {
        if !value.is_finite() {
            return Err(RateProblem::NonFiniteCrossSection { s }.into());
        }
        if *value < 0.0 {
            if *value < -NEGATIVE_ROUNDING * largest {
                return Err(RateProblem::NegativeCrossSection { s, value: *value }.into());
            }
            *value = 0.0;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
