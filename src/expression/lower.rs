//! From the formula as written to the graph of operations: names are resolved, dimensions checked, functions inlined.

mod calls;
mod integrals;
mod names;

use super::ast::{Ast, BinaryOperator, Node, NodeId};
use super::block::Shared;
use super::codegen::generate;
use super::environment::Environment;
use super::graph::{Graph, Id, Inside, Place};
use super::indices::{indexed_name, unknown_index};
use super::inspect;
use super::operation::{Binary, Tracked, Unary};
use super::program::{Program, Variable};
use super::{ExpressionError, Span};
use crate::units::Dimension;

/// Deepest nesting of the formula with everything it inlines.
const DEEPEST: usize = 300;
/// Most operations visited, inlined functions counted at every call.
const MOST_VISITS: usize = 200_000;
/// Most operations of a compiled formula.
const MOST_NODES: usize = 20_000;

/// Compiles a formula whose value is a number. If a dimension is expected, it must have that one.
///
/// # Errors
/// Names without a meaning, wrong numbers of arguments, dimensions that do not fit, cycles among functions.
pub fn compile(
    ast: &Ast,
    environment: &dyn Environment,
    expected: Option<Dimension>,
) -> Result<(Program, Dimension), ExpressionError> {
    let mut lowering = Lowering::new(ast, environment);
    let source = Source { ast, inlined: None };
    let typed = lowering.visit(&source, ast.root())?;
    let found = lowering.number(&source, ast.root(), &typed)?;
    let dimension = match (found, expected) {
        (Kind::Number(found), Some(wanted)) if found != wanted => {
            return Err(lowering.error(&source, ast.root(), format!("this {}, wanted {wanted}", found.described())));
        }
        (Kind::Number(found), _) => found,
        (_, wanted) => wanted.unwrap_or(Dimension::NONE),
    };
    Ok((lowering.finish(typed.id), dimension))
}

/// Compiles a condition such as `T > 0.15 GeV`; its value is 1 where it holds and 0 elsewhere.
///
/// # Errors
/// As [`compile`], and if the formula is no condition.
pub fn compile_condition(ast: &Ast, environment: &dyn Environment) -> Result<Program, ExpressionError> {
    let mut lowering = Lowering::new(ast, environment);
    let source = Source { ast, inlined: None };
    let typed = lowering.visit(&source, ast.root())?;
    lowering.condition(&source, ast.root(), &typed)?;
    Ok(lowering.finish(typed.id))
}

/// What kind of thing a sub-expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Condition,
    /// A literal 0 or `inf`, which fits any dimension.
    Any,
    Number(Dimension),
}

impl Kind {
    /// The dimension where a definite one is needed: a literal 0 is a pure number.
    fn dimension(self) -> Dimension {
        match self {
            Self::Number(dimension) => dimension,
            _ => Dimension::NONE,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Typed {
    id: Id,
    kind: Kind,
    /// Whether only literals and mathematical constants went into it.
    literal: bool,
}

/// The text being lowered: the formula itself, or a function inlined at a place of the formula.
struct Source<'a> {
    ast: &'a Ast,
    inlined: Option<Inlined>,
}

/// A function or definition being inlined, by its index in the program, and the place of the formula it stands at.
#[derive(Clone, Copy)]
struct Inlined {
    call: Span,
    term: Option<u32>,
    index: u32,
}

impl Source<'_> {
    fn place(&self, node: NodeId) -> Place {
        let (span, term) = (self.ast.spans[node], self.ast.term(node));
        match self.inlined {
            None => Place { span, term, inside: None },
            Some(Inlined { call, term: outer, index }) => {
                Place { span: call, term: outer, inside: Some(Inside { index, span, term }) }
            }
        }
    }
}

/// A name bound by a function's argument list or by an integral.
struct Local {
    name: String,
    /// The graph its value lives in.
    level: usize,
    typed: Typed,
}

/// The graph of the formula or of an integrand.
#[derive(Default)]
struct Level {
    graph: Graph,
    /// Nodes of the level outside that this one uses; they are its inputs 1, 2, ….
    captures: Vec<Id>,
}

struct Lowering<'a> {
    environment: &'a dyn Environment,
    levels: Vec<Level>,
    /// Bound names; a function sees those from its own frame on.
    locals: Vec<Local>,
    frame: usize,
    /// Functions and definitions being inlined.
    active: Vec<String>,
    shared: Shared,
    native_names: Vec<String>,
    variables: Vec<Variable>,
    /// How many branches that may not be taken surround the current node.
    conditional: usize,
    depth: usize,
    visits: usize,
}

type Lowered = Result<Typed, ExpressionError>;

impl<'a> Lowering<'a> {
    fn new(ast: &Ast, environment: &'a dyn Environment) -> Self {
        Self {
            environment,
            levels: vec![Level::default()],
            locals: Vec::new(),
            frame: 0,
            active: Vec::new(),
            shared: Shared { formula: ast.clone(), natives: Vec::new(), inlined: Vec::new() },
            native_names: Vec::new(),
            variables: Vec::new(),
            conditional: 0,
            depth: 0,
            visits: 0,
        }
    }

