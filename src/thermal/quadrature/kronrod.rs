//! The 21-point Kronrod extension of the 10-point Gauss rule on one interval.

/// Nodes of the rule.
pub(crate) const POINTS: usize = 21;

/// Non-negative Kronrod nodes, descending; every second one is a node of the Gauss rule (QUADPACK, QK21).
const NODES: [f64; 11] = [
    0.995657163025808080735527280689003,
    0.973906528517171720077964012084452,
    0.930157491355708226001207180059508,
    0.865063366688984510732096688423493,
    0.780817726586416897063717578345042,
    0.679409568299024406234327365114874,
    0.562757134668604683339000099272694,
    0.433395394129247190799265943165784,
    0.294392862701460198131126603103866,
    0.148874338981631210884826001129720,
    0.0,
];
const KRONROD: [f64; 11] = [
    0.011694638867371874278064396062192,
    0.032558162307964727478818972459390,
    0.054755896574351996031381300244580,
    0.075039674810919952767043140916190,
    0.093125454583697605535065465083366,
    0.109387158802297641899210590325805,
    0.123491976262065851077958109585166,
    0.134709217311473325928054001771707,
    0.142775938577060080797094273138717,
    0.147739104901338491374841515972068,
    0.149445554002916905664936468389821,
];
const GAUSS: [f64; 5] = [
    0.066671344308688137593568809893332,
    0.149451349150580593145863396957698,
    0.219086362515982043995534934228163,
    0.269266719309996355091226921569469,
    0.295524224714752870173815619188769,
];

/// The nodes on [`low`, `high`], ascending.
#[inline]
pub(crate) fn nodes(low: f64, high: f64) -> [f64; POINTS] {
    let centre = 0.5 * (low + high);
    let half = 0.5 * (high - low);
    let mut u = [0.0; POINTS];
    for (i, node) in NODES.iter().enumerate() {
        u[i] = centre - half * node;
        u[POINTS - 1 - i] = centre + half * node;
    }
    u
}

/// The weights on an interval of half-width `half`, in the order of the nodes.
pub(crate) fn weights(half: f64) -> [f64; POINTS] {
    std::array::from_fn(|i| half * KRONROD[i.min(POINTS - 1 - i)])
}

/// The Kronrod integral over an interval of half-width `half` and QUADPACK's estimate of its error.
pub(crate) fn estimate(values: &[f64; POINTS], half: f64) -> (f64, f64) {
    let centre = values[10];
    let mut kronrod = KRONROD[10] * centre;
    let mut absolute = KRONROD[10] * centre.abs();
    let mut gauss = 0.0;
    for i in 0..10 {
        let (left, right) = (values[i], values[POINTS - 1 - i]);
        kronrod += KRONROD[i] * (left + right);
        absolute += KRONROD[i] * (left.abs() + right.abs());
        if i % 2 == 1 {
            gauss += GAUSS[i / 2] * (left + right);
        }
    }
    let mean = 0.5 * kronrod;
    let mut variation = KRONROD[10] * (centre - mean).abs();
    for i in 0..10 {
        variation += KRONROD[i] * ((values[i] - mean).abs() + (values[POINTS - 1 - i] - mean).abs());
    }
    (kronrod * half, error_estimate((kronrod - gauss).abs(), variation, absolute) * half)
}

/// QUADPACK's estimate of the error of a Kronrod integral, from its `difference` from that of Gauss and the integrals of
/// |f − mean f| and |f|.
pub(super) fn error_estimate(difference: f64, variation: f64, absolute: f64) -> f64 {
    let mut error = difference;
    if variation > 0.0 && difference > 0.0 {
        let ratio = 200.0 * difference / variation;
        error = variation * (ratio * ratio.sqrt()).min(1.0);
    }
    error.max(4.0 * f64::EPSILON * absolute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up() {
        assert!((weights(1.0).iter().sum::<f64>() - 2.0).abs() < 1e-15);
        assert!((GAUSS.iter().sum::<f64>() - 1.0).abs() < 1e-15);
    }
}
