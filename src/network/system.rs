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
use super::kernel::{self, Kernel, Row};
use super::mesh::{Mesh, Piece, Sampled};
use super::precision::{LESS_THAN_ONE_PARTICLE, NEGLIGIBLE_ERROR, NEGLIGIBLE_YIELD};
use super::stoichiometry::Side;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// Stands for ln Y of a yield of zero; what flows from it is exactly zero.
const LN_NOTHING: f64 = -1e5;

/// The right-hand side and its Jacobian.
pub(super) struct BoltzmannSystem<'a, S: Sampled> {
    pub(super) mesh: &'a Mesh<S>,
    pub(super) species: &'a [Controlled],
    pub(super) exchanges: &'a [Exchange],
    kernel: &'a Kernel,
    /// ln of what multiplies the rate of each channel; none for all of them where there is none.
    pub(super) ln_factors: &'a [f64],
    /// How each yield is represented now.
    representation: Vec<Representation>,
    pub(super) scratch: RefCell<Coefficients>,
    /// Room for a state.
    component: RefCell<Vec<f64>>,
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
        kernel: &'a Kernel,
        representation: Vec<Representation>,
    ) -> Self {
        Self {
            mesh,
            species,
            exchanges,
            kernel,
            ln_factors: &[],
            representation,
            scratch: RefCell::new(Coefficients::of(kernel)),
            component: RefCell::new(vec![0.0; species.len()]),
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
        self.scratch.get_mut().forget();
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
        let scratch = &mut *self.scratch.borrow_mut();
        self.values(t, &mut scratch.value)?;
        out.copy_from_slice(&scratch.value[..self.species.len()]);
        Ok(())
    }

    /// Writes the flux of every channel at `t` for given ln Y, and returns F = 1 + (1/3) d ln g_s/d ln T.
    pub(super) fn fluxes(&self, t: f64, ln_yield: &[f64], out: &mut [Flux]) -> Result<f64, S::Error> {
        let scratch = &mut *self.scratch.borrow_mut();
        let component = &mut *self.component.borrow_mut();
        for ((component, y), representation) in component.iter_mut().zip(ln_yield).zip(&self.representation) {
            *component = match representation {
                Representation::Logarithmic => y.max(LN_NOTHING),
                Representation::Linear => y.exp(),
            };
        }
        let number = self.measured(t, component, false, scratch)?;
        scratch.fluxes(number, self.kernel, out);
        Ok(scratch.instant(number).ln_expansion.exp())
    }

    /// Writes the coefficients at `t`.
    fn values(&self, t: f64, value: &mut [f64]) -> Result<(), S::Error> {
        self.piece.set(Some(self.mesh.values(t, self.piece.get(), value)?));
        self.restore(t.exp(), value);
        Ok(())
    }

    /// The coefficients and their derivatives at `t`.
    pub(super) fn values_and_slopes(&self, t: f64, scratch: &mut Coefficients) -> Result<(), S::Error> {
        let Coefficients { value, slope, .. } = scratch;
        self.piece.set(Some(self.mesh.values_and_slopes(t, self.piece.get(), value, slope)?));
        let x = t.exp();
        self.kernel.restore_exponents(x, slope);
        self.restore(x, value);
        Ok(())
    }

    /// Adds the factors exp(−m x) that the mesh leaves out, and those of the channels.
    pub(super) fn restore(&self, x: f64, value: &mut [f64]) {
        self.kernel.restore_exponents(x, value);
        for (value, ln_factor) in value.iter_mut().skip(self.species.len()).zip(self.ln_factors) {
            *value += ln_factor;
        }
    }

    /// Measures the state `y` in the units of the instant at `t`, and returns the number of that. With `slopes` the
    /// coefficients and their derivatives are in `scratch` as well.
    fn measured(&self, t: f64, y: &[f64], slopes: bool, scratch: &mut Coefficients) -> Result<usize, S::Error> {
        if slopes {
            self.values_and_slopes(t, scratch)?;
        }
        if let Some(kept) = scratch.kept(t).filter(|&kept| scratch.measure(kept, &self.representation, y)) {
            return Ok(kept);
        }
        if !slopes {
            self.values(t, &mut scratch.value)?;
        }
        let made = scratch.make(t, self.kernel, &self.representation, y);
        scratch.measure(made, &self.representation, y);
        Ok(made)
    }

    /// As [`measured`](Self::measured), for an integrator.
    fn load(&self, t: f64, y: &[f64], slopes: bool, scratch: &mut Coefficients) -> Result<usize, RhsError> {
        self.measured(t, y, slopes, scratch).map_err(|error| RhsError::Fatal(error.to_string()))
    }
}

