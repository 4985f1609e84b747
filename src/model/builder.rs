//! Models that Rust code states, without any file.
//!
//! A builder writes the text of a model file and puts rates, history and observables in code at its disposal as plug-ins,
//! so that a model is checked, solved and reported in one way wherever it comes from. Complaints show the line of that text.

use std::fmt::Write as _;
use std::sync::Arc;

use super::overrides::Overrides;
use super::plugin::{
    HistoryKind, Observable, Plugin, PluginError, Process, RateKind, Registry, RegistryError, Schema, Scope, Values,
};
use super::{Document, Model};
use crate::cosmology::{Expansion, RadiationEra};
use crate::error::{Diagnostic, Source, SourceError};
use crate::rates::{RateError, ReactionRate};

/// A model in the making: particles, reactions with their rates in code, an expansion history, settings.
#[derive(Debug)]
pub struct ModelBuilder {
    name: String,
    species: String,
    bath: String,
    reactions: String,
    history: String,
    observables: String,
    settings: Vec<String>,
    registry: Registry,
    count: usize,
    problem: Option<RegistryError>,
}

/// A particle for a [`ModelBuilder`].
#[derive(Debug, Clone)]
pub struct NewParticle {
    name: String,
    fields: String,
}

impl NewParticle {
    /// A particle of `mass` in GeV, of a type as model files have it: `majorana`, `complex_scalar`, …
    #[must_use]
    pub fn new(name: &str, particle_type: &str, mass: f64) -> Self {
        Self { name: name.to_owned(), fields: format!("type: {}, mass: {mass:e} GeV", quoted(particle_type)) }
    }

    /// It counts towards the relic density.
    #[must_use]
    pub fn dark_matter(mut self) -> Self {
        self.fields += ", dark_matter: true";
        self
    }

    /// The yield it starts with, in place of the equilibrium yield.
    #[must_use]
    pub fn starting_at(mut self, initial_yield: f64) -> Self {
        let _ = write!(self.fields, ", initial: {initial_yield:e}");
        self
    }

    /// It comes in this many colours.
    #[must_use]
    pub fn colours(mut self, colours: u32) -> Self {
        let _ = write!(self.fields, ", colours: {colours}");
        self
    }

    /// LaTeX without dollar signs.
    #[must_use]
    pub fn latex(mut self, latex: &str) -> Self {
        let _ = write!(self.fields, ", latex: {}", quoted(latex));
        self
    }
}

/// A reaction for a [`ModelBuilder`].
#[derive(Debug, Clone)]
pub struct NewReaction {
    equation: String,
    kind: Arc<dyn RateKind>,
    fields: String,
}

impl NewReaction {
    /// A reaction such as `chi + chi <-> SM + SM` with its rate.
    pub fn new(equation: &str, rate: impl ReactionRate + 'static) -> Self {
        Self::of_kind(equation, Given(Arc::new(rate)))
    }

    /// A reaction whose rate is built when tolerance and temperatures are known: as of a cross section, which
    /// [`Scope::averaged`] makes a rate of. Its schema has no keys that must be given.
    pub fn of_kind(equation: &str, kind: impl RateKind + 'static) -> Self {
        Self { equation: equation.to_owned(), kind: Arc::new(kind), fields: String::new() }
    }

    /// A name for tables and plots.
    #[must_use]
    pub fn label(mut self, label: &str) -> Self {
        let _ = write!(self.fields, ", label: {}", quoted(label));
        self
    }

    /// Where the rate comes from.
    #[must_use]
    pub fn note(mut self, note: &str) -> Self {
        let _ = write!(self.fields, ", note: {}", quoted(note));
        self
    }

    /// A condition on T and x outside which the rate is zero, such as `T > 0.15 GeV`.
    #[must_use]
    pub fn active(mut self, condition: &str) -> Self {
        let _ = write!(self.fields, ", active: {}", quoted(condition));
        self
    }

    /// The CP-conjugate reaction, where it is another one, is left out.
    #[must_use]
    pub fn without_conjugate(mut self) -> Self {
        self.fields += ", conjugate: false";
        self
    }
}

