//! Derivatives of everything the solution of a model depends on with respect to the logarithms of its parameters.
//!
//! A formula is compiled once more, with all that depends on parameters as variables: parameters, derived names, masses,
//! widths and branching fractions. Evaluated in the order in which they need each other, every one of them gets its
//! derivatives from those of the variables it mentions; the formulas of rates keep theirs for the solver to evaluate.

mod rates;
mod view;

use std::cell::RefCell;
use std::sync::Arc;

use self::view::VaryingView;
use super::scope::{Context, Scope, View};
use crate::expression::{
    ComplexProgram, Dual, DualInput, DualScratch, ExpressionError, Program, Varying, compile, compile_complex,
};
use crate::model::Model;
use crate::model::content::Content;
use crate::model::document::formula::{Content as Value, Formula};
use crate::model::document::locals::{Locals, NO_LOCALS};
use crate::model::document::names::NamedValue;
use crate::model::document::particles::InitialEntry;
use crate::model::document::reactions::{RateEntry, ReactionEntry};
use crate::model::graph::Item;
use crate::model::roster::{Found, Origin};
use crate::rates::slots;

/// The rate of a reaction as a function of everything that varies.
#[derive(Debug, Clone)]
pub enum VaryingRate {
    /// The formula; see [`RateSpec`](crate::model::RateSpec) for what it is.
    Formula(Box<Program>),
    /// A number: the partial width in GeV of a decay with a lifetime.
    Number(Varying),
    /// Coefficients of v⁰, v² and v⁴ in GeV⁻².
    PartialWaves([Varying; 3]),
    /// A rate whose derivatives are not known.
    Unknown,
}

/// A model's derivatives. Its directions are its parameters, those that are zero left out.
#[derive(Debug, Clone)]
pub struct Differentials {
    /// The parameter of each direction, by its place in the model.
    pub parameters: Vec<usize>,
    /// Masses in GeV of the species.
    pub species_masses: Vec<Varying>,
    /// Masses in GeV of the bath particles of the model.
    pub bath_masses: Vec<Varying>,
    /// Yields that species start with; those that start in equilibrium have none.
    pub initial: Vec<Option<Varying>>,
    /// The mass in x = mass/T, in GeV.
    pub reference_mass: Varying,
    /// The rates of all reactions.
    pub rates: Vec<VaryingRate>,
    /// Why a direction has no derivatives.
    pub refused: Vec<Option<String>>,
    /// Whatever else depends on parameters: inputs of the formulas of the rates, after the slots that have a meaning there.
    pub variables: Arc<[Varying]>,
}

impl Differentials {
    /// Number of directions.
    #[must_use]
    pub fn directions(&self) -> usize {
        self.parameters.len()
    }

    /// A number that does not vary.
    #[must_use]
    pub fn constant(&self, value: f64) -> Varying {
        Varying { value, slopes: vec![0.0; self.directions()] }
    }
}

impl Model {
    /// The derivatives of what the solution depends on.
    #[must_use]
    pub fn differentials(&self) -> Differentials {
        let parameters: Vec<usize> = (0..self.parameters.len()).filter(|&i| self.parameters[i].value != 0.0).collect();
        let content = Arc::clone(&self.scope.content);
        let sections = &content.sections;
        let zero = vec![0.0; parameters.len()];
        let mut names = Names {
            scope: &self.scope,
            content: &content,
            derived: vec![[zero.clone(), zero.clone()]; sections.derived.len()],
            species_masses: vec![zero.clone(); sections.species.len()],
            bath_masses: vec![zero.clone(); sections.bath.len()],
            widths: vec![zero.clone(); content.linked.graph.decays.len()],
            variables: RefCell::default(),
            refused: RefCell::new(vec![None; parameters.len()]),
            parameters,
        };
        names.differentiate_names();
        let rates = names.rates(self);
        names.refuse_settings();
        let reference_mass = names.reference_mass(self);
        let initial = names.initial(self);
        let species_masses = self.species.iter().zip(&names.species_masses);
        let bath = content.linked.bath.iter().zip(&self.bath);
        let Names { parameters, variables, refused, .. } = &names;
        Differentials {
            parameters: parameters.clone(),
            species_masses: species_masses
                .map(|(s, slopes)| Varying { value: s.mass, slopes: slopes.clone() })
                .collect(),
            bath_masses: bath
                .map(|(&origin, particle)| Varying { value: particle.mass, slopes: names.mass_slopes(origin) })
                .collect(),
            initial,
            reference_mass,
            rates,
            refused: refused.borrow().clone(),
            variables: variables.borrow().iter().map(|(_, varying)| varying.clone()).collect(),
        }
    }
}

