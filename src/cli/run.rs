//! `frazil run`: solve one model.

use std::path::PathBuf;

use clap::Args;

use super::options::{DEFAULT_POINTS, SolveOptions};
use super::{Failure, complain, load, pictures, print, print_json, write_file};
use crate::report::{report, sample, summary};
use crate::run::run;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model (see `frazil models`), or `-` for standard input
    model: String,

    #[command(flatten)]
    solve: SolveOptions,

    /// Write result.json, evolution.csv and the resolved model to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Draw the yields against x, as .svg or .png
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,

    /// Draw the rates Γ/H of all reactions against x, as .svg or .png
    #[arg(long, value_name = "FILE")]
    plot_rates: Option<PathBuf>,
}

pub(super) fn main(arguments: &Arguments, quiet: bool) -> Result<(), Failure> {
    for path in [&arguments.plot, &arguments.plot_rates].into_iter().flatten() {
        pictures::check_format(path)?;
    }
    let overrides = arguments.solve.overrides()?;
    let document = load::document(&arguments.model)?;
    let model = document.resolve(&overrides)?;
    let result = run(model, arguments.solve.run_settings())?;
    let evolution = arguments.solve.sample(&result)?;
    if arguments.solve.json {
        print_json(&report(&result, evolution.as_ref()))?;
    } else {
        print(&summary(&result))?;
    }
    let mut written = Vec::new();
    if let Some(folder) = &arguments.out {
        std::fs::create_dir_all(folder)
            .map_err(|e| Failure::Computation(format!("error: cannot make the folder {}: {e}", folder.display())))?;
        let json = serde_json::to_string_pretty(&report(&result, evolution.as_ref()))
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
    if !quiet {
        for path in written {
            complain(&format!("wrote {}", path.display()));
        }
    }
    Ok(())
}
