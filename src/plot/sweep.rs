//! The picture of a sweep: the relic density over a parameter, every stretch of it named by its mechanism.

use super::style::series;
use super::{
    Axis, AxisScale, Colour, Contour, Dash, Figure, Key, Label, Marker, Markers, Note, PALETTE, Picture, Place,
    PlotError, Reference, Stroke,
};

/// The relic density over a parameter, of one model or several.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepPlot {
    /// A line above the picture.
    pub title: Option<Label>,
    /// The parameter, with its unit.
    pub x_label: Label,
    /// How its values are spread.
    pub x_scale: AxisScale,
    /// The first and the last value.
    pub x_range: (f64, f64),
    /// The models.
    pub runs: Vec<SweepRun>,
    /// Relic densities that are observed, with their names.
    pub observed: Vec<(f64, Label)>,
}

/// The relic density of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepRun {
    /// What tells this model from the others; not shown for a single one.
    pub label: Label,
    /// The stretches, in the order of the parameter.
    pub stretches: Vec<SweepStretch>,
    /// Where it is the observed one: the parameter, the density and what is written there.
    pub crossings: Vec<(f64, f64, Label)>,
}

/// Neighbouring points with one mechanism.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepStretch {
    /// The mechanism, if there is one.
    pub name: Option<Label>,
    /// The parameter and Ωh².
    pub points: Vec<(f64, f64)>,
    /// Whether the next stretch begins at the last point.
    pub continues: bool,
}

/// Height of the frame in points.
const HEIGHT: f64 = 180.0;

/// Draws Ωh² over a parameter, with the name of the mechanism along each stretch. The stretches of a single model differ in
/// colour, several models have a colour each, and diamonds between their stretches.
///
/// # Errors
///
/// Those of [`Figure::draw`].
pub fn sweep(plot: &SweepPlot) -> Result<Picture, PlotError> {
    figure(plot).draw()
}

fn figure(plot: &SweepPlot) -> Figure {
    let mut figure = Figure::new(
        Axis { label: plot.x_label.clone(), scale: plot.x_scale, range: Some(plot.x_range) },
        Axis { label: Label::math(r"\Omega h^2"), scale: AxisScale::Log, range: None },
    );
    figure.height = HEIGHT;
    figure.title.clone_from(&plot.title);
    let grey = Stroke { colour: Colour::GREY, width: 0.8, dash: Dash::Dashed };
    figure.references =
        plot.observed.iter().map(|(y, label)| Reference { y: *y, label: label.clone(), stroke: grey }).collect();
    let mut mechanisms: Vec<Option<&Label>> = Vec::new();
    for (number, run) in plot.runs.iter().enumerate() {
        let (of_run, dash) = series(number);
        let mut changes = Vec::new();
        for stretch in &run.stretches {
            let place = mechanisms.iter().position(|m| *m == stretch.name.as_ref()).unwrap_or_else(|| {
                mechanisms.push(stretch.name.as_ref());
                mechanisms.len() - 1
            });
            let of_mechanism = if stretch.name.is_some() { PALETTE[place % PALETTE.len()] } else { Colour::GREY };
            let colour = if plot.runs.len() > 1 { of_run } else { of_mechanism };
            let stroke = Stroke { colour, width: 1.25, dash };
            figure.contours.push(Contour { lines: vec![stretch.points.clone()], stroke, name: stretch.name.clone() });
            changes.extend(stretch.points.last().copied().filter(|_| stretch.continues));
        }
        if plot.runs.len() > 1 {
            figure.markers.push(Markers { points: changes, marker: Marker::Diamond, colour: of_run, label: None });
            figure.keys.push(Key { label: run.label.clone(), stroke: Stroke { colour: of_run, width: 1.25, dash } });
        }
        let colour = if plot.runs.len() > 1 { of_run } else { Colour::BLACK };
        let points = run.crossings.iter().map(|&(x, y, _)| (x, y)).collect();
        figure.markers.push(Markers { points, marker: Marker::Circle, colour, label: None });
        let notes = run.crossings.iter().map(|(x, y, label)| Note {
            lines: vec![label.clone()],
            colour: colour.darker(0.35),
            place: Place::Beside { x: *x, y: *y },
        });
        figure.notes.extend(notes);
    }
    figure
}
