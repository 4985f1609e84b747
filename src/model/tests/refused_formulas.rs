//! Formulas, units and names that mean nothing.

use insta::assert_snapshot;

use super::*;

fn derived(formula: &str) -> String {
    refusal_of(&format!("derived: {{q: '{formula}'}}\n"))
}

#[test]
fn units() {
    assert_snapshot!(refusal(&small("").replace("100 GeV", "100 GeW")), @r"
    error: unknown unit `GeW`
     --> m.yaml:3:25
      |
    3 | parameters: {m_phi: 100 GeW, sv0: 2.2e-26 cm^3/s}
      |                         ^^^
      = help: did you mean `GeV`?
    ");
    assert_snapshot!(refusal(&small("").replace("cm^3/s", "cm^3/sec")), @r"
    error: unknown unit `sec`
     --> m.yaml:3:48
      |
    3 | parameters: {m_phi: 100 GeV, sv0: 2.2e-26 cm^3/sec}
      |                                                ^^^
      = help: units are eV, keV, MeV, GeV, TeV, PeV, g, kg, s, ms, ns, yr, m, cm, fm, km, K, barn, mb, nb, pb, fb
    ");
    assert_snapshot!(refusal(&small("").replace("100 GeV", "2*sv0")), @r"
    error: expected a number, found a formula
     --> m.yaml:3:21
      |
    3 | parameters: {m_phi: 2*sv0, sv0: 2.2e-26 cm^3/s}
      |                     ^^^^^
      = help: a formula belongs under `derived`; a parameter is a number with its unit, such as `100 GeV`
    ");
    assert_snapshot!(refusal_of("derived: {q: {value: m_phi, unit: cm^2}}\n"), @r"
    error: `q` has dimension GeV, its unit GeV^-2
     --> m.yaml:8:35
      |
    8 | derived: {q: {value: m_phi, unit: cm^2}}
      |                                   ^^^^
    ");
}

#[test]
fn dimensions() {
    assert_snapshot!(derived("2 + exp(m_phi)*3"), @r"
    error: the argument of `exp` must be dimensionless, this has dimension GeV
     --> m.yaml:8:23
      |
    8 | derived: {q: '2 + exp(m_phi)*3'}
      |                       ^^^^^
    ");
    assert_snapshot!(derived("m_phi + m_phi^2"), @r"
    error: this has dimension GeV^2, but what is left of `+` has dimension GeV
     --> m.yaml:8:23
      |
    8 | derived: {q: 'm_phi + m_phi^2'}
      |                       ^^^^^^^
    ");
    assert_snapshot!(refusal(&small("").replace("sigma_v: sv0", "sigma_v: sv0*m_phi")), @r"
    error: this has dimension GeV^-1, wanted GeV^-2
     --> m.yaml:7:48
      |
    7 |   - {equation: phi + phi <-> SM + SM, sigma_v: sv0*m_phi}
      |                                                ^^^^^^^^^
    ");
    assert_snapshot!(refusal(&small("").replace("sigma_v: sv0", "sigma_v: 2e-9")), @r"
    error: this is dimensionless, wanted GeV^-2
     --> m.yaml:7:48
      |
    7 |   - {equation: phi + phi <-> SM + SM, sigma_v: 2e-9}
      |                                                ^^^^
    ");
    assert_snapshot!(refusal(&small("").replace("sigma_v: sv0", "sigma_v: T")), @r"
    error: this has dimension GeV, wanted GeV^-2
     --> m.yaml:7:48
      |
    7 |   - {equation: phi + phi <-> SM + SM, sigma_v: T}
      |                                                ^
    ");
    assert_snapshot!(refusal_of("cosmology: {planck_mass: 1e19}\n"), @r"
    error: this is dimensionless, wanted GeV
     --> m.yaml:8:26
      |
    8 | cosmology: {planck_mass: 1e19}
      |                          ^^^^
    ");
}

#[test]
fn names() {
    assert_snapshot!(derived("2*m_fi"), @r"
    error: unknown name `m_fi`
     --> m.yaml:8:17
      |
    8 | derived: {q: '2*m_fi'}
      |                 ^^^^
      = help: did you mean `m_phi`?
    ");
    assert_snapshot!(derived("sqr(2)"), @r"
    error: unknown function `sqr`
     --> m.yaml:8:15
      |
    8 | derived: {q: 'sqr(2)'}
      |               ^^^^^^
      = help: did you mean `sqrt`?
    ");
    assert_snapshot!(derived("T + m_phi"), @r"
    error: unknown name `T`
     --> m.yaml:8:15
      |
    8 | derived: {q: 'T + m_phi'}
      |               ^
      = help: `T` and `x` = reference_mass/T are known in the rates of reactions only
    ");
    assert_snapshot!(derived("mass(K++)"), @r"
    error: there is no particle `K++`
     --> m.yaml:8:15
      |
    8 | derived: {q: 'mass(K++)'}
      |               ^^^^^^^^^
      = help: did you mean `mass(K+)`?
    ");
    assert_snapshot!(derived("omega_h2(phi)"), @r"
    error: `omega_h2` is known after the solve only, in observables and constraints
     --> m.yaml:8:15
      |
    8 | derived: {q: 'omega_h2(phi)'}
      |               ^^^^^^^^^^^^^
    ");
    assert_snapshot!(derived("sqrt(1, 2)"), @r"
    error: `sqrt` takes 1 argument, found 2
     --> m.yaml:8:15
      |
    8 | derived: {q: 'sqrt(1, 2)'}
      |               ^^^^^^^^^^
    ");
    assert_snapshot!(refusal_of("observables: {q: yield(b)}\n"), @r"
    error: `b` is not among the species, so it has no yield of its own
     --> m.yaml:8:18
      |
    8 | observables: {q: yield(b)}
      |                  ^^^^^^^^
    ");
    assert_snapshot!(refusal(&small("").replace("sv0", "exp")), @r"
    error: the name `exp` is reserved: it has a meaning of its own in formulas
     --> m.yaml:3:30
      |
    3 | parameters: {m_phi: 100 GeV, exp: 2.2e-26 cm^3/s}
      |                              ^^^
      = help: call it `exp_1` or the like
    ");
    for name in ["T", "x", "s", "t", "u", "sm", "pi", "sqrt", "omega_h2", "inf", "I", "mass"] {
        let message = refusal(&small("").replace("sv0: 2.2e-26 cm^3/s", &format!("sv0: 1e-9 GeV^-2, {name}: 1")));
        assert!(message.contains(&format!("the name `{name}` is reserved")), "{message}");
    }
    assert_snapshot!(refusal_of("derived: {m_phi: 1 GeV}\n"), @r"
    error: the name `m_phi` is declared twice
     --> m.yaml:8:11
      |
    8 | derived: {m_phi: 1 GeV}
      |           ^^^^^
     ::: m.yaml:3:14
      |
    3 | parameters: {m_phi: 100 GeV, sv0: 2.2e-26 cm^3/s}
      |              ----- first declared here
    ");
    assert_snapshot!(refusal_of("derived: {m-phi: 1 GeV}\n"), @r"
    error: `m-phi` cannot be a name in formulas
     --> m.yaml:8:11
      |
    8 | derived: {m-phi: 1 GeV}
      |           ^^^^^
      = help: a name is a letter, then letters, digits and `_`
    ");
    assert_snapshot!(refusal_of("functions: {'f(x': 'x'}\n"), @r"
    error: expected `,` or `)`, found the end
     --> m.yaml:8:17
      |
    8 | functions: {'f(x': 'x'}
      |                 ^
      = help: a function is declared by its call, for example `f(x, y)`
    ");
}

#[test]
fn cycles() {
    assert_snapshot!(refusal_of("derived: {a: 2*b, b: c + 1, c: a, d: 2*a}\n"), @r"
    error: these names are defined by each other: `a` → `b` → `c` → `a`
     --> m.yaml:8:11
      |
    8 | derived: {a: 2*b, b: c + 1, c: a, d: 2*a}
      |           ^
    ");
    assert_snapshot!(refusal_of("functions: {'f(x)': g(x), 'g(x)': f(x)}\n"), @r"
    error: these names are defined by each other: `f` → `g` → `f`
     --> m.yaml:8:13
      |
    8 | functions: {'f(x)': g(x), 'g(x)': f(x)}
      |             ^^^^^^
    ");
    assert_snapshot!(refusal(&small("").replace("mass: m_phi", "mass: 2*mass(phi)")), @r"
    error: these names are defined by each other: `mass(phi)` → `mass(phi)`
     --> m.yaml:5:3
      |
    5 |   phi: {mass: 2*mass(phi), type: real_scalar, dark_matter: true}
      |   ^^^
    ");
    assert_snapshot!(refusal_of("observables: {a: a + omega_h2}\n"), @r"
    error: these names are defined by each other: `a` → `a`
     --> m.yaml:8:15
      |
    8 | observables: {a: a + omega_h2}
      |               ^
    ");
}

#[test]
fn brackets() {
    assert_snapshot!(derived("2*(m_phi + 1 GeV"), @r"
    error: this bracket is never closed: expected `)`
     --> m.yaml:8:17
      |
    8 | derived: {q: '2*(m_phi + 1 GeV'}
      |                 ^
    ");
    assert_snapshot!(refusal_of("derived:\n  q: >-\n    2*m_phi +\n    (3*m_phi))\n"), @r"
    error: this `)` closes nothing
      --> m.yaml:11:14
       |
    11 |     (3*m_phi))
       |              ^
    ");
    let deep = derived(&format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000)));
    assert!(deep.len() < 1000 && deep.contains("--> m.yaml:8:"), "{deep}");
}

#[test]
fn values() {
    assert_snapshot!(derived("1/(m_phi - 100 GeV)"), @r"
    error: division by zero
     --> m.yaml:8:15
      |
    8 | derived: {q: '1/(m_phi - 100 GeV)'}
      |               ^^^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(derived("sqrt(1 - m_phi/1 GeV)"), @r"
    error: square root of the negative number -9.9e1
     --> m.yaml:8:15
      |
    8 | derived: {q: 'sqrt(1 - m_phi/1 GeV)'}
      |               ^^^^^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(refusal_of("evolution: {tolerance: 0}\n"), @r"
    error: this must be positive, but it is 0
     --> m.yaml:8:24
      |
    8 | evolution: {tolerance: 0}
      |                        ^
    ");
    assert_snapshot!(refusal_of("evolution: {tolerance: 2}\n"), @r"
    error: a relative tolerance is below 1, but this is 2
     --> m.yaml:8:24
      |
    8 | evolution: {tolerance: 2}
      |                        ^
    ");
    assert_snapshot!(refusal_of("evolution: {from: {T: -3 GeV}}\n"), @r"
    error: this must be positive, but it is -3
     --> m.yaml:8:23
      |
    8 | evolution: {from: {T: -3 GeV}}
      |                       ^^^^^^
    ");
    assert_snapshot!(refusal_of("evolution: {from: {x: 10}, to: {T: 50 GeV}}\n"), @r"
    error: the evolution would start at T = 1e1 GeV, not hotter than its end at 5e1 GeV
     --> m.yaml:8:36
      |
    8 | evolution: {from: {x: 10}, to: {T: 50 GeV}}
      |                                    ^^^^^^
    ");
    assert_snapshot!(refusal_of("cosmology: {planck_mass: 1e300 GeV}\n"), @r"
    error: the Planck mass in GeV must be positive, finite and of a sensible size, not 1e300
     --> m.yaml:8:26
      |
    8 | cosmology: {planck_mass: 1e300 GeV}
      |                          ^^^^^^^^^
    ");
    assert_snapshot!(refusal_of("cosmology: {g_star: {constant: -1}}\n"), @r"
    error: g_rho must be positive, finite and of a sensible size, not -1e0
     --> m.yaml:8:32
      |
    8 | cosmology: {g_star: {constant: -1}}
      |                                ^^
    ");
}

#[test]
fn several_errors_at_once() {
    let text = small("derived: {a: 2*m_fi, b: 3*a, c: 1 GeW}\nmagic: 1\n").replace("phi + phi <->", "phi + pih <->");
    assert_snapshot!(refusal(&text), @r"
    error: there is no particle `pih`
     --> m.yaml:7:22
      |
    7 |   - {equation: phi + pih <-> SM + SM, sigma_v: sv0}
      |                      ^^^
      = help: did you mean `phi`?

    error: unknown name `m_fi`
     --> m.yaml:8:16
      |
    8 | derived: {a: 2*m_fi, b: 3*a, c: 1 GeW}
      |                ^^^^
      = help: did you mean `m_phi`?

    error: unknown unit `GeW`
     --> m.yaml:8:35
      |
    8 | derived: {a: 2*m_fi, b: 3*a, c: 1 GeW}
      |                                   ^^^
      = help: did you mean `GeV`?

    error: a model has no key `magic`
     --> m.yaml:9:1
      |
    9 | magic: 1
      | ^^^^^
      = help: possible keys: format, name, description, references, parameters, indices, functions, tables, derived, species, bath, reactions, cosmology, evolution, observables, constraints, benchmarks, scan, expect
    ");
}

#[test]
fn no_more_than_twenty_errors() {
    let lines: Vec<_> = (0..100).map(|i| format!("  q{i}: nothing\n")).collect();
    assert_eq!(refusal_of(&format!("derived:\n{}", lines.concat())).matches("error:").count(), 20);
}
