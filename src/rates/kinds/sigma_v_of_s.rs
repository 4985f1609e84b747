//! σ v as papers print it: as a function of s.

use crate::thermal::kinematics::kallen;

/// The Møller velocity of particles with masses `initial` (GeV) in their centre-of-mass frame at √s (GeV), where it is the
/// relative velocity |v₁ − v₂| = p√s/(E₁E₂) = 2s√λ(s, m₁², m₂²)/(s² − (m₁² − m₂²)²) (Gondolo & Gelmini, Nucl. Phys. B
/// 360 (1991) 145, section 2). It is 2β for equal masses, and 2 without masses.
#[must_use]
pub fn moller_velocity(sqrt_s: f64, [m1, m2]: [f64; 2]) -> f64 {
    let s = sqrt_s * sqrt_s;
    let difference = (m1 - m2) * (m1 + m2);
    2.0 * s * kallen(sqrt_s, m1, m2).max(0.0).sqrt() / ((s - difference) * (s + difference))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::thermal::kinematics::momentum;

    #[test]
    fn velocities_are_those_of_the_particles() {
        for (m, sqrt_s) in [(1.0_f64, 2.1_f64), (3.0, 6.0001), (0.0, 7.0)] {
            let beta = (1.0 - 4.0 * m * m / (sqrt_s * sqrt_s)).sqrt();
            assert!((moller_velocity(sqrt_s, [m, m]) / (2.0 * beta) - 1.0).abs() < 1e-11);
        }
        for masses in [[1.0, 0.2], [0.0, 2.0], [5.0, 4.9]] {
            let sqrt_s = masses[0] + masses[1] + 0.3;
            let p = momentum(sqrt_s, masses[0], masses[1]);
            let wanted: f64 = masses.iter().map(|m: &f64| p / p.hypot(*m)).sum();
            assert!((moller_velocity(sqrt_s, masses) / wanted - 1.0).abs() < 1e-13, "{masses:?}");
        }
    }
}
