//! Results read back from the files that `run` and `compare` write.
//!
//! A folder of `run --out` holds the result, the evolution and the model; one of `compare --out` holds the comparison and a
//! folder of that kind for every run, numbered from 1. A file of `--json --evolution` alone says less: no rates, and no
//! symbols for the species.

mod csv;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::evolution::{Evolution, SpeciesEvolution};
use crate::error::{Diagnostic, Source, SourceError};
use crate::model::{Document, Model, Overrides, read_text};
use crate::observables::DominantReaction;

/// The file of a folder of results that holds the result.
pub const RESULT: &str = "result.json";
/// The one that holds the evolution.
pub const EVOLUTION: &str = "evolution.csv";
/// The one that holds the model with all that was set.
pub const MODEL: &str = "model.yaml";
/// The one that holds a comparison.
pub const COMPARISON: &str = "compare.json";
/// Most bytes a file of results may have.
const MOST_BYTES: usize = 256 << 20;

/// A result read back.
#[derive(Debug, Clone)]
pub struct Saved {
    /// What told the run from others in a comparison.
    pub label: Option<String>,
    /// The model's name.
    pub name: String,
    /// Parameters in powers of GeV.
    pub parameters: Vec<(String, f64)>,
    /// The model, if the result lies in a folder with it.
    pub model: Option<Model>,
    /// Yields and, from a folder, rates.
    pub evolution: Evolution,
    /// What made or removed dark matter.
    pub dominant: Vec<DominantReaction>,
}

/// The keys of a result that pictures need.
#[derive(Debug, Deserialize)]
struct Report {
    format: u32,
    label: Option<String>,
    model: String,
    parameters: Map<String, Value>,
    species: Map<String, Value>,
    dominant_reactions: Vec<DominantReaction>,
    evolution: Option<EvolutionReport>,
}

#[derive(Debug, Deserialize)]
struct EvolutionReport {
    x: Vec<f64>,
    #[serde(rename = "T")]
    temperature: Vec<f64>,
    #[serde(rename = "yield")]
    yields: Map<String, Value>,
    equilibrium: Map<String, Value>,
}

/// The results at `path`: a folder of `run --out` or `compare --out`, its JSON file, or a file that
/// `run --json --evolution` or `compare --json --evolution` printed.
///
/// # Errors
///
/// The file that is missing, foreign or damaged, with the place and what should be there.
pub fn read_saved(path: &Path) -> Result<Vec<Saved>, SourceError> {
    if path.is_dir() {
        let comparison = path.join(COMPARISON);
        return read_json(&if comparison.exists() { comparison } else { path.join(RESULT) });
    }
    read_json(path)
}

fn read_json(path: &Path) -> Result<Vec<Saved>, SourceError> {
    let source = Arc::new(read_source(path)?);
    let value: Value = serde_json::from_str(&source.text).map_err(|e| json_error(&source, &e))?;
    let reports: Vec<Report> = if value.get("runs").is_some() {
        #[derive(Deserialize)]
        struct Comparison {
            runs: Vec<Report>,
        }
        serde_json::from_str::<Comparison>(&source.text).map_err(|e| json_error(&source, &e))?.runs
    } else {
        vec![serde_json::from_str(&source.text).map_err(|e| json_error(&source, &e))?]
    };
    let own_folder = path.parent().unwrap_or(Path::new(""));
    let folder = |number: usize| -> Option<PathBuf> {
        match path.file_name()?.to_str()? {
            RESULT => Some(own_folder.to_owned()),
            COMPARISON => Some(own_folder.join((number + 1).to_string())),
            _ => None,
        }
    };
    reports.into_iter().enumerate().map(|(number, report)| complete(report, &source, folder(number))).collect()
}

