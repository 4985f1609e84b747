//! Integrals and roots: the body becomes a graph of its own, whose inputs are the variable and what it uses from outside.

use super::{Kind, Level, Local, Lowered, Lowering, Source, Typed};
use crate::expression::ast::NodeId;
use crate::expression::codegen::generate;
use crate::expression::functional::{Body, Functional, WORK};
use crate::expression::graph::{Graph, Id, Node as GraphNode, Place, index_of};
use crate::expression::integral::{Integral, IntegralScratch};
use crate::expression::operation::Tracked;
use crate::expression::root::Root;
use crate::expression::{ExpressionError, inspect};
use crate::units::Dimension;

impl Lowering<'_> {
    /// Brings a node of an outer level into the current one.
    pub(super) fn import(&mut self, level: usize, mut id: Id, place: Place) -> Id {
        for inner in level + 1..self.levels.len() {
            if let Some(constant) = self.levels[inner - 1].graph.as_constant(id) {
                id = self.levels[inner].graph.constant(constant, place);
                continue;
            }
            let Level { graph, captures } = &mut self.levels[inner];
            let position = captures.iter().position(|&c| c == id).unwrap_or_else(|| {
                captures.push(id);
                captures.len() - 1
            });
            id = graph.add(GraphNode::Input(index_of(position + 1)), place);
        }
        id
    }

    pub(super) fn integrate(
        &mut self,
        source: &Source,
        node: NodeId,
        (body, variable): (NodeId, &str),
        bounds: (NodeId, NodeId),
    ) -> Lowered {
        let place = source.place(node);
        let Inner { mut graph, captures, bounds, unit, typed } = self.inner(source, node, (body, variable), bounds)?;
        let value = self.value(source, body, &typed)?;
        let kind = match value {
            Kind::Any => Some(Kind::Any),
            _ => value.dimension().times(unit).map(Kind::Number),
        };
        let kind = kind.ok_or_else(|| self.error(source, node, "this has an absurd power of GeV"))?;
        let operands: Vec<Id> = bounds.into_iter().chain(captures).collect();
        let parts: Vec<Id> = [typed.id].into_iter().chain(typed.imaginary).collect();
        let natives = &self.shared.natives;
        let (switches, watched) = inspect::switches(&mut graph, &parts, |i| natives[i as usize].edges.clone());
        let part = |this: &mut Self, roots: Vec<Id>| {
            if graph.as_constant(roots[0]).is_some_and(|c| c.value == 0.0) && roots.len() > 1 {
                return this.graph().constant(Tracked::given(0.0), place);
            }
            let integral = Integral {
                body: Body::new(&graph, roots, (variable, "integrand"), place),
                probe: generate(&graph, &watched),
                switches: switches.clone(),
                nested: this.levels.len() > 1,
            };
            this.add_functional(Functional::Integral(integral), operands.clone(), place)
        };
        let id = part(self, parts.clone());
        let imaginary = typed.imaginary.map(|imaginary| part(self, vec![imaginary, typed.id]));
        Ok(Typed { id, imaginary, kind, literal: false })
    }

    pub(super) fn root(
        &mut self,
        source: &Source,
        node: NodeId,
        (body, variable): (NodeId, &str),
        bounds: (NodeId, NodeId),
    ) -> Lowered {
        let place = source.place(node);
        let Inner { graph, captures, bounds, unit, typed } = self.inner(source, node, (body, variable), bounds)?;
        self.number(source, body, &typed)?;
        let root = Root { body: Body::new(&graph, vec![typed.id], (variable, "expression"), place) };
        let operands = bounds.into_iter().chain(captures).collect();
        let id = self.add_functional(Functional::Root(root), operands, place);
        Ok(Typed::real(id, Kind::Number(unit), false))
    }

    /// Lowers the bounds here and the body into a graph of its own.
    fn inner(
        &mut self,
        source: &Source,
        node: NodeId,
        (body, variable): (NodeId, &str),
        (from, to): (NodeId, NodeId),
    ) -> Result<Inner, ExpressionError> {
        let lower = self.visit(source, from)?;
        let upper = self.visit(source, to)?;
        let first = self.number(source, from, &lower)?;
        let second = self.number(source, to, &upper)?;
        let kind = self.same(source, ("this bound", first), (to, second))?;
        let unit = kind.dimension();
        self.levels.push(Level::default());
        let level = self.level();
        let input = self.graph().add(GraphNode::Input(0), source.place(node));
        let typed = Typed::real(input, Kind::Number(unit), false);
        self.locals.push(Local { name: variable.to_owned(), level, typed });
        let typed = self.visit(source, body);
        self.locals.pop();
        let Level { graph, captures } = self.levels.pop().unwrap_or_default();
        let typed = typed.map_err(|e| {
            if kind == Kind::Any && e.hint.is_none() {
                e.hint(format!("`{variable}` is dimensionless here; give a bound a unit, as in `0 GeV`, if it is not"))
            } else {
                e
            }
        })?;
        Ok(Inner { graph, captures, bounds: [lower.id, upper.id], unit, typed })
    }

    /// Adds an integral or root, evaluating it now if nothing in it varies.
    fn add_functional(&mut self, functional: Functional, operands: Vec<Id>, place: Place) -> Id {
        let constants: Option<Vec<f64>> =
            operands.iter().map(|&id| self.graph().as_constant(id).map(|c| c.value)).collect();
        if self.conditional == 0
            && let Some(values) = constants
        {
            let mut scratch = IntegralScratch::default();
            let allowed = WORK.min(self.work);
            let mut work = allowed;
            let value = functional.value(&self.shared, |i| values[i], &mut scratch, &mut work);
            self.work -= allowed - work;
            if let Ok(value) = value {
                let error = functional.tolerance() * value.abs();
                return self.graph().constant(Tracked { value, error, culprit: None }, place);
            }
        }
        let index = self.graph().add_functional(functional);
        self.graph().add(GraphNode::Functional(index, operands.into()), place)
    }
}

/// A body lowered into a graph of its own, in which it is `typed`; input 0 is the variable, the captures are the others.
struct Inner {
    graph: Graph,
    captures: Vec<Id>,
    bounds: [Id; 2],
    /// Mass dimension of the variable.
    unit: Dimension,
    typed: Typed,
}
