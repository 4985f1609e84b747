//! What calls a plug-in: its name, and the keys of its schema.

use std::ops::Range;

use super::decoder::Decoder;
use super::formula::Formula;
use crate::error::{Diagnostic, closest};
use crate::expression::Ast;
use crate::model::plugin::{Holds, Key, Kind, Registered};
use crate::model::yaml::{Entry, Node, Scalar, Value};

/// A plug-in as called.
#[derive(Debug)]
pub(in crate::model) struct PluginEntry<K: ?Sized> {
    pub(in crate::model) registered: Registered<K>,
    /// The name, where it is called.
    pub(in crate::model) name: Scalar,
    /// The keys that are given, in the order of the file.
    pub(in crate::model) given: Vec<GivenKey>,
}

impl<K: ?Sized> Clone for PluginEntry<K> {
    fn clone(&self) -> Self {
        Self { registered: self.registered.clone(), name: self.name.clone(), given: self.given.clone() }
    }
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(in crate::model) struct GivenKey {
    pub(in crate::model) key: Scalar,
    pub(in crate::model) holds: Holds,
    pub(in crate::model) content: GivenValue,
}

/// A value as written.
#[derive(Debug, Clone)]
pub(in crate::model) enum GivenValue {
    Formula(Formula),
    Word(Scalar),
    Flag(bool),
    Species(Scalar),
}

impl GivenKey {
    /// The text of the value.
    pub(in crate::model) fn text(&self) -> &str {
        match &self.content {
            GivenValue::Formula(formula) => &formula.scalar.text,
            GivenValue::Word(scalar) | GivenValue::Species(scalar) => &scalar.text,
            GivenValue::Flag(true) => "true",
            GivenValue::Flag(false) => "false",
        }
    }

    /// The formula or quantity, if the key holds one.
    pub(in crate::model) fn formula(&self) -> Option<&Formula> {
        match &self.content {
            GivenValue::Formula(formula) => Some(formula),
            _ => None,
        }
    }
}

impl<K: ?Sized> PluginEntry<K> {
    /// The formulas among the values.
    pub(in crate::model) fn formulas(&self) -> impl Iterator<Item = &Formula> {
        self.given.iter().filter_map(GivenKey::formula)
    }

    /// The expressions among the values.
    pub(in crate::model) fn expressions(&self) -> impl Iterator<Item = &Ast> {
        self.formulas().filter_map(Formula::ast)
    }

    /// Where the value of a key stands, or the name where it is not given.
    pub(in crate::model) fn place(&self, key: Option<&str>) -> Range<usize> {
        let given = self.given.iter().find(|given| Some(given.key.text.as_str()) == key);
        given.map_or_else(
            || self.name.span.clone(),
            |given| match &given.content {
                GivenValue::Formula(Formula { scalar, .. })
                | GivenValue::Word(scalar)
                | GivenValue::Species(scalar) => scalar.span.clone(),
                GivenValue::Flag(_) => given.key.span.clone(),
            },
        )
    }
}

impl Decoder<'_> {
    /// `plugin: {name: …, key: …}`. `None` after a complaint.
    pub(super) fn plugin<K: Kind + ?Sized>(&mut self, entry: &Entry) -> Option<PluginEntry<K>> {
        if let Value::Scalar(scalar) = &entry.value.value
            && !scalar.is_null()
        {
            let complaint = Diagnostic::at(scalar.span.clone(), "`plugin` needs the name and the keys of a plug-in")
                .hint(format!("write `plugin: {{name: {}}}`", scalar.text));
            self.complain(complaint);
            return None;
        }
        let entries = self.entries(&entry.value, "a mapping with the `name` of a plug-in and its keys")?;
        let Some(name) = entries.iter().find(|entry| entry.key.text == "name") else {
            self.complain(Diagnostic::at(entry.key.span.clone(), "`plugin` needs the key `name`"));
            return None;
        };
        let name = self.scalar(&name.value, "the name of a plug-in")?;
        let registered = K::registered(self.registry());
        let called = registered.iter().find(|known| !known.built_in && known.name == name.text);
        let Some(called) = called.cloned() else {
            self.complain(unregistered(name, registered));
            return None;
        };
        self.plugin_keys(called, name, entries.iter().filter(|entry| entry.key.text != "name"))
    }

