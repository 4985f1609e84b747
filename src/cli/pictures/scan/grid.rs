//! The points of a scan on the plane of two of its axes.

use super::Drawn;
use crate::cli::Failure;
use crate::model::Spacing;
use crate::plot::{Samples, Sampling};
use crate::scan::{Kind, Status, Table};

/// Parts of an axis whose points do not lie on a grid, over which a profile goes.
const PARTS: usize = 40;

/// For each place of a plane the row that is drawn there.
pub(super) struct Grid<'t> {
    table: &'t Table,
    sampling: [Sampling; 2],
    rows: Vec<Option<usize>>,
}

impl<'t> Grid<'t> {
    /// The plane of two axes of a grid. Of the points that differ in other axes only, that with the least χ² is taken, or
    /// that with the least `value` if nothing is measured.
    pub(super) fn new(table: &'t Table, axes: [Drawn<'t>; 2], value: Drawn<'t>) -> Result<Self, Failure> {
        let places = |drawn: Drawn<'t>| -> Result<Sampling, Failure> {
            let axis = drawn.column.axis().filter(|_| drawn.column.points.is_some());
            let axis = axis.ok_or_else(|| Failure::Input(format!("error: `{}` has no grid", drawn.column.name)))?;
            let (from, to) = (axis.from / drawn.factor(), axis.to / drawn.factor());
            Ok(match axis.spacing {
                Spacing::Log => Sampling::log(from, to, axis.points),
                Spacing::Linear => Sampling::linear(from, to, axis.points),
            })
        };
        let sampling = [places(axes[0])?, places(axes[1])?];
        let columns = sampling[0].values().len();
        let mut rows: Vec<Option<usize>> = vec![None; columns * sampling[1].values().len()];
        let rated = rating(table, value);
        for row in 0..table.status.len() {
            let place = |k: usize| Some(nearest(sampling[k].values(), (*axes[k].values.get(row)?)? / axes[k].factor()));
            let (Some(i), Some(j)) = (place(0), place(1)) else { continue };
            let here = &mut rows[j * columns + i];
            if here.is_none_or(|other| rated(row) < rated(other)) {
                *here = Some(row);
            }
        }
        Ok(Self { table, sampling, rows })
    }

    /// A column on the plane, as a function of its values as they are shown.
    pub(super) fn samples(&self, drawn: Drawn<'_>, function: impl Fn(f64) -> f64) -> Result<Samples, Failure> {
        let factor = drawn.factor();
        let value = |row: usize| Some(function((*drawn.values.get(row)?)? / factor));
        let values = self.rows.iter().map(|row| row.and_then(value).unwrap_or(f64::NAN)).collect();
        self.on_grid(values)
    }

    /// 1 where there is no solution of the target, 0 where there is; without a value where the point failed.
    pub(super) fn unsolved(&self) -> Result<Samples, Failure> {
        let value = |row: usize| match self.table.status.get(row) {
            Some(Status::NoSolution) => 1.0,
            Some(Status::Ok) => 0.0,
            _ => f64::NAN,
        };
        self.on_grid(self.rows.iter().map(|row| row.map_or(f64::NAN, value)).collect())
    }

    fn on_grid(&self, values: Vec<f64>) -> Result<Samples, Failure> {
        let [x, y] = self.sampling.clone();
        Ok(Samples::new(x, y, values)?)
    }
}

/// Whether there is a χ², by which the best of several points is chosen.
pub(super) fn is_measured(table: &Table) -> bool {
    let columns = table.metadata.columns.iter().zip(&table.columns);
    columns.filter(|(column, _)| column.kind == Kind::Chi2).any(|(_, values)| values.iter().any(Option::is_some))
}

/// What makes a row better than others, the less the better: χ², or the value that is drawn; rows without one are worst.
fn rating<'t>(table: &'t Table, value: Drawn<'t>) -> impl Fn(usize) -> f64 + 't {
    let chi2 = table.metadata.columns.iter().position(|column| column.kind == Kind::Chi2);
    let chi2 = chi2.map(|k| &table.columns[k]).filter(|values| values.iter().any(Option::is_some));
    let values = chi2.map_or(value.values, Vec::as_slice);
    move |row| values.get(row).copied().flatten().unwrap_or(f64::INFINITY)
}

/// The number of the place next to a value.
fn nearest(places: &[f64], value: f64) -> usize {
    let after = places.partition_point(|place| *place < value);
    let distance = |k: usize| places.get(k).map_or(f64::INFINITY, |place| (place - value).abs());
    match after.checked_sub(1) {
        Some(before) if distance(before) < distance(after) => before,
        _ => after.min(places.len().saturating_sub(1)),
    }
}

/// The best value over one axis, at its points or in equal parts of it.
pub(super) fn profile(table: &Table, x: Drawn<'_>, value: Drawn<'_>) -> Vec<(f64, f64)> {
    let rated = rating(table, value);
    let mut best: Vec<(f64, Option<usize>)> = match x.column.axis() {
        Some(axis) => {
            let points = x.column.points.unwrap_or(PARTS);
            axis.spacing.between(axis.from, axis.to, points).into_iter().map(|place| (place, None)).collect()
        }
        None => Vec::new(),
    };
    let places: Vec<f64> = best.iter().map(|(place, _)| *place).collect();
    for row in 0..table.status.len() {
        let known = |drawn: Drawn<'_>| drawn.values.get(row).copied().flatten();
        let (Some(place), Some(_)) = (known(x), known(value)) else { continue };
        let Some((_, here)) = best.get_mut(nearest(&places, place)) else { continue };
        if here.is_none_or(|other| rated(row) < rated(other)) {
            *here = Some(row);
        }
    }
    let shown = |(place, row): (f64, Option<usize>)| {
        let value = row.and_then(|row| value.values[row]).map_or(f64::NAN, |v| v / value.factor());
        (place / x.factor(), value)
    };
    best.into_iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_place_is_found() {
        let places = [1.0, 2.0, 4.0];
        for (value, k) in [(0.0, 0), (1.0, 0), (1.4, 0), (1.6, 1), (3.1, 2), (9.0, 2)] {
            assert_eq!(nearest(&places, value), k, "{value}");
        }
    }
}
