//! A scan before it begins: the model, its points, how they are solved, and what the table will hold.

use std::str::FromStr;
use std::sync::Arc;

use super::difference::difference;
use super::error::ScanError;
use super::keep::Keep;
use super::metadata::{Column, FORMAT, Kind, Metadata, ModelRecord, Settings, Shard, TableRecord, TargetRecord};
use super::row::write_number;
use super::sample::{Choice, Sample, recorded};
use crate::error::Source;
use crate::model::plugin::Registry;
use crate::model::{Axis, Document, Goal, Model, Overrides};
use crate::ode::Method;
use crate::run::{Family, RunSettings, Target, Varied};
use crate::units::Dimension;

/// What is to be scanned, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// The model.
    pub document: Document,
    /// What is set in it.
    pub overrides: Overrides,
    /// How points are solved.
    pub settings: RunSettings,
    /// What varies; empty if the points come from a file.
    pub axes: Vec<Axis>,
    /// How points are chosen.
    pub choice: Choice,
    /// What each point is first solved for, and which solution is taken.
    pub target: Option<(Target, Branch)>,
    /// Another seed gives other random points.
    pub seed: u64,
    /// Only points for which this holds are written.
    pub keep: Option<String>,
    /// Whether every point is differentiated too.
    pub sensitivities: bool,
    /// Which part of the points are solved; all if `None`.
    pub shard: Option<Shard>,
}

/// Which of several solutions of a target is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Branch {
    /// That with the lowest value of the parameter.
    #[default]
    Lowest,
    /// That with the highest.
    Highest,
}

impl Branch {
    /// The word on the command line and in metadata.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lowest => "lowest",
            Self::Highest => "highest",
        }
    }
}

impl FromStr for Branch {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let branch = [Self::Lowest, Self::Highest].into_iter().find(|branch| branch.word() == word);
        branch.ok_or_else(|| format!("expected `lowest` or `highest`, found `{word}`"))
    }
}

/// A scan that is ready to begin.
#[derive(Debug)]
pub struct Scan {
    pub(super) metadata: Metadata,
    pub(super) sample: Sample,
    pub(super) family: Family,
    pub(super) target: Option<(Target, Branch)>,
    pub(super) keep: Option<Keep>,
}

impl Scan {
    /// Prepares a scan.
    ///
    /// # Errors
    ///
    /// [`ScanError`] if the model, an axis, the condition or the file of points is wrong.
    pub fn new(request: &Request) -> Result<Self, ScanError> {
        let Request { document, overrides, settings, axes, choice, target, seed, keep, sensitivities, shard } = request;
        let text = document.resolved_text(overrides)?;
        let model = document.resolve(overrides)?;
        let sample = Sample::new(axes.clone(), choice, *seed, &model)?;
        if sample.count() == 0 {
            return Err(ScanError::Input("there are no points to solve".to_owned()));
        }
        let found = target.as_ref().map(|(target, _)| &target.axis);
        if let Some(axis) = found.filter(|axis| sample.axes().iter().any(|other| other.name == axis.name)) {
            let name = &axis.name;
            return Err(ScanError::Input(format!("`{name}` cannot be an axis and be found at each point as well")));
        }
        let varied = sample.axes().iter().chain(found);
        let varied = varied.map(|axis| Varied { name: axis.name.clone(), dimension: axis.dimension });
        let family = Family::new(document, overrides, varied.collect(), *settings)?;
        if *sensitivities && !model.species.iter().any(|species| species.dark_matter) {
            return Err(ScanError::Input(format!("`{}` has no dark matter that could be sensitive", model.name)));
        }
        let columns = columns(&sample, target.as_ref(), family.reference(), *sensitivities);
        let keep_condition = keep.as_deref().map(|text| Keep::new(text, &columns, family.reference())).transpose()?;
        let record = Source { name: document.source().name.clone(), text };
        let settings = Settings {
            method: settings.method.name().to_owned(),
            tolerance: settings.tolerance,
            keep: keep.clone(),
            sensitivities: *sensitivities,
        };
        let metadata = Metadata {
            format: FORMAT,
            program: crate::PROGRAM.to_owned(),
            model: model_record(family.reference(), record, document),
            settings,
            sampling: sample.record(),
            points: sample.count(),
            shard: *shard,
            target: target.as_ref().map(|(target, branch)| target_record(target, *branch, family.reference())),
            observed_omega_h2: family.reference().relic.omega_h2,
            columns,
        };
        Ok(Self { metadata, sample, family, target: target.clone(), keep: keep_condition })
    }

