//! What every rate must do, checked: for the tests of those who write rates.
//!
//! ```
//! use frazil::rates::{RateError, ReactionRate, SignedLog, ThermalPoint};
//! use frazil::testing::rate_contract;
//!
//! struct Constant;
//!
//! impl ReactionRate for Constant {
//!     fn coefficient(&self, _: &ThermalPoint) -> Result<SignedLog, RateError> {
//!         Ok(SignedLog::new(2e-9))
//!     }
//! }
//!
//! rate_contract(&Constant).unwrap();
//! ```

mod examination;

use std::fmt;

use examination::Examination;

use crate::model::Model;
use crate::network::{Network, bound_temperature};
use crate::rates::{ReactionRate, TemperatureRange};

/// Temperatures in GeV that are checked unless others are asked for.
const USUAL: TemperatureRange = TemperatureRange { min: 1e-3, max: 1e3 };
/// The relative tolerance of the table that a rate is compared with.
const TABLE_TOLERANCE: f64 = 1e-6;
/// Most broken rules that are listed.
const MOST_LISTED: usize = 10;

/// Checks a rate that is meant to be positive between 1e-3 and 1e3 GeV, as far as it is valid there; see
/// [`RateContract`] for others.
pub fn rate_contract(rate: &dyn ReactionRate) -> Result<Kept, Broken> {
    RateContract::default().check(rate)
}

/// Checks every rate of a model, built as for a run, from ten times its largest mass or where its evolution starts to a
/// thousandth of its smallest or where it ends.
///
/// # Errors
/// A rate that cannot be built, or the rules that the rates break, each with its reaction.
pub fn model_contract(model: &Model) -> Result<Vec<Kept>, Broken> {
    let tolerance = model.evolution.tolerance;
    let network = Network::of(model, tolerance).map_err(|error| Broken { rules: vec![error.to_string()] })?;
    let masses = model.species.iter().map(|s| s.mass).chain(model.bath.iter().map(|b| b.mass)).filter(|m| *m > 0.0);
    let (smallest, largest) = masses.fold((f64::INFINITY, 0.0_f64), |(low, high), m| (low.min(m), high.max(m)));
    let bound = |bound: Option<_>, otherwise| bound.map_or(otherwise, |bound| bound_temperature(model, bound));
    let (from, to) = (bound(model.evolution.from, 10.0 * largest), bound(model.evolution.to, 1e-3 * smallest));
    let contract = RateContract::default().between(to, from).reference_mass(network.reference_mass());
    let (mut kept, mut rules) = (Vec::new(), Vec::new());
    for (index, channel) in network.channels.iter().enumerate() {
        let Some(rate) = network.rate(index) else { continue };
        match contract.check(rate) {
            Ok(one) => kept.push(one),
            Err(broken) => rules.extend(broken.rules.into_iter().map(|rule| format!("{}: {rule}", channel.equation))),
        }
    }
    if rules.is_empty() { Ok(kept) } else { Err(Broken { rules }) }
}

/// What a rate promises, beyond what all do: see [`RateContract::check`].
#[derive(Debug, Clone, Copy)]
pub struct RateContract {
    temperatures: TemperatureRange,
    reference_mass: f64,
    signed: bool,
    tolerance: f64,
}

impl Default for RateContract {
    fn default() -> Self {
        Self { temperatures: USUAL, reference_mass: 1.0, signed: false, tolerance: TABLE_TOLERANCE }
    }
}

/// A contract that was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The temperatures in GeV between which the rate was checked.
    pub temperatures: TemperatureRange,
    /// How many times the rate was asked.
    pub evaluations: usize,
    /// The measured error of its table, in ln of the rate.
    pub table_error: f64,
    /// How many values the table took.
    pub table_nodes: usize,
}

/// A contract that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// One sentence for each rule that was broken: what was found, where, and what to do.
    pub rules: Vec<String>,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the rate breaks its contract:")?;
        for rule in &self.rules {
            write!(f, "\n- {rule}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Broken {}

impl RateContract {
    /// The contract of a rate between two temperatures in GeV.
    #[must_use]
    pub fn between(mut self, min: f64, max: f64) -> Self {
        self.temperatures = TemperatureRange { min, max };
        self
    }

    /// The reference mass (GeV) of x = mass/T for rates that depend on x; 1 GeV if it is not set.
    #[must_use]
    pub fn reference_mass(mut self, mass: f64) -> Self {
        self.reference_mass = mass;
        self
    }

    /// The rate may be negative, as the difference of two may be. The network refuses negative rates.
    #[must_use]
    pub fn signed(mut self) -> Self {
        self.signed = true;
        self
    }

    /// The relative error to which the rate is computed and should be tabulated; 1e-6 if it is not set.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Checks that the rate
    ///
    /// - says where it is valid, bends and jumps, and what its threshold is, in numbers that make sense;
    /// - is finite there, the same whenever it is asked, and not negative unless it may be;
    /// - refuses temperatures outside its validity, and does not panic at any;
    /// - is continuous between its breakpoints;
    /// - has the threshold factor exp(−threshold/T) taken out, once;
    /// - can be tabulated, and agrees with its table.
    ///
    /// # Errors
    /// All rules that are broken; those that others depend on alone if they are.
    pub fn check(&self, rate: &dyn ReactionRate) -> Result<Kept, Broken> {
        Examination::new(self, rate).result().map_err(|mut rules| {
            let more = rules.len().saturating_sub(MOST_LISTED);
            rules.truncate(MOST_LISTED);
            if more > 0 {
                rules.push(format!("and {more} more of the same kind"));
            }
            Broken { rules }
        })
    }
}

#[cfg(test)]
mod tests;
