//! The variable in which a thermal average is integrated.
//!
//! The energy axis, y = (√s − √s_min)/T ≥ 0, is cut at thresholds and around poles. On each piece a variable of its own
//! makes the integrand smooth; all of them are strung along one axis u, so that one adaptive quadrature serves them
//! all:
//! - above a threshold y = y₀ + v², which makes odd powers of the momenta of either side polynomial;
//! - between two thresholds y = y₀ + L sin²θ, which does so at both ends;
//! - around a pole s = M² + MΓ sinh w, in which a Breit–Wigner peak is 1/cosh w, however narrow.

use std::f64::consts::FRAC_PI_2;

use super::weight::Weight;
use crate::rates::Pole;
use crate::thermal::quadrature::{MAX_BLOCK, kronrod};

/// Kept free of what is left of e^{−y} times the powers of y in the weight beyond the tolerance, for the first guess at where
/// the integral ends: enough for a cross section that grows like y.
const Y_MARGIN: f64 = 5.5;
/// The weight is beside its size at this y.
const Y_USUAL: f64 = 2.0;
/// By how much the axis grows if that guess proves too short.
const Y_STEP: f64 = 20.0;
/// Reach of the variable w around a pole in y: beyond, e^{−y} is the feature to resolve.
const POLE_REACH: f64 = 4.0;
/// A pole whose on-shell part the Boltzmann factor makes e^{this} times smaller than allowed is left out.
const POLE_MARGIN: f64 = 25.0;
/// Distances from a pole in w at which 1/cosh w turns into an exponential and can be integrated in long strides.
const POLE_GRADING: [f64; 4] = [1.5, 5.0, 15.0, 40.0];
/// Longest interval of v or θ to start with: 21 points resolve powers of v times e^{−v²} on this length to 1e-10.
const LONGEST_START: f64 = 2.75;
/// Of two such intervals the first, where most of the integral is, is this part.
const FIRST_OF_TWO: f64 = 0.42;
/// Value of m/T above which the first nodes see where momenta bend, their effect being of order (m/T)².
const VISIBLE_BEND: f64 = 0.01;
/// What s keeps from thresholds, relative: formulas that square and subtract masses are not exact closer by.
const THRESHOLD_CLEARANCE: f64 = 8.0 * f64::EPSILON;
/// Thresholds closer to each other in √s are one.
const SAME_THRESHOLD: f64 = 1e-12;

/// What the axis is cut for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Feature {
    Threshold,
    /// A pole to be resolved.
    Pole(Pole),
    /// A stretch of y around a pole that is left out.
    Window {
        low: f64,
        high: f64,
    },
}

/// A place at which the axis is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    pub(super) y: f64,
    pub(super) feature: Feature,
}

/// y by which the weight has fallen below the tolerance.
fn usual_end(tolerance: f64, weight: &Weight) -> f64 {
    let end = Y_MARGIN - tolerance.ln();
    end + (weight.algebraic(end) / weight.algebraic(Y_USUAL)).ln().max(0.0)
}

/// Whether a pole at `y` may matter, if only by its on-shell part.
pub(super) fn pole_counts(pole: Pole, y: f64, tolerance: f64) -> bool {
    let reach = (pole.mass / pole.width).ln() + POLE_MARGIN - tolerance.ln();
    pole.width > 0.0 && y > 0.0 && y < reach
}

/// Points of the axis.
pub(super) struct EnergyBlock {
    /// Squared centre-of-mass energies in GeV².
    pub(super) s: [f64; MAX_BLOCK],
    /// (√s − √s_min)/T.
    pub(super) y: [f64; MAX_BLOCK],
    /// dy/du.
    pub(super) dy: [f64; MAX_BLOCK],
}

/// One point of the axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct EnergyPoint {
    /// Squared centre-of-mass energy in GeV².
    pub(super) s: f64,
    /// (√s − √s_min)/T.
    pub(super) y: f64,
    /// dy/du.
    pub(super) dy: f64,
}

#[derive(Debug, Clone, Copy)]
enum Variable {
    AboveThreshold,
    BetweenThresholds { length: f64 },
    Pole { mass_squared: f64, mass_width: f64, above_threshold: f64, w_low: f64 },
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Where on the axis u it starts.
    start: f64,
    /// y at the start.
    y: f64,
    /// Least and greatest s to be asked for.
    s_range: (f64, f64),
    variable: Variable,
}

/// The axis at one temperature.
#[derive(Debug, Clone)]
pub(super) struct EnergyAxis {
    sqrt_s_min: f64,
    temperature: f64,
    /// Where in u the momenta of light reactants bend closer to threshold than the first nodes would see.
    bend: Option<f64>,
    pieces: Vec<Piece>,
    end: f64,
}

