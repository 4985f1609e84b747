//! The formula as a graph of operations in which equal sub-expressions are one node and constants are folded.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::Span;
use super::functional::Functional;
use super::operation::{Binary, Ternary, Tracked, Unary};

/// Index of a node; operands have smaller ones.
pub(super) type Id = u32;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// Bits of the value and of its error bound.
    Constant(u64, u64),
    /// An input: in a formula a slot, in an integrand 0 for the variable and then what it uses from outside.
    Input(u32),
    Unary(Unary, Id),
    Binary(Binary, Id, Id),
    Ternary(Ternary, [Id; 3]),
    If(Id, Id, Id),
    /// A native function, by its index in the program.
    Native(u32, Box<[Id]>),
    /// An integral or root, by its index in this graph; the bounds and what the body uses from outside.
    Functional(u32, Box<[Id]>),
}

impl Node {
    /// Calls `visit` with every operand.
    pub(super) fn for_each_operand(&self, mut visit: impl FnMut(Id)) {
        match self {
            Self::Constant(..) | Self::Input(_) => {}
            Self::Unary(_, a) => visit(*a),
            Self::Binary(_, a, b) => [*a, *b].into_iter().for_each(visit),
            Self::If(a, b, c) => [*a, *b, *c].into_iter().for_each(visit),
            Self::Ternary(_, operands) => operands.iter().copied().for_each(visit),
            Self::Native(_, operands) | Self::Functional(_, operands) => operands.iter().copied().for_each(visit),
        }
    }
}

/// Where an operation comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Bytes of the formula.
    pub(super) span: Span,
    /// The term of a sum of the formula, by its label.
    pub(super) term: Option<u32>,
    /// The part of an inlined function or definition.
    pub(super) inside: Option<Inside>,
}

/// A part of an inlined function or definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inside {
    /// Which one, by its index in the program.
    pub(super) index: u32,
    pub(super) span: Span,
    pub(super) term: Option<u32>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    places: Vec<Place>,
    index: HashMap<Node, Id>,
    functionals: Vec<Arc<Functional>>,
}

impl Graph {
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(super) fn node(&self, id: Id) -> &Node {
        &self.nodes[id as usize]
    }

    pub(super) fn place(&self, id: Id) -> Place {
        self.places[id as usize]
    }

    pub(super) fn functionals(&self) -> &[Arc<Functional>] {
        &self.functionals
    }

    /// The index of an integral or root in this graph, an equal one being used again.
    pub(super) fn add_functional(&mut self, functional: Functional) -> u32 {
        let known = self.functionals.iter().position(|f| f.same(&functional));
        let index = known.unwrap_or_else(|| {
            self.functionals.push(Arc::new(functional));
            self.functionals.len() - 1
        });
        index_of(index)
    }

    pub(super) fn add(&mut self, node: Node, place: Place) -> Id {
        match self.index.entry(node) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let id = index_of(self.nodes.len());
                self.nodes.push(new.key().clone());
                self.places.push(place);
                *new.insert(id)
            }
        }
    }

    pub(super) fn constant(&mut self, tracked: Tracked, place: Place) -> Id {
        self.add(Node::Constant(tracked.value.to_bits(), tracked.error.to_bits()), place)
    }

    /// The value of a constant node.
    pub(super) fn as_constant(&self, id: Id) -> Option<Tracked> {
        match *self.node(id) {
            Node::Constant(value, error) => {
                Some(Tracked { value: f64::from_bits(value), error: f64::from_bits(error), culprit: None })
            }
            _ => None,
        }
    }

    pub(super) fn unary(&mut self, operation: Unary, a: Id, place: Place) -> Id {
        let folded = self.as_constant(a).map(|x| {
            let x = if operation.has_radicand() { x.forgiven() } else { x };
            Tracked::through([x], |[x]| operation.apply(x))
        });
        self.folded_or(folded, Node::Unary(operation, a), place)
    }

    pub(super) fn binary(&mut self, operation: Binary, a: Id, b: Id, place: Place) -> Id {
        let folded = self.as_constant(a).zip(self.as_constant(b)).map(|(x, y)| {
            let x = if operation == Binary::Power { x.forgiven() } else { x };
            Tracked::through([x, y], |[x, y]| operation.apply(x, y))
        });
        // Sums and products are the same either way round.
        let (a, b) = match operation {
            Binary::Add | Binary::Multiply if b < a => (b, a),
            _ => (a, b),
        };
        self.folded_or(folded, Node::Binary(operation, a, b), place)
    }

    pub(super) fn ternary(&mut self, operation: Ternary, operands: [Id; 3], place: Place) -> Id {
        let constants = operands.map(|id| self.as_constant(id));
        let folded = match constants {
            [Some(a), Some(b), Some(c)] => Some(Tracked::through([a, b, c], |v| operation.apply(v))),
            _ => None,
        };
        self.folded_or(folded, Node::Ternary(operation, operands), place)
    }

    /// The chosen branch if the condition is known, else the choice.
    pub(super) fn choice(&mut self, condition: Id, yes: Id, no: Id, place: Place) -> Id {
        match self.as_constant(condition) {
            Some(known) if known.value.is_nan() => self.add(Node::If(condition, yes, no), place),
            Some(known) => {
                if known.value == 0.0 {
                    no
                } else {
                    yes
                }
            }
            None => self.add(Node::If(condition, yes, no), place),
        }
    }

    /// A constant if folding gave a number; what has none stays in the program, so that evaluating it says why.
    fn folded_or(&mut self, folded: Option<Tracked>, node: Node, place: Place) -> Id {
        let meant_infinite = |t: &Tracked| t.value.is_infinite() && self.has_infinite_operand(&node);
        match folded {
            Some(tracked) if tracked.value.is_finite() || meant_infinite(&tracked) => self.constant(tracked, place),
            _ => self.add(node, place),
        }
    }

    fn has_infinite_operand(&self, node: &Node) -> bool {
        let mut found = false;
        node.for_each_operand(|id| found |= self.as_constant(id).is_some_and(|c| c.value.is_infinite()));
        found
    }

    /// For every node whether `root` depends on it.
    pub(super) fn reachable(&self, roots: &[Id]) -> Vec<bool> {
        let mut needed = vec![false; self.nodes.len()];
        for &root in roots {
            needed[root as usize] = true;
        }
        for id in (0..self.nodes.len()).rev() {
            if needed[id] {
                self.nodes[id].for_each_operand(|operand| needed[operand as usize] = true);
            }
        }
        needed
    }
}

/// Indices are bounded by the budget of nodes, far below 2³².
pub(super) fn index_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
