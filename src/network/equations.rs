//! The equations of a model, term by term, for those who print them.

use super::build::is_idle;
use super::groups::partition;
use super::stoichiometry::Stoichiometry;
use crate::model::{Model, Participant};

/// The coupled equations dY_i/d ln x = F/(sH) Σ_r change_ir γ_r (forward_r − backward_r) of a model, as the network
/// solves them. Nothing is averaged or tabulated for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Equations {
    /// What each equation is for: a species, by its place, or all members of a group in chemical equilibrium.
    pub groups: Vec<Vec<usize>>,
    /// By the number of the reaction; `None` for one that never happens.
    pub balances: Vec<Option<Balance>>,
    /// The terms of each group, in the order of the reactions.
    pub terms: Vec<Vec<Term>>,
}

/// What γ is multiplied with: products of R = Y/Y_eq, the exponents of which are how often a group takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// The evolved reactants, by the place of their group.
    pub forward: Vec<(usize, u32)>,
    /// The evolved products; `None` if the reaction does not run backward.
    pub backward: Option<Vec<(usize, u32)>>,
}

/// One reaction's contribution to the equation of a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// The number of the reaction.
    pub reaction: usize,
    /// Change of the yield by one event, CP conjugate included: a whole number, not zero.
    pub change: f64,
}

impl Equations {
    /// The equations of `model`.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let groups = partition(model.species.len(), &model.evolution.chemical_equilibrium);
        let terms = vec![Vec::new(); groups.len()];
        let mut equations = Self { groups, balances: Vec::new(), terms };
        for (number, reaction) in model.reactions.iter().enumerate() {
            if is_idle(&reaction.rate) {
                equations.balances.push(None);
                continue;
            }
            let [reactants, products] = [&reaction.reactants, &reaction.products].map(|side| equations.evolved(side));
            let channel = Stoichiometry::new(reactants, products, reaction.with_conjugate);
            for (group, change) in channel.change {
                if let Some(terms) = equations.terms.get_mut(group) {
                    terms.push(Term { reaction: number, change });
                }
            }
            let backward = reaction.reversible.then_some(channel.products);
            equations.balances.push(Some(Balance { forward: channel.reactants, backward }));
        }
        equations
    }

    /// The groups of the evolved participants.
    fn evolved(&self, side: &[Participant]) -> Vec<usize> {
        let species = side.iter().filter_map(|participant| match *participant {
            Participant::Species { index, .. } => self.groups.iter().position(|group| group.contains(&index)),
            _ => None,
        });
        species.collect()
    }
}
