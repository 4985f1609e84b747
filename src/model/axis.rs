//! Axes written on the command line: `NAME=LO..HI:N:log`.

use std::ops::Range;
use std::sync::Arc;

use super::document::formula::unit_complaint;
use super::document::grid::{DEFAULT_POINTS, MOST_POINTS, SPACINGS};
use super::grid::Spacing;
use super::resolve::{not_settable, settable};
use super::{Axis, Model};
use crate::error::{Diagnostic, Source, SourceError};
use crate::units::{Dimension, Quantity, Unit, number_length};

/// What an axis looks like.
const EXAMPLE: &str = "an axis is NAME=FROM..TO:POINTS, with `:log` for equal ratios: `m_chi=1 keV..1 GeV:50:log`";

/// The text of an axis and where its parts are.
pub(super) struct Text<'t> {
    pub(super) text: &'t str,
}

impl Text<'_> {
    /// A range without the blanks at its ends.
    pub(super) fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let part = &self.text[range.clone()];
        let start = range.start + part.len() - part.trim_start().len();
        start..start + part.trim().len()
    }

    /// What stands before and after the first `separator` within a range.
    pub(super) fn split(&self, range: &Range<usize>, separator: &str) -> Option<(Range<usize>, Range<usize>)> {
        let at = range.start + self.text[range.clone()].find(separator)?;
        Some((self.trimmed(range.start..at), self.trimmed(at + separator.len()..range.end)))
    }

    fn limit(&self, range: &Range<usize>, dimension: Dimension) -> Result<f64, Diagnostic> {
        if range.is_empty() {
            return Err(Diagnostic::at(range.clone(), "an end of the axis is missing").hint(EXAMPLE));
        }
        self.quantity(range, dimension, "the axis")
    }

    /// The value, in powers of GeV, of what has a dimension; `what` is its name in complaints.
    pub(super) fn quantity(&self, range: &Range<usize>, dimension: Dimension, what: &str) -> Result<f64, Diagnostic> {
        let text = &self.text[range.clone()];
        let quantity = Quantity::parse(text).map_err(|error| {
            let mut complaint = unit_complaint(error);
            complaint.span = complaint.span.map(|span| range.start + span.start..range.start + span.end);
            complaint
        })?;
        let is_zero = quantity.value == 0.0 && quantity.dimension == Dimension::NONE;
        if quantity.dimension == dimension || is_zero {
            return Ok(quantity.value);
        }
        let message = format!("this is {}, but {what} is {dimension}", quantity.dimension);
        let complaint = Diagnostic::at(range.clone(), message);
        Err(match quantity.dimension {
            Dimension::NONE => complaint.hint(format!("it needs its unit, such as `{text} {dimension}`")),
            _ => complaint,
        })
    }

    fn points(&self, range: &Range<usize>) -> Result<usize, Diagnostic> {
        let text = &self.text[range.clone()];
        text.parse().ok().filter(|points| (2..=MOST_POINTS).contains(points)).ok_or_else(|| {
            let message = format!("expected a number of points from 2 to {MOST_POINTS}, found `{text}`");
            Diagnostic::at(range.clone(), message).hint(EXAMPLE)
        })
    }

    fn spacing(&self, range: &Range<usize>) -> Result<Spacing, Diagnostic> {
        let text = &self.text[range.clone()];
        SPACINGS.iter().find(|(word, _)| *word == text).map(|&(_, spacing)| spacing).ok_or_else(|| {
            Diagnostic::at(range.clone(), format!("expected `log` or `linear`, found `{text}`")).hint(EXAMPLE)
        })
    }
}

impl Model {
    /// The axis that a text such as `m_chi=1 keV..1 GeV:50:log` describes; `option` is what the text is called in complaints.
    /// Without `:log` points have equal differences, and without a number there are 200. A name alone, or with a number of
    /// points, is the axis that the model's section `scan` has for it.
    pub fn axis(&self, option: &str, text: &str) -> Result<Axis, SourceError> {
        self.axis_with(option, text, |_| None)
    }

    /// As [`Model::axis`], but with as many points as `points` says, if it does, for an axis whose text has no number.
    pub fn axis_with(
        &self,
        option: &str,
        text: &str,
        points: impl Fn(&Axis) -> Option<usize>,
    ) -> Result<Axis, SourceError> {
        let read = self.read_axis(&Text { text });
        let axis = read.map(|(axis, counted)| match points(&axis) {
            Some(points) if !counted => Axis { points, ..axis },
            _ => axis,
        });
        axis.map_err(|complaint| SourceError {
            source: Arc::new(Source { name: option.to_owned(), text: text.to_owned() }),
            diagnostics: vec![complaint],
        })
    }

