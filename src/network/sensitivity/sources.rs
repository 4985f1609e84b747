//! Derivatives of the coefficients of the equations, sampled at fixed temperature.

use std::sync::Arc;

use crate::expression::{Program, Scratch, Varying};
use crate::network::mesh::Sampled;
use crate::rates::slopes::{RateSlopes, ln_density_by_mass};
use crate::rates::{RateError, RateProblem, ThermalPoint};
use crate::thermal::equilibrium::Gas;

/// The derivatives of one channel.
pub(super) struct ChannelSlopes {
    /// Those of the rate; `None` if it does not vary.
    pub(super) rate: Option<Box<dyn RateSlopes>>,
    /// The condition on T and x under which it runs.
    pub(super) active: Option<Program>,
    /// Those of its threshold, in GeV.
    pub(super) threshold: Vec<f64>,
    /// Reactants of the plasma that have a density, with the derivatives of their masses in GeV.
    pub(super) bath: Vec<(Gas, Vec<f64>)>,
    /// The reactants that share a yield with others, and their groups.
    pub(super) sharing: Vec<(usize, usize)>,
    /// The temperature in GeV below which it is switched off.
    pub(super) switched_off_below: f64,
}

/// Everything the derivatives are made of.
pub(super) struct SlopeSources {
    pub(super) reference_mass: f64,
    /// The evolved species with the derivatives of their masses in GeV.
    pub(super) species: Vec<(Gas, Vec<f64>)>,
    /// The members of each group.
    pub(super) groups: Vec<Vec<usize>>,
    pub(super) channels: Vec<ChannelSlopes>,
    /// By direction and coefficient, groups first and then channels: the derivative of what exponents fall with x by.
    pub(super) exponents: Vec<Vec<f64>>,
}

impl SlopeSources {
    fn coefficients(&self) -> usize {
        self.groups.len() + self.channels.len()
    }

    /// The place of a coefficient among the components of the mesh.
    pub(super) fn component(&self, direction: usize, coefficient: usize) -> usize {
        direction * self.coefficients() + coefficient
    }

    /// The derivative of the factor of x in the exponent of a coefficient.
    pub(super) fn exponent(&self, direction: usize, coefficient: usize) -> f64 {
        self.exponents[direction][coefficient]
    }

    /// Whether any coefficient may vary along a direction.
    pub(super) fn vary(&self, direction: usize) -> bool {
        let masses = self.species.iter().map(|(_, slopes)| slopes[direction]);
        masses.chain(self.exponents[direction].iter().copied()).any(|slope| slope != 0.0)
            || self.channels.iter().any(|channel| channel.rate.is_some())
    }

    /// The derivative of ln n_eq of a species, without that of the exponent −m/T.
    fn smooth(&self, species: usize, direction: usize, temperature: f64) -> f64 {
        let (gas, slopes) = &self.species[species];
        if slopes[direction] == 0.0 { 0.0 } else { ln_density_by_mass(gas, temperature) * slopes[direction] }
    }

    fn lightest(&self, group: usize) -> usize {
        let mass = |&&i: &&usize| self.species[i].0.mass;
        let lightest = self.groups[group].iter().min_by(|a, b| mass(a).total_cmp(&mass(b)));
        lightest.copied().unwrap_or(0)
    }

    /// The derivative in GeV of the mass that the exponent of a group's equilibrium yield has.
    pub(super) fn group_exponent(&self, group: usize, direction: usize) -> f64 {
        self.species[self.lightest(group)].1[direction]
    }

    /// The derivative of ln Y_eq of a group, without that of its exponent.
    fn smooth_group(&self, group: usize, direction: usize, temperature: f64) -> f64 {
        let members = &self.groups[group];
        if let [only] = members[..] {
            return self.smooth(only, direction, temperature);
        }
        let lightest = self.group_exponent(group, direction);
        let reference = self.species[self.lightest(group)].0.mass;
        let (mut total, mut sum) = (0.0, 0.0);
        for &i in members {
            let (gas, slopes) = &self.species[i];
            let density = (gas.ln_density(temperature).smooth - (gas.mass - reference) / temperature).exp();
            total += density;
            sum += density * (self.smooth(i, direction, temperature) - (slopes[direction] - lightest) / temperature);
        }
        sum / total
    }

