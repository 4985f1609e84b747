//! The coefficients of the equations at one time, in the form in which they meet the yields.
//!
//! A flux is γ' times a product of ratios R = Y/Y_eq, exactly γ' in equilibrium. Everything that has an exponential in it is
//! made once for each time, and the iterations of a step, which come back to its stages with other yields, only multiply.
//! Where Y/Y_eq is too large for a number, because Y_eq has long vanished, the yield is measured in another unit.

use super::exchange::Representation;
use super::kernel::Kernel;

/// The times kept: the stages of a step and its ends.
const KEPT: usize = 4;
/// |ln(Y/Y_eq)| up to which a yield is measured in units of Y_eq. The product of the ratios of seven species is a number.
const FAR: f64 = 50.0;
/// |ln(Y/unit)| up to which the unit of a yield is kept.
const TOO_FAR: f64 = 100.0;

/// What the equations say at one time to yields in certain units.
#[derive(Debug, Clone)]
pub(super) struct Instant {
    t: f64,
    pub(super) ln_equilibrium: Vec<f64>,
    /// ln of the unit of each yield: ln Y_eq if Y is not too far from it.
    ln_unit: Vec<f64>,
    /// 1/unit.
    pub(super) per_unit: Vec<f64>,
    /// The forward and the backward flux of each channel where every yield is one unit: the same if all units are Y_eq.
    pub(super) forward: Vec<f64>,
    pub(super) backward: Vec<f64>,
    /// ln F, F = 1 + (1/3) d ln g_s/d ln T.
    pub(super) ln_expansion: f64,
}

impl Instant {
    fn of(kernel: &Kernel) -> Self {
        let &Kernel { species, channels, .. } = kernel;
        Self {
            t: f64::NAN,
            ln_equilibrium: vec![0.0; species],
            ln_unit: vec![0.0; species],
            per_unit: vec![0.0; species],
            forward: vec![0.0; channels],
            backward: vec![0.0; channels],
            ln_expansion: 0.0,
        }
    }

    /// Makes the instant at `t` from the logarithms in `value`, with units that suit the components `y`.
    fn make(&mut self, t: f64, value: &[f64], kernel: &Kernel, representation: &[Representation], y: &[f64]) {
        self.t = t;
        let (ln_equilibrium, channels) = value.split_at(kernel.species);
        self.ln_equilibrium.copy_from_slice(ln_equilibrium);
        let units = self.ln_unit.iter_mut().zip(&mut self.per_unit).zip(ln_equilibrium);
        let mut in_equilibria = true;
        for (((ln_unit, per_unit), &equilibrium), (&y, representation)) in units.zip(y.iter().zip(representation)) {
            let otherwise = match representation {
                Representation::Logarithmic => y,
                Representation::Linear => 0.0,
            };
            let near = (otherwise - equilibrium).abs() <= FAR;
            in_equilibria &= near;
            *ln_unit = if near { equilibrium } else { otherwise };
            *per_unit = (-*ln_unit).exp();
        }
        let (coefficients, expansion) = channels.split_at(kernel.channels);
        self.forward.copy_from_slice(coefficients);
        kernel.reactants.add(1.0, &self.ln_unit, &mut self.forward);
        exponentiate(&mut self.forward);
        self.backward.copy_from_slice(if in_equilibria { &self.forward } else { coefficients });
        if !in_equilibria {
            kernel.reactants.add(1.0, ln_equilibrium, &mut self.backward);
            kernel.products.add(-1.0, ln_equilibrium, &mut self.backward);
            kernel.products.add(1.0, &self.ln_unit, &mut self.backward);
            exponentiate(&mut self.backward);
        }
        for (backward, reversible) in self.backward.iter_mut().zip(&kernel.reversible) {
            *backward = if *reversible { *backward } else { 0.0 };
        }
        self.ln_expansion = expansion.first().copied().unwrap_or(f64::NAN);
    }
}

