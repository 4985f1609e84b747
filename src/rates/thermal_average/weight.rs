//! What a thermal average multiplies the cross section with.

use super::Gases;
use crate::thermal::boltzmann;
use crate::thermal::pair::Meetings;
use crate::thermal::quadrature::MAX_BLOCK;

/// z(z+2x₁)(z+2x₂)(z+2x₁+2x₂) κ(z+x₁+x₂) e^{−y}/(4b₁b₂) at one temperature: ⟨σv⟩ is its integral with σ over y.
#[derive(Debug)]
pub(super) struct Weight {
    /// mᵢ/T.
    x: [f64; 2],
    /// (√s_min − m₁ − m₂)/T.
    gap: f64,
    /// 1/(4b₁b₂).
    norm: f64,
    meetings: Meetings,
}

impl Weight {
    /// For reactants of masses `initial` at `temperature`, with y counted from `threshold_mass` above m₁ + m₂; in GeV.
    pub(super) fn new(initial: [f64; 2], threshold_mass: f64, gases: Gases, temperature: f64) -> Self {
        let x = initial.map(|mass| mass / temperature);
        let [b1, b2] = gases.scaled_densities(initial, temperature);
        let meetings = gases.counted.at(temperature);
        Self { x, gap: threshold_mass / temperature, norm: 0.25 / (b1 * b2), meetings }
    }

    /// The masses of the reactants over the temperature.
    pub(super) fn x(&self) -> [f64; 2] {
        self.x
    }

    /// z(z+2x₁)(z+2x₂)(z+2x₁+2x₂)/(4b₁b₂)
    #[inline]
    fn flux(&self, z: f64) -> f64 {
        let [x1, x2] = self.x;
        (z * (z + 2.0 * x1)) * ((z + 2.0 * x2) * (z + 2.0 * (x1 + x2)) * self.norm)
    }

    /// The weight at `y`.
    pub(super) fn at(&self, y: f64) -> f64 {
        let [x1, x2] = self.x;
        let z = y + self.gap;
        self.flux(z) * self.meetings.scaled(z + x1 + x2) * (-y).exp()
    }

    /// Multiplies `values` with the weight at each `y`.
    pub(super) fn multiply(&self, y: &[f64], values: &mut [f64]) {
        let [x1, x2] = self.x;
        let mut meetings = [0.0; MAX_BLOCK];
        for (meeting, y) in meetings.iter_mut().zip(y) {
            *meeting = y + self.gap + (x1 + x2);
        }
        self.meetings.scale(&mut meetings[..y.len()]);
        for ((value, y), meeting) in values.iter_mut().zip(y).zip(&meetings) {
            *value *= self.flux(y + self.gap) * meeting;
        }
        let mut factors = [0.0; MAX_BLOCK];
        let factors = &mut factors[..y.len()];
        factors.copy_from_slice(y);
        boltzmann::factors(factors);
        for (value, factor) in values.iter_mut().zip(factors) {
            *value *= *factor;
        }
    }

    /// The weight at `y` without e^{−y}, as far as it goes like powers of y.
    pub(super) fn algebraic(&self, y: f64) -> f64 {
        let z = y + self.gap;
        self.flux(z) / (z + self.x[0] + self.x[1]).sqrt()
    }
}
