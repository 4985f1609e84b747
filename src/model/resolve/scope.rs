//! What the names in a model's formulas mean once its values are known.

use std::sync::Arc;

use num_complex::Complex64;

use super::super::content::Content;
use super::super::document::formula::Content as Value;
use super::super::document::locals::Locals;
use super::super::outcome::Outcome;
use super::super::roster::Origin;
use super::super::settings::EquilibriumStatistics;
use super::widths::PartialWidth;
use crate::cosmology::Expansion;
use crate::expression::{Ast, Environment, NativeFunction, ParticleFunction, Symbol, Table, UserFunction};
use crate::rates::slots;
use crate::standard_model::{ckm, constants, functions, particles::PARTICLES};
use crate::units::{Dimension, Quantity};

/// The values of a model's names. `None` stands for a value that could not be had; it has been complained about.
#[derive(Debug, Clone)]
pub(in crate::model) struct Scope {
    pub(in crate::model) content: Arc<Content>,
    pub(in crate::model) parameters: Vec<Quantity>,
    pub(in crate::model) derived: Vec<Option<Number>>,
    /// In GeV, by the number of the entry.
    pub(in crate::model) species_masses: Vec<Option<f64>>,
    pub(in crate::model) bath_masses: Vec<Option<f64>>,
    /// Observables have values only after a solve.
    pub(in crate::model) observables: Vec<Option<Dimension>>,
    /// Partial widths by the number of the decay; only those that formulas mention.
    pub(in crate::model) widths: Vec<Option<PartialWidth>>,
    /// The expanding background, once it is known.
    pub(in crate::model) plasma: Option<Arc<dyn Expansion>>,
    /// Statistics of the equilibrium densities.
    pub(in crate::model) statistics: EquilibriumStatistics,
}

/// The value of a derived name, in powers of GeV.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::model) struct Number {
    pub(in crate::model) re: f64,
    /// The imaginary part, if the formula is complex.
    pub(in crate::model) im: Option<f64>,
    pub(in crate::model) dimension: Dimension,
}

impl From<Number> for Symbol {
    fn from(Number { re, im, dimension }: Number) -> Self {
        match im {
            None => Self::Constant(Quantity::new(re, dimension)),
            Some(im) => Self::Complex { value: Complex64::new(re, im), dimension },
        }
    }
}

/// Where a formula stands decides which variables and functions it may use.
#[derive(Clone, Copy)]
pub(in crate::model) enum Context<'a> {
    /// Derived names, masses, settings: parameters and derived names only.
    Constant,
    /// Widths, ⟨σv⟩ and reaction densities: also T and x.
    Thermal,
    /// Cross sections: also s, T and x.
    CrossSection,
    /// Squared amplitudes: also s, t, u, T and x.
    Amplitude,
    /// Observables and what is compared with them: also other observables, the solution, if there is one, and perhaps a
    /// variable of their own.
    Outcome(Option<&'a Arc<dyn Outcome>>, Option<Local<'a>>),
}

/// A variable that only some formulas of the outcome know. Its slot comes after those of the observables.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) struct Local<'a> {
    pub(in crate::model) name: &'a str,
    pub(in crate::model) dimension: Dimension,
}

/// χ² of the measurements, for constraints without one and for promised results.
pub(in crate::model) const CHI2: Local<'static> = Local { name: "chi2", dimension: Dimension::NONE };

impl<'a> Context<'a> {
    /// The formula's own variable.
    pub(in crate::model) fn local(self) -> Option<Local<'a>> {
        match self {
            Self::Outcome(_, local) => local,
            _ => None,
        }
    }
}

/// A scope seen from a place in the file.
pub(in crate::model) struct View<'a> {
    pub(in crate::model) scope: &'a Scope,
    pub(in crate::model) context: Context<'a>,
    /// What only the formulas of one entry know.
    pub(in crate::model) locals: &'a Locals,
}

const SQUARED: Dimension = Dimension::power(2);

impl Scope {
    /// The mass of a particle in GeV.
    pub(in crate::model) fn mass(&self, origin: Origin) -> Option<f64> {
        match origin {
            Origin::Species(i) => self.species_masses.get(i).copied().flatten(),
            Origin::Bath(i) => self.bath_masses.get(i).copied().flatten(),
            Origin::BuiltIn(particle) => Some(particle.mass),
        }
    }
}

