//! `frazil target`: the values of a parameter that give the wanted relic density, or the wanted value of an observable.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::options::SolveOptions;
use super::pictures::{self, check_format, times};
use super::progress::Progress;
use super::{Failure, announce, folder, json_text, load, print, print_json, write_file};
use crate::model::plugin::Registry;
use crate::model::{Document, Goal, Model, Overrides};
use crate::report::{TARGET, report, sample_at, target_json, target_notes, target_text};
use crate::run::{Family, Run, Target, Varied};

/// What the parts of the target are called in complaints.
const VARY: &str = "--vary";
const FOR: &str = "--for";

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil target wimp --vary 'sv=1e-27 cm^3/s..1e-24 cm^3/s:log'
  frazil target alp-portal --vary 'm_chi=1 keV..1 GeV:log' --plot target.svg
  frazil target alp-portal --vary 'C_q=1e-12 GeV^-1..1e-7 GeV^-1:log' --for BR_BKinv=8e-6
  frazil target freeze-in-decay --vary 'Gamma_B=1e-25 GeV..1e-15 GeV:log' --json | jq '.solutions[].value'")]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model (see `frazil models`), or `-` for standard input
    model: String,

    /// The parameter and its range: `m_chi=1 keV..1 GeV:log`, without `:log` on a linear scale. A name alone takes the
    /// model's `scan`. A number (`…:100:log`) says how many points the search begins with
    #[arg(long, value_name = "NAME=LO..HI[:log]")]
    vary: String,

    /// What to have: an observable, or the relic density `omega_h2` [default: the observed relic density of the model]
    #[arg(long = "for", value_name = "OBSERVABLE=VALUE")]
    wanted: Option<String>,

    #[command(flatten)]
    solve: SolveOptions,

    /// How many points are solved at once [default: the number of processors]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Write target.json and, for every solution, a folder 1, 2, … as `run --out` writes it, to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Draw what is wanted over the range with the solutions marked, as .svg, .pdf or .png
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
}

pub(super) fn main(arguments: &Arguments, registry: &Arc<Registry>, quiet: bool) -> Result<(), Failure> {
    arguments.plot.as_deref().map_or(Ok(()), check_format)?;
    let overrides = arguments.solve.model.overrides()?;
    let document = load::document(&arguments.model, registry)?;
    let model = document.resolve(&overrides)?;
    let target = target(VARY, &arguments.vary, arguments.wanted.as_deref(), &model)?;
    let axis = &target.axis;
    let varied = Varied { name: axis.name.clone(), dimension: axis.dimension };
    let family = Family::new(&document, &overrides, vec![varied], arguments.solve.run_settings())?;
    let progress = Progress::start(1, quiet);
    progress.next(&model.name);
    let failed = |reason: String| Failure::Computation(format!("error: {reason}"));
    let found = target
        .solve(&family, &[], arguments.jobs)
        .map_err(|reason| failed(format!("no point of {} could be solved: {reason}", model.name)))?;
    let runs: Vec<Run> =
        found.solutions.iter().map(|root| family.run(&[root.value])).collect::<Result<_, _>>().map_err(failed)?;
    let picture = match &arguments.plot {
        Some(path) => Some((path, pictures::target(&family, &target, &found, arguments.jobs)?)),
        None => None,
    };
    progress.finish();
    let mut reports = Vec::with_capacity(runs.len());
    for (root, run) in found.solutions.iter().zip(&runs) {
        let spread = arguments.solve.spread(&document, &settings(&overrides, &target, root.value)?, run)?;
        reports.push(report(run, arguments.solve.sample(run)?.as_ref()).with_gstar_spread(spread.as_ref()));
    }
    let json = target_json(&target, &model, &found, reports.clone());
    if arguments.solve.json {
        print_json(&json)?;
        // The contract has no place for them.
        for note in target_notes(&target, &model, &found) {
            log::warn!("{note}");
        }
    } else {
        print(&target_text(&target, &model, &found, &runs))?;
    }
    let mut written = Vec::new();
    if let Some(folder) = &arguments.out {
        for (number, (run, report)) in runs.iter().zip(&reports).enumerate() {
            let used = arguments.solve.settings_used(&settings(&overrides, &target, found.solutions[number].value)?)?;
            write(&folder.join((number + 1).to_string()), run, report, &document, &used)?;
        }
        folder::make(folder)?;
        write_file(&folder.join(TARGET), &json_text(&json)?)?;
        written.push(folder.clone());
    }
    if let Some((path, picture)) = picture {
        picture.save(path)?;
        written.push(path.clone());
    }
    announce(&written, quiet);
    arguments.solve.judge(runs.iter())
}

/// The target whose parameter the text of `option` gives, and whose goal that of `--for`.
pub(super) fn target(option: &str, vary: &str, wanted: Option<&str>, model: &Model) -> Result<Target, Failure> {
    let usual = |axis: &crate::model::Axis| Some(Target::usual_points(axis.from, axis.to, axis.spacing));
    let axis = model.axis_with(option, vary, usual)?;
    let (goal, wanted) = match wanted {
        Some(text) => model.goal(FOR, text)?,
        None => (Goal::RelicDensity, model.relic.omega_h2),
    };
    if goal == Goal::RelicDensity && !model.species.iter().any(|species| species.dark_matter) {
        return Err(Failure::Input(format!(
            "error: {} has no dark matter, so there is no relic density to have\n  = help: mark a species with \
             `dark_matter: true`, or say `--for OBSERVABLE=VALUE`",
            model.name
        )));
    }
    Ok(Target { axis, goal, wanted })
}

/// The settings of a solution.
fn settings(overrides: &Overrides, target: &Target, value: f64) -> Result<Overrides, Failure> {
    let mut settings = overrides.clone();
    settings.set(&Varied { name: target.axis.name.clone(), dimension: target.axis.dimension }.setting(value))?;
    Ok(settings)
}

fn write(
    folder: &Path,
    run: &Run,
    report: &crate::report::RunReport,
    document: &Document,
    settings: &Overrides,
) -> Result<(), Failure> {
    let evolution = run.solved.as_deref().map(|solved| sample_at(solved, &times(solved))).transpose()?;
    folder::write(folder, report, evolution.as_ref(), document, settings)?;
    folder::write_curves(folder, run)
}
