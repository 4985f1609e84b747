//! Indices: `sum(sm.CKM[u,k]*yq[k], k)` is written out before a formula is compiled.
//!
//! Writing out copies the tree with every index replaced by an element, so that nothing that follows knows of indices.
//! `yq[k]` becomes the name `yq[b]`, a sum a chain of additions. Places stay those of the formula as it was written;
//! messages name the term.

use std::ops::Range;
use std::sync::Arc;

use super::ast::{Ast, Fold, Node, NodeId, Terms};
use super::graph::index_of;
use super::lexer::{Token, token};
use super::{ExpressionError, Span};
use crate::error::closest;
use crate::units::Dimension;

/// Most operations of a formula written out.
const MOST_NODES: usize = 100_000;

/// The finite sets that indices run over, by the index's name; the elements are ordered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexSets {
    sets: Vec<(String, Vec<String>)>,
}

impl IndexSets {
    /// No index at all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an index and what it runs over; a set of that name is replaced.
    pub fn insert(&mut self, index: impl Into<String>, elements: Vec<String>) {
        let index = index.into();
        self.sets.retain(|(name, _)| *name != index);
        self.sets.push((index, elements));
    }

    /// The elements an index runs over.
    #[must_use]
    pub fn get(&self, index: &str) -> Option<&[String]> {
        self.sets.iter().find(|(name, _)| name == index).map(|(_, elements)| elements.as_slice())
    }

    /// The names of the indices, in the order they were added.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sets.iter().map(|(name, _)| name.as_str())
    }
}

/// The elements that indices stand for at one place. Later bindings hide earlier ones of the same index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bindings {
    bound: Vec<Binding>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Binding {
    index: String,
    element: String,
    position: usize,
}

impl Bindings {
    /// Nothing is bound.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets `index` stand for `element`, the `position`-th of its set counted from 1.
    pub fn bind(&mut self, index: impl Into<String>, element: impl Into<String>, position: usize) {
        self.bound.push(Binding { index: index.into(), element: element.into(), position });
    }

    /// The element that an index stands for.
    #[must_use]
    pub fn element(&self, index: &str) -> Option<&str> {
        self.binding(index).map(|binding| binding.element.as_str())
    }

    fn binding(&self, index: &str) -> Option<&Binding> {
        self.bound.iter().rev().find(|binding| binding.index == index)
    }

    /// An index used as a number: its element if that is one, else its position in its set.
    fn number(&self, index: &str) -> Option<f64> {
        let binding = self.binding(index)?;
        let digits = binding.element.starts_with(|c: char| c.is_ascii_digit());
        let number = binding.element.parse().ok().filter(|number: &f64| digits && number.is_finite());
        Some(number.unwrap_or(binding.position as f64))
    }

    /// The name of a particle with an index replaced, `f~` included; an antiparticle's antiparticle is the particle.
    #[must_use]
    pub fn particle(&self, name: &str) -> Option<String> {
        if let Some(element) = self.element(name) {
            return Some(element.to_owned());
        }
        let element = self.element(name.strip_suffix('~')?)?;
        Some(element.strip_suffix('~').map_or_else(|| format!("{element}~"), str::to_owned))
    }

    /// The particle, or reaction, that a call names, if it mentions an index.
    fn subject(&self, text: &str) -> Option<String> {
        if !text.contains("->") {
            return self.particle(text);
        }
        let mut changed = false;
        let mut replace = |word| {
            let particle = self.particle(word);
            changed |= particle.is_some();
            particle.unwrap_or_else(|| word.to_owned())
        };
        let words: Vec<String> = text.split(' ').map(&mut replace).collect();
        changed.then(|| words.join(" "))
    }
}

/// The name of an element of an indexed quantity: `yq[b]`, `sm.CKM[c,b]`.
pub(super) fn indexed_name(name: &str, indices: &[Box<str>]) -> String {
    format!("{name}[{}]", indices.join(","))
}

pub(super) fn unknown_index(name: &str) -> String {
    format!("`{name}` is no index")
}

