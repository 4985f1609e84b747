//! Formulas as LaTeX, set as one would by hand: fractions, roots, as few brackets as the meaning allows.

mod calls;
mod particles;
mod products;

use super::ast::{Ast, BinaryOperator, Node, NodeId};
use crate::latex::{Delimiter, Math, number, particle, quantity, symbol};

/// What the names in formulas look like. By default they are made from the names themselves.
pub trait Symbols {
    /// A parameter, a derived name, a constant or a variable.
    fn name(&self, name: &str) -> String {
        symbol(name)
    }

    /// A function of the model or a built-in function of the Standard Model.
    fn function(&self, name: &str) -> String {
        symbol(name)
    }

    /// A particle or antiparticle.
    fn particle(&self, name: &str) -> String {
        particle(name)
    }
}

/// How firmly a formula holds together, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hold {
    /// Cases, `or`
    Or,
    And,
    Not,
    Comparison,
    Sum,
    /// Something like Σ, which applies to all that follows.
    Operator,
    /// a/b on one line.
    Slash,
    Product,
    /// Has an exponent.
    Power,
    Atom,
}

/// Whether there is room for fractions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Display,
    /// Inside a fraction, an exponent or an index: a/b.
    Small,
}

/// A formula that has been set.
#[derive(Debug)]
struct Set {
    math: Math,
    hold: Hold,
    /// Whether it begins with a digit, so that a number before it needs a dot between.
    digit: bool,
}

impl Set {
    fn new(math: Math, hold: Hold) -> Self {
        Self { math, hold, digit: false }
    }

    /// The formula, in brackets if it is looser than `least`.
    fn held(self, least: Hold) -> Math {
        if self.hold < least { self.math.fenced(Delimiter::Group) } else { self.math }
    }
}

impl Ast {
    /// The formula as LaTeX, without dollar signs, its names as `symbols` gives them.
    #[must_use]
    pub fn latex(&self, symbols: &dyn Symbols) -> Math {
        Setter { ast: self, symbols }.set(self.root(), Style::Display).math
    }
}

/// Sets the nodes of one formula.
struct Setter<'a> {
    ast: &'a Ast,
    symbols: &'a dyn Symbols,
}

