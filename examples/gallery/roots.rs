//! Where a function of one positive parameter vanishes.

use frazil::run::root;

use crate::study::Failure;

/// Relative accuracy of a root: finer than any line of a picture.
const ACCURACY: f64 = 1e-4;

/// All parameters between two positive ones at which a function changes its sign, in increasing order: looked for among
/// `points` parameters with equal ratios, and narrowed down between neighbours in the logarithm of the parameter. For a
/// function that is linear in it, as the logarithm of a power law is, that takes two evaluations. Where the function is not
/// finite there is no change of sign.
pub(crate) fn roots(
    (from, to): (f64, f64),
    points: usize,
    function: impl Fn(f64) -> Result<f64, Failure>,
) -> Result<Vec<f64>, Failure> {
    let last = points.max(2) - 1;
    let parameter = |k: usize| from.ln() + (to / from).ln() * k as f64 / last as f64;
    let mut found = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    for t in (0..=last).map(parameter) {
        let here = (t, function(t.exp())?);
        if let Some(before) = before.filter(|b| b.1.is_finite() && here.1.is_finite() && (b.1 < 0.0) != (here.1 < 0.0))
        {
            found.push(root(before, here, ACCURACY, |t| function(t.exp()))?.0.exp());
        }
        before = Some(here);
    }
    Ok(found)
}
