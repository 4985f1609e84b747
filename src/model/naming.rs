//! Names must be free and distinct.

use std::collections::{HashMap, HashSet};

use super::document::Sections;
use super::document::decoder::Decoder;
use super::document::locals::Locals;
use super::yaml::Scalar;
use crate::error::Diagnostic;
use crate::expression::reserved_names;

/// Variables of rates.
const VARIABLES: &[&str] = &["T", "x", "s", "t", "u"];
/// Variables and solution quantities, which formulas refer to by names of their own.
const RESERVED: &[&str] = &["T", "x", "s", "t", "u", "sm", "SM", "hubble", "entropy", "g_rho", "g_s", "chi2"];

/// The names declared so far, without their indices where they have any.
struct Names<'s> {
    reserved: HashSet<&'static str>,
    declared: HashMap<&'s str, Declared<'s>>,
}

/// What a name was declared as, and where.
#[derive(Clone, Copy)]
struct Declared<'s> {
    kind: &'static str,
    scalar: &'s Scalar,
}

impl Declared<'_> {
    /// Whether formulas tell the name from that of a number by its brackets.
    fn is_called(&self) -> bool {
        matches!(self.kind, "a function" | "a table")
    }
}

/// Complains about names that are reserved, or declared twice: those of the model, of indices, and under `where`.
pub(in crate::model) fn check(sections: &Sections, decoder: &mut Decoder<'_>) {
    let reserved = reserved_names().chain(RESERVED.iter().copied()).collect();
    let mut names = Names { reserved, declared: HashMap::new() };
    for parameter in &sections.parameters {
        names.declare(&parameter.name.text, "a parameter", &parameter.name, decoder);
    }
    for function in &sections.functions {
        names.declare(&function.function.name, "a function", &function.head, decoder);
    }
    for table in &sections.tables {
        names.declare(&table.name.text, "a table", &table.name, decoder);
    }
    for derived in &sections.derived {
        names.declare(&derived.name.text, "a derived name", &derived.name, decoder);
    }
    for observable in &sections.observables {
        names.declare(&observable.name.text, "an observable", &observable.name, decoder);
    }
    for curve in &sections.curves {
        names.declare(&curve.name.text, "a curve", &curve.name, decoder);
    }
    for curve in &sections.curves {
        names.check_variable(&curve.over, decoder);
    }
    for index in &sections.index_names {
        names.check_index(index, decoder);
    }
    let named = sections.derived.iter().chain(&sections.observables).map(|entry| &entry.locals);
    let named = named.chain(sections.curves.iter().map(|entry| &entry.locals));
    for locals in named.chain(sections.reactions.iter().map(|entry| &entry.locals)) {
        names.check_locals(locals, decoder);
    }
}

impl<'s> Names<'s> {
    fn is_reserved(&self, name: &str) -> bool {
        self.reserved.contains(name.split('[').next().unwrap_or(name))
    }

    fn declare(&mut self, name: &'s str, kind: &'static str, scalar: &'s Scalar, decoder: &mut Decoder<'_>) {
        if self.is_reserved(name) {
            decoder.complain(reserved(name, scalar));
        } else if let Some(earlier) = self.declared.insert(name, Declared { kind, scalar }) {
            decoder.declared_twice(&Scalar { text: name.to_owned(), ..scalar.clone() }, earlier.scalar);
        }
    }

    /// An index would hide a number of the same name.
    fn check_index(&self, index: &Scalar, decoder: &mut Decoder<'_>) {
        if let Some(earlier) = self.declared.get(index.text.as_str()).filter(|earlier| !earlier.is_called()) {
            decoder.declared_twice(index, earlier.scalar);
        }
    }

    /// The variable of a curve: after the solve those of rates are free, names of the model are not.
    fn check_variable(&self, over: &Scalar, decoder: &mut Decoder<'_>) {
        let name = over.text.as_str();
        if let Some(earlier) = self.declared.get(name) {
            let complaint = Diagnostic::at(over.span.clone(), format!("`{name}` is already {}", earlier.kind));
            let complaint = complaint.related(earlier.scalar.span.clone(), "declared here");
            decoder.complain(complaint.hint("the variable of a curve is a new name"));
        } else if self.is_reserved(name) && !VARIABLES.contains(&name) {
            decoder.complain(reserved(name, over));
        }
    }

    /// What `where` defines must not look like something that the reader knows from elsewhere.
    fn check_locals(&self, locals: &Locals, decoder: &mut Decoder<'_>) {
        decoder.enter(locals.instance.clone());
        for definition in &locals.definitions {
            let name = &definition.name;
            if self.is_reserved(&name.text) {
                decoder.complain(reserved(&name.text, name));
            } else if let Some(earlier) = self.declared.get(name.text.as_str()) {
                let complaint =
                    Diagnostic::at(name.span.clone(), format!("`{}` is already {}", name.text, earlier.kind));
                let complaint = complaint.related(earlier.scalar.span.clone(), "declared here");
                decoder.complain(complaint.hint("names under `where` are new ones"));
            }
        }
        decoder.enter(None);
    }
}

fn reserved(name: &str, scalar: &Scalar) -> Diagnostic {
    let stem = name.split('[').next().unwrap_or(name);
    let message = format!("the name `{stem}` is reserved: it has a meaning of its own in formulas");
    Diagnostic::at(scalar.span.clone(), message).hint(format!("call it `{stem}_1` or the like"))
}
