//! The formula as written: a flat list of nodes in post-order, so that walking or dropping it never recurses.

use std::ops::Range;
use std::sync::Arc;

use super::function::Function;
use super::parser;
use super::{ExpressionError, Span};
use crate::units::Dimension;

/// Index of a node in its [`Ast`]; operands come before the operation, the root is last.
pub(super) type NodeId = usize;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// A literal, in powers of GeV.
    Number {
        value: f64,
        dimension: Dimension,
    },
    Name(Box<str>),
    /// The variable of an enclosing `integrate` or `root`.
    Bound(Box<str>),
    /// The index of an enclosing `sum` or `product`, as a number.
    Index(Box<str>),
    /// `yq[k]`: each index is bound, or an element as it is called.
    Indexed(Box<str>, Box<[Box<str>]>),
    Negate(NodeId),
    Not(NodeId),
    Binary(BinaryOperator, NodeId, NodeId),
    Call(Function, Box<[NodeId]>),
    /// A call of a name that is no built-in function.
    UserCall(Box<str>, Box<[NodeId]>),
    /// `mass(K+)`, `yield_at(chi, x)`: one argument, the first except of `propagator`, names a particle, a reaction or a
    /// rate.
    ParticleCall {
        function: Box<str>,
        particle: Box<str>,
        arguments: Box<[NodeId]>,
    },
    Interpolate {
        file: Box<str>,
        argument: NodeId,
    },
    Integrate {
        body: NodeId,
        variable: Box<str>,
        from: NodeId,
        to: NodeId,
    },
    /// `root(body, variable, from, to)`
    Root {
        body: NodeId,
        variable: Box<str>,
        from: NodeId,
        to: NodeId,
    },
    /// `sum(body, i, j)` or `product(body, i, j)`.
    Fold {
        fold: Fold,
        /// The first node of the body, whose nodes follow each other.
        first: NodeId,
        body: NodeId,
        indices: Box<[Box<str>]>,
    },
}

impl Node {
    /// Calls `change` with every operand.
    pub(super) fn for_each_operand(&mut self, change: impl FnMut(&mut NodeId)) {
        match self {
            Self::Number { .. } | Self::Name(_) | Self::Bound(_) | Self::Index(_) | Self::Indexed(..) => {}
            Self::Negate(a) | Self::Not(a) | Self::Interpolate { argument: a, .. } => [a].into_iter().for_each(change),
            Self::Binary(_, a, b) => [a, b].into_iter().for_each(change),
            Self::Call(_, arguments) | Self::UserCall(_, arguments) | Self::ParticleCall { arguments, .. } => {
                arguments.iter_mut().for_each(change);
            }
            Self::Integrate { body, from, to, .. } | Self::Root { body, from, to, .. } => {
                [body, from, to].into_iter().for_each(change);
            }
            Self::Fold { first, body, .. } => [first, body].into_iter().for_each(change),
        }
    }
}

/// How the terms over index sets are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    Sum,
    Product,
}

impl Fold {
    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Sum, Self::Product].into_iter().find(|fold| fold.name() == name)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Product => "product",
        }
    }

    pub(super) const fn operator(self) -> BinaryOperator {
        match self {
            Self::Sum => BinaryOperator::Add,
            Self::Product => BinaryOperator::Multiply,
        }
    }

    /// The value over an empty set.
    pub(super) const fn neutral(self) -> f64 {
        match self {
            Self::Sum => 0.0,
            Self::Product => 1.0,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BinaryOperator {
    Or,
    And,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

/// Binding powers; a larger one binds tighter.
pub(super) mod binding {
    pub(in crate::expression) const OR: u8 = 1;
    pub(in crate::expression) const AND: u8 = 2;
    pub(in crate::expression) const NOT: u8 = 3;
    pub(in crate::expression) const COMPARISON: u8 = 4;
    pub(in crate::expression) const SUM: u8 = 5;
    pub(in crate::expression) const PRODUCT: u8 = 6;
    pub(in crate::expression) const SIGN: u8 = 7;
    pub(in crate::expression) const POWER: u8 = 8;
    pub(in crate::expression) const ATOM: u8 = 9;
}

impl BinaryOperator {
    pub(super) const fn binding(self) -> u8 {
        match self {
            Self::Or => binding::OR,
            Self::And => binding::AND,
            Self::Add | Self::Subtract => binding::SUM,
            Self::Multiply | Self::Divide => binding::PRODUCT,
            Self::Power => binding::POWER,
            _ => binding::COMPARISON,
        }
    }

    pub(super) const fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
        }
    }
}

/// A call that names a particle, such as `mass(K+)`, or a reaction or its label, such as `branching(a -> chi + chi~)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticleReference<'a> {
    /// The function's name.
    pub function: &'a str,
    /// The particle's name; for `branching` and `rate` the equation, with single spaces, or the label.
    pub particle: &'a str,
    /// The bytes of the whole call.
    pub span: Range<usize>,
}

