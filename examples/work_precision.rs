//! How much work each method takes for how much accuracy: the work–precision diagram of the book.
//!
//! `cargo run --release --example work_precision` prints a table; with a file name behind it, `.svg` or `.png`, it also
//! draws the evaluations against the error. `--features gsl` adds the GNU Scientific Library.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use frazil::builtin;
use frazil::model::{Document, Overrides};
use frazil::network::{Network, Settings, SolveError, prepare};
use frazil::ode::Method;
use frazil::plot::{Axis, AxisScale, Colour, Curve, Dash, Figure, Key, Label, PALETTE, Stroke};

/// The tolerances asked for.
const TOLERANCES: [f64; 15] =
    [1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7, 1e-7, 3e-8, 1e-8, 3e-9, 1e-9, 3e-10, 1e-10];
/// That of the reference solution, by Radau IIA.
const REFERENCE: f64 = 1e-12;
/// Below this error the reference's own is no longer small beside it.
const LEAST_ERROR: f64 = 1e-11;
/// Runs of which the fastest is timed.
const REPETITIONS: usize = 3;

/// An evolution to be solved.
struct Task {
    name: &'static str,
    model: &'static str,
    settings: &'static [&'static str],
}

const CONVERSION: &str = "\
format: 1
name: Fast conversion
species:
  one: {mass: 500 GeV, dof: 2, statistics: fermi, self_conjugate: true, dark_matter: true}
  two: {mass: 525 GeV, dof: 4, statistics: fermi, self_conjugate: true}
reactions:
  - {equation: one + one <-> SM + SM, sigma_v: 1e-27 cm^3/s}
  - {equation: one + two <-> SM + SM, sigma_v: 1e-26 cm^3/s}
  - {equation: two + two <-> SM + SM, sigma_v: 3e-25 cm^3/s}
  - {equation: two <-> one + SM, width: 1e-5 GeV}
cosmology:
  g_star: {constant: 86.25}
evolution:
  from: {x: 1}
";

const TASKS: [Task; 4] = [
    Task { name: "freeze-out", model: "wimp", settings: &["cosmology.g_star=86.25", "evolution.to.x=1e4"] },
    Task { name: "ALP portal", model: "alp-portal", settings: &[] },
    Task { name: "fast conversion", model: "", settings: &["evolution.to.x=1e4"] },
    Task { name: "freeze-in", model: "freeze-in-decay", settings: &[] },
];

/// What one solution took.
struct Work {
    method: Method,
    tolerance: f64,
    /// Largest relative error of a final yield.
    error: f64,
    steps: usize,
    /// Of the right-hand side and of the Jacobian, which is about as dear.
    evaluations: usize,
    seconds: f64,
}

fn network(task: &Task) -> Result<(Arc<Network>, Settings), Box<dyn Error>> {
    let text = builtin::find(task.model).map_or(CONVERSION, |model| model.text);
    let model =
        Document::from_bytes(task.name, text.into())?.resolve(&Overrides::parse(task.settings.iter().copied())?)?;
    // Rates so exact that the differences are those of the integrators.
    let network = Arc::new(Network::of(&model, 1e-10)?);
    let temperature = |bound| frazil::network::bound_temperature(&model, bound);
    let settings = Settings {
        from: model.evolution.from.map(temperature),
        to: model.evolution.to.map(temperature),
        verify: false,
        ..Settings::default()
    };
    Ok((network, settings))
}

/// Solves a task by every method to every tolerance. A method that refuses it is left out.
fn solve(task: &Task) -> Result<Vec<Work>, Box<dyn Error>> {
    let (network, settings) = network(task)?;
    let reference = prepare(&network, Settings { tolerance: REFERENCE, ..settings })?.evolve()?;
    let mut results = Vec::new();
    for &method in Method::ALL {
        for tolerance in TOLERANCES {
            let prepared = prepare(&network, Settings { method, tolerance, ..settings })?;
            let Ok(solution) = prepared.evolve() else { continue };
            let yields = solution.ln_yield.iter().zip(&reference.ln_yield);
            let error = yields.filter(|(a, b)| a != b).fold(0.0, |worst: f64, (a, b)| worst.max((a - b).abs()));
            let timed = || -> Result<f64, SolveError> {
                let started = Instant::now();
                prepared.evolve()?;
                Ok(started.elapsed().as_secs_f64())
            };
            let seconds = (0..REPETITIONS).map(|_| timed()).try_fold(f64::INFINITY, |best, t| Ok(t?.min(best)));
            let statistics = solution.statistics;
            results.push(Work {
                method,
                tolerance,
                error,
                steps: statistics.steps,
                evaluations: statistics.rhs_evaluations + statistics.jacobians,
                seconds: seconds.map_err(|e: SolveError| e)?,
            });
        }
    }
    Ok(results)
}

fn dash(method: Method) -> Dash {
    match method {
        Method::Radau => Dash::Solid,
        Method::Rodas5p => Dash::Dashed,
        Method::Dopri5 => Dash::Dotted,
        #[cfg(feature = "gsl")]
        Method::Gsl => Dash::DashDot,
    }
}

fn name(method: Method) -> &'static str {
    match method {
        Method::Radau => "Radau IIA",
        Method::Rodas5p => "Rodas5P",
        Method::Dopri5 => "Dopri5",
        #[cfg(feature = "gsl")]
        Method::Gsl => "GSL msbdf",
    }
}

/// Evaluations over error: a colour for each task, a pattern for each method.
fn figure(results: &[(&Task, Vec<Work>)]) -> Figure {
    let axis = |label: &str, range| Axis { label: Label::text(label), scale: AxisScale::Log, range };
    let mut figure = Figure::new(axis("Relative error of the yield", Some((1e-11, 1e-2))), axis("Evaluations", None));
    for ((task, work), &colour) in results.iter().zip(&PALETTE) {
        let mut label = Some(Label::text(task.name));
        for &method in Method::ALL {
            let mine = work.iter().filter(|w| w.method == method && w.error >= LEAST_ERROR);
            let points: Vec<(f64, f64)> = mine.map(|w| (w.error, w.evaluations as f64)).collect();
            if !points.is_empty() {
                let stroke = Stroke { colour, width: 1.0, dash: dash(method) };
                figure.curves.push(Curve { points, label: label.take(), stroke });
            }
        }
    }
    figure.keys.extend(Method::ALL.iter().map(|&method| Key {
        label: Label::text(name(method)),
        stroke: Stroke { colour: Colour::GREY, width: 1.0, dash: dash(method) },
    }));
    figure
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut results = Vec::new();
    println!("{:16} {:8} tolerance    error  steps  evaluations      time", "", "");
    for task in &TASKS {
        let work = solve(task)?;
        for w in &work {
            println!(
                "{:16} {:8} {:9.0e} {:8.1e} {:6} {:12} {:6.0} µs",
                task.name,
                w.method,
                w.tolerance,
                w.error,
                w.steps,
                w.evaluations,
                1e6 * w.seconds
            );
        }
        results.push((task, work));
    }
    if let Some(file) = std::env::args().nth(1) {
        figure(&results).draw()?.save(Path::new(&file))?;
    }
    Ok(())
}
