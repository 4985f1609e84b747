//! What the names of a model look like in LaTeX: as the file says or, where it does not, as the names suggest.

use super::reaction::{Participant, Reaction};
use super::roster::Origin;
use super::{BathParticle, Model, Species};
use crate::expression::Symbols;
use crate::latex::{is_well_formed, particle, symbol};
use crate::standard_model::constants;

/// The symbols of a model.
#[derive(Debug, Clone, Copy)]
pub struct Notation<'m> {
    model: &'m Model,
}

impl Model {
    /// The symbols for the model's names, for [`Ast::latex`](crate::expression::Ast::latex).
    #[must_use]
    pub fn notation(&self) -> Notation<'_> {
        Notation { model: self }
    }
}

impl Symbols for Notation<'_> {
    fn name(&self, name: &str) -> String {
        let model = self.model;
        let given = (model.parameters.iter().map(|p| (&p.name, &p.latex)))
            .chain(model.derived.iter().map(|d| (&d.name, &d.latex)))
            .chain(model.observables.iter().map(|o| (&o.name, &o.latex)))
            .chain(model.curves.iter().map(|c| (&c.name, &c.latex)))
            .find(|(known, _)| *known == name);
        if let Some((_, latex)) = given {
            return latex.as_deref().filter(|latex| is_well_formed(latex)).map_or_else(|| symbol(name), str::to_owned);
        }
        if let Some(element) = name.strip_prefix("sm.CKM[").and_then(|rest| rest.strip_suffix(']')) {
            return format!("V_{{{}}}", element.replace([',', ' '], ""));
        }
        constants::constant(name).map_or_else(|| symbol(name), |constant| constant.latex.to_owned())
    }

    fn function(&self, name: &str) -> String {
        name.strip_prefix("sm.").and_then(form_factor).unwrap_or_else(|| symbol(name))
    }

    fn particle(&self, name: &str) -> String {
        let content = &self.model.scope.content;
        let Some(found) = content.linked.roster.find(name) else { return particle(name) };
        match found.origin {
            Origin::Species(index) => self.model.species.get(index).map(|species| self.species(species, found.anti)),
            Origin::Bath(_) => {
                let index = content.linked.bath.iter().position(|&used| used == found.origin);
                index.and_then(|index| self.model.bath.get(index)).map(|bath| self.bath(bath, found.anti))
            }
            Origin::BuiltIn(known) if found.anti => Some(known.antiparticle_latex.to_owned()),
            Origin::BuiltIn(known) => Some(known.latex.to_owned()),
        }
        .unwrap_or_else(|| particle(name))
    }
}

/// `f_plus_BK` is f₊ of B → K.
fn form_factor(name: &str) -> Option<String> {
    let (head, transition) = name.rsplit_once('_')?;
    let kaon = match transition {
        "BK" => "K",
        "BKst" => "K^*",
        _ => return None,
    };
    let (letter, index) = head.split_once('_').unwrap_or((head, ""));
    let index = match index {
        "" => String::new(),
        "plus" => "_+".to_owned(),
        index => format!("_{{{index}}}"),
    };
    Some(format!("{letter}{index}^{{B\\to {kaon}}}"))
}

/// A particle's LaTeX if the model gives any; where it does not, that is the name.
fn given<'l>(latex: &'l str, name: &str) -> Option<&'l str> {
    Some(latex).filter(|latex| *latex != name && is_well_formed(latex))
}

impl Notation<'_> {
    /// A species or its antiparticle.
    #[must_use]
    pub fn species(&self, species: &Species, anti: bool) -> String {
        match (given(&species.latex, &species.name), &species.antiparticle) {
            (Some(latex), Some(_)) if anti => format!("\\bar{{{latex}}}"),
            (None, Some(name)) if anti => particle(name),
            (Some(latex), _) => latex.to_owned(),
            (None, _) => particle(&species.name),
        }
    }

    /// A particle of the plasma or its antiparticle.
    #[must_use]
    pub fn bath(&self, bath: &BathParticle, anti: bool) -> String {
        let (latex, name) = match (&bath.antiparticle_latex, &bath.antiparticle) {
            (Some(latex), Some(name)) if anti => (latex, name),
            _ => (&bath.latex, &bath.name),
        };
        given(latex, name).map_or_else(|| particle(name), str::to_owned)
    }

    /// One participant of a reaction.
    #[must_use]
    pub fn participant(&self, participant: Participant) -> String {
        match participant {
            Participant::Species { index, anti } => self.model.species.get(index).map(|s| self.species(s, anti)),
            Participant::Bath { index, anti } => self.model.bath.get(index).map(|b| self.bath(b, anti)),
            Participant::Radiation => None,
        }
        .unwrap_or_else(|| r"\mathrm{SM}".to_owned())
    }

    /// The equation of a reaction.
    #[must_use]
    pub fn equation(&self, reaction: &Reaction) -> String {
        if let Some(latex) = reaction.latex.as_deref().filter(|latex| is_well_formed(latex)) {
            return latex.to_owned();
        }
        let side = |participants: &[Participant]| {
            let symbols: Vec<String> = participants.iter().map(|&p| self.participant(p)).collect();
            symbols.join(r"\,")
        };
        let arrow = if reaction.reversible { r"\leftrightarrow" } else { r"\to" };
        format!("{} {arrow} {}", side(&reaction.reactants), side(&reaction.products))
    }
}
