//! Definite integrals inside formulas: where to split, how to reach infinity, when to stop.
//!
//! The range is split where the integrand is not smooth: at sign changes of radicands, at switches of conditions, around
//! Breit–Wigner poles, at the edges of tables. Between such points the substitution u²(3 − 2u) removes square-root
//! behaviour at both ends, then panels are bisected adaptively with the 21-point Gauss–Kronrod rule. Ranges to infinity
//! are integrated in the logarithm of the distance from their finite end, so that no scale is preferred.

mod slopes;
mod splits;

pub(super) use splits::Switch;

use super::block::{LANES, Shared};
use super::codegen::Code;
use super::functional::{Body, load};
use super::kronrod::{Estimate, POINTS, estimate, magnitude, node};
use super::program::Scratch;
use super::replay::Failure;

/// Relative accuracy of an integral.
pub(super) const TOLERANCE: f64 = 1e-9;
/// Relative accuracy of an integral inside another, whose error estimate would take its noise for structure.
const INNER_TOLERANCE: f64 = 1e-11;
/// Rounding of a sum: an integral that cancels to nothing is known only to this, relative to that of the modulus.
const CANCELLATION: f64 = 1e-13;
/// Most panels of one integral.
const MOST_PANELS: usize = 4000;
/// Narrowest panel: what still differs at 10^-120 from an end is a divergence.
const NARROWEST: f64 = 1e-60;
/// Distances from the finite end of an infinite range that are considered: e^±276 = 10^±120.
const LOG_REACH: f64 = 276.0;
/// An integrand that is not smaller than this, times its maximum, at the last point considered does not converge.
const NEGLIGIBLE: f64 = 1e-10;

/// A compiled integral.
#[derive(Debug, Clone)]
pub(super) struct Integral {
    pub(super) body: Body,
    /// Computes everything the switches look at.
    pub(super) probe: Code,
    pub(super) switches: Vec<Switch>,
    /// Whether it is inside another one.
    pub(super) nested: bool,
}

/// Memory of one integral.
#[derive(Debug, Clone, Default)]
pub(super) struct IntegralScratch {
    body: Scratch,
    probe: Scratch,
    splits: Vec<f64>,
    panels: Vec<Panel>,
}

impl IntegralScratch {
    /// The memory of the integrand.
    pub(super) fn body(&mut self) -> &mut Scratch {
        &mut self.body
    }
}

/// How panels in u map to the integration variable.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    Finite { from: f64, to: f64 },
    Above(f64),
    Below(f64),
}

