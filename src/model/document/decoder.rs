//! From YAML nodes to typed values, collecting complaints on the way.

use std::collections::HashSet;
use std::ops::Range;

use super::complaints::{Complaints, Instance};
use super::shape::Keys;
use crate::error::{Diagnostic, closest};
use crate::expression::{Bindings, IndexSets};
use crate::model::plugin::Registry;
use crate::model::yaml::{Entry, Node, Scalar, Value};

/// Reads values and remembers what was wrong with them. A function that returns `None` has complained.
pub(in crate::model) struct Decoder<'s> {
    pub(in crate::model) source: &'s str,
    /// The plug-ins that the file may call.
    registry: &'s Registry,
    complaints: Complaints,
    /// The instance that is being looked at, of an entry that has several.
    instance: Option<Instance>,
    /// What indices run over, and what those of the instance stand for.
    pub(super) sets: IndexSets,
    pub(super) bindings: Bindings,
    /// Every name of an index, where it was given.
    pub(super) index_names: Vec<Scalar>,
    /// Names whose entries could not be decoded: what mentions them is not complained about again.
    pub(super) broken: HashSet<String>,
    /// How long all formulas are together, written out.
    pub(super) written: usize,
    /// Whether a formula needs the width of a particle.
    pub(super) mentions_widths: bool,
}

/// A mapping whose keys have been checked.
pub(in crate::model) struct Fields<'n> {
    /// What it describes, for messages: "a species".
    what: &'static str,
    /// Where a missing key is reported.
    span: Range<usize>,
    entries: &'n [Entry],
    /// Whether a key of a later version was refused: the rest may not make sense without it.
    is_from_later: bool,
}

impl<'n> Fields<'n> {
    pub(in crate::model) fn get(&self, key: &str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub(in crate::model) fn entry(&self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key.text == key)
    }

    pub(in crate::model) fn require(&self, key: &str, decoder: &mut Decoder<'_>) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            decoder.complain(Diagnostic::at(self.span.clone(), format!("{} needs the key `{key}`", self.what)));
        }
        found
    }

    pub(in crate::model) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All entries, in the order of the file.
    pub(in crate::model) fn all(&self) -> &'n [Entry] {
        self.entries
    }

    /// The entries with one of `keys`, in the order of the file.
    pub(in crate::model) fn among<'s>(&'s self, keys: &'s [&str]) -> impl Iterator<Item = &'n Entry> + 's {
        self.entries.iter().filter(move |entry| keys.contains(&entry.key.text.as_str()))
    }
}

impl<'s> Decoder<'s> {
    pub(in crate::model) fn new(source: &'s str, registry: &'s Registry) -> Self {
        Self {
            source,
            registry,
            complaints: Complaints::default(),
            instance: None,
            sets: IndexSets::new(),
            bindings: Bindings::new(),
            index_names: Vec::new(),
            broken: HashSet::new(),
            written: 0,
            mentions_widths: false,
        }
    }

    /// From now on complaints are about this instance, or about an entry without indices.
    pub(in crate::model) fn enter(&mut self, instance: Option<Instance>) {
        self.instance = instance;
    }

