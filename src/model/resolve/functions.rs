//! User functions, checked where they are defined: dimensions depend on the call, names do not.

use super::Resolver;
use super::scope::{Context, View};
use crate::error::{Diagnostic, closest};
use crate::expression::{Environment as _, reserved_names};
use crate::model::document::locals::NO_LOCALS;
use crate::model::document::names::FunctionEntry;

/// Variables that a function knows where its caller does.
const VARIABLES: [&str; 5] = ["T", "x", "s", "t", "u"];

impl Resolver<'_> {
    /// Whether all names in a function mean something; complains about those that do not, called or not.
    pub(super) fn check_function(&mut self, entry: &FunctionEntry) -> bool {
        let function = &entry.function;
        let arguments: Vec<&str> = function.parameters.iter().map(String::as_str).collect();
        if self.is_blocked(&function.body, &arguments) {
            return false;
        }
        let complaints = self.view_of_function().unknown_names(entry, &arguments);
        let is_clean = complaints.is_empty();
        for complaint in complaints {
            self.decoder.complain_within(&entry.body, complaint);
        }
        is_clean
    }

    /// What a function may know: observables may call it too, and they know most.
    fn view_of_function(&self) -> View<'_> {
        View { scope: &self.scope, context: Context::Outcome(None, None), locals: &NO_LOCALS }
    }
}

impl View<'_> {
    fn unknown_names(&self, entry: &FunctionEntry, arguments: &[&str]) -> Vec<Diagnostic> {
        let body = &entry.function.body;
        let is_native = |name: &str| self.native_function(name).is_some();
        let is_value = |name: &str| {
            arguments.contains(&name)
                || VARIABLES.contains(&name)
                || self.symbol(name).is_some()
                || is_native(name)
                || reserved_names().any(|reserved| reserved == name)
        };
        let is_function = |name: &str| self.user_function(name).is_some() || is_native(name);
        let unknown = |kind: &str, name: &str, span| {
            let complaint = Diagnostic::at(span, format!("unknown {kind} `{name}`"));
            let names = self.names();
            match closest(name, names.iter().map(String::as_str).chain(arguments.iter().copied())) {
                Some(meant) => complaint.hint(format!("did you mean `{meant}`?")),
                None => complaint,
            }
        };
        let names = body.free_names().filter(|(name, _)| !is_value(name));
        let calls = body.called_names().filter(|(name, _)| !is_function(name));
        let particles = body.particle_references().filter_map(|call| {
            let error = self.particle_function(call.function, call.particle).err()?;
            Some(Diagnostic::at(call.span, error))
        });
        names
            .map(|(name, span)| unknown("name", name, span))
            .chain(calls.map(|(name, span)| unknown("function", name, span)))
            .chain(particles)
            .collect()
    }
}
