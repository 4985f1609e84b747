//! Tables of rates that another model of the same file has as well.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::build::{AssembledRate, RateBuilder};
use super::error::SolveError;
use crate::expression::Program;
use crate::model::{Model, RateSpec, Reaction};
use crate::rates::thermal_average::Gases;
use crate::rates::{RateError, ReactionRate, TemperatureRange};

/// Rates of one reaction that are kept: that of the model itself, and the latest of those that differ from it, such as one for
/// each thread that searches along a parameter for a target at couplings of its own.
const KEPT: usize = 4;

/// The tabulated rates of a model, to be used where another one from the same file has the same reactions: the same formulas
/// with the same numbers in them, particles of the same masses, the same temperatures. What others tabulate is kept for a
/// while as well. A table holds the same whoever makes it, and whenever.
#[derive(Default)]
pub struct KnownRates {
    /// By the number of the reaction.
    reactions: Vec<Mutex<Vec<Known>>>,
}

impl fmt::Debug for KnownRates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KnownRates of {} reactions", self.reactions.len())
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
struct Known {
    identity: Identity,
    rate: Arc<dyn ReactionRate>,
    taken_away: Vec<Arc<dyn ReactionRate>>,
}

impl Known {
    fn new(identity: Identity, AssembledRate { rate, taken_away }: AssembledRate) -> Self {
        Self { identity, rate: Arc::from(rate), taken_away: taken_away.into_iter().map(Arc::from).collect() }
    }

    fn shared(&self) -> AssembledRate {
        let shared = |rate: &Arc<dyn ReactionRate>| Box::new(Arc::clone(rate)) as Box<dyn ReactionRate>;
        AssembledRate { rate: shared(&self.rate), taken_away: self.taken_away.iter().map(shared).collect() }
    }
}

impl KnownRates {
    /// The rates of a model that are averages of cross sections, tabulated where and when a model that uses them asks for them.
    pub fn of(model: &Model, tolerance: f64) -> Result<Self, SolveError> {
        let builder = RateBuilder { whole_tables: false, ..RateBuilder::of(model, tolerance) };
        let table = |reaction: &Reaction| -> Result<Mutex<Vec<Known>>, RateError> {
            let (Some(identity), Some(assembled)) = (builder.identity(reaction), builder.cross_section(reaction)?)
            else {
                return Ok(Mutex::default());
            };
            Ok(Mutex::new(vec![Known::new(identity, assembled)]))
        };
        let reactions = model.reactions.iter().map(table).collect::<Result<_, _>>();
        Ok(Self { reactions: reactions.map_err(SolveError::from)? })
    }

    /// The rate of reaction `number`: a known one, or one that is built, and then known.
    pub(super) fn find_or_build<E>(
        &self,
        number: usize,
        identity: impl FnOnce() -> Option<Identity>,
        build: impl FnOnce() -> Result<Option<AssembledRate>, E>,
    ) -> Result<Option<AssembledRate>, E> {
        let Some(known) = self.reactions.get(number) else { return build() };
        let Some(identity) = identity() else { return build() };
        let known = || known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = known().iter().find(|known| known.identity.same(&identity)) {
            return Ok(Some(same.shared()));
        }
        let Some(rate) = build()? else { return Ok(None) };
        let built = Known::new(identity, rate);
        let shared = built.shared();
        let mut known = known();
        if known.len() >= KEPT {
            known.remove(1);
        }
        known.push(built);
        Ok(Some(shared))
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
