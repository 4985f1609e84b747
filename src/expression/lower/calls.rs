//! Calls of built-in functions, with their rules for dimensions.

use super::complex::Complex;
use super::{Kind, Lowered, Lowering, Source, Typed};
use crate::expression::ExpressionError;
use crate::expression::ast::NodeId;
use crate::expression::function::Function;
use crate::expression::operation::{Binary, Ternary, Unary};
use crate::units::Dimension;

impl Lowering<'_> {
    pub(super) fn call(&mut self, source: &Source, node: NodeId, function: Function, arguments: &[NodeId]) -> Lowered {
        if function == Function::If {
            return self.choice(source, node, arguments);
        }
        if function == Function::Abs2 {
            return self.modulus_squared(source, node, arguments[0]);
        }
        let mut typed = Vec::with_capacity(arguments.len());
        for &argument in arguments {
            let one = self.visit(source, argument)?;
            self.value(source, argument, &one)?;
            typed.push(one);
        }
        if function.is_complex() || typed.iter().any(|t| t.imaginary.is_some()) {
            return self.complex_call(source, node, function, arguments, &typed);
        }
        let place = source.place(node);
        let literal = typed.iter().all(|t| t.literal);
        let first = typed[0];
        let same = |this: &Self| {
            let mut kind = first.kind;
            for (one, &argument) in typed.iter().zip(arguments).skip(1) {
                kind = this.same(source, (",", kind), (argument, one.kind))?;
            }
            Ok::<_, ExpressionError>(kind)
        };
        let (id, kind) = match function {
            Function::Sqrt | Function::Cbrt => {
                let (operation, root) = if function == Function::Sqrt { (Unary::Sqrt, 2) } else { (Unary::Cbrt, 3) };
                let power = Dimension::fraction(1, root).and_then(|p| first.kind.dimension().raised(p));
                (self.graph().unary(operation, first.id, place), power)
            }
            Function::Abs => (self.graph().unary(Unary::Abs, first.id, place), Some(first.kind.dimension())),
            Function::Sign => (self.graph().unary(Unary::Sign, first.id, place), Some(Dimension::NONE)),
            Function::Min | Function::Max => {
                let kind = same(self)?;
                let operation = if function == Function::Min { Binary::Min } else { Binary::Max };
                let mut id = first.id;
                for one in &typed[1..] {
                    id = self.graph().binary(operation, id, one.id, place);
                }
                return Ok(Typed::real(id, kind, literal));
            }
            Function::Atan2 => {
                same(self)?;
                (self.graph().binary(Binary::Atan2, first.id, typed[1].id, place), Some(Dimension::NONE))
            }
            Function::Kallen | Function::Beta => {
                let kind = same(self)?;
                let kallen = function == Function::Kallen;
                let operation = if kallen { Ternary::Kallen } else { Ternary::Beta };
                let power = Dimension::power(if kallen { 2 } else { 0 });
                let id = self.graph().ternary(operation, [first.id, typed[1].id, typed[2].id], place);
                (id, kind.dimension().raised(power))
            }
            Function::BreitWigner => return self.breit_wigner(source, node, arguments, &typed),
            Function::BesselK | Function::BesselKScaled => {
                let order = self.bessel_order(source, arguments[0], first)?;
                self.pure(source, arguments[1], &typed[1], &format!("the argument of `{}`", function.name()))?;
                let scaled = function == Function::BesselKScaled;
                let operation = if scaled { Unary::BesselKScaled(order) } else { Unary::BesselK(order) };
                (self.graph().unary(operation, typed[1].id, place), Some(Dimension::NONE))
            }
            _ => {
                self.pure(source, arguments[0], &first, &format!("the argument of `{}`", function.name()))?;
                (self.graph().unary(elementary(function), first.id, place), Some(Dimension::NONE))
            }
        };
        let kind = kind.map(Kind::Number).ok_or_else(|| self.error(source, node, "this has an absurd power of GeV"))?;
        Ok(Typed::real(id, kind, literal))
    }

    /// `if(condition, a, b)`: a branch that may not be taken is not evaluated while compiling either.
    fn choice(&mut self, source: &Source, node: NodeId, arguments: &[NodeId]) -> Lowered {
        let condition = self.visit(source, arguments[0])?;
        self.condition(source, arguments[0], &condition)?;
        let known = self.graph().as_constant(condition.id).map(|c| c.value != 0.0);
        let branch = |this: &mut Self, argument, taken| {
            let uncertain = usize::from(known != Some(taken));
            this.conditional += uncertain;
            let typed = this.visit(source, argument)?;
            this.conditional -= uncertain;
            Ok::<_, ExpressionError>(typed)
        };
        let yes = branch(self, arguments[1], true)?;
        let no = branch(self, arguments[2], false)?;
        let kind = if yes.kind == Kind::Condition {
            self.condition(source, arguments[2], &no)?;
            Kind::Condition
        } else {
            let second = self.value(source, arguments[2], &no)?;
            self.same(source, (",", yes.kind), (arguments[2], second))?
        };
        let place = source.place(node);
        let imaginary = (yes.imaginary.is_some() || no.imaginary.is_some()).then(|| {
            let mut complex = Complex::new(self.graph(), place);
            (complex.imaginary(yes.parts()), complex.imaginary(no.parts()))
        });
        // One after the other, so that the branches are entered once for both parts.
        let id = self.graph().choice(condition.id, yes.id, no.id, place);
        let imaginary = imaginary.map(|(yes, no)| self.graph().choice(condition.id, yes, no, place));
        Ok(Typed { id, imaginary, kind, literal: condition.literal && yes.literal && no.literal })
    }

    fn breit_wigner(&mut self, source: &Source, node: NodeId, arguments: &[NodeId], typed: &[Typed]) -> Lowered {
        let (s, mass, width) = (typed[0], typed[1], typed[2]);
        let unit = self.same(source, (",", mass.kind), (arguments[2], width.kind))?.dimension();
        self.square_of_mass(source, arguments[0], s.kind, unit)?;
        let result = unit.raised(Dimension::power(-4));
        let result = result.ok_or_else(|| self.error(source, node, "this has an absurd power of GeV"))?;
        let id = self.graph().ternary(Ternary::BreitWigner, [s.id, mass.id, width.id], source.place(node));
        Ok(Typed::real(id, Kind::Number(result), typed.iter().all(|t| t.literal)))
    }

    /// Refuses an s that is not of the dimension of a squared mass.
    pub(super) fn square_of_mass(
        &self,
        source: &Source,
        node: NodeId,
        s: Kind,
        mass: Dimension,
    ) -> Result<(), ExpressionError> {
        let wanted = mass.raised(Dimension::power(2));
        let wanted = wanted.ok_or_else(|| self.error(source, node, "this has an absurd power of GeV"))?;
        match s {
            Kind::Number(found) if found != wanted => {
                let message = format!("this {}, but the square of the mass {}", found.described(), wanted.described());
                Err(self.error(source, node, message))
            }
            _ => Ok(()),
        }
    }

    fn bessel_order(&mut self, source: &Source, node: NodeId, order: Typed) -> Result<u8, ExpressionError> {
        let value = self.graph().as_constant(order.id).map(|c| c.value);
        (0..=4_u8).find(|&n| value == Some(f64::from(n))).ok_or_else(|| {
            self.error(source, node, "the order of a Bessel function must be one of the constants 0, 1, 2, 3, 4")
        })
    }
}

/// Functions of one pure number.
fn elementary(function: Function) -> Unary {
    match function {
        Function::Log => Unary::Log,
        Function::Log10 => Unary::Log10,
        Function::Sin => Unary::Sin,
        Function::Cos => Unary::Cos,
        Function::Tan => Unary::Tan,
        Function::Asin => Unary::Asin,
        Function::Acos => Unary::Acos,
        Function::Atan => Unary::Atan,
        Function::Sinh => Unary::Sinh,
        Function::Cosh => Unary::Cosh,
        Function::Tanh => Unary::Tanh,
        Function::Asinh => Unary::Asinh,
        Function::Acosh => Unary::Acosh,
        Function::Atanh => Unary::Atanh,
        Function::Acoth => Unary::Acoth,
        Function::Floor => Unary::Floor,
        Function::Ceil => Unary::Ceil,
        Function::Dilog => Unary::Dilog,
        Function::Zeta => Unary::Zeta,
        _ => Unary::Exp,
    }
}
