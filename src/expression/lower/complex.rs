//! Complex numbers as pairs of real operations. What is real stays one operation, so that real formulas pay nothing.

use super::{Kind, Lowered, Lowering, Source, Typed};
use crate::expression::ast::{BinaryOperator, Node, NodeId};
use crate::expression::complex::ComplexFunction;
use crate::expression::function::Function;
use crate::expression::graph::{Graph, Id, Node as GraphNode, Place};
use crate::expression::operation::{Binary, Ternary, Tracked, Unary};
use crate::units::Dimension;

/// Largest integer power that is multiplied out.
const LARGEST_POWER: f64 = 64.0;

/// A number in a graph; without an imaginary part it is known to be real.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) re: Id,
    pub(super) im: Option<Id>,
}

impl Parts {
    fn real(re: Id) -> Self {
        Self { re, im: None }
    }

    fn complex(re: Id, im: Id) -> Self {
        Self { re, im: Some(im) }
    }
}

/// Writes operations on complex numbers that come from one place of the formula.
pub(super) struct Complex<'g> {
    graph: &'g mut Graph,
    place: Place,
}

impl<'g> Complex<'g> {
    pub(super) fn new(graph: &'g mut Graph, place: Place) -> Self {
        Self { graph, place }
    }

    fn constant(&mut self, value: f64) -> Id {
        self.graph.constant(Tracked { error: 0.0, ..Tracked::given(value) }, self.place)
    }

    fn is(&self, id: Id, value: f64) -> bool {
        self.graph.as_constant(id).is_some_and(|c| c.value == value)
    }

    fn unary(&mut self, operation: Unary, a: Id) -> Id {
        self.graph.unary(operation, a, self.place)
    }

    fn binary(&mut self, operation: Binary, a: Id, b: Id) -> Id {
        self.graph.binary(operation, a, b, self.place)
    }

    /// A product in which factors of 0 and 1, of which `I` makes many, are left out.
    fn times(&mut self, a: Id, b: Id) -> Id {
        match (self.is(a, 0.0) || self.is(b, 0.0), self.is(a, 1.0), self.is(b, 1.0)) {
            (true, ..) => self.constant(0.0),
            (_, true, _) => b,
            (_, _, true) => a,
            _ => self.binary(Binary::Multiply, a, b),
        }
    }

    fn plus(&mut self, a: Id, b: Id) -> Id {
        match (self.is(a, 0.0), self.is(b, 0.0)) {
            (true, _) => b,
            (_, true) => a,
            _ => self.binary(Binary::Add, a, b),
        }
    }

    fn minus(&mut self, a: Id, b: Id) -> Id {
        match (self.is(a, 0.0), self.is(b, 0.0)) {
            (_, true) => a,
            (true, _) => self.unary(Unary::Negate, b),
            _ => self.binary(Binary::Subtract, a, b),
        }
    }

    /// The imaginary part, 0 of what is real.
    pub(super) fn imaginary(&mut self, z: Parts) -> Id {
        z.im.unwrap_or_else(|| self.constant(0.0))
    }

    pub(super) fn negate(&mut self, z: Parts) -> Parts {
        Parts { re: self.unary(Unary::Negate, z.re), im: z.im.map(|im| self.unary(Unary::Negate, im)) }
    }

    pub(super) fn conjugate(&mut self, z: Parts) -> Parts {
        Parts { im: z.im.map(|im| self.unary(Unary::Negate, im)), ..z }
    }

    pub(super) fn add(&mut self, a: Parts, b: Parts) -> Parts {
        match (a.im, b.im) {
            (None, None) => Parts::real(self.binary(Binary::Add, a.re, b.re)),
            (Some(im), None) | (None, Some(im)) => Parts::complex(self.plus(a.re, b.re), im),
            (Some(x), Some(y)) => Parts::complex(self.plus(a.re, b.re), self.plus(x, y)),
        }
    }

    pub(super) fn subtract(&mut self, a: Parts, b: Parts) -> Parts {
        match (a.im, b.im) {
            (None, None) => Parts::real(self.binary(Binary::Subtract, a.re, b.re)),
            (Some(im), None) => Parts::complex(self.minus(a.re, b.re), im),
            (None, Some(im)) => Parts::complex(self.minus(a.re, b.re), self.unary(Unary::Negate, im)),
            (Some(x), Some(y)) => Parts::complex(self.minus(a.re, b.re), self.minus(x, y)),
        }
    }

