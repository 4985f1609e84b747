//! The grammar of numbers and units.

use std::ops::Range;

use super::{LARGEST_POWER, Unit, UnitError, unit_names};
use crate::error::closest;

/// Length in bytes of the unsigned decimal number at the start of `text`; an `e` not followed by digits is not part
/// of it, so that `1eV` is a number and a unit.
pub(crate) fn number_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(0);
    let mut end = whole;
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        end += 1 + fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = if end + 1 + sign <= bytes.len() { digits(end + 1 + sign) } else { 0 };
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    Some(end)
}

/// Whether `number`, read from `digits`, lost everything: it is infinite, or zero although a digit is not.
pub(crate) fn out_of_range(number: f64, digits: &str) -> bool {
    let mantissa = digits.split(['e', 'E']).next().unwrap_or(digits);
    number.is_infinite() || (number == 0.0 && mantissa.bytes().any(|b| (b'1'..=b'9').contains(&b)))
}

/// Reads numbers and units from a text, left to right.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
            self.skip_space();
        }
        found
    }

    pub(super) fn number(&mut self) -> Result<f64, UnitError> {
        let start = self.at;
        let sign = if self.eat('-') { -1.0 } else { 1.0 };
        if sign > 0.0 {
            self.eat('+');
        }
        let length = number_length(self.rest()).ok_or_else(|| self.unexpected("a number"))?;
        let digits = &self.rest()[..length];
        let value: f64 = digits.parse().map_err(|_| self.unexpected("a number"))?;
        if out_of_range(value, digits) {
            let message = format!("{digits} is beyond the range of floating-point numbers");
            return Err(UnitError::new(start..self.at + length, message));
        }
        self.at += length;
        Ok(sign * value)
    }

    /// Factors joined by `*` and `/`, starting with a factor or with an operator.
    pub(super) fn product(&mut self, start: Unit, factor_first: bool) -> Result<Unit, UnitError> {
        let mut unit = if factor_first { self.factor(start, 1)? } else { start };
        loop {
            self.skip_space();
            if self.eat('*') {
                unit = self.factor(unit, 1)?;
            } else if self.eat('/') {
                unit = self.factor(unit, -1)?;
            } else {
                return Ok(unit);
            }
        }
    }

    fn factor(&mut self, left: Unit, direction: i32) -> Result<Unit, UnitError> {
        let start = self.at;
        let length =
            self.rest().chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | 'µ')).map(char::len_utf8);
        let end = start + length.sum::<usize>();
        let name = &self.text[start..end];
        let unit = match Unit::named(name) {
            Some(unit) => unit,
            None if name == "1" => Unit::ONE,
            None if name.is_empty() => return Err(self.unexpected("a unit")),
            None => return Err(unknown_unit(name, start..end)),
        };
        self.at = end;
        self.skip_space();
        let halves = if self.eat('^') { self.exponent()? } else { 2 };
        left.times_power(unit, direction * halves)
            .ok_or_else(|| UnitError::new(start..self.at, "this power of a unit is beyond anything meant"))
    }

    /// An integer or half-integer, in halves: `3`, `-1.5`, `(1/2)`.
    fn exponent(&mut self) -> Result<i32, UnitError> {
        let start = self.at;
        let value = if self.eat('(') {
            let mut value = self.number()?;
            self.skip_space();
            if self.eat('/') {
                value /= self.number()?;
                self.skip_space();
            }
            if !self.eat(')') {
                return Err(self.unexpected("`)`"));
            }
            value
        } else {
            self.number()?
        };
        halves(value).ok_or_else(|| {
            let message = format!("the power of a unit must be an integer or half-integer, found {value}");
            UnitError::new(start..self.at, message)
        })
    }

    pub(super) fn end(&mut self) -> Result<(), UnitError> {
        self.skip_space();
        if self.at == self.text.len() { Ok(()) } else { Err(self.unexpected("`*`, `/`, `^` or the end")) }
    }

    fn unexpected(&self, wanted: &str) -> UnitError {
        match self.peek() {
            None => UnitError::new(self.at..self.at, format!("expected {wanted}, found the end")),
            Some(c) => UnitError::new(self.at..self.at + c.len_utf8(), format!("expected {wanted}, found `{c}`")),
        }
    }
}

/// Twice `value` if that is an integer of believable size.
pub(crate) fn halves(value: f64) -> Option<i32> {
    let doubled = 2.0 * value;
    #[expect(clippy::cast_possible_truncation, reason = "an integer below 2000, checked")]
    (doubled == doubled.trunc() && doubled.abs() <= 2.0 * LARGEST_POWER as f64).then_some(doubled as i32)
}

fn unknown_unit(name: &str, span: Range<usize>) -> UnitError {
    let error = UnitError::new(span, format!("unknown unit `{name}`"));
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.len() < name.len() && Unit::named(letters).is_some() {
        return error.hint(format!("did you mean `{letters}^{}`?", &name[letters.len()..]));
    }
    match closest(name, unit_names()) {
        Some(unit) => error.hint(format!("did you mean `{unit}`?")),
        None => error.hint(format!("units are {}", unit_names().collect::<Vec<_>>().join(", "))),
    }
}
