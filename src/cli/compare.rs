//! `frazil compare`: several models, or one under several settings, side by side.

use std::path::PathBuf;

use clap::Args;

use super::options::SolveOptions;
use super::{Failure, complain, load, pictures, print, print_json};
use crate::model::Overrides;
use crate::report::{comparison, comparison_text, gstar_spread_text, report};
use crate::run::{Run, run};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Models, each with settings of its own, or a benchmark: `alp-portal:C_q=1e-8 GeV^-1,m_chi=1 MeV`, `model.yaml:BP1`
    #[arg(required = true, value_name = "MODEL[:NAME=VALUE,…]")]
    models: Vec<String>,

    #[command(flatten)]
    solve: SolveOptions,

    /// Draw the yields of all runs in one picture, as .svg or .png
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
}

pub(super) fn main(arguments: &Arguments, quiet: bool) -> Result<(), Failure> {
    if let Some(path) = &arguments.plot {
        pictures::check_format(path)?;
    }
    let shared = arguments.solve.model.overrides()?;
    let mut runs: Vec<(String, Run)> = Vec::new();
    let mut spreads = Vec::new();
    for argument in &arguments.models {
        let (name, settings) = split(argument);
        let document = load::document(name)?;
        let overrides = with_settings(&shared, &settings)?;
        let model = document.resolve(&overrides)?;
        let label = if settings.is_empty() { model.name.clone() } else { settings.join(", ") };
        let run = run(model, arguments.solve.run_settings())?;
        spreads.push(arguments.solve.spread(&document, &overrides, &run)?);
        runs.push((label, run));
    }
    distinguish(&mut runs, &arguments.models);
    if arguments.solve.json {
        let mut reports = Vec::with_capacity(runs.len());
        for ((label, run), spread) in runs.iter().zip(&spreads) {
            let report = report(run, arguments.solve.sample(run)?.as_ref());
            reports.push((label.clone(), report.with_gstar_spread(spread.as_ref())));
        }
        print_json(&comparison(reports))?;
    } else {
        let mut text = comparison_text(&runs);
        for ((label, _), spread) in runs.iter().zip(&spreads) {
            text += &spread.as_ref().map_or_else(String::new, |s| format!("\n{label}{}", gstar_spread_text(s)));
        }
        print(&text)?;
    }
    if let Some(path) = &arguments.plot {
        let labelled: Vec<(String, &Run)> = runs.iter().map(|(label, run)| (label.clone(), run)).collect();
        pictures::yields(&labelled)?.save(path)?;
        if !quiet {
            complain(&format!("wrote {}", path.display()));
        }
    }
    arguments.solve.judge(runs.iter().map(|(_, run)| run))
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
fn distinguish(runs: &mut [(String, Run)], arguments: &[String]) {
    let labels: Vec<String> = runs.iter().map(|(label, _)| label.clone()).collect();
    for (k, (label, _)) in runs.iter_mut().enumerate() {
        if labels.iter().filter(|l| **l == labels[k]).count() > 1 {
            label.clone_from(&arguments[k]);
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
