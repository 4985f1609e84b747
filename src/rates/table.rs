//! Tables of a rate over ln T whose error is measured, not hoped for.
//!
//! Where the rate is smooth ln|c| is interpolated by Chebyshev polynomials through nested Lobatto nodes on intervals
//! that are halved until the error at independent points is below the tolerance. Nothing is interpolated across a
//! breakpoint. The range is cut into panels that know nothing of each other, so that each may be made when it is first
//! asked for, by whoever asks.

mod interpolant;

use std::sync::OnceLock;

use super::{RateError, RateProblem, ReactionRate, SignedLog, TemperatureRange, ThermalPoint};
use interpolant::{Piece, Refinement};

/// Where panels end, as t = ln(reference mass/T). Around t = 0 rates change from relativistic to not; farther away on
/// either side they approach powers of T, and panels are ever longer. What bends elsewhere is found by halving them.
const ENDS: [f64; 13] = [-62.0, -30.0, -14.0, -6.0, -2.0, 0.0, 1.0, 2.0, 3.0, 5.0, 9.0, 25.0, 64.0];
/// No panel ends closer than this to a breakpoint or an end of the table.
const SHORTEST_PANEL: f64 = 0.5;
/// Overshoot beyond the ends that counts as rounding of ln T.
const END_SLACK: f64 = 1e-12;

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
    /// In GeV.
    range: TemperatureRange,
    tolerance: f64,
    /// Ascending.
    panels: Vec<Panel>,
}

/// A stretch of the table.
#[derive(Debug, Clone)]
struct Panel {
    /// Temperatures at its ends in GeV, and their logarithms.
    temperatures: (f64, f64),
    ln_temperatures: (f64, f64),
    /// Once it is made.
    made: OnceLock<Result<Made, RateError>>,
}

#[derive(Debug, Clone)]
struct Made {
    /// Ascending.
    pieces: Vec<Piece>,
    evaluations: usize,
}

impl Made {
    fn piece(&self, ln_temperature: f64) -> &Piece {
        // A stretch has one piece at least.
        &self.pieces[self.pieces.partition_point(|piece| piece.low <= ln_temperature).saturating_sub(1)]
    }
}

