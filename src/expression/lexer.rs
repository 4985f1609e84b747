//! Splits a formula into numbers, names and symbols, each with its place.

use std::ops::Range;

use super::{ExpressionError, Span};
use crate::units::{number_length, out_of_range};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    Number(f64),
    /// A name, dots included (`sm.m_b`); keywords are names too.
    Name,
    /// An operator or a bracket.
    Symbol(&'static str),
    End,
}

const SYMBOLS: [&str; 18] =
    ["**", "<=", ">=", "==", "!=", "+", "-", "*", "/", "^", "(", ")", ",", "<", ">", "[", "]", "\""];

/// What people write instead, and what to write here.
const ADVICE: [(&str, &str); 17] = [
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("<>", "write `!=`"),
    ("=", "equality is tested with `==`"),
    ("!", "write `not`; there is no factorial"),
    ("&", "write `and`"),
    ("|", "write `abs(x)` for |x|, `or` between conditions"),
    ("{", "group with round brackets"),
    ("}", "group with round brackets"),
    (";", "separate arguments with `,`"),
    ("%", "there is no remainder or percent; write 0.01*x"),
    ("·", "write `*`"),
    ("×", "write `*`"),
    ("−", "write the ASCII minus `-`"),
    ("–", "write the ASCII minus `-`"),
    ("√", "write `sqrt(x)`"),
    ("²", "write `^2`"),
];

/// Length in bytes of the name at the start of `text`, if there is one: a letter or underscore, then letters, digits,
/// underscores; parts joined by dots.
pub(super) fn name_length(text: &str) -> Option<usize> {
    let mut end = 0;
    loop {
        let part = text.get(end..)?;
        let starts = part.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
        if !starts {
            // A trailing dot is not part of the name.
            return (end > 0).then(|| end - 1);
        }
        end += part.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(part.len());
        if !text[end..].starts_with('.') {
            return Some(end);
        }
        end += 1;
    }
}

/// Length in bytes of the particle name at the start of `text`: a letter, then letters, digits, `_`, `'`, `*`, then
/// signs, then `~`.
pub(super) fn particle_length(text: &str) -> Option<usize> {
    text.chars().next().filter(|c| c.is_alphabetic())?;
    let rest = text.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '*'));
    let rest = rest.trim_start_matches(['+', '-']);
    Some(text.len() - rest.trim_start_matches('~').len())
}

/// Length in bytes of the index or element at the start of `text`: a particle's name, or digits.
pub(super) fn element_length(text: &str) -> Option<usize> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 { Some(digits) } else { particle_length(text) }
}

/// The token at or after byte `at`, and its place.
pub(super) fn token(text: &str, at: usize) -> Result<(Token, Span), ExpressionError> {
    let rest = &text[at..];
    let start = at + rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let place = |length: usize| Span::new(start..start + length);
    if rest.is_empty() {
        return Ok((Token::End, Span::new(text.len()..text.len())));
    }
    if let Some(length) = number_length(rest) {
        return Ok((Token::Number(number(&rest[..length], start..start + length)?), place(length)));
    }
    if let Some(length) = name_length(rest) {
        return Ok((Token::Name, place(length)));
    }
    if let Some(symbol) = SYMBOLS.iter().find(|s| rest.starts_with(**s)) {
        return Ok((Token::Symbol(symbol), place(symbol.len())));
    }
    let advice = ADVICE.iter().find(|a| rest.starts_with(a.0));
    let found = match advice {
        Some((found, _)) => found,
        None => &rest[..rest.chars().next().map_or(0, char::len_utf8)],
    };
    let mut error = ExpressionError::new(place(found.len()), format!("`{}` has no meaning here", found.escape_debug()));
    error.hint = advice.map(|a| a.1.to_owned());
    Err(error)
}

fn number(digits: &str, span: Range<usize>) -> Result<f64, ExpressionError> {
    match digits.parse::<f64>() {
        Ok(value) if !out_of_range(value, digits) => Ok(value),
        _ => {
            let message = format!("{digits} is beyond the range of floating-point numbers");
            Err(ExpressionError::new(Span::new(span), message))
        }
    }
}
