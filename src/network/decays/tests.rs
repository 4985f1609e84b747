use std::f64::consts::PI;
use std::sync::Arc;

use crate::error::Source;
use crate::model::{Document, Overrides};
use crate::network::system::BoltzmannSystem;
use crate::network::{Flux, Network, Settings, evolve};
use crate::rates::ThermalPoint;

/// ζ(3) and ζ(5).
const ZETA_3: f64 = 1.202_056_903_159_594_3;
const ZETA_5: f64 = 1.036_927_755_143_369_9;
const TOLERANCE: f64 = 1e-8;

fn network(text: &str) -> Network {
    let text = format!("format: 1\nname: quantum\n{text}\ncosmology: {{g_star: {{constant: 106.75}}}}\n");
    let model = Document::load(Source { name: "quantum".into(), text })
        .and_then(|document| document.resolve(&Overrides::default()))
        .unwrap_or_else(|error| panic!("{error}"));
    Network::of(&model, TOLERANCE).unwrap_or_else(|error| panic!("{error}"))
}

/// The yield of the first species, from one temperature (GeV) to another or the end.
fn yield_of(network: Network, from: f64, to: Option<f64>) -> f64 {
    let settings = Settings { tolerance: TOLERANCE, verify: false, from: Some(from), to, ..Settings::default() };
    evolve(&Arc::new(network), settings).unwrap_or_else(|error| panic!("{error}")).final_yield(0)
}

#[test]
fn freeze_in_from_quantum_mothers_has_zeta_functions() {
    // 135 g_B M_Pl Γ/(8π³ √(4π³/45) g^(3/2) m²) with the sum over images: ∫ dx x³ K₁(kx)/k = 3π/(2k⁵), so that bosons have ζ(5)
    // times as much as Maxwell–Boltzmann gases, fermions 15/16 of that. An independent integration gives 3.762866632e-12.
    let closed =
        135.0 * 1.220890e19 * 1e-21 / (8.0 * PI.powi(3) * (4.0 * PI.powi(3) / 45.0).sqrt() * 106.75f64.powf(1.5) * 1e6);
    for (statistics, factor) in [("bose", ZETA_5), ("fermi", 15.0 / 16.0 * ZETA_5)] {
        let found = yield_of(
            network(&format!(
                "bath: {{B: {{mass: 1 TeV, dof: 1, statistics: {statistics}, self_conjugate: true}}}}
species: {{chi: {{mass: 0.1 GeV, type: real_scalar, dark_matter: true, initial: zero}}}}
reactions: [{{equation: B <-> SM + chi, width: 1e-21 GeV}}]
evolution: {{statistics: quantum, reference_mass: 1 TeV, from: {{x: 1e-5}}, tolerance: 1e-8}}"
            )),
            1e8,
            None,
        );
        assert!((found / (closed * factor) - 1.0).abs() < 1e-7, "{statistics}: {found:e} {:e}", closed * factor);
        if statistics == "bose" {
            assert!((found / 3.762866632e-12 - 1.0).abs() < 1e-7, "{found:e}");
        }
    }
}

#[test]
fn ultraviolet_freeze_in_of_massless_gases_has_zeta_functions() {
    // σ = c: γ = c n₁n₂, which makes Y ∝ T_RH with ζ(3)² for two bosons and (3/4)² of it for fermions.
    let made = |statistics: &str, kind: &str| {
        yield_of(
            network(&format!(
                "bath: {{B: {{mass: 0, dof: 1, statistics: {kind}, self_conjugate: true}}}}
species: {{chi: {{mass: 1 MeV, type: majorana, dark_matter: true, initial: zero}}}}
reactions: [{{equation: B + B -> chi + chi, cross_section: 1e-30 GeV^-2}}]
evolution: {{statistics: {statistics}, from: {{T: 1e6 GeV}}, to: {{T: 10 GeV}}, tolerance: 1e-8}}"
            )),
            1e6,
            Some(10.0),
        )
    };
    let classical = made("maxwell-boltzmann", "bose");
    assert_eq!(made("maxwell-boltzmann", "fermi"), classical);
    for (kind, factor) in [("bose", ZETA_3.powi(2)), ("fermi", (0.75 * ZETA_3).powi(2))] {
        let ratio = made("quantum", kind) / classical;
        // The tolerance of either yield.
        assert!((ratio / factor - 1.0).abs() < 2.0 * TOLERANCE, "{kind}: {ratio} {factor}");
    }
}

/// Every kind of decay and collision, hot and of all statistics.
const BUSY: &str = "bath: {B: {mass: 3 GeV, type: real_scalar}}
species:
  a: {mass: 9 GeV, type: real_scalar}
  chi: {mass: 4 GeV, type: dirac, dark_matter: true}
  psi: {mass: 2 GeV, type: majorana}
  phi: {mass: 1 GeV, type: real_scalar}
