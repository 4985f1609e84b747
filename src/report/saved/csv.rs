//! Reading evolution.csv.

use std::ops::Range;
use std::sync::Arc;

use super::super::evolution::{Evolution, RateEvolution, SpeciesEvolution};
use crate::error::{Diagnostic, Source, SourceError};

const HINT: &str =
    "the file should be as `run --out DIR` writes it: x, T, Y and Y_eq of each species, Gamma/H of each reaction";

/// The evolution in `source`; rates without LaTeX.
pub(super) fn evolution(source: &Arc<Source>) -> Result<Evolution, SourceError> {
    let complain = |span: Range<usize>, message: String| SourceError {
        source: Arc::clone(source),
        diagnostics: vec![Diagnostic::at(span, message).hint(HINT)],
    };
    let mut start = 0;
    let mut lines = source.text.split_inclusive('\n').map(|line| {
        let span = start..start + line.trim_end().len();
        start += line.len();
        (span, line.trim_end())
    });
    let Some((head, line)) = lines.next() else { return Err(complain(0..0, "the file is empty".to_owned())) };
    let mut evolution = columns(&fields(line)).map_err(|message| complain(head, message))?;
    for (span, line) in lines {
        let row = fields(line).iter().map(|field| number(field)).collect::<Result<Vec<f64>, _>>();
        row.and_then(|row| push(&mut evolution, &row)).map_err(|message| complain(span, message))?;
    }
    if evolution.x.len() < 2 {
        let end = source.text.len();
        return Err(complain(end..end, "the evolution has fewer than two rows".to_owned()));
    }
    Ok(evolution)
}

fn number(field: &str) -> Result<f64, String> {
    field.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| format!("`{field}` is not a number"))
}

/// An evolution without rows, from the names of the columns.
fn columns(names: &[String]) -> Result<Evolution, String> {
    let mut names = names.iter().map(String::as_str).peekable();
    for wanted in ["x", "T"] {
        let found = names.next().unwrap_or("");
        if found != wanted {
            return Err(format!("there should be a column `{wanted}` where there is `{found}`"));
        }
    }
    let mut species = Vec::new();
    while let Some(name) = names.next_if(|name| name.starts_with("Y(")).and_then(|name| inside(name, "Y(")) {
        let wanted = format!("Y_eq({name})");
        let found = names.next().unwrap_or("");
        if found != wanted {
            return Err(format!("there should be a column `{wanted}` where there is `{found}`"));
        }
        species.push(SpeciesEvolution { name: name.to_owned(), yields: Vec::new(), equilibrium: Vec::new() });
    }
    if species.is_empty() {
        return Err("there is no column `Y(…)` of a species after `x` and `T`".to_owned());
    }
    let rate = |name: &str| {
        let label = inside(name, "Gamma/H(").ok_or_else(|| format!("`{name}` is no column of an evolution"))?;
        Ok(RateEvolution { label: label.to_owned(), latex: None, values: Vec::new() })
    };
    let rates = names.map(rate).collect::<Result<_, String>>()?;
    Ok(Evolution { x: Vec::new(), temperature: Vec::new(), species, rates })
}

/// What the parentheses of `Y(chi)` hold.
fn inside<'n>(name: &'n str, opening: &str) -> Option<&'n str> {
    name.strip_prefix(opening)?.strip_suffix(')')
}

fn push(evolution: &mut Evolution, row: &[f64]) -> Result<(), String> {
    let wanted = 2 + 2 * evolution.species.len() + evolution.rates.len();
    if row.len() != wanted {
        return Err(format!("the row has {} values for {wanted} columns", row.len()));
    }
    let mut values = row.iter().copied();
    let mut next = || values.next().unwrap_or(0.0);
    let x = next();
    if x <= evolution.x.last().copied().unwrap_or(0.0) {
        return Err(format!("x = {x} should be positive and larger than in the row before"));
    }
    evolution.x.push(x);
    evolution.temperature.push(next());
    for species in &mut evolution.species {
        species.yields.push(next());
        species.equilibrium.push(next());
    }
    for rate in &mut evolution.rates {
        rate.values.push(next());
    }
    Ok(())
}

/// The fields of a line, without the quotes around some (RFC 4180).
fn fields(line: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, found.last_mut()) {
            ('"', Some(field)) if quoted && characters.next_if_eq(&'"').is_some() => field.push('"'),
            ('"', _) => quoted = !quoted,
            (',', _) if !quoted => found.push(String::new()),
            (c, Some(field)) => field.push(c),
            (_, None) => {}
        }
    }
    found
}
