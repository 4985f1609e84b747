//! Number densities in equilibrium without chemical potential, of Maxwell–Boltzmann, Fermi and Bose gases.
//!
//! n = g/(2π²) ∫ dp p² f(E). With x = m/T and E = m cosh ζ this is g T³ e^{−x} b(x)/(2π²), b = x³ ∫ dζ sinh² ζ cosh ζ f e^x,
//! which is x² eˣ K₂(x) for Maxwell and Boltzmann. Fermi and Bose integrals are summed over the rapidity ζ for every
//! x between the massless limit and the dilute one, where they are Bessel functions to the last digit.

use std::f64::consts::PI;

use super::bessel;
use super::distribution::Distribution;
use super::rapidity::Rule;

/// ζ(3).
const ZETA_3: f64 = 1.202_056_903_159_594_3;
/// m/T above which a gas is Maxwell–Boltzmann to the last digit: the correction is e^{−x}/√8.
pub(super) const DILUTE: f64 = 36.0;
/// m/T below which a gas is massless to the last digit: the correction is of order x² ln x.
const MASSLESS: f64 = 1e-9;

/// ln n_eq split into the Boltzmann factor and a remainder that varies slowly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LnDensity {
    /// −m/T.
    pub exponent: f64,
    /// ln(n_eq/GeV³) + m/T.
    pub smooth: f64,
    /// d(smooth)/d ln T; d ln n_eq/d ln T is this plus m/T.
    pub smooth_slope: f64,
}

impl LnDensity {
    /// ln(n_eq/GeV³).
    #[must_use]
    pub fn total(&self) -> f64 {
        self.exponent + self.smooth
    }

    /// d ln n_eq/d ln T, which is 3 + (m/T) K₁/K₂ for Maxwell and Boltzmann.
    #[must_use]
    pub fn slope(&self) -> f64 {
        self.smooth_slope - self.exponent
    }
}

/// A gas in equilibrium with the plasma.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gas {
    /// Mass m ≥ 0 in GeV.
    pub mass: f64,
    /// Degrees of freedom g > 0 that share the density: for an evolved pair those of particle and antiparticle together.
    pub degrees_of_freedom: f64,
    /// How its states are occupied.
    pub distribution: Distribution,
}

impl Gas {
    /// ln(n_eq/GeV³) + m/T at `temperature` T > 0 (GeV): what varies slowly of [`Gas::ln_density`].
    #[must_use]
    pub fn smooth_ln_density(&self, temperature: f64) -> f64 {
        self.smooth(scaled_density(self.distribution, self.mass / temperature), temperature)
    }

    fn smooth(&self, scaled_density: f64, temperature: f64) -> f64 {
        (self.degrees_of_freedom * scaled_density / (2.0 * PI * PI)).ln() + 3.0 * temperature.ln()
    }

    /// Its density at `temperature` T > 0 (GeV), for Maxwell and Boltzmann n_eq = g m² T K₂(m/T)/(2π²); Gondolo &
    /// Gelmini, Nucl. Phys. B 360 (1991) 145, eq. 2.7.
    #[must_use]
    pub fn ln_density(&self, temperature: f64) -> LnDensity {
        let x = self.mass / temperature;
        let moments = Moments::of(self.distribution, x);
        LnDensity {
            exponent: -x,
            smooth: self.smooth(moments.density, temperature),
            smooth_slope: 3.0 - moments.deficit,
        }
    }
}

/// b(x), the density over g T³ e^{−x}/(2π²), at x = m/T ≥ 0.
#[must_use]
pub fn scaled_density(distribution: Distribution, x: f64) -> f64 {
    if is_classical(distribution, x) { bessel::x2_k2_scaled(x) } else { Moments::of(distribution, x).density }
}

/// ⟨m/E⟩, the mean inverse Lorentz factor at x = m/T ≥ 0, by which decays are slowed down; K₁(x)/K₂(x) for Maxwell and
/// Boltzmann.
#[must_use]
pub fn mean_inverse_lorentz_factor(distribution: Distribution, x: f64) -> f64 {
    Moments::of(distribution, x).inverse_lorentz_factor
}

fn is_classical(distribution: Distribution, x: f64) -> bool {
    distribution == Distribution::MaxwellBoltzmann || x > DILUTE
}

/// What one sum over the rapidity gives.
struct Moments {
    /// b(x).
    density: f64,
    /// x − x² ∫ dq f/∫ dq q² f, q = p/T, which is what the density lacks of growing like T³ e^{−x}.
    deficit: f64,
    /// ⟨m/E⟩.
    inverse_lorentz_factor: f64,
}

impl Moments {
    fn of(distribution: Distribution, x: f64) -> Self {
        if is_classical(distribution, x) {
            return Self {
                density: bessel::x2_k2_scaled(x),
                deficit: bessel::ratio_deficit(x),
                inverse_lorentz_factor: bessel::k1_over_k2(x),
            };
        }
        if x < MASSLESS {
            // ∫ dq q f and ∫ dq q² f.
            let (first, second) = match distribution {
                Distribution::BoseEinstein => (PI * PI / 6.0, 2.0 * ZETA_3),
                _ => (PI * PI / 12.0, 1.5 * ZETA_3),
            };
            return Self { density: second * x.exp(), deficit: x, inverse_lorentz_factor: x * first / second };
        }
        let rule = Rule::new(x, 0.0);
        // ∫ f cosh ζ does not vanish at ζ = 0, which is half a node.
        let (mut zeroth, mut first, mut second) = (0.5 * distribution.over_boltzmann(x), 0.0, 0.0);
        for node in rule.nodes() {
            let occupied = distribution.over_boltzmann(x * node.cosh) * (-x * node.cosh_less_one).exp();
            let squared = node.sinh * node.sinh * occupied;
            zeroth += node.cosh * occupied;
            first += squared;
            second += squared * node.cosh;
        }
        Self {
            density: rule.step * x * x * x * second,
            deficit: x - zeroth / second,
            inverse_lorentz_factor: first / second,
        }
    }
}

#[cfg(test)]
mod tests;
