//! Functions of particles and decays: what is declared, what follows from declared decays, and equilibrium densities.

use std::sync::Arc;

use super::particles::properties;
use super::scope::{Context, View, ask};
use crate::error::closest;
use crate::expression::{NativeFunction, ParticleFunction};
use crate::model::outcome::Outcome;
use crate::model::roster::{Found, Origin};
use crate::standard_model::particles::{Particle, Statistics, particle};
use crate::thermal::equilibrium::Gas;
use crate::units::{Dimension, Quantity};

type Answer = Result<ParticleFunction, String>;

fn constant(value: f64, dimension: Dimension) -> ParticleFunction {
    ParticleFunction::Constant(Quantity::new(value, dimension))
}

impl View<'_> {
    /// The meaning of `function(subject, …)`; the error is one sentence.
    pub(super) fn function_of_particle(&self, function: &str, subject: &str) -> Answer {
        match function {
            "mass" => Ok(constant(self.mass(subject)?, Dimension::MASS)),
            "dof" => Ok(constant(self.degrees_of_freedom(self.found(subject)?, subject)?, Dimension::NONE)),
            "colours" => Ok(constant(self.colours(subject)?, Dimension::NONE)),
            "charge" => Ok(constant(self.charge(subject)?, Dimension::NONE)),
            // Of a propagator only this is asked, whether there is one: what it is, the compiler makes of mass and width.
            "width" | "propagator" => Ok(constant(self.width(subject)?, Dimension::MASS)),
            "branching" => Ok(constant(self.branching(subject)?, Dimension::NONE)),
            _ => match self.context {
                Context::Outcome(outcome, _) => match function {
                    "n_eq" | "Y_eq" => self.equilibrium(function, subject),
                    "rate" => self.rate(subject, outcome),
                    _ => self.solution_function(function, subject, outcome),
                },
                _ => Err(format!("`{function}` is known after the solve only, in observables and constraints")),
            },
        }
    }

    fn found(&self, name: &str) -> Result<Found, String> {
        let found = self.scope.content.linked.roster.find(name);
        found.ok_or_else(|| format!("there is no particle `{name}`"))
    }

    fn mass(&self, name: &str) -> Result<f64, String> {
        self.scope.mass(self.found(name)?.origin).ok_or_else(|| format!("the mass of `{name}` is not known"))
    }

    /// Spin states, colours and statistics of the particle alone.
    fn properties(&self, found: Found, name: &str) -> Result<(f64, f64, Statistics), String> {
        let sections = &self.scope.content.sections;
        let declared = match found.origin {
            Origin::BuiltIn(particle) => {
                return Ok((f64::from(particle.spin_states), f64::from(particle.colours), particle.statistics));
            }
            Origin::Species(i) => sections.species.get(i).and_then(|entry| properties(entry, None)),
            Origin::Bath(i) => sections.bath.get(i).and_then(|entry| properties(entry, built_in(&entry.name.text))),
        };
        let (kind, colours) = declared.ok_or_else(|| format!("the type of `{name}` is not known"))?;
        Ok((kind.spin_states, colours, kind.statistics))
    }

    fn degrees_of_freedom(&self, found: Found, name: &str) -> Result<f64, String> {
        self.properties(found, name).map(|(spin_states, colours, _)| spin_states * colours)
    }

    fn colours(&self, name: &str) -> Result<f64, String> {
        self.properties(self.found(name)?, name).map(|(_, colours, _)| colours)
    }

    /// The electric charge in units of the positron's.
    fn charge(&self, name: &str) -> Result<f64, String> {
        let found = self.found(name)?;
        let sections = &self.scope.content.sections;
        let charge = match found.origin {
            Origin::BuiltIn(particle) => Some(particle.charge()),
            Origin::Species(i) => sections.species.get(i).and_then(|entry| entry.charge),
            Origin::Bath(i) => sections
                .bath
                .get(i)
                .and_then(|entry| entry.charge.or_else(|| built_in(&entry.name.text).map(Particle::charge))),
        };
        let charge = charge.ok_or_else(|| format!("`{name}` declares no charge: add `charge: 0` or the like to it"))?;
        // An antiparticle of charge 0 has charge 0, not −0.
        Ok(if found.anti && charge != 0.0 { -charge } else { charge })
    }

    /// The sum of the partial widths of some decays, in GeV.
    fn sum_of_widths(&self, decays: impl Iterator<Item = usize>) -> Result<f64, String> {
        let widths = decays.map(|number| match self.scope.widths.get(number) {
            Some(Some(width)) => width.clone(),
            _ => Err("the width of one of its decays is not known".to_owned()),
        });
        widths.sum()
    }

    fn width(&self, name: &str) -> Result<f64, String> {
        let linked = &self.scope.content.linked;
        let decays = &linked.graph.decays;
        self.sum_of_widths(decays.of(decays.mother(name, &linked.roster)?))
    }

    fn branching(&self, reaction: &str) -> Result<f64, String> {
        let content = &self.scope.content;
        let decays = &content.linked.graph.decays;
        let (mother, channels) = decays.named(reaction, &content.linked.roster, &content.sections)?;
        let total = self.sum_of_widths(decays.of(mother))?;
        if total > 0.0 {
            return Ok(self.sum_of_widths(channels.into_iter())? / total);
        }
        Err(format!("all decays of the mother in `{reaction}` are closed, so it has no branching fractions"))
    }

    /// `n_eq(X, T)` in GeV³ and `Y_eq(X, T)`: as yields are, of particle and antiparticle together.
    fn equilibrium(&self, function: &str, name: &str) -> Answer {
        let found = self.found(name)?;
        if found.anti {
            return Err(format!("densities are sums over particle and antiparticle: name the particle, not `{name}`"));
        }
        let has_antiparticle = self.scope.content.linked.roster.antiparticle(found.origin).is_some();
        let (spin_states, colours, statistics) = self.properties(found, name)?;
        let gas = Gas {
            mass: self.mass(name)?,
            degrees_of_freedom: spin_states * colours * if has_antiparticle { 2.0 } else { 1.0 },
            distribution: self.scope.statistics.distribution(statistics),
        };
        let density = move |temperature: f64| gas.ln_density(temperature).total().exp();
        Ok(ParticleFunction::Native(if function == "n_eq" {
            NativeFunction::new(vec![Dimension::MASS], Dimension::power(3), move |arguments| {
                positive(arguments).map(density)
            })
        } else {
            self.plasma(Dimension::NONE, move |background| density(background.temperature) / background.entropy_density)
        }))
    }

    /// `rate(label, T)` in GeV: γ over the equilibrium density of the first reactant.
    fn rate(&self, name: &str, outcome: Option<&Arc<dyn Outcome>>) -> Answer {
        let reactions = &self.scope.content.sections.reactions;
        let labels = || reactions.iter().map(|entry| (entry.label.as_ref().map(|l| l.text.as_str()), entry));
        let named = labels().find(|(label, entry)| *label == Some(name) || entry.equation.to_string() == name);
        let Some((label, entry)) = named else {
            let equations: Vec<String> = reactions.iter().map(|entry| entry.equation.to_string()).collect();
            let known = labels().filter_map(|(label, _)| label).chain(equations.iter().map(String::as_str));
            let meant = closest(name, known).map(|meant| format!("; did you mean `{meant}`?"));
            return Err(format!("there is no reaction `{name}`{}", meant.unwrap_or_default()));
        };
        let label = label.map_or_else(|| entry.equation.to_string(), str::to_owned);
        let rate = ask(outcome, vec![Dimension::MASS], Dimension::MASS, move |outcome, arguments| {
            outcome.rate(&label, positive(arguments)?)
        });
        Ok(ParticleFunction::Native(rate))
    }
}

/// The built-in particle that an entry under `bath` overrides.
fn built_in(name: &str) -> Option<&'static Particle> {
    particle(name).map(|found| found.particle)
}

/// The temperature that a function is asked for.
fn positive(arguments: &[f64]) -> Result<f64, String> {
    match arguments.first() {
        Some(&temperature) if temperature > 0.0 => Ok(temperature),
        Some(temperature) => Err(format!("a temperature must be positive, but this is {temperature} GeV")),
        None => Err("the temperature is missing".to_owned()),
    }
}
