//! What each channel still does from some time on, for yields of one: integrals that no yield enters, so that all
//! evolutions of one network share them.
//!
//! Time is cut into rows, which end at breakpoints at least. In a row the variable is u = e^{−t}, in which late annihilation,
//! ∫ A dt = ∫ (A/u) du with A ∝ u⟨σv⟩√g*, is next to the integral of a constant. Three values of each flux bound what is
//! left; where annihilation is part of a result, four more make a Kronrod rule of them, which knows its error. Who keeps a history
//! reads the interpolants of all time in the end, and integrates those; who does not takes the functions' own values.

use std::fmt;
use std::sync::OnceLock;

use super::mesh::Sampled;
use super::precision::TAIL_STEP;
use super::system::BoltzmannSystem;
use crate::thermal::quadrature::{Quadrature, QuadratureError, short};

/// Each row may have this part of the error allowed to all of them, besides its share.
const LEAST_SHARE: f64 = 0.01;
/// How often a row is halved, and once: beyond, its parts are halved one by one.
const LEVELS: usize = 3;

/// Integrals of the unit fluxes over all time, row by row, each made when it is first asked for. The factors of the channels
/// are not in them.
#[derive(Debug)]
pub(super) struct Future<E> {
    /// Where rows end, ascending; the last is the end of time.
    times: Vec<f64>,
    rows: Vec<Row<E>>,
    channels: usize,
    /// Relative tolerance of what is part of the result.
    tolerance: f64,
    /// Whether what is integrated are the interpolants.
    interpolated: bool,
}

#[derive(Debug)]
struct Row<E> {
    left: OnceLock<Result<Left, E>>,
    /// ∫ of the forward flux of each channel, for the row as a whole and halved once, twice….
    refined: [OnceLock<Result<Vec<Estimate>, E>>; LEVELS],
    /// The same where that was not enough, for the channels that were asked for.
    exact: Vec<OnceLock<Result<f64, QuadratureError<E>>>>,
    /// ∫ of the forward flux of each channel that was asked for from the start of the row to the end of time.
    rest: Vec<OnceLock<Result<f64, QuadratureError<E>>>>,
}

/// What the channels do from the start of a row to the end of time, as logarithms.
#[derive(Debug)]
pub(super) struct Left {
    /// ∫ of the forward flux of each channel.
    pub(super) forward: Vec<f64>,
    /// ∫ of the backward flux of each channel.
    pub(super) backward: Vec<f64>,
    /// The forward flux of each channel at the three nodes of the row, node after node.
    at_nodes: Vec<f64>,
    /// ∫ of the forward flux of each channel over the row, by these nodes; not a logarithm.
    rough: Vec<f64>,
}

/// An integral and its error.
type Estimate = (f64, f64);

/// A part of the time that is left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: f64,
    pub(super) to: f64,
    /// The row that it is, if it is a whole one.
    row: Option<usize>,
}

impl<E: Clone + fmt::Display> Future<E> {
    /// The integrals over a span of time that is cut at `breakpoints`. Those that are part of the result
    /// are good to a relative `tolerance`.
    pub(super) fn new((start, end): (f64, f64), breakpoints: &[f64], channels: usize, tolerance: f64) -> Self {
        let steps = (1_u32..).map(|k| end - f64::from(k) * TAIL_STEP).take_while(|t| *t > start).chain([start]);
        let mut times: Vec<f64> = steps.chain(breakpoints.iter().copied().filter(|t| *t > start && *t < end)).collect();
        times.push(end);
        times.sort_by(f64::total_cmp);
        times.dedup();
        let row = || Row {
            left: OnceLock::new(),
            refined: std::array::from_fn(|_| OnceLock::new()),
            exact: (0..channels).map(|_| OnceLock::new()).collect(),
            rest: (0..channels).map(|_| OnceLock::new()).collect(),
        };
        Self { rows: (1..times.len()).map(|_| row()).collect(), times, channels, tolerance, interpolated: false }
    }

