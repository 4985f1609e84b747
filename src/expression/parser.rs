//! Pratt parser. Recursion is bounded by the depth of nesting it allows; long sums are parsed in a loop.

mod calls;
mod indices;
mod particles;

pub(super) use particles::is_bare;

use std::ops::Range;
use std::sync::Arc;

use super::ast::{Ast, BinaryOperator, Node, NodeId, binding};
use super::lexer::{Token, token};
use super::{ExpressionError, Span};
use crate::error::closest;
use crate::units::{Unit, halves};

/// Longest formula, in bytes.
const LONGEST: usize = 64 * 1024;
/// Deepest nesting of brackets, signs and exponents.
const DEEPEST: usize = 128;

pub(super) fn parse(text: &str) -> Result<Ast, ExpressionError> {
    if text.len() > LONGEST {
        let message = format!("this formula has {} bytes, more than the {LONGEST} allowed", text.len());
        return Err(ExpressionError::new(Span::new(0..0), message).hint("split it into derived names"));
    }
    let (current, span) = token(text, 0)?;
    let mut parser = Parser { text, current, span, end: 0, depth: 0, nodes: Vec::new(), spans: Vec::new() };
    if current == Token::End {
        return Err(ExpressionError::new(span, "expected a formula, found nothing"));
    }
    parser.expression(0)?;
    if parser.current != Token::End {
        return Err(parser.trailing());
    }
    Ok(Ast { text: Arc::from(text), nodes: parser.nodes.into(), spans: parser.spans.into(), terms: None })
}

struct Parser<'a> {
    text: &'a str,
    current: Token,
    span: Span,
    /// End of the last consumed token.
    end: usize,
    depth: usize,
    nodes: Vec<Node>,
    spans: Vec<Span>,
}

type Parsed = Result<NodeId, ExpressionError>;

