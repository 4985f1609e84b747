//! Settings from outside the model file: `--set NAME=VALUE`, `--benchmark NAME`, `--slha FILE`.

use std::ops::Range;
use std::sync::Arc;

use saphyr_parser::ScalarStyle;

use super::content::Content;
use super::document::parameters::{Given, ParameterEntry, SlhaEntry};
use super::resolve::benchmarks::unknown_benchmark;
use super::slha::Slha;
use super::yaml::Scalar;
use crate::error::{Diagnostic, Source, SourceError};

/// Values that replace those of the file: first those of an SLHA file, then those of a benchmark, then single settings.
/// A later setting of the same name wins.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    slha: Option<Arc<Slha>>,
    /// The argument's text, called `--benchmark`.
    benchmark: Option<Arc<Source>>,
    settings: Vec<Setting>,
}

/// A name and its value, wherever they are written.
#[derive(Debug, Clone)]
pub(in crate::model) struct Setting {
    source: Arc<Source>,
    name: Scalar,
    value: Scalar,
}

impl Setting {
    pub(in crate::model) fn name(&self) -> &str {
        &self.name.text
    }

    pub(in crate::model) fn value(&self) -> &str {
        &self.value.text
    }

    /// A complaint about the name.
    pub(in crate::model) fn about_name(&self, message: String, hint: Option<String>) -> SourceError {
        self.about(self.name.span.clone(), message, hint)
    }

    /// A complaint about the bytes `span` of the value.
    pub(in crate::model) fn about_value(
        &self,
        span: &Range<usize>,
        message: String,
        hint: Option<String>,
    ) -> SourceError {
        self.about(self.value.locate(&self.source.text, span), message, hint)
    }

    fn about(&self, span: Range<usize>, message: String, hint: Option<String>) -> SourceError {
        let diagnostic = Diagnostic { hint, ..Diagnostic::at(span, message) };
        SourceError { source: Arc::clone(&self.source), diagnostics: vec![diagnostic] }
    }
}

impl Overrides {
    /// Reads `NAME=VALUE` texts, such as `m_chi=3 MeV` or `cosmology.g_star=ideal-gas`.
    ///
    /// Whether there is such a name, and whether the value suits it, is found out by
    /// [`Document::resolve`](super::Document::resolve).
    pub fn parse<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, SourceError> {
        let mut overrides = Self::default();
        for text in texts {
            overrides.set(text)?;
        }
        Ok(overrides)
    }

    /// Adds one `NAME=VALUE`.
    pub fn set(&mut self, text: &str) -> Result<(), SourceError> {
        let source = Arc::new(Source { name: "--set".to_owned(), text: text.to_owned() });
        let trimmed = |range: Range<usize>| {
            let part = &text[range.clone()];
            let start = range.start + part.len() - part.trim_start().len();
            plain(part.trim().to_owned(), start..start + part.trim().len())
        };
        let equals = text.find('=').unwrap_or(text.len());
        let (name, value) = (trimmed(0..equals), trimmed((equals + 1).min(text.len())..text.len()));
        if name.text.is_empty() || value.text.is_empty() {
            let diagnostic = Diagnostic::at(0..text.len(), "expected NAME=VALUE").hint("for example `m_chi=3 MeV`");
            return Err(SourceError { source, diagnostics: vec![diagnostic] });
        }
        self.settings.push(Setting { source, name, value });
        Ok(())
    }

    /// Starts from a benchmark of the model, in place of any named before.
    pub fn set_benchmark(&mut self, name: &str) {
        self.benchmark = Some(Arc::new(Source { name: "--benchmark".to_owned(), text: name.to_owned() }));
    }

    /// Takes the values of parameters that refer to an SLHA file from this one.
    pub fn set_slha(&mut self, slha: Slha) {
        self.slha = Some(Arc::new(slha));
    }

    /// Everything that is set in a model, in the order in which it applies.
    pub(in crate::model) fn settings(&self, content: &Content) -> Result<Vec<Setting>, SourceError> {
        let benchmark = self.benchmark.as_ref().map(|name| benchmark(content, name)).transpose()?.unwrap_or_default();
        let explicit: Vec<Setting> = benchmark.into_iter().chain(self.settings.iter().cloned()).collect();
        let Some(slha) = &self.slha else { return Ok(explicit) };
        let mut settings = Vec::new();
        for entry in &content.sections.parameters {
            let is_set = explicit.iter().any(|setting| setting.name() == entry.name.text);
            if let (Given::Slha(reference), false) = (&entry.value, is_set) {
                settings.push(looked_up(content, slha, entry, reference)?);
            }
        }
        settings.extend(explicit);
        Ok(settings)
    }
}

/// A text that stands in its source as it is.
fn plain(text: String, span: Range<usize>) -> Scalar {
    Scalar { text, style: ScalarStyle::Plain, span }
}

/// The settings of the benchmark that an argument names.
fn benchmark(content: &Content, argument: &Arc<Source>) -> Result<Vec<Setting>, SourceError> {
    let benchmarks = &content.sections.benchmarks;
    let name = argument.text.as_str();
    if let Some(entry) = benchmarks.iter().find(|entry| entry.name.text == name) {
        return Ok(settings_of(content, &entry.settings));
    }
    let names: Vec<&str> = benchmarks.iter().map(|entry| entry.name.text.as_str()).collect();
    let hint = unknown_benchmark(name, &names);
    let complaint = Diagnostic::at(0..name.len(), format!("there is no benchmark `{name}`")).hint(hint);
    Err(SourceError { source: Arc::clone(argument), diagnostics: vec![complaint] })
}

/// Names and values that stand in the model file.
pub(in crate::model) fn settings_of(content: &Content, pairs: &[(Scalar, Scalar)]) -> Vec<Setting> {
    let setting = |(name, value): &(Scalar, Scalar)| Setting {
        source: Arc::clone(&content.source),
        name: name.clone(),
        value: value.clone(),
    };
    pairs.iter().map(setting).collect()
}

/// The value of a parameter from an SLHA file.
fn looked_up(
    content: &Content,
    slha: &Slha,
    entry: &ParameterEntry,
    reference: &SlhaEntry,
) -> Result<Setting, SourceError> {
    let found = slha.entry(&reference.block, &reference.indices).map_err(|mut complaint| {
        let mut source = slha.source();
        // What is not in the file has a place only where it is asked for.
        if complaint.span.is_none() {
            (source, complaint.span) = (&content.source, Some(reference.span.clone()));
        }
        SourceError { source: Arc::clone(source), diagnostics: vec![complaint] }
    })?;
    let number =
        if (1e-3..1e6).contains(&found.value.abs()) { found.value.to_string() } else { format!("{:e}", found.value) };
    let unit = &reference.unit.0;
    let text = if unit == "1" { number } else { format!("{number} {unit}") };
    let source = Arc::clone(slha.source());
    Ok(Setting { source, name: entry.name.clone(), value: plain(text, found.span) })
}