    pub(super) fn multiply(&mut self, a: Parts, b: Parts) -> Parts {
        match (a.im, b.im) {
            (None, None) => Parts::real(self.binary(Binary::Multiply, a.re, b.re)),
            (Some(im), None) => Parts::complex(self.times(a.re, b.re), self.times(im, b.re)),
            (None, Some(im)) => Parts::complex(self.times(a.re, b.re), self.times(a.re, im)),
            (Some(x), Some(y)) => {
                let (first, second) = (self.times(a.re, b.re), self.times(x, y));
                let (third, fourth) = (self.times(a.re, y), self.times(x, b.re));
                Parts::complex(self.minus(first, second), self.plus(third, fourth))
            }
        }
    }

    /// A complex denominator is divided by its modulus first, so that its square neither overflows nor vanishes.
    pub(super) fn divide(&mut self, a: Parts, b: Parts) -> Parts {
        match (a.im, b.im) {
            (None, None) => Parts::real(self.binary(Binary::Divide, a.re, b.re)),
            (Some(im), None) => {
                Parts::complex(self.binary(Binary::Divide, a.re, b.re), self.binary(Binary::Divide, im, b.re))
            }
            (_, Some(im)) => {
                let modulus = self.binary(Binary::Hypot, b.re, im);
                let by_modulus = Parts::real(modulus);
                let direction = self.divide(b, by_modulus);
                let inverse = self.conjugate(direction);
                let product = self.multiply(a, inverse);
                self.divide(product, by_modulus)
            }
        }
    }

    /// |z|, never losing digits to a square.
    pub(super) fn modulus(&mut self, z: Parts) -> Id {
        match z.im {
            None => self.unary(Unary::Abs, z.re),
            Some(im) => self.binary(Binary::Hypot, z.re, im),
        }
    }

    /// |z|²; of a propagator the Breit–Wigner it is.
    pub(super) fn modulus_squared(&mut self, z: Parts) -> Id {
        let Some(im) = z.im else { return self.unary(Unary::PowerInteger(2), z.re) };
        if let Some(peak) = self.peak_of(z) {
            return peak;
        }
        let (first, second) = (self.unary(Unary::PowerInteger(2), z.re), self.unary(Unary::PowerInteger(2), im));
        self.plus(first, second)
    }

    /// arg z in (−π, π].
    pub(super) fn argument(&mut self, z: Parts) -> Id {
        let im = self.imaginary(z);
        self.binary(Binary::ComplexIm(ComplexFunction::Log), z.re, im)
    }

    pub(super) fn polar(&mut self, modulus: Id, argument: Id) -> Parts {
        let (cosine, sine) = (self.unary(Unary::Cos, argument), self.unary(Unary::Sin, argument));
        Parts::complex(self.times(modulus, cosine), self.times(modulus, sine))
    }

    pub(super) fn function(&mut self, function: ComplexFunction, z: Parts) -> Parts {
        let im = self.imaginary(z);
        Parts::complex(
            self.binary(Binary::ComplexRe(function), z.re, im),
            self.binary(Binary::ComplexIm(function), z.re, im),
        )
    }

    /// The principal value of `base` to the power `exponent`, of which one is complex; `known` is an exponent that is a
    /// real constant. Integer and half-integer powers are multiplied out.
    pub(super) fn power(&mut self, base: Parts, exponent: Parts, known: Option<f64>) -> Parts {
        match known.map(|power| (power, crate::units::halves(power))) {
            Some((power, Some(halves))) if power.abs() <= LARGEST_POWER => {
                let root = if halves % 2 == 0 { base } else { self.function(ComplexFunction::Sqrt, base) };
                self.integer_power(root, if halves % 2 == 0 { halves / 2 } else { halves })
            }
            _ if exponent.im.is_none() => {
                let modulus = self.modulus(base);
                let modulus = self.binary(Binary::Power, modulus, exponent.re);
                let argument = self.argument(base);
                let argument = self.times(argument, exponent.re);
                self.polar(modulus, argument)
            }
            _ => {
                let log = self.function(ComplexFunction::Log, base);
                let product = self.multiply(log, exponent);
                self.function(ComplexFunction::Exp, product)
            }
        }
    }

