//! The values at which contours are drawn.

use super::super::lettering::quantity_latex;
use super::Drawn;
use crate::cli::Failure;
use crate::plot::{Axis, AxisScale, Label};
use crate::units::Quantity;

/// Most contours that nobody asked for.
const MOST: usize = 8;
/// Fewest decades of which only the whole ones are marked.
const FEW_DECADES: f64 = 2.5;

/// A contour, its value in the unit of the column.
pub(super) struct Level {
    pub(super) value: f64,
    pub(super) label: Label,
}

/// The contours of a column, whose values span an axis, in increasing order: those wanted, or at round values. Their names
/// are `bare` values where the title says what they are of.
pub(super) fn levels(drawn: Drawn<'_>, axis: &Axis, wanted: &[String], bare: bool) -> Result<Vec<Level>, Failure> {
    if wanted.is_empty() {
        let named = |value: f64| level(drawn, value, &drawn.in_words(value, 2), bare);
        return Ok(round(axis).into_iter().map(named).collect());
    }
    let mut found = Vec::with_capacity(wanted.len());
    for text in wanted.iter().map(|text| text.trim()) {
        found.push(level(drawn, value("--levels", drawn, text)?, text, bare));
    }
    found.sort_by(|a, b| a.value.total_cmp(&b.value));
    Ok(found)
}

/// The contours of χ² around its least value: those within which both parameters of the plane lie with the probability that a
/// normal distribution has within 1σ, 2σ and 3σ.
pub(super) fn confidence(least: f64) -> Vec<Level> {
    const WITHIN: [f64; 3] = [0.682_689_492_137, 0.954_499_736_104, 0.997_300_203_937];
    // χ² of two parameters is exponentially distributed.
    let level = |(sigmas, within): (i32, f64)| Level {
        value: least - 2.0 * (1.0 - within).ln(),
        label: Label::text(&format!("{sigmas}σ")),
    };
    (1..).zip(WITHIN).map(level).collect()
}

/// A value of a column that an option gives, in the unit of the column.
pub(super) fn value(option: &str, drawn: Drawn<'_>, text: &str) -> Result<f64, Failure> {
    let quantity = Quantity::parse(text)
        .map_err(|error| Failure::Input(format!("error: `{option}`: {} in `{text}`", error.message)))?;
    let power = drawn.column.power();
    if quantity.dimension != power && quantity.value != 0.0 {
        return Err(Failure::Input(format!(
            "error: `{option}`: `{text}` is {}, but `{}` is {power}",
            quantity.dimension, drawn.column.name
        )));
    }
    Ok(quantity.value / drawn.factor())
}

fn level(drawn: Drawn<'_>, value: f64, text: &str, bare: bool) -> Level {
    let number = quantity_latex(text).unwrap_or_else(|| format!(r"\text{{{text}}}"));
    let label = match drawn.symbol() {
        _ if bare => Label::math(&number),
        Some(symbol) => Label::math(&format!("{symbol} = {number}")),
        None => Label::text(&format!("{} = ${number}$", drawn.column.name)),
    };
    Level { value, label }
}

/// Round values within the range of an axis.
fn round(axis: &Axis) -> Vec<f64> {
    let Some((low, high)) = axis.range else { return Vec::new() };
    let log = axis.scale == AxisScale::Log;
    let within = |values: Vec<f64>| -> Vec<f64> { values.into_iter().filter(|v| *v > low && *v < high).collect() };
    if log {
        let (first, last) = (low.log10().floor(), high.log10().ceil());
        let decades = last - first;
        let step = (decades / MOST as f64).ceil().max(1.0);
        let start = (first / step).floor();
        let count = (0..).map(f64::from).take_while(|k| (start + k) * step <= last);
        let powers: Vec<f64> = count.map(|k| 10_f64.powf((start + k) * step)).collect();
        let fine = (high / low).log10() < FEW_DECADES;
        return within(powers.iter().flat_map(|p| if fine { vec![*p, 2.0 * p, 5.0 * p] } else { vec![*p] }).collect());
    }
    let raw = (high - low) / (MOST as f64 - 2.0);
    let decade = 10_f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * decade).into_iter().find(|step| *step >= raw).unwrap_or(raw);
    let first = (low / step).ceil();
    within((0..MOST).map(|k| (first + k as f64) * step).collect())
}
