//! What the environment knows: user functions, native functions, particles, tables.

use super::{Kind, Lowered, Lowering, Source, Typed};
use crate::error::closest;
use crate::expression::ast::NodeId;
use crate::expression::block::MOST_ARGUMENTS;
use crate::expression::environment::{NativeFunction, ParticleFunction};
use crate::expression::graph::{Id, Node as GraphNode, index_of};
use crate::expression::operation::Tracked;
use crate::units::Dimension;

impl Lowering<'_> {
    pub(super) fn user_call(&mut self, source: &Source, node: NodeId, name: &str, arguments: &[NodeId]) -> Lowered {
        let environment = self.environment;
        if let Some(function) = environment.user_function(name) {
            let (wanted, found) = (function.parameters.len(), arguments.len());
            if wanted != found {
                return Err(self.error(source, node, count_message(name, wanted, found)));
            }
            let mut values = Vec::with_capacity(found);
            for &argument in arguments {
                values.push(self.visit(source, argument)?);
            }
            return self.apply(source, node, function, values);
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
            Ok(ParticleFunction::Variable { slot, dimension }) => match arguments.len() {
                0 => Ok(self.variable(&name, slot, dimension, source.place(node))),
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

    /// The mass or width that a call with a particle needs.
    pub(super) fn particle_mass(&mut self, source: &Source, node: NodeId, function: &str, particle: &str) -> Lowered {
        let typed = self.particle_call(source, node, (function, particle), &[])?;
        match typed.kind {
            Kind::Number(Dimension::MASS) => Ok(typed),
            kind => {
                let found = kind.dimension().described();
                Err(self.error(source, node, format!("`{function}({particle})` {found}, wanted {}", Dimension::MASS)))
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
            && native.is_fixed
            && let Some(value) = self.fold_native(&native, &operands)
        {
            return Ok(Typed::real(self.graph().constant(Tracked::given(value), place), kind, false));
        }
        let known = self.native_names.iter().position(|n| *n == name);
        let index = known.unwrap_or_else(|| {
            self.native_names.push(name);
            self.shared.natives.push(native);
            self.native_names.len() - 1
        });
        let id = self.graph().add(GraphNode::Native(index_of(index), operands.into()), place);
        Ok(Typed::real(id, kind, false))
    }

    /// The value of a native function of constants. One that fails stays in the program, which says why when evaluated.
    fn fold_native(&mut self, native: &NativeFunction, operands: &[Id]) -> Option<f64> {
        let mut values = Vec::with_capacity(operands.len());
        for &id in operands {
            values.push(self.graph().as_constant(id)?.value);
        }
        if values.iter().all(|v| v.is_finite()) { native.call(&values).ok() } else { None }
    }
}

fn count_message(name: &str, wanted: usize, found: usize) -> String {
    let arguments = if wanted == 1 { "1 argument".to_owned() } else { format!("{wanted} arguments") };
    format!("`{name}` takes {arguments}, found {found}")
}
