//! The factor of a formula that depends on some of its variables.

use super::*;
use crate::expression::compile_factor;

/// Slots from here on vary: s and t do, T and x do not.
const FROM: usize = 2;

fn value(program: &Program, inputs: [f64; 4]) -> f64 {
    program.eval(&inputs, &mut Scratch::new()).expect("has a value")
}

#[test]
fn what_is_left_does_not_depend_on_what_varies() {
    let world = &world();
    let formulas = [
        "s^2*t*T^3/x",
        "T*x",
        "s*t",
        "-s*T^2",
        "sqrt(s*t)*(T + m_K)/(1 + x)",
        "abs(s*T^2)^2",
        "(s/t)^3*exp(-x)/(T*s)",
        "s*T^2 + s*x*m_K^2 - 3*s*m_phi^2",
        "(s*T)^(3/2)",
        "if(x > 1, s*T, 2*s*m_K)",
        "s*(t*T + 0*T*t)",
        "integrate(s*t*y, y, 0, 1)*x",
    ];
    for formula in formulas {
        let ast = Ast::parse(formula).unwrap();
        let (whole, _) = compile(&ast, world, None).unwrap_or_else(|error| panic!("{formula}: {error}"));
        let factor = compile_factor(&ast, world, FROM).unwrap();
        let factor = factor.unwrap_or_else(|| panic!("{formula} has no factor"));
        assert!((0..FROM).all(|slot| !factor.uses(slot)), "{formula}");
        for (t, x) in [(0.3, 0.7), (5.0, 2.0)] {
            let rest = |s: f64, u: f64| value(&whole, [t, x, s, u]) / value(&factor, [t, x, s, u]);
            let reference = rest(1.0, 1.0);
            for (s, u) in [(2.0, 3.0), (0.1, 40.0)] {
                assert!((rest(s, u) / reference - 1.0).abs() < 1e-14, "{formula} at {s}, {u}");
            }
        }
    }
}

#[test]
fn other_formulas_have_no_factor() {
    let world = &world();
    for formula in [
        "s + T^2",
        "s*T^2 + t*m_K^2",
        "exp(-s/T^2)",
        "if(s > T^2, s, 2*s)",
        "breit_wigner(T^2, sqrt(s), m_K)",
        "s*T^2 - s^2",
        "min(s, T^2)",
    ] {
        let ast = Ast::parse(formula).unwrap();
        let factor = compile_factor(&ast, world, FROM).unwrap_or_else(|error| panic!("{formula}: {error}"));
        assert!(factor.is_none(), "{formula}");
    }
}
