//! Who takes part in a reaction and what one event changes.
//!
//! A channel is a reaction together with its CP conjugate where that differs. The evolved yield of a species that
//! is not its own antiparticle is the sum over both, so the conjugate has the same rate and changes the same yields:
//! it only doubles the change.

/// How often each evolved species stands on one side of a reaction; particle and antiparticle count alike.
pub(super) type Side = Vec<(usize, u32)>;

/// Collects repeated indices: `[2, 0, 2]` becomes `[(0, 1), (2, 2)]`.
#[must_use]
fn side(species: impl IntoIterator<Item = usize>) -> Side {
    let mut indices: Vec<usize> = species.into_iter().collect();
    indices.sort_unstable();
    let mut counted = Side::new();
    for index in indices {
        match counted.last_mut() {
            Some((last, count)) if *last == index => *count += 1,
            _ => counted.push((index, 1)),
        }
    }
    counted
}

/// What one channel takes, gives and changes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stoichiometry {
    /// Evolved reactants.
    pub(super) reactants: Side,
    /// Evolved products.
    pub(super) products: Side,
    /// Change of each yield by one event, conjugate included.
    pub(super) change: Vec<(usize, f64)>,
}

impl Stoichiometry {
    /// The channel of a reaction among the evolved `reactants` and `products`, with its CP conjugate if that is another.
    #[must_use]
    pub(super) fn new(
        reactants: impl IntoIterator<Item = usize>,
        products: impl IntoIterator<Item = usize>,
        with_conjugate: bool,
    ) -> Self {
        let (reactants, products) = (side(reactants), side(products));
        let multiplicity = if with_conjugate { 2.0 } else { 1.0 };
        Self { change: net_change(&reactants, &products, multiplicity), reactants, products }
    }

    /// Makes `species` a reactant of which the events change no number.
    pub(super) fn catalyse(&mut self, species: usize) {
        let reactants = self.reactants.iter().flat_map(|&(i, count)| std::iter::repeat_n(i, count as usize));
        self.reactants = side(reactants.chain([species]));
    }
}

/// Change of each evolved yield by one event of the channel, `multiplicity` × (products − reactants); zero changes are left out.
#[must_use]
fn net_change(reactants: &Side, products: &Side, multiplicity: f64) -> Vec<(usize, f64)> {
    let mut signed: Vec<(usize, i64)> = Vec::new();
    for (side, sign) in [(reactants, -1), (products, 1)] {
        for &(species, count) in side {
            let change = sign * i64::from(count);
            match signed.iter_mut().find(|(index, _)| *index == species) {
                Some((_, total)) => *total += change,
                None => signed.push((species, change)),
            }
        }
    }
    signed.sort_unstable_by_key(|&(species, _)| species);
    signed.into_iter().filter(|&(_, n)| n != 0).map(|(i, n)| (i, multiplicity * n as f64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_counts_repeated_species() {
        assert_eq!(side([2, 0, 2]), vec![(0, 1), (2, 2)]);
        assert_eq!(side([]), vec![]);
    }

    #[test]
    fn a_catalyst_is_not_changed() {
        assert_eq!(net_change(&side([0, 1]), &side([1, 1]), 2.0), vec![(0, -2.0), (1, 2.0)]);
        assert_eq!(net_change(&side([0]), &side([0]), 1.0), vec![]);
    }
}
