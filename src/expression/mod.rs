//! Formulas: parse, check dimensions, compile, evaluate in blocks.
//!
//! The grammar is that of the model file. A formula becomes an [`Ast`]; [`compile`] resolves its names in an
//! [`Environment`], checks mass dimensions, inlines user functions, folds constants, shares common subexpressions and
//! yields a [`Program`]; that evaluates 64 values at a time. Everything is in natural units, powers of GeV. Indices are
//! written out before, by [`Ast::instantiate`]; complex values are pairs of real ones, known as such when compiling.
//!
//! A value that is not finite is never returned: the program then looks again at the point concerned, one operation
//! after the other, and names the sub-expression where things went wrong. The same second look forgives a radicand that
//! is negative only by rounding, which at a threshold it often is.

mod ast;
mod block;
mod codegen;
mod complex;
mod display;
mod dual;
mod environment;
mod factor;
mod function;
mod functional;
mod graph;
mod indices;
mod inspect;
mod integral;
mod kronrod;
mod latex;
mod lexer;
mod lower;
mod operation;
mod parser;
mod partials;
mod program;
mod replay;
mod resonances;
mod root;
mod special;
mod table;

use std::fmt;
use std::ops::Range;

pub use ast::{Ast, ParticleReference};
pub use dual::{Dual, DualInput, DualScratch, Marks, Varying};
pub use environment::{Environment, NativeFunction, ParticleFunction, Symbol, UserFunction};
pub use function::reserved_names;
pub use indices::{Bindings, DeclaredName, IndexSets};
pub use latex::Symbols;
pub use lower::{compile, compile_complex, compile_condition, compile_factor};
pub use program::{ComplexProgram, Program, Scratch};
pub use resonances::Resonance;
pub use table::{Interpolation, Outside, Table};

use crate::error::Diagnostic;
use crate::units::UnitError;

/// A range of bytes; half the size of `Range<usize>`, formulas being short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn new(range: Range<usize>) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: narrow(range.start), end: narrow(range.end) }
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What is wrong with a formula before any evaluation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// The offending bytes of the formula.
    pub span: Range<usize>,
    /// What was found and what was wanted.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
}

impl ExpressionError {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span: span.range(), message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// An error of a unit written `offset` bytes into the formula.
    fn from_unit(error: UnitError, offset: usize) -> Self {
        let span = error.span.start + offset..error.span.end + offset;
        Self { span, message: error.message, hint: error.hint }
    }

    fn wrong_count(name: &str, wanted: &str, found: usize, span: Range<usize>) -> Self {
        Self { span, message: format!("`{name}` takes {wanted}, found {found}"), hint: None }
    }
}

impl From<ExpressionError> for Diagnostic {
    fn from(error: ExpressionError) -> Self {
        Self { message: error.message, span: Some(error.span), hint: error.hint, related: None }
    }
}

/// Why a formula has no finite value at a point.
#[derive(Debug, Clone, PartialEq)]
pub struct EvalError {
    /// The bytes of the first sub-expression that has no finite value.
    pub span: Range<usize>,
    /// What is wrong with it.
    pub message: String,
    /// The values of the variables at that point, in powers of GeV.
    pub values: Vec<(String, f64)>,
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for (i, (name, value)) in self.values.iter().enumerate() {
            write!(f, "{} {name} = {value:e}", if i == 0 { " at" } else { "," })?;
        }
        Ok(())
    }
}

impl std::error::Error for EvalError {}

impl From<EvalError> for Diagnostic {
    fn from(error: EvalError) -> Self {
        Self { message: error.to_string(), span: Some(error.span), related: None, hint: None }
    }
}

#[cfg(test)]
mod tests;
