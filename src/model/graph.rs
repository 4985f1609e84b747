//! Which named values need which others, and an order in which to evaluate them.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use super::document::Sections;
use super::document::formula::{Content, Formula};
use super::roster::{Origin, Roster};
use crate::error::Diagnostic;
use crate::expression::Ast;

/// A value (or function) with a name, as the number of its entry in its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::model) enum Item {
    Function(usize),
    Derived(usize),
    SpeciesMass(usize),
    BathMass(usize),
    Observable(usize),
}

/// What the names in formulas refer to.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct Graph {
    pub(in crate::model) parameters: HashMap<String, usize>,
    pub(in crate::model) functions: HashMap<String, usize>,
    pub(in crate::model) derived: HashMap<String, usize>,
    pub(in crate::model) observables: HashMap<String, usize>,
    /// Every item after all it needs.
    pub(in crate::model) order: Vec<Item>,
}

/// An item's formula, or a constant that needs nothing.
fn formula_of<'s>(sections: &'s Sections, item: Item) -> Option<&'s Ast> {
    let ast = |formula: &'s Formula| match &formula.content {
        Content::Expression(ast) => Some(ast),
        Content::Quantity(_) => None,
    };
    match item {
        Item::Function(i) => sections.functions.get(i).map(|f| &f.function.body),
        Item::Derived(i) => sections.derived.get(i).and_then(|d| ast(&d.formula)),
        Item::Observable(i) => sections.observables.get(i).and_then(|o| ast(&o.formula)),
        Item::SpeciesMass(i) => sections.species.get(i).and_then(|p| p.mass.as_ref()).and_then(ast),
        Item::BathMass(i) => sections.bath.get(i).and_then(|p| p.mass.as_ref()).and_then(ast),
    }
}

/// How an item is called in messages, and where it is declared.
fn describe(sections: &Sections, item: Item) -> (String, Range<usize>) {
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
    }
}

/// Most names of a cycle that are spelled out.
const SHOWN_OF_CYCLE: usize = 10;

fn cycle_complaint(sections: &Sections, cycle: &[Item]) -> Diagnostic {
    let name = |&item: &Item| format!("`{}`", describe(sections, item).0);
    let mut path: Vec<String> = cycle.iter().take(SHOWN_OF_CYCLE).map(name).collect();
    if cycle.len() > SHOWN_OF_CYCLE {
        path.push("…".to_owned());
    }
    path.extend(cycle.first().map(name));
    let span = cycle.first().map_or(0..0, |&item| describe(sections, item).1);
    Diagnostic::at(span, format!("these names are defined by each other: {}", path.join(" → ")))
}

impl Graph {
    /// Relates all names; a cycle is a complaint, and its items are left out of the order.
    pub(in crate::model) fn new(sections: &Sections, roster: &Roster) -> (Self, Option<Diagnostic>) {
        let functions = sections.functions.iter().enumerate().map(|(i, f)| (f.function.name.clone(), i));
        let numbered = |(i, entry): (usize, &super::document::names::NamedEntry)| (entry.name.text.clone(), i);
        let mut graph = Self {
            parameters: sections.parameters.iter().enumerate().map(|(i, p)| (p.name.text.clone(), i)).collect(),
            functions: functions.collect(),
            derived: sections.derived.iter().enumerate().map(numbered).collect(),
            observables: sections.observables.iter().enumerate().map(numbered).collect(),
            order: Vec::new(),
        };
        let items: Vec<Item> = (0..sections.functions.len())
            .map(Item::Function)
            .chain((0..sections.derived.len()).map(Item::Derived))
            .chain((0..sections.species.len()).map(Item::SpeciesMass))
            .chain((0..sections.bath.len()).map(Item::BathMass))
            .chain((0..sections.observables.len()).map(Item::Observable))
            .collect();
        let cycle = graph.sort(&items, sections, roster);
        (graph, cycle.map(|cycle| cycle_complaint(sections, &cycle)))
    }

    /// The items a formula mentions directly. `arguments` are names that mean something else in it.
    pub(in crate::model) fn needs<'a>(
        &'a self,
        ast: &'a Ast,
        arguments: &'a [String],
        roster: &'a Roster,
    ) -> impl Iterator<Item = Item> + 'a {
        let names =
            ast.free_names().filter(|(name, _)| !arguments.iter().any(|a| a == name)).filter_map(|(name, _)| {
                let derived = self.derived.get(name).map(|&i| Item::Derived(i));
                derived.or_else(|| self.observables.get(name).map(|&i| Item::Observable(i)))
            });
        let calls = ast.called_names().filter_map(|(name, _)| self.functions.get(name).map(|&i| Item::Function(i)));
        let masses = ast.particle_references().filter(|call| call.function == "mass").filter_map(|call| {
            match roster.find(call.particle)?.origin {
                Origin::Species(i) => Some(Item::SpeciesMass(i)),
                Origin::Bath(i) => Some(Item::BathMass(i)),
                Origin::BuiltIn(_) => None,
            }
        });
        names.chain(calls).chain(masses)
    }

    /// Fills [`Graph::order`]; returns a cycle if there is one.
    fn sort(&mut self, items: &[Item], sections: &Sections, roster: &Roster) -> Option<Vec<Item>> {
        let number: HashMap<Item, usize> = items.iter().enumerate().map(|(n, &item)| (item, n)).collect();
        let mut needs: Vec<Vec<usize>> = Vec::with_capacity(items.len());
        for &item in items {
            let arguments: &[String] = match item {
                Item::Function(i) => sections.functions.get(i).map_or(&[], |f| &f.function.parameters),
                _ => &[],
            };
            let mut needed: Vec<usize> = formula_of(sections, item).map_or_else(Vec::new, |ast| {
                self.needs(ast, arguments, roster).filter_map(|item| number.get(&item).copied()).collect()
            });
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
