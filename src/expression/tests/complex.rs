//! Complex numbers: values, identities, kinds, dimensions, and that real formulas do not notice.

use proptest::prelude::*;

use super::*;

fn try_complex(text: &str) -> Result<(ComplexProgram, Dimension), ExpressionError> {
    compile_complex(&Ast::parse(text)?, &world())
}

fn complex_at(text: &str, inputs: &[f64]) -> Complex64 {
    let (program, _) = try_complex(text).unwrap_or_else(|e| panic!("{text}: {e} at {:?}", e.span));
    program.eval(inputs, &mut Scratch::new()).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn complex(text: &str) -> Complex64 {
    complex_at(text, &POINT)
}

fn assert_near(text: &str, wanted: Complex64, tolerance: f64) {
    let found = complex(text);
    assert!((found - wanted).norm() <= tolerance * wanted.norm(), "{text}: {found} instead of {wanted}");
}

const I: Complex64 = Complex64::I;

#[test]
fn arithmetic() {
    let z = Complex64::new(0.75, -0.5);
    for (text, wanted) in [
        ("I^2", Complex64::new(-1.0, 0.0)),
        ("(1 + 2*I)*(3 - I)", Complex64::new(5.0, 5.0)),
        ("(5 + 5*I)/(3 - I)", Complex64::new(1.0, 2.0)),
        ("2/(1 + I)", Complex64::new(1.0, -1.0)),
        ("-V + 1 - 2*I", 1.0 - 2.0 * I - z),
        ("conj(V)*V", Complex64::new(z.norm_sqr(), 0.0)),
        ("V^0", Complex64::ONE),
        ("V^1", z),
        ("V^7", z.powi(7)),
        ("V^-3", z.powi(-3)),
        ("V^64", z.powi(64)),
        ("V^0.5", z.sqrt()),
        ("V^1.5", z * z.sqrt()),
        ("V^-0.5", 1.0 / z.sqrt()),
        ("V^0.3", z.powf(0.3)),
        ("V^x", z.powi(3)),
        ("V^100", z.powi(100)),
        ("V^I", (I * z.ln()).exp()),
        ("x^(2 + I)", ((2.0 + I) * 3.0_f64.ln()).exp()),
        ("(-x)^I", (I * Complex64::new(3.0_f64.ln(), std::f64::consts::PI)).exp()),
        ("polar(x, pi/3)", Complex64::from_polar(3.0, std::f64::consts::FRAC_PI_3)),
        ("csqrt(-x)", Complex64::new(0.0, 3.0_f64.sqrt())),
        ("csqrt(x)", Complex64::new(3.0_f64.sqrt(), 0.0)),
        ("sqrt(-4 + 0*I)", Complex64::new(0.0, 2.0)),
        ("log10(-100 + 0*I)", Complex64::new(2.0, std::f64::consts::PI / std::f64::consts::LN_10)),
        ("acoth(V)", (1.0 / z).atanh()),
        ("if(x > 2, V, 1)", z),
        ("if(x > 5, V, T/(1 GeV))", Complex64::new(2.0, 0.0)),
        ("square(V)", z * z),
        ("square(x)", Complex64::new(9.0, 0.0)),
        ("step(x, V)", z),
    ] {
        // A few dozen roundings in the longest chain, the hundredth power; num_complex itself rounds as often.
        assert_near(text, wanted, 1e-13);
    }
}

#[test]
fn parts() {
    for (text, wanted) in [
        ("re(V)", 0.75),
        ("im(V)", -0.5),
        ("abs2(V)", 0.8125),
        ("abs(3 + 4*I)", 5.0),
        ("arg(-1 + 0*I)", std::f64::consts::PI),
        ("arg(-x)", std::f64::consts::PI),
        ("arg(x)", 0.0),
        ("re(x) + im(x) + conj(x) + abs2(x)", 15.0),
        ("abs(amplitude)*m_phi", 500.0),
        ("abs2(V*amplitude/(2*I))*m_phi^2", 0.8125 * 25.0 / 4.0 * 1e4),
        // Neither the modulus nor the quotient loses what its square would.
        ("abs((3 + 4*I)*1e-170)*1e170", 5.0),
        ("abs(1e200/((3 + 4*I)*1e170))/1e30", 0.2),
    ] {
        assert_close(text, wanted, 4.0 * f64::EPSILON);
    }
}

#[test]
fn dimensions() {
    for (text, dimension) in [
        ("amplitude*I", Dimension::power(-1)),
        ("csqrt(amplitude)", Dimension::fraction(-1, 2).unwrap()),
        ("sqrt(amplitude)", Dimension::fraction(-1, 2).unwrap()),
        ("abs2(amplitude)", Dimension::power(-2)),
        ("amplitude^3", Dimension::power(-3)),
        ("polar(T, 1)", Dimension::MASS),
        ("arg(amplitude)", Dimension::NONE),
        ("im(T)", Dimension::MASS),
        ("integrate(amplitude, q, 0, s)", Dimension::MASS),
    ] {
        assert_eq!(try_complex(text).unwrap_or_else(|e| panic!("{text}: {e}")).1, dimension, "{text}");
    }
}

#[test]
fn refusals() {
    let wanted_real = "this is complex, wanted a real number";
    for (text, part, message) in [
        ("2*V", "2*V", wanted_real),
        ("V < 1", "V", wanted_real),
        ("1 == I", "I", wanted_real),
        ("sm.alpha_s(m_phi*I)", "m_phi*I", wanted_real),
        ("integrate(q, q, 0, I)", "I", wanted_real),
        ("polar(I, 1)", "I", wanted_real),
        ("polar(1, 2*I)", "2*I", wanted_real),
        ("interpolate(\"squares.csv\", 2*I)", "2*I", wanted_real),
        ("min(1, V)", "V", "`min` takes real numbers, this is complex"),
        ("floor(V)", "V", "`floor` takes real numbers, this is complex"),
        ("cbrt(V)", "V", "`cbrt` takes real numbers, this is complex"),
        ("dilog(V)", "V", "`dilog` takes real numbers, this is complex"),
        ("besselk(1, V)", "V", "`besselk` takes real numbers, this is complex"),
        ("kallen(V, 1, 2)", "V", "`kallen` takes real numbers, this is complex"),
        ("atan2(1, V)", "V", "`atan2` takes real numbers, this is complex"),
    ] {
        let error = compiled(text).expect_err(text);
        assert_eq!((error.message.as_str(), &text[error.span.clone()]), (message, part), "{text}");
        assert_eq!(error.hint.as_deref(), Some("take `re(…)`, `im(…)` or `abs(…)` of it"), "{text}");
    }
    for (text, part, message) in [
        ("exp(amplitude)", "amplitude", "the argument of `exp` must be dimensionless, this has dimension GeV^-1"),
        ("polar(1, T)", "T", "the angle of `polar` must be dimensionless, this has dimension GeV"),
        ("amplitude + V", "V", "this is dimensionless, but what is left of `+` has dimension GeV^-1"),
        ("T^I", "I", "the power of something with dimension GeV needs a numeric constant as exponent"),
        ("amplitude^x", "x", "the power of something with dimension GeV^-1 needs a numeric constant as exponent"),
        ("if(x > 1, V, T)", "T", "this has dimension GeV, but what is left of `,` is dimensionless"),
        ("if(V, 1, 2)", "V", "this is a number, wanted a condition such as `x > 1`"),
        ("re(x > 1)", "x > 1", "this is a condition, wanted a number"),
        ("abs2(x > 1)", "x > 1", "this is a condition, wanted a number"),
        ("1 + I(2)", "I(2)", "unknown function `I`"),
    ] {
        let error = try_complex(text).expect_err(text);
        assert_eq!((error.message.as_str(), &text[error.span.clone()]), (message, part), "{text}");
    }
}

#[test]
fn points_without_a_value_are_explained() {
    for (text, message) in [
        ("re(1/(V - V))", "division by zero"),
        ("re(V/(x - 3))", "division by zero"),
        ("re(log(V - V))", "this function has no finite value at 0e0 + 0e0 I"),
        ("re(V*log(-x))", "logarithm of -3e0, which is not positive"),
        ("abs(exp(1000*V))", "this function has no finite value at 7.5e2 + -5e2 I"),
    ] {
        let error = try_value(text, &POINT).expect_err(text);
        assert_eq!(error.message, message, "{text}");
    }
}

#[test]
fn real_formulas_stay_as_they_are() {
    for (text, same) in [
        ("re(x^2 + sin(x))", "x^2 + sin(x)"),
        ("conj(x)*T", "x*T"),
        ("re(x + I*T/(1 GeV))", "x"),
        ("im(1 GeV*x + I*T)", "T"),
        ("re((2 + I)*x)", "2*x"),
        ("abs2(x + 1)", "(x + 1)^2"),
    ] {
        assert_eq!(program(text).code.instructions, program(same).code.instructions, "{text}");
    }
    assert!(try_complex("x^2").unwrap().0.im.is_none());
    assert!(try_complex("x + 0*I").unwrap().0.im.is_some());
}

#[test]
fn branches_are_entered_once() {
    // exp(x) is needed by both parts of one branch only: it is not computed for points that take the other.
    let (program, _) = try_complex("if(x > 5, log(x - 5)*V, log(6 - x)*conj(V))").unwrap();
    let whole = compiled("abs2(if(x > 5, log(x - 5)*V, log(6 - x)*conj(V)))").unwrap().0;
    let x: Vec<f64> = (0..100).map(|i| f64::from(i) * 0.11 + 0.005).collect();
    let mut out = vec![0.0; x.len()];
    whole.eval_block(&[&[], &x], &mut out, &mut Scratch::new()).unwrap();
    for (&x, found) in x.iter().zip(out) {
        let wanted = if x > 5.0 { (x - 5.0).ln() } else { (6.0 - x).ln() }.powi(2) * 0.8125;
        assert!((found - wanted).abs() <= 1e-14 * wanted, "{x}: {found} instead of {wanted}");
        let z = program.eval(&[0.0, x], &mut Scratch::new()).unwrap();
        assert!((z.norm_sqr() - wanted).abs() <= 1e-14 * wanted);
    }
    let enters = |program: &Program| {
        let is_enter = |i: &&crate::expression::codegen::Instruction| {
            matches!(i, crate::expression::codegen::Instruction::Enter { .. })
        };
        program.code.instructions.iter().filter(is_enter).count()
    };
    assert_eq!(enters(&whole), 2);
}

#[test]
fn integrals() {
    // ∫₀¹ e^{iqx} dq = (e^{ix} − 1)/(ix).
    let x = 3.0;
    assert_near("integrate(exp(I*q*x), q, 0, 1)", ((I * x).exp() - 1.0) / (I * x), 1e-9);
    // Nothing but rounding in the imaginary part.
    let found = complex("integrate(exp(I*q)*exp(-I*q)/(1 + q*V), q, 0, x)*V");
    let wanted = (1.0 + 3.0 * Complex64::new(0.75, -0.5)).ln();
    assert!((found - wanted).norm() <= 1e-9 * wanted.norm(), "{found} instead of {wanted}");
    let modulus = complex("integrate(exp(I*q)*exp(-I*q), q, 0, x)");
    assert!((modulus - x).norm() < 1e-12, "{modulus}");
    // Split where the root leaves the real axis: ∫₀¹ √(q − ¼) dq = ⅔ (¾^{3/2} + i ¼^{3/2}).
    assert_near("integrate(csqrt(q - 0.25), q, 0, 1)", 2.0 / 3.0 * Complex64::new(0.75_f64.powf(1.5), 0.125), 1e-9);
    assert_near("integrate(asin(q + 0*I), q, 0, 2)*0 + 1", Complex64::ONE, 1e-9);
    // The pole of a propagator is found: the imaginary part tends to −π for a small width.
    let text = "integrate(propagator(q, h_D), q, 0 GeV^2, 1e6 GeV^2)";
    let angle = |s: f64| ((s - 1e4) / 200.0_f64).atan();
    let log = 0.5 * (((1e6_f64 - 1e4).powi(2) + 4e4) / (1e8 + 4e4)).ln();
    assert_near(text, Complex64::new(log, -(angle(1e6) - angle(0.0))), 1e-9);
    assert_eq!(compiled(&format!("abs({text})")).unwrap().0.len(), 1, "constants fold");
}

#[test]
fn sums() {
    let mut sets = IndexSets::new();
    sets.insert("n", (1..=8).map(|n| n.to_string()).collect());
    let ast = Ast::parse("sum(exp(I*n*pi/4), n)").unwrap().instantiate(&sets, &Bindings::new()).unwrap();
    let (program, _) = compile_complex(&ast, &world()).unwrap();
    // The eighth roots of 1 add up to nothing.
    assert!(program.eval(&[], &mut Scratch::new()).unwrap().norm() < 1e-14);
}

/// A value with a bound of the rounding error of any evaluation in this order.
#[derive(Debug, Clone, Copy)]
struct Ball {
    value: Complex64,
    radius: f64,
}

impl Ball {
    fn new(value: Complex64, radius: f64) -> Self {
        Self { value, radius: radius + 16.0 * f64::EPSILON * value.norm() }
    }
}

/// A random expression as text, with what `num_complex` makes of it.
fn expression() -> impl Strategy<Value = (String, Ball)> {
    let leaf = (-9_i32..=9, 1_i32..=9).prop_map(|(a, b)| {
        let value = Complex64::new(f64::from(a) / 4.0, f64::from(b) / 8.0);
        (format!("({a}/4 + {b}/8*I)"), Ball::new(value, 0.0))
    });
    leaf.prop_recursive(5, 24, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            (pair.clone(), prop::bool::ANY).prop_map(|(((s, a), (t, b)), plus)| {
                let value = if plus { a.value + b.value } else { a.value - b.value };
                (format!("({s} {} {t})", if plus { '+' } else { '-' }), Ball::new(value, a.radius + b.radius))
            }),
            pair.clone().prop_map(|((s, a), (t, b))| {
                let radius = a.radius * b.value.norm() + b.radius * a.value.norm() + a.radius * b.radius;
                (format!("{s}*{t}"), Ball::new(a.value * b.value, radius))
            }),
            pair.prop_map(|((s, a), (t, b))| {
                let value = a.value / b.value;
                let radius = (a.radius + value.norm() * b.radius) / (b.value.norm() - b.radius).max(0.0);
                (format!("{s}/({t})"), Ball::new(value, radius))
            }),
            (inner.clone(), 2_i32..6).prop_map(|((s, a), n)| {
                let slope = f64::from(n) * (a.value.norm() + a.radius).powi(n - 1);
                (
                    format!("({s})^{n}"),
                    Ball::new(a.value.powi(n), slope * a.radius + 8.0 * f64::EPSILON * a.value.norm().powi(n)),
                )
            }),
            inner.prop_map(|(s, a)| (format!("conj({s})"), Ball::new(a.value.conj(), a.radius))),
        ]
    })
}

