//! Values of the wrong kind: every "expected …" of every section, and mistakes next to them.

use super::*;

/// Lines at the end of [`small`], and what must be said of them.
fn assert_refused(cases: &[(&str, &str)]) {
    for (lines, wanted) in cases {
        let message = refusal_of(&format!("{lines}\n"));
        assert!(message.contains(wanted), "{lines}: wanted `{wanted}` in\n{message}");
        assert!(message.contains("\n --> m.yaml:"), "{lines} has a place:\n{message}");
    }
}

#[test]
fn sections_that_are_no_mappings_or_lists() {
    assert_refused(&[
        ("benchmarks: [1]", "expected a mapping of benchmarks, found a list"),
        ("benchmarks: {BP1: 3}", "expected a mapping of parameters, such as `{m_chi: 3 MeV}`, found a text or number"),
        ("scan: [1]", "expected a mapping of axes, found a list"),
        ("functions: [1]", "expected a mapping of functions, found a list"),
        ("observables: [1]", "expected a mapping of observables, found a list"),
        ("derived: [1]", "expected a mapping of derived names, found a list"),
        ("constraints: [1]", "expected a mapping of constraints, found a list"),
        ("bath: [1]", "expected a mapping of particles, found a list"),
        ("tables: [1]", "expected a mapping of tables, found a list"),
        ("indices: [1]", "expected a mapping of indices, found a list"),
        ("references: arXiv:1204.3622", "expected a list of references, found a text or number"),
        ("expect: {of: 1}", "expected a list of promised results, found a mapping"),
    ]);
}

#[test]
fn entries_of_the_wrong_kind() {
    assert_refused(&[
        ("indices: {f: e-}", "expected a list of elements, such as `[e-, mu-, tau-]`, found a text or number"),
        ("indices: {f: [[e-]]}", "expected the name of a particle or a number, found a list"),
        ("tables: {t: {x: 1, y: [1, 2]}}", "expected a list of numbers, found a text or number"),
        ("tables: {t: {x: [1 GeV, 2], y: [1, 2]}}", "`1 GeV` is not a plain number"),
        ("tables: {t: {x: [1 GeV, 2], y: [1, 2]}}", "the units of a table are under `units`: `[GeV, '1']`"),
        ("tables: {t: {x: [1, 2], y: [1, 2], units: GeV}}", "expected a list of two units, found a text or number"),
        ("tables: {t: {x: [1, 2], y: [1, 2], units: [GeV]}}", "a table has two units: `[GeV, '1']`"),
        ("tables: {t: {x: [1, 2], y: [1, 2], units: [GeV]}}", "`'1'` stands for a pure number"),
        ("tables: {t: {x: [1, 2], y: [1, 2], outside: []}}", "expected what holds outside the table, found a list"),
        ("tables: {t: {x: [1, 2]}}", "a table needs either `file`, or `x` and `y`"),
        ("observables: {c: {value: q, over: q}}", "expected a mapping of one variable, found a text or number"),
        ("observables: {c: {value: q, over: {}}}", "a curve has one variable"),
        ("observables: {c: {value: q, over: {}}}", "write `over: {q2: {from: …, to: …}}`"),
        ("constraints: {c: {of: m_phi, range: 3}}", "expected a list of two bounds, found a text or number"),
        ("constraints: {c: {of: m_phi, range: [3 GeV]}}", "a range has two bounds: `[low, high]`"),
        (
            "constraints: {c: {of: m_phi, range: [1 GeV, 2 GeV], max: 3 GeV}}",
            "`range` already gives both bounds; leave out `min` and `max`",
        ),
        (
            "expect: [{of: m_phi, value: 1 GeV, rtol: 1, at: [], source: x}]",
            "expected the name of a benchmark, found a list",
        ),
        ("bath: {X: {mass: 1 GeV, dof: -2, statistics: bose}}", "`dof` must be a positive number, found `-2`"),
        (
            "bath: {X: {mass: 1 GeV, type: dirac, colours: 0}}",
            "the number of colours must be a positive number, found `0`",
        ),
        ("bath: {X: {mass: 1 GeV, dof: 2, statistics: []}}", "expected `fermi` or `bose`, found a list"),
        ("bath: {X: {mass: 1 GeV, dof: 2, statistics: maxwell}}", "`maxwell` is not a kind of statistics"),
        ("bath: {X: {mass: 1 GeV, type: dirac, antiparticle: []}}", "expected a particle name, found a list"),
        ("bath: {X: {mass: 1 GeV, type: dirac, antiparticle: 2x}}", "`2x` is not a particle name"),
        ("bath: {2x: {mass: 1 GeV, type: dirac}}", "`2x` is not a particle name"),
        ("bath: {2x: {mass: 1 GeV, type: dirac}}", "a name is a letter, then letters, digits, `_`, `'`, `*`"),
        ("evolution: {statistics: bose}", "`bose` is not a kind of statistics"),
        ("evolution: {statistics: []}", "expected `maxwell-boltzmann` or `quantum`, found a list"),
        ("evolution: {from: 3}", "expected a mapping that describes an end of the evolution"),
        ("cosmology: {g_star: []}", "expected `standard`, `ideal-gas`, `{constant: …}` or `{table: …}`, found a list"),
        ("cosmology: {g_star: {}}", "`g_star` needs either `constant` or `table`"),
        ("expect: [{of: m_phi, value: 1 GeV, rtol: -1, source: x}]", "a tolerance cannot be negative, but this is -1"),
    ]);
}

