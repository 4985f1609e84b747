//! Where constraints hold: shaded, and hatched what they exclude.

use std::sync::Arc;

use super::band::Band;
use super::bounds::Bounds;
use super::grid::Grid;
use super::reach::Missed;
use super::{Drawn, ScanOptions, column, unknown};
use crate::cli::Failure;
use crate::error::Source;
use crate::model::{Document, Model, Overrides};
use crate::plot::{Colour, Dash, Figure, Fill, Hatch, PALETTE, Region, Samples, Stroke};
use crate::scan::{Kind, Table};

/// What constraints exclude.
const EXCLUDED: Colour = Colour(110, 110, 110);
/// What is preferred, one column after the other.
const PREFERRED: [Colour; 3] = [PALETTE[1], PALETTE[2], PALETTE[3]];
const HATCHES: [Hatch; 3] = [Hatch::Rising, Hatch::Falling, Hatch::Upright];

/// Adds the regions of constraints: those that are named, or all that hold at some points and not at others; bands that are asked
/// for; and where the target has no solution. `observed` if the observed relic density is marked already.
pub(super) fn limits(
    figure: &mut Figure,
    table: &Table,
    grid: &Grid<'_>,
    (options, observed): (&ScanOptions, bool),
) -> Result<(), Failure> {
    let model = model(table);
    let mut looks = Looks::default();
    for drawn in constraints(table, &options.constraints)? {
        let bounds = model.as_ref().and_then(|model| Bounds::of(model, table, &drawn));
        // A thick line shows where the relic density is the observed one.
        let is_line = |bounds: &Bounds<'_>| bounds.of.column.kind == Kind::OmegaH2 && !bounds.is_one_sided();
        if options.constraints.is_empty() && observed && bounds.as_ref().is_some_and(is_line) {
            continue;
        }
        figure.regions.extend(of_constraint(drawn, bounds.as_ref(), grid, &mut looks)?);
    }
    for text in &options.bands {
        let band = Band::parse(text)?;
        let of = column(table, Some(band.column))?;
        let (low, high) = band.ends(of)?;
        let values = Scaled::new(grid, of, |samples| samples.values().to_vec(), &[low, high])?;
        let colour = looks.colour(&of);
        figure.regions.push(preferred(values.between(grid, low, high)?, colour, 0.35).named(&band.name(of)));
    }
    figure.regions.extend(unsolved(table, grid, &mut looks)?);
    Ok(())
}

/// The constraints that are asked for, or all.
pub(super) fn constraints<'t>(table: &'t Table, names: &[String]) -> Result<Vec<Drawn<'t>>, Failure> {
    let columns = table.metadata.columns.iter().zip(&table.columns);
    let all = columns.map(|(column, values)| Drawn { column, values }).filter(|d| d.column.kind == Kind::Constraint);
    let mut all: Vec<Drawn<'_>> = all.collect();
    if names.len() == 1 && names[0] == "none" {
        return Ok(Vec::new());
    }
    if let Some(name) = names.iter().find(|name| all.iter().all(|drawn| drawn.column.name != **name)) {
        return Err(unknown("constraint", name, all.iter().map(|drawn| &*drawn.column.name)));
    }
    all.retain(|drawn| names.is_empty() || names.contains(&drawn.column.name));
    Ok(all)
}

/// How regions are told from each other.
#[derive(Default)]
struct Looks {
    hatched: usize,
    /// What is preferred of one column has one colour.
    columns: Vec<String>,
}

impl Looks {
    fn hatch(&mut self) -> Hatch {
        self.hatched += 1;
        HATCHES[(self.hatched - 1) % HATCHES.len()]
    }

    fn colour(&mut self, of: &Drawn<'_>) -> Colour {
        let name = &of.column.name;
        let known = self.columns.iter().position(|known| known == name).unwrap_or_else(|| {
            self.columns.push(name.clone());
            self.columns.len() - 1
        });
        PREFERRED[known % PREFERRED.len()]
    }
}

/// The values of a column on the plane, in logarithms if all of them and of the bounds are positive.
struct Scaled {
    samples: Samples,
    is_log: bool,
    range: (f64, f64),
}

impl Scaled {
    /// `values` are those that count.
    fn new(
        grid: &Grid<'_>,
        of: Drawn<'_>,
        values: impl Fn(&Samples) -> Vec<f64>,
        bounds: &[f64],
    ) -> Result<Self, Failure> {
        let all = grid.samples(of, |v| v)?;
        let all = all.with(values(&all))?;
        let known = || all.values().iter().copied().filter(|value| !value.is_nan());
        let range = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let is_log = range.0 > 0.0 && bounds.iter().any(|bound| *bound > 0.0);
        let samples = grid.continued(&if is_log { all.map(f64::ln) } else { all })?;
        Ok(Self { samples, is_log, range })
    }

    /// Whether the value passes another somewhere.
    fn passes(&self, value: f64) -> bool {
        self.range.0 < value && value < self.range.1
    }

    /// Where the value is between two others.
    fn between(&self, grid: &Grid<'_>, low: f64, high: f64) -> Result<Vec<Vec<(f64, f64)>>, Failure> {
        let scaled = |v: f64| match v {
            _ if v == f64::NEG_INFINITY => f64::MIN,
            _ if !self.is_log => v,
            _ if v > 0.0 => v.ln(),
            _ => f64::MIN,
        };
        grid.region(&self.samples, scaled(low), if high == f64::INFINITY { high } else { scaled(high) })
    }
}

