//! The factor of a formula that depends on some of its inputs only.
//!
//! A cross section is often a product of couplings and of a function of masses and energies. Where that is so, what a scan
//! over couplings changes is a number, and the function need be averaged only once.

use super::graph::{Graph, Id, Node, Place};
use super::operation::{Binary, Tracked, Unary};

/// What a node depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Needs {
    /// Inputs that vary.
    open: bool,
    /// Other inputs.
    other: bool,
}

/// Writes into `graph` the factor of `root` that depends on the inputs from slot `from` on, so that the rest of it does not.
/// `None` if it has no such factor.
pub(super) fn factor(graph: &mut Graph, root: Id, from: usize) -> Option<Id> {
    let mut needs = Vec::with_capacity(graph.len());
    for node in graph.nodes() {
        needs.push(match node {
            Node::Input(slot) => Needs { open: *slot as usize >= from, other: (*slot as usize) < from },
            node => {
                let mut all = Needs::default();
                node.for_each_operand(|id| {
                    let operand: Needs = needs[id as usize];
                    all = Needs { open: all.open | operand.open, other: all.other | operand.other };
                });
                all
            }
        });
    }
    Splitting { graph, needs, one: None }.factor(root)
}

struct Splitting<'g> {
    graph: &'g mut Graph,
    /// Of the nodes of the formula, which come before those of the factor.
    needs: Vec<Needs>,
    one: Option<Id>,
}

impl Splitting<'_> {
    fn factor(&mut self, id: Id) -> Option<Id> {
        let Needs { open, other } = self.needs[id as usize];
        if !open {
            let place = self.graph.place(id);
            return Some(self.one(place));
        }
        // A node without other inputs is its own factor, if it has none that leaves its numbers out.
        self.split(id).or((!other).then_some(id))
    }

    fn split(&mut self, id: Id) -> Option<Id> {
        let place = self.graph.place(id);
        match *self.graph.node(id) {
            Node::Unary(Unary::Negate, a) => self.factor(a),
            // These are taken of each factor. Where one is negative and has no root, that is found out when it is evaluated.
            Node::Unary(operation @ (Unary::Sqrt | Unary::Abs | Unary::PowerInteger(_) | Unary::PowerHalf(_)), a) => {
                let inner = self.factor(a)?;
                Some(self.graph.unary(operation, inner, place))
            }
            Node::Binary(operation @ (Binary::Multiply | Binary::Divide), a, b) => {
                let (a, b) = (self.factor(a)?, self.factor(b)?);
                let one = self.one(place);
                Some(match operation {
                    _ if b == one => a,
                    Binary::Multiply if a == one => b,
                    _ => self.graph.binary(operation, a, b, place),
                })
            }
            Node::Binary(Binary::Add | Binary::Subtract, a, b) => self.common(a, b),
            Node::If(condition, a, b) if !self.needs[condition as usize].open => self.common(a, b),
            _ => None,
        }
    }

    /// The factor of two nodes that is the same.
    fn common(&mut self, a: Id, b: Id) -> Option<Id> {
        // Nothing has every factor.
        let is_zero = |id: Id, graph: &Graph| graph.as_constant(id).is_some_and(|constant| constant.value == 0.0);
        if is_zero(a, self.graph) {
            return self.factor(b);
        }
        if is_zero(b, self.graph) {
            return self.factor(a);
        }
        let (a, b) = (self.factor(a)?, self.factor(b)?);
        (a == b).then_some(a)
    }

    fn one(&mut self, place: Place) -> Id {
        *self.one.get_or_insert_with(|| self.graph.constant(Tracked::given(1.0), place))
    }
}
