//! What makes a number of a whole function: integrals and roots.

use super::block::{LANES, Shared, run};
use super::codegen::{Code, generate};
use super::graph::{Graph, Id, Node, Place};
use super::integral::{Integral, IntegralScratch};
use super::program::Scratch;
use super::replay::{Failure, replay};
use super::root::Root;

/// Evaluations of bodies allowed for one value of a formula, nested ones counted together.
pub(super) const WORK: u64 = 4_000_000;

/// An integral or a root; its operands are the two bounds and then what the body uses from outside.
#[derive(Debug, Clone)]
pub(super) enum Functional {
    Integral(Integral),
    Root(Root),
}

impl Functional {
    /// The value; `operand(0)` and `operand(1)` are the bounds.
    pub(super) fn value(
        &self,
        shared: &Shared,
        operand: impl Fn(usize) -> f64,
        scratch: &mut IntegralScratch,
        work: &mut u64,
    ) -> Result<f64, Failure> {
        match self {
            Self::Integral(integral) => integral.value(shared, operand, scratch, work),
            Self::Root(root) => root.value(shared, operand, scratch.body(), work),
        }
    }

    /// Relative accuracy of the value.
    pub(super) fn tolerance(&self) -> f64 {
        match self {
            Self::Integral(_) => super::integral::TOLERANCE,
            Self::Root(_) => super::root::TOLERANCE,
        }
    }

    /// Whether both are the same function of their operands.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Integral(a), Self::Integral(b)) => a.body.same(&b.body),
            (Self::Root(a), Self::Root(b)) => a.body.same(&b.body),
            _ => false,
        }
    }
}

/// The function of the bound variable.
#[derive(Debug, Clone)]
pub(super) struct Body {
    /// Result 0 is the value; another one is the other part of something complex.
    pub(super) code: Code,
    pub(super) place: Place,
    pub(super) variable: String,
    /// What it is called in messages.
    pub(super) role: &'static str,
    /// The body's graph and roots, to recognise equal ones.
    pub(super) identity: (Vec<Node>, Vec<Id>),
}

impl Body {
    /// Compiles what `roots` need of a graph whose input 0 is the variable; `role` is what messages call it.
    pub(super) fn new(graph: &Graph, roots: Vec<Id>, (variable, role): (&str, &'static str), place: Place) -> Self {
        let code = generate(graph, &roots);
        let identity = (graph.nodes().to_vec(), roots);
        Self { code, place, variable: variable.to_owned(), role, identity }
    }

    fn same(&self, other: &Self) -> bool {
        // Functionals inside are numbered by their graph.
        self.identity == other.identity && self.code.functionals.is_empty() && other.code.functionals.is_empty()
    }

    pub(super) fn failure(&self, message: impl Into<String>) -> Failure {
        Failure { place: self.place, message: message.into() }
    }

    /// Values at the first `n` places of `x`; where there is none, the reason, unless `lenient` makes it NaN.
    pub(super) fn values(
        &self,
        shared: &Shared,
        memory: &mut Scratch,
        (x, n): (&[f64; LANES], usize),
        lenient: bool,
        work: &mut u64,
    ) -> Result<[f64; LANES], Failure> {
        self.run(&self.code, shared, memory, (x, n), work)?;
        let mut values = memory.registers[self.code.results[0] as usize];
        for lane in 0..n {
            if !values[lane].is_finite() {
                match replay(&self.code, shared, memory, lane, work) {
                    Ok(value) => values[lane] = value,
                    Err(_) if lenient => values[lane] = f64::NAN,
                    Err(mut failure) => {
                        let at = format!(", in the {} at {} = {:e}", self.role, self.variable, x[lane]);
                        failure.message.push_str(&at);
                        return Err(failure);
                    }
                }
            }
        }
        Ok(values)
    }

    /// Evaluates code of the same inputs as the body.
    pub(super) fn run(
        &self,
        code: &Code,
        shared: &Shared,
        memory: &mut Scratch,
        (x, n): (&[f64; LANES], usize),
        work: &mut u64,
    ) -> Result<(), Failure> {
        let Some(left) = work.checked_sub(n as u64) else {
            *work = 0;
            return Err(self.failure(format!("too many evaluations of this {}", self.role)));
        };
        *work = left;
        if let Some(register) = code.inputs.iter().position(|&input| input == 0) {
            memory.registers[register] = *x;
        }
        run(code, shared, memory, n, work);
        Ok(())
    }
}

/// Sets what a body uses from outside.
pub(super) fn load(code: &Code, memory: &mut Scratch, operand: impl Fn(usize) -> f64) {
    memory.fit(code);
    for (register, &input) in code.inputs.iter().enumerate() {
        if input > 0 {
            memory.registers[register].fill(operand(input as usize + 1));
        }
    }
}
