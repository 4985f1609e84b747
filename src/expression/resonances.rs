//! Where a formula has a narrow peak: the near-zeros of its denominators.
//!
//! A peak 1/((v − v₀)² + w²) may be too narrow to be met by any sampling of the formula, but its denominator is a smooth
//! function with a minimum at v₀, however small w. So the denominators are followed, each for itself: what a formula divides
//! by or raises to a negative power, products and roots taken apart. Their minima and zeros are bracketed on a grid and
//! narrowed down until the denominator is a parabola, whose curvature gives w.

use super::block::{LANES, run};
use super::codegen::{Code, Instruction, Operand, Register};
use super::functional::WORK;
use super::operation::{Binary, Ternary, Unary};
use super::program::{Program, Scratch};

/// Points of the grid for a factor of ten in the variable.
const PER_DECADE: f64 = 64.0;
/// Most points of the grid.
const MOST_POINTS: f64 = 10_000.0;
/// How far below the range the grid begins, so that a minimum at its edge is bracketed.
const MARGIN: f64 = 0.8;
/// A minimum is narrowed down until the denominator grows by less than this factor within its bracket.
const RESOLVED: f64 = 16.0;
/// A minimum that is not resolved in a bracket this short, relative to the variable, is a zero.
const SHORTEST: f64 = 1e-14;
/// A minimum broader than this part of the variable is no narrow peak.
const BROADEST: f64 = 0.1;
/// Most brackets looked into.
const MOST_BRACKETS: usize = 400;

/// A near-zero of a denominator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resonance {
    /// Where the denominator is least.
    pub place: f64,
    /// The distance from there at which it is twice that; 0 where it vanishes.
    pub half_width: f64,
}

/// A denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Denominator {
    /// The modulus of a register.
    Modulus(Register),
    /// x² + y², of which the formula has the root.
    Squares([Operand; 2]),
    /// (s − M²)² + M²Γ².
    BreitWigner([Register; 3]),
}

impl Program {
    /// The narrow peaks of the formula as a function of the positive variable in `slot` within `range`, ascending. `inputs`
    /// are the other variables by slot; denominators that depend on variables that are missing are left out.
    ///
    /// Every denominator is looked at on a grid of 64 points for a factor of ten: peaks are found at any width, if two of
    /// one denominator are at least 4 % apart, or closer and found while narrowing down the one.
    #[must_use]
    pub fn resonances(
        &self,
        slot: usize,
        (low, high): (f64, f64),
        inputs: &[f64],
        scratch: &mut Scratch,
    ) -> Vec<Resonance> {
        let denominators = denominators(&self.code, slot);
        let mut found = Vec::new();
        if denominators.is_empty() || !(low > 0.0 && high > low && high.is_finite()) {
            return found;
        }
        let mut search = Search { program: self, slot, inputs, scratch, brackets: 0 };
        let grid = grid(MARGIN * low, high);
        let values = search.values(&denominators, &grid);
        for (&denominator, values) in denominators.iter().zip(&values) {
            for bracket in brackets(&grid, values) {
                search.narrow(denominator, bracket, &mut found);
            }
        }
        found.retain(|r| r.place >= low * (1.0 - SHORTEST) && r.half_width < BROADEST * r.place);
        found.sort_by(|a, b| a.place.total_cmp(&b.place));
        found.dedup_by(|a, b| (a.place - b.place).abs() <= 1e-2 * a.half_width.max(b.half_width));
        found
    }
}

struct Search<'a> {
    program: &'a Program,
    slot: usize,
    inputs: &'a [f64],
    scratch: &'a mut Scratch,
    brackets: usize,
}

