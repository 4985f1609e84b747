//! What depends on the open parameters is found, and compiled with them as variables.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::view::OpenView;
use super::{Factor, Lifetime, Open, Step, Variation, Width};
use crate::expression::{Ast, ExpressionError, Program, Scratch, compile, compile_complex, compile_factor};
use crate::model::Model;
use crate::model::document::Sections;
use crate::model::document::formula::{Content as Value, Formula};
use crate::model::document::locals::{Locals, NO_LOCALS};
use crate::model::document::names::NamedValue;
use crate::model::document::particles::InitialEntry;
use crate::model::document::plugin::PluginEntry;
use crate::model::document::reactions::RateEntry;
use crate::model::document::settings::{BoundEntry, GStarEntry};
use crate::model::graph::Item;
use crate::model::resolve::scope::{Context, View};
use crate::rates::slots;

/// What a formula knows beyond the model's names, and where it stands.
type Place<'a> = (Context<'a>, &'a Locals);

impl Variation {
    /// Leaves some of the parameters of `model` open. `None` if something depends on them that has to stay: a mass, the
    /// background, the settings of the evolution, the shape of a rate as a function of energy or temperature.
    #[must_use]
    pub fn new(model: &Model, parameters: &[&str]) -> Option<Self> {
        let content = &model.scope.content;
        // Formulas of the outcome have an input for each observable and one of their own.
        let base = slots::COUNT.max(model.observables.len() + 1);
        let mut slots = HashMap::new();
        for (k, &name) in parameters.iter().enumerate() {
            content.linked.graph.parameters.get(name)?;
            slots.insert(name.to_owned(), base + k);
        }
        let open = Open {
            content: Arc::clone(content),
            base,
            count: parameters.len(),
            parameters: slots,
            derived: HashMap::new(),
            widths: HashMap::new(),
            sums: Vec::new(),
            dependent: HashSet::new(),
        };
        let mut builder = Builder { model, open, steps: Vec::new() };
        builder.names()?;
        builder.settings_stay()?;
        let factors = builder.factors()?;
        builder.outcome();
        let Builder { open, steps, .. } = builder;
        let mut variation = Self { model: model.clone(), open, steps, factors, at_reference: Vec::new() };
        let values: Option<Vec<f64>> =
            parameters.iter().map(|name| model.parameters.iter().find(|p| p.name == *name).map(|p| p.value)).collect();
        let (mut inputs, mut scratch) = (variation.inputs(), Scratch::new());
        variation.fill(&values?, &mut inputs, &mut scratch).ok()?;
        let known = variation.factors.iter().map(|factor| factor.values(&inputs, &mut scratch));
        variation.at_reference = known.collect::<Option<_>>()?;
        // A rate that vanishes here says nothing about what it is elsewhere.
        let varies = |factor: &Factor| !matches!(factor, Factor::None);
        let vanishes = |values: &[f64; 3]| values.iter().all(|value| *value == 0.0);
        let lost = variation.factors.iter().zip(&variation.at_reference).any(|(f, v)| varies(f) && vanishes(v));
        (!lost).then_some(variation)
    }
}

struct Builder<'m> {
    model: &'m Model,
    open: Open,
    steps: Vec<Step>,
}

