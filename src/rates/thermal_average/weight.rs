//! What a thermal average multiplies the cross section with.

use super::Gases;
use crate::thermal::pair::Meetings;

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

    /// The lighter of the reactants that have a mass, over the temperature; 0 if none has.
    pub(super) fn lightest(&self) -> f64 {
        let lightest = self.x.into_iter().filter(|&x| x > 0.0).fold(f64::INFINITY, f64::min);
        if lightest.is_finite() { lightest } else { 0.0 }
    }

    /// The weight at `y`.
    #[inline]
    pub(super) fn at(&self, y: f64) -> f64 {
        let [x1, x2] = self.x;
        let z = y + self.gap;
        let flux = (z * (z + 2.0 * x1)) * ((z + 2.0 * x2) * (z + 2.0 * (x1 + x2)) * self.norm);
        flux * self.meetings.scaled(z + x1 + x2) * (-y).exp()
    }
}