impl Ast {
    /// Whether the formula has names with indices, or sums or products over them.
    #[must_use]
    pub fn has_indices(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node, Node::Indexed(..) | Node::Fold { .. }))
    }

    /// The formula with all indices replaced by elements and all sums and products written out.
    ///
    /// In brackets, and where the name of a particle is wanted, a bound index is replaced by its element (`yq[k]`,
    /// `mass(f~)`, `branching(a -> f + f~)`); anything else in brackets is itself an element. Elsewhere a bound index is
    /// a number: its element if that is one, else its position in its set counted from 1. A sum over nothing is 0, a
    /// product 1. Formulas without indices are shared, not copied.
    ///
    /// # Errors
    /// A sum or product over what is no index, or more than 100 000 operations.
    pub fn instantiate(&self, sets: &IndexSets, bindings: &Bindings) -> Result<Self, ExpressionError> {
        if !self.mentions(bindings) {
            return Ok(self.clone());
        }
        let writer = Writer {
            ast: self,
            sets,
            bindings: bindings.clone(),
            copies: vec![0; self.nodes.len()],
            nodes: Vec::with_capacity(self.nodes.len()),
            spans: Vec::with_capacity(self.nodes.len()),
            terms: Terms { labels: Vec::new(), of: Vec::new() },
            label: None,
        };
        writer.write()
    }

    /// Whether there is anything to replace.
    fn mentions(&self, bindings: &Bindings) -> bool {
        self.has_indices()
            || self.nodes.iter().any(|node| match node {
                Node::Name(name) => bindings.element(name).is_some(),
                Node::ParticleCall { particle, .. } => bindings.subject(particle).is_some(),
                _ => false,
            })
    }
}

/// Copies a tree, node by node in its order, the bodies of sums once for every term.
struct Writer<'a> {
    ast: &'a Ast,
    sets: &'a IndexSets,
    bindings: Bindings,
    /// The latest copy of each node.
    copies: Vec<NodeId>,
    nodes: Vec<Node>,
    spans: Vec<Span>,
    terms: Terms,
    /// The term being written.
    label: Option<u32>,
}

impl<'a> Writer<'a> {
    fn write(mut self) -> Result<Ast, ExpressionError> {
        self.copy(0, self.ast.root())?;
        let terms = (!self.terms.labels.is_empty()).then(|| Arc::new(self.terms));
        Ok(Ast { text: Arc::clone(&self.ast.text), nodes: self.nodes.into(), spans: self.spans.into(), terms })
    }

    /// Copies the nodes from `first` to `last`, which are whole sub-expressions.
    fn copy(&mut self, first: NodeId, last: NodeId) -> Result<(), ExpressionError> {
        let mut at = first;
        for (start, fold) in self.outermost_folds(first, last).into_iter().rev() {
            self.copy_nodes(at..start)?;
            self.write_out(fold)?;
            at = fold + 1;
        }
        self.copy_nodes(at..last + 1)
    }

    /// First node and node of the sums and products that are in no other, from the last to the first.
    fn outermost_folds(&self, first: NodeId, last: NodeId) -> Vec<(NodeId, NodeId)> {
        let mut found = Vec::new();
        let mut end = last + 1;
        while end > first {
            end = match self.ast.nodes[end - 1] {
                Node::Fold { first: start, .. } => {
                    found.push((start, end - 1));
                    start
                }
                _ => end - 1,
            };
        }
        found
    }

    fn copy_nodes(&mut self, nodes: Range<NodeId>) -> Result<(), ExpressionError> {
        for node in nodes {
            let copy = self.replaced(&self.ast.nodes[node]);
            self.copies[node] = self.push(copy, node)?;
        }
        Ok(())
    }

    /// Writes the terms of a sum or product as a chain, as if they had been typed one after the other.
    fn write_out(&mut self, node: NodeId) -> Result<(), ExpressionError> {
        let ast = self.ast;
        let Node::Fold { fold, first, body, indices } = &ast.nodes[node] else { return Ok(()) };
        let sets = indices.iter().map(|index| self.set(*fold, index, node)).collect::<Result<Vec<_>, _>>()?;
        let outer = self.label;
        let mut chain = None;
        let mut counters = vec![0; sets.len()];
        let mut exhausted = sets.iter().any(|set| set.is_empty());
        while !exhausted {
            let known = self.bindings.bound.len();
            for ((index, set), &counter) in indices.iter().zip(&sets).zip(&counters) {
                self.bindings.bind(&**index, &set[counter], counter + 1);
            }
            self.label = Some(self.new_label(outer, known));
            self.copy(*first, *body)?;
            self.bindings.bound.truncate(known);
            self.label = outer;
            let term = self.copies[*body];
            chain = Some(match chain {
                None => term,
                Some(before) => self.push(Node::Binary(fold.operator(), before, term), node)?,
            });
            exhausted = !advance(&mut counters, &sets);
        }
        self.copies[node] = match chain {
            Some(chain) => chain,
            None => self.push(Node::Number { value: fold.neutral(), dimension: Dimension::NONE }, node)?,
        };
        Ok(())
    }

