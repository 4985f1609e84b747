//! The Boltzmann equations as a system of ordinary differential equations in t = ln x.
//!
//! dY_i/dt = Σ_r ν_ir (f_r − b_r), with the forward flux f_r = (F/(sH)) γ_r Π_reac R_j and the backward flux
//! b_r = (F/(sH)) γ_r Π_prod R_k, R = Y/Y_eq. This file is the only place where detailed balance is applied.
//!
//! A yield is evolved as its logarithm, in which equilibrium tracking is smooth and every yield is controlled
//! relatively, however small. A yield that is zero has no logarithm: it is evolved as it is, still under relative control,
//! until it has grown away from zero.

use std::cell::RefCell;

use super::exchange::{Controlled, Exchange, Flux, LESS_THAN_ONE_PARTICLE, NEGLIGIBLE_YIELD, Representation};
use super::mesh::{Mesh, Sampled};
use super::stoichiometry::Side;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// Logarithms of yields below this are too small for e^(−y) and are combined before the exponential.
const TINY_LN_YIELD: f64 = -600.0;

/// The coefficients of the equations at one time.
#[derive(Debug, Clone, Default)]
struct Coefficients {
    /// ln Y_eq of each species, then ln of F γ/(sH Π R-independent part) of each channel, then ln F.
    value: Vec<f64>,
    slope: Vec<f64>,
    /// y − ln Y_eq of each species.
    departure: Vec<f64>,
    /// ln Y of each species.
    ln_yield: Vec<f64>,
}

/// The right-hand side and its Jacobian.
pub(super) struct BoltzmannSystem<'a, S: Sampled> {
    mesh: &'a Mesh<S>,
    species: &'a [Controlled],
    exchanges: &'a [Exchange],
    /// How each yield is represented now.
    representation: Vec<Representation>,
    /// Whether each channel runs, which it does unless it involves a species that is gone.
    running: Vec<bool>,
    scratch: RefCell<Coefficients>,
}

