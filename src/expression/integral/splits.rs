//! Where an integral has to be split: zeros of what its switches look at.

use super::{Integral, Integrator, LOG_REACH};
use crate::expression::block::LANES;
use crate::expression::replay::Failure;

/// Most places between samples that are looked at again for a pair of crossings.
const MOST_DIPS: usize = 8;

/// A function of the integration variable whose zeros are points to split at.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::expression) enum Switch {
    /// Result number of a quantity that changes sign.
    Root(usize),
    /// Result numbers of s − M² and of MW.
    Pole(usize, usize),
    /// Result number of an argument, and the values it must not pass inside a panel.
    Edges(usize, Vec<f64>),
    /// Values of the integration variable itself.
    Points(Vec<f64>),
}

impl Integrator<'_> {
    /// The values of what a switch looks at.
    fn probe(&mut self, x: &[f64; LANES], result: usize) -> Result<[f64; LANES], Failure> {
        let Integral { body, probe, .. } = self.integral;
        body.run(probe, self.shared, &mut self.scratch.probe, (x, LANES), self.work)?;
        Ok(self.scratch.probe.registers[probe.results[result] as usize])
    }

    pub(super) fn find_splits(&mut self, from: f64, to: f64) -> Result<(), Failure> {
        self.scratch.splits.clear();
        let mut x = [0.0; LANES];
        let last = (LANES - 1) as f64;
        for (i, x) in x.iter_mut().enumerate() {
            let share = i as f64 / last;
            let reach = |share: f64| (LOG_REACH * (2.0 * share - 1.0)).exp();
            *x = match (from.is_finite(), to.is_finite()) {
                (true, true) => from + (to - from) * share,
                (true, false) => from + reach(share),
                (false, true) => to - reach(1.0 - share),
                (false, false) if share < 0.5 => -reach(1.0 - 2.0 * share),
                (false, false) => reach(2.0 * share - 1.0),
            };
        }
        if from.is_finite() {
            x[0] = from;
        }
        if to.is_finite() {
            x[LANES - 1] = to;
        }
        for switch in &self.integral.switches {
            match switch {
                Switch::Points(points) => self.scratch.splits.extend_from_slice(points),
                Switch::Root(result) => self.roots(&x, *result, 0.0, None)?,
                Switch::Pole(result, width) => self.roots(&x, *result, 0.0, Some(*width))?,
                Switch::Edges(result, edges) => edges.iter().try_for_each(|&e| self.roots(&x, *result, e, None))?,
            }
        }
        let splits = &mut self.scratch.splits;
        splits.retain(|x| *x > from && *x < to);
        splits.sort_unstable_by(f64::total_cmp);
        splits.dedup();
        Ok(())
    }

    /// Adds the points where result `result` of the probe passes `level`, and, around a pole of known width, points at
    /// distances growing tenfold.
    fn roots(&mut self, x: &[f64; LANES], result: usize, level: f64, width: Option<usize>) -> Result<(), Failure> {
        let values = self.probe(x, result)?;
        self.crossings(x, &values, (result, level, width))?;
        // Where samples come closer to the level and go away again, it may be crossed twice between them.
        for i in dips(&values, level).take(MOST_DIPS) {
            let finer = between(x[i - 1], x[i + 1]);
            let values = self.probe(&finer, result)?;
            self.crossings(&finer, &values, (result, level, width))?;
        }
        Ok(())
    }

    fn crossings(
        &mut self,
        x: &[f64; LANES],
        values: &[f64; LANES],
        (result, level, width): (usize, f64, Option<usize>),
    ) -> Result<(), Failure> {
        let crosses = |a: f64, b: f64| (a < level && b >= level) || (a > level && b <= level);
        for i in (1..LANES).filter(|&i| crosses(values[i - 1], values[i])) {
            // Sections of 63 until neighbouring floats remain.
            let (mut a, mut b) = (x[i - 1], x[i]);
            let mut slope = ((values[i] - values[i - 1]) / (b - a)).abs();
            for _ in 0..16 {
                let points = between(a, b);
                let section = self.probe(&points, result)?;
                let Some(k) = (1..LANES).find(|&k| crosses(section[k - 1], section[k])) else { break };
                let narrower = (points[k - 1], points[k]);
                if narrower == (a, b) || narrower.0 >= narrower.1 {
                    break;
                }
                // The slope is taken while differences are still free of rounding.
                if b - a > 1e-6 * b.abs() {
                    slope = ((section[k] - section[k - 1]) / (narrower.1 - narrower.0)).abs();
                }
                (a, b) = narrower;
            }
            self.scratch.splits.push(b);
            if let Some(width) = width {
                let scale = self.probe(&[b; LANES], width)?[0].abs();
                self.split_around(b, scale / slope);
            }
        }
        Ok(())
    }

    /// Adds points at distances growing tenfold from `distance` on.
    fn split_around(&mut self, pole: f64, mut distance: f64) {
        for _ in 0..40 {
            if !(distance > 0.0 && distance <= pole.abs()) {
                break;
            }
            self.scratch.splits.extend([pole - distance, pole + distance]);
            distance *= 10.0;
        }
    }
}

/// As many places as a block has lanes, from `a` to `b`.
fn between(a: f64, b: f64) -> [f64; LANES] {
    std::array::from_fn(|k| a + (b - a) * (k as f64 / (LANES - 1) as f64))
}

/// Samples closer to the level than both neighbours, all on the same side.
fn dips(values: &[f64; LANES], level: f64) -> impl Iterator<Item = usize> + '_ {
    let height = move |i: usize| values[i] - level;
    (1..LANES - 1).filter(move |&i| {
        let (left, here, right) = (height(i - 1), height(i), height(i + 1));
        let same_side = left * here > 0.0 && here * right > 0.0;
        same_side && here.abs() <= left.abs() && here.abs() <= right.abs() && left != right
    })
}
