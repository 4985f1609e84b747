//! Forward-mode differentiation: a formula's value together with its derivatives along given directions.
//!
//! The code runs as always, for up to 64 lanes; then every instruction passes on the derivatives of its operands, times its
//! own with respect to them, so that what comes out is exact up to rounding. Integrals move their nodes along with their
//! bounds ([`super::integral`]), a root follows from the implicit function theorem, and functions computed by other code are
//! differentiated by differences. Along a direction that nothing of an operand depends on, its derivative is not asked for.

mod varying;

pub use varying::{Dual, DualInput, Marks, Varying};

use super::EvalError;
use super::block::{LANES, Shared, run};
use super::codegen::{Code, Instruction, Operand, Register};
use super::functional::{Functional, WORK};
use super::operation::Ternary;
use super::program::{Program, Scratch};
use super::replay::{Failure, replay};

/// Both sides of a comparison are equal if they differ by no more than this, relative.
const SAME: f64 = 1e-10;

/// Memory for evaluating programs with their derivatives.
#[derive(Debug, Clone, Default)]
pub struct DualScratch {
    scratch: Scratch,
    derivatives: Derivatives,
}

/// Derivatives of all registers.
#[derive(Debug, Clone, Default)]
struct Derivatives {
    /// By register, direction and lane.
    slopes: Vec<f64>,
    /// Whether anything that varies went into a register.
    varies: Vec<bool>,
    directions: usize,
}

impl Derivatives {
    fn fit(&mut self, registers: usize, directions: usize) {
        self.directions = directions;
        self.slopes.resize((registers * directions * LANES).max(self.slopes.len()), 0.0);
        self.varies.clear();
        self.varies.resize(registers, false);
    }

    fn of(&self, register: usize, direction: usize) -> &[f64] {
        let from = (register * self.directions + direction) * LANES;
        &self.slopes[from..from + LANES]
    }

    fn of_mut(&mut self, register: usize, direction: usize) -> &mut [f64] {
        let from = (register * self.directions + direction) * LANES;
        &mut self.slopes[from..from + LANES]
    }
}

