//! The form of a table that is evaluated: short polynomials, found through a uniform grid.

use std::f64::consts::PI;

use super::TableValue;
use super::interpolant::{Form, MAX_DEPTH, Piece};

const COEFFICIENTS: usize = 8;
/// A piece of degree 32 is cut into at most 2^this cells.
const MAX_HALVINGS: u32 = 5;
/// Part of the tolerance that may be lost in rewriting a piece into cells.
const SHARE: f64 = 0.1;
/// Overshoot beyond the ends that counts as rounding of ln T.
const END_SLACK: f64 = 1e-12;

#[derive(Debug, Clone)]
struct Cell {
    centre: f64,
    /// 2 over its length.
    scale: f64,
    /// Power basis in (t − centre)·scale.
    powers: [f64; COEFFICIENTS],
    form: Form,
}

impl Cell {
    /// The interpolated quantity and its derivative by t.
    #[inline]
    fn polynomial(&self, t: f64) -> (f64, f64) {
        let c = &self.powers;
        let u = (t - self.centre) * self.scale;
        let (u2, u4) = (u * u, (u * u) * (u * u));
        let value = (c[0] + c[1] * u) + (c[2] + c[3] * u) * u2 + ((c[4] + c[5] * u) + (c[6] + c[7] * u) * u2) * u4;
        let slope = (c[1] + 2.0 * c[2] * u)
            + (3.0 * c[3] + 4.0 * c[4] * u) * u2
            + ((5.0 * c[5] + 6.0 * c[6] * u) + 7.0 * c[7] * u2) * u4;
        (value, slope * self.scale)
    }
}

/// The table between two breakpoints.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    low: f64,
    high: f64,
    /// Grid intervals per unit of ln T.
    density: f64,
    /// Which cell covers each interval of the grid.
    grid: Vec<u32>,
    cells: Vec<Cell>,
}

impl Segment {
    /// Rewrites ascending `pieces` that cover [low, high].
    pub(super) fn new(low: f64, high: f64, pieces: &[Piece], tolerance: f64) -> Self {
        let mut cells = Vec::new();
        let mut depths = Vec::new();
        for piece in pieces {
            let halvings = append_cells(piece, SHARE * tolerance, &mut cells);
            depths.resize(cells.len(), piece.depth + halvings);
        }
        let finest = depths.iter().copied().max().unwrap_or(0).min(MAX_DEPTH + MAX_HALVINGS);
        let mut grid = Vec::with_capacity(1 << finest);
        for (cell, depth) in (0_u32..).zip(&depths) {
            grid.resize(grid.len() + (1_usize << (finest - depth)), cell);
        }
        let density = grid.len() as f64 / (high - low);
        Self { low, high, density, grid, cells }
    }

    pub(super) fn start(&self) -> f64 {
        self.low
    }

    pub(super) fn end(&self) -> f64 {
        self.high
    }

    pub(super) fn cells(&self) -> usize {
        self.cells.len()
    }

    /// The table at `t` = ln T; nothing outside.
    #[inline]
    pub(super) fn evaluate(&self, t: f64) -> Option<TableValue> {
        let slack = END_SLACK * (1.0 + t.abs());
        if !(t >= self.low - slack && t <= self.high + slack) {
            return None;
        }
        let cell = self.cell(t)?;
        let (value, slope) = cell.polynomial(t);
        Some(match cell.form {
            Form::Zero => TableValue { ln_abs: f64::NEG_INFINITY, sign: 1.0, slope: 0.0 },
            Form::Logarithm { sign } => TableValue { ln_abs: value, sign, slope },
            Form::Linear { .. } if value == 0.0 => TableValue { ln_abs: f64::NEG_INFINITY, sign: 1.0, slope: 0.0 },
            Form::Linear { ln_scale } => {
                TableValue { ln_abs: value.abs().ln() + ln_scale, sign: value.signum(), slope: slope / value }
            }
        })
    }

    #[inline]
    fn cell(&self, t: f64) -> Option<&Cell> {
        // Saturates: below the start it is interval 0.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let interval = ((t - self.low) * self.density) as usize;
        let cell = self.grid.get(interval).or(self.grid.last())?;
        self.cells.get(*cell as usize)
    }

    /// Largest difference between the table and the function where `piece` knows it.
    pub(super) fn error_at(&self, piece: &Piece) -> f64 {
        let difference = |sample: &super::interpolant::Sample| {
            let value = self.cell(sample.t)?.polynomial(sample.t).0;
            Some((piece.form.project(sample.value)? - value).abs())
        };
        // Ends of a piece belong to its neighbour, which may hold another form.
        let inside = piece.samples.iter().filter(|sample| piece.low < sample.t && sample.t < piece.high);
        inside.filter_map(difference).fold(0.0, f64::max)
    }
}

/// Appends the fewest equal cells, a power of two, that follow `piece` to `tolerance`; returns the number of halvings.
fn append_cells(piece: &Piece, tolerance: f64, cells: &mut Vec<Cell>) -> u32 {
    let start = cells.len();
    for halvings in 0..=MAX_HALVINGS {
        cells.truncate(start);
        let count = 1_u32 << halvings;
        let length = (piece.high - piece.low) / f64::from(count);
        let mut good = true;
        for i in 0..count {
            let cell = fit(piece, piece.low + (f64::from(i) + 0.5) * length, length);
            good &= follows(&cell, piece, tolerance);
            cells.push(cell);
            if !good && halvings < MAX_HALVINGS {
                break;
            }
        }
        if good || halvings == MAX_HALVINGS {
            return halvings;
        }
    }
    MAX_HALVINGS
}

/// Interpolates `piece` through the Chebyshev nodes of one cell.
fn fit(piece: &Piece, centre: f64, length: f64) -> Cell {
    if piece.form == Form::Zero {
        return Cell { centre, scale: 2.0 / length, powers: [0.0; COEFFICIENTS], form: Form::Zero };
    }
    let angle = |k: usize| PI * (k as f64 + 0.5) / COEFFICIENTS as f64;
    let values: [f64; COEFFICIENTS] = std::array::from_fn(|k| piece.evaluate(centre + 0.5 * length * angle(k).cos()));
    let mut powers = [0.0; COEFFICIENTS];
    // T_j in the power basis, by its recurrence.
    let mut previous = [0.0; COEFFICIENTS];
    let mut current = [0.0; COEFFICIENTS];
    current[0] = 1.0;
    for j in 0..COEFFICIENTS {
        let sum: f64 = values.iter().enumerate().map(|(k, v)| v * (j as f64 * angle(k)).cos()).sum();
        let coefficient = if j == 0 { 1.0 } else { 2.0 } / COEFFICIENTS as f64 * sum;
        for (power, t) in powers.iter_mut().zip(&current) {
            *power += coefficient * t;
        }
        let factor = if j == 0 { 1.0 } else { 2.0 };
        let mut next = [0.0; COEFFICIENTS];
        for i in 0..COEFFICIENTS {
            let shifted = if i == 0 { 0.0 } else { factor * current[i - 1] };
            next[i] = shifted - previous[i];
        }
        (previous, current) = (current, next);
    }
    Cell { centre, scale: 2.0 / length, powers, form: piece.form }
}

/// Whether `cell` agrees with `piece` at its ends and between its nodes, where the error has its extrema.
fn follows(cell: &Cell, piece: &Piece, tolerance: f64) -> bool {
    (0..=COEFFICIENTS).all(|k| {
        let t = cell.centre + (PI * k as f64 / COEFFICIENTS as f64).cos() / cell.scale;
        (piece.evaluate(t) - cell.polynomial(t).0).abs() <= tolerance
    })
}
