//! The picture of a sweep: the relic density, or an observable, over a parameter, every stretch of it named by its mechanism.

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
    /// What is drawn over it, the relic density or another quantity, with its unit.
    pub y_label: Label,
    /// How its values are spread.
    pub y_scale: AxisScale,
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

/// Height of the frame in points, and about its width.
const HEIGHT: f64 = 180.0;
const WIDTH: f64 = 200.0;
/// The least length in points of a line that has its name along it.
const LONG_ENOUGH: f64 = 65.0;
/// How much of a name's colour is black, so that it can be read.
const INK: f64 = 0.35;

/// What the picture spans, to measure lines before they are drawn.
struct Span {
    log: [bool; 2],
    x: (f64, f64),
    y: (f64, f64),
}

impl Span {
    fn of(plot: &SweepPlot) -> Self {
        let points = plot.runs.iter().flat_map(|run| &run.stretches).flat_map(|stretch| &stretch.points);
        let log = [plot.x_scale, plot.y_scale].map(|scale| scale == AxisScale::Log);
        let shown = points.map(|p| p.1).filter(|y| y.is_finite() && (!log[1] || *y > 0.0));
        let extremes = shown.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
        Self { log, x: plot.x_range, y: extremes }
    }

    /// The length of a line in points.
    fn length(&self, line: &[(f64, f64)]) -> f64 {
        let across = |log: bool, from: f64, to: f64| if log { (to / from).ln() } else { to - from };
        let part = |length: f64, of: f64| if of > 0.0 && length.is_finite() { length / of } else { 0.0 };
        let step = |a: (f64, f64), b: (f64, f64)| {
            let dx = part(across(self.log[0], a.0, b.0), across(self.log[0], self.x.0, self.x.1));
            let dy = part(across(self.log[1], a.1, b.1), across(self.log[1], self.y.0, self.y.1));
            (WIDTH * dx).hypot(HEIGHT * dy)
        };
        line.windows(2).map(|pair| step(pair[0], pair[1])).sum()
    }
}

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
        Axis { label: plot.y_label.clone(), scale: plot.y_scale, range: None },
    );
    figure.height = HEIGHT;
    figure.title.clone_from(&plot.title);
    let grey = Stroke { colour: Colour::GREY, width: 0.8, dash: Dash::Dashed };
    figure.references =
        plot.observed.iter().map(|(y, label)| Reference { y: *y, label: label.clone(), stroke: grey }).collect();
    let several = plot.runs.len() > 1;
    let scale = Span::of(plot);
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
            if lines.is_empty() {
                continue;
            }
            let short = lines.iter().max_by(|a, b| scale.length(a).total_cmp(&scale.length(b)));
            let short = short.filter(|line| scale.length(line) < LONG_ENOUGH);
            // Along a short line there is no room for a name.
            if let (Some(name), Some(&(x, y))) = (name, short.and_then(|line| line.get(line.len() / 2))) {
                let place = Place::Beside { x, y };
                figure.notes.push(Note { lines: vec![name.clone()], colour: stroke.colour.darker(INK), place });
            }
            let along = name.filter(|_| short.is_none()).cloned();
            figure.contours.push(Contour { lines, stroke, name: along });
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
        // The values of several models would stand in each other's way.
        let notes = run.crossings.iter().filter(|_| !several).map(|(x, y, label)| Note {
            lines: vec![label.clone()],
            colour,
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
            y_label: Label::math(r"\Omega h^2"),
            y_scale: AxisScale::Log,
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
            // One model has its crossing written beside it.
            assert_eq!((figure.notes.len(), figure.references.len()), (usize::from(runs == 1), 1));
            // Models differ in colour, and then the legend says which is which.
            assert_eq!(figure.keys.len(), if runs > 1 { runs } else { 0 });
            assert_eq!(figure.contours[0].stroke.colour == figure.contours[1].stroke.colour, runs > 1);
            assert!(figure.draw().is_ok());
        }
    }

    #[test]
    fn a_short_stretch_has_its_name_beside_it() {
        let mut plot = plot(1);
        plot.runs[0].stretches[1] = stretch(Some("reannihilation"), 1e-3, 2e-3);
        let figure = figure(&plot);
        let names: Vec<Option<&str>> = figure.contours.iter().map(|c| c.name.as_ref().map(Label::source)).collect();
        assert_eq!(names, [Some("freeze-in"), None]);
        let Place::Beside { x, .. } = figure.notes[0].place else { panic!("{:?}", figure.notes) };
        assert_eq!(figure.notes[0].lines, [Label::plain("reannihilation")]);
        assert!((1e-3..2e-3).contains(&x));
    }

    #[test]
    fn a_sweep_of_nothing_is_drawn() {
        let mut nothing = plot(1);
        nothing.runs[0] = SweepRun { stretches: Vec::new(), crossings: Vec::new(), ..nothing.runs[0].clone() };
        assert!(sweep(&nothing).is_ok());
    }
}
