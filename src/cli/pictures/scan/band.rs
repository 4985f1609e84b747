//! Bands that are asked for: where a column lies between two values.

use super::Drawn;
use super::levels::value;
use crate::cli::Failure;

const OPTION: &str = "--band";

/// A band as it is written: `NAME=LO..HI[:LABEL]`.
pub(super) struct Band<'a> {
    pub(super) column: &'a str,
    low: &'a str,
    high: &'a str,
    label: Option<&'a str>,
}

impl<'a> Band<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, Failure> {
        let (range, label) = match text.split_once(':') {
            Some((range, label)) => (range, Some(label.trim())),
            None => (text, None),
        };
        let parts = range.split_once('=').and_then(|(column, ends)| Some((column, ends.split_once("..")?)));
        let Some((column, (low, high))) = parts else {
            return Err(Failure::Input(format!(
                "error: `{OPTION}`: expected NAME=LO..HI[:LABEL], found `{text}`\n  = help: for example `omega_h2=0.118..0.122:2σ`"
            )));
        };
        Ok(Self { column: column.trim(), low: low.trim(), high: high.trim(), label })
    }

    /// The two values in the unit of the column.
    pub(super) fn ends(&self, of: Drawn<'_>) -> Result<(f64, f64), Failure> {
        let (low, high) = (value(OPTION, of, self.low)?, value(OPTION, of, self.high)?);
        if low < high {
            return Ok((low, high));
        }
        Err(Failure::Input(format!(
            "error: `{OPTION}`: a band goes upwards, but this goes from {} to {}",
            self.low, self.high
        )))
    }

    /// What stands in the band.
    pub(super) fn name(&self, of: Drawn<'_>) -> String {
        self.label.map_or_else(|| format!("{}: {} to {}", of.name(), self.low, self.high), str::to_owned)
    }
}
