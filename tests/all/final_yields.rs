//! Yields without a history against verified evolutions.

use std::sync::Arc;

use frazil::model::{Document, Overrides};
use frazil::network::{Network, Settings, prepare};

/// The built-in models with species, and settings that change what happens in them.
const CASES: &[(&str, &[&str])] = &[
    ("wimp", &[]),
    ("wimp", &["sv=1e-30 cm^3/s"]),
    ("wimp", &["sv=1e-20 cm^3/s"]),
    ("p-wave", &[]),
    ("freeze-in-decay", &[]),
    ("alp-portal", &[]),
    ("alp-portal", &["C_chi=1e-4 GeV^-1"]),
    // Conversion that is 1e12 times as fast as the expansion.
    ("alp-portal", &["C_q=1.6e-9 GeV^-1", "C_chi=1e-3 GeV^-1", "m_chi=0.9 GeV"]),
    ("dark-photon", &[]),
    ("vlq-scalar", &[]),
    ("higgs-portal", &[]),
    ("dark-abelian-higgs", &[]),
    ("lmu-ltau", &[]),
];

/// Where an error estimate goes through zero by accident (the first), and where the yields freeze out while the two fits of g*
/// are joined, so that a step over the seam would see too little of it.
const TREACHEROUS: &[(&str, &[&str])] = &[
    ("p-wave", &["b=1.3527924520254935e-8 GeV^-2", "m_chi=381.18690792943426 GeV"]),
    ("wimp", &["sv=1.3639714808570902e-7 GeV^-2", "m_chi=3.300942627988278 GeV"]),
    ("wimp", &["sv=4.293902361007004e-10 GeV^-2", "m_chi=2.832903142373443 GeV"]),
    ("p-wave", &["b=7.832970373618237e-10 GeV^-2", "m_chi=2.684072399113335 GeV"]),
];

#[test]
fn yields_without_a_history_are_those_of_the_evolution() {
    agree(CASES, [1e-4, 1e-6]);
}

#[test]
fn features_that_fit_into_a_step_are_not_overlooked() {
    agree(TREACHEROUS, [1e-6, 1e-8]);
}

fn agree(cases: &[(&str, &[&str])], tolerances: [f64; 2]) {
    for (name, settings) in cases {
        let text = frazil::builtin::find(name).expect("is built in").text;
        let document = Document::from_bytes(name, text.into()).expect("is valid");
        let model = document.resolve(&Overrides::parse(settings.iter().copied()).unwrap()).expect("resolves");
        for tolerance in tolerances {
            let bound = |bound| frazil::network::bound_temperature(&model, bound);
            let (from, to) = (model.evolution.from.map(bound), model.evolution.to.map(bound));
            let solve = |tolerance: f64| {
                let network = Arc::new(Network::of(&model, tolerance).expect("has rates"));
                prepare(&network, Settings { tolerance, from, to, ..Settings::default() }).expect("is in range")
            };
            let exact = solve(1e-2 * tolerance).evolve().expect("solves");
            let quick = solve(tolerance).final_yields(&[]).expect("solves");
            for (i, (quick_ln, exact_ln)) in quick.ln_yield.iter().zip(&exact.ln_yield).enumerate() {
                let error = if quick_ln == exact_ln { 0.0 } else { (quick_ln - exact_ln).abs() };
                assert!(error <= tolerance, "{name} {settings:?}, species {i}: error {error:e} at {tolerance:e}");
            }
        }
    }
}
