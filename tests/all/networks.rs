//! Networks of every kind against closed forms and limits; independent solutions of them are in `literature`.

use std::f64::consts::PI;
use std::fmt::Write as _;

use frazil::observables::Mechanism;
use frazil::ode::Method;
use frazil::run::Run;

use crate::solving::{distance, final_yield, model, observable, parse, solve, solved, species, text};

const TOLERANCE: f64 = 1e-8;
/// Planck mass in GeV, CODATA 2018, as in the program.
const PLANCK_MASS: f64 = 1.220890e19;

fn radau(name: &str, settings: &[&str]) -> Run {
    solve(model(name, settings), Method::Radau, TOLERANCE)
}

fn mechanism(run: &Run, name: &str) -> Option<Mechanism> {
    solved(run).fates[species(run, name)].mechanism
}

fn assert_close(found: f64, expected: f64, rtol: f64) {
    assert!((found / expected - 1.0).abs() <= rtol, "{found:.12e}, expected {expected:.12e}");
}

/// Number-changing reactions long after equilibrium at constant g, where only the loss is left: with n reactants of which
/// `lost` particles go, dn/dt = −(`lost`·`share`) k n^r, so that Y^(1−r) grows by (r − 1) times the integral of
/// (`lost`·`share`) k s^(r−1)/H over ln x, in which s^(r−1)/H goes like T^(3(r−1)−2).
fn loss_of_many(particle: &str, equation: &str, reactants: i32, lost_times_share: f64) {
    let (mass, degrees, coefficient, start) = (1.0, 100.0, 1e30, 1e-10);
    let (x0, x1) = (1e3, 1e4);
    let text = format!(
        "format: 1
name: loss
species:
  chi: {{mass: 1 GeV, {particle}, dark_matter: true, initial: 1e-10}}
reactions:
  - {{equation: {equation}, rate_coefficient: '{coefficient:e} [GeV^{}]'}}
cosmology: {{g_star: {{constant: {degrees}}}}}
evolution: {{from: {{x: 1e3}}, to: {{x: 1e4}}}}
",
        4 - 3 * reactants
    );
    let temperature = mass / x0;
    let entropy = 2.0 * PI * PI / 45.0 * degrees * f64::powi(temperature, 3);
    let hubble = (4.0 * PI.powi(3) * degrees / 45.0).sqrt() * temperature * temperature / PLANCK_MASS;
    let power = reactants - 1;
    let falls = f64::from(3 * power - 2);
    let integral = entropy.powi(power) / hubble * (1.0 - (x0 / x1).powf(falls)) / falls;
    let inverse = f64::powi(start, -power) + f64::from(power) * lost_times_share * coefficient * integral;
    let run = solve(parse(&text, &[]), Method::Radau, TOLERANCE);
    let expected = inverse.powf(-1.0 / f64::from(power));
    // Otherwise nothing is tested.
    assert!(expected < 0.9 * start, "{equation}: only {expected:e}");
    assert_close(final_yield(&run, "chi"), expected, TOLERANCE);
}

#[test]
fn symmetry_factors_of_many_identical_reactants() {
    // One event of n identical particles happens in 1/n! of the ordered sets of n, and n - 2 particles are lost.
    loss_of_many("type: real_scalar", "chi + chi <-> SM + SM", 2, 2.0 / 2.0);
    loss_of_many("type: real_scalar", "chi + chi + chi <-> chi + chi", 3, 1.0 / 6.0);
    loss_of_many("type: real_scalar", "chi + chi + chi + chi <-> chi + chi", 4, 2.0 / 24.0);
    loss_of_many("type: real_scalar", "chi + chi + chi + chi <-> SM + SM", 4, 4.0 / 24.0);
    // Particle and antiparticle each have half of the yield, and the conjugate reaction runs too.
    loss_of_many("type: complex_scalar", "chi + chi~ <-> SM + SM", 2, 2.0 / 4.0);
    loss_of_many("type: complex_scalar", "chi + chi + chi~ <-> chi~ + chi~", 3, 2.0 / 2.0 / 8.0);
    loss_of_many("type: complex_scalar", "chi + chi + chi <-> chi + chi~", 3, 2.0 / 6.0 / 8.0);
    loss_of_many("type: complex_scalar", "chi + chi + chi~ + chi~ <-> chi + chi~", 4, 2.0 / 4.0 / 16.0);
}

