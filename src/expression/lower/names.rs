//! Names: bound ones, constants, what the environment knows, and good advice where nothing does.

use super::{Inlined, Kind, Local, Lowered, Lowering, Source, Typed};
use crate::error::closest;
use crate::expression::ExpressionError;
use crate::expression::ast::{Ast, NodeId};
use crate::expression::environment::{Symbol, UserFunction};
use crate::expression::function::{Function, callable_names};
use crate::expression::graph::{Node as GraphNode, Place, index_of};
use crate::expression::operation::Tracked;
use crate::expression::program::Variable;
use crate::units::{Dimension, Quantity, Unit};

/// Euler's constant γ.
const EULER_GAMMA: f64 = 0.577_215_664_901_532_860_606_512;

impl Lowering<'_> {
    pub(super) fn name(&mut self, source: &Source, node: NodeId, name: &str) -> Lowered {
        let place = source.place(node);
        if let Some(local) = self.locals[self.frame..].iter().rev().find(|l| l.name == name) {
            let Local { level, typed, .. } = *local;
            let id = self.import(level, typed.id, place);
            let imaginary = typed.imaginary.map(|imaginary| self.import(level, imaginary, place));
            return Ok(Typed { id, imaginary, ..typed });
        }
        let number = Kind::Number(Dimension::NONE);
        match name {
            "pi" => return Ok(self.literal(std::f64::consts::PI, number, place)),
            "euler_gamma" => return Ok(self.literal(EULER_GAMMA, number, place)),
            "I" => {
                let typed = self.literal(0.0, number, place);
                return Ok(Typed { imaginary: Some(self.literal(1.0, number, place).id), ..typed });
            }
            "inf" => return Ok(self.literal(f64::INFINITY, Kind::Any, place)),
            _ => {}
        }
        if self.functions == 0
            && let Some(definition) = self.environment.definition(name)
        {
            // It sees the bound names of the place it is mentioned at.
            return self.inline(source, node, name, definition);
        }
        match self.environment.symbol(name) {
            Some(Symbol::Constant(quantity)) => return Ok(self.constant(quantity, place)),
            Some(Symbol::Complex { value, dimension }) => {
                let typed = self.constant(Quantity::new(value.re, dimension), place);
                let imaginary = self.constant(Quantity::new(value.im, dimension), place).id;
                return Ok(Typed { imaginary: Some(imaginary), ..typed });
            }
            Some(Symbol::Variable { slot, dimension }) => return Ok(self.variable(name, slot, dimension, place)),
            Some(Symbol::ComplexVariable { slots: [re, im], dimension }) => {
                let typed = self.variable(name, re, dimension, place);
                let imaginary = self.variable(name, im, dimension, place).id;
                return Ok(Typed { imaginary: Some(imaginary), ..typed });
            }
            None => {}
        }
        if let Some(native) = self.environment.native_function(name)
            && native.parameters.is_empty()
        {
            return self.native(source, node, name.to_owned(), native, &[]);
        }
        Err(self.unknown_name(source, node, name))
    }

    /// An input of the formula.
    pub(super) fn variable(&mut self, name: &str, slot: usize, dimension: Dimension, place: Place) -> Typed {
        if !self.variables.iter().any(|v| v.slot == slot) {
            self.variables.push(Variable { slot, name: name.to_owned() });
        }
        let input = self.levels[0].graph.add(GraphNode::Input(index_of(slot)), place);
        let id = self.import(0, input, place);
        Typed::real(id, Kind::Number(dimension), false)
    }

    fn literal(&mut self, value: f64, kind: Kind, place: Place) -> Typed {
        let tracked =
            if value.is_finite() { Tracked::given(value) } else { Tracked { error: 0.0, ..Tracked::given(value) } };
        Typed::real(self.graph().constant(tracked, place), kind, true)
    }

    pub(super) fn constant(&mut self, quantity: Quantity, place: Place) -> Typed {
        let id = self.graph().constant(Tracked::given(quantity.value), place);
        Typed::real(id, Kind::Number(quantity.dimension), false)
    }

    fn unknown_name(&self, source: &Source, node: NodeId, name: &str) -> ExpressionError {
        if Function::named(name).is_some() || self.environment.user_function(name).is_some() {
            let error = self.error(source, node, format!("`{name}` is a function and needs its arguments"));
            return error.hint(format!("write `{name}(…)`"));
        }
        let error = self.error(source, node, format!("unknown name `{name}`"));
        let names = self.environment.names();
        let locals = self.locals[self.frame..].iter().map(|l| l.name.as_str());
        let known = names.iter().map(String::as_str).chain(locals).chain(["pi", "euler_gamma", "inf", "I"]);
        if let Some(meant) = closest(name, known) {
            return error.hint(format!("did you mean `{meant}`?"));
        }
        if name.split_once('[').is_some_and(|(_, unit)| Unit::parse(unit.trim_end_matches(']')).is_ok()) {
            return error.hint("units in brackets follow numbers: `2.2e-26 [cm^3/s]`");
        }
        if Unit::named(name).is_some() {
            return error.hint(format!("a unit follows a number: `1 {name}`"));
        }
        error
    }

    pub(super) fn unknown_function(&self, source: &Source, node: NodeId, name: &str) -> ExpressionError {
        if self.environment.symbol(name).is_some() || self.functions == 0 && self.environment.definition(name).is_some()
        {
            let error = self.error(source, node, format!("`{name}` is no function"));
            return error.hint("multiplication is written with `*`");
        }
        let error = self.error(source, node, format!("unknown function `{name}`"));
        let names = self.environment.names();
        let known = names.iter().map(String::as_str).chain(callable_names());
        if let Some(meant) = closest(name, known) {
            return error.hint(format!("did you mean `{meant}`?"));
        }
        error
    }

    /// Inserts the body of a user function, in which only its arguments are bound and no `where:` definition is known.
    pub(super) fn apply(
        &mut self,
        source: &Source,
        node: NodeId,
        function: &UserFunction,
        arguments: Vec<Typed>,
    ) -> Lowered {
        let frame = std::mem::replace(&mut self.frame, self.locals.len());
        let level = self.level();
        let bound = function.parameters.iter().zip(arguments);
        self.locals.extend(bound.map(|(name, typed)| Local { name: name.clone(), level, typed }));
        self.functions += 1;
        let result = self.inline(source, node, &function.name, &function.body);
        self.functions -= 1;
        self.locals.truncate(self.frame);
        self.frame = frame;
        result
    }

    /// Lowers the formula `body` at a node of the formula being lowered.
    fn inline(&mut self, source: &Source, node: NodeId, name: &str, body: &Ast) -> Lowered {
        if self.active.iter().any(|a| a == name) {
            let chain = self.active.join("` → `");
            return Err(self.error(source, node, format!("`{name}` is defined by itself: `{chain}` → `{name}`")));
        }
        let known = self.shared.inlined.iter().position(|i| i.0 == name);
        let index = known.unwrap_or_else(|| {
            self.shared.inlined.push((name.to_owned(), body.clone()));
            self.shared.inlined.len() - 1
        });
        let Place { span: call, term, .. } = source.place(node);
        self.active.push(name.to_owned());
        let inner = Source { ast: body, inlined: Some(Inlined { call, term, index: index_of(index) }) };
        let result = self.visit(&inner, body.root());
        self.active.pop();
        result
    }
}
