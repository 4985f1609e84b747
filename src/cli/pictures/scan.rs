//! Pictures of scans: points, coloured cells and contours of a plane, and profiles over one axis.

mod grid;
mod levels;
mod limits;

use clap::{Args, ValueEnum};

use self::grid::Grid;
use self::levels::{Level, levels};
use self::limits::limits;
use super::lettering::axis_label;
use crate::cli::Failure;
use crate::error::closest;
use crate::plot::{
    self, Axis, AxisScale, Colour, Contour, Curve, Dash, Figure, Fill, HeatMap, Label, Marker, Markers, PALETTE,
    Picture, Reference, Region, Stroke,
};
use crate::scan::{Column, Kind, Sampling, Table};
use crate::units::Unit;

/// Height of the frame of a plane in points.
const PLANE_HEIGHT: f64 = 190.0;
/// How much paler than those of a bar the colours between contours are, for lines and names to stand out.
const PALER: f64 = 0.35;

/// How a scan is drawn.
#[derive(Debug, Default, Args)]
pub(in crate::cli) struct ScanOptions {
    /// Of a scan: how to draw it [default: contours of a grid of two axes or more, a profile of one axis, else points]
    #[arg(long = "as", value_name = "KIND", value_enum)]
    kind: Option<ScanKind>,

    /// Of a scan: what to draw [default: the parameter of the target, else `omega_h2`, else `chi2` or the first observable]
    #[arg(long, value_name = "NAME")]
    column: Option<String>,

    /// Of a scan: over which axes, the horizontal one first [default: the first two]. Over others goes the minimum of χ², or
    /// of the column if nothing is measured
    #[arg(long, value_name = "X[,Y]", value_delimiter = ',')]
    over: Vec<String>,

    /// Of a scan: at which values to draw contours, with units: `15 keV,1 MeV` [default: round values]
    #[arg(long, value_name = "VALUES", value_delimiter = ',')]
    levels: Vec<String>,

    /// Of a scan: contours without colours between them
    #[arg(long)]
    lines: bool,

    /// Of a scan: the constraints whose regions are drawn, or `none` [default: all that some points satisfy and some do not]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    constraints: Vec<String>,
}

/// The kinds of pictures of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScanKind {
    /// Each point in the colour of its value
    Points,
    /// Each cell of a grid in the colour of its value
    Map,
    /// Lines of equal value on a grid, and the areas between
    Contours,
    /// The best or least value over one axis
    Profile,
}

impl ScanOptions {
    /// The first option that is given.
    pub(in crate::cli) fn given(&self) -> Option<&'static str> {
        [
            (self.kind.is_some(), "--as"),
            (self.column.is_some(), "--column"),
            (!self.over.is_empty(), "--over"),
            (!self.levels.is_empty(), "--levels"),
            (self.lines, "--lines"),
            (!self.constraints.is_empty(), "--constraints"),
        ]
        .into_iter()
        .find_map(|(given, name)| given.then_some(name))
    }
}

/// A column of a table that is drawn.
#[derive(Clone, Copy)]
struct Drawn<'t> {
    column: &'t Column,
    values: &'t [Option<f64>],
}

impl Drawn<'_> {
    fn unit(&self) -> Option<(String, Unit)> {
        self.column.usual_unit()
    }

    /// The unit of shown values, in powers of GeV.
    fn factor(&self) -> f64 {
        self.unit().map_or(1.0, |(_, unit)| unit.factor())
    }

    /// LaTeX of the quantity.
    fn symbol(&self) -> Option<String> {
        let fixed = match self.column.kind {
            Kind::OmegaH2 => Some(r"\Omega h^2"),
            Kind::Chi2 => Some(r"\chi^2"),
            _ => None,
        };
        fixed.map(str::to_owned).or_else(|| self.column.latex.clone())
    }

    /// The quantity as text with formulas.
    fn name(&self) -> String {
        self.symbol().map_or_else(|| self.column.name.clone(), |symbol| format!("${symbol}$"))
    }

    fn label(&self) -> Label {
        axis_label(&self.column.name, self.symbol().as_ref(), self.unit().as_ref(), self.column.power())
    }

    /// The values as they are shown.
    fn shown(&self) -> impl Iterator<Item = f64> + Clone + '_ {
        let factor = self.factor();
        self.values.iter().flatten().map(move |value| value / factor)
    }

    /// The axis of the picture along which the values lie.
    fn axis(&self) -> Axis {
        match self.column.axis() {
            Some(axis) if self.column.kind == Kind::Axis => {
                let scale = if axis.spacing == crate::model::Spacing::Log { AxisScale::Log } else { AxisScale::Linear };
                Axis { label: self.label(), scale, range: Some((axis.from / self.factor(), axis.to / self.factor())) }
            }
            _ => plot::spanning(Axis { label: self.label(), scale: AxisScale::Auto, range: None }, self.shown()),
        }
    }
}

