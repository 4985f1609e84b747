//! From the formula as written to the graph of operations: names are resolved, dimensions checked, functions inlined.

mod arithmetic;
mod calls;
mod complex;
mod external;
mod functionals;
mod names;

use complex::{Complex, Parts};

use super::ast::{Ast, Node, NodeId};
use super::block::Shared;
use super::codegen::generate;
use super::environment::Environment;
use super::factor::factor;
use super::functional::WORK;
use super::graph::{Graph, Id, Inside, Place};
use super::indices::{indexed_name, unknown_index};
use super::inspect;
use super::operation::{Tracked, Unary};
use super::program::{ComplexProgram, Program, Variable};
use super::{ExpressionError, Span};
use crate::units::Dimension;

/// Deepest nesting of the formula with everything it inlines.
const DEEPEST: usize = 300;
/// Most operations visited, inlined functions counted at every call.
const MOST_VISITS: usize = 200_000;
/// Most operations of a compiled formula.
const MOST_NODES: usize = 20_000;
/// Evaluations of integrands while compiling, for all integrals and roots of constants together: about a second.
const FOLDING_WORK: u64 = 10 * WORK;

/// Compiles a formula whose value is a real number. If a dimension is expected, it must have that one.
///
/// # Errors
/// Names without a meaning, wrong numbers of arguments, dimensions that do not fit, complex values where real ones are
/// wanted, cycles among functions.
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

/// Compiles a formula whose value may be complex, and says what its mass dimension is.
///
/// # Errors
/// As [`compile`].
pub fn compile_complex(
    ast: &Ast,
    environment: &dyn Environment,
) -> Result<(ComplexProgram, Dimension), ExpressionError> {
    let mut lowering = Lowering::new(ast, environment);
    let source = Source { ast, inlined: None };
    let typed = lowering.visit(&source, ast.root())?;
    let dimension = lowering.value(&source, ast.root(), &typed)?.dimension();
    let re = lowering.finish(typed.id);
    let im = typed.imaginary.map(|imaginary| lowering.finish(imaginary));
    Ok((ComplexProgram { re, im }, dimension))
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

/// Compiles the factor of a formula that depends on the variables from slot `from` on, so that the rest of it does not; 1 if
/// the formula does not depend on them, and `None` if it has no such factor.
///
/// # Errors
/// As [`compile`].
pub fn compile_factor(
    ast: &Ast,
    environment: &dyn Environment,
    from: usize,
) -> Result<Option<Program>, ExpressionError> {
    let mut lowering = Lowering::new(ast, environment);
    let source = Source { ast, inlined: None };
    let typed = lowering.visit(&source, ast.root())?;
    lowering.number(&source, ast.root(), &typed)?;
    let factor = factor(lowering.graph(), typed.id, from);
    Ok(factor.map(|factor| lowering.finish(factor)))
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
    /// The value; the real part of something complex.
    id: Id,
    /// The imaginary part of something complex.
    imaginary: Option<Id>,
    kind: Kind,
    /// Whether only literals and mathematical constants went into it.
    literal: bool,
}

impl Typed {
    fn real(id: Id, kind: Kind, literal: bool) -> Self {
        Self { id, imaginary: None, kind, literal }
    }

    fn parts(&self) -> Parts {
        Parts { re: self.id, im: self.imaginary }
    }

    fn of_parts(Parts { re, im }: Parts, kind: Kind, literal: bool) -> Self {
        Self { id: re, imaginary: im, kind, literal }
    }
}

/// What to do with something complex where a real number is wanted.
const COMPLEX_HINT: &str = "take `re(…)`, `im(…)` or `abs(…)` of it";

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
    /// How many user functions surround the current node.
    functions: usize,
    /// Functions and definitions being inlined.
    active: Vec<String>,
    shared: Shared,
    native_names: Vec<String>,
    variables: Vec<Variable>,
    /// How many branches that may not be taken surround the current node.
    conditional: usize,
    depth: usize,
    visits: usize,
    /// Evaluations of integrands left for integrals and roots of constants.
    work: u64,
}

type Lowered = Result<Typed, ExpressionError>;

impl<'a> Lowering<'a> {
    fn new(ast: &Ast, environment: &'a dyn Environment) -> Self {
        Self {
            environment,
            levels: vec![Level::default()],
            locals: Vec::new(),
            frame: 0,
            functions: 0,
            active: Vec::new(),
            shared: Shared { formula: ast.clone(), natives: Vec::new(), inlined: Vec::new() },
            native_names: Vec::new(),
            variables: Vec::new(),
            conditional: 0,
            depth: 0,
            visits: 0,
            work: FOLDING_WORK,
        }
    }

    fn finish(&mut self, root: Id) -> Program {
        let edges_of = |function: u32| self.shared.natives[function as usize].edges.clone();
        let edges = inspect::edges(&self.levels[self.level()].graph, root, edges_of);
        let graph = self.graph();
        let code = generate(graph, &[root]);
        let breakpoints = inspect::breakpoints(graph, root);
        let poles = inspect::poles(graph, root);
        let used = |variable: &&Variable| code.inputs.iter().any(|&slot| slot as usize == variable.slot);
        let mut variables: Vec<Variable> = self.variables.iter().filter(used).cloned().collect();
        variables.sort_by_key(|v| v.slot);
        Program { code, shared: self.shared.clone(), variables, breakpoints, edges, poles }
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
                Ok(Typed::real(id, kind, true))
            }
            Node::Name(name) | Node::Bound(name) | Node::Index(name) => self.name(source, node, name),
            Node::Indexed(name, indices) => self.name(source, node, &indexed_name(name, indices)),
            Node::Fold { indices, .. } => Err(self.error(source, node, unknown_index(&indices[0]))),
            Node::Negate(operand) => {
                let typed = self.visit(source, *operand)?;
                self.value(source, *operand, &typed)?;
                let parts = Complex::new(self.graph(), place).negate(typed.parts());
                Ok(Typed::of_parts(parts, typed.kind, typed.literal))
            }
            Node::Not(operand) => {
                let typed = self.visit(source, *operand)?;
                self.condition(source, *operand, &typed)?;
                Ok(Typed { id: self.graph().unary(Unary::Not, typed.id, place), ..typed })
            }
            Node::Binary(..) => self.chain(source, node),
            Node::Call(function, arguments) => self.call(source, node, *function, arguments),
            Node::UserCall(name, arguments) => self.user_call(source, node, name, arguments),
            Node::ParticleCall { function, particle, arguments } if **function == *"propagator" => {
                self.propagator(source, node, particle, arguments)
            }
            Node::ParticleCall { function, particle, arguments } => {
                self.particle_call(source, node, (function, particle), arguments)
            }
            Node::Interpolate { file, argument } => self.interpolate(source, node, file, *argument),
            Node::Integrate { body, variable, from, to } => {
                self.integrate(source, node, (*body, variable), (*from, *to))
            }
            Node::Root { body, variable, from, to } => self.root(source, node, (*body, variable), (*from, *to)),
        }
    }

    /// The kind of something that must be a real number.
    fn number(&self, source: &Source, node: NodeId, typed: &Typed) -> Result<Kind, ExpressionError> {
        let kind = self.value(source, node, typed)?;
        match typed.imaginary {
            Some(_) => Err(self.error(source, node, "this is complex, wanted a real number").hint(COMPLEX_HINT)),
            None => Ok(kind),
        }
    }

    /// The kind of something that must be a number, real or complex.
    fn value(&self, source: &Source, node: NodeId, typed: &Typed) -> Result<Kind, ExpressionError> {
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
        match self.value(source, node, typed)? {
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
