//! CP conjugates, inverses and repetitions.

use insta::assert_snapshot;

use super::*;

/// A model with the Dirac particle `c`, the complex scalar `d` and the real scalar `r`, and these reactions.
fn text(reactions: &[&str]) -> String {
    let lines: Vec<_> = reactions.iter().map(|r| format!("  - {{equation: {r}, reaction_density: T^4}}\n")).collect();
    format!(
        "format: 1
name: conjugates
species:
  c: {{mass: 1 GeV, type: dirac}}
  d: {{mass: 1 GeV, type: complex_scalar}}
  r: {{mass: 1 GeV, type: real_scalar}}
reactions:
{}",
        lines.concat()
    )
}

#[test]
fn conjugates_are_included_where_they_differ() {
    for (equation, differs) in [
        ("r + r <-> SM + SM", false),
        ("c + c~ <-> SM + SM", false),
        ("c~ + c <-> d + d~", false),
        ("c + c <-> d + d", true),
        ("c + d~ <-> r + r", true),
        ("c + d~ -> c~ + d", true),
        // The conjugate is the inverse, which `<->` includes.
        ("c + d~ <-> c~ + d", false),
        ("r <-> b + s~", true),
        ("r + g <-> b + b~", false),
        ("c + SM <-> d + SM", true),
    ] {
        assert_eq!(model(&text(&[equation])).reactions[0].with_conjugate, differs, "{equation}");
    }
    let alone = text(&["c + c <-> d + d"]).replace("reaction_density", "conjugate: false, reaction_density");
    assert!(!model(&alone).reactions[0].with_conjugate);
}

#[test]
fn nothing_is_counted_twice() {
    assert_snapshot!(refusal(&text(&["c + d <-> r + r", "d + c -> r + r"])), @r"
    error: `d + c -> r + r` is written twice
     --> m.yaml:9:16
      |
    9 |   - {equation: d + c -> r + r, reaction_density: T^4}
      |                ^^^^^^^^^^^^^^
     ::: m.yaml:8:16
      |
    8 |   - {equation: c + d <-> r + r, reaction_density: T^4}
      |                --------------- the reaction above
      = help: add the two rates up
    ");
    assert_snapshot!(refusal(&text(&["c + d <-> r + r", "r + r <-> c + d"])), @r"
    error: `r + r <-> c + d` is the inverse of a reaction above
     --> m.yaml:9:16
      |
    9 |   - {equation: r + r <-> c + d, reaction_density: T^4}
      |                ^^^^^^^^^^^^^^^
     ::: m.yaml:8:16
      |
    8 |   - {equation: c + d <-> r + r, reaction_density: T^4}
      |                --------------- the reaction above
      = help: `<->` includes the inverse
    ");
    assert_snapshot!(refusal(&text(&["c + d <-> r + r", "c~ + d~ <-> r + r"])), @r"
    error: `c~ + d~ <-> r + r` is the CP conjugate of a reaction above
     --> m.yaml:9:16
      |
    9 |   - {equation: c~ + d~ <-> r + r, reaction_density: T^4}
      |                ^^^^^^^^^^^^^^^^^
     ::: m.yaml:8:16
      |
    8 |   - {equation: c + d <-> r + r, reaction_density: T^4}
      |                --------------- the reaction above
      = help: conjugates are included automatically; `conjugate: false` on both keeps them apart
    ");
    assert_snapshot!(refusal(&text(&["c + d -> r + r", "r + r <-> c~ + d~"])), @r"
    error: `r + r <-> c~ + d~` is the CP conjugate of a reaction above
     --> m.yaml:9:16
      |
    9 |   - {equation: r + r <-> c~ + d~, reaction_density: T^4}
      |                ^^^^^^^^^^^^^^^^^
     ::: m.yaml:8:16
      |
    8 |   - {equation: c + d -> r + r, reaction_density: T^4}
      |                -------------- the reaction above
      = help: conjugates are included automatically; `conjugate: false` on both keeps them apart
    ");
}

#[test]
fn what_looks_alike_and_is_not() {
    // Both directions by hand.
    model(&text(&["c + d -> r + r", "r + r -> c + d"]));
    model(&text(&["c + c~ <-> r + r", "c + c <-> r + r"]));
    // Each conjugate on its own.
    let apart = text(&["c + d <-> r + r", "c~ + d~ <-> r + r"])
        .replace("reaction_density", "conjugate: false, reaction_density");
    model(&apart);
    let half = text(&["c + d <-> r + r"]).replace("reaction_density", "conjugate: false, reaction_density")
        + "  - {equation: c~ + d~ <-> r + r, reaction_density: T^4}\n";
    assert!(refusal(&half).contains("CP conjugate"));
}
