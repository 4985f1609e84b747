//! The Newton iteration with the Jacobian of each stage.

use super::newton::Attempt;
use super::{A_INVERSE, C};
use crate::ode::linear_algebra::{Lu, Matrix};
use crate::ode::point::Point;
use crate::ode::scheme::Setback;
use crate::ode::step::Statistics;
use crate::ode::system::OdeSystem;

const STAGES: usize = C.len();

/// The workspace. Vectors of dimension 3n hold the components of the first stage, then those of the second and the third.
#[derive(Debug)]
pub(super) struct Full {
    lu: Lu<f64>,
    stages: [Point; STAGES],
    residual: Vec<f64>,
    first_change: Vec<f64>,
}

impl Full {
    pub(super) fn new(dimension: usize) -> Self {
        Self {
            lu: Lu::new(STAGES * dimension),
            stages: [(); STAGES].map(|()| Point::new(dimension)),
            residual: vec![0.0; STAGES * dimension],
            first_change: vec![0.0; dimension],
        }
    }

    /// The Jacobian of the last stage when it was last evaluated.
    pub(super) fn last_jacobian(&self) -> &Matrix {
        &self.stages[STAGES - 1].jacobian
    }

    /// The change of the last stage in the first iteration.
    pub(super) fn first_change(&self) -> &[f64] {
        &self.first_change
    }

    /// Keeps the change of the last stage as the first one.
    pub(super) fn remember_first(&mut self, change: &[[f64; STAGES]]) {
        for (first, change) in self.first_change.iter_mut().zip(change) {
            *first = change[STAGES - 1];
        }
    }

    /// Evaluates the derivatives at the stages with increments `z`.
    pub(super) fn evaluate<S: OdeSystem>(
        &mut self,
        attempt: &Attempt<'_, S>,
        z: &[[f64; STAGES]],
        statistics: &mut Statistics,
    ) -> Result<(), Setback> {
        self.place(&attempt.start.y, z);
        for (stage, c) in self.stages.iter_mut().zip(C) {
            statistics.rhs_evaluations += 1;
            attempt.system.rhs(attempt.t + c * attempt.h, &stage.y, &mut stage.dydt)?;
        }
        Ok(())
    }

    /// Evaluates derivatives and Jacobians, and factorises A⁻¹/h − diag(J₁, J₂, J₃).
    pub(super) fn linearise<S: OdeSystem>(
        &mut self,
        attempt: &Attempt<'_, S>,
        z: &[[f64; STAGES]],
        pivot_weights: &[f64],
        statistics: &mut Statistics,
    ) -> Result<(), Setback> {
        self.place(&attempt.start.y, z);
        for (stage, c) in self.stages.iter_mut().zip(C) {
            stage.linearise_in_y(attempt.system, attempt.t + c * attempt.h, statistics)?;
        }
        let n = z.len();
        let mut rows = self.lu.rows_mut();
        for (s, (stage, couplings)) in self.stages.iter().zip(&A_INVERSE).enumerate() {
            for (i, (derivatives, row)) in stage.jacobian.rows().zip(rows.by_ref()).enumerate() {
                row.fill(0.0);
                for (block, coupling) in row.chunks_exact_mut(n).zip(couplings) {
                    block[i] = coupling / attempt.h;
                }
                for (entry, derivative) in row[s * n..].iter_mut().zip(derivatives) {
                    *entry -= derivative;
                }
            }
        }
        drop(rows);
        statistics.factorisations += 1;
        Ok(self.lu.factorise(pivot_weights)?)
    }

    /// Writes the change of the increments by one iteration.
    pub(super) fn improve(&mut self, h: f64, z: &[[f64; STAGES]], change: &mut [[f64; STAGES]]) {
        let n = z.len().max(1);
        let stages = self.residual.chunks_exact_mut(n).zip(&self.stages).zip(&A_INVERSE);
        for ((residual, stage), couplings) in stages {
            for ((residual, f), z) in residual.iter_mut().zip(&stage.dydt).zip(z) {
                *residual = f - (couplings[0] * z[0] + couplings[1] * z[1] + couplings[2] * z[2]) / h;
            }
        }
        self.lu.solve(&mut self.residual);
        for (s, solution) in self.residual.chunks_exact(n).enumerate() {
            for (change, &value) in change.iter_mut().zip(solution) {
                change[s] = value;
            }
        }
    }

    fn place(&mut self, y: &[f64], z: &[[f64; STAGES]]) {
        for (s, stage) in self.stages.iter_mut().enumerate() {
            for ((stage, y), z) in stage.y.iter_mut().zip(y).zip(z) {
                *stage = y + z[s];
            }
        }
    }
}
