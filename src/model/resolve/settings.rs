//! Cosmology and evolution, from the file or from overrides.

use std::sync::Arc;

use super::Resolver;
use crate::cosmology::{DegreesOfFreedom, Expansion, RadiationEra, RelicConstants};
use crate::error::{Diagnostic, SourceError, closest};
use crate::model::content::Content;
use crate::model::document::formula::Formula;
use crate::model::document::parameters::{Given, SlhaEntry};
use crate::model::document::plugin::PluginEntry;
use crate::model::document::settings::{BoundEntry, GStarEntry};
use crate::model::overrides::{Overrides, Setting};
use crate::model::particle::Species;
use crate::model::plugin::HistoryKind;
use crate::model::settings::{Bound, DEFAULT_TOLERANCE, EquilibriumStatistics, EvolutionSettings};
use crate::standard_model::constants;
use crate::units::{Dimension, Quantity};

/// Settings beyond parameters that an override can name, with their dimension; all are positive numbers.
const PATHS: [(&str, Dimension); 10] = [
    ("cosmology.omega_h2", Dimension::NONE),
    ("cosmology.planck_mass", Dimension::MASS),
    ("cosmology.entropy_density_today", Dimension::power(3)),
    ("cosmology.critical_density_over_h2", Dimension::power(4)),
    ("evolution.reference_mass", Dimension::MASS),
    (TOLERANCE, Dimension::NONE),
    ("evolution.from.x", Dimension::NONE),
    ("evolution.from.T", Dimension::MASS),
    ("evolution.to.x", Dimension::NONE),
    ("evolution.to.T", Dimension::MASS),
];
const G_STAR: &str = "cosmology.g_star";
const STATISTICS: &str = "evolution.statistics";
const TOLERANCE: &str = "evolution.tolerance";

/// Parameters and settings after the overrides.
pub(super) struct Applied {
    /// `None` where an SLHA file should give the value and does not.
    parameters: Vec<Option<Quantity>>,
    /// The texts of overridden parameters.
    pub(super) written: Vec<Option<String>>,
    /// Overridden paths; the last entry of a path counts.
    settings: Vec<(&'static str, f64)>,
    degrees: Option<DegreesOfFreedom>,
    statistics: Option<EquilibriumStatistics>,
}

impl Applied {
    pub(super) fn new(content: &Content, overrides: &Overrides) -> Result<Self, SourceError> {
        let mut applied = Self::of_file(content);
        for setting in overrides.settings(content)? {
            applied.apply(content, &setting)?;
        }
        Ok(applied)
    }

    /// The values of the file alone.
    fn of_file(content: &Content) -> Self {
        let entries = &content.sections.parameters;
        Self {
            parameters: entries.iter().map(|entry| entry.value.quantity()).collect(),
            written: vec![None; entries.len()],
            settings: Vec::new(),
            degrees: None,
            statistics: None,
        }
    }

    /// The value of every parameter.
    pub(super) fn parameters(&self, content: &Content) -> Result<Vec<Quantity>, SourceError> {
        let mut missing = Vec::new();
        let mut parameters = Vec::with_capacity(self.parameters.len());
        for (entry, value) in content.sections.parameters.iter().zip(&self.parameters) {
            match (value, &entry.value) {
                (Some(value), _) => parameters.push(*value),
                (None, Given::Quantity(quantity)) => parameters.push(*quantity),
                (None, Given::Slha(reference)) => missing.push(without_file(&entry.name.text, reference)),
            }
        }
        if missing.is_empty() {
            return Ok(parameters);
        }
        Err(SourceError { source: Arc::clone(&content.source), diagnostics: missing })
    }