impl ModelBuilder {
    /// A model without particles and reactions.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            species: String::new(),
            bath: String::new(),
            reactions: String::new(),
            history: String::new(),
            observables: String::new(),
            settings: Vec::new(),
            registry: Registry::with_builtins(),
            count: 0,
            problem: None,
        }
    }

    /// With a particle whose abundance is evolved.
    #[must_use]
    pub fn species(mut self, particle: &NewParticle) -> Self {
        let _ = writeln!(self.species, "  {}: {{{}}}", quoted(&particle.name), particle.fields);
        self
    }

    /// With a particle in equilibrium with the plasma. Those of the Standard Model need not be declared.
    #[must_use]
    pub fn bath(mut self, particle: &NewParticle) -> Self {
        let _ = writeln!(self.bath, "  {}: {{{}}}", quoted(&particle.name), particle.fields);
        self
    }

    /// With a reaction.
    #[must_use]
    pub fn reaction(mut self, reaction: NewReaction) -> Self {
        let name = self.next_name("rate");
        let NewReaction { equation, kind, fields } = reaction;
        let _ = writeln!(self.reactions, "  - {{equation: {}, plugin: {{name: {name}}}{fields}}}", quoted(&equation));
        self.register(Plugin::rate(Named { name, plugin: kind }));
        self
    }

    /// With an expansion history in the place of radiation from start to end.
    #[must_use]
    pub fn expansion(mut self, expansion: impl Expansion + 'static) -> Self {
        let name = self.next_name("history");
        self.history = format!("cosmology: {{history: {{plugin: {{name: {name}}}}}}}\n");
        let plugin = Arc::new(expansion) as Arc<dyn Expansion>;
        self.register(Plugin::history(Named { name, plugin }));
        self
    }

    /// With a number read off the solution. The observable's schema has no keys that must be given.
    #[must_use]
    pub fn observable(mut self, observable: impl Observable + 'static) -> Self {
        let name = observable.name().to_owned();
        let _ = writeln!(self.observables, "  {name}: {{plugin: {{name: {name}}}}}");
        self.register(Plugin::observable(observable));
        self
    }

    /// With a setting as `--set` takes it: `evolution.from.x=0.1`, `cosmology.g_star=ideal-gas`.
    #[must_use]
    pub fn setting(mut self, setting: &str) -> Self {
        self.settings.push(setting.to_owned());
        self
    }

    /// The model.
    ///
    /// # Errors
    /// Complaints like those about a model file, each with the line that this builder wrote.
    pub fn build(self) -> Result<Model, SourceError> {
        let text = self.text();
        let source = Source { name: format!("{} (from Rust code)", self.name), text };
        if let Some(problem) = self.problem {
            let diagnostics = vec![Diagnostic::whole(problem.to_string())];
            return Err(SourceError { source: Arc::new(source), diagnostics });
        }
        let overrides = Overrides::parse(self.settings.iter().map(String::as_str))?;
        Document::load_with(source, &Arc::new(self.registry))?.resolve(&overrides)
    }

    fn text(&self) -> String {
        let mut text = format!("format: 1\nname: {}\n", quoted(&self.name));
        for (section, content) in [
            ("species", &self.species),
            ("bath", &self.bath),
            ("reactions", &self.reactions),
            ("observables", &self.observables),
        ] {
            if !content.is_empty() {
                let _ = write!(text, "{section}:\n{content}");
            }
        }
        text + &self.history
    }

    fn next_name(&mut self, what: &str) -> String {
        self.count += 1;
        format!("{what}_{}", self.count)
    }

    fn register(&mut self, plugin: Plugin) {
        match self.registry.clone().register(plugin) {
            Ok(registry) => self.registry = registry,
            Err(problem) => {
                self.problem.get_or_insert(problem);
            }
        }
    }
}

/// A text in single quotes.
fn quoted(text: &str) -> String {
    // A line of its own would end the entry.
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("'{}'", text.replace('\'', "''"))
}

/// A rate that is there already.
struct Given(Arc<dyn ReactionRate>);

impl RateKind for Given {
    fn name(&self) -> &'static str {
        "given"
    }

    fn schema(&self) -> Schema {
        Schema::new("a rate in Rust code")
    }

    fn build(&self, _: &Values, _: &Scope) -> Result<Box<dyn ReactionRate>, RateError> {
        Ok(Box::new(Arc::clone(&self.0)))
    }
}

/// A plug-in under the name by which the builder's text calls it.
struct Named<P: ?Sized> {
    name: String,
    plugin: Arc<P>,
}

impl RateKind for Named<dyn RateKind> {
    fn name(&self) -> &str {
        &self.name
    }

    fn schema(&self) -> Schema {
        self.plugin.schema()
    }

    fn check(&self, values: &Values, process: &Process) -> Result<(), PluginError> {
        self.plugin.check(values, process)
    }

    fn build(&self, values: &Values, scope: &Scope) -> Result<Box<dyn ReactionRate>, RateError> {
        self.plugin.build(values, scope)
    }
}

impl HistoryKind for Named<dyn Expansion> {
    fn name(&self) -> &str {
        &self.name
    }

    fn schema(&self) -> Schema {
        Schema::new(self.plugin.description())
    }

    fn build(&self, _: &Values, _: RadiationEra) -> Result<Arc<dyn Expansion>, PluginError> {
        Ok(Arc::clone(&self.plugin))
    }
}
