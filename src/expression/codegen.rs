//! From the graph to register code: every operation once, those that only a branch needs inside that branch.

use std::sync::Arc;

use super::functional::Functional;
use super::graph::{Graph, Id, Node, Place, index_of};
use super::operation::{Binary, Ternary, Tracked, Unary};

/// Index of a register; every instruction writes its own, larger than those it reads.
pub(super) type Register = u32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operand {
    Register(Register),
    /// Index among the constants of the code.
    Constant(u32),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Instruction {
    Fill {
        constant: u32,
    },
    Unary {
        operation: Unary,
        a: Register,
    },
    /// At most one operand is a constant.
    Binary {
        operation: Binary,
        a: Operand,
        b: Operand,
    },
    Ternary {
        operation: Ternary,
        operands: [Register; 3],
    },
    /// Writes the mask of the lanes that take a branch, and continues at `end` if there is none.
    Enter {
        condition: Register,
        wanted: bool,
        parent: Option<Register>,
        end: u32,
    },
    Select {
        condition: Register,
        yes: Operand,
        no: Operand,
    },
    Native {
        function: u32,
        arguments: Box<[Register]>,
        mask: Option<Register>,
    },
    Functional {
        functional: u32,
        operands: Box<[Register]>,
        mask: Option<Register>,
    },
}

/// Straight code with forward jumps. Registers 0, 1, … hold the inputs, the next ones the instructions' results.
#[derive(Debug, Clone, Default)]
pub(super) struct Code {
    /// Which input goes into registers 0, 1, ….
    pub(super) inputs: Vec<u32>,
    pub(super) instructions: Vec<Instruction>,
    /// Where each instruction comes from.
    pub(super) places: Vec<Place>,
    pub(super) constants: Vec<Tracked>,
    pub(super) functionals: Vec<Arc<Functional>>,
    /// Registers that hold the results.
    pub(super) results: Vec<Register>,
}

impl Code {
    pub(super) fn registers(&self) -> usize {
        self.inputs.len() + self.instructions.len()
    }

    /// Whether other code does the same with the same numbers.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.instructions == other.instructions
            && self.inputs == other.inputs
            && self.results == other.results
            && self.constants.iter().map(|c| c.value.to_bits()).eq(other.constants.iter().map(|c| c.value.to_bits()))
            && self.functionals.len() == other.functionals.len()
            && self.functionals.iter().zip(&other.functionals).all(|(one, other)| one.same(other))
    }

    /// The register written by an instruction.
    pub(super) fn output(&self, instruction: usize) -> usize {
        self.inputs.len() + instruction
    }
}

/// A stretch of code that is run for some lanes only.
struct Region {
    parent: usize,
    depth: usize,
    condition: Id,
    wanted: bool,
    /// Register of the mask while the region is being written.
    mask: Option<Register>,
}

struct Generator<'a> {
    graph: &'a Graph,
    code: Code,
    regions: Vec<Region>,
    /// Nodes of each region, ascending.
    members: Vec<Vec<Id>>,
    /// The two regions of each `If`.
    branches: Vec<Option<(usize, usize)>>,
    registers: Vec<Option<Register>>,
    constants: Vec<Option<u32>>,
}

/// Compiles what `roots` need.
pub(super) fn generate(graph: &Graph, roots: &[Id]) -> Code {
    let count = graph.len();
    let mut generator = Generator {
        graph,
        code: Code { functionals: graph.functionals().to_vec(), ..Code::default() },
        regions: vec![Region { parent: 0, depth: 0, condition: 0, wanted: true, mask: None }],
        members: vec![Vec::new()],
        branches: vec![None; count],
        registers: vec![None; count],
        constants: vec![None; count],
    };
    let needed = graph.reachable(roots);
    generator.assign_regions(roots, &needed);
    generator.load_inputs_and_constants(roots, &needed);
    generator.write(0);
    let results = roots.iter().map(|&id| generator.register(id)).collect();
    generator.code.results = results;
    generator.code
}

