//! The Boltzmann equations as a system of ordinary differential equations in t = ln x.
//!
//! dY_i/dt = Σ_r ν_ir (f_r − b_r), with the forward flux f_r = (F/(sH)) γ_r Π_reac R_j and the backward flux
//! b_r = (F/(sH)) γ_r Π_prod R_k, R = Y/Y_eq. This file is the only place where detailed balance is applied.
//!
//! A yield is evolved as its logarithm, in which equilibrium tracking is smooth and every yield is controlled
//! relatively, however small. A yield that is zero has no logarithm: it is evolved as it is, still under relative control,
//! until it has grown away from zero. One that has become too little to matter is evolved as it is as well, to an absolute
//! accuracy far below what matters.

use std::cell::{Cell, RefCell};

use super::coefficients::Coefficients;
use super::exchange::{Controlled, Exchange, Flux, Representation};
use super::mesh::{Mesh, Piece, Sampled};
use super::precision::{LESS_THAN_ONE_PARTICLE, NEGLIGIBLE_ERROR, NEGLIGIBLE_YIELD};
use super::stoichiometry::Side;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// ln(backward/forward) below which the backward flux is far beneath the rounding of the forward one.
const NO_RETURN: f64 = -80.0;

/// The right-hand side and its Jacobian.
pub(super) struct BoltzmannSystem<'a, S: Sampled> {
    pub(super) mesh: &'a Mesh<S>,
    pub(super) species: &'a [Controlled],
    pub(super) exchanges: &'a [Exchange],
    /// ln of what multiplies the rate of each channel; none for all of them where there is none.
    pub(super) ln_factors: &'a [f64],
    /// How each yield is represented now.
    representation: Vec<Representation>,
    pub(super) scratch: RefCell<Coefficients>,
    /// The piece of the mesh where coefficients were asked for last: most likely that of the next time.
    piece: Cell<Option<&'a Piece>>,
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
        let scratch = Coefficients::of(species.len(), exchanges.len());
        Self {
            mesh,
            species,
            exchanges,
            ln_factors: &[],
            representation,
            scratch: RefCell::new(scratch),
            piece: Cell::new(None),
        }
    }

    /// The same equations with the rate of each channel multiplied by a factor, given by its logarithm.
    #[must_use]
    pub(super) fn with_factors(mut self, ln_factors: &'a [f64]) -> Self {
        self.ln_factors = ln_factors;
        self
    }

    /// How each yield is represented now.
    #[must_use]
    pub(super) fn representation(&self) -> &[Representation] {
        &self.representation
    }

    /// Changes the representations; translating the state is up to the caller.
    pub(super) fn represent(&mut self, representation: Vec<Representation>) {
        self.representation = representation;
    }

    /// ln Y of component `i` of the state `y`; −∞ where the yield is zero.
    #[must_use]
    pub(super) fn ln_yield(&self, y: &[f64], i: usize) -> f64 {
        match self.representation[i] {
            Representation::Logarithmic => y[i],
            Representation::Linear => y[i].max(0.0).ln(),
        }
    }

    /// Writes ln Y_eq of every species at `t`.
    pub(super) fn ln_equilibrium(&self, t: f64, out: &mut [f64]) -> Result<(), S::Error> {
        let mut scratch = self.scratch.borrow_mut();
        self.coefficients(t, &mut scratch)?;
        out.copy_from_slice(&scratch.value[..self.species.len()]);
        Ok(())
    }

    /// Writes the flux of every channel at `t` for given ln Y, and returns F = 1 + (1/3) d ln g_s/d ln T.
    pub(super) fn fluxes(&self, t: f64, ln_yield: &[f64], out: &mut [Flux]) -> Result<f64, S::Error> {
        let mut scratch = self.scratch.borrow_mut();
        let scratch = &mut *scratch;
        self.coefficients(t, scratch)?;
        scratch.ln_yield.copy_from_slice(ln_yield);
        scratch.any_negative = false;
        Self::departures(scratch);
        for (k, (exchange, flux)) in self.exchanges.iter().zip(out).enumerate() {
            *flux = Self::flux(exchange, scratch.value[self.species.len() + k], scratch);
        }
        Ok(scratch.value[self.species.len() + self.exchanges.len()].exp())
    }

    /// The coefficients at `t`, from memory if they have just been asked for.
    pub(super) fn coefficients(&self, t: f64, scratch: &mut Coefficients) -> Result<(), S::Error> {
        if scratch.recall(t) {
            return Ok(());
        }
        self.piece.set(Some(self.mesh.values(t, self.piece.get(), &mut scratch.value)?));
        self.restore_exponents(t.exp(), &mut scratch.value);
        self.multiply(&mut scratch.value);
        scratch.remember(t);
        Ok(())
    }

    /// The coefficients and their derivatives at `t`.
    pub(super) fn values_and_slopes(&self, t: f64, scratch: &mut Coefficients) -> Result<(), S::Error> {
        let Coefficients { value, slope, .. } = scratch;
        self.piece.set(Some(self.mesh.values_and_slopes(t, self.piece.get(), value, slope)?));
        let x = t.exp();
        let (equilibrium, channels) = slope.split_at_mut(self.species.len());
        for (slope, species) in equilibrium.iter_mut().zip(self.species) {
            *slope -= species.mass * x;
        }
        for (slope, exchange) in channels.iter_mut().zip(self.exchanges) {
            *slope -= exchange.exponent * x;
        }
        self.restore_exponents(x, value);
        self.multiply(value);
        Ok(())
    }

    /// Adds the factors exp(−m x) that the mesh leaves out.
    pub(super) fn restore_exponents(&self, x: f64, value: &mut [f64]) {
        let (equilibrium, channels) = value.split_at_mut(self.species.len());
        for (value, species) in equilibrium.iter_mut().zip(self.species) {
            *value -= species.mass * x;
        }
        for (value, exchange) in channels.iter_mut().zip(self.exchanges) {
            *value -= exchange.exponent * x;
        }
    }

    /// Adds the factors of the channels.
    fn multiply(&self, value: &mut [f64]) {
        for (value, ln_factor) in value[self.species.len()..].iter_mut().zip(self.ln_factors) {
            *value += ln_factor;
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
        let flux = Self::positive_flux(exchange, coefficient, scratch);
        if !scratch.any_negative {
            return flux;
        }
        let forward = flux.forward * sign(&exchange.reactants, &scratch.negative, None);
        let backward = flux.backward * sign(&exchange.products, &scratch.negative, None);
        Flux { forward, backward, net: forward - backward }
    }

    /// The flux for the moduli of the yields.
    #[inline]
    fn positive_flux(exchange: &Exchange, coefficient: f64, scratch: &Coefficients) -> Flux {
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
        if balance < NO_RETURN {
            return Flux { forward, backward: 0.0, net: forward };
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
            self.values_and_slopes(t, scratch).map_err(fatal)?;
        } else {
            self.coefficients(t, scratch).map_err(fatal)?;
        }
        scratch.any_negative = false;
        for (i, (&y, representation)) in y.iter().zip(&self.representation).enumerate() {
            let linear = *representation == Representation::Linear;
            scratch.ln_yield[i] = if linear { y.abs().ln() } else { y };
            scratch.per_yield[i] = if linear { 1.0 } else { (-y).exp() };
            scratch.negative[i] = linear && y < 0.0;
            scratch.any_negative |= scratch.negative[i];
        }
        Self::departures(scratch);
        Ok(())
    }
}