impl Panel {
    fn make(
        &self,
        tolerance: f64,
        function: &mut impl FnMut(f64) -> Result<SignedLog, RateError>,
    ) -> Result<Made, RateError> {
        let mut refinement = Refinement::new(self.temperatures, self.ln_temperatures, tolerance, function);
        let pieces = refinement.run()?;
        Ok(Made { pieces, evaluations: refinement.evaluations() })
    }
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
        let table = Self::laid_out(rate, reference_mass, range, tolerance)?;
        table.complete(|temperature| rate.coefficient(&ThermalPoint::new(temperature, reference_mass)))?;
        Ok(table)
    }

    /// As [`Self::of`], of which nothing is made yet.
    pub(super) fn laid_out<R: ReactionRate + ?Sized>(
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
        let ends = ENDS.map(|t| reference_mass * (-t).exp());
        Self::new(range, rate.breakpoints(), &ends, tolerance)
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
        function: impl FnMut(f64) -> Result<SignedLog, RateError>,
    ) -> Result<Self, RateError> {
        let table = Self::new(range, breakpoints, &[], tolerance)?;
        table.complete(function)?;
        Ok(table)
    }

    /// Lays out panels from one breakpoint to the next, cut further at the temperatures in `ends` (GeV).
    fn new(range: TemperatureRange, breakpoints: &[f64], ends: &[f64], tolerance: f64) -> Result<Self, RateError> {
        if !(range.min > 0.0 && range.min < range.max && range.max.is_finite()) {
            let value = if range.min > 0.0 { range.max } else { range.min };
            let wanted = "0 < lowest < highest < infinity, in GeV";
            return Err(RateProblem::InvalidInput { name: "temperature range", value, wanted }.into());
        }
        if !(1e-12..=0.1).contains(&tolerance) {
            let wanted = "1e-12 to 0.1";
            return Err(RateProblem::InvalidInput { name: "table tolerance", value: tolerance, wanted }.into());
        }
        let inside = |t: &&f64| range.min < **t && **t < range.max;
        let mut cuts: Vec<f64> = breakpoints.iter().filter(inside).copied().collect();
        cuts.extend([range.min, range.max]);
        let apart = |end: &&f64| cuts.iter().all(|cut| (*end / cut).ln().abs() >= SHORTEST_PANEL);
        let ends: Vec<f64> = ends.iter().filter(inside).filter(apart).copied().collect();
        cuts.extend(ends);
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
        let panel = |ends: &[f64]| Panel {
            temperatures: (ends[0], ends[1]),
            ln_temperatures: (ends[0].ln(), ends[1].ln()),
            made: OnceLock::new(),
        };
        Ok(Self { range, tolerance, panels: cuts.windows(2).map(panel).collect() })
    }

    /// Makes every panel.
    pub(super) fn complete(
        &self,
        mut function: impl FnMut(f64) -> Result<SignedLog, RateError>,
    ) -> Result<(), RateError> {
        for panel in &self.panels {
            let made = panel.made.get_or_init(|| panel.make(self.tolerance, &mut function));
            made.as_ref().map_err(Clone::clone)?;
        }
        Ok(())
    }

    /// The panel and the piece of it at `ln_temperature`, a panel not yet made being made of `function`.
    #[inline]
    fn piece(
        &self,
        ln_temperature: f64,
        mut function: impl FnMut(f64) -> Result<SignedLog, RateError>,
    ) -> Result<&Piece, RateError> {
        let next = self.panels.partition_point(|panel| panel.ln_temperatures.1 <= ln_temperature);
        let panel = self.panels.get(next).or(self.panels.last()).ok_or_else(|| self.outside(ln_temperature))?;
        let slack = END_SLACK * (1.0 + ln_temperature.abs());
        let (low, high) = panel.ln_temperatures;
        if !(ln_temperature >= low - slack && ln_temperature <= high + slack) {
            return Err(self.outside(ln_temperature));
        }
        let made = panel.made.get_or_init(|| panel.make(self.tolerance, &mut function));
        Ok(made.as_ref().map_err(Clone::clone)?.piece(ln_temperature))
    }

    /// The rate at `ln_temperature`, the logarithm of T/GeV. A breakpoint belongs to the higher temperatures.
    pub fn evaluate(&self, ln_temperature: f64) -> Result<TableValue, RateError> {
        // Whoever has a table without its function has one that is complete.
        Ok(self.piece(ln_temperature, |_| Err(self.outside(ln_temperature)))?.value_and_slope(ln_temperature))
    }

    /// The rate at `ln_temperature`, where what is missing of the table is made of `function`, which is always the same.
    #[inline]
    pub(super) fn ask(
        &self,
        ln_temperature: f64,
        function: impl FnMut(f64) -> Result<SignedLog, RateError>,
    ) -> Result<SignedLog, RateError> {
        Ok(self.piece(ln_temperature, function)?.value(ln_temperature))
    }

    #[cold]
    fn outside(&self, ln_temperature: f64) -> RateError {
        let TemperatureRange { min, max } = self.range;
        RateError::from(RateProblem::OutsideRange { min, max }).at_temperature(ln_temperature.exp())
    }

    /// What the table spans.
    #[must_use]
    pub fn range(&self) -> TemperatureRange {
        self.range
    }

    /// What is made of the table.
    fn made(&self) -> impl Iterator<Item = &Made> {
        self.panels.iter().filter_map(|panel| panel.made.get()?.as_ref().ok())
    }

    /// Largest difference of ln|c| between table and function at any point where both are known, most of which the
    /// table was not made from.
    #[must_use]
    pub fn measured_error(&self) -> f64 {
        self.made().flat_map(|made| &made.pieces).fold(0.0, |worst, piece| worst.max(piece.error))
    }

    /// How many times the function was evaluated.
    #[must_use]
    pub fn evaluations(&self) -> usize {
        self.made().map(|made| made.evaluations).sum()
    }

    /// Number of polynomials.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.made().map(|made| made.pieces.len()).sum()
    }
}

#[cfg(test)]
mod tests;
