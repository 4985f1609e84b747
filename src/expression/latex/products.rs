//! Products and quotients.

use super::{Hold, Set, Setter, Style};
use crate::expression::ast::{BinaryOperator, Node, NodeId};
use crate::latex::{Delimiter, Math};

/// A numerator wider than this stands beside its fraction, where it can be broken. In units of the font size.
const WIDE: f64 = 20.0;

impl Setter<'_> {
    /// A product without its sign, and whether that is a minus.
    pub(super) fn product(&self, id: NodeId, style: Style) -> (bool, Set) {
        let mut factors = self.factors(id);
        let mut negative = false;
        if let Some((first, false)) = factors.first_mut() {
            while let Node::Negate(operand) = self.ast.nodes[*first] {
                *first = operand;
                negative = !negative;
            }
        }
        // The sign taken away may have held a product together.
        if let Some(&(first, false)) = factors.first().filter(|_| negative) {
            factors.splice(..1, self.factors(first));
        }
        let set = match style {
            Style::Display => self.with_fractions(&factors),
            Style::Small => self.with_slash(&factors),
        };
        (negative, set)
    }

    /// The factors in the order of the text; `true` for what is divided by.
    fn factors(&self, id: NodeId) -> Vec<(NodeId, bool)> {
        let mut factors = Vec::new();
        let mut open = vec![(id, false)];
        while let Some((id, inverse)) = open.pop() {
            match self.ast.nodes[id] {
                Node::Binary(BinaryOperator::Multiply, left, right) => open.extend([(right, inverse), (left, inverse)]),
                Node::Binary(BinaryOperator::Divide, left, right) if !inverse => {
                    open.extend([(right, true), (left, false)]);
                }
                _ => factors.push((id, inverse)),
            }
        }
        // A factor of one says nothing, except alone.
        if factors.iter().any(|&(id, inverse)| !inverse && !self.is_one(id)) {
            factors.retain(|&(id, _)| !self.is_one(id));
        }
        factors
    }

    /// Whether a node is the number one, which as a factor says nothing.
    pub(super) fn is_one(&self, id: NodeId) -> bool {
        matches!(&self.ast.nodes[id], Node::Number { value, dimension } if *value == 1.0 && dimension.is_none())
    }

    /// Every run of factors over what divides it.
    fn with_fractions(&self, factors: &[(NodeId, bool)]) -> Set {
        let mut sets = Vec::new();
        for run in factors.chunk_by(|a, b| !a.1 || b.1) {
            let split = run.iter().position(|factor| factor.1).unwrap_or(run.len());
            let (above, below) = run.split_at(split);
            if below.is_empty() {
                sets.extend(above.iter().map(|&(id, _)| self.set(id, Style::Display)));
                continue;
            }
            let denominator = self.row(below, Style::Small).math;
            let numerator = if above.is_empty() { Math::ink("1") } else { self.row(above, Style::Small).math };
            if numerator.width() <= WIDE {
                sets.push(Set::new(Math::fraction(&numerator, &denominator), Hold::Product));
            } else {
                sets.push(Set::new(Math::fraction(&Math::ink("1"), &denominator), Hold::Product));
                sets.extend(above.iter().map(|&(id, _)| self.set(id, Style::Display)));
            }
        }
        join(sets)
    }

    /// All factors over all that divides them, on one line.
    fn with_slash(&self, factors: &[(NodeId, bool)]) -> Set {
        let (below, above): (Vec<_>, Vec<_>) = factors.iter().partition(|factor| factor.1);
        if below.is_empty() {
            return self.row(&above, Style::Small);
        }
        let numerator =
            if above.is_empty() { Set::new(Math::ink("1"), Hold::Atom) } else { self.row(&above, Style::Small) };
        let digit = numerator.digit;
        let denominator = self.row(&below, Style::Small).held(Hold::Power);
        let math = numerator.held(Hold::Product).then(Math::ink("/")).then(denominator);
        Set { math, hold: Hold::Slash, digit }
    }

    fn row(&self, factors: &[(NodeId, bool)], style: Style) -> Set {
        join(factors.iter().map(|&(id, _)| self.set(id, style)).collect())
    }
}

/// Factors side by side. A single one stays as it is.
fn join(mut sets: Vec<Set>) -> Set {
    if sets.len() == 1 {
        return sets.remove(0);
    }
    let count = sets.len();
    let digit = sets.first().is_some_and(|set| set.digit);
    let mut math = Math::default();
    let mut after_number = false;
    for (at, set) in sets.into_iter().enumerate() {
        // What applies to everything after it needs no bracket at the end.
        let least = if at + 1 == count { Hold::Operator } else { Hold::Product };
        let bracketed = set.hold < least || set.hold == Hold::Slash;
        let (number, is_number) = (set.digit && !bracketed, set.digit && set.hold == Hold::Atom);
        let space = if number {
            r"\cdot "
        } else if after_number || bracketed || set.math.stands_clear() {
            ""
        } else {
            r"\,"
        };
        let factor = if bracketed { set.math.fenced(Delimiter::Group) } else { set.math };
        math = match (at, after_number) {
            (0, _) => factor,
            // A number is not torn from what it counts.
            (_, true) => math.then(Math::ink(space)).then(factor),
            _ => math.times(space, factor),
        };
        after_number = is_number;
    }
    Set { math, hold: Hold::Product, digit }
}
