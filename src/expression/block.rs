//! Runs code for up to 64 lanes at a time: each instruction is one loop the compiler can vectorise.

use super::ast::Ast;
use super::codegen::{Code, Instruction, Operand, Register};
use super::environment::NativeFunction;
use super::graph::Place;
use super::operation::{Binary, Ternary, Unary, power_half, truth};
use super::program::Scratch;
use super::special;

/// Lanes of a block.
pub(super) const LANES: usize = 64;
/// Most arguments of a native function.
pub(super) const MOST_ARGUMENTS: usize = 8;

pub(super) type Lanes = [f64; LANES];

/// What all code of a program shares.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) formula: Ast,
    pub(super) natives: Vec<NativeFunction>,
    /// Name and formula of every inlined function and definition, for messages.
    pub(super) inlined: Vec<(String, Ast)>,
}

impl Shared {
    /// A message with what it is about: the part of an inlined function, the term of a sum.
    pub(super) fn explained(&self, place: Place, message: &str) -> String {
        let mut terms: Vec<&str> = place.term.and_then(|term| self.formula.label(term)).into_iter().collect();
        let mut text = message.to_owned();
        if let Some((inside, (name, ast))) = place.inside.and_then(|i| Some((i, self.inlined.get(i.index as usize)?))) {
            let part = ast.text().get(inside.span.range()).unwrap_or_default();
            text = format!("in `{name}`, at `{part}`: {message}");
            terms.extend(inside.term.and_then(|term| ast.label(term)));
        }
        if terms.is_empty() { text } else { format!("{text} (in the term {})", terms.join(", ")) }
    }
}

/// Runs `code` for the first `n` lanes; the inputs are in place. Where there is no number, the result is NaN.
pub(super) fn run(code: &Code, shared: &Shared, scratch: &mut Scratch, n: usize, work: &mut u64) {
    let mut at = 0;
    while let Some(instruction) = code.instructions.get(at) {
        let output = code.output(at);
        at += 1;
        let (read, write) = scratch.registers.split_at_mut(output);
        let out = &mut write[0][..n];
        let lanes = |register: Register| &read[register as usize][..n];
        match instruction {
            Instruction::Fill { constant } => out.fill(code.constants[*constant as usize].value),
            Instruction::Unary { operation, a } => unary(*operation, lanes(*a), out),
            Instruction::Binary { operation, a, b } => {
                let of = |constant: u32| code.constants[constant as usize].value;
                match (*a, *b) {
                    (Operand::Register(a), Operand::Register(b)) => binary(*operation, lanes(a), lanes(b), out),
                    (Operand::Register(a), Operand::Constant(b)) => binary_right(*operation, lanes(a), of(b), out),
                    (Operand::Constant(a), Operand::Register(b)) => binary_left(*operation, of(a), lanes(b), out),
                    (Operand::Constant(a), Operand::Constant(b)) => out.fill(operation.apply(of(a), of(b))),
                }
            }
            Instruction::Ternary { operation, operands } => {
                ternary(*operation, operands.map(lanes), out);
            }
            Instruction::Enter { condition, wanted, parent, end } => {
                let wanted = if *wanted { 1.0 } else { 0.0 };
                let parent = parent.map(lanes);
                let mut any = false;
                for (i, (o, &c)) in out.iter_mut().zip(lanes(*condition)).enumerate() {
                    let inside = c == wanted && parent.is_none_or(|p| p[i] == 1.0);
                    any |= inside;
                    *o = truth(inside, false);
                }
                if !any {
                    at = *end as usize;
                }
            }
            Instruction::Select { condition, yes, no } => {
                let value = |operand: Operand, i: usize| match operand {
                    Operand::Register(register) => read[register as usize][i],
                    Operand::Constant(constant) => code.constants[constant as usize].value,
                };
                for (i, (o, &c)) in out.iter_mut().zip(lanes(*condition)).enumerate() {
                    *o = if c.is_nan() { c } else { value(if c == 0.0 { *no } else { *yes }, i) };
                }
            }
            Instruction::Native { function, arguments, mask } => {
                let function = &shared.natives[*function as usize];
                let mut values = [0.0; MOST_ARGUMENTS];
                for (i, o) in out.iter_mut().enumerate() {
                    *o = f64::NAN;
                    if mask.is_none_or(|m| read[m as usize][i] == 1.0) {
                        for (value, &argument) in values.iter_mut().zip(arguments) {
                            *value = read[argument as usize][i];
                        }
                        let values = &values[..arguments.len()];
                        if values.iter().all(|v| v.is_finite()) {
                            *o = function.call(values).unwrap_or(f64::NAN);
                        }
                    }
                }
            }
            Instruction::Functional { functional, operands, mask } => {
                let index = *functional as usize;
                let functional = &code.functionals[index];
                // Without anything from outside the value is the same for every lane.
                let same = operands.iter().all(|&r| is_fill(code, r));
                let mut known = None;
                for (i, o) in out.iter_mut().enumerate() {
                    *o = f64::NAN;
                    if mask.is_none_or(|m| read[m as usize][i] == 1.0) {
                        *o = known.unwrap_or_else(|| {
                            let operand = |k: usize| read[operands[k] as usize][i];
                            functional.value(shared, operand, &mut scratch.inner[index], work).unwrap_or(f64::NAN)
                        });
                        if same {
                            known = Some(*o);
                        }
                    }
                }
            }
        }
    }
}

