//! `frazil compare`: several models, or one under several settings, side by side.

mod sweep;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::options::SolveOptions;
use super::pictures::{PlotOptions, Scene, times};
use super::progress::Progress;
use super::{Failure, announce, folder, json_text, load, print, print_json, write_file};
use crate::model::plugin::Registry;
use crate::model::{Document, Overrides};
use crate::report::{
    COMPARISON, Evolution, RunReport, comparison, comparison_text, gstar_spread_text, report, sample_at,
};
use crate::run::{GStarSpread, Run, run};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil compare wimp p-wave --plot yields.svg
  frazil compare 'alp-portal:C_q=1e-9 GeV^-1' 'alp-portal:C_q=6e-9 GeV^-1' --out results
  frazil compare alp-portal --sweep 'C_chi=1e-15 GeV^-1..1e-3 GeV^-1:200:log' --plot mesa.svg")]
pub(super) struct Arguments {
    /// Models, each with settings of its own, or a benchmark: `alp-portal:C_q=1e-8 GeV^-1,m_chi=1 MeV`, `model.yaml:BP1`
    #[arg(required = true, value_name = "MODEL[:NAME=VALUE,…]")]
    models: Vec<String>,

    #[command(flatten)]
    solve: SolveOptions,

    /// Solve each model over the range of a parameter: where which mechanism makes dark matter, and where as much as is
    /// observed. `--plot` draws Ωh² over the parameter, `--out` writes FILE.csv. A name alone takes the model's `scan`
    #[arg(long, value_name = "NAME=LO..HI:N:log", conflicts_with_all = ["plot_rates", "evolution", "gstar_spread", "strict"])]
    sweep: Option<String>,

    /// How many points of a sweep are solved at once [default: the number of processors]
    #[arg(long, value_name = "N", requires = "sweep")]
    jobs: Option<NonZeroUsize>,

    /// Write compare.json and, for every run, a folder 1, 2, … as `run --out` writes it, to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    pictures: PlotOptions,
}

/// A run with all that its results are written from.
struct Compared {
    document: Document,
    overrides: Overrides,
    evolution: Option<Evolution>,
    spread: Option<GStarSpread>,
}

pub(super) fn main(arguments: &Arguments, registry: &Arc<Registry>, quiet: bool) -> Result<(), Failure> {
    if let Some(axis) = &arguments.sweep {
        return sweep::main(arguments, axis, registry, quiet);
    }
    arguments.pictures.check()?;
    let progress = Progress::start(arguments.models.len(), quiet);
    let mut runs: Vec<(String, Run)> = Vec::new();
    let mut sources: Vec<Compared> = Vec::new();
    let shared = arguments.solve.model.overrides()?;
    for argument in &arguments.models {
        let (name, settings) = split(argument);
        progress.next(argument);
        let (document, overrides) = (load::document(name, registry)?, with_settings(&shared, &settings)?);
        let model = document.resolve(&overrides)?;
        let label = if settings.is_empty() { model.name.clone() } else { settings.join(", ") };
        let run = run(model, arguments.solve.run_settings())?;
        let wanted = run.solved.as_deref().filter(|_| arguments.out.is_some() || arguments.pictures.any());
        let evolution = wanted.map(|solved| sample_at(solved, &times(solved))).transpose()?;
        let spread = arguments.solve.spread(&document, &overrides, &run)?;
        sources.push(Compared { document, overrides, evolution, spread });
        runs.push((label, run));
    }
    progress.finish();
    distinguish(runs.iter_mut().map(|(label, _)| label).collect(), &arguments.models);
    let mut reports = Vec::with_capacity(runs.len());
    for ((label, run), source) in runs.iter().zip(&sources) {
        let report = report(run, arguments.solve.sample(run)?.as_ref());
        reports.push((label.clone(), report.with_gstar_spread(source.spread.as_ref())));
    }
    if arguments.solve.json {
        print_json(&comparison(reports.clone()))?;
    } else {
        let mut text = comparison_text(&runs);
        for ((label, _), source) in runs.iter().zip(&sources) {
            text += &source.spread.as_ref().map_or_else(String::new, |s| format!("\n{label}{}", gstar_spread_text(s)));
        }
        print(&text)?;
    }
    let mut written = Vec::new();
    if let Some(folder) = &arguments.out {
        write(folder, arguments, &runs, &reports, &sources)?;
        written.push(folder.clone());
    }
    let scenes = scenes(&runs, &sources);
    written.extend(arguments.pictures.draw(&scenes, None)?);
    announce(&written, quiet);
    arguments.solve.judge(runs.iter().map(|(_, run)| run))
}

