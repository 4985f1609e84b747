//! Which part of an evolution pictures show, and where it is sampled for them.

use crate::plot::lowest_shown;
use crate::report::Evolution;
use crate::run::Solved;

/// Points of a curve: one in a third of a millimetre of a journal column.
const POINTS: usize = 400;
/// Points of the rest of the evolution, in which nothing happens that a picture of this run alone would show.
const LATER_POINTS: usize = 100;
/// How much longer, in ln x, a picture goes on after the last event that the yields show.
const AFTERMATH: f64 = 1.5;
/// A yield that still changes by this much, relatively, has not come to rest: on an axis of seven decades it is the width
/// of a line.
const VISIBLE_CHANGE: f64 = 0.05;

/// ln x at which evolutions are sampled for pictures and for the files they are redrawn from.
pub(in crate::cli) fn times(solved: &Solved) -> Vec<f64> {
    let (start, end) = (solved.solution.start, solved.solution.end);
    let rest = comes_to_rest(solved);
    let before = (0..POINTS - 1).map(|k| start + (rest - start) * k as f64 / (POINTS - 1) as f64);
    let after = (1..LATER_POINTS).map(|k| rest + (end - rest) * k as f64 / LATER_POINTS as f64);
    let mut times: Vec<f64> = before.chain([rest]).collect();
    if rest < end {
        times.extend(after.chain([end]));
    }
    times
}

/// ln x a while after the yields of a run have come to rest for the eye.
pub(super) fn comes_to_rest(solved: &Solved) -> f64 {
    let solution = &solved.solution;
    let lowest = lowest(solution.ln_yield.iter().map(|y| y.exp()));
    let mut ln_yield = vec![0.0; solution.ln_yield.len()];
    let mut last = solution.start;
    let mut before = solution.start;
    for t in solution.trajectory.ends() {
        solution.trajectory.ln_yields(before, &mut ln_yield);
        if moves(ln_yield.iter().copied().zip(solution.ln_yield.iter().copied()), lowest) {
            last = t;
        }
        before = t;
    }
    (last + AFTERMATH).min(solution.end)
}

/// Where on the abscissa of a picture the yields of all runs have come to rest for the eye, and a while after: pictures of the
/// empty time after it say nothing. Each run comes with what its x is multiplied by.
pub(super) fn rest<'a>(evolutions: impl Iterator<Item = (&'a Evolution, f64)> + Clone) -> f64 {
    let species = evolutions.clone().flat_map(|(evolution, _)| &evolution.species);
    let lowest = lowest(species.filter_map(|s| s.yields.last().copied()));
    let one = |(evolution, factor): (&Evolution, f64)| {
        let moving = (0..evolution.x.len()).rfind(|&k| {
            let pairs = evolution.species.iter().filter_map(|s| Some((s.yields.get(k)?.ln(), s.yields.last()?.ln())));
            moves(pairs, lowest)
        });
        let settled = evolution.x.get(moving.map_or(0, |k| k + 1)).or(evolution.x.last());
        factor * settled.copied().unwrap_or(0.0) * AFTERMATH.exp()
    };
    evolutions.map(one).fold(0.0, f64::max)
}

/// The logarithm of the lowest yield that is seen. Where nothing is left, yields are followed until they vanish.
fn lowest(finals: impl Iterator<Item = f64> + Clone) -> f64 {
    lowest_shown(finals).unwrap_or(f64::MIN_POSITIVE).ln()
}

/// Whether ln Y, of which there are pairs of the present and the last value, still change; below `lowest` nothing is seen.
fn moves(mut pairs: impl Iterator<Item = (f64, f64)>, lowest: f64) -> bool {
    pairs.any(|(now, end)| (now.max(lowest) - end.max(lowest)).abs() > VISIBLE_CHANGE)
}
