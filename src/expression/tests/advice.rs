//! What the language advises those who write as they do elsewhere, and why values are missing.

use super::*;
use crate::expression::DeclaredName;

#[test]
fn habits_of_other_languages() {
    for (formula, advice) in [
        ("!x", "write `not`; there is no factorial"),
        ("|x|", "write `abs(x)` for |x|, `or` between conditions"),
        ("{x}", "group with round brackets"),
        ("x}", "group with round brackets"),
        ("min(x; 1)", "separate arguments with `,`"),
        ("5%", "there is no remainder or percent; write 0.01*x"),
        ("x − 1", "write the ASCII minus `-`"),
        ("x – 1", "write the ASCII minus `-`"),
        ("√x", "write `sqrt(x)`"),
        ("(x + 1)[GeV]", "write the number itself before it, or multiply by `1 [unit]`"),
    ] {
        let error = compiled(formula).expect_err(formula);
        let hint = error.hint.unwrap_or_default();
        assert!(hint.contains(advice), "{formula}: {} ({hint})", error.message);
    }
    let nested = format!("{}x{}", "(".repeat(300), ")".repeat(300));
    let error = compiled(&nested).expect_err("is nested too deeply");
    assert_eq!(error.hint.as_deref(), Some("split the formula into derived names"));
    let condition = compiled("1 + (x > 1)").expect_err("adds a condition");
    assert_eq!(condition.hint.as_deref(), Some("choose between numbers with `if(condition, a, b)`"));
}

#[test]
fn declarations_of_names_with_indices() {
    let error = DeclaredName::parse("yt[u").expect_err("is not closed");
    assert_eq!(error.hint.as_deref(), Some("a name with indices is declared as in `yt[u,k]`"));
}

#[test]
fn why_there_is_no_value() {
    for (formula, wanted) in [
        ("x*1e200*1e200", "overflow: the operands are"),
        ("kallen(1e200*x, x, x)", "overflow: the arguments are"),
        ("integrate(sqrt(-1 - y^2), y, 0, inf)", "the integrand has no value anywhere in this integral's range"),
    ] {
        let (program, _) = compiled(formula).expect(formula);
        let error = program.eval(&[1.0, 1.0, 1.0, 1.0], &mut Scratch::new()).expect_err(formula);
        assert!(error.to_string().contains(wanted), "{formula}: {error}");
    }
}
