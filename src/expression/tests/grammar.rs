//! Precedence, spellings, units in formulas, printing.

use proptest::prelude::*;

use super::*;

#[test]
fn precedence() {
    for (text, wanted) in [
        ("-2^2", -4.0),
        ("2^3^2", 512.0),
        ("2**3", 8.0),
        ("2^-1", 0.5),
        ("2^-2^2", 0.0625),
        ("1 - 2 - 3", -4.0),
        ("12/2/3", 2.0),
        ("2 + 3*4", 14.0),
        ("(2 + 3)*4", 20.0),
        ("-2*3", -6.0),
        ("2*-3", -6.0),
        ("--2", 2.0),
        ("+2", 2.0),
        ("if(not 1 < 2 and 1 < 0, 1, 2)", 2.0),
        ("if(not 2 < 1 and 1 < 2, 1, 2)", 1.0),
        ("if(1 < 2 or 1 < 2 and 2 < 1, 1, 2)", 1.0),
        ("if(1 + 1 >= 2, 1, 2)", 1.0),
        ("if(1 != 1, 1, 2)", 2.0),
        ("if(3 <= 2, 1, 2)", 2.0),
        ("if(3 == 3, 1, 2)", 1.0),
        ("if(3 > 3, 1, 2)", 2.0),
        ("1.5e2 + .5 + 2.", 152.5),
        ("min(3, 1, 2) + max(3, 1, 2)", 4.0),
    ] {
        assert_eq!(value(text), wanted, "{text}");
    }
}

#[test]
fn other_spellings() {
    for (text, same) in [
        ("Power(x, 3)", "x^3"),
        ("pow(x, 3)", "x**3"),
        ("Sqrt(x)", "sqrt(x)"),
        ("Log(x)", "log(x)"),
        ("Exp(-x)", "exp(-x)"),
        ("ArcTanh(1/x)", "atanh(1/x)"),
        ("arctan(x)*Pi", "atan(x)*pi"),
    ] {
        assert_eq!(Ast::parse(text).unwrap(), Ast::parse(same).unwrap(), "{text}");
    }
    assert_ne!(Ast::parse("x^2").unwrap(), Ast::parse("x^3").unwrap());
}

#[test]
fn units_follow_numbers() {
    for (text, wanted, dimension) in [
        ("2 GeV", 2.0, 1),
        ("2GeV", 2.0, 1),
        ("150 MeV", 0.15, 1),
        ("2 GeV^-1", 2.0, -1),
        ("2 TeV^2", 2e6, 2),
        ("2 TeV^2*3", 6e6, 2),
        ("(2 GeV)^2", 4.0, 2),
        ("2 [cm^3/s]", 2.0 / 1.1673299907789852e-17, -2),
        ("3 GeV*2 [1/GeV]", 6.0, 0),
    ] {
        let (program, found) = compiled(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(found, Dimension::power(dimension), "{text}");
        let value = program.eval(&[], &mut Scratch::new()).unwrap();
        assert!((value / wanted - 1.0).abs() < 1e-15, "{text}: {value}");
    }
    assert_eq!(compiled("9 GeV^0.5").unwrap().1, Dimension::fraction(1, 2).unwrap());
    assert_eq!(compiled("9 GeV^(3/2)").unwrap().1, Dimension::fraction(3, 2).unwrap());
}

#[test]
fn names_are_reported_with_places() {
    let ast = Ast::parse("f(a)*sm.m_b + integrate(q*b, q, 0, q) + mass(K+) + pi").unwrap();
    let names: Vec<_> = ast.free_names().map(|(name, span)| (name, &ast.text()[span])).collect();
    assert_eq!(names, [("a", "a"), ("sm.m_b", "sm.m_b"), ("b", "b"), ("q", "q"), ("pi", "pi")]);
    assert_eq!(ast.called_names().map(|n| n.0).collect::<Vec<_>>(), ["f"]);
    let particles: Vec<_> = ast.particle_references().map(|p| (p.function, p.particle, p.span)).collect();
    assert_eq!(particles, [("mass", "K+", 40..48)]);
}

/// Formulas of every construct, as text with more brackets than needed.
fn formula() -> impl Strategy<Value = String> {
    let names = [
        "x",
        "pi",
        "I",
        "2 GeV^-1",
        "3 keV",
        "mass(K*0)",
        "interpolate(\"a b\", x)",
        "sm.m_b",
        "yq[b]",
        "sm.CKM[u, K*0]",
        "N[1,e-]",
        "branching(a -> K+ + K+~)",
        "rate(\"two words\", x)",
    ];
    let leaf = prop_oneof![
        (0_u32..1000).prop_map(|n| n.to_string()),
        (1e-30_f64..1e30).prop_map(|v| format!("{v:e}")),
        prop::sample::select(names.to_vec()).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(6, 60, 3, |inner| {
        let binary = prop::sample::select(vec!["+", "-", "*", "/", "^", "<", "==", "and", "or"]);
        prop_oneof![
            4 => (inner.clone(), binary, inner.clone()).prop_map(|(a, op, b)| format!("({a}) {op} ({b})")),
            1 => inner.clone().prop_map(|a| format!("-({a})")),
            1 => inner.clone().prop_map(|a| format!("not ({a})")),
            1 => inner.clone().prop_map(|a| format!("f(({a}), sqrt({a}))")),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("integrate({a}, x, {b}, inf)")),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("root({a}, y, 0, {b})")),
            1 => inner.clone().prop_map(|a| format!("sum({a}*k, k) - product(yq[k], k, x)")),
            1 => inner.clone().prop_map(|a| format!("conj(polar(1, {a}))*abs2(propagator({a}, h))")),
            1 => inner.prop_map(|a| format!("yield_at(chi~, {a})*rate(a <-> b + b, {a})")),
        ]
    })
}