#[test]
fn a_decay_into_three_is_the_inverse_of_a_reaction_of_three() {
    let forward = text("many-bodies");
    // γ = n_S Γ K₁/K₂ for the decay and n_a³ k/3! for its inverse: detailed balance makes them the same reaction. The
    // density of one with g = 1 is m² T K₂(m/T)/(2π²).
    let scaled = |m: &str| format!("({m}^2*T*besselk_scaled(2, {m}/T)/(2*pi^2))");
    let coefficient = format!(
        "6*Gamma*besselk_scaled(1, m_S/T)/besselk_scaled(2, m_S/T)*{}/{}^3*exp((3*m - m_S)/T)",
        scaled("m_S"),
        scaled("m")
    );
    let backward = forward.replace(
        "equation: S <-> a + a + a, width: Gamma",
        &format!("equation: a + a + a <-> S, rate_coefficient: '{coefficient}'"),
    );
    assert_ne!(forward, backward);
    let end = ["evolution.to.x=100"];
    let [one, other] = [&forward, &backward].map(|text| solve(parse(text, &end), Method::Radau, TOLERANCE));
    assert!(distance(&one, &other) <= 2.0 * TOLERANCE, "{:e}", distance(&one, &other));
    // S is made by three a, and all of it comes back.
    assert!(final_yield(&one, "S") == 0.0 && mechanism(&one, "a") == Some(Mechanism::FreezeOut));
}

#[test]
fn three_bodies_in_the_end_make_as_many_as_one_each() {
    // Freeze-in by decay counts what comes out of each decay: the closed form of the built-in model three times over.
    let one = text("freeze-in-decay");
    let three = one.replace("SM + chi", "chi + chi + chi");
    assert_ne!(one, three);
    let [one, three] = [&one, &three].map(|text| solve(parse(text, &[]), Method::Radau, TOLERANCE));
    assert_close(final_yield(&three, "chi"), 3.0 * observable(&one, "closed_form"), 1e-8 + TOLERANCE);
}

#[test]
fn all_that_is_frozen_into_a_mediator_comes_out_as_dark_matter() {
    // Without fusion and with nothing but invisible decays each mediator makes two: twice the closed form of freeze-in by
    // decay, 135 g_B M_Pl Γ/(8π³ √(4π³/45) g^(3/2) m²) (arXiv:0911.1120 eq 6.10), whenever it decays.
    let closed = |width: f64| {
        135.0 * PLANCK_MASS * width
            / (8.0 * PI.powi(3) * (4.0 * PI.powi(3) / 45.0).sqrt() * 106.75f64.powf(1.5) * 100.0 * 100.0)
    };
    for width in ["1e-18 GeV", "1e-22 GeV"] {
        let width = format!("Gamma={width}");
        let run = radau("sequential-freeze-in", &["fusion=0", "share=1", "production=1e-21 GeV", &width]);
        // Inverse decays, R_A ~ 1e-7 at most at these couplings, are left out of the closed form.
        assert_close(final_yield(&run, "chi"), 2.0 * closed(1e-21), 1e-6);
    }
}

#[test]
fn fast_conversion_approaches_chemical_equilibrium() {
    let group = radau("chemical-equilibrium", &[]);
    let wanted = final_yield(&group, "one");
    // What conversions of finite rate leave of the difference is in proportion to H/Γ.
    let apart = |width: &str| {
        let run = radau("co-annihilation", &[&format!("conversion={width}")]);
        (final_yield(&run, "one") / wanted - 1.0).abs()
    };
    let [slow, medium, fast] = ["1e-12 GeV", "1e-11 GeV", "1e-10 GeV"].map(apart);
    assert!(slow > 1e-3, "{slow:e}");
    for (slower, faster) in [(slow, medium), (medium, fast)] {
        assert!((5.0..20.0).contains(&(slower / faster)), "{slow:e} {medium:e} {fast:e}");
    }
    assert!(apart("1e-8 GeV") < 1e-6);
}

#[test]
fn a_group_with_semi_annihilation_and_leaks_is_the_limit_of_the_coupled_network() {
    let coupled = text("group-of-three").replace("  chemical_equilibrium: [[N1, N2, eta]]\n", "");
    let grouped = radau("group-of-three", &["evolution.to.x=200"]);
    for (conversion, rtol) in [("1e-8 GeV", 1e-4), ("1e-6 GeV", 2e-6)] {
        let conversion = format!("conversion={conversion}");
        let run = solve(parse(&coupled, &["evolution.to.x=200", &conversion]), Method::Radau, TOLERANCE);
        for name in ["N1", "N2", "eta", "X"] {
            assert_close(final_yield(&run, name), final_yield(&grouped, name), rtol);
        }
    }
}