/// The derivative of a net flux for given yields, from those of ln Y_eq of every species and of the channel's coefficient.
fn net_slope(exchange: &Exchange, net: f64, backward: f64, equilibrium: &[f64], coefficient: f64) -> f64 {
    let balance = sum(&exchange.reactants, equilibrium) - sum(&exchange.products, equilibrium);
    // What does not flow back has no balance.
    net * coefficient - if backward == 0.0 { 0.0 } else { backward * balance }
}

/// Σ count · values over one side of a reaction; zero times −∞ does not occur because counts are at least one.
#[inline]
pub(super) fn sum(side: &Side, values: &[f64]) -> f64 {
    side.iter().map(|&(i, count)| f64::from(count) * values[i]).sum()
}

/// The sign of a product of yields, without one occurrence of `skipped`.
fn sign(side: &Side, negative: &[bool], skipped: Option<usize>) -> f64 {
    let odd =
        side.iter().map(|&(i, count)| if negative[i] { count - u32::from(skipped == Some(i)) } else { 0 }).sum::<u32>()
            % 2;
    if odd == 1 { -1.0 } else { 1.0 }
}

/// Σ count · values without one occurrence of `skipped`.
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
        for (k, exchange) in self.exchanges.iter().enumerate() {
            let flux = Self::flux(exchange, scratch.value[n + k], scratch);
            for &(i, change) in &exchange.change {
                dydt[i] += change * flux.net;
            }
        }
        for (slope, per_yield) in dydt.iter_mut().zip(&scratch.per_yield) {
            *slope *= per_yield;
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
        let scratch = &mut *self.scratch.borrow_mut();
        self.load(t, y, true, scratch)?;
        let n = self.species.len();
        dydt.fill(0.0);
        for (k, exchange) in self.exchanges.iter().enumerate() {
            let Flux { forward, backward, net } = Self::flux(exchange, scratch.value[n + k], scratch);
            let net_slope = net_slope(exchange, net, backward, &scratch.slope, scratch.slope[n + k]);
            for &(i, change) in &exchange.change {
                let scale = change * scratch.per_yield[i];
                dydt[i] += scale * net;
                dfdt[i] += scale * net_slope;
                for &(j, count) in &exchange.reactants {
                    jacobian[(i, j)] += scale
                        * f64::from(count)
                        * self.derivative(forward, j, || {
                            let ln = scratch.value[n + k] + sum_without(&exchange.reactants, &scratch.ln_yield, j);
                            ln.exp() * sign(&exchange.reactants, &scratch.negative, Some(j))
                        });
                }
                if exchange.reversible {
                    for &(j, count) in &exchange.products {
                        jacobian[(i, j)] -= scale
                            * f64::from(count)
                            * self.derivative(backward, j, || {
                                let ln = scratch.value[n + k] + sum(&exchange.reactants, &scratch.value)
                                    - scratch.value[j]
                                    + sum_without(&exchange.products, &scratch.departure, j);
                                ln.exp() * sign(&exchange.products, &scratch.negative, Some(j))
                            });
                    }
                }
            }
        }
        if !dydt.iter().all(|d| d.is_finite()) {
            return Err(RhsError::Recoverable);
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
                Representation::Logarithmic => tolerance,
                Representation::Linear => {
                    let relative = tolerance * y_old[i].abs().max(y_new[i].abs());
                    relative.max(NEGLIGIBLE_ERROR * self.ln_threshold(y_old, i).exp())
                }
            };
        }
    }
}

