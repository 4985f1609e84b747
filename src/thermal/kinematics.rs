//! Two-body kinematics from factored products, exact at threshold where differences of squares lose every digit.

/// λ(s, m₁², m₂²) in GeV⁴, the Källén function, from √s and the masses in GeV, as
/// (√s−m₁−m₂)(√s+m₁+m₂)(√s−m₁+m₂)(√s+m₁−m₂); negative between pseudo-threshold and threshold.
#[must_use]
pub fn kallen(sqrt_s: f64, m1: f64, m2: f64) -> f64 {
    (sqrt_s - m1 - m2) * (sqrt_s + m1 + m2) * (sqrt_s - (m1 - m2)) * (sqrt_s + (m1 - m2))
}

/// Momentum in GeV of either particle in the centre-of-mass frame, √λ/(2√s); 0 at and below threshold.
#[must_use]
pub fn momentum(sqrt_s: f64, m1: f64, m2: f64) -> f64 {
    if sqrt_s <= m1 + m2 { 0.0 } else { 0.5 * (kallen(sqrt_s, m1, m2).max(0.0)).sqrt() / sqrt_s }
}

/// Lowest √s in GeV of the reaction with these masses (GeV): max(m₁+m₂, m₃+m₄).
#[must_use]
pub fn threshold(initial: [f64; 2], last: [f64; 2]) -> f64 {
    (initial[0] + initial[1]).max(last[0] + last[1])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn special_cases() {
        // Massless: p = √s/2. Equal masses: p² = s/4 − m².
        assert_eq!(momentum(7.0, 0.0, 0.0), 3.5);
        assert_eq!(momentum(10.0, 3.0, 3.0), 4.0);
        assert_eq!(momentum(10.0, 5.0, 5.0), 0.0);
        assert_eq!(momentum(1.0, 5.0, 5.0), 0.0);
        // One massless: p = (s − m²)/(2√s).
        assert_eq!(momentum(2.0, 1.0, 0.0), 0.75);
        assert_eq!(threshold([1.0, 2.0], [0.5, 4.0]), 4.5);
        assert_eq!(threshold([1.0, 2.0], [0.5, 0.0]), 3.0);
    }

    #[test]
    fn keeps_its_digits_next_to_threshold() {
        // δ = 2⁻⁵⁰ above twice a unit mass: λ = δ(4+δ)(2+δ)² = 16δ(1 + 5δ/4 + …); s² − 4s in floating point is wrong in the second digit.
        let delta = 2f64.powi(-50);
        let exact = 16.0 * delta * (1.0 + 1.25 * delta);
        assert!((kallen(2.0 + delta, 1.0, 1.0) / exact - 1.0).abs() < 4.0 * f64::EPSILON);
    }

    proptest! {
        #[test]
        fn agrees_with_the_expanded_form(e in 3.0_f64..100.0, m1 in 0.0_f64..1.0, m2 in 0.0_f64..1.0) {
            let (s, a, b) = (e * e, m1 * m1, m2 * m2);
            let expanded = s * s + a * a + b * b - 2.0 * (s * a + s * b + a * b);
            prop_assert!((kallen(e, m1, m2) / expanded - 1.0).abs() < 1e-14);
        }

        #[test]
        fn energies_of_the_pair_add_up(
            e in 0.0_f64..10.0, m1 in 0.0_f64..5.0, m2 in 0.0_f64..5.0
        ) {
            let sqrt_s = m1 + m2 + e;
            let p = momentum(sqrt_s, m1, m2);
            prop_assert!((p.hypot(m1) + p.hypot(m2) - sqrt_s).abs() <= 1e-14 * sqrt_s);
        }
    }
}
