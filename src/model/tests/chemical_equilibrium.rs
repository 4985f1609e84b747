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
    assert_snapshot!(refused("[[N1, N3]]"), @"");
    assert_snapshot!(refused("[[N1, photino]]"), @"");
    assert_snapshot!(refused("[[N1, X]]"), @"");
    assert_snapshot!(refused("[[N1, SM]]"), @"");
    assert_snapshot!(refused("[[N1, eta~]]"), @"");
    assert_snapshot!(refused("[[N1, {a: 1}]]"), @"");
}

#[test]
fn a_species_has_one_place() {
    assert_snapshot!(refused("[[N1, N2, N1]]"), @"");
    assert_snapshot!(refused("[[N1, N2], [eta, N1]]"), @"");
    assert_snapshot!(refused("[[N1]]"), @"");
    assert_snapshot!(refused("[[]]"), @"");
}

#[test]
fn a_group_is_a_list_of_names() {
    assert_snapshot!(refused("[N1, N2]"), @"");
    assert_snapshot!(refused("N1"), @"");
    assert_snapshot!(refused("[[N1, N2], eta]"), @"");
}

#[test]
fn members_start_together() {
    assert_snapshot!(refusal(&group("[[N1, N2]]", ", initial: zero")), @"");
    assert_snapshot!(refusal(&group("[[N1, N2]]", ", initial: 1e-9")), @"");
    // Outside a group everybody starts as it likes.
    model(&group("[[N1, eta]]", ", initial: zero"));
}
