//! What the text alone says about reactions and names: who takes part, which conjugates exist, what clashes.

use std::collections::{BTreeSet, HashMap};

use super::decays::Decays;
use super::document::Sections;
use super::document::decoder::Decoder;
use super::document::reactions::{RateEntry, ReactionEntry};
use super::equation::Term;
use super::graph::Graph;
use super::naming;
use super::reaction::Participant;
use super::roster::{Origin, Roster};
use super::yaml::Scalar;
use crate::error::{Diagnostic, closest};
use crate::standard_model::particles::Role;

/// A model file whose names have been related to each other, before any value is known.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct Linked {
    pub(in crate::model) roster: Roster,
    pub(in crate::model) graph: Graph,
    /// Bath particles that take part in a reaction, in order of appearance.
    pub(in crate::model) bath: Vec<Origin>,
    /// The reactions of the file that could be understood.
    pub(in crate::model) reactions: Vec<LinkedReaction>,
}

/// A reaction with its participants looked up.
#[derive(Debug, Clone)]
pub(in crate::model) struct LinkedReaction {
    /// The number of its entry.
    pub(in crate::model) entry: usize,
    pub(in crate::model) reactants: Vec<Participant>,
    pub(in crate::model) products: Vec<Participant>,
    pub(in crate::model) with_conjugate: bool,
    sides: Sides,
    conjugate: Sides,
}

impl Linked {
    pub(in crate::model) fn new(sections: &Sections, decoder: &mut Decoder<'_>) -> Self {
        naming::check(sections, decoder);
        let (roster, clashes) = Roster::new(&sections.species, &sections.bath);
        for clash in clashes {
            let message = format!("the particle name `{}` is taken twice", clash.name);
            let complaint = Diagnostic::at(clash.later.span.clone(), message);
            decoder.complain(match clash.earlier {
                Some(earlier) => complaint.related(earlier.span.clone(), "first declared here"),
                None => complaint,
            });
        }
        check_antiparticles(sections, &roster, decoder);
        let mut linked = Self { roster, ..Self::default() };
        for (number, entry) in sections.reactions.iter().enumerate() {
            decoder.enter(entry.locals.instance.clone());
            linked.add_reaction(number, entry, sections, decoder);
        }
        decoder.enter(None);
        let decays = Decays::new(sections, &linked.reactions, &linked.bath, &linked.roster);
        let (graph, cycle) = Graph::new(sections, &linked.roster, decays);
        linked.graph = graph;
        if let Some(cycle) = cycle {
            decoder.complain(cycle);
        }
        check_repetitions(sections, &linked.reactions, decoder);
        check_labels(sections, decoder);
        linked
    }

    fn add_reaction(&mut self, number: usize, entry: &ReactionEntry, sections: &Sections, decoder: &mut Decoder<'_>) {
        // All participants are looked up before giving up, so that every unknown one is reported.
        let mut side = |terms: &[Term]| -> Option<Vec<Participant>> {
            let found: Vec<_> = terms.iter().map(|term| self.participant(term, entry, sections, decoder)).collect();
            found.into_iter().collect()
        };
        let (reactants, products) = (side(&entry.equation.reactants), side(&entry.equation.products));
        let (Some(reactants), Some(products)) = (reactants, products) else { return };
        check_rate(entry, &reactants, decoder);
        let sides = Sides::of(&reactants, &products);
        let conjugate = self.conjugate(&sides);
        let differs = conjugate != sides && !(entry.equation.reversible && conjugate == sides.reversed());
        let with_conjugate = entry.conjugate && differs;
        self.reactions.push(LinkedReaction { entry: number, reactants, products, with_conjugate, sides, conjugate });
    }

