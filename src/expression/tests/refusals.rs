//! Everything the language refuses, where it points and what it advises.

use super::*;
use crate::error::{Source, SourceError};

/// Formula, bytes pointed at, message, hint.
type Refusal = (&'static str, std::ops::Range<usize>, &'static str, Option<&'static str>);

fn check(refusals: &[Refusal]) {
    for (text, span, message, hint) in refusals {
        let error = compiled(text).expect_err(text);
        assert_eq!(error.message, *message, "{text}");
        assert_eq!(error.span, *span, "{text}");
        if hint.is_some() {
            assert_eq!(error.hint.as_deref(), *hint, "{text}");
        }
    }
}

#[test]
fn grammar() {
    const MULTIPLY: Option<&str> = Some("multiplication is written with `*`: there is no implicit multiplication");
    check(&[
        ("", 0..0, "expected a formula, found nothing", None),
        ("2x", 1..2, "expected an operator before `x`", MULTIPLY),
        ("2 (x + 1)", 2..3, "expected an operator before `(`", MULTIPLY),
        ("(x)(x)", 3..4, "expected an operator before `(`", MULTIPLY),
        ("x 2", 2..3, "expected an operator before `2`", MULTIPLY),
        ("sin(2x)", 5..6, "expected an operator before `x`", MULTIPLY),
        (
            "100 Gev",
            4..7,
            "expected an operator before `Gev`",
            Some("did you mean the unit `GeV`? Multiplication is written with `*`"),
        ),
        ("(1 + 2", 0..1, "this bracket is never closed: expected `)`", None),
        ("sqrt(x", 4..5, "this bracket is never closed: expected `)`", None),
        ("1 + 2)", 5..6, "this `)` closes nothing", None),
        ("1 +", 3..3, "expected a number, a name or `(`, found the end", None),
        ("1, 2", 1..2, "a `,` outside of a call", Some("the decimal separator is `.`")),
        ("1 < x < 3", 6..7, "comparisons cannot be chained", Some("write `a < b and b < c`")),
        ("x = 3", 2..3, "`=` has no meaning here", Some("equality is tested with `==`")),
        ("x && x", 2..4, "`&&` has no meaning here", Some("write `and`")),
        ("|x|", 0..1, "`|` has no meaning here", None),
        ("2·x", 1..3, "`·` has no meaning here", Some("write `*`")),
        ("x § 2", 2..4, "`§` has no meaning here", None),
        ("2 GeV^x", 6..7, "expected a number as the power of the unit, found `x`", None),
        ("2 GeV^0.3", 6..9, "the power of a unit must be an integer or half-integer, found 0.3", None),
        ("2 [GeW]", 3..6, "unknown unit `GeW`", Some("did you mean `GeV`?")),
        ("2 [GeV", 2..3, "this bracket is never closed: expected `]`", None),
        ("x*(3) [GeV]", 6..7, "a bracketed unit must follow a number", None),
        ("1e999", 0..5, "1e999 is beyond the range of floating-point numbers", None),
        ("integrate(x, 2, 0, 1)", 13..14, "expected the variable of an integral, found `2`", None),
        (
            "integrate(x, pi, 0, 1)",
            13..15,
            "`pi` has a meaning of its own and cannot be the variable of an integral",
            None,
        ),
        ("interpolate(x, 2)", 12..13, "expected the name of a file in double quotes, found `x`", None),
        ("interpolate(\"x, 2)", 12..13, "this quote is never closed", None),
        ("mass(2)", 5..6, "expected the name of a particle, found `2`", None),
        (
            "mass(K+ + a)",
            8..9,
            "expected `,` or `)` after the name of a particle, found `+`",
            Some("`mass` takes a particle, not a formula"),
        ),
    ]);
}

#[test]
fn names_and_counts() {
    check(&[
        ("m_phj + 1", 0..5, "unknown name `m_phj`", Some("did you mean `m_phi`?")),
        ("2*sm.m_B", 2..8, "unknown name `sm.m_B`", Some("did you mean `sm.m_b`?")),
        ("x*GeV", 2..5, "unknown name `GeV`", Some("a unit follows a number: `1 GeV`")),
        ("sqroot(x)", 0..9, "unknown function `sqroot`", None),
        ("sqr(x)", 0..6, "unknown function `sqr`", Some("did you mean `sqrt`?")),
        ("ln(x)", 0..2, "unknown function `ln`", Some("the natural logarithm is `log`")),
        ("x(2)", 0..4, "`x` is no function", Some("multiplication is written with `*`")),
        ("2*sqrt", 2..6, "`sqrt` is a function and needs its arguments", Some("write `sqrt(…)`")),
        ("sqrt(1, 2)", 0..10, "`sqrt` takes 1 argument, found 2", None),
        ("sqrt()", 0..6, "`sqrt` takes 1 argument, found 0", None),
        ("min(1)", 0..6, "`min` takes 2 to 64 arguments, found 1", None),
        ("pow(2)", 0..6, "`pow` takes 2 arguments, found 1", None),
        ("1 + square(1, 2)", 4..16, "`square` takes 1 argument, found 2", None),
        ("sm.alpha_s()", 0..12, "`sm.alpha_s` takes 1 argument, found 0", None),
        ("mass(K+, 2)", 0..11, "`mass(K+)` takes 0 arguments, found 1", None),
        ("mass(Chi~)", 0..10, "there is no particle `Chi~`", Some("did you mean `mass(chi~)`?")),
        ("rate(a, T)", 0..10, "`rate` has no meaning here", None),
        ("interpolate(\"no.csv\", 2)", 0..24, "\"no.csv\" does not exist", None),
        ("besselk(5, x)", 8..9, "the order of a Bessel function must be one of the constants 0, 1, 2, 3, 4", None),
        ("besselk(x, x)", 8..9, "the order of a Bessel function must be one of the constants 0, 1, 2, 3, 4", None),
        ("2*even(x)", 2..9, "in `odd`, at `even(a)`: `even` is defined by itself: `even` → `odd` → `even`", None),
        ("loop", 0..4, "in `loop`, at `loop`: `loop` is defined by itself: `loop` → `loop`", None),
    ]);
}

#[test]
fn absurd_sizes_are_refused() {
    for (open, close) in [("(", ")"), ("-", ""), ("sqrt(", ")"), ("2^", ""), ("not ", "")] {
        let text = format!("{}x{}", open.repeat(10_000), close.repeat(10_000));
        let error = Ast::parse(&text).unwrap_err();
        assert_eq!(error.message, "this is nested more than 128 levels deep");
    }
    let error = Ast::parse(&"(".repeat(100_000)).unwrap_err();
    assert_eq!(error.message, "this formula has 100000 bytes, more than the 65536 allowed");
    // Thirty functions each calling the one before twice: a billion operations.
    let mut world = world();
    let names: Vec<&'static str> = (0..30).map(|i| &*format!("g{i}").leak()).collect();
    for (i, name) in names.iter().enumerate() {
        let body = if i == 0 { "a".to_owned() } else { format!("{0}(a + 1) + {0}(a)", names[i - 1]) };
        let function = UserFunction::new(&format!("{name}(a)"), Ast::parse(&body).unwrap()).unwrap();
        world.functions.insert(name, function);
    }
    let error = compile(&Ast::parse("g29(x)").unwrap(), &world, None).unwrap_err();
    assert!(error.message.ends_with("this formula expands to too many operations"), "{error}");
}

#[test]
fn nesting_adds_up_over_functions() {
    let mut world = world();
    for (name, inner) in [("a1", "a"), ("a2", "a1(a)"), ("a3", "a2(a)"), ("a4", "a3(a)")] {
        let body = format!("{}{inner}{}", "sqrt(1 + ".repeat(60), ")".repeat(60));
        let function = UserFunction::new(&format!("{name}(a)"), Ast::parse(&body).unwrap()).unwrap();
        world.functions.insert(name, function);
    }
    assert!(compile(&Ast::parse("a2(x)").unwrap(), &world, None).is_ok());
    let error = compile(&Ast::parse("a4(x)").unwrap(), &world, None).unwrap_err();
    assert!(error.message.ends_with("this is nested more than 300 levels deep"), "{error}");
}

#[test]
fn errors_are_drawn_with_a_caret() {
    let text = "2*sqrt(x + (1 - x)";
    let error = Ast::parse(text).unwrap_err();
    let source = Arc::new(Source { name: "model.yaml".to_owned(), text: text.to_owned() });
    let drawn = SourceError { source, diagnostics: vec![error.into()] }.to_string();
    assert_eq!(
        drawn,
        "error: this bracket is never closed: expected `)`\n --> model.yaml:1:7\n  |\n1 | 2*sqrt(x + (1 - x)\n  |       ^"
    );
}