fn is_fill(code: &Code, register: Register) -> bool {
    let instruction = (register as usize).checked_sub(code.inputs.len()).and_then(|i| code.instructions.get(i));
    matches!(instruction, Some(Instruction::Fill { .. }))
}

#[inline]
fn map(a: &[f64], out: &mut [f64], f: impl Fn(f64) -> f64) {
    for (o, &x) in out.iter_mut().zip(a) {
        *o = f(x);
    }
}

fn unary(operation: Unary, a: &[f64], out: &mut [f64]) {
    match operation {
        Unary::Negate => map(a, out, |x| -x),
        Unary::Sqrt => map(a, out, f64::sqrt),
        Unary::Exp => map(a, out, f64::exp),
        Unary::Log => map(a, out, f64::ln),
        Unary::Abs => map(a, out, f64::abs),
        Unary::PowerInteger(2) => map(a, out, |x| x * x),
        Unary::PowerInteger(3) => map(a, out, |x| x * x * x),
        Unary::PowerInteger(4) => map(a, out, |x| (x * x) * (x * x)),
        Unary::PowerInteger(-1) => map(a, out, |x| 1.0 / x),
        Unary::PowerInteger(-2) => map(a, out, |x| 1.0 / (x * x)),
        Unary::PowerHalf(3) => map(a, out, |x| power_half(x, 3)),
        _ => map(a, out, |x| operation.apply(x)),
    }
}

#[inline]
fn zip(a: &[f64], b: &[f64], out: &mut [f64], f: impl Fn(f64, f64) -> f64) {
    for ((o, &x), &y) in out.iter_mut().zip(a).zip(b) {
        *o = f(x, y);
    }
}

fn binary(operation: Binary, a: &[f64], b: &[f64], out: &mut [f64]) {
    match operation {
        Binary::Add => zip(a, b, out, |x, y| x + y),
        Binary::Subtract => zip(a, b, out, |x, y| x - y),
        Binary::Multiply => zip(a, b, out, |x, y| x * y),
        Binary::Divide => zip(a, b, out, |x, y| x / y),
        _ => zip(a, b, out, |x, y| operation.apply(x, y)),
    }
}

fn binary_right(operation: Binary, a: &[f64], b: f64, out: &mut [f64]) {
    match operation {
        Binary::Add => map(a, out, |x| x + b),
        Binary::Subtract => map(a, out, |x| x - b),
        Binary::Multiply => map(a, out, |x| x * b),
        Binary::Divide => map(a, out, |x| x / b),
        _ => map(a, out, |x| operation.apply(x, b)),
    }
}

fn binary_left(operation: Binary, a: f64, b: &[f64], out: &mut [f64]) {
    match operation {
        Binary::Add => map(b, out, |y| a + y),
        Binary::Subtract => map(b, out, |y| a - y),
        Binary::Multiply => map(b, out, |y| a * y),
        Binary::Divide => map(b, out, |y| a / y),
        _ => map(b, out, |y| operation.apply(a, y)),
    }
}

fn ternary(operation: Ternary, [a, b, c]: [&[f64]; 3], out: &mut [f64]) {
    let each = |out: &mut [f64], f: fn(f64, f64, f64) -> f64| {
        for (((o, &x), &y), &z) in out.iter_mut().zip(a).zip(b).zip(c) {
            *o = f(x, y, z);
        }
    };
    match operation {
        Ternary::Kallen => each(out, special::kallen),
        Ternary::BreitWigner => each(out, special::breit_wigner),
        Ternary::Beta => each(out, special::beta),
    }
}
