//! Constraints that compare a column of the table with numbers.

use super::Drawn;
use crate::model::{Model, Written};
use crate::plot::Samples;
use crate::scan::Table;
use crate::units::Quantity;

/// A relative difference that is rounding.
const ROUNDING: f64 = 1e-9;

/// What a constraint says of a column, in the unit in which that is shown.
pub(super) struct Bounds<'t> {
    pub(super) of: Drawn<'t>,
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
    /// The value with its errors below and above.
    pub(super) measured: Option<[f64; 3]>,
    /// Whether it applies under a condition only, of which the table tells only by verdicts.
    is_conditional: bool,
}

impl<'t> Bounds<'t> {
    /// None if the constraint is about something that is not a column, or compares it with a formula.
    pub(super) fn of(model: &Model, table: &'t Table, constraint: &Drawn<'_>) -> Option<Self> {
        let number = model.constraints.iter().position(|known| known.name == constraint.column.name)?;
        let column = table.metadata.column(model.constraints[number].of.trim())?;
        let of = Drawn { column: table.metadata.columns.get(column)?, values: table.columns.get(column)? };
        let written = model.written_constraint(number)?;
        let number = |written: Written<'_>| match written {
            Written::Quantity(text) => Quantity::parse(text).ok().map(|quantity| quantity.value / of.factor()),
            Written::Formula(_) => None,
        };
        let bound = |written: Option<Written<'_>>| match written {
            None => Some(None),
            Some(written) => number(written).map(Some),
        };
        let measured = match written.measured {
            Some([value, below, above]) => Some([number(value)?, number(below)?, number(above)?]),
            None => None,
        };
        let (min, max) = (bound(written.min)?, bound(written.max)?);
        Some(Self { of, min, max, measured, is_conditional: written.condition.is_some() })
    }

    /// The values of the column where the constraint applies; none if they do not agree with the verdicts.
    pub(super) fn applied(&self, values: &Samples, verdicts: &Samples) -> Option<Vec<f64>> {
        let (min, max) = (self.min.unwrap_or(f64::NEG_INFINITY), self.max.unwrap_or(f64::INFINITY));
        if self.min.is_none() && self.max.is_none() {
            return (!self.is_conditional).then(|| values.values().to_vec());
        }
        let at = |bound: f64, value: f64| bound.is_finite() && (value - bound).abs() <= ROUNDING * bound.abs();
        let agrees = |(value, verdict): (&f64, &f64)| {
            let holds = min <= *value && *value <= max;
            verdict.is_nan() || at(min, *value) || at(max, *value) || holds == (*verdict > 0.5)
        };
        let pairs = || values.values().iter().zip(verdicts.values());
        let known = |(value, verdict): (&f64, &f64)| if verdict.is_nan() { f64::NAN } else { *value };
        pairs().all(agrees).then(|| pairs().map(known).collect())
    }

    /// Whether it excludes on one side only.
    pub(super) fn is_one_sided(&self) -> bool {
        self.min.is_some() != self.max.is_some()
    }

    /// The measured value less and plus so many of its errors.
    pub(super) fn within(&self, errors: f64) -> Option<(f64, f64)> {
        self.measured.map(|[value, below, above]| (value - errors * below, value + errors * above))
    }
}
