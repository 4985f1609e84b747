//! What a formula may refer to: the model's side of the compiler.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use num_complex::Complex64;

use super::ExpressionError;
use super::ast::Ast;
use super::lexer::{Token, token};
use super::table::Table;
use crate::units::{Dimension, Quantity};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Symbol {
    /// A value known when the formula is compiled: parameters, evaluated derived names, `sm.m_b`.
    Constant(Quantity),
    /// A complex value known when the formula is compiled: an element of the CKM matrix, a derived name.
    Complex {
        /// The value in powers of GeV.
        value: Complex64,
        /// Its mass dimension.
        dimension: Dimension,
    },
    /// An input of each evaluation: `T`, `x`, `s`.
    Variable {
        /// Position among the inputs given to the program.
        slot: usize,
        /// Mass dimension of the values given.
        dimension: Dimension,
    },
    /// A complex input of each evaluation, in two parts.
    ComplexVariable {
        /// Positions of the real and the imaginary part among the inputs given to the program.
        slots: [usize; 2],
        /// Mass dimension of the values given.
        dimension: Dimension,
    },
}

/// The signature of the code behind a [`NativeFunction`].
type Native = dyn Fn(&[f64]) -> Result<f64, String> + Send + Sync;

/// A function computed by code: `sm.alpha_s(mu)`, a table called by its name, `yield_at(chi, x)` after a solve.
#[derive(Clone)]
pub struct NativeFunction {
    /// Mass dimensions of the arguments, one each.
    pub parameters: Vec<Dimension>,
    /// Mass dimension of the value.
    pub result: Dimension,
    /// Values of the first argument between which the function is smooth; integrals are split there.
    pub edges: Vec<f64>,
    /// Whether it gives the same value for the same arguments: then, with constant ones, it is called once while compiling.
    pub is_fixed: bool,
    call: Arc<Native>,
}

impl fmt::Debug for NativeFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NativeFunction")
            .field("parameters", &self.parameters)
            .field("result", &self.result)
            .finish_non_exhaustive()
    }
}

impl NativeFunction {
    /// A function of `parameters.len()` arguments. `call` gets and gives powers of GeV; its error says in one sentence
    /// why there is no value ("mu = 0.1 GeV is below the charm threshold"). It must depend on nothing but its
    /// arguments, unless that is said: with constant ones it is called once, while compiling.
    pub fn new<F>(parameters: Vec<Dimension>, result: Dimension, call: F) -> Self
    where
        F: Fn(&[f64]) -> Result<f64, String> + Send + Sync + 'static,
    {
        Self { parameters, result, edges: Vec::new(), is_fixed: true, call: Arc::new(call) }
    }

    /// States where the function is not smooth in its first argument.
    #[must_use]
    pub fn with_edges(mut self, edges: Vec<f64>) -> Self {
        self.edges = edges;
        self
    }

    /// States whether the function depends on nothing but its arguments.
    #[must_use]
    pub fn fixed(mut self, is_fixed: bool) -> Self {
        self.is_fixed = is_fixed;
        self
    }

    /// The function that interpolates in `table`.
    #[must_use]
    pub fn of_table(table: &Arc<Table>) -> Self {
        let (argument, result) = table.dimensions();
        let inside = Arc::clone(table);
        Self::new(vec![argument], result, move |x| inside.at(x.first().copied().unwrap_or(f64::NAN)))
            .with_edges(table.arguments().to_vec())
    }

    /// The value, or why there is none; never a non-finite number.
    pub(super) fn call(&self, arguments: &[f64]) -> Result<f64, String> {
        let value = (self.call)(arguments)?;
        if value.is_finite() { Ok(value) } else { Err(format!("its value is {value}")) }
    }
}

/// What a call with the name of a particle stands for.
#[derive(Debug, Clone)]
pub enum ParticleFunction {
    /// A property known when the formula is compiled, such as `mass(K+)`.
    Constant(Quantity),
    /// A property that is an input of each evaluation.
    Variable {
        /// Position among the inputs given to the program.
        slot: usize,
        /// Mass dimension of the values given.
        dimension: Dimension,
    },
    /// A function of the remaining arguments (perhaps none), such as `yield_at(chi, x)`.
    Native(NativeFunction),
}

/// A function defined by a formula: `L(x): log((1 + sqrt(1 - x))/(1 - sqrt(1 - x)))`.
#[derive(Debug, Clone, PartialEq)]
pub struct UserFunction {
    /// The name it is called by.
    pub name: String,
    /// The names of its arguments, which hide every other meaning inside.
    pub parameters: Vec<String>,
    /// The formula.
    pub body: Ast,
}

