//! Errors that point: where in which file, what was found, what was wanted, what to try.

use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

/// A text with a name: what positions in error messages refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file name as the user gave it, or `<stdin>`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// One-based line and column (in characters) of a byte offset; offsets past the end mean the end.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.text[..end];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}

/// One complaint about a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, what was found and what was wanted, in one sentence.
    pub message: String,
    /// The offending bytes of the source, if the complaint is about a place.
    pub span: Option<Range<usize>>,
    /// A second place that explains the first, and what is there: "first given here".
    pub related: Option<(Range<usize>, String)>,
    /// What to try: a did-you-mean or a remedy.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A complaint about the bytes `span`.
    pub fn at(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), span: Some(span), related: None, hint: None }
    }

    /// A complaint about the text as a whole.
    pub fn whole(message: impl Into<String>) -> Self {
        Self { message: message.into(), span: None, related: None, hint: None }
    }

    /// Adds a second place, with what is to be seen there.
    #[must_use]
    pub fn related(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Complaints about one source, printed like a compiler's: file, line, column, the line, a caret, a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    /// The text complained about.
    pub source: Arc<Source>,
    /// At least one complaint, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl std::error::Error for SourceError {}

/// Longest stretch of a source line shown around the caret, in characters.
const SHOWN_WIDTH: usize = 110;

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, diagnostic) in self.diagnostics.iter().enumerate() {
            if i > 0 {
                f.write_str("\n\n")?;
            }
            f.write_str(&render(&self.source, diagnostic)?)?;
        }
        Ok(())
    }
}

fn render(source: &Source, diagnostic: &Diagnostic) -> Result<String, fmt::Error> {
    let mut out = format!("error: {}", diagnostic.message);
    match &diagnostic.span {
        Some(span) => snippet(&mut out, source, span, "-->", '^', "")?,
        None => write!(out, "\n --> {}", source.name)?,
    }
    if let Some((span, label)) = &diagnostic.related {
        snippet(&mut out, source, span, ":::", '-', label)?;
    }
    if let Some(hint) = &diagnostic.hint {
        write!(out, "\n  = help: {hint}")?;
    }
    Ok(out)
}

/// The line of `span`, underlined.
fn snippet(
    out: &mut String,
    source: &Source,
    span: &Range<usize>,
    arrow: &str,
    underline: char,
    label: &str,
) -> fmt::Result {
    let (line, column) = source.line_column(span.start);
    let text = source.text.lines().nth(line - 1).unwrap_or("");
    // Long lines are cut around the caret; control characters would move it.
    let skip = (column - 1).saturating_sub(SHOWN_WIDTH / 2);
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let shown: String = text.chars().skip(skip).take(SHOWN_WIDTH).map(clean).collect();
    let length = source.text.get(span.clone()).map_or(1, |t| t.lines().next().unwrap_or("").chars().count());
    let caret_at = column - 1 - skip;
    let room = SHOWN_WIDTH.saturating_sub(caret_at).max(1);
    let gutter = line.to_string();
    let pad = " ".repeat(gutter.len());
    let carets = underline.to_string().repeat(length.clamp(1, room));
    write!(out, "\n{pad}{arrow} {}:{line}:{column}", source.name)?;
    write!(out, "\n{pad} |\n{gutter} | {}\n{pad} | ", shown.trim_end())?;
    write!(out, "{}{carets}", " ".repeat(caret_at))?;
    if !label.is_empty() {
        write!(out, " {label}")?;
    }
    Ok(())
}

/// The candidate closest to `name`, if it is close enough to be meant.
#[must_use]
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(&lower, &c.to_lowercase()), c))
        .filter(|&(distance, c)| {
            let shorter = name.chars().count().min(c.chars().count());
            // Any two names of one letter are one letter apart.
            distance <= 1 + shorter / 4 && distance < shorter
        })
        // Of two that are as close, the one that the name begins: typing may have stopped short.
        .min_by_key(|&(distance, c)| (distance, !c.starts_with(name)))
        .map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name_is_close() {
        assert_eq!(closest("m_fi", ["m_phi", "m_chi", "sv"]), Some("m_phi"));
        assert_eq!(closest("Sqrt", ["sqrt", "cbrt"]), Some("sqrt"));
        assert_eq!(closest("omega", ["alpha", "beta"]), None);
        assert_eq!(closest("a", ["b", "u"]), None, "any two letters are one letter apart");
        assert_eq!(closest("t", ["s", "T"]), Some("T"));
        assert_eq!(closest("mas", ["max", "mass"]), Some("mass"));
    }

    #[test]
    fn positions_count_characters_and_stop_at_the_end() {
        let source = Source { name: "f".into(), text: "aé\nσ=b\n".into() };
        assert_eq!(source.line_column(3), (1, 3));
        assert_eq!(source.line_column(6), (2, 2));
        assert_eq!(source.line_column(5), (2, 1), "inside a character means its start");
        assert_eq!(source.line_column(99), (3, 1));
    }

    #[test]
    fn long_lines_are_cut_around_the_caret() {
        let text = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let source = Arc::new(Source { name: "f".into(), text });
        let shown = SourceError { source, diagnostics: vec![Diagnostic::at(500..501, "here")] }.to_string();
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() < 120), "{shown}");
        let (text, caret) = (lines[3], lines[4]);
        assert_eq!(text.find('X'), caret.find('^'));
    }
}
