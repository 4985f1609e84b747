//! The least and the greatest that the goal of a target comes to, between the points of the range that are looked at first.

use super::{Sample, Search};

/// The part of an interval in which its golden section leaves the shorter piece.
const GOLDEN: f64 = 0.381_966_011_250_105_1;
/// How often a golden section follows another: the last is a twentieth of the first.
const STEPS: usize = 6;
/// How far from the wanted value, in logarithms, an extremum is that does not matter.
const FAR: f64 = 5.0;

/// A goal whose slope at an end of the range is less than this part of that before may turn there.
const SLOWING: f64 = 0.5;

impl Search<'_> {
    /// Points around the least and the greatest of samples in increasing order, if they may be near the wanted value: where a
    /// curve turns between two samples it may pass that unseen.
    pub(super) fn extremes(&self, samples: &[Sample]) -> Vec<Sample> {
        let mut looked_at = Vec::new();
        for sign in [-1.0, 1.0] {
            self.climb(samples, sign, &mut looked_at);
        }
        looked_at
    }

    /// Adds points around the greatest of `sign` times the excess.
    fn climb(&self, samples: &[Sample], sign: f64, looked_at: &mut Vec<Sample>) {
        let known: Vec<(f64, f64)> =
            samples.iter().filter(|sample| sample.excess.is_finite()).map(|s| (s.place, sign * s.excess)).collect();
        let Some(k) = (0..known.len()).max_by(|&i, &j| known[i].1.total_cmp(&known[j].1)) else { return };
        let highest = known[k];
        if self.target.wanted != 0.0 && highest.1.abs() > FAR {
            return;
        }
        let mut look = |place: f64| {
            let sample = self.sample(self.scale.value(place));
            let excess = sample.excess;
            looked_at.push(sample);
            excess.is_finite().then_some((place, sign * excess))
        };
        let at = |k: Option<usize>| known.get(k?).copied();
        let (mut left, mut top, mut right) = match (at(k.checked_sub(1)), at(k.checked_add(1))) {
            (Some(left), Some(right)) => (left, highest, right),
            // At an end of the range the extremum is before that if the goal, which rises more and more slowly, turns there.
            (before, after) => {
                let (Some(next), Some(second)) =
                    (before.or(after), at(if k == 0 { Some(2) } else { k.checked_sub(2) }))
                else {
                    return;
                };
                let slope = |a: (f64, f64), b: (f64, f64)| ((a.1 - b.1) / (a.0 - b.0)).abs();
                if slope(highest, next) > SLOWING * slope(next, second) {
                    return;
                }
                match look(highest.0 + GOLDEN * (next.0 - highest.0)).filter(|top| top.1 > highest.1) {
                    Some(top) if next.0 > highest.0 => (highest, top, next),
                    Some(top) => (next, top, highest),
                    None => return,
                }
            }
        };
        for _ in 0..STEPS {
            let to_right = right.0 - top.0 > top.0 - left.0;
            let end = if to_right { right.0 } else { left.0 };
            let Some(new) = look(top.0 + GOLDEN * (end - top.0)) else { break };
            let (side, other) = if to_right { (&mut right, &mut left) } else { (&mut left, &mut right) };
            if new.1 > top.1 {
                *other = top;
                top = new;
            } else {
                *side = new;
            }
        }
    }
}