    /// zⁿ by repeated squaring.
    fn integer_power(&mut self, z: Parts, n: i32) -> Parts {
        let one = Parts::real(self.constant(1.0));
        let (mut result, mut square, mut left) = (None, z, n.unsigned_abs());
        while left > 0 {
            if left & 1 == 1 {
                result = Some(match result {
                    None => square,
                    Some(result) => self.multiply(result, square),
                });
            }
            left >>= 1;
            if left > 0 {
                square = self.multiply(square, square);
            }
        }
        match result {
            None => one,
            Some(result) if n < 0 => self.divide(one, result),
            Some(result) => result,
        }
    }

    /// 1/(s − M² + i M Γ) as (s − M²) B − i M Γ B of the Breit–Wigner B, which shows where the pole is.
    fn propagator(&mut self, s: Id, mass: Id, width: Id) -> Parts {
        let peak = self.graph.ternary(Ternary::BreitWigner, [s, mass, width], self.place);
        let square = self.unary(Unary::PowerInteger(2), mass);
        let distance = self.binary(Binary::Subtract, s, square);
        let scale = self.binary(Binary::Multiply, mass, width);
        let scale = self.unary(Unary::Negate, scale);
        let (re, im) = (self.binary(Binary::Multiply, distance, peak), self.binary(Binary::Multiply, scale, peak));
        Parts::complex(re, im)
    }

    /// The Breit–Wigner whose propagator this is.
    fn peak_of(&mut self, z: Parts) -> Option<Id> {
        let GraphNode::Binary(Binary::Multiply, a, b) = *self.graph.node(z.re) else { return None };
        [a, b].into_iter().find(|&factor| match *self.graph.node(factor) {
            GraphNode::Ternary(Ternary::BreitWigner, [s, mass, width]) => self.propagator(s, mass, width) == z,
            _ => false,
        })
    }
}

