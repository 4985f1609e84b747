//! Which named values need which others, and an order in which to evaluate them.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use super::decays::Decays;
use super::document::Sections;
use super::document::formula::Formula;
use super::document::names::NamedEntry;
use super::document::particles::ParticleEntry;
use super::document::reactions::ReactionEntry;
use super::roster::{Found, Origin, Roster};
use crate::error::Diagnostic;
use crate::expression::{Ast, ParticleReference};

/// A value (or function) with a name, as the number of its entry in its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::model) enum Item {
    Function(usize),
    Derived(usize),
    SpeciesMass(usize),
    BathMass(usize),
    /// The partial width of a declared decay.
    Decay(usize),
    Observable(usize),
}

/// What the names in formulas refer to.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct Graph {
    pub(in crate::model) parameters: HashMap<String, usize>,
    pub(in crate::model) functions: HashMap<String, usize>,
    pub(in crate::model) derived: HashMap<String, usize>,
    pub(in crate::model) observables: HashMap<String, usize>,
    pub(in crate::model) decays: Decays,
    /// Every item after all it needs.
    pub(in crate::model) order: Vec<Item>,
}

/// The formulas that give an item its value, and the names that mean something else in them.
fn formulas_of<'s>(sections: &'s Sections, decays: &Decays, item: Item) -> (Vec<&'s Ast>, Vec<&'s str>) {
    let found = match item {
        Item::Function(i) => sections.functions.get(i).map(|entry| {
            let arguments = entry.function.parameters.iter().map(String::as_str);
            (vec![&entry.function.body], arguments.collect())
        }),
        Item::Derived(i) => sections.derived.get(i).map(named),
        Item::Observable(i) => sections.observables.get(i).map(named),
        Item::SpeciesMass(i) => sections.species.get(i).map(mass),
        Item::BathMass(i) => sections.bath.get(i).map(mass),
        Item::Decay(i) => decays.get(i).and_then(|decay| sections.reactions.get(decay.entry)).map(rate),
    };
    found.unwrap_or_default()
}

/// The mass of a particle that the model declares.
fn mass_item(found: Found) -> Option<Item> {
    match found.origin {
        Origin::Species(i) => Some(Item::SpeciesMass(i)),
        Origin::Bath(i) => Some(Item::BathMass(i)),
        Origin::BuiltIn(_) => None,
    }
}

fn named(entry: &NamedEntry) -> (Vec<&Ast>, Vec<&str>) {
    let formulas = entry.value.expressions().into_iter();
    (formulas.chain(entry.locals.formulas()).collect(), entry.locals.names().collect())
}

fn rate(entry: &ReactionEntry) -> (Vec<&Ast>, Vec<&str>) {
    let formulas = entry.rate.formulas().into_iter().filter_map(Formula::ast);
    (formulas.chain(entry.locals.formulas()).collect(), entry.locals.names().collect())
}

fn mass(entry: &ParticleEntry) -> (Vec<&Ast>, Vec<&str>) {
    (entry.mass.as_ref().and_then(Formula::ast).into_iter().collect(), Vec::new())
}

/// How an item is called in messages, and where it is declared.
fn describe(sections: &Sections, decays: &Decays, item: Item) -> (String, Range<usize>) {
    match item {
        Item::Function(i) => {
            let function = &sections.functions[i];
            (function.function.name.clone(), function.head.span.clone())
        }
        Item::Derived(i) => (sections.derived[i].name.text.clone(), sections.derived[i].name.span.clone()),
        Item::Observable(i) => (sections.observables[i].name.text.clone(), sections.observables[i].name.span.clone()),
        Item::SpeciesMass(i) => {
            let name = &sections.species[i].name;
            (format!("mass({})", name.text), name.span.clone())
        }
        Item::BathMass(i) => {
            let name = &sections.bath[i].name;
            (format!("mass({})", name.text), name.span.clone())
        }
        Item::Decay(i) => match decays.get(i).and_then(|decay| sections.reactions.get(decay.entry)) {
            Some(entry) => (format!("the width of {}", entry.equation), entry.scalar.span.clone()),
            None => ("a width".to_owned(), 0..0),
        },
    }
}

/// Most names of a cycle that are spelled out.
const SHOWN_OF_CYCLE: usize = 10;

fn cycle_complaint(sections: &Sections, decays: &Decays, cycle: &[Item]) -> Diagnostic {
    let name = |&item: &Item| format!("`{}`", describe(sections, decays, item).0);
    let mut path: Vec<String> = cycle.iter().take(SHOWN_OF_CYCLE).map(name).collect();
    if cycle.len() > SHOWN_OF_CYCLE {
        path.push("…".to_owned());
    }
    path.extend(cycle.first().map(name));
    let span = cycle.first().map_or(0..0, |&item| describe(sections, decays, item).1);
    Diagnostic::at(span, format!("these names are defined by each other: {}", path.join(" → ")))
}

