use proptest::prelude::*;

use super::*;

fn table(x: &[f64], y: &[f64]) -> Result<Table, String> {
    Table::new(x.to_vec(), y.to_vec(), (Dimension::NONE, Dimension::MASS))
}

#[test]
fn positive_tables_interpolate_power_laws_exactly() {
    let cubes = table(&[1.0, 4.0, 100.0], &[1.0, 64.0, 1e6]).unwrap();
    for x in [1.0, 1.7, 4.0, 30.0, 100.0] {
        // Logarithm and exponential of a few units each round once.
        assert!((cubes.at(x).unwrap() / x.powi(3) - 1.0).abs() < 1e-14, "{x}");
    }
    assert_eq!(cubes.at(4.0), Ok(64.0));
}

#[test]
fn tables_with_a_zero_are_linear() {
    let line = table(&[0.0, 2.0, 4.0], &[1.0, 3.0, -1.0]).unwrap();
    assert_eq!(line.at(1.0), Ok(2.0));
    assert_eq!(line.at(3.5), Ok(0.0));
    assert_eq!(line.at(4.0), Ok(-1.0));
}

#[test]
fn no_extrapolation() {
    let line = table(&[0.0, 2.0], &[1.0, 3.0]).unwrap();
    for x in [-1e-300, 2.0000001, f64::NAN, f64::INFINITY] {
        assert!(line.at(x).is_err(), "{x}");
    }
}

#[test]
fn refusals() {
    for (x, y, message) in [
        (&[1.0][..], &[1.0][..], "a table needs at least two rows"),
        (&[1.0, 2.0], &[1.0], "the table has 2 arguments and 1 values"),
        (&[1.0, 1.0], &[1.0, 2.0], "the arguments of the table do not increase from row 1 to row 2"),
        (&[1.0, 2.0], &[1.0, f64::NAN], "row 2 of the table is not finite"),
    ] {
        assert_eq!(table(x, y), Err(message.to_owned()));
    }
}

const PURE: (Dimension, Dimension) = (Dimension::NONE, Dimension::NONE);

#[test]
fn interpolation_can_be_chosen() {
    let rows = || table(&[1.0, 4.0], &[2.0, 32.0]).unwrap();
    assert_eq!(rows().at(2.0).unwrap(), 8.0);
    assert_eq!(rows().interpolated(Interpolation::Linear).unwrap().at(2.0), Ok(12.0));
    // Two rows have one secant: the cubic is the line.
    assert!((rows().interpolated(Interpolation::MonotoneCubic).unwrap().at(2.0).unwrap() - 12.0).abs() < 1e-14);
    let message = "log-log needs positive numbers, but row 2 of the table is 4e0, 0e0";
    let zero = table(&[1.0, 4.0], &[2.0, 0.0]).unwrap();
    assert_eq!(zero.interpolated(Interpolation::LogLog), Err(message.to_owned()));
}

#[test]
fn outside_can_be_chosen() {
    let rows = || table(&[1.0, 4.0], &[2.0, 32.0]).unwrap();
    for (outside, below, above) in [(Outside::Zero, 0.0, 0.0), (Outside::Constant, 2.0, 32.0)] {
        let table = rows().continued(outside);
        assert_eq!((table.at(0.5), table.at(4.5), table.at(4.0)), (Ok(below), Ok(above), Ok(32.0)));
        assert!(table.at(f64::NAN).is_err());
    }
    assert_eq!(rows().at(5.0), Err("5e0 is outside the table, which covers 1e0 to 4e0".to_owned()));
}

#[test]
fn histograms_are_constant_between_edges() {
    let bins = Table::histogram(vec![0.0, 2.0, 4.0, 10.0], vec![0.13, 0.12, -1.0], PURE).unwrap();
    for (x, wanted) in [(0.0, 0.13), (1.999, 0.13), (2.0, 0.12), (4.0, -1.0), (10.0, -1.0)] {
        assert_eq!(bins.at(x), Ok(wanted), "{x}");
    }
    assert!(bins.at(10.1).is_err());
    assert_eq!(bins.clone().continued(Outside::Constant).at(11.0), Ok(-1.0));
    assert_eq!(bins.arguments(), [0.0, 2.0, 4.0, 10.0]);
    assert_eq!(bins.interpolated(Interpolation::Linear), Err("a histogram is not interpolated".to_owned()));
    let refused = |edges: &[f64], values: &[f64]| Table::histogram(edges.to_vec(), values.to_vec(), PURE).unwrap_err();
    let message = "a histogram has one edge more than values, this has 2 edges and 2 values";
    assert_eq!(refused(&[0.0, 1.0], &[1.0, 2.0]), message);
    assert_eq!(refused(&[0.0], &[]), "a histogram has one edge more than values, this has 1 edges and 0 values");
    let message = "the arguments of the table do not increase from row 1 to row 2";
    assert_eq!(refused(&[1.0, 1.0], &[1.0]), message);
    assert_eq!(refused(&[0.0, f64::INFINITY], &[1.0]), "row 2 of the table is not finite");
}

/// Greatest error of the cubic interpolation of eˣ at `n` + 1 uneven rows on [0, 2].
fn cubic_error(n: u32) -> f64 {
    let place = |share: f64| 2.0 * share + 0.2 * (std::f64::consts::PI * share).sin();
    let x: Vec<f64> = (0..=n).map(|i| place(f64::from(i) / f64::from(n))).collect();
    let y: Vec<f64> = x.iter().map(|x| x.exp()).collect();
    let cubic = table(&x, &y).unwrap().interpolated(Interpolation::MonotoneCubic).unwrap();
    let probe = |i: u32| place(f64::from(i) / 5000.0);
    (0..=5000).map(|i| (cubic.at(probe(i)).unwrap() - probe(i).exp()).abs()).fold(0.0, f64::max)
}

#[test]
fn monotone_cubics_converge_with_the_third_power() {
    let (coarse, fine) = (cubic_error(40), cubic_error(80));
    // Slopes are exact to h², values to h³: halving h gains 8; higher orders change that by a few per cent at h = 1/40.
    assert!((coarse / fine).log2() > 2.85, "{coarse:e} {fine:e}");
    assert!((coarse / fine).log2() < 4.1, "{coarse:e} {fine:e}");
}

proptest! {
    #[test]
    fn monotone_rows_give_a_monotone_cubic(
        steps in prop::collection::vec((1e-3_f64..10.0, prop_oneof![Just(0.0), 1e-6_f64..1e3]), 2..12),
        falling in prop::bool::ANY,
    ) {
        let (mut x, mut y) = (vec![-1.0], vec![0.5]);
        for (step, rise) in &steps {
            x.push(x[x.len() - 1] + step);
            y.push(y[y.len() - 1] + if falling { -rise } else { *rise });
        }
        let cubic = table(&x, &y).unwrap().interpolated(Interpolation::MonotoneCubic).unwrap();
        for (x, y) in x.iter().zip(&y) {
            prop_assert_eq!(cubic.at(*x), Ok(*y));
        }
        let (from, to) = (x[0], x[x.len() - 1]);
        let values: Vec<f64> = (0..500).map(|i| cubic.at(from + (to - from) * f64::from(i) / 500.0).unwrap()).collect();
        // Sums of terms as large as the values round.
        let noise = 1e-14 * values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        let rises = |pair: &[f64]| if falling { pair[0] - pair[1] } else { pair[1] - pair[0] };
        prop_assert!(values.windows(2).all(|pair| rises(pair) >= -noise), "{:?} {:?}", x, y);
    }
}