impl<'a, S: Sampled> BoltzmannSystem<'a, S>
where
    S::Error: std::fmt::Display,
{
    /// The equations of `exchanges` among `species` with the coefficients of `mesh`.
    #[must_use]
    pub(super) fn new(
        mesh: &'a Mesh<S>,
        species: &'a [Controlled],
        exchanges: &'a [Exchange],
        representation: Vec<Representation>,
    ) -> Self {
        let components = species.len() + exchanges.len() + 1;
        let scratch = Coefficients {
            value: vec![0.0; components],
            slope: vec![0.0; components],
            departure: vec![0.0; species.len()],
            ln_yield: vec![0.0; species.len()],
        };
        let running = vec![true; exchanges.len()];
        let mut system =
            Self { mesh, species, exchanges, representation: Vec::new(), running, scratch: RefCell::new(scratch) };
        system.represent(representation);
        system
    }

    /// How each yield is represented now.
    #[must_use]
    pub(super) fn representation(&self) -> &[Representation] {
        &self.representation
    }

    /// Changes the representations; translating the state is up to the caller.
    pub(super) fn represent(&mut self, representation: Vec<Representation>) {
        let gone = |&(i, _): &(usize, u32)| representation.get(i) == Some(&Representation::Gone);
        for (running, exchange) in self.running.iter_mut().zip(self.exchanges) {
            *running = !exchange.reactants.iter().chain(&exchange.products).any(gone);
        }
        self.representation = representation;
    }

    /// ln Y of component `i` of the state `y`; −∞ where the yield is zero.
    #[must_use]
    pub(super) fn ln_yield(&self, y: &[f64], i: usize) -> f64 {
        match self.representation[i] {
            Representation::Logarithmic => y[i],
            // A trial point of the iteration may lie below zero by less than the tolerance.
            Representation::Linear => y[i].max(0.0).ln(),
            Representation::Gone => f64::NEG_INFINITY,
        }
    }

    /// Writes ln Y_eq of every species at `t`.
    pub(super) fn ln_equilibrium(&self, t: f64, out: &mut [f64]) -> Result<(), S::Error> {
        let mut scratch = self.scratch.borrow_mut();
        self.mesh.values(t, &mut scratch.value)?;
        let x = t.exp();
        for ((out, value), species) in out.iter_mut().zip(&scratch.value).zip(self.species) {
            *out = value - species.mass * x;
        }
        Ok(())
    }

    /// Writes the flux of every channel at `t` for given ln Y, and returns F = 1 + (1/3) d ln g_s/d ln T.
    pub(super) fn fluxes(&self, t: f64, ln_yield: &[f64], out: &mut [Flux]) -> Result<f64, S::Error> {
        let mut scratch = self.scratch.borrow_mut();
        let scratch = &mut *scratch;
        self.mesh.values(t, &mut scratch.value)?;
        self.restore_exponents(t, &mut scratch.value);
        scratch.ln_yield.copy_from_slice(ln_yield);
        Self::departures(scratch);
        for (k, (exchange, flux)) in self.exchanges.iter().zip(out).enumerate() {
            *flux = Self::flux(exchange, scratch.value[self.species.len() + k], scratch);
        }
        Ok(scratch.value[self.species.len() + self.exchanges.len()].exp())
    }

    /// Adds the factors exp(−m x) that the mesh leaves out.
    fn restore_exponents(&self, t: f64, value: &mut [f64]) {
        let x = t.exp();
        let (equilibrium, channels) = value.split_at_mut(self.species.len());
        for (value, species) in equilibrium.iter_mut().zip(self.species) {
            *value -= species.mass * x;
        }
        for (value, exchange) in channels.iter_mut().zip(self.exchanges) {
            *value -= exchange.exponent * x;
        }
    }

    fn departures(scratch: &mut Coefficients) {
        for ((departure, y), equilibrium) in scratch.departure.iter_mut().zip(&scratch.ln_yield).zip(&scratch.value) {
            *departure = y - equilibrium;
        }
    }

    /// ln forward flux and ln(backward/forward); the latter is NaN where both vanish.
    #[inline]
    fn ln_flux(exchange: &Exchange, coefficient: f64, scratch: &Coefficients) -> (f64, f64) {
        let forward = coefficient + sum(&exchange.reactants, &scratch.ln_yield);
        let balance = sum(&exchange.products, &scratch.departure) - sum(&exchange.reactants, &scratch.departure);
        (forward, balance)
    }

    #[inline]
    fn flux(exchange: &Exchange, coefficient: f64, scratch: &Coefficients) -> Flux {
        let (ln_forward, balance) = Self::ln_flux(exchange, coefficient, scratch);
        let forward = ln_forward.exp();
        if !exchange.reversible {
            return Flux { forward, backward: 0.0, net: forward };
        }
        // Near equilibrium the difference is formed before the exponential: exactly zero when balance is.
        if balance.abs() < 0.5 && forward > 0.0 {
            let excess = balance.exp_m1();
            return Flux { forward, backward: forward * (1.0 + excess), net: -forward * excess };
        }
        let backward = Self::ln_backward(exchange, coefficient, scratch).exp();
        Flux { forward, backward, net: forward - backward }
    }

    /// ln of the backward flux, also where a reactant is absent: γ Π_prod R_k does not contain the reactants' yields.
    #[inline]
    fn ln_backward(exchange: &Exchange, coefficient: f64, scratch: &Coefficients) -> f64 {
        coefficient + sum(&exchange.reactants, &scratch.value) + sum(&exchange.products, &scratch.departure)
    }

    /// Reads the state into `scratch` together with the coefficients at `t`.
    fn load(&self, t: f64, y: &[f64], slopes: bool, scratch: &mut Coefficients) -> Result<(), RhsError> {
        let fatal = |error: S::Error| RhsError::Fatal(error.to_string());
        if slopes {
            self.mesh.values_and_slopes(t, &mut scratch.value, &mut scratch.slope).map_err(fatal)?;
            let x = t.exp();
            let (equilibrium, channels) = scratch.slope.split_at_mut(self.species.len());
            for (slope, species) in equilibrium.iter_mut().zip(self.species) {
                *slope -= species.mass * x;
            }
            for (slope, exchange) in channels.iter_mut().zip(self.exchanges) {
                *slope -= exchange.exponent * x;
            }
        } else {
            self.mesh.values(t, &mut scratch.value).map_err(fatal)?;
        }
        self.restore_exponents(t, &mut scratch.value);
        for i in 0..self.species.len() {
            scratch.ln_yield[i] = self.ln_yield(y, i);
        }
        Self::departures(scratch);
        Ok(())
    }

    /// Divides the collected changes of the yields by the yields of the logarithmic components.
    #[inline]
    fn per_yield(&self, i: usize, ln_yield: f64) -> f64 {
        match self.representation[i] {
            Representation::Logarithmic => (-ln_yield).exp(),
            Representation::Linear => 1.0,
            Representation::Gone => 0.0,
        }
    }

    /// Whether a flux times e^(−y) has to be formed from logarithms.
    fn tiny(&self, i: usize, ln_yield: f64) -> bool {
        self.representation[i] == Representation::Logarithmic && ln_yield < TINY_LN_YIELD
    }

    /// The flux over Y_i for a yield too small to divide by.
    fn relative_flux(&self, k: usize, i: usize, scratch: &Coefficients) -> Flux {
        let exchange = &self.exchanges[k];
        let coefficient = scratch.value[self.species.len() + k];
        let (ln_forward, _) = Self::ln_flux(exchange, coefficient, scratch);
        let y = scratch.ln_yield[i];
        let backward =
            if exchange.reversible { (Self::ln_backward(exchange, coefficient, scratch) - y).exp() } else { 0.0 };
        let forward = (ln_forward - y).exp();
        Flux { forward, backward, net: forward - backward }
    }
}

