//! Derivatives of thermal averages with respect to the logarithms of a model's parameters.
//!
//! Of ∫ f(E, p) dE over energies E = √s from threshold on, the derivative is ∫ (∂f/∂p + d(f v)/dE) dE for any smooth v(E)
//! that is at threshold what the threshold moves by, since then f v is the flow through the lower end and there is none
//! through the upper one. v is chosen such that whatever is special about the cross section moves with it: at a threshold or
//! a jump it is the derivative of its place, and around a pole it is dM + (E − M) dΓ/Γ, with which a Breit–Wigner keeps its
//! shape. Then what is integrated is no more singular than the cross section itself and nothing cancels, however narrow the
//! pole: only rounding is left, of relative size ε M/Γ.
//!
//! The cross section's own derivative is that of its formula in forward mode; those of the thermal weight are closed.

use super::energy::{self, Cut, EnergyAxis, EnergyPoint, Feature};
use super::weight::Weight;
mod moving;
mod phase_space;

use self::moving::Moving;
use super::Gases;
use super::several::{Accuracy, integrate};
use crate::expression::{DualInput, DualScratch, Varying};
use crate::rates::kinds::FormulaCrossSection;
use crate::rates::slopes::{RateSlopes, VaryingFormula, difference};
use crate::rates::{CrossSection, RateError, RateProblem, ThermalPoint, slots};
use crate::thermal::bessel;
use crate::thermal::distribution::Distribution;
use crate::thermal::equilibrium::Gas;

/// Relative accuracy of the integrals over energies.
const TOLERANCE: f64 = 1e-9;
/// What is put up with where rounding allows no more.
const TOLERABLE: f64 = 1e-6;
/// Where the Boltzmann factor ends the integral: that of the axis, which then is extended once.
const END: f64 = 1e-12;

/// What the formula of a cross section is.
#[derive(Debug, Clone)]
pub enum VaryingMeaning {
    /// σ.
    CrossSection,
    /// σ v_Møl of the reactants.
    TimesVelocity,
    /// Σ|M|², to be integrated over the phase space of the products with these masses in GeV.
    AmplitudeSquared([Varying; 2]),
}

/// The derivatives of a thermal average.
pub struct AverageSlopes {
    /// The formula.
    pub formula: VaryingFormula,
    /// What it is.
    pub meaning: VaryingMeaning,
    /// The same cross section at fixed parameters.
    pub cross_section: FormulaCrossSection,
    /// Masses of the reactants in GeV.
    pub initial: [Varying; 2],
    /// Sum of the masses of the products in GeV.
    pub last: Varying,
    /// The statistics of the average.
    pub gases: Gases,
    /// Derivatives of the masses of the particles whose occupation counts.
    pub counted: [Vec<f64>; 2],
    /// Temperature in GeV below which the derivatives are those at it.
    pub coldest: f64,
}

impl AverageSlopes {
    fn directions(&self) -> usize {
        self.formula.directions()
    }

    /// √s_min.
    fn threshold(&self) -> Varying {
        let [one, other] = &self.initial;
        if self.last.value > one.value + other.value { self.last.clone() } else { sum(one, other) }
    }

    fn cross_section_at(&self, at: &ThermalPoint) -> FormulaCrossSection {
        if self.cross_section.depends_on_temperature() {
            self.cross_section.at(*at)
        } else {
            self.cross_section.clone()
        }
    }