    /// The same of the interpolants.
    pub(super) fn interpolated(self) -> Self {
        Self { interpolated: true, ..self }
    }

    /// ln of the fluxes at `u` for yields of one.
    fn ln_fluxes<S: Sampled<Error = E>>(
        &self,
        u: f64,
        system: &BoltzmannSystem<'_, S>,
        forward: &mut [f64],
        backward: &mut [f64],
    ) -> Result<(), E> {
        system.ln_unit_fluxes(-u.ln(), self.interpolated, forward, backward)
    }

    /// What the channels do from the start of the row on that `t` lies in.
    pub(super) fn left<S: Sampled<Error = E>>(&self, t: f64, system: &BoltzmannSystem<'_, S>) -> Result<&Left, E> {
        let row = self.times.partition_point(|time| *time <= t).clamp(1, self.rows.len()) - 1;
        self.left_from(row, system)
    }

    fn left_from<S: Sampled<Error = E>>(&self, row: usize, system: &BoltzmannSystem<'_, S>) -> Result<&Left, E> {
        if let Some(left) = self.rows[row].left.get() {
            return left.as_ref().map_err(Clone::clone);
        }
        // Each row is added to what comes after it.
        let known = (row..self.rows.len()).find(|&row| self.rows[row].left.get().is_some());
        for later in (row + 1..known.unwrap_or(self.rows.len())).rev() {
            let after = self.left_after(later)?;
            self.rows[later].left.get_or_init(|| self.add_row(later, after, system));
        }
        let after = self.left_after(row)?;
        self.rows[row].left.get_or_init(|| self.add_row(row, after, system)).as_ref().map_err(Clone::clone)
    }

    /// What the next row begins with, if it is made.
    fn left_after(&self, row: usize) -> Result<Option<&Left>, E> {
        let made = self.rows.get(row + 1).and_then(|row| row.left.get());
        made.map(|left| left.as_ref().map_err(Clone::clone)).transpose()
    }

    fn add_row<S: Sampled<Error = E>>(
        &self,
        row: usize,
        after: Option<&Left>,
        system: &BoltzmannSystem<'_, S>,
    ) -> Result<Left, E> {
        let nothing = || vec![f64::NEG_INFINITY; self.channels];
        let (mut forward, mut backward) =
            after.map_or_else(|| (nothing(), nothing()), |after| (after.forward.clone(), after.backward.clone()));
        let (low, high) = self.between(row);
        let mut at_nodes = vec![0.0; short::GAUSS_POINTS * self.channels];
        let mut rough = vec![0.0; self.channels];
        let mut backward_here = vec![0.0; self.channels];
        for (k, (u, weight)) in short::gauss(low, high).into_iter().enumerate() {
            let forward_here = &mut at_nodes[k * self.channels..(k + 1) * self.channels];
            self.ln_fluxes(u, system, forward_here, &mut backward_here)?;
            for (rough, flux) in rough.iter_mut().zip(&*forward_here) {
                *rough += weight * flux.exp() / u;
            }
            let ln_weight = (weight / u).ln();
            for (left, flux) in [(&mut forward, &*forward_here), (&mut backward, &*backward_here)] {
                for (left, flux) in left.iter_mut().zip(flux) {
                    *left = ln_sum(*left, flux + ln_weight);
                }
            }
        }
        Ok(Left { forward, backward, at_nodes, rough })
    }

    /// Where a row begins and ends in u, in ascending order.
    fn between(&self, row: usize) -> (f64, f64) {
        ((-self.times[row + 1]).exp(), (-self.times[row]).exp())
    }

