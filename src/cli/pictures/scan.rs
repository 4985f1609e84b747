//! Pictures of scans: points, coloured cells and contours of a plane, and profiles over one axis.

mod band;
mod bounds;
mod grid;
mod levels;
mod limits;
mod options;
mod panels;
mod reach;

use self::grid::Grid;
use self::levels::{Level, confidence, levels};
use self::limits::limits;
use self::options::ScanKind;
pub(in crate::cli) use self::options::ScanOptions;
use super::lettering::{axis_label, quantity_latex};
use crate::cli::Failure;
use crate::error::closest;
use crate::plot::{
    self, Axis, AxisScale, Colour, Contour, Curve, Dash, Figure, Fill, HeatMap, Label, Marker, Markers, PALETTE,
    Picture, Reference, Region, Samples, Stroke,
};
use crate::report::significant;
use crate::scan::{Column, Kind, Metadata, Sampling, Table};
use crate::units::{Dimension, Unit};

/// Height of the frame of a plane in points.
const PLANE_HEIGHT: f64 = 190.0;
/// At most so many points have large marks.
const FEW: usize = 200;
/// How much paler than those of a bar the colours between contours are, for lines and names to stand out.
const PALER: f64 = 0.35;

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

    /// A value in the unit of the column, as it is written for people and read back, with so many digits.
    fn in_words(&self, value: f64, digits: usize) -> String {
        let power = self.column.power();
        let unit = match self.unit() {
            Some((text, _)) if text == "1" => String::new(),
            Some((text, _)) => format!(" {text}"),
            None if power == Dimension::NONE => String::new(),
            None => format!(" {power}"),
        };
        format!("{}{unit}", significant(value, digits))
    }

    /// A value in powers of GeV as text with formulas; energies in the unit in which they are short.
    fn written(&self, value: f64) -> String {
        const SHORT: std::ops::Range<f64> = 0.01..1e4;
        const ENERGIES: [(&str, f64); 5] = [("TeV", 1e3), ("GeV", 1.0), ("MeV", 1e-3), ("keV", 1e-6), ("eV", 1e-9)];
        let shown = value / self.factor();
        let is_energy = self.column.power() == Dimension::MASS && !SHORT.contains(&shown.abs());
        let shorter = ENERGIES.iter().find(|(_, unit)| is_energy && value.abs() >= *unit);
        let words = match shorter {
            Some((name, unit)) => format!("{} {name}", significant(value / unit, 3)),
            None => self.in_words(shown, 3),
        };
        quantity_latex(&words).map_or(words, |latex| format!("${latex}$"))
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
            _ => self.bar(),
        }
    }

    /// The axis, and if it ends where the values do some room for marks there.
    fn roomy_axis(&self) -> Axis {
        const ROOM: f64 = 0.04;
        let axis = self.axis();
        let wider = |(low, high): (f64, f64)| {
            if axis.scale == AxisScale::Log {
                let room = (high / low).powf(ROOM);
                (low / room, high * room)
            } else {
                let room = ROOM * (high - low);
                (low - room, high + room)
            }
        };
        let range = if self.column.axis().is_none() { axis.range.map(wider) } else { axis.range };
        Axis { range, ..axis }
    }

    /// An axis along which the values lie, from the least to the greatest that there is.
    fn bar(&self) -> Axis {
        let scale = match self.column.axis() {
            Some(axis) if axis.spacing == crate::model::Spacing::Log => AxisScale::Log,
            Some(_) => AxisScale::Linear,
            None => AxisScale::Auto,
        };
        plot::spanning(Axis { label: self.label(), scale, range: None }, self.shown())
    }
}

/// Draws a scan.
pub(in crate::cli) fn scan(mut table: Table, options: &ScanOptions, title: Option<&str>) -> Result<Picture, Failure> {
    // Marks that cover each other, and of equally good points the one that is taken, do not depend on which was done first.
    table.sort();
    let Some(axis) = &options.panels else { return Ok(figure(&table, options, title)?.draw()?) };
    let panels = panels::parts(&table, axis)?;
    let figures = panels.iter().map(|(table, value)| {
        let title = title.map_or_else(|| value.clone(), |title| format!("{title}, {value}"));
        figure(table, options, Some(&title))
    });
    Ok(plot::panels(&figures.collect::<Result<Vec<_>, _>>()?)?)
}