    fn participant(
        &mut self,
        term: &Term,
        entry: &ReactionEntry,
        sections: &Sections,
        decoder: &mut Decoder<'_>,
    ) -> Option<Participant> {
        let name = term.name.as_str();
        if name == "SM" {
            return Some(Participant::Radiation);
        }
        let Some(found) = self.roster.find(name) else {
            let stem = name.strip_suffix('~').unwrap_or(name);
            if !decoder.is_full() && !sections.broken.contains(stem) {
                let is_index = sections.index_names.iter().any(|index| index.text == stem);
                decoder.complain_within(&entry.scalar, self.unknown_particle(term, stem, is_index));
            }
            return None;
        };
        match found.origin {
            Origin::Species(index) => Some(Participant::Species { index, anti: found.anti }),
            Origin::BuiltIn(particle) if particle.role == Role::MassOnly => {
                let message = format!("`{name}` is known by its mass only and is not part of the plasma");
                let hint = format!("declare it under `bath` or `species`, such as `{}: {{type: …}}`", particle.name);
                decoder.complain_within(&entry.scalar, Diagnostic::at(term.span.clone(), message).hint(hint));
                None
            }
            origin => {
                let index = self.bath.iter().position(|&known| known == origin).unwrap_or(self.bath.len());
                if index == self.bath.len() {
                    self.bath.push(origin);
                }
                Some(Participant::Bath { index, anti: found.anti })
            }
        }
    }

    fn unknown_particle(&self, term: &Term, stem: &str, is_index: bool) -> Diagnostic {
        let name = &term.name;
        if name == "SM~" || self.roster.find(stem).is_some_and(|found| self.roster.antiparticle(found.origin).is_none())
        {
            return Diagnostic::at(term.span.clone(), format!("`{stem}` is its own antiparticle")).hint(format!(
                "write `{stem}`, or give it `self_conjugate: false` or a type that has an antiparticle"
            ));
        }
        let complaint = Diagnostic::at(term.span.clone(), format!("there is no particle `{name}`"));
        if is_index {
            return complaint.hint(format!("an index stands for particles in a template: add `for: {{{stem}: …}}`"));
        }
        match closest(name, self.roster.names()) {
            Some(meant) => complaint.hint(format!("did you mean `{meant}`?")),
            None => complaint.hint("declare it under `species` (evolved) or `bath` (in equilibrium)"),
        }
    }

    fn conjugate(&self, sides: &Sides) -> Sides {
        let flip = |participants: &[Participant]| {
            let mut flipped: Vec<Participant> = participants.iter().map(|&p| self.anti(p)).collect();
            flipped.sort_unstable();
            flipped
        };
        Sides { left: flip(&sides.left), right: flip(&sides.right) }
    }

    fn anti(&self, participant: Participant) -> Participant {
        match participant {
            Participant::Species { index, anti } => {
                let has = self.roster.antiparticle(Origin::Species(index)).is_some();
                Participant::Species { index, anti: has && !anti }
            }
            Participant::Bath { index, anti } => {
                let has = self.bath.get(index).is_some_and(|&origin| self.roster.antiparticle(origin).is_some());
                Participant::Bath { index, anti: has && !anti }
            }
            Participant::Radiation => Participant::Radiation,
        }
    }
}

/// Both sides of a reaction without regard to order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Sides {
    left: Vec<Participant>,
    right: Vec<Participant>,
}

impl Sides {
    fn of(reactants: &[Participant], products: &[Participant]) -> Self {
        let (mut left, mut right) = (reactants.to_vec(), products.to_vec());
        left.sort_unstable();
        right.sort_unstable();
        Self { left, right }
    }

    fn reversed(&self) -> Self {
        Self { left: self.right.clone(), right: self.left.clone() }
    }
}

/// `antiparticle` is only for particles that have one.
fn check_antiparticles(sections: &Sections, roster: &Roster, decoder: &mut Decoder<'_>) {
    let species = sections.species.iter().enumerate().map(|(i, entry)| (Origin::Species(i), entry));
    let bath = sections.bath.iter().enumerate().map(|(i, entry)| (Origin::Bath(i), entry));
    for (origin, entry) in species.chain(bath) {
        if let (Some(given), None) = (&entry.antiparticle, roster.antiparticle(origin)) {
            let message = format!("`{}` is its own antiparticle", entry.name.text);
            let hint = "leave `antiparticle` out, or give `self_conjugate: false` or a type that has an antiparticle";
            decoder.complain(Diagnostic::at(given.span.clone(), message).hint(hint));
        }
    }
}

