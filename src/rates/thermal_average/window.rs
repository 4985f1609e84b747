//! Narrow poles, integrated once for all temperatures.
//!
//! In a window of half-width h around s = M², the cross section is N/(δ² + γ²) with δ = s − M², γ = MΓ and an N that knows
//! nothing of the width, while the thermal weight is a polynomial as long as the window is no wider than the temperature. So
//! a rule that is exact for σ times polynomials, Σⱼ ωⱼ w(sⱼ) at Chebyshev nodes sⱼ, serves all temperatures.
//!
//! ω follows from the moments of σ. With N₀ = N(0) and x = δ/h,
//!
//! ∫σ dδ = π N₀/γ − (2N₀/γ) atan(γ/h) + ∫₀ʰ dδ [N(δ) + N(−δ) − 2N₀]/(δ² + γ²),
//!
//! the first term of which is the narrow-width part. Leaving it out is all it takes to subtract what the decays of an
//! evolved mediator count already: nothing cancels, however narrow the pole. In the last term and in the higher moments,
//! σ (T_n(x) − T_n(0)), the integrands are regular, so that the pole need not even be resolved where γ ≪ h.

use std::f64::consts::PI;
use std::sync::OnceLock;

use super::require_cross_sections;
use super::weight::Weight;
use crate::expression::two_product;
use crate::rates::{CrossSection, Pole, RateError};
use crate::thermal::quadrature::kronrod;

/// Nodes of the rule.
const NODES: usize = 16;
/// Nodes at which N is sampled for N₀.
const SAMPLES: usize = 24;
/// N₀ is interpolated within this many MΓ, or this part of M².
const CENTRE_WIDTHS: f64 = 1e4;
const CENTRE_RESOLVED: f64 = 1e-8;
/// Half-width of the widest window: this part of the distance in s to what is next and to s = 0, where the weight is
/// singular. Interpolation in 16 nodes is exact to 4^{-16}·10⁻³ there.
const PART_OF_DISTANCE: f64 = 0.5;
const PART_OF_MASS_SQUARED: f64 = 0.25;
/// Half-width of a window in units of the temperature, at most: e^{−y} has the Chebyshev coefficients 2 I_n of it.
const REACH: f64 = 1.5;
/// Windows are tabulated for this many octaves of temperature below the one of the widest.
const LEVELS: usize = 24;
/// A window is of use if its half-width is this many widths.
const NARROW: f64 = 4.0;
/// Where γ/h is below, what [0, γ] adds to a regular integrand does not show.
const UNSEEN: f64 = 1e-8;
/// Distances from the pole in γ at which the first panels end.
const GRADING: [f64; 8] = [1.0, 5.0, 25.0, 125.0, 1e3, 1e4, 1e5, 1e6];
/// Part of the tolerance for the windows.
const SHARE: f64 = 0.1;
/// Rounding of the regular integrals in units of N₀/h: that of N, divided by the squares of the nodes next to the pole.
const ROUNDING: f64 = 1e-12;
/// Panels on either side before a window is given up.
const MAX_PANELS: usize = 100;

/// A rule for one half-width.
#[derive(Debug, Clone)]
struct Level {
    /// In s, GeV².
    half_width: f64,
    weights: [f64; NODES],
    /// Error of the integral of σ over the window.
    error: f64,
    evaluations: usize,
}

/// The windows around one pole.
#[derive(Debug, Clone)]
pub(super) struct Window {
    pole: Pole,
    /// M² and its rounding error.
    mass_squared: (f64, f64),
    /// MΓ.
    gamma: f64,
    /// √s_min.
    sqrt_s_min: f64,
    /// In s, GeV².
    widest: f64,
    /// Whether the narrow-width part is left out.
    subtracted: bool,
    tolerance: f64,
    /// By halvings of the half-width; nothing where σ has structure that a window does not resolve.
    levels: Vec<OnceLock<Result<Option<Level>, RateError>>>,
}

/// What the window contributes at one temperature.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contribution {
    /// The integral.
    pub(super) value: f64,
    /// Estimate of its error.
    pub(super) error: f64,
    /// Half-width in s, GeV².
    pub(super) half_width: f64,
    /// Values of σ spent on the rule, whenever that was.
    pub(super) evaluations: usize,
}

