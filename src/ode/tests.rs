use super::problems::{
    Bateman, FreezeOut, Hires, Oregonator, Problem, ProtheroRobinson, Relaxation, Robertson, VanDerPol,
};
use super::*;

mod accuracy;
mod driving;
mod failures;
mod order;
mod outside;

/// Every test problem.
fn problems() -> Vec<Box<dyn Problem>> {
    let mut all: Vec<Box<dyn Problem>> = vec![
        Box::new(Robertson::Short),
        Box::new(Robertson::Long),
        Box::new(Hires),
        Box::new(Oregonator),
        Box::new(Relaxation { stiffness: 1.0, from: -3.0 }),
        Box::new(Relaxation { stiffness: 1e6, from: 1.0 }),
    ];
    all.extend(VanDerPol::ALL.map(|p| Box::new(p) as Box<dyn Problem>));
    all.extend(FreezeOut::ALL.map(|p| Box::new(p) as Box<dyn Problem>));
    all.extend([1.0, 1e3, 1e6, 1e9].map(|stiffness| Box::new(ProtheroRobinson { stiffness }) as Box<dyn Problem>));
    all.extend([0.1, 1e3, 1e9].map(|ratio| Box::new(Bateman { ratio }) as Box<dyn Problem>));
    all
}

fn solve(method: Method, problem: &dyn Problem, tolerance: f64) -> (Vec<f64>, Statistics) {
    let mut y = problem.start();
    let options = Options { tolerance, ..Options::default() };
    let completion = integrate(method, &mut &*problem, problem.span(), &mut y, &options, &mut Unobserved)
        .unwrap_or_else(|e| panic!("{} with {method} at {tolerance:e}: {e}", problem.name()));
    assert_eq!((completion.t, completion.stopped), (problem.span().1, false));
    (y, completion.statistics)
}

/// A single equation given by closures for f, ∂f/∂y and ∂f/∂t.
struct Scalar<F, J, T>(F, J, T);

impl<F, J, T> OdeSystem for Scalar<F, J, T>
where
    F: Fn(f64, f64) -> Result<f64, RhsError>,
    J: Fn(f64, f64) -> f64,
    T: Fn(f64, f64) -> f64,
{
    fn dimension(&self) -> usize {
        1
    }

    fn rhs(&self, t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        dydt[0] = self.0(t, y[0])?;
        Ok(())
    }

    fn jacobian(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        dfdt: &mut [f64],
    ) -> Result<(), RhsError> {
        jacobian[(0, 0)] = self.1(t, y[0]);
        dfdt[0] = self.2(t, y[0]);
        self.rhs(t, y, dydt)
    }
}

/// The same system with its components controlled absolutely.
struct Absolute<S>(S);

impl<S: OdeSystem> OdeSystem for Absolute<S> {
    fn dimension(&self) -> usize {
        self.0.dimension()
    }

    fn rhs(&self, t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        self.0.rhs(t, y, dydt)
    }

    fn jacobian(
        &self,
        t: f64,
        y: &[f64],
        dydt: &mut [f64],
        jacobian: &mut Matrix,
        dfdt: &mut [f64],
    ) -> Result<(), RhsError> {
        self.0.jacobian(t, y, dydt, jacobian, dfdt)
    }

    fn error_scale(&self, _t: f64, _y_old: &[f64], _y_new: &[f64], tolerance: f64, scale: &mut [f64]) {
        scale.fill(tolerance);
    }
}
