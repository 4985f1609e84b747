//! Files that must load, and what they mean.

use super::*;
use crate::expression::Scratch;
use crate::rates::slots;
use crate::standard_model::particles::Statistics;

/// The example of the format's description.
const CONTACT: &str = "\
format: 1
name: Real scalar, contact annihilation
references: ['arXiv:1204.3622']
parameters:
  m_phi: {value: 100 GeV, latex: 'm_\\phi', description: dark-matter mass}
  sv0: 2.2e-26 cm^3/s
species:
  phi: {mass: m_phi, type: real_scalar, dark_matter: true}
reactions:
  - equation: phi + phi <-> SM + SM
    sigma_v: sv0
";

#[test]
fn the_example_of_the_format() {
    let model = model(CONTACT);
    assert_eq!(model.name, "Real scalar, contact annihilation");
    assert_eq!(model.references, ["arXiv:1204.3622"]);
    assert_eq!(model.hash.len(), 16);
    let m_phi = &model.parameters[0];
    assert_eq!((m_phi.name.as_str(), m_phi.value, m_phi.written.as_str()), ("m_phi", 100.0, "100 GeV"));
    assert_eq!((m_phi.latex.as_deref(), m_phi.description.as_deref()), (Some("m_\\phi"), Some("dark-matter mass")));
    assert_eq!(model.parameters[1].dimension, Dimension::power(-2));
    let phi = &model.species[0];
    assert_eq!((phi.mass, phi.degrees_of_freedom, phi.latex.as_str()), (100.0, 1.0, "phi"));
    assert!(phi.dark_matter && phi.self_conjugate() && phi.initial == Initial::Equilibrium);
    let reaction = &model.reactions[0];
    assert_eq!(reaction.equation, "phi + phi <-> SM + SM");
    assert_eq!(reaction.label, reaction.equation);
    assert!(reaction.reversible && !reaction.with_conjugate);
    let phi = Participant::Species { index: 0, anti: false };
    assert_eq!(reaction.reactants, [phi, phi]);
    assert_eq!(reaction.products, [Participant::Radiation; 2]);
    let RateSpec::SigmaV(program) = &reaction.rate else { panic!("{:?}", reaction.rate) };
    let value = program.eval(&[], &mut Scratch::new()).unwrap();
    // 1 GeV^-2 = 1.167329991e-17 cm^3/s, ten digits.
    assert!((value / (2.2e-26 / 1.167329991e-17) - 1.0).abs() < 1e-9);
    assert!(model.bath.is_empty() && model.warnings.is_empty());
    assert_eq!(model.evolution.reference_mass, Some(100.0));
    assert_eq!(model.evolution.tolerance, DEFAULT_TOLERANCE);
    assert_eq!(model.relic, RelicConstants::default());
    assert_eq!(model.expansion.name(), "standard");
}

/// The ALP portal of arXiv:2502.04900 §II, with everything a file can say.
const ALP: &str = "\
format: 1
name: ALP portal
description: >
  A light pseudoscalar
  between quarks and dark matter.
parameters:
  m_chi: 3 MeV
  m_a: {value: 1 GeV, range: [0.1 GeV, 3 GeV]}
  C: {value: 1e-9 GeV^-1}
functions:
  'closed(M, m)': 'if(M > 2*m, sqrt(1 - 4*m^2/M^2), 0)'
derived:
  C_chi: {value: 'C/2', unit: TeV^-1, latex: 'C_\\chi', description: coupling to dark matter}
  m_half: mass(a)/2
species:
  chi: {mass: m_chi, type: dirac, initial: zero, dark_matter: true, latex: '\\chi'}
  a: {mass: m_a, dof: 1, statistics: bose, self_conjugate: true, initial: 1e-3*pi}
bath:
  b: {mass: 4.18 GeV}
  Q: {mass: 10*m_a, type: dirac, colours: 3, antiparticle: Qbar}
