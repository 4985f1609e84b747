//! `frazil plot`: redraw pictures from saved results, without solving anything.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::pictures::{self, PlotOptions, ScanOptions, Scene};
use super::{Failure, announce};
use crate::report::{Saved, read_saved};
use crate::scan::Table;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil run alp-portal --out results && frazil plot results --plot yields.pdf
  frazil plot one two --plot yields.svg --plot-rates rates.svg --title 'Two runs'
  frazil plot scan.csv --plot contours.svg
  frazil plot scan.csv --as map --column BR_BKinv --constraints none --plot map.png
  frazil plot scan.csv --column m_chi --levels '15 keV,1 MeV,100 MeV' --plot masses.pdf")]
#[command(group = ArgGroup::new("pictures").args(["plot", "plot_rates"]).multiple(true).required(true))]
pub(super) struct Arguments {
    /// Folders that `run --out` or `compare --out` wrote, or JSON that `--json --evolution` printed, of which several are
    /// overlaid; or the table of a scan, FILE.csv
    #[arg(required = true, value_name = "RESULT")]
    results: Vec<PathBuf>,

    #[command(flatten)]
    pictures: PlotOptions,

    #[command(flatten)]
    scan: ScanOptions,

    /// Write this above the picture, `$…$` around formulas [default: the model's name, if it is one run]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

pub(super) fn main(arguments: &Arguments, quiet: bool) -> Result<(), Failure> {
    arguments.pictures.check()?;
    let tables = || arguments.results.iter().filter(|path| path.extension().is_some_and(|ending| ending == "csv"));
    if tables().next().is_some() {
        return scan(arguments, quiet);
    }
    if let Some(option) = arguments.scan.given() {
        return Err(Failure::Input(format!("error: `{option}` is for tables of scans, but there is none")));
    }
    let mut results: Vec<(String, Saved)> = Vec::new();
    for path in &arguments.results {
        results.extend(read_saved(path)?.into_iter().map(|saved| (path.display().to_string(), saved)));
    }
    let labels: Vec<String> = (0..results.len()).map(|k| label(&results, k)).collect();
    let scenes: Vec<Scene<'_>> =
        labels.iter().zip(&results).map(|(label, (_, saved))| Scene::read(label, saved)).collect();
    announce(&arguments.pictures.draw(&scenes, arguments.title.as_deref())?, quiet);
    Ok(())
}

/// Draws the table of a scan.
fn scan(arguments: &Arguments, quiet: bool) -> Result<(), Failure> {
    let ([path], Some(picture)) = (&arguments.results[..], &arguments.pictures.plot) else {
        return Err(Failure::Input("error: a scan is drawn alone, and with `--plot FILE`".to_owned()));
    };
    if arguments.pictures.plot_rates.is_some() {
        return Err(Failure::Input("error: a scan has no rates to draw".to_owned()));
    }
    pictures::scan(Table::read(path)?, &arguments.scan, arguments.title.as_deref())?.save(picture)?;
    announce([picture], quiet);
    Ok(())
}

/// What tells result `k` from the others: its label in a comparison, the model's name, the parameters in which runs of one
/// model differ, or else the path.
fn label(results: &[(String, Saved)], k: usize) -> String {
    let (path, saved) = &results[k];
    let others = || results.iter().enumerate().filter(|&(j, _)| j != k).map(|(_, (_, other))| other);
    if let Some(label) = &saved.label
        && others().all(|other| other.label.as_ref() != Some(label))
    {
        return label.clone();
    }
    if others().all(|other| other.name != saved.name) {
        return saved.name.clone();
    }
    let settings = |saved: &Saved| -> Vec<String> {
        let same = |name: &str, value: f64| {
            let of = |other: &Saved| other.parameters.iter().find(|(n, _)| n == name).map(|(_, v)| *v);
            results.iter().filter(|(_, other)| other.name == saved.name).all(|(_, other)| of(other) == Some(value))
        };
        let differing = saved.parameters.iter().filter(|(name, value)| !same(name, *value));
        differing.map(|(name, value)| format!("{name}={}", written(saved, name, *value))).collect()
    };
    let own = settings(saved);
    let unique = !own.is_empty() && others().all(|other| other.name != saved.name || settings(other) != own);
    if unique { own.join(", ") } else { path.clone() }
}

/// The value of a parameter as the model file has it, or in powers of GeV.
fn written(saved: &Saved, name: &str, value: f64) -> String {
    let parameters = saved.model.iter().flat_map(|model| &model.parameters);
    parameters.filter(|p| p.name == name).map(|p| p.written.clone()).next().unwrap_or_else(|| format!("{value:e}"))
}