#[test]
fn members_share_the_yield_of_their_group_in_proportion_to_equilibrium() {
    let text = text("chemical-equilibrium")
        + "observables: {at_30: 'yield_at(two, 30)/yield_at(one, 30)', in_equilibrium: 'Y_eq(two, m1/30)/Y_eq(one, m1/30)'}\n";
    let run = solve(parse(&text, &["evolution.to.x=60"]), Method::Radau, TOLERANCE);
    assert_close(observable(&run, "at_30"), observable(&run, "in_equilibrium"), 1e-9);
    let solved = solved(&run);
    let last = solved.solution.moment(solved.solution.end).expect("is inside");
    let [one, two] = ["one", "two"].map(|name| species(&run, name));
    let excess = |i: usize| last.ln_yield[i] - last.ln_equilibrium[i];
    assert!((excess(one) - excess(two)).abs() < 1e-9, "{last:?}");
    assert_close(solved.yields[one] + solved.yields[two], solved.solution.ln_totals[0].exp(), 1e-12);
    // Both leave equilibrium together and report so, each under its own name.
    assert_eq!(solved.fates[one].x_freeze_out, solved.fates[two].x_freeze_out);
    assert_eq!(solved.fates[one].mechanism, solved.fates[two].mechanism);
    for (fate, name) in solved.fates.iter().zip(["one", "two"]) {
        assert!(fate.dominant.iter().all(|reaction| reaction.species == name));
        assert!(fate.dominant.iter().all(|reaction| reaction.reaction != "two <-> one + SM"), "{fate:?}");
    }
}

#[test]
fn a_group_starts_with_what_its_members_start_with() {
    let text = text("group-of-three")
        .replace(
            "N1: {mass: m, type: majorana, dark_matter: true}",
            "N1: {mass: m, type: majorana, dark_matter: true, initial: 1e-11}",
        )
        .replace("N2: {mass: 1.02*m, type: majorana}", "N2: {mass: 1.02*m, type: majorana, initial: zero}")
        .replace("type: complex_scalar}", "type: complex_scalar, initial: 3e-11}");
    let settings = ["evolution.from.x=500", "evolution.to.x=500.001"];
    let run = solve(parse(&text, &settings), Method::Radau, TOLERANCE);
    let total: f64 = ["N1", "N2", "eta"].iter().map(|name| final_yield(&run, name)).sum();
    // Within this instant ⟨σv⟩ s Y/H and Γ/H take less than 1e-4.
    assert_close(total, 4e-11, 1e-4);
}

#[test]
fn mechanisms_are_told_apart() {
    for (name, settings, dark, expected) in [
        ("reannihilation", &[][..], "chi", Mechanism::Reannihilation),
        // So feebly that nothing annihilates again.
        ("reannihilation", &["annihilation=1e-40 cm^3/s"], "chi", Mechanism::FreezeIn),
        ("sequential-freeze-in", &[], "chi", Mechanism::FreezeIn),
        ("simp", &[], "pi", Mechanism::FreezeOut),
        ("conversion-driven", &["Gamma=2e-14 GeV"], "chi", Mechanism::FreezeOut),
        ("chemical-equilibrium", &[], "one", Mechanism::FreezeOut),
        // Conversion in equilibrium is no decay of what has left it, however much of the yield comes by that way.
        ("co-annihilation", &[], "one", Mechanism::FreezeOut),
        ("co-annihilation", &["delta=0.001"], "one", Mechanism::FreezeOut),
        ("semi-annihilation", &[], "chi", Mechanism::FreezeOut),
        ("super-wimp", &[], "chi", Mechanism::Decay),
        // A partner that freezes out alone and decays much later.
        (
            "co-annihilation",
            &["conversion=1e-23 GeV", "s22=1e-27 cm^3/s", "s11=1e-25 cm^3/s", "s12=0"],
            "one",
            Mechanism::Decay,
        ),
    ] {
        assert_eq!(mechanism(&radau(name, settings), dark), Some(expected), "{name} {settings:?}");
    }
}

#[test]
fn the_fastest_time_of_a_reaction_is_not_the_end_of_time() {
    for (name, settings) in [
        ("co-annihilation", &[][..]),
        ("conversion-driven", &[]),
        ("alp-portal", &[]),
        ("super-wimp", &[]),
        ("many-bodies", &[]),
        ("sequential-freeze-in", &["share=0.3"]),
    ] {
        let run = radau(name, settings);
        for reaction in solved(&run).fates.iter().flat_map(|fate| &fate.dominant) {
            assert!(reaction.temperature > 1e-6, "{name}: {reaction:?}");
        }
    }
}

#[test]
fn what_annihilates_on_is_not_said_to_decay() {
    // Still in equilibrium at a tenth of a second, and frozen out later.
    let run = radau("simp", &[]);
    assert!(run.warnings.is_empty(), "{:?}", run.warnings);
    let decays = radau("super-wimp", &[]);
    assert!(decays.warnings.iter().any(|w| w.contains("nucleosynthesis would notice")), "{:?}", decays.warnings);
}