    /// Inputs of the formula at `s`, which has the derivatives `by_s`.
    fn at_point<R>(
        &self,
        at: &ThermalPoint,
        (s, by_s): (&[f64], &[f64]),
        (t, u): (DualInput<'_>, DualInput<'_>),
        evaluate: impl FnOnce(&[DualInput<'_>]) -> R,
    ) -> R {
        let x = self.formula.x(at);
        let mut own = [DualInput::default(); slots::COUNT];
        own[slots::S] = DualInput { values: s, slopes: by_s };
        own[slots::CROSS_SECTION_TEMPERATURE] =
            DualInput { values: std::slice::from_ref(&at.temperature), slopes: &[] };
        own[slots::CROSS_SECTION_X] = x.input();
        (own[slots::MANDELSTAM_T], own[slots::MANDELSTAM_U]) = (t, u);
        evaluate(&self.formula.inputs(own))
    }
}

fn sum(one: &Varying, other: &Varying) -> Varying {
    let slopes = one.slopes.iter().zip(&other.slopes).map(|(a, b)| a + b).collect();
    Varying { value: one.value + other.value, slopes }
}

impl RateSlopes for AverageSlopes {
    fn slopes(&self, at: &ThermalPoint, out: &mut [f64]) -> Result<(), RateError> {
        let warm = at.temperature.max(self.coldest);
        let at = &ThermalPoint { temperature: warm, x: at.x * at.temperature / warm };
        let temperature = at.temperature;
        let directions = self.directions();
        let mut memory = DualScratch::default();
        let cross_section = self.cross_section_at(at);
        let moving = self.moving(&cross_section, at, &mut memory);
        let sqrt_s_min = moving[0].place;
        let masses = [0, 1].map(|i| self.initial[i].value);
        let gap = (sqrt_s_min - masses[0] - masses[1]).max(0.0);
        let weight = Weight::new(masses, gap, self.gases, temperature);
        let y = |energy: f64| (energy - sqrt_s_min) / temperature;
        let mut cuts: Vec<Cut> = Vec::new();
        cuts.extend(cross_section.thresholds().iter().map(|&e| Cut { y: y(e), feature: Feature::Threshold }));
        let poles = cross_section.poles().iter().filter(|pole| energy::pole_counts(**pole, y(pole.mass), END));
        cuts.extend(poles.map(|&pole| Cut { y: y(pole.mass), feature: Feature::Pole(pole) }));
        let mut axis = EnergyAxis::new(sqrt_s_min, temperature, END, &weight, cuts);
        let mut points = axis.points(None);
        let end = axis.end();
        axis.extend();
        points.push(axis.end());
        points.dedup();
        debug_assert!(end <= axis.end());
        let integrand = Integrand { slopes: self, at, axis, weight, moving: &moving, gap };
        // What moves is the small difference of what moves with the masses, by as much more as T is less than they are.
        let largest = moving[0].slopes.iter().fold(0.0_f64, |largest, slope| largest.max(slope.abs()));
        let rounding = 1e-12 + 16.0 * f64::EPSILON * largest / temperature;
        let accuracy = Accuracy { tolerance: TOLERANCE, rounding, tolerable: TOLERABLE };
        let totals =
            integrate(&points, directions + 1, accuracy, |u, values| integrand.evaluate(u, values, &mut memory))
                .map_err(|error| error.at_temperature(temperature))?;
        let densities = [0, 1].map(|i| {
            let gas = Gas { mass: masses[i], degrees_of_freedom: 1.0, distribution: self.gases.reactants[i] };
            crate::rates::slopes::ln_density_by_mass(&gas, temperature)
        });
        for (k, out) in out.iter_mut().enumerate() {
            *out = if totals[0] == 0.0 { 0.0 } else { totals[k + 1] / totals[0] };
            for (by_mass, mass) in densities.iter().zip(&self.initial) {
                *out -= by_mass * mass.slopes[k];
            }
        }
        Ok(())
    }
}

/// The average and its derivatives under the integral, at one temperature.
struct Integrand<'a> {
    slopes: &'a AverageSlopes,
    at: &'a ThermalPoint,
    axis: EnergyAxis,
    weight: Weight,
    moving: &'a [Moving],
    gap: f64,
}

impl Integrand<'_> {
    /// v − v(threshold) and v′ at an energy; by weights that fall with the square of the distance.
    fn velocity(&self, direction: usize, energy: f64, above: f64) -> (f64, f64) {
        let distance = |m: &Moving| if m.place == self.moving[0].place { above } else { energy - m.place };
        let nearest = (self.moving.iter()).min_by(|a, b| distance(a).abs().total_cmp(&distance(b).abs()));
        let Some(nearest) = nearest else { return (0.0, 0.0) };
        let from = distance(nearest);
        let (own, own_slope) = nearest.velocity(direction, from);
        // Relative to the nearest, so that nothing is lost next to it.
        let (mut weights, mut weights_slope, mut sum, mut sum_slope) = (1.0, 0.0, 0.0, 0.0);
        for other in self.moving.iter().filter(|other| other.place != nearest.place) {
            let to = distance(other);
            let share = (from / to).powi(2);
            let share_slope = 2.0 * (from / (to * to) - share / to);
            let (velocity, slope) = other.velocity(direction, to);
            weights += share;
            weights_slope += share_slope;
            sum += share * (velocity - own);
            sum_slope += share_slope * (velocity - own) + share * (slope - own_slope);
        }
        let mean = sum / weights;
        let at_threshold = self.moving[0].slopes[direction];
        let slope = own_slope + (sum_slope - mean * weights_slope) / weights;
        ((own - at_threshold) + mean, slope)
    }

