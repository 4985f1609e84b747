//! A built-in model at many points.

use std::error::Error;
use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use frazil::builtin;
use frazil::model::{Document, Model, Overrides};
use frazil::plot::{Samples, Sampling};
use frazil::run::{Run, RunSettings, in_parallel, run};

/// What goes wrong in threads too.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// The settings of a model as it is.
pub(crate) const NONE: [&str; 0] = [];

/// A built-in model, to be solved with many settings.
pub(crate) struct Study {
    document: Document,
    /// Settings that all points share.
    shared: Vec<String>,
}

impl Study {
    /// The built-in model `name`, with settings that all points share.
    pub(crate) fn of(name: &str, shared: &[&str]) -> Result<Self, Failure> {
        let model = builtin::find(name).ok_or_else(|| format!("no model is called `{name}`"))?;
        let document = Document::from_bytes(name, model.text.into())?;
        Ok(Self { document, shared: shared.iter().map(|&s| s.to_owned()).collect() })
    }

    /// The model with settings.
    pub(crate) fn model(&self, settings: &[impl AsRef<str>]) -> Result<Model, Failure> {
        let all = self.shared.iter().map(String::as_str).chain(settings.iter().map(AsRef::as_ref));
        Ok(self.document.resolve(&Overrides::parse(all)?)?)
    }

    /// The solution with settings.
    pub(crate) fn run(&self, settings: &[impl AsRef<str>]) -> Result<Run, Failure> {
        run(self.model(settings)?, RunSettings::default()).map_err(|error| error.to_string().into())
    }

    /// Ωh² of all dark matter.
    pub(crate) fn omega_h2(&self, settings: &[impl AsRef<str>]) -> Result<f64, Failure> {
        let run = self.run(settings)?;
        let omega_h2 = run.solved.and_then(|solved| solved.dark_matter_omega_h2);
        omega_h2.ok_or_else(|| "the model has no dark matter".into())
    }

    /// An observable that needs no solution, in powers of GeV.
    pub(crate) fn observable(&self, name: &str, settings: &[impl AsRef<str>]) -> Result<f64, Failure> {
        let model = self.model(settings)?;
        let place = model.observables.iter().position(|observable| observable.name == name);
        let place = place.ok_or_else(|| format!("{} has no observable `{name}`", model.name))?;
        let mut values = model.evaluate(None).observables;
        Ok(values.swap_remove(place)?)
    }
}

/// `NAME=VALUE` for a value in GeV to a power.
pub(crate) fn gev(name: &str, value: f64, power: i32) -> String {
    if power == 0 { format!("{name}={value:e}") } else { format!("{name}={value:e} GeV^{power}") }
}

/// Applies a function to all points in parallel, saying on a terminal how far it is.
pub(crate) fn each<T: Sync, R: Send>(
    points: &[T],
    function: impl Fn(&T) -> Result<R, Failure> + Sync,
) -> Result<Vec<R>, Failure> {
    let done = AtomicUsize::new(0);
    let shown = std::io::stderr().is_terminal();
    let results = in_parallel(points, None, |point| {
        let result = function(point);
        let count = done.fetch_add(1, Ordering::Relaxed) + 1;
        if shown && (count.is_multiple_of(16) || count == points.len()) {
            let mut stderr = std::io::stderr().lock();
            // A terminal that is gone need not be told.
            let _ = write!(stderr, "\r  {count} of {} points", points.len());
            if count == points.len() {
                let _ = write!(stderr, "\r\x1b[K");
            }
        }
        result
    });
    results.into_iter().collect()
}

/// A function on the grid of two axes. Where it fails nothing is drawn, but if it fails everywhere, so does this.
pub(crate) fn sampled(
    x: &Sampling,
    y: &Sampling,
    function: impl Fn(f64, f64) -> Result<f64, Failure> + Sync,
) -> Result<Samples, Failure> {
    let points: Vec<(f64, f64)> = y.values().iter().flat_map(|&v| x.values().iter().map(move |&u| (u, v))).collect();
    let results = each(&points, |&(u, v)| Ok(function(u, v)))?;
    if let (true, Some(Err(error))) = (results.iter().all(Result::is_err), results.first()) {
        return Err(error.to_string().into());
    }
    let failures: Vec<String> = results.iter().filter_map(|r| r.as_ref().err()).map(ToString::to_string).collect();
    if let Some(first) = failures.first() {
        eprintln!("  {} of {} points failed, the first: {first}", failures.len(), points.len());
    }
    let values = results.into_iter().map(|result| result.unwrap_or(f64::NAN)).collect();
    Ok(Samples::new(x.clone(), y.clone(), values)?)
}