    fn finish(mut self, root: Id) -> Program {
        let graph = self.graph();
        let code = generate(graph, &[root]);
        let breakpoints = inspect::breakpoints(graph, root);
        let poles = inspect::poles(graph, root);
        self.variables.retain(|v| code.inputs.iter().any(|&slot| slot as usize == v.slot));
        self.variables.sort_by_key(|v| v.slot);
        Program { code, shared: self.shared, variables: self.variables, breakpoints, poles }
    }

    fn level(&self) -> usize {
        self.levels.len() - 1
    }

    fn graph(&mut self) -> &mut Graph {
        let level = self.level();
        &mut self.levels[level].graph
    }

    fn error(&self, source: &Source, node: NodeId, message: impl Into<String>) -> ExpressionError {
        let place = source.place(node);
        ExpressionError::new(place.span, self.shared.explained(place, &message.into()))
    }

    fn visit(&mut self, source: &Source, node: NodeId) -> Lowered {
        self.visits += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error(source, node, format!("this is nested more than {DEEPEST} levels deep")));
        }
        let nodes: usize = self.levels.iter().map(|l| l.graph.len()).sum();
        if self.visits > MOST_VISITS || nodes > MOST_NODES {
            let error = self.error(source, node, "this formula expands to too many operations");
            return Err(error.hint("evaluate parts of it as derived names"));
        }
        let typed = self.visit_node(source, node)?;
        self.depth -= 1;
        Ok(typed)
    }

    fn visit_node(&mut self, source: &Source, node: NodeId) -> Lowered {
        let place = source.place(node);
        match &source.ast.nodes[node] {
            Node::Number { value, dimension } => {
                // `0 GeV` has the dimension it was given.
                let any = *value == 0.0 && dimension.is_none();
                let kind = if any { Kind::Any } else { Kind::Number(*dimension) };
                let id = self.graph().constant(Tracked::given(*value), place);
                Ok(Typed { id, kind, literal: true })
            }
            Node::Name(name) | Node::Bound(name) | Node::Index(name) => self.name(source, node, name),
            Node::Indexed(name, indices) => self.name(source, node, &indexed_name(name, indices)),
            Node::Fold { indices, .. } => Err(self.error(source, node, unknown_index(&indices[0]))),
            Node::Negate(operand) => {
                let typed = self.visit(source, *operand)?;
                self.number(source, *operand, &typed)?;
                Ok(Typed { id: self.graph().unary(Unary::Negate, typed.id, place), ..typed })
            }
            Node::Not(operand) => {
                let typed = self.visit(source, *operand)?;
                self.condition(source, *operand, &typed)?;
                Ok(Typed { id: self.graph().unary(Unary::Not, typed.id, place), ..typed })
            }
            Node::Binary(..) => self.chain(source, node),
            Node::Call(function, arguments) => self.call(source, node, *function, arguments),
            Node::UserCall(name, arguments) => self.user_call(source, node, name, arguments),
            Node::ParticleCall { function, particle, arguments } => {
                self.particle_call(source, node, (function, particle), arguments)
            }
            Node::Interpolate { file, argument } => self.interpolate(source, node, file, *argument),
            Node::Integrate { body, variable, from, to } => {
                self.integrate(source, node, (*body, variable), (*from, *to))
            }
        }
    }

    /// Operators along the left, in a loop: sums may be as long as the text.
    fn chain(&mut self, source: &Source, node: NodeId) -> Lowered {
        let mut spine = Vec::new();
        let mut first = node;
        while let Node::Binary(operator, left, right) = source.ast.nodes[first] {
            spine.push((first, operator, left, right));
            first = left;
        }
        let mut typed = self.visit(source, first)?;
        while let Some((node, operator, left, right)) = spine.pop() {
            let logical = matches!(operator, BinaryOperator::And | BinaryOperator::Or);
            self.conditional += usize::from(logical);
            let other = self.visit(source, right)?;
            self.conditional -= usize::from(logical);
            typed = self.binary(source, node, operator, (left, typed), (right, other))?;
        }
        Ok(typed)
    }

    fn binary(
        &mut self,
        source: &Source,
        node: NodeId,
        operator: BinaryOperator,
        (left, a): (NodeId, Typed),
        (right, b): (NodeId, Typed),
    ) -> Lowered {
        let place = source.place(node);
        let literal = a.literal && b.literal;
        if matches!(operator, BinaryOperator::And | BinaryOperator::Or) {
            self.condition(source, left, &a)?;
            self.condition(source, right, &b)?;
            let (yes, no) = match operator {
                BinaryOperator::And => (b.id, self.graph().constant(Tracked::given(0.0), place)),
                _ => (self.graph().constant(Tracked::given(1.0), place), b.id),
            };
            let id = self.graph().choice(a.id, yes, no, place);
            return Ok(Typed { id, kind: Kind::Condition, literal });
        }
        let (left_kind, right_kind) = (self.number(source, left, &a)?, self.number(source, right, &b)?);
        let (x, y) = (left_kind.dimension(), right_kind.dimension());
        let (operation, kind) = match operator {
            BinaryOperator::Power => return self.power(source, node, (left, a), (right, b)),
            BinaryOperator::Multiply => (Binary::Multiply, x.times(y).map(Kind::Number)),
            BinaryOperator::Divide => (Binary::Divide, x.over(y).map(Kind::Number)),
            BinaryOperator::Add | BinaryOperator::Subtract => {
                let kind = self.same(source, (operator.symbol(), left_kind), (right, right_kind))?;
                let operation = if operator == BinaryOperator::Add { Binary::Add } else { Binary::Subtract };
                (operation, Some(kind))
            }
            comparison => {
                self.same(source, (operator.symbol(), left_kind), (right, right_kind))?;
                let operation = match comparison {
                    BinaryOperator::Less | BinaryOperator::Greater => Binary::Less,
                    BinaryOperator::LessEqual | BinaryOperator::GreaterEqual => Binary::LessEqual,
                    BinaryOperator::Equal => Binary::Equal,
                    _ => Binary::NotEqual,
                };
                (operation, Some(Kind::Condition))
            }
        };
        let swapped = matches!(operator, BinaryOperator::Greater | BinaryOperator::GreaterEqual);
        let (first, second) = if swapped { (b.id, a.id) } else { (a.id, b.id) };
        let id = self.graph().binary(operation, first, second, place);
        let kind = kind.ok_or_else(|| self.error(source, node, "this has an absurd power of GeV"))?;
        Ok(Typed { id, kind, literal })
    }

    fn power(
        &mut self,
        source: &Source,
        node: NodeId,
        (left, a): (NodeId, Typed),
        (right, b): (NodeId, Typed),
    ) -> Lowered {
        let place = source.place(node);
        self.pure(source, right, &b, "an exponent")?;
        let exponent = self.graph().as_constant(b.id).map(|c| c.value);
        let base = self.number(source, left, &a)?.dimension();
        let mut kind = Kind::Number(Dimension::NONE);
        if !base.is_none() {
            let Some(value) = exponent.filter(|_| b.literal) else {
                let message =
                    format!("the power of something with dimension {base} needs a numeric constant as exponent");
                return Err(self.error(source, right, message));
            };
            let dimension = Dimension::from_f64(value).and_then(|power| base.raised(power));
            kind = dimension.map(Kind::Number).ok_or_else(|| {
                self.error(
                    source,
                    right,
                    format!("{base} to the power {value} is no rational power of GeV that is meant"),
                )
            })?;
        }
        let id = match exponent {
            Some(0.0) => self.graph().constant(Tracked { error: 0.0, ..Tracked::given(1.0) }, place),
            Some(1.0) => a.id,
            Some(value) => match crate::units::halves(value) {
                Some(halves) if halves % 2 == 0 => self.graph().unary(Unary::PowerInteger(halves / 2), a.id, place),
                Some(1) => self.graph().unary(Unary::Sqrt, a.id, place),
                Some(halves) if halves.abs() < 64 => self.graph().unary(Unary::PowerHalf(halves), a.id, place),
                _ => self.graph().binary(Binary::Power, a.id, b.id, place),
            },
            None => self.graph().binary(Binary::Power, a.id, b.id, place),
        };
        Ok(Typed { id, kind, literal: a.literal && b.literal })
    }

    /// The kind of something that must be a number.
    fn number(&self, source: &Source, node: NodeId, typed: &Typed) -> Result<Kind, ExpressionError> {
        match typed.kind {
            Kind::Condition => {
                let error = self.error(source, node, "this is a condition, wanted a number");
                Err(error.hint("choose between numbers with `if(condition, a, b)`"))
            }
            kind => Ok(kind),
        }
    }

    fn condition(&self, source: &Source, node: NodeId, typed: &Typed) -> Result<(), ExpressionError> {
        match typed.kind {
            Kind::Condition => Ok(()),
            _ => Err(self.error(source, node, "this is a number, wanted a condition such as `x > 1`")),
        }
    }

    /// Refuses anything but a pure number; `user` is what needs it.
    fn pure(&self, source: &Source, node: NodeId, typed: &Typed, user: &str) -> Result<(), ExpressionError> {
        match self.number(source, node, typed)? {
            Kind::Number(found) if !found.is_none() => {
                Err(self.error(source, node, format!("{user} must be dimensionless, this has dimension {found}")))
            }
            _ => Ok(()),
        }
    }

    /// The common kind of what stands left of `operator` (or came before in a call) and of the node to its right.
    fn same(
        &self,
        source: &Source,
        (operator, first): (&str, Kind),
        (node, second): (NodeId, Kind),
    ) -> Result<Kind, ExpressionError> {
        match (first, second) {
            (Kind::Number(a), Kind::Number(b)) if a != b => {
                let message = format!("this {}, but what is left of `{operator}` {}", b.described(), a.described());
                Err(self.error(source, node, message))
            }
            (Kind::Any, other) | (other, _) => Ok(other),
        }
    }
}
