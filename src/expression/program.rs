//! A compiled formula and the memory it is evaluated in.

use num_complex::Complex64;

use super::EvalError;
use super::block::{LANES, Lanes, Shared, run};
use super::codegen::Code;
use super::functional::WORK;
use super::integral::IntegralScratch;
use super::operation::Tracked;
use super::replay::{Failure, replay};

/// Memory for evaluating programs; reused, it makes evaluation free of allocation. Any program may use any scratch, but
/// only one that has grown to the program's size saves the growing.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    pub(super) registers: Vec<Lanes>,
    pub(super) tracked: Vec<Tracked>,
    /// One for each integral or root of the code.
    pub(super) inner: Vec<IntegralScratch>,
}

impl Scratch {
    /// Empty memory that grows with the first evaluation.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn fit(&mut self, code: &Code) {
        if self.registers.len() < code.registers() {
            self.registers.resize(code.registers(), [0.0; LANES]);
            self.tracked.resize(code.registers(), Tracked::given(0.0));
        }
        if self.inner.len() < code.functionals.len() {
            self.inner.resize_with(code.functionals.len(), IntegralScratch::default);
        }
    }
}

/// A variable of a program: its slot among the inputs and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Variable {
    pub(super) slot: usize,
    pub(super) name: String,
}

/// A compiled formula: immutable, cheap to share between threads, evaluated with a [`Scratch`] per thread.
#[derive(Debug, Clone)]
pub struct Program {
    pub(super) code: Code,
    pub(super) shared: Shared,
    /// Variables the result depends on, by slot.
    pub(super) variables: Vec<Variable>,
    pub(super) breakpoints: Vec<(usize, f64)>,
    pub(super) poles: Vec<(usize, f64, f64)>,
}

impl Program {
    /// Number of instructions; a formula of constants has one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.code.instructions.len()
    }

    /// Whether there is nothing to compute: the result is an input.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.code.instructions.is_empty()
    }

    /// Whether the result depends on no variable.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.variables.is_empty()
    }

    /// Whether two programs are sure to give the same values. Those that call code never are.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        self.shared.natives.is_empty()
            && other.shared.natives.is_empty()
            && self.variables == other.variables
            && self.code.same(&other.code)
    }

    /// Whether the result depends on the variable in `slot`.
    #[must_use]
    pub fn uses(&self, slot: usize) -> bool {
        self.variables.iter().any(|v| v.slot == slot)
    }

    /// Values of the variable in `slot`, ascending, at which a comparison with a constant switches. Found are
    /// comparisons of the variable itself or of a monotone function of it (`T < m/3`, `2*sqrt(s) > m`, `x^2 > 4`),
    /// the variable being positive.
    #[must_use]
    pub fn breakpoints(&self, slot: usize) -> Vec<f64> {
        self.breakpoints.iter().filter(|b| b.0 == slot).map(|b| b.1).collect()
    }

    /// Masses and widths (GeV) of every `breit_wigner(s, M, W)` of the variable in `slot` whose mass and width are constants.
    #[must_use]
    pub fn breit_wigner_poles(&self, slot: usize) -> Vec<(f64, f64)> {
        self.poles.iter().filter(|pole| pole.0 == slot).map(|&(_, mass, width)| (mass, width)).collect()
    }

    /// The value at one point; `inputs` are the variables by slot, in powers of GeV.
    ///
    /// # Errors
    /// The first sub-expression without a finite value, or too few inputs.
    pub fn eval(&self, inputs: &[f64], scratch: &mut Scratch) -> Result<f64, EvalError> {
        scratch.fit(&self.code);
        for (register, &slot) in self.code.inputs.iter().enumerate() {
            scratch.registers[register][0] = *inputs.get(slot as usize).ok_or_else(|| self.missing(slot as usize))?;
        }
        self.run(1, scratch)?;
        Ok(scratch.registers[self.code.results[0] as usize][0])
    }

    /// The values at `out.len()` points. `inputs` are the variables by slot: a slice as long as `out`, or of length 1 for
    /// a variable that is the same everywhere; slots the formula does not use may be empty.
    ///
    /// # Errors
    /// The first sub-expression without a finite value at the first such point, or inputs that are missing or too short.
    pub fn eval_block(&self, inputs: &[&[f64]], out: &mut [f64], scratch: &mut Scratch) -> Result<(), EvalError> {
        scratch.fit(&self.code);
        for (chunk, values) in out.chunks_mut(LANES).enumerate() {
            let n = values.len();
            for (register, &slot) in self.code.inputs.iter().enumerate() {
                let lanes = &mut scratch.registers[register][..n];
                match inputs.get(slot as usize) {
                    Some([same]) => lanes.fill(*same),
                    Some(input) => {
                        let from = chunk * LANES;
                        let part = input.get(from..from + n).ok_or_else(|| self.missing(slot as usize))?;
                        lanes.copy_from_slice(part);
                    }
                    None => return Err(self.missing(slot as usize)),
                }
            }
            self.run(n, scratch)?;
            values.copy_from_slice(&scratch.registers[self.code.results[0] as usize][..n]);
        }
        Ok(())
    }

    /// Runs `n` lanes and looks again at those without a finite value.
    fn run(&self, n: usize, scratch: &mut Scratch) -> Result<(), EvalError> {
        let mut work = WORK * n as u64;
        run(&self.code, &self.shared, scratch, n, &mut work);
        let result = self.code.results[0] as usize;
        if scratch.registers[result][..n].iter().all(|v| v.is_finite()) {
            return Ok(());
        }
        for lane in 0..n {
            if !scratch.registers[result][lane].is_finite() {
                let mut work = WORK;
                let value = replay(&self.code, &self.shared, scratch, lane, &mut work)
                    .map_err(|failure| self.error(failure, lane, scratch))?;
                scratch.registers[result][lane] = value;
            }
        }
        Ok(())
    }

    pub(super) fn error(&self, failure: Failure, lane: usize, scratch: &Scratch) -> EvalError {
        let value = |v: &Variable| {
            let register = self.code.inputs.iter().position(|&slot| slot as usize == v.slot)?;
            Some((v.name.clone(), scratch.registers[register][lane]))
        };
        let values = self.variables.iter().filter_map(value).collect();
        let Failure { place, message } = failure;
        EvalError { span: place.span.range(), message: self.shared.explained(place, &message), values }
    }

    pub(super) fn missing(&self, slot: usize) -> EvalError {
        let name = self.variables.iter().find(|v| v.slot == slot).map_or("?", |v| &v.name);
        EvalError { span: 0..0, message: format!("no value was given for `{name}` (slot {slot})"), values: Vec::new() }
    }
}

/// A compiled formula whose value may be complex: a program for each part.
#[derive(Debug, Clone)]
pub struct ComplexProgram {
    /// The value if it is real, else its real part.
    pub re: Program,
    /// The imaginary part; none if the formula is real whatever its inputs.
    pub im: Option<Program>,
}

impl ComplexProgram {
    /// The value at one point; `inputs` are the variables by slot, in powers of GeV.
    ///
    /// # Errors
    /// As [`Program::eval`].
    pub fn eval(&self, inputs: &[f64], scratch: &mut Scratch) -> Result<Complex64, EvalError> {
        let re = self.re.eval(inputs, scratch)?;
        let im = self.im.as_ref().map_or(Ok(0.0), |im| im.eval(inputs, scratch))?;
        Ok(Complex64::new(re, im))
    }
}
