//! What only one entry's formulas know: the names under `where`, and the elements its indices stand for.

use super::complaints::Instance;
use super::decoder::{Decoder, Fields};
use super::formula::Formula;
use crate::error::Diagnostic;
use crate::expression::Ast;
use crate::model::yaml::{Entry, Scalar};

/// What an entry's formulas know beyond the names of the model.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct Locals {
    /// The names under `where`.
    pub(in crate::model) definitions: Vec<Definition>,
    /// Which instance of its entry this is, if there are several.
    pub(in crate::model) instance: Option<Instance>,
}

/// A name under `where`.
#[derive(Debug, Clone)]
pub(in crate::model) struct Definition {
    pub(in crate::model) name: Scalar,
    pub(in crate::model) formula: Formula,
}

/// Most formulas know nothing but the names of the model.
pub(in crate::model) static NO_LOCALS: Locals = Locals { definitions: Vec::new(), instance: None };

impl Locals {
    /// The definition of a name.
    pub(in crate::model) fn definition(&self, name: &str) -> Option<&Formula> {
        self.definitions.iter().find(|definition| definition.name.text == name).map(|definition| &definition.formula)
    }

    /// The names under `where`.
    pub(in crate::model) fn names(&self) -> impl Iterator<Item = &str> {
        self.definitions.iter().map(|definition| definition.name.text.as_str())
    }

    /// The definitions that are formulas.
    pub(in crate::model) fn formulas(&self) -> impl Iterator<Item = &Ast> {
        self.definitions.iter().filter_map(|definition| definition.formula.ast())
    }
}

impl Decoder<'_> {
    /// The key `where` of an entry; `None` after a complaint.
    pub(super) fn locals(&mut self, fields: &Fields<'_>) -> Option<Locals> {
        let entries = match fields.get("where") {
            Some(node) => self.entries(node, "a mapping of names, such as `{r: m_a/m_b}`")?,
            None => &[],
        };
        let definitions: Vec<_> = entries.iter().map(|entry| self.definition(entry)).collect();
        let definitions = definitions.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Locals { definitions, instance: self.instance().cloned() })
    }

    /// What an entry without `where` knows.
    pub(super) fn no_locals(&self) -> Locals {
        Locals { definitions: Vec::new(), instance: self.instance().cloned() }
    }

    fn definition(&mut self, Entry { key, value }: &Entry) -> Option<Definition> {
        let mut named = self.check_identifier(key);
        if named && self.bindings.element(&key.text).is_some() {
            self.complain(Diagnostic::at(key.span.clone(), format!("`{}` is an index of this entry", key.text)));
            named = false;
        }
        let formula = self.formula(value)?;
        named.then(|| Definition { name: key.clone(), formula })
    }
}