impl Lowering<'_> {
    /// A call of a function that is about complex numbers, or one with a complex argument.
    pub(super) fn complex_call(
        &mut self,
        source: &Source,
        node: NodeId,
        function: Function,
        arguments: &[NodeId],
        typed: &[Typed],
    ) -> Lowered {
        let first = typed[0];
        let (z, kind) = (first.parts(), first.kind);
        let none = Kind::Number(Dimension::NONE);
        let mut complex = Complex::new(self.graph(), source.place(node));
        let (parts, kind) = match function {
            Function::Re => (Parts::real(z.re), kind),
            Function::Im => (Parts::real(complex.imaginary(z)), kind),
            Function::Conj => (complex.conjugate(z), kind),
            Function::Abs => (Parts::real(complex.modulus(z)), kind),
            Function::Arg => (Parts::real(complex.argument(z)), none),
            Function::Sqrt | Function::Csqrt => {
                let root = complex.function(ComplexFunction::Sqrt, z);
                let half = Dimension::fraction(1, 2).and_then(|half| kind.dimension().raised(half));
                let half = half.ok_or_else(|| self.error(source, node, "this has an absurd power of GeV"))?;
                (root, Kind::Number(half))
            }
            Function::Polar => {
                self.number(source, arguments[0], &first)?;
                self.number(source, arguments[1], &typed[1])?;
                self.pure(source, arguments[1], &typed[1], "the angle of `polar`")?;
                (Complex::new(self.graph(), source.place(node)).polar(first.id, typed[1].id), kind)
            }
            _ => (self.elementary_of_complex(source, node, function, (arguments, typed))?, none),
        };
        Ok(Typed::of_parts(parts, kind, typed.iter().all(|t| t.literal)))
    }

    fn elementary_of_complex(
        &mut self,
        source: &Source,
        node: NodeId,
        function: Function,
        (arguments, typed): (&[NodeId], &[Typed]),
    ) -> Result<Parts, crate::expression::ExpressionError> {
        let Some(elementary) = complex_function(function) else {
            let culprit = typed.iter().position(|t| t.imaginary.is_some()).unwrap_or_default();
            let message = format!("`{}` takes real numbers, this is complex", function.name());
            return Err(self.error(source, arguments[culprit], message).hint(super::COMPLEX_HINT));
        };
        self.pure(source, arguments[0], &typed[0], &format!("the argument of `{}`", function.name()))?;
        let mut complex = Complex::new(self.graph(), source.place(node));
        let z = typed[0].parts();
        Ok(match function {
            Function::Acoth => {
                let one = Parts::real(complex.constant(1.0));
                let inverse = complex.divide(one, z);
                complex.function(elementary, inverse)
            }
            Function::Log10 => {
                let log = complex.function(elementary, z);
                let ten = Parts::real(complex.constant(std::f64::consts::LN_10));
                complex.divide(log, ten)
            }
            _ => complex.function(elementary, z),
        })
    }

    /// `abs2` of a product is the product of the `abs2`: fewer operations, and a propagator among the factors shows its
    /// Breit–Wigner.
    pub(super) fn modulus_squared(&mut self, source: &Source, node: NodeId, argument: NodeId) -> Lowered {
        let mut factors = Vec::new();
        let mut first = argument;
        loop {
            match &source.ast.nodes[first] {
                Node::Negate(operand) => first = *operand,
                Node::Call(Function::Conj, operand) => first = operand[0],
                Node::Binary(operator @ (BinaryOperator::Multiply | BinaryOperator::Divide), left, right) => {
                    factors.push((*operator, *right));
                    first = *left;
                }
                _ => break,
            }
        }
        let mut result = self.modulus_squared_of(source, node, first)?;
        while let Some((operator, factor)) = factors.pop() {
            let next = self.modulus_squared_of(source, node, factor)?;
            result = self.arithmetic(source, node, operator, (argument, result), (factor, next))?;
        }
        Ok(result)
    }

    fn modulus_squared_of(&mut self, source: &Source, node: NodeId, factor: NodeId) -> Lowered {
        let typed = self.visit(source, factor)?;
        let kind = self.value(source, factor, &typed)?;
        let id = Complex::new(self.graph(), source.place(node)).modulus_squared(typed.parts());
        let square = kind.dimension().raised(Dimension::power(2));
        let square = square.ok_or_else(|| self.error(source, node, "this has an absurd power of GeV"))?;
        Ok(Typed::real(id, Kind::Number(square), typed.literal))
    }

    /// `propagator(s, X)` with the mass and the total width of the particle.
    pub(super) fn propagator(
        &mut self,
        source: &Source,
        node: NodeId,
        particle: &str,
        arguments: &[NodeId],
    ) -> Lowered {
        let s = self.visit(source, arguments[0])?;
        let found = self.number(source, arguments[0], &s)?;
        self.square_of_mass(source, arguments[0], found, Dimension::MASS)?;
        let mass = self.particle_mass(source, node, "mass", particle)?;
        let width = self.particle_mass(source, node, "width", particle)?;
        let parts = Complex::new(self.graph(), source.place(node)).propagator(s.id, mass.id, width.id);
        Ok(Typed::of_parts(parts, Kind::Number(Dimension::power(-2)), false))
    }
}

fn complex_function(function: Function) -> Option<ComplexFunction> {
    Some(match function {
        Function::Exp => ComplexFunction::Exp,
        Function::Log | Function::Log10 => ComplexFunction::Log,
        Function::Sin => ComplexFunction::Sin,
        Function::Cos => ComplexFunction::Cos,
        Function::Tan => ComplexFunction::Tan,
        Function::Asin => ComplexFunction::Asin,
        Function::Acos => ComplexFunction::Acos,
        Function::Atan => ComplexFunction::Atan,
        Function::Sinh => ComplexFunction::Sinh,
        Function::Cosh => ComplexFunction::Cosh,
        Function::Tanh => ComplexFunction::Tanh,
        Function::Asinh => ComplexFunction::Asinh,
        Function::Acosh => ComplexFunction::Acosh,
        Function::Atanh | Function::Acoth => ComplexFunction::Atanh,
        _ => return None,
    })
}
