//! Operators: sums, products, powers, comparisons, with their rules for dimensions.

use super::complex::Complex;
use super::{Kind, Lowered, Lowering, Source, Typed};
use crate::expression::ast::{BinaryOperator, Node, NodeId};
use crate::expression::operation::{Binary, Tracked, Unary};
use crate::units::Dimension;

impl Lowering<'_> {
    /// Operators along the left, in a loop: sums may be as long as the text.
    pub(super) fn chain(&mut self, source: &Source, node: NodeId) -> Lowered {
        let mut spine = Vec::new();
        let mut first = node;
        while let Node::Binary(operator, left, right) = source.ast.nodes[first] {
            spine.push((first, operator, left, right));
            first = left;
        }
        let mut typed = self.visit(source, first)?;
        while let Some((node, operator, left, right)) = spine.pop() {
            let logical = matches!(operator, BinaryOperator::And | BinaryOperator::Or);
            self.conditional += usize::from(logical);
            let other = self.visit(source, right)?;
            self.conditional -= usize::from(logical);
            typed = self.binary(source, node, operator, (left, typed), (right, other))?;
        }
        Ok(typed)
    }

    fn binary(
        &mut self,
        source: &Source,
        node: NodeId,
        operator: BinaryOperator,
        (left, a): (NodeId, Typed),
        (right, b): (NodeId, Typed),
    ) -> Lowered {
        let place = source.place(node);
        let literal = a.literal && b.literal;
        if matches!(operator, BinaryOperator::And | BinaryOperator::Or) {
            self.condition(source, left, &a)?;
            self.condition(source, right, &b)?;
            let (yes, no) = match operator {
                BinaryOperator::And => (b.id, self.graph().constant(Tracked::given(0.0), place)),
                _ => (self.graph().constant(Tracked::given(1.0), place), b.id),
            };
            let id = self.graph().choice(a.id, yes, no, place);
            return Ok(Typed::real(id, Kind::Condition, literal));
        }
        match operator {
            BinaryOperator::Power => self.power(source, node, (left, a), (right, b)),
            BinaryOperator::Add | BinaryOperator::Subtract | BinaryOperator::Multiply | BinaryOperator::Divide => {
                self.arithmetic(source, node, operator, (left, a), (right, b))
            }
            comparison => self.comparison(source, node, comparison, (left, a), (right, b)),
        }
    }

    pub(super) fn arithmetic(
        &mut self,
        source: &Source,
        node: NodeId,
        operator: BinaryOperator,
        (left, a): (NodeId, Typed),
        (right, b): (NodeId, Typed),
    ) -> Lowered {
        let (left_kind, right_kind) = (self.value(source, left, &a)?, self.value(source, right, &b)?);
        let (x, y) = (left_kind.dimension(), right_kind.dimension());
        let kind = match operator {
            BinaryOperator::Multiply => x.times(y).map(Kind::Number),
            BinaryOperator::Divide => x.over(y).map(Kind::Number),
            _ => Some(self.same(source, (operator.symbol(), left_kind), (right, right_kind))?),
        };
        let mut complex = Complex::new(self.graph(), source.place(node));
        let (first, second) = (a.parts(), b.parts());
        let parts = match operator {
            BinaryOperator::Multiply => complex.multiply(first, second),
            BinaryOperator::Divide => complex.divide(first, second),
            BinaryOperator::Subtract => complex.subtract(first, second),
            _ => complex.add(first, second),
        };
        let kind = kind.ok_or_else(|| self.error(source, node, "this has an absurd power of GeV"))?;
        Ok(Typed::of_parts(parts, kind, a.literal && b.literal))
    }

    fn comparison(
        &mut self,
        source: &Source,
        node: NodeId,
        operator: BinaryOperator,
        (left, a): (NodeId, Typed),
        (right, b): (NodeId, Typed),
    ) -> Lowered {
        let (left_kind, right_kind) = (self.number(source, left, &a)?, self.number(source, right, &b)?);
        self.same(source, (operator.symbol(), left_kind), (right, right_kind))?;
        let operation = match operator {
            BinaryOperator::Less | BinaryOperator::Greater => Binary::Less,
            BinaryOperator::LessEqual | BinaryOperator::GreaterEqual => Binary::LessEqual,
            BinaryOperator::Equal => Binary::Equal,
            _ => Binary::NotEqual,
        };
        let swapped = matches!(operator, BinaryOperator::Greater | BinaryOperator::GreaterEqual);
        let (first, second) = if swapped { (b.id, a.id) } else { (a.id, b.id) };
        let id = self.graph().binary(operation, first, second, source.place(node));
        Ok(Typed::real(id, Kind::Condition, a.literal && b.literal))
    }

    fn power(
        &mut self,
        source: &Source,
        node: NodeId,
        (left, a): (NodeId, Typed),
        (right, b): (NodeId, Typed),
    ) -> Lowered {
        let place = source.place(node);
        self.pure(source, right, &b, "an exponent")?;
        let exponent = self.graph().as_constant(b.id).map(|c| c.value).filter(|_| b.imaginary.is_none());
        let base = self.value(source, left, &a)?.dimension();
        let mut kind = Kind::Number(Dimension::NONE);
        if !base.is_none() {
            let Some(value) = exponent.filter(|_| b.literal) else {
                let message =
                    format!("the power of something with dimension {base} needs a numeric constant as exponent");
                return Err(self.error(source, right, message));
            };
            let dimension = Dimension::from_f64(value).and_then(|power| base.raised(power));
            kind = dimension.map(Kind::Number).ok_or_else(|| {
                self.error(
                    source,
                    right,
                    format!("{base} to the power {value} is no rational power of GeV that is meant"),
                )
            })?;
        }
        let literal = a.literal && b.literal;
        if a.imaginary.is_some() || b.imaginary.is_some() {
            let parts = Complex::new(self.graph(), place).power(a.parts(), b.parts(), exponent);
            return Ok(Typed::of_parts(parts, kind, literal));
        }
        let id = match exponent {
            Some(0.0) => self.graph().constant(Tracked { error: 0.0, ..Tracked::given(1.0) }, place),
            Some(1.0) => a.id,
            Some(value) => match crate::units::halves(value) {
                Some(halves) if halves % 2 == 0 => self.graph().unary(Unary::PowerInteger(halves / 2), a.id, place),
                Some(1) => self.graph().unary(Unary::Sqrt, a.id, place),
                Some(halves) if halves.abs() < 64 => self.graph().unary(Unary::PowerHalf(halves), a.id, place),
                _ => self.graph().binary(Binary::Power, a.id, b.id, place),
            },
            None => self.graph().binary(Binary::Power, a.id, b.id, place),
        };
        Ok(Typed::real(id, kind, literal))
    }
}