#[test]
fn reactions_of_the_wrong_kind() {
    let reaction = |entry: &str| format!("  - {{{entry}}}");
    let cases = [
        ("equation: [], sigma_v: sv0", "expected a reaction equation, found a list"),
        ("equation: phi + phi, sigma_v: sv0", "this equation has no arrow"),
        ("equation: phi + phi, sigma_v: sv0", "`<->` (reversible) or `->` (forward only)"),
        ("equation: phi -> b -> s, width: 1 eV", "a reaction has one arrow; this is the second"),
        ("equation: phi <- b, width: 1 eV", "write the reaction from left to right, with `->` or `<->`"),
        ("equation: phi<->b, width: 1 eV", "`<->` must stand between spaces"),
        ("equation: phi -> b +, width: 1 eV", "a particle is missing after this `+`"),
        ("equation: + phi -> b, width: 1 eV", "a particle is missing before this `+`"),
        ("equation: phi -> _x, width: 1 eV", "`_x` is not a particle name"),
        ("equation: phi -> b + b~, width: 1 eV, where: [1]", "expected a mapping of names, such as `{r: m_a/m_b}`"),
        (
            "equation: phi -> f + f~, width: 1 eV, for: [1]",
            "expected a mapping of indices, such as `{f: [e-, mu-, tau-]}`",
        ),
        ("equation: phi -> f + f~, width: 1 eV, for: {f: {}}", "expected the name of an index or a list of elements"),
        (
            "equation: phi -> f + f~, width: 1 eV, for: {f: [e-]}, unless: []",
            "expected a condition on indices, such as `i > j`",
        ),
    ];
    let lines: Vec<(String, &str)> = cases.iter().map(|(entry, wanted)| (reaction(entry), *wanted)).collect();
    let cases: Vec<(&str, &str)> = lines.iter().map(|(line, wanted)| (line.as_str(), *wanted)).collect();
    assert_refused(&cases);
}

