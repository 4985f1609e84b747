//! Where the target of a scan has a solution.

use super::Drawn;
use super::grid::Grid;
use crate::cli::Failure;
use crate::plot::Samples;
use crate::scan::{Column, Kind, Status, Table};

/// How far a wanted value may be from what is reached at a point that has a solution, in the logarithm or relative to the wanted
/// value: the range is looked at with a looser tolerance than solutions are.
const LOOSE: f64 = 1e-2;
/// What stands for infinity: logarithms of numbers are smaller.
const HUGE: f64 = 1e3;
/// Into how many parts cells are divided where regions end at the edge, at most, and how many points there are then along an axis.
const MOST_PARTS: usize = 24;
const MOST_POINTS: usize = 400;

/// Where the target has a solution: where the wanted value is between the least and the greatest that the goal comes to in the
/// range of the parameter. Both are known at points without a solution, too, so that the edge is interpolated like any other.
pub(super) struct Reach {
    /// How far the wanted value is above the least, and below the greatest.
    above_least: Samples,
    below_greatest: Samples,
}

/// Why there is no solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missed {
    /// The goal is too large everywhere in the range.
    TooLarge,
    /// The goal is too small.
    TooSmall,
}

impl Reach {
    /// None without a target, where all points have a solution, and where the wanted value is passed without a solution, as at a
    /// jump.
    pub(super) fn of(table: &Table, grid: &Grid<'_>) -> Result<Option<Self>, Failure> {
        let Some(wanted) = table.metadata.target.as_ref().map(|target| target.value) else { return Ok(None) };
        let status = grid.status();
        if !status.contains(&Some(Status::NoSolution)) {
            return Ok(None);
        }
        let columns = || table.metadata.columns.iter().zip(&table.columns);
        let find = |kind| columns().find(|(column, _)| column.kind == kind);
        let (Some(least), Some(greatest)) = (find(Kind::GoalLeast), find(Kind::GoalGreatest)) else { return Ok(None) };
        let positive = wanted > 0.0 && least.1.iter().flatten().all(|&value| value > 0.0);
        let scale = if positive || wanted == 0.0 { 1.0 } else { wanted.abs() };
        let margin = |(column, values): (&Column, &Vec<Option<f64>>), sign: f64| {
            let drawn = Drawn { column, values };
            let wanted = wanted / drawn.factor();
            let distance = |v: f64| if positive { (wanted / v).ln() } else { (wanted - v) / scale };
            grid.samples(drawn, |v| (sign * distance(v)).clamp(-HUGE, HUGE))
        };
        let (mut above_least, mut below_greatest) = (margin(least, 1.0)?, margin(greatest, -1.0)?);
        for (k, status) in status.iter().enumerate() {
            let least = above_least.values()[k].min(below_greatest.values()[k]);
            match status {
                Some(Status::Ok) if least < -LOOSE => return Ok(None),
                Some(Status::NoSolution) if least >= 0.0 => return Ok(None),
                _ => {}
            }
        }
        // A solution that is the extremum itself is on the edge.
        let mended = |samples: &Samples| {
            let mend = |(&value, status): (&f64, &Option<Status>)| match status {
                Some(Status::Ok) => value.max(0.0),
                _ => value,
            };
            samples.with(samples.values().iter().zip(&status).map(mend).collect())
        };
        (above_least, below_greatest) = (mended(&above_least)?, mended(&below_greatest)?);
        Ok(Some(Self { above_least, below_greatest }))
    }

    /// The outlines of where there is no solution for this reason.
    pub(super) fn missed(&self, why: Missed) -> Vec<Vec<(f64, f64)>> {
        let samples = match why {
            Missed::TooLarge => &self.above_least,
            Missed::TooSmall => &self.below_greatest,
        };
        samples.map(|v| -v).region(f64::MIN_POSITIVE, f64::INFINITY)
    }

    /// How far the wanted value is within what is reached, negative beyond.
    fn inside(&self) -> Result<Samples, Failure> {
        Ok(self.above_least.zip(&self.below_greatest, lesser)?)
    }

    /// The pieces of lines where there is a solution.
    pub(super) fn clip(&self, lines: &[Vec<(f64, f64)>]) -> Vec<Vec<(f64, f64)>> {
        // One after the other: where both count, their lesser is not linear.
        self.below_greatest.clip(&self.above_least.clip(lines))
    }

    /// The outlines of where there is a solution and a function is at least `low` and below `high`.
    pub(super) fn region(&self, function: &Samples, low: f64, high: f64) -> Result<Vec<Vec<(f64, f64)>>, Failure> {
        let (x, y) = function.axes();
        let longest = x.values().len().max(y.values().len());
        let parts = (MOST_POINTS / longest).clamp(1, MOST_PARTS);
        let (function, inside) = (function.refined(parts), self.inside()?.refined(parts));
        let mut outlines = Vec::new();
        for level in [low, high].into_iter().filter(|level| *level < f64::INFINITY) {
            let above = function.zip(&inside, |value, inside| lesser(value - level, inside))?;
            outlines.extend(above.region(0.0, f64::INFINITY));
        }
        Ok(outlines)
    }
}

/// The lesser of two numbers; unknown if one is.
fn lesser(a: f64, b: f64) -> f64 {
    if a.is_nan() || a < b { a } else { b }
}