impl Window {
    /// Around `pole`, with `features` (√s in GeV) next to which the window has to end: thresholds and other poles.
    /// `None` if there is no room.
    pub(super) fn new(
        pole: Pole,
        sqrt_s_min: f64,
        features: impl Iterator<Item = f64>,
        subtracted: bool,
        tolerance: f64,
    ) -> Option<Self> {
        let Pole { mass, width } = pole;
        let above = (mass - sqrt_s_min) * (mass + sqrt_s_min);
        let next = features.map(|e| ((e - mass) * (e + mass)).abs()).filter(|d| *d > 0.0).fold(above, f64::min);
        let widest = (PART_OF_DISTANCE * next).min(PART_OF_MASS_SQUARED * mass * mass);
        let gamma = mass * width;
        if !(gamma > 0.0 && above > 0.0 && (subtracted || widest >= NARROW * gamma)) {
            return None;
        }
        let levels = vec![OnceLock::new(); LEVELS];
        let mass_squared = two_product(mass, mass);
        Some(Self { pole, mass_squared, gamma, sqrt_s_min, widest, subtracted, tolerance, levels })
    }

    /// s − M² without the rounding error of M².
    fn distance(&self, s: f64) -> f64 {
        (s - self.mass_squared.0) - self.mass_squared.1
    }

    /// y at a distance δ in s from the pole.
    pub(super) fn y(&self, delta: f64, temperature: f64) -> f64 {
        let above = (self.pole.mass - self.sqrt_s_min) * (self.pole.mass + self.sqrt_s_min);
        let sqrt_s = (self.mass_squared.0 + delta).sqrt();
        (above + delta) / ((sqrt_s + self.sqrt_s_min) * temperature)
    }

    /// What the pole contributes at `temperature` (GeV); `None` where a window is of no use.
    pub(super) fn contribution<C: CrossSection>(
        &self,
        cross_section: &C,
        weight: &Weight,
        temperature: f64,
    ) -> Result<Option<Contribution>, RateError> {
        let allowed = REACH * 2.0 * self.pole.mass * temperature;
        let halvings = (self.widest / allowed).log2().ceil().max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and saturating")]
        let Some(level) = self.levels.get(halvings as usize) else { return Ok(None) };
        let half_width = self.widest * (-halvings).exp2();
        if !self.subtracted && half_width < NARROW * self.gamma {
            return Ok(None);
        }
        let level = level.get_or_init(|| self.level(cross_section, half_width)).as_ref().map_err(Clone::clone)?;
        let Some(level) = level else { return Ok(None) };
        let (mut value, mut largest) = (0.0, 0.0_f64);
        for (omega, x) in level.weights.iter().zip(&nodes()) {
            let delta = x * half_width;
            let sqrt_s = (self.mass_squared.0 + delta).sqrt();
            // dy = ds/(2√s T).
            let weight = weight.at(self.y(delta, temperature)) / (2.0 * sqrt_s * temperature);
            value += omega * weight;
            largest = largest.max(weight);
        }
        Ok(Some(Contribution {
            value,
            error: level.error * largest,
            half_width: level.half_width,
            evaluations: level.evaluations,
        }))
    }

    /// N at M² ± δ for blocks of δ.
    fn residues<C: CrossSection>(&self, sigma: &C, deltas: &[f64], out: &mut [[f64; 2]]) -> Result<(), RateError> {
        let mut s = [0.0; 2 * SAMPLES];
        let mut values = [0.0; 2 * SAMPLES];
        for (pair, delta) in s.chunks_exact_mut(2).zip(deltas) {
            pair.copy_from_slice(&[self.mass_squared.0 + delta, self.mass_squared.0 - delta]);
        }
        let (s, values) = (&s[..2 * deltas.len()], &mut values[..2 * deltas.len()]);
        sigma.sigma(s, values)?;
        require_cross_sections(s, values)?;
        for (n, (s, sigma)) in out.iter_mut().flatten().zip(s.iter().zip(values)) {
            *n = *sigma * self.lorentzian(self.distance(*s));
        }
        Ok(())
    }

    fn lorentzian(&self, delta: f64) -> f64 {
        delta * delta + self.gamma * self.gamma
    }

