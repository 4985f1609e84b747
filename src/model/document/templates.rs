//! Templates of reactions: `for` and `unless`, and indices in texts that are no formulas.

use std::collections::HashMap;

use super::decoder::{Decoder, Fields};
use super::indices::{Combination, Index};
use crate::error::Diagnostic;
use crate::expression::{Ast, Bindings, Environment, IndexSets, Scratch, Symbol, compile_condition};
use crate::model::equation::Equation;
use crate::model::yaml::{Entry, Node, Value};
use crate::standard_model::particles::particle;

/// A condition on indices knows nothing else.
struct IndicesOnly;

impl Environment for IndicesOnly {
    fn symbol(&self, _: &str) -> Option<Symbol> {
        None
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Decoder<'_> {
    /// The choices of elements that `for` and `unless` leave of a reaction; one empty choice for a reaction that is no
    /// template. `None` after a complaint.
    pub(super) fn template(&mut self, fields: &Fields<'_>) -> Option<Vec<Combination>> {
        let unless = fields.entry("unless");
        let Some(entry) = fields.entry("for") else {
            if let Some(unless) = unless {
                let complaint = Diagnostic::at(unless.key.span.clone(), "`unless` belongs to a template");
                self.complain(complaint.hint("give `for: {i: …, j: …}` too"));
                return None;
            }
            return Some(vec![Combination::default()]);
        };
        let indices = self.template_indices(&entry.value)?;
        let combinations = self.combinations(&indices, &entry.key.span)?;
        match unless {
            Some(unless) => self.kept(combinations, unless),
            None => Some(combinations),
        }
    }

    /// The indices of a template: `for: {f: f}` or `for: {f: [e-, mu-]}`.
    fn template_indices(&mut self, node: &Node) -> Option<Vec<Index>> {
        let entries = self.entries(node, "a mapping of indices, such as `{f: [e-, mu-, tau-]}`")?;
        if entries.is_empty() {
            self.complain(Diagnostic::at(node.span.clone(), "`for` names no index"));
            return None;
        }
        let indices: Vec<Option<Index>> = entries.iter().map(|entry| self.template_index(entry)).collect();
        indices.into_iter().collect()
    }

    fn template_index(&mut self, Entry { key, value }: &Entry) -> Option<Index> {
        if !self.check_index_name(key) {
            return None;
        }
        if ["T", "x", "s"].contains(&key.text.as_str()) {
            let message = format!("`{}` is a variable of rates", key.text);
            self.complain(Diagnostic::at(key.span.clone(), message).hint("call the index `i`, `j`, `f` or the like"));
            return None;
        }
        self.index_names.push(key.clone());
        let elements = if let Value::Sequence(_) = &value.value {
            self.elements(value)?
        } else {
            let set = self.scalar(value, "the name of an index or a list of elements")?;
            self.index(&set.text, &set.span)?.elements
        };
        Some(Index { name: key.text.clone(), elements })
    }

    /// The combinations for which the condition `unless` does not hold.
    fn kept(&mut self, combinations: Vec<Combination>, unless: &Entry) -> Option<Vec<Combination>> {
        let scalar = self.scalar(&unless.value, "a condition on indices, such as `i > j`")?;
        let mut numbers = HashMap::new();
        let mut kept = Vec::with_capacity(combinations.len());
        let condition = Ast::parse(&scalar.text).map_err(Diagnostic::from);
        for combination in combinations {
            match condition.clone().and_then(|condition| holds(&condition, &combination, &mut numbers)) {
                Ok(true) => {}
                Ok(false) => kept.push(combination),
                Err(complaint) => {
                    self.complain_within(scalar, complaint);
                    return None;
                }
            }
        }
        if kept.is_empty() {
            self.complain(Diagnostic::at(scalar.span.clone(), "this drops every choice of elements"));
            return None;
        }
        Some(kept)
    }

    /// An equation with indices in the place of particles replaced by what they stand for.
    pub(super) fn filled_equation(&self, mut equation: Equation) -> Equation {
        for term in equation.reactants.iter_mut().chain(&mut equation.products) {
            if let Some(particle) = self.bindings.particle(&term.name) {
                term.name = particle;
            }
        }
        equation
    }

    /// A text with `{f}` replaced by what the index `f` stands for.
    pub(super) fn filled(&self, text: &str) -> String {
        replaced(text, |index| self.bindings.element(index).map(str::to_owned))
    }

    /// LaTeX with the content of `{f}` replaced by the LaTeX of what the index `f` stands for.
    pub(super) fn filled_latex(&self, text: &str) -> String {
        replaced(text, |index| {
            let element = self.bindings.element(index)?;
            let latex = particle(element).map_or(element, |found| found.particle.latex);
            Some(format!("{{{latex}}}"))
        })
    }
}

/// Whether a condition holds for a choice of elements. The same element has the same number whichever index stands for
/// it; elements that are no numbers are counted in the order of their appearance.
fn holds(condition: &Ast, combination: &Combination, numbers: &mut HashMap<String, usize>) -> Result<bool, Diagnostic> {
    let mut bindings = Bindings::new();
    for (index, element) in &combination.choices {
        let next = numbers.len() + 1;
        let number = *numbers.entry(element.clone()).or_insert(next);
        bindings.bind(index.as_str(), element.as_str(), number);
    }
    let condition = condition.instantiate(&IndexSets::new(), &bindings)?;
    let program = compile_condition(&condition, &IndicesOnly)?;
    Ok(program.eval(&[], &mut Scratch::new())? != 0.0)
}

/// `text` with every `{name}` replaced for which there is something to put there.
fn replaced(text: &str, replacement: impl Fn(&str) -> Option<String>) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(open) = rest.find('{') {
        let (before, inside) = rest.split_at(open);
        out.push_str(before);
        let found = inside.find('}').and_then(|close| Some((close, replacement(&inside[1..close])?)));
        let passed = if let Some((close, replacement)) = found {
            out.push_str(&replacement);
            close + 1
        } else {
            out.push('{');
            1
        };
        rest = &inside[passed..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_around_an_index_are_filled() {
        let fill = |text: &str| replaced(text, |index| (index == "f").then(|| "tau-".to_owned()));
        assert_eq!(fill("h to {f} {f}~, {g} {{f}"), "h to tau- tau-~, {g} {tau-");
        assert_eq!(fill("{"), "{");
        assert_eq!(fill("{{}}{f"), "{{}}{f");
        assert_eq!(fill("ä{f}ü"), "ätau-ü");
    }
}
