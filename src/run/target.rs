//! The values of a parameter at which a model has the wanted relic density, or the wanted value of an observable.
//!
//! The whole range is looked at before any value is sought: at points that are spread evenly, at the thresholds and poles that
//! the masses tell of, around the least and the greatest of those, and then more closely wherever the curve bends so much that it might reach the wanted value between
//! neighbouring points. That is done at a loose tolerance. Each change of sign is then narrowed down at the full one.

mod extremes;

use std::num::NonZeroUsize;

use super::places::kinematic_places;
use super::refine::{Resolution, hiding_zeros};
use super::roots::root_near;
use super::scale::Scale;
use super::{Family, Point, in_parallel};
use crate::model::{Axis, Goal, Spacing};

/// Relative tolerance at which the range is looked at.
const LOOSE: f64 = 1e-3;
/// What is closer to the wanted value than this many loose tolerances is solved at the full one.
const SURE: f64 = 10.0;
/// The shortest cell that is divided, of the range: of extrema that just miss the wanted value.
const FINEST: f64 = 1e-6;
/// The shortest cell that is divided next to points that fail, of the first cells.
const EDGE: f64 = 1.0 / 16.0;
/// Most points that the range is looked at.
const MOST_POINTS: usize = 2000;
/// What counts as a solution, in multiples of the tolerance, if rounding stops the search.
const NOISE: f64 = 10.0;
/// How far from what is wanted, in logarithms, the loose tolerance will do after the first steps of a search.
const FAR: f64 = 0.1;
const FIRST_STEPS: usize = 3;
/// The largest logarithm that the search works with.
const LARGEST: f64 = 800.0;
/// Points to begin with for each factor of ten of a logarithmic range, and for any range at least.
const PER_DECADE: f64 = 2.0;
const LEAST_POINTS: usize = 13;

/// What is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The parameter and its range; `points` are those that the search begins with.
    pub axis: Axis,
    /// What is to have which value.
    pub goal: Goal,
    /// That value, in powers of GeV.
    pub wanted: f64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// In increasing order of the parameter.
    pub solutions: Vec<Root>,
    /// Where the wanted value is passed without a solution.
    pub missed: Vec<Missed>,
    /// The points that were looked at, in increasing order, most of them at a loose tolerance.
    pub points: Vec<Looked>,
    /// How close to the wanted value the solutions are, relative to it (or, for 0, to the largest value of all points).
    pub tolerance: f64,
}

/// A solution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Root {
    /// Of the parameter, in powers of GeV.
    pub value: f64,
    /// What the goal comes to there.
    pub reached: f64,
    /// Whether the goal grows there with the parameter.
    pub rising: bool,
}

/// A passage through the wanted value at which there is no solution.
#[derive(Debug, Clone, PartialEq)]
pub struct Missed {
    /// The values of the parameter between which it is passed.
    pub between: (f64, f64),
    /// Why there is no solution: what the goal comes to on both sides of a jump, or why a point between has no result.
    pub why: Result<(f64, f64), String>,
}

/// A point of the range.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// Of the parameter, in powers of GeV.
    pub value: f64,
    /// What the goal comes to, or why it has no value.
    pub outcome: Result<f64, String>,
}

/// A point on the scale of the parameter.
#[derive(Clone)]
struct Sample {
    place: f64,
    looked: Looked,
    /// How far the goal is from the wanted value; NaN if it has no value.
    excess: f64,
}

impl Found {
    /// The least and the greatest that the goal comes to in the range: at the points that were looked at, and between them to some
    /// percent where that may be near the wanted value. Infinite if no point has a value.
    #[must_use]
    pub fn extremes(&self) -> (f64, f64) {
        let looked_at = self.points.iter().filter_map(|point| point.outcome.as_ref().ok());
        let reached = looked_at.chain(self.solutions.iter().map(|root| &root.reached));
        reached.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)))
    }
}

impl Target {
    /// As many points as a search without a wish begins with.
    #[must_use]
    pub fn usual_points(from: f64, to: f64, spacing: Spacing) -> usize {
        let decades = if spacing == Spacing::Log { (to / from).log10() } else { 0.0 };
        // Floating-point numbers span 616 decades.
        (LEAST_POINTS..MOST_POINTS).find(|&points| points as f64 > PER_DECADE * decades).unwrap_or(MOST_POINTS)
    }

    /// Everything in the range that gives what is wanted. The parameter of the target is the last that varies in `family`;
    /// `others` are the values of those before it, in powers of GeV. Points are solved on as many threads as there are `jobs`.
    ///
    /// # Errors
    ///
    /// One sentence, if no point of the range has a result.
    pub fn solve(&self, family: &Family, others: &[f64], jobs: Option<NonZeroUsize>) -> Result<Found, String> {
        Search { target: self, family, others, jobs, scale: Scale::of(&self.axis) }.found()
    }