    /// The keys of a plug-in that is called. `None` after complaints.
    pub(super) fn plugin_keys<'n, K: ?Sized>(
        &mut self,
        registered: Registered<K>,
        name: &Scalar,
        entries: impl Iterator<Item = &'n Entry>,
    ) -> Option<PluginEntry<K>> {
        let keys = registered.schema.keys();
        let mut given: Vec<Option<GivenKey>> = Vec::new();
        for Entry { key, value } in entries {
            let Some(known) = keys.iter().find(|known| known.name() == key.text) else {
                self.complain(unknown_key(name, key, keys));
                given.push(None);
                continue;
            };
            let content = self.plugin_value(known, value);
            let holds = known.holds().clone();
            given.push(content.map(|content| GivenKey { key: key.clone(), holds, content }));
        }
        for missing in keys.iter().filter(|key| key.is_required()) {
            let is_given = |given: &Option<GivenKey>| given.as_ref().is_some_and(|g| g.key.text == missing.name());
            // An unknown key may well be the missing one, misspelt.
            if given.iter().any(|given| given.is_none() || is_given(given)) {
                continue;
            }
            let message = format!("`{}` needs the key `{}`: {}", name.text, missing.name(), missing.about());
            self.complain(Diagnostic::at(name.span.clone(), message));
            given.push(None);
        }
        let given = given.into_iter().collect::<Option<Vec<_>>>()?;
        Some(PluginEntry { registered, name: name.clone(), given })
    }

    fn plugin_value(&mut self, key: &Key, node: &Node) -> Option<GivenValue> {
        match key.holds() {
            Holds::Number(_) | Holds::OfTemperature(_) => self.formula(node).map(GivenValue::Formula),
            Holds::Flag => self.flag(node).map(GivenValue::Flag),
            Holds::Word(words) => {
                let scalar = self.scalar(node, "a word")?;
                let words: Vec<(&str, ())> = words.iter().map(|word| (word.as_str(), ())).collect();
                self.word(scalar, &format!("a value of `{}`", key.name()), &words)?;
                Some(GivenValue::Word(scalar.clone()))
            }
            Holds::Species => self.scalar(node, "the name of a species").cloned().map(GivenValue::Species),
        }
    }
}

/// Nothing is registered under a name.
fn unregistered<K: Kind + ?Sized>(name: &Scalar, registered: &[Registered<K>]) -> Diagnostic {
    let message = format!("no {} is registered under the name `{}`", K::ONE, name.text);
    let known: Vec<&str> = registered.iter().filter(|known| !known.built_in).map(|known| known.name.as_str()).collect();
    let complaint = Diagnostic::at(name.span.clone(), message);
    if let Some(built_in) = registered.iter().find(|known| known.built_in && known.name == name.text) {
        return complaint.hint(format!("`{}` is built in: name it without `plugin`", built_in.name));
    }
    complaint.hint(match closest(&name.text, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => format!(
            "this program has no {} but its own; one of yours registers them with `{}(…)` and `frazil::cli::main_with`",
            K::MANY,
            K::REGISTER
        ),
        None => format!("registered {}: {}", K::MANY, known.join(", ")),
    })
}

fn unknown_key(name: &Scalar, key: &Scalar, keys: &[Key]) -> Diagnostic {
    let complaint = Diagnostic::at(key.span.clone(), format!("`{}` has no key `{}`", name.text, key.text));
    let names: Vec<&str> = keys.iter().map(Key::name).collect();
    complaint.hint(match closest(&key.text, names.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if names.is_empty() => "it has none".to_owned(),
        None => format!("possible keys: {}", names.join(", ")),
    })
}
