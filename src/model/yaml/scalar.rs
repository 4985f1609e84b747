//! Where a position in a scalar's value stands in the file.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

use super::Scalar;

impl Scalar {
    /// The bytes of `source` that produced the bytes `range` of this scalar's value: escapes, doubled quotes, folded
    /// lines and the indentation of block scalars are seen through.
    pub(crate) fn locate(&self, source: &str, range: &Range<usize>) -> Range<usize> {
        let start = self.walk(source, range.start).past_escaped_breaks();
        let end = if range.end > range.start { self.walk(source, range.end).at } else { start };
        self.span.start + start..self.span.start + end.max(start)
    }

    /// Goes along the raw text until `offset` bytes of the value have been passed.
    fn walk<'a>(&'a self, source: &'a str, offset: usize) -> Walk<'a> {
        let raw = source.get(self.span.clone()).unwrap_or("");
        let quote = matches!(self.style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let mut walk = Walk { raw, at: usize::from(quote), value: &self.text, style: self.style };
        let target = self.text.len().saturating_sub(offset);
        while walk.value.len() > target && walk.at < raw.len() {
            walk.step(target);
        }
        walk.at = walk.at.min(raw.len());
        walk
    }
}

/// A walk along the raw text and the value at once.
struct Walk<'a> {
    raw: &'a str,
    /// Position in `raw`.
    at: usize,
    /// The part of the value not yet passed.
    value: &'a str,
    style: ScalarStyle,
}

impl Walk<'_> {
    /// Passes one character of the value, or a line break with the white space around it, but no further than to where
    /// `target` bytes of the value remain.
    fn step(&mut self, target: usize) {
        let rest = &self.raw[self.at..];
        let Some(c) = rest.chars().next() else { return };
        if self.style == ScalarStyle::DoubleQuoted && c == '\\' {
            let (length, produces) = escape(rest);
            self.at += length;
            if produces {
                self.pass();
            }
        } else if self.style == ScalarStyle::SingleQuoted && rest.starts_with("''") {
            self.at += 2;
            self.pass();
        } else if c.is_whitespace() {
            let space = rest.len() - rest.trim_start().len();
            if rest[..space].contains(['\n', '\r']) {
                // Folding keeps no correspondence between single characters: the run of white space is passed as a whole.
                let folded = self.value.len() - self.value.trim_start().len();
                if self.value.len() - folded < target {
                    self.value = &self.value[self.value.len() - target..];
                } else {
                    self.value = &self.value[folded..];
                    self.at += space;
                }
            } else {
                self.at += c.len_utf8();
                self.pass();
            }
        } else {
            self.at += c.len_utf8();
            self.pass();
        }
    }

    /// Where the next character of the value comes from: an escaped line break before it yields nothing.
    fn past_escaped_breaks(mut self) -> usize {
        while self.style == ScalarStyle::DoubleQuoted && self.raw[self.at..].starts_with('\\') {
            match escape(&self.raw[self.at..]) {
                (length, false) => self.at += length,
                _ => break,
            }
        }
        self.at
    }

    /// Passes one character of the value.
    fn pass(&mut self) {
        let mut rest = self.value.chars();
        rest.next();
        self.value = rest.as_str();
    }
}

/// Length of the escape at the start of `raw` and whether it produces a character (an escaped line break does not).
fn escape(raw: &str) -> (usize, bool) {
    let length = match raw.chars().nth(1) {
        Some('x') => 4,
        Some('u') => 6,
        Some('U') => 10,
        Some('\n' | '\r') => {
            let after = &raw[1..];
            return (1 + after.len() - after.trim_start().len(), false);
        }
        Some(c) => 1 + c.len_utf8(),
        None => 1,
    };
    (length.min(raw.len()), true)
}