/// The rate must fit the number of reactants, and `SM` has no density to multiply a rate with.
fn check_rate(entry: &ReactionEntry, reactants: &[Participant], decoder: &mut Decoder<'_>) {
    let key = &entry.rate_key;
    if let Some(wanted) = entry.rate.reactants()
        && wanted != reactants.len()
    {
        let particles = |n: usize| if n == 1 { "one reactant".to_owned() } else { format!("{n} reactants") };
        let message = format!("`{}` is for {}; this reaction has {}", key.text, particles(wanted), reactants.len());
        let complaint = Diagnostic::at(key.span.clone(), message).related(entry.scalar.span.clone(), "the reaction");
        decoder.complain(complaint);
    }
    if matches!(entry.rate, RateEntry::ReactionDensity(_) | RateEntry::Plugin(_)) {
        return;
    }
    let radiation = entry.equation.reactants.iter().zip(reactants).find(|(_, p)| **p == Participant::Radiation);
    if let Some((term, _)) = radiation {
        let message = format!("`SM` has no density, so it cannot be a reactant of a `{}`", key.text);
        let complaint = Diagnostic::at(term.span.clone(), message).hint(
            "turn the reaction round (`<->` includes the inverse), name the particle, or give `reaction_density`",
        );
        decoder.complain_within(&entry.scalar, complaint);
    }
}

/// No process may be counted twice: as written, as an inverse or as a CP conjugate.
fn check_repetitions(sections: &Sections, reactions: &[LinkedReaction], decoder: &mut Decoder<'_>) {
    let mut covered: HashMap<Sides, usize> = HashMap::new();
    for (number, reaction) in reactions.iter().enumerate() {
        let Some(entry) = sections.reactions.get(reaction.entry) else { continue };
        let mut covers = BTreeSet::from([reaction.sides.clone()]);
        if reaction.with_conjugate {
            covers.insert(reaction.conjugate.clone());
        }
        if entry.equation.reversible {
            let inverses: Vec<Sides> = covers.iter().map(Sides::reversed).collect();
            covers.extend(inverses);
        }
        let first = covers.iter().filter_map(|sides| covered.get(sides)).min().map(|&first| &reactions[first]);
        if let Some(first) = first {
            let first_entry = sections.reactions.get(first.entry);
            let by_one_template = first_entry.is_some_and(|first| first.scalar.span == entry.scalar.span);
            let (relation, hint) = if by_one_template {
                ("comes out of this template twice", "`unless: i > j` drops one of each pair")
            } else if first.sides == reaction.sides {
                ("is written twice", "add the two rates up")
            } else if first.sides == reaction.sides.reversed() {
                ("is the inverse of a reaction above", "`<->` includes the inverse")
            } else {
                let hint = "conjugates are included automatically; `conjugate: false` on both keeps them apart";
                ("is the CP conjugate of a reaction above", hint)
            };
            let mut complaint = Diagnostic::at(entry.scalar.span.clone(), format!("`{}` {relation}", entry.equation));
            if let Some(first) = first_entry.filter(|_| !by_one_template) {
                complaint = complaint.related(first.scalar.span.clone(), "the reaction above");
            }
            decoder.enter(entry.locals.instance.clone());
            decoder.complain(complaint.hint(hint));
            decoder.enter(None);
        }
        for sides in covers {
            covered.entry(sides).or_insert(number);
        }
    }
}

/// Labels, given or taken from the equation, must tell reactions apart.
fn check_labels(sections: &Sections, decoder: &mut Decoder<'_>) {
    let mut seen: HashMap<String, &Scalar> = HashMap::new();
    // Two equal equations without a label are complained about as such.
    let labelled = sections.reactions.iter().filter_map(|entry| entry.label.as_ref());
    for label in labelled {
        // Those of one template are compared with each other as it is read.
        if let Some(earlier) = seen.insert(label.text.clone(), label).filter(|earlier| earlier.span != label.span) {
            let message = format!("the label `{}` is given to two reactions", label.text);
            let complaint =
                Diagnostic::at(label.span.clone(), message).related(earlier.span.clone(), "first given here");
            decoder.complain(complaint);
        }
    }
    for entry in sections.reactions.iter().filter(|entry| entry.label.is_none()) {
        if let Some(label) = seen.get(&entry.equation.to_string()) {
            let message = format!("the label `{}` is the equation of another reaction", label.text);
            let complaint =
                Diagnostic::at(label.span.clone(), message).related(entry.scalar.span.clone(), "that reaction");
            decoder.complain(complaint);
        }
    }
}
