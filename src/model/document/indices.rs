//! Index sets, and what the file writes once for many of their elements.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::complaints::Instance;
use super::decoder::Decoder;
use crate::error::{Diagnostic, closest};
use crate::expression::{Bindings, reserved_names};
use crate::model::equation::is_particle_name;
use crate::model::yaml::{Entry, Node, Scalar};

/// Most entries that one entry of the file may stand for.
const MAX_INSTANCES: usize = 10_000;

/// An index with the elements it takes, in their order.
#[derive(Debug, Clone)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) elements: Vec<String>,
}

/// A choice of one element for each index of an entry; none for an entry without indices.
#[derive(Debug, Clone, Default)]
pub(super) struct Combination {
    /// Every index with its element.
    pub(super) choices: Vec<(String, String)>,
    bindings: Bindings,
}

impl Combination {
    fn new(indices: &[Index], mut number: usize) -> Self {
        // The last index runs fastest, as if the entries were written out in nested loops.
        let mut positions: Vec<usize> = Vec::with_capacity(indices.len());
        for index in indices.iter().rev() {
            positions.push(number % index.elements.len());
            number /= index.elements.len();
        }
        let mut combination = Self::default();
        for (index, position) in indices.iter().zip(positions.into_iter().rev()) {
            let element = index.elements[position].as_str();
            combination.bindings.bind(index.name.as_str(), element, position + 1);
            combination.choices.push((index.name.clone(), element.to_owned()));
        }
        combination
    }

    /// The elements, in the order of their indices.
    pub(super) fn elements(&self) -> impl Iterator<Item = &str> {
        self.choices.iter().map(|(_, element)| element.as_str())
    }

    /// A name with the elements as its indices: `yt[c]`.
    pub(super) fn name(&self, stem: &str) -> String {
        if self.choices.is_empty() {
            return stem.to_owned();
        }
        format!("{stem}[{}]", self.elements().collect::<Vec<_>>().join(","))
    }

    /// `f = tau-`, or `i = 1, j = 2`.
    fn description(&self) -> Arc<str> {
        let choices: Vec<String> = self.choices.iter().map(|(index, element)| format!("{index} = {element}")).collect();
        choices.join(", ").into()
    }
}

impl Decoder<'_> {
    /// The section `indices`.
    pub(super) fn indices(&mut self, node: &Node) {
        for Entry { key, value } in self.entries(node, "a mapping of indices").unwrap_or_default() {
            if let (true, Some(elements)) = (self.check_index_name(key), self.elements(value)) {
                self.index_names.push(key.clone());
                self.sets.insert(key.text.as_str(), elements);
            } else {
                self.broken.insert(key.text.clone());
            }
        }
    }

    pub(super) fn check_index_name(&mut self, name: &Scalar) -> bool {
        let is_free = self.check_identifier(name);
        if is_free && reserved_names().any(|reserved| reserved == name.text) {
            let message = format!("the name `{}` is reserved: it has a meaning of its own in formulas", name.text);
            self.complain(Diagnostic::at(name.span.clone(), message).hint("call the index `i`, `j`, `f` or the like"));
            return false;
        }
        is_free
    }

    /// The elements of an index set: names of particles, or numbers.
    pub(super) fn elements(&mut self, node: &Node) -> Option<Vec<String>> {
        let items = self.list(node, "a list of elements, such as `[e-, mu-, tau-]`")?;
        let mut elements: Vec<String> = Vec::with_capacity(items.len());
        let mut seen = HashSet::new();
        for item in items {
            let scalar = self.scalar(item, "the name of a particle or a number")?;
            let is_number = scalar.text.chars().all(|c| c.is_ascii_digit());
            let complaint = if !is_number && !is_particle_name(&scalar.text) {
                let complaint = Diagnostic::at(scalar.span.clone(), format!("`{}` cannot be an element", scalar.text));
                complaint.hint("elements are written like particles, `tau-`, or are whole numbers")
            } else if !seen.insert(scalar.text.as_str()) {
                Diagnostic::at(scalar.span.clone(), format!("the element `{}` is listed twice", scalar.text))
            } else {
                elements.push(scalar.text.clone());
                continue;
            };
            self.complain(complaint);
            return None;
        }
        if elements.is_empty() {
            self.complain(Diagnostic::at(node.span.clone(), "an index needs at least one element"));
            return None;
        }
        Some(elements)
    }

    /// The index `name`, mentioned at `place` in the file.
    pub(super) fn index(&mut self, name: &str, place: &Range<usize>) -> Option<Index> {
        if let Some(elements) = self.sets.get(name) {
            return Some(Index { name: name.to_owned(), elements: elements.to_vec() });
        }
        if !self.broken.contains(name) {
            let complaint = Diagnostic::at(place.clone(), format!("there is no index `{name}`"));
            let hint = match closest(name, self.sets.names()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("declare it: `indices: {{{name}: [e-, mu-, tau-]}}`"),
            };
            self.complain(complaint.hint(hint));
        }
        None
    }

    /// Every choice of elements; `place` is where too many of them are complained about.
    pub(super) fn combinations(&mut self, indices: &[Index], place: &Range<usize>) -> Option<Vec<Combination>> {
        let product = |count: usize, index: &Index| count.checked_mul(index.elements.len());
        let count = indices.iter().try_fold(1, product).filter(|&count| count <= MAX_INSTANCES);
        if count.is_none() {
            let message = format!("this stands for more than {MAX_INSTANCES} entries");
            self.complain(Diagnostic::at(place.clone(), message).hint("leave out elements, or split the file"));
        }
        Some((0..count?).map(|number| Combination::new(indices, number)).collect())
    }

    /// Decodes once for every combination.
    pub(super) fn instances<T>(
        &mut self,
        combinations: &[Combination],
        mut decode: impl FnMut(&mut Self, &Combination) -> Option<T>,
    ) -> Vec<T> {
        let mut instances = Vec::with_capacity(combinations.len());
        for combination in combinations {
            if !combination.choices.is_empty() {
                self.bindings = combination.bindings.clone();
                self.enter(Some(Instance { indices: combination.description(), count: combinations.len() }));
            }
            instances.extend(decode(self, combination));
        }
        self.bindings = Bindings::new();
        self.enter(None);
        instances
    }
}
