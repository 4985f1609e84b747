//! `frazil compare --sweep`: the relic density of models over a parameter.

use std::sync::Arc;

use super::super::pictures::{self, check_format};
use super::super::progress::Progress;
use super::super::{Failure, announce, load, print, print_json, write_file};
use super::{Arguments, distinguish, split, with_settings};
use crate::model::plugin::Registry;
use crate::model::{Axis, Document, Model, Overrides};
use crate::report::{sweep_csv, sweep_json, sweep_text};
use crate::run::{Sweep, sweep};

/// What the axis is called in complaints.
const OPTION: &str = "--sweep";

/// A model and what is varied in it.
struct Swept {
    document: Document,
    overrides: Overrides,
    model: Model,
    axis: Axis,
}

pub(super) fn main(arguments: &Arguments, text: &str, registry: &Arc<Registry>, quiet: bool) -> Result<(), Failure> {
    if let Some(path) = &arguments.pictures.plot {
        check_format(path)?;
    }
    if let Some(path) = arguments.out.as_ref().filter(|path| path.extension().is_none_or(|e| e != "csv")) {
        return Err(Failure::Input(format!(
            "error: cannot write the sweep to {}: with --sweep, --out names a table, FILE.csv",
            path.display()
        )));
    }
    let shared = arguments.solve.model.overrides()?;
    let mut labels = Vec::new();
    let mut models = Vec::new();
    for argument in &arguments.models {
        let (name, settings) = split(argument);
        let (document, overrides) = (load::document(name, registry)?, with_settings(&shared, &settings)?);
        let model = document.resolve(&overrides)?;
        if !model.species.iter().any(|species| species.dark_matter) {
            return Err(Failure::Input(format!(
                "error: {} has no dark matter, so there is no relic density to draw\n  = help: mark a species with \
                 `dark_matter: true`",
                model.name
            )));
        }
        let axis = model.axis(OPTION, text)?;
        labels.push(if settings.is_empty() { model.name.clone() } else { settings.join(", ") });
        models.push(Swept { document, overrides, model, axis });
    }
    distinguish(labels.iter_mut().collect(), &arguments.models);
    let progress = Progress::start(models.iter().map(|m| m.axis.points).sum(), quiet);
    let mut sweeps: Vec<(String, Sweep)> = Vec::with_capacity(models.len());
    for (label, swept) in labels.into_iter().zip(&models) {
        let Swept { document, overrides, axis, .. } = swept;
        let settings = arguments.solve.run_settings();
        let done = || progress.next(&label);
        let smooth = arguments.pictures.plot.is_some();
        let sweep = sweep(document, overrides, axis, settings, arguments.jobs, smooth, done)?;
        sweeps.push((label, sweep));
    }
    progress.finish();
    let vary = models.first().map_or("", |swept| swept.axis.name.as_str());
    if arguments.solve.json {
        print_json(&sweep_json(vary, &sweeps))?;
    } else {
        let texts = sweeps
            .iter()
            .zip(&models)
            .map(|((label, sweep), swept)| sweep_text(label, sweep, swept.model.usual_unit(&swept.axis.name).as_ref()));
        print(&texts.collect::<Vec<_>>().join("\n"))?;
    }
    let mut written = Vec::new();
    if let Some(path) = &arguments.out {
        write_file(path, &sweep_csv(vary, &sweeps))?;
        written.push(path.clone());
    }
    if let Some(path) = &arguments.pictures.plot {
        let drawn: Vec<(&str, &Sweep, &Model)> =
            sweeps.iter().zip(&models).map(|((label, sweep), swept)| (label.as_str(), sweep, &swept.model)).collect();
        pictures::sweep(&drawn)?.save(path)?;
        written.push(path.clone());
    }
    announce(&written, quiet);
    match sweeps.iter().find(|(_, sweep)| sweep.failures() == sweep.points.len()) {
        Some((label, sweep)) => {
            let reason = sweep.points.iter().find_map(|point| point.outcome.as_ref().err());
            let reason = reason.map_or("", String::as_str);
            Err(Failure::Computation(format!("error: no point of {label} could be solved: {reason}")))
        }
        None => Ok(()),
    }
}