/// A parsed formula, cheap to clone. Two are equal if they state the same formula, however it was spelled or spaced.
#[derive(Debug, Clone)]
pub struct Ast {
    pub(super) text: Arc<str>,
    pub(super) nodes: Arc<[Node]>,
    pub(super) spans: Arc<[Span]>,
    /// Which terms of sums and products the nodes belong to; none before [`Ast::instantiate`].
    pub(super) terms: Option<Arc<Terms>>,
}

/// The term of a sum or product that each node of an instantiated formula stands in.
#[derive(Debug)]
pub(super) struct Terms {
    /// What to call each term: `k = b`.
    pub(super) labels: Vec<String>,
    /// For every node the number of its label.
    pub(super) of: Vec<Option<u32>>,
}

impl PartialEq for Ast {
    fn eq(&self, other: &Self) -> bool {
        self.nodes == other.nodes
    }
}

impl Ast {
    /// Parses a formula.
    ///
    /// # Errors
    /// What the grammar refuses, with the place: formulas over 64 KiB or nested deeper than 128 levels included.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        parser::parse(text)
    }

    /// The formula as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many operations, numbers and names the formula consists of.
    #[must_use]
    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn root(&self) -> NodeId {
        self.nodes.len() - 1
    }

    /// The term of a sum or product that a node stands in, by its label.
    pub(super) fn term(&self, node: NodeId) -> Option<u32> {
        self.terms.as_ref()?.of.get(node).copied().flatten()
    }

    /// What a term is called: `k = b`.
    pub(super) fn label(&self, term: u32) -> Option<&str> {
        self.terms.as_ref()?.labels.get(term as usize).map(String::as_str)
    }

    /// Every mention of a name that the formula does not bind itself, in the order of the text: parameters, derived
    /// names, variables, and the constants `pi`, `euler_gamma`, `inf` and `I`. Names of called functions and of
    /// particles are not among them; those with indices are once [`Ast::instantiate`] has replaced these.
    pub fn free_names(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.nodes.iter().zip(&*self.spans).filter_map(|(node, span)| match node {
            Node::Name(name) => Some((&**name, span.range())),
            _ => None,
        })
    }

    /// Every call of a function that is not built in (user functions, tables, `sm.alpha_s`), with the call's bytes.
    pub fn called_names(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.nodes.iter().zip(&*self.spans).filter_map(|(node, span)| match node {
            Node::UserCall(name, _) => Some((&**name, span.range())),
            _ => None,
        })
    }

    /// The names of the built-in functions that are called, as often as they are.
    pub fn built_in_functions(&self) -> impl Iterator<Item = &'static str> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Call(function, _) => Some(function.name()),
            _ => None,
        })
    }

    /// Every call that names a particle.
    pub fn particle_references(&self) -> impl Iterator<Item = ParticleReference<'_>> {
        self.nodes.iter().zip(&*self.spans).filter_map(|(node, span)| match node {
            Node::ParticleCall { function, particle, .. } => {
                Some(ParticleReference { function, particle, span: span.range() })
            }
            _ => None,
        })
    }
}