impl Program {
    /// The values at `n` ≤ 64 points and their derivatives along a number of `directions`; `inputs` are the variables by slot.
    ///
    /// # Errors
    /// As [`Program::eval_block`].
    pub fn eval_dual(
        &self,
        n: usize,
        directions: usize,
        inputs: &[DualInput<'_>],
        memory: &mut DualScratch,
    ) -> Result<Dual, EvalError> {
        let n = n.min(LANES);
        let DualScratch { scratch, derivatives } = memory;
        scratch.fit(&self.code);
        derivatives.fit(self.code.registers(), directions);
        for (register, &slot) in self.code.inputs.iter().enumerate() {
            let input = inputs.get(slot as usize).filter(|input| !input.values.is_empty());
            let input = input.ok_or_else(|| self.missing(slot as usize))?;
            spread(input.values, &mut scratch.registers[register][..n]);
            if input.slopes.is_empty() {
                continue;
            }
            derivatives.varies[register] = true;
            let each = input.slopes.len() / directions.max(1);
            for k in 0..directions {
                spread(&input.slopes[k * each..(k + 1) * each], &mut derivatives.of_mut(register, k)[..n]);
            }
        }
        let mut work = WORK * n as u64;
        let refuse = |(failure, lane): (Failure, usize), scratch: &Scratch| self.error(failure, lane, scratch);
        values(&self.code, &self.shared, scratch, n, &mut work).map_err(|failure| refuse(failure, scratch))?;
        slopes(&self.code, &self.shared, (scratch, derivatives), n, &mut work)
            .map_err(|failure| refuse((failure, 0), scratch))?;
        Ok(result(&self.code, scratch, derivatives, n))
    }
}

impl Program {
    /// Which comparisons switch at a point, and where the Breit–Wigners are that it is about; as [`Program::eval_dual`].
    ///
    /// # Errors
    /// As [`Program::eval_block`].
    pub fn marks(
        &self,
        directions: usize,
        inputs: &[DualInput<'_>],
        memory: &mut DualScratch,
    ) -> Result<Marks, EvalError> {
        self.eval_dual(1, directions, inputs, memory)?;
        let DualScratch { scratch, derivatives } = memory;
        let varying = |register: Register| {
            let varies = derivatives.varies[register as usize];
            let slope = |k| if varies { derivatives.of(register as usize, k)[0] } else { 0.0 };
            Varying { value: scratch.registers[register as usize][0], slopes: (0..directions).map(slope).collect() }
        };
        let operand = |operand: Operand| match operand {
            Operand::Register(register) => varying(register),
            Operand::Constant(constant) => Varying::constant(self.code.constants[constant as usize].value, directions),
        };
        let mut marks = Marks::default();
        for instruction in &self.code.instructions {
            match instruction {
                Instruction::Binary { operation, a, b } if operation.is_comparison() => {
                    let (a, b) = (operand(*a), operand(*b));
                    if (a.value - b.value).abs() <= SAME * (a.value.abs() + b.value.abs()) {
                        marks.switches.push(a.slopes.iter().zip(&b.slopes).map(|(a, b)| a - b).collect());
                    }
                }
                Instruction::Ternary { operation: Ternary::BreitWigner, operands: [_, mass, width] } => {
                    marks.peaks.push([varying(*mass), varying(*width)]);
                }
                _ => {}
            }
        }
        Ok(marks)
    }
}

/// One value for all lanes, or one for each.
fn spread(from: &[f64], to: &mut [f64]) {
    match from {
        [same] => to.fill(*same),
        each => each.iter().zip(to).for_each(|(from, to)| *to = *from),
    }
}

fn result(code: &Code, scratch: &Scratch, derivatives: &Derivatives, n: usize) -> Dual {
    let register = code.results[0] as usize;
    let values = scratch.registers[register][..n].to_vec();
    let mut slopes = vec![0.0; n * derivatives.directions];
    if derivatives.varies[register] {
        for (k, slopes) in slopes.chunks_exact_mut(n).enumerate() {
            slopes.copy_from_slice(&derivatives.of(register, k)[..n]);
        }
    }
    // A radicand that was negative by rounding only is at its branch point: its derivative is left out.
    slopes.iter_mut().filter(|slope| !slope.is_finite()).for_each(|slope| *slope = 0.0);
    Dual { values, slopes }
}

/// Runs the code; the error comes with its lane.
fn values(
    code: &Code,
    shared: &Shared,
    scratch: &mut Scratch,
    n: usize,
    work: &mut u64,
) -> Result<(), (Failure, usize)> {
    run(code, shared, scratch, n, work);
    let result = code.results[0] as usize;
    for lane in 0..n {
        if !scratch.registers[result][lane].is_finite() {
            let value = replay(code, shared, scratch, lane, work).map_err(|failure| (failure, lane))?;
            scratch.registers[result][lane] = value;
        }
    }
    Ok(())
}

/// Runs `code` of a body for values of its inputs, given by their number: value and derivatives.
pub(super) fn body(
    code: &Code,
    shared: &Shared,
    n: usize,
    directions: usize,
    input: impl Fn(usize) -> (Vec<f64>, Vec<f64>),
    work: &mut u64,
) -> Result<Dual, Failure> {
    let mut scratch = Scratch::new();
    let mut derivatives = Derivatives::default();
    scratch.fit(code);
    derivatives.fit(code.registers(), directions);
    for (register, &number) in code.inputs.iter().enumerate() {
        let (values, slopes) = input(number as usize);
        spread(&values, &mut scratch.registers[register][..n]);
        if slopes.iter().any(|slope| *slope != 0.0) {
            derivatives.varies[register] = true;
            let each = slopes.len() / directions.max(1);
            for k in 0..directions {
                spread(&slopes[k * each..(k + 1) * each], &mut derivatives.of_mut(register, k)[..n]);
            }
        }
    }
    values(code, shared, &mut scratch, n, work).map_err(|(failure, _)| failure)?;
    slopes(code, shared, (&mut scratch, &mut derivatives), n, work)?;
    Ok(result(code, &scratch, &derivatives, n))
}

/// Passes on derivatives through code that has been run.
fn slopes(
    code: &Code,
    shared: &Shared,
    (scratch, derivatives): (&mut Scratch, &mut Derivatives),
    n: usize,
    work: &mut u64,
) -> Result<(), Failure> {
    let mut pass = Pass { code, shared, scratch, derivatives, n };
    let mut at = 0;
    while let Some(instruction) = code.instructions.get(at) {
        let output = code.output(at);
        at += 1;
        match instruction {
            Instruction::Fill { .. } => {}
            Instruction::Enter { end, .. } => {
                if pass.scratch.registers[output][..n].iter().all(|mask| *mask != 1.0) {
                    at = *end as usize;
                }
            }
            Instruction::Unary { operation, a } => {
                pass.combine(output, [Operand::Register(*a)], |[x], value| [operation.slope(x, value)]);
            }
            Instruction::Binary { operation, a, b } => {
                pass.combine(output, [*a, *b], |[x, y], value| operation.slopes(x, y, value));
            }
            Instruction::Ternary { operation, operands } => {
                let operands = operands.map(Operand::Register);
                pass.combine(output, operands, |values, value| operation.slopes(values, value));
            }
            Instruction::Select { condition, yes, no } => pass.select(output, *condition, (*yes, *no)),
            Instruction::Native { function, arguments, mask } => pass.native(output, *function, arguments, *mask),
            Instruction::Functional { functional, operands, mask } => {
                pass.functional(output, *functional, operands, *mask, work)?;
            }
        }
    }
    Ok(())
}

/// The derivatives of one run.
struct Pass<'a> {
    code: &'a Code,
    shared: &'a Shared,
    scratch: &'a mut Scratch,
    derivatives: &'a mut Derivatives,
    n: usize,
}

impl Pass<'_> {
    fn value(&self, operand: Operand, lane: usize) -> f64 {
        match operand {
            Operand::Register(register) => self.scratch.registers[register as usize][lane],
            Operand::Constant(constant) => self.code.constants[constant as usize].value,
        }
    }