/// Draws a scan.
pub(in crate::cli) fn scan(table: &Table, options: &ScanOptions, title: Option<&str>) -> Result<Picture, Failure> {
    Ok(figure(table, options, title)?.draw()?)
}

fn figure(table: &Table, options: &ScanOptions, title: Option<&str>) -> Result<Figure, Failure> {
    let value = column(table, options.column.as_deref())?;
    let axes = axes(table, &options.over)?;
    let is_grid = table.metadata.sampling == Sampling::Grid;
    let kind = options.kind.unwrap_or(match (&axes[..], is_grid) {
        ([_], _) => ScanKind::Profile,
        (_, true) => ScanKind::Contours,
        _ => ScanKind::Points,
    });
    if value.shown().next().is_none() {
        return Err(Failure::Input(format!("error: no point of the scan has a value of `{}`", value.column.name)));
    }
    let mut figure = match (kind, &axes[..]) {
        (ScanKind::Profile, [x, ..]) => profile(table, *x, value),
        (ScanKind::Points, [x, y]) => points(*x, *y, value),
        (ScanKind::Map | ScanKind::Contours, [x, y]) if is_grid => {
            let grid = Grid::new(table, [*x, *y], value)?;
            let mut figure = Figure::new(x.axis(), y.axis());
            if kind == ScanKind::Map {
                map(&mut figure, &grid, value)?;
            } else {
                contours(&mut figure, table, &grid, value, options)?;
            }
            limits(&mut figure, table, &grid, &options.constraints)?;
            figure
        }
        (ScanKind::Map | ScanKind::Contours, [_, _]) => {
            return Err(Failure::Input(
                "error: cells and contours need a grid, but the points of this scan do not lie on one\n  = help: \
                 `--as points` draws them"
                    .to_owned(),
            ));
        }
        _ => {
            return Err(Failure::Input(
                "error: this needs two axes, but the scan has one\n  = help: `--as profile` draws it".to_owned(),
            ));
        }
    };
    if kind != ScanKind::Profile {
        figure.height = PLANE_HEIGHT;
    }
    figure.title = Some(title.map_or_else(|| heading(table, kind, &axes, value), Label::text));
    Ok(figure)
}

/// What is drawn of which model, as far as the axes do not say it.
fn heading(table: &Table, kind: ScanKind, axes: &[Drawn<'_>], value: Drawn<'_>) -> Label {
    let mut parts = vec![table.metadata.model.name.clone()];
    if kind == ScanKind::Contours && value.column.kind != Kind::Target {
        parts.push(value.name());
    }
    let shown = if kind == ScanKind::Profile { 1 } else { 2 };
    let others =
        table.metadata.axes().filter(|axis| !axes.iter().take(shown).any(|drawn| drawn.column.name == axis.name));
    let others: Vec<String> = others.map(|column| Drawn { column, values: &[] }.name()).collect();
    if kind != ScanKind::Points && !others.is_empty() {
        let what = if grid::is_measured(table) { r"at the least $\chi^2$" } else { "least" };
        parts.push(format!("{what} over {}", others.join(", ")));
    }
    Label::text(&parts.join(", "))
}

/// The column that is asked for, or the one that matters most.
fn column<'t>(table: &'t Table, name: Option<&str>) -> Result<Drawn<'t>, Failure> {
    let columns = || table.metadata.columns.iter().zip(&table.columns).map(|(column, values)| Drawn { column, values });
    let numbers = || columns().filter(|drawn| !matches!(drawn.column.kind, Kind::Status | Kind::Message));
    let Some(name) = name else {
        let known = |drawn: &Drawn<'_>| drawn.values.iter().any(Option::is_some);
        let order = [Kind::Target, Kind::OmegaH2, Kind::Chi2, Kind::Observable];
        let found =
            order.into_iter().find_map(|kind| numbers().find(|drawn| drawn.column.kind == kind && known(drawn)));
        return found.ok_or_else(|| Failure::Input("error: the scan has no values to draw".to_owned()));
    };
    numbers()
        .find(|drawn| drawn.column.name == name)
        .ok_or_else(|| unknown("column", name, numbers().map(|d| &*d.column.name)))
}

/// The axes over which is drawn: those that are asked for, or the first two.
fn axes<'t>(table: &'t Table, over: &[String]) -> Result<Vec<Drawn<'t>>, Failure> {
    let all = table.metadata.columns.iter().zip(&table.columns).map(|(column, values)| Drawn { column, values });
    let all: Vec<Drawn<'t>> = all.filter(|drawn| drawn.column.kind == Kind::Axis).collect();
    if over.len() > 2 {
        return Err(Failure::Input("error: a picture has at most two axes\n  = help: `--over X,Y`".to_owned()));
    }
    if over.is_empty() {
        return Ok(all.into_iter().take(2).collect());
    }
    let find = |name: &String| {
        let found = all.iter().find(|drawn| drawn.column.name == *name).copied();
        found.ok_or_else(|| unknown("axis", name, all.iter().map(|drawn| &*drawn.column.name)))
    };
    over.iter().map(find).collect()
}

