//! Orders of convergence with constant step sizes, against y′ = −2 t y², y = 1/(1 + t²).

use super::*;
use crate::ode::dopri5::Dopri5;
use crate::ode::point::Point;
use crate::ode::radau::Radau;
use crate::ode::rodas5p::Rodas5p;
use crate::ode::scheme::{Care, Scheme};

/// The errors at t = 2 and in the middle of the last step, with `steps` equal steps from 0.
fn errors<M: Scheme>(steps: u32) -> [f64; 2] {
    let system = Scalar(|t, y| Ok(-2.0 * t * y * y), |t, y| -4.0 * t * y, |_, y| -2.0 * y * y);
    let exact = |t: f64| 1.0 / (1.0 + t * t);
    let h = 2.0 / f64::from(steps);
    // A tight tolerance, so that the Newton iteration does not limit the order.
    let mut scheme = M::new(1, 1e-13);
    let mut point = Point::new(1);
    point.y[0] = 1.0;
    let mut statistics = Statistics::default();
    let mut middle = 0.0;
    for i in 0..steps {
        let t = f64::from(i) * h;
        point.linearise(&system, t, &mut statistics).unwrap();
        let _ = scheme.attempt(&system, t, &point, h, Care::Usual, &mut statistics).unwrap();
        scheme.accept(h);
        let dense = Dense { t_old: t, h, y_old: &point.y, y_new: scheme.solution(), shape: scheme.shape() };
        middle = dense.component(0, t + 0.5 * h).unwrap() - exact(t + 0.5 * h);
        point.y.copy_from_slice(scheme.solution());
    }
    [(point.y[0] - exact(2.0)).abs(), middle.abs()]
}

fn orders<M: Scheme>() -> [f64; 2] {
    let (coarse, fine) = (errors::<M>(40), errors::<M>(80));
    [0, 1].map(|i| (coarse[i] / fine[i]).log2())
}

#[test]
fn radau_is_of_order_5_and_its_interpolant_of_order_3() {
    let [end, middle] = orders::<Radau>();
    // Halving h from 1/20 leaves corrections of relative order h to the leading term.
    assert!((end - 5.0).abs() < 0.3, "{end}");
    // The local error of collocation with three points is ∝ h⁴.
    assert!((middle - 4.0).abs() < 0.3, "{middle}");
}

#[test]
fn rodas5p_is_of_order_5_and_its_interpolant_of_order_4() {
    let [end, middle] = orders::<Rodas5p>();
    assert!((end - 5.0).abs() < 0.3, "{end}");
    // Order 4 means a local error ∝ h⁵.
    assert!((middle - 5.0).abs() < 0.3, "{middle}");
}

#[test]
fn dopri5_is_of_order_5_and_its_interpolant_of_order_3() {
    let [end, middle] = orders::<Dopri5>();
    // Its term of order six is the larger share.
    assert!((end - 5.0).abs() < 0.4, "{end}");
    // The cubic through both ends.
    assert!((middle - 4.0).abs() < 0.3, "{middle}");
}
