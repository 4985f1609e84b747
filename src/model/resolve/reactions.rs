//! Reactions with their compiled rates.

use std::sync::Arc;

use super::Resolver;
use super::scope::Context;
use crate::expression::Program;
use crate::model::document::formula::Formula;
use crate::model::document::plugin::PluginEntry;
use crate::model::document::reactions::{RateEntry, ReactionEntry};
use crate::model::link::LinkedReaction;
use crate::model::particle::{BathParticle, Species};
use crate::model::plugin::{Called, Process, RateKind};
use crate::model::reaction::{Participant, RateSpec, Reaction};
use crate::model::roster::Origin;
use crate::model::settings::EquilibriumStatistics;
use crate::units::Dimension;

/// The species and the bath particles of a model, and their statistics.
type Particles<'p> = (&'p [Species], &'p [BathParticle], EquilibriumStatistics);

const AREA: Dimension = Dimension::power(-2);
const LIFETIME: Dimension = Dimension::power(-1);
const REACTION_DENSITY: Dimension = Dimension::power(4);

impl RateEntry {
    /// What the formulas of the rate may mention.
    pub(in crate::model) fn context(&self) -> Context<'static> {
        match self {
            Self::Width(_)
            | Self::SigmaV(_)
            | Self::RateCoefficient(_)
            | Self::ReactionDensity(_)
            | Self::Plugin(_) => Context::Thermal,
            Self::CrossSection(_) | Self::SigmaVOfS(_) => Context::CrossSection,
            Self::AmplitudeSquared(_) => Context::Amplitude,
            Self::Lifetime { .. } | Self::PartialWaves { .. } => Context::Constant,
        }
    }
}

impl Resolver<'_> {
    /// The reactions; `species` and `bath` are `None` where they have been complained about.
    pub(super) fn reactions(
        &mut self,
        species: Option<&[Species]>,
        bath: Option<&[BathParticle]>,
        statistics: EquilibriumStatistics,
    ) -> Option<Vec<Reaction>> {
        let content = self.content;
        let particles = species.zip(bath).map(|(species, bath)| (species, bath, statistics));
        let reactions: Vec<_> =
            content.linked.reactions.iter().map(|linked| self.reaction(linked, particles)).collect();
        reactions.into_iter().collect()
    }

    fn reaction(&mut self, linked: &LinkedReaction, particles: Option<Particles<'_>>) -> Option<Reaction> {
        let content = self.content;
        let entry = content.sections.reactions.get(linked.entry)?;
        self.enter(&entry.locals);
        let rate = self.rate(entry, linked, particles);
        let active = entry.active.as_ref().map(|condition| self.condition(condition, Context::Thermal));
        let subtract_on_shell = rate.as_ref().and_then(|rate| self.on_shell(entry, linked, rate));
        self.leave();
        let (rate, subtract_on_shell) = (rate?, subtract_on_shell?);
        let active = active.map_or(Some(None), |condition| condition.map(Some))?;
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
            active,
            subtract_on_shell,
            span: entry.scalar.span.clone(),
            formula: entry.rate.formula().map(|formula| formula.scalar.clone()),
        })
    }

    fn rate(
        &mut self,
        entry: &ReactionEntry,
        linked: &LinkedReaction,
        particles: Option<Particles<'_>>,
    ) -> Option<RateSpec> {
        self.check_definitions(entry.rate.context())?;
        Some(match &entry.rate {
            RateEntry::Width(width) => {
                let program = self.program(width, Context::Thermal, Dimension::MASS)?;
                if self.is_closed(entry, linked)? {
                    return Some(RateSpec::Closed);
                }
                self.check_constant(&program, width)?;
                RateSpec::Width(program)
            }
            RateEntry::Lifetime { lifetime, branching } => {
                return self.lifetime(entry, linked, lifetime, branching.as_ref());
            }
            RateEntry::CrossSection(formula) => RateSpec::CrossSection(self.checked_rate(entry, formula, AREA)?),
            RateEntry::SigmaVOfS(formula) => RateSpec::SigmaVOfS(self.checked_rate(entry, formula, AREA)?),
            RateEntry::AmplitudeSquared(formula) => {
                let program = self.checked_rate(entry, formula, Dimension::NONE)?;
                let products = linked.products.len();
                let message = || format!("`amplitude_squared` is for two products; this reaction has {products}");
                self.require(products == 2, formula, message)?;
                RateSpec::AmplitudeSquared(program)
            }
            RateEntry::SigmaV(formula) => RateSpec::SigmaV(self.checked_rate(entry, formula, AREA)?),
            RateEntry::RateCoefficient(formula) => {
                let reactants = i16::try_from(linked.reactants.len()).unwrap_or(i16::MAX);
                let dimension = Dimension::power(4_i16.saturating_sub(reactants.saturating_mul(3)));
                RateSpec::RateCoefficient(self.checked_rate(entry, formula, dimension)?)
            }
            RateEntry::PartialWaves { s, p, d } => {
                let [s, p, d] = [s, p, d].map(|wave| match wave {
                    Some(formula) => self.constant(formula, Some(AREA)).map(|quantity| quantity.value),
                    None => Some(0.0),
                });
                RateSpec::PartialWaves { s: s?, p: p?, d: d? }
            }
            RateEntry::ReactionDensity(formula) => {
                RateSpec::ReactionDensity(self.checked_rate(entry, formula, REACTION_DENSITY)?)
            }
            RateEntry::Plugin(plugin) => return self.plugin_rate(entry, linked, plugin, particles),
        })
    }

    fn plugin_rate(
        &mut self,
        entry: &ReactionEntry,
        linked: &LinkedReaction,
        plugin: &PluginEntry<dyn RateKind>,
        particles: Option<Particles<'_>>,
    ) -> Option<RateSpec> {
        let values = self.plugin_values(plugin)?;
        let process = Process::new(entry.equation.to_string(), particles?, &linked.reactants, &linked.products);
        let kind = Arc::clone(&plugin.registered.kind);
        self.accepted(plugin, kind.check(&values, &process))?;
        Some(RateSpec::Plugin(Called { kind, values }))
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

    /// The program of a rate's one formula.
    fn checked_rate(&mut self, entry: &ReactionEntry, formula: &Formula, dimension: Dimension) -> Option<Program> {
        let program = self.program(formula, entry.rate.context(), dimension)?;
        self.check_constant(&program, formula)?;
        Some(program)
    }

    /// A rate that depends on nothing is evaluated at once, to complain now rather than in the middle of a run.
    fn check_constant(&mut self, program: &Program, formula: &Formula) -> Option<()> {
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