impl Generator<'_> {
    /// Every node goes into the innermost region that contains all its uses. Users come after their operands, so
    /// walking backwards meets all users first.
    fn assign_regions(&mut self, roots: &[Id], needed: &[bool]) {
        let mut region: Vec<Option<usize>> = vec![None; needed.len()];
        for &root in roots {
            region[root as usize] = Some(0);
        }
        for id in (0..needed.len()).rev() {
            let Some(own) = region[id] else { continue };
            self.members[own].push(index_of(id));
            let mut used_in = |operand: Id, place: usize| {
                let known = &mut region[operand as usize];
                *known = Some(known.map_or(place, |other| common_ancestor(&self.regions, other, place)));
            };
            if let Node::If(condition, yes, no) = *self.graph.node(index_of(id)) {
                used_in(condition, own);
                if let Some((if_true, if_false)) = self.branches_of_next(id, own, condition) {
                    self.branches[id] = Some((if_true, if_false));
                    used_in(yes, if_true);
                    used_in(no, if_false);
                    continue;
                }
                let mut branch = |wanted| {
                    let depth = self.regions[own].depth + 1;
                    self.regions.push(Region { parent: own, depth, condition, wanted, mask: None });
                    self.members.push(Vec::new());
                    self.regions.len() - 1
                };
                let (if_true, if_false) = (branch(true), branch(false));
                self.branches[id] = Some((if_true, if_false));
                for (operand, place) in [(yes, if_true), (no, if_false)] {
                    let known = &mut region[operand as usize];
                    *known = Some(known.map_or(place, |other| common_ancestor(&self.regions, other, place)));
                }
            } else {
                self.graph.node(index_of(id)).for_each_operand(|operand| used_in(operand, own));
            }
        }
        for members in &mut self.members {
            members.reverse();
        }
    }

    /// The branches of the choice that follows, if it is on the same condition in the same region: the two parts of
    /// something complex are chosen together.
    fn branches_of_next(&self, id: usize, own: usize, condition: Id) -> Option<(usize, usize)> {
        let (if_true, if_false) = (*self.branches.get(id + 1)?)?;
        let next = &self.regions[if_true];
        (next.parent == own && next.condition == condition).then_some((if_true, if_false))
    }

    fn load_inputs_and_constants(&mut self, roots: &[Id], needed: &[bool]) {
        let mut filled = vec![false; needed.len()];
        let ids = (0..needed.len()).filter(|&id| needed[id]).map(index_of);
        for id in ids.clone() {
            match self.graph.node(id) {
                Node::Input(slot) => {
                    self.registers[id as usize] = Some(index_of(self.code.inputs.len()));
                    self.code.inputs.push(*slot);
                }
                Node::Constant(..) => {}
                Node::Binary(_, a, b) => {
                    if self.graph.as_constant(*a).is_some() && self.graph.as_constant(*b).is_some() {
                        filled[*a as usize] = true;
                    }
                }
                Node::If(condition, _, _) => filled[*condition as usize] = true,
                node => node.for_each_operand(|operand| filled[operand as usize] = true),
            }
        }
        for &root in roots {
            filled[root as usize] = true;
        }
        for id in ids {
            if let Some(value) = self.graph.as_constant(id) {
                let constant = index_of(self.code.constants.len());
                self.constants[id as usize] = Some(constant);
                self.code.constants.push(value);
            }
        }
        for id in (0..needed.len()).filter(|&id| filled[id]).map(index_of) {
            if let Some(constant) = self.constants[id as usize] {
                self.emit(id, Instruction::Fill { constant });
            }
        }
    }

    fn write(&mut self, region: usize) {
        for id in std::mem::take(&mut self.members[region]) {
            let mask = self.regions[region].mask;
            let registers =
                |generator: &Self, operands: &[Id]| operands.iter().map(|&o| generator.register(o)).collect();
            let instruction = match self.graph.node(id) {
                Node::Constant(..) | Node::Input(_) => continue,
                Node::Unary(operation, a) => Instruction::Unary { operation: *operation, a: self.register(*a) },
                Node::Binary(operation, a, b) => {
                    Instruction::Binary { operation: *operation, a: self.operand(*a), b: self.operand(*b) }
                }
                Node::Ternary(operation, operands) => {
                    Instruction::Ternary { operation: *operation, operands: operands.map(|o| self.register(o)) }
                }
                Node::If(condition, yes, no) => {
                    if let Some((if_true, if_false)) = self.branches[id as usize] {
                        self.write_branch(if_true, mask, id);
                        self.write_branch(if_false, mask, id);
                    }
                    let condition = self.register(*condition);
                    Instruction::Select { condition, yes: self.operand(*yes), no: self.operand(*no) }
                }
                Node::Native(function, arguments) => {
                    Instruction::Native { function: *function, arguments: registers(self, arguments), mask }
                }
                Node::Functional(functional, operands) => {
                    Instruction::Functional { functional: *functional, operands: registers(self, operands), mask }
                }
            };
            self.emit(id, instruction);
        }
    }

    fn write_branch(&mut self, region: usize, parent: Option<Register>, choice: Id) {
        let computes = |&id: &Id| !matches!(self.graph.node(id), Node::Constant(..) | Node::Input(_));
        if !self.members[region].iter().any(computes) {
            return;
        }
        let Region { condition, wanted, .. } = self.regions[region];
        let entry = self.code.instructions.len();
        let enter = Instruction::Enter { condition: self.register(condition), wanted, parent, end: 0 };
        self.regions[region].mask = Some(self.push(enter, self.graph.place(choice)));
        self.write(region);
        let here = index_of(self.code.instructions.len());
        if let Instruction::Enter { end, .. } = &mut self.code.instructions[entry] {
            *end = here;
        }
    }

    fn push(&mut self, instruction: Instruction, place: Place) -> Register {
        let register = index_of(self.code.registers());
        self.code.instructions.push(instruction);
        self.code.places.push(place);
        register
    }

    fn emit(&mut self, id: Id, instruction: Instruction) {
        let register = self.push(instruction, self.graph.place(id));
        self.registers[id as usize] = Some(register);
    }

    /// The register of a node already written.
    fn register(&self, id: Id) -> Register {
        debug_assert!(self.registers[id as usize].is_some(), "node {id} is used before it is computed");
        self.registers[id as usize].unwrap_or_default()
    }

    fn operand(&self, id: Id) -> Operand {
        match (self.registers[id as usize], self.constants[id as usize]) {
            (None, Some(constant)) => Operand::Constant(constant),
            _ => Operand::Register(self.register(id)),
        }
    }
}

fn common_ancestor(regions: &[Region], mut a: usize, mut b: usize) -> usize {
    while a != b {
        if regions[a].depth >= regions[b].depth {
            a = regions[a].parent;
        } else {
            b = regions[b].parent;
        }
    }
    a
}