impl EnergyAxis {
    /// An axis from `sqrt_s_min` (GeV) to where e^{−y} has fallen well below `tolerance`, and beyond any pole among the
    /// `cuts`.
    pub(super) fn new(sqrt_s_min: f64, temperature: f64, tolerance: f64, weight: &Weight, mut cuts: Vec<Cut>) -> Self {
        // Without a mass nothing bends; above the second bound the bend is seen, below the first it does not show.
        let hidden = weight.x().into_iter().filter(|x| x * x > 0.1 * tolerance && *x < VISIBLE_BEND);
        let bend = hidden.reduce(f64::min).map(|lightest| 3.0 * lightest.sqrt());
        let mut axis = Self { sqrt_s_min, temperature, bend, pieces: Vec::new(), end: 0.0 };
        let mut y_end = usual_end(tolerance, weight);
        let poles = cuts.iter().filter(|cut| !matches!(cut.feature, Feature::Threshold));
        let y_last_pole = poles.fold(0.0_f64, |last, cut| last.max(cut.y));
        if y_last_pole + POLE_REACH > y_end {
            y_end = y_last_pole + POLE_REACH + Y_STEP;
        }
        cuts.retain(|cut| cut.y > sqrt_s_min / temperature * SAME_THRESHOLD && cut.y < y_end);
        cuts.sort_by(|a, b| a.y.total_cmp(&b.y));
        axis.string(&cuts, y_end);
        axis
    }

    /// Lays the pieces end to end.
    fn string(&mut self, cuts: &[Cut], y_end: f64) {
        let mut y = 0.0;
        let mut previous = 0.0;
        for (i, cut) in cuts.iter().enumerate() {
            let next = cuts.get(i + 1).map_or(f64::INFINITY, |next| next.y);
            let pole = match cut.feature {
                Feature::Threshold => {
                    if cut.y - y > SAME_THRESHOLD * (self.sqrt_s_min / self.temperature + cut.y) {
                        self.push_between(y, cut.y);
                        y = cut.y;
                    }
                    previous = cut.y;
                    continue;
                }
                Feature::Window { low, high } => {
                    self.push_up_to(y, low);
                    (y, previous) = (high, high);
                    continue;
                }
                Feature::Pole(pole) => pole,
            };
            let below = (0.5 * (cut.y - previous)).min(POLE_REACH);
            let above = (0.5 * (next - cut.y)).min(POLE_REACH);
            previous = cut.y;
            // A broad pole is no feature.
            if above * self.temperature > 2.0 * pole.width && cut.y - below >= y {
                self.push_above(y, cut.y - below);
                self.push_pole(pole, cut.y - below, cut.y + above);
                y = cut.y + above;
            }
        }
        self.push_above(y, y_end);
    }

    fn push(&mut self, y: f64, length: f64, s_range: (f64, f64), variable: Variable) {
        self.pieces.push(Piece { start: self.end, y, s_range, variable });
        self.end += length;
    }

    fn push_above(&mut self, low: f64, high: f64) {
        self.push(low, (high - low).sqrt(), (self.s_above(low), f64::INFINITY), Variable::AboveThreshold);
    }

    /// Up to the edge of a window, where the tail of a pole ends.
    fn push_up_to(&mut self, low: f64, edge: f64) {
        let mut y = low;
        if edge - low > 2.0 * POLE_REACH {
            y = edge - POLE_REACH;
            self.push_above(low, y);
        }
        if edge > y {
            self.push_between(y, edge);
        }
    }

    fn push_between(&mut self, low: f64, high: f64) {
        let s_range = (self.s_above(low), self.sqrt_s(high).powi(2) * (1.0 - THRESHOLD_CLEARANCE));
        self.push(low, FRAC_PI_2, s_range, Variable::BetweenThresholds { length: high - low });
    }

    fn push_pole(&mut self, pole: Pole, low: f64, high: f64) {
        let mass_width = pole.mass * pole.width;
        let w = |y: f64| {
            let sqrt_s = self.sqrt_s(y);
            ((sqrt_s - pole.mass) * (sqrt_s + pole.mass) / mass_width).asinh()
        };
        let (w_low, w_high) = (w(low), w(high));
        let above_threshold = (pole.mass - self.sqrt_s_min) * (pole.mass + self.sqrt_s_min);
        let mass_squared = pole.mass * pole.mass;
        let variable = Variable::Pole { mass_squared, mass_width, above_threshold, w_low };
        self.push(low, w_high - w_low, (0.0, f64::INFINITY), variable);
    }

    fn sqrt_s(&self, y: f64) -> f64 {
        self.sqrt_s_min + self.temperature * y
    }

    fn s_above(&self, y: f64) -> f64 {
        self.sqrt_s(y).powi(2) * (1.0 + THRESHOLD_CLEARANCE)
    }

    /// End of the axis in u.
    pub(super) fn end(&self) -> f64 {
        self.end
    }

    /// Moves the end further out in energy.
    pub(super) fn extend(&mut self) {
        if let Some(last) = self.pieces.last() {
            let v = self.end - last.start;
            self.end = last.start + (v * v + Y_STEP).sqrt();
        }
    }

