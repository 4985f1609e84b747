//! The folder a solving command writes its results to.

use std::path::Path;

use super::{Failure, json_text, write_file};
use crate::model::{Document, Overrides};
use crate::report::{EVOLUTION, Evolution, MODEL, RESULT, RunReport, curve_csv};
use crate::run::Run;

/// Makes the folder if it is not there.
pub(super) fn make(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|e| Failure::Computation(format!("error: cannot make the folder {}: {e}", folder.display())))
}

/// Writes result, evolution (if there is one) and the model with its settings and its tables, from which `frazil plot` redraws.
pub(super) fn write(
    folder: &Path,
    report: &RunReport,
    evolution: Option<&Evolution>,
    document: &Document,
    settings: &Overrides,
) -> Result<(), Failure> {
    make(folder)?;
    for table in document.tables() {
        let path = folder.join(&table.name);
        path.parent().map_or(Ok(()), make)?;
        write_file(&path, &table.text)?;
    }
    write_file(&folder.join(RESULT), &json_text(report)?)?;
    write_file(&folder.join(MODEL), &document.resolved_text(settings)?)?;
    evolution.map_or(Ok(()), |evolution| write_file(&folder.join(EVOLUTION), &evolution.csv()))
}

/// Writes a table for every curve that has points.
pub(super) fn write_curves(folder: &Path, result: &Run) -> Result<(), Failure> {
    let folder = folder.join("observables");
    for (curve, points) in result.model.curves.iter().zip(&result.evaluation.curves) {
        if let Ok(points) = points {
            make(&folder)?;
            write_file(&folder.join(format!("{}.csv", curve.name)), &curve_csv(curve, points))?;
        }
    }
    Ok(())
}
