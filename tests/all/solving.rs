//! Reading and solving models through the library.

use std::path::{Path, PathBuf};

use frazil::builtin;
use frazil::model::{Document, Model, Overrides};
use frazil::ode::Method;
use frazil::run::{Run, RunSettings, Solved, run};

/// A file below `tests/`.
pub(crate) fn path(below_tests: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(below_tests)
}

pub(crate) fn read(below_tests: &str) -> String {
    let path = path(below_tests);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The text of `tests/models/NAME.yaml`, or of the built-in model of that name.
pub(crate) fn text(name: &str) -> String {
    match builtin::find(name) {
        Some(model) => model.text.to_owned(),
        None => read(&format!("models/{name}.yaml")),
    }
}

/// The model that `text` describes, with settings as `--set` takes them.
pub(crate) fn parse(text: &str, settings: &[&str]) -> Model {
    Document::from_bytes("model.yaml", text.as_bytes().to_vec())
        .and_then(|document| document.resolve(&Overrides::parse(settings.iter().copied())?))
        .unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn model(name: &str, settings: &[&str]) -> Model {
    parse(&text(name), settings)
}

pub(crate) fn solve(model: Model, method: Method, tolerance: f64) -> Run {
    let name = model.name.clone();
    run(model, RunSettings { method, tolerance: Some(tolerance) }).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The evolution of a model with species.
pub(crate) fn solved(run: &Run) -> &Solved {
    run.solved.as_deref().unwrap_or_else(|| panic!("{} has no species", run.model.name))
}

pub(crate) fn species(run: &Run, name: &str) -> usize {
    let found = run.model.species.iter().position(|s| s.name == name);
    found.unwrap_or_else(|| panic!("{} has no species {name}", run.model.name))
}

/// The final yield of one species.
pub(crate) fn final_yield(run: &Run, name: &str) -> f64 {
    solved(run).yields[species(run, name)]
}

/// The value of an observable.
pub(crate) fn observable(run: &Run, name: &str) -> f64 {
    let found = run.model.observables.iter().position(|o| o.name == name);
    let i = found.unwrap_or_else(|| panic!("{} has no observable {name}", run.model.name));
    run.evaluation.observables[i].clone().unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Largest relative difference of the final yields of two solutions of the same species; yields of zero must agree.
pub(crate) fn distance(a: &Run, b: &Run) -> f64 {
    let pairs = solved(a).yields.iter().zip(&solved(b).yields);
    pairs.filter(|(a, b)| a != b).fold(0.0, |worst, (a, b)| worst.max((a / b - 1.0).abs()))
}
