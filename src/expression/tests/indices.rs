//! Index sets: names with indices, sums and products written out, index numbers, particles that are indices.

use proptest::prelude::*;

use super::*;

fn sets() -> IndexSets {
    let mut sets = IndexSets::new();
    for (index, elements) in
        [("k", &["d", "s", "b"][..]), ("u", &["u", "c"]), ("i", &["1", "2", "5"]), ("f", &["e-", "mu-"]), ("none", &[])]
    {
        sets.insert(index, elements.iter().map(|&e| e.to_owned()).collect());
    }
    sets
}

fn instantiated(text: &str, bindings: &Bindings) -> Result<Ast, ExpressionError> {
    Ast::parse(text)?.instantiate(&sets(), bindings)
}

fn bindings(bound: &[(&str, &str, usize)]) -> Bindings {
    let mut bindings = Bindings::new();
    for &(index, element, position) in bound {
        bindings.bind(index, element, position);
    }
    bindings
}

fn written_out(text: &str, bound: &[(&str, &str, usize)]) -> String {
    instantiated(text, &bindings(bound)).unwrap_or_else(|e| panic!("{text}: {e}")).to_string()
}

#[test]
fn sums_are_written_out() {
    for (text, wanted) in [
        ("sum(yq[k], k)", "yq[d] + yq[s] + yq[b]"),
        ("2*sum(sm.CKM[u,k]*yq[k], k)", "2*(sm.CKM[u,d]*yq[d] + sm.CKM[u,s]*yq[s] + sm.CKM[u,b]*yq[b])"),
        ("product(x - i, i)", "(x - 1)*(x - 2)*(x - 5)"),
        ("sum(a[k, u], k, u)", "a[d,u] + a[d,c] + a[s,u] + a[s,c] + a[b,u] + a[b,c]"),
        ("sum(product(a[k,u], u), k)", "a[d,u]*a[d,c] + a[s,u]*a[s,c] + a[b,u]*a[b,c]"),
        ("sum(sum(a[k], k), u)", "a[d] + a[s] + a[b] + (a[d] + a[s] + a[b])"),
        ("x + sum(x, none) + product(x, none)", "x + 0 + 1"),
        ("sum(mass(f)^2, f)", "mass(e-)^2 + mass(mu-)^2"),
        ("sum(k, k)", "1 + 2 + 3"),
        ("sum(i, i)", "1 + 2 + 5"),
        ("sum(integrate(k, k, 0, i), i)", "integrate(k, k, 0, 1) + integrate(k, k, 0, 2) + integrate(k, k, 0, 5)"),
        ("integrate(x*sum(x, x), y, 0, 1)", "integrate(x*(1 + 2), y, 0, 1)"),
    ] {
        let mut sets = sets();
        sets.insert("x", vec!["d".to_owned(), "s".to_owned()]);
        let ast = Ast::parse(text).unwrap().instantiate(&sets, &Bindings::new()).unwrap();
        assert_eq!(ast.to_string(), wanted, "{text}");
    }
}

#[test]
fn bound_indices_are_replaced() {
    let bound = [("k", "b", 3), ("f", "mu-", 2), ("i", "5", 3), ("chi", "chi~", 1)];
    for (text, wanted) in [
        ("yq[k]", "yq[b]"),
        ("yq[s]", "yq[s]"),
        ("a[k,k] + a[k,d]", "a[b,b] + a[b,d]"),
        ("mass(f) + mass(f~) + mass(e-)", "mass(mu-) + mass(mu-~) + mass(e-)"),
        ("mass(chi~)", "mass(chi)"),
        ("i*k", "5*3"),
        ("if(i > k, 1, 2)", "if(5 > 3, 1, 2)"),
        ("sum(yq[k], k) + yq[k]", "yq[d] + yq[s] + yq[b] + yq[b]"),
        ("integrate(i, i, 0, i)", "integrate(i, i, 0, 5)"),
        ("square(k)", "square(3)"),
    ] {
        assert_eq!(written_out(text, &bound), wanted, "{text}");
    }
}

