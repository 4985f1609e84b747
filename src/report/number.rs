//! Numbers for people.

use crate::units::{Dimension, Unit};

/// `value` with `digits` significant digits, in scientific notation where that is shorter to read.
#[must_use]
pub fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{value:.*e}", digits - 1);
    let exponent: isize = scientific.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    if (-3..6).contains(&exponent) {
        let decimals = (digits - 1).saturating_add_signed(-exponent);
        let plain = format!("{value:.decimals$}");
        return if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.').to_owned() } else { plain };
    }
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let mantissa = if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    format!("{mantissa}e{exponent}")
}

/// `value` (in powers of GeV) in its display unit, or with the power of GeV of its dimension.
#[must_use]
pub fn quantity(value: f64, dimension: Dimension, unit: Option<&(String, Unit)>, digits: usize) -> String {
    match unit {
        Some((name, unit)) if name != "1" => format!("{} {name}", significant(value / unit.factor(), digits)),
        _ if dimension == Dimension::NONE => significant(value, digits),
        _ => format!("{} {dimension}", significant(value, digits)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        for (value, text) in [
            (0.0, "0"),
            (0.1157, "0.1157"),
            (1.4e-7, "1.4e-7"),
            (100.0, "100"),
            (123_456.7, "123457"),
            (2e10, "2e10"),
            (-0.05, "-0.05"),
        ] {
            assert_eq!(significant(value, 5), text);
        }
    }
}