    fn set(&self, fold: Fold, index: &str, node: NodeId) -> Result<&'a [String], ExpressionError> {
        self.sets.get(index).ok_or_else(|| {
            let error = ExpressionError::new(self.ast.spans[node], unknown_index(index));
            match closest(index, self.sets.names()) {
                Some(meant) => error.hint(format!("did you mean `{meant}`?")),
                None => error.hint(format!("`{}(term, k)` runs over the set `k` under `indices`", fold.name())),
            }
        })
    }

    /// Names the term whose indices are bound from `known` on, inside the term `outer`.
    fn new_label(&mut self, outer: Option<u32>, known: usize) -> u32 {
        let outer = outer.and_then(|label| self.terms.labels.get(label as usize)).cloned();
        let own = self.bindings.bound[known..].iter().map(|b| format!("{} = {}", b.index, b.element));
        self.terms.labels.push(outer.into_iter().chain(own).collect::<Vec<_>>().join(", "));
        index_of(self.terms.labels.len() - 1)
    }

    /// A node with its indices replaced, of the latest copies of its operands.
    fn replaced(&self, node: &Node) -> Node {
        let number = |value| Node::Number { value, dimension: Dimension::NONE };
        let mut copy = match node {
            Node::Name(name) | Node::Index(name) => self.bindings.number(name).map_or_else(|| node.clone(), number),
            Node::Indexed(name, indices) => {
                let element = |index: &str| self.bindings.particle(index).map_or_else(|| index.into(), String::into);
                let elements: Vec<Box<str>> = indices.iter().map(|index| element(index)).collect();
                Node::Name(indexed_name(name, &elements).into())
            }
            Node::ParticleCall { function, particle, arguments } => Node::ParticleCall {
                function: function.clone(),
                particle: self.bindings.subject(particle).map_or_else(|| particle.clone(), String::into),
                arguments: arguments.clone(),
            },
            other => other.clone(),
        };
        copy.for_each_operand(|operand| *operand = self.copies[*operand]);
        copy
    }

    fn push(&mut self, node: Node, origin: NodeId) -> Result<NodeId, ExpressionError> {
        let span = self.ast.spans[origin];
        if self.nodes.len() >= MOST_NODES {
            let message = format!("the sums of this formula have more than {MOST_NODES} operations");
            return Err(ExpressionError::new(span, message).hint("evaluate parts of it as derived names"));
        }
        self.nodes.push(node);
        self.spans.push(span);
        self.terms.of.push(self.label);
        Ok(self.nodes.len() - 1)
    }
}

/// Counts on, the last digit fastest; false after the last combination.
fn advance(counters: &mut [usize], sets: &[&[String]]) -> bool {
    for (counter, set) in counters.iter_mut().zip(sets).rev() {
        *counter += 1;
        if *counter < set.len() {
            return true;
        }
        *counter = 0;
    }
    false
}

/// A name as it is declared: `m_phi`, or `yt[u,k]` for one value per combination of elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredName {
    /// The name without brackets.
    pub name: String,
    /// Its indices; none if there are no brackets.
    pub indices: Vec<String>,
}

impl DeclaredName {
    /// Reads a declaration such as `yt[u,k]`.
    ///
    /// # Errors
    /// Anything but a name, perhaps with distinct indices in square brackets; spans are places in `text`.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let (mut name, mut indices) = (String::new(), Vec::new());
        let (mut at, mut wanted) = (0, "a name");
        loop {
            let (found, span) = token(text, at)?;
            at = span.range().end;
            let word = &text[span.range()];
            wanted = match (wanted, found) {
                ("a name", Token::Name) if !word.contains('.') => {
                    word.clone_into(&mut name);
                    "`[` or the end"
                }
                ("the name of an index", Token::Name) if !word.contains('.') => {
                    if indices.iter().any(|index| index == word) {
                        return Err(ExpressionError::new(span, format!("two indices are called `{word}`")));
                    }
                    indices.push(word.to_owned());
                    "`,` or `]`"
                }
                ("`[` or the end", Token::Symbol("[")) | ("`,` or `]`", Token::Symbol(",")) => "the name of an index",
                ("`,` or `]`", Token::Symbol("]")) => "the end",
                ("`[` or the end" | "the end", Token::End) => break,
                (_, found) => {
                    let found = if found == Token::End { "the end".to_owned() } else { format!("`{word}`") };
                    let error = ExpressionError::new(span, format!("expected {wanted}, found {found}"));
                    return Err(error.hint("a name with indices is declared as in `yt[u,k]`"));
                }
            };
        }
        Ok(Self { name, indices })
    }
}