    fn level<C: CrossSection>(&self, cross_section: &C, half_width: f64) -> Result<Option<Level>, RateError> {
        let mut evaluations = SAMPLES;
        // Near the pole, where no background hides it, but not so near that the rounding of s or M² shows.
        let radius = (CENTRE_WIDTHS * self.gamma).max(CENTRE_RESOLVED * self.mass_squared.0).min(half_width);
        let centre = self.centre(cross_section, radius)?;
        let (h, gamma) = (half_width, self.gamma);
        let outside = -2.0 * centre / gamma * (gamma / h).atan();
        let on_shell = if self.subtracted { 0.0 } else { PI * centre / gamma };
        // Next to a pole that is resolved, N is divided by γ² instead of by the square of the first node.
        let rounding = if gamma > UNSEEN * h { ROUNDING + 8.0 * f64::EPSILON * h / gamma } else { ROUNDING };
        let allowed = SHARE * self.tolerance * (centre / h + on_shell) + rounding * centre / h;
        // Moments with T_n − T_n(0), which is T_n for odd n.
        let mut moments = [0.0; NODES];
        let mut pending = self.panels(h);
        let (mut error, mut panels) = (0.0, 0);
        while let Some((low, high)) = pending.pop() {
            let (deltas, weights) = (kronrod::nodes(low, high), kronrod::weights(0.5 * (high - low)));
            let mut residues = [[0.0; 2]; kronrod::POINTS];
            self.residues(cross_section, &deltas, &mut residues)?;
            panels += 1;
            evaluations += 2 * kronrod::POINTS;
            let mut values = [0.0; kronrod::POINTS];
            for ((value, [above, below]), delta) in values.iter_mut().zip(&residues).zip(&deltas) {
                *value = ((above - centre) + (below - centre)) / self.lorentzian(*delta);
            }
            let (value, estimate) = kronrod::estimate(&values, 0.5 * (high - low));
            if !value.is_finite() || panels > MAX_PANELS {
                return Ok(None);
            }
            if estimate > 0.1 * allowed {
                let middle = 0.5 * (low + high);
                pending.extend([(low, middle), (middle, high)]);
                continue;
            }
            error += estimate;
            moments[0] += value;
            for (([above, below], delta), weight) in residues.iter().zip(&deltas).zip(&weights) {
                let weight = weight / self.lorentzian(*delta);
                let (even, odd) = (weight * (above + below), weight * (above - below));
                add_chebyshev(&mut moments, delta / h, even, odd);
            }
        }
        if error > allowed {
            return Ok(None);
        }
        moments[0] += outside + on_shell;
        let total = moments[0];
        for n in (2..NODES).step_by(2) {
            moments[n] += if n % 4 == 0 { total } else { -total };
        }
        Ok(Some(Level { half_width: h, weights: rule(&moments), error, evaluations }))
    }

    /// N₀, interpolated from within `radius`: at the pole itself σ may round s differently than here.
    fn centre<C: CrossSection>(&self, cross_section: &C, radius: f64) -> Result<f64, RateError> {
        const HALF: usize = SAMPLES / 2;
        let angle = |j: usize| PI * (j as f64 + 0.5) / SAMPLES as f64;
        let deltas: [f64; HALF] = std::array::from_fn(|j| radius * angle(j).cos());
        let mut residues = [[0.0; 2]; HALF];
        self.residues(cross_section, &deltas, &mut residues)?;
        // The barycentric formula at x = 0, the weights of which, (−1)^j sin θ_j/x_j, are the same at −x_j.
        let (mut above, mut below) = (0.0, 0.0);
        for (j, [right, left]) in residues.iter().enumerate() {
            let sign = if j % 2 == 0 { 1.0 } else { -1.0 };
            let weight = sign * angle(j).tan();
            above += weight * 0.5 * (right + left);
            below += weight;
        }
        Ok(above / below)
    }

    /// First panels of δ in [0, h], outermost last.
    fn panels(&self, h: f64) -> Vec<(f64, f64)> {
        let mut ends = vec![0.0];
        if self.gamma > UNSEEN * h {
            ends.extend(GRADING.iter().map(|g| g * self.gamma).filter(|d| *d < 0.7 * h));
        }
        ends.push(h);
        ends.windows(2).map(|ends| (ends[0], ends[1])).collect()
    }
}

/// Chebyshev nodes of the first kind.
fn nodes() -> [f64; NODES] {
    std::array::from_fn(|j| (PI * (j as f64 + 0.5) / NODES as f64).cos())
}

/// Adds `even` times T_n(x) − T_n(0) for even n and `odd` times T_n(x) for odd n.
fn add_chebyshev(moments: &mut [f64; NODES], x: f64, even: f64, odd: f64) {
    // D_n = T_n(x) − T_n(0) = 2x T_{n−1}(x) − D_{n−2} for even n, without cancellation at small x.
    let (mut t, mut d) = (x, 0.0);
    for n in (2..NODES).step_by(2) {
        moments[n - 1] += odd * t;
        d = 2.0 * x * t - d;
        moments[n] += even * d;
        let even_t = d + if n % 4 == 0 { 1.0 } else { -1.0 };
        t = 2.0 * x * even_t - t;
    }
    moments[NODES - 1] += odd * t;
}

/// The weights at the nodes that give the moments of T_0, T_1, ….
fn rule(moments: &[f64; NODES]) -> [f64; NODES] {
    std::array::from_fn(|j| {
        let angle = PI * (j as f64 + 0.5) / NODES as f64;
        let sum: f64 = moments.iter().enumerate().skip(1).map(|(n, m)| m * (n as f64 * angle).cos()).sum();
        (moments[0] + 2.0 * sum) / NODES as f64
    })
}

#[cfg(test)]
mod tests;