impl Search<'_> {
    /// The values of denominators at `places`.
    fn values(&mut self, denominators: &[Denominator], places: &[f64]) -> Vec<Vec<f64>> {
        let code = &self.program.code;
        let mut values = vec![Vec::with_capacity(places.len()); denominators.len()];
        self.scratch.fit(code);
        for places in places.chunks(LANES) {
            // What is not computed, as in the other branch of a choice, is no number.
            self.scratch.registers.iter_mut().for_each(|lanes| lanes.fill(f64::NAN));
            for (register, &slot) in code.inputs.iter().enumerate() {
                let lanes = &mut self.scratch.registers[register][..places.len()];
                if slot as usize == self.slot {
                    lanes.copy_from_slice(places);
                } else {
                    lanes.fill(self.inputs.get(slot as usize).copied().unwrap_or(f64::NAN));
                }
            }
            run(code, &self.program.shared, self.scratch, places.len(), &mut (WORK * places.len() as u64));
            for (denominator, values) in denominators.iter().zip(&mut values) {
                let register = |r: Register, lane: usize| self.scratch.registers[r as usize][lane];
                values.extend((0..places.len()).map(|lane| match *denominator {
                    Denominator::Modulus(r) => register(r, lane),
                    Denominator::Squares(operands) => {
                        let value = |operand| match operand {
                            Operand::Register(r) => register(r, lane),
                            Operand::Constant(c) => code.constants[c as usize].value,
                        };
                        operands.iter().map(|&operand| value(operand).powi(2)).sum()
                    }
                    Denominator::BreitWigner([s, mass, width]) => {
                        let [s, mass, width] = [s, mass, width].map(|r| register(r, lane));
                        (s - mass * mass).powi(2) + (mass * width).powi(2)
                    }
                }));
            }
        }
        values
    }

    /// Narrows down what is between `low` and `high`.
    fn narrow(&mut self, denominator: Denominator, bracket: (f64, f64), found: &mut Vec<Resonance>) {
        let mut pending = vec![bracket];
        while let Some((low, high)) = pending.pop() {
            if high - low <= SHORTEST * high {
                found.push(Resonance { place: 0.5 * (low + high), half_width: 0.0 });
                continue;
            }
            self.brackets += 1;
            if self.brackets > MOST_BRACKETS {
                return;
            }
            let step = (high - low) / (LANES - 1) as f64;
            let places: [f64; LANES] = std::array::from_fn(|i| low + step * i as f64);
            let values = self.values(&[denominator], &places).pop().unwrap_or_default();
            let largest = values.iter().fold(0.0_f64, |largest, v| largest.max(v.abs()));
            let least = (0..LANES).min_by(|&a, &b| values[a].abs().total_cmp(&values[b].abs())).unwrap_or(0);
            if values[least] != 0.0 && largest < RESOLVED * values[least].abs() {
                found.extend(vertex(&places, &values));
                continue;
            }
            pending.extend(brackets(&places, &values));
        }
    }
}

/// The vertex of the parabola through the ends and the middle.
fn vertex(places: &[f64; LANES], values: &[f64]) -> Option<Resonance> {
    let (a, b, c) = (0, LANES / 2, LANES - 1);
    let slope = |i: usize, j: usize| (values[j].abs() - values[i].abs()) / (places[j] - places[i]);
    let curvature = (slope(b, c) - slope(a, b)) / (places[c] - places[a]);
    let slope_at_b = slope(a, b) + curvature * (places[b] - places[a]);
    let from_b = -0.5 * slope_at_b / curvature;
    let least = values[b].abs() - curvature * from_b * from_b;
    let resonance = Resonance { place: places[b] + from_b, half_width: (least / curvature).sqrt() };
    (curvature > 0.0 && least > 0.0 && resonance.place.is_finite()).then_some(resonance)
}

/// Places from `low` to `high` at equal ratios.
fn grid(low: f64, high: f64) -> Vec<f64> {
    let decades = (high / low).log10();
    let points = (PER_DECADE * decades).ceil().clamp(3.0, MOST_POINTS);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
    let count = points as usize;
    (0..=count).map(|i| low * 10.0_f64.powf(decades * i as f64 / points)).collect()
}

