//! Partial widths of declared decays, for formulas that mention the width of a particle.

use super::scope::{Context, View};
use super::{Resolver, Value};
use crate::expression::compile;
use crate::model::document::formula::Formula;
use crate::model::document::reactions::RateEntry;
use crate::units::Dimension;

/// A partial width in GeV, or one sentence why there is none that a formula could use.
pub(in crate::model) type PartialWidth = Result<f64, String>;

impl<'c> Resolver<'c> {
    /// The partial width of the decay `number`; 0 if it is closed. `None` where its formula is wrong, which is complained
    /// about with the reaction.
    pub(super) fn partial_width(&mut self, number: usize) -> Option<PartialWidth> {
        let content: &'c _ = self.content;
        let decay = content.linked.graph.decays.get(number)?;
        let entry = content.sections.reactions.get(decay.entry)?;
        let products = decay.products.iter().flatten().map(|found| self.scope.mass(found.origin));
        if products.sum::<Option<f64>>()? >= self.scope.mass(decay.mother.origin)? {
            return Some(Ok(0.0));
        }
        self.enter(&entry.locals);
        let width = match &entry.rate {
            RateEntry::Width(width) => self.quietly(width, Context::Thermal, Dimension::MASS)?,
            RateEntry::Lifetime { lifetime, branching } => {
                let lifetime = self.quietly(lifetime, Context::Constant, Dimension::power(-1))?;
                let branching = match branching {
                    Some(branching) => self.quietly(branching, Context::Constant, Dimension::NONE)?,
                    None => Ok(1.0),
                };
                lifetime.and_then(|lifetime| branching.map(|branching| branching / lifetime))
            }
            _ => return None,
        };
        Some(match width {
            Ok(width) if !width.is_finite() => Err(format!("the width of `{}` is {width}", entry.equation)),
            Ok(width) => Ok(width),
            Err(reason) => Err(format!("the width of `{}` {reason}", entry.equation)),
        })
    }

    /// The value of a formula, or the second half of a sentence why it has none; `None` where the formula is wrong.
    fn quietly(&mut self, formula: &Formula, context: Context<'_>, wanted: Dimension) -> Option<Result<f64, String>> {
        let ast = match &formula.content {
            Value::Quantity(quantity) => return (quantity.dimension == wanted).then_some(Ok(quantity.value)),
            Value::Expression(ast) => ast,
        };
        let local_names: Vec<&str> = self.locals.names().collect();
        let mut formulas = std::iter::once(ast).chain(self.locals.formulas());
        if formulas.any(|ast| self.is_blocked(ast, &local_names)) {
            return None;
        }
        let view = View { scope: &self.scope, context, locals: self.locals };
        let (program, _) = compile(ast, &view, Some(wanted)).ok()?;
        if !program.is_constant() {
            return Some(Err("depends on the temperature, so it is no number that formulas could use".to_owned()));
        }
        program.eval(&[], &mut self.scratch).ok().map(Ok)
    }
}
