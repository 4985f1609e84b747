//! The formulas of a model as its file has them, for those who print them.

use super::Model;
use super::document::formula::{Content, Formula};
use super::document::locals::Locals;
use super::document::names::NamedValue;
use super::document::plugin::PluginEntry;
use super::document::reactions::RateEntry;
use super::document::tables::Numbers;
use crate::expression::{Ast, Table, UserFunction};

/// A number or formula as written.
#[derive(Debug, Clone, Copy)]
pub enum Written<'m> {
    /// A number with its unit, such as `2.2e-26 cm^3/s`.
    Quantity(&'m str),
    /// A formula.
    Formula(&'m Ast),
}

impl<'m> Written<'m> {
    fn of(formula: &'m Formula) -> Self {
        match &formula.content {
            Content::Quantity(_) => Self::Quantity(&formula.scalar.text),
            Content::Expression(ast) => Self::Formula(ast),
        }
    }

    /// The formula, unless it is a mere number.
    #[must_use]
    pub fn formula(self) -> Option<&'m Ast> {
        match self {
            Self::Formula(ast) => Some(ast),
            Self::Quantity(_) => None,
        }
    }

    /// The text in the model file.
    #[must_use]
    pub fn text(self) -> &'m str {
        match self {
            Self::Quantity(text) => text,
            Self::Formula(ast) => ast.text(),
        }
    }
}

/// A call of a plug-in as written.
#[derive(Debug, Clone)]
pub struct WrittenPlugin<'m> {
    /// The name.
    pub name: &'m str,
    /// What the plug-in gives, in half a sentence.
    pub about: &'m str,
    /// The keys that are given with their values, in the order of the file.
    pub values: Vec<(&'m str, WrittenValue<'m>)>,
}

/// The value of a plug-in's key as written.
#[derive(Debug, Clone, Copy)]
pub enum WrittenValue<'m> {
    /// A number or a formula.
    Number(Written<'m>),
    /// A word, a flag or the name of a particle.
    Text(&'m str),
}

impl<'m> WrittenValue<'m> {
    /// The text in the model file.
    #[must_use]
    pub fn text(self) -> &'m str {
        match self {
            Self::Number(written) => written.text(),
            Self::Text(text) => text,
        }
    }
}

impl<'m> WrittenPlugin<'m> {
    fn of<K: ?Sized>(entry: &'m PluginEntry<K>) -> Self {
        let values = entry.given.iter().map(|given| {
            let number = given.formula().map(|formula| WrittenValue::Number(Written::of(formula)));
            (given.key.text.as_str(), number.unwrap_or(WrittenValue::Text(given.text())))
        });
        Self { name: &entry.name.text, about: entry.registered.schema.about(), values: values.collect() }
    }

    /// The formulas among the values.
    fn formulas(&self) -> impl Iterator<Item = Written<'m>> {
        self.values.iter().filter_map(|(_, value)| match value {
            WrittenValue::Number(written) => Some(*written),
            WrittenValue::Text(_) => None,
        })
    }
}