impl<'a> Parser<'a> {
    fn word(&self) -> &'a str {
        &self.text[self.span.range()]
    }

    fn advance(&mut self) -> Result<(), ExpressionError> {
        let end = self.span.range().end;
        self.jump(end)
    }

    /// Continues after byte `at`, what lies before being read.
    fn jump(&mut self, at: usize) -> Result<(), ExpressionError> {
        self.end = at;
        (self.current, self.span) = token(self.text, at)?;
        Ok(())
    }

    fn at(&self, symbol: &str) -> bool {
        matches!(self.current, Token::Symbol(found) if found == symbol)
    }

    fn expect(&mut self, symbol: &'static str, opened: Option<Span>) -> Result<(), ExpressionError> {
        if self.at(symbol) {
            return self.advance();
        }
        if let (Token::End, Some(open)) = (self.current, opened) {
            let message = format!("this bracket is never closed: expected `{symbol}`");
            return Err(ExpressionError::new(open, message));
        }
        if self.starts_operand() {
            return Err(self.implicit_multiplication());
        }
        Err(self.unexpected(&format!("`{symbol}`")))
    }

    fn unexpected(&self, wanted: &str) -> ExpressionError {
        let found = match self.current {
            Token::End => "the end".to_owned(),
            _ => format!("`{}`", self.word()),
        };
        ExpressionError::new(self.span, format!("expected {wanted}, found {found}"))
    }

    fn push(&mut self, node: Node, span: Range<usize>) -> NodeId {
        self.nodes.push(node);
        self.spans.push(Span::new(span));
        self.nodes.len() - 1
    }

    fn expression(&mut self, least: u8) -> Parsed {
        self.depth += 1;
        if self.depth > DEEPEST {
            let message = format!("this is nested more than {DEEPEST} levels deep");
            return Err(ExpressionError::new(self.span, message).hint("split the formula into derived names"));
        }
        let start = self.span.range().start;
        let mut left = self.prefix()?;
        let mut compared = false;
        while let Some(operator) = self.operator() {
            let power = operator.binding();
            if power < least {
                break;
            }
            if power == binding::COMPARISON && std::mem::replace(&mut compared, true) {
                let error = ExpressionError::new(self.span, "comparisons cannot be chained");
                return Err(error.hint("write `a < b and b < c`"));
            }
            self.advance()?;
            // Only powers associate to the right; their exponent may carry a sign.
            let right = self.expression(if operator == BinaryOperator::Power { binding::SIGN } else { power + 1 })?;
            left = self.push(Node::Binary(operator, left, right), start..self.end);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operator(&self) -> Option<BinaryOperator> {
        Some(match self.current {
            Token::Name if self.word() == "or" => BinaryOperator::Or,
            Token::Name if self.word() == "and" => BinaryOperator::And,
            Token::Symbol(symbol) => match symbol {
                "<" => BinaryOperator::Less,
                "<=" => BinaryOperator::LessEqual,
                ">" => BinaryOperator::Greater,
                ">=" => BinaryOperator::GreaterEqual,
                "==" => BinaryOperator::Equal,
                "!=" => BinaryOperator::NotEqual,
                "+" => BinaryOperator::Add,
                "-" => BinaryOperator::Subtract,
                "*" => BinaryOperator::Multiply,
                "/" => BinaryOperator::Divide,
                "^" | "**" => BinaryOperator::Power,
                _ => return None,
            },
            _ => return None,
        })
    }

    fn prefix(&mut self) -> Parsed {
        let start = self.span.range().start;
        match self.current {
            Token::Symbol("-") => {
                self.advance()?;
                let operand = self.expression(binding::SIGN)?;
                Ok(self.push(Node::Negate(operand), start..self.end))
            }
            Token::Symbol("+") => {
                self.advance()?;
                self.expression(binding::SIGN)
            }
            Token::Symbol("(") => {
                let open = self.span;
                self.advance()?;
                let inner = self.expression(0)?;
                self.expect(")", Some(open))?;
                Ok(inner)
            }
            Token::Number(value) => self.number(value),
            Token::Name if self.word() == "not" => {
                self.advance()?;
                let operand = self.expression(binding::NOT)?;
                Ok(self.push(Node::Not(operand), start..self.end))
            }
            Token::Name if !matches!(self.word(), "and" | "or") => self.name(),
            _ => Err(self.unexpected("a number, a name or `(`")),
        }
    }

    /// A number and the unit that may follow it: one unit with an optional power, or any unit in brackets.
    fn number(&mut self, number: f64) -> Parsed {
        let start = self.span.range().start;
        self.advance()?;
        let mut unit = Unit::ONE;
        if self.at("[") {
            let inside = self.span.range().end;
            let Some(length) = self.text[inside..].find(']') else {
                return Err(ExpressionError::new(self.span, "this bracket is never closed: expected `]`"));
            };
            unit =
                Unit::parse(&self.text[inside..inside + length]).map_err(|e| ExpressionError::from_unit(e, inside))?;
            self.jump(inside + length + 1)?;
        } else if self.current == Token::Name
            && let Some(named) = Unit::named(self.word())
        {
            let place = self.span;
            self.advance()?;
            let halves = if self.at("^") || self.at("**") { self.unit_power()? } else { 2 };
            unit = Unit::ONE
                .times_power(named, halves)
                .ok_or_else(|| ExpressionError::new(place, "this power of a unit is beyond anything meant"))?;
        }
        let value = unit.to_natural(number);
        let span = start..self.end;
        if !value.is_finite() || (value == 0.0 && number != 0.0) {
            let message = "this quantity is beyond the range of floating-point numbers";
            return Err(ExpressionError::new(Span::new(span), message));
        }
        Ok(self.push(Node::Number { value, dimension: unit.dimension }, span))
    }

    /// `^-1`, `^0.5`, `^(3/2)` after a unit, in halves.
    fn unit_power(&mut self) -> Result<i32, ExpressionError> {
        self.advance()?;
        let start = self.span.range().start;
        let open = self.at("(").then_some(self.span);
        if open.is_some() {
            self.advance()?;
        }
        let mut power = self.plain_number()?;
        if open.is_some() {
            if self.at("/") {
                self.advance()?;
                power /= self.plain_number()?;
            }
            self.expect(")", open)?;
        }
        halves(power).ok_or_else(|| {
            let message = format!("the power of a unit must be an integer or half-integer, found {power}");
            ExpressionError::new(Span::new(start..self.end), message)
        })
    }

    fn plain_number(&mut self) -> Result<f64, ExpressionError> {
        let negative = self.at("-");
        if negative {
            self.advance()?;
        }
        let Token::Number(value) = self.current else {
            return Err(self.unexpected("a number as the power of the unit"));
        };
        self.advance()?;
        Ok(if negative { -value } else { value })
    }

    fn starts_operand(&self) -> bool {
        match self.current {
            Token::Name => !matches!(self.word(), "and" | "or" | "not"),
            Token::Number(_) | Token::Symbol("(") => true,
            _ => false,
        }
    }

    fn implicit_multiplication(&self) -> ExpressionError {
        let error = ExpressionError::new(self.span, format!("expected an operator before `{}`", self.word()));
        let after_number = matches!(self.nodes.last(), Some(Node::Number { dimension, .. }) if dimension.is_none());
        if after_number
            && self.current == Token::Name
            && let Some(unit) = closest(self.word(), crate::units::unit_names())
            && unit.len() > 1
        {
            return error.hint(format!("did you mean the unit `{unit}`? Multiplication is written with `*`"));
        }
        error.hint("multiplication is written with `*`: there is no implicit multiplication")
    }

    fn trailing(&self) -> ExpressionError {
        if self.starts_operand() {
            return self.implicit_multiplication();
        }
        match self.current {
            Token::Symbol(")") => ExpressionError::new(self.span, "this `)` closes nothing"),
            Token::Symbol("[") => {
                let error = ExpressionError::new(self.span, "a bracketed unit must follow a number");
                error.hint("write the number itself before it, or multiply by `1 [unit]`")
            }
            Token::Symbol(",") => {
                let error = ExpressionError::new(self.span, "a `,` outside of a call");
                error.hint("the decimal separator is `.`")
            }
            _ => self.unexpected("an operator or the end"),
        }
    }
}