    fn apply(&mut self, content: &Content, setting: &Setting) -> Result<(), SourceError> {
        let name = setting.name();
        if let Some(&i) = content.linked.graph.parameters.get(name) {
            if let (Some(parameter), Some(written)) = (self.parameters.get_mut(i), self.written.get_mut(i))
                && let Some(entry) = content.sections.parameters.get(i)
            {
                let dimension = entry.value.dimension();
                *parameter = Some(Quantity::new(quantity(setting, dimension)?, dimension));
                *written = Some(setting.value().to_owned());
            }
        } else if let Some(&(path, dimension)) = PATHS.iter().find(|(path, _)| *path == name) {
            let value = quantity(setting, dimension)?;
            if value <= 0.0 || (path == TOLERANCE && value >= 1.0) {
                let wanted = if path == TOLERANCE { "lie between 0 and 1" } else { "be positive" };
                let message = format!("`{path}` must {wanted}");
                return Err(setting.about_value(&(0..setting.value().len()), message, None));
            }
            self.settings.push((path, value));
        } else if name == G_STAR {
            self.degrees = Some(degrees(setting)?);
        } else if name == STATISTICS {
            self.statistics = Some(statistics(setting)?);
        } else {
            return Err(unknown(content, setting));
        }
        Ok(())
    }

    fn get(&self, path: &str) -> Option<f64> {
        self.settings.iter().rev().find(|(known, _)| *known == path).map(|&(_, value)| value)
    }

    /// An overridden end of the evolution: `x` and `T` replace each other.
    fn bound(&self, x: &str, temperature: &str) -> Option<Bound> {
        let &(path, value) = self.settings.iter().rev().find(|(known, _)| *known == x || *known == temperature)?;
        Some(if path == x { Bound::X(value) } else { Bound::Temperature(value) })
    }
}

/// Whether there is what a setting sets, and whether the value suits it.
pub(super) fn check(content: &Content, setting: &Setting) -> Result<(), SourceError> {
    Applied::of_file(content).apply(content, setting)
}

fn quantity(setting: &Setting, wanted: Dimension) -> Result<f64, SourceError> {
    let quantity = Quantity::parse(setting.value())
        .map_err(|error| setting.about_value(&error.span, error.message, error.hint))?;
    if quantity.dimension == wanted || (quantity.value == 0.0 && quantity.dimension.is_none()) {
        return Ok(quantity.value);
    }
    let message = super::wrong_dimension(quantity.dimension, wanted);
    let hint = (!wanted.is_none() && quantity.dimension.is_none())
        .then(|| format!("give a unit, such as `{} {wanted}`", setting.value()));
    Err(setting.about_value(&(0..setting.value().len()), message, hint))
}

fn degrees(setting: &Setting) -> Result<DegreesOfFreedom, SourceError> {
    let found = setting.value();
    let whole = 0..found.len();
    match found {
        "standard" => return Ok(DegreesOfFreedom::standard()),
        "ideal-gas" => return Ok(DegreesOfFreedom::ideal_gas()),
        _ => {}
    }
    if let Ok(g) = found.parse::<f64>() {
        return DegreesOfFreedom::constant(g, g).map_err(|error| setting.about_value(&whole, error.to_string(), None));
    }
    let hint = match closest(found, ["standard", "ideal-gas"]) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "possible: standard, ideal-gas, or a number".to_owned(),
    };
    Err(setting.about_value(&whole, format!("`{found}` is not a set of degrees of freedom"), Some(hint)))
}

fn statistics(setting: &Setting) -> Result<EquilibriumStatistics, SourceError> {
    let (found, names) = (setting.value(), EquilibriumStatistics::ALL.map(|(name, _)| name));
    if let Some(&(_, statistics)) = EquilibriumStatistics::ALL.iter().find(|(name, _)| *name == found) {
        return Ok(statistics);
    }
    let hint = match closest(found, names) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("possible: {}", names.join(", ")),
    };
    let message = format!("`{found}` is not a kind of statistics");
    Err(setting.about_value(&(0..found.len()), message, Some(hint)))
}

fn unknown(content: &Content, setting: &Setting) -> SourceError {
    let (message, hint) = not_settable(content, setting.name());
    setting.about_name(message, Some(hint))
}

/// A parameter that an SLHA file should give, where there is none.
fn without_file(name: &str, reference: &SlhaEntry) -> Diagnostic {
    let message = format!("`{name}` is read from an SLHA file, and none is given");
    Diagnostic::at(reference.span.clone(), message)
        .hint(format!("give `--slha FILE` or `--set {name}=…`, or write a `default` beside `slha`"))
}

