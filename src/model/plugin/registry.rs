//! Which plug-ins a program knows.

use std::sync::Arc;

use thiserror::Error;

use super::history::BuiltIn;
use super::{HistoryKind, Holds, Observable, RateKind, Schema};

/// The rates, histories and observables that model files can name. What is not registered does not exist: nothing enters
/// by itself.
///
/// ```
/// use frazil::plugin::{Plugin, Registry};
/// # use frazil::plugin::*;
/// # use frazil::rates::{RateError, ReactionRate};
/// # struct Sommerfeld;
/// # impl RateKind for Sommerfeld {
/// #     fn name(&self) -> &str { "sommerfeld" }
/// #     fn schema(&self) -> Schema { Schema::new("nothing") }
/// #     fn build(&self, _: &Values, _: &Scope) -> Result<Box<dyn ReactionRate>, RateError> { unimplemented!() }
/// # }
/// let registry = Registry::with_builtins().register(Plugin::rate(Sommerfeld))?;
/// # Ok::<(), RegistryError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Registry {
    pub(in crate::model) rates: Vec<Registered<dyn RateKind>>,
    pub(in crate::model) histories: Vec<Registered<dyn HistoryKind>>,
    pub(in crate::model) observables: Vec<Registered<dyn Observable>>,
}

/// Something that can be registered.
#[derive(Debug, Clone)]
pub enum Plugin {
    /// A kind of rate.
    Rate(Arc<dyn RateKind>),
    /// A kind of expansion history.
    History(Arc<dyn HistoryKind>),
    /// An observable.
    Observable(Arc<dyn Observable>),
}

impl Plugin {
    /// A kind of rate.
    pub fn rate(kind: impl RateKind + 'static) -> Self {
        Self::Rate(Arc::new(kind))
    }

    /// A kind of expansion history.
    pub fn history(kind: impl HistoryKind + 'static) -> Self {
        Self::History(Arc::new(kind))
    }

    /// An observable.
    pub fn observable(observable: impl Observable + 'static) -> Self {
        Self::Observable(Arc::new(observable))
    }
}

/// Why a plug-in cannot be registered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegistryError {
    /// Two of a kind have the same name.
    #[error("{what} called `{name}` is registered already")]
    Twice {
        /// A rate, a history or an observable.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Model files could not name it.
    #[error("`{name}` cannot be the name of {what}: names are a letter, then letters, digits and underscores")]
    Name {
        /// A rate, a history or an observable.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A key cannot be what the schema says.
    #[error("the key `{key}` of `{plugin}` {problem}")]
    Key {
        /// The plug-in's name.
        plugin: String,
        /// The key.
        key: String,
        /// The second half of a sentence.
        problem: &'static str,
    },
}

/// A kind with its schema.
#[derive(Debug)]
pub(in crate::model) struct Registered<K: ?Sized> {
    pub(in crate::model) kind: Arc<K>,
    pub(in crate::model) name: String,
    pub(in crate::model) schema: Arc<Schema>,
    /// Whether model files name it without `plugin`.
    pub(in crate::model) built_in: bool,
}

impl<K: ?Sized> Clone for Registered<K> {
    fn clone(&self) -> Self {
        let Self { kind, name, schema, built_in } = self;
        Self { kind: Arc::clone(kind), name: name.clone(), schema: Arc::clone(schema), built_in: *built_in }
    }
}

/// What kinds of plug-ins have in common.
pub(in crate::model) trait Kind {
    /// How one is called in messages, with its article.
    const WHAT: &'static str;
    /// The same without it.
    const ONE: &'static str;
    /// How many are called.
    const MANY: &'static str;
    /// How to make one known.
    const REGISTER: &'static str;
    /// Whether its keys may hold formulas of T and x.
    const OF_TEMPERATURE: bool;

    fn called(&self) -> String;
    fn keys(&self) -> Schema;
    fn registered(registry: &Registry) -> &[Registered<Self>];
}

macro_rules! kind {
    ($kind:ident, $field:ident, $article:literal, $one:literal, $many:literal, $register:literal, $of_temperature:literal) => {
        impl Kind for dyn $kind {
            const WHAT: &'static str = concat!($article, " ", $one);
            const ONE: &'static str = $one;
            const MANY: &'static str = $many;
            const REGISTER: &'static str = $register;
            const OF_TEMPERATURE: bool = $of_temperature;

            fn called(&self) -> String {
                self.name().to_owned()
            }

            fn keys(&self) -> Schema {
                self.schema()
            }

            fn registered(registry: &Registry) -> &[Registered<Self>] {
                &registry.$field
            }
        }
    };
}

kind!(RateKind, rates, "a", "rate", "rates", "Plugin::rate", true);
kind!(HistoryKind, histories, "a", "history", "histories", "Plugin::history", false);
kind!(Observable, observables, "an", "observable", "observables", "Plugin::observable", false);

impl Registry {
    /// What model files can name without any plug-in.
    #[must_use]
    pub fn with_builtins() -> Self {
        let built_in = |kind: BuiltIn| Registered {
            name: kind.name().to_owned(),
            schema: Arc::new(kind.schema()),
            kind: Arc::new(kind) as Arc<dyn HistoryKind>,
            built_in: true,
        };
        Self { rates: Vec::new(), histories: BuiltIn::ALL.map(built_in).into(), observables: Vec::new() }
    }

    /// With one plug-in more.
    ///
    /// # Errors
    /// A name that is taken or that model files could not write, or keys that contradict themselves.
    pub fn register(mut self, plugin: Plugin) -> Result<Self, RegistryError> {
        match plugin {
            Plugin::Rate(kind) => self.rates.push(checked(&self.rates, kind)?),
            Plugin::History(kind) => self.histories.push(checked(&self.histories, kind)?),
            Plugin::Observable(kind) => self.observables.push(checked(&self.observables, kind)?),
        }
        Ok(self)
    }
}

impl Default for Registry {
    fn default() -> Self {
        Self::with_builtins()
    }
}

/// A plug-in beside `others`, if it can be one of them.
fn checked<K: Kind + ?Sized>(others: &[Registered<K>], kind: Arc<K>) -> Result<Registered<K>, RegistryError> {
    let (name, schema) = (kind.called(), kind.keys());
    if !is_identifier(&name) {
        return Err(RegistryError::Name { what: K::WHAT, name });
    }
    if others.iter().any(|other| other.name == name) {
        return Err(RegistryError::Twice { what: K::WHAT, name });
    }
    for (i, key) in schema.keys().iter().enumerate() {
        let problem = if !is_identifier(&key.name) {
            "is no name: keys are a letter, then letters, digits and underscores"
        } else if key.name == "name" {
            "is that of the plug-in's name"
        } else if schema.keys()[..i].iter().any(|earlier| earlier.name == key.name) {
            "is in its schema twice"
        } else if key.default.is_some() && !matches!(key.holds, Holds::Number(_)) {
            "has a number as default but holds none"
        } else if !K::OF_TEMPERATURE && matches!(key.holds, Holds::OfTemperature(_)) {
            "is a formula of T, which only rates may have"
        } else {
            continue;
        };
        return Err(RegistryError::Key { plugin: name, key: key.name.clone(), problem });
    }
    Ok(Registered { kind, name, schema: Arc::new(schema), built_in: false })
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
