//! Functions of particles, decays and the plasma.

use super::complete::Answers;
use super::indices::{assert_all_said, assert_said};
use super::*;

/// An axion with decays of every sort, and observables; the last decay is closed.
fn axion(more: &str) -> String {
    format!(
        "format: 1
name: axion
parameters: {{w: 4 eV, tau: 1 s}}
species:
  a: {{mass: 1 GeV, type: real_scalar, charge: 0}}
  chi: {{mass: 0.3 GeV, type: dirac, dark_matter: true, charge: -1/3, colours: 3}}
  phi: {{mass: 2 GeV, type: complex_scalar}}
bath:
  b: {{mass: 5 GeV}}
reactions:
  - {{equation: a <-> chi + chi~, width: w}}
  - {{equation: a <-> e- + mu-~, width: 0.5*w}}
  - {{equation: a -> b + b~, width: 3*w}}
  - {{equation: phi -> a + a, lifetime: tau, branching: 0.25}}
  - {{equation: phi -> chi + e-, width: 1 eV}}
{more}"
    )
}

fn observables(lines: &str) -> Vec<f64> {
    let model = model(&axion(&format!("observables:\n{lines}")));
    let nothing: Arc<dyn Outcome> = Arc::new(Answers);
    model.evaluate(Some(&nothing)).observables.into_iter().map(|value| value.unwrap()).collect()
}

#[track_caller]
fn assert_close(found: f64, wanted: f64) {
    // Sums and quotients of a few numbers.
    assert!((found / wanted - 1.0).abs() < 1e-14, "{found} instead of {wanted}");
}

#[test]
fn a_width_is_the_sum_of_the_declared_decays() {
    let of = |formula: &str| observables(&format!("  o: {formula}\n"))[0];
    // a -> e- + mu-~ and its CP conjugate a -> e-~ + mu- are two decays of the same particle.
    assert_close(of("width(a)"), 8e-9);
    assert_close(of("branching(a -> chi + chi~)"), 0.5);
    assert_close(of("branching(a <-> mu-~ + e-)"), 0.25);
    assert_close(of("branching(a -> mu- + e-~)"), 0.25);
    assert_eq!(of("branching(a -> b + b~)"), 0.0);
    // Of a particle with an antiparticle the conjugate decays are the antiparticle's.
    let hbar = crate::units::HBAR;
    assert_close(of("width(phi)"), 1e-9 + 0.25 * hbar);
    assert_close(of("width(phi~)"), 1e-9 + 0.25 * hbar);
    assert_close(of("branching(phi~ -> chi~ + e-~)"), 1e-9 / (1e-9 + 0.25 * hbar));
}

#[test]
fn what_particles_are() {
    for (formula, wanted) in [
        ("dof(a)", 1.0),
        ("dof(chi)", 6.0),
        ("dof(g)", 16.0),
        ("colours(chi~)", 3.0),
        ("colours(b)", 3.0),
        ("colours(tau-)", 1.0),
        ("charge(b)", -1.0 / 3.0),
        ("charge(W+)", 1.0),
        ("charge(e-~)", 1.0),
        ("charge(chi~)", 1.0 / 3.0),
        ("charge(a)", 0.0),
        ("mass(B+)/mass(K0)", 5279.41 / 497.611),
    ] {
        let found = observables(&format!("  o: {formula}\n"))[0];
        assert!((found - wanted).abs() <= 1e-15 * wanted.abs(), "{formula} = {found}");
    }
}

#[test]
fn the_plasma_in_observables() {
    let values = observables(
        "  o1: hubble(1 GeV)\n  o2: entropy(1 GeV)\n  o3: g_rho(1 GeV)\n  o4: g_s(1 GeV)\n  o5: n_eq(chi, 1 GeV)\n  o6: Y_eq(chi, 1 GeV)\n  o7: rate(a <-> chi + chi~, 2 GeV)\n",
    );
    let background = model(&axion("")).expansion.at(1.0).unwrap();
    assert_eq!(values[0], background.hubble);
    assert_eq!(values[1], background.entropy_density);
    assert_eq!(values[2], background.degrees.g_rho);
    assert_eq!(values[3], background.degrees.g_s);
    // n_eq = g m² T K₂(m/T)/(2π²) of particle and antiparticle, K₂(0.3) = 21.74574 (Abramowitz & Stegun, table 9.8:
    // K₂ = K₀ + 2 K₁/x with K₀(0.3) = 1.3724600605, K₁(0.3) = 3.0559920335).
    let k2 = 1.372_460_060_5 + 2.0 / 0.3 * 3.055_992_033_5;
    let wanted = 12.0 * 0.09 * k2 / (2.0 * std::f64::consts::PI.powi(2));
    assert!((values[4] / wanted - 1.0).abs() < 1e-9, "{} {wanted}", values[4]);
    assert_close(values[5], values[4] / values[1]);
    assert_eq!(values[6], 2.0 * "a <-> chi + chi~".len() as f64);
}

