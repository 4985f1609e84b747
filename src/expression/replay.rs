//! The second look at a point without a finite value: the same code, one number at a time, with rounding errors and
//! the origin of whatever is not finite.

use super::block::{MOST_ARGUMENTS, Shared};
use super::codegen::{Code, Instruction, Operand, Register};
use super::graph::Place;
use super::operation::{Binary, Tracked};
use super::program::Scratch;

/// Why there is no value, and where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Failure {
    pub(super) place: Place,
    pub(super) message: String,
}

/// The value of `code` in lane `lane` of the registers that hold the inputs.
///
/// # Errors
/// The first operation that made something finite non-finite, if that reaches the result.
pub(super) fn replay(
    code: &Code,
    shared: &Shared,
    scratch: &mut Scratch,
    lane: usize,
    work: &mut u64,
) -> Result<f64, Failure> {
    for i in 0..code.inputs.len() {
        scratch.tracked[i] = Tracked::given(scratch.registers[i][lane]);
    }
    let mut reasons: Vec<(usize, Failure)> = Vec::new();
    let mut at = 0;
    while let Some(instruction) = code.instructions.get(at) {
        let output = code.output(at);
        let here = u32::try_from(at).ok();
        let place = code.places[at];
        let of = |register: Register| scratch.tracked[register as usize];
        let operand = |operand: Operand| match operand {
            Operand::Register(register) => of(register),
            Operand::Constant(constant) => code.constants[constant as usize],
        };
        at += 1;
        let mut result = match instruction {
            Instruction::Fill { constant } => code.constants[*constant as usize],
            Instruction::Unary { operation, a } => {
                let a = if operation.has_radicand() { of(*a).forgiven() } else { of(*a) };
                Tracked::through([a], |[x]| operation.apply(x))
            }
            Instruction::Binary { operation, a, b } => {
                let a = if *operation == Binary::Power { operand(*a).forgiven() } else { operand(*a) };
                Tracked::through([a, operand(*b)], |[x, y]| operation.apply(x, y))
            }
            Instruction::Ternary { operation, operands } => {
                Tracked::through(operands.map(of), |values| operation.apply(values))
            }
            Instruction::Enter { condition, wanted, end, .. } => {
                if of(*condition).value != f64::from(u8::from(*wanted)) {
                    at = *end as usize;
                }
                continue;
            }
            Instruction::Select { condition, yes, no } => {
                let condition = of(*condition);
                let chosen = operand(if condition.value == 0.0 { *no } else { *yes });
                if condition.value.is_nan() { condition } else { chosen }
            }
            Instruction::Native { function, arguments, .. } => {
                let mut tracked = [Tracked::given(0.0); MOST_ARGUMENTS];
                for (slot, &argument) in tracked.iter_mut().zip(arguments) {
                    *slot = of(argument);
                }
                let function = &shared.natives[*function as usize];
                let values = tracked.map(|t| t.value);
                if values.iter().all(|v| v.is_finite())
                    && let Err(message) = function.call(&values[..arguments.len()])
                {
                    reasons.push((at - 1, Failure { place, message }));
                }
                let call = |v: [f64; MOST_ARGUMENTS]| {
                    let finite = v.iter().all(|x| x.is_finite());
                    if finite { function.call(&v[..arguments.len()]).unwrap_or(f64::NAN) } else { f64::NAN }
                };
                Tracked::through(tracked, call)
            }
            Instruction::Functional { functional, operands, .. } => {
                let index = *functional as usize;
                let functional = &code.functionals[index];
                let culprit = operands.iter().map(|&r| of(r)).find(|t| t.value.is_nan()).and_then(|t| t.culprit);
                let tracked = &scratch.tracked;
                let operand = |k: usize| tracked[operands[k] as usize].value;
                match functional.value(shared, operand, &mut scratch.inner[index], work) {
                    Ok(value) => Tracked { value, error: functional.tolerance() * value.abs(), culprit: None },
                    Err(failure) => {
                        reasons.push((at - 1, Failure { place: failure.place, message: failure.message }));
                        Tracked { value: f64::NAN, error: 0.0, culprit }
                    }
                }
            }
        };
        // A literal `inf` is nobody's fault.
        let blamed = here.filter(|_| !matches!(instruction, Instruction::Fill { .. }));
        result.culprit = if result.value.is_finite() { None } else { result.culprit.or(blamed) };
        scratch.tracked[output] = result;
    }
    let result = scratch.tracked[code.results[0] as usize];
    if result.value.is_finite() {
        return Ok(result.value);
    }
    let Some(culprit) = result.culprit.map(|c| c as usize) else {
        // Only an input can be non-finite without a culprit.
        let place = code.places.last().copied();
        let place = place.unwrap_or(Place { span: super::Span::new(0..0), term: None, inside: None });
        return Err(Failure { place, message: format!("the value is {}", result.value) });
    };
    if let Some(at) = reasons.iter().position(|r| r.0 == culprit) {
        return Err(reasons.swap_remove(at).1);
    }
    Err(Failure { place: code.places[culprit], message: complaint(code, scratch, culprit) })
}

fn complaint(code: &Code, scratch: &Scratch, culprit: usize) -> String {
    let of = |register: Register| scratch.tracked[register as usize].value;
    let operand = |operand: Operand| match operand {
        Operand::Register(register) => of(register),
        Operand::Constant(constant) => code.constants[constant as usize].value,
    };
    let (message, finite) = match &code.instructions[culprit] {
        Instruction::Unary { operation, a } => (operation.complaint(of(*a)), of(*a).is_finite()),
        Instruction::Binary { operation, a, b } => {
            let (a, b) = (operand(*a), operand(*b));
            (operation.complaint(a, b), a.is_finite() && b.is_finite())
        }
        Instruction::Ternary { operation, operands } => {
            let values = operands.map(of);
            (operation.complaint(values), values.iter().all(|v| v.is_finite()))
        }
        _ => (String::new(), false),
    };
    if finite { message } else { "this is infinite or undefined".to_owned() }
}
