//! Numbers and units.

use super::math::Math;
use super::text::escape;

/// A number in the fewest digits that read back as the same.
#[must_use]
pub fn number(value: f64) -> Math {
    if value == 0.0 || (1e-3..1e5).contains(&value.abs()) {
        return Math::ink(format!("{value}"));
    }
    Math::ink(scientific(&format!("{value:e}")))
}

/// `2.2e-26` as a power of ten.
fn scientific(text: &str) -> String {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return text.to_owned() };
    let exponent = exponent.trim_start_matches('+');
    match mantissa {
        "1" => format!("10^{{{exponent}}}"),
        "-1" => format!("-10^{{{exponent}}}"),
        _ => format!("{mantissa}\\times 10^{{{exponent}}}"),
    }
}

/// A number with its unit as written, such as `2.2e-26 cm^3/s`; a text that is none is set as text.
#[must_use]
pub fn quantity(text: &str) -> Math {
    let text = text.trim();
    let digits = text.char_indices().find(|&(at, c)| !continues_number(text, at, c)).map_or(text.len(), |(at, _)| at);
    let (value, unit) = text.split_at(digits);
    let value = if unit.trim_start().starts_with('/') && value.parse() == Ok(1.0) { "" } else { value };
    let unit = unit.trim().trim_start_matches('[').trim_end_matches(']').trim();
    let known = value.is_empty() || value.parse::<f64>().is_ok_and(f64::is_finite);
    match (known, units(unit)) {
        (true, Some(unit)) => {
            let number = scientific(value);
            let space = if number.is_empty() || unit.is_empty() { "" } else { r"\," };
            Math::ink(format!("{number}{space}{unit}"))
        }
        _ => Math::ink(format!("\\text{{{}}}", escape(text))),
    }
}

/// Whether the character at `at` belongs to the number that `text` begins with.
fn continues_number(text: &str, at: usize, character: char) -> bool {
    let after = |n: usize| text.as_bytes().get(at + n).copied().unwrap_or(b' ');
    let exponent =
        |n: usize| after(n).is_ascii_digit() || (matches!(after(n), b'+' | b'-') && after(n + 1).is_ascii_digit());
    match character {
        '0'..='9' | '.' => true,
        '+' | '-' => at == 0 || matches!(text.as_bytes()[at - 1], b'e' | b'E'),
        'e' | 'E' => at > 0 && exponent(1),
        _ => false,
    }
}

/// Units, `cm^3/s` for example; `None` for anything else.
fn units(text: &str) -> Option<String> {
    let mut set = Vec::new();
    let mut rest = text.trim();
    let mut inverse = false;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('/') {
            (inverse, rest) = (true, after.trim_start());
        } else if let Some(after) = rest.strip_prefix('*') {
            (inverse, rest) = (false, after.trim_start());
        }
        let name = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (unit, after) = rest.split_at(name);
        let (power, after) = power(after.trim_start());
        if unit.is_empty() && !(set.is_empty() && rest.starts_with('1')) {
            return None;
        }
        if unit.is_empty() {
            rest = rest[1..].trim_start();
            continue;
        }
        let power = match (inverse, power.unwrap_or("1")) {
            (false, "1") => String::new(),
            (false, power) => format!("^{{{power}}}"),
            (true, power) => format!("^{{{}}}", power.strip_prefix('-').map_or(format!("-{power}"), str::to_owned)),
        };
        set.push(format!("\\mathrm{{{unit}}}{power}"));
        (inverse, rest) = (false, after.trim_start());
    }
    Some(set.join(r"\,"))
}

/// The power `^3` or `^(1/2)` at the head of a text, and the rest.
fn power(text: &str) -> (Option<&str>, &str) {
    let Some(after) = text.strip_prefix('^').or_else(|| text.strip_prefix("**")) else { return (None, text) };
    let after = after.trim_start();
    if let Some((inside, rest)) = after.strip_prefix('(').and_then(|inside| inside.split_once(')')) {
        return (Some(inside.trim()), rest);
    }
    let end = after.find(|c: char| !(c.is_ascii_digit() || "+-.".contains(c))).unwrap_or(after.len());
    let (power, rest) = after.split_at(end);
    (Some(power.trim_start_matches('+')), rest)
}