#[test]
fn names_and_particles_of_what_was_written_out() {
    let ast = instantiated("sum(V[u,k]*g(mass(f))*x, k)", &bindings(&[("u", "c", 2), ("f", "e-", 1)])).unwrap();
    let names: Vec<_> = ast.free_names().collect();
    assert_eq!(names.iter().map(|n| n.0).collect::<Vec<_>>(), ["V[c,d]", "x", "V[c,s]", "x", "V[c,b]", "x"]);
    assert!(names.iter().step_by(2).all(|n| &ast.text()[n.1.clone()] == "V[u,k]"));
    assert_eq!(ast.called_names().count(), 3);
    assert!(ast.particle_references().all(|p| p.particle == "e-" && &ast.text()[p.span] == "mass(f)"));
}

#[test]
fn formulas_without_indices_are_shared() {
    let ast = Ast::parse("x^2 + mass(K+)").unwrap();
    assert!(!ast.has_indices());
    let same = ast.instantiate(&sets(), &bindings(&[("k", "b", 3)])).unwrap();
    assert!(Arc::ptr_eq(&ast.nodes, &same.nodes));
    assert!(Ast::parse("yq[b]").unwrap().has_indices() && Ast::parse("sum(1, k)").unwrap().has_indices());
}

/// A formula of the test's names, compiled as written and written out.
fn compiled_sum(text: &str) -> Result<Program, ExpressionError> {
    compile(&instantiated(text, &Bindings::new())?, &world(), None).map(|c| c.0)
}

#[test]
fn a_sum_costs_what_it_would_written_out() {
    for (sum, long) in [
        (
            "sum(g[k]*x^i, k, i)",
            "g[d]*x + g[d]*x^2 + g[d]*x^5 + g[s]*x + g[s]*x^2 + g[s]*x^5 + g[b]*x + g[b]*x^2 + g[b]*x^5",
        ),
        ("product(x + g[k], k)", "(x + g[d])*(x + g[s])*(x + g[b])"),
    ] {
        let (sum, long) = (compiled_sum(sum).unwrap(), compiled_sum(long).unwrap());
        assert_eq!(sum.code.instructions, long.code.instructions);
        assert_eq!(sum.code.constants, long.code.constants);
    }
}

#[test]
fn long_sums_are_bounded() {
    let mut sets = sets();
    sets.insert("n", (1..=3000).map(|n| n.to_string()).collect());
    let sum = Ast::parse("sum(1/(n*n), n)").unwrap().instantiate(&sets, &Bindings::new()).unwrap();
    let (program, _) = compile(&sum, &world(), None).unwrap();
    // The first terms of ζ(2); what is left out is 1/(N + 1/2) up to 1/(12 N³) = 3e-12.
    let wanted = std::f64::consts::PI.powi(2) / 6.0 - 1.0 / 3000.5;
    assert!((program.eval(&[], &mut Scratch::new()).unwrap() - wanted).abs() < 1e-11);
    for text in ["sum(sum(n*x, n), i, k, n)", "sum(1, n, i, k, u, f)", "sum(sum(sum(x, none), n), i, k, n)"] {
        let error = Ast::parse(text).unwrap().instantiate(&sets, &Bindings::new()).expect_err(text);
        assert_eq!(error.message, "the sums of this formula have more than 100000 operations");
        assert_eq!(error.hint.as_deref(), Some("evaluate parts of it as derived names"));
    }
}

#[test]
fn mistakes_name_the_term() {
    for (text, part, message, hint) in [
        ("1 + sum(x, kk)", "sum(x, kk)", "`kk` is no index", None),
        ("sum(x, nome)", "sum(x, nome)", "`nome` is no index", Some("did you mean `none`?")),
        ("sum(x, q)", "sum(x, q)", "`q` is no index", Some("`sum(term, k)` runs over the set `k` under `indices`")),
        ("g[k] + 1", "g[k]", "unknown name `g[k]`", Some("did you mean `g[d]`?")),
        ("sum(h[k], k)", "h[k]", "unknown name `h[d]` (in the term k = d)", Some("did you mean `g[d]`?")),
        (
            "sum(x*sum(if(i == 2 and k == 3, T, 1), k), i)",
            "1",
            "this is dimensionless, but what is left of `,` has dimension GeV (in the term i = 1, k = d)",
            None,
        ),
        ("sum(g[k], k, i) + T", "T", "this has dimension GeV, but what is left of `+` is dimensionless", None),
        ("x [GeV]", "x [GeV]", "unknown name `x[GeV]`", Some("units in brackets follow numbers: `2.2e-26 [cm^3/s]`")),
    ] {
        let error = compiled_sum(text).expect_err(text);
        assert_eq!(error.message, message, "{text}");
        assert_eq!(&text[error.span.clone()], part, "{text}");
        if hint.is_some() {
            assert_eq!(error.hint.as_deref(), hint, "{text}");
        }
    }
    let error = compiled_sum("sum(log(x - i), i)").unwrap().eval(&POINT, &mut Scratch::new()).unwrap_err();
    assert_eq!(error.message, "logarithm of -2e0, which is not positive (in the term i = 5)");
}

