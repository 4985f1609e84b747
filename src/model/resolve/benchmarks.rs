//! Benchmarks and the axes of scans.

use super::Resolver;
use super::settings::{check, not_settable, settable};
use crate::error::{Diagnostic, closest};
use crate::model::document::benchmarks::{BenchmarkEntry, ScanEntry};
use crate::model::grid::Spacing;
use crate::model::overrides::settings_of;
use crate::model::yaml::Scalar;
use crate::model::{Axis, Benchmark};

/// What to try in place of a benchmark that does not exist.
pub(in crate::model) fn unknown_benchmark(name: &str, known: &[&str]) -> String {
    match closest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => "this model has no benchmarks".to_owned(),
        None => format!("the benchmarks are {}", known.join(", ")),
    }
}

impl Resolver<'_> {
    /// What every run may choose from. All names and values are checked, whichever this run has chosen.
    pub(super) fn benchmarks(&mut self) -> Option<Vec<Benchmark>> {
        let content = self.content;
        let benchmarks: Vec<_> = content.sections.benchmarks.iter().map(|entry| self.checked(entry)).collect();
        benchmarks.into_iter().collect()
    }

    fn checked(&mut self, entry: &BenchmarkEntry) -> Option<Benchmark> {
        let mut settings = Vec::with_capacity(entry.settings.len());
        for setting in settings_of(self.content, &entry.settings) {
            if let Err(error) = check(self.content, &setting) {
                error.diagnostics.into_iter().for_each(|complaint| self.decoder.complain(complaint));
                return None;
            }
            settings.push((setting.name().to_owned(), setting.value().to_owned()));
        }
        Some(Benchmark { name: entry.name.text.clone(), settings })
    }

    /// The benchmark that a promised result names.
    pub(super) fn benchmark(&mut self, at: &Scalar) -> Option<String> {
        let names = || self.content.sections.benchmarks.iter().map(|entry| entry.name.text.as_str());
        if names().any(|name| name == at.text) {
            return Some(at.text.clone());
        }
        let complaint = Diagnostic::at(at.span.clone(), format!("there is no benchmark `{}`", at.text));
        let hint = unknown_benchmark(&at.text, &names().collect::<Vec<_>>());
        self.decoder.complain(complaint.hint(hint));
        None
    }

    pub(super) fn scan(&mut self) -> Option<Vec<Axis>> {
        let content = self.content;
        let axes: Vec<_> = content.sections.scan.iter().map(|entry| self.axis(entry)).collect();
        axes.into_iter().collect()
    }

    fn axis(&mut self, entry: &ScanEntry) -> Option<Axis> {
        let name = entry.name.text.as_str();
        let Some(dimension) = settable(self.content, name) else {
            if !self.content.sections.broken.contains(name) {
                let (message, hint) = not_settable(self.content, name);
                self.decoder.complain(Diagnostic::at(entry.name.span.clone(), message).hint(hint));
            }
            return None;
        };
        let grid = &entry.grid;
        let from = self.constant(&grid.from, Some(dimension))?.value;
        let to = self.constant(&grid.to, Some(dimension))?.value;
        self.require(from < to, &grid.to, || format!("an axis goes upwards, but this goes from {from:e} to {to:e}"))?;
        self.require(grid.spacing == Spacing::Linear || from > 0.0, &grid.from, || {
            "a logarithmic axis is positive".to_owned()
        })?;
        Some(Axis { name: name.to_owned(), from, to, dimension, points: grid.points, spacing: grid.spacing })
    }
}