    /// The time after `t`, a whole row from its second part on.
    pub(super) fn after(&self, t: f64) -> impl Iterator<Item = Span> + '_ {
        let next = self.times.partition_point(|time| *time <= t);
        let first = self.times.get(next).map(|&to| Span { from: t, to, row: None });
        first.into_iter().chain(self.rows_from(next))
    }

    fn rows_from(&self, row: usize) -> impl Iterator<Item = Span> + '_ {
        (row..self.rows.len()).map(|row| Span { from: self.times[row], to: self.times[row + 1], row: Some(row) })
    }

    /// ∫ of the forward flux of channel `k` for yields of one from `t` to the end of time, to the tolerance.
    pub(super) fn all_annihilation<S: Sampled<Error = E>>(
        &self,
        t: f64,
        system: &BoltzmannSystem<'_, S>,
        k: usize,
    ) -> Result<f64, QuadratureError<E>> {
        let next = self.times.partition_point(|time| *time <= t);
        let Some(&to) = self.times.get(next) else { return Ok(0.0) };
        let rest = self.rows.get(next).map_or(Ok(0.0), |row| {
            let add = || {
                let spans: Vec<Span> = self.rows_from(next).collect();
                Ok(self.annihilation(&spans, system, k)?.iter().sum())
            };
            row.rest[k].get_or_init(add).clone()
        })?;
        Ok(self.over(&Span { from: t, to, row: None }, system, k)? + rest)
    }

    /// ∫ of the forward flux of channel `k` for yields of one over each of the `spans`, which are what is [after](Self::after)
    /// some time. The error of their sum is below the tolerance.
    pub(super) fn annihilation<S: Sampled<Error = E>>(
        &self,
        spans: &[Span],
        system: &BoltzmannSystem<'_, S>,
        k: usize,
    ) -> Result<Vec<f64>, QuadratureError<E>> {
        let mut integrals = Vec::with_capacity(spans.len());
        for span in spans {
            integrals.push(match span.row {
                Some(row) => self.left_from(row, system).map_err(QuadratureError::Integrand)?.rough[k],
                None => self.over(span, system, k)?,
            });
        }
        let total: f64 = integrals.iter().sum();
        if !total.is_finite() {
            return Err(QuadratureError::NonFinite { at: spans.first().map_or(f64::NAN, |span| span.from) });
        }
        let least = LEAST_SHARE * total;
        for (integral, span) in integrals.iter_mut().zip(spans) {
            // What is as small as the error that is allowed needs no digits.
            let Some(row) = span.row.filter(|_| *integral > self.tolerance * least) else { continue };
            let allowed = self.tolerance * (*integral + least);
            *integral = self.enough(row, system, k, allowed)?;
        }
        Ok(integrals)
    }

    /// To an absolute error that is `allowed`.
    fn enough<S: Sampled<Error = E>>(
        &self,
        row: usize,
        system: &BoltzmannSystem<'_, S>,
        k: usize,
        allowed: f64,
    ) -> Result<f64, QuadratureError<E>> {
        for level in 0..LEVELS {
            let (refined, error) = self.refined(row, level, system).map_err(QuadratureError::Integrand)?[k];
            if error <= allowed {
                return Ok(refined);
            }
        }
        self.exact(row, system, k)
    }

    /// By seven points for each of 2^`level` parts, with the error: that of the level before, if there is one.
    fn refined<S: Sampled<Error = E>>(
        &self,
        row: usize,
        level: usize,
        system: &BoltzmannSystem<'_, S>,
    ) -> Result<&[Estimate], E> {
        let refine = || {
            let Some(before) = level.checked_sub(1) else { return self.extended(row, system) };
            let before = self.refined(row, before, system)?;
            let ((low, high), parts) = (self.between(row), 1_u32 << level);
            let width = (high - low) / f64::from(parts);
            let mut integrals = vec![0.0; self.channels];
            let (mut forward, mut backward) = (vec![0.0; self.channels], vec![0.0; self.channels]);
            for part in 0..parts {
                let from = low + f64::from(part) * width;
                let weights = short::weights(0.5 * width);
                for (u, weight) in short::nodes(from, from + width).into_iter().zip(weights) {
                    self.ln_fluxes(u, system, &mut forward, &mut backward)?;
                    for (integral, flux) in integrals.iter_mut().zip(&forward) {
                        *integral += weight * flux.exp() / u;
                    }
                }
            }
            Ok(integrals.iter().zip(before).map(|(now, (before, _))| (*now, (now - before).abs())).collect())
        };
        self.rows[row].refined[level].get_or_init(refine).as_deref().map_err(Clone::clone)
    }

    /// By the three points that are known and four more, with the error.
    fn extended<S: Sampled<Error = E>>(&self, row: usize, system: &BoltzmannSystem<'_, S>) -> Result<Vec<Estimate>, E> {
        let left = self.left_from(row, system)?;
        let (low, high) = self.between(row);
        let mut values = vec![[0.0; short::POINTS]; self.channels];
        let (mut forward, mut backward) = (vec![0.0; self.channels], vec![0.0; self.channels]);
        for (node, u) in short::nodes(low, high).into_iter().enumerate() {
            if let Some(gauss) = short::place_among_gauss(node) {
                forward.copy_from_slice(&left.at_nodes[gauss * self.channels..(gauss + 1) * self.channels]);
            } else {
                self.ln_fluxes(u, system, &mut forward, &mut backward)?;
            }
            for (values, flux) in values.iter_mut().zip(&forward) {
                values[node] = flux.exp() / u;
            }
        }
        Ok(values.iter().map(|values| short::estimate(values, 0.5 * (high - low))).collect())
    }

    /// By as many points as it takes.
    fn exact<S: Sampled<Error = E>>(
        &self,
        row: usize,
        system: &BoltzmannSystem<'_, S>,
        k: usize,
    ) -> Result<f64, QuadratureError<E>> {
        let (low, high) = self.between(row);
        let integrate = || {
            let (mut forward, mut backward) = (vec![0.0; self.channels], vec![0.0; self.channels]);
            let integral = self.quadrature().integrate(&[low, high], |nodes, out| {
                for (&u, out) in nodes.iter().zip(out) {
                    self.ln_fluxes(u, system, &mut forward, &mut backward)?;
                    *out = forward[k].exp() / u;
                }
                Ok(())
            })?;
            Ok(integral.value)
        };
        self.rows[row].exact[k].get_or_init(integrate).clone()
    }

    /// Over a part of a row, where the evolution has just been: from the interpolants.
    fn over<S: Sampled<Error = E>>(
        &self,
        span: &Span,
        system: &BoltzmannSystem<'_, S>,
        k: usize,
    ) -> Result<f64, QuadratureError<E>> {
        let (low, high) = ((-span.to).exp(), (-span.from).exp());
        let flux = |u: f64| Ok::<f64, E>(system.unit_flux(-u.ln(), k)? / u);
        let estimate = |low: f64, high: f64| {
            let mut values = [0.0; short::POINTS];
            for (value, u) in values.iter_mut().zip(short::nodes(low, high)) {
                *value = flux(u)?;
            }
            Ok(short::estimate(&values, 0.5 * (high - low)))
        };
        let (whole, error) = estimate(low, high).map_err(QuadratureError::Integrand)?;
        if error <= self.tolerance * whole {
            return Ok(whole);
        }
        let middle = 0.5 * (low + high);
        let halves = [estimate(low, middle), estimate(middle, high)];
        let [one, other] = halves.map(|half| half.map_err(QuadratureError::Integrand));
        let halves = one?.0 + other?.0;
        if (halves - whole).abs() <= self.tolerance * halves {
            return Ok(halves);
        }
        let integral = self.quadrature().integrate(&[low, high], |nodes, out| {
            for (u, out) in nodes.iter().zip(out) {
                *out = flux(*u)?;
            }
            Ok(())
        })?;
        Ok(integral.value)
    }

    fn quadrature(&self) -> Quadrature {
        Quadrature { relative_tolerance: self.tolerance, max_evaluations: 100_000 }
    }
}

/// ln(eᵃ + eᵇ).
fn ln_sum(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if small == f64::NEG_INFINITY { large } else { large + (small - large).exp().ln_1p() }
}

#[cfg(test)]
mod tests;
