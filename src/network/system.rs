//! The Boltzmann equations as a system of ordinary differential equations in t = ln x.
//!
//! dY_i/dt = Σ_r ν_ir (f_r − b_r), with the forward flux f_r = (F/(sH)) γ_r Π_reac R_j and the backward flux
//! b_r = (F/(sH)) γ_r Π_prod R_k, R = Y/Y_eq. Detailed balance is
//! applied where the two are made, in [`coefficients`](super::coefficients), and nowhere else.
//!
//! A yield is evolved as its logarithm, in which equilibrium tracking is smooth and every yield is controlled
//! relatively, however small. A yield that is zero has no logarithm: it is evolved as it is, still under relative control,
//! until it has grown away from zero. One that has become too little to matter is evolved as it is as well, to an absolute
//! accuracy far below what matters.

use std::cell::{Cell, RefCell};

use super::coefficients::Coefficients;
use super::exchange::{Controlled, Exchange, Flux, Representation};
use super::kernel::{Dependence, Effect, Kernel};
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
        Self::with_scratch(mesh, species, exchanges, kernel, representation, Coefficients::of(kernel))
    }

    /// The same with room for the coefficients of these channels.
    pub(super) fn with_scratch(
        mesh: &'a Mesh<S>,
        species: &'a [Controlled],
        exchanges: &'a [Exchange],
        kernel: &'a Kernel,
        representation: Vec<Representation>,
        mut scratch: Coefficients,
    ) -> Self {
        scratch.forget();
        Self {
            mesh,
            species,
            exchanges,
            kernel,
            ln_factors: &[],
            representation,
            scratch: RefCell::new(scratch),
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

    /// Gives back the room for the coefficients.
    pub(super) fn into_scratch(self) -> Coefficients {
        self.scratch.into_inner()
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
        if let Some(kept) = scratch.kept(t) {
            out.copy_from_slice(&scratch.instant(kept).ln_equilibrium);
        } else {
            self.values(t, &mut scratch.value)?;
            out.copy_from_slice(&scratch.value[..self.species.len()]);
        }
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
        let number = self.evaluate(t, component, false, scratch)?;
        for (out, (&forward, &backward)) in out.iter_mut().zip(scratch.forward.iter().zip(&scratch.backward)) {
            *out = Flux { forward, backward, net: forward - backward };
        }
        Ok(scratch.instant(number).ln_expansion.exp())
    }

    /// Writes the coefficients at `t`.
    fn values(&self, t: f64, value: &mut [f64]) -> Result<(), S::Error> {
        self.piece.set(Some(self.mesh.values(t, self.piece.get(), value)?));
        self.kernel.restore_exponents(t.exp(), value);
        self.multiply(value);
        Ok(())
    }

    /// The coefficients and their derivatives at `t`.
    pub(super) fn values_and_slopes(&self, t: f64, scratch: &mut Coefficients) -> Result<(), S::Error> {
        let Coefficients { value, slope, .. } = scratch;
        self.piece.set(Some(self.mesh.values_and_slopes(t, self.piece.get(), value, slope)?));
        let x = t.exp();
        self.kernel.restore_exponents(x, slope);
        self.kernel.restore_exponents(x, value);
        self.multiply(value);
        Ok(())
    }

    /// Adds the factors exp(−m x) that the mesh leaves out.
    pub(super) fn restore_exponents(&self, x: f64, value: &mut [f64]) {
        self.kernel.restore_exponents(x, value);
    }

    /// Adds the factors of the channels.
    fn multiply(&self, value: &mut [f64]) {
        for (value, ln_factor) in value[self.species.len()..].iter_mut().zip(self.ln_factors) {
            *value += ln_factor;
        }
    }

    /// Computes the fluxes for the state `y` at `t`; returns the number of the instant there. With `slopes` the coefficients
    /// and their derivatives are in `scratch` as well.
    fn evaluate(&self, t: f64, y: &[f64], slopes: bool, scratch: &mut Coefficients) -> Result<usize, S::Error> {
        if slopes {
            self.values_and_slopes(t, scratch)?;
        }
        let kept = scratch.kept(t).filter(|&kept| scratch.measure(kept, &self.representation, y));
        let number = if let Some(kept) = kept {
            kept
        } else {
            if !slopes {
                self.values(t, &mut scratch.value)?;
            }
            let made = scratch.make(t, self.kernel, &self.representation, y);
            scratch.measure(made, &self.representation, y);
            made
        };
        scratch.compute_fluxes(number, self.kernel);
        Ok(number)
    }

    /// As [`evaluate`](Self::evaluate), for an integrator.
    fn load(&self, t: f64, y: &[f64], slopes: bool, scratch: &mut Coefficients) -> Result<usize, RhsError> {
        self.evaluate(t, y, slopes, scratch).map_err(|error| RhsError::Fatal(error.to_string()))
    }
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
        self.load(t, y, false, scratch)?;
        self.changes(scratch, dydt);
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
        self.slopes(&scratch.slope, scratch, dfdt);
        self.linearise(number, scratch, dydt, jacobian)
    }

    fn jacobian_in_y(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        _unused: &mut [f64],
    ) -> Result<(), RhsError> {
        let scratch = &mut *self.scratch.borrow_mut();
        let number = self.load(t, y, false, scratch)?;
        self.linearise(number, scratch, dydt, jacobian)
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
        self.slopes(slopes, scratch, out);
        Ok(())
    }

    /// Writes the derivatives of the components and those of them by the components, for fluxes at the instant `number`.
    fn linearise(
        &self,
        number: usize,
        scratch: &Coefficients,
        dydt: &mut [f64],
        jacobian: &mut Matrix,
    ) -> Result<(), RhsError> {
        self.changes(scratch, dydt);
        let (kernel, instant) = (self.kernel, scratch.instant(number));
        let directions = [
            (1.0, &kernel.forward, &kernel.reactants, &scratch.forward, &instant.forward),
            (-1.0, &kernel.backward, &kernel.products, &scratch.backward, &instant.backward),
        ];
        for (sign, dependences, sides, fluxes, of_units) in directions {
            for &Dependence { effect: Effect { channel, species, change }, participant: j, count } in dependences {
                // The derivative by component j for each of its occurrences: the flux itself for a logarithmic component,
                // the flux without one factor Y_j for a linear one.
                let derivative = match self.representation[j] {
                    Representation::Logarithmic => fluxes[channel],
                    Representation::Linear => {
                        of_units[channel] * sides.product_without(channel, j, &scratch.ratio) * instant.per_unit[j]
                    }
                };
                jacobian[(species, j)] += sign * change * count * scratch.per_yield[species] * derivative;
            }
        }
        if !dydt.iter().all(|d| d.is_finite()) {
            return Err(RhsError::Recoverable);
        }
        // d(ln Y)/dt = (dY/dt)/Y: the quotient adds −d(ln Y)/dt on the diagonal.
        for i in 0..dydt.len() {
            if self.representation[i] == Representation::Logarithmic {
                jacobian[(i, i)] -= dydt[i];
            }
        }
        Ok(())
    }

    /// Writes the derivatives of the components: what the fluxes change.
    #[inline]
    fn changes(&self, scratch: &Coefficients, dydt: &mut [f64]) {
        let Coefficients { forward, backward, per_yield, .. } = scratch;
        dydt.fill(0.0);
        for &Effect { channel, species, change } in &self.kernel.effects {
            dydt[species] += change * (forward[channel] - backward[channel]);
        }
        for (dydt, per_yield) in dydt.iter_mut().zip(per_yield) {
            *dydt *= per_yield;
        }
    }

    /// Writes the derivatives of what the fluxes change for given yields, from those of ln Y_eq of every species and of the
    /// coefficient of every channel.
    fn slopes(&self, slopes: &[f64], scratch: &Coefficients, out: &mut [f64]) {
        let Coefficients { forward, backward, per_yield, .. } = scratch;
        let (equilibrium, of_channels) = slopes.split_at(self.species.len());
        out.fill(0.0);
        for &Effect { channel, species, change } in &self.kernel.effects {
            out[species] += change * per_yield[species] * (forward[channel] - backward[channel]) * of_channels[channel];
        }
        // The backward flux is the forward one with the ratio of Y_eq on either side; what does not flow back has none.
        for (sign, dependences) in [(-1.0, &self.kernel.forward), (1.0, &self.kernel.backward)] {
            for dependence in dependences.iter().filter(|dependence| backward[dependence.effect.channel] != 0.0) {
                let &Dependence { effect: Effect { channel, species, change }, participant, count } = dependence;
                out[species] +=
                    sign * change * per_yield[species] * backward[channel] * count * equilibrium[participant];
            }
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
