//! Tabulated degrees of freedom, from a text with columns T in GeV, `g_ρ` and `g_s`.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::{EffectiveDegrees, is_sensible, slope::Slope};
use crate::cosmology::TEMPERATURES;
use crate::error::{Diagnostic, Source, SourceError};

/// Degrees of freedom interpolated between the rows of a table.
///
/// Between rows a monotone cubic in ln T (Fritsch and Carlson, SIAM J. Numer. Anal. 17 (1980) 238) neither overshoots
/// nor oscillates. The slopes at both ends of the table are zero, so that holding the first and last row outside it
/// keeps the slopes continuous everywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    ln_t: f64,
    g_rho: Slope,
    g_s: Slope,
}

impl Table {
    /// Reads a table: one row per line, three columns separated by commas, blanks or tabs, T in GeV rising or falling.
    ///
    /// Empty lines and what follows a `#` are skipped; so is a first line of names. Complaints give line and column.
    pub fn parse(source: &Arc<Source>) -> Result<Self, SourceError> {
        Reader { text: &source.text, values: Vec::new(), at: Vec::new() }
            .read()
            .map(|values| Self::interpolate(&values))
            .map_err(|diagnostic| SourceError { source: Arc::clone(source), diagnostics: vec![diagnostic] })
    }

    /// The monotone cubic through rows (T, `g_ρ`, `g_s`) with rising T.
    fn interpolate(values: &[[f64; 3]]) -> Self {
        let ln_t: Vec<f64> = values.iter().map(|row| row[0].ln()).collect();
        let column = |k: usize| values.iter().map(|row| row[k]).collect::<Vec<_>>();
        let (g_rho, g_s) = (monotone_slopes(&ln_t, &column(1)), monotone_slopes(&ln_t, &column(2)));
        let rows = ln_t.into_iter().zip(g_rho).zip(g_s).map(|((ln_t, g_rho), g_s)| Row { ln_t, g_rho, g_s }).collect();
        Self { rows }
    }

    /// Where the table has rows, in GeV.
    #[must_use]
    pub fn range(&self) -> RangeInclusive<f64> {
        let end = |row: Option<&Row>| row.map_or(1.0, |row| row.ln_t.exp());
        end(self.rows.first())..=end(self.rows.last())
    }

    pub(super) fn at(&self, temperature: f64) -> EffectiveDegrees {
        let t = temperature.ln();
        let upper = self.rows.partition_point(|row| row.ln_t <= t).clamp(1, self.rows.len() - 1);
        let (low, high) = (&self.rows[upper - 1], &self.rows[upper]);
        let width = high.ln_t - low.ln_t;
        let u = ((t - low.ln_t) / width).clamp(0.0, 1.0);
        EffectiveDegrees::new(hermite(low.g_rho, high.g_rho, width, u), hermite(low.g_s, high.g_s, width, u))
    }

    pub(super) fn numbers(&self, visit: &mut dyn FnMut(f64)) {
        for row in &self.rows {
            [row.ln_t, row.g_rho.value, row.g_s.value].into_iter().for_each(&mut *visit);
        }
    }
}

/// The cubic with the values and slopes of `low` and `high` at the ends of an interval, at the fraction `u` of it.
fn hermite(low: Slope, high: Slope, width: f64, u: f64) -> Slope {
    let rise = high.value - low.value;
    let (d0, d1) = (low.slope * width, high.slope * width);
    let (c2, c3) = (3.0 * rise - 2.0 * d0 - d1, d0 + d1 - 2.0 * rise);
    Slope { value: low.value + u * (d0 + u * (c2 + u * c3)), slope: (d0 + u * (2.0 * c2 + u * 3.0 * c3)) / width }
}

/// Values with slopes that keep the cubic monotone: weighted harmonic means of the neighbouring secants, 0 at extrema
/// and at the ends.
fn monotone_slopes(x: &[f64], y: &[f64]) -> Vec<Slope> {
    let mut slopes: Vec<Slope> = y.iter().map(|&value| Slope::constant(value)).collect();
    for (i, slope) in slopes.iter_mut().enumerate().take(y.len() - 1).skip(1) {
        let (h0, h1) = (x[i] - x[i - 1], x[i + 1] - x[i]);
        let (s0, s1) = ((y[i] - y[i - 1]) / h0, (y[i + 1] - y[i]) / h1);
        if s0 * s1 > 0.0 {
            let (w0, w1) = (h0 + 2.0 * h1, 2.0 * h0 + h1);
            slope.slope = (w0 + w1) / (w0 / s1 + w1 / s0);
        }
    }
    slopes
}