#[test]
fn what_was_missed_before_the_start_is_destroyed_like_the_rest() {
    // Of what is made at T = 1e8 GeV nothing is left after the reannihilation; without it, it would be 3e-9 of the yield.
    for (settings, least) in [(&[][..], 1e-10), (&["annihilation=0"], 1e-9)] {
        let run = radau("reannihilation", settings);
        assert!(!run.warnings.iter().any(|w| w.contains("produced of chi before")), "{:?}", run.warnings);
        let later = radau("reannihilation", &[settings, &["evolution.from.x=1e-4"]].concat());
        assert!(distance(&run, &later) < 1e-6 && least > 0.0, "{:e}", distance(&run, &later));
    }
}

/// A chain of species that annihilate, each with itself, and decay into the next lighter one.
fn chain(species: usize) -> String {
    let mut text = String::from("format: 1\nname: chain\nspecies:\n");
    for i in 0..species {
        let dark = if i == 0 { ", dark_matter: true" } else { "" };
        let _ = writeln!(text, "  chi{i}: {{mass: {} GeV, type: majorana{dark}}}", 100.0 * (1.0 + 0.02 * i as f64));
    }
    text += "reactions:\n";
    for i in 0..species {
        let _ = writeln!(text, "  - {{equation: chi{i} + chi{i} <-> SM + SM, sigma_v: {}e-26 cm^3/s}}", 1 + i % 5);
        if i > 0 {
            let _ = writeln!(text, "  - {{equation: chi{i} <-> chi{} + SM, width: 3e-{} GeV}}", i - 1, 17 - i % 5);
        }
    }
    text + "cosmology: {g_star: {constant: 86.25}}\nevolution: {from: {x: 1}, to: {x: 1e4}, reference_mass: 100 GeV}\n"
}

/// Steps and evaluations of networks of every kind, a tripwire as that of the built-in models in `regression`.
#[test]
fn work_of_networks() {
    use std::fmt::Write as _;
    let mut table = String::new();
    let names = [
        "chemical-equilibrium",
        "co-annihilation",
        "conversion-driven",
        "group-of-three",
        "many-bodies",
        "reannihilation",
        "semi-annihilation",
        "sequential-freeze-in",
        "simp",
        "super-wimp",
        "two-components",
        "twenty-species",
    ];
    let models = names.into_iter().map(|name| (name.to_owned(), text(name)));
    let chains = [2, 4, 8, 16, 32].into_iter().map(|n| (format!("chain of {n}"), chain(n)));
    for (name, text) in models.chain(chains) {
        let run = solve(parse(&text, &[]), Method::Radau, 1e-6);
        let s = solved(&run).solution.statistics;
        let _ = writeln!(
            table,
            "{name:20} {:4} steps, {:3} rejected, {:5} evaluations, {:4} Jacobians, {:4} factorisations",
            s.steps, s.rejected, s.rhs_evaluations, s.jacobians, s.factorisations
        );
    }
    insta::assert_snapshot!(table);
}

#[test]
fn twenty_species_and_a_hundred_reactions_can_be_read() {
    let run = solve(model("twenty-species", &[]), Method::Radau, 1e-6);
    assert_eq!((run.model.species.len(), run.model.reactions.len()), (20, 100));
    let wide = |text: &str, columns: usize| -> Vec<String> {
        text.lines().filter(|line| line.chars().count() > columns).map(str::to_owned).collect()
    };
    let summary = frazil::report::summary(&run);
    assert!(summary.lines().count() <= 70, "{summary}");
    // The line about the evolution is longer than a narrow terminal, the row of dark matter by one column.
    assert!(wide(&summary, 80).len() <= 2 && wide(&summary, 120).is_empty(), "{:#?}", wide(&summary, 80));
    // Six reactions of dark matter, the rest of which are counted, and one of each other species.
    let dominant = summary.split("dominant for").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("is there");
    assert_eq!(dominant.lines().count(), 1 + 6 + 1 + 19, "{dominant}");
    let explained = frazil::report::explanation(&run.model);
    // Every reaction and its number once, what they have in common once for each template.
    for (k, reaction) in run.model.reactions.iter().enumerate() {
        assert_eq!(explained.matches(&format!("[{}] {}", k + 1, reaction.equation)).count(), 1);
    }
    assert_eq!(explained.matches("γ = ").count(), 13, "{explained}");
    let reactions =
        explained.split("\nreactions\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("is there");
    // A line for each reaction at most, and three for each rate.
    assert!(reactions.lines().count() <= 100 + 3 * 13 && wide(reactions, 80).is_empty(), "{:#?}", wide(reactions, 80));
    let equations = explained.split("\nequations").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("is there");
    assert!(wide(equations, 80).is_empty(), "{:#?}", wide(equations, 80));
}
