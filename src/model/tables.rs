//! Tables: numbers from files and from the model itself, as functions.

use super::document::tables::{Numbers, TableEntry, TableShape};
use super::files::Folder;
use crate::error::{Diagnostic, Source};
use crate::expression::Table;
use crate::units::{Dimension, Unit};

/// Most rows of a table.
const MAX_ROWS: usize = 1_000_000;

/// The table `file` beside the model as formulas interpolate it: two columns of pure numbers.
pub(in crate::model) fn of_file(folder: Option<&Folder>, file: &str) -> Result<Table, String> {
    let source = read_beside(folder, file)?;
    let (x, y) = two_columns(&source, false)?;
    let dimensions = (Dimension::NONE, Dimension::NONE);
    Table::new(x, y, dimensions).map_err(|reason| format!("{file}: {reason}"))
}

/// The table of an entry; a complaint points at its file or at its numbers.
pub(in crate::model) fn of_entry(folder: Option<&Folder>, entry: &TableEntry) -> Result<Table, Diagnostic> {
    match &entry.numbers {
        Numbers::Inline { x, y, place } => {
            build(entry, x.clone(), y.clone()).map_err(|reason| Diagnostic::at(place.clone(), reason))
        }
        Numbers::File(file) => {
            let numbers = read_beside(folder, &file.text)
                .and_then(|source| two_columns(&source, entry.shape == TableShape::Histogram));
            let table = numbers.and_then(|(x, y)| build(entry, x, y).map_err(|r| format!("{}: {r}", file.text)));
            table.map_err(|reason| Diagnostic::at(file.span.clone(), reason))
        }
    }
}

fn build(entry: &TableEntry, mut x: Vec<f64>, mut y: Vec<f64>) -> Result<Table, String> {
    let in_natural = |unit: Unit, numbers: &mut [f64]| numbers.iter_mut().for_each(|n| *n = unit.to_natural(*n));
    in_natural(entry.units.0, &mut x);
    in_natural(entry.units.1, &mut y);
    let dimensions = (entry.units.0.dimension, entry.units.1.dimension);
    let table = match entry.shape {
        TableShape::Histogram => Table::histogram(x, y, dimensions)?,
        TableShape::Interpolated(interpolation) => Table::new(x, y, dimensions)?.interpolated(interpolation)?,
        TableShape::Default => Table::new(x, y, dimensions)?,
    };
    Ok(table.continued(entry.outside))
}

/// The text of a file beside the model.
pub(in crate::model) fn read_beside(folder: Option<&Folder>, file: &str) -> Result<Source, String> {
    let folder = folder.ok_or_else(|| format!("`{file}` cannot be read: this model has no folder of its own"))?;
    folder.table(file)
}

/// Rows of two numbers separated by commas, semicolons or blanks; `#` starts a comment, a first line of names is
/// skipped. The last row of a histogram may hold the end of the last bin only.
fn two_columns(source: &Source, is_histogram: bool) -> Result<(Vec<f64>, Vec<f64>), String> {
    let (mut arguments, mut values) = (Vec::new(), Vec::new());
    let at = |line: usize, problem: String| Err(format!("{}:{}: {problem}", source.name, line + 1));
    for (number, line) in source.text.lines().enumerate() {
        let content = line.split('#').next().unwrap_or("");
        let fields: Vec<&str> = content.split([',', ' ', '\t', ';']).filter(|field| !field.is_empty()).collect();
        if arguments.len() > values.len() && !fields.is_empty() {
            return at(number, "the row before this one has one number only".to_owned());
        }
        match fields.iter().map(|field| field.parse::<f64>()).collect::<Result<Vec<_>, _>>().as_deref() {
            Ok([]) => {}
            Ok(&[argument, value]) => {
                arguments.push(argument);
                values.push(value);
            }
            Ok(&[edge]) if is_histogram => arguments.push(edge),
            Err(_) if arguments.is_empty() && fields.len() == 2 => {}
            _ => return at(number, format!("expected two numbers, found `{}`", content.trim())),
        }
        if arguments.len() > MAX_ROWS {
            return at(number, format!("the table has more than {MAX_ROWS} rows"));
        }
    }
    Ok((arguments, values))
}