/// The regions of a constraint: none if it holds everywhere or nowhere.
fn of_constraint(
    drawn: Drawn<'_>,
    bounds: Option<&Bounds<'_>>,
    grid: &Grid<'_>,
    looks: &mut Looks,
) -> Result<Vec<Region>, Failure> {
    let name = drawn.column.label.as_deref().unwrap_or(&drawn.column.name);
    let verdicts = grid.samples(drawn, |v| v)?;
    let applied = match bounds {
        Some(bounds) => bounds.applied(&grid.samples(bounds.of, |v| v)?, &verdicts),
        None => None,
    };
    let (Some(bounds), Some(applied)) = (bounds, applied) else {
        // Only the verdict is known: the edge runs halfway between points.
        let has = |wanted: f64| verdicts.values().contains(&wanted);
        if !(has(0.0) && has(1.0)) {
            return Ok(Vec::new());
        }
        let outlines =
            |sign: f64| grid.region(&grid.continued(&verdicts)?.map(|v| sign * (v - 0.5)), 0.0, f64::INFINITY);
        let range = bounds.filter(|bounds| bounds.min.is_some() && bounds.max.is_some());
        return Ok(vec![match range {
            Some(bounds) => preferred(outlines(1.0)?, looks.colour(&bounds.of), 0.3).named(name),
            None => excluded(outlines(-1.0)?, looks.hatch()).named(name),
        }]);
    };
    let edges: Vec<f64> = [bounds.min, bounds.max].into_iter().flatten().collect();
    let mut regions = Vec::new();
    let values = Scaled::new(grid, bounds.of, |_| applied.clone(), &edges)?;
    if edges.iter().any(|&edge| values.passes(edge)) {
        regions.push(match (bounds.min, bounds.max) {
            (Some(min), Some(max)) => preferred(values.between(grid, min, max)?, looks.colour(&bounds.of), 0.3),
            (Some(min), None) => excluded(values.between(grid, f64::NEG_INFINITY, min)?, looks.hatch()),
            (None, max) => excluded(values.between(grid, max.unwrap_or(f64::INFINITY), f64::INFINITY)?, looks.hatch()),
        });
    }
    let named = regions.len();
    regions = regions.into_iter().map(|region| region.named(name)).collect();
    if let (Some(one), Some(two)) = (bounds.within(1.0), bounds.within(2.0)) {
        let values = Scaled::new(grid, bounds.of, |_| applied.clone(), &[one.0, one.1, two.0, two.1])?;
        let passed = |(low, high): (f64, f64)| values.passes(low) || values.passes(high);
        let colour = if passed(one) || passed(two) { Some(looks.colour(&bounds.of)) } else { None };
        for (ends, opacity) in [(two, 0.15), (one, 0.3)] {
            if let Some(colour) = colour.filter(|_| passed(ends)) {
                regions.push(preferred(values.between(grid, ends.0, ends.1)?, colour, opacity));
            }
        }
        // The name stands in the inner one, if there is one.
        if let Some(last) = regions.get_mut(named..).and_then(<[Region]>::last_mut) {
            *last = last.clone().named(&format!("{name},\n1σ and 2σ"));
        }
    }
    Ok(regions)
}

/// Where the target has no solution.
fn unsolved(table: &Table, grid: &Grid<'_>, looks: &mut Looks) -> Result<Vec<Region>, Failure> {
    let Some(target) = &table.metadata.target else { return Ok(Vec::new()) };
    let cells = grid.unsolved()?;
    if !cells.values().contains(&1.0) {
        return Ok(Vec::new());
    }
    let Some(reach) = grid.reach() else {
        // Nothing tells where between the points the edge is.
        let outlines = cells.map(|v| v - 0.5).region(0.0, f64::INFINITY);
        return Ok(vec![excluded(outlines, looks.hatch()).named("no solution")]);
    };
    let goal = column(table, Some(&target.of)).ok();
    let symbol = goal.map_or_else(|| target.of.clone(), |goal| goal.name());
    let wanted = goal.map_or_else(|| target.value.to_string(), |goal| goal.written(target.value));
    let found = column(table, Some(&target.name)).ok();
    let parameter = found.map_or_else(|| target.name.clone(), |found| found.name());
    let range = found.and_then(|found| {
        let axis = found.column.axis()?;
        Some(format!(" from {} to {}", found.written(axis.from), found.written(axis.to)))
    });
    let range = range.unwrap_or_default();
    let mut regions = Vec::new();
    for (why, sign) in [(Missed::TooLarge, ">"), (Missed::TooSmall, "<")] {
        let outlines = reach.missed(why);
        if !outlines.is_empty() {
            let name = format!("{symbol} ${sign}$ {wanted} for all\n{parameter}{range}");
            regions.push(excluded(outlines, looks.hatch()).named(&name));
        }
    }
    Ok(regions)
}

/// A region that something prefers.
fn preferred(outlines: Vec<Vec<(f64, f64)>>, colour: Colour, opacity: f64) -> Region {
    let edge = Stroke { colour, width: 0.8, dash: Dash::Solid };
    Region::of(outlines, Fill { colour, opacity, hatch: None }).edged(edge)
}

/// A region that something excludes.
fn excluded(outlines: Vec<Vec<(f64, f64)>>, hatch: Hatch) -> Region {
    let fill = Fill { colour: EXCLUDED, opacity: 0.18, hatch: Some(hatch) };
    let edge = Stroke { colour: EXCLUDED, width: 0.8, dash: Dash::Solid };
    Region::of(outlines, fill).edged(edge)
}

/// The model of a scan, if it can still be read.
fn model(table: &Table) -> Option<Model> {
    let record = &table.metadata.model;
    let source = Source { name: record.file.clone(), text: record.text.clone() };
    let document = Document::with_tables(source, table.metadata.tables(), &Arc::default()).ok()?;
    document.resolve(&Overrides::default()).ok()
}
