//! Colours for quantities.

use super::Colour;

/// The map "viridis" of S. van der Walt and N. Smith (2015, CC0) at nine equal steps: as bright as the value is high, in all
/// common forms of colour blindness and in grey.
const VIRIDIS: [Colour; 9] = [
    Colour(68, 1, 84),
    Colour(71, 45, 123),
    Colour(59, 82, 139),
    Colour(44, 114, 142),
    Colour(33, 145, 140),
    Colour(40, 174, 128),
    Colour(94, 201, 98),
    Colour(173, 220, 48),
    Colour(253, 231, 37),
];

/// The colour of a quantity at a part, 0 to 1, of its range: dark where it is low, bright where it is high.
#[must_use]
pub fn sequential(part: f64) -> Colour {
    let last = VIRIDIS.len() - 1;
    let place = if part.is_nan() { 0.0 } else { part.clamp(0.0, 1.0) * last as f64 };
    let after = (1..last).find(|&k| place < k as f64).unwrap_or(last);
    let (a, b) = (VIRIDIS[after - 1], VIRIDIS[after]);
    let share = place - (after - 1) as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of two bytes is a byte")]
    let mixed = |a: u8, b: u8| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as u8;
    Colour(mixed(a.0, b.0), mixed(a.1, b.1), mixed(a.2, b.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_get_brighter() {
        assert_eq!((sequential(0.0), sequential(1.0)), (VIRIDIS[0], VIRIDIS[8]));
        assert_eq!((sequential(-3.0), sequential(f64::NAN), sequential(9.0)), (VIRIDIS[0], VIRIDIS[0], VIRIDIS[8]));
        let bright = |k: i32| {
            let Colour(r, g, b) = sequential(f64::from(k) / 50.0);
            0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)
        };
        assert!((0..50).all(|k| bright(k) < bright(k + 1)));
    }
}
