//! The numbers of `tests/reference/quantum.json`, for tests.

use serde_json::Value;

use super::distribution::Distribution;

/// The rows of one table.
pub(crate) fn rows(table: &str) -> Vec<Value> {
    let text = include_str!("../../tests/reference/quantum.json");
    let mut tables: Value = serde_json::from_str(text).expect("is JSON");
    match tables[table].take() {
        Value::Array(rows) if !rows.is_empty() => rows,
        _ => panic!("there is no table {table}"),
    }
}

/// Statistics and mass over temperature of a particle.
pub(crate) fn particle(value: &Value) -> (Distribution, f64) {
    let distribution = match value[0].as_str() {
        Some("B") => Distribution::BoseEinstein,
        Some("F") => Distribution::FermiDirac,
        Some("M") => Distribution::MaxwellBoltzmann,
        _ => panic!("{value} is no particle"),
    };
    (distribution, number(&value[1]))
}

/// A number.
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}
