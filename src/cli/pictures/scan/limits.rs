//! Where constraints hold: shaded, and hatched what they exclude.

use std::sync::Arc;

use super::grid::Grid;
use super::{Drawn, unknown};
use crate::cli::Failure;
use crate::error::Source;
use crate::model::{Document, Model, Overrides, Written};
use crate::plot::{Colour, Dash, Figure, Fill, Hatch, PALETTE, Region, Samples, Stroke};
use crate::scan::{Kind, Table};
use crate::units::Quantity;

/// What constraints exclude.
const EXCLUDED: Colour = Colour(110, 110, 110);
/// What ranges prefer, one after the other.
const PREFERRED: [Colour; 3] = [PALETTE[1], PALETTE[2], PALETTE[3]];
const HATCHES: [Hatch; 3] = [Hatch::Rising, Hatch::Falling, Hatch::Upright];

/// Adds the regions of constraints: those that are named, or all that hold at some points and not at others; and where the
/// target has no solution.
pub(super) fn limits(figure: &mut Figure, table: &Table, grid: &Grid<'_>, names: &[String]) -> Result<(), Failure> {
    let columns = table.metadata.columns.iter().zip(&table.columns);
    let all = columns.map(|(column, values)| Drawn { column, values }).filter(|d| d.column.kind == Kind::Constraint);
    let all: Vec<Drawn<'_>> = all.collect();
    let none = names.len() == 1 && names[0] == "none";
    if let (false, Some(name)) = (none, names.iter().find(|name| all.iter().all(|drawn| drawn.column.name != **name))) {
        return Err(unknown("constraint", name, all.iter().map(|drawn| &*drawn.column.name)));
    }
    let model = model(table);
    let mut hatches = HATCHES.into_iter().cycle();
    let mut colours = PREFERRED.into_iter().cycle();
    let shown = |drawn: &&Drawn<'_>| !none && (names.is_empty() || names.contains(&drawn.column.name));
    for drawn in all.iter().filter(shown) {
        let holds = grid.samples(*drawn, |v| v)?;
        let has = |wanted: f64| holds.values().contains(&wanted);
        if !(has(0.0) && has(1.0)) {
            continue;
        }
        let bounds = model.as_ref().and_then(|model| Bounds::of(model, table, drawn));
        let margin = match &bounds {
            Some(bounds) => bounds.margin(grid, &holds)?,
            None => None,
        };
        // Where only the verdict is known, the edge runs halfway between points.
        let margin = margin.unwrap_or_else(|| holds.map(|v| v - 0.5));
        let name = drawn.column.label.as_deref().unwrap_or(&drawn.column.name);
        let preferred = bounds.is_some_and(|bounds| bounds.min.is_some() && bounds.max.is_some());
        let region = if let (true, Some(colour)) = (preferred, colours.next()) {
            let edge = Stroke { colour, width: 0.8, dash: Dash::Solid };
            let fill = Fill { colour, opacity: 0.3, hatch: None };
            Region::of(margin.region(0.0, f64::INFINITY), fill).edged(edge)
        } else {
            excluded(&margin.map(|v| -v), hatches.next())
        };
        figure.regions.push(region.named(name));
    }
    let unsolved = grid.unsolved()?;
    if table.metadata.target.is_some() && unsolved.values().contains(&1.0) {
        figure.regions.push(excluded(&unsolved.map(|v| v - 0.5), hatches.next()).named("no solution"));
    }
    Ok(())
}

/// The region in which a function is positive, as one that is excluded.
fn excluded(beyond: &Samples, hatch: Option<Hatch>) -> Region {
    let fill = Fill { colour: EXCLUDED, opacity: 0.18, hatch };
    let edge = Stroke { colour: EXCLUDED, width: 0.8, dash: Dash::Solid };
    Region::of(beyond.region(0.0, f64::INFINITY), fill).edged(edge)
}

/// The model of a scan, if it can still be read.
fn model(table: &Table) -> Option<Model> {
    let record = &table.metadata.model;
    let source = Source { name: record.file.clone(), text: record.text.clone() };
    let document = Document::with_tables(source, table.metadata.tables(), &Arc::default()).ok()?;
    document.resolve(&Overrides::default()).ok()
}

/// A constraint that compares a column with numbers.
struct Bounds<'t> {
    of: Drawn<'t>,
    min: Option<f64>,
    max: Option<f64>,
}

impl<'t> Bounds<'t> {
    fn of(model: &Model, table: &'t Table, constraint: &Drawn<'_>) -> Option<Self> {
        let number = model.constraints.iter().position(|known| known.name == constraint.column.name)?;
        let column = table.metadata.column(model.constraints[number].of.trim())?;
        let of = Drawn { column: table.metadata.columns.get(column)?, values: table.columns.get(column)? };
        let written = model.written_constraint(number)?;
        let value = |bound: Option<Written<'_>>| match bound {
            None => Some(None),
            Some(Written::Quantity(text)) => {
                Quantity::parse(text).ok().map(|quantity| Some(quantity.value / of.factor()))
            }
            Some(Written::Formula(_)) => None,
        };
        Some(Self { of, min: value(written.min)?, max: value(written.max)? })
    }

    /// How far the value is within its bounds, negative beyond; none if that does not agree with the verdicts, as that of a
    /// constraint that applies only under a condition.
    fn margin(&self, grid: &Grid<'_>, holds: &Samples) -> Result<Option<Samples>, Failure> {
        let values = grid.samples(self.of, |v| v)?;
        let positive = values.values().iter().all(|v| v.is_nan() || *v > 0.0);
        let positive = positive && [self.min, self.max].into_iter().flatten().all(|bound| bound > 0.0);
        let scaled = |v: f64| if positive { v.ln() } else { v };
        let margin = values.map(|v| {
            let above = self.min.map(|min| scaled(v) - scaled(min));
            let below = self.max.map(|max| scaled(max) - scaled(v));
            // Where the value is not known, neither is this.
            above.into_iter().chain(below).reduce(|a, b| if a < b || a.is_nan() { a } else { b }).unwrap_or(f64::NAN)
        });
        let agrees = |(margin, verdict): (&f64, &f64)| verdict.is_nan() || (*margin >= 0.0) == (*verdict > 0.5);
        Ok(Some(margin).filter(|margin| margin.values().iter().zip(holds.values()).all(agrees)))
    }
}
