//! One parameter over many decades: how much dark matter there is, how it came about, and where it is what is observed.

use std::num::NonZeroUsize;

use super::refine::bending;
use super::scale::Scale;
use super::{Family, Run, RunSettings, Varied, in_parallel, root};
use crate::error::SourceError;
use crate::model::{Axis, Document, Overrides};
use crate::observables::Mechanism;

/// Relative accuracy of a crossing: that of the yields, unless they are solved less or more exactly.
const ACCURACY: f64 = 1e-6;
/// What the lines of a smooth curve may be off, of the height of the picture.
const SMOOTH: f64 = 3e-4;
/// The shortest distance between points of a smooth curve, of that on the axis, and how often distances are halved.
const FINEST: f64 = 0.01;
const MOST_HALVINGS: usize = 7;

/// A model over the range of a parameter.
#[derive(Debug)]
pub struct Sweep {
    /// What varies.
    pub axis: Axis,
    /// The relic density that is observed, of the model.
    pub observed: f64,
    /// The points of the axis, in increasing order.
    pub points: Vec<SweepPoint>,
    /// Further points where the curve bends, for pictures.
    pub between: Vec<SweepPoint>,
    /// Where the relic density is the observed one, in increasing order.
    pub crossings: Vec<Crossing>,
}

/// A value of the parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepPoint {
    /// In powers of GeV.
    pub value: f64,
    /// What came out, or why nothing did.
    pub outcome: Result<Abundance, String>,
}

/// How much dark matter there is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Abundance {
    /// Ωh² of all dark matter.
    pub omega_h2: f64,
    /// How the species that makes up most of it came about; `None` if by none of these.
    pub mechanism: Option<Mechanism>,
}

/// Neighbouring points with one mechanism.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// The mechanism; `None` if it is none of these.
    pub mechanism: Option<Mechanism>,
    /// The places of the first and the last point among those that were given.
    pub points: (usize, usize),
}

/// Where the relic density passes the observed one.
#[derive(Debug)]
pub struct Crossing {
    /// The value of the parameter, in powers of GeV, to a part in a million (or of the range, on a linear axis).
    pub value: f64,
    /// Whether there is more dark matter for larger values.
    pub rising: bool,
    /// The solution there; `None` if solving failed, and then the value is interpolated between two points.
    pub run: Option<Run>,
}

/// Solves a model at all points of an axis, on as many threads as there are `jobs`, and then where the relic density is the
/// observed one. `after_each` is called when a point is done. A point that fails keeps its reason. Pictures ask for a
/// `smooth` curve, with further points between those of the axis.
///
/// # Errors
///
/// [`SourceError`] if the model is wrong without the axis.
pub fn sweep(
    document: &Document,
    overrides: &Overrides,
    axis: &Axis,
    settings: RunSettings,
    jobs: Option<NonZeroUsize>,
    smooth: bool,
    after_each: impl Fn() + Sync,
) -> Result<Sweep, SourceError> {
    let varied = Varied { name: axis.name.clone(), dimension: axis.dimension };
    let family = Family::new(document, overrides, vec![varied], settings)?;
    let observed = family.reference().relic.omega_h2;
    let values = axis.spacing.between(axis.from, axis.to, axis.points);
    let mut sweep = Sweep::through(&family, axis, observed, &values, jobs, after_each);
    let excess = |abundance: &Abundance| (abundance.omega_h2 / observed).ln();
    let known = |point: &SweepPoint| Some((point.value, excess(point.outcome.as_ref().ok()?)));
    let brackets: Vec<[(f64, f64); 2]> = sweep
        .points
        .windows(2)
        .filter_map(|pair| Some([known(&pair[0])?, known(&pair[1])?]))
        // A point at which it is exact belongs to one of its neighbourhoods only.
        .filter(|[a, b]| (a.1 < 0.0) != (b.1 < 0.0))
        .collect();
    let scale = Scale::of(axis);
    sweep.crossings = in_parallel(&brackets, jobs, |&[a, b]| {
        let ends = [a, b].map(|(value, excess)| (scale.place(value), excess.clamp(-f64::MAX, f64::MAX)));
        let function = |place: f64| solve(&family, scale.value(place)).map(|(abundance, _)| excess(&abundance));
        let found = root(ends[0], ends[1], scale.distance(ACCURACY), function);
        let rising = b.1 > a.1;
        let interpolated = || ends[0].0 + (ends[1].0 - ends[0].0) * ends[0].1 / (ends[0].1 - ends[1].1);
        let at = found.map_or_else(|_| interpolated(), |(t, _)| t);
        let value = scale.value(at);
        let run = solve(&family, value).ok().map(|(_, run)| run);
        Crossing { value, rising, run }
    });
    if smooth {
        sweep.smooth(&family, jobs);
    }
    Ok(sweep)
}

