//! Sobol's sequence by the number of the point.

/// Bits of a coordinate.
const BITS: usize = 32;

/// For each dimension but the first, the inner coefficients of a primitive polynomial modulo 2, as the bits of a number, and
/// the first direction numbers, as many as its degree: the set `new-joe-kuo-6` of S. Joe and F. Y. Kuo, SIAM J. Sci.
/// Comput. 30, 2635 (2008), chosen so that projections onto two dimensions are as even as can be.
const DIRECTIONS: [(u32, &[u32]); MOST_DIMENSIONS - 1] = [
    (0, &[1]),
    (1, &[1, 3]),
    (1, &[1, 3, 1]),
    (2, &[1, 1, 1]),
    (1, &[1, 1, 3, 3]),
    (4, &[1, 3, 5, 13]),
    (2, &[1, 1, 5, 5, 17]),
    (4, &[1, 1, 5, 5, 5]),
    (7, &[1, 1, 7, 11, 19]),
    (11, &[1, 1, 5, 1, 1]),
    (13, &[1, 1, 1, 3, 11]),
    (14, &[1, 3, 5, 5, 31]),
    (1, &[1, 3, 3, 9, 7, 49]),
    (13, &[1, 1, 1, 15, 21, 21]),
    (16, &[1, 3, 1, 13, 27, 49]),
    (19, &[1, 1, 1, 15, 7, 5]),
    (22, &[1, 3, 1, 15, 13, 25]),
    (25, &[1, 1, 5, 5, 19, 61]),
    (1, &[1, 3, 7, 11, 23, 15, 103]),
    (4, &[1, 3, 7, 13, 13, 15, 69]),
    (7, &[1, 1, 3, 13, 7, 35, 63]),
    (8, &[1, 3, 5, 9, 1, 25, 53]),
    (14, &[1, 3, 1, 13, 9, 35, 107]),
    (19, &[1, 3, 1, 5, 27, 61, 31]),
    (21, &[1, 1, 5, 11, 19, 41, 61]),
    (28, &[1, 3, 5, 3, 3, 13, 69]),
    (31, &[1, 1, 7, 13, 1, 19, 1]),
    (32, &[1, 3, 7, 5, 13, 19, 59]),
    (37, &[1, 1, 3, 9, 25, 29, 41]),
    (41, &[1, 3, 5, 13, 23, 1, 55]),
    (42, &[1, 3, 7, 3, 13, 59, 17]),
    (50, &[1, 3, 1, 3, 5, 53, 69]),
    (55, &[1, 1, 5, 5, 23, 33, 13]),
    (56, &[1, 1, 7, 7, 1, 61, 123]),
    (59, &[1, 1, 7, 9, 13, 61, 49]),
    (62, &[1, 3, 3, 5, 3, 55, 33]),
    (14, &[1, 3, 1, 15, 31, 13, 49, 245]),
    (21, &[1, 3, 5, 15, 31, 59, 63, 97]),
    (22, &[1, 3, 1, 11, 11, 11, 77, 249]),
];

/// Most dimensions of a point.
pub(super) const MOST_DIMENSIONS: usize = 40;
/// Most points before the sequence repeats itself.
pub(super) const MOST_POINTS: u64 = 1 << BITS;

/// Sobol's sequence in some dimensions.
#[derive(Debug)]
pub(super) struct Sobol {
    /// For each dimension the direction numbers, of which that of a bit of the point's number is the summand.
    directions: Vec<[u32; BITS]>,
}

impl Sobol {
    /// The sequence in at most [`MOST_DIMENSIONS`] dimensions.
    pub(super) fn new(dimensions: usize) -> Self {
        let first = std::array::from_fn(|bit| 1 << (BITS - 1 - bit));
        let others = DIRECTIONS.iter().map(|&(coefficients, start)| directions(coefficients, start));
        Self { directions: std::iter::once(first).chain(others).take(dimensions).collect() }
    }

    /// Coordinate `dimension` of point `number` (below [`MOST_POINTS`]) in units of 2⁻³².
    pub(super) fn coordinate(&self, number: u64, dimension: usize) -> u32 {
        // Not in the order of the Gray code, which only pays where each point follows from the one before.
        let directions = self.directions[dimension].iter().enumerate();
        directions.filter(|(bit, _)| number >> bit & 1 == 1).fold(0, |sum, (_, direction)| sum ^ direction)
    }
}

fn directions(coefficients: u32, start: &[u32]) -> [u32; BITS] {
    let degree = start.len();
    let mut directions = [0; BITS];
    for bit in 0..BITS {
        directions[bit] = if let Some(first) = start.get(bit) {
            first << (BITS - 1 - bit)
        } else {
            let before = directions[bit - degree];
            let inner = (1..degree).filter(|k| coefficients >> (degree - 1 - k) & 1 == 1);
            inner.fold(before ^ (before >> degree), |sum, k| sum ^ directions[bit - k])
        };
    }
    directions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_points_are_the_published_ones() {
        // Those of Joe and Kuo's program, which lists them in the order of the Gray code.
        let sobol = Sobol::new(3);
        let point = |number| [0, 1, 2].map(|d| f64::from(sobol.coordinate(number, d)) / 4294967296.0);
        assert_eq!(point(0), [0.0, 0.0, 0.0]);
        assert_eq!(point(1), [0.5, 0.5, 0.5]);
        assert_eq!(point(2), [0.25, 0.75, 0.75]);
        assert_eq!(point(3), [0.75, 0.25, 0.25]);
        assert_eq!(point(4), [0.125, 0.625, 0.375]);
        assert_eq!(point(5), [0.625, 0.125, 0.875]);
    }

    #[test]
    fn every_dimension_visits_every_interval_once() {
        let sobol = Sobol::new(MOST_DIMENSIONS);
        for dimension in 0..MOST_DIMENSIONS {
            let mut seen = [false; 1024];
            for number in 0..1024 {
                let interval = (sobol.coordinate(number, dimension) >> 22) as usize;
                assert!(!std::mem::replace(&mut seen[interval], true), "dimension {dimension}, point {number}");
            }
        }
    }

    #[test]
    fn the_first_two_dimensions_are_a_net() {
        // A (0, 2)-sequence: each of 256 rectangles of equal size holds one of 256 points, whatever their shape.
        let sobol = Sobol::new(2);
        for bits in 0..=8 {
            let mut seen = [false; 256];
            for number in 0..256 {
                let x = u64::from(sobol.coordinate(number, 0)) >> (32 - bits);
                let y = u64::from(sobol.coordinate(number, 1)) >> (24 + bits);
                assert!(!std::mem::replace(&mut seen[usize::try_from(x << (8 - bits) | y).expect("small")], true));
            }
        }
    }
}
