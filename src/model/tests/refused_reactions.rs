//! Reactions that cannot be.

use insta::assert_snapshot;

use super::*;

fn with(reaction: &str) -> String {
    refusal_of(&format!("  - {{{reaction}}}\n"))
}

#[test]
fn equations() {
    assert_snapshot!(with("equation: 'b <=> s + phi', width: 1 eV"), @r"
    error: `<=>` is not an arrow
     --> m.yaml:8:19
      |
    8 |   - {equation: 'b <=> s + phi', width: 1 eV}
      |                   ^^^
      = help: write `<->`
    ");
    assert_snapshot!(with("equation: 2 phi -> SM, width: 1 eV"), @r"
    error: `2` is not a particle: there are no multiplicities
     --> m.yaml:8:16
      |
    8 |   - {equation: 2 phi -> SM, width: 1 eV}
      |                ^
      = help: repeat the particle: `phi + phi`
    ");
    assert_snapshot!(with("equation: b+s~ -> phi, width: 1 eV"), @r"
    error: particles are separated by `+` between spaces
     --> m.yaml:8:16
      |
    8 |   - {equation: b+s~ -> phi, width: 1 eV}
      |                ^^^^
      = help: write `… + s~`; without the spaces `+` belongs to the name, as in `K+`
    ");
    assert_snapshot!(with("equation: b ->, width: 1 eV"), @r"
    error: there is no particle after the arrow
     --> m.yaml:8:18
      |
    8 |   - {equation: b ->, width: 1 eV}
      |                  ^^
      = help: `SM` stands for any massless particle of the plasma
    ");
    assert_snapshot!(with("width: 1 eV"), @r"
    error: a reaction needs the key `equation`
     --> m.yaml:8:6
      |
    8 |   - {width: 1 eV}
      |      ^^^^^
    ");
}

#[test]
fn unknown_particles() {
    assert_snapshot!(with("equation: b <-> s + fi, width: 1 eV"), @r"
    error: there is no particle `fi`
     --> m.yaml:8:26
      |
    8 |   - {equation: b <-> s + fi, width: 1 eV}
      |                          ^^
      = help: declare it under `species` (evolved) or `bath` (in equilibrium)
    ");
    assert_snapshot!(with("equation: b <-> s + alpha_particle, width: 1 eV"), @r"
    error: there is no particle `alpha_particle`
     --> m.yaml:8:26
      |
    8 |   - {equation: b <-> s + alpha_particle, width: 1 eV}
      |                          ^^^^^^^^^^^^^^
      = help: declare it under `species` (evolved) or `bath` (in equilibrium)
    ");
    assert_snapshot!(with("equation: b <-> s + phi~, width: 1 eV"), @r"
    error: `phi` is its own antiparticle
     --> m.yaml:8:26
      |
    8 |   - {equation: b <-> s + phi~, width: 1 eV}
      |                          ^^^^
      = help: write `phi`, or give it `self_conjugate: false` or a type that has an antiparticle
    ");
    assert_snapshot!(with("equation: B+ <-> K+ + phi, width: 1 eV"), @r"
    error: `B+` is known by its mass only and is not part of the plasma
     --> m.yaml:8:16
      |
    8 |   - {equation: B+ <-> K+ + phi, width: 1 eV}
      |                ^^
      = help: declare it under `bath` or `species`, such as `B+: {type: …}`
    ");
}

#[test]
fn rates() {
    assert_snapshot!(with("equation: b <-> s + phi"), @r"
    error: this reaction has no rate
     --> m.yaml:8:16
      |
    8 |   - {equation: b <-> s + phi}
      |                ^^^^^^^^^^^^^
      = help: give exactly one of width, lifetime, cross_section, sigma_v_of_s, amplitude_squared, sigma_v, partial_waves, rate_coefficient, reaction_density, table, plugin
    ");
    assert_snapshot!(with("equation: b <-> s + phi, width: 1 eV, lifetime: 1 s"), @r"
    error: this reaction has two rates, `width` and `lifetime`
     --> m.yaml:8:44
      |
    8 |   - {equation: b <-> s + phi, width: 1 eV, lifetime: 1 s}
      |                                            ^^^^^^^^
     ::: m.yaml:8:31
      |
    8 |   - {equation: b <-> s + phi, width: 1 eV, lifetime: 1 s}
      |                               ----- first rate
      = help: give exactly one; separate processes are separate reactions
    ");
    assert_snapshot!(with("equation: b <-> s + phi, sigma_v: 1 pb"), @r"
    error: `sigma_v` is for 2 reactants; this reaction has 1
     --> m.yaml:8:31
      |
    8 |   - {equation: b <-> s + phi, sigma_v: 1 pb}
      |                               ^^^^^^^
     ::: m.yaml:8:16
      |
    8 |   - {equation: b <-> s + phi, sigma_v: 1 pb}
      |                ------------- the reaction
    ");
    assert_snapshot!(with("equation: SM + SM <-> phi + phi + phi, sigma_v: 1 pb"), @r"
    error: `SM` has no density, so it cannot be a reactant of a `sigma_v`
     --> m.yaml:8:16
      |
    8 |   - {equation: SM + SM <-> phi + phi + phi, sigma_v: 1 pb}
      |                ^^
      = help: turn the reaction round (`<->` includes the inverse), name the particle, or give `reaction_density`
    ");
    assert_snapshot!(with("equation: b <-> s + phi, width: 1 eV, branching: 0.5"), @r"
    error: `branching` belongs to a `lifetime`
     --> m.yaml:8:44
      |
    8 |   - {equation: b <-> s + phi, width: 1 eV, branching: 0.5}
      |                                            ^^^^^^^^^
    ");
    assert_snapshot!(with("equation: h <-> b + b~ + phi, lifetime: 0 s"), @r"
    error: a lifetime must be positive, but this is 0 GeV^-1
     --> m.yaml:8:46
      |
    8 |   - {equation: h <-> b + b~ + phi, lifetime: 0 s}
      |                                              ^^^
    ");
    assert_snapshot!(refusal(&small("  - {equation: h <-> b + phi, lifetime: 1 s, branching: 1.5}\n").replace("m_phi: 100", "m_phi: 1")), @r"
    error: a branching fraction lies between 0 and 1, but this is 1.5
     --> m.yaml:8:57
      |
    8 |  - {equation: h <-> b + phi, lifetime: 1 s, branching: 1.5}
      |                                                        ^^^
    ");
    assert_snapshot!(refusal(&small("  - {equation: h <-> b + phi, width: -1 eV}\n").replace("m_phi: 100", "m_phi: 1")), @r"
    error: a rate cannot be negative, but this is -1e-9
     --> m.yaml:8:38
      |
    8 |   - {equation: h <-> b + phi, width: -1 eV}
      |                                      ^^^^^
    ");
    assert_snapshot!(with("equation: b + b~ <-> s + phi, cross_section: 1/t"), @r"
    error: unknown name `t`
     --> m.yaml:8:53
      |
    8 |   - {equation: b + b~ <-> s + phi, cross_section: 1/t}
      |                                                     ^
      = help: `t` and `u` are known in squared amplitudes only
    ");
    assert_snapshot!(with("equation: b + b~ <-> s + phi, partial_waves: {}"), @r"
    error: `partial_waves` names no wave
     --> m.yaml:8:36
      |
    8 |   - {equation: b + b~ <-> s + phi, partial_waves: {}}
      |                                    ^^^^^^^^^^^^^
      = help: write `{s: a, p: b, d: c}`, each a cross section such as `2e-9 GeV^-2`
    ");
    assert_snapshot!(with("equation: b + b~ <-> s + phi, partial_waves: {f: 1 pb}"), @r"
    error: `partial_waves` has no key `f`
     --> m.yaml:8:52
      |
    8 |   - {equation: b + b~ <-> s + phi, partial_waves: {f: 1 pb}}
      |                                                    ^
      = help: possible keys: s, p, d
    ");
}

#[test]
fn labels_are_unique() {
    assert_snapshot!(refusal(&small("  - {equation: phi <-> b + b~, width: 1 eV, label: A}\n  - {equation: phi <-> t + t~, width: 1 eV, label: A}\n")), @r"
    error: the label `A` is given to two reactions
     --> m.yaml:9:52
      |
    9 |   - {equation: phi <-> t + t~, width: 1 eV, label: A}
      |                                                    ^
     ::: m.yaml:8:52
      |
    8 |   - {equation: phi <-> b + b~, width: 1 eV, label: A}
      |                                                    - first given here
    ");
}
