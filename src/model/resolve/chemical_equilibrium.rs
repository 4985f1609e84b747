//! Groups of species that are in chemical equilibrium with each other.

use super::Resolver;
use crate::error::{Diagnostic, closest};
use crate::model::document::particles::InitialEntry;
use crate::model::document::settings::GroupEntry;
use crate::model::roster::Origin;
use crate::model::yaml::Scalar;

impl<'c> Resolver<'c> {
    /// The groups as places of species. `None` after complaints.
    pub(super) fn chemical_equilibrium(&mut self) -> Option<Vec<Vec<usize>>> {
        let content = self.content;
        let mut taken: Vec<(usize, &Scalar)> = Vec::new();
        let groups: Vec<Option<Vec<usize>>> =
            content.sections.evolution.chemical_equilibrium.iter().map(|entry| self.group(entry, &mut taken)).collect();
        groups.into_iter().collect()
    }

    /// The members of a group; `taken` are the members of the groups so far, where they were named.
    fn group(&mut self, entry: &'c GroupEntry, taken: &mut Vec<(usize, &'c Scalar)>) -> Option<Vec<usize>> {
        if entry.members.len() < 2 {
            let complaint =
                Diagnostic::at(entry.span.clone(), "a group in chemical equilibrium has at least two members")
                    .hint("one species alone needs no group");
            self.decoder.complain(complaint);
            return None;
        }
        let mut members = Vec::with_capacity(entry.members.len());
        let mut complete = true;
        for name in &entry.members {
            let Some(index) = self.member(name) else {
                complete = false;
                continue;
            };
            if let Some(&(_, earlier)) = taken.iter().find(|&&(other, _)| other == index) {
                let again = if members.contains(&index) { "is named twice" } else { "is in another group already" };
                let complaint = Diagnostic::at(name.span.clone(), format!("`{}` {again}", name.text))
                    .related(earlier.span.clone(), "first named here")
                    .hint("species in equilibrium with the same one are in equilibrium with each other: one group");
                self.decoder.complain(complaint);
                complete = false;
                continue;
            }
            taken.push((index, name));
            members.push(index);
        }
        if !complete {
            return None;
        }
        self.check_starts(entry, &members)?;
        members.sort_unstable();
        Some(members)
    }

    fn member(&mut self, name: &Scalar) -> Option<usize> {
        let text = name.text.as_str();
        let complaint = match self.content.linked.roster.find(text) {
            Some(found) => match found.origin {
                Origin::Species(index) if !found.anti => return Some(index),
                Origin::Species(index) => {
                    let particle = self.content.sections.species.get(index).map_or("", |s| s.name.text.as_str());
                    Diagnostic::at(name.span.clone(), format!("`{text}` is the antiparticle of `{particle}`"))
                        .hint(format!("name `{particle}`, which stands for both"))
                }
                Origin::Bath(_) | Origin::BuiltIn(_) => {
                    Diagnostic::at(name.span.clone(), format!("`{text}` is in equilibrium with the plasma already"))
                        .hint("only species can share a yield: leave it out")
                }
            },
            // An entry that could not be read has been complained about.
            None if self.content.sections.broken.contains(text) => return None,
            None => {
                let species = || self.content.sections.species.iter().map(|s| s.name.text.as_str());
                let hint = match closest(text, species()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("possible: {}", species().collect::<Vec<_>>().join(", ")),
                };
                Diagnostic::at(name.span.clone(), format!("there is no species `{text}`")).hint(hint)
            }
        };
        self.decoder.complain(complaint);
        None
    }

    /// Members in chemical equilibrium with each other are in equilibrium with the plasma together or not at all.
    fn check_starts(&mut self, entry: &GroupEntry, members: &[usize]) -> Option<()> {
        let species = &self.content.sections.species;
        let equilibrium = |&(_, index): &(&Scalar, usize)| {
            species.get(index).is_some_and(|s| matches!(s.initial, InitialEntry::Equilibrium))
        };
        let named = || entry.members.iter().zip(members.iter().copied());
        let (inside, outside) = (named().find(equilibrium), named().find(|member| !equilibrium(member)));
        let (Some((inside, _)), Some((outside, other))) = (inside, outside) else { return Some(()) };
        let related = species.get(other).map_or(outside.span.clone(), |s| s.name.span.clone());
        let complaint = Diagnostic::at(
            entry.span.clone(),
            format!(
                "`{}` starts in equilibrium and `{}` does not, but the group shares one yield",
                inside.text, outside.text
            ),
        )
        .related(related, "does not start in equilibrium")
        .hint("give all members the same `initial`; yields that are given add up to that of the group");
        self.decoder.complain(complaint);
        None
    }
}
