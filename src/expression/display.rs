//! Prints a formula in the language it is parsed from, with as few brackets as possible.

use std::fmt::{self, Write};

use super::ast::{Ast, BinaryOperator, Node, NodeId, binding};
use super::parser::is_bare;

impl fmt::Display for Ast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, self.root(), 0)
    }
}

impl Ast {
    fn write(&self, f: &mut fmt::Formatter<'_>, node: NodeId, least: u8) -> fmt::Result {
        let bracketed = self.binding(node) < least;
        if bracketed {
            f.write_char('(')?;
        }
        match &self.nodes[node] {
            Node::Number { value, dimension } => {
                write_number(f, *value)?;
                if !dimension.is_none() {
                    write!(f, " {dimension}")?;
                }
            }
            Node::Name(name) | Node::Bound(name) | Node::Index(name) => f.write_str(name)?,
            Node::Indexed(name, indices) => write!(f, "{name}[{}]", indices.join(","))?,
            Node::Negate(operand) => {
                f.write_char('-')?;
                self.write(f, *operand, binding::SIGN)?;
            }
            Node::Not(operand) => {
                f.write_str("not ")?;
                self.write(f, *operand, binding::NOT)?;
            }
            Node::Binary(..) => self.write_chain(f, node)?,
            Node::Call(function, arguments) => self.write_call(f, function.name(), None, arguments)?,
            Node::UserCall(name, arguments) => self.write_call(f, name, None, arguments)?,
            Node::ParticleCall { function, particle, arguments } => {
                let quote = if is_bare(particle) { "" } else { "\"" };
                self.write_call(f, function, Some(&format!("{quote}{particle}{quote}")), arguments)?;
            }
            Node::Interpolate { file, argument } => {
                write!(f, "interpolate(\"{file}\", ")?;
                self.write(f, *argument, 0)?;
                f.write_char(')')?;
            }
            Node::Integrate { body, variable, from, to } | Node::Root { body, variable, from, to } => {
                let root = matches!(self.nodes[node], Node::Root { .. });
                f.write_str(if root { "root(" } else { "integrate(" })?;
                self.write(f, *body, 0)?;
                write!(f, ", {variable}")?;
                for bound in [from, to] {
                    f.write_str(", ")?;
                    self.write(f, *bound, 0)?;
                }
                f.write_char(')')?;
            }
            Node::Fold { fold, body, indices, .. } => {
                write!(f, "{}(", fold.name())?;
                self.write(f, *body, 0)?;
                write!(f, ", {})", indices.join(", "))?;
            }
        }
        if bracketed {
            f.write_char(')')?;
        }
        Ok(())
    }

    /// Operators that associate to the left, in a loop: sums may be as long as the text.
    fn write_chain(&self, f: &mut fmt::Formatter<'_>, node: NodeId) -> fmt::Result {
        let mut spine = Vec::new();
        let mut at = node;
        let mut brackets = 0;
        while let Node::Binary(operator, left, right) = self.nodes[at] {
            spine.push((operator, right, false));
            let least = left_binding(operator);
            at = left;
            if self.binding(left) < least {
                if let (Node::Binary(..), Some(last)) = (&self.nodes[left], spine.last_mut()) {
                    // The bracket around the left operand closes before this operator.
                    last.2 = true;
                    brackets += 1;
                } else {
                    break;
                }
            }
        }
        for _ in 0..brackets {
            f.write_char('(')?;
        }
        let mut least = spine.last().map_or(0, |(operator, ..)| left_binding(*operator));
        while let Some((operator, right, closes)) = spine.pop() {
            if least > 0 {
                self.write(f, at, least)?;
                least = 0;
            }
            if closes {
                f.write_char(')')?;
            }
            match operator {
                BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Power => {
                    f.write_str(operator.symbol())?;
                }
                _ => write!(f, " {} ", operator.symbol())?,
            }
            self.write(f, right, right_binding(operator))?;
        }
        Ok(())
    }

    /// A call; `subject` is the argument that is no formula, the second of `propagator`, else the first.
    fn write_call(
        &self,
        f: &mut fmt::Formatter<'_>,
        name: &str,
        subject: Option<&str>,
        arguments: &[NodeId],
    ) -> fmt::Result {
        let place = usize::from(name == "propagator");
        write!(f, "{name}(")?;
        for i in 0..arguments.len() + usize::from(subject.is_some()) {
            if i > 0 {
                f.write_str(", ")?;
            }
            match subject {
                Some(subject) if i == place => f.write_str(subject)?,
                Some(_) if i > place => self.write(f, arguments[i - 1], 0)?,
                _ => self.write(f, arguments[i], 0)?,
            }
        }
        f.write_char(')')
    }

    /// How tightly a node holds together where it stands. A number with a unit is as loose as a product on the left of
    /// `^`, which would be read as the power of the unit.
    fn binding(&self, node: NodeId) -> u8 {
        match &self.nodes[node] {
            Node::Binary(operator, ..) => operator.binding(),
            Node::Negate(_) => binding::SIGN,
            Node::Not(_) => binding::NOT,
            Node::Number { dimension, .. } if !dimension.is_none() => binding::POWER,
            _ => binding::ATOM,
        }
    }
}

/// The least binding of the left operand that needs no bracket.
fn left_binding(operator: BinaryOperator) -> u8 {
    match operator {
        BinaryOperator::Power => binding::ATOM,
        _ if operator.binding() == binding::COMPARISON => binding::SUM,
        _ => operator.binding(),
    }
}

fn right_binding(operator: BinaryOperator) -> u8 {
    match operator {
        BinaryOperator::Power => binding::SIGN,
        _ => operator.binding() + 1,
    }
}

/// The shortest digits that read back as the same number.
fn write_number(f: &mut fmt::Formatter<'_>, value: f64) -> fmt::Result {
    if value != 0.0 && !(1e-4..1e7).contains(&value) { write!(f, "{value:e}") } else { write!(f, "{value}") }
}
