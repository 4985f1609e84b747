//! Plug-ins: rates, expansion histories and observables in Rust code, which model files call by name.
//!
//! A plug-in is a type that implements [`RateKind`], [`HistoryKind`] or [`Observable`]: a name, the [`Schema`] of its keys,
//! and what they make of it. A [`Registry`] holds those that a program knows; nothing registers itself. Model files then
//! write `plugin: {name: …, key: …}` where a rate, a history or an observable is wanted, and frazil checks their keys
//! against the schema before the plug-in sees any of them.
//!
//! [`Document::read_with`](super::Document::read_with) reads a model with a registry, and
//! [`cli::main_with`](crate::cli::main_with) is the whole program with one.

mod history;
mod observable;
mod rate;
mod registry;
mod schema;
mod values;

pub use history::HistoryKind;
pub use observable::Observable;
pub use rate::{Particle, Process, RateKind, Scope};
pub use registry::{Plugin, Registry, RegistryError};
pub use schema::{Holds, Key, Schema};
pub use values::{Called, Value, Values};

pub(in crate::model) use registry::{Kind, Registered};

use thiserror::Error;

use crate::rates::{RateError, RateProblem};

/// What a plug-in has to object to. It is shown with the place in the model file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct PluginError {
    /// The key whose value is wrong; the plug-in as a whole if `None`.
    pub key: Option<String>,
    /// One sentence without a full stop: what was found, what was wanted.
    pub message: String,
}

impl PluginError {
    /// A complaint about the plug-in's use as a whole.
    pub fn new(message: impl Into<String>) -> Self {
        Self { key: None, message: message.into() }
    }

    /// A complaint about the value of a key.
    pub fn at(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { key: Some(key.into()), message: message.into() }
    }
}

impl From<PluginError> for RateError {
    fn from(error: PluginError) -> Self {
        RateProblem::Evaluation(error.message).into()
    }
}
