//! The picture of a sweep: the relic density over a parameter, every stretch of it named by its mechanism.

use super::legend::distinct;
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
    let several = plot.runs.len() > 1;
    let mechanisms = distinct(plot.runs.iter().flat_map(|run| run.stretches.iter().filter_map(|s| s.name.as_ref())));
    for (number, run) in plot.runs.iter().enumerate() {
        let (of_run, dash) = series(number);
        let lines = |name: Option<&Label>| {
            let stretches = run.stretches.iter().filter(|stretch| stretch.name.as_ref() == name);
            stretches.map(|stretch| stretch.points.clone()).collect::<Vec<_>>()
        };
        // A mechanism may have several stretches, and is named once.
        for (place, name) in mechanisms.iter().map(|&name| Some(name)).chain([None]).enumerate() {
            let of_mechanism = if name.is_some() { PALETTE[place % PALETTE.len()] } else { Colour::GREY };
            let stroke = Stroke { colour: if several { of_run } else { of_mechanism }, width: 1.25, dash };
            let lines = lines(name);
            if !lines.is_empty() {
                figure.contours.push(Contour { lines, stroke, name: name.cloned() });
            }
        }
        let ends = run.stretches.iter().filter(|stretch| stretch.continues);
        let changes: Vec<(f64, f64)> = ends.filter_map(|stretch| stretch.points.last().copied()).collect();
        if several {
            figure.markers.push(Markers { points: changes, marker: Marker::Diamond, colour: of_run, label: None });
            figure.keys.push(Key { label: run.label.clone(), stroke: Stroke { colour: of_run, width: 1.25, dash } });
        }
        let colour = if several { of_run } else { Colour::BLACK };
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

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(name: Option<&str>, from: f64, to: f64) -> SweepStretch {
        let point = |k: i32| from * (to / from).powf(f64::from(k) / 20.0);
        let points = (0..=20).map(|k| (point(k), point(k).powi(2))).collect();
        SweepStretch { name: name.map(Label::plain), points, continues: true }
    }

    fn plot(runs: usize) -> SweepPlot {
        let run = |number: usize| {
            let scale = 10_f64.powi(i32::try_from(number).expect("few"));
            let stretches = [(Some("freeze-in"), 1e-6, 1e-3), (None, 1e-3, 2e-3), (Some("freeze-in"), 2e-3, 1.0)];
            SweepRun {
                label: Label::plain(&format!("model {number}")),
                stretches: stretches.map(|(name, from, to)| stretch(name, scale * from, scale * to)).to_vec(),
                crossings: vec![(scale * 1e-2, 1e-4, Label::plain("here"))],
            }
        };
        SweepPlot {
            title: None,
            x_label: Label::math(r"\lambda"),
            x_scale: AxisScale::Log,
            x_range: (1e-6, 1.0),
            runs: (0..runs).map(run).collect(),
            observed: vec![(1e-4, Label::plain("observed"))],
        }
    }

    #[test]
    fn a_mechanism_is_named_once_for_each_model() {
        for runs in [1, 2] {
            let figure = figure(&plot(runs));
            let names: Vec<Option<&str>> = figure.contours.iter().map(|c| c.name.as_ref().map(Label::source)).collect();
            assert_eq!(names, [Some("freeze-in"), None].repeat(runs));
            assert_eq!(figure.contours[0].lines.len(), 2);
            assert_eq!((figure.notes.len(), figure.references.len()), (runs, 1));
            // Models differ in colour, and then the legend says which is which.
            assert_eq!(figure.keys.len(), if runs > 1 { runs } else { 0 });
            assert_eq!(figure.contours[0].stroke.colour == figure.contours[1].stroke.colour, runs > 1);
            assert!(figure.draw().is_ok());
        }
    }

    #[test]
    fn a_sweep_of_nothing_is_drawn() {
        let mut nothing = plot(1);
        nothing.runs[0] = SweepRun { stretches: Vec::new(), crossings: Vec::new(), ..nothing.runs[0].clone() };
        assert!(sweep(&nothing).is_ok());
    }
}