    /// What the goal comes to at a point.
    ///
    /// # Errors
    ///
    /// One sentence why it has no value.
    pub fn reached(&self, point: &Point) -> Result<f64, String> {
        let value = match self.goal {
            Goal::RelicDensity => point.omega_h2.ok_or_else(|| "the model has no dark matter".to_owned()),
            Goal::Observable(i) => {
                point.observables.get(i).cloned().unwrap_or_else(|| Err("there is no such observable".to_owned()))
            }
        }?;
        if value.is_nan() { Err("the result is not a number".to_owned()) } else { Ok(value) }
    }

    /// How far a value is from the wanted one: the logarithm of their ratio, rising with the value, or the value itself if it
    /// is to vanish.
    fn excess(&self, reached: f64) -> f64 {
        let ratio = reached / self.wanted;
        if self.wanted == 0.0 {
            reached
        } else if ratio > 0.0 {
            self.wanted.signum() * ratio.ln()
        } else {
            f64::NEG_INFINITY * self.wanted.signum()
        }
    }
}

struct Search<'a> {
    target: &'a Target,
    family: &'a Family,
    others: &'a [f64],
    jobs: Option<NonZeroUsize>,
    scale: Scale,
}

impl Search<'_> {
    fn found(&self) -> Result<Found, String> {
        let Target { axis, wanted, .. } = self.target;
        let mut values = axis.spacing.between(axis.from, axis.to, axis.points);
        values.extend(kinematic_places(axis, |value| self.family.model(&self.all(value)).ok()));
        let mut samples: Vec<Sample> = Vec::new();
        let resolution = Resolution {
            finest: FINEST * self.scale.length(),
            edge: EDGE * self.scale.length() / (axis.points.max(2) - 1) as f64,
        };
        loop {
            let is_first = samples.is_empty();
            samples.extend(in_parallel(&values, self.jobs, |&value| self.sample(value)));
            in_order(&mut samples);
            if is_first {
                samples.extend(self.extremes(&samples));
                in_order(&mut samples);
            }
            let points: Vec<(f64, f64)> = samples.iter().map(|sample| (sample.place, sample.excess)).collect();
            values = hiding_zeros(&points, resolution).into_iter().map(|place| self.scale.value(place)).collect();
            if values.is_empty() || samples.len() + values.len() > MOST_POINTS.max(axis.points) {
                break;
            }
        }
        if let Some(reason) = samples.iter().find_map(|sample| sample.looked.outcome.as_ref().err())
            && samples.iter().all(|sample| sample.looked.outcome.is_err())
        {
            return Err(reason.clone());
        }
        let tolerance = self.family.tolerance();
        let largest =
            samples.iter().filter_map(|s| s.looked.outcome.as_ref().ok()).fold(0.0_f64, |m, v| m.max(v.abs()));
        let close = tolerance * if *wanted == 0.0 { largest } else { 1.0 };
        let mut solutions = at_samples(&samples, close);
        let passes =
            |a: &Sample, b: &Sample| a.excess * b.excess < 0.0 && a.excess.abs() > close && b.excess.abs() > close;
        let brackets: Vec<(usize, [&Sample; 2])> = samples
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| passes(&pair[0], &pair[1]))
            .map(|(k, pair)| (k, [&pair[0], &pair[1]]))
            .collect();
        let mut missed = Vec::new();
        for narrowed in
            in_parallel(&brackets, self.jobs, |&(k, bracket)| self.narrow(bracket, guess(&samples, k), close))
        {
            match narrowed {
                Ok(root) => solutions.push(root),
                Err(miss) => missed.push(miss),
            }
        }
        solutions.sort_by(|a, b| a.value.total_cmp(&b.value));
        let points = samples.into_iter().map(|sample| sample.looked).collect();
        Ok(Found { solutions, missed, points, tolerance })
    }

    fn all(&self, value: f64) -> Vec<f64> {
        self.others.iter().copied().chain([value]).collect()
    }

    /// What the goal comes to at a value of the parameter.
    fn reached(&self, value: f64, tolerance: f64) -> Result<f64, String> {
        self.target.reached(&self.family.point_with(&self.all(value), tolerance)?)
    }

    fn sample(&self, value: f64) -> Sample {
        let tolerance = self.family.tolerance();
        let mut outcome = self.reached(value, LOOSE.max(tolerance));
        // Where what is wanted is zero, nothing is close by itself.
        let unsure = |reached: f64| self.target.wanted == 0.0 || self.target.excess(reached).abs() < SURE * LOOSE;
        if tolerance < LOOSE && outcome.as_ref().is_ok_and(|&reached| unsure(reached)) {
            outcome = self.reached(value, tolerance);
        }
        let excess = outcome.as_ref().map_or(f64::NAN, |&reached| self.target.excess(reached));
        Sample { place: self.scale.place(value), looked: Looked { value, outcome }, excess }
    }

    /// The solution between two samples with different signs.
    fn narrow(&self, [a, b]: [&Sample; 2], guess: Option<f64>, close: f64) -> Result<Root, Missed> {
        let rising = b.excess > a.excess;
        // Where a decay or an annihilation closes, nothing is left, and the steepest slope there looks like a jump.
        let closes = a.excess.is_infinite() || b.excess.is_infinite();
        let accuracy = if closes { FINEST * self.scale.length() } else { self.scale.finest() };
        let finite = |excess: f64| excess.clamp(-LARGEST, LARGEST);
        let tolerance = self.family.tolerance();
        let mut tried: Vec<(f64, f64, f64)> = Vec::new();
        let function = |place: f64| {
            let value = self.scale.value(place);
            // What is still far after some steps is likely to be a jump, which needs no accuracy.
            let is_far = tried.len() >= FIRST_STEPS && tried.last().is_some_and(|last| last.2.abs() > FAR);
            let mut reached = self.reached(value, if is_far { LOOSE.max(tolerance) } else { tolerance })?;
            if is_far && self.target.excess(reached).abs() <= FAR {
                reached = self.reached(value, tolerance)?;
            }
            let excess = self.target.excess(reached);
            tried.push((value, reached, excess));
            // Close enough ends the search.
            Ok(if excess.abs() <= close { 0.0 } else { finite(excess) })
        };
        let ends = [a, b].map(|sample| (sample.place, finite(sample.excess)));
        let outcome: Result<_, String> = root_near(ends[0], ends[1], guess, accuracy, function);
        // The closest that was met on either side.
        let side = |sample: &Sample| {
            let same = tried.iter().filter(|(.., excess)| (*excess < 0.0) == (sample.excess < 0.0));
            let nearest = if sample.place == a.place {
                same.max_by(|p, q| p.0.total_cmp(&q.0))
            } else {
                same.min_by(|p, q| p.0.total_cmp(&q.0))
            };
            let end = (sample.looked.value, sample.looked.outcome.clone().unwrap_or_default());
            nearest.map_or(end, |&(value, reached, _)| (value, reached))
        };
        let (below, above) = (side(a), side(b));
        let between = (below.0, above.0);
        if let Err(reason) = outcome {
            return Err(Missed { between, why: Err(reason) });
        }
        match tried.iter().min_by(|p, q| p.2.abs().total_cmp(&q.2.abs())) {
            Some(&(value, reached, excess)) if excess.abs() <= NOISE * close => Ok(Root { value, reached, rising }),
            _ => Err(Missed { between, why: Ok((below.1, above.1)) }),
        }
    }
}

