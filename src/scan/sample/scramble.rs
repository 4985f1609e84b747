//! Random numbers and random orders that are functions of a place: nothing is remembered between points.

/// 2⁶⁴ over the golden ratio, odd: steps of it visit all numbers evenly (Steele, Lea & Flood, OOPSLA 2014).
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
/// Rounds of the permutation; four are as good as random (Luby & Rackoff, SIAM J. Comput. 17, 373 (1988)).
const ROUNDS: u64 = 6;

/// A number whose every bit depends on every bit of `z`: the finaliser of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014, with
/// the constants of D. Stafford's Mix13).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A random number for a place: stream `stream` of `seed`, number `index`.
pub(super) fn random(seed: u64, stream: u64, index: u64) -> u64 {
    let key = mix(mix(seed.wrapping_add(STEP)).wrapping_add(stream.wrapping_mul(STEP)).wrapping_add(STEP));
    // Twice, as neighbouring counters of one stream are all that a single finaliser was tested for.
    mix(mix(key.wrapping_add(index.wrapping_mul(STEP))) ^ key.rotate_left(32))
}

/// A number between 0 and 1, neither included, from the 53 highest bits of `bits`.
pub(super) fn unit(bits: u64) -> f64 {
    ((bits >> 11) as f64 + 0.5) * (1.0 / (1_u64 << 53) as f64)
}

/// Where `index` comes to lie when `count` things are brought into the random order number `stream` of `seed`.
pub(super) fn permuted(seed: u64, stream: u64, index: u64, count: u64) -> u64 {
    // A Feistel network permutes the numbers of an even number of bits; whoever leaves the range walks on until he is back.
    let half = (u64::BITS - count.saturating_sub(1).leading_zeros()).div_ceil(2).max(1);
    let mask = (1_u64 << half) - 1;
    let mut place = index;
    loop {
        let (mut left, mut right) = (place >> half, place & mask);
        for round in 0..ROUNDS {
            (left, right) =
                (right, left ^ (random(seed, stream.wrapping_mul(ROUNDS).wrapping_add(round), right) & mask));
        }
        place = left << half | right;
        if place < count {
            return place;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permutations_are_permutations_and_differ() {
        for count in [1, 2, 3, 10, 64, 65, 1000] {
            let order = |seed, stream| (0..count).map(|i| permuted(seed, stream, i, count)).collect::<Vec<_>>();
            let mut sorted = order(1, 0);
            sorted.sort_unstable();
            assert!(sorted.into_iter().eq(0..count), "{count}");
            if count >= 10 {
                assert_ne!(order(1, 0), order(1, 1));
                assert_ne!(order(1, 0), order(2, 0));
                assert_ne!(order(1, 0), (0..count).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn random_numbers_are_even_and_unrelated() {
        const COUNT: u64 = 100_000;
        for (seed, stream) in [(0, 0), (1, 0), (0, 1)] {
            let (mut sum, mut squares, mut next, mut across) = (0.0, 0.0, 0.0, 0.0);
            for index in 0..COUNT {
                let u = unit(random(seed, stream, index)) - 0.5;
                sum += u;
                squares += u * u;
                next += u * (unit(random(seed, stream, index + 1)) - 0.5);
                across += u * (unit(random(seed, stream + 1, index)) - 0.5);
            }
            let count = COUNT as f64;
            // Five standard deviations: 1/√12 of a number, √(1/180) of its square, 1/12 of a product.
            let allowed = 5.0 / count.sqrt();
            assert!((sum / count).abs() < allowed / 12.0_f64.sqrt());
            assert!((squares / count - 1.0 / 12.0).abs() < allowed / 180.0_f64.sqrt());
            assert!((next / count).abs() < allowed / 12.0 && (across / count).abs() < allowed / 12.0);
        }
    }
}
