//! Which keys a plug-in takes.

use crate::units::Dimension;

/// What a plug-in is, and the keys it takes in model files.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    about: String,
    keys: Vec<Key>,
}

impl Schema {
    /// A plug-in without keys; `about` says in half a sentence what it gives.
    pub fn new(about: impl Into<String>) -> Self {
        Self { about: about.into(), keys: Vec::new() }
    }

    /// With one key more.
    #[must_use]
    pub fn key(mut self, key: Key) -> Self {
        self.keys.push(key);
        self
    }

    /// What the plug-in gives.
    #[must_use]
    pub fn about(&self) -> &str {
        &self.about
    }

    /// The keys, in the order in which they were added.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }
}

/// One key: its name, what it holds, whether it must be given.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) holds: Holds,
    pub(super) required: bool,
    pub(super) default: Option<f64>,
}

/// What a key holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Holds {
    /// A quantity, or a formula of parameters and derived names, of this dimension.
    Number(Dimension),
    /// A quantity, or a formula of these and of T and x, of this dimension. Only rates have such keys.
    OfTemperature(Dimension),
    /// One of these words.
    Word(Vec<String>),
    /// `true` or `false`.
    Flag,
    /// The name of an evolved species.
    Species,
}

impl Key {
    fn new(name: impl Into<String>, holds: Holds, about: impl Into<String>) -> Self {
        Self { name: name.into(), about: about.into(), holds, required: true, default: None }
    }

    /// A number, which model files give as a quantity or as a formula.
    pub fn number(name: impl Into<String>, dimension: Dimension, about: impl Into<String>) -> Self {
        Self::new(name, Holds::Number(dimension), about)
    }

    /// A formula of T and x.
    pub fn of_temperature(name: impl Into<String>, dimension: Dimension, about: impl Into<String>) -> Self {
        Self::new(name, Holds::OfTemperature(dimension), about)
    }

    /// One of a few words.
    pub fn word(name: impl Into<String>, words: &[&str], about: impl Into<String>) -> Self {
        Self::new(name, Holds::Word(words.iter().map(|&word| word.to_owned()).collect()), about)
    }

    /// `true` or `false`.
    pub fn flag(name: impl Into<String>, about: impl Into<String>) -> Self {
        Self::new(name, Holds::Flag, about)
    }

    /// The name of an evolved species.
    pub fn species(name: impl Into<String>, about: impl Into<String>) -> Self {
        Self::new(name, Holds::Species, about)
    }

    /// A key that may be left out.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// A number that is `default`, in powers of GeV, where it is left out.
    #[must_use]
    pub fn or(mut self, default: f64) -> Self {
        self.default = Some(default);
        self.optional()
    }

    /// The name in model files.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it means.
    #[must_use]
    pub fn about(&self) -> &str {
        &self.about
    }

    /// What it holds.
    #[must_use]
    pub fn holds(&self) -> &Holds {
        &self.holds
    }

    /// What it is where it is left out, in powers of GeV.
    #[must_use]
    pub fn default(&self) -> Option<f64> {
        self.default
    }

    /// Whether it must be given.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required
    }
}
