//! Settings from outside the model file: `--set NAME=VALUE`.

use std::ops::Range;
use std::sync::Arc;

use crate::error::{Diagnostic, Source, SourceError};

/// Values that replace those of the file. A later setting of the same name wins.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    settings: Vec<Setting>,
}

/// One `NAME=VALUE`.
#[derive(Debug, Clone)]
pub(in crate::model) struct Setting {
    /// The argument's text, called `--set`.
    pub(in crate::model) source: Arc<Source>,
    name: Range<usize>,
    value: Range<usize>,
}

impl Setting {
    pub(in crate::model) fn name(&self) -> &str {
        &self.source.text[self.name.clone()]
    }

    pub(in crate::model) fn value(&self) -> &str {
        &self.source.text[self.value.clone()]
    }

    /// A complaint about the name.
    pub(in crate::model) fn about_name(&self, message: String, hint: Option<String>) -> SourceError {
        self.about(self.name.clone(), message, hint)
    }

    /// A complaint about the bytes `span` of the value.
    pub(in crate::model) fn about_value(
        &self,
        span: &Range<usize>,
        message: String,
        hint: Option<String>,
    ) -> SourceError {
        self.about(self.value.start + span.start..self.value.start + span.end, message, hint)
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
            start..start + part.trim().len()
        };
        let equals = text.find('=').unwrap_or(text.len());
        let (name, value) = (trimmed(0..equals), trimmed((equals + 1).min(text.len())..text.len()));
        if name.is_empty() || value.is_empty() {
            let diagnostic = Diagnostic::at(0..text.len(), "expected NAME=VALUE").hint("for example `m_chi=3 MeV`");
            return Err(SourceError { source, diagnostics: vec![diagnostic] });
        }
        self.settings.push(Setting { source, name, value });
        Ok(())
    }

    pub(in crate::model) fn iter(&self) -> impl Iterator<Item = &Setting> {
        self.settings.iter()
    }
}
