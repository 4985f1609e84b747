//! The channels as flat lists, for what is computed at every evaluation of the equations.

use super::exchange::{Controlled, Exchange};

/// What one event of a channel does to the yield of a species.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Effect {
    pub(super) channel: usize,
    pub(super) species: usize,
    pub(super) change: f64,
}

/// That an effect depends on the yield of a participant, as often as that takes part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dependence {
    pub(super) effect: Effect,
    pub(super) participant: usize,
    pub(super) count: f64,
}

/// The channels of a network.
#[derive(Debug, Clone)]
pub(super) struct Kernel {
    /// The number of species and of channels.
    pub(super) species: usize,
    pub(super) channels: usize,
    pub(super) reactants: Sides,
    pub(super) products: Sides,
    pub(super) reversible: Vec<bool>,
    pub(super) effects: Vec<Effect>,
    /// Effects of the forward direction and the reactants they depend on, and of the backward direction and the products.
    pub(super) forward: Vec<Dependence>,
    pub(super) backward: Vec<Dependence>,
    /// By how much ln Y_eq of every species and then ln of the coefficient of every channel falls per x, which is kept apart
    /// from what is interpolated.
    exponents: Vec<f64>,
}

/// The participants on one side of all channels: the first of each channel, then the second of each, and so on, one that
/// takes part twice standing twice. Where a channel has no further one stands the number of species.
#[derive(Debug, Clone)]
pub(super) struct Sides {
    first: Vec<usize>,
    further: Vec<Vec<usize>>,
}

impl Sides {
    fn new<'a>(species: usize, sides: impl Iterator<Item = &'a [(usize, u32)]>) -> Self {
        let listed = |side: &'a [(usize, u32)]| {
            side.iter().flat_map(|&(i, count)| std::iter::repeat_n(i, count as usize)).collect::<Vec<usize>>()
        };
        let sides: Vec<Vec<usize>> = sides.map(listed).collect();
        let places = sides.iter().map(Vec::len).max().unwrap_or(0);
        let at = |place| sides.iter().map(|side| side.get(place).copied().unwrap_or(species)).collect();
        Self { first: at(0), further: (1..places).map(at).collect() }
    }

    /// Writes the number of each channel times the values of its participants. After those of the species follows one.
    #[inline]
    pub(super) fn multiply(&self, values: &[f64], numbers: &[f64], products: &mut [f64]) {
        for ((product, number), &i) in products.iter_mut().zip(numbers).zip(&self.first) {
            *product = number * values[i];
        }
        for place in &self.further {
            for (product, &i) in products.iter_mut().zip(place) {
                *product *= values[i];
            }
        }
    }

    /// Adds `factor` times the values of its participants to the number of each channel.
    #[inline]
    pub(super) fn add(&self, factor: f64, values: &[f64], numbers: &mut [f64]) {
        for place in std::iter::once(&self.first).chain(&self.further) {
            for (number, &i) in numbers.iter_mut().zip(place) {
                *number += factor * values.get(i).copied().unwrap_or(0.0);
            }
        }
    }

    /// The product of the values of the participants of a channel without one occurrence of `left_out`.
    pub(super) fn product_without(&self, channel: usize, left_out: usize, values: &[f64]) -> f64 {
        let mut skipped = false;
        let participants = std::iter::once(&self.first).chain(&self.further).map(|place| place[channel]);
        participants.fold(1.0, |product, i| {
            let skips = i == left_out && !skipped;
            skipped |= skips;
            if skips { product } else { product * values[i] }
        })
    }
}

impl Kernel {
    pub(super) fn new(species: &[Controlled], exchanges: &[Exchange]) -> Self {
        let effects: Vec<Effect> = exchanges
            .iter()
            .enumerate()
            .flat_map(|(channel, exchange)| {
                exchange.change.iter().map(move |&(species, change)| Effect { channel, species, change })
            })
            .collect();
        let dependences = |side: &dyn Fn(&Exchange) -> Vec<(usize, u32)>| {
            let of_effect = |&effect: &Effect| {
                side(&exchanges[effect.channel]).into_iter().map(move |(participant, count)| Dependence {
                    effect,
                    participant,
                    count: f64::from(count),
                })
            };
            effects.iter().flat_map(of_effect).collect()
        };
        let masses = species.iter().map(|species| species.mass);
        Self {
            species: species.len(),
            channels: exchanges.len(),
            reactants: Sides::new(species.len(), exchanges.iter().map(|exchange| &exchange.reactants[..])),
            products: Sides::new(species.len(), exchanges.iter().map(|exchange| &exchange.products[..])),
            reversible: exchanges.iter().map(|exchange| exchange.reversible).collect(),
            forward: dependences(&|exchange| exchange.reactants.clone()),
            backward: dependences(&|exchange| if exchange.reversible { exchange.products.clone() } else { vec![] }),
            exponents: masses.chain(exchanges.iter().map(|exchange| exchange.exponent)).collect(),
            effects,
        }
    }

    /// Gives the coefficients at x, or their derivatives by ln x, the part that the mesh leaves out.
    #[inline]
    pub(super) fn restore_exponents(&self, x: f64, values: &mut [f64]) {
        for (value, exponent) in values.iter_mut().zip(&self.exponents) {
            *value -= exponent * x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn participants_stand_as_often_as_they_take_part() {
        let controlled = |mass| Controlled { mass, feeds: vec![], dark_matter: false };
        let exchange = |reactants: &[(usize, u32)], products: &[(usize, u32)], change: &[(usize, f64)]| Exchange {
            reactants: reactants.to_vec(),
            products: products.to_vec(),
            change: change.to_vec(),
            reversible: true,
            subtracted: false,
            catalysed: false,
            exponent: 0.5,
        };
        let exchanges =
            [exchange(&[(0, 2)], &[], &[(0, -2.0)]), exchange(&[(1, 1)], &[(0, 1), (1, 2)], &[(0, 1.0), (1, 1.0)])];
        let kernel = Kernel::new(&[controlled(1.0), controlled(3.0)], &exchanges);
        let values = [5.0, 7.0, 1.0];
        let product = |sides: &Sides| {
            let mut products = [0.0; 2];
            sides.multiply(&values, &[1.0, 10.0], &mut products);
            products
        };
        assert_eq!(product(&kernel.reactants), [25.0, 70.0]);
        assert_eq!(product(&kernel.products), [1.0, 2450.0]);
        let mut numbers = [1.0, 10.0];
        kernel.products.add(-1.0, &values[..2], &mut numbers);
        assert_eq!(numbers, [1.0, -9.0]);
        assert_eq!(kernel.products.product_without(1, 1, &values), 35.0);
        assert_eq!(kernel.reactants.product_without(0, 0, &values), 5.0);
        let effect = |channel, species, change| Effect { channel, species, change };
        assert_eq!(kernel.effects, [effect(0, 0, -2.0), effect(1, 0, 1.0), effect(1, 1, 1.0)]);
        assert_eq!(kernel.forward[0], Dependence { effect: effect(0, 0, -2.0), participant: 0, count: 2.0 });
        assert_eq!(kernel.backward.len(), 4);
        let mut logarithms = [0.0; 5];
        kernel.restore_exponents(2.0, &mut logarithms);
        assert_eq!(logarithms, [-2.0, -6.0, -1.0, -1.0, 0.0]);
    }
}
