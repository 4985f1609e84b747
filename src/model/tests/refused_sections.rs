//! Sections, keys and values that do not fit the format.

use insta::assert_snapshot;

use super::*;

#[test]
fn keys() {
    assert_snapshot!(refusal_of("observable: {a: 1}\n"), @r"
    error: a model has no key `observable`
     --> m.yaml:8:1
      |
    8 | observable: {a: 1}
      | ^^^^^^^^^^
      = help: did you mean `observables`?
    ");
    assert_snapshot!(refusal_of("magic: 1\n"), @r"
    error: a model has no key `magic`
     --> m.yaml:8:1
      |
    8 | magic: 1
      | ^^^^^
      = help: possible keys: format, name, description, references, parameters, indices, functions, tables, derived, species, bath, reactions, cosmology, evolution, observables, constraints, benchmarks, scan, expect
    ");
    assert_snapshot!(refusal(&small("").replace("dark_matter", "darkmatter")), @r"
    error: a species has no key `darkmatter`
     --> m.yaml:5:41
      |
    5 |   phi: {mass: m_phi, type: real_scalar, darkmatter: true}
      |                                         ^^^^^^^^^^
      = help: did you mean `dark_matter`?
    ");
    assert_snapshot!(refusal_of("name: twice\n"), @r"
    error: the key `name` is given twice
     --> m.yaml:8:1
      |
    8 | name: twice
      | ^^^^
     ::: m.yaml:2:1
      |
    2 | name: small
      | ---- first given here
    ");
}

#[test]
fn what_comes_later_is_refused_by_name() {
    for section in ["sectors", "asymmetry", "asymmetries", "include"] {
        let message = refusal_of(&format!("{section}: {{a: 1}}\n"));
        assert!(message.starts_with(&format!("error: `{section}` is not supported yet\n --> m.yaml:8:1")), "{message}");
    }
    let message = refusal_of("bath: {X: {mass: {thermal: 1}, type: dirac}}\n");
    assert!(message.contains("`thermal` is not supported yet"), "{message}");
    assert_eq!(message.matches("error:").count(), 1, "{message}");
}

#[test]
fn the_head() {
    assert_snapshot!(refusal(&small("").replace("format: 1", "format: 2")), @r"
    error: this file has format 2; this program reads format 1
     --> m.yaml:1:9
      |
    1 | format: 2
      |         ^
      = help: a newer version of frazil may read it
    ");
    assert_snapshot!(refusal(&small("").replace("format: 1", "format: one")), @r"
    error: `one` is not a format of model files
     --> m.yaml:1:9
      |
    1 | format: one
      |         ^^^
      = help: write `format: 1`
    ");
    assert_snapshot!(refusal("name: a\nobservables: {q: 1}\n"), @r"
    error: a model needs the key `format`
     --> m.yaml:1:1
      |
    1 | name: a
      | ^
    ");
    assert_snapshot!(refusal("format: 1\nname: nothing\nparameters: {a: 1}\n"), @r"
    error: a model needs `species` to evolve or `observables` to evaluate
     --> m.yaml
      = help: `frazil new FILE` writes a model to start from
    ");
    assert_snapshot!(refusal_of("references: [see there]\n"), @r"
    error: `see there` is not a reference
     --> m.yaml:8:14
      |
    8 | references: [see there]
      |              ^^^^^^^^^
      = help: references are `arXiv:…`, `doi:…` or URLs
    ");
    assert_snapshot!(refusal("[1, 2]\n"), @r"
    error: expected a mapping that describes a model, found a list
     --> m.yaml:1:1
      |
    1 | [1, 2]
      | ^^^^^^
    ");
    assert_snapshot!(refusal("format:1\n"), @r"
    error: expected a mapping that describes a model, found a text
     --> m.yaml:1:1
      |
    1 | format:1
      | ^^^^^^^^
      = help: a space is needed after the colon: `key: value`
    ");
    assert_snapshot!(refusal("format: 1\nname: x\nspecies: {p: {mass: 1 GeV, type: dirac}}\n"), @r"
    error: `species` need `reactions` that change them
     --> m.yaml:3:1
      |
    3 | species: {p: {mass: 1 GeV, type: dirac}}
      | ^^^^^^^
    ");
    assert_snapshot!(refusal("format: 1\nname: x\nobservables: {p: 1}\nreactions: [{equation: a -> b, width: 1}]\n"), @r"
    error: `reactions` need `species` to act on
     --> m.yaml:4:1
      |
    4 | reactions: [{equation: a -> b, width: 1}]
      | ^^^^^^^^^

    error: there is no particle `a`
     --> m.yaml:4:24
      |
    4 | reactions: [{equation: a -> b, width: 1}]
      |                        ^
      = help: declare it under `species` (evolved) or `bath` (in equilibrium)
    ");
}

#[test]
fn types() {
    assert_snapshot!(refusal_of("derived: [a, b]\n"), @r"
    error: expected a mapping of derived names, found a list
     --> m.yaml:8:10
      |
    8 | derived: [a, b]
      |          ^^^^^^
    ");
    assert_snapshot!(refusal(&small("").replace("dark_matter: true", "dark_matter: yes")), @r"
    error: expected `true` or `false`, found `yes`
     --> m.yaml:5:54
      |
    5 |   phi: {mass: m_phi, type: real_scalar, dark_matter: yes}
      |                                                      ^^^
    ");
    assert_snapshot!(refusal(&small("").replace("mass: m_phi", "mass: [m_phi]")), @r"
    error: expected a number or a formula, found a list
     --> m.yaml:5:15
      |
    5 |   phi: {mass: [m_phi], type: real_scalar, dark_matter: true}
      |               ^^^^^^^
      = help: a formula that starts with a bracket must be quoted: '[…]'
    ");
    assert_snapshot!(refusal(&small("").replace("mass: m_phi", "mass: ")), @r"
    error: expected a number or a formula, found nothing
     --> m.yaml:5:13
      |
    5 |   phi: {mass: , type: real_scalar, dark_matter: true}
      |             ^
    ");
    assert_snapshot!(refusal_of("cosmology: {g_star: best}\n"), @r"
    error: `best` is not a set of degrees of freedom
     --> m.yaml:8:21
      |
    8 | cosmology: {g_star: best}
      |                     ^^^^
      = help: possible: standard, ideal-gas
    ");
    assert_snapshot!(refusal_of("evolution: {from: {x: 1, T: 1 GeV}}\n"), @r"
    error: `from` needs either `x` or `T`
     --> m.yaml:8:13
      |
    8 | evolution: {from: {x: 1, T: 1 GeV}}
      |             ^^^^
      = help: write `{x: 0.1}` or `{T: 50 GeV}`
    ");
}

#[test]
fn particles() {
    assert_snapshot!(refusal(&small("").replace("type: real_scalar", "type: scalar")), @r"
    error: `scalar` is not a particle type
     --> m.yaml:5:28
      |
    5 |   phi: {mass: m_phi, type: scalar, dark_matter: true}
      |                            ^^^^^^
      = help: possible: dirac, majorana, weyl, real_scalar, complex_scalar, real_vector, complex_vector
    ");
    assert_snapshot!(refusal(&small("").replace("type: real_scalar, ", "")), @r"
    error: `phi` needs a `type`
     --> m.yaml:5:3
      |
    5 |   phi: {mass: m_phi, dark_matter: true}
      |   ^^^
      = help: such as `dirac`, `majorana` or `real_scalar`; or `dof`, `statistics` and `self_conjugate`
    ");
    assert_snapshot!(refusal(&small("").replace("type: real_scalar", "type: real_scalar, dof: 1")), @r"
    error: `type` already fixes `dof`
     --> m.yaml:5:41
      |
    5 |   phi: {mass: m_phi, type: real_scalar, dof: 1, dark_matter: true}
      |                                         ^^^
     ::: m.yaml:5:28
      |
    5 |   phi: {mass: m_phi, type: real_scalar, dof: 1, dark_matter: true}
      |                            ----------- given here
      = help: give either `type`, or `dof`, `statistics` and `self_conjugate`
    ");
    assert_snapshot!(refusal(&small("").replace("mass: m_phi, ", "")), @r"
    error: the species `phi` needs a mass
     --> m.yaml:5:3
      |
    5 |   phi: {type: real_scalar, dark_matter: true}
      |   ^^^
    ");
    assert_snapshot!(refusal(&small("").replace("mass: m_phi", "mass: 2*m_phi - 5*m_phi")), @r"
    error: a mass cannot be negative, but this is -300 GeV
     --> m.yaml:5:15
      |
    5 |   phi: {mass: 2*m_phi - 5*m_phi, type: real_scalar, dark_matter: true}
      |               ^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(refusal(&small("").replace("real_scalar", "real_scalar, antiparticle: phi_c")), @r"
    error: `phi` is its own antiparticle
     --> m.yaml:5:55
      |
    5 |   phi: {mass: m_phi, type: real_scalar, antiparticle: phi_c, dark_matter: true}
      |                                                       ^^^^^
      = help: leave `antiparticle` out, or give `self_conjugate: false` or a type that has an antiparticle
    ");
    assert_snapshot!(refusal(&small("").replace("real_scalar", "real_scalar, dof: x")), @r"
    error: `type` already fixes `dof`
     --> m.yaml:5:41
      |
    5 |   phi: {mass: m_phi, type: real_scalar, dof: x, dark_matter: true}
      |                                         ^^^
     ::: m.yaml:5:28
      |
    5 |   phi: {mass: m_phi, type: real_scalar, dof: x, dark_matter: true}
      |                            ----------- given here
      = help: give either `type`, or `dof`, `statistics` and `self_conjugate`
    ");
}

#[test]
fn bath_particles() {
    assert_snapshot!(refusal_of("bath: {phi: {mass: 1 GeV, type: dirac}}\n"), @r"
    error: the particle name `phi` is taken twice
     --> m.yaml:8:8
      |
    8 | bath: {phi: {mass: 1 GeV, type: dirac}}
      |        ^^^
     ::: m.yaml:5:3
      |
    5 |   phi: {mass: m_phi, type: real_scalar, dark_matter: true}
      |   --- first declared here
    ");
    assert_snapshot!(refusal_of("bath: {X: {mass: 1 GeV}}\n"), @r"
    error: `X` needs a `type`
     --> m.yaml:8:8
      |
    8 | bath: {X: {mass: 1 GeV}}
      |        ^
      = help: such as `dirac`, `majorana` or `real_scalar`; or `dof`, `statistics` and `self_conjugate`
    ");
    assert_snapshot!(refusal_of("bath: {X: {type: dirac}}\n"), @r"
    error: `X` needs the key `mass`
     --> m.yaml:8:8
      |
    8 | bath: {X: {type: dirac}}
      |        ^
    ");
    assert_snapshot!(refusal_of("bath: {X~: {mass: 1 GeV, type: dirac}}\n"), @r"
    error: the antiparticle is declared with its particle
     --> m.yaml:8:8
      |
    8 | bath: {X~: {mass: 1 GeV, type: dirac}}
      |        ^^
      = help: give the particle `self_conjugate: false` or a type that has an antiparticle
    ");
    assert_snapshot!(refusal_of("bath: {SM: {mass: 1 GeV, type: dirac}}\n"), @r"
    error: `SM` stands for any massless bath particle and cannot be declared
     --> m.yaml:8:8
      |
    8 | bath: {SM: {mass: 1 GeV, type: dirac}}
      |        ^^
    ");
}

#[test]
fn constraints_and_expectations() {
    assert_snapshot!(refusal_of("constraints: {a: {of: m_phi}}\n"), @r"
    error: this constraint allows everything
     --> m.yaml:8:15
      |
    8 | constraints: {a: {of: m_phi}}
      |               ^
      = help: give `range: [low, high]`, `min`, `max`, or `measured` with its `error`
    ");
    assert_snapshot!(refusal_of("constraints: {a: {of: m_phi, min: 3}}\n"), @r"
    error: this is dimensionless, wanted GeV
     --> m.yaml:8:35
      |
    8 | constraints: {a: {of: m_phi, min: 3}}
      |                                   ^
    ");
    assert_snapshot!(refusal_of("constraints: {a: {of: m_phi, range: [3 GeV]}}\n"), @r"
    error: a range has two bounds: `[low, high]`
     --> m.yaml:8:37
      |
    8 | constraints: {a: {of: m_phi, range: [3 GeV]}}
      |                                     ^^^^^^^
    ");
    assert_snapshot!(refusal_of("constraints: {a: {of: m_phi, range: [3 GeV, 2 GeV]}}\n"), @r"
    error: the lower bound is above the upper one
     --> m.yaml:8:38
      |
    8 | constraints: {a: {of: m_phi, range: [3 GeV, 2 GeV]}}
      |                                      ^^^^^
     ::: m.yaml:8:45
      |
    8 | constraints: {a: {of: m_phi, range: [3 GeV, 2 GeV]}}
      |                                             ----- the upper bound
    ");
    assert_snapshot!(refusal_of("expect: [{of: omega_h2, value: 0.12, source: x}]\n"), @r"
    error: a promised result needs the key `rtol`
     --> m.yaml:8:11
      |
    8 | expect: [{of: omega_h2, value: 0.12, source: x}]
      |           ^^
    ");
}