/// Σ count · values over one side of a reaction; zero times −∞ does not occur because counts are at least one.
#[inline]
fn sum(side: &Side, values: &[f64]) -> f64 {
    side.iter().map(|&(i, count)| f64::from(count) * values[i]).sum()
}

/// The same without one occurrence of `skipped`.
fn sum_without(side: &Side, values: &[f64], skipped: usize) -> f64 {
    side.iter()
        .map(|&(i, count)| (i, count - u32::from(i == skipped)))
        .filter(|&(_, count)| count > 0)
        .map(|(i, count)| f64::from(count) * values[i])
        .sum()
}

impl<S: Sampled> OdeSystem for BoltzmannSystem<'_, S>
where
    S::Error: std::fmt::Display,
{
    fn dimension(&self) -> usize {
        self.species.len()
    }

    fn rhs(&self, t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        let scratch = &mut *self.scratch.borrow_mut();
        self.load(t, y, false, scratch)?;
        dydt.fill(0.0);
        let n = self.species.len();
        let any_tiny = (0..n).any(|i| self.tiny(i, scratch.ln_yield[i]));
        for (k, exchange) in self.exchanges.iter().enumerate().filter(|&(k, _)| self.running[k]) {
            let flux = Self::flux(exchange, scratch.value[n + k], scratch);
            for &(i, change) in &exchange.change {
                if any_tiny && self.tiny(i, scratch.ln_yield[i]) {
                    dydt[i] += change * self.relative_flux(k, i, scratch).net;
                } else {
                    dydt[i] += change * flux.net;
                }
            }
        }
        for (i, slope) in dydt.iter_mut().enumerate() {
            if !(any_tiny && self.tiny(i, scratch.ln_yield[i])) {
                *slope *= self.per_yield(i, scratch.ln_yield[i]);
            }
        }
        if dydt.iter().all(|d| d.is_finite()) { Ok(()) } else { Err(RhsError::Recoverable) }
    }

    fn jacobian(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        dfdt: &mut [f64],
    ) -> Result<(), RhsError> {
        self.rhs(t, y, dydt)?;
        let scratch = &mut *self.scratch.borrow_mut();
        self.load(t, y, true, scratch)?;
        let n = self.species.len();
        for (k, exchange) in self.exchanges.iter().enumerate().filter(|&(k, _)| self.running[k]) {
            let flux = Self::flux(exchange, scratch.value[n + k], scratch);
            let balance_slope =
                sum(&exchange.reactants, &scratch.slope[..n]) - sum(&exchange.products, &scratch.slope[..n]);
            for &(i, change) in &exchange.change {
                let (Flux { forward, backward, net }, scale) = if self.tiny(i, scratch.ln_yield[i]) {
                    (self.relative_flux(k, i, scratch), change)
                } else {
                    (flux, change * self.per_yield(i, scratch.ln_yield[i]))
                };
                dfdt[i] += scale * (net * scratch.slope[n + k] - backward * balance_slope);
                for &(j, count) in &exchange.reactants {
                    jacobian[(i, j)] += scale
                        * f64::from(count)
                        * self.derivative(forward, j, scratch, |s| {
                            scratch.value[n + k] + sum_without(&exchange.reactants, &s.ln_yield, j)
                        });
                }
                if exchange.reversible {
                    for &(j, count) in &exchange.products {
                        jacobian[(i, j)] -= scale
                            * f64::from(count)
                            * self.derivative(backward, j, scratch, |s| {
                                scratch.value[n + k] + sum(&exchange.reactants, &s.value) - s.value[j]
                                    + sum_without(&exchange.products, &s.departure, j)
                            });
                    }
                }
            }
        }
        // d(ln Y)/dt = (dY/dt)/Y: the quotient adds −d(ln Y)/dt on the diagonal.
        for i in 0..n {
            if self.representation[i] == Representation::Logarithmic {
                jacobian[(i, i)] -= dydt[i];
            }
        }
        Ok(())
    }

    fn error_scale(&self, _t: f64, y_old: &[f64], y_new: &[f64], tolerance: f64, scale: &mut [f64]) {
        for i in 0..scale.len() {
            scale[i] = match self.representation[i] {
                _ if self.negligible(y_old, i) => f64::INFINITY,
                Representation::Logarithmic => tolerance,
                Representation::Linear => tolerance * y_old[i].abs().max(y_new[i].abs()),
                Representation::Gone => f64::INFINITY,
            };
        }
    }
}

