//! A dear rate replaced by an error-controlled table of itself.

use crate::rates::table::RateTable;
use crate::rates::{RateError, ReactionRate, SignedLog, TemperatureRange, ThermalPoint};

/// A rate that is interpolated inside its table and computed outside.
pub struct Tabulated<R> {
    rate: R,
    table: RateTable,
}

impl<R: ReactionRate> Tabulated<R> {
    /// Tabulates `rate` over `range` (GeV) with relative error below `tolerance`, for a run with `reference_mass` (GeV).
    pub fn new(rate: R, reference_mass: f64, range: TemperatureRange, tolerance: f64) -> Result<Self, RateError> {
        let table = RateTable::of(&rate, reference_mass, range, tolerance)?;
        Ok(Self { rate, table })
    }

    /// The table.
    pub fn table(&self) -> &RateTable {
        &self.table
    }
}

impl<R: ReactionRate> ReactionRate for Tabulated<R> {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        if self.table.range().contains(at.temperature) {
            let value = self.table.evaluate(at.temperature.ln())?;
            return Ok(SignedLog { ln_abs: value.ln_abs, sign: value.sign });
        }
        self.rate.coefficient(at)
    }

    fn threshold_mass(&self) -> f64 {
        self.rate.threshold_mass()
    }

    fn breakpoints(&self) -> &[f64] {
        self.rate.breakpoints()
    }

    fn validity(&self) -> TemperatureRange {
        self.rate.validity()
    }

    fn references(&self) -> &[String] {
        self.rate.references()
    }

    fn interpolation_error(&self) -> f64 {
        self.table.measured_error()
    }
}
