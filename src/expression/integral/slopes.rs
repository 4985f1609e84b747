//! Derivatives of integrals with respect to what they use from outside, bounds included.
//!
//! Every point of the range moves along with the bounds, x → x + v(x) with v linear between them, so that
//! d∫f dx = ∫ (∂f + f′ v + f v′) dx without terms at the bounds: a root of the integrand that vanishes or diverges there
//! stays one. The panels are those of the integral, halved.

use super::{Integral, IntegralScratch, Piece};
use crate::expression::block::{LANES, Shared};
use crate::expression::dual;
use crate::expression::kronrod::{POINTS, estimate, node};
use crate::expression::replay::Failure;

impl Integral {
    /// The derivatives of the integral; `operand(i)` is an operand with its derivatives.
    pub(in crate::expression) fn slopes<'o>(
        &self,
        shared: &Shared,
        operand: impl Fn(usize) -> (f64, &'o [f64]),
        directions: usize,
        work: &mut u64,
    ) -> Result<Vec<f64>, Failure> {
        let mut totals = vec![0.0; directions];
        let ((from, from_moves), (to, to_moves)) = (operand(0), operand(1));
        if from == to {
            // Of an empty range, f times what the bounds move apart.
            let place = |number: usize| {
                if number == 0 { (vec![from], Vec::new()) } else { (vec![operand(number + 1).0], Vec::new()) }
            };
            let value = dual::body(&self.body.code, shared, 1, directions, place, work)?.values[0];
            return Ok(from_moves.iter().zip(to_moves).map(|(a, b)| value * (b - a)).collect());
        }
        let mut scratch = IntegralScratch::default();
        self.value(shared, |i| operand(i).0, &mut scratch, work)?;
        let sign = if from < to { 1.0 } else { -1.0 };
        let range = Moving { from, to, moves: (from_moves, to_moves) };
        let halves = scratch.panels.iter().flat_map(|panel| {
            let middle = 0.5 * (panel.from + panel.to);
            [(panel.piece, panel.from, middle), (panel.piece, middle, panel.to)]
        });
        for panels in halves.collect::<Vec<_>>().chunks(LANES / POINTS) {
            let (mut x, mut weight) = (Vec::new(), Vec::new());
            for &(piece, from, to) in panels {
                for i in 0..POINTS {
                    let (place, slope) = Piece::at(piece, 0.5 * (from + to) + 0.5 * (to - from) * node(i));
                    x.push(place);
                    weight.push(slope);
                }
            }
            let input = |number: usize| {
                if number == 0 {
                    let moves = (0..directions).flat_map(|k| x.iter().map(move |&x| (k, x)));
                    return (x.clone(), moves.map(|(k, x)| range.velocity(k, x)).collect());
                }
                let (value, slopes) = operand(number + 1);
                (vec![value], slopes.to_vec())
            };
            let found = dual::body(&self.body.code, shared, x.len(), directions, input, work)?;
            for (k, total) in totals.iter_mut().enumerate() {
                let stretch = range.stretch(k);
                for (p, &(_, from, to)) in panels.iter().enumerate() {
                    let values: [f64; POINTS] = std::array::from_fn(|i| {
                        let lane = p * POINTS + i;
                        weight[lane] * (found.slopes[k * x.len() + lane] + found.values[lane] * stretch)
                    });
                    *total += sign * estimate(&values, 0.5 * (to - from)).value;
                }
            }
        }
        Ok(totals)
    }
}

/// How the range of an integral moves along each direction.
struct Moving<'m> {
    from: f64,
    to: f64,
    moves: (&'m [f64], &'m [f64]),
}

impl Moving<'_> {
    /// v at `x`.
    fn velocity(&self, direction: usize, x: f64) -> f64 {
        match (self.from.is_finite(), self.to.is_finite()) {
            (true, true) => self.moves.0[direction] + (x - self.from) * self.stretch(direction),
            (true, false) => self.moves.0[direction],
            (false, true) => self.moves.1[direction],
            (false, false) => 0.0,
        }
    }

    /// v′.
    fn stretch(&self, direction: usize) -> f64 {
        if self.from.is_finite() && self.to.is_finite() {
            (self.moves.1[direction] - self.moves.0[direction]) / (self.to - self.from)
        } else {
            0.0
        }
    }
}