impl Sweep {
    /// The points at `values` of the axis, which increase, without crossings. The parameter of the axis is the only one that
    /// varies in `family`.
    #[must_use]
    pub fn through(
        family: &Family,
        axis: &Axis,
        observed: f64,
        values: &[f64],
        jobs: Option<NonZeroUsize>,
        after_each: impl Fn() + Sync,
    ) -> Self {
        let points = in_parallel(values, jobs, |&value| {
            let outcome = solve(family, value).map(|(abundance, _)| abundance);
            after_each();
            SweepPoint { value, outcome }
        });
        Self { axis: axis.clone(), observed, points, between: Vec::new(), crossings: Vec::new() }
    }

    /// Adds points between those of the axis until straight lines on a logarithmic scale follow the curve.
    pub fn smooth(&mut self, family: &Family, jobs: Option<NonZeroUsize>) {
        let scale = Scale::of(&self.axis);
        let known = |points: &[SweepPoint]| -> Vec<(f64, f64)> {
            let ln = |point: &SweepPoint| point.outcome.as_ref().map_or(f64::NAN, |abundance| abundance.omega_h2.ln());
            points.iter().map(|point| (scale.place(point.value), ln(point))).collect()
        };
        let finite = known(&self.points).into_iter().map(|(_, y)| y).filter(|y| y.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
        let finest = FINEST * scale.length() / (self.points.len().max(2) - 1) as f64;
        for _ in 0..MOST_HALVINGS {
            let places = bending(&known(&self.drawn()), finest, SMOOTH * (high - low));
            if places.is_empty() {
                return;
            }
            let values: Vec<f64> = places.into_iter().map(|place| scale.value(place)).collect();
            self.between.extend(Self::through(family, &self.axis, self.observed, &values, jobs, || ()).points);
        }
    }

    /// All points, those between included, in increasing order.
    #[must_use]
    pub fn drawn(&self) -> Vec<SweepPoint> {
        let mut points: Vec<SweepPoint> = self.points.iter().chain(&self.between).cloned().collect();
        points.sort_by(|a, b| a.value.total_cmp(&b.value));
        points
    }

    /// Neighbouring points of the axis with one mechanism, in increasing order; failed points lie between them.
    #[must_use]
    pub fn stretches(&self) -> Vec<Stretch> {
        stretches(&self.points)
    }

    /// How many points failed.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.points.iter().filter(|point| point.outcome.is_err()).count()
    }
}

/// Neighbours among `points` with one mechanism; failed points lie between them.
#[must_use]
pub fn stretches(points: &[SweepPoint]) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (k, point) in points.iter().enumerate() {
        let Ok(Abundance { mechanism, .. }) = point.outcome else { continue };
        match stretches.last_mut().filter(|s| s.mechanism == mechanism && s.points.1 + 1 == k) {
            Some(stretch) => stretch.points.1 = k,
            None => stretches.push(Stretch { mechanism, points: (k, k) }),
        }
    }
    stretches
}

fn solve(family: &Family, value: f64) -> Result<(Abundance, Run), String> {
    let run = family.run(&[value])?;
    abundance(&run).map(|abundance| (abundance, run)).ok_or_else(|| "the model has no dark matter".to_owned())
}

/// What a run says of its dark matter, if there is any.
fn abundance(run: &Run) -> Option<Abundance> {
    let omega_h2 = run.solved.as_deref()?.dark_matter_omega_h2?;
    Some(Abundance { omega_h2, mechanism: run.mechanism() })
}