fn exponentiate(values: &mut [f64]) {
    for value in values {
        *value = value.exp();
    }
}

/// The coefficients of the equations, and the yields that they meet.
#[derive(Debug, Clone)]
pub(super) struct Coefficients {
    /// ln Y_eq of each species, then ln of F γ/(sH Π R-independent part) of each channel, then ln F.
    pub(super) value: Vec<f64>,
    pub(super) slope: Vec<f64>,
    /// Each yield in its unit, and one.
    pub(super) ratio: Vec<f64>,
    /// 1/Y of each logarithmic component, 1 of a linear one: what turns dY/dt into the derivative of the component.
    pub(super) per_yield: Vec<f64>,
    /// The forward and the backward flux of each channel.
    pub(super) forward: Vec<f64>,
    pub(super) backward: Vec<f64>,
    /// The latest instants, the oldest of which makes place for the next.
    instants: [Instant; KEPT],
    oldest: usize,
}

impl Coefficients {
    /// Room for the coefficients of the channels.
    pub(super) fn of(kernel: &Kernel) -> Self {
        let (species, channels) = (kernel.species, kernel.channels);
        let components = species + channels + 1;
        Self {
            value: vec![0.0; components],
            slope: vec![0.0; components],
            ratio: vec![1.0; species + 1],
            per_yield: vec![0.0; species],
            forward: vec![0.0; channels],
            backward: vec![0.0; channels],
            instants: std::array::from_fn(|_| Instant::of(kernel)),
            oldest: 0,
        }
    }

    /// The number of the instant at `t`, if it is kept.
    #[inline]
    pub(super) fn kept(&self, t: f64) -> Option<usize> {
        self.instants.iter().position(|instant| instant.t == t)
    }

    /// The instant with this number.
    #[inline]
    pub(super) fn instant(&self, number: usize) -> &Instant {
        &self.instants[number]
    }

    /// Makes the instant at `t` from [`value`](Self::value) with units that suit the components `y`; returns its number.
    pub(super) fn make(&mut self, t: f64, kernel: &Kernel, representation: &[Representation], y: &[f64]) -> usize {
        let number = self.kept(t).unwrap_or(self.oldest);
        if number == self.oldest {
            self.oldest = (self.oldest + 1) % KEPT;
        }
        self.instants[number].make(t, &self.value, kernel, representation, y);
        number
    }

    /// Forgets all instants.
    pub(super) fn forget(&mut self) {
        self.instants.iter_mut().for_each(|instant| instant.t = f64::NAN);
    }

    /// Measures the components `y` in the units of an instant; whether those suit them.
    #[inline]
    pub(super) fn measure(&mut self, number: usize, representation: &[Representation], y: &[f64]) -> bool {
        let Instant { ln_unit, per_unit, .. } = &self.instants[number];
        let n = y.len();
        let (ln_unit, per_unit, representation) = (&ln_unit[..n], &per_unit[..n], &representation[..n]);
        let (ratio, per_yield) = (&mut self.ratio[..n], &mut self.per_yield[..n]);
        let mut suits = true;
        for (i, &y) in y.iter().enumerate() {
            match representation[i] {
                Representation::Logarithmic => {
                    suits &= (y - ln_unit[i]).abs() <= TOO_FAR;
                    ratio[i] = (y - ln_unit[i]).exp();
                    per_yield[i] = per_unit[i] / ratio[i];
                }
                Representation::Linear => {
                    ratio[i] = y * per_unit[i];
                    per_yield[i] = 1.0;
                }
            }
        }
        suits
    }

    /// Computes the fluxes for the yields as they were measured in the units of an instant.
    #[inline]
    pub(super) fn compute_fluxes(&mut self, number: usize, kernel: &Kernel) {
        let instant = &self.instants[number];
        kernel.reactants.multiply(&self.ratio, &instant.forward, &mut self.forward);
        kernel.products.multiply(&self.ratio, &instant.backward, &mut self.backward);
    }
}