/// The derivatives of names, as far as they are known.
struct Names<'m> {
    scope: &'m Scope,
    content: &'m Content,
    parameters: Vec<usize>,
    /// Real and imaginary part.
    derived: Vec<[Vec<f64>; 2]>,
    species_masses: Vec<Vec<f64>>,
    bath_masses: Vec<Vec<f64>>,
    /// By the number of the decay.
    widths: Vec<Vec<f64>>,
    /// What formulas have mentioned so far, by what they call it.
    variables: RefCell<Vec<(String, Varying)>>,
    refused: RefCell<Vec<Option<String>>>,
}

type Compiled<P> = Result<P, ExpressionError>;

impl Names<'_> {
    fn zero(&self) -> Vec<f64> {
        vec![0.0; self.parameters.len()]
    }

    fn mass_slopes(&self, origin: Origin) -> Vec<f64> {
        let known = match origin {
            Origin::Species(i) => self.species_masses.get(i),
            Origin::Bath(i) => self.bath_masses.get(i),
            Origin::BuiltIn(_) => None,
        };
        known.cloned().unwrap_or_else(|| self.zero())
    }

    /// The slot of a variable.
    fn slot(&self, name: &str, varying: Varying) -> usize {
        let mut variables = self.variables.borrow_mut();
        let known = variables.iter().position(|(known, _)| known == name);
        slots::COUNT
            + known.unwrap_or_else(|| {
                variables.push((name.to_owned(), varying));
                variables.len() - 1
            })
    }

    /// The directions along which a formula may vary.
    fn directions_of(&self, program: &Program) -> Vec<usize> {
        let variables = self.variables.borrow();
        let used = |k: usize| {
            let mut slopes = variables.iter().enumerate().filter(|(i, _)| program.uses(slots::COUNT + i));
            slopes.any(|(_, (_, varying))| varying.slopes[k] != 0.0)
        };
        (0..self.parameters.len()).filter(|&k| used(k)).collect()
    }

    /// Notes that nothing is known along some directions.
    fn refuse(&self, directions: impl IntoIterator<Item = usize>, reason: &str) {
        for k in directions {
            self.refused.borrow_mut()[k].get_or_insert_with(|| reason.to_owned());
        }
    }

    fn refuse_all(&self, reason: &str) {
        self.refuse(0..self.parameters.len(), reason);
    }

    fn compile<P>(
        &self,
        locals: &Locals,
        context: Context<'_>,
        compile: impl FnOnce(&VaryingView<'_>) -> Compiled<P>,
    ) -> Compiled<P> {
        let view = View { scope: self.scope, context, locals };
        compile(&VaryingView::new(view, self))
    }

    /// Value and derivatives of a program without variables of its own.
    fn evaluate(&self, program: &Program) -> Result<Varying, String> {
        let variables = self.variables.borrow();
        let own = std::iter::repeat_n(DualInput::default(), slots::COUNT);
        let inputs: Vec<DualInput<'_>> = own
            .chain(
                variables.iter().map(|(_, v)| DualInput { values: std::slice::from_ref(&v.value), slopes: &v.slopes }),
            )
            .collect();
        let dual = program.eval_dual(1, self.parameters.len(), &inputs, &mut DualScratch::default());
        let Dual { values, slopes } = dual.map_err(|error| error.to_string())?;
        let marks = program.marks(self.parameters.len(), &inputs, &mut DualScratch::default());
        for switch in marks.map_or_else(|_| Vec::new(), |marks| marks.switches) {
            let moving = (0..switch.len()).filter(|&k| switch[k] != 0.0);
            self.refuse(moving, "a condition in a formula switches at exactly this value");
        }
        Ok(Varying { value: values[0], slopes })
    }

    /// A real number given by a formula.
    fn number(&self, formula: &Formula, locals: &Locals, context: Context<'_>) -> Result<Varying, String> {
        let ast = match &formula.content {
            Value::Quantity(quantity) => return Ok(Varying { value: quantity.value, slopes: self.zero() }),
            Value::Expression(ast) => ast,
        };
        let (program, _) = self.compile(locals, context, |view| compile(ast, view, None)).map_err(|e| e.message)?;
        self.evaluate(&program)
    }

    fn differentiate_names(&mut self) {
        let content = self.content;
        let sections = &content.sections;
        for &item in &content.linked.graph.order {
            let (name, slopes) = match item {
                Item::Function(_) | Item::Observable(_) => continue,
                Item::Derived(i) => {
                    let Some(entry) = sections.derived.get(i) else { continue };
                    match self.derived(&entry.value, &entry.locals) {
                        Ok(slopes) => self.derived[i] = slopes,
                        Err(reason) => self.refuse_all(&cannot(&format!("`{}`", entry.name.text), &reason)),
                    }
                    continue;
                }
                Item::SpeciesMass(i) => (format!("mass {i}"), self.mass(sections.species[i].mass.as_ref())),
                Item::BathMass(i) => (format!("mass {i}"), self.mass(sections.bath[i].mass.as_ref())),
                Item::Decay(i) => ("a width".to_owned(), self.width(i)),
            };
            let slopes = slopes.unwrap_or_else(|reason| {
                self.refuse_all(&cannot(&name, &reason));
                self.zero()
            });
            match item {
                Item::SpeciesMass(i) => self.species_masses[i] = slopes,
                Item::BathMass(i) => self.bath_masses[i] = slopes,
                Item::Decay(i) => self.widths[i] = slopes,
                Item::Function(_) | Item::Observable(_) | Item::Derived(_) => {}
            }
        }
    }

    fn derived(&self, value: &NamedValue, locals: &Locals) -> Result<[Vec<f64>; 2], String> {
        let NamedValue::Formula(Formula { content: Value::Expression(ast), .. }) = value else {
            return Ok([self.zero(), self.zero()]);
        };
        let (ComplexProgram { re, im }, _) = self
            .compile(locals, Context::Constant, |view| compile_complex(ast, view))
            .map_err(|error| error.message)?;
        let im = im.map_or(Ok(self.zero()), |im| self.evaluate(&im).map(|im| im.slopes))?;
        Ok([self.evaluate(&re)?.slopes, im])
    }

    fn mass(&self, formula: Option<&Formula>) -> Result<Vec<f64>, String> {
        formula.map_or_else(|| Ok(self.zero()), |f| self.number(f, &NO_LOCALS, Context::Constant).map(|m| m.slopes))
    }

    /// The partial width of a decay; that of one that is closed, or of one that depends on the temperature, does not vary.
    fn width(&self, number: usize) -> Result<Vec<f64>, String> {
        let decay = self.content.linked.graph.decays.get(number);
        let value = self.scope.widths.get(number);
        let (Some(decay), Some(Some(Ok(value)))) = (decay, value) else { return Ok(self.zero()) };
        let entry = self.content.sections.reactions.get(decay.entry);
        match entry {
            Some(entry) if *value != 0.0 => Ok(self.partial_width(entry)?.slopes),
            _ => Ok(self.zero()),
        }
    }

    fn partial_width(&self, entry: &ReactionEntry) -> Result<Varying, String> {
        match &entry.rate {
            RateEntry::Width(width) => self.number(width, &entry.locals, Context::Thermal),
            RateEntry::Lifetime { lifetime, branching } => {
                let lifetime = self.number(lifetime, &entry.locals, Context::Constant)?;
                let share = match branching {
                    Some(share) => self.number(share, &entry.locals, Context::Constant)?,
                    None => Varying { value: 1.0, slopes: self.zero() },
                };
                let value = share.value / lifetime.value;
                let slopes = share.slopes.iter().zip(&lifetime.slopes);
                let slopes = slopes.map(|(share, tau)| (share - value * tau) / lifetime.value).collect();
                Ok(Varying { value, slopes })
            }
            _ => Err("this is no decay".to_owned()),
        }
    }

    /// The mass that x is made with: that of a species, or a setting.
    fn reference_mass(&self, model: &Model) -> Varying {
        let value = model.evolution.reference_mass.unwrap_or(1.0);
        let given = self.content.sections.evolution.reference_mass.as_ref();
        let given = given.and_then(|formula| self.number(formula, &NO_LOCALS, Context::Constant).ok());
        let has_dark_matter = model.species.iter().any(|species| species.dark_matter);
        let heaviest = || {
            let mut candidates = model.species.iter().zip(&self.species_masses);
            candidates
                .find(|(s, _)| s.mass == value && (s.dark_matter || !has_dark_matter))
                .map(|(_, slopes)| slopes.clone())
        };
        let slopes = match given {
            // An override may have taken the place of the formula.
            Some(given) => (given.value == value).then_some(given.slopes),
            None => heaviest(),
        };
        Varying { value, slopes: slopes.unwrap_or_else(|| self.zero()) }
    }

    fn initial(&mut self, model: &Model) -> Vec<Option<Varying>> {
        let content = self.content;
        let entries = content.sections.species.iter().take(model.species.len());
        entries
            .map(|entry| match &entry.initial {
                InitialEntry::Equilibrium => None,
                InitialEntry::Zero => Some(Varying { value: 0.0, slopes: self.zero() }),
                InitialEntry::Yield(formula) => {
                    Some(self.number(formula, &NO_LOCALS, Context::Constant).unwrap_or_else(|reason| {
                        self.refuse_all(&cannot("the yield at the start", &reason));
                        Varying { value: 0.0, slopes: self.zero() }
                    }))
                }
            })
            .collect()
    }

    /// The derivatives of a sum of partial widths.
    fn sum_of_widths(&self, decays: impl Iterator<Item = usize>) -> Varying {
        let mut sum = Varying { value: 0.0, slopes: self.zero() };
        for number in decays {
            if let Some(Some(Ok(width))) = self.scope.widths.get(number) {
                sum.value += width;
                sum.slopes.iter_mut().zip(&self.widths[number]).for_each(|(sum, slope)| *sum += slope);
            }
        }
        sum
    }

    /// The derivatives of a mass, width or branching fraction.
    fn of_particle(&self, function: &str, subject: &str) -> Option<Vec<f64>> {
        let linked = &self.content.linked;
        let decays = &linked.graph.decays;
        let total = |mother: Found| self.sum_of_widths(decays.of(mother));
        Some(match function {
            "mass" => self.mass_slopes(linked.roster.find(subject)?.origin),
            "width" | "propagator" => total(decays.mother(subject, &linked.roster).ok()?).slopes,
            "branching" => {
                let (mother, channels) = decays.named(subject, &linked.roster, &self.content.sections).ok()?;
                let (total, part) = (total(mother), self.sum_of_widths(channels.into_iter()));
                let share = part.value / total.value;
                part.slopes.iter().zip(&total.slopes).map(|(part, all)| (part - share * all) / total.value).collect()
            }
            _ => return None,
        })
    }
}

fn cannot(what: &str, reason: &str) -> String {
    format!("{what} cannot be differentiated: {reason}")
}
