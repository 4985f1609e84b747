//! The values of named formulas, in the order in which they need each other.

use std::sync::Arc;

use super::scope::{Context, Number};
use super::{Resolver, Value};
use crate::error::Diagnostic;
use crate::model::document::formula::Formula;
use crate::model::document::names::{DisplayUnit, NamedEntry, NamedValue};
use crate::model::graph::Item;
use crate::model::outcome::Observable;
use crate::model::plugin::{self, Called};
use crate::units::Dimension;

impl<'c> Resolver<'c> {
    /// Gives every derived name and mass its value, and checks observables, whose dimensions are all that is known of
    /// them before a solve. `None` after complaints.
    pub(super) fn evaluate_names(&mut self) -> Option<Vec<Observable>> {
        let content = self.content;
        let sections = &content.sections;
        for &item in &content.linked.graph.order {
            let succeeded = match item {
                Item::Function(_) if self.known_model.is_some() => true,
                Item::Function(i) => sections.functions.get(i).is_some_and(|entry| self.check_function(entry)),
                Item::Derived(i) => {
                    let value = sections.derived.get(i).and_then(|entry| self.derived_value(entry));
                    store(&mut self.scope.derived, i, value)
                }
                Item::SpeciesMass(i) => {
                    let value = sections.species.get(i).and_then(|entry| self.mass(entry.mass.as_ref()?));
                    store(&mut self.scope.species_masses, i, value)
                }
                Item::BathMass(i) => {
                    let value = sections.bath.get(i).and_then(|entry| match &entry.mass {
                        Some(formula) => self.mass(formula),
                        None if entry.is_broken => None,
                        None => self.built_in_mass(&entry.name),
                    });
                    store(&mut self.scope.bath_masses, i, value)
                }
                Item::Decay(i) => {
                    let width = self.partial_width(i);
                    store(&mut self.scope.widths, i, width)
                }
                Item::Observable(i) => {
                    let dimension = match self.known_model {
                        Some(known) => known.observables.get(i).map(|observable| observable.dimension),
                        None => sections.observables.get(i).and_then(|entry| self.observable_dimension(entry)),
                    };
                    store(&mut self.scope.observables, i, dimension)
                }
            };
            self.leave();
            if succeeded {
                self.known.insert(item);
            }
        }
        let mut observables = Vec::with_capacity(sections.observables.len());
        for (i, entry) in sections.observables.iter().enumerate() {
            let plugin = self.plugin_observable(entry);
            observables.push(self.scope.observables[i].zip(plugin).map(|(dimension, plugin)| Observable {
                name: entry.name.text.clone(),
                latex: entry.latex.clone(),
                description: entry.description.clone(),
                unit: entry.unit.as_ref().map(DisplayUnit::shown),
                dimension,
                plugin,
            }));
        }
        observables.into_iter().collect()
    }

    /// The plug-in of an observable that is one. `None` after complaints.
    #[expect(clippy::option_option, reason = "no plug-in and a plug-in with mistakes are different things")]
    fn plugin_observable(&mut self, entry: &'c NamedEntry) -> Option<Option<Called<dyn plugin::Observable>>> {
        let NamedValue::Plugin(plugin) = &entry.value else { return Some(None) };
        self.enter(&entry.locals);
        let values = self.plugin_values(plugin);
        self.leave();
        let kind = Arc::clone(&plugin.registered.kind);
        Some(Some(Called { kind, values: values? }))
    }

    fn derived_value(&mut self, entry: &'c NamedEntry) -> Option<Number> {
        self.enter(&entry.locals);
        self.check_definitions(Context::Constant)?;
        let NamedValue::Formula(formula) = &entry.value else { return None };
        let value = self.number(formula)?;
        self.check_unit(&entry.name.text, entry.unit.as_ref(), value.dimension)?;
        Some(value)
    }

    /// The value of a formula without variables, real or complex.
    fn number(&mut self, formula: &Formula) -> Option<Number> {
        let ast = match &formula.content {
            Value::Quantity(quantity) => {
                return Some(Number { re: quantity.value, im: None, dimension: quantity.dimension });
            }
            Value::Expression(ast) => ast,
        };
        let (program, dimension) = self.compile_complex(ast, &formula.scalar, Context::Constant)?;
        let re = self.evaluate(&program.re, &formula.scalar)?;
        let im = match &program.im {
            Some(im) => Some(self.evaluate(im, &formula.scalar)?),
            None => None,
        };
        Some(Number { re, im, dimension })
    }

    fn observable_dimension(&mut self, entry: &'c NamedEntry) -> Option<Dimension> {
        self.enter(&entry.locals);
        self.check_definitions(Context::Outcome(None, None))?;
        let dimension = match &entry.value {
            NamedValue::Plugin(plugin) => plugin.registered.kind.dimension(),
            NamedValue::Formula(Formula { content: Value::Quantity(quantity), .. }) => quantity.dimension,
            NamedValue::Formula(Formula { content: Value::Expression(ast), scalar }) => {
                self.compile(ast, scalar, Context::Outcome(None, None), None)?.1
            }
        };
        self.check_unit(&entry.name.text, entry.unit.as_ref(), dimension)?;
        Some(dimension)
    }

    pub(super) fn check_unit(&mut self, name: &str, unit: Option<&DisplayUnit>, dimension: Dimension) -> Option<()> {
        let Some(unit) = unit.filter(|unit| unit.unit.dimension != dimension) else { return Some(()) };
        let message = format!("`{name}` has dimension {dimension}, its unit {}", unit.unit.dimension);
        self.decoder.complain(Diagnostic::at(unit.scalar.span.clone(), message));
        None
    }

    /// A mass in GeV.
    fn mass(&mut self, formula: &Formula) -> Option<f64> {
        let mass = self.constant(formula, Some(Dimension::MASS))?.value;
        self.require(mass >= 0.0, formula, || format!("a mass cannot be negative, but this is {mass} GeV"))?;
        Some(mass)
    }
}

/// Keeps a value; whether there is one.
fn store<T>(values: &mut [Option<T>], i: usize, value: Option<T>) -> bool {
    let succeeded = value.is_some();
    if let Some(place) = values.get_mut(i) {
        *place = value;
    }
    succeeded
}
