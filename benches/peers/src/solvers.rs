//! The equation as each library is asked to solve it. What does not change from solve to solve is prepared once, and is
//! not timed.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use diffsol::{NalgebraLU, NalgebraMat, OdeBuilder, OdeSolverMethod as _, OdeSolverStopReason};
use frazil::model::{Document, Overrides};
use frazil::network::{Network, Prepared, Settings, prepare};
use frazil::ode::Method;
use rgsl::{ODEiv2Driver, ODEiv2StepType, ODEiv2System, Value};

use crate::Failure;
use crate::problem::{FreezeOut, G_STAR, RANGE};

/// The error allowed relative to |ln Y|, which is no measure of anything: what counts is the absolute one.
const RELATIVE: f64 = 1e-13;
/// The first step in ln x of libraries that want one.
const FIRST_STEP: f64 = 1e-4;

/// One case, solved.
pub(crate) struct Solved {
    /// ln Y at the end.
    pub(crate) ln_yield: f64,
    /// Evaluations of the right-hand side and of its derivative.
    pub(crate) evaluations: usize,
    /// Of one solve.
    pub(crate) seconds: f64,
}

/// Calls `solve`, which gives ln Y at the end, once to warm up and then some times against the clock.
fn timed(
    repetitions: usize,
    mut solve: impl FnMut() -> Result<f64, Failure>,
    evaluations: impl FnOnce() -> usize,
) -> Result<Solved, Failure> {
    let ln_yield = solve()?;
    let evaluations = evaluations();
    let clock = Instant::now();
    for _ in 0..repetitions {
        black_box(solve()?);
    }
    Ok(Solved { ln_yield, evaluations, seconds: clock.elapsed().as_secs_f64() / repetitions.max(1) as f64 })
}

/// A case: the equation, and the model that says the same to frazil.
pub(crate) struct Case {
    document: Document,
    overrides: Overrides,
    pub(crate) equation: FreezeOut,
}

/// How a case is solved.
#[derive(Clone, Copy)]
pub(crate) enum Solver {
    /// One evolution of frazil over the whole range, with its history.
    Evolution(Method),
    /// The final yield of frazil, as in a scan.
    FinalYield,
    /// `gsl_odeiv2_driver_apply` with `msbdf`.
    Gsl,
    /// diffsol's BDF with dense matrices of nalgebra.
    Diffsol,
}

impl Solver {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Evolution(Method::Radau) => "frazil, Radau IIA, whole history",
            Self::Evolution(_) => "frazil, Rodas5P, whole history",
            Self::FinalYield => "frazil, final yield as in scans",
            Self::Gsl => "GSL, msbdf",
            Self::Diffsol => "diffsol, BDF",
        }
    }

    pub(crate) fn solve(self, case: &Case, tolerance: f64, repetitions: usize) -> Result<Solved, Failure> {
        match self {
            Self::Evolution(method) => case.evolution(method, tolerance, repetitions),
            Self::FinalYield => case.final_yield(tolerance, repetitions),
            Self::Gsl => case.gsl(tolerance, repetitions),
            Self::Diffsol => case.diffsol(tolerance, repetitions),
        }
    }
}

impl Case {
    /// The built-in WIMP with a cross section that is the model's own times `factor`.
    pub(crate) fn new(factor: f64) -> Result<Self, Failure> {
        let text = frazil::builtin::find("wimp").ok_or("there is no built-in model `wimp`")?.text;
        let document = Document::from_bytes("wimp", text.into())?;
        let g_star = format!("cosmology.g_star={G_STAR}");
        let own = document.resolve(&Overrides::parse([g_star.as_str()])?)?;
        let value = |name: &str| own.parameters.iter().find(|p| p.name == name).map(|p| p.value).ok_or("no parameter");
        let (mass, sigma_v) = (value("m_chi")?, factor * value("sv")?);
        let overrides = Overrides::parse([g_star.as_str(), &format!("sv={sigma_v:e} GeV^-2")])?;
        Ok(Self { document, overrides, equation: FreezeOut::new(mass, sigma_v)? })
    }

