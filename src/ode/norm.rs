//! The weighted maximum norm.

/// A norm and the component it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weighted {
    pub(super) norm: f64,
    pub(super) component: Option<usize>,
}

/// |error| in units of `scale`; an error of exactly zero is none whatever the scale, one that is not a number is infinite.
#[inline]
pub(super) fn weigh(error: f64, scale: f64) -> f64 {
    let ratio = (error / scale).abs();
    if error == 0.0 {
        0.0
    } else if ratio.is_nan() {
        f64::INFINITY
    } else {
        ratio
    }
}

/// The largest weighted error.
#[inline]
pub(super) fn weighted_max(errors: impl Iterator<Item = f64>, scale: &[f64]) -> Weighted {
    let start = Weighted { norm: 0.0, component: None };
    errors.zip(scale).enumerate().fold(start, |largest, (i, (error, &scale))| {
        let norm = weigh(error, scale);
        if norm > largest.norm { Weighted { norm, component: Some(i) } } else { largest }
    })
}
