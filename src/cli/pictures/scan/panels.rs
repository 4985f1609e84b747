//! One picture for each value of an axis.

use super::{Drawn, unknown};
use crate::cli::Failure;
use crate::scan::{Kind, Table};

/// Most pictures beside each other.
const MOST: usize = 12;

/// For each value of an axis of a grid the part of the table that has it, without the axis, and what it is as text with formulas.
pub(super) fn parts(table: &Table, name: &str) -> Result<Vec<(Table, String)>, Failure> {
    let axes = || table.metadata.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Axis);
    let Some((place, column)) = axes().find(|(_, column)| column.name == name) else {
        return Err(unknown("axis", name, axes().map(|(_, column)| &*column.name)));
    };
    let Some(axis) = column.axis().filter(|_| column.points.is_some()) else {
        return Err(Failure::Input(
            "error: `--panels` needs a grid, but the points of this scan do not lie on one".to_owned(),
        ));
    };
    if axis.points > MOST {
        return Err(Failure::Input(format!(
            "error: `--panels`: `{name}` has {} values, but at most {MOST} pictures are drawn beside each other",
            axis.points
        )));
    }
    let places = axis.spacing.between(axis.from, axis.to, axis.points);
    let drawn = Drawn { column, values: &table.columns[place] };
    let nearest = |value: f64| places.iter().map(|p| (p - value).abs()).enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    let part = |k: usize| {
        let rows: Vec<bool> =
            drawn.values.iter().map(|value| value.and_then(nearest).is_some_and(|(nearest, _)| nearest == k)).collect();
        let mut part = table.clone();
        part.metadata.columns.remove(place);
        part.columns.remove(place);
        for values in &mut part.columns {
            *values =
                std::mem::take(values).into_iter().zip(&rows).filter_map(|(v, &kept)| kept.then_some(v)).collect();
        }
        part.status = part.status.into_iter().zip(&rows).filter_map(|(s, &kept)| kept.then_some(s)).collect();
        part
    };
    Ok(places
        .iter()
        .enumerate()
        .map(|(k, &value)| (part(k), format!("{} = {}", drawn.name(), drawn.written(value))))
        .collect())
}