/// The runs that have something to draw.
fn scenes<'a>(runs: &'a [(String, Run)], sources: &'a [Compared]) -> Vec<Scene<'a>> {
    let both = runs.iter().zip(sources);
    both.filter_map(|((label, run), source)| Some(Scene::of(label, run, source.evolution.as_ref()?))).collect()
}

/// The comparison and, numbered as in it, the folders of the runs.
fn write(
    folder: &Path,
    arguments: &Arguments,
    runs: &[(String, Run)],
    reports: &[(String, RunReport)],
    sources: &[Compared],
) -> Result<(), Failure> {
    for (number, (((_, run), (_, report)), source)) in runs.iter().zip(reports).zip(sources).enumerate() {
        let settings = arguments.solve.settings_used(&source.overrides)?;
        let folder = folder.join((number + 1).to_string());
        folder::write(&folder, report, source.evolution.as_ref(), &source.document, &settings)?;
        folder::write_curves(&folder, run)?;
    }
    folder::make(folder)?;
    write_file(&folder.join(COMPARISON), &json_text(&comparison(reports.to_vec()))?)
}

/// The settings of all models, and on top those of one: `NAME=VALUE`, or the name of a benchmark.
fn with_settings(shared: &Overrides, settings: &[&str]) -> Result<Overrides, Failure> {
    let mut overrides = shared.clone();
    for setting in settings {
        if setting.contains('=') {
            overrides.set(setting)?;
        } else {
            overrides.set_benchmark(setting);
        }
    }
    Ok(overrides)
}

/// Splits `model:a=1,b=2` at the last colon before the first `=`, and `model:BP1` at the last colon if no path follows; a
/// path may contain colons of its own.
fn split(argument: &str) -> (&str, Vec<&str>) {
    let end = argument.find('=').unwrap_or(argument.len());
    let names_settings = |colon: &usize| end < argument.len() || !argument[*colon..].contains(['/', '\\', '.']);
    let colon = argument[..end].rfind(':').filter(names_settings);
    match colon {
        Some(i) => (&argument[..i], argument[i + 1..].split(',').map(str::trim).collect()),
        None => (argument, Vec::new()),
    }
}

/// Labels that several runs share are replaced by the arguments themselves.
fn distinguish(labels: Vec<&mut String>, arguments: &[String]) {
    let before: Vec<String> = labels.iter().map(|label| (**label).clone()).collect();
    for (label, argument) in labels.into_iter().zip(arguments) {
        if before.iter().filter(|other| *other == label).count() > 1 {
            label.clone_from(argument);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn settings_follow_the_colon() {
        assert_eq!(split("wimp"), ("wimp", vec![]));
        assert_eq!(split("wimp:m_chi=1 TeV, sv=1e-26 cm^3/s"), ("wimp", vec!["m_chi=1 TeV", "sv=1e-26 cm^3/s"]));
        assert_eq!(split("C:/models/a.yaml"), ("C:/models/a.yaml", vec![]));
        assert_eq!(split("C:/models/a.yaml:x=1"), ("C:/models/a.yaml", vec!["x=1"]));
        assert_eq!(split("C:/models/a.yaml:BP1"), ("C:/models/a.yaml", vec!["BP1"]));
        assert_eq!(split("wimp:BP1,m_chi=1.5 TeV"), ("wimp", vec!["BP1", "m_chi=1.5 TeV"]));
    }
}