    fn evaluate(&self, u: &[f64], values: &mut [Vec<f64>], memory: &mut DualScratch) -> Result<(), RateError> {
        let (n, directions) = (u.len(), self.slopes.directions());
        let temperature = self.at.temperature;
        let points: Vec<EnergyPoint> = u.iter().map(|&u| self.axis.at(u)).collect();
        let s: Vec<f64> = points.iter().map(|point| point.s).collect();
        let threshold = &self.moving[0];
        // By direction and point: v − v(threshold) in GeV, and v′.
        let velocities: Vec<(f64, f64)> = (0..directions)
            .flat_map(|k| points.iter().map(move |point| (k, point)))
            .map(|(k, point)| self.velocity(k, point.s.sqrt(), point.y * temperature))
            .collect();
        let by_s: Vec<f64> = velocities
            .iter()
            .enumerate()
            .map(|(i, (v, _))| 2.0 * s[i % n].sqrt() * (threshold.slopes[i / n] + v))
            .collect();
        let energies = Energies { s: &s, by_s: &by_s, above: &velocities };
        let (sigma, sigma_slopes) = self.sigma(&energies, &points, memory)?;
        for (i, point) in points.iter().enumerate() {
            let weight = self.weight.at(point.y) * point.dy;
            values[0][i] = weight * sigma[i];
            for k in 0..directions {
                let (above, stretch) = velocities[k * n + i];
                let by_weight = self.ln_weight_slope(k, point.y, above / temperature) + stretch;
                values[k + 1][i] = weight * (sigma_slopes[k * n + i] + sigma[i] * by_weight);
            }
        }
        Ok(())
    }

    /// The derivative of ln[λ κ e^{−y}] where y moves by `dy`.
    fn ln_weight_slope(&self, direction: usize, y: f64, dy: f64) -> f64 {
        let AverageSlopes { initial, gases, counted, .. } = self.slopes;
        let temperature = self.at.temperature;
        let [x1, x2] = [0, 1].map(|i| initial[i].value / temperature);
        let [dx1, dx2] = [0, 1].map(|i| initial[i].slopes[direction] / temperature);
        let z = y + self.gap / temperature;
        let dz = dy + self.moving[0].slopes[direction] / temperature - dx1 - dx2;
        let momenta = Self::ln_kallen_slope((z, dz), [x1, x2], [dx1, dx2]);
        let (energy, by_energy) = (z + x1 + x2, dz + dx1 + dx2);
        let classical = gases.counted.distributions == [Distribution::MaxwellBoltzmann; 2];
        let meetings = if classical {
            // (ln eˣK₁)′ = 1 − 1/x − K₀/K₁.
            let bessel = bessel::k_scaled(energy);
            (1.0 - 1.0 / energy - bessel.k0 / bessel.k1) * by_energy
        } else {
            self.meetings_slope((energy, by_energy), [0, 1].map(|i| counted[i][direction]))
        };
        momenta + meetings - dy
    }

    /// d ln λ(s, m₁², m₂²) with √s = (z + x₁ + x₂) T.
    fn ln_kallen_slope((z, dz): (f64, f64), [x1, x2]: [f64; 2], [dx1, dx2]: [f64; 2]) -> f64 {
        let shifts = [(0.0, 0.0), (x1, dx1), (x2, dx2), (x1 + x2, dx1 + dx2)];
        shifts.into_iter().map(|(x, dx)| (dz + 2.0 * dx) / (z + 2.0 * x)).sum()
    }

    /// d ln of how often quantum gases meet, by differences.
    fn meetings_slope(&self, (energy, by_energy): (f64, f64), by_mass: [f64; 2]) -> f64 {
        let (pair, temperature) = (self.slopes.gases.counted, self.at.temperature);
        let changes = [by_energy / energy, by_mass[0] / temperature / energy, by_mass[1] / temperature / energy];
        let largest = changes.iter().fold(0.0_f64, |largest, change| largest.max(change.abs()));
        if largest == 0.0 {
            return 0.0;
        }
        let apart = (energy - (pair.masses[0] + pair.masses[1]) / temperature).max(0.0) / energy;
        let step = (1e-3_f64).min(0.05 * apart).max(1e-9) / largest;
        let ln_meetings = |h: f64| {
            let masses = [0, 1].map(|i| (pair.masses[i] + h * by_mass[i]).max(0.0));
            let pair = crate::thermal::pair::Pair { masses, ..pair };
            pair.at(temperature).scaled(energy + h * by_energy).ln()
        };
        difference(ln_meetings, 0.0, step)
    }

