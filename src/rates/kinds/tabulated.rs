//! A dear rate replaced by an error-controlled table of itself.

use std::sync::OnceLock;

use crate::rates::table::RateTable;
use crate::rates::{RateError, ReactionRate, SignedLog, TemperatureRange, ThermalPoint};

/// The points at which the error of a table is measured miss its extrema by this factor at worst.
const MISSED: f64 = 2.5;
/// Farthest from a half-integer power of T that a rate at its coldest may be and still count as approaching that power.
const NEAR_POWER: f64 = 0.05;

/// A rate that is interpolated inside its table, computed above and, unless it is continued, below.
pub struct Tabulated<R> {
    rate: R,
    /// In GeV.
    reference_mass: f64,
    table: RateTable,
    /// How it goes on below, if it does.
    continuation: Option<OnceLock<Result<Continuation, RateError>>>,
}

impl<R: ReactionRate> Tabulated<R> {
    /// Tabulates `rate` over `range` (GeV) with relative error below `tolerance`, for a run with `reference_mass` (GeV). Each
    /// part of the table is made when the rate is first asked for there: what is wrong elsewhere is never seen.
    pub fn new(rate: R, reference_mass: f64, range: TemperatureRange, tolerance: f64) -> Result<Self, RateError> {
        let table = RateTable::laid_out(&rate, reference_mass, range, tolerance)?;
        Ok(Self { rate, reference_mass, table, continuation: None })
    }

    /// Makes all of the table.
    pub fn complete(self) -> Result<Self, RateError> {
        self.table
            .complete(|temperature| self.rate.coefficient(&ThermalPoint::new(temperature, self.reference_mass)))?;
        Ok(self)
    }

    /// Below its table the rate goes on by its expansion about zero velocity instead of being computed.
    #[must_use]
    pub fn continued_below(mut self) -> Self {
        self.continuation = Some(OnceLock::new());
        self
    }

    /// The table, as far as it is made.
    pub fn table(&self) -> &RateTable {
        &self.table
    }

    fn interpolated(&self, temperature: f64) -> Result<SignedLog, RateError> {
        self.table.ask(temperature.ln(), |temperature| {
            self.rate.coefficient(&ThermalPoint::new(temperature, self.reference_mass))
        })
    }

    fn continuation(&self) -> Result<Continuation, RateError> {
        // What the table says at its end it has to have.
        self.interpolated(self.table.range().min)?;
        Continuation::of(&self.table)
    }
}

impl<R: ReactionRate> ReactionRate for Tabulated<R> {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let range = self.table.range();
        if range.contains(at.temperature) {
            return self.interpolated(at.temperature);
        }
        match &self.continuation {
            Some(continuation) if at.temperature < range.min => {
                let continuation = continuation.get_or_init(|| self.continuation());
                Ok(continuation.as_ref().map_err(Clone::clone)?.at(at.temperature))
            }
            _ => self.rate.coefficient(at),
        }
    }

    fn inner(&self) -> Option<&dyn ReactionRate> {
        Some(&self.rate)
    }

    fn interpolation_error(&self) -> f64 {
        MISSED * self.table.measured_error()
    }
}

/// A rate far below its masses, c = a Tⁿ (1 + b T + …) with half-integer n: the partial waves of an open channel give
/// n = 0, 1, 2…, its release or absorption of energy shifts n by ½.
#[derive(Debug, Clone, Copy)]
struct Continuation {
    /// Where the table ends, in GeV.
    temperature: f64,
    /// The rate there.
    value: SignedLog,
    /// n.
    power: f64,
    /// b T there.
    correction: f64,
}

impl Continuation {
    fn of(table: &RateTable) -> Result<Self, RateError> {
        let temperature = table.range().min;
        let end = table.evaluate(temperature.ln())?;
        let nearest = 0.5 * (2.0 * end.slope).round();
        let correction = end.slope - nearest;
        let value = SignedLog { ln_abs: end.ln_abs, sign: end.sign };
        // A rate that still bends is continued along its tangent.
        Ok(if correction.abs() < NEAR_POWER {
            Self { temperature, value, power: nearest, correction }
        } else {
            Self { temperature, value, power: end.slope, correction: 0.0 }
        })
    }

    fn at(&self, temperature: f64) -> SignedLog {
        let ratio = temperature / self.temperature;
        let change = self.power * ratio.ln() + self.correction * (ratio - 1.0);
        SignedLog { ln_abs: self.value.ln_abs + change, sign: self.value.sign }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::rates::RateProblem;

    /// An s wave with a p-wave correction, as seen with cross sections between particles of 1 GeV.
    struct Waves;

    impl ReactionRate for Waves {
        fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
            Ok(SignedLog::new(1e-9 * (1.0 + 6.0 * at.temperature)))
        }
    }

    #[test]
    fn below_its_table_a_continued_rate_follows_its_expansion() {
        let range = TemperatureRange { min: 1e-4, max: 1.0 };
        let rate = Tabulated::new(Waves, 1.0, range, 1e-12).expect("is valid").continued_below();
        for temperature in [0.99e-4, 1e-6, 1e-13] {
            let at = ThermalPoint::new(temperature, 1.0);
            let [found, wanted] = [rate.coefficient(&at), Waves.coefficient(&at)].map(|c| c.expect("is finite"));
            // What is left out is (6 T)² at the end of the table, 4e-7, over two.
            assert!((found.ln_abs - wanted.ln_abs).abs() < 2e-7, "{found:?} {wanted:?}");
        }
        let [above, below] = [1.0 + 1e-9, 1.0 - 1e-9].map(|f| rate.coefficient(&ThermalPoint::new(f * 1e-4, 1.0)));
        let [above, below] = [above, below].map(|c| c.expect("is finite").ln_abs);
        assert!((above - below).abs() < 1e-11);
    }

    #[test]
    fn a_part_of_a_table_is_what_the_whole_has_there() {
        struct Counted(AtomicUsize);
        impl ReactionRate for Counted {
            fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
                self.0.fetch_add(1, Ordering::Relaxed);
                if at.temperature > 0.5 {
                    return Err(RateProblem::NonFinite.into());
                }
                Ok(SignedLog::new(1e-9 * (1.0 + (0.3 / at.temperature).sin().powi(2))))
            }
        }
        let new = |max| {
            let range = TemperatureRange { min: 1e-3, max };
            Tabulated::new(Counted(AtomicUsize::new(0)), 1.0, range, 1e-8).expect("is valid")
        };
        let asked = |rate: &Tabulated<Counted>| rate.rate.0.load(Ordering::Relaxed);
        // Whole panels: what is wrong at high temperatures does not show at low ones.
        let (whole, part) = (new(0.3).complete().expect("is finite below"), new(1.0));
        assert!(new(1.0).complete().is_err());
        assert_eq!((asked(&part), part.table.evaluations()), (0, 0));
        for temperature in [0.06, 0.1] {
            let at = ThermalPoint::new(temperature, 1.0);
            assert_eq!(part.coefficient(&at), whole.coefficient(&at), "T = {temperature}");
        }
        assert!(asked(&part) > 0 && asked(&part) < asked(&whole));
        assert_eq!(asked(&part), part.table.evaluations());
        let hot = part.coefficient(&ThermalPoint::new(0.9, 1.0)).expect_err("diverges");
        assert_eq!((hot.problem, hot.temperature.is_some()), (RateProblem::NonFinite, true));
    }
}
