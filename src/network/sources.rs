//! The coefficients of the Boltzmann equations, sampled from rates, densities and the expansion.

use std::sync::Arc;

use super::groups::ln_densities;
use super::mesh::Sampled;
use crate::cosmology::{Background, Expansion};
use crate::rates::{RateError, RateProblem, ReactionRate, ThermalPoint};
use crate::thermal::equilibrium::Gas;

/// Where both directions of a channel are slower than exp(−this) of an ordinary rate, the channel is switched off: that
/// is far below the least number an `f64` can hold.
const SUPPRESSED: f64 = 1500.0;

/// The dear part of one channel.
pub(super) struct ChannelSource {
    /// The forward equilibrium rate.
    pub(super) rate: Box<dyn ReactionRate>,
    /// Reactants that are in equilibrium with the plasma and have a density: places in [`Sources::bath`].
    pub(super) bath: Vec<usize>,
    /// The evolved reactants, repeated as often as they take part: places in [`Sources::species`].
    pub(super) reactants: Vec<usize>,
    /// The reactants that share a yield with others, with the place of their group in [`Sources::groups`].
    pub(super) sharing: Vec<(usize, usize)>,
    /// How many of them are one half of a pair whose yield is summed: each carries half of it.
    pub(super) halved_reactants: f64,
    /// Σ m(bath reactants) + threshold mass + what sharing reactants weigh more than the lightest of their group, in GeV:
    /// the exponent of the forward flux.
    pub(super) forward_exponent: f64,
    /// The exponent of the backward flux, in GeV; infinite if there is none.
    pub(super) backward_exponent: f64,
    /// The equation, for errors.
    pub(super) equation: String,
}

/// The temperature (GeV) below which a channel with these exponents (GeV) is switched off.
pub(super) fn switched_off_below(forward_exponent: f64, backward_exponent: f64) -> f64 {
    forward_exponent.min(backward_exponent) / SUPPRESSED
}

impl ChannelSource {
    /// The temperature (GeV) below which the channel is switched off.
    #[must_use]
    pub(super) fn switched_off_below(&self) -> f64 {
        switched_off_below(self.forward_exponent, self.backward_exponent)
    }

    /// ln of the coefficient at temperature T, without the threshold factor; −∞ where the rate vanishes.
    pub(super) fn ln_coefficient(&self, at: &ThermalPoint) -> Result<f64, RateError> {
        let refuse = |e: RateError| e.at_temperature(at.temperature).in_reaction(self.equation.clone());
        let coefficient = self.rate.coefficient(at).map_err(refuse)?;
        if coefficient.is_zero() {
            return Ok(f64::NEG_INFINITY);
        }
        if coefficient.sign < 0.0 {
            return Err(refuse(RateProblem::Negative { value: coefficient.value() }.into()));
        }
        if coefficient.ln_abs.is_finite() { Ok(coefficient.ln_abs) } else { Err(refuse(RateProblem::NonFinite.into())) }
    }
}

/// Everything the coefficients are made of.
pub(super) struct Sources {
    /// The background.
    pub(super) expansion: Arc<dyn Expansion>,
    /// x = reference mass/T; in GeV.
    pub(super) reference_mass: f64,
    /// The evolved species.
    pub(super) species: Vec<Gas>,
    /// The members of each group, by their place among the species.
    pub(super) groups: Vec<Vec<usize>>,
    /// The gases in equilibrium with the plasma, each once.
    pub(super) bath: Vec<Gas>,
    /// The channels.
    pub(super) channels: Vec<ChannelSource>,
}

impl Sources {
    /// The thermal point at t = ln x.
    #[must_use]
    pub(super) fn point(&self, t: f64) -> ThermalPoint {
        ThermalPoint { temperature: self.temperature(t), x: t.exp() }
    }

    /// ln of what a yield n/s at t = ln x is per entropy at the end.
    pub(super) fn ln_dilution(&self, t: f64) -> Result<f64, RateError> {
        let background = self.background(self.temperature(t))?;
        Ok((background.entropy_density / background.comoving_density).ln())
    }

    /// The background at a temperature in GeV.
    pub(super) fn background(&self, temperature: f64) -> Result<Background, RateError> {
        let known = self.expansion.at(temperature);
        Ok(known.map_err(|_| RateProblem::InvalidTemperature { value: temperature })?)
    }

    /// Temperature in GeV at t = ln x.
    #[must_use]
    pub(super) fn temperature(&self, t: f64) -> f64 {
        self.reference_mass * (-t).exp()
    }

    /// t = ln x at a temperature in GeV.
    #[must_use]
    pub(super) fn time(&self, temperature: f64) -> f64 {
        (self.reference_mass / temperature).ln()
    }
}

/// Writes ln Y_eq + m/T of the groups, m being the mass of the lightest member; then, for each channel, the logarithm of its forward flux per unit ln x for
/// yields of one, without the factor exp(−exponent/T); then ln F.
impl Sampled for Arc<Sources> {
    type Error = RateError;

    fn components(&self) -> usize {
        self.groups.len() + self.channels.len() + 1
    }

    fn sample(&self, t: f64, values: &mut [f64]) -> Result<(), RateError> {
        let point = self.point(t);
        let temperature = point.temperature;
        let background = self.background(temperature)?;
        // Yields count particles per entropy of the comoving volume at the end, so that only reactions change them.
        let ln_comoving = background.comoving_density.ln();
        let ln_factor = background.factor.ln();
        let (equilibrium, rest) = values.split_at_mut(self.groups.len());
        // Where nothing is shared there is nothing to add up.
        let shares = self.groups.iter().any(|members| members.len() > 1);
        let (species, groups) =
            if shares { ln_densities(&self.species, &self.groups, temperature) } else { (Vec::new(), Vec::new()) };
        for (g, (value, members)) in equilibrium.iter_mut().zip(&self.groups).enumerate() {
            let alone = || members.iter().map(|&i| self.species[i].smooth_ln_density(temperature)).sum();
            *value = groups.get(g).copied().unwrap_or_else(alone) - ln_comoving;
        }
        let bath: Vec<f64> = self.bath.iter().map(|gas| gas.smooth_ln_density(temperature)).collect();
        // dY = (F/(sH)) γ d ln x, and γ = c Π n with n = s Y for the evolved reactants.
        let per_event = ln_factor - background.hubble.ln() - ln_comoving;
        for (value, channel) in rest.iter_mut().zip(&self.channels) {
            *value = if temperature < channel.switched_off_below() {
                f64::NEG_INFINITY
            } else {
                let bath: f64 = channel.bath.iter().map(|&k| bath[k]).sum();
                let shares: f64 = channel.sharing.iter().map(|&(i, group)| species[i] - groups[group]).sum();
                channel.ln_coefficient(&point)? + bath + channel.reactants.len() as f64 * ln_comoving
                    - channel.halved_reactants * std::f64::consts::LN_2
                    + shares
                    + per_event
            };
        }
        if let Some(last) = rest.last_mut() {
            *last = ln_factor;
        }
        Ok(())
    }
}
