use std::sync::Arc;

use crate::error::Source;
use crate::model::{Document, Model, Overrides};
use crate::network::{Gas, Network, Settings, Start, evolve};
use crate::rates::{ReactionRate, ThermalPoint};
use crate::thermal::distribution::Distribution;

/// Of the yields; tables are fifty times better.
const TOLERANCE: f64 = 1e-7;
const TABLE: f64 = 2e-9;

fn model(reactions: &str) -> Model {
    let text = format!(
        "format: 1
name: kinds
species:
  a: {{mass: 10 GeV, type: real_scalar, initial: zero}}
  phi: {{mass: 1 GeV, type: real_scalar, initial: zero, dark_matter: true}}
  psi: {{mass: 2 GeV, type: dirac, initial: zero}}
cosmology: {{g_star: {{constant: 86.25}}}}
evolution: {{from: {{T: 20 GeV}}}}
reactions:
{reactions}"
    );
    Document::load(Source { name: "kinds".into(), text })
        .and_then(|document| document.resolve(&Overrides::default()))
        .unwrap_or_else(|error| panic!("{error}"))
}

fn network(reactions: &str) -> Network {
    Network::of(&model(reactions), TOLERANCE).unwrap_or_else(|error| panic!("{error}"))
}

fn coefficient(network: &Network, channel: usize, temperature: f64) -> f64 {
    let rate: &dyn ReactionRate = &*network.sources.channels[channel].rate;
    let at = ThermalPoint::new(temperature, network.reference_mass());
    let coefficient = rate.coefficient(&at).unwrap_or_else(|error| panic!("{error}"));
    coefficient.value() * (-rate.threshold_mass() / temperature).exp()
}

/// Both models' first rates are the same function of temperature.
#[track_caller]
fn assert_same(one: &str, other: &str, factor: f64, bound: f64) {
    let (one, other) = (network(one), network(other));
    for temperature in [0.05, 0.3, 1.0, 7.0, 20.0] {
        let (found, wanted) = (coefficient(&one, 0, temperature), factor * coefficient(&other, 0, temperature));
        assert!((found / wanted - 1.0).abs() <= bound, "T = {temperature}: {found:e}, not {wanted:e}");
    }
}

#[test]
fn squared_amplitudes_have_their_cross_sections() {
    // σ = Σ|M|² p_f/(g₁g₂ 16π s pᵢ): the spins of psi and psi~ are averaged over, identical photons get ½, both for a
    // constant and, with ⟨t²⟩ taken by hand for massless products, t = m² − s/2 ± βs/2, for a function of t.
    let beta = "sqrt(1 - 4*mass(phi)^2/s)";
    assert_same(
        "  - {equation: phi + phi <-> gamma + gamma, amplitude_squared: 0.4}",
        &format!("  - {{equation: phi + phi <-> gamma + gamma, cross_section: '0.2/(16*pi*s*{beta})'}}"),
        1.0,
        3.0 * TABLE,
    );
    assert_same(
        "  - {equation: psi + psi~ <-> phi + phi, amplitude_squared: 0.4}",
        "  - {equation: psi + psi~ <-> phi + phi, \
         cross_section: '0.05/(16*pi*s)*sqrt((s - 4*mass(phi)^2)/(s - 4*mass(psi)^2))'}",
        1.0,
        3.0 * TABLE,
    );
    assert_same(
        "  - {equation: phi + phi <-> gamma + g, amplitude_squared: 't^2/s^2'}",
        &format!(
            "  - {{equation: phi + phi <-> gamma + g, \
             cross_section: '((mass(phi)^2/s - 0.5)^2 + {beta}^2/12)/(16*pi*s*{beta})'}}"
        ),
        1.0,
        3.0 * TABLE,
    );
}

#[test]
fn sigma_v_of_s_is_divided_by_twice_beta() {
    assert_same(
        "  - {equation: phi + phi <-> SM + SM, sigma_v_of_s: 2e-9 GeV^-2}",
        "  - {equation: phi + phi <-> SM + SM, cross_section: '1e-9 [GeV^-2]/sqrt(1 - 4*mass(phi)^2/s)'}",
        1.0,
        3.0 * TABLE,
    );
}