/// The dimension of a parameter or of a setting that is a number.
pub(in crate::model) fn settable(content: &Content, name: &str) -> Option<Dimension> {
    let parameter = content.linked.graph.parameters.get(name).and_then(|&i| content.sections.parameters.get(i));
    let path = PATHS.iter().find(|(path, _)| *path == name).map(|&(_, dimension)| dimension);
    parameter.map(|entry| entry.value.dimension()).or(path)
}

/// Why a name cannot be set, and what to do.
pub(in crate::model) fn not_settable(content: &Content, name: &str) -> (String, String) {
    let sections = &content.sections;
    let named = sections.derived.iter().chain(&sections.observables).map(|entry| &entry.name);
    if named.chain(sections.curves.iter().map(|entry| &entry.name)).any(|known| known.text == name) {
        let message = format!("`{name}` is computed from a formula and cannot be set");
        return (message, "set the parameters it depends on".to_owned());
    }
    let parameters = sections.parameters.iter().map(|entry| entry.name.text.as_str());
    let paths = PATHS.iter().map(|(path, _)| *path).chain([G_STAR, STATISTICS]);
    let hint = match closest(name, parameters.clone().chain(paths)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if sections.parameters.is_empty() => "this model has no parameters".to_owned(),
        None => format!("parameters: {}", parameters.collect::<Vec<_>>().join(", ")),
    };
    (format!("there is no parameter `{name}`"), hint)
}

