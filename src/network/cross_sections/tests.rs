use std::sync::Arc;

use proptest::prelude::*;

use crate::error::Source;
use crate::model::{Document, Model, Overrides};
use crate::network::{Gas, Network, Problem, Settings, Start, evolve};
use crate::rates::{RateProblem, ReactionRate, ThermalPoint};
use crate::standard_model::hadron_ratio::R_HAD;
use crate::thermal::bessel;
use crate::thermal::distribution::Distribution;

/// Of the yields; tables are fifty times better.
const TOLERANCE: f64 = 1e-7;
const TABLE: f64 = 2e-9;

fn model(reactions: &str) -> Model {
    let text = format!(
        "format: 1
name: kinds
parameters: {{g: 0.3, m: 1 GeV}}
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

/// `None` where the table of a rate falls short of its tolerance and says so; any other error is a mistake.
fn network_if_converged(reactions: &str, tolerance: f64) -> Option<Network> {
    match Network::of(&model(reactions), tolerance) {
        Ok(network) => Some(network),
        Err(error) => match &error.problem {
            Problem::Rate(rate)
                if matches!(rate.problem, RateProblem::TableNotConverged { .. } | RateProblem::NotConverged { .. }) =>
            {
                None
            }
            _ => panic!("{error}"),
        },
    }
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
fn squared_amplitudes_are_read_as_other_tools_print_them() {
    let reaction =
        |squared: &str| format!("  - {{equation: phi + phi <-> gamma + gamma, amplitude_squared: '{squared}'}}");
    let written = "8*g^4*(t^2 + u^2)/(s + 100 [GeV^2])^2/4 + g^4*m^2/s";
    for pasted in [
        // FeynCalc, by way of CForm.
        "(2*Power(g,4)*(Power(t,2) + Power(u,2)))/Power(s + 100 [GeV^2],2) + (Power(g,4)*Power(Sqrt(Power(m,2)),2))/s",
        // FORM, expanded.
        "+ 2*t^2*(s + 100 [GeV^2])^-2*g^4\n       + 2*u^2*(s + 100 [GeV^2])^-2*g^4\n       + s^-1*g^4*m^2",
        // CalcHEP, as C and as REDUCE.
        "2*pow(g,4)*(pow(t,2)+u*u)*pow(s+100 [GeV^2],-2)+pow(g*g*m,2)/s",
        "(2*g**4*(t**2+u**2)*s+g**4*m**2*(s+100 [GeV^2])**2)/(s*(s+100 [GeV^2])**2)",
    ] {
        let [pasted, written] = [pasted, written].map(reaction);
        assert_same(&pasted, &written, 1.0, 3.0 * TABLE);
    }
}

#[test]
fn a_massless_exchange_says_where_it_diverges() {
    let model = model("  - {equation: psi + g <-> psi + g, amplitude_squared: 'g^4*(s^2 + u^2)/t^2'}");
    let error = Network::of(&model, TOLERANCE).err().expect("diverges").to_string();
    for part in ["psi + g <-> psi + g", "does not converge at √s = ", "singular at t = 0 GeV²", "thermal mass"] {
        assert!(error.contains(part), "{error}");
    }
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

/// The coefficient of the reaction of channel 2 and 3 of decays and scattering: what is there and what is taken away.
fn left_and_taken(network: &Network, temperature: f64) -> [f64; 2] {
    [2, 3].map(|channel| coefficient(network, channel, temperature))
}

#[test]
fn a_narrow_resonance_is_the_inverse_decay_times_the_branching_fraction() {
    // Without decays the whole resonance is in the scattering.
    let alone = SCATTERING.replace("subtract_on_shell: [a],", "");
    let whole = network(&alone.replace("abs2(propagator(s, a))", "breit_wigner(s, mass(a), 4e-13 GeV)"));
    let network = network(&format!("{DECAYS}{SCATTERING}"));
    assert_eq!(network.channels.len(), 4);
    assert_eq!((0..4).filter(|&k| network.is_reaction(k)).count(), 3);
    assert_eq!(network.parts(2).collect::<Vec<_>>(), [2, 3]);
    for temperature in [2.0, 20.0] {
        let whole = coefficient(&whole, 0, temperature);
        let ln_density = |states: f64, mass: f64| classical(states, mass).ln_density(temperature).total();
        let decay = coefficient(&network, 0, temperature) * ln_density(1.0, 10.0).exp();
        let scattering = whole * (2.0 * ln_density(2.0, 0.51099895069e-3)).exp();
        // The other decay is all of the width but for 1e-11; the tails are of order Γ/M = 4e-14, the table has its error.
        assert!((scattering / decay - 1.0).abs() < TABLE, "T = {temperature}: {scattering:e} {decay:e}");
        // What is left has the size of the tails: Γ/M enhanced at most by e^{(M − 2m)/T} = e⁵.
        let [left, taken] = left_and_taken(&network, temperature);
        for part in [left, taken] {
            assert!(part > 1e-16 * whole && part < 1e-10 * whole, "T = {temperature}: {left:e} {taken:e} {whole:e}");
        }
    }
}

#[test]
fn subtracted_scattering_adds_nothing_to_decays() {
    // From equilibrium and from nothing, narrow and very narrow.
    let decays_of =
        |width: f64| DECAYS.replace("4e-24", &format!("{:e}", 1e-11 * width)).replace("4e-13", &format!("{width:e}"));
    let scattering_of = |width: f64| {
        SCATTERING.replace("4e-24", &format!("{:e}", 1e-11 * width)).replace("4e-13", &format!("{width:e}"))
    };
    let dark_matter = |reactions: &str, start: Start| {
        let settings = Settings { tolerance: TOLERANCE, verify: false, from: Some(20.0), ..Settings::default() };
        let mut network = network(reactions);
        network.species[0].start = start;
        let solution = evolve(&Arc::new(network), settings).unwrap_or_else(|error| panic!("{error}"));
        solution.ln_yield[1]
    };
    for width in [4e-9, 4e-13, 1e-20] {
        for start in [Start::Equilibrium, Start::Yield(0.0)] {
            let decays = dark_matter(&decays_of(width), start);
            let both = dark_matter(&format!("{}{}", decays_of(width), scattering_of(width)), start);
            // The two agree but for tails of order Γ/M; each solution has the tolerance, and some steps of it.
            let bound = 10.0 * TOLERANCE + 1e3 * width / 10.0;
            assert!((decays - both).abs() < bound, "{width:e}, {start:?}: {decays} {both}");
        }
    }
}

#[test]
fn what_is_left_and_what_is_taken_away_are_one_reaction() {
    // Broad enough for the tails to make a good part of the yield.
    let broad = format!("{DECAYS}{SCATTERING}").replace("4e-13", "1");
    let settings = Settings { tolerance: TOLERANCE, verify: false, from: Some(20.0), ..Settings::default() };
    let mut network = network(&broad);
    network.species[0].start = Start::Equilibrium;
    let [left, taken] = left_and_taken(&network, 3.0);
    let whole = network.rate_over_hubble(2, 3.0).unwrap().unwrap();
    let parts = [2, 3].map(|k| network.channel_over_hubble(k, 3.0).unwrap().unwrap());
    assert!(taken > 0.1 * left && (whole / (parts[0] - parts[1]) - 1.0).abs() < 1e-14, "{parts:?}");
    let solution = evolve(&Arc::new(network), settings).unwrap_or_else(|error| panic!("{error}"));
    let fates = crate::observables::fates(&solution).unwrap();
    let reactions: Vec<&str> = fates[1].dominant.iter().map(|d| d.reaction.as_str()).collect();
    assert_eq!(reactions, ["a <-> phi + phi", "e- + e-~ <-> phi + phi"]);
}

/// σ written with `breit_wigner`, and in words the integration knows nothing about.
fn with_and_without_hint(mass: f64, width: f64, background: f64) -> [String; 2] {
    let reaction = |peak: &str| {
        format!(
            "  - {{equation: phi + phi <-> SM + SM, cross_section: '({background:e} [GeV^-4] + {peak})*1e-6 [GeV^2]'}}\n"
        )
    };
    [
        reaction(&format!("breit_wigner(s, {mass:e} GeV, {width:e} GeV)")),
        reaction(&format!("1/((s - {:e} [GeV^2])^2 + {:e} [GeV^4])", mass * mass, (mass * width).powi(2))),
    ]
}

#[test]
fn poles_need_no_hint() {
    // Above the threshold of 2 GeV, at any width and on any background.
    for (mass, relative_width, background) in [
        (2.000_1, 1e-6, 0.0),
        (2.3, 1e-3, 1e-3),
        (5.0, 1e-6, 1e2),
        (37.0, 1e-5, 1e-6),
        (9.0, 1e-12, 1.0),
        (150.0, 1e-8, 0.0),
    ] {
        let [hint, plain] = with_and_without_hint(mass, relative_width * mass, background);
        assert_same(&plain, &hint, 1.0, 3.0 * TABLE);
    }
}

#[test]
fn a_rate_with_kinks_is_averaged_between_them() {
    // R_had is straight between a hundred nodes, of which an undivided rule would see some and estimate its error wrongly.
    // ⟨σv⟩ = ∫ds σ (s − 4m²) √s K₁(√s/T)/(8m⁴T K₂²(m/T)) by Simpson's rule from node to node.
    let network = network("  - {equation: psi + psi~ <-> SM + SM, cross_section: '1e-9*sm.R_had(sqrt(s/16))/s'}");
    let mass = 2.0;
    for temperature in [0.1, 0.4, 1.0] {
        let integrand = |e: f64| {
            let weight = (e * e - 4.0 * mass * mass) * e * bessel::k1_scaled(e / temperature);
            let boltzmann = ((2.0 * mass - e) / temperature).exp();
            2.0 * e * weight * boltzmann * 1e-9 * R_HAD.at(0.25 * e).unwrap() / (e * e)
        };
        let end = 2.0 * mass + 45.0 * temperature;
        let mut nodes: Vec<f64> = R_HAD.edges.iter().map(|e| 4.0 * e).filter(|e| *e > 2.0 * mass && *e < end).collect();
        nodes.insert(0, 2.0 * mass);
        nodes.push(end);
        assert!(nodes.len() > 20);
        let count = 200;
        let piece = |ends: &[f64]| {
            // Strictly inside, since a step belongs to one side.
            let (low, length) = (ends[0] * (1.0 + 1e-15), (ends[1] - ends[0]) * (1.0 - 1e-14));
            let step = length / f64::from(count);
            let at = |k: i32| {
                let weight = if k == 0 || k == count { 1.0 } else { f64::from(2 + 2 * (k % 2)) };
                weight * integrand(low + step * f64::from(k))
            };
            (0..=count).map(at).sum::<f64>() * step / 3.0
        };
        let total: f64 = nodes.windows(2).map(piece).sum();
        let k2 = bessel::k2_scaled(mass / temperature);
        let wanted = total / (8.0 * mass.powi(4) * temperature * k2 * k2);
        let found = coefficient(&network, 0, temperature);
        assert!((found / wanted - 1.0).abs() < 1e-7, "T = {temperature}: {found:e}, not {wanted:e}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_global_rejects: 24, ..ProptestConfig::default() })]
    /// Against a table a hundred times as exact.
    #[test]
    fn tables_reproduce_their_formulas_within_the_reported_error(
        waves in prop::array::uniform2(0.0_f64..1.0), mass in 2.1_f64..30.0, exponent in 1.0_f64..7.0, power in -2_i32..3
    ) {
        let width = mass * 10f64.powf(-exponent);
        let reaction = format!(
            "  - {{equation: phi + phi <-> SM + SM, cross_section: '({0:e} + {1:e}*v^2 + 1e-3*mass(phi)^4*breit_wigner(s, \
             {mass:e} GeV, {width:e} GeV))/v*1e-9*(s/4/mass(phi)^2)^({power})*1 [GeV^-2]', where: {{v: \
             sqrt(1 - 4*mass(phi)^2/s)}}}}",
            waves[0] + 1e-3,
            waves[1],
        );
        let [table, exact] = [TOLERANCE, 0.01 * TOLERANCE].map(|tolerance| network_if_converged(&reaction, tolerance));
        prop_assume!(table.is_some() && exact.is_some());
        let (Some(table), Some(exact)) = (table, exact) else { return Ok(()) };
        let reported = table.sources.channels[0].rate.interpolation_error();
        prop_assert!(reported > 0.0 && reported <= TABLE, "{reported:e}");
        // The average has 2 % of the table's error, the other table 1 %.
        let bound = reported + 0.04 * TABLE;
        for k in 0..200 {
            let temperature = 2e-3 * 1e4_f64.powf(f64::from(k) / 200.0);
            let (found, wanted) = (coefficient(&table, 0, temperature), coefficient(&exact, 0, temperature));
            prop_assert!((found / wanted - 1.0).abs() <= bound, "T = {temperature}: {found:e} {wanted:e}, {reported:e}");
        }
    }
}

proptest! {
    // At most as many cases may be reported as too hard as are found right.
    #![proptest_config(ProptestConfig { cases: 24, max_global_rejects: 24, ..ProptestConfig::default() })]
    /// |P₁ + c P₂|² on a background, written out: the same as with hints, or reported, but never wrong.
    #[test]
    fn no_pole_is_missed_without_a_hint(
        above in prop::array::uniform2(-6.0_f64..5.0), exponent in prop::array::uniform2(1.5_f64..8.0),
        c in -0.9_f64..0.9, background in -6.0_f64..4.0
    ) {
        let mass = above.map(|above| 2.0 + above.exp());
        let scale = [0, 1].map(|i| mass[i] * mass[i] * 10f64.powf(-exponent[i]));
        // Not on top of each other, where rounding may make the interference larger than the squares.
        prop_assume!((mass[0] / mass[1] - 1.0).abs() > 1e-2);
        let background = 10f64.powf(background);
        let reaction = |[one, other]: [String; 2]| {
            format!(
                "  - {{equation: phi + phi <-> SM + SM, cross_section: '({background:e} [GeV^-4] + {one} + ({c})^2*{other} + \
                 2*({c})*((s - {0:e} [GeV^2])*(s - {1:e} [GeV^2]) + {2:e} [GeV^4])*{one}*{other})*1e-6 [GeV^2]'}}\n",
                mass[0].powi(2), mass[1].powi(2), scale[0] * scale[1]
            )
        };
        let plain = [0, 1].map(|i| {
            format!("(1/((s - {:e} [GeV^2])^2 + {:e} [GeV^4]))", mass[i].powi(2), scale[i].powi(2))
        });
        let hinted = [0, 1].map(|i| format!("breit_wigner(s, {:e} GeV, {:e} GeV)", mass[i], scale[i] / mass[i]));
        let (plain, hinted) = (network_if_converged(&reaction(plain), TOLERANCE), network_if_converged(&reaction(hinted), TOLERANCE));
        prop_assume!(plain.is_some() && hinted.is_some());
        let (Some(plain), Some(hinted)) = (plain, hinted) else { return Ok(()) };
        for temperature in [0.02, 0.1, 0.5, 2.0, 20.0] {
            let (found, wanted) = (coefficient(&plain, 0, temperature), coefficient(&hinted, 0, temperature));
            // M² is rounded here and exact there: a shift by 1e-16 M² of a pole.
            let bound = 3.0 * TABLE + 1e-7 * 10f64.powf(exponent[0].max(exponent[1]) - 9.0);
            prop_assert!((found / wanted - 1.0).abs() <= bound, "T = {temperature}: {found:e}, not {wanted:e}");
        }
    }
}