#[test]
fn equilibrium_follows_the_statistics_of_the_model() {
    // Massless: ζ(3) g T³/π² of a boson, 3/4 of it of each fermion and antifermion; with a mass, sums over K₂.
    let found = observables(
        "  o1: n_eq(gamma, 2 GeV)\n  o2: n_eq(nu_e, 2 GeV)\n  o3: n_eq(chi, 0.05 GeV)\n  o4: Y_eq(chi, 0.05 GeV)*entropy(0.05 GeV)\nevolution: {statistics: quantum}\n",
    );
    let zeta = 1.202_056_903_159_594_3 * 8.0 / std::f64::consts::PI.powi(2);
    assert_close(found[0], 2.0 * zeta);
    assert_close(found[1], 2.0 * 0.75 * zeta);
    let k2 = |x: f64| crate::thermal::bessel::k2_scaled(x) * (-x).exp();
    let images: f64 = (1..9).map(|k| (-1f64).powi(k - 1) * k2(6.0 * f64::from(k)) / f64::from(k)).sum();
    let wanted = 12.0 * 0.09 * 0.05 * images / (2.0 * std::f64::consts::PI.powi(2));
    assert!((found[2] / wanted - 1.0).abs() < 1e-12, "{} {wanted}", found[2]);
    assert_close(found[3], found[2]);
}

#[test]
fn widths_are_known_before_what_needs_them() {
    let model = model(&axion(
        "  - {equation: phi -> e- + nu_e~ + a, width: width(a)^2/(1 GeV)}\nderived: {ratio: width(phi)/width(a)}\n",
    ));
    let wanted = (1e-9 + 0.25 * crate::units::HBAR + 64e-18) / 8e-9;
    assert_close(model.derived[0].value, wanted);
}

#[test]
fn refused_functions() {
    let cases = [
        (
            "derived: {o: width(chi)}\n",
            &[
                "error: no decay of `chi` is declared: its width is the sum of those of its decays under `reactions`",
                "--> m.yaml:16:14",
            ][..],
        ),
        ("derived: {o: width(ax)}\n", &["error: there is no particle `ax`", "--> m.yaml:16:14"]),
        (
            "derived: {o: branching(a -> chi + b~)}\n",
            &["error: `a -> chi + b~` is no declared decay; did you mean `a -> b + b~`?", "--> m.yaml:16:14"],
        ),
        (
            "derived: {o: branching(a + a -> chi + chi~)}\n",
            &["error: `a + a -> chi + chi~` is no decay: it has 2 particles on its left", "--> m.yaml:16:14"],
        ),
        (
            "derived: {o: branching(a -> SM)}\n",
            &[
                "error: `a -> SM` is no declared decay; declared are `a <-> chi + chi~`, `a <-> e- + mu-~`, `a -> b + b~`",
                "--> m.yaml:16:14",
            ],
        ),
        (
            "  - {equation: chi -> e- + SM, width: T}\nderived: {o: width(chi)}\n",
            &[
                "error: the width of `chi -> e- + SM` depends on the temperature, so it is no number that formulas could use",
                "--> m.yaml:17:14",
            ],
        ),
        (
            "  - {equation: chi -> e- + SM, width: 'sqrt(0 - w*w)'}\nderived: {o: width(chi)}\n",
            &["error: square root of the negative number -1.6e-17", "--> m.yaml:16:40"],
        ),
        (
            "  - {equation: chi -> e- + SM, width: width(chi)/2}\n",
            &[
                "error: these names are defined by each other: `the width of chi -> e- + SM` → `the width of chi -> e- + SM`",
                "--> m.yaml:16:16",
            ],
        ),
        (
            "derived: {o: charge(phi)}\n",
            &["error: `phi` declares no charge: add `charge: 0` or the like to it", "--> m.yaml:16:14"],
        ),
        (
            "derived: {o: 'n_eq(phi, 1 GeV)'}\n",
            &["error: `n_eq` is known after the solve only, in observables and constraints", "--> m.yaml:16:15"],
        ),
        (
            "derived: {o: hubble(1 GeV)}\n",
            &[
                "error: unknown function `hubble`",
                "--> m.yaml:16:14",
                "= help: functions of the plasma are known after the solve only, in observables and constraints",
            ],
        ),
        (
            "observables: {o: 'n_eq(phi~, 1 GeV)'}\n",
            &[
                "error: densities are sums over particle and antiparticle: name the particle, not `phi~`",
                "--> m.yaml:16:19",
            ],
        ),
        (
            "observables: {o: 'rate(a <-> chi + chi, 1 GeV)'}\n",
            &["error: there is no reaction `a <-> chi + chi`; did you mean `a <-> chi + chi~`?", "--> m.yaml:16:19"],
        ),
    ];
    assert_all_said(cases.map(|(more, wanted)| (axion(more), wanted)));
    let text =
        axion("derived: {o: branching(phi -> a + a)}\n").replace("lifetime: tau, branching: 0.25", "width: 0 eV");
    assert_said(
        &text.replace("width: 1 eV", "width: 0 eV"),
        &[
            "error: all decays of the mother in `phi -> a + a` are closed, so it has no branching fractions",
            "--> m.yaml:16:14",
        ],
    );
    assert_said(
        &axion("").replace("-1/3", "third"),
        &[
            "error: `third` is not a charge",
            "--> m.yaml:6:64",
            "= help: in units of the positron's, as a number or a fraction such as `-1/3`",
        ],
    );
}