/// The rate of a reaction as written; see [`RateSpec`](super::RateSpec) for what the kinds mean.
#[derive(Debug, Clone)]
pub enum WrittenRate<'m> {
    /// Γ
    Width(Written<'m>),
    /// 1/Γ, and the share of this channel.
    Lifetime {
        /// 1/Γ
        lifetime: Written<'m>,
        /// Everything where none is given.
        branching: Option<Written<'m>>,
    },
    /// σ(s)
    CrossSection(Written<'m>),
    /// σ `v_Møl` as a function of s.
    SigmaVOfS(Written<'m>),
    /// Σ|M|² of s, t and u.
    AmplitudeSquared(Written<'m>),
    /// ⟨σv⟩
    SigmaV(Written<'m>),
    /// ⟨σ v^(n−1)⟩ of n reactants.
    RateCoefficient(Written<'m>),
    /// The coefficients of 1, v² and v⁴; `None` is zero.
    PartialWaves([Option<Written<'m>>; 3]),
    /// γ
    ReactionDensity(Written<'m>),
    /// γ, from code.
    Plugin(WrittenPlugin<'m>),
}

impl<'m> WrittenRate<'m> {
    /// All formulas of the rate.
    #[must_use]
    pub fn formulas(self) -> Vec<Written<'m>> {
        let all = match self {
            Self::Plugin(plugin) => return plugin.formulas().collect(),
            Self::Width(rate)
            | Self::CrossSection(rate)
            | Self::SigmaVOfS(rate)
            | Self::AmplitudeSquared(rate)
            | Self::SigmaV(rate)
            | Self::RateCoefficient(rate)
            | Self::ReactionDensity(rate) => [Some(rate), None, None],
            Self::Lifetime { lifetime, branching } => [Some(lifetime), branching, None],
            Self::PartialWaves(waves) => waves,
        };
        all.into_iter().flatten().collect()
    }
}

/// A constraint as written.
#[derive(Debug, Clone, Copy)]
pub struct WrittenConstraint<'m> {
    /// What is restricted.
    pub of: &'m Ast,
    /// The smallest value allowed.
    pub min: Option<Written<'m>>,
    /// The largest value allowed.
    pub max: Option<Written<'m>>,
    /// The measured value with its errors below and above.
    pub measured: Option<[Written<'m>; 3]>,
    /// The constraint applies where this holds.
    pub condition: Option<&'m Ast>,
}

/// The formula of a named value; `None` if code gives it.
fn written_value(value: &NamedValue) -> Option<Written<'_>> {
    match value {
        NamedValue::Formula(formula) => Some(Written::of(formula)),
        NamedValue::Plugin(_) => None,
    }
}

/// The names under `where` with their formulas.
fn definitions(locals: Option<&Locals>) -> impl Iterator<Item = (&str, Written<'_>)> {
    let definitions = locals.into_iter().flat_map(|locals| &locals.definitions);
    definitions.map(|definition| (definition.name.text.as_str(), Written::of(&definition.formula)))
}

impl Model {
    /// The functions the file defines, in its order.
    pub fn functions(&self) -> impl Iterator<Item = &UserFunction> {
        self.scope.content.sections.functions.iter().map(|entry| &entry.function)
    }

    /// The tables under `tables`, in the order of the file: name, file if the numbers are not in the model itself, and
    /// the table as it is used.
    pub fn named_tables(&self) -> impl Iterator<Item = (&str, Option<&str>, &Table)> {
        let content = &self.scope.content;
        content.sections.tables.iter().filter_map(|entry| {
            let file = match &entry.numbers {
                Numbers::File(file) => Some(file.text.as_str()),
                Numbers::Inline { .. } => None,
            };
            Some((entry.name.text.as_str(), file, &**content.named_tables.get(&entry.name.text)?))
        })
    }

    /// The definition of [`Model::derived`] number `index`.
    #[must_use]
    pub fn written_derived(&self, index: usize) -> Option<Written<'_>> {
        self.scope.content.sections.derived.get(index).and_then(|entry| written_value(&entry.value))
    }

    /// The formula of [`Model::observables`] number `index`; `None` if code gives its value.
    #[must_use]
    pub fn written_observable(&self, index: usize) -> Option<Written<'_>> {
        self.scope.content.sections.observables.get(index).and_then(|entry| written_value(&entry.value))
    }

    /// The plug-in of [`Model::observables`] number `index`, if it is one.
    #[must_use]
    pub fn observable_plugin(&self, index: usize) -> Option<WrittenPlugin<'_>> {
        match &self.scope.content.sections.observables.get(index)?.value {
            NamedValue::Plugin(plugin) => Some(WrittenPlugin::of(plugin)),
            NamedValue::Formula(_) => None,
        }
    }

    /// The definition of [`Model::curves`] number `index`.
    #[must_use]
    pub fn written_curve(&self, index: usize) -> Option<Written<'_>> {
        self.scope.content.sections.curves.get(index).map(|entry| Written::of(&entry.value))
    }

    /// What is under `where` of [`Model::curves`] number `index`.
    pub fn curve_locals(&self, index: usize) -> impl Iterator<Item = (&str, Written<'_>)> {
        definitions(self.scope.content.sections.curves.get(index).map(|entry| &entry.locals))
    }

    /// What is under `where` of [`Model::derived`] number `index`.
    pub fn derived_locals(&self, index: usize) -> impl Iterator<Item = (&str, Written<'_>)> {
        definitions(self.scope.content.sections.derived.get(index).map(|entry| &entry.locals))
    }

    /// What is under `where` of [`Model::observables`] number `index`.
    pub fn observable_locals(&self, index: usize) -> impl Iterator<Item = (&str, Written<'_>)> {
        definitions(self.scope.content.sections.observables.get(index).map(|entry| &entry.locals))
    }

    /// What is under `where` of [`Model::reactions`] number `index`.
    pub fn rate_locals(&self, index: usize) -> impl Iterator<Item = (&str, Written<'_>)> {
        let content = &self.scope.content;
        let entry = content.linked.reactions.get(index).and_then(|linked| content.sections.reactions.get(linked.entry));
        definitions(entry.map(|entry| &entry.locals))
    }

    /// The rate of [`Model::reactions`] number `index`.
    #[must_use]
    pub fn written_rate(&self, index: usize) -> Option<WrittenRate<'_>> {
        let content = &self.scope.content;
        let entry = content.sections.reactions.get(content.linked.reactions.get(index)?.entry)?;
        Some(match &entry.rate {
            RateEntry::Width(rate) => WrittenRate::Width(Written::of(rate)),
            RateEntry::Lifetime { lifetime, branching } => {
                let branching = branching.as_ref().map(Written::of);
                WrittenRate::Lifetime { lifetime: Written::of(lifetime), branching }
            }
            RateEntry::CrossSection(rate) => WrittenRate::CrossSection(Written::of(rate)),
            RateEntry::SigmaVOfS(rate) => WrittenRate::SigmaVOfS(Written::of(rate)),
            RateEntry::AmplitudeSquared(rate) => WrittenRate::AmplitudeSquared(Written::of(rate)),
            RateEntry::SigmaV(rate) => WrittenRate::SigmaV(Written::of(rate)),
            RateEntry::RateCoefficient(rate) => WrittenRate::RateCoefficient(Written::of(rate)),
            RateEntry::PartialWaves { s, p, d } => {
                WrittenRate::PartialWaves([s, p, d].map(|wave| wave.as_ref().map(Written::of)))
            }
            RateEntry::ReactionDensity(rate) => WrittenRate::ReactionDensity(Written::of(rate)),
            RateEntry::Plugin(plugin) => WrittenRate::Plugin(WrittenPlugin::of(plugin)),
        })
    }

    /// The formulas of [`Model::constraints`] number `index`.
    #[must_use]
    pub fn written_constraint(&self, index: usize) -> Option<WrittenConstraint<'_>> {
        let entry = self.scope.content.sections.constraints.get(index)?;
        let [min, max] = [&entry.min, &entry.max].map(|bound| bound.as_ref().map(Written::of));
        let measured = entry.measured.as_ref().map(|m| [&m.value, &m.minus, &m.plus].map(Written::of));
        let condition = entry.condition.as_ref().map(|(_, condition)| condition);
        Some(WrittenConstraint { of: &entry.value, min, max, measured, condition })
    }
}
