//! The points of a scan on the plane of two of its axes.

use super::Drawn;
use super::reach::Reach;
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
    /// Where the target has a solution, if there are points where it has none and the table tells.
    reach: Option<Reach>,
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
        let mut grid = Self { table, sampling, rows, reach: None };
        grid.reach = Reach::of(table, &grid)?;
        Ok(grid)
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

    /// What became of the points; nothing where there is none.
    pub(super) fn status(&self) -> Vec<Option<Status>> {
        self.rows.iter().map(|row| self.table.status.get((*row)?).copied()).collect()
    }

    pub(super) fn reach(&self) -> Option<&Reach> {
        self.reach.as_ref()
    }

    /// A function that is unknown where the target has no solution, continued to the points next to those where it has one, along
    /// straight lines: the edge is on the way there.
    pub(super) fn continued(&self, samples: &Samples) -> Result<Samples, Failure> {
        if self.reach.is_none() {
            return Ok(samples.clone());
        }
        let (columns, status) = (self.sampling[0].values().len(), self.status());
        let mut values = samples.values().to_vec();
        // The second time around the corners of the edge.
        for _ in 0..2 {
            let known = values.clone();
            for (k, value) in values.iter_mut().enumerate() {
                if value.is_nan() && status[k] == Some(Status::NoSolution) {
                    *value = continuation(&known, columns, k);
                }
            }
        }
        Ok(samples.with(values)?)
    }

    /// The outlines of where a function is at least `low` and below `high`, and the target has a solution.
    pub(super) fn region(&self, samples: &Samples, low: f64, high: f64) -> Result<Vec<Vec<(f64, f64)>>, Failure> {
        match &self.reach {
            Some(reach) => reach.region(samples, low, high),
            None => Ok(samples.region(low, high)),
        }
    }

    /// The lines on which a function has a value, where the target has a solution.
    pub(super) fn contour(&self, samples: &Samples, level: f64) -> Vec<Vec<(f64, f64)>> {
        let lines = samples.contour(level);
        match &self.reach {
            Some(reach) => reach.clip(&lines),
            None => lines,
        }
    }

    fn on_grid(&self, values: Vec<f64>) -> Result<Samples, Failure> {
        let [x, y] = self.sampling.clone();
        Ok(Samples::new(x, y, values)?)
    }
}

/// What the value at place `k` of a grid is if it goes on along rows and columns as before; NaN if no neighbour is known.
fn continuation(values: &[f64], columns: usize, k: usize) -> f64 {
    let (i, j) = (k % columns, k / columns);
    let at = |i: Option<usize>, j: Option<usize>| {
        let (i, j) = (i.filter(|&i| i < columns)?, j?);
        values.get(j * columns + i).copied().filter(|value| !value.is_nan())
    };
    let (mut straight, mut level) = (Vec::new(), Vec::new());
    for (right, up) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
        let beside = |steps: isize| at(i.checked_add_signed(steps * right), j.checked_add_signed(steps * up));
        match (beside(1), beside(2)) {
            (Some(next), Some(after)) => straight.push(2.0 * next - after),
            (Some(next), None) => level.push(next),
            _ => {}
        }
    }
    // Of a single neighbour only its value is known.
    let guesses = if straight.is_empty() { level } else { straight };
    guesses.iter().sum::<f64>() / guesses.len() as f64
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
