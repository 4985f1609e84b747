//! `frazil run`: solve one model.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::options::SolveOptions;
use super::pictures::{PlotOptions, Scene, check_curve, check_format, curve, times, tornado};
use super::progress::Progress;
use super::{Failure, announce, folder, load, print, print_json};
use crate::model::plugin::Registry;
use crate::report::{gstar_spread_text, report, sample_at, sensitivities_text, summary};
use crate::run::{Run, Sensitivity, run, sensitivities};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil run alp-portal --plot yields.pdf
  frazil run wimp --set m_chi='1 TeV' --set cosmology.g_star=ideal-gas
  frazil run wimp --json | jq .omega_h2
  frazil run alp-portal --sensitivities --plot-sensitivities tornado.svg
  frazil run my-model.yaml --out results")]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model (see `frazil models`), or `-` for standard input
    model: String,

    #[command(flatten)]
    solve: SolveOptions,

    /// Say how much Ωh² changes with every parameter, d ln Ωh²/d ln p
    #[arg(long)]
    sensitivities: bool,

    /// Draw the sensitivities as bars, the largest on top, as .svg, .pdf or .png
    #[arg(long, value_name = "FILE")]
    plot_sensitivities: Option<PathBuf>,

    /// Write result.json, evolution.csv, observables/NAME.csv for each curve and the resolved model to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    pictures: PlotOptions,

    /// Draw an observable that is a curve, as .svg, .pdf or .png (repeatable)
    #[arg(long, value_name = "NAME=FILE", value_parser = named_file)]
    plot_curve: Vec<(String, PathBuf)>,
}

fn named_file(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => Ok((name.to_owned(), file.into())),
        _ => Err("expected NAME=FILE, for example `spectrum=spectrum.svg`".to_owned()),
    }
}

/// The sensitivities of a run that has any.
fn known_sensitivities(run: &Run) -> Result<Vec<Sensitivity>, Failure> {
    sensitivities(run).ok_or_else(|| {
        Failure::Input(format!(
            "error: `{}` has no relic density that could be sensitive to parameters\n  = help: mark a species `dark_matter: true`",
            run.model.name
        ))
    })
}

pub(super) fn main(arguments: &Arguments, registry: &Arc<Registry>, quiet: bool) -> Result<(), Failure> {
    arguments.pictures.check()?;
    arguments.plot_curve.iter().try_for_each(|(_, path)| check_format(path))?;
    arguments.plot_sensitivities.iter().try_for_each(|path| check_format(path))?;
    let overrides = arguments.solve.model.overrides()?;
    let document = load::document(&arguments.model, registry)?;
    let model = document.resolve(&overrides)?;
    arguments.plot_curve.iter().try_for_each(|(name, _)| check_curve(&model, name))?;
    let progress = Progress::start(1, quiet);
    progress.next(&model.name);
    let result = run(model, arguments.solve.run_settings())?;
    let spread = arguments.solve.spread(&document, &overrides, &result)?;
    let wanted = arguments.sensitivities || arguments.plot_sensitivities.is_some();
    let sensitivities = wanted.then(|| known_sensitivities(&result)).transpose()?;
    progress.finish();
    let report = report(&result, arguments.solve.sample(&result)?.as_ref())
        .with_gstar_spread(spread.as_ref())
        .with_sensitivities(sensitivities.as_deref());
    if arguments.solve.json {
        print_json(&report)?;
    } else {
        let spread = spread.as_ref().map_or_else(String::new, gstar_spread_text);
        let shown = sensitivities.as_deref().map_or_else(String::new, sensitivities_text);
        print(&(summary(&result) + &spread + &shown))?;
    }
    let mut written = Vec::new();
    let wanted = result.solved.as_deref().filter(|_| arguments.out.is_some() || arguments.pictures.any());
    let evolution = wanted.map(|solved| sample_at(solved, &times(solved))).transpose()?;
    if let Some(folder) = &arguments.out {
        let settings = arguments.solve.settings_used(&overrides)?;
        folder::write(folder, &report, evolution.as_ref(), &document, &settings)?;
        folder::write_curves(folder, &result)?;
        written.push(folder.clone());
    }
    let scenes: Vec<Scene<'_>> = evolution.iter().map(|evolution| Scene::of("", &result, evolution)).collect();
    written.extend(arguments.pictures.draw(&scenes, None)?);
    for (name, path) in &arguments.plot_curve {
        curve(&result, name)?.save(path)?;
        written.push(path.clone());
    }
    if let (Some(path), Some(sensitivities)) = (&arguments.plot_sensitivities, &sensitivities) {
        tornado(&result.model.name, sensitivities)?.save(path)?;
        written.push(path.clone());
    }
    announce(&written, quiet);
    arguments.solve.judge(std::iter::once(&result))
}