impl Piece {
    /// The variable at u, and its derivative.
    fn at(self, u: f64) -> (f64, f64) {
        match self {
            Self::Finite { from, to } => {
                // Measured from the nearer end, where the distance must be precise.
                let v = 1.0 - u;
                let width = to - from;
                let near = |w: f64| width * (w * w * (3.0 - 2.0 * w));
                (if u <= 0.5 { from + near(u) } else { to - near(v) }, 6.0 * u * v * width)
            }
            Self::Above(from) => (from + u.exp(), u.exp()),
            Self::Below(to) => (to - u.exp(), u.exp()),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Panel {
    piece: Piece,
    from: f64,
    to: f64,
    estimate: Estimate,
}

impl Integral {
    /// The value of the integral; `operand(0)` and `operand(1)` are its bounds.
    pub(super) fn value(
        &self,
        shared: &Shared,
        operand: impl Fn(usize) -> f64,
        scratch: &mut IntegralScratch,
        work: &mut u64,
    ) -> Result<f64, Failure> {
        let (from, to) = (operand(0), operand(1));
        if from.is_nan() || to.is_nan() {
            return Err(self.body.failure("a bound of this integral has no value"));
        }
        if from == to {
            return Ok(0.0);
        }
        load(&self.body.code, &mut scratch.body, &operand);
        load(&self.probe, &mut scratch.probe, &operand);
        let mut integrator = Integrator { integral: self, shared, scratch, work };
        if from < to { integrator.integrate(from, to) } else { integrator.integrate(to, from).map(|v| -v) }
    }
}

struct Integrator<'a> {
    integral: &'a Integral,
    shared: &'a Shared,
    scratch: &'a mut IntegralScratch,
    work: &'a mut u64,
}

impl Integrator<'_> {
    fn integrate(&mut self, from: f64, to: f64) -> Result<f64, Failure> {
        self.scratch.panels.clear();
        self.find_splits(from, to)?;
        let mut splits = std::mem::take(&mut self.scratch.splits);
        if from.is_infinite() && to.is_infinite() && splits.is_empty() {
            splits.push(0.0);
        }
        let mut left = from;
        let mut outcome = Ok(());
        for &right in splits.iter().chain([&to]) {
            outcome = outcome.and_then(|()| self.add_piece(left, right));
            left = right;
        }
        self.scratch.splits = splits;
        outcome?;
        self.refine()
    }

    fn values(&mut self, x: &[f64; LANES], n: usize, lenient: bool) -> Result<[f64; LANES], Failure> {
        self.integral.body.values(self.shared, &mut self.scratch.body, (x, n), lenient, self.work)
    }

    /// The integrand's other part at the places last asked for, 0 where it has none.
    fn other_part(&self) -> Option<&[f64; LANES]> {
        let other = *self.integral.body.code.results.get(1)?;
        self.scratch.body.registers.get(other as usize)
    }

    fn add_piece(&mut self, from: f64, to: f64) -> Result<(), Failure> {
        if from.is_finite() && to.is_finite() {
            return self.add_panels(&[(Piece::Finite { from, to }, 0.0, 1.0)]);
        }
        let piece = if from.is_finite() { Piece::Above(from) } else { Piece::Below(to) };
        let Some((peak, end)) = self.support(piece)? else { return Ok(()) };
        let (x, _) = piece.at(peak);
        let near = if from.is_finite() { Piece::Finite { from, to: x } } else { Piece::Finite { from: x, to } };
        self.add_panels(&[(near, 0.0, 1.0)])?;
        let mut at = peak;
        while at < end {
            let next = (at + 3.0).min(end);
            self.add_panels(&[(piece, at, next)])?;
            at = next;
        }
        Ok(())
    }

    /// Where, in the logarithm of the distance, the integrand of an infinite piece is largest, and beyond where it no
    /// longer matters; none if it vanishes everywhere.
    fn support(&mut self, piece: Piece) -> Result<Option<(f64, f64)>, Failure> {
        const BLOCKS: usize = 4;
        let spacing = 2.0 * LOG_REACH / (BLOCKS * LANES - 1) as f64;
        let mut sizes = [f64::NAN; BLOCKS * LANES];
        for (block, sizes) in sizes.chunks_mut(LANES).enumerate() {
            let u = |i: usize| spacing * (block * LANES + i) as f64 - LOG_REACH;
            let x: [f64; LANES] = std::array::from_fn(|i| piece.at(u(i)).0);
            let values = self.values(&x, LANES, true)?;
            for (i, size) in sizes.iter_mut().enumerate() {
                *size = (values[i] * piece.at(u(i)).1).abs();
            }
        }
        let known = |i: &usize| sizes[*i].is_finite();
        let largest = (0..sizes.len()).filter(known).max_by(|&a, &b| sizes[a].total_cmp(&sizes[b]));
        let Some(peak) = largest.filter(|&i| sizes[i] > 0.0) else {
            if (0..sizes.len()).any(|i| known(&i)) {
                return Ok(None);
            }
            return Err(self.integral.body.failure("the integrand has no value anywhere in this integral's range"));
        };
        let last = (0..sizes.len()).rev().find(known).unwrap_or(peak);
        if sizes[last] > NEGLIGIBLE * sizes[peak] {
            let message = "this integral does not converge: the integrand falls too slowly towards infinity";
            return Err(self.integral.body.failure(message));
        }
        let matters = |i: &usize| sizes[*i] > 1e-18 * sizes[peak];
        let end = (peak..=last).rev().find(matters).map_or(last, |i| (i + 1).min(last));
        let u = |i: usize| spacing * i as f64 - LOG_REACH;
        Ok(Some((u(peak), u(end.max(peak)))))
    }

    /// Evaluates up to three panels, in one block.
    fn add_panels(&mut self, panels: &[(Piece, f64, f64)]) -> Result<(), Failure> {
        let mut x = [0.0; LANES];
        let mut weight = [0.0; LANES];
        for (k, &(piece, from, to)) in panels.iter().enumerate() {
            for i in 0..POINTS {
                let u = 0.5 * (from + to) + 0.5 * (to - from) * node(i);
                (x[k * POINTS + i], weight[k * POINTS + i]) = piece.at(u);
            }
        }
        let values = self.values(&x, panels.len() * POINTS, false)?;
        let other = self.other_part().copied();
        for (k, &(piece, from, to)) in panels.iter().enumerate() {
            let weighted = std::array::from_fn(|i| values[k * POINTS + i] * weight[k * POINTS + i]);
            let mut estimate = estimate(&weighted, 0.5 * (to - from));
            if let Some(other) = &other {
                // One part may be nothing but the rounding of the other.
                let other = std::array::from_fn(|i| other[k * POINTS + i] * weight[k * POINTS + i]);
                estimate.magnitude += magnitude(&other, 0.5 * (to - from));
            }
            self.scratch.panels.push(Panel { piece, from, to, estimate });
        }
        Ok(())
    }

    /// Bisects the worst panel until the whole is accurate.
    fn refine(&mut self) -> Result<f64, Failure> {
        let tolerance = if self.integral.nested { INNER_TOLERANCE } else { TOLERANCE };
        loop {
            let panels = &self.scratch.panels;
            let sum = |f: fn(&Estimate) -> f64| panels.iter().map(|p| f(&p.estimate)).sum::<f64>();
            let (value, error, magnitude) = (sum(|e| e.value), sum(|e| e.error), sum(|e| e.magnitude));
            if !(value.is_finite() && error.is_finite()) {
                return Err(self.integral.body.failure("overflow in this integral"));
            }
            if error <= (tolerance * value.abs()).max(CANCELLATION * magnitude) {
                return Ok(value);
            }
            let worst =
                (0..panels.len()).max_by(|&a, &b| panels[a].estimate.error.total_cmp(&panels[b].estimate.error));
            let stuck =
                worst.is_none_or(|w| panels[w].to - panels[w].from < (1e-12 * panels[w].to.abs()).max(NARROWEST));
            if stuck || panels.len() >= MOST_PANELS {
                let message = format!("this integral does not converge: relative error {:.1e}", error / value.abs());
                return Err(self.integral.body.failure(message));
            }
            let Panel { piece, from, to, .. } = self.scratch.panels.swap_remove(worst.unwrap_or_default());
            let middle = 0.5 * (from + to);
            self.add_panels(&[(piece, from, middle), (piece, middle, to)])?;
        }
    }
}
