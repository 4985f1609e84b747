//! What a model file gives for the keys of a plug-in.

use std::fmt;
use std::sync::Arc;

use super::{PluginError, Scope};
use crate::expression::Program;
use crate::rates::kinds::ThermalFormula;

/// The value of a key, checked against the schema.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a plug-in has a handful of values, and users match on plain ones")]
pub enum Value {
    /// In powers of GeV.
    Number(f64),
    /// A function of T and x, in powers of GeV.
    OfTemperature(Program),
    /// One of the words of the schema.
    Word(String),
    /// Yes or no.
    Flag(bool),
    /// The place among [`Model::species`](crate::model::Model::species).
    Species(usize),
}

/// The values of a plug-in's keys: those of the schema that were given or have a default.
#[derive(Debug, Clone, Default)]
pub struct Values {
    values: Vec<(String, Value)>,
}

impl Values {
    /// No values, to be filled in tests of a plug-in; model files fill their own.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With one value more.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: Value) -> Self {
        self.values.push((key.into(), value));
        self
    }

    fn find(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Whether `key` has a value; one that may be left out need not.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The number under `key`, in powers of GeV.
    ///
    /// # Errors
    /// Here and below: the key was left out, is not in the schema, or holds something else.
    pub fn number(&self, key: &str) -> Result<f64, PluginError> {
        match self.find(key) {
            Some(Value::Number(number)) => Ok(*number),
            other => Err(missing(key, "number", other)),
        }
    }

    /// The function of T and x under `key`; [`Scope`] knows how x is related to T.
    pub fn of_temperature(&self, key: &str, scope: &Scope) -> Result<ThermalFormula, PluginError> {
        match self.find(key) {
            Some(Value::OfTemperature(program)) => Ok(ThermalFormula::new(program.clone(), scope.reference_mass)),
            other => Err(missing(key, "function of temperature", other)),
        }
    }

    /// The word under `key`.
    pub fn word(&self, key: &str) -> Result<&str, PluginError> {
        match self.find(key) {
            Some(Value::Word(word)) => Ok(word),
            other => Err(missing(key, "word", other)),
        }
    }

    /// The flag under `key`.
    pub fn flag(&self, key: &str) -> Result<bool, PluginError> {
        match self.find(key) {
            Some(Value::Flag(flag)) => Ok(*flag),
            other => Err(missing(key, "flag", other)),
        }
    }

    /// The place of the species under `key` among [`Model::species`](crate::model::Model::species).
    pub fn species(&self, key: &str) -> Result<usize, PluginError> {
        match self.find(key) {
            Some(Value::Species(index)) => Ok(*index),
            other => Err(missing(key, "species", other)),
        }
    }
}

/// A plug-in as a model calls it.
pub struct Called<K: ?Sized> {
    /// The plug-in.
    pub kind: Arc<K>,
    /// The values of its keys.
    pub values: Values,
}

impl<K: ?Sized> Clone for Called<K> {
    fn clone(&self) -> Self {
        Self { kind: Arc::clone(&self.kind), values: self.values.clone() }
    }
}

impl<K: ?Sized + fmt::Debug> fmt::Debug for Called<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Called").field("kind", &self.kind).field("values", &self.values).finish()
    }
}

/// The plug-in asks for what its schema does not promise.
fn missing(key: &str, wanted: &str, found: Option<&Value>) -> PluginError {
    PluginError::new(match found {
        None => format!("the plug-in asks for its key `{key}`, which was not given or is not in its schema"),
        Some(_) => format!("the plug-in asks for a {wanted} under `{key}`, and its schema says otherwise"),
    })
}