    /// Prepares the scan that `metadata` record, of the part `shard` of its points.
    ///
    /// # Errors
    ///
    /// [`ScanError`] if this program cannot do that, or the file of points is not what it was.
    pub fn again(metadata: &Metadata, shard: Option<Shard>, registry: &Arc<Registry>) -> Result<Self, ScanError> {
        let source = Source { name: metadata.model.file.clone(), text: metadata.model.text.clone() };
        let document = Document::with_tables(source, metadata.tables(), registry)?;
        let method = Method::from_str(&metadata.settings.method).map_err(|e| ScanError::Input(e.to_string()))?;
        let (choice, seed) = recorded(&metadata.sampling, metadata.points);
        let axes = match choice {
            Choice::File(_) => Vec::new(),
            _ => metadata.axes().filter_map(Column::axis).collect(),
        };
        let settings = RunSettings { method, tolerance: metadata.settings.tolerance };
        let target = match &metadata.target {
            Some(record) => Some(target_again(record, metadata, &document.resolve(&Overrides::default())?)?),
            None => None,
        };
        let (overrides, keep) = (Overrides::default(), metadata.settings.keep.clone());
        let sensitivities = metadata.settings.sensitivities;
        let request = Request { document, overrides, settings, axes, choice, target, seed, keep, sensitivities, shard };
        let scan = Self::new(&request)?;
        if scan.metadata.sampling != metadata.sampling {
            return Err(ScanError::Input(
                "the file of points is not the one that was scanned: its hash differs".to_owned(),
            ));
        }
        let wanted = Metadata { program: scan.metadata.program.clone(), shard, ..metadata.clone() };
        match difference(&wanted, &scan.metadata) {
            None => Ok(scan),
            Some(difference) => Err(ScanError::Input(format!(
                "the metadata ask for what {} does not do; it would differ:{difference}",
                crate::PROGRAM
            ))),
        }
    }

    /// What lies beside the table.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// How many points this scan solves: those of its shard.
    #[must_use]
    pub fn count(&self) -> u64 {
        let (points, Shard { number, of }) = (self.metadata.points, self.part());
        if points < number { 0 } else { (points - number) / of + 1 }
    }

    /// The number, among all points of the scan, of the point at `place` among those of its shard.
    pub(super) fn number(&self, place: u64) -> u64 {
        let Shard { number, of } = self.part();
        place * of + number - 1
    }

    /// The place in this shard of the point that has this number among all points; `None` if it is in another.
    pub(super) fn place(&self, number: u64) -> Option<u64> {
        let Shard { number: shard, of } = self.part();
        (number < self.metadata.points && number % of == shard - 1).then_some(number / of)
    }

    fn part(&self) -> Shard {
        self.metadata.shard.unwrap_or(Shard { number: 1, of: 1 })
    }

    /// The values of the axes at a point, each as it is set on the command line.
    ///
    /// # Errors
    ///
    /// [`ScanError`] if a file of points has gone or changed.
    pub fn settings(&self, place: u64) -> Result<Vec<String>, ScanError> {
        let mut values = Vec::new();
        self.sample.values(self.number(place), &mut values)?;
        let axes = self.sample.axes().iter().zip(values).map(|(axis, value)| {
            let mut text = format!("{}=", axis.name);
            write_number(value, &mut text);
            if axis.dimension == Dimension::NONE { text } else { format!("{text} {}", axis.dimension) }
        });
        Ok(axes.collect())
    }
}

fn model_record(model: &Model, source: Source, document: &Document) -> ModelRecord {
    let tables = document.tables().into_iter().map(|table| TableRecord { name: table.name, text: table.text });
    let hash = crate::model::hash(&source.text);
    ModelRecord { name: model.name.clone(), file: source.name, hash, text: source.text, tables: tables.collect() }
}

fn target_record(target: &Target, branch: Branch, model: &Model) -> TargetRecord {
    let (of, branch) = (target.goal.name(model).to_owned(), branch.word().to_owned());
    TargetRecord { name: target.axis.name.clone(), of, value: target.wanted, branch }
}

