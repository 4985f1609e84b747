//! What lies beside a table of points: all that it takes to compute it again, to go on with it, and to draw it.
//!
//! The metadata of `scan.csv` are in `scan.meta.json`. They hold the text of the model with everything that was set in it
//! and the tables that it reads, how its points are chosen and solved, and what every column of the table means.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::ScanError;
use super::table::header;
use crate::error::Source;
use crate::model::{Axis, MOST_POINTS, Spacing};
use crate::units::{Dimension, Unit};

/// The version of the metadata and of the table.
pub const FORMAT: u32 = 1;
/// Most bytes that are read as metadata: the largest model with its tables.
const MOST_BYTES: usize = 1 << 30;

/// What lies beside a table of points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// 1.
    pub format: u32,
    /// The program that solved the points, with its version.
    pub program: String,
    /// The model, complete.
    pub model: ModelRecord,
    /// How the points are solved, and which of them are kept.
    pub settings: Settings,
    /// How the points are chosen.
    pub sampling: Sampling,
    /// How many points there are, in all shards together.
    pub points: u64,
    /// Which of them belong to this table; all if there is none.
    pub shard: Option<Shard>,
    /// What is found at each point before the rest is read off.
    pub target: Option<TargetRecord>,
    /// The relic density that is observed, of the model.
    pub observed_omega_h2: f64,
    /// The columns of the table, in order: the axes, the parameter that was found, `omega_h2`, `chi2`, observables,
    /// constraints, sensitivities, `solutions`, `goal_least`, `goal_greatest`, `status`, `message`.
    pub columns: Vec<Column>,
}

/// A model with everything that was set in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelRecord {
    /// The model's name.
    pub name: String,
    /// What the file was called when it was read.
    pub file: String,
    /// Sixteen hexadecimal digits that identify the text.
    pub hash: String,
    /// The text of the model file with the settings in it.
    pub text: String,
    /// The files that it reads.
    pub tables: Vec<TableRecord>,
}

/// A file beside the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableRecord {
    /// Its path in the model's folder.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// How points are solved, and which are kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The integration method.
    pub method: String,
    /// Relative tolerance on every yield; that of the model if there is none.
    pub tolerance: Option<f64>,
    /// Only points for which this holds are in the table, and those that failed.
    pub keep: Option<String>,
    /// Whether every point says how its relic density changes with the parameters.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitivities: bool,
}

/// How the points are chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Sampling {
    /// All combinations of the values of the axes; the last axis changes fastest.
    Grid,
    /// Independent and uniform in each axis' spacing.
    Random {
        /// Another seed gives other points.
        seed: u64,
    },
    /// Each of as many equal parts of each axis as there are points holds one of them.
    LatinHypercube {
        /// Another seed gives other points.
        seed: u64,
    },
    /// Sobol's sequence, shifted.
    Sobol {
        /// Another seed gives another shift.
        seed: u64,
    },
    /// The rows of a file.
    File {
        /// Where it was.
        path: String,
        /// The SHA-256 of what is in it.
        sha256: String,
    },
}

/// A part of the points: those whose number leaves the remainder `number` − 1 when divided by `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// From 1 to `of`.
    pub number: u64,
    /// How many parts there are.
    pub of: u64,
}

/// What is found at each point: the value of a parameter that gives what is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetRecord {
    /// The parameter; where it is looked for stands with its column.
    pub name: String,
    /// What should have the wanted value: `omega_h2` or an observable.
    pub of: String,
    /// The wanted value, in powers of GeV.
    pub value: f64,
    /// Which of several solutions is taken: `lowest` or `highest`.
    pub branch: String,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A parameter or setting that varies.
    Axis,
    /// The parameter that is found at each point.
    Target,
    /// Ωh² of all dark matter.
    OmegaH2,
    /// The sum of the squared pulls.
    Chi2,
    /// An observable.
    Observable,
    /// 1 where a constraint holds, 0 where it is violated.
    Constraint,
    /// d ln Ωh²/d ln p of a parameter p.
    Sensitivity,
    /// How many values of the target's parameter give what is wanted.
    Solutions,
    /// The least that the goal of the target comes to in the range of its parameter.
    GoalLeast,
    /// The greatest.
    GoalGreatest,
    /// `ok`, `failed` or `no-solution`.
    Status,
    /// Why there is no value, where there is none.
    Message,
}

