//! Observables in code.

use std::fmt;

use super::{Schema, Values};
use crate::model::{Model, Outcome};
use crate::units::Dimension;

/// A number that code reads off a solution, which model files can name: `plugin: {name: …, key: …}` in the place of an
/// observable's `value`.
pub trait Observable: Send + Sync {
    /// The name in model files: a letter, then letters, digits and underscores.
    fn name(&self) -> &str;

    /// The keys beside `name`.
    fn schema(&self) -> Schema;

    /// The dimension of the value.
    fn dimension(&self) -> Dimension;

    /// The value in powers of GeV, or one sentence why there is none.
    fn evaluate(&self, values: &Values, model: &Model, outcome: &dyn Outcome) -> Result<f64, String>;
}

impl fmt::Debug for dyn Observable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Observable({})", self.name())
    }
}
