//! Where a function vanishes that is dear to evaluate.

/// Most evaluations: bisection alone would narrow any bracket to nothing.
const MOST_STEPS: usize = 100;

/// The place between two others, given with the values there, at which a function vanishes, to a distance of `accuracy`; and
/// the value at that place. If the values have the same sign, it is the place with the smaller one.
///
/// Inverse quadratic interpolation where that is safe, bisection elsewhere (Chandrupatla, Adv. Eng. Softw. 28, 145 (1997)): as
/// few evaluations as for a straight line, and never more than bisection would need thrice.
///
/// # Errors
///
/// The first one of the function.
pub fn root<E>(
    a: (f64, f64),
    b: (f64, f64),
    accuracy: f64,
    function: impl FnMut(f64) -> Result<f64, E>,
) -> Result<(f64, f64), E> {
    root_near(a, b, None, accuracy, function)
}

/// As [`root`], with a guess of the place to begin with, if it lies between the two.
pub(super) fn root_near<E>(
    a: (f64, f64),
    b: (f64, f64),
    guess: Option<f64>,
    accuracy: f64,
    mut function: impl FnMut(f64) -> Result<f64, E>,
) -> Result<(f64, f64), E> {
    let closer = |p: (f64, f64), q: (f64, f64)| if p.1.abs() < q.1.abs() { p } else { q };
    let (mut opposite, mut newest) = (a, b);
    if a.1 == 0.0 || b.1 == 0.0 || a.1.signum() == b.1.signum() {
        return Ok(closer(a, b));
    }
    let guessed = guess.map(|place| (place - b.0) / (a.0 - b.0)).filter(|share| (0.0..=1.0).contains(share));
    // Without a guess, where the line through both vanishes.
    let mut share = guessed.unwrap_or_else(|| (b.1 / (b.1 - a.1)).clamp(0.0, 1.0));
    for _ in 0..MOST_STEPS {
        let place = newest.0 + share * (opposite.0 - newest.0);
        let value = function(place)?;
        let third = if value.signum() == newest.1.signum() { newest } else { std::mem::replace(&mut opposite, newest) };
        newest = (place, value);
        let width = (opposite.0 - newest.0).abs();
        // Half of the accuracy keeps the sign's change within the whole of it.
        let least = 0.5 * accuracy / width;
        if value == 0.0 || least >= 0.5 {
            return Ok(closer(newest, opposite));
        }
        let (x, y) =
            ((newest.0 - opposite.0) / (third.0 - opposite.0), (newest.1 - opposite.1) / (third.1 - opposite.1));
        share = if y * y < x && (1.0 - y) * (1.0 - y) < 1.0 - x {
            let (f, g, h) = (newest.1, opposite.1, third.1);
            f / (g - f) * (h / (g - h)) + (third.0 - newest.0) / (opposite.0 - newest.0) * (f / (h - f)) * (g / (h - g))
        } else {
            0.5
        };
        share = share.clamp(least, 1.0 - least);
    }
    Ok(closer(newest, opposite))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From, to, function, its root, and the most evaluations.
    type Case = (f64, f64, fn(f64) -> f64, f64, usize);

    fn found(from: f64, to: f64, accuracy: f64, f: impl Fn(f64) -> f64) -> (f64, usize) {
        let mut calls = 0;
        let counted = |x: f64| {
            calls += 1;
            Ok::<f64, ()>(f(x))
        };
        let (x, _) = root((from, f(from)), (to, f(to)), accuracy, counted).expect("the function has values");
        (x, calls)
    }

    #[test]
    fn roots_are_found_to_the_accuracy_with_few_evaluations() {
        let cases: [Case; 6] = [
            (-3.0, 5.0, |x| 2.0 * x - 1.0, 0.5, 2),
            (0.0, 3.0, |x| x.exp() - 2.0, std::f64::consts::LN_2, 9),
            (0.0, 2.0, |x| x * x * x - 1e-3, 0.1, 12),
            // Nearly flat, then steep; a step; a pole that looks like a root.
            (-1.0, 1.0, |x| x.powi(9), 0.0, 60),
            (-1.0, 1.0, |x| if x < 0.3 { -1e-3 } else { 1e9 }, 0.3, 60),
            (5.0, -3.0, |x| (x - 1.0).tanh(), 1.0, 10),
        ];
        for (k, (from, to, f, wanted, most)) in cases.into_iter().enumerate() {
            let (x, calls) = found(from, to, 1e-6, f);
            assert!((x - wanted).abs() <= 1e-6, "{k}: {x} instead of {wanted}");
            assert!(calls <= most, "{k}: {calls} evaluations");
        }
    }

    #[test]
    fn without_a_change_of_sign_there_is_the_closer_end() {
        assert_eq!(found(1.0, 2.0, 1e-6, |x| x).0, 1.0);
        assert_eq!(found(0.0, 2.0, 1e-6, |x| x).0, 0.0);
    }

    #[test]
    fn failures_are_passed_on() {
        assert_eq!(root((0.0, -1.0), (1.0, 1.0), 1e-6, |_| Err("no")), Err("no"));
    }
}
