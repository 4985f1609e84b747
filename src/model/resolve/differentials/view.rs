//! What formulas see of a model whose parameters vary.

use super::Names;
use crate::expression::{Environment, ParticleFunction, Symbol, Varying};
use crate::model::resolve::scope::View;
use crate::units::Dimension;

/// A scope in which whatever depends on parameters is a variable.
pub(super) struct VaryingView<'a> {
    view: View<'a>,
    names: &'a Names<'a>,
}

impl<'a> VaryingView<'a> {
    pub(super) fn new(view: View<'a>, names: &'a Names<'a>) -> Self {
        Self { view, names }
    }

    fn variable(&self, name: &str, value: f64, slopes: &[f64], dimension: Dimension) -> Option<Symbol> {
        let varying = Varying { value, slopes: slopes.to_vec() };
        varying.varies().then(|| Symbol::Variable { slot: self.names.slot(name, varying), dimension })
    }
}

impl Environment for VaryingView<'_> {
    fn inner(&self) -> Option<&dyn Environment> {
        Some(&self.view)
    }

    fn symbol(&self, name: &str) -> Option<Symbol> {
        let symbol = self.view.symbol(name)?;
        if self.view.locals.definition(name).is_some() {
            return Some(symbol);
        }
        let graph = &self.names.content.linked.graph;
        let varying = match symbol {
            Symbol::Constant(quantity) => {
                let slopes = if let Some(&i) = graph.parameters.get(name) {
                    let unit = |&parameter: &usize| if parameter == i { quantity.value } else { 0.0 };
                    self.names.parameters.iter().map(unit).collect()
                } else {
                    graph.derived.get(name).map_or_else(Vec::new, |&i| self.names.derived[i][0].clone())
                };
                self.variable(name, quantity.value, &slopes, quantity.dimension)
            }
            Symbol::Complex { value, dimension } => graph.derived.get(name).and_then(|&i| {
                let [re, im] = &self.names.derived[i];
                let parts = [(value.re, re, "re"), (value.im, im, "im")];
                if parts.iter().all(|(_, slopes, _)| slopes.iter().all(|slope| *slope == 0.0)) {
                    return None;
                }
                let slots = parts.map(|(value, slopes, part)| {
                    self.names.slot(&format!("{part} {name}"), Varying { value, slopes: slopes.clone() })
                });
                Some(Symbol::ComplexVariable { slots, dimension })
            }),
            Symbol::Variable { .. } | Symbol::ComplexVariable { .. } => None,
        };
        Some(varying.unwrap_or(symbol))
    }

    fn particle_function(&self, function: &str, particle: &str) -> Result<ParticleFunction, String> {
        let answer = self.view.particle_function(function, particle)?;
        let ParticleFunction::Constant(quantity) = answer else { return Ok(answer) };
        let slopes = self.names.of_particle(function, particle).unwrap_or_default();
        let variable = self.variable(&format!("{function}({particle})"), quantity.value, &slopes, quantity.dimension);
        Ok(match variable {
            Some(Symbol::Variable { slot, dimension }) => ParticleFunction::Variable { slot, dimension },
            _ => answer,
        })
    }
}