    /// σ and its derivatives.
    fn sigma(
        &self,
        energies: &Energies<'_>,
        points: &[EnergyPoint],
        memory: &mut DualScratch,
    ) -> Result<(Vec<f64>, Vec<f64>), RateError> {
        let slopes = self.slopes;
        let (n, directions) = (points.len(), slopes.directions());
        if let VaryingMeaning::AmplitudeSquared(last) = &slopes.meaning {
            let (mut sigma, mut sigma_slopes) = (vec![0.0; n], vec![0.0; n * directions]);
            for i in 0..n {
                let by_s: Vec<f64> = (0..directions).map(|k| energies.by_s[k * n + i]).collect();
                let initial = self.momentum_slopes(&by_s, points[i], |k| energies.above[k * n + i].0);
                let found = self.integrated((energies.s[i], &by_s), last, &initial, memory)?;
                sigma[i] = found.value;
                for k in 0..directions {
                    sigma_slopes[k * n + i] = found.slopes[k];
                }
            }
            return Ok((sigma, sigma_slopes));
        }
        let nothing = DualInput::default();
        let evaluated = slopes.at_point(self.at, (energies.s, energies.by_s), (nothing, nothing), |inputs| {
            slopes.formula.program.eval_dual(n, directions, inputs, memory)
        });
        let dual = evaluated.map_err(|error| RateError::from(RateProblem::Formula(error)))?;
        let (mut sigma, mut sigma_slopes) = (dual.values, dual.slopes);
        if let VaryingMeaning::TimesVelocity = slopes.meaning {
            let [m1, m2] = [0, 1].map(|i| slopes.initial[i].value);
            let difference = (m1 - m2) * (m1 + m2);
            for (i, point) in points.iter().enumerate() {
                let s = energies.s[i];
                let velocity = crate::rates::kinds::moller_velocity(s.sqrt(), [m1, m2]);
                sigma[i] /= velocity;
                for k in 0..directions {
                    let ds = energies.by_s[k * n + i];
                    let [dm1, dm2] = [0, 1].map(|i| slopes.initial[i].slopes[k]);
                    let by_difference = 2.0 * (m1 * dm1 - m2 * dm2);
                    let kallen = self.kallen_slope(k, point.y, energies.above[k * n + i].0);
                    let by_velocity = ds / s + 0.5 * kallen
                        - (ds - by_difference) / (s - difference)
                        - (ds + by_difference) / (s + difference);
                    let slope = &mut sigma_slopes[k * n + i];
                    *slope = *slope / velocity - sigma[i] * by_velocity;
                }
            }
        }
        Ok((sigma, sigma_slopes))
    }

    /// d ln λ of the reactants at y, which moves by `above`/T.
    fn kallen_slope(&self, direction: usize, y: f64, above: f64) -> f64 {
        let temperature = self.at.temperature;
        let [x1, x2] = [0, 1].map(|i| self.slopes.initial[i].value / temperature);
        let [dx1, dx2] = [0, 1].map(|i| self.slopes.initial[i].slopes[direction] / temperature);
        let dz = (above + self.moving[0].slopes[direction]) / temperature - dx1 - dx2;
        Self::ln_kallen_slope((y + self.gap / temperature, dz), [x1, x2], [dx1, dx2])
    }

    /// The momentum of the reactants in their centre of mass, in GeV.
    fn momentum_slopes(&self, by_s: &[f64], point: EnergyPoint, above: impl Fn(usize) -> f64) -> Varying {
        let [m1, m2] = [0, 1].map(|i| self.slopes.initial[i].value);
        let value = crate::thermal::kinematics::momentum(point.s.sqrt(), m1, m2);
        let ln = |k: usize| 0.5 * (self.kallen_slope(k, point.y, above(k)) - by_s[k] / point.s);
        Varying { value, slopes: (0..by_s.len()).map(|k| value * ln(k)).collect() }
    }
}

/// Squared energies and how they move, direction after direction.
struct Energies<'a> {
    s: &'a [f64],
    by_s: &'a [f64],
    /// How far the energy moves more than the threshold does, in GeV, and the derivative of that by the energy.
    above: &'a [(f64, f64)],
}