/// The target that metadata record.
fn target_again(record: &TargetRecord, metadata: &Metadata, model: &Model) -> Result<(Target, Branch), ScanError> {
    let column = |kind: Kind, name: &str| metadata.columns.iter().find(|c| c.kind == kind && c.name == name);
    let axis = column(Kind::Target, &record.name).and_then(Column::axis);
    let axis = axis.ok_or_else(|| ScanError::Input(format!("there is no column of the target `{}`", record.name)))?;
    let dimension = column(Kind::Observable, &record.of).map_or(Dimension::NONE, Column::power);
    let unit = if dimension == Dimension::NONE { String::new() } else { format!(" {dimension}") };
    let (goal, wanted) = model.goal("the target", &format!("{}={:e}{unit}", record.of, record.value))?;
    let branch = record.branch.parse().map_err(ScanError::Input)?;
    Ok((Target { axis, goal, wanted }, branch))
}

/// The columns of the table.
fn columns(sample: &Sample, target: Option<&(Target, Branch)>, model: &Model, sensitivities: bool) -> Vec<Column> {
    let mut columns: Vec<Column> =
        sample.axes().iter().map(|axis| axis_column(axis, sample.is_grid(), model)).collect();
    columns.extend(target.map(|(target, _)| Column { kind: Kind::Target, ..axis_column(&target.axis, true, model) }));
    columns.push(Column {
        latex: Some(r"\Omega h^2".to_owned()),
        ..Column::new("omega_h2", Kind::OmegaH2, Dimension::NONE)
    });
    columns.push(Column { latex: Some(r"\chi^2".to_owned()), ..Column::new("chi2", Kind::Chi2, Dimension::NONE) });
    columns.extend(model.observables.iter().map(|observable| Column {
        unit: observable.unit.as_ref().map(|(text, _)| text.clone()),
        latex: observable.latex.clone(),
        label: observable.description.clone(),
        ..Column::new(&observable.name, Kind::Observable, observable.dimension)
    }));
    columns.extend(model.constraints.iter().map(|constraint| Column {
        label: constraint.label.clone(),
        ..Column::new(&constraint.name, Kind::Constraint, Dimension::NONE)
    }));
    columns.extend(model.parameters.iter().filter(|_| sensitivities).map(|parameter| Column {
        latex: parameter.latex.as_ref().map(|latex| format!(r"\partial\ln\Omega h^2/\partial\ln {latex}")),
        ..Column::new(&format!("sensitivity_{}", parameter.name), Kind::Sensitivity, Dimension::NONE)
    }));
    if let Some((target, _)) = target {
        let observable = match target.goal {
            Goal::RelicDensity => None,
            Goal::Observable(i) => model.observables.get(i),
        };
        let dimension = observable.map_or(Dimension::NONE, |observable| observable.dimension);
        let unit = observable.and_then(|observable| observable.unit.as_ref()).map(|(text, _)| text.clone());
        columns.push(Column::new(SOLUTIONS, Kind::Solutions, Dimension::NONE));
        for (name, kind) in [("goal_least", Kind::GoalLeast), ("goal_greatest", Kind::GoalGreatest)] {
            columns.push(Column { unit: unit.clone(), ..Column::new(name, kind, dimension) });
        }
    }
    columns.push(Column::new("status", Kind::Status, Dimension::NONE));
    columns.push(Column::new("message", Kind::Message, Dimension::NONE));
    columns
}

/// The column that counts solutions of the target.
const SOLUTIONS: &str = "solutions";

fn axis_column(axis: &Axis, is_grid: bool, model: &Model) -> Column {
    let parameter = model.parameters.iter().find(|parameter| parameter.name == axis.name);
    Column {
        unit: model.usual_unit(&axis.name).map(|(text, _)| text),
        latex: parameter.and_then(|parameter| parameter.latex.clone()),
        label: parameter.and_then(|parameter| parameter.description.clone()),
        from: Some(axis.from),
        to: Some(axis.to),
        spacing: Some(axis.spacing.into()),
        points: is_grid.then_some(axis.points),
        ..Column::new(&axis.name, Kind::Axis, axis.dimension)
    }
}