impl UserFunction {
    /// Reads a signature such as `L(x)`.
    ///
    /// # Errors
    /// Anything but a name and distinct names in brackets; spans are places in `signature`.
    pub fn new(signature: &str, body: Ast) -> Result<Self, ExpressionError> {
        let mut names = Vec::new();
        let (mut at, mut wanted) = (0, "a name");
        loop {
            let (found, span) = token(signature, at)?;
            at = span.range().end;
            let word = &signature[span.range()];
            wanted = match (wanted, found) {
                ("a name" | "the name of an argument", Token::Name) if !word.contains('.') => {
                    if names.iter().skip(1).any(|n| n == word) {
                        let message = format!("two arguments are called `{word}`");
                        return Err(ExpressionError::new(span, message));
                    }
                    names.push(word.to_owned());
                    if names.len() == 1 { "`(`" } else { "`,` or `)`" }
                }
                ("`(`", Token::Symbol("(")) | ("`,` or `)`", Token::Symbol(",")) => "the name of an argument",
                ("`,` or `)`", Token::Symbol(")")) => "the end",
                ("the end", Token::End) => break,
                (_, found) => {
                    let found = if found == Token::End { "the end".to_owned() } else { format!("`{word}`") };
                    let error = ExpressionError::new(span, format!("expected {wanted}, found {found}"));
                    return Err(error.hint("a function is declared by its call, for example `f(x, y)`"));
                }
            };
        }
        let mut names = names.into_iter();
        let name = names.next().unwrap_or_default();
        Ok(Self { name, parameters: names.collect(), body })
    }

    /// Names the body mentions that are not its arguments.
    pub fn free_names(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.body.free_names().filter(|(name, _)| !self.parameters.iter().any(|p| p == name))
    }
}

/// Resolves the names of a formula. Everything else is optional; [`Environment::names`] feeds
/// did-you-mean. An environment around another one says only what differs.
pub trait Environment {
    /// A parameter, an evaluated derived name, a built-in input or a variable.
    fn symbol(&self, name: &str) -> Option<Symbol>;

    /// The environment around which this one is, if it is: what this one does not say for itself is as there.
    fn inner(&self) -> Option<&dyn Environment> {
        None
    }

    /// Names that formulas here may use: symbols, definitions and functions.
    fn names(&self) -> Vec<String> {
        self.inner().map_or_else(Vec::new, Environment::names)
    }

    /// A name standing for a formula that is inserted where it is mentioned (`where:` definitions). It hides a symbol of
    /// the same name, may use the variables bound around its mention, and is unknown inside user functions.
    fn definition(&self, name: &str) -> Option<&Ast> {
        self.inner()?.definition(name)
    }

    /// A function defined by a formula.
    fn user_function(&self, name: &str) -> Option<&UserFunction> {
        self.inner()?.user_function(name)
    }

    /// A function computed by code; one without parameters is also found by its bare name (`omega_h2`).
    fn native_function(&self, name: &str) -> Option<NativeFunction> {
        self.inner()?.native_function(name)
    }

    /// The meaning of `function(particle, …)`.
    ///
    /// # Errors
    /// One sentence: the particle does not exist, or the function has no meaning here.
    fn particle_function(&self, function: &str, particle: &str) -> Result<ParticleFunction, String> {
        match self.inner() {
            Some(inner) => inner.particle_function(function, particle),
            None => Err(format!("`{function}` has no meaning here")),
        }
    }

    /// The table in a file that formulas may interpolate.
    ///
    /// # Errors
    /// One sentence: it may not be read, does not exist, or is no table.
    fn table(&self, file: &str) -> Result<Arc<Table>, String> {
        match self.inner() {
            Some(inner) => inner.table(file),
            None => Err(format!("\"{file}\" cannot be read here")),
        }
    }

    /// Names of particles, for did-you-mean.
    fn particle_names(&self) -> Vec<String> {
        self.inner().map_or_else(Vec::new, Environment::particle_names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures() {
        let body = || Ast::parse("x").unwrap();
        let f = UserFunction::new(" f( x , y )", body()).unwrap();
        assert_eq!((f.name.as_str(), f.parameters.as_slice()), ("f", &["x".to_owned(), "y".to_owned()][..]));
        for (signature, message, span) in [
            ("f", "expected `(`, found the end", 1..1),
            ("f()", "expected the name of an argument, found `)`", 2..3),
            ("f(x", "expected `,` or `)`, found the end", 3..3),
            ("f(x,x)", "two arguments are called `x`", 4..5),
            ("f(x) y", "expected the end, found `y`", 5..6),
            ("f(2)", "expected the name of an argument, found `2`", 2..3),
            ("sm.f(x)", "expected a name, found `sm.f`", 0..4),
        ] {
            let error = UserFunction::new(signature, body()).expect_err(signature);
            assert_eq!((error.message.as_str(), error.span), (message, span), "{signature}");
        }
    }

    #[test]
    fn arguments_are_not_free() {
        let f = UserFunction::new("f(x)", Ast::parse("x + y*pi").unwrap()).unwrap();
        assert_eq!(f.free_names().map(|n| n.0).collect::<Vec<_>>(), ["y", "pi"]);
    }
}
