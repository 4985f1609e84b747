//! Names and calls, including those whose arguments are no formulas: particles, files, integration variables.

use std::ops::Range;

use super::{Parsed, Parser};
use crate::expression::ast::{BinaryOperator, Fold, Node, NodeId};
use crate::expression::function::{self, Function};
use crate::expression::lexer::{Token, particle_length};
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
        if function::is_reserved_for_later(name) {
            return Err(ExpressionError::new(Span::new(span), format!("`{name}` is not supported yet")));
        }
        if function::takes_particle(name) {
            return self.particle_call(name, span.start, open);
        }
        if let Some(fold) = Fold::named(name) {
            return self.fold(fold, span.start, open);
        }
        match name {
            "integrate" => self.integrate(span.start, open),
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

    fn more_arguments(&mut self, open: Span, arguments: &mut Vec<NodeId>) -> Result<(), ExpressionError> {
        while self.at(",") {
            self.advance()?;
            arguments.push(self.expression(0)?);
        }
        self.expect(")", Some(open))
    }

    /// The name is read from the text itself: `K+~` is no sequence of tokens.
    fn particle_call(&mut self, function: &str, start: usize, open: Span) -> Parsed {
        let inside = open.range().end;
        let rest = &self.text[inside..];
        let at = inside + rest.len() - rest.trim_start().len();
        let Some(length) = particle_length(rest.trim_start()) else {
            self.advance()?;
            return Err(self.unexpected("the name of a particle"));
        };
        let particle = &self.text[at..at + length];
        self.jump(at + length)?;
        if !self.at(",") && !self.at(")") && self.current != Token::End {
            let error = self.unexpected("`,` or `)` after the name of a particle");
            return Err(error.hint(format!("`{function}` takes a particle, not a formula")));
        }
        let mut arguments = Vec::new();
        self.more_arguments(open, &mut arguments)?;
        let node =
            Node::ParticleCall { function: function.into(), particle: particle.into(), arguments: arguments.into() };
        Ok(self.push(node, start..self.end))
    }

    fn integrate(&mut self, start: usize, open: Span) -> Parsed {
        self.advance()?;
        let first = self.nodes.len();
        let body = self.expression(0)?;
        self.expect(",", Some(open))?;
        let variable = self.bound_name("an integration variable")?;
        self.bind(first, variable, Node::Bound);
        self.expect(",", Some(open))?;
        let from = self.expression(0)?;
        self.expect(",", Some(open))?;
        let to = self.expression(0)?;
        self.expect(")", Some(open))?;
        Ok(self.push(Node::Integrate { body, variable: variable.into(), from, to }, start..self.end))
    }

    /// A name that this call gives a meaning; `role` says which.
    pub(super) fn bound_name(&mut self, role: &str) -> Result<&'a str, ExpressionError> {
        let name = self.word();
        if self.current != Token::Name || name.contains('.') {
            return Err(self.unexpected(&format!("the name of {role}")));
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