/// The place at which the wanted value is expected between samples `k` and `k + 1`: the curve through them and a neighbour on
/// either side, turned round, if it does not turn itself.
fn guess(samples: &[Sample], k: usize) -> Option<f64> {
    let nearby = samples.get(k.checked_sub(1)?..k + 3)?;
    let rises = nearby.windows(2).map(|pair| pair[1].excess - pair[0].excess);
    let (low, high) =
        rises.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), rise| (low.min(rise), high.max(rise)));
    if !(low > 0.0 || high < 0.0) {
        return None;
    }
    // Lagrange's polynomial for the place as a function of the excess, at zero.
    let place = nearby.iter().map(|one| {
        let others = nearby.iter().filter(|other| other.place != one.place);
        one.place * others.map(|other| other.excess / (other.excess - one.excess)).product::<f64>()
    });
    Some(place.sum::<f64>()).filter(|place| place.is_finite())
}

/// Sorts samples; of several at one place one is left.
fn in_order(samples: &mut Vec<Sample>) {
    samples.sort_by(|a, b| a.place.total_cmp(&b.place));
    samples.dedup_by(|a, b| a.place == b.place);
}

/// Solutions that samples have met: of neighbours, as where the curve is flat, the one in the middle.
fn at_samples(samples: &[Sample], close: f64) -> Vec<Root> {
    let mut solutions = Vec::new();
    let mut k = 0;
    while k < samples.len() {
        let flat = samples[k..].iter().take_while(|sample| sample.excess.abs() <= close).count();
        if flat > 0 {
            let known = |neighbour: Option<&Sample>| neighbour.map(|s| s.excess).filter(|e| !e.is_nan());
            let before = k.checked_sub(1).and_then(|j| known(samples.get(j)));
            let after = known(samples.get(k + flat));
            let middle = &samples[k + flat / 2];
            if let Ok(reached) = middle.looked.outcome {
                let rising = before.is_some_and(|e| e < 0.0) || after.is_some_and(|e| e > 0.0);
                solutions.push(Root { value: middle.looked.value, reached, rising });
            }
        }
        k += flat.max(1);
    }
    solutions
}