    fn prepared(&self, method: Method, tolerance: f64) -> Result<Prepared, Failure> {
        let model = self.document.resolve(&self.overrides)?;
        let network = Arc::new(Network::of(&model, tolerance)?);
        let mass = network.reference_mass();
        let (from, to) = (Some(mass / RANGE.0), Some(mass / RANGE.1));
        Ok(prepare(&network, Settings { method, tolerance, from, to, verify: false })?)
    }

    fn evolution(&self, method: Method, tolerance: f64, repetitions: usize) -> Result<Solved, Failure> {
        let prepared = self.prepared(method, tolerance)?;
        let evaluations = || prepared.evolve().map_or(0, |solution| solution.statistics.rhs_evaluations);
        timed(repetitions, || Ok(prepared.evolve()?.ln_yield[0]), evaluations)
    }

    fn final_yield(&self, tolerance: f64, repetitions: usize) -> Result<Solved, Failure> {
        let prepared = self.prepared(Method::Radau, tolerance)?;
        let evaluations = || prepared.final_yields(&[]).map_or(0, |yields| yields.statistics.rhs_evaluations);
        timed(repetitions, || Ok(prepared.final_yields(black_box(&[]))?.ln_yield[0]), evaluations)
    }

    fn gsl(&self, tolerance: f64, repetitions: usize) -> Result<Solved, Failure> {
        let equation = &self.equation;
        let mut rhs = |t: f64, y: &[f64], dydt: &mut [f64]| {
            dydt[0] = equation.rhs(t, y[0]);
            Value::Success
        };
        // msbdf does not ask for the derivative by t.
        let mut jacobian = |t: f64, y: &[f64], entries: &mut [f64], _: &mut [f64]| {
            entries[0] = equation.jacobian(t, y[0]);
            Value::Success
        };
        let mut system = ODEiv2System::with_jacobian(1, &mut rhs, &mut jacobian);
        let kind = ODEiv2StepType::msbdf();
        let mut driver = ODEiv2Driver::alloc_y_new(&mut system, &kind, FIRST_STEP, tolerance, RELATIVE)
            .ok_or("the GNU Scientific Library has no memory left")?;
        let (start, end) = FreezeOut::span();
        equation.take_evaluations();
        let solve = || {
            driver.reset_hstart(FIRST_STEP).map_err(|value| format!("{value:?}"))?;
            let (mut t, mut y) = (start, [equation.start()]);
            driver.apply(&mut t, end, &mut y).map_err(|value| format!("{value:?} at ln x = {t}"))?;
            Ok(y[0])
        };
        timed(repetitions, solve, || equation.take_evaluations())
    }

    fn diffsol(&self, tolerance: f64, repetitions: usize) -> Result<Solved, Failure> {
        let equation = &self.equation;
        let (start, end) = FreezeOut::span();
        let mut problem = OdeBuilder::<NalgebraMat<f64>>::new()
            .t0(start)
            .h0(FIRST_STEP)
            .rtol(RELATIVE)
            .atol([tolerance])
            .rhs_implicit(
                |y, _, t, dydt| dydt[0] = equation.rhs(t, y[0]),
                |y, _, t, v, product| product[0] = equation.jacobian(t, y[0]) * v[0],
            )
            .init(|_, _, y| y[0] = equation.start(), 1)
            .build()?;
        problem.ode_options.max_number_timesteps = 1_000_000;
        equation.take_evaluations();
        let solve = || {
            let mut solver = problem.bdf::<NalgebraLU<f64>>()?;
            solver.set_stop_time(end)?;
            while !matches!(solver.step()?, OdeSolverStopReason::TstopReached) {}
            Ok(solver.state().y[0])
        };
        timed(repetitions, solve, || equation.take_evaluations())
    }
}