#[test]
fn where_defines_names_for_one_entry() {
    let text = axion(
        "  - {equation: b <-> chi + a, width: '1 eV*r^2', where: {r: q/2, q: 4}}
derived:
  one: {value: 'r + v[1]', where: {r: 2}}
  v[i]: {value: r*i, where: {r: 10, unused: 1 GeV}}
observables: {o: {value: half, where: {half: one/2}}}
indices: {i: [1, 2]}
",
    );
    let model = model(&text);
    assert_eq!(model.derived.iter().map(|d| d.value).collect::<Vec<_>>(), [12.0, 10.0, 20.0]);
    let RateSpec::Width(width) = &model.reactions[5].rate else { panic!() };
    assert_eq!(width.eval(&[], &mut crate::expression::Scratch::new()), Ok(4e-9));
    let nothing: Arc<dyn Outcome> = Arc::new(Answers);
    assert_eq!(model.evaluate(Some(&nothing)).observables, [Ok(6.0)]);
    let cases = [
        (
            "derived: {o: {value: r, where: {r: 1 + 1 GeV}}}\n",
            &["error: this has dimension GeV, but what is left of `+` is dimensionless", "--> m.yaml:16:40"][..],
        ),
        (
            "derived: {o: {value: r, where: {w: 1}}}\n",
            &[
                "error: unknown name `r`",
                "--> m.yaml:16:22",
                "error: `w` is already a parameter",
                "--> m.yaml:16:33",
                "= help: names under `where` are new ones",
            ],
        ),
        (
            "derived: {o: {value: T, where: {T: 1}}}\n",
            &[
                "error: the name `T` is reserved: it has a meaning of its own in formulas",
                "--> m.yaml:16:33",
                "= help: call it `T_1` or the like",
            ],
        ),
        (
            "indices: {i: [1, 2]}\nderived: {'o[i]': {value: i, where: {i: 1}}}\n",
            &["error: `i` is an index of this entry", "--> m.yaml:17:38"],
        ),
    ];
    assert_all_said(cases.map(|(more, wanted)| (axion(more), wanted)));
    let cycle = refusal(&axion("derived: {o: {value: p, where: {p: q, q: 2*p}}}\n"));
    assert!(cycle.contains("is defined by itself"), "{cycle}");
}

#[test]
fn functions_are_checked_without_being_called() {
    let cases = [
        ("functions: {'f(z)': 'z + 1 + ww'}\n", &["error: unknown name `ww`", "--> m.yaml:16:30"][..]),
        (
            "functions: {'f(energy)': 'enegry + g(1)'}\nderived: {d: f(1)}\n",
            &[
                "error: unknown name `enegry`",
                "--> m.yaml:16:27",
                "= help: did you mean `energy`?",
                "error: unknown function `g`",
                "--> m.yaml:16:36",
            ],
        ),
        ("functions: {'f(z)': mass(zeta)*z}\n", &["error: there is no particle `zeta`", "--> m.yaml:16:21"]),
    ];
    assert_all_said(cases.map(|(more, wanted)| (axion(more), wanted)));
    model(&axion("functions: {'f(z)': 'z*s/T^2 + pi*tau*w + hubble(T)/T + omega_h2', 'g(z)': 'f(z) + I'}\n"));
}

#[test]
fn every_built_in_bath_particle_takes_part() {
    use crate::standard_model::particles::{PARTICLES, Role};
    let text = axion("").replace("bath:\n  b: {mass: 5 GeV}\n", "");
    for particle in PARTICLES.iter().filter(|particle| particle.role == Role::Bath) {
        let (name, anti) = (particle.name, particle.antiparticle.unwrap_or(particle.name));
        let model = model(&text.replace("b + b~", &format!("{name} + {anti}")));
        let found = model.bath.iter().find(|found| found.name == name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(found.degrees_of_freedom, particle.degrees_of_freedom(), "{name}");
        assert_eq!(found.self_conjugate(), particle.self_conjugate(), "{name}");
    }
    let text = axion("  - {equation: a -> SN + gamma, width: 1 eV}\n");
    assert_said(&text, &["error: there is no particle `SN`", "--> m.yaml:16:21", "= help: did you mean `SM`?"]);
}
