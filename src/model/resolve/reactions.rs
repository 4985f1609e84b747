//! Reactions with their compiled rates.

use super::Resolver;
use super::scope::Context;
use crate::model::document::formula::Formula;
use crate::model::document::reactions::{RateEntry, ReactionEntry};
use crate::model::link::LinkedReaction;
use crate::model::reaction::{Participant, RateSpec, Reaction};
use crate::model::roster::Origin;
use crate::units::Dimension;

const AREA: Dimension = Dimension::power(-2);
const LIFETIME: Dimension = Dimension::power(-1);
const REACTION_DENSITY: Dimension = Dimension::power(4);

impl RateEntry {
    /// What the formulas of the rate may mention.
    fn context(&self) -> Context<'static> {
        match self {
            Self::Width(_) | Self::SigmaV(_) | Self::ReactionDensity(_) => Context::Thermal,
            Self::CrossSection(_) => Context::CrossSection,
            Self::Lifetime { .. } | Self::PartialWaves { .. } => Context::Constant,
        }
    }
}

impl Resolver<'_> {
    pub(super) fn reactions(&mut self) -> Option<Vec<Reaction>> {
        let content = self.content;
        let reactions: Vec<_> = content.linked.reactions.iter().map(|linked| self.reaction(linked)).collect();
        reactions.into_iter().collect()
    }

    fn reaction(&mut self, linked: &LinkedReaction) -> Option<Reaction> {
        let content = self.content;
        let entry = content.sections.reactions.get(linked.entry)?;
        self.enter(&entry.locals);
        let rate = self.rate(entry, linked);
        self.leave();
        let rate = rate?;
        let equation = entry.equation.to_string();
        let evolved = |side: &[Participant]| side.iter().any(|p| matches!(p, Participant::Species { .. }));
        if !evolved(&linked.reactants) && !evolved(&linked.products) {
            self.warnings.push(format!("`{equation}` changes nothing: none of its particles is a species"));
        }
        Some(Reaction {
            label: entry.label.as_ref().map_or_else(|| equation.clone(), |label| label.text.clone()),
            equation,
            latex: entry.latex.clone(),
            note: entry.note.clone(),
            reactants: linked.reactants.clone(),
            products: linked.products.clone(),
            reversible: entry.equation.reversible,
            with_conjugate: linked.with_conjugate,
            rate,
            span: entry.scalar.span.clone(),
            formula: entry.rate.formula().map(|formula| formula.scalar.clone()),
        })
    }

    fn rate(&mut self, entry: &ReactionEntry, linked: &LinkedReaction) -> Option<RateSpec> {
        let thermal = Context::Thermal;
        self.check_definitions(entry.rate.context())?;
        Some(match &entry.rate {
            RateEntry::Width(width) => {
                let program = self.program(width, thermal, Dimension::MASS)?;
                if self.is_closed(entry, linked)? {
                    return Some(RateSpec::Closed);
                }
                self.check_constant(&program, width)?;
                RateSpec::Width(program)
            }
            RateEntry::Lifetime { lifetime, branching } => {
                return self.lifetime(entry, linked, lifetime, branching.as_ref());
            }
            RateEntry::CrossSection(formula) => {
                let program = self.program(formula, Context::CrossSection, AREA)?;
                self.check_constant(&program, formula)?;
                RateSpec::CrossSection(program)
            }
            RateEntry::SigmaV(formula) => {
                let program = self.program(formula, thermal, AREA)?;
                self.check_constant(&program, formula)?;
                RateSpec::SigmaV(program)
            }
            RateEntry::PartialWaves { s, p, d } => {
                let [s, p, d] = [s, p, d].map(|wave| match wave {
                    Some(formula) => self.constant(formula, Some(AREA)).map(|quantity| quantity.value),
                    None => Some(0.0),
                });
                RateSpec::PartialWaves { s: s?, p: p?, d: d? }
            }
            RateEntry::ReactionDensity(formula) => {
                let program = self.program(formula, thermal, REACTION_DENSITY)?;
                self.check_constant(&program, formula)?;
                RateSpec::ReactionDensity(program)
            }
        })
    }

    fn lifetime(
        &mut self,
        entry: &ReactionEntry,
        linked: &LinkedReaction,
        lifetime: &Formula,
        branching: Option<&Formula>,
    ) -> Option<RateSpec> {
        // Both formulas are checked before either may end this.
        let tau = self.program(lifetime, Context::Constant, LIFETIME);
        let share = branching.map(|formula| self.program(formula, Context::Constant, Dimension::NONE));
        let (tau, share) = (tau?, share.map_or(Some(None), |share| share.map(Some))?);
        if self.is_closed(entry, linked)? {
            return Some(RateSpec::Closed);
        }
        let value = self.evaluate(&tau, &lifetime.scalar)?;
        self.require(value > 0.0, lifetime, || format!("a lifetime must be positive, but this is {value} GeV^-1"))?;
        let share = match (share, branching) {
            (Some(program), Some(formula)) => {
                let share = self.evaluate(&program, &formula.scalar)?;
                let message = || format!("a branching fraction lies between 0 and 1, but this is {share}");
                self.require((0.0..=1.0).contains(&share), formula, message)?;
                share
            }
            _ => 1.0,
        };
        Some(RateSpec::Lifetime { lifetime: value, branching: share })
    }

    /// A rate that depends on nothing is evaluated at once, to complain now rather than in the middle of a run.
    fn check_constant(&mut self, program: &crate::expression::Program, formula: &Formula) -> Option<()> {
        if !program.is_constant() {
            return Some(());
        }
        let value = self.evaluate(program, &formula.scalar)?;
        self.require(value >= 0.0, formula, || format!("a rate cannot be negative, but this is {value:e}"))
    }

    /// Whether a decay leaves no energy for its products; says so in the warnings.
    fn is_closed(&mut self, entry: &ReactionEntry, linked: &LinkedReaction) -> Option<bool> {
        let total = |side: &[Participant]| {
            side.iter().try_fold(0.0, |sum, &participant| {
                let mass = match participant {
                    Participant::Species { index, .. } => self.scope.mass(Origin::Species(index)),
                    Participant::Bath { index, .. } => {
                        self.content.linked.bath.get(index).and_then(|&origin| self.scope.mass(origin))
                    }
                    Participant::Radiation => Some(0.0),
                };
                mass.map(|mass| sum + mass)
            })
        };
        let (mother, products): (f64, f64) = (total(&linked.reactants)?, total(&linked.products)?);
        let closed = products >= mother;
        if closed {
            let equation = &entry.equation;
            self.warnings.push(format!(
                "`{equation}` is closed: {mother} GeV cannot decay into {products} GeV; its rate is zero"
            ));
        }
        Some(closed)
    }
}