    fn varies(&self, operand: Operand) -> bool {
        matches!(operand, Operand::Register(register) if self.derivatives.varies[register as usize])
    }

    fn slope(&self, operand: Operand, direction: usize, lane: usize) -> f64 {
        match operand {
            Operand::Register(register) if self.varies(operand) => {
                self.derivatives.of(register as usize, direction)[lane]
            }
            _ => 0.0,
        }
    }

    /// Σ ∂(output)/∂(operand) · d(operand).
    fn combine<const N: usize>(
        &mut self,
        output: usize,
        operands: [Operand; N],
        partials: impl Fn([f64; N], f64) -> [f64; N],
    ) {
        if !operands.iter().any(|&operand| self.varies(operand)) {
            return;
        }
        self.derivatives.varies[output] = true;
        let n = self.n;
        let mut factors = [[0.0; LANES]; N];
        for lane in 0..n {
            let values = operands.map(|operand| self.value(operand, lane));
            let partials = partials(values, self.scratch.registers[output][lane]);
            for (factors, partial) in factors.iter_mut().zip(partials) {
                factors[lane] = partial;
            }
        }
        for k in 0..self.derivatives.directions {
            let mut totals = [0.0; LANES];
            for (operand, factors) in operands.iter().zip(&factors).filter(|(operand, _)| self.varies(**operand)) {
                let Operand::Register(register) = *operand else { continue };
                let slopes = &self.derivatives.of(register as usize, k)[..n];
                for ((total, slope), factor) in totals.iter_mut().zip(slopes).zip(factors) {
                    // What does not vary has no part, even where the partial derivative is infinite.
                    *total += if *slope == 0.0 { 0.0 } else { factor * slope };
                }
            }
            self.derivatives.of_mut(output, k)[..n].copy_from_slice(&totals[..n]);
        }
    }

