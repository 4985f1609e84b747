//! Tables of rates that another model of the same file has as well.

use std::fmt;
use std::sync::Arc;

use super::build::{AssembledRate, RateBuilder};
use super::error::SolveError;
use crate::expression::Program;
use crate::model::{Model, RateSpec, Reaction};
use crate::rates::thermal_average::Gases;
use crate::rates::{RateError, ReactionRate, TemperatureRange};

/// The tabulated rates of a model, to be used where another one from the same file has the same reactions: the same formulas
/// with the same numbers in them, particles of the same masses, the same temperatures.
#[derive(Default)]
pub struct KnownRates {
    /// By the number of the reaction.
    rates: Vec<Option<(Identity, Tabulated)>>,
}

impl fmt::Debug for KnownRates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KnownRates of {} reactions", self.rates.iter().flatten().count())
    }
}

/// All that the table of a rate depends on, besides the reaction itself.
pub(super) struct Identity {
    pub(super) formula: Program,
    pub(super) active: Option<Program>,
    /// In GeV: of reactants and products, of resonances whose on-shell parts are taken out, in x = mass/T.
    pub(super) masses: Vec<f64>,
    pub(super) states: Vec<f64>,
    pub(super) gases: Gases,
    pub(super) temperatures: (TemperatureRange, bool),
    pub(super) tolerance: f64,
}

impl Identity {
    fn same(&self, other: &Self) -> bool {
        let active = match (&self.active, &other.active) {
            (None, None) => true,
            (Some(one), Some(other)) => one.same(other),
            _ => false,
        };
        active
            && self.masses == other.masses
            && self.states == other.states
            && self.gases == other.gases
            && self.temperatures == other.temperatures
            && self.tolerance == other.tolerance
            && self.formula.same(&other.formula)
    }
}

/// A rate, and what is taken away from it.
struct Tabulated {
    rate: Arc<dyn ReactionRate>,
    taken_away: Vec<Arc<dyn ReactionRate>>,
}

impl KnownRates {
    /// The rates of a model that are averages of cross sections, tabulated where and when a model that uses them asks for them.
    pub fn of(model: &Model, tolerance: f64) -> Result<Self, SolveError> {
        let builder = RateBuilder { whole_tables: false, ..RateBuilder::of(model, tolerance) };
        let table = |reaction: &Reaction| -> Result<Option<(Identity, Tabulated)>, RateError> {
            let (Some(identity), Some(assembled)) = (builder.identity(reaction), builder.cross_section(reaction)?)
            else {
                return Ok(None);
            };
            let taken_away = assembled.taken_away.into_iter().map(Arc::from).collect();
            Ok(Some((identity, Tabulated { rate: Arc::from(assembled.rate), taken_away })))
        };
        let rates = model.reactions.iter().map(table).collect::<Result<_, _>>();
        Ok(Self { rates: rates.map_err(SolveError::from)? })
    }

    /// The rate of reaction `number`, if it is known.
    pub(super) fn find(&self, number: usize, identity: impl FnOnce() -> Option<Identity>) -> Option<AssembledRate> {
        let (known, Tabulated { rate, taken_away }) = self.rates.get(number)?.as_ref()?;
        let shared = |rate: &Arc<dyn ReactionRate>| Box::new(Arc::clone(rate)) as Box<dyn ReactionRate>;
        let same = identity().is_some_and(|identity| identity.same(known));
        same.then(|| AssembledRate { rate: shared(rate), taken_away: taken_away.iter().map(shared).collect() })
    }
}

/// The formula of a cross section, however it is stated.
pub(super) fn formula(rate: &RateSpec) -> Option<&Program> {
    match rate {
        RateSpec::CrossSection(formula) | RateSpec::SigmaVOfS(formula) | RateSpec::AmplitudeSquared(formula) => {
            Some(formula)
        }
        _ => None,
    }
}