/// Adds to a report what lies beside it.
fn complete(report: Report, source: &Arc<Source>, folder: Option<PathBuf>) -> Result<Saved, SourceError> {
    if report.format != 1 {
        let message = format!("this result has format {}; this program reads format 1", report.format);
        return Err(whole(source, message, "a newer version of frazil may read it"));
    }
    if report.species.is_empty() {
        let message = format!("{} has no species: there is nothing to draw", report.model);
        return Err(whole(source, message, "pictures show yields and rates"));
    }
    let folder = folder.filter(|folder| folder.join(EVOLUTION).exists() || report.evolution.is_none());
    let (model, evolution) = match (folder, report.evolution) {
        (Some(folder), _) => {
            let model = Document::read(folder.join(MODEL))?.resolve(&Overrides::default())?;
            let mut evolution = csv::evolution(&Arc::new(read_source(&folder.join(EVOLUTION))?))?;
            for rate in &mut evolution.rates {
                rate.latex = model.reactions.iter().find(|r| r.label == rate.label).and_then(|r| r.latex.clone());
            }
            (Some(model), evolution)
        }
        (None, Some(evolution)) => (None, from_json(evolution, source)?),
        (None, None) => {
            let hint = "`--evolution` adds it; or use the folder that `--out DIR` writes";
            return Err(whole(source, "this result has no `evolution`".to_owned(), hint));
        }
    };
    let dark = |species: &str| {
        report.species.get(species).and_then(|s| s.get("dark_matter")).and_then(Value::as_bool).unwrap_or(false)
    };
    Ok(Saved {
        label: report.label,
        name: report.model,
        parameters: report.parameters.iter().filter_map(|(name, v)| Some((name.clone(), v.as_f64()?))).collect(),
        dominant: report.dominant_reactions.into_iter().filter(|d| dark(&d.species)).collect(),
        model,
        evolution,
    })
}

/// The evolution of a result in JSON, which has no rates.
fn from_json(report: EvolutionReport, source: &Arc<Source>) -> Result<Evolution, SourceError> {
    let length = report.x.len();
    let numbers = |value: Option<&Value>| -> Option<Vec<f64>> {
        let list: Vec<f64> = value?.as_array()?.iter().map(Value::as_f64).collect::<Option<_>>()?;
        (list.len() == length).then_some(list)
    };
    let species = report.yields.iter().map(|(name, yields)| {
        let (yields, equilibrium) = (numbers(Some(yields))?, numbers(report.equilibrium.get(name))?);
        Some(SpeciesEvolution { name: name.clone(), yields, equilibrium })
    });
    let complete = report.temperature.len() == length && length >= 2;
    let species = species.collect::<Option<Vec<_>>>().filter(|_| complete).ok_or_else(|| {
        let message = "`evolution` should hold lists of numbers, equally long: `x`, `T`, and `yield` and `equilibrium` of \
                       each species";
        whole(source, message.to_owned(), "the file may be damaged: write it again with `run --json --evolution`")
    })?;
    Ok(Evolution { x: report.x, temperature: report.temperature, species, rates: Vec::new() })
}

fn read_source(path: &Path) -> Result<Source, SourceError> {
    let name = path.display().to_string();
    read_text(path, MOST_BYTES).map(|text| Source { name: name.clone(), text }).map_err(|reason| {
        let source = Arc::new(Source { name, text: String::new() });
        whole(&source, format!("the file {reason}"), "results are read from what `run --out DIR` writes")
    })
}

/// What serde_json complains about, at the place it names.
fn json_error(source: &Arc<Source>, error: &serde_json::Error) -> SourceError {
    let start = source.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let at = (start + error.column().saturating_sub(1)).min(source.text.len());
    let described = error.to_string();
    let reason = described.split(" at line ").next().unwrap_or(&described);
    let diagnostic = Diagnostic::at(at..at, format!("this is no result of frazil: {reason}"))
        .hint("results are what `run --json --evolution` prints and `run --out DIR` writes");
    SourceError { source: Arc::clone(source), diagnostics: vec![diagnostic] }
}

fn whole(source: &Arc<Source>, message: String, hint: &str) -> SourceError {
    SourceError { source: Arc::clone(source), diagnostics: vec![Diagnostic::whole(message).hint(hint)] }
}
