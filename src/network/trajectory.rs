//! The yields as functions of time.

use std::sync::Arc;

use super::exchange::Representation;
use crate::ode::Dense;

/// Interior points of a step at which the interpolant is recorded; with the two ends they fix a polynomial of degree 4,
/// which both methods' interpolants are.
const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// Yields over one integration step.
#[derive(Debug, Clone)]
struct Stretch {
    start: f64,
    end: f64,
    representation: Arc<[Representation]>,
    /// Values of each component at [`SHARES`] of the step.
    samples: Vec<[f64; 5]>,
}

/// The recorded evolution of all yields, of groups where species share one, over t = ln x.
#[derive(Debug, Clone, Default)]
pub struct Trajectory {
    start: Vec<f64>,
    stretches: Vec<Stretch>,
    /// t and every ln Y where the solution is continued analytically.
    tail: Vec<(f64, Vec<f64>)>,
}

impl Trajectory {
    /// A trajectory that starts with the given ln Y.
    #[must_use]
    pub(super) fn starting(ln_yield: Vec<f64>) -> Self {
        Self { start: ln_yield, ..Self::default() }
    }

    /// Appends the step over which `dense` interpolates.
    pub(super) fn push(&mut self, start: f64, end: f64, dense: &Dense<'_>, representation: &Arc<[Representation]>) {
        if end <= start {
            return;
        }
        let samples = (0..representation.len())
            .map(|i| SHARES.map(|share| dense.component(i, start + share * (end - start)).unwrap_or(f64::NAN)))
            .collect();
        self.stretches.push(Stretch { start, end, representation: Arc::clone(representation), samples });
    }

    /// Appends a point of the analytic continuation.
    pub(super) fn push_tail(&mut self, t: f64, ln_yield: Vec<f64>) {
        self.tail.push((t, ln_yield));
    }

    /// First and last t, if any step was made.
    #[must_use]
    pub fn span(&self) -> Option<(f64, f64)> {
        let last = self.tail.last().map(|(t, _)| *t).or(self.stretches.last().map(|s| s.end))?;
        Some((self.stretches.first().map(|s| s.start)?, last))
    }

    /// The ends of the steps, and of the pieces of the tail, after the start.
    pub fn ends(&self) -> impl Iterator<Item = f64> + '_ {
        self.stretches.iter().map(|s| s.end).chain(self.tail.iter().map(|(t, _)| *t))
    }

    /// The stretches of the integration over which the representation is the same: from, to and which.
    pub(super) fn segments(&self) -> Vec<(f64, f64, &[Representation])> {
        let mut segments: Vec<(f64, f64, &[Representation])> = Vec::new();
        for stretch in &self.stretches {
            match segments.last_mut() {
                Some((_, end, representation)) if **representation == *stretch.representation => *end = stretch.end,
                _ => segments.push((stretch.start, stretch.end, &stretch.representation)),
            }
        }
        segments
    }

    /// The largest ln Y of component `i` at the end of a step.
    #[must_use]
    pub(super) fn largest(&self, i: usize) -> f64 {
        let ln_end = |stretch: &Stretch| match stretch.representation[i] {
            Representation::Logarithmic => stretch.samples[i][SHARES.len() - 1],
            Representation::Linear => stretch.samples[i][SHARES.len() - 1].max(0.0).ln(),
        };
        self.stretches.iter().map(ln_end).fold(f64::NEG_INFINITY, f64::max)
    }

    /// Writes every ln Y at `t`, which is clamped into the span; −∞ is a yield of zero.
    pub(super) fn ln_yields(&self, t: f64, out: &mut [f64]) {
        let Some(last) = self.stretches.last() else {
            out.copy_from_slice(&self.start);
            return;
        };
        if t > last.end && !self.tail.is_empty() {
            self.tail_ln_yields(t, out);
            return;
        }
        let index = self.stretches.partition_point(|s| s.end < t).min(self.stretches.len() - 1);
        let stretch = &self.stretches[index];
        let share = ((t - stretch.start) / (stretch.end - stretch.start)).clamp(0.0, 1.0);
        let weights = lagrange_weights(share);
        for ((out, samples), representation) in out.iter_mut().zip(&stretch.samples).zip(&*stretch.representation) {
            let value: f64 = samples.iter().zip(weights).map(|(s, w)| s * w).sum();
            *out = match representation {
                Representation::Logarithmic => value,
                Representation::Linear => value.max(0.0).ln(),
            };
        }
    }

    /// Start, state and representations of the recorded step that contains `t`; `None` at the start itself, outside the
    /// integrated span and in the tail.
    #[must_use]
    pub(super) fn step_before(&self, t: f64) -> Option<(f64, Vec<f64>, Vec<Representation>)> {
        let stretch = self.stretches.get(self.stretches.partition_point(|s| s.end < t))?;
        let state = stretch.samples.iter().map(|samples| samples[0]).collect();
        (t > stretch.start).then(|| (stretch.start, state, stretch.representation.to_vec()))
    }

    /// Linear in ln Y between the points of the tail, where the yields hardly move.
    fn tail_ln_yields(&self, t: f64, out: &mut [f64]) {
        let index = self.tail.partition_point(|(end, _)| *end < t).clamp(1, self.tail.len().max(2) - 1);
        match (&self.tail[index - 1], self.tail.get(index)) {
            ((t0, before), Some((t1, after))) => {
                let share = ((t - t0) / (t1 - t0)).clamp(0.0, 1.0);
                for ((out, a), b) in out.iter_mut().zip(before).zip(after) {
                    *out = if a == b { *a } else { a + share * (b - a) };
                }
            }
            ((_, only), None) => out.copy_from_slice(only),
        }
    }
}

/// Weights of the values at [`SHARES`] in the polynomial of degree 4 through them.
fn lagrange_weights(share: f64) -> [f64; 5] {
    std::array::from_fn(|i| (0..5).filter(|&j| j != i).map(|j| (share - SHARES[j]) / (SHARES[i] - SHARES[j])).product())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_points_reproduce_a_quartic() {
        let quartic = |u: f64| 1.0 + u * (2.0 - u * (3.0 + u * (0.5 - 4.0 * u)));
        for share in [0.0, 0.1, 0.33, 0.5, 0.9, 1.0] {
            let value: f64 = lagrange_weights(share).iter().zip(SHARES).map(|(w, u)| w * quartic(u)).sum();
            assert!((value - quartic(share)).abs() < 1e-14);
        }
    }

    #[test]
    fn an_empty_trajectory_stays_at_its_start() {
        let trajectory = Trajectory::starting(vec![-3.0]);
        let mut out = [0.0];
        trajectory.ln_yields(1.0, &mut out);
        assert_eq!(out, [-3.0]);
        assert_eq!(trajectory.span(), None);
    }
}
