//! The 7-point Kronrod extension of the 3-point Gauss rule, for what is smooth on a short interval.

use super::kronrod::error_estimate;

/// Nodes of the rule.
pub(crate) const POINTS: usize = 7;
/// Those of the Gauss rule, which are every second one.
pub(crate) const GAUSS_POINTS: usize = 3;

/// Non-negative Kronrod nodes, descending.
const NODES: [f64; 4] = [0.960_491_268_708_020_283_4, 0.774_596_669_241_483_377_0, 0.434_243_749_346_802_558_0, 0.0];
const KRONROD: [f64; 4] = [
    0.104_656_226_026_467_265_2,
    0.268_488_089_868_333_440_7,
    0.401_397_414_775_962_222_9,
    0.450_916_538_658_474_142_3,
];
const GAUSS: [f64; 2] = [5.0 / 9.0, 8.0 / 9.0];

/// The nodes on [`low`, `high`], ascending.
pub(crate) fn nodes(low: f64, high: f64) -> [f64; POINTS] {
    let (centre, half) = (0.5 * (low + high), 0.5 * (high - low));
    std::array::from_fn(|i| if i < 4 { centre - half * NODES[i] } else { centre + half * NODES[POINTS - 1 - i] })
}

/// The weights on an interval of half-width `half`, in the order of the nodes.
pub(crate) fn weights(half: f64) -> [f64; POINTS] {
    std::array::from_fn(|i| half * KRONROD[i.min(POINTS - 1 - i)])
}

/// The nodes of the Gauss rule, ascending, with their weights.
pub(crate) fn gauss(low: f64, high: f64) -> [(f64, f64); GAUSS_POINTS] {
    let nodes = nodes(low, high);
    let half = 0.5 * (high - low);
    [(nodes[1], half * GAUSS[0]), (nodes[3], half * GAUSS[1]), (nodes[5], half * GAUSS[0])]
}

/// Which node of the Gauss rule a node is, if it is one.
pub(crate) fn place_among_gauss(node: usize) -> Option<usize> {
    (node % 2 == 1).then_some(node / 2)
}

/// The Kronrod integral over an interval of half-width `half` and QUADPACK's estimate of its error.
pub(crate) fn estimate(values: &[f64; POINTS], half: f64) -> (f64, f64) {
    let weights = weights(1.0);
    let sum = |term: &dyn Fn(f64) -> f64| values.iter().zip(&weights).map(|(v, w)| w * term(*v)).sum::<f64>();
    let kronrod = sum(&|value| value);
    let gauss = GAUSS[0] * (values[1] + values[5]) + GAUSS[1] * values[3];
    let mean = 0.5 * kronrod;
    let error = error_estimate((kronrod - gauss).abs(), sum(&|value| (value - mean).abs()), sum(&f64::abs));
    (kronrod * half, error * half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_have_their_degrees() {
        for degree in 0..=12_u8 {
            let power = |u: f64| u.powi(i32::from(degree));
            let exact = (1.0 - (-1f64).powi(i32::from(degree) + 1)) / f64::from(degree + 1);
            let (kronrod, estimate) = estimate(&nodes(-1.0, 1.0).map(power), 1.0);
            let gauss: f64 = gauss(-1.0, 1.0).iter().map(|(u, weight)| weight * power(*u)).sum();
            let errors = [(kronrod - exact).abs(), (gauss - exact).abs()];
            assert_eq!(errors.map(|error| error < 1e-14), [degree < 12, degree < 6 || degree % 2 == 1], "{degree}");
            assert!(errors[0] <= estimate, "{degree}: {errors:?}, {estimate:e}");
        }
    }

    #[test]
    fn every_second_node_is_one_of_gauss() {
        let (all, gauss) = (nodes(2.0, 5.0), gauss(2.0, 5.0));
        for (node, u) in all.iter().enumerate() {
            let found = place_among_gauss(node).map(|place| gauss[place].0);
            assert_eq!(found, gauss.iter().map(|(u, _)| *u).find(|other| other == u), "{node}");
        }
    }
}