    fn select(&mut self, output: usize, condition: Register, (yes, no): (Operand, Operand)) {
        if !(self.varies(yes) || self.varies(no)) {
            return;
        }
        self.derivatives.varies[output] = true;
        for lane in 0..self.n {
            let chosen = if self.scratch.registers[condition as usize][lane] == 0.0 { no } else { yes };
            for k in 0..self.derivatives.directions {
                let slope = self.slope(chosen, k, lane);
                self.derivatives.of_mut(output, k)[lane] = slope;
            }
        }
    }

    /// Whether a lane takes part.
    fn active(&self, mask: Option<Register>, lane: usize) -> bool {
        mask.is_none_or(|mask| self.scratch.registers[mask as usize][lane] == 1.0) && self.n > lane
    }

    fn native(&mut self, output: usize, function: u32, arguments: &[Register], mask: Option<Register>) {
        if !arguments.iter().any(|&argument| self.derivatives.varies[argument as usize]) {
            return;
        }
        self.derivatives.varies[output] = true;
        let native = &self.shared.natives[function as usize];
        for lane in (0..self.n).filter(|&lane| self.active(mask, lane)).collect::<Vec<_>>() {
            let values: Vec<f64> = arguments.iter().map(|&a| self.value(Operand::Register(a), lane)).collect();
            let mut totals = vec![0.0; self.derivatives.directions];
            for (i, &argument) in arguments.iter().enumerate().filter(|(_, a)| self.derivatives.varies[**a as usize]) {
                let partial = native.slope(&values, i);
                for (k, total) in totals.iter_mut().enumerate() {
                    *total += partial * self.derivatives.of(argument as usize, k)[lane];
                }
            }
            for (k, total) in totals.into_iter().enumerate() {
                self.derivatives.of_mut(output, k)[lane] = total;
            }
        }
    }

    fn functional(
        &mut self,
        output: usize,
        functional: u32,
        operands: &[Register],
        mask: Option<Register>,
        work: &mut u64,
    ) -> Result<(), Failure> {
        if !operands.iter().any(|&operand| self.derivatives.varies[operand as usize]) {
            return Ok(());
        }
        self.derivatives.varies[output] = true;
        let directions = self.derivatives.directions;
        let mut known: Option<(Vec<f64>, Vec<f64>, Vec<f64>)> = None;
        for lane in (0..self.n).filter(|&lane| self.active(mask, lane)).collect::<Vec<_>>() {
            let values: Vec<f64> = operands.iter().map(|&o| self.value(Operand::Register(o), lane)).collect();
            let moved: Vec<f64> = (operands.iter())
                .flat_map(|&o| (0..directions).map(move |k| (o, k)))
                .map(|(o, k)| self.slope(Operand::Register(o), k, lane))
                .collect();
            // Often every lane has the same.
            let again =
                known.as_ref().filter(|(v, m, _)| *v == values && *m == moved).map(|(_, _, slopes)| slopes.clone());
            let slopes = if let Some(slopes) = again {
                slopes
            } else {
                let operand = |i: usize| (values[i], &moved[i * directions..(i + 1) * directions]);
                match &*self.code.functionals[functional as usize] {
                    Functional::Integral(integral) => integral.slopes(self.shared, operand, directions, work)?,
                    Functional::Root(root) => {
                        let place = self.scratch.registers[output][lane];
                        root.slopes(self.shared, place, operand, directions, work)?
                    }
                }
            };
            for (k, slope) in slopes.iter().enumerate() {
                self.derivatives.of_mut(output, k)[lane] = *slope;
            }
            known = Some((values, moved, slopes));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