impl Resolver<'_> {
    /// A positive number from an override or the file; `None` if neither gives one, or after a complaint.
    fn positive(&mut self, overridden: Option<f64>, entry: Option<&Formula>, dimension: Dimension) -> Option<f64> {
        if overridden.is_some() {
            return overridden;
        }
        let formula = entry?;
        let value = self.constant(formula, Some(dimension))?.value;
        self.require(value > 0.0, formula, || format!("this must be positive, but it is {value}"))?;
        Some(value)
    }

    pub(super) fn expansion(&mut self, applied: &Applied) -> Option<(Arc<dyn Expansion>, RelicConstants)> {
        let content = self.content;
        let entry = &content.sections.cosmology;
        let default = RelicConstants::default();
        let omega_h2 = self.positive(applied.get(PATHS[0].0), entry.omega_h2.as_ref(), PATHS[0].1);
        let planck_mass = self.positive(applied.get(PATHS[1].0), entry.planck_mass.as_ref(), PATHS[1].1);
        let entropy = self.positive(applied.get(PATHS[2].0), entry.entropy_density_today.as_ref(), PATHS[2].1);
        let critical = self.positive(applied.get(PATHS[3].0), entry.critical_density_over_h2.as_ref(), PATHS[3].1);
        let degrees = match &applied.degrees {
            Some(degrees) => Some(degrees.clone()),
            None => self.degrees_of_freedom(),
        };
        let relic = RelicConstants {
            omega_h2: omega_h2.unwrap_or(default.omega_h2),
            entropy_density_today: entropy.unwrap_or(default.entropy_density_today),
            critical_density_over_h2: critical.unwrap_or(default.critical_density_over_h2),
        };
        let planck_mass = planck_mass.unwrap_or(constants::M_PLANCK.value);
        let era = match RadiationEra::with_planck_mass(degrees?, planck_mass) {
            Ok(era) => era,
            Err(error) => {
                self.decoder.complain(Diagnostic {
                    span: entry.planck_mass.as_ref().map(Formula::span),
                    ..Diagnostic::whole(error.to_string())
                });
                return None;
            }
        };
        Some((self.history(era, entry.history.as_ref())?, relic))
    }

    fn history(
        &mut self,
        era: RadiationEra,
        entry: Option<&PluginEntry<dyn HistoryKind>>,
    ) -> Option<Arc<dyn Expansion>> {
        let Some(entry) = entry else { return Some(Arc::new(era)) };
        let values = self.plugin_values(entry)?;
        self.accepted(entry, entry.registered.kind.build(&values, era))
    }

    fn degrees_of_freedom(&mut self) -> Option<DegreesOfFreedom> {
        let content = self.content;
        match &content.sections.cosmology.g_star {
            None | Some(GStarEntry::Standard) => Some(DegreesOfFreedom::standard()),
            Some(GStarEntry::IdealGas) => Some(DegreesOfFreedom::ideal_gas()),
            Some(GStarEntry::Constant { rho, s }) => {
                let g_rho = self.constant(rho, Some(Dimension::NONE));
                let g_s = self.constant(s, Some(Dimension::NONE));
                match DegreesOfFreedom::constant(g_rho?.value, g_s?.value) {
                    Ok(degrees) => Some(degrees),
                    Err(error) => {
                        let formula = if error.quantity == "g_s" { s } else { rho };
                        self.decoder.complain(Diagnostic::at(formula.span(), error.to_string()));
                        None
                    }
                }
            }
            // A table that could not be read has been complained about while loading.
            Some(GStarEntry::Table(_)) => content.degrees.clone().map(DegreesOfFreedom::table),
        }
    }

    pub(super) fn evolution(&mut self, applied: &Applied, species: Option<&[Species]>) -> Option<EvolutionSettings> {
        let content = self.content;
        let entry = &content.sections.evolution;
        let given =
            self.positive(applied.get("evolution.reference_mass"), entry.reference_mass.as_ref(), Dimension::MASS);
        let tolerance = self.positive(applied.get(TOLERANCE), entry.tolerance.as_ref(), Dimension::NONE);
        if let (Some(value), Some(formula)) = (tolerance, &entry.tolerance) {
            self.require(value < 1.0, formula, || format!("a relative tolerance is below 1, but this is {value}"))?;
        }
        let from = applied.bound("evolution.from.x", "evolution.from.T").or_else(|| self.bound(entry.from.as_ref()?));
        let to = applied.bound("evolution.to.x", "evolution.to.T").or_else(|| self.bound(entry.to.as_ref()?));
        let settings = EvolutionSettings {
            reference_mass: given.or_else(|| heaviest(species?)),
            from,
            to,
            tolerance: tolerance.unwrap_or(DEFAULT_TOLERANCE),
            statistics: applied.statistics.unwrap_or(entry.statistics),
        };
        self.check_order(&settings)?;
        Some(settings)
    }

    /// The Universe cools: the evolution must start hotter than it ends.
    fn check_order(&mut self, settings: &EvolutionSettings) -> Option<()> {
        let temperature = |bound: Option<Bound>| match bound? {
            Bound::X(x) => settings.reference_mass.map(|mass| mass / x),
            Bound::Temperature(temperature) => Some(temperature),
        };
        let (Some(from), Some(to)) = (temperature(settings.from), temperature(settings.to)) else { return Some(()) };
        if from > to {
            return Some(());
        }
        let entry = &self.content.sections.evolution;
        let span = entry.to.as_ref().or(entry.from.as_ref()).map(|bound| bound.formula().span());
        let message = format!("the evolution would start at T = {from:e} GeV, not hotter than its end at {to:e} GeV");
        self.decoder.complain(Diagnostic { span, ..Diagnostic::whole(message) });
        None
    }

    fn bound(&mut self, entry: &BoundEntry) -> Option<Bound> {
        let (dimension, bound): (_, fn(f64) -> Bound) = match entry {
            BoundEntry::X(_) => (Dimension::NONE, Bound::X),
            BoundEntry::Temperature(_) => (Dimension::MASS, Bound::Temperature),
        };
        self.positive(None, Some(entry.formula()), dimension).map(bound)
    }
}

/// The mass of the heaviest dark-matter species, or of the heaviest species where none is dark matter.
fn heaviest(species: &[Species]) -> Option<f64> {
    let most = |dark: bool| {
        let masses = species.iter().filter(|s| !dark || s.dark_matter).map(|s| s.mass);
        masses.filter(|&mass| mass > 0.0).max_by(f64::total_cmp)
    };
    most(true).or_else(|| most(false))
}
