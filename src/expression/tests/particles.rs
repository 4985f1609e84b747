//! Calls that name particles, reactions and rates.

use super::*;

#[test]
fn particles_are_named_in_calls() {
    assert_eq!(value("mass(K+)"), 0.5);
    assert_eq!(value("mass( K*0 )*2"), 1.0);
    assert_eq!(value("mass(chi~)+mass(K+)"), 1.0);
    assert_eq!(value("yield_at(chi, x)"), 6.0);
    assert_eq!(value("2*omega_h2"), 0.24);
    assert_eq!(value("dof(K+) + 10*colours(K+) + 100*charge(K+)"), 673.0);
    assert_eq!(value("n_eq(chi, T)/Y_eq(chi, 2*T)"), 0.5);
}

#[test]
fn reactions_and_labels() {
    assert_eq!(value("branching(a -> chi + chi~)"), 0.25);
    assert_eq!(value("branching(  a   <->  e- + e-~ )*2"), 0.5);
    for text in ["rate(a <-> chi + chi~, T)", "rate(\"decay of a\", T)", "rate(decay, T)", "rate(\"decay\", T)"] {
        assert_eq!(value(text), 6.0, "{text}");
    }
    let ast = Ast::parse("branching(a  ->  chi + chi~) + rate( \"decay of a\" , T)").unwrap();
    let named: Vec<_> = ast.particle_references().map(|p| (p.function, p.particle)).collect();
    assert_eq!(named, [("branching", "a -> chi + chi~"), ("rate", "decay of a")]);
    assert_eq!(ast.to_string(), "branching(a -> chi + chi~) + rate(\"decay of a\", T)");
    for text in ["rate(decay, T)", "rate(\"a -> b, c\", T)", "rate(\"\", T)", "propagator(s, h_D)"] {
        assert_eq!(Ast::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn indices_reach_particles_in_reactions() {
    let mut sets = IndexSets::new();
    sets.insert("f", vec!["e-".to_owned(), "mu-".to_owned()]);
    let ast = Ast::parse("sum(branching(a -> f + f~)*propagator(s, f), f)").unwrap();
    assert_eq!(
        ast.instantiate(&sets, &Bindings::new()).unwrap().to_string(),
        "branching(a -> e- + e-~)*propagator(s, e-) + branching(a -> mu- + mu-~)*propagator(s, mu-)"
    );
}

#[test]
fn propagators() {
    // s = 5 GeV², M = 100 GeV, Γ = 2 GeV.
    let (distance, scale) = (5.0 - 1e4, 200.0);
    let square = distance * distance + scale * scale;
    assert_close("re(propagator(s, h_D))", distance / square, 1e-15);
    assert_close("im(propagator(s, h_D))", -scale / square, 1e-15);
    assert_close("abs(propagator(s, h_D))", 1.0 / square.sqrt(), 1e-15);
    assert_close("re(1/propagator(s, h_D))", distance, 1e-15);
    assert_close("im(1/propagator(s, h_D))", scale, 1e-15);
    for text in ["re(propagator(s, h_D))", "abs2(V*propagator(s, h_D))", "abs2(1 GeV^-2 + propagator(s, h_D))"] {
        assert_eq!(program(text).breit_wigner_poles(2), [(100.0, 2.0)], "{text}");
    }
    assert_eq!(compiled("abs2(propagator(s, h_D))").unwrap().1, Dimension::power(-4));
}

#[test]
fn the_square_of_a_propagator_is_one_breit_wigner() {
    let peak = program("breit_wigner(s, mass(h_D), width(h_D))");
    for text in ["abs2(propagator(s, h_D))", "abs2(-propagator(s, h_D))", "abs2(conj(propagator(s, h_D)))"] {
        assert_eq!(program(text).code.instructions, peak.code.instructions, "{text}");
    }
    let product = program("abs2(V*propagator(s, h_D)/amplitude)");
    assert_eq!(product.len(), program("2*breit_wigner(s, mass(h_D), width(h_D))/7").len());
}

#[test]
fn refusals() {
    for (text, span, message, hint) in [
        ("mass(2)", 5..6, "expected the name of a particle, found `2`", None),
        (
            "branching(chi)",
            10..13,
            "expected a reaction, found `chi`",
            Some("write it with spaces, as in `branching(a -> chi + chi~)`"),
        ),
        (
            "branching(a->b)",
            10..14,
            "expected a reaction, found `a->b`",
            Some("write it with spaces, as in `branching(a -> chi + chi~)`"),
        ),
        ("branching(a -> b", 9..10, "this bracket is never closed: expected `)`", None),
        (
            "rate(a b, T)",
            5..8,
            "expected a reaction or its label, found `a b`",
            Some("put a label of more than one word in double quotes"),
        ),
        ("rate(\"a b, T)", 5..6, "this quote is never closed", None),
        ("rate(nothing, T)", 0..16, "`rate` has no meaning here", None),
        ("n_eq(chi)", 0..9, "`n_eq(chi)` takes 1 argument, found 0", None),
        ("propagator(s)", 12..13, "expected `,`, found `)`", None),
        ("propagator(s, 2)", 14..15, "expected the name of a particle, found `2`", None),
        ("propagator(s, h_D, 2)", 0..21, "`propagator` takes 2 arguments, found 3", None),
        ("propagator(T, h_D)", 11..12, "this has dimension GeV, but the square of the mass has dimension GeV^2", None),
        ("propagator(s, h_E)", 0..18, "there is no particle `h_E`", None),
        ("propagator(s, odd)", 0..18, "`width(odd)` is dimensionless, wanted GeV", None),
        (
            "propagator(s, h_D)",
            0..18,
            "this is complex, wanted a real number",
            Some("take `re(…)`, `im(…)` or `abs(…)` of it"),
        ),
    ] {
        let error = compiled(text).expect_err(text);
        assert_eq!((error.message.as_str(), error.span), (message, span), "{text}");
        if hint.is_some() {
            assert_eq!(error.hint.as_deref(), hint, "{text}");
        }
    }
}
