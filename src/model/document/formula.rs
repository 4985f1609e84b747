//! Numbers in a model file: a quantity or an expression.

use std::ops::Range;

use crate::error::Diagnostic;
use crate::expression::{Ast, ExpressionError};
use crate::model::document::decoder::Decoder;
use crate::model::yaml::{Node, Scalar};
use crate::units::{Quantity, UnitError};

/// Functions whose value depends on the widths of declared decays.
const WIDTHS: [&str; 3] = ["width", "branching", "propagator"];
/// Most operations, or bytes, that all formulas of a file may have together once their indices are written out.
const MAX_WRITTEN: usize = 4_000_000;

/// A number as written, with its place.
#[derive(Debug, Clone)]
pub(in crate::model) struct Formula {
    pub(in crate::model) scalar: Scalar,
    pub(in crate::model) content: Content,
}

#[derive(Debug, Clone)]
pub(in crate::model) enum Content {
    Quantity(Quantity),
    Expression(Ast),
}

impl Formula {
    /// Where the formula stands in the file.
    pub(in crate::model) fn span(&self) -> Range<usize> {
        self.scalar.span.clone()
    }

    /// The expression; a quantity is none.
    pub(in crate::model) fn ast(&self) -> Option<&Ast> {
        match &self.content {
            Content::Expression(ast) => Some(ast),
            Content::Quantity(_) => None,
        }
    }
}

pub(in crate::model) fn unit_complaint(error: UnitError) -> Diagnostic {
    let complaint = Diagnostic::at(error.span, error.message);
    match error.hint {
        Some(hint) => complaint.hint(hint),
        None => complaint,
    }
}

pub(in crate::model) fn expression_complaint(error: ExpressionError) -> Diagnostic {
    let complaint = Diagnostic::at(error.span, error.message);
    match error.hint {
        Some(hint) => complaint.hint(hint),
        None => complaint,
    }
}

impl Decoder<'_> {
    /// A quantity or an expression: the whole text is tried as a quantity first.
    pub(in crate::model) fn formula(&mut self, node: &Node) -> Option<Formula> {
        let scalar = self.scalar(node, "a number or a formula")?;
        self.formula_text(scalar)
    }

    pub(in crate::model) fn formula_text(&mut self, scalar: &Scalar) -> Option<Formula> {
        let as_quantity = match Quantity::parse(&scalar.text) {
            Ok(quantity) => return Some(Formula { scalar: scalar.clone(), content: Content::Quantity(quantity) }),
            Err(error) => error,
        };
        match self.ast(scalar) {
            Ok(ast) => Some(Formula { scalar: scalar.clone(), content: Content::Expression(ast) }),
            Err(error) => {
                let complaint = if looks_like_quantity(&scalar.text) {
                    unit_complaint(as_quantity)
                } else {
                    expression_complaint(error)
                };
                self.complain_within(scalar, complaint);
                None
            }
        }
    }

    /// The expression of a text, its indices replaced by what they stand for here.
    fn ast(&mut self, scalar: &Scalar) -> Result<Ast, ExpressionError> {
        let ast = Ast::parse(&scalar.text)?.instantiate(&self.sets, &self.bindings)?;
        self.mentions_widths |= ast.particle_references().any(|call| WIDTHS.contains(&call.function));
        self.written += ast.size().max(scalar.text.len());
        if self.written > MAX_WRITTEN {
            return Err(ExpressionError {
                span: 0..scalar.text.len(),
                message: format!("up to here, the formulas of this file have more than {MAX_WRITTEN} operations"),
                hint: Some("let indices take fewer elements, or split the file".to_owned()),
            });
        }
        Ok(ast)
    }

    /// An expression that is not tried as a quantity.
    pub(in crate::model) fn expression(&mut self, node: &Node) -> Option<(Scalar, Ast)> {
        let scalar = self.scalar(node, "a formula")?;
        match self.ast(scalar) {
            Ok(ast) => Some((scalar.clone(), ast)),
            Err(error) => {
                self.complain_within(scalar, expression_complaint(error));
                None
            }
        }
    }

    /// A number with its unit; formulas are not accepted.
    pub(in crate::model) fn quantity(&mut self, node: &Node) -> Option<Quantity> {
        let scalar = self.scalar(node, "a number, perhaps with a unit")?;
        match Quantity::parse(&scalar.text) {
            Ok(quantity) => Some(quantity),
            Err(error) => {
                let mut complaint = unit_complaint(error);
                if !looks_like_quantity(&scalar.text) && Ast::parse(&scalar.text).is_ok() {
                    complaint = Diagnostic::at(0..scalar.text.len(), "expected a number, found a formula").hint(
                        "a formula belongs under `derived`; a parameter is a number with its unit, such as `100 GeV`",
                    );
                }
                self.complain_within(scalar, complaint);
                None
            }
        }
    }
}

/// A number, then nothing that only a formula has.
fn looks_like_quantity(text: &str) -> bool {
    let rest = text.trim().trim_start_matches(['+', '-']);
    let number = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    number > 0
        && !rest.contains(['(', ')', '+', ',', '<', '>', '=', '[', ']'])
        && !rest[number..].starts_with(['*', '^'])
}
