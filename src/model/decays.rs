//! Declared decays, and what belongs to whom: total widths and branching fractions.

use super::document::Sections;
use super::document::reactions::RateEntry;
use super::equation::Equation;
use super::link::LinkedReaction;
use super::reaction::Participant;
use super::roster::{Found, Origin, Roster};
use crate::error::closest;

/// A declared decay. `None` among the products is `SM`.
#[derive(Debug, Clone)]
pub(in crate::model) struct Decay {
    /// The number of its reaction's entry.
    pub(in crate::model) entry: usize,
    pub(in crate::model) mother: Found,
    pub(in crate::model) products: Vec<Option<Found>>,
    /// The CP conjugate, if it is another process and included.
    conjugate: Option<(Found, Vec<Option<Found>>)>,
}

/// All declared decays.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct Decays {
    list: Vec<Decay>,
}

impl Decays {
    /// The decays among `reactions`; `bath` are the bath particles that these count.
    pub(in crate::model) fn new(
        sections: &Sections,
        reactions: &[LinkedReaction],
        bath: &[Origin],
        roster: &Roster,
    ) -> Self {
        let found = |participant: &Participant| match *participant {
            Participant::Species { index, anti } => Some(Found { origin: Origin::Species(index), anti }),
            Participant::Bath { index, anti } => bath.get(index).map(|&origin| Found { origin, anti }),
            Participant::Radiation => None,
        };
        let decay = |reaction: &LinkedReaction| {
            let entry = sections.reactions.get(reaction.entry)?;
            let [mother] = reaction.reactants.as_slice() else { return None };
            if !matches!(entry.rate, RateEntry::Width(_) | RateEntry::Lifetime { .. }) {
                return None;
            }
            let mother = found(mother)?;
            let products: Vec<Option<Found>> = reaction.products.iter().map(found).collect();
            let flipped =
                || (roster.conjugate(mother), products.iter().map(|p| p.map(|p| roster.conjugate(p))).collect());
            let conjugate = reaction.with_conjugate.then(flipped);
            Some(Decay { entry: reaction.entry, mother, products, conjugate })
        };
        Self { list: reactions.iter().filter_map(decay).collect() }
    }

    pub(in crate::model) fn get(&self, number: usize) -> Option<&Decay> {
        self.list.get(number)
    }

    pub(in crate::model) fn len(&self) -> usize {
        self.list.len()
    }

    /// The numbers of the decays of a particle. One whose CP conjugate is another decay of the same particle, as
    /// `h -> e- + mu-~`, comes twice.
    pub(in crate::model) fn of(&self, mother: Found) -> impl Iterator<Item = usize> {
        self.processes().filter(move |(_, decaying, _)| *decaying == mother).map(|(number, ..)| number)
    }

    /// The particle that `width` or `propagator` name, if it has declared decays.
    ///
    /// The error is one sentence.
    pub(in crate::model) fn mother(&self, name: &str, roster: &Roster) -> Result<Found, String> {
        let found = roster.find(name).ok_or_else(|| format!("there is no particle `{name}`"))?;
        match self.of(found).next() {
            Some(_) => Ok(found),
            None => Err(format!(
                "no decay of `{name}` is declared: its width is the sum of those of its decays under `reactions`"
            )),
        }
    }

    /// The particle that decays in `reaction`, if it has declared decays, and the equation.
    ///
    /// The error is one sentence.
    pub(in crate::model) fn decaying(&self, reaction: &str, roster: &Roster) -> Result<(Found, Equation), String> {
        let equation = Equation::parse(reaction).map_err(|error| error.message)?;
        let [mother] = equation.reactants.as_slice() else {
            return Err(format!("`{reaction}` is no decay: it has {} particles on its left", equation.reactants.len()));
        };
        Ok((self.mother(&mother.name, roster)?, equation))
    }

    /// The particle that decays in `reaction`, and the numbers of the decays that it names: two if a decay and its CP
    /// conjugate have the same products.
    ///
    /// The error is one sentence: no reaction, or no declared decay.
    pub(in crate::model) fn named(
        &self,
        reaction: &str,
        roster: &Roster,
        sections: &Sections,
    ) -> Result<(Found, Vec<usize>), String> {
        let (mother, equation) = self.decaying(reaction, roster)?;
        let products = equation.products.iter().map(|term| match term.name.as_str() {
            "SM" => Ok(None),
            name => roster.find(name).map(Some).ok_or_else(|| format!("there is no particle `{name}`")),
        });
        let products = products.collect::<Result<Vec<_>, _>>()?;
        let same = |candidate: &[Option<Found>]| is_permutation(candidate, &products);
        let processes = self.processes().filter(|(_, decaying, into)| *decaying == mother && same(into));
        let numbers: Vec<usize> = processes.map(|(number, ..)| number).collect();
        if numbers.is_empty() {
            return Err(self.undeclared(reaction, mother, sections));
        }
        Ok((mother, numbers))
    }

    /// Every decay, and its CP conjugate where that is included.
    fn processes(&self) -> impl Iterator<Item = (usize, Found, &[Option<Found>])> {
        self.list.iter().enumerate().flat_map(|(number, decay)| {
            let conjugate = decay.conjugate.as_ref().map(|(mother, products)| (number, *mother, products.as_slice()));
            std::iter::once((number, decay.mother, decay.products.as_slice())).chain(conjugate)
        })
    }

    fn undeclared(&self, reaction: &str, mother: Found, sections: &Sections) -> String {
        let mut declared: Vec<String> = Vec::new();
        for number in self.of(mother) {
            let entry = self.list.get(number).and_then(|decay| sections.reactions.get(decay.entry));
            declared.extend(entry.map(|entry| entry.equation.to_string()).filter(|text| declared.last() != Some(text)));
        }
        let message = format!("`{reaction}` is no declared decay");
        match closest(reaction, declared.iter().map(String::as_str)) {
            Some(meant) => format!("{message}; did you mean `{meant}`?"),
            None => format!("{message}; declared are `{}`", declared.join("`, `")),
        }
    }
}

/// Whether two lists have the same elements, each as often.
fn is_permutation(a: &[Option<Found>], b: &[Option<Found>]) -> bool {
    let count = |list: &[Option<Found>], item| list.iter().filter(|other| **other == item).count();
    a.len() == b.len() && a.iter().all(|&item| count(a, item) == count(b, item))
}
