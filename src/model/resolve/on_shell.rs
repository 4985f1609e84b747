//! Poles of evolved species in rates of s, which their decays count already.

use super::Resolver;
use crate::error::Diagnostic;
use crate::model::document::reactions::{RateEntry, ReactionEntry};
use crate::model::link::LinkedReaction;
use crate::model::reaction::{Participant, RateSpec};
use crate::model::roster::Origin;
use crate::model::yaml::Scalar;
use crate::rates::slots;

/// A pole is that of a species if its mass is, up to rounding.
const SAME_MASS: f64 = 1e-12;

impl Resolver<'_> {
    /// The species whose on-shell part is to be taken out of a rate. `None` after complaints: about a species that has no
    /// pole in the rate, and about a pole that would be counted twice.
    pub(super) fn on_shell(
        &mut self,
        entry: &ReactionEntry,
        linked: &LinkedReaction,
        rate: &RateSpec,
    ) -> Option<Vec<usize>> {
        let poles: Vec<f64> = match rate {
            RateSpec::CrossSection(program) | RateSpec::SigmaVOfS(program) | RateSpec::AmplitudeSquared(program) => {
                program.breit_wigner_poles(slots::S).iter().map(|pole| pole.0).collect()
            }
            _ => Vec::new(),
        };
        let has_pole = |mass: f64| poles.iter().any(|pole| (pole - mass).abs() <= SAME_MASS * mass);
        let mut subtracted = Vec::with_capacity(entry.subtract_on_shell.len());
        for name in &entry.subtract_on_shell {
            let index = self.evolved_species(name)?;
            let mass = self.scope.mass(Origin::Species(index))?;
            if !has_pole(mass) {
                let message = format!("the rate has no pole of `{}` that could be subtracted", name.text);
                self.decoder.complain(Diagnostic::at(name.span.clone(), message).hint(format!(
                    "write it with `propagator(s, {0})` or `breit_wigner(s, mass({0}), width({0}))`",
                    name.text
                )));
                return None;
            }
            subtracted.push(index);
        }
        for (index, mass) in self.scope.species_masses.clone().into_iter().enumerate() {
            let counted_twice = mass.is_some_and(has_pole) && self.decays_to_both_sides(index, linked);
            if counted_twice && !subtracted.contains(&index) {
                let name = self.content.sections.species.get(index).map_or("", |species| species.name.text.as_str());
                let message = format!(
                    "the resonance of `{name}` is counted twice: here, and by its decay and inverse decay, since \
                     `{name}` is evolved"
                );
                let hint = format!("add `subtract_on_shell: [{name}]`");
                self.decoder.complain(
                    Diagnostic::at(entry.rate_key.span.clone(), message)
                        .related(entry.scalar.span.clone(), "the reaction")
                        .hint(hint),
                );
                return None;
            }
        }
        Some(subtracted)
    }

    fn evolved_species(&mut self, name: &Scalar) -> Option<usize> {
        match self.content.linked.roster.find(&name.text) {
            Some(found) if let Origin::Species(index) = found.origin => Some(index),
            _ => {
                let message = format!("`{}` is not among the evolved species", name.text);
                let hint = "only decays of evolved species count a resonance a second time";
                self.decoder.complain(Diagnostic::at(name.span.clone(), message).hint(hint));
                None
            }
        }
    }

    /// Whether a species has declared decays into both sides of a reaction.
    fn decays_to_both_sides(&self, species: usize, linked: &LinkedReaction) -> bool {
        let content = self.content;
        let decays = content.linked.reactions.iter().filter(|reaction| {
            let mother = matches!(reaction.reactants[..], [Participant::Species { index, .. }] if index == species);
            let rate = content.sections.reactions.get(reaction.entry).map(|entry| &entry.rate);
            mother && matches!(rate, Some(RateEntry::Width(_) | RateEntry::Lifetime { .. }))
        });
        let products: Vec<_> = decays.map(|decay| kinds(&decay.products)).collect();
        [&linked.reactants, &linked.products].into_iter().all(|side| products.contains(&kinds(side)))
    }
}

/// One side of a reaction, particles and antiparticles alike.
fn kinds(side: &[Participant]) -> Vec<Participant> {
    let mut kinds: Vec<Participant> = side
        .iter()
        .map(|participant| match *participant {
            Participant::Species { index, .. } => Participant::Species { index, anti: false },
            Participant::Bath { index, .. } => Participant::Bath { index, anti: false },
            Participant::Radiation => Participant::Radiation,
        })
        .collect();
    kinds.sort_unstable();
    kinds
}
