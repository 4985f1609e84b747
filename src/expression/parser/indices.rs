//! Names with indices, and sums and products over them.

use super::{Parsed, Parser};
use crate::expression::ast::{Fold, Node};
use crate::expression::lexer::{Token, element_length};
use crate::expression::{ExpressionError, Span};

impl Parser<'_> {
    /// `yq[k]`, `sm.CKM[u, b]`: what stands in the brackets is read from the text itself, `e-` being no sequence of
    /// tokens.
    pub(super) fn indexed(&mut self, name: &str, start: usize) -> Parsed {
        let open = self.span;
        let mut at = open.range().end;
        let mut indices: Vec<Box<str>> = Vec::new();
        loop {
            let rest = &self.text[at..];
            at += rest.len() - rest.trim_start().len();
            let Some(length) = element_length(&self.text[at..]) else {
                self.jump(at)?;
                return Err(self.misplaced_bracket(open, "an index"));
            };
            indices.push(self.text[at..at + length].into());
            self.jump(at + length)?;
            if self.at("]") {
                break;
            }
            if !self.at(",") {
                return Err(self.misplaced_bracket(open, "`,` or `]`"));
            }
            at = self.span.range().end;
        }
        self.advance()?;
        if self.at("(") {
            let error = ExpressionError::new(Span::new(start..self.end), "functions have no indices");
            return Err(error.hint("multiplication is written with `*`"));
        }
        Ok(self.push(Node::Indexed(name.into(), indices.into()), start..self.end))
    }

    fn misplaced_bracket(&self, open: Span, wanted: &str) -> ExpressionError {
        if self.current == Token::End {
            return ExpressionError::new(open, "this bracket is never closed: expected `]`");
        }
        self.unexpected(wanted).hint("units in brackets follow numbers: `2.2e-26 [cm^3/s]`")
    }

    /// `sum(body, i, j)`: within the body, a mention of an index is a number.
    pub(super) fn fold(&mut self, fold: Fold, start: usize, open: Span) -> Parsed {
        self.advance()?;
        let first = self.nodes.len();
        let body = self.expression(0)?;
        let mut indices: Vec<Box<str>> = Vec::new();
        while self.at(",") || indices.is_empty() {
            self.expect(",", Some(open))?;
            let place = self.span;
            let index = self.bound_name("an index")?;
            if indices.iter().any(|i| **i == *index) {
                return Err(ExpressionError::new(place, format!("`{index}` is summed over twice")));
            }
            self.bind(first, index, Node::Index);
            indices.push(index.into());
        }
        self.expect(")", Some(open))?;
        Ok(self.push(Node::Fold { fold, first, body, indices: indices.into() }, start..self.end))
    }
}