reactions:
  - equation: b <-> s + a
    width: mass(b)^3/(64*pi)*2*C^2*(1 - m_a^2/mass(b)^2)^2
    label: rare
    note: eq. 21 with exponent 2
  - equation: a <-> chi + chi~
    width: C_chi^2*m_a*m_chi^2/(8*pi)*closed(m_a, m_chi)
  - equation: b + b~ <-> g + a
    cross_section: C^2/s*4 GeV^2/(1 + T/m_a + x)
  - {equation: Q + gamma <-> Q + a, reaction_density: T^6*C^2, conjugate: false}
cosmology:
  g_star: {constant: {rho: 86.25, s: 86.0}}
  history: radiation
  omega_h2: 0.12
  planck_mass: 1.22e19 GeV
  entropy_density_today: 2891.2 cm^-3
  critical_density_over_h2: 1.053672e-5 GeV/cm^3
evolution:
  reference_mass: mass(b)
  from: {T: 50 GeV}
  to: {x: 1000}
  tolerance: 1e-8
  statistics: maxwell-boltzmann
observables:
  ratio: double*omega_h2/2
  double: {value: '2*omega_h2(chi) + yield_at(a, 3)', latex: d, description: twice}
  T_f: {value: T_freeze_out(chi), unit: MeV}
constraints:
  planck: {of: omega_h2, range: [0.1, '0.12 + 0*ratio'], label: 'Planck, 2σ', reference: 'arXiv:1807.06209'}
  lyman: {of: m_chi, min: 15 keV}
expect:
  - {of: omega_h2, value: 0.12, rtol: 0.02, source: 'arXiv:2502.04900 Fig. 1'}
";

#[test]
fn particles_of_a_full_model() {
    let model = model(ALP);
    let [chi, a] = &model.species[..] else { panic!() };
    assert_eq!((chi.mass, chi.degrees_of_freedom, chi.antiparticle.as_deref()), (0.003, 2.0, Some("chi~")));
    assert_eq!((chi.initial, chi.statistics, chi.latex.as_str()), (Initial::Zero, Statistics::Fermi, "\\chi"));
    assert_eq!(
        (a.initial, a.statistics, a.self_conjugate()),
        (Initial::Yield(1e-3 * std::f64::consts::PI), Statistics::Bose, true)
    );
    let names: Vec<_> = model.bath.iter().map(|p| (p.name.as_str(), p.mass, p.degrees_of_freedom)).collect();
    assert_eq!(names[0], ("b", 4.18, 6.0));
    assert_eq!((names[1].0, names[2].0), ("s", "g"));
    assert_eq!(names[3], ("Q", 10.0, 6.0));
    assert_eq!(model.bath[3].antiparticle.as_deref(), Some("Qbar"));
    assert_eq!(model.bath[0].antiparticle_latex.as_deref(), Some("\\bar b"));
    assert_eq!(model.description.as_deref(), Some("A light pseudoscalar between quarks and dark matter."));
    assert_eq!(model.parameters[1].range, Some((0.1, 3.0)));
}

#[test]
fn rates_of_a_full_model() {
    let model = model(ALP);
    assert_eq!((model.derived[0].value, model.derived[1].value), (0.5e-9, 0.5));
    assert_eq!(model.derived[0].dimension, Dimension::power(-1));
    let mut scratch = Scratch::new();
    let RateSpec::Width(program) = &model.reactions[0].rate else { panic!() };
    let mb = 4.18_f64;
    let width = mb.powi(3) / (64.0 * std::f64::consts::PI) * 2e-18 * (1.0 - 1.0 / (mb * mb)).powi(2);
    assert!((program.eval(&[1.0, 4.18], &mut scratch).unwrap() / width - 1.0).abs() < 1e-14);
    assert_eq!((model.reactions[0].label.as_str(), model.reactions[0].with_conjugate), ("rare", true));
    assert!(!model.reactions[1].with_conjugate, "a -> chi + chi~ is its own conjugate");
    let RateSpec::CrossSection(program) = &model.reactions[2].rate else { panic!() };
    let mut inputs = [0.0; 3];
    inputs[slots::S] = 16.0;
    inputs[slots::CROSS_SECTION_TEMPERATURE] = 2.0;
    inputs[slots::CROSS_SECTION_X] = 5.0;
    // C²/16 · 4/(1 + 2/1 + 5).
    assert!((program.eval(&inputs, &mut scratch).unwrap() / (1e-18 / 32.0) - 1.0).abs() < 1e-14);
    assert!(!model.reactions[3].with_conjugate);
    let RateSpec::ReactionDensity(program) = &model.reactions[3].rate else { panic!() };
    assert!(program.uses(slots::TEMPERATURE) && !program.uses(slots::X));
}