    /// First interval ends for the quadrature, ascending, from the start or from `from` in the last piece.
    pub(super) fn points(&self, from: Option<f64>) -> Vec<f64> {
        if let Some(from) = from {
            return vec![from, self.end];
        }
        let mut points = Vec::with_capacity(2 * self.pieces.len() + 1);
        points.push(0.0);
        points.extend(self.bend.filter(|&u| u < self.pieces.get(1).map_or(self.end, |next| next.start)));
        for (i, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(i + 1).map_or(self.end, |next| next.start);
            if let Variable::Pole { w_low, .. } = piece.variable {
                let grading = POLE_GRADING.iter().rev().map(|g| -g).chain(POLE_GRADING);
                points.extend(grading.map(|w| piece.start + w - w_low).filter(|&u| u > piece.start && u < end));
            } else {
                let length = end - piece.start;
                match (length / LONGEST_START).ceil() {
                    1.0 => {}
                    2.0 => points.push(piece.start + FIRST_OF_TWO * length),
                    intervals => {
                        let mut next = 1.0;
                        while next < intervals {
                            points.push(piece.start + length * next / intervals);
                            next += 1.0;
                        }
                    }
                }
            }
            points.push(end);
        }
        points
    }

    fn piece(&self, u: f64) -> &Piece {
        // `string` always lays one.
        &self.pieces[self.pieces.partition_point(|piece| piece.start <= u).saturating_sub(1)]
    }

    /// The points at `u`, which are those of whole intervals between [`Self::points`].
    pub(super) fn block(&self, u: &[f64]) -> EnergyBlock {
        let mut block = EnergyBlock { s: [0.0; MAX_BLOCK], y: [0.0; MAX_BLOCK], dy: [0.0; MAX_BLOCK] };
        let EnergyBlock { s, y, dy } = &mut block;
        let places = u.chunks(kronrod::POINTS);
        let chunks = s.chunks_mut(kronrod::POINTS).zip(y.chunks_mut(kronrod::POINTS));
        for (u, ((s, y), dy)) in places.zip(chunks.zip(dy.chunks_mut(kronrod::POINTS))) {
            // No interval goes beyond a piece.
            let Some(piece) = u.first().map(|&u| self.piece(u)) else { continue };
            let points = u.iter().zip(s).zip(y).zip(dy);
            if let Variable::AboveThreshold = piece.variable {
                let (least, greatest) = piece.s_range;
                for (((u, s), y), dy) in points {
                    let v = u - piece.start;
                    (*y, *dy) = (piece.y + v * v, 2.0 * v);
                    let sqrt_s = self.sqrt_s(*y);
                    *s = (sqrt_s * sqrt_s).max(least).min(greatest);
                }
            } else {
                for (((u, s), y), dy) in points {
                    let point = self.on(piece, *u);
                    (*s, *y, *dy) = (point.s, point.y, point.dy);
                }
            }
        }
        block
    }

    /// The point at `u`.
    pub(super) fn at(&self, u: f64) -> EnergyPoint {
        self.on(self.piece(u), u)
    }

    fn on(&self, piece: &Piece, u: f64) -> EnergyPoint {
        let v = u - piece.start;
        let (y, dy) = match piece.variable {
            Variable::AboveThreshold => (piece.y + v * v, 2.0 * v),
            Variable::BetweenThresholds { length } => {
                let (sin, cos) = v.sin_cos();
                (piece.y + length * sin * sin, 2.0 * length * sin * cos)
            }
            Variable::Pole { mass_squared, mass_width, above_threshold, w_low } => {
                return self.near_pole(mass_squared, mass_width, above_threshold, w_low + v);
            }
        };
        let sqrt_s = self.sqrt_s(y);
        let (least, greatest) = piece.s_range;
        EnergyPoint { s: (sqrt_s * sqrt_s).max(least).min(greatest), y, dy }
    }

    /// s = M² + MΓ sinh w rounds to a multiple of εM², which narrow peaks resolve. The cross section sees the rounded
    /// s, hence the peak of its height there; only what multiplies the peak is smooth on that scale. So the measure is
    /// corrected for the ratio of the peak at the rounded to that at the exact place, which is right down to Γ = 0⁺,
    /// where it becomes the narrow-width approximation.
    fn near_pole(&self, mass_squared: f64, mass_width: f64, above_threshold: f64, w: f64) -> EnergyPoint {
        // sinh loses digits around w = 0, but only of what is added to M².
        let (up, down) = (0.5 * w.exp(), 0.5 * (-w).exp());
        let (sinh, cosh) = (up - down, up + down);
        let s = mass_squared + mass_width * sinh;
        let sqrt_s = s.sqrt();
        let y = (above_threshold + mass_width * sinh) / ((sqrt_s + self.sqrt_s_min) * self.temperature);
        let rounded = (s - mass_squared) / mass_width;
        let ds = mass_width * ((1.0 + rounded * rounded) / cosh);
        EnergyPoint { s, y, dy: ds / (2.0 * sqrt_s * self.temperature) }
    }

    /// y at `u`.
    pub(super) fn y(&self, u: f64) -> f64 {
        self.at(u).y
    }

    /// dy/du at `u`.
    pub(super) fn slope(&self, u: f64) -> f64 {
        self.at(u).dy
    }
}
