//! `where:` definitions: what they see, what they hide, how they fail.

use super::*;

fn with(definitions: &[(&'static str, &str)]) -> World {
    let definitions = definitions.iter().map(|&(name, body)| (name, Ast::parse(body).unwrap()));
    World { definitions: definitions.collect(), ..world() }
}

fn value_with(definitions: &[(&'static str, &str)], text: &str) -> f64 {
    let (program, _) = compile(&Ast::parse(text).unwrap(), &with(definitions), None).unwrap_or_else(|e| panic!("{e}"));
    program.eval(&POINT, &mut Scratch::new()).unwrap()
}

#[test]
fn they_use_variables_and_each_other() {
    assert_eq!(value_with(&[("a", "b + x"), ("b", "2*x")], "a*b"), 54.0);
    assert_eq!(value_with(&[("z", "x + 2*I"), ("w", "z^2")], "im(w) + re(z)"), 15.0);
}

#[test]
fn they_see_the_variables_around_their_mention() {
    // ∫₀³ q² dq.
    assert!((value_with(&[("f", "q^2")], "integrate(f, q, 0, x)") - 9.0).abs() < 1e-8);
    assert!((value_with(&[("f", "q^2 - x")], "root(f, q, 0, 5)") - 3.0_f64.sqrt()).abs() < 1e-14);
    let nested = value_with(&[("f", "p*q"), ("g", "integrate(f, p, 0, q)")], "integrate(g, q, 0, 2)");
    assert!((nested - 2.0).abs() < 1e-8, "{nested}");
    let error = compile(&Ast::parse("f + integrate(f, q, 0, 1)").unwrap(), &with(&[("f", "q^2")]), None).unwrap_err();
    assert_eq!(error.message, "in `f`, at `q`: unknown name `q`");
    assert_eq!(error.span, 0..1);
}

#[test]
fn they_hide_parameters_but_not_from_functions() {
    assert_eq!(value("lambda"), 0.3);
    assert_eq!(value_with(&[("lambda", "x")], "lambda"), 3.0);
    // A bound variable is nearer than a definition.
    assert_eq!(value_with(&[("q", "100")], "root(q - 2, q, 0, 4)"), 2.0);
    let mut world = with(&[("lambda", "x")]);
    world.functions.insert("f", UserFunction::new("f(a)", Ast::parse("a*lambda").unwrap()).unwrap());
    let (program, _) = compile(&Ast::parse("f(10) + lambda").unwrap(), &world, None).unwrap();
    assert_eq!(program.eval(&POINT, &mut Scratch::new()), Ok(6.0));
}

#[test]
fn mistakes_name_the_definition() {
    for (definitions, text, message) in [
        (
            &[("a", "1 + T")][..],
            "x*a",
            "in `a`, at `T`: this has dimension GeV, but what is left of `+` is dimensionless",
        ),
        (&[("a", "b"), ("b", "a + 1")], "a", "in `b`, at `a`: `a` is defined by itself: `a` → `b` → `a`"),
        (
            &[("lambda", "2*lambda")],
            "lambda",
            "in `lambda`, at `lambda`: `lambda` is defined by itself: `lambda` → `lambda`",
        ),
        (&[("a", "x > 1")], "2*a", "this is a condition, wanted a number"),
        (&[("a", "2*I")], "a", "this is complex, wanted a real number"),
        (&[("a", "x")], "a(2)", "`a` is no function"),
    ] {
        let error = compile(&Ast::parse(text).unwrap(), &with(definitions), None).expect_err(text);
        assert_eq!(error.message, message, "{text}");
    }
    let world = with(&[("a", "log(2 - x)")]);
    let (program, _) = compile(&Ast::parse("1 + a").unwrap(), &world, None).unwrap();
    let error = program.eval(&POINT, &mut Scratch::new()).unwrap_err();
    assert_eq!(error.message, "in `a`, at `log(2 - x)`: logarithm of -1e0, which is not positive");
    assert_eq!(error.span, 4..5);
}