proptest! {
    #[test]
    fn printing_and_parsing_are_inverse(text in formula()) {
        let ast = Ast::parse(&text).unwrap();
        let printed = ast.to_string();
        let again = Ast::parse(&printed);
        prop_assert_eq!(again.as_ref(), Ok(&ast), "{} printed as {}", text, printed);
    }

    #[test]
    fn no_text_panics(text in "[-+*/^(),<>=a-zT0-9. \"\\[\\]~é]{0,40}") {
        survives(&text)?;
    }

    /// Tokens in any order get further than letters in any order.
    #[test]
    fn no_tokens_panic(tokens in prop::collection::vec(prop::sample::select(TOKENS.to_vec()), 1..30)) {
        survives(&tokens.join(""))?;
    }
}

const TOKENS: [&str; 52] = [
    "x",
    "T",
    "q",
    "k",
    "I",
    "V",
    "2",
    "0",
    "1e3",
    "+",
    "-",
    "*",
    "/",
    "^",
    "(",
    ")",
    ",",
    "[",
    "]",
    " ",
    "<",
    "==",
    "and ",
    "not ",
    "sum(",
    "product(",
    "integrate(",
    "root(",
    ", q, 0, 1)",
    ", q, x, inf)",
    ", k)",
    ", k, k)",
    "if(",
    "abs2(",
    "csqrt(",
    "log(",
    "conj(",
    "propagator(",
    ", h_D)",
    "mass(",
    "K+)",
    "branching(",
    "a -> chi + chi~)",
    "rate(",
    "\"decay\"",
    "g[b]",
    "g[k]",
    " GeV",
    "square(",
    "sm.alpha_s(",
    "min(",
    "interpolate(\"steps.csv\", ",
];

/// Whatever text comes, there is a finite value or an error.
fn survives(text: &str) -> Result<(), TestCaseError> {
    let Ok(ast) = Ast::parse(text) else { return Ok(()) };
    let mut sets = IndexSets::new();
    sets.insert("k", ["d", "s", "b"].map(str::to_owned).into());
    let Ok(ast) = ast.instantiate(&sets, &Bindings::new()) else { return Ok(()) };
    if let Ok((program, _)) = compile_complex(&ast, &world())
        && let Ok(value) = program.eval(&POINT, &mut Scratch::new())
    {
        prop_assert!(value.is_finite(), "{}: {}", text, value);
    }
    Ok(())
}

#[test]
fn printing_needs_few_brackets() {
    for text in
        ["-x^2", "(-x)^2", "a - (b - c)", "a - b - c", "(a + b)*c^d^e", "(a^b)^c", "not a < b and c < d", "(2 GeV)^2"]
    {
        assert_eq!(Ast::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn long_sums_do_not_exhaust_the_stack() {
    let text = vec!["x"; 15_000].join(" + ");
    let ast = Ast::parse(&text).unwrap();
    assert_eq!(ast.to_string(), text);
    assert_eq!(value(&text), 45_000.0);
}
