//! The first step size.

use super::point::Point;
use super::system::OdeSystem;

/// Factor below the tolerance that the first step aims at, as in Hairer, Nørsett & Wanner I, section II.4.
const AIM: f64 = 0.01;
/// The fixed-point iteration below settles in a few rounds; a scale that misbehaves must not make it endless.
const MAX_ROUNDS: usize = 60;

/// A first step size of at most `longest`, from the first two derivatives at the start.
///
/// Hairer's rule (Hairer, Nørsett & Wanner I, section II.4) made independent of the unit of t, and of use for
/// components that start at zero. If the terms of the Taylor series fall geometrically, like (h/τ)^k, the error of an
/// estimate ∝ h^q is `AIM`·tolerance for h/τ = (`AIM`·tolerance)^{1/q}, and the second-order term is the square of that.
/// The second derivative is J f + ∂f/∂t, exactly. Sizes are in units of the scale that the step itself gives rise to; in
/// these units a component that starts at zero changes by one in the first order, which limits nothing.
///
/// What feeds such a component in second order adds to its size rather than to its error: a polynomial is no difficulty, and
/// nothing happens when the feeding overtakes a first order that may be as good as zero. Only the response to its own change,
/// ½ Jᵢᵢ fᵢ, limits the step.
pub(super) fn initial_step<S: OdeSystem>(
    system: &S,
    t: f64,
    start: &Point,
    tolerance: f64,
    error_exponent: f64,
    longest: f64,
) -> f64 {
    let Point { y, dydt, jacobian, dfdt } = start;
    let wanted = (AIM * tolerance).powf(2.0 * error_exponent);
    // The second-order terms: all of it, and the part that belongs to the size.
    let (curvature, fed): (Vec<f64>, Vec<f64>) = jacobian
        .rows()
        .enumerate()
        .map(|(i, row)| {
            let all = 0.5 * (dfdt[i] + row.iter().zip(dydt).map(|(j, f)| j * f).sum::<f64>());
            let own = 0.5 * row[i] * dydt[i];
            if y[i] == 0.0 { (own, all - own) } else { (all, 0.0) }
        })
        .unzip();
    let mut predicted = y.clone();
    let mut scale = vec![0.0; y.len()];

    // No component that has a size already may change by more than that.
    system.error_scale(t, y, y, 1.0, &mut scale);
    let mut h =
        scale.iter().zip(dydt).filter(|&(&s, &f)| s > 0.0 && f != 0.0).fold(longest, |h, (s, f)| h.min(s / f.abs()));
    for _ in 0..MAX_ROUNDS {
        for (((predicted, y), f), fed) in predicted.iter_mut().zip(y).zip(dydt).zip(&fed) {
            *predicted = y + h * (f + h * fed);
        }
        system.error_scale(t + h, y, &predicted, 1.0, &mut scale);
        let second = curvature.iter().zip(&scale).fold(0.0, |largest: f64, (c, s)| {
            let term = h * h * c.abs() / s;
            // A component that does not leave zero in these orders has no unit to be measured in.
            if *s > 0.0 && term.is_finite() { largest.max(term) } else { largest }
        });
        if second <= wanted || h < f64::MIN_POSITIVE / f64::EPSILON {
            break;
        }
        // The ratio is ∝ h² for a fixed scale and ∝ h from zero: the root is right for the first and safe for both.
        h *= (wanted / second).sqrt().clamp(1e-10, 0.9);
    }
    h
}