impl<S: Sampled> BoltzmannSystem<'_, S>
where
    S::Error: std::fmt::Display,
{
    /// Writes how the right-hand side changes with something that the logarithms of the coefficients have the derivatives
    /// `slopes` by: those of ln Y_eq of every species, then of every channel.
    pub(super) fn along(&self, t: f64, y: &[f64], slopes: &[f64], out: &mut [f64]) -> Result<(), RhsError> {
        let scratch = &mut *self.scratch.borrow_mut();
        self.load(t, y, false, scratch)?;
        let n = self.species.len();
        out.fill(0.0);
        for (k, exchange) in self.exchanges.iter().enumerate() {
            let Flux { backward, net, .. } = Self::flux(exchange, scratch.value[n + k], scratch);
            let slope = net_slope(exchange, net, backward, slopes, slopes[n + k]);
            for &(i, change) in &exchange.change {
                out[i] += change * scratch.per_yield[i] * slope;
            }
        }
        Ok(())
    }

    /// ∂(flux)/∂(component j) per occurrence of j: the flux itself for a logarithmic component, the flux without one factor
    /// Y_j for a linear one.
    fn derivative(&self, flux: f64, j: usize, without: impl Fn() -> f64) -> f64 {
        match self.representation[j] {
            Representation::Logarithmic => flux,
            Representation::Linear => without(),
        }
    }

    /// Whether the yield of species `i` no longer matters to anything.
    #[must_use]
    pub(super) fn negligible(&self, y: &[f64], i: usize) -> bool {
        self.ln_yield(y, i) < self.ln_threshold(y, i)
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