/// Variables by context: name, slot, dimension.
fn variables(context: Context<'_>) -> &'static [(&'static str, usize, Dimension)] {
    match context {
        Context::Constant | Context::Outcome(..) => &[],
        Context::Thermal => &[("T", slots::TEMPERATURE, Dimension::MASS), ("x", slots::X, Dimension::NONE)],
        Context::CrossSection => &[
            ("s", slots::S, SQUARED),
            ("T", slots::CROSS_SECTION_TEMPERATURE, Dimension::MASS),
            ("x", slots::CROSS_SECTION_X, Dimension::NONE),
        ],
        Context::Amplitude => &[
            ("s", slots::S, SQUARED),
            ("t", slots::MANDELSTAM_T, SQUARED),
            ("u", slots::MANDELSTAM_U, SQUARED),
            ("T", slots::CROSS_SECTION_TEMPERATURE, Dimension::MASS),
            ("x", slots::CROSS_SECTION_X, Dimension::NONE),
        ],
    }
}

/// A question to the solution. Without one (while a model is checked) any answer will do.
pub(super) fn ask<F>(
    outcome: Option<&Arc<dyn Outcome>>,
    parameters: Vec<Dimension>,
    result: Dimension,
    question: F,
) -> NativeFunction
where
    F: Fn(&dyn Outcome, &[f64]) -> Result<f64, String> + Send + Sync + 'static,
{
    let outcome = outcome.map(Arc::clone);
    let is_final = outcome.as_ref().is_none_or(|outcome| outcome.is_final());
    let function = NativeFunction::new(parameters, result, move |arguments| {
        outcome.as_ref().map_or(Ok(1.0), |outcome| question(outcome.as_ref(), arguments))
    });
    function.fixed(is_final)
}

impl View<'_> {
    pub(super) fn solution_function(
        &self,
        function: &str,
        particle: &str,
        outcome: Option<&Arc<dyn Outcome>>,
    ) -> Result<ParticleFunction, String> {
        let roster = &self.scope.content.linked.roster;
        let species = match roster.find(particle) {
            Some(found) if found.anti => {
                return Err(format!(
                    "yields are sums over particle and antiparticle: name the particle, not `{particle}`"
                ));
            }
            Some(found) => match found.origin {
                Origin::Species(index) => index,
                Origin::Bath(_) | Origin::BuiltIn(_) => {
                    return Err(format!("`{particle}` is not among the species, so it has no yield of its own"));
                }
            },
            None => return Err(format!("there is no species `{particle}`")),
        };
        let none = Dimension::NONE;
        Ok(ParticleFunction::Native(match function {
            "omega_h2" => ask(outcome, vec![], none, move |outcome, _| outcome.omega_h2_of(species)),
            "yield" => ask(outcome, vec![], none, move |outcome, _| outcome.yield_of(species)),
            "yield_at" => ask(outcome, vec![none], none, move |outcome, arguments| {
                let x = arguments.first().ok_or("x is missing")?;
                outcome.yield_at(species, *x)
            }),
            "x_freeze_out" => ask(outcome, vec![], none, move |outcome, _| outcome.x_freeze_out(species)),
            "T_freeze_out" => {
                ask(outcome, vec![], Dimension::MASS, move |outcome, _| outcome.temperature_freeze_out(species))
            }
            _ => return Err(format!("`{function}` is not supported yet")),
        }))
    }
}

impl Environment for View<'_> {
    fn symbol(&self, name: &str) -> Option<Symbol> {
        if let Some(formula) = self.locals.definition(name) {
            return match &formula.content {
                Value::Quantity(quantity) => Some(Symbol::Constant(*quantity)),
                Value::Expression(_) => None,
            };
        }
        if let Some(constant) = name.starts_with("sm.").then(|| constants::constant(name)).flatten() {
            let dimension = Dimension::power(constant.dimension().into());
            return Some(Symbol::Constant(Quantity::new(constant.value, dimension)));
        }
        if let Some(value) = name.starts_with("sm.").then(|| ckm::element(name)).flatten() {
            return Some(Symbol::Complex { value, dimension: Dimension::NONE });
        }
        if let Some(&(_, slot, dimension)) = variables(self.context).iter().find(|v| v.0 == name) {
            return Some(Symbol::Variable { slot, dimension });
        }
        if let Some(local) = self.context.local().filter(|local| local.name == name) {
            let slot = self.scope.observables.len();
            return Some(Symbol::Variable { slot, dimension: local.dimension });
        }
        let graph = &self.scope.content.linked.graph;
        if let Some(&i) = graph.parameters.get(name) {
            return self.scope.parameters.get(i).copied().map(Symbol::Constant);
        }
        if let Some(&i) = graph.derived.get(name) {
            return self.scope.derived.get(i).copied().flatten().map(Symbol::from);
        }
        if let (Context::Outcome(..), Some(&slot)) = (self.context, graph.observables.get(name)) {
            let dimension = self.scope.observables.get(slot).copied().flatten()?;
            return Some(Symbol::Variable { slot, dimension });
        }
        None
    }

    fn definition(&self, name: &str) -> Option<&Ast> {
        self.locals.definition(name)?.ast()
    }

    fn names(&self) -> Vec<String> {
        let sections = &self.scope.content.sections;
        let own = (sections.parameters.iter().map(|p| &p.name.text))
            .chain(sections.derived.iter().map(|d| &d.name.text))
            .chain(sections.functions.iter().map(|f| &f.function.name))
            .chain(sections.tables.iter().map(|t| &t.name.text))
            .chain(
                sections
                    .observables
                    .iter()
                    .filter(|_| matches!(self.context, Context::Outcome(..)))
                    .map(|o| &o.name.text),
            );
        let own_variable = self.context.local().map(|local| local.name);
        let variables = variables(self.context).iter().map(|v| v.0).chain(own_variable);
        let solution = ["omega_h2", "hubble", "entropy", "g_rho", "g_s"]
            .into_iter()
            .filter(|_| matches!(self.context, Context::Outcome(..)));
        let inputs = constants::CONSTANTS.iter().map(|c| c.name).chain(functions::functions().map(|f| f.name));
        let local = self.locals.names().map(str::to_owned);
        local
            .chain(own.cloned())
            .chain(ckm::names())
            .chain(variables.chain(solution).chain(inputs).map(str::to_owned))
            .collect()
    }

    fn user_function(&self, name: &str) -> Option<&UserFunction> {
        let content = &self.scope.content;
        let &i = content.linked.graph.functions.get(name)?;
        content.sections.functions.get(i).map(|entry| &entry.function)
    }

    fn native_function(&self, name: &str) -> Option<NativeFunction> {
        if let (Context::Outcome(outcome, _), "omega_h2") = (self.context, name) {
            return Some(ask(outcome, vec![], Dimension::NONE, |outcome, _| outcome.omega_h2()));
        }
        if let Some(table) = self.scope.content.named_tables.get(name) {
            return Some(NativeFunction::of_table(table));
        }
        if let (Context::Outcome(..), Some(function)) = (self.context, self.plasma_function(name)) {
            return Some(function);
        }
        let function = functions::function(name)?;
        let parameters = vec![Dimension::power(function.argument_dimension.into())];
        let result = Dimension::power(function.result_dimension.into());
        let native = NativeFunction::new(parameters, result, |arguments| {
            let argument = arguments.first().ok_or("the argument is missing")?;
            function.at(*argument).map_err(|e| e.to_string())
        });
        Some(native.with_edges(function.edges.to_vec()))
    }

    fn particle_function(&self, function: &str, particle: &str) -> Result<ParticleFunction, String> {
        self.function_of_particle(function, particle)
    }

    fn table(&self, file: &str) -> Result<Arc<Table>, String> {
        self.scope.content.table(file)
    }

    fn particle_names(&self) -> Vec<String> {
        let roster = &self.scope.content.linked.roster;
        let mass_only = PARTICLES.iter().map(|p| p.name);
        roster.names().filter(|&name| name != "SM").chain(mass_only).map(str::to_owned).collect()
    }
}

/// Where a variable has a meaning, for those who use it elsewhere.
pub(super) fn where_known(name: &str) -> Option<&'static str> {
    match name {
        "hubble" | "entropy" | "g_rho" | "g_s" => {
            Some("functions of the plasma are known after the solve only, in observables and constraints")
        }
        "T" | "x" => Some("`T` and `x` = reference_mass/T are known in the rates of reactions only"),
        "s" => Some("`s` is known in cross sections and squared amplitudes only"),
        "t" | "u" => Some("`t` and `u` are known in squared amplitudes only"),
        _ => None,
    }
}