/// A column of the table. What is undefined is empty there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The name in the header.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// The power of GeV of the values, such as `GeV^-1`, or `dimensionless`.
    pub dimension: String,
    /// The unit in which people like to see the values, such as `MeV`; the table itself has powers of GeV.
    pub unit: Option<String>,
    /// LaTeX without dollar signs.
    pub latex: Option<String>,
    /// A text for plots: the label of a constraint, the description of an observable or parameter.
    pub label: Option<String>,
    /// Of an axis or the target's parameter: the smallest value, in powers of GeV.
    pub from: Option<f64>,
    /// Of an axis or the target's parameter: the largest value, in powers of GeV.
    pub to: Option<f64>,
    /// Of an axis or the target's parameter: equal differences or equal ratios.
    pub spacing: Option<SpacingRecord>,
    /// Of an axis of a grid: how many values.
    pub points: Option<usize>,
}

/// [`Spacing`] in metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpacingRecord {
    /// Equal differences.
    Linear,
    /// Equal ratios.
    Log,
}

impl From<Spacing> for SpacingRecord {
    fn from(spacing: Spacing) -> Self {
        match spacing {
            Spacing::Linear => Self::Linear,
            Spacing::Log => Self::Log,
        }
    }
}

impl From<SpacingRecord> for Spacing {
    fn from(spacing: SpacingRecord) -> Self {
        match spacing {
            SpacingRecord::Linear => Self::Linear,
            SpacingRecord::Log => Self::Log,
        }
    }
}

impl Column {
    /// A column of numbers of `dimension`.
    #[must_use]
    pub fn new(name: &str, kind: Kind, dimension: Dimension) -> Self {
        let (name, dimension) = (name.to_owned(), dimension.to_string());
        let (unit, latex, label) = (None, None, None);
        Self { name, kind, dimension, unit, latex, label, from: None, to: None, spacing: None, points: None }
    }

    /// The power of GeV of the values.
    #[must_use]
    pub fn power(&self) -> Dimension {
        Unit::parse(&self.dimension).map_or(Dimension::NONE, |unit| unit.dimension)
    }

    /// The unit in which people like to see the values, with its text.
    #[must_use]
    pub fn usual_unit(&self) -> Option<(String, Unit)> {
        let text = self.unit.clone()?;
        Some((text.clone(), Unit::parse(&text).ok()?))
    }

    /// The axis that the column belongs to. One of points that do not lie on a grid has as many points as it has ends.
    #[must_use]
    pub fn axis(&self) -> Option<Axis> {
        let (from, to, spacing) = (self.from?, self.to?, self.spacing?.into());
        let (name, dimension) = (self.name.clone(), self.power());
        Some(Axis { name, from, to, dimension, points: self.points.unwrap_or(2), spacing })
    }
}

impl Metadata {
    /// Where the metadata of a table are.
    #[must_use]
    pub fn beside(table: &Path) -> PathBuf {
        table.with_extension("meta.json")
    }

    /// Reads metadata.
    ///
    /// # Errors
    ///
    /// [`ScanError`] if there are none at `path`, or they are not as a scan writes them.
    pub fn read(path: &Path) -> Result<Self, ScanError> {
        let name = path.display().to_string();
        let text = crate::model::read_text(path, MOST_BYTES)
            .map_err(|reason| ScanError::Metadata { path: name.clone(), reason })?;
        let complain = |reason: String| ScanError::Metadata { path: name.clone(), reason };
        let metadata: Self =
            serde_json::from_str(&text).map_err(|error| complain(format!("is not as a scan writes it: {error}")))?;
        if metadata.format != FORMAT {
            return Err(complain(format!("has the format {}, but this program reads {FORMAT}", metadata.format)));
        }
        metadata.check().map_err(complain)?;
        Ok(metadata)
    }

    /// What no scan writes, as the second half of a sentence.
    fn check(&self) -> Result<(), String> {
        if self.shard.is_some_and(|Shard { number, of }| !(1..=of).contains(&number)) {
            return Err("names a part that there is not".to_owned());
        }
        for column in self.columns.iter().filter(|column| matches!(column.kind, Kind::Axis | Kind::Target)) {
            let is_range = column.axis().is_some_and(|axis| {
                let is_positive = axis.spacing == Spacing::Linear || axis.from > 0.0;
                axis.from <= axis.to && is_positive && (2..=MOST_POINTS).contains(&axis.points)
            });
            if !is_range {
                return Err(format!("has no range for `{}`", column.name));
            }
        }
        Ok(())
    }

    /// The text of the file.
    pub(super) fn text(&self) -> String {
        // Strings and finite numbers can always be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The first line of the table.
    #[must_use]
    pub fn header(&self) -> String {
        header(self)
    }

    /// The columns that vary: the axes, in order.
    pub fn axes(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.kind == Kind::Axis)
    }

    /// The place of a column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The files beside the model.
    #[must_use]
    pub fn tables(&self) -> Vec<Source> {
        let tables = self.model.tables.iter();
        tables.map(|table| Source { name: table.name.clone(), text: table.text.clone() }).collect()
    }
}
