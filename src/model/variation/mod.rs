//! A model with some of its parameters left open.
//!
//! Resolving a model folds its parameters into compiled formulas, which is what makes those fast, and has to be done again for
//! other values. Where the open parameters are couplings, little of that is needed: masses, background and settings stay as they
//! are, and the rate of every reaction changes by a factor. Then only what depends on the open parameters is compiled with them
//! as variables: derived names, widths, the factors of rates, observables and constraints.

mod build;
mod view;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use self::view::OpenView;
use super::content::Content;
use super::graph::Item;
use super::resolve::scope::View;
use super::{Judge, Model};
use crate::expression::{Program, Scratch};

/// A model, and what changes in it with its open parameters.
#[derive(Debug)]
pub struct Variation {
    model: Model,
    open: Open,
    steps: Vec<Step>,
    /// One for each reaction of the model.
    factors: Vec<Factor>,
    /// The factors at the values of the model itself.
    at_reference: Vec<[f64; 3]>,
}

/// What depends on the open parameters, and which inputs of formulas hold it.
#[derive(Debug)]
struct Open {
    content: Arc<Content>,
    /// The first of these inputs: those before it are the formula's own.
    base: usize,
    /// How many there are.
    count: usize,
    parameters: HashMap<String, usize>,
    /// Real and imaginary part of derived names.
    derived: HashMap<usize, (usize, Option<usize>)>,
    /// Partial widths in GeV.
    widths: HashMap<usize, usize>,
    /// Total widths and branching fractions.
    sums: Vec<(Sum, usize)>,
    dependent: HashSet<Item>,
}

/// The sum of the partial widths of some decays, perhaps over that of others.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sum {
    of: Vec<usize>,
    over: Vec<usize>,
}

/// What gives an input its value, in an order in which all it needs comes before.
#[derive(Debug)]
enum Step {
    Formula { program: Box<Program>, slot: usize },
    Lifetime { lifetime: Box<Lifetime>, slot: usize },
    Sum { of: Vec<Width>, over: Vec<Width>, slot: usize },
}

/// A lifetime in GeV⁻¹ and a branching fraction, of which a width is made.
#[derive(Debug)]
struct Lifetime {
    lifetime: Program,
    branching: Option<Program>,
}

/// A partial width in GeV.
#[derive(Debug, Clone, Copy)]
enum Width {
    Fixed(f64),
    Input(usize),
}

/// What changes of a rate.
#[derive(Debug)]
enum Factor {
    None,
    /// The rate is proportional to this.
    Of(Box<Program>),
    Lifetime(Box<Lifetime>),
    /// The rate is a sum of three terms, each proportional to one of these; the sum is if they change alike.
    Terms(Box<[Option<Program>; 3]>),
}

impl Variation {
    /// The model at its own values.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What names mean in a formula.
    pub(super) fn view<'a>(&'a self, view: View<'a>) -> OpenView<'a> {
        OpenView { view, open: &self.open }
    }

    /// Room for the inputs of all formulas.
    #[must_use]
    pub(super) fn inputs(&self) -> Vec<f64> {
        vec![0.0; self.open.base + self.open.count]
    }

    /// Gives the open parameters these values, in powers of GeV.
    ///
    /// # Errors
    /// One sentence: something that depends on them has no value.
    pub fn set(&self, parameters: &[f64], judge: &mut Judge) -> Result<(), String> {
        self.fill(parameters, &mut judge.inputs, &mut judge.scratch)
    }

    fn fill(&self, parameters: &[f64], inputs: &mut [f64], scratch: &mut Scratch) -> Result<(), String> {
        let base = self.open.base;
        inputs[base..base + parameters.len()].copy_from_slice(parameters);
        for step in &self.steps {
            let (slot, value) = match step {
                Step::Formula { program, slot } => (*slot, evaluate(program, inputs, scratch)?),
                Step::Lifetime { lifetime, slot } => (*slot, lifetime.width(inputs, scratch)?),
                Step::Sum { of, over, slot } => {
                    let sum = |widths: &[Width]| -> f64 { widths.iter().map(|width| width.value(inputs)).sum() };
                    (*slot, if over.is_empty() { sum(of) } else { sum(of) / sum(over) })
                }
            };
            if !value.is_finite() {
                return Err(format!("a value is {value}"));
            }
            inputs[slot] = value;
        }
        Ok(())
    }

    /// Writes for each reaction of the model the logarithm of what its rate is multiplied by. `false` if a rate is not what it
    /// is in the model itself times a positive number.
    #[must_use]
    pub fn ln_factors(&self, judge: &mut Judge, out: &mut Vec<f64>) -> bool {
        let Judge { inputs, scratch, .. } = judge;
        out.clear();
        for (factor, reference) in self.factors.iter().zip(&self.at_reference) {
            let Some(now) = factor.values(inputs, scratch) else { return false };
            let Some(ratio) = ratio(now, *reference) else { return false };
            out.push(if ratio == 1.0 { 0.0 } else { ratio.ln() });
        }
        true
    }
}

/// The common ratio of three pairs of numbers of which some may be zero; `None` if there is none, or none that is positive.
fn ratio(now: [f64; 3], reference: [f64; 3]) -> Option<f64> {
    let mut common: Option<f64> = None;
    for (now, reference) in now.into_iter().zip(reference) {
        if now == 0.0 && reference == 0.0 {
            continue;
        }
        let ratio = now / reference;
        if !(ratio > 0.0 && ratio.is_finite()) || common.is_some_and(|known| (ratio / known - 1.0).abs() > SAME_RATIO) {
            return None;
        }
        common = common.or(Some(ratio));
    }
    common.or(Some(1.0))
}

/// Ratios that differ by less are the same but for rounding.
const SAME_RATIO: f64 = 1e-14;

impl Width {
    fn value(self, inputs: &[f64]) -> f64 {
        match self {
            Self::Fixed(width) => width,
            Self::Input(slot) => inputs[slot],
        }
    }
}

impl Factor {
    /// The numbers that the rate is proportional to; `None` if one has no value.
    fn values(&self, inputs: &[f64], scratch: &mut Scratch) -> Option<[f64; 3]> {
        let mut value = |program: &Program| program.eval(inputs, scratch).ok();
        Some(match self {
            Self::None => [1.0, 0.0, 0.0],
            Self::Of(program) => [value(program)?, 0.0, 0.0],
            Self::Lifetime(lifetime) => [lifetime.width(inputs, scratch).ok()?, 0.0, 0.0],
            Self::Terms(terms) => {
                let mut values = [0.0; 3];
                for (out, term) in values.iter_mut().zip(&**terms) {
                    *out = term.as_ref().map_or(Some(0.0), &mut value)?;
                }
                values
            }
        })
    }
}

fn evaluate(program: &Program, inputs: &[f64], scratch: &mut Scratch) -> Result<f64, String> {
    program.eval(inputs, scratch).map_err(|error| error.to_string())
}

impl Lifetime {
    /// Branching fraction over lifetime, in GeV.
    fn width(&self, inputs: &[f64], scratch: &mut Scratch) -> Result<f64, String> {
        let lifetime = evaluate(&self.lifetime, inputs, scratch)?;
        let branching = self.branching.as_ref().map_or(Ok(1.0), |branching| evaluate(branching, inputs, scratch))?;
        if lifetime > 0.0 && (0.0..=1.0).contains(&branching) {
            return Ok(branching / lifetime);
        }
        Err(format!("no decay has the lifetime {lifetime} GeV^-1 and the branching fraction {branching}"))
    }
}
