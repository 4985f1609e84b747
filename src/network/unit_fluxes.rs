//! What the equations say whatever the yields are: fluxes for yields of one, and the return to equilibrium.

use super::mesh::Sampled;
use super::system::{BoltzmannSystem, sum};
use crate::ode::Matrix;

impl<S: Sampled> BoltzmannSystem<'_, S>
where
    S::Error: std::fmt::Display,
{
    /// The forward flux of channel `k` at `t` for yields of one, without the factor of the channel.
    pub(super) fn unit_flux(&self, t: f64, k: usize) -> Result<f64, S::Error> {
        let exponent = self.exchanges.get(k).map_or(0.0, |exchange| exchange.exponent);
        Ok((self.mesh.value(t, self.species.len() + k)? - exponent * t.exp()).exp())
    }

    /// ln of what multiplies the rate of channel `k`.
    pub(super) fn ln_factor(&self, k: usize) -> f64 {
        self.ln_factors.get(k).copied().unwrap_or(0.0)
    }

    /// The places where a coefficient may jump.
    pub(super) fn breakpoints(&self) -> &[f64] {
        self.mesh.breakpoints()
    }

    /// Writes ln of the forward and of the backward flux of every channel at `t` for yields of one, without the factors of the
    /// channels, from the interpolants or not.
    pub(super) fn ln_unit_fluxes(
        &self,
        t: f64,
        interpolated: bool,
        forward: &mut [f64],
        backward: &mut [f64],
    ) -> Result<(), S::Error> {
        let mut scratch = self.scratch.borrow_mut();
        if interpolated {
            self.mesh.values(t, None, &mut scratch.value)?;
        } else {
            self.mesh.exact(t, &mut scratch.value)?;
        }
        self.restore_exponents(t.exp(), &mut scratch.value);
        let (equilibrium, channels) = scratch.value.split_at(self.species.len());
        let fluxes = forward.iter_mut().zip(backward);
        for ((exchange, &coefficient), (forward, backward)) in self.exchanges.iter().zip(channels).zip(fluxes) {
            *forward = coefficient;
            *backward = if exchange.reversible {
                coefficient + sum(&exchange.reactants, equilibrium) - sum(&exchange.products, equilibrium)
            } else {
                f64::NEG_INFINITY
            };
        }
        Ok(())
    }

    /// Writes ln Y_eq of every species at `t`, its derivative, and the Jacobian of d ln Y/dt in equilibrium, which is zero
    /// before. Reactions that only run forward know no equilibrium: with them the Jacobian is not that of a return to it.
    pub(super) fn linearise_equilibrium(
        &self,
        t: f64,
        ln_equilibrium: &mut [f64],
        drift: &mut [f64],
        jacobian: &mut Matrix,
    ) -> Result<(), S::Error> {
        let mut scratch = self.scratch.borrow_mut();
        self.values_and_slopes(t, &mut scratch)?;
        let n = self.species.len();
        let (equilibrium, channels) = scratch.value.split_at(n);
        ln_equilibrium.copy_from_slice(equilibrium);
        drift.copy_from_slice(&scratch.slope[..n]);
        for (exchange, coefficient) in self.exchanges.iter().zip(channels) {
            let ln_flux = coefficient + sum(&exchange.reactants, equilibrium);
            for &(i, change) in &exchange.change {
                let per_yield = change * (ln_flux - equilibrium[i]).exp();
                for &(j, count) in &exchange.reactants {
                    jacobian[(i, j)] += per_yield * f64::from(count);
                }
                for &(j, count) in exchange.products.iter().filter(|_| exchange.reversible) {
                    jacobian[(i, j)] -= per_yield * f64::from(count);
                }
            }
        }
        Ok(())
    }
}
