//! What the names in formulas mean when some parameters are left open.

use super::{Open, Sum};
use crate::expression::{Ast, Environment, ParticleFunction, Symbol};
use crate::model::document::locals::Locals;
use crate::model::graph::Item;
use crate::model::resolve::scope::View;
use crate::units::Dimension;

/// The view of a model at its own values, in which what depends on open parameters is an input.
pub(in crate::model) struct OpenView<'a> {
    pub(super) view: View<'a>,
    pub(super) open: &'a Open,
}

impl Open {
    /// Whether a formula depends on open parameters. `arguments` are names that mean something else in it.
    pub(super) fn concerns(&self, ast: &Ast, arguments: &[&str]) -> bool {
        let linked = &self.content.linked;
        let named = ast.free_names().any(|(name, _)| !arguments.contains(&name) && self.parameters.contains_key(name));
        named || linked.graph.needs(ast, arguments, &linked.roster).any(|item| self.dependent.contains(&item))
    }

    /// As [`Open::concerns`], for formulas and the definitions that they know.
    pub(super) fn concerns_any<'f>(&self, formulas: impl IntoIterator<Item = &'f Ast>, locals: &'f Locals) -> bool {
        let names: Vec<&str> = locals.names().collect();
        formulas.into_iter().chain(locals.formulas()).any(|ast| self.concerns(ast, &names))
    }

    /// The widths that a call with the name of a particle or a decay sums, if they depend on open parameters.
    pub(super) fn sum(&self, function: &str, subject: &str) -> Option<Sum> {
        let linked = &self.content.linked;
        let decays = &linked.graph.decays;
        let sum = match function {
            "width" | "propagator" => {
                let mother = decays.mother(subject, &linked.roster).ok()?;
                Sum { of: decays.of(mother).collect(), over: Vec::new() }
            }
            "branching" => {
                let (mother, channels) = decays.named(subject, &linked.roster, &self.content.sections).ok()?;
                Sum { of: channels, over: decays.of(mother).collect() }
            }
            _ => return None,
        };
        let depends = sum.of.iter().chain(&sum.over).any(|decay| self.dependent.contains(&Item::Decay(*decay)));
        depends.then_some(sum)
    }
}

impl Environment for OpenView<'_> {
    fn inner(&self) -> Option<&dyn Environment> {
        Some(&self.view)
    }

    fn symbol(&self, name: &str) -> Option<Symbol> {
        let known = self.view.symbol(name);
        // Definitions under `where` and the formula's own variables hide other names.
        if self.view.locals.definition(name).is_some() || matches!(known, Some(Symbol::Variable { .. })) {
            return known;
        }
        let dimension = || match known {
            Some(Symbol::Constant(quantity)) => quantity.dimension,
            Some(Symbol::Complex { dimension, .. }) => dimension,
            _ => Dimension::NONE,
        };
        if let Some(&slot) = self.open.parameters.get(name) {
            return Some(Symbol::Variable { slot, dimension: dimension() });
        }
        let derived = self.open.content.linked.graph.derived.get(name);
        match derived.and_then(|i| self.open.derived.get(i)) {
            Some(&(slot, None)) => Some(Symbol::Variable { slot, dimension: dimension() }),
            Some(&(re, Some(im))) => Some(Symbol::ComplexVariable { slots: [re, im], dimension: dimension() }),
            None => known,
        }
    }

    fn particle_function(&self, function: &str, subject: &str) -> Result<ParticleFunction, String> {
        let known = self.view.particle_function(function, subject)?;
        let Some(sum) = self.open.sum(function, subject) else { return Ok(known) };
        let slot = self.open.sums.iter().find(|(other, _)| *other == sum).map(|&(_, slot)| slot);
        let slot = slot.ok_or_else(|| format!("`{function}({subject})` is not open"))?;
        let dimension = if function == "branching" { Dimension::NONE } else { Dimension::MASS };
        Ok(ParticleFunction::Variable { slot, dimension })
    }
}
