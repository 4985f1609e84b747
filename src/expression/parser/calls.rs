//! Names and calls, including those whose arguments are no formulas: files, bound variables.

use std::ops::Range;

use super::{Parsed, Parser};
use crate::expression::ast::{BinaryOperator, Fold, Node, NodeId};
use crate::expression::function::{self, Function};
use crate::expression::lexer::Token;
use crate::expression::{ExpressionError, Span};

impl<'a> Parser<'a> {
    pub(super) fn name(&mut self) -> Parsed {
        let (name, span) = (self.word(), self.span.range());
        self.advance()?;
        if self.at("[") {
            return self.indexed(name, span.start);
        }
        if !self.at("(") {
            let name = if name == "Pi" { "pi" } else { name };
            return Ok(self.push(Node::Name(name.into()), span));
        }
        let open = self.span;
        if function::takes_particle(name) {
            return self.particle_call(name, span.start, open);
        }
        if let Some(fold) = Fold::named(name) {
            return self.fold(fold, span.start, open);
        }
        match name {
            "integrate" | "root" => self.over_variable(name, span.start, open),
            "interpolate" => self.interpolate(span.start, open),
            "ln" => {
                let error = ExpressionError::new(Span::new(span), "unknown function `ln`");
                Err(error.hint("the natural logarithm is `log`"))
            }
            _ => self.call(name, span, open),
        }
    }

    fn call(&mut self, name: &str, span: Range<usize>, open: Span) -> Parsed {
        let start = span.start;
        self.advance()?;
        let arguments = self.arguments(open)?;
        let whole = start..self.end;
        if matches!(name, "Power" | "pow") {
            check_arity(name, (2, 2), arguments.len(), &whole)?;
            return Ok(self.push(Node::Binary(BinaryOperator::Power, arguments[0], arguments[1]), whole));
        }
        let node = if let Some(function) = Function::named(name) {
            check_arity(name, function.arity(), arguments.len(), &whole)?;
            Node::Call(function, arguments.into())
        } else {
            Node::UserCall(name.into(), arguments.into())
        };
        Ok(self.push(node, whole))
    }

    /// Arguments after `(` up to and with `)`.
    fn arguments(&mut self, open: Span) -> Result<Vec<NodeId>, ExpressionError> {
        let mut arguments = Vec::new();
        if !self.at(")") {
            arguments.push(self.expression(0)?);
        }
        self.more_arguments(open, &mut arguments)?;
        Ok(arguments)
    }

    pub(super) fn more_arguments(&mut self, open: Span, arguments: &mut Vec<NodeId>) -> Result<(), ExpressionError> {
        while self.at(",") {
            self.advance()?;
            arguments.push(self.expression(0)?);
        }
        self.expect(")", Some(open))
    }

    /// `integrate(body, variable, from, to)`, or `root(…)`.
    fn over_variable(&mut self, name: &str, start: usize, open: Span) -> Parsed {
        self.advance()?;
        let first = self.nodes.len();
        let body = self.expression(0)?;
        self.expect(",", Some(open))?;
        let root = name == "root";
        let role = if root { "the variable of a root" } else { "the variable of an integral" };
        let bound = self.bound_name(role)?;
        self.bind(first, bound, Node::Bound);
        self.expect(",", Some(open))?;
        let from = self.expression(0)?;
        self.expect(",", Some(open))?;
        let to = self.expression(0)?;
        self.expect(")", Some(open))?;
        let variable = bound.into();
        let node =
            if root { Node::Root { body, variable, from, to } } else { Node::Integrate { body, variable, from, to } };
        Ok(self.push(node, start..self.end))
    }

    /// A name that this call gives a meaning; `role` says which.
    pub(super) fn bound_name(&mut self, role: &str) -> Result<&'a str, ExpressionError> {
        let name = self.word();
        if self.current != Token::Name || name.contains('.') {
            return Err(self.unexpected(role));
        }
        if function::reserved_names().any(|n| n == name) {
            let message = format!("`{name}` has a meaning of its own and cannot be {role}");
            return Err(ExpressionError::new(self.span, message));
        }
        self.advance()?;
        Ok(name)
    }

    /// Gives every mention of `name` since node `first` another meaning.
    pub(super) fn bind(&mut self, first: NodeId, name: &str, meaning: fn(Box<str>) -> Node) {
        for node in &mut self.nodes[first..] {
            if matches!(node, Node::Name(mentioned) if **mentioned == *name) {
                *node = meaning(name.into());
            }
        }
    }

    fn interpolate(&mut self, start: usize, open: Span) -> Parsed {
        self.advance()?;
        if !self.at("\"") {
            return Err(self.unexpected("the name of a file in double quotes"));
        }
        let inside = self.span.range().end;
        let Some(length) = self.text[inside..].find('"') else {
            return Err(ExpressionError::new(self.span, "this quote is never closed"));
        };
        let file = &self.text[inside..inside + length];
        self.jump(inside + length + 1)?;
        self.expect(",", Some(open))?;
        let argument = self.expression(0)?;
        self.expect(")", Some(open))?;
        Ok(self.push(Node::Interpolate { file: file.into(), argument }, start..self.end))
    }
}

fn check_arity(name: &str, arity: (usize, usize), found: usize, span: &Range<usize>) -> Result<(), ExpressionError> {
    let (least, most) = arity;
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(ExpressionError::wrong_count(name, &arity_text(least, most), found, span.clone()))
}

fn arity_text(least: usize, most: usize) -> String {
    match (least, most) {
        (1, 1) => "1 argument".to_owned(),
        (a, b) if a == b => format!("{a} arguments"),
        (a, b) => format!("{a} to {b} arguments"),
    }
}
