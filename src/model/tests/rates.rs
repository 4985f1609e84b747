//! Kinds of rates and what belongs to them: what is accepted, and what is said of mistakes.

use super::*;

/// The message about one reaction of an evolved mediator `a` (10 GeV) with `chi` (1 GeV) and electrons.
fn refused(reaction: &str) -> String {
    refusal(&mediated(reaction))
}

fn mediated(reaction: &str) -> String {
    format!(
        "format: 1
name: mediated
functions:
  \"line(q2)\": breit_wigner(q2, mass(a), width(a))
  \"twice(q2)\": line(q2) + 1 [GeV^-4]
species:
  a: {{mass: 10 GeV, type: real_scalar}}
  chi: {{mass: 1 GeV, type: majorana, dark_matter: true}}
tables:
  data: {{x: [1, 100, 1e6], y: [1e-9, 2e-9, 3e-9], units: [GeV^2, GeV^-2]}}
reactions:
  - {{equation: a <-> chi + chi, width: 1e-9 GeV}}
  - {{equation: a <-> e- + e-~, width: 2e-9 GeV}}
  - {{{reaction}}}
"
    )
}

#[track_caller]
fn assert_says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "`{part}` is missing:\n{message}");
    }
}

#[test]
fn every_kind_is_accepted() {
    for rate in [
        "equation: chi + chi <-> SM + SM, sigma_v_of_s: 1e-9 GeV^-2",
        "equation: chi + chi <-> SM + SM, amplitude_squared: '0.1 + t*u/s^2'",
        "equation: chi + chi + chi <-> chi + chi, rate_coefficient: 1e-9 GeV^-5",
        "equation: a <-> chi + chi + e- + e-~, width: 1e-9 GeV",
        "equation: a -> e- + e-~ + gamma, reaction_density: 'T^4*1e-30'",
        "equation: chi + chi <-> SM + SM, sigma_v: 1e-26 cm^3/s, active: T > 0.15 GeV and x < 30",
        "equation: chi + chi <-> SM + SM, table: {name: data, of: s, gives: cross_section}",
        "equation: chi + chi <-> e- + e-~, subtract_on_shell: [a], cross_section: 'breit_wigner(s, 10 GeV, 3e-9 GeV)*1 [GeV^2]'",
        "equation: chi + chi <-> e- + e-~, subtract_on_shell: [a], cross_section: 'abs2(propagator(s, a))*1 [GeV^2]'",
    ] {
        let model = model(&mediated(rate));
        assert_eq!(model.reactions.len(), 3, "{rate}");
    }
}

#[test]
fn numbers_of_particles_and_dimensions() {
    let message = refused("equation: chi + chi <-> SM + SM + SM, amplitude_squared: 0.1");
    assert_says(&message, &["`amplitude_squared` is for two products; this reaction has 3"]);
    let message = refused("equation: a <-> chi + chi + SM, amplitude_squared: 0.1");
    assert_says(&message, &["`amplitude_squared` is for 2 reactants; this reaction has 1"]);
    let message = refused("equation: a <-> chi + chi + SM, sigma_v_of_s: 1 GeV^-2");
    assert_says(&message, &["`sigma_v_of_s` is for 2 reactants; this reaction has 1"]);
    let message = refused("equation: chi + chi <-> SM + SM, amplitude_squared: 1 GeV^2");
    assert_says(&message, &["dimension"]);
    let message = refused("equation: chi + chi + chi <-> chi + chi, rate_coefficient: 1 GeV^-2");
    assert_says(&message, &["GeV^-5"]);
    let message = refused("equation: SM + chi <-> chi + chi, rate_coefficient: 1 GeV^-2");
    assert_says(&message, &["`SM` has no density, so it cannot be a reactant of a `rate_coefficient`"]);
    let message = refused("equation: chi + chi <-> SM + SM, rate_coefficient: -1 GeV^-2");
    assert_says(&message, &["a rate cannot be negative"]);
}

#[test]
fn variables_and_conditions() {
    let message = refused("equation: chi + chi <-> SM + SM, cross_section: t/s^2");
    assert_says(&message, &["`t` and `u` are known in squared amplitudes only"]);
    let message = refused("equation: chi + chi <-> SM + SM, sigma_v: s*1 GeV^-4");
    assert_says(&message, &["`s` is known in cross sections and squared amplitudes only"]);
    let message = refused("equation: chi + chi <-> SM + SM, sigma_v: 1 GeV^-2, active: 3 GeV");
    assert_says(&message, &["this is no condition", "for example `T > 0.15 GeV`"]);
    let message = refused("equation: chi + chi <-> SM + SM, sigma_v: 1 GeV^-2, active: T + 1 GeV");
    assert_says(&message, &["condition"]);
}

#[test]
fn tables_as_rates() {
    let message = refused("equation: chi + chi <-> SM + SM, table: {name: dta, of: s, gives: cross_section}");
    assert_says(&message, &["dta", "did you mean `data`?"]);
    let message = refused("equation: chi + chi <-> SM + SM, table: {name: data, of: q, gives: cross_section}");
    assert_says(&message, &["`q` is not a variable of rates", "possible: s, T"]);
    let message = refused("equation: chi + chi <-> SM + SM, table: {name: data, of: s, gives: sigma}");
    assert_says(&message, &["`sigma` is not a kind of rate with one formula"]);
    let message = refused("equation: chi + chi <-> SM + SM, table: {name: data, of: s}");
    assert_says(&message, &["needs the key `gives`"]);
}

#[test]
fn resonances_of_evolved_species() {
    let resonance = "equation: chi + chi <-> e- + e-~, cross_section: 'abs2(propagator(s, a))*1 [GeV^2]'";
    let message = refused(resonance);
    assert_says(
        &message,
        &[
            "the resonance of `a` is counted twice: here, and by its decay and inverse decay, since `a` is evolved",
            "add `subtract_on_shell: [a]`",
        ],
    );
    for hidden in [
        "cross_section: 'peak*1 [GeV^2]', where: {peak: line(s)}",
        "cross_section: '3*p2*1 [GeV^2]', where: {p2: 'abs2(1 [GeV^-2] + propagator(s, a))'}",
        "cross_section: 'twice(s)*1 [GeV^2]'",
        "amplitude_squared: 't^2*line(s)'",
        "sigma_v_of_s: 'breit_wigner(s, mass(a), width(a))*1 [GeV^2]'",
    ] {
        let message = refused(&format!("equation: chi + chi <-> e- + e-~, {hidden}"));
        assert_says(&message, &["the resonance of `a` is counted twice", "add `subtract_on_shell: [a]`"]);
    }
    let message = refused("equation: chi + chi <-> e- + e-~, subtract_on_shell: [a], cross_section: 1 GeV^-2");
    assert_says(
        &message,
        &["the rate has no pole of `a` that could be subtracted", "write it with `propagator(s, a)`"],
    );
    let message = refused("equation: chi + chi <-> e- + e-~, subtract_on_shell: [h], cross_section: 1 GeV^-2");
    assert_says(&message, &["`h` is not among the evolved species"]);
    // A resonance into something it has no declared decay into is counted once.
    model(&mediated("equation: chi + chi <-> mu- + mu-~, cross_section: 'abs2(propagator(s, a))*1 [GeV^2]'"));
}
