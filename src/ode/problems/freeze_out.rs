//! A yield that follows its equilibrium and then freezes out.

use super::Problem;
use crate::ode::{Matrix, OdeSystem, RhsError};

/// w′ = −λ e^{−t} (e^{w} − e^{2u − w}) with u = −e^{t} + 3t/2, in w = ln Y and t = ln x: Riccati's equation with an
/// equilibrium that falls exponentially. Controlled absolutely in w, relatively in Y.
#[derive(Debug, Clone, Copy)]
pub struct FreezeOut {
    rate: f64,
    reference: f64,
}

impl FreezeOut {
    /// λ = 10⁵, 10¹⁰ and 10¹⁵.
    pub const ALL: [Self; 3] = [
        Self { rate: 1e5, reference: -9.19028795013432819 },
        Self { rate: 1e10, reference: -19.9623303214043431 },
        Self { rate: 1e15, reference: -31.0492023085221367 },
    ];

    /// The rates e^{w} and e^{2u − w} times λ e^{−t}, and du/dt.
    fn terms(&self, t: f64, w: f64) -> (f64, f64, f64) {
        let x = t.exp();
        let coupling = self.rate / x;
        (coupling * w.exp(), coupling * (2.0 * (1.5 * t - x) - w).exp(), 1.5 - x)
    }
}

impl OdeSystem for FreezeOut {
    fn dimension(&self) -> usize {
        1
    }

    fn rhs(&self, t: f64, y: &[f64], dydt: &mut [f64]) -> Result<(), RhsError> {
        let (forward, backward, _) = self.terms(t, y[0]);
        dydt[0] = backward - forward;
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
        let (forward, backward, slope) = self.terms(t, y[0]);
        dydt[0] = backward - forward;
        jacobian[(0, 0)] = -forward - backward;
        dfdt[0] = forward - backward + 2.0 * slope * backward;
        Ok(())
    }

    fn error_scale(&self, _t: f64, _y_old: &[f64], _y_new: &[f64], tolerance: f64, scale: &mut [f64]) {
        scale.fill(tolerance);
    }
}

impl Problem for FreezeOut {
    fn name(&self) -> String {
        format!("freeze-out {:e}", self.rate)
    }

    fn span(&self) -> (f64, f64) {
        (0.0, 1e4_f64.ln())
    }

    fn start(&self) -> Vec<f64> {
        vec![-1.0]
    }

    fn reference(&self) -> Vec<f64> {
        vec![self.reference]
    }
}
