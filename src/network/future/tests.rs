use std::convert::Infallible;

use super::*;
use crate::network::exchange::{Controlled, Exchange};
use crate::network::kernel::Kernel;
use crate::network::mesh::Mesh;

/// ln of the coefficients of one species and one channel: late annihilation with what degrees of freedom may do to it.
struct Late {
    /// ln of what e^{−t} is multiplied with.
    feature: fn(f64) -> f64,
}

impl Sampled for Late {
    type Error = Infallible;
    fn components(&self) -> usize {
        3
    }
    fn sample(&self, t: f64, values: &mut [f64]) -> Result<(), Infallible> {
        values.copy_from_slice(&[0.0, (self.feature)(t) - t, 0.0]);
        Ok(())
    }
}

const SPAN: (f64, f64) = (1.0, 30.0);

/// The integrals after `t`, and by Simpson's rule on pieces of 1e-4 that are cut where the feature may jump.
fn integrals(feature: fn(f64) -> f64, breakpoints: &[f64], t: f64, ln_factor: f64) -> (Vec<f64>, Vec<f64>, Vec<Span>) {
    let mesh = Mesh::new(Late { feature }, SPAN.0, SPAN.1, 1e-12, breakpoints.to_vec());
    let species = [Controlled { mass: 0.0, feeds: Vec::new(), dark_matter: true }];
    let exchange = Exchange {
        reactants: vec![(0, 2)],
        products: Vec::new(),
        change: vec![(0, -2.0)],
        reversible: true,
        subtracted: false,
        catalysed: false,
        exponent: 0.0,
    };
    let (exchanges, ln_factors) = ([exchange], [ln_factor]);
    let kernel = Kernel::new(&species, &exchanges);
    let system = BoltzmannSystem::new(&mesh, &species, &exchanges, &kernel, Vec::new()).with_factors(&ln_factors);
    let future = || Future::new(SPAN, breakpoints, 1, TOLERANCE);
    let spans: Vec<Span> = future().after(t).collect();
    let found = future().annihilation(&spans, &system, 0).expect("is smooth");
    // The interpolants are better than the integrals have to be.
    let interpolated = future().interpolated().annihilation(&spans, &system, 0).expect("is smooth");
    let [total, other] = [&found, &interpolated].map(|integrals| integrals.iter().sum::<f64>());
    assert!((other / total - 1.0).abs() < 2.0 * TOLERANCE, "from {t}: {other:e} {total:e}");
    let all = future().all_annihilation(t, &system, 0).expect("is smooth");
    assert!((all / total - 1.0).abs() < 2.0 * TOLERANCE, "from {t}: {all:e} {total:e}");
    let wanted = spans.iter().map(|span| {
        let pieces = ((span.to - span.from) * 1e4).ceil().max(4.0);
        let h = (span.to - span.from) / pieces;
        // Inside of the ends, where it may jump.
        let flux = |t: f64| ((feature)(t.clamp(span.from + 1e-13, span.to - 1e-13)) - t).exp();
        let steps = (0_u32..).take_while(|k| f64::from(*k) < pieces);
        steps
            .map(|k| {
                let from = span.from + f64::from(k) * h;
                h / 6.0 * (flux(from) + 4.0 * flux(from + 0.5 * h) + flux(from + h))
            })
            .sum()
    });
    (found, wanted.collect(), spans)
}

const TOLERANCE: f64 = 1e-9;

/// ln of what annihilation is multiplied with, and where that may jump.
type Feature = (fn(f64) -> f64, &'static [f64]);

#[test]
fn what_is_left_to_annihilate_is_as_exact_as_asked() {
    let features: [Feature; 4] = [
        (|_| 2.0, &[]),
        (|t| (-t).exp() + 0.1 * (t - 12.0).tanh(), &[]),
        // Confinement, sharper than a row is long.
        (|t| 0.5 * ((t - 6.2) / 0.05).tanh(), &[]),
        (|t| if t < 7.3 { 0.0 } else { -0.7 }, &[7.3]),
    ];
    for (feature, breakpoints) in features {
        for t in [1.0, 4.123, 6.0, 7.25, 29.9] {
            let (found, wanted, spans) = integrals(feature, breakpoints, t, 0.0);
            let [total, exact] = [&found, &wanted].map(|integrals| integrals.iter().sum::<f64>());
            assert!((total / exact - 1.0).abs() < TOLERANCE, "from {t}: {total:e} {exact:e}");
            assert_eq!((spans[0].from, spans.last().map(|span| span.to)), (t, Some(SPAN.1)));
            // On the way no row is worse than the sum allows.
            for (found, wanted) in found.iter().zip(&wanted) {
                assert!((found - wanted).abs() < TOLERANCE * (wanted + LEAST_SHARE * exact), "from {t}: {found:e}");
            }
        }
    }
}

#[test]
fn factors_of_channels_do_not_enter() {
    let feature = |t: f64| 0.1 * (t - 6.0).tanh();
    assert_eq!(integrals(feature, &[], 4.2, 0.0).0, integrals(feature, &[], 4.2, 11.0).0);
}

#[test]
fn logarithms_of_sums() {
    assert_eq!(ln_sum(f64::NEG_INFINITY, 3.0), 3.0);
    assert_eq!(ln_sum(f64::NEG_INFINITY, f64::NEG_INFINITY), f64::NEG_INFINITY);
    assert!((ln_sum(1.0, 2.0) - (1f64.exp() + 2f64.exp()).ln()).abs() < 1e-15);
    assert_eq!(ln_sum(-1e30, 5.0), 5.0);
}
