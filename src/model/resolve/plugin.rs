//! The values of a plug-in's keys.

use super::Resolver;
use super::scope::Context;
use crate::error::Diagnostic;
use crate::expression::Program;
use crate::model::document::formula::Formula;
use crate::model::document::plugin::{GivenKey, GivenValue, PluginEntry};
use crate::model::plugin::{Holds, PluginError, Value, Values};
use crate::model::roster::Origin;
use crate::model::yaml::Scalar;

impl Resolver<'_> {
    /// Gives the keys of a plug-in their values. `None` after complaints.
    pub(super) fn plugin_values<K: ?Sized>(&mut self, entry: &PluginEntry<K>) -> Option<Values> {
        let given: Vec<_> = entry.given.iter().map(|given| (given, self.plugin_value(given))).collect();
        let mut values = Values::new();
        for (given, value) in given {
            values = values.with(given.key.text.as_str(), value?);
        }
        for key in entry.registered.schema.keys() {
            if let Some(default) = key.default().filter(|_| !values.has(key.name())) {
                values = values.with(key.name(), Value::Number(default));
            }
        }
        Some(values)
    }

    fn plugin_value(&mut self, given: &GivenKey) -> Option<Value> {
        Some(match (&given.content, &given.holds) {
            (GivenValue::Formula(formula), Holds::OfTemperature(dimension)) => {
                let program = self.program(formula, Context::Thermal, *dimension)?;
                self.check_value(&program, formula)?;
                Value::OfTemperature(program)
            }
            (GivenValue::Formula(formula), Holds::Number(dimension)) => {
                self.check_independence(&given.key, formula)?;
                Value::Number(self.constant(formula, Some(*dimension))?.value)
            }
            (GivenValue::Species(name), _) => Value::Species(self.plugin_species(name)?),
            (GivenValue::Flag(flag), _) => Value::Flag(*flag),
            // The decoder pairs values with what their keys hold.
            (GivenValue::Formula(_), _) => return None,
            (GivenValue::Word(word), _) => Value::Word(word.text.clone()),
        })
    }

    /// A number is known before there is any temperature, also in a rate, where other keys know it.
    fn check_independence(&mut self, key: &Scalar, formula: &Formula) -> Option<()> {
        let variable = formula.ast().and_then(|ast| ast.free_names().find(|(name, _)| ["T", "x"].contains(name)));
        let Some((name, span)) = variable else { return Some(()) };
        let message = format!("`{}` is a number and cannot depend on `{name}`", key.text);
        self.decoder.complain_within(&formula.scalar, Diagnostic::at(span, message));
        None
    }

    /// A formula that depends on nothing is evaluated at once, to complain now rather than in the middle of a run.
    fn check_value(&mut self, program: &Program, formula: &Formula) -> Option<()> {
        if program.is_constant() { self.evaluate(program, &formula.scalar).map(|_| ()) } else { Some(()) }
    }

    fn plugin_species(&mut self, name: &Scalar) -> Option<usize> {
        let roster = &self.content.linked.roster;
        if let Some(found) = roster.find(&name.text)
            && let (Origin::Species(index), false) = (found.origin, found.anti)
        {
            return Some(index);
        }
        let names = self.content.sections.species.iter().map(|species| species.name.text.as_str());
        let complaint = Diagnostic::at(name.span.clone(), format!("`{}` is not among the evolved species", name.text));
        let hint = match crate::error::closest(&name.text, names.clone()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the species are {}", names.collect::<Vec<_>>().join(", ")),
        };
        self.decoder.complain(complaint.hint(hint));
        None
    }

    /// Passes on what a plug-in has to object to.
    pub(super) fn accepted<K: ?Sized, T>(
        &mut self,
        entry: &PluginEntry<K>,
        outcome: Result<T, PluginError>,
    ) -> Option<T> {
        let refuse = |error: PluginError| {
            let complaint = Diagnostic::at(entry.place(error.key.as_deref()), error.message);
            self.decoder.complain(complaint);
        };
        outcome.map_err(refuse).ok()
    }
}
