//! Which points there are: values of the axes by the number of the point, without remembering any.

mod file;
mod scramble;
mod sobol;
#[cfg(test)]
mod tests;

use std::path::Path;

use super::error::ScanError;
use super::metadata::Sampling;
use crate::model::{Axis, Model};
use file::PointsFile;
use scramble::{permuted, random, unit};
use sobol::Sobol;

/// How points are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// All combinations of the values of the axes.
    Grid,
    /// So many independent points.
    Random(u64),
    /// So many points, one in each of as many equal parts of every axis.
    LatinHypercube(u64),
    /// So many points of Sobol's sequence.
    Sobol(u64),
    /// The rows of a file: CSV, whose header names what varies, `m_chi` in powers of GeV or `m_chi [MeV]`.
    File(std::path::PathBuf),
}

/// The points of a scan.
#[derive(Debug)]
pub struct Sample {
    axes: Vec<Axis>,
    count: u64,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Grid(Vec<Vec<f64>>),
    Random(u64),
    LatinHypercube(u64),
    Sobol { seed: u64, sequence: Sobol, shift: Vec<u32> },
    File(PointsFile),
}

impl Sample {
    /// The points on `axes`; those of a file have axes of their own, and `axes` must be empty.
    ///
    /// # Errors
    ///
    /// [`ScanError`] if there are too many points for this kind, or the file is wrong.
    pub fn new(axes: Vec<Axis>, choice: &Choice, seed: u64, model: &Model) -> Result<Self, ScanError> {
        for (k, axis) in axes.iter().enumerate() {
            if axes[..k].iter().any(|other| other.name == axis.name) {
                return Err(ScanError::Input(format!("there are two axes of `{}`", axis.name)));
            }
        }
        Ok(match choice {
            Choice::Grid => {
                let values: Vec<_> = axes.iter().map(|a| a.spacing.between(a.from, a.to, a.points)).collect();
                let count = values.iter().try_fold(1_u64, |count, axis| count.checked_mul(axis.len() as u64));
                let count =
                    count.ok_or_else(|| ScanError::Input("the grid has more points than can be counted".to_owned()))?;
                Self { axes, count, kind: Kind::Grid(values) }
            }
            &Choice::Random(count) => Self { axes, count, kind: Kind::Random(seed) },
            &Choice::LatinHypercube(count) => Self { axes, count, kind: Kind::LatinHypercube(seed) },
            &Choice::Sobol(count) => {
                let (most, dimensions) = (sobol::MOST_POINTS, axes.len());
                if count > most || dimensions > sobol::MOST_DIMENSIONS {
                    let limit = format!(
                        "Sobol's sequence has {most} points in at most {} dimensions here",
                        sobol::MOST_DIMENSIONS
                    );
                    return Err(ScanError::Input(format!(
                        "{limit}\n  = help: `--random` and `--latin` have no such limit"
                    )));
                }
                #[expect(clippy::cast_possible_truncation, reason = "32 random bits are wanted")]
                let shift = (0..dimensions as u64).map(|d| random(seed, d, 0) as u32).collect();
                Self { axes, count, kind: Kind::Sobol { seed, sequence: Sobol::new(dimensions), shift } }
            }
            Choice::File(path) => {
                let (file, axes) = PointsFile::read(path, model)?;
                Self { axes, count: file.count(), kind: Kind::File(file) }
            }
        })
    }

    /// What varies, and between which values.
    #[must_use]
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// How many points there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether the points lie on a grid, so that axes have a number of points.
    pub(super) fn is_grid(&self) -> bool {
        matches!(self.kind, Kind::Grid(_))
    }

    /// How the points are chosen, for the metadata.
    pub(super) fn record(&self) -> Sampling {
        match &self.kind {
            Kind::Grid(_) => Sampling::Grid,
            &Kind::Random(seed) => Sampling::Random { seed },
            &Kind::LatinHypercube(seed) => Sampling::LatinHypercube { seed },
            &Kind::Sobol { seed, .. } => Sampling::Sobol { seed },
            Kind::File(file) => {
                Sampling::File { path: file.path().display().to_string(), sha256: file.hash().to_owned() }
            }
        }
    }

    /// Appends the values of the axes at point `index`, in powers of GeV. Points of a file are best asked for in order.
    ///
    /// # Errors
    ///
    /// [`ScanError`] if a file of points has gone or changed.
    pub fn values(&self, index: u64, out: &mut Vec<f64>) -> Result<(), ScanError> {
        let spread = |d: usize, part: f64| {
            let axis = &self.axes[d];
            axis.spacing.at(axis.from, axis.to, part)
        };
        let dimensions = 0..self.axes.len();
        match &self.kind {
            Kind::Grid(values) => {
                let start = out.len();
                let mut rest = index;
                for axis in values.iter().rev() {
                    let count = axis.len() as u64;
                    // Below the number of values of an axis, which is a usize.
                    out.push(axis[usize::try_from(rest % count).unwrap_or(0)]);
                    rest /= count;
                }
                out[start..].reverse();
            }
            &Kind::Random(seed) => out.extend(dimensions.map(|d| spread(d, unit(random(seed, d as u64, index))))),
            &Kind::LatinHypercube(seed) => out.extend(dimensions.map(|d| {
                let part = permuted(seed, d as u64, index, self.count);
                let inside = unit(random(!seed, d as u64, index));
                spread(d, (part as f64 + inside) / self.count as f64)
            })),
            Kind::Sobol { sequence, shift, .. } => out.extend(dimensions.map(|d| {
                let bits = sequence.coordinate(index, d) ^ shift[d];
                spread(d, (f64::from(bits) + 0.5) / sobol::MOST_POINTS as f64)
            })),
            Kind::File(file) => file.values(index, out)?,
        }
        Ok(())
    }
}

/// The choice that metadata record.
pub(super) fn recorded(sampling: &Sampling, count: u64) -> (Choice, u64) {
    match sampling {
        Sampling::Grid => (Choice::Grid, 0),
        &Sampling::Random { seed } => (Choice::Random(count), seed),
        &Sampling::LatinHypercube { seed } => (Choice::LatinHypercube(count), seed),
        &Sampling::Sobol { seed } => (Choice::Sobol(count), seed),
        Sampling::File { path, .. } => (Choice::File(Path::new(path).to_owned()), 0),
    }
}
