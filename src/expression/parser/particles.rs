//! Calls that name a particle, a reaction or a rate: `mass(K+)`, `propagator(s, h)`, `branching(a -> chi + chi~)`. Names
//! are read from the text itself: `K+~` is no sequence of tokens.

use super::{Parsed, Parser};
use crate::expression::ast::Node;
use crate::expression::lexer::{Token, particle_length};
use crate::expression::{ExpressionError, Span};

/// Whether the argument of a call is understood without quotes.
pub(in crate::expression) fn is_bare(subject: &str) -> bool {
    let plain = !subject.contains([',', ')', '"']);
    particle_length(subject) == Some(subject.len()) || plain && normalised(subject).is_some_and(|n| n == subject)
}

/// A reaction with single spaces between its words; none if it is no reaction.
fn normalised(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.iter().any(|word| matches!(*word, "->" | "<->")).then(|| words.join(" "))
}

impl Parser<'_> {
    pub(super) fn particle_call(&mut self, function: &str, start: usize, open: Span) -> Parsed {
        let mut arguments = Vec::new();
        let mut at = open.range().end;
        if function == "propagator" {
            self.advance()?;
            arguments.push(self.expression(0)?);
            at = self.span.range().end;
            if !self.at(",") {
                self.expect(",", Some(open))?;
            }
        }
        let subject = match function {
            "branching" => self.reaction(function, at, open)?,
            "rate" => self.label(at, open)?,
            _ => self.particle(function, at)?,
        };
        let given = arguments.len();
        self.more_arguments(open, &mut arguments)?;
        if function == "propagator" && arguments.len() > given {
            let (span, found) = (start..self.end, arguments.len() + 1);
            return Err(ExpressionError::wrong_count(function, "2 arguments", found, span));
        }
        let node =
            Node::ParticleCall { function: function.into(), particle: subject.into(), arguments: arguments.into() };
        Ok(self.push(node, start..self.end))
    }

    /// The name of a particle at or after byte `at`, and nothing else in the argument.
    fn particle(&mut self, function: &str, at: usize) -> Result<String, ExpressionError> {
        let rest = &self.text[at..];
        let at = at + rest.len() - rest.trim_start().len();
        let Some(length) = particle_length(rest.trim_start()) else {
            self.jump(at)?;
            return Err(self.unexpected("the name of a particle"));
        };
        let particle = self.text[at..at + length].to_owned();
        self.jump(at + length)?;
        if !self.at(",") && !self.at(")") && self.current != Token::End {
            let error = self.unexpected("`,` or `)` after the name of a particle");
            return Err(error.hint(format!("`{function}` takes a particle, not a formula")));
        }
        Ok(particle)
    }

    /// The text of an argument from byte `at` on, up to a comma or the closing bracket.
    fn raw_argument(&mut self, at: usize, open: Span) -> Result<(&str, Span), ExpressionError> {
        let rest = &self.text[at..];
        let Some(length) = rest.find([',', ')']) else {
            return Err(ExpressionError::new(open, "this bracket is never closed: expected `)`"));
        };
        self.jump(at + length)?;
        let argument = &rest[..length];
        let start = at + length - argument.trim_start().len();
        Ok((argument.trim(), Span::new(start..start + argument.trim().len())))
    }

    fn reaction(&mut self, function: &str, at: usize, open: Span) -> Result<String, ExpressionError> {
        let (text, span) = self.raw_argument(at, open)?;
        normalised(text).ok_or_else(|| {
            let error = ExpressionError::new(span, format!("expected a reaction, found `{text}`"));
            error.hint(format!("write it with spaces, as in `{function}(a -> chi + chi~)`"))
        })
    }

    /// A reaction, a label in double quotes, or one that is a single name.
    fn label(&mut self, at: usize, open: Span) -> Result<String, ExpressionError> {
        let rest = &self.text[at..];
        if let Some(quoted) = rest.trim_start().strip_prefix('"') {
            let inside = self.text.len() - quoted.len();
            let Some(length) = quoted.find('"') else {
                return Err(ExpressionError::new(Span::new(inside - 1..inside), "this quote is never closed"));
            };
            let label = &quoted[..length];
            let label = normalised(label).unwrap_or_else(|| label.to_owned());
            self.jump(inside + length + 1)?;
            return Ok(label);
        }
        let (text, span) = self.raw_argument(at, open)?;
        if particle_length(text) == Some(text.len()) && !text.is_empty() {
            return Ok(text.to_owned());
        }
        normalised(text).ok_or_else(|| {
            let error = ExpressionError::new(span, format!("expected a reaction or its label, found `{text}`"));
            error.hint("put a label of more than one word in double quotes")
        })
    }
}