proptest! {
    #[test]
    fn arithmetic_agrees_with_num_complex((text, wanted) in expression()) {
        // Where the bound says that nothing is known, the two may differ.
        prop_assume!(wanted.radius.is_finite() && wanted.value.norm() < 1e100);
        let (program, _) = try_complex(&text).unwrap();
        if let Ok(found) = program.eval(&[], &mut Scratch::new()) {
            let error = (found - wanted.value).norm();
            prop_assert!(error <= 2.0 * wanted.radius, "{}: {} instead of {:?}", text, found, wanted);
        }
    }

    #[test]
    fn identities(x in -3.0_f64..3.0, y in -3.0_f64..3.0) {
        let z = format!("({x:e} + {y:e}*I)");
        for (left, right) in [
            ("exp(log(z))", "z"),
            ("csqrt(z)^2", "z"),
            ("sin(z)^2 + cos(z)^2", "1"),
            ("tan(z)*cos(z)", "sin(z)"),
            ("tanh(z)*cosh(z)", "sinh(z)"),
            ("sin(asin(z))", "z"),
            ("cos(acos(z))", "z"),
            ("tan(atan(z))", "z"),
            ("sinh(asinh(z))", "z"),
            ("cosh(acosh(z))", "z"),
            ("tanh(atanh(z))", "z"),
            ("polar(abs(z), arg(z))", "z"),
            ("z*conj(z)", "abs2(z)"),
            ("z^2.5", "z^2*csqrt(z)"),
            ("z^(1/3)*z^(2/3)", "z"),
        ] {
            let (a, b) = (complex(&left.replace('z', &z)), complex(&right.replace('z', &z)));
            // |sin²| and |cos²| reach 100 where they cancel; elsewhere a few roundings, magnified by |z f′/f| < 30.
            prop_assert!((a - b).norm() <= 1e-12 * b.norm().max(1.0), "{} = {} at {}: {} {}", left, right, z, a, b);
        }
    }
}
