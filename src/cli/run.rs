//! `frazil run`: solve one model.

use std::path::{Path, PathBuf};

use clap::Args;

use super::options::{DEFAULT_POINTS, SolveOptions};
use super::{Failure, complain, load, pictures, print, print_json, write_file};
use crate::report::{curve_csv, gstar_spread_text, report, sample, summary};
use crate::run::{Run, run};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model (see `frazil models`), or `-` for standard input
    model: String,

    #[command(flatten)]
    solve: SolveOptions,

    /// Write result.json, evolution.csv, observables/NAME.csv for each curve and the resolved model to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Draw the yields against x, as .svg or .png
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,

    /// Draw the rates Γ/H of all reactions against x, as .svg or .png
    #[arg(long, value_name = "FILE")]
    plot_rates: Option<PathBuf>,

    /// Draw an observable that is a curve, as .svg or .png (repeatable)
    #[arg(long, value_name = "NAME=FILE", value_parser = named_file)]
    plot_curve: Vec<(String, PathBuf)>,
}

fn named_file(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => Ok((name.to_owned(), file.into())),
        _ => Err("expected NAME=FILE, for example `spectrum=spectrum.svg`".to_owned()),
    }
}

pub(super) fn main(arguments: &Arguments, quiet: bool) -> Result<(), Failure> {
    let pictures = [&arguments.plot, &arguments.plot_rates].into_iter().flatten();
    for path in pictures.chain(arguments.plot_curve.iter().map(|(_, path)| path)) {
        pictures::check_format(path)?;
    }
    let overrides = arguments.solve.model.overrides()?;
    let document = load::document(&arguments.model)?;
    let model = document.resolve(&overrides)?;
    for (name, _) in &arguments.plot_curve {
        pictures::check_curve(&model, name)?;
    }
    let result = run(model, arguments.solve.run_settings())?;
    let evolution = arguments.solve.sample(&result)?;
    let spread = arguments.solve.spread(&document, &overrides, &result)?;
    let report = report(&result, evolution.as_ref()).with_gstar_spread(spread.as_ref());
    if arguments.solve.json {
        print_json(&report)?;
    } else {
        print(&(summary(&result) + &spread.as_ref().map_or_else(String::new, gstar_spread_text)))?;
    }
    let mut written = Vec::new();
    if let Some(folder) = &arguments.out {
        std::fs::create_dir_all(folder)
            .map_err(|e| Failure::Computation(format!("error: cannot make the folder {}: {e}", folder.display())))?;
        let json = serde_json::to_string_pretty(&report)
            .map_err(|e| Failure::Computation(format!("error: the result cannot be written as JSON: {e}")))?;
        write_file(&folder.join("result.json"), &(json + "\n"))?;
        let mut resolved = overrides.clone();
        if let Some(tolerance) = arguments.solve.tolerance {
            resolved.set(&format!("evolution.tolerance={tolerance:e}"))?;
        }
        write_file(&folder.join("model.yaml"), &document.resolved_text(&resolved)?)?;
        if let Some(solved) = &result.solved {
            let evolution = match evolution {
                Some(evolution) => evolution,
                None => sample(solved, DEFAULT_POINTS.parse().unwrap_or(2), None)?,
            };
            write_file(&folder.join("evolution.csv"), &evolution.csv())?;
        }
        write_curves(folder, &result)?;
        written.push(folder.clone());
    }
    if let Some(path) = &arguments.plot {
        pictures::yields(&[(result.model.name.clone(), &result)])?.save(path)?;
        written.push(path.clone());
    }
    if let Some(path) = &arguments.plot_rates {
        pictures::rates(&result)?.save(path)?;
        written.push(path.clone());
    }
    for (name, path) in &arguments.plot_curve {
        pictures::curve(&result, name)?.save(path)?;
        written.push(path.clone());
    }
    if !quiet {
        for path in written {
            complain(&format!("wrote {}", path.display()));
        }
    }
    arguments.solve.judge(std::iter::once(&result))
}

/// Writes a table for every curve that has points.
fn write_curves(folder: &Path, result: &Run) -> Result<(), Failure> {
    let folder = folder.join("observables");
    for (curve, points) in result.model.curves.iter().zip(&result.evaluation.curves) {
        if let Ok(points) = points {
            std::fs::create_dir_all(&folder).map_err(|e| {
                Failure::Computation(format!("error: cannot make the folder {}: {e}", folder.display()))
            })?;
            write_file(&folder.join(format!("{}.csv", curve.name)), &curve_csv(curve, points))?;
        }
    }
    Ok(())
}