impl Graph {
    /// Relates all names; a cycle is a complaint, and its items are left out of the order.
    pub(in crate::model) fn new(sections: &Sections, roster: &Roster, decays: Decays) -> (Self, Option<Diagnostic>) {
        let functions = sections.functions.iter().enumerate().map(|(i, f)| (f.function.name.clone(), i));
        let numbered = |(i, entry): (usize, &NamedEntry)| (entry.name.text.clone(), i);
        let mut graph = Self {
            parameters: sections.parameters.iter().enumerate().map(|(i, p)| (p.name.text.clone(), i)).collect(),
            functions: functions.collect(),
            derived: sections.derived.iter().enumerate().map(numbered).collect(),
            observables: sections.observables.iter().enumerate().map(numbered).collect(),
            decays,
            order: Vec::new(),
        };
        // Widths that no formula mentions need not be known before the rates.
        let widths = if sections.mentions_widths { graph.decays.len() } else { 0 };
        let items: Vec<Item> = (0..sections.functions.len())
            .map(Item::Function)
            .chain((0..sections.derived.len()).map(Item::Derived))
            .chain((0..sections.species.len()).map(Item::SpeciesMass))
            .chain((0..sections.bath.len()).map(Item::BathMass))
            .chain((0..widths).map(Item::Decay))
            .chain((0..sections.observables.len()).map(Item::Observable))
            .collect();
        let cycle = graph.sort(&items, sections, roster);
        let complaint = cycle.map(|cycle| cycle_complaint(sections, &graph.decays, &cycle));
        (graph, complaint)
    }

    /// The items a formula mentions directly. `arguments` are names that mean something else in it.
    pub(in crate::model) fn needs<'a>(
        &'a self,
        ast: &'a Ast,
        arguments: &'a [&str],
        roster: &'a Roster,
    ) -> impl Iterator<Item = Item> + 'a {
        let names = ast.free_names().filter(|(name, _)| !arguments.contains(name)).filter_map(|(name, _)| {
            let derived = self.derived.get(name).map(|&i| Item::Derived(i));
            derived.or_else(|| self.observables.get(name).map(|&i| Item::Observable(i)))
        });
        let calls = ast.called_names().filter_map(|(name, _)| self.functions.get(name).map(|&i| Item::Function(i)));
        let particles = ast.particle_references().flat_map(|call| self.needs_of_call(&call, roster));
        names.chain(calls).chain(particles)
    }

    /// The items that a call with the name of a particle, or a decay, stands for.
    fn needs_of_call(&self, call: &ParticleReference<'_>, roster: &Roster) -> Vec<Item> {
        let widths = |mother: Result<Found, String>| mother.into_iter().flat_map(|found| self.decays.of(found));
        let mass = || roster.find(call.particle).and_then(mass_item);
        match call.function {
            "mass" => mass().into_iter().collect(),
            "width" => widths(self.decays.mother(call.particle, roster)).map(Item::Decay).collect(),
            "propagator" => {
                let widths = widths(self.decays.mother(call.particle, roster)).map(Item::Decay);
                mass().into_iter().chain(widths).collect()
            }
            "branching" => {
                let mother = self.decays.decaying(call.particle, roster).map(|(mother, _)| mother);
                widths(mother).map(Item::Decay).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The items needed to tell whether a decay is open.
    fn masses_of_decay(&self, number: usize) -> impl Iterator<Item = Item> {
        let decay = self.decays.get(number);
        let particles = decay.into_iter().flat_map(|decay| decay.products.iter().flatten().chain([&decay.mother]));
        particles.filter_map(|&found| mass_item(found))
    }

    /// Fills [`Graph::order`]; returns a cycle if there is one.
    fn sort(&mut self, items: &[Item], sections: &Sections, roster: &Roster) -> Option<Vec<Item>> {
        let number: HashMap<Item, usize> = items.iter().enumerate().map(|(n, &item)| (item, n)).collect();
        let mut needs: Vec<Vec<usize>> = Vec::with_capacity(items.len());
        for &item in items {
            let (formulas, arguments) = formulas_of(sections, &self.decays, item);
            let items = formulas.iter().flat_map(|ast| self.needs(ast, &arguments, roster));
            let masses = match item {
                Item::Decay(i) => self.masses_of_decay(i).collect(),
                _ => Vec::new(),
            };
            let mut needed: Vec<usize> = items.chain(masses).filter_map(|item| number.get(&item).copied()).collect();
            needed.sort_unstable();
            needed.dedup();
            needs.push(needed);
        }
        let mut needed_by = vec![Vec::new(); items.len()];
        for (n, needed) in needs.iter().enumerate() {
            for &m in needed {
                needed_by[m].push(n);
            }
        }
        let mut missing: Vec<usize> = needs.iter().map(Vec::len).collect();
        let mut ready: VecDeque<usize> = (0..items.len()).filter(|&n| missing[n] == 0).collect();
        while let Some(n) = ready.pop_front() {
            self.order.push(items[n]);
            for &m in &needed_by[n] {
                missing[m] -= 1;
                if missing[m] == 0 {
                    ready.push_back(m);
                }
            }
        }
        let mut at = missing.iter().position(|&count| count > 0)?;
        // Whatever is left needs something that is left: following that ends in a cycle.
        let mut path: Vec<usize> = Vec::new();
        let mut place = HashMap::new();
        while !place.contains_key(&at) {
            place.insert(at, path.len());
            path.push(at);
            at = needs[at].iter().copied().find(|&m| missing[m] > 0)?;
        }
        Some(path.split_off(*place.get(&at)?).into_iter().map(|n| items[n]).collect())
    }
}
