use super::*;
use crate::expression::{Ast, Environment, NativeFunction, Symbol, Table, compile};
use crate::units::{Dimension, Quantity};

/// x in slot 0, a and b in slots 1 and 2, and z = a + i b.
struct World;

impl Environment for World {
    fn symbol(&self, name: &str) -> Option<Symbol> {
        let dimension = Dimension::NONE;
        let slot = match name {
            "z" => return Some(Symbol::ComplexVariable { slots: [1, 2], dimension }),
            "c" => return Some(Symbol::Constant(Quantity::new(0.7, dimension))),
            "x" => 0,
            "a" => 1,
            "b" => 2,
            _ => return None,
        };
        Some(Symbol::Variable { slot, dimension })
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    fn native_function(&self, name: &str) -> Option<NativeFunction> {
        if name == "steps" {
            let arguments = vec![0.0, 1.0, 2.0, 4.0];
            let values = arguments.iter().map(|x| 1.0 + x * x).collect();
            let table = Table::new(arguments, values, (Dimension::NONE, Dimension::NONE));
            return Some(NativeFunction::of_table(&std::sync::Arc::new(table.unwrap())));
        }
        let none = Dimension::NONE;
        (name == "cube").then(|| NativeFunction::new(vec![none], none, |x| Ok(x[0].powi(3))))
    }
}

fn value(program: &Program, at: [f64; 3]) -> f64 {
    program.eval(&at, &mut Scratch::new()).unwrap()
}

/// The derivatives along x, a, b at two points in one block, against differences.
#[track_caller]
fn check(formula: &str, tolerance: f64) {
    let (program, _) = compile(&Ast::parse(formula).unwrap(), &World, None).unwrap();
    let points = [[1.3, 0.4, 0.9], [0.6, 1.7, 0.8]];
    let lanes: [[f64; 2]; 3] = std::array::from_fn(|slot| points.map(|point| point[slot]));
    let unit: [[f64; 3]; 3] = std::array::from_fn(|slot| std::array::from_fn(|k| f64::from(u8::from(k == slot))));
    let inputs: Vec<DualInput<'_>> =
        (0..3).map(|slot| DualInput { values: &lanes[slot], slopes: &unit[slot] }).collect();
    let dual = program.eval_dual(2, 3, &inputs, &mut DualScratch::default()).unwrap();
    for (lane, point) in points.into_iter().enumerate() {
        assert_eq!(dual.values[lane], value(&program, point), "{formula}");
        for k in 0..3 {
            let moved = |steps: f64| {
                let mut point = point;
                point[k] += 1e-3 * steps;
                value(&program, point)
            };
            let pair = |n: f64| moved(n) - moved(-n);
            let wanted = (0.75 * pair(1.0) - 0.15 * pair(2.0) + pair(3.0) / 60.0) / 1e-3;
            let found = dual.slopes[2 * k + lane];
            let close = (found - wanted).abs() < tolerance * wanted.abs().max(dual.values[lane].abs());
            assert!(close, "{formula}, lane {lane}, direction {k}: {found:e}, wanted {wanted:e}");
        }
    }
}

#[test]
fn formulas_have_the_slopes_of_differences() {
    for formula in [
        "a*x^2 + b/x - c",
        "x^a*exp(-b*x)",
        "(x - 3)^2*(-a)^3",
        "if(x > 1, a*x, b*sqrt(x))",
        "min(a, b)*max(x, 1) + abs(a - b)",
        "abs2(1/(x - z)) + re(z^2)",
        "kallen(9*x, a, b)*besselk(2, a)*dilog(-b)",
        "breit_wigner(x, a, b)",
        "steps(a)*x + cube(b*x)",
    ] {
        check(formula, 1e-9);
    }
}

#[test]
fn integrals_and_roots_have_slopes() {
    for formula in [
        "integrate(sqrt((t - a)*(2*x + 3 - t))*exp(-b*t), t, a, 2*x + 3)",
        "integrate(exp(-b*t)*t^2, t, a, inf)",
        "integrate(1/sqrt((t - a)*(4 - t)), t, a, 4)*b",
        "integrate(integrate(a*t*u, u, 0, t*x), t, 0, b)",
        "if(x > 1, integrate(exp(-t), t, 5, a*x), b)",
        "root(t^3 + a*t - b*x, t, 0, 10)",
    ] {
        check(formula, 1e-7);
    }
}

#[test]
fn what_does_not_vary_has_no_slope() {
    let (program, _) = compile(&Ast::parse("(-1)^2*x^2*b^0.5").unwrap(), &World, None).unwrap();
    let (x, b) = ([0.0], [4.0]);
    let inputs =
        [DualInput { values: &x, slopes: &[1.0] }, DualInput::default(), DualInput { values: &b, slopes: &[] }];
    let dual = program.eval_dual(1, 1, &inputs, &mut DualScratch::default()).unwrap();
    assert_eq!((dual.values[0], dual.slopes[0]), (0.0, 0.0));
    let missing = program.eval_dual(1, 1, &inputs[..1], &mut DualScratch::default()).unwrap_err();
    assert!(missing.to_string().contains("no value was given for `b`"), "{missing}");
}
