//! The 21-point Gauss–Kronrod rule and its error estimate (QUADPACK, Piessens et al. 1983, routine QK21).

/// Points of the rule.
pub(super) const POINTS: usize = 21;

/// Positive Kronrod nodes on [−1, 1], the last one 0; those with odd index are Gauss nodes.
const NODES: [f64; 11] = [
    0.995_657_163_025_808_080_735_527_280_689_003,
    0.973_906_528_517_171_720_077_964_012_084_452,
    0.930_157_491_355_708_226_001_207_180_059_508,
    0.865_063_366_688_984_510_732_096_688_423_493,
    0.780_817_726_586_416_897_063_717_578_345_042,
    0.679_409_568_299_024_406_234_327_365_114_874,
    0.562_757_134_668_604_683_339_000_099_272_694,
    0.433_395_394_129_247_190_799_265_943_165_784,
    0.294_392_862_701_460_198_131_126_603_103_866,
    0.148_874_338_981_631_210_884_826_001_129_720,
    0.0,
];
const KRONROD: [f64; 11] = [
    0.011_694_638_867_371_874_278_064_396_062_192,
    0.032_558_162_307_964_727_478_818_972_459_390,
    0.054_755_896_574_351_996_031_381_300_244_580,
    0.075_039_674_810_919_952_767_043_140_916_190,
    0.093_125_454_583_697_605_535_065_465_083_366,
    0.109_387_158_802_297_641_899_210_590_325_805,
    0.123_491_976_262_065_851_077_958_109_585_166,
    0.134_709_217_311_473_325_928_054_001_771_707,
    0.142_775_938_577_060_080_797_094_273_138_717,
    0.147_739_104_901_338_491_374_841_515_972_068,
    0.149_445_554_002_916_905_664_936_468_389_821,
];
const GAUSS: [f64; 5] = [
    0.066_671_344_308_688_137_593_568_809_893_332,
    0.149_451_349_150_580_593_145_863_396_957_658,
    0.219_086_362_515_982_043_995_534_934_228_163,
    0.269_266_719_309_996_355_091_226_921_569_469,
    0.295_524_224_714_752_870_173_815_619_188_769,
];

/// The `i`-th of the 21 nodes on [−1, 1].
pub(super) fn node(i: usize) -> f64 {
    if i <= 10 { -NODES[i] } else { NODES[20 - i] }
}

/// What the rule says of one panel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) error: f64,
    /// The integral of the modulus.
    pub(super) magnitude: f64,
}

/// The integral over a panel of half width `half` from the 21 values of the integrand at the nodes.
pub(super) fn estimate(values: &[f64; POINTS], half: f64) -> Estimate {
    let symmetric = |i: usize| if i == 10 { 1.0 } else { 2.0 };
    let pair = |i: usize| if i == 10 { values[10] } else { values[i] + values[20 - i] };
    let (mut kronrod, mut gauss, mut magnitude) = (0.0, 0.0, 0.0);
    for i in 0..=10 {
        kronrod += KRONROD[i] * pair(i);
        magnitude += 0.5 * KRONROD[i] * symmetric(i) * (values[i].abs() + values[20 - i].abs());
    }
    for (k, weight) in GAUSS.iter().enumerate() {
        gauss += weight * pair(2 * k + 1);
    }
    let mean = 0.5 * kronrod;
    let spread: f64 = (0..=10)
        .map(|i| 0.5 * KRONROD[i] * symmetric(i) * ((values[i] - mean).abs() + (values[20 - i] - mean).abs()))
        .sum();
    let difference = (kronrod - gauss).abs();
    let mut error = difference;
    if spread > 0.0 && difference > 0.0 {
        error = spread * (200.0 * difference / spread).powf(1.5).min(1.0);
    }
    error = error.max(50.0 * f64::EPSILON * magnitude);
    Estimate { value: kronrod * half, error: error * half, magnitude: magnitude * half }
}

/// The integral of the modulus from the values at the nodes; 0 if that is not finite.
pub(super) fn magnitude(values: &[f64; POINTS], half: f64) -> f64 {
    let sum: f64 = (0..POINTS).map(|i| KRONROD[i.min(20 - i)] * values[i].abs()).sum();
    if sum.is_finite() { sum * half } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integral(f: impl Fn(f64) -> f64) -> f64 {
        estimate(&std::array::from_fn(|i| f(node(i))), 1.0).value
    }

    #[test]
    fn polynomials_up_to_degree_31_are_exact() {
        for n in (0..=30).step_by(2) {
            let wanted = 2.0 / (f64::from(n) + 1.0);
            // 21 rounded terms of order one.
            assert!((integral(|x| x.powi(n)) - wanted).abs() < 1e-15, "degree {n}");
            assert!(integral(|x| x.powi(n + 1)).abs() < 1e-16);
        }
        let beyond = integral(|x| x.powi(40)) - 2.0 / 41.0;
        assert!(beyond.abs() > 1e-15, "degree 40 cannot be exact, but the error is {beyond:e}");
    }

    #[test]
    fn the_error_estimate_covers_the_error() {
        // ∫ dx/(1 + 4x²) = atan 2.
        let values = std::array::from_fn(|i| 1.0 / (1.0 + 4.0 * node(i).powi(2)));
        let found = estimate(&values, 1.0);
        let exact = 2.0_f64.atan();
        assert!((found.value - exact).abs() < found.error, "{found:?} for {exact}");
        assert!(found.error < 0.01 * exact);
    }
}