reactions:
  - {equation: a <-> chi + chi~, width: 1e-16 GeV}
  - {equation: a <-> phi + phi, width: 2e-16 GeV}
  - {equation: a <-> e- + e-~, width: 1e-15 GeV}
  - {equation: chi <-> psi + B, width: 1e-15 GeV}
  - {equation: chi <-> psi + phi, width: 3e-15 GeV}
  - {equation: B <-> phi + phi, width: 1e-15 GeV}
  - {equation: B <-> phi + gamma, width: 1e-15 GeV}
  - {equation: a <-> psi + psi + phi, width: 1e-16 GeV}
  - {equation: chi + chi~ <-> e- + e-~, cross_section: 1e-15 GeV^-2}
  - {equation: phi + e- <-> psi + B, sigma_v: 1e-15 GeV^-2}
evolution: {statistics: quantum, from: {T: 50 GeV}, tolerance: 1e-8}";

/// Fluxes at the temperature T (GeV) for given R = Y/Y_eq.
fn fluxes(network: &Network, temperature: f64, departures: &[f64]) -> Vec<Flux> {
    let t = network.time(temperature);
    let mesh = crate::network::mesh::Mesh::new(Arc::clone(&network.sources), t - 0.1, t + 0.1, 1e-10, Vec::new());
    let system: BoltzmannSystem<'_, _> =
        network.system(&mesh, vec![crate::network::exchange::Representation::Logarithmic; network.species.len()]);
    let mut ln_yield = vec![0.0; network.species.len()];
    system.ln_equilibrium(t, &mut ln_yield).unwrap_or_else(|error| panic!("{error}"));
    ln_yield.iter_mut().zip(departures).for_each(|(y, r)| *y += r.ln());
    let mut out = vec![crate::network::exchange::NO_FLUX; network.channels.len()];
    system.fluxes(t, &ln_yield, &mut out).unwrap_or_else(|error| panic!("{error}"));
    out
}

#[test]
fn equilibrium_stays_an_exact_fixed_point() {
    let network = network(BUSY);
    let stimulated = network.channels.iter().filter(|c| c.label.contains(" by ")).count();
    // a: chi, phi; chi: psi, and psi and phi; B: phi. What B <-> phi + gamma adds is nothing.
    assert_eq!(stimulated, 6, "{:?}", network.channels.iter().map(|c| &c.label).collect::<Vec<_>>());
    for temperature in [0.2, 5.0, 300.0] {
        for (flux, channel) in fluxes(&network, temperature, &[1.0; 4]).iter().zip(&network.channels) {
            assert_eq!(flux.net, 0.0, "{} at {temperature}: {flux:?}", channel.label);
            assert!(flux.forward > 0.0, "{} at {temperature}: {flux:?}", channel.label);
        }
    }
    let solution = evolve(
        &Arc::new(network),
        Settings { tolerance: TOLERANCE, verify: false, from: Some(50.0), to: Some(10.0), ..Settings::default() },
    );
    let solution = solution.unwrap_or_else(|error| panic!("{error}"));
    assert!(solution.ln_yield.iter().all(|y| y.is_finite()));
}

#[test]
fn evolved_products_stimulate_as_their_own_occupation_says() {
    // a → phi phi out of equilibrium: R_a (⟨m/E⟩ + 2R⟨(m/E) f⟩) − R² (⟨m/E⟩ + 2⟨(m/E) f⟩) times n Γ.
    let network = network(
        "species: {a: {mass: 3 GeV, type: real_scalar}, phi: {mass: 1 GeV, type: real_scalar, dark_matter: true}}
reactions: [{equation: a <-> phi + phi, width: 1e-16 GeV}]
evolution: {statistics: quantum, from: {T: 50 GeV}}",
    );
    let decay = crate::thermal::decay::TwoBodyDecay {
        mass: 3.0,
        distribution: crate::thermal::distribution::Distribution::BoseEinstein,
        products: [1.0; 2],
        occupied: [crate::thermal::distribution::Distribution::BoseEinstein; 2],
    };
    for temperature in [0.5, 3.0, 40.0] {
        let free = decay.mean_factor(temperature, [false; 2]);
        let both = decay.mean_factor(temperature, [true; 2]);
        for [a, phi] in [[1.0, 1e-30], [0.3, 1.0], [2.0, 0.7], [1.0, 1.5]] {
            let found = fluxes(&network, temperature, &[a, phi]);
            let unit = fluxes(&network, temperature, &[1.0, 1e-30])[0].forward / free;
            let net: f64 = found.iter().map(|flux| flux.net).sum();
            let wanted = unit * (a * (free + phi * (both - free)) - phi * phi * both);
            assert!((net / wanted - 1.0).abs() < 1e-8, "T = {temperature}, R = {a}, {phi}: {net:e} {wanted:e}");
        }
        let at = ThermalPoint::new(temperature, network.reference_mass());
        assert!(network.sources.channels[1].rate.threshold_mass() > 0.0);
        assert!(network.sources.channels[1].ln_coefficient(&at).is_ok_and(f64::is_finite));
    }
}
