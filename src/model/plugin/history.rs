//! Kinds of expansion histories.

use std::fmt;
use std::sync::Arc;

use super::{Key, PluginError, Schema, Values};
use crate::cosmology::{EarlyMatter, Expansion, HistoryError, Kination, RadiationEra, Reheating};
use crate::units::Dimension;

/// A kind of expansion history that model files can name: `history: {plugin: {name: …, key: …}}` under `cosmology`.
pub trait HistoryKind: Send + Sync {
    /// The name in model files: a letter, then letters, digits and underscores.
    fn name(&self) -> &str;

    /// The keys beside `name`.
    fn schema(&self) -> Schema;

    /// The history. `era` is the Universe as it would be with radiation alone: the degrees of freedom and the Planck
    /// mass of the model.
    fn build(&self, values: &Values, era: RadiationEra) -> Result<Arc<dyn Expansion>, PluginError>;
}

impl fmt::Debug for dyn HistoryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HistoryKind({})", self.name())
    }
}

impl From<HistoryError> for PluginError {
    fn from(error: HistoryError) -> Self {
        Self::at(error.quantity, error.to_string())
    }
}

/// The power of kination: a field that has kinetic energy only.
const KINETIC_ENERGY: f64 = 2.0;

/// The histories that model files name without registering anything.
#[derive(Debug, Clone, Copy)]
pub(super) enum BuiltIn {
    Reheating,
    EarlyMatter,
    Kination,
}

impl BuiltIn {
    pub(super) const ALL: [Self; 3] = [Self::Reheating, Self::EarlyMatter, Self::Kination];
}

impl HistoryKind for BuiltIn {
    fn name(&self) -> &'static str {
        match self {
            Self::Reheating => "reheating",
            Self::EarlyMatter => "early_matter",
            Self::Kination => "kination",
        }
    }

    fn schema(&self) -> Schema {
        let reheating = || Key::number("T_RH", Dimension::MASS, "the reheating temperature");
        match self {
            Self::Reheating => Schema::new("radiation that begins at once, at `T_RH`").key(reheating()),
            Self::EarlyMatter => Schema::new("a field that decays at the rate H_radiation(T_RH)").key(reheating()),
            Self::Kination => Schema::new("a fluid with ρ ∝ a^-(4+n), as dense as radiation at `T_eq`")
                .key(Key::number(
                    "T_eq",
                    Dimension::MASS,
                    "the temperature at which fluid and radiation are equally dense",
                ))
                .key(
                    Key::number(
                        "n",
                        Dimension::NONE,
                        "the power by which the fluid redshifts faster than radiation; default 2",
                    )
                    .or(KINETIC_ENERGY),
                ),
        }
    }

    fn build(&self, values: &Values, era: RadiationEra) -> Result<Arc<dyn Expansion>, PluginError> {
        Ok(match self {
            Self::Reheating => Arc::new(Reheating::new(era, values.number("T_RH")?)?),
            Self::EarlyMatter => Arc::new(EarlyMatter::new(era, values.number("T_RH")?)?),
            Self::Kination => Arc::new(Kination::new(era, values.number("T_eq")?, values.number("n")?)?),
        })
    }
}