const COLUMNS: [&str; 3] = ["the temperature in GeV", "g_rho", "g_s"];

/// Reads and checks rows, and remembers where each stood.
struct Reader<'a> {
    text: &'a str,
    values: Vec<[f64; 3]>,
    /// Byte range of each row's temperature.
    at: Vec<std::ops::Range<usize>>,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Vec<[f64; 3]>, Diagnostic> {
        let mut start = 0;
        let mut header_allowed = true;
        for line in self.text.split_inclusive('\n') {
            let content = line.split('#').next().unwrap_or("");
            let fields = fields(content, start);
            start += line.len();
            if fields.is_empty() {
                continue;
            }
            let is_header = fields.iter().all(|(text, _)| text.parse::<f64>().is_err());
            if !(header_allowed && is_header) {
                self.row(&fields)?;
            }
            header_allowed = false;
        }
        if self.values.len() < 2 {
            let found = if self.values.is_empty() { "no row" } else { "one row" };
            return Err(Diagnostic::whole(format!("found {found}, a table needs at least two"))
                .hint("each row is `T g_rho g_s`, with T in GeV"));
        }
        self.sort()?;
        Ok(self.values)
    }

    fn row(&mut self, fields: &[(&str, usize)]) -> Result<(), Diagnostic> {
        let span = |&(text, at): &(&str, usize)| at..at + text.len();
        let [temperature, _, _] = fields else {
            let extra = fields.get(3).or(fields.last()).map(span).unwrap_or_default();
            return Err(Diagnostic::at(extra, format!("found {} columns, expected 3", fields.len()))
                .hint("the columns are T in GeV, g_rho and g_s"));
        };
        let mut row = [0.0; 3];
        for (column, (field, value)) in fields.iter().zip(&mut row).enumerate() {
            let complain = |what: &str| {
                Diagnostic::at(span(field), format!("{} must be {what}, found `{}`", COLUMNS[column], field.0))
            };
            *value = field.0.parse().map_err(|_| complain("a number"))?;
            if column == 0 && !TEMPERATURES.contains(value) {
                return Err(complain("between 1e-20 and 1e20"));
            }
            if column > 0 && !is_sensible(*value) {
                return Err(complain("between 1e-12 and 1e12"));
            }
        }
        self.values.push(row);
        self.at.push(span(temperature));
        Ok(())
    }

    /// Turns falling tables round, and refuses those that neither rise nor fall.
    fn sort(&mut self) -> Result<(), Diagnostic> {
        let falling = self.values[1][0] < self.values[0][0];
        for (i, pair) in self.values.windows(2).enumerate() {
            // Compared in ln T, which is what is interpolated in.
            let step = pair[1][0].ln() - pair[0][0].ln();
            if (falling && step >= 0.0) || (!falling && step <= 0.0) {
                let message =
                    format!("temperatures must all rise or all fall, {:e} follows {:e}", pair[1][0], pair[0][0]);
                return Err(Diagnostic::at(self.at[i + 1].clone(), message));
            }
        }
        if falling {
            self.values.reverse();
        }
        Ok(())
    }
}

/// The fields of a line that starts at the byte `start`, each with the byte it starts at: separated by commas if the
/// line has any, else by blanks and tabs.
fn fields(line: &str, start: usize) -> Vec<(&str, usize)> {
    if line.trim().is_empty() {
        return Vec::new();
    }
    let by_comma = line.contains(',');
    let mut next = start;
    let mut fields = Vec::new();
    // Both kinds of separator are one byte long.
    for piece in line.split(|c: char| if by_comma { c == ',' } else { c.is_ascii_whitespace() }) {
        let field = piece.trim_start();
        if by_comma || !field.is_empty() {
            fields.push((field.trim_end(), next + piece.len() - field.len()));
        }
        next += piece.len() + 1;
    }
    fields
}
