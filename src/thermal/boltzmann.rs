//! Boltzmann factors of many energies at once.

/// Highest degree of the Taylor series: on half of ln 2 it is exact to 4e-18.
const DEGREE: usize = 13;
/// 1/n!.
const TAYLOR: [f64; DEGREE + 1] = {
    let mut inverse = [1.0; DEGREE + 1];
    let mut n = 1;
    while n <= DEGREE {
        inverse[n] = inverse[n - 1] / n as f64;
        n += 1;
    }
    inverse
};
/// Added and taken away again, this rounds to integers, 3·2⁵¹.
const ROUNDING: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts, the first of which has so few digits that its multiples are exact.
const LN_2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
/// Bias of the exponent of a number, and where it begins.
const BIAS: u64 = 1023;
const MANTISSA: u32 = 52;
/// e^{−y} is normal up to here.
const LARGEST: f64 = 708.0;

/// Replaces each y ≥ 0 by e^{−y}, to two units in the last place; where that is less than 3e-308, by that. There are no branches
/// in it, so that processors do several at once.
pub fn factors(y: &mut [f64]) {
    for y in y {
        let x = -y.min(LARGEST);
        // e^x = 2^k e^r with |r| ≤ (ln 2)/2.
        let shifted = x * std::f64::consts::LOG2_E + ROUNDING;
        let k = shifted - ROUNDING;
        let r = (x - k * LN_2[0]) - k * LN_2[1];
        let series = TAYLOR.iter().rev().fold(0.0, |sum, term| sum * r + term);
        *y = series * f64::from_bits(shifted.to_bits().wrapping_add(BIAS) << MANTISSA);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_exponentials() {
        let energies = (0..200_000).map(|i| f64::from(i) * 3.541e-3).chain([1e-300, 1e-17, 0.0, 708.0]);
        let energies: Vec<f64> = energies.filter(|y| *y <= LARGEST).collect();
        let mut found = energies.clone();
        factors(&mut found);
        for (y, found) in energies.iter().zip(&found) {
            assert!((found / (-y).exp() - 1.0).abs() <= 2.0 * f64::EPSILON, "{y}: {found:e}");
        }
        let mut beyond = [709.0, 1e6, f64::INFINITY];
        factors(&mut beyond);
        assert!(beyond.iter().all(|factor| *factor > 0.0 && *factor < 4e-308), "{beyond:?}");
    }
}