/// The stretches that hold a minimum of the modulus or a change of sign.
fn brackets(places: &[f64], values: &[f64]) -> Vec<(f64, f64)> {
    let mut brackets: Vec<(f64, f64)> = Vec::new();
    for i in 1..places.len() {
        let (before, here) = (values[i - 1], values[i]);
        if before * here < 0.0 {
            brackets.push((places[i - 1], places[i]));
        } else if let (Some(&next), Some(&after)) = (places.get(i + 1), values.get(i + 1))
            && here.abs() < before.abs()
            && here.abs() <= after.abs()
            && here * after >= 0.0
        {
            brackets.push((places[i - 1], next));
        }
    }
    brackets
}

/// The denominators that depend on the variable in `slot`.
fn denominators(code: &Code, slot: usize) -> Vec<Denominator> {
    let mut varies: Vec<bool> = code.inputs.iter().map(|&input| input as usize == slot).collect();
    for instruction in &code.instructions {
        let mut depends = false;
        for_each_operand(instruction, |register| depends |= varies[register as usize]);
        varies.push(depends);
    }
    let mut found = Vec::new();
    let mut pending: Vec<Register> = Vec::new();
    let mut add = |denominator: Denominator| {
        if !found.contains(&denominator) {
            found.push(denominator);
        }
    };
    for instruction in &code.instructions {
        match *instruction {
            Instruction::Binary { operation: Binary::Divide, b: Operand::Register(b), .. } => pending.push(b),
            Instruction::Binary { operation: Binary::Power, a: Operand::Register(a), b } => match b {
                Operand::Constant(b) if code.constants[b as usize].value >= 0.0 => {}
                _ => pending.push(a),
            },
            Instruction::Unary { operation: Unary::PowerInteger(n) | Unary::PowerHalf(n), a } if n < 0 => {
                pending.push(a);
            }
            Instruction::Ternary { operation: Ternary::BreitWigner, operands }
                if operands.iter().any(|&r| varies[r as usize]) =>
            {
                add(Denominator::BreitWigner(operands));
            }
            _ => {}
        }
        while let Some(register) = pending.pop() {
            let instruction = (register as usize).checked_sub(code.inputs.len()).map(|i| &code.instructions[i]);
            match instruction {
                _ if !varies[register as usize] => {}
                // The variable itself vanishes nowhere.
                None => {}
                Some(&Instruction::Unary { operation, a }) if keeps_zeros(operation) => pending.push(a),
                Some(&Instruction::Binary { operation: Binary::Multiply, a, b }) => {
                    pending.extend([a, b].into_iter().filter_map(register_of));
                }
                Some(&Instruction::Binary { operation: Binary::Divide, a, .. }) => pending.extend(register_of(a)),
                Some(&Instruction::Binary { operation: Binary::Hypot, a, b }) => add(Denominator::Squares([a, b])),
                Some(_) => add(Denominator::Modulus(register)),
            }
        }
    }
    found
}

/// Whether an operation vanishes where its argument does, and nowhere else.
fn keeps_zeros(operation: Unary) -> bool {
    match operation {
        Unary::Negate | Unary::Sqrt | Unary::Cbrt | Unary::Abs => true,
        Unary::PowerInteger(n) | Unary::PowerHalf(n) => n > 0,
        _ => false,
    }
}

fn register_of(operand: Operand) -> Option<Register> {
    match operand {
        Operand::Register(register) => Some(register),
        Operand::Constant(_) => None,
    }
}

fn for_each_operand(instruction: &Instruction, mut visit: impl FnMut(Register)) {
    match instruction {
        Instruction::Fill { .. } => {}
        Instruction::Unary { a, .. } => visit(*a),
        Instruction::Binary { a, b, .. } => [*a, *b].into_iter().filter_map(register_of).for_each(visit),
        Instruction::Ternary { operands, .. } => operands.iter().copied().for_each(visit),
        Instruction::Enter { condition, .. } => visit(*condition),
        Instruction::Select { condition, yes, no } => {
            visit(*condition);
            [*yes, *no].into_iter().filter_map(register_of).for_each(visit);
        }
        Instruction::Native { arguments: operands, .. } | Instruction::Functional { operands, .. } => {
            operands.iter().copied().for_each(visit);
        }
    }
}