#[test]
fn rate_coefficients_are_those_of_the_reactants() {
    let pair = "  - {equation: phi + phi <-> SM + SM, sigma_v: '1e-9 [GeV^-2]*x'}";
    assert_same("  - {equation: phi + phi <-> SM + SM, rate_coefficient: '1e-9 [GeV^-2]*x'}", pair, 1.0, 1e-14);
    // Three identical reactants: 1/3! instead of 1/2!.
    let three = network("  - {equation: phi + phi + phi <-> phi + phi, rate_coefficient: 3e-9 GeV^-5}");
    assert!((coefficient(&three, 0, 0.3) / 5e-10 - 1.0).abs() < 1e-14);
}

#[test]
fn inactive_reactions_have_no_rate() {
    for rate in ["sigma_v: 2e-9 GeV^-2", "cross_section: 1e-9 GeV^-2"] {
        let always = network(&format!("  - {{equation: phi + phi <-> SM + SM, {rate}}}"));
        let hot = network(&format!("  - {{equation: phi + phi <-> SM + SM, {rate}, active: T > 0.15 GeV}}"));
        let channel = &hot.sources.channels[0];
        assert!(channel.rate.breakpoints().contains(&0.15), "{rate}");
        assert_eq!(coefficient(&hot, 0, 0.149_999_999), 0.0, "{rate}");
        for temperature in [0.150_000_001, 1.0] {
            let (found, wanted) = (coefficient(&hot, 0, temperature), coefficient(&always, 0, temperature));
            assert!((found / wanted - 1.0).abs() < 3.0 * TABLE, "{rate}, T = {temperature}: {found:e} {wanted:e}");
        }
    }
}

/// Freeze-in through a mediator: e⁻e⁺ → phi phi by way of a, σ = 4π/p² g_a/(g₁g₂) M²Γ₁Γ₂/((s − M²)² + M²Γ²).
const DECAYS: &str = "  - {equation: a <-> phi + phi, width: 4e-24 GeV}
  - {equation: a <-> e- + e-~, width: 4e-13 GeV}
";
const SCATTERING: &str = "  - {equation: e- + e-~ <-> phi + phi, subtract_on_shell: [a],
     cross_section: 'pi/(s/4 - mass(e-)^2)*mass(a)^2*4e-24 GeV*4e-13 GeV*abs2(propagator(s, a))'}
";

fn classical(degrees_of_freedom: f64, mass: f64) -> Gas {
    Gas { mass, degrees_of_freedom, distribution: Distribution::MaxwellBoltzmann }
}

#[test]
fn the_on_shell_part_is_the_inverse_decay_times_the_branching_fraction() {
    let network = network(&format!("{DECAYS}{SCATTERING}"));
    assert_eq!(network.channels.len(), 4);
    for temperature in [2.0, 20.0] {
        let whole = coefficient(&network, 2, temperature);
        let part = coefficient(&network, 3, temperature);
        // The tails are of order Γ/M, enhanced at most by e^{(M − 2m)/T} = e⁵.
        assert!((part / whole - 1.0).abs() < 1e-10, "T = {temperature}: {part:e} {whole:e}");
        let ln_density = |states: f64, mass: f64| classical(states, mass).ln_density(temperature).total();
        let decay = coefficient(&network, 0, temperature) * ln_density(1.0, 10.0).exp();
        let scattering = part * (2.0 * ln_density(2.0, 0.51099895069e-3)).exp();
        // The other decay is all of the width but for 1e-11.
        assert!((scattering / decay - 1.0).abs() < 2e-11, "T = {temperature}: {scattering:e} {decay:e}");
    }
}

#[test]
fn subtracted_scattering_adds_nothing_to_decays() {
    let dark_matter = |reactions: &str| {
        let settings = Settings { tolerance: TOLERANCE, verify: false, from: Some(20.0), ..Settings::default() };
        let mut network = network(reactions);
        network.species[0].start = Start::Equilibrium;
        let solution = evolve(&Arc::new(network), settings).unwrap_or_else(|error| panic!("{error}"));
        solution.ln_yield[1]
    };
    let (decays, both) = (dark_matter(DECAYS), dark_matter(&format!("{DECAYS}{SCATTERING}")));
    // The two agree but for tails of order Γ/M and the tables' errors; each solution has the tolerance, and some steps
    // of it.
    assert!((decays - both).abs() < 10.0 * TOLERANCE, "{decays} {both}");
}