impl<'m> Builder<'m> {
    fn sections(&self) -> &'m Sections {
        &self.model.scope.content.sections
    }

    fn slot(&mut self) -> usize {
        self.open.count += 1;
        self.open.base + self.open.count - 1
    }

    /// Compiles a formula; `None` if that fails, which it did not with all parameters known.
    fn compile<P>(
        &mut self,
        ast: &Ast,
        (context, locals): Place<'_>,
        compile: impl FnOnce(&OpenView<'_>) -> Result<P, ExpressionError>,
    ) -> Option<P> {
        std::iter::once(ast).chain(locals.formulas()).for_each(|ast| self.sum_widths(ast));
        let view = View { scope: &self.model.scope, context, locals };
        compile(&OpenView { view, open: &self.open }).ok()
    }

    fn program(&mut self, formula: &Formula, place: Place<'_>) -> Option<Program> {
        match &formula.content {
            Value::Expression(ast) => self.compile(ast, place, |view| Ok(compile(ast, view, None)?.0)),
            Value::Quantity(quantity) => {
                let ast = Ast::parse(&format!("{:e}", quantity.value)).ok()?;
                self.compile(&ast, place, |view| Ok(compile(&ast, view, None)?.0))
            }
        }
    }

    /// Makes inputs of the widths and branching fractions that a formula mentions.
    fn sum_widths(&mut self, ast: &Ast) {
        for call in ast.particle_references() {
            let Some(sum) = self.open.sum(call.function, call.particle) else { continue };
            if self.open.sums.iter().any(|(known, _)| *known == sum) {
                continue;
            }
            let slot = self.slot();
            let widths = |decays: &[usize]| decays.iter().map(|&decay| self.width(decay)).collect();
            let (of, over) = (widths(&sum.of), widths(&sum.over));
            self.steps.push(Step::Sum { of, over, slot });
            self.open.sums.push((sum, slot));
        }
    }

    fn width(&self, decay: usize) -> Width {
        let fixed = || match self.model.scope.widths.get(decay) {
            Some(Some(Ok(width))) => *width,
            _ => f64::NAN,
        };
        self.open.widths.get(&decay).map_or_else(|| Width::Fixed(fixed()), |&slot| Width::Input(slot))
    }

    /// Goes through the names in the order in which they need each other.
    fn names(&mut self) -> Option<()> {
        let (sections, linked) = (self.sections(), &self.model.scope.content.linked);
        for &item in &linked.graph.order {
            match item {
                Item::Function(i) => {
                    let function = &sections.functions.get(i)?.function;
                    self.sum_widths(&function.body);
                    let arguments: Vec<&str> = function.parameters.iter().map(String::as_str).collect();
                    if self.open.concerns(&function.body, &arguments) {
                        self.open.dependent.insert(item);
                    }
                }
                Item::Derived(i) => {
                    let entry = sections.derived.get(i)?;
                    if !self.open.concerns_any(entry.value.expressions(), &entry.locals) {
                        continue;
                    }
                    let NamedValue::Formula(Formula { content: Value::Expression(ast), .. }) = &entry.value else {
                        continue;
                    };
                    let place = (Context::Constant, &entry.locals);
                    let (program, _) = self.compile(ast, place, |view| compile_complex(ast, view))?;
                    let re = self.slot();
                    self.steps.push(Step::Formula { program: Box::new(program.re), slot: re });
                    let im = program.im.map(|program| {
                        let slot = self.slot();
                        self.steps.push(Step::Formula { program: Box::new(program), slot });
                        slot
                    });
                    self.open.derived.insert(i, (re, im));
                    self.open.dependent.insert(item);
                }
                Item::SpeciesMass(i) => self.stays(sections.species.get(i)?.mass.as_ref(), &NO_LOCALS)?,
                Item::BathMass(i) => self.stays(sections.bath.get(i)?.mass.as_ref(), &NO_LOCALS)?,
                Item::Decay(i) => self.decay(i)?,
                Item::Observable(i) => {
                    let entry = sections.observables.get(i)?;
                    // Code looks at the model, whose parameters are those of the reference.
                    if matches!(entry.value, NamedValue::Plugin(_)) {
                        return None;
                    }
                }
            }
        }
        Some(())
    }

    fn decay(&mut self, number: usize) -> Option<()> {
        let content = &self.model.scope.content;
        let entry = self.sections().reactions.get(content.linked.graph.decays.get(number)?.entry)?;
        let formulas = entry.rate.formulas();
        let is_open = matches!(self.model.scope.widths.get(number), Some(Some(Ok(width))) if *width > 0.0);
        if !is_open || !self.open.concerns_any(formulas.iter().filter_map(|formula| formula.ast()), &entry.locals) {
            return Some(());
        }
        let step = match &entry.rate {
            RateEntry::Width(width) => {
                let program = self.program(width, (Context::Thermal, &entry.locals))?;
                if self.is_thermal(&program) {
                    return None;
                }
                Step::Formula { program: Box::new(program), slot: self.slot() }
            }
            RateEntry::Lifetime { lifetime, branching } => {
                let place = (Context::Constant, &entry.locals);
                let branching = branching.as_ref().map(|formula| self.program(formula, place));
                let branching = branching.map_or(Some(None), |branching| branching.map(Some))?;
                Step::Lifetime {
                    lifetime: Box::new(Lifetime { lifetime: self.program(lifetime, place)?, branching }),
                    slot: self.slot(),
                }
            }
            _ => return Some(()),
        };
        self.open.widths.insert(number, self.open.base + self.open.count - 1);
        self.open.dependent.insert(Item::Decay(number));
        self.steps.push(step);
        Some(())
    }

    /// Whether a formula depends on the temperature.
    fn is_thermal(&self, program: &Program) -> bool {
        (0..self.open.base).any(|slot| program.uses(slot))
    }

    /// `None` if a formula depends on the open parameters.
    fn stays(&self, formula: Option<&Formula>, locals: &Locals) -> Option<()> {
        let ast = formula.and_then(Formula::ast);
        (!self.open.concerns_any(ast, locals)).then_some(())
    }

    /// `None` if a setting depends on the open parameters.
    fn settings_stay(&self) -> Option<()> {
        let Sections { cosmology, evolution, species, reactions, .. } = self.sections();
        let mut formulas: Vec<&Formula> = Vec::new();
        formulas.extend(&cosmology.omega_h2);
        formulas.extend(&cosmology.planck_mass);
        formulas.extend(&cosmology.entropy_density_today);
        formulas.extend(&cosmology.critical_density_over_h2);
        formulas.extend(cosmology.history.iter().flat_map(PluginEntry::formulas));
        if let Some(GStarEntry::Constant { rho, s }) = &cosmology.g_star {
            formulas.extend([rho, s]);
        }
        formulas.extend(&evolution.reference_mass);
        formulas.extend(&evolution.tolerance);
        formulas.extend(evolution.from.iter().chain(&evolution.to).map(BoundEntry::formula));
        for entry in species {
            if let InitialEntry::Yield(formula) = &entry.initial {
                formulas.push(formula);
            }
        }
        formulas.into_iter().try_for_each(|formula| self.stays(Some(formula), &NO_LOCALS))?;
        reactions.iter().try_for_each(|entry| self.stays(entry.active.as_ref(), &entry.locals))
    }

    fn factors(&mut self) -> Option<Vec<Factor>> {
        let content = &self.model.scope.content;
        content.linked.reactions.iter().map(|linked| self.factor(linked.entry)).collect()
    }

    fn factor(&mut self, entry: usize) -> Option<Factor> {
        let entry = self.sections().reactions.get(entry)?;
        let formulas = entry.rate.formulas();
        if !self.open.concerns_any(formulas.iter().filter_map(|formula| formula.ast()), &entry.locals) {
            return Some(Factor::None);
        }
        let place = (entry.rate.context(), &entry.locals);
        Some(match &entry.rate {
            RateEntry::Lifetime { lifetime, branching } => {
                let branching = branching.as_ref().map(|formula| self.program(formula, place));
                let branching = branching.map_or(Some(None), |branching| branching.map(Some))?;
                Factor::Lifetime(Box::new(Lifetime { lifetime: self.program(lifetime, place)?, branching }))
            }
            RateEntry::PartialWaves { s, p, d } => {
                let mut programs = [None, None, None];
                for (program, wave) in programs.iter_mut().zip([s, p, d]) {
                    if let Some(wave) = wave {
                        *program = Some(self.program(wave, place)?);
                    }
                }
                Factor::Terms(Box::new(programs))
            }
            RateEntry::Plugin(_) => return None,
            rate => {
                let ast = rate.formula()?.ast()?;
                let base = self.open.base;
                Factor::Of(Box::new(self.compile(ast, place, |view| compile_factor(ast, view, base))??))
            }
        })
    }

    /// Makes the widths and branching fractions that the outcome mentions known.
    fn outcome(&mut self) {
        let Sections { observables, constraints, .. } = self.sections();
        for entry in observables {
            entry.value.expressions().into_iter().chain(entry.locals.formulas()).for_each(|ast| self.sum_widths(ast));
        }
        for entry in constraints {
            let condition = entry.condition.iter().map(|(_, ast)| ast);
            let formulas = entry.bounds().filter_map(Formula::ast).chain([&entry.value]).chain(condition);
            formulas.chain(entry.locals.formulas()).for_each(|ast| self.sum_widths(ast));
        }
    }
}
