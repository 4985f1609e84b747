//! The formulas of rates, and what keeps them from having derivatives.

use super::{Names, VaryingRate, cannot};
use crate::expression::{Varying, compile, compile_condition};
use crate::model::Model;
use crate::model::document::formula::{Content as Value, Formula};
use crate::model::document::locals::NO_LOCALS;
use crate::model::document::plugin::PluginEntry;
use crate::model::document::reactions::{RateEntry, ReactionEntry};
use crate::model::link::LinkedReaction;
use crate::model::reaction::{Participant, RateSpec};
use crate::model::resolve::scope::Context;
use crate::model::roster::Origin;

impl Names<'_> {
    pub(super) fn rates(&mut self, model: &Model) -> Vec<VaryingRate> {
        let content = self.content;
        let pairs = content.linked.reactions.iter().zip(&model.reactions);
        pairs
            .map(|(linked, reaction)| {
                let Some(entry) = content.sections.reactions.get(linked.entry) else { return VaryingRate::Unknown };
                if matches!(reaction.rate, RateSpec::Closed) {
                    return VaryingRate::Unknown;
                }
                self.refuse_edges(entry);
                if let RateEntry::Plugin(_) = entry.rate {
                    self.refuse_plugin(entry, linked);
                    return VaryingRate::Unknown;
                }
                self.rate(entry).unwrap_or_else(|reason| {
                    self.refuse_all(&cannot(&format!("the rate of `{}`", entry.equation), &reason));
                    VaryingRate::Unknown
                })
            })
            .collect()
    }

    fn rate(&self, entry: &ReactionEntry) -> Result<VaryingRate, String> {
        let locals = &entry.locals;
        let number = |formula: &Option<Formula>| match formula {
            Some(formula) => self.number(formula, locals, Context::Constant),
            None => Ok(Varying { value: 0.0, slopes: self.zero() }),
        };
        Ok(match &entry.rate {
            RateEntry::Lifetime { .. } => VaryingRate::Number(self.partial_width(entry)?),
            RateEntry::PartialWaves { s, p, d } => VaryingRate::PartialWaves([number(s)?, number(p)?, number(d)?]),
            rate => match rate.formula().map(|formula| &formula.content) {
                Some(Value::Quantity(quantity)) => {
                    VaryingRate::Number(Varying { value: quantity.value, slopes: self.zero() })
                }
                Some(Value::Expression(ast)) => {
                    let compiled = self.compile(locals, rate.context(), |view| compile(ast, view, None));
                    VaryingRate::Formula(Box::new(compiled.map_err(|error| error.message)?.0))
                }
                None => VaryingRate::Unknown,
            },
        })
    }

    /// A rate that is switched on or off at a temperature that varies jumps there.
    fn refuse_edges(&mut self, entry: &ReactionEntry) {
        let Some(Formula { content: Value::Expression(ast), .. }) = &entry.active else { return };
        let compiled = self.compile(&entry.locals, Context::Thermal, |view| compile_condition(ast, view));
        let directions = compiled.map_or_else(|_| (0..self.parameters.len()).collect(), |c| self.directions_of(&c));
        self.refuse(directions, &format!("it decides where `{}` is active, and the rate jumps there", entry.equation));
    }

    fn refuse_plugin(&mut self, entry: &ReactionEntry, linked: &LinkedReaction) {
        let reason = format!("the rate of `{}` is that of a plug-in, whose derivatives are not known", entry.equation);
        for ast in entry.rate.formulas().into_iter().filter_map(Formula::ast) {
            match self.compile(&entry.locals, Context::Thermal, |view| compile(ast, view, None)) {
                Ok((program, _)) => self.refuse(self.directions_of(&program), &reason),
                Err(_) => self.refuse_all(&reason),
            }
        }
        for participant in linked.reactants.iter().chain(&linked.products) {
            let origin = match *participant {
                Participant::Species { index, .. } => Origin::Species(index),
                Participant::Bath { index, .. } => self.content.linked.bath[index],
                Participant::Radiation => continue,
            };
            let slopes = self.mass_slopes(origin);
            self.refuse((0..slopes.len()).filter(|&k| slopes[k] != 0.0), &reason);
        }
    }

    /// The expansion is not differentiated.
    pub(super) fn refuse_settings(&mut self) {
        let cosmology = &self.content.sections.cosmology;
        let constants = [&cosmology.planck_mass, &cosmology.entropy_density_today, &cosmology.critical_density_over_h2];
        let formulas = constants.into_iter().flatten();
        let history = cosmology.history.iter().flat_map(PluginEntry::formulas);
        for ast in formulas.chain(history).filter_map(Formula::ast) {
            let compiled = self.compile(&NO_LOCALS, Context::Constant, |view| compile(ast, view, None));
            let directions = compiled
                .map_or_else(|_| (0..self.parameters.len()).collect(), |(program, _)| self.directions_of(&program));
            self.refuse(directions, "the cosmology depends on it, which is not differentiated");
        }
    }
}
