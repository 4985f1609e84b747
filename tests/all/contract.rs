//! Every kind of rate that a model file can state keeps the contract of rates.

use std::collections::BTreeSet;

use frazil::model::schema;
use frazil::testing::model_contract;

use crate::solving::parse;

/// Reactions for each kind of rate: with thresholds on either side, poles, conditions and formulas of T and x.
const KINDS: &[(&str, &[&str])] = &[
    (
        "width",
        &[
            "equation: a <-> chi + chi, width: 1e-9 GeV",
            "equation: a <-> b + b~, width: 1e-9 GeV*(1 + T/m_chi)/(1 + x)",
        ],
    ),
    ("lifetime", &["equation: a <-> chi + chi, lifetime: 1e-12 s, branching: 0.3"]),
    (
        "cross_section",
        &[
            "equation: chi + chi <-> b + b~, cross_section: g^4/(16*pi*s)",
            "equation: chi + chi <-> a + a, cross_section: g^4/(16*pi*s)",
            "equation: chi + chi <-> b + b~, cross_section: 'g^4*s*abs2(propagator(s, a))/(16*pi)', subtract_on_shell: [a]",
            "equation: chi + chi <-> b + b~, cross_section: g^4/(16*pi*s)*(1 + T/m_chi)",
            "equation: chi + chi <-> b + b~, cross_section: g^4/(16*pi*s), active: 'T > 2 GeV'",
        ],
    ),
    ("sigma_v_of_s", &["equation: chi + chi <-> b + b~, sigma_v_of_s: g^4/(16*pi*s)"]),
    ("amplitude_squared", &["equation: chi + chi <-> b + b~, amplitude_squared: g^4*(t^2 + u^2)/s^2"]),
    (
        "sigma_v",
        &[
            "equation: chi + chi <-> SM + SM, sigma_v: 2e-26 cm^3/s",
            "equation: chi + chi <-> a + a, sigma_v: 'g^4/m_chi^2*exp(-2*(m_a - m_chi)/T)/(1 + x)'",
            "equation: chi + chi <-> SM + SM, sigma_v: 'if(T > 3 GeV, 1e-9 GeV^-2, 2e-9 GeV^-2)'",
        ],
    ),
    (
        "partial_waves",
        &["equation: chi + chi <-> SM + SM, partial_waves: {s: 1e-9 GeV^-2, p: 2e-9 GeV^-2, d: 1e-9 GeV^-2}"],
    ),
    ("rate_coefficient", &["equation: chi + chi + chi <-> chi + chi, rate_coefficient: 1e3 GeV^-5"]),
    ("reaction_density", &["equation: chi + chi <-> SM + SM, reaction_density: 'g^4*T^4/(1 + x)'"]),
    ("table", &["equation: chi + chi <-> b + b~, table: {name: sv, of: T, gives: sigma_v}"]),
    ("plugin", &["equation: chi + chi <-> SM + SM, plugin: {name: sommerfeld, sigma_v: 2e-26 cm^3/s, alpha: 0.1}"]),
];

/// A model with one reaction, besides the decays that give `a` its width.
fn text(kind: &str, reaction: &str) -> String {
    let decays = if reaction.contains("a <->") {
        String::new()
    } else {
        "  - {equation: a <-> chi + chi, width: 1e-3 GeV}\n  - {equation: a <-> b + b~, width: 1e-3 GeV}\n".to_owned()
    };
    // A formula that falls like exp(−40 GeV/T) itself leaves the floating-point numbers where it is cold.
    let end = if reaction.contains("exp(") { "evolution: {to: {T: 0.1 GeV}}\n" } else { "" };
    format!(
        "format: 1
name: {kind}
parameters: {{m_chi: 10 GeV, m_a: 30 GeV, g: 0.1}}
tables: {{sv: {{x: [1e-6, 1, 10, 1e6], y: [1e-9, 1e-9, 2e-9, 2e-9], units: [GeV, GeV^-2]}}}}
species:
  chi: {{mass: m_chi, type: majorana, dark_matter: true}}
  a: {{mass: m_a, type: real_scalar}}
reactions:
{decays}  - {{{reaction}}}
{end}"
    )
}

#[test]
fn the_table_above_has_every_kind() {
    let schema = schema();
    let rates = schema["properties"]["reactions"]["items"]["oneOf"].as_array().expect("says which keys are rates");
    let rates: BTreeSet<&str> = rates.iter().filter_map(|rate| rate["required"][0].as_str()).collect();
    assert!(rates.len() > 5, "{rates:?}");
    assert_eq!(rates, KINDS.iter().map(|kind| kind.0).collect());
}

#[test]
fn every_kind_keeps_it() {
    for (kind, reactions) in KINDS {
        for reaction in *reactions {
            let text = text(kind, reaction);
            let model = if *kind == "plugin" { crate::plugins::parse(&text) } else { parse(&text, &[]) };
            let kept = model_contract(&model).unwrap_or_else(|e| panic!("{reaction}: {e}"));
            assert!(!kept.is_empty(), "{reaction}");
        }
    }
}
