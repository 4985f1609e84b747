//! Integrals: the integrand becomes a graph of its own, whose inputs are the variable and what it uses from outside.

use super::{Kind, Level, Local, Lowered, Lowering, Source, Typed};
use crate::expression::ast::NodeId;
use crate::expression::codegen::generate;
use crate::expression::graph::{Id, Node as GraphNode, Place, index_of};
use crate::expression::inspect;
use crate::expression::integral::Integral;

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
        (from, to): (NodeId, NodeId),
    ) -> Lowered {
        let place = source.place(node);
        let lower = self.visit(source, from)?;
        let upper = self.visit(source, to)?;
        let first = self.number(source, from, &lower)?;
        let second = self.number(source, to, &upper)?;
        let kind = self.same(source, ("this bound", first), (to, second))?;
        let unit = kind.dimension();
        self.levels.push(Level::default());
        let level = self.level();
        let input = self.graph().add(GraphNode::Input(0), place);
        let typed = Typed { id: input, kind: Kind::Number(unit), literal: false };
        self.locals.push(Local { name: variable.to_owned(), level, typed });
        let inner = self.visit(source, body);
        self.locals.pop();
        let Some(Level { mut graph, captures }) = self.levels.pop() else { return inner };
        let inner = inner.map_err(|e| {
            if kind == Kind::Any && e.hint.is_none() {
                e.hint(format!("`{variable}` is dimensionless here; give a bound a unit, as in `0 GeV`, if it is not"))
            } else {
                e
            }
        })?;
        let value = self.number(source, body, &inner)?;
        let natives = &self.shared.natives;
        let (switches, watched) = inspect::switches(&mut graph, inner.id, |i| natives[i as usize].edges.clone());
        let integral = Integral {
            body: generate(&graph, &[inner.id]),
            probe: generate(&graph, &watched),
            switches,
            place,
            variable: variable.to_owned(),
            nested: self.levels.len() > 1,
            identity: (graph.nodes().to_vec(), inner.id),
        };
        let operands: Vec<Id> = [lower.id, upper.id].into_iter().chain(captures).collect();
        let id = self.add_integral(integral, operands, place);
        let dimension = match value {
            Kind::Any => Some(Kind::Any),
            _ => value.dimension().times(unit).map(Kind::Number),
        };
        let kind = dimension.ok_or_else(|| self.error(source, node, "this has an absurd power of GeV"))?;
        Ok(Typed { id, kind, literal: false })
    }
}