    /// The power of GeV of what an axis may vary: a parameter, or a setting that is a number.
    ///
    /// # Errors
    ///
    /// What is wrong with the name, without a place.
    pub fn settable(&self, name: &str) -> Result<Dimension, Diagnostic> {
        settable(&self.scope.content, name).ok_or_else(|| {
            let (message, hint) = not_settable(&self.scope.content, name);
            Diagnostic::whole(message).hint(hint)
        })
    }

    /// The unit in which the value of a parameter is written, with its text; none for numbers without one.
    #[must_use]
    pub fn usual_unit(&self, name: &str) -> Option<(String, Unit)> {
        let written = &self.parameters.iter().find(|parameter| parameter.name == name)?.written;
        let unsigned = written.trim().trim_start_matches(['+', '-']);
        let text = unsigned[number_length(unsigned)?..].trim();
        Some((text.to_owned(), Unit::parse(text).ok()?)).filter(|(_, unit)| unit.dimension != Dimension::NONE)
    }

    /// An axis, and whether its text says how many points it has.
    fn read_axis(&self, text: &Text<'_>) -> Result<(Axis, bool), Diagnostic> {
        let all = text.trimmed(0..text.text.len());
        let (head, limits) = match text.split(&all, "=") {
            Some((name, limits)) => (name, Some(limits)),
            None => (all, None),
        };
        // `NAME:N` takes the limits from the model.
        let (name, count) = match text.split(&head, ":").filter(|_| limits.is_none()) {
            Some((name, count)) => (name, Some(count)),
            None => (head, None),
        };
        let word = &text.text[name.clone()];
        if word.is_empty() {
            return Err(Diagnostic::at(name, "the axis has no name").hint(EXAMPLE));
        }
        let content = &self.scope.content;
        let Some(dimension) = settable(content, word) else {
            let (message, hint) = not_settable(content, word);
            return Err(Diagnostic::at(name, message).hint(hint));
        };
        let Some(limits) = limits else {
            let counted = count.is_some();
            return Ok((self.usual_axis(text, name, count)?, counted));
        };
        let (ends, counts) = match text.split(&limits, ":") {
            Some((ends, counts)) => (ends, Some(counts)),
            None => (limits, None),
        };
        let Some((low, high)) = text.split(&ends, "..") else {
            return Err(Diagnostic::at(ends, "expected FROM..TO").hint(EXAMPLE));
        };
        let (from, to) = (text.limit(&low, dimension)?, text.limit(&high, dimension)?);
        let (points, spacing) = match counts.map(|counts| text.split(&counts, ":").ok_or(counts)) {
            None => (None, Spacing::Linear),
            Some(Ok((points, spacing))) => (Some(text.points(&points)?), text.spacing(&spacing)?),
            // `:log` alone is a spacing, as nobody counts in words.
            Some(Err(only)) => match text.spacing(&only) {
                Ok(spacing) => (None, spacing),
                Err(_) => (Some(text.points(&only)?), Spacing::Linear),
            },
        };
        if from >= to {
            let [low, high] = [low, high].map(|range| &text.text[range]);
            let message = format!("an axis goes upwards, but this goes from {low} to {high}");
            return Err(Diagnostic::at(ends, message));
        }
        if spacing == Spacing::Log && from <= 0.0 {
            return Err(Diagnostic::at(low, "a logarithmic axis is positive"));
        }
        let counted = points.is_some();
        let points = points.unwrap_or(DEFAULT_POINTS);
        Ok((Axis { name: word.to_owned(), from, to, dimension, points, spacing }, counted))
    }

    /// The axis of the section `scan`.
    fn usual_axis(&self, text: &Text<'_>, name: Range<usize>, count: Option<Range<usize>>) -> Result<Axis, Diagnostic> {
        let word = &text.text[name.clone()];
        let Some(axis) = self.scan.iter().find(|axis| axis.name == word) else {
            let message = format!("the model has no usual range for `{word}` (it has no `scan` of it)");
            return Err(Diagnostic::at(name, message).hint(EXAMPLE));
        };
        let points = count.map_or(Ok(axis.points), |count| text.points(&count))?;
        Ok(Axis { points, ..axis.clone() })
    }
}
