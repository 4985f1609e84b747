//! The equations of a model, term by term, for those who print them.

use super::build::is_idle;
use super::stoichiometry::Stoichiometry;
use crate::model::{Model, Participant};

/// The coupled equations dY_i/d ln x = F/(sH) Σ_r change_ir γ_r (forward_r − backward_r) of a model, as the network
/// solves them. Nothing is averaged or tabulated for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Equations {
    /// By the number of the reaction; `None` for one that never happens.
    pub balances: Vec<Option<Balance>>,
    /// The terms of each species, in the order of the reactions.
    pub terms: Vec<Vec<Term>>,
}

/// What γ is multiplied with: products of R = Y/Y_eq, the exponents of which are how often a species takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// The evolved reactants, by their place among the species.
    pub forward: Vec<(usize, u32)>,
    /// The evolved products; `None` if the reaction does not run backward.
    pub backward: Option<Vec<(usize, u32)>>,
}

/// One reaction's contribution to the equation of a species.
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
        let mut equations = Self { balances: Vec::new(), terms: vec![Vec::new(); model.species.len()] };
        for (number, reaction) in model.reactions.iter().enumerate() {
            if is_idle(&reaction.rate) {
                equations.balances.push(None);
                continue;
            }
            let [reactants, products] = [&reaction.reactants, &reaction.products].map(|side| evolved(side));
            let channel = Stoichiometry::new(reactants, products, reaction.with_conjugate);
            for (species, change) in channel.change {
                if let Some(terms) = equations.terms.get_mut(species) {
                    terms.push(Term { reaction: number, change });
                }
            }
            let backward = reaction.reversible.then_some(channel.products);
            equations.balances.push(Some(Balance { forward: channel.reactants, backward }));
        }
        equations
    }
}

fn evolved(side: &[Participant]) -> Vec<usize> {
    let species = side.iter().filter_map(|participant| match *participant {
        Participant::Species { index, .. } => Some(index),
        _ => None,
    });
    species.collect()
}
