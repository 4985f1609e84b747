//! One parameter over many decades: how much dark matter there is, how it came about, and where it is what is observed.

use std::num::NonZeroUsize;

use super::{Family, Run, RunSettings, Varied, in_parallel, root};
use crate::error::SourceError;
use crate::model::{Axis, Document, Overrides, Spacing};
use crate::observables::Mechanism;

/// Relative accuracy of a crossing: that of the yields, unless they are solved less or more exactly.
const ACCURACY: f64 = 1e-6;

/// A model over the range of a parameter.
#[derive(Debug)]
pub struct Sweep {
    /// What varies.
    pub axis: Axis,
    /// The relic density that is observed, of the model.
    pub observed: f64,
    /// The points of the axis, in increasing order.
    pub points: Vec<SweepPoint>,
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
    /// The places of the first and the last point among [`Sweep::points`].
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
/// observed one. `after_each` is called when a point is done. A point that fails keeps its reason.
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
    after_each: impl Fn() + Sync,
) -> Result<Sweep, SourceError> {
    let varied = Varied { name: axis.name.clone(), dimension: axis.dimension };
    let family = Family::new(document, overrides, vec![varied], settings)?;
    let observed = family.reference().relic.omega_h2;
    let solve = |value: f64| -> Result<(Abundance, Run), String> {
        let run = family.run(&[value])?;
        abundance(&run).map(|abundance| (abundance, run)).ok_or_else(|| "the model has no dark matter".to_owned())
    };
    let values = axis.spacing.between(axis.from, axis.to, axis.points);
    let points: Vec<SweepPoint> = in_parallel(&values, jobs, |&value| {
        let outcome = solve(value).map(|(abundance, _)| abundance);
        after_each();
        SweepPoint { value, outcome }
    });
    let excess = |abundance: Abundance| (abundance.omega_h2 / observed).ln();
    let known = |point: &SweepPoint| Some((point.value, excess(*point.outcome.as_ref().ok()?)));
    let brackets: Vec<[(f64, f64); 2]> = points
        .windows(2)
        .filter_map(|pair| Some([known(&pair[0])?, known(&pair[1])?]))
        // A point at which it is exact belongs to one of its neighbourhoods only.
        .filter(|[a, b]| (a.1 < 0.0) != (b.1 < 0.0))
        .collect();
    let crossings = in_parallel(&brackets, jobs, |&[a, b]| {
        let log = axis.spacing == Spacing::Log;
        let to_scale = |value: f64| if log { value.ln() } else { value };
        let from_scale = |t: f64| if log { t.exp() } else { t };
        let accuracy = if log { ACCURACY } else { ACCURACY * (axis.to - axis.from) };
        let ends = [a, b].map(|(value, excess)| (to_scale(value), excess.clamp(-f64::MAX, f64::MAX)));
        let found = root(ends[0], ends[1], accuracy, |t| solve(from_scale(t)).map(|(abundance, _)| excess(abundance)));
        let rising = b.1 > a.1;
        let interpolated = || ends[0].0 + (ends[1].0 - ends[0].0) * ends[0].1 / (ends[0].1 - ends[1].1);
        let at = found.map_or_else(|_| interpolated(), |(t, _)| t);
        let value = from_scale(at);
        let run = solve(value).ok().map(|(_, run)| run);
        Crossing { value, rising, run }
    });
    Ok(Sweep { axis: axis.clone(), observed, points, crossings })
}

impl Sweep {
    /// Neighbouring points with one mechanism, in increasing order; failed points lie between them.
    #[must_use]
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for (k, point) in self.points.iter().enumerate() {
            let Ok(Abundance { mechanism, .. }) = point.outcome else { continue };
            match stretches.last_mut().filter(|s| s.mechanism == mechanism && s.points.1 + 1 == k) {
                Some(stretch) => stretch.points.1 = k,
                None => stretches.push(Stretch { mechanism, points: (k, k) }),
            }
        }
        stretches
    }

    /// How many points failed.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.points.iter().filter(|point| point.outcome.is_err()).count()
    }
}

/// What a run says of its dark matter, if there is any.
fn abundance(run: &Run) -> Option<Abundance> {
    let solved = run.solved.as_deref()?;
    let omega_h2 = solved.dark_matter_omega_h2?;
    let species = run.model.species.iter().zip(&solved.omega_h2).zip(&solved.fates);
    let dark = species.filter(|((species, _), _)| species.dark_matter);
    let most = dark.max_by(|a, b| a.0.1.total_cmp(b.0.1));
    Some(Abundance { omega_h2, mechanism: most.and_then(|(_, fate)| fate.mechanism) })
}