/// Refuses options that do not fit the columns that a scan will have, before anything is solved.
pub(in crate::cli) fn check_scan(metadata: &Metadata, options: &ScanOptions) -> Result<(), Failure> {
    let columns = vec![Vec::new(); metadata.columns.len()];
    let table = Table { metadata: metadata.clone(), columns, status: Vec::new() };
    if let Some(name) = &options.column {
        column(&table, Some(name))?;
    }
    axes(&table, &options.over)?;
    limits::constraints(&table, &options.constraints)?;
    for text in &options.bands {
        let band = band::Band::parse(text)?;
        band.ends(column(&table, Some(band.column))?)?;
    }
    match &options.panels {
        Some(axis) => panels::parts(&table, axis).map(|_| ()),
        None => Ok(()),
    }
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
            let observed = kind == ScanKind::Contours && value.column.kind == Kind::OmegaH2;
            limits(&mut figure, table, &grid, (options, observed))?;
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
    let mut figure = Figure::new(x.roomy_axis(), y.roomy_axis());
    let bar = value.bar();
    let rows = x.values.iter().zip(y.values).zip(value.values);
    let known: Vec<(f64, f64, f64)> =
        rows.filter_map(|((a, b), c)| Some(((*a)? / x.factor(), (*b)? / y.factor(), (*c)? / value.factor()))).collect();
    let marker = if known.len() <= FEW { Marker::Circle } else { Marker::Dot };
    for (colour, points) in plot::coloured(&known, &bar) {
        figure.markers.push(Markers { points, marker, colour, label: None });
    }
    figure.bar = Some(bar);
    figure
}

/// Every cell in the colour of its value.
fn map(figure: &mut Figure, grid: &Grid<'_>, value: Drawn<'_>) -> Result<(), Failure> {
    figure.map = Some(HeatMap { samples: grid.samples(value, |v| v)?, bar: value.bar() });
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
    let is_fit = value.column.kind == Kind::Chi2 && options.levels.is_empty();
    let log = axis.scale == AxisScale::Log && !is_fit;
    let scaled = |v: f64| if log { v.ln() } else { v };
    let samples = grid.continued(&shown.map(scaled))?;
    let filled = value.column.kind != Kind::Target && !options.lines;
    let best = if is_fit { least(&shown) } else { None };
    let lines = match best {
        Some((_, chi2)) => confidence(chi2),
        None => levels(value, &axis, &options.levels, filled)?,
    };
    if let Some((place, _)) = best {
        figure.markers.push(Markers { points: vec![place], marker: Marker::Star, colour: Colour::BLACK, label: None });
    }
    if filled {
        let edges: Vec<f64> = lines.iter().map(|level| scaled(level.value)).collect();
        let ends = std::iter::once(f64::NEG_INFINITY).chain(edges.iter().copied());
        let bands: Vec<(f64, f64)> = ends.zip(edges.iter().copied().chain([f64::INFINITY])).collect();
        let last = (bands.len().max(2) - 1) as f64;
        for (k, (low, high)) in bands.into_iter().enumerate() {
            let colour = plot::sequential(k as f64 / last).paler(PALER);
            // Below the lowest level there is all that has a value.
            let low = if low == f64::NEG_INFINITY { f64::MIN } else { low };
            let fill = Fill { colour, opacity: 1.0, hatch: None };
            figure.regions.push(Region::of(grid.region(&samples, low, high)?, fill));
        }
    }
    let observed = Some(table.metadata.observed_omega_h2).filter(|_| value.column.kind == Kind::OmegaH2);
    for Level { value, label } in &lines {
        if observed.is_some_and(|observed| (observed / value).ln().abs() < 0.05) {
            continue;
        }
        let (colour, width) = match (filled, observed) {
            (true, _) => (Colour::BLACK.paler(0.3), 0.7),
            (false, Some(_)) => (Colour::GREY, 1.0),
            (false, None) => (PALETTE[0], 1.25),
        };
        let stroke = Stroke { colour, width, dash: Dash::Solid };
        let lines = grid.contour(&samples, scaled(*value));
        figure.contours.push(Contour { lines, stroke, name: Some(label.clone()) });
    }
    if let Some(observed) = observed {
        let name = Some(Label::text(&format!(r"$\Omega h^2 = {observed}$")));
        // Blue is too close to the colours between, and what is preferred is orange.
        let colour = if filled { Colour::BLACK } else { PALETTE[0] };
        let stroke = Stroke { colour, width: 1.8, dash: Dash::Solid };
        figure.contours.push(Contour { lines: grid.contour(&samples, scaled(observed)), stroke, name });
    }
    Ok(())
}

/// Where a function is least, and what it is there.
fn least(samples: &Samples) -> Option<((f64, f64), f64)> {
    let (x, y) = samples.axes();
    let places = y.values().iter().flat_map(|&v| x.values().iter().map(move |&u| (u, v)));
    let known = places.zip(samples.values().iter().copied()).filter(|(_, value)| !value.is_nan());
    known.min_by(|a, b| a.1.total_cmp(&b.1))
}

#[cfg(test)]
mod tests;