#[test]
fn settings_of_a_full_model() {
    let model = model(ALP);
    assert_eq!(model.expansion.name(), "constant");
    assert_eq!(model.expansion.planck_mass(), 1.22e19);
    assert_eq!((model.expansion.g_rho(1.0), model.expansion.g_s(1.0)), (Ok(86.25), Ok(86.0)));
    assert_eq!(model.evolution.reference_mass, Some(4.18));
    assert_eq!((model.evolution.from, model.evolution.to), (Some(Bound::Temperature(50.0)), Some(Bound::X(1000.0))));
    assert_eq!(model.evolution.tolerance, 1e-8);
}

/// A solution whose every answer tells its question.
pub(super) struct Answers;

impl Outcome for Answers {
    fn omega_h2(&self) -> Result<f64, String> {
        Ok(0.11)
    }
    fn omega_h2_of(&self, species: usize) -> Result<f64, String> {
        Ok(10.0 + species as f64)
    }
    fn yield_of(&self, species: usize) -> Result<f64, String> {
        Ok(20.0 + species as f64)
    }
    fn yield_at(&self, species: usize, x: f64) -> Result<f64, String> {
        Ok(100.0 * x + species as f64)
    }
    fn x_range(&self) -> Result<(f64, f64), String> {
        Ok((0.5, 500.0))
    }
    fn x_freeze_out(&self, species: usize) -> Result<f64, String> {
        Ok(30.0 + species as f64)
    }
    fn temperature_freeze_out(&self, _: usize) -> Result<f64, String> {
        Err("chi never froze out".to_owned())
    }
    fn rate(&self, label: &str, temperature: f64) -> Result<f64, String> {
        Ok(label.len() as f64 * temperature)
    }
}

#[test]
fn observables_are_evaluated_in_the_order_of_their_needs() {
    let model = model(ALP);
    let outcome: Arc<dyn Outcome> = Arc::new(Answers);
    let evaluation = model.evaluate(Some(&outcome));
    // double = 2·Ω(chi) + Y_a(3) = 2·10 + 301, ratio = double·Ω/2.
    assert_eq!(evaluation.observables[1], Ok(321.0));
    assert_eq!(evaluation.observables[0], Ok(321.0 * 0.11 / 2.0));
    let failure = evaluation.observables[2].as_ref().unwrap_err();
    assert!(failure.contains("chi never froze out"), "{failure}");
    assert_eq!(model.observables[2].dimension, Dimension::MASS);
    let planck = evaluation.constraints[0].as_ref().unwrap().as_ref().unwrap();
    assert_eq!((planck.value, planck.min, planck.max), (0.11, Some(0.1), Some(0.12)));
    assert_eq!(planck.is_satisfied(), Some(true));
    let lyman = evaluation.constraints[1].as_ref().unwrap().as_ref().unwrap();
    assert!((lyman.value, lyman.min) == (0.003, Some(15e-6)) && lyman.is_satisfied() == Some(true));
    assert_eq!(evaluation.expectations, [Ok(0.11)]);
    assert_eq!((model.expectations[0].expected, model.expectations[0].rtol), (0.12, 0.02));
}

#[test]
fn what_needs_a_failed_observable_says_why() {
    let model = model(&small("observables: {a: '1/(m_phi - 100 GeV)', b: 'a*2', c: log10(m_phi/1 GeV)}\n"));
    let evaluation = model.evaluate(None);
    assert!(evaluation.observables[0].is_err());
    assert_eq!(evaluation.observables[0], evaluation.observables[1]);
    assert_eq!(evaluation.observables[2], Ok(2.0));
}