impl Setter<'_> {
    fn set(&self, id: NodeId, style: Style) -> Set {
        match &self.ast.nodes[id] {
            Node::Number { value, dimension } => {
                let bare = dimension.is_none();
                let math = if bare { number(*value) } else { quantity(&self.ast.text[self.ast.spans[id].range()]) };
                let one_piece = bare && !math.inline().contains('^');
                Set { math, hold: if one_piece { Hold::Atom } else { Hold::Product }, digit: true }
            }
            Node::Name(name) => self.name(name),
            Node::Bound(name) | Node::Index(name) => named(&symbol(name)),
            Node::Indexed(name, indices) => named(&self.symbols.name(&format!("{name}[{}]", indices.join(",")))),
            Node::Negate(_) | Node::Binary(BinaryOperator::Add | BinaryOperator::Subtract, ..) => self.sum(id, style),
            Node::Not(operand) => {
                let operand = self.set(*operand, style).held(Hold::Not);
                Set::new(Math::ink(r"\lnot ").then(operand), Hold::Not)
            }
            Node::Binary(BinaryOperator::Multiply | BinaryOperator::Divide, ..) => {
                let (negative, product) = self.product(id, style);
                if negative { Set::new(Math::ink("-").then(product.held(Hold::Operator)), Hold::Sum) } else { product }
            }
            Node::Binary(BinaryOperator::Power, base, exponent) => self.power(*base, *exponent, style),
            Node::Binary(operator, ..) => self.relation(*operator, id, style),
            Node::Call(function, arguments) => self.call(*function, arguments, style),
            Node::UserCall(name, arguments) => self.applied(&self.symbols.function(name), arguments, style),
            Node::ParticleCall { function, particle, arguments } => {
                self.particle_call(function, particle, arguments, style)
            }
            Node::Interpolate { file, argument } => {
                let file = format!("\\mathrm{{table}}_{{\\text{{{}}}}}", crate::latex::escape(file));
                self.applied(&file, &[*argument], style)
            }
            Node::Integrate { body, variable, from, to } => self.integral(*body, variable, *from, *to),
            Node::Root { body, variable, from, to } => self.root_of(*body, variable, *from, *to),
            Node::Fold { fold, body, indices, .. } => self.fold(*fold, *body, indices, style),
        }
    }

    fn name(&self, name: &str) -> Set {
        match name {
            "pi" => Set::new(Math::ink(r"\pi"), Hold::Atom),
            "euler_gamma" => Set::new(Math::ink(r"\gamma_{\mathrm{E}}"), Hold::Atom),
            "I" => Set::new(Math::ink(r"\mathrm{i}"), Hold::Atom),
            "inf" => Set::new(Math::ink(r"\infty"), Hold::Atom),
            "omega_h2" => named(r"\Omega h^2"),
            _ => named(&self.symbols.name(name)),
        }
    }

    /// Terms in a row. A chain of operators is walked in a loop: sums may be as long as the text.
    fn sum(&self, id: NodeId, style: Style) -> Set {
        let mut terms = Vec::new();
        let mut open = vec![(id, false)];
        while let Some((id, negative)) = open.pop() {
            match self.ast.nodes[id] {
                // What is subtracted keeps its brackets: the signs in them are those of the text.
                Node::Binary(BinaryOperator::Add, left, right) if !negative => {
                    open.extend([(right, false), (left, false)]);
                }
                Node::Binary(BinaryOperator::Subtract, left, right) if !negative => {
                    open.extend([(right, true), (left, false)]);
                }
                _ => terms.push((id, negative)),
            }
        }
        let mut math = Math::default();
        for (id, negative) in terms {
            let (flipped, term) = self.term(id, style);
            let negative = negative != flipped;
            math = match (math.is_empty(), negative) {
                (true, false) => term,
                (true, true) => Math::ink("-").then(term),
                (false, _) => math.operator(if negative { "-" } else { "+" }).then(term),
            };
        }
        Set::new(math, Hold::Sum)
    }

    /// One term of a sum without its sign, and whether that is a minus.
    fn term(&self, id: NodeId, style: Style) -> (bool, Math) {
        match self.ast.nodes[id] {
            Node::Negate(operand) => {
                let (negative, term) = self.term(operand, style);
                (!negative, term)
            }
            Node::Binary(BinaryOperator::Multiply | BinaryOperator::Divide, ..) => {
                let (negative, product) = self.product(id, style);
                (negative, product.held(Hold::Operator))
            }
            _ => (false, self.set(id, style).held(Hold::Operator)),
        }
    }

    fn power(&self, base: NodeId, exponent: NodeId, style: Style) -> Set {
        let raised = self.set(exponent, Style::Small).math;
        if let Some(set) = self.function_power(base, exponent, &raised, style) {
            return set;
        }
        let base = self.set(base, style);
        let digit = base.digit && base.hold == Hold::Atom;
        Set { math: base.held(Hold::Atom).raised_to(&raised), hold: Hold::Power, digit }
    }

    /// Comparisons and logic; chains of `and` and of `or` are walked in a loop.
    fn relation(&self, operator: BinaryOperator, id: NodeId, style: Style) -> Set {
        let (hold, sign) = match operator {
            BinaryOperator::Or => (Hold::Or, r"\text{ or }"),
            BinaryOperator::And => (Hold::And, r"\text{ and }"),
            BinaryOperator::Less => (Hold::Comparison, "<"),
            BinaryOperator::LessEqual => (Hold::Comparison, r"\le"),
            BinaryOperator::Greater => (Hold::Comparison, ">"),
            BinaryOperator::GreaterEqual => (Hold::Comparison, r"\ge"),
            BinaryOperator::NotEqual => (Hold::Comparison, r"\neq"),
            _ => (Hold::Comparison, "="),
        };
        let mut operands = Vec::new();
        let mut at = id;
        while let Node::Binary(found, left, right) = self.ast.nodes[at] {
            if found != operator {
                break;
            }
            operands.push(right);
            at = left;
        }
        let least = if hold == Hold::Comparison { Hold::Sum } else { hold };
        let first = self.set(at, style).held(least);
        let joined = operands
            .into_iter()
            .rev()
            .fold(first, |joined, operand| joined.operator(sign).then(self.set(operand, style).held(least)));
        Set::new(joined, hold)
    }
}

/// A symbol made by somebody else, which may be more than one letter: `C_q/f_a`, `q^2`.
fn named(latex: &str) -> Set {
    let mut depth = 0_i32;
    let mut hold = Hold::Atom;
    let mut script = false;
    for character in latex.chars() {
        match character {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            '^' if depth == 0 => hold = hold.min(Hold::Power),
            '/' if depth == 0 => hold = hold.min(Hold::Slash),
            '+' | '-' | '=' if depth == 0 && !script => hold = hold.min(Hold::Sum),
            _ => {}
        }
        script = matches!(character, '^' | '_');
    }
    Set { math: Math::ink(latex), hold, digit: latex.starts_with(|c: char| c.is_ascii_digit()) }
}
