//! Tables of a rate over ln T whose error is measured, not hoped for.
//!
//! Where the rate is smooth ln|c| is interpolated by Chebyshev polynomials through nested Lobatto nodes on intervals
//! that are halved until the error at independent points is below the tolerance. The interpolants
//! are then rewritten as short polynomials on cells that a uniform grid finds in constant time, so that an evaluation
//! costs nanoseconds. Nothing is interpolated across a breakpoint.

mod cells;
mod interpolant;

use super::{RateError, RateProblem, ReactionRate, SignedLog, TemperatureRange, ThermalPoint};
use cells::Segment;
use interpolant::Refinement;

/// A rate at one temperature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableValue {
    /// ln|c|; −∞ where the rate is exactly zero.
    pub ln_abs: f64,
    /// Sign of c; +1 for zero.
    pub sign: f64,
    /// d ln|c|/d ln T; 0 where the rate is exactly zero.
    pub slope: f64,
}

/// A tabulated rate coefficient, or any other function of temperature that is smooth between given breakpoints.
#[derive(Debug, Clone)]
pub struct RateTable {
    segments: Vec<Segment>,
    measured_error: f64,
    evaluations: usize,
}

impl RateTable {
    /// Tabulates `rate` over `range` for a run with `reference_mass` (GeV): its coefficient without the threshold
    /// factor, with an error below `tolerance` in ln|c|.
    pub fn of<R: ReactionRate + ?Sized>(
        rate: &R,
        reference_mass: f64,
        range: TemperatureRange,
        tolerance: f64,
    ) -> Result<Self, RateError> {
        let validity = rate.validity();
        if !(validity.contains(range.min) && validity.contains(range.max)) {
            let TemperatureRange { min, max } = validity;
            let outside = if validity.contains(range.min) { range.max } else { range.min };
            return Err(RateError::from(RateProblem::OutsideRange { min, max }).at_temperature(outside));
        }
        Self::build(range, rate.breakpoints(), tolerance, |temperature| {
            rate.coefficient(&ThermalPoint::new(temperature, reference_mass))
        })
    }

    /// Tabulates `function`(T in GeV) over `range`, which must be positive and finite, with an error below `tolerance`
    /// (1e-12 to 0.1) in the logarithm. `function` itself should be several times more accurate than that.
    ///
    /// At each of the `breakpoints` (GeV) the function may jump or bend. It is never asked for at one, only on either
    /// side. Where it is exactly zero it has to be so from one breakpoint to the next. Around a change of sign
    /// the error is relative to the largest modulus on the interval of the table that holds the zero.
    pub fn build(
        range: TemperatureRange,
        breakpoints: &[f64],
        tolerance: f64,
        mut function: impl FnMut(f64) -> Result<SignedLog, RateError>,
    ) -> Result<Self, RateError> {
        if !(range.min > 0.0 && range.min < range.max && range.max.is_finite()) {
            let value = if range.min > 0.0 { range.max } else { range.min };
            let wanted = "0 < lowest < highest < infinity, in GeV";
            return Err(RateProblem::InvalidInput { name: "temperature range", value, wanted }.into());
        }
        if !(1e-12..=0.1).contains(&tolerance) {
            let wanted = "1e-12 to 0.1";
            return Err(RateProblem::InvalidInput { name: "table tolerance", value: tolerance, wanted }.into());
        }
        let mut ends: Vec<f64> = breakpoints.iter().copied().filter(|t| range.min < *t && *t < range.max).collect();
        ends.extend([range.min, range.max]);
        ends.sort_by(f64::total_cmp);
        ends.dedup();
        let mut table = Self { segments: Vec::with_capacity(ends.len() - 1), measured_error: 0.0, evaluations: 0 };
        for ends in ends.windows(2) {
            let mut refinement = Refinement::new(ends[0], ends[1], tolerance, &mut function);
            let pieces = refinement.run()?;
            table.evaluations += refinement.evaluations();
            let segment = Segment::new(ends[0].ln(), ends[1].ln(), &pieces, tolerance);
            table.measured_error = pieces.iter().fold(table.measured_error, |e, piece| e.max(segment.error_at(piece)));
            table.segments.push(segment);
        }
        Ok(table)
    }

    /// The rate at `ln_temperature`, the logarithm of T/GeV. A breakpoint belongs to the higher temperatures.
    #[inline]
    pub fn evaluate(&self, ln_temperature: f64) -> Result<TableValue, RateError> {
        for segment in &self.segments {
            if ln_temperature < segment.end() {
                return segment.evaluate(ln_temperature).ok_or_else(|| self.outside(ln_temperature));
            }
        }
        let last = self.segments.last().and_then(|segment| segment.evaluate(ln_temperature));
        last.ok_or_else(|| self.outside(ln_temperature))
    }

    #[cold]
    fn outside(&self, ln_temperature: f64) -> RateError {
        let TemperatureRange { min, max } = self.range();
        RateError::from(RateProblem::OutsideRange { min, max }).at_temperature(ln_temperature.exp())
    }

    /// What the table spans.
    #[must_use]
    pub fn range(&self) -> TemperatureRange {
        let start = self.segments.first().map_or(f64::NAN, Segment::start);
        let end = self.segments.last().map_or(f64::NAN, Segment::end);
        TemperatureRange { min: start.exp(), max: end.exp() }
    }

    /// Largest difference of ln|c| between table and function at any point where both are known, most of which the
    /// table was not made from.
    #[must_use]
    pub fn measured_error(&self) -> f64 {
        self.measured_error
    }

    /// How many times the function was evaluated.
    #[must_use]
    pub fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// Number of polynomials.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.segments.iter().map(Segment::cells).sum()
    }
}

#[cfg(test)]
mod tests;