#[test]
fn a_file_without_species_evaluates_observables() {
    let model = model(
        "format: 1\nname: just numbers\nobservables:\n  q: sm.f_0_BK(4 GeV^2)\n  m: {value: mass(B+), unit: MeV}\n",
    );
    let evaluation = model.evaluate(None);
    // f_0(4 GeV²) of the B→K fit is 0.36 ± 0.01 in every recent set.
    assert!((evaluation.observables[0].clone().unwrap() - 0.36).abs() < 0.02);
    assert!((evaluation.observables[1].clone().unwrap() - 5.279).abs() < 1e-3);
    assert_eq!(model.evolution.reference_mass, None);
}

#[test]
fn species_shadow_built_in_particles() {
    let text =
        small("").replace("  phi: {mass: m_phi,", "  Z: {mass: 1 GeV, type: real_vector}\n  phi: {mass: 3*mass(Z),");
    assert_eq!(model(&text).species[1].mass, 3.0);
}

#[test]
fn lifetimes_and_partial_waves() {
    let text = small(
        "  - {equation: b <-> s + phi, lifetime: 1.5e-12 s, branching: 0.25}
  - {equation: b + b~ <-> phi + phi + phi, partial_waves: {s: 1e-9 GeV^-2, d: '-2e-9 [GeV^-2]'}}
",
    )
    .replace("m_phi: 100", "m_phi: 1");
    let model = model(&text);
    let RateSpec::Lifetime { lifetime, branching } = model.reactions[1].rate else { panic!() };
    // ħ = 6.582119569e-25 GeV s, ten digits.
    assert!((lifetime / (1.5e-12 / 6.582119569e-25) - 1.0).abs() < 1e-9);
    assert_eq!(branching, 0.25);
    let RateSpec::PartialWaves { s, p, d } = model.reactions[2].rate else { panic!() };
    assert_eq!((s, p, d), (1e-9, 0.0, -2e-9));
}

#[test]
fn closed_decays_are_not_evaluated() {
    let text = small("  - {equation: b <-> s + phi, width: m_phi*sqrt(mass(b)^2 - m_phi^2)/mass(b)}\n");
    let model = model(&text);
    assert!(matches!(model.reactions[1].rate, RateSpec::Closed));
    assert_eq!(model.warnings.len(), 1);
    assert!(model.warnings[0].starts_with("`b <-> s + phi` is closed"), "{}", model.warnings[0]);
    // Open, the same expression is evaluated.
    let open = Document::load(source(&text)).unwrap();
    let open = open.resolve(&Overrides::parse(["m_phi=1 GeV"]).unwrap()).unwrap();
    assert!(matches!(open.reactions[1].rate, RateSpec::Width(_)) && open.warnings.is_empty());
}

#[test]
fn idle_reactions_are_warned_about() {
    let model = model(&small("  - {equation: h <-> b + b~, width: 1 MeV}\n"));
    assert_eq!(model.warnings, ["`h <-> b + b~` changes nothing: none of its particles is a species"]);
}

#[test]
fn byte_order_mark_and_windows_line_ends() {
    let text = format!("\u{feff}{}", CONTACT.replace('\n', "\r\n"));
    let document = Document::from_bytes("<stdin>", text.into_bytes()).unwrap();
    assert_eq!(document.resolve(&Overrides::default()).unwrap().species.len(), 1);
}

#[test]
fn run_time_errors_point_into_the_file() {
    let model = model(&small("  - {equation: phi <-> b + b~, width: 'm_phi*sqrt(1 - x)'}\n"));
    let RateSpec::Width(program) = &model.reactions[1].rate else { panic!() };
    let error = program.eval(&[1.0, 100.0], &mut Scratch::new()).unwrap_err();
    let located = model.locate(&model.reactions[1], &error);
    let span = located.diagnostics[0].span.clone().unwrap();
    assert!(located.source.text[span.clone()].contains("1 - x"), "{}", &located.source.text[span]);
}
