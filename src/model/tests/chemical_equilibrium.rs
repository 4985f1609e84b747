//! Groups of species in chemical equilibrium with each other.

use insta::assert_snapshot;

use super::*;

fn group(members: &str, initial: &str) -> String {
    format!(
        "format: 1
name: group
species:
  N1: {{mass: 100 GeV, type: majorana, dark_matter: true}}
  N2: {{mass: 110 GeV, type: majorana{initial}}}
  eta: {{mass: 120 GeV, type: complex_scalar}}
bath:
  X: {{mass: 1 GeV, type: dirac}}
reactions:
  - {{equation: N1 + N2 <-> X + X~, sigma_v: 1e-26 cm^3/s}}
  - {{equation: eta -> N1 + X, width: 1 keV}}
evolution: {{chemical_equilibrium: {members}}}
"
    )
}

fn refused(members: &str) -> String {
    refusal(&group(members, ""))
}

#[test]
fn groups_are_places_of_species() {
    let groups = |members: &str| model(&group(members, "")).evolution.chemical_equilibrium;
    assert_eq!(groups("[[eta, N1]]"), [[0, 2]]);
    assert_eq!(groups("[[N2, N1, eta]]"), [[0, 1, 2]]);
    assert!(groups("[]").is_empty());
    assert!(model(&small("")).evolution.chemical_equilibrium.is_empty());
}

#[test]
fn members_must_be_species() {
    assert_snapshot!(refused("[[N1, N3]]"), @r"
    error: there is no species `N3`
      --> m.yaml:12:41
       |
    12 | evolution: {chemical_equilibrium: [[N1, N3]]}
       |                                         ^^
      = help: did you mean `N1`?
    ");
    assert_snapshot!(refused("[[N1, photino]]"), @r"
    error: there is no species `photino`
      --> m.yaml:12:41
       |
    12 | evolution: {chemical_equilibrium: [[N1, photino]]}
       |                                         ^^^^^^^
      = help: possible: N1, N2, eta
    ");
    assert_snapshot!(refused("[[N1, X]]"), @r"
    error: `X` is in equilibrium with the plasma already
      --> m.yaml:12:41
       |
    12 | evolution: {chemical_equilibrium: [[N1, X]]}
       |                                         ^
      = help: only species can share a yield: leave it out
    ");
    assert_snapshot!(refused("[[N1, SM]]"), @r"
    error: there is no species `SM`
      --> m.yaml:12:41
       |
    12 | evolution: {chemical_equilibrium: [[N1, SM]]}
       |                                         ^^
      = help: possible: N1, N2, eta
    ");
    assert_snapshot!(refused("[[N1, eta~]]"), @r"
    error: `eta~` is the antiparticle of `eta`
      --> m.yaml:12:41
       |
    12 | evolution: {chemical_equilibrium: [[N1, eta~]]}
       |                                         ^^^^
      = help: name `eta`, which stands for both
    ");
    assert_snapshot!(refused("[[N1, {a: 1}]]"), @r"
    error: expected the name of a species, found a mapping
      --> m.yaml:12:41
       |
    12 | evolution: {chemical_equilibrium: [[N1, {a: 1}]]}
       |                                         ^^^^^^
    ");
}

#[test]
fn a_species_has_one_place() {
    assert_snapshot!(refused("[[N1, N2, N1]]"), @r"
    error: `N1` is named twice
      --> m.yaml:12:45
       |
    12 | evolution: {chemical_equilibrium: [[N1, N2, N1]]}
       |                                             ^^
      ::: m.yaml:12:37
       |
    12 | evolution: {chemical_equilibrium: [[N1, N2, N1]]}
       |                                     -- first named here
      = help: species in equilibrium with the same one are in equilibrium with each other: one group
    ");
    assert_snapshot!(refused("[[N1, N2], [eta, N1]]"), @r"
    error: `N1` is in another group already
      --> m.yaml:12:52
       |
    12 | evolution: {chemical_equilibrium: [[N1, N2], [eta, N1]]}
       |                                                    ^^
      ::: m.yaml:12:37
       |
    12 | evolution: {chemical_equilibrium: [[N1, N2], [eta, N1]]}
       |                                     -- first named here
      = help: species in equilibrium with the same one are in equilibrium with each other: one group
    ");
    assert_snapshot!(refused("[[N1]]"), @r"
    error: a group in chemical equilibrium has at least two members
      --> m.yaml:12:36
       |
    12 | evolution: {chemical_equilibrium: [[N1]]}
       |                                    ^^^^
      = help: one species alone needs no group
    ");
    assert_snapshot!(refused("[[]]"), @r"
    error: a group in chemical equilibrium has at least two members
      --> m.yaml:12:36
       |
    12 | evolution: {chemical_equilibrium: [[]]}
       |                                    ^^
      = help: one species alone needs no group
    ");
}

#[test]
fn a_group_is_a_list_of_names() {
    assert_snapshot!(refused("[N1, N2]"), @r"
    error: expected a list of groups, found a list of names
      --> m.yaml:12:35
       |
    12 | evolution: {chemical_equilibrium: [N1, N2]}
       |                                   ^^^^^^^^
      = help: a group is a list itself: `[[N1, N2]]`
    ");
    assert_snapshot!(refused("N1"), @r"
    error: expected a list of groups of species, such as `[[N1, N2]]`, found a text or number
      --> m.yaml:12:35
       |
    12 | evolution: {chemical_equilibrium: N1}
       |                                   ^^
    ");
    assert_snapshot!(refused("[[N1, N2], eta]"), @r"
    error: expected a list of species in chemical equilibrium with each other, found a text or number
      --> m.yaml:12:46
       |
    12 | evolution: {chemical_equilibrium: [[N1, N2], eta]}
       |                                              ^^^
    ");
}

#[test]
fn members_start_together() {
    assert_snapshot!(refusal(&group("[[N1, N2]]", ", initial: zero")), @r"
    error: `N1` starts in equilibrium and `N2` does not, but the group shares one yield
      --> m.yaml:12:36
       |
    12 | evolution: {chemical_equilibrium: [[N1, N2]]}
       |                                    ^^^^^^^^
     ::: m.yaml:5:3
      |
    5 |   N2: {mass: 110 GeV, type: majorana, initial: zero}
      |   -- does not start in equilibrium
      = help: give all members the same `initial`; yields that are given add up to that of the group
    ");
    assert_snapshot!(refusal(&group("[[N1, N2]]", ", initial: 1e-9")), @r"
    error: `N1` starts in equilibrium and `N2` does not, but the group shares one yield
      --> m.yaml:12:36
       |
    12 | evolution: {chemical_equilibrium: [[N1, N2]]}
       |                                    ^^^^^^^^
     ::: m.yaml:5:3
      |
    5 |   N2: {mass: 110 GeV, type: majorana, initial: 1e-9}
      |   -- does not start in equilibrium
      = help: give all members the same `initial`; yields that are given add up to that of the group
    ");
    // Outside a group everybody starts as it likes.
    model(&group("[[N1, eta]]", ", initial: zero"));
}