/// The derivative of a net flux for given yields, from those of ln Y_eq of every species and of the channel's coefficient.
fn net_slope(row: Row<'_>, flux: Flux, equilibrium: &[f64], coefficient: f64) -> f64 {
    let Flux { backward, net, .. } = flux;
    let balance = kernel::sum(row.reactants, equilibrium) - kernel::sum(row.products, equilibrium);
    // What does not flow back has no balance.
    net * coefficient - if backward == 0.0 { 0.0 } else { backward * balance }
}

/// Σ count · values over one side of a reaction; zero times −∞ does not occur because counts are at least one.
#[inline]
pub(super) fn sum(side: &Side, values: &[f64]) -> f64 {
    side.iter().map(|&(i, count)| f64::from(count) * values[i]).sum()
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
        let number = self.load(t, y, false, scratch)?;
        dydt.fill(0.0);
        for (k, row) in self.kernel.rows().enumerate() {
            let Flux { net, .. } = scratch.flux(number, k, row);
            for effect in row.effects {
                dydt[effect.species] += effect.change * net;
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
        let number = self.load(t, y, true, scratch)?;
        let instant = scratch.instant(number);
        let n = self.species.len();
        dydt.fill(0.0);
        let (equilibrium, of_channels) = scratch.slope.split_at(n);
        for ((k, row), &of_channel) in self.kernel.rows().enumerate().zip(of_channels) {
            let flux = scratch.flux(number, k, row);
            let net_slope = net_slope(row, flux, equilibrium, of_channel);
            for effect in row.effects {
                let scale = effect.change * scratch.per_yield[effect.species];
                dydt[effect.species] += scale * flux.net;
                dfdt[effect.species] += scale * net_slope;
            }
            let sides = [
                (row.reactants, flux.forward, instant.forward[k]),
                (row.products, -flux.backward, -instant.backward[k]),
            ];
            for (side, flux, of_units) in sides {
                for (place, &j) in side.iter().enumerate().filter(|&(_, &j)| j < n) {
                    // The derivative by component j: the flux itself for each occurrence of a logarithmic component, the
                    // flux without one factor Y_j for a linear one.
                    let derivative = match self.representation[j] {
                        Representation::Logarithmic => flux,
                        Representation::Linear => {
                            let (before, after) = (&side[..place], &side[place + 1..]);
                            let others =
                                kernel::product(before, &scratch.ratio) * kernel::product(after, &scratch.ratio);
                            of_units * others * instant.per_unit[j]
                        }
                    };
                    for effect in row.effects {
                        let scale = effect.change * scratch.per_yield[effect.species];
                        jacobian[(effect.species, j)] += scale * derivative;
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
        let number = self.load(t, y, false, scratch)?;
        out.fill(0.0);
        let (equilibrium, of_channels) = slopes.split_at(self.species.len());
        for ((k, row), &of_channel) in self.kernel.rows().enumerate().zip(of_channels) {
            let slope = net_slope(row, scratch.flux(number, k, row), equilibrium, of_channel);
            for effect in row.effects {
                out[effect.species] += effect.change * scratch.per_yield[effect.species] * slope;
            }
        }
        Ok(())
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