#[test]
fn parameters_of_the_wrong_kind() {
    let with = |parameter: &str| small("").replace("m_phi: 100 GeV", &format!("m_phi: 100 GeV, p: {parameter}"));
    for (parameter, wanted) in [
        ("{value: 1 GeV, range: 3}", "expected a list of two bounds, found a text or number"),
        ("{value: 1 GeV, range: [1, 2 GeV]}", "this bound has dimension dimensionless, the parameter GeV"),
        ("{value: 1 GeV, range: [3 GeV, 2 GeV]}", "the lower bound of this range is above the upper one"),
        ("{value: {slha: []}}", "expected a block and its indices, found an empty list"),
        ("{value: {slha: []}}", "such as `[MASS, 25]`, or `[DECAY, 25]` for a width"),
        ("{value: {slha: [[MASS], 25]}}", "expected the name of a block, found a list"),
        ("{value: {slha: [MASS, x]}}", "expected a whole number, found `x`"),
        ("{value: {slha: [MASS, 25], default: 3}}", "`unit` says what the file's number is counted in"),
    ] {
        let message = refusal(&with(parameter));
        assert!(message.contains(wanted), "{parameter}: wanted `{wanted}` in\n{message}");
    }
}

#[test]
fn names_of_particles_that_formulas_cannot_use() {
    assert_refused(&[
        ("observables: {y: yield(chi)}", "there is no species `chi`"),
        ("observables: {y: yield(b~)}", "yields are sums over particle and antiparticle: name the particle, not `b~`"),
    ]);
    let negative = small("").replace("dark_matter: true", "initial: '-1'");
    assert!(refusal(&negative).contains("a yield cannot be negative, but this is -1"));
}

#[test]
fn advice_about_reactions_and_names() {
    assert_refused(&[
        ("  - {equation: phi -> b -> s, width: 1 eV}", "write each step as a reaction of its own"),
        ("  - {equation: phi<->b, width: 1 eV}", "particle names may end in `+` and `-`, so spaces separate them"),
        ("  - {equation: phi -> _x, width: 1 eV}", "`~` marks the antiparticle"),
        (
            "  - {equation: phi -> b + b~, width: 1 eV, label: phi + phi <-> SM + SM}",
            "is the equation of another reaction",
        ),
        ("observables: {c: {value: 1, over: {m_phi: {from: 1, to: 2}}}}", "the variable of a curve is a new name"),
        (
            "  - {equation: b + b~ -> phi + phi, cross_section: 1 GeV^-2, subtract_on_shell: [h]}",
            "only decays of evolved species count a resonance a second time",
        ),
        ("  - {equation: phi -> b + b~, width: 1 eV, subtract_on_shell: phi}", "a list of species, such as `[a]`"),
        ("cosmology: {history: {reheating: {T_RH: 1 GeV}, kination: {T_eq: 1 GeV}}}", "give `radiation`, or one of"),
    ]);
    let initial = small("").replace("dark_matter: true", "initial: []");
    assert!(refusal(&initial).contains("expected `equilibrium`, `zero` or a formula for the yield, found a list"));
}

#[test]
fn settings_that_lead_nowhere() {
    let set = |text: &str, setting: &str| {
        let overrides = Overrides::parse([setting]).unwrap_or_else(|e| panic!("{e}"));
        let document = Document::load(source(text)).unwrap_or_else(|e| panic!("{e}"));
        document.resolve(&overrides).expect_err("is refused").to_string()
    };
    let message = set(&small(""), "cosmology.g_star=everything");
    assert!(message.contains("possible: standard, ideal-gas, or a number"), "{message}");
    let message = set("format: 1\nname: n\nobservables: {o: 1}\n", "zzzzzz=1");
    assert!(message.contains("this model has no parameters"), "{message}");
}

#[test]
fn what_has_no_value_after_the_solve() {
    let model = model("format: 1\nname: n\nobservables: {o: omega_h2, h: hubble(0 GeV)}\n");
    let evaluation = model.evaluate(None);
    for (value, wanted) in evaluation.observables.iter().zip([
        "this model has no species, so there is no relic density",
        "no background at T = 0e0 GeV: this history reaches from 1e-20 to 1e20 GeV",
    ]) {
        let reason = value.as_ref().expect_err(wanted);
        assert!(reason.contains(wanted), "{reason}");
    }
}