    /// The plug-ins that the file may call.
    pub(super) fn registry(&self) -> &'s Registry {
        self.registry
    }

    pub(super) fn instance(&self) -> Option<&Instance> {
        self.instance.as_ref()
    }

    pub(in crate::model) fn complain(&mut self, complaint: Diagnostic) {
        self.complaints.add(complaint, self.instance.as_ref());
    }

    /// A complaint about bytes of a scalar's value.
    pub(in crate::model) fn complain_within(&mut self, scalar: &Scalar, mut complaint: Diagnostic) {
        complaint.span = complaint.span.map(|span| scalar.locate(self.source, &span));
        complaint.related = complaint.related.map(|(span, label)| (scalar.locate(self.source, &span), label));
        self.complain(complaint);
    }

    /// Whether there are so many complaints that looking for more is a waste of time.
    pub(in crate::model) fn is_full(&self) -> bool {
        self.complaints.is_full()
    }

    pub(in crate::model) fn is_clean(&self) -> bool {
        self.complaints.is_empty()
    }

    /// The complaints in the order of the text; not all of them if there are many.
    pub(in crate::model) fn into_complaints(self) -> Vec<Diagnostic> {
        self.complaints.into_diagnostics()
    }

    fn expected(&mut self, node: &Node, wanted: &str) {
        self.complain(Diagnostic::at(node.span.clone(), format!("expected {wanted}, found {}", node.kind())));
    }

    /// A text or number, not empty.
    pub(in crate::model) fn scalar<'n>(&mut self, node: &'n Node, wanted: &str) -> Option<&'n Scalar> {
        match &node.value {
            Value::Scalar(scalar) if !scalar.is_null() && !scalar.text.trim().is_empty() => Some(scalar),
            Value::Sequence(items) if items.len() == 1 && wanted.contains("formula") => {
                self.complain(
                    Diagnostic::at(node.span.clone(), format!("expected {wanted}, found a list"))
                        .hint("a formula that starts with a bracket must be quoted: '[…]'"),
                );
                None
            }
            _ => {
                self.expected(node, wanted);
                None
            }
        }
    }

    pub(in crate::model) fn text(&mut self, node: &Node) -> Option<String> {
        self.scalar(node, "a text").map(|scalar| scalar.text.trim_end().to_owned())
    }

    /// The text under `key`, if there is one; `{f}` in it is what the index `f` stands for.
    pub(in crate::model) fn optional_text(&mut self, fields: &Fields<'_>, key: &str) -> Option<String> {
        let text = fields.get(key).and_then(|node| self.text(node))?;
        Some(self.filled(&text))
    }

    /// The LaTeX of an entry, if it has any; `{f}` in it is what the index `f` stands for.
    pub(in crate::model) fn optional_latex(&mut self, fields: &Fields<'_>) -> Option<String> {
        let latex = fields.get("latex").and_then(|node| self.text(node))?;
        Some(self.filled_latex(&latex))
    }

    pub(in crate::model) fn flag(&mut self, node: &Node) -> Option<bool> {
        let scalar = self.scalar(node, "`true` or `false`")?;
        match scalar.text.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            other => {
                let message = format!("expected `true` or `false`, found `{other}`");
                self.complain(Diagnostic::at(scalar.span.clone(), message));
                None
            }
        }
    }

    /// The items of a list; nothing counts as an empty list.
    pub(in crate::model) fn list<'n>(&mut self, node: &'n Node, wanted: &str) -> Option<&'n [Node]> {
        match &node.value {
            Value::Sequence(items) => Some(items),
            _ if node.is_null() => Some(&[]),
            _ => {
                self.expected(node, wanted);
                None
            }
        }
    }

    /// The entries of a mapping with names of the user's choice; nothing counts as an empty mapping.
    pub(in crate::model) fn entries<'n>(&mut self, node: &'n Node, wanted: &str) -> Option<&'n [Entry]> {
        match &node.value {
            Value::Mapping(entries) => Some(entries),
            Value::Scalar(scalar) if scalar.is_null() => Some(&[]),
            Value::Scalar(scalar) if scalar.text.split_once(':').is_some_and(|(_, after)| !after.starts_with(' ')) => {
                self.complain(
                    Diagnostic::at(node.span.clone(), format!("expected {wanted}, found a text"))
                        .hint("a space is needed after the colon: `key: value`"),
                );
                None
            }
            _ => {
                self.expected(node, wanted);
                None
            }
        }
    }

    /// As [`Decoder::fields`], but `None` if a key of a later version is among them.
    pub(in crate::model) fn complete_fields<'n>(
        &mut self,
        node: &'n Node,
        place: &Range<usize>,
        what: &'static str,
        keys: &Keys,
    ) -> Option<Fields<'n>> {
        self.fields(node, place, what, keys).filter(|fields| !fields.is_from_later)
    }

    /// A mapping with the given keys. `place` is where missing keys are reported; unknown keys are complained about.
    pub(in crate::model) fn fields<'n>(
        &mut self,
        node: &'n Node,
        place: &Range<usize>,
        what: &'static str,
        keys: &Keys,
    ) -> Option<Fields<'n>> {
        let entries = self.entries(node, &format!("a mapping that describes {what}"))?;
        let mut is_from_later = false;
        for Entry { key, .. } in entries {
            let name = key.text.as_str();
            if keys.names().any(|known| known == name) {
                continue;
            }
            let complaint = if keys.later.contains(&name) {
                is_from_later = true;
                Diagnostic::at(key.span.clone(), format!("`{name}` is not supported yet"))
            } else {
                let unknown = Diagnostic::at(key.span.clone(), format!("{what} has no key `{name}`"));
                let hint = closest(name, keys.names()).map_or_else(
                    || format!("possible keys: {}", keys.names().collect::<Vec<_>>().join(", ")),
                    |meant| format!("did you mean `{meant}`?"),
                );
                unknown.hint(hint)
            };
            self.complain(complaint);
        }
        Some(Fields { what, span: place.clone(), entries, is_from_later })
    }

    /// One of a few words.
    pub(in crate::model) fn word<T: Copy>(&mut self, scalar: &Scalar, what: &str, words: &[(&str, T)]) -> Option<T> {
        let found = scalar.text.as_str();
        if let Some(&(_, meaning)) = words.iter().find(|(word, _)| *word == found) {
            return Some(meaning);
        }
        let complaint = Diagnostic::at(scalar.span.clone(), format!("`{found}` is not {what}"));
        let hint = match closest(found, words.iter().map(|(word, _)| *word)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("possible: {}", words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ")),
        };
        self.complain(complaint.hint(hint));
        None
    }
}
