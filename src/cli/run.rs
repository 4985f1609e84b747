//! `frazil run`: solve one model.

use std::path::PathBuf;

use clap::Args;

use super::options::SolveOptions;
use super::pictures::{PlotOptions, Scene, times};
use super::progress::Progress;
use super::{Failure, announce, folder, load, print, print_json};
use crate::report::{report, sample_at, summary};
use crate::run::run;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil run alp-portal --plot yields.pdf
  frazil run wimp --set m_chi='1 TeV' --set cosmology.g_star=ideal-gas
  frazil run wimp --json | jq .omega_h2
  frazil run my-model.yaml --out results")]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model (see `frazil models`), or `-` for standard input
    model: String,

    #[command(flatten)]
    solve: SolveOptions,

    /// Write result.json, evolution.csv and the resolved model to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    pictures: PlotOptions,
}

pub(super) fn main(arguments: &Arguments, quiet: bool) -> Result<(), Failure> {
    arguments.pictures.check()?;
    let overrides = arguments.solve.overrides()?;
    let document = load::document(&arguments.model)?;
    let model = document.resolve(&overrides)?;
    let progress = Progress::start(1, quiet);
    progress.next(&model.name);
    let result = run(model, arguments.solve.run_settings())?;
    progress.finish();
    let report = report(&result, arguments.solve.sample(&result)?.as_ref());
    if arguments.solve.json {
        print_json(&report)?;
    } else {
        print(&summary(&result))?;
    }
    let mut written = Vec::new();
    let wanted = result.solved.as_deref().filter(|_| arguments.out.is_some() || arguments.pictures.any());
    let evolution = wanted.map(|solved| sample_at(solved, &times(solved))).transpose()?;
    if let Some(folder) = &arguments.out {
        let settings = arguments.solve.settings_used(&overrides)?;
        folder::write(folder, &report, evolution.as_ref(), &document, &settings)?;
        written.push(folder.clone());
    }
    let scenes: Vec<Scene<'_>> = evolution.iter().map(|evolution| Scene::of("", &result, evolution)).collect();
    written.extend(arguments.pictures.draw(&scenes, None)?);
    announce(&written, quiet);
    Ok(())
}
