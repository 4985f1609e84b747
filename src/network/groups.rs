//! What one equation follows: a species, or a group of species in chemical equilibrium with each other.
//!
//! Where conversions among the members of a group are far faster than the expansion, R = Y/Y_eq is the same for all of
//! them (J. Edsjö and P. Gondolo, arXiv:hep-ph/9704361, eq. 13). Only the total Y = Σ Y_i is then evolved; the members
//! share it in proportion to their equilibrium yields, Y_i = Y Y_i,eq/Y_eq. A reaction changes the total by what it
//! changes of all members together, so that conversions within a group drop out.

use super::assemble::SpeciesInput;
use super::{Network, Species, Start};
use crate::thermal::equilibrium::Gas;

/// A species by itself, or several in chemical equilibrium with each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The names of the members, separated by commas.
    pub name: String,
    /// The members, by their place among the species.
    pub members: Vec<usize>,
    /// The total yield at the start.
    pub start: Start,
    /// Whether a member counts as dark matter.
    pub dark_matter: bool,
}

/// Every species by itself, except that those of each list in `together` are one group, which stands where its first
/// member does. A species that does not exist is left out, and one that is in two lists is in the first.
#[must_use]
pub(super) fn partition(species: usize, together: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut partition: Vec<Vec<usize>> = Vec::new();
    let mut placed = vec![false; species];
    for i in 0..species {
        if placed[i] {
            continue;
        }
        let mut members = vec![i];
        if let Some(list) = together.iter().find(|list| list.contains(&i)) {
            members.extend(list.iter().copied().filter(|&j| j > i && j < species && !placed[j]));
            members.sort_unstable();
            members.dedup();
        }
        for &j in &members {
            placed[j] = true;
        }
        partition.push(members);
    }
    partition
}

impl Group {
    /// The group of `members` among `species`.
    #[must_use]
    pub(super) fn of(members: Vec<usize>, species: &[SpeciesInput]) -> Self {
        let each = || members.iter().map(|&i| &species[i].species);
        let names: Vec<&str> = each().map(|s| s.name.as_str()).collect();
        Self { name: names.join(", "), start: total(each()), dark_matter: each().any(|s| s.dark_matter), members }
    }

    /// Whether the group has more than one member.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.members.len() > 1
    }

    /// The group in a sentence.
    #[must_use]
    pub fn described(&self) -> String {
        if self.is_shared() { format!("the group {}", self.name) } else { self.name.clone() }
    }
}

/// The total of what the members start with: what is given adds up, and one that starts in equilibrium keeps all there.
fn total<'s>(mut members: impl Iterator<Item = &'s Species>) -> Start {
    let sum = members.try_fold(0.0, |sum, member| match member.start {
        Start::Equilibrium => None,
        Start::Yield(value) => Some(sum + value),
    });
    sum.map_or(Start::Equilibrium, Start::Yield)
}

/// ln n_eq + m/T of every gas in `gases`, and then of the sum of each group, with the mass of its lightest member.
pub(super) fn ln_densities(gases: &[Gas], groups: &[Vec<usize>], temperature: f64) -> (Vec<f64>, Vec<f64>) {
    let each: Vec<f64> = gases.iter().map(|gas| gas.smooth_ln_density(temperature)).collect();
    let totals = groups.iter().map(|members| {
        if let [only] = members[..] {
            return each[only];
        }
        let lightest = lightest(gases, members);
        let sum: f64 = members.iter().map(|&i| (each[i] - (gases[i].mass - lightest) / temperature).exp()).sum();
        sum.ln()
    });
    let totals = totals.collect();
    (each, totals)
}

/// The mass in GeV of the lightest member.
pub(super) fn lightest(gases: &[Gas], members: &[usize]) -> f64 {
    members.iter().map(|&i| gases[i].mass).fold(f64::INFINITY, f64::min)
}

impl Network {
    /// The group that a species belongs to, by its place among [`Network::groups`].
    #[must_use]
    pub fn group_of(&self, species: usize) -> Option<usize> {
        self.groups.iter().position(|group| group.members.contains(&species))
    }

    /// ln Y of every species for given ln Y of the groups, actual or in equilibrium: that of its group and, beside other
    /// members, the logarithm of its share.
    pub(super) fn shared(&self, ln_totals: &[f64], temperature: f64) -> Vec<f64> {
        let mut ln_yields = vec![0.0; self.species.len()];
        let gases = &self.sources.species;
        let shares = self.groups.iter().any(Group::is_shared);
        let densities = shares.then(|| ln_densities(gases, &self.sources.groups, temperature));
        for (g, (group, &ln_total)) in self.groups.iter().zip(ln_totals).enumerate() {
            let lightest = lightest(gases, &group.members);
            for &i in &group.members {
                let ln_share = match &densities {
                    Some((each, totals)) if group.is_shared() => {
                        each[i] - totals[g] - (gases[i].mass - lightest) / temperature
                    }
                    _ => 0.0,
                };
                ln_yields[i] = ln_total + ln_share;
            }
        }
        ln_yields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stand_where_their_first_member_does() {
        assert_eq!(partition(5, &[vec![3, 1]]), vec![vec![0], vec![1, 3], vec![2], vec![4]]);
        assert_eq!(partition(2, &[]), vec![vec![0], vec![1]]);
        assert_eq!(partition(3, &[vec![0, 7, 2, 2], vec![2, 1]]), vec![vec![0, 2], vec![1]]);
    }
}