#[test]
fn what_is_not_written_out_is_refused() {
    let error = compiled("1 + sum(x, k)").unwrap_err();
    assert_eq!((error.message.as_str(), error.span), ("`k` is no index", 4..13));
    assert_eq!(value("g[b]"), 0.25);
}

#[test]
fn grammar() {
    for (text, span, message) in [
        ("x[", 1..2, "this bracket is never closed: expected `]`"),
        ("x[k", 1..2, "this bracket is never closed: expected `]`"),
        ("x[]", 2..3, "expected an index, found `]`"),
        ("x[k,]", 4..5, "expected an index, found `]`"),
        ("x[cm^3]", 4..5, "expected `,` or `]`, found `^`"),
        ("x[k](2)", 0..4, "functions have no indices"),
        ("sum(x)", 5..6, "expected `,`, found `)`"),
        ("sum(x, 2)", 7..8, "expected an index, found `2`"),
        ("sum(x, k, k)", 10..11, "`k` is summed over twice"),
        ("sum(x, pi)", 7..9, "`pi` has a meaning of its own and cannot be an index"),
        ("sum(x, k", 3..4, "this bracket is never closed: expected `)`"),
    ] {
        let error = Ast::parse(text).expect_err(text);
        assert_eq!((error.message.as_str(), error.span), (message, span), "{text}");
    }
    assert_eq!(Ast::parse("x[ e- , K*0,12 ]").unwrap().to_string(), "x[e-,K*0,12]");
    assert_eq!(Ast::parse("sum( x , k,i )").unwrap().to_string(), "sum(x, k, i)");
}

#[test]
fn declared_names() {
    let name = |name: &str, indices: &[&str]| DeclaredName {
        name: name.to_owned(),
        indices: indices.iter().map(|&i| i.to_owned()).collect(),
    };
    assert_eq!(DeclaredName::parse("m_phi"), Ok(name("m_phi", &[])));
    assert_eq!(DeclaredName::parse(" yt[u, k]"), Ok(name("yt", &["u", "k"])));
    for (text, message, span) in [
        ("", "expected a name, found the end", 0..0),
        ("2x", "expected a name, found `2`", 0..1),
        ("sm.x", "expected a name, found `sm.x`", 0..4),
        ("x y", "expected `[` or the end, found `y`", 2..3),
        ("x[]", "expected the name of an index, found `]`", 2..3),
        ("x[k", "expected `,` or `]`, found the end", 3..3),
        ("x[k,k]", "two indices are called `k`", 4..5),
        ("x[k] y", "expected the end, found `y`", 5..6),
    ] {
        let error = DeclaredName::parse(text).expect_err(text);
        assert_eq!((error.message.as_str(), error.span), (message, span), "{text}");
    }
}

proptest! {
    /// What was written out, printed and read again is what was written out.
    #[test]
    fn writing_out_commutes_with_printing(
        text in prop::sample::subsequence(vec!["a[k]", "b[u,k]", "sum(a[k]*i, k)", "product(c[u,i], i, u)", "mass(f)", "-i"], 1..6)
    ) {
        let text = format!("sum(2*({}), i) + x^({})", text.join(" + "), text.join("*"));
        let bound = bindings(&[("k", "s", 2), ("i", "1", 1), ("u", "c", 2), ("f", "e-", 1)]);
        let ast = instantiated(&text, &bound).unwrap();
        let again = Ast::parse(&ast.to_string()).unwrap().instantiate(&IndexSets::new(), &Bindings::new()).unwrap();
        prop_assert_eq!(ast, again);
    }
}
