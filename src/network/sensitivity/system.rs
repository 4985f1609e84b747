//! The equations of the network together with those of the derivatives of its state along one direction.

use std::cell::RefCell;
use std::sync::Arc;

use super::Base;
use super::sources::SlopeSources;
use crate::network::exchange::Representation;
use crate::network::mesh::Mesh;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// The state is that of the network and then its derivatives.
pub(super) struct SensitivitySystem<'a> {
    base: Base<'a>,
    mesh: &'a Mesh<Arc<SlopeSources>>,
    direction: usize,
    memory: RefCell<Memory>,
}

struct Memory {
    jacobian: Matrix,
    unused: Vec<f64>,
    /// All components of the mesh.
    slopes: Vec<f64>,
    along: Vec<f64>,
}

impl<'a> SensitivitySystem<'a> {
    pub(super) fn new(base: Base<'a>, mesh: &'a Mesh<Arc<SlopeSources>>, direction: usize) -> Self {
        let n = base.dimension();
        let slopes = vec![0.0; mesh.components()];
        let memory = Memory { jacobian: Matrix::zeros(n), unused: vec![0.0; n], slopes, along: vec![0.0; n] };
        Self { base, mesh, direction, memory: RefCell::new(memory) }
    }

    /// Says how the yields are represented.
    pub(super) fn set_representation(&mut self, representation: Vec<Representation>) {
        self.base.represent(representation);
    }

    /// Changes the representation of the yields and of their derivatives.
    pub(super) fn represent(&mut self, state: &mut [f64], representation: &[Representation]) {
        let n = self.base.dimension();
        for (i, (old, new)) in self.base.representation().iter().zip(representation).enumerate() {
            match (old, new) {
                (Representation::Logarithmic, Representation::Linear) => {
                    state[i] = state[i].exp();
                    state[n + i] *= state[i];
                }
                (Representation::Linear, Representation::Logarithmic) => {
                    state[n + i] = if state[i] > 0.0 { state[n + i] / state[i] } else { 0.0 };
                    state[i] = state[i].max(0.0).ln();
                }
                _ => {}
            }
        }
        self.base.represent(representation.to_vec());
    }

    /// Right-hand side of both halves; the Jacobian of the network stays in memory.
    fn evaluate(&self, t: f64, state: &[f64], derivative: &mut [f64], memory: &mut Memory) -> Result<(), RhsError> {
        let n = self.base.dimension();
        let (y, sensitivity) = state.split_at(n);
        let (dydt, dsdt) = derivative.split_at_mut(n);
        memory.jacobian.fill(0.0);
        self.base.jacobian_in_y(t, y, dydt, &mut memory.jacobian, &mut memory.unused)?;
        self.mesh.values(t, None, &mut memory.slopes).map_err(|error| RhsError::Fatal(error.to_string()))?;
        let sources = self.mesh.functions();
        let coefficients = memory.slopes.len() / sources.exponents.len().max(1);
        let from = self.direction * coefficients;
        let slopes = &mut memory.slopes[from..from + coefficients];
        let x = t.exp();
        slopes.iter_mut().zip(&sources.exponents[self.direction]).for_each(|(slope, exponent)| *slope -= exponent * x);
        self.base.along(t, y, slopes, &mut memory.along)?;
        for (i, (ds, row)) in dsdt.iter_mut().zip(memory.jacobian.rows()).enumerate() {
            *ds = memory.along[i] + row.iter().zip(sensitivity).map(|(j, s)| j * s).sum::<f64>();
        }
        if dsdt.iter().all(|d| d.is_finite()) { Ok(()) } else { Err(RhsError::Recoverable) }
    }
}

impl OdeSystem for SensitivitySystem<'_> {
    fn dimension(&self) -> usize {
        2 * self.base.dimension()
    }

    fn rhs(&self, t: f64, state: &[f64], derivative: &mut [f64]) -> Result<(), RhsError> {
        self.evaluate(t, state, derivative, &mut self.memory.borrow_mut())
    }

    /// Without the second derivatives by which the derivatives depend on the yields: those converge first.
    fn jacobian(
        &self,
        t: f64,
        state: &[f64],
        derivative: &mut [f64],
        jacobian: &mut Matrix,
        _dfdt: &mut [f64],
    ) -> Result<(), RhsError> {
        let memory = &mut *self.memory.borrow_mut();
        self.evaluate(t, state, derivative, memory)?;
        let n = self.base.dimension();
        for (i, row) in memory.jacobian.rows().enumerate() {
            for (j, &entry) in row.iter().enumerate() {
                jacobian[(i, j)] = entry;
                jacobian[(n + i, n + j)] = entry;
            }
        }
        Ok(())
    }

    fn error_scale(&self, t: f64, old: &[f64], new: &[f64], tolerance: f64, scale: &mut [f64]) {
        let n = self.base.dimension();
        let (of_yields, of_derivatives) = scale.split_at_mut(n);
        self.base.error_scale(t, &old[..n], &new[..n], tolerance, of_yields);
        for (i, scale) in of_derivatives.iter_mut().enumerate() {
            let size = old[n + i].abs().max(new[n + i].abs());
            *scale = match self.base.representation()[i] {
                Representation::Logarithmic => tolerance * size.max(1.0),
                // As that of the yield, in units of what a relative change of one means.
                Representation::Linear => (tolerance * size).max(of_yields[i]),
            };
        }
    }
}
