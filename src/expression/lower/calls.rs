//! Calls: built-in functions with their dimension rules, user functions, native functions, particles, tables.

use super::{Kind, Lowered, Lowering, Source, Typed};
use crate::error::closest;
use crate::expression::ExpressionError;
use crate::expression::ast::NodeId;
use crate::expression::block::MOST_ARGUMENTS;
use crate::expression::environment::{NativeFunction, ParticleFunction};
use crate::expression::function::Function;
use crate::expression::graph::{Id, Node as GraphNode, Place, index_of};
use crate::expression::integral::{Integral, IntegralScratch, TOLERANCE, WORK};
use crate::expression::operation::{Binary, Ternary, Tracked, Unary};
use crate::units::Dimension;

impl Lowering<'_> {
    pub(super) fn call(&mut self, source: &Source, node: NodeId, function: Function, arguments: &[NodeId]) -> Lowered {
        if function == Function::If {
            return self.choice(source, node, arguments);
        }
        let mut typed = Vec::with_capacity(arguments.len());
        for &argument in arguments {
            let one = self.visit(source, argument)?;
            self.number(source, argument, &one)?;
            typed.push(one);
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
                return Ok(Typed { id, kind, literal });
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
        Ok(Typed { id, kind, literal })
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
            let second = self.number(source, arguments[2], &no)?;
            self.same(source, (",", yes.kind), (arguments[2], second))?
        };
        let id = self.graph().choice(condition.id, yes.id, no.id, source.place(node));
        Ok(Typed { id, kind, literal: condition.literal && yes.literal && no.literal })
    }

    fn breit_wigner(&mut self, source: &Source, node: NodeId, arguments: &[NodeId], typed: &[Typed]) -> Lowered {
        let (s, mass, width) = (typed[0], typed[1], typed[2]);
        let unit = self.same(source, (",", mass.kind), (arguments[2], width.kind))?.dimension();
        let wanted = unit.raised(Dimension::power(2));
        let result = unit.raised(Dimension::power(-4));
        let (Some(wanted), Some(result)) = (wanted, result) else {
            return Err(self.error(source, node, "this has an absurd power of GeV"));
        };
        if let Kind::Number(found) = s.kind
            && found != wanted
        {
            let message = format!("this {}, but the square of the mass {}", found.described(), wanted.described());
            return Err(self.error(source, arguments[0], message));
        }
        let id = self.graph().ternary(Ternary::BreitWigner, [s.id, mass.id, width.id], source.place(node));
        Ok(Typed { id, kind: Kind::Number(result), literal: typed.iter().all(|t| t.literal) })
    }

    fn bessel_order(&mut self, source: &Source, node: NodeId, order: Typed) -> Result<u8, ExpressionError> {
        let value = self.graph().as_constant(order.id).map(|c| c.value);
        (0..=4_u8).find(|&n| value == Some(f64::from(n))).ok_or_else(|| {
            self.error(source, node, "the order of a Bessel function must be one of the constants 0, 1, 2, 3, 4")
        })
    }

    pub(super) fn user_call(&mut self, source: &Source, node: NodeId, name: &str, arguments: &[NodeId]) -> Lowered {
        let environment = self.environment;
        if let Some(function) = environment.user_function(name) {
            let (wanted, found) = (function.parameters.len(), arguments.len());
            if wanted != found {
                return Err(self.error(source, node, count_message(name, wanted, found)));
            }
            let mut bound = Vec::with_capacity(found);
            for (parameter, &argument) in function.parameters.iter().zip(arguments) {
                bound.push((parameter.clone(), self.visit(source, argument)?));
            }
            return self.inline(source, node, name, &function.body, bound);
        }
        match environment.native_function(name) {
            Some(native) => self.native(source, node, name.to_owned(), native, arguments),
            None => Err(self.unknown_function(source, node, name)),
        }
    }

    pub(super) fn particle_call(
        &mut self,
        source: &Source,
        node: NodeId,
        (function, particle): (&str, &str),
        arguments: &[NodeId],
    ) -> Lowered {
        let name = format!("{function}({particle})");
        match self.environment.particle_function(function, particle) {
            Ok(ParticleFunction::Constant(quantity)) => match arguments.len() {
                0 => Ok(self.constant(quantity, source.place(node))),
                found => Err(self.error(source, node, count_message(&name, 0, found))),
            },
            Ok(ParticleFunction::Native(native)) => self.native(source, node, name, native, arguments),
            Err(message) => {
                let error = self.error(source, node, message);
                let particles = self.environment.particle_names();
                Err(match closest(particle, particles.iter().map(String::as_str)) {
                    Some(meant) if meant != particle => error.hint(format!("did you mean `{function}({meant})`?")),
                    _ => error,
                })
            }
        }
    }

    pub(super) fn interpolate(&mut self, source: &Source, node: NodeId, file: &str, argument: NodeId) -> Lowered {
        match self.environment.table(file) {
            Ok(table) => {
                let native = NativeFunction::of_table(&table);
                self.native(source, node, format!("interpolate \"{file}\""), native, &[argument])
            }
            Err(message) => Err(self.error(source, node, message)),
        }
    }

    pub(super) fn native(
        &mut self,
        source: &Source,
        node: NodeId,
        name: String,
        native: NativeFunction,
        arguments: &[NodeId],
    ) -> Lowered {
        let wanted = native.parameters.len();
        if wanted != arguments.len() {
            return Err(self.error(source, node, count_message(&name, wanted, arguments.len())));
        }
        if wanted > MOST_ARGUMENTS {
            return Err(self.error(source, node, format!("`{name}` has more than {MOST_ARGUMENTS} arguments")));
        }
        let mut operands = Vec::with_capacity(wanted);
        for (&argument, &dimension) in arguments.iter().zip(&native.parameters) {
            let typed = self.visit(source, argument)?;
            if let Kind::Number(found) = self.number(source, argument, &typed)?
                && found != dimension
            {
                let message = format!("this {}, but `{name}` wants {dimension}", found.described());
                return Err(self.error(source, argument, message));
            }
            operands.push(typed.id);
        }
        let kind = Kind::Number(native.result);
        let place = source.place(node);
        if self.conditional == 0
            && let Some(value) = self.fold_native(&native, &operands)
        {
            return Ok(Typed { id: self.graph().constant(Tracked::given(value), place), kind, literal: false });
        }
        let known = self.native_names.iter().position(|n| *n == name);
        let index = known.unwrap_or_else(|| {
            self.native_names.push(name);
            self.shared.natives.push(native);
            self.native_names.len() - 1
        });
        let id = self.graph().add(GraphNode::Native(index_of(index), operands.into()), place);
        Ok(Typed { id, kind, literal: false })
    }

    /// The value of a native function of constants. One that fails stays in the program, which says why when evaluated.
    fn fold_native(&mut self, native: &NativeFunction, operands: &[Id]) -> Option<f64> {
        let mut values = Vec::with_capacity(operands.len());
        for &id in operands {
            values.push(self.graph().as_constant(id)?.value);
        }
        if values.iter().all(|v| v.is_finite()) { native.call(&values).ok() } else { None }
    }

    /// Adds an integral, evaluating it now if nothing in it varies.
    pub(super) fn add_integral(&mut self, integral: Integral, operands: Vec<Id>, place: Place) -> Id {
        let constants: Option<Vec<f64>> =
            operands.iter().map(|&id| self.graph().as_constant(id).map(|c| c.value)).collect();
        if self.conditional == 0
            && let Some(values) = constants
        {
            let mut scratch = IntegralScratch::default();
            let mut work = WORK;
            if let Ok(value) = integral.value(&self.shared, |i| values[i], &mut scratch, &mut work) {
                let error = TOLERANCE * value.abs();
                return self.graph().constant(Tracked { value, error, culprit: None }, place);
            }
        }
        let index = self.graph().add_integral(integral);
        self.graph().add(GraphNode::Integral(index, operands.into()), place)
    }
}

fn count_message(name: &str, wanted: usize, found: usize) -> String {
    let arguments = if wanted == 1 { "1 argument".to_owned() } else { format!("{wanted} arguments") };
    format!("`{name}` takes {arguments}, found {found}")
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