    /// The derivative of ln Y_eq of a group.
    pub(super) fn ln_group_slope(&self, group: usize, direction: usize, temperature: f64) -> f64 {
        self.smooth_group(group, direction, temperature) - self.group_exponent(group, direction) / temperature
    }

    /// The derivatives of ln Y of all species from those of the groups.
    pub(super) fn shared(&self, totals: &[f64], direction: usize, temperature: f64) -> Vec<f64> {
        let mut slopes = vec![0.0; self.species.len()];
        for (g, members) in self.groups.iter().enumerate() {
            for &i in members {
                slopes[i] = totals[g];
                if members.len() > 1 {
                    let own = self.smooth(i, direction, temperature) - self.species[i].1[direction] / temperature;
                    slopes[i] += own - self.ln_group_slope(g, direction, temperature);
                }
            }
        }
        slopes
    }

    /// The derivative of a channel's coefficient, without that of its exponent, beyond that of the rate.
    fn densities(&self, channel: &ChannelSlopes, direction: usize, temperature: f64) -> f64 {
        let bath = channel.bath.iter().map(|(gas, slopes)| match slopes[direction] {
            0.0 => 0.0,
            slope => ln_density_by_mass(gas, temperature) * slope,
        });
        let sharing = channel
            .sharing
            .iter()
            .map(|&(i, g)| self.smooth(i, direction, temperature) - self.smooth_group(g, direction, temperature));
        bath.sum::<f64>() + sharing.sum::<f64>()
    }
}

/// Writes, direction after direction, the derivatives of the logarithms of the coefficients.
impl Sampled for Arc<SlopeSources> {
    type Error = RateError;

    fn components(&self) -> usize {
        self.exponents.len() * self.coefficients()
    }

    fn sample(&self, t: f64, values: &mut [f64]) -> Result<(), RateError> {
        let temperature = self.reference_mass * (-t).exp();
        let point = ThermalPoint { temperature, x: t.exp() };
        let (directions, groups) = (self.exponents.len(), self.groups.len());
        values.fill(0.0);
        for k in 0..directions {
            for g in 0..groups {
                values[self.component(k, g)] = self.smooth_group(g, k, temperature);
            }
        }
        let mut slopes = vec![0.0; directions];
        for (c, channel) in self.channels.iter().enumerate() {
            if temperature < channel.switched_off_below || !is_active(channel, &point)? {
                continue;
            }
            slopes.fill(0.0);
            if let Some(rate) = &channel.rate {
                rate.slopes(&point, &mut slopes)?;
            }
            for (k, slope) in slopes.iter().enumerate() {
                let slope = slope + self.densities(channel, k, temperature);
                if !slope.is_finite() {
                    return Err(RateError::from(RateProblem::NonFinite).at_temperature(temperature));
                }
                values[self.component(k, groups + c)] = slope;
            }
        }
        Ok(())
    }
}

fn is_active(channel: &ChannelSlopes, point: &ThermalPoint) -> Result<bool, RateError> {
    let Some(condition) = &channel.active else { return Ok(true) };
    let holds = condition.eval(&[point.temperature, point.x], &mut Scratch::new());
    Ok(holds.map_err(|e| RateError::from(RateProblem::Formula(e)).at_temperature(point.temperature))? != 0.0)
}

/// The derivatives of a sum of masses.
pub(super) fn total<'v>(masses: impl IntoIterator<Item = &'v Varying>, directions: usize) -> Varying {
    let mut total = Varying::constant(0.0, directions);
    for mass in masses {
        total.value += mass.value;
        total.slopes.iter_mut().zip(&mass.slopes).for_each(|(total, slope)| *total += slope);
    }
    total
}