fn unknown<'a>(what: &str, name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Failure {
    let hint = closest(name, names.clone()).map_or_else(
        || format!("there are {}", names.collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    Failure::Input(format!("error: the scan has no {what} `{name}`\n  = help: {hint}"))
}

fn line(colour: Colour) -> Stroke {
    Stroke { colour, width: 1.25, dash: Dash::Solid }
}

/// The best value over one axis: where χ² is least, or the value itself.
fn profile(table: &Table, x: Drawn<'_>, value: Drawn<'_>) -> Figure {
    let curve = grid::profile(table, x, value);
    let mut figure = Figure::new(x.axis(), Axis { label: value.label(), scale: AxisScale::Auto, range: None });
    if value.column.kind == Kind::OmegaH2 {
        let observed = table.metadata.observed_omega_h2;
        let stroke = Stroke { colour: Colour::GREY, width: 0.8, dash: Dash::Dashed };
        figure.references.push(Reference {
            y: observed,
            label: Label::text(&format!(r"$\Omega h^2 = {observed}$")),
            stroke,
        });
    }
    figure.curves.push(Curve { points: curve, label: None, stroke: line(PALETTE[0]) });
    figure
}

/// Every point in the colour of its value.
fn points(x: Drawn<'_>, y: Drawn<'_>, value: Drawn<'_>) -> Figure {
    let mut figure = Figure::new(x.axis(), y.axis());
    let bar = value.axis();
    let rows = x.values.iter().zip(y.values).zip(value.values);
    let known: Vec<(f64, f64, f64)> =
        rows.filter_map(|((a, b), c)| Some(((*a)? / x.factor(), (*b)? / y.factor(), (*c)? / value.factor()))).collect();
    for (colour, points) in plot::coloured(&known, &bar) {
        figure.markers.push(Markers { points, marker: Marker::Dot, colour, label: None });
    }
    figure.bar = Some(bar);
    figure
}

/// Every cell in the colour of its value.
fn map(figure: &mut Figure, grid: &Grid<'_>, value: Drawn<'_>) -> Result<(), Failure> {
    figure.map = Some(HeatMap { samples: grid.samples(value, |v| v)?, bar: value.axis() });
    Ok(())
}

/// Lines of equal value; the areas between in colours, unless the column is the parameter that was found.
fn contours(
    figure: &mut Figure,
    table: &Table,
    grid: &Grid<'_>,
    value: Drawn<'_>,
    options: &ScanOptions,
) -> Result<(), Failure> {
    let shown = grid.samples(value, |v| v)?;
    let axis = Axis { label: value.label(), scale: AxisScale::Auto, range: None };
    let axis = plot::spanning(axis, shown.values().iter().copied());
    let log = axis.scale == AxisScale::Log;
    let scaled = |v: f64| if log { v.ln() } else { v };
    let samples = shown.map(scaled);
    let filled = value.column.kind != Kind::Target && !options.lines;
    let lines = levels(value, &axis, &options.levels, filled)?;
    if filled {
        let edges: Vec<f64> = lines.iter().map(|level| scaled(level.value)).collect();
        let ends = std::iter::once(f64::NEG_INFINITY).chain(edges.iter().copied());
        let bands: Vec<(f64, f64)> = ends.zip(edges.iter().copied().chain([f64::INFINITY])).collect();
        let last = (bands.len().max(2) - 1) as f64;
        for (k, (low, high)) in bands.into_iter().enumerate() {
            let colour = plot::sequential(k as f64 / last).paler(PALER);
            // Below the lowest level there is all that has a value.
            let low = if low == f64::NEG_INFINITY { f64::MIN } else { low };
            figure.regions.push(Region::of(samples.region(low, high), Fill { colour, opacity: 1.0, hatch: None }));
        }
    }
    let observed = Some(table.metadata.observed_omega_h2).filter(|_| value.column.kind == Kind::OmegaH2);
    for Level { value, label } in &lines {
        if observed.is_some_and(|observed| (observed / value).ln().abs() < 0.05) {
            continue;
        }
        let (colour, width) = if filled { (Colour::BLACK.paler(0.3), 0.7) } else { (PALETTE[0], 1.25) };
        let stroke = Stroke { colour, width, dash: Dash::Solid };
        figure.contours.push(Contour { lines: samples.contour(scaled(*value)), stroke, name: Some(label.clone()) });
    }
    if let Some(observed) = observed {
        let name = Some(Label::text(&format!(r"$\Omega h^2 = {observed}$")));
        let stroke = Stroke { colour: PALETTE[1], width: 1.8, dash: Dash::Solid };
        figure.contours.push(Contour { lines: samples.contour(scaled(observed)), stroke, name });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