impl<S: Sampled> BoltzmannSystem<'_, S>
where
    S::Error: std::fmt::Display,
{
    /// ∂(flux)/∂(component j) per occurrence of j: the flux itself for a logarithmic component, flux/Y for a linear
    /// one, where `ln_without` gives the logarithm of the flux without one factor Y_j.
    fn derivative(
        &self,
        flux: f64,
        j: usize,
        scratch: &Coefficients,
        ln_without: impl Fn(&Coefficients) -> f64,
    ) -> f64 {
        match self.representation[j] {
            Representation::Logarithmic => flux,
            Representation::Linear => ln_without(scratch).exp(),
            Representation::Gone => 0.0,
        }
    }

    /// Whether the yield of species `i` no longer matters to anything.
    #[must_use]
    pub(super) fn negligible(&self, y: &[f64], i: usize) -> bool {
        if self.representation[i] == Representation::Gone {
            return true;
        }
        let ln_yield = self.ln_yield(y, i);
        ln_yield > f64::NEG_INFINITY && ln_yield < self.ln_threshold(y, i)
    }

    /// ln of the yield below which species `i` matters to nothing.
    #[must_use]
    pub(super) fn ln_threshold(&self, y: &[f64], i: usize) -> f64 {
        let species = &self.species[i];
        let one_particle = LESS_THAN_ONE_PARTICLE.ln();
        if species.dark_matter || species.feeds.is_empty() {
            return one_particle;
        }
        let fed = species.feeds.iter().map(|&j| self.ln_yield(y, j));
        one_particle.max(fed.fold(f64::INFINITY, f64::min) + NEGLIGIBLE_YIELD.ln())
    }
}
