//! `frazil constants`: list the built-in inputs, each with its source.

mod json;
mod text;

use clap::Args;
use num_complex::Complex64;

use super::{Failure, print, print_json};
use crate::standard_model::ckm;
use crate::standard_model::constants::{CONSTANTS, Constant};
use crate::standard_model::functions::{Function, functions};
use crate::standard_model::particles::{PARTICLES, Particle};
use crate::units::{BOLTZMANN, ELEMENTARY_CHARGE, HBAR, HBAR_C, SPEED_OF_LIGHT};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil constants
  frazil constants mass --json")]
pub(super) struct Arguments {
    /// Only those whose name, description or section contains this text; `*` stands for any text
    filter: Option<String>,

    /// Print them as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn main(arguments: &Arguments) -> Result<(), Failure> {
    let filter = arguments.filter.as_deref().unwrap_or("");
    let listing = Listing::of(filter);
    if arguments.json {
        return print_json(&json::listing(&listing));
    }
    let text = text::listing(&listing);
    if text.is_empty() {
        return Err(Failure::Input(format!(
            "error: no constant, particle or function matches `{filter}`\n  = help: `frazil constants` lists all of \
             them"
        )));
    }
    print(&text)
}

/// What there is to print.
struct Listing {
    constants: Vec<&'static Constant>,
    matrix: Vec<(String, Complex64)>,
    particles: Vec<&'static Particle>,
    functions: Vec<&'static Function>,
    units: Vec<UnitConstant>,
}

/// A constant that is 1 in natural units: its value and unit in the units people measure in.
struct UnitConstant {
    name: &'static str,
    value: f64,
    unit: &'static str,
}

const UNIT_CONSTANTS: [UnitConstant; 4] = [
    UnitConstant { name: "c", value: SPEED_OF_LIGHT, unit: "m/s" },
    UnitConstant { name: "hbar", value: HBAR, unit: "GeV s" },
    UnitConstant { name: "hbar c", value: HBAR_C, unit: "GeV m" },
    UnitConstant { name: "k_B", value: BOLTZMANN / ELEMENTARY_CHARGE / 1e9, unit: "GeV/K" },
];
const UNIT_SOURCE: &str = "SI 2019, exact";

const MATRIX_TITLE: &str = "quark-mixing matrix, standard parametrisation";
const MATRIX_SOURCE: &str = "from the Wolfenstein parameters, PDG 2024, review 12";
const PARTICLES_TITLE: &str = "particles";
const FUNCTIONS_TITLE: &str = "functions";
const UNITS_TITLE: &str = "equal to 1 in natural units";

impl Listing {
    /// Everything that the filter lets pass.
    fn of(filter: &str) -> Self {
        let filter = filter.to_lowercase();
        let any = |texts: &[&str]| texts.iter().any(|text| matches(&filter, &text.to_lowercase()));
        Self {
            constants: CONSTANTS.iter().filter(|c| any(&[c.name, c.description, c.section.title()])).collect(),
            matrix: ckm::names()
                .filter(|name| any(&[name, MATRIX_TITLE]))
                .filter_map(|name| ckm::element(&name).map(|value| (name, value)))
                .collect(),
            particles: PARTICLES
                .iter()
                .filter(|p| any(&[p.name, p.antiparticle.unwrap_or(p.name), PARTICLES_TITLE]))
                .collect(),
            functions: functions().filter(|f| any(&[f.name, f.description, f.source, FUNCTIONS_TITLE])).collect(),
            units: UNIT_CONSTANTS.into_iter().filter(|u| any(&[u.name, UNITS_TITLE])).collect(),
        }
    }
}

/// Whether the parts of `filter` between its `*` occur in `text` one after the other.
fn matches(filter: &str, text: &str) -> bool {
    let mut rest = text;
    filter.split('*').all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (filter, text, expected) in [
            ("", "sm.m_b", true),
            ("m_b", "sm.m_b", true),
            ("sm.v_*b", "sm.v_cb", true),
            ("*b*", "sm.m_b", true),
            ("b*m", "sm.m_b", false),
            ("m_b*b", "sm.m_b", false),
            ("mass", "sm.m_b", false),
        ] {
            assert_eq!(matches(filter, text), expected, "{filter} in {text}");
        }
    }

    #[test]
    fn a_filter_finds_names_descriptions_and_sections() {
        let names = |filter| Listing::of(filter).constants.iter().map(|c| c.name).collect::<Vec<_>>();
        assert_eq!(names("sm.V_t*"), ["sm.V_td", "sm.V_ts", "sm.V_tb"]);
        assert_eq!(names("Jpsi"), ["sm.m_Jpsi", "sm.Gamma_Jpsi"]);
        assert_eq!(names("QUARK MIXING").len(), 13);
        let all = Listing::of("");
        assert_eq!(all.constants.len(), CONSTANTS.len());
        assert_eq!((all.matrix.len(), all.particles.len(), all.units.len()), (9, PARTICLES.len(), 4));
        assert_eq!(all.functions.len(), functions().count());
        let kaon = Listing::of("K+~");
        assert_eq!(kaon.particles.iter().map(|p| p.name).collect::<Vec<_>>(), ["K+"]);
        assert!(kaon.constants.is_empty() && kaon.functions.is_empty());
    }

    #[test]
    fn constants_of_nature_have_their_known_values() {
        // CODATA 2018: 6.582119569e-16 eV s, 197.3269804 MeV fm, 8.617333262e-5 eV/K.
        let known = [299_792_458.0, 6.582119569e-25, 1.973269804e-16, 8.617333262e-14];
        for (constant, known) in UNIT_CONSTANTS.iter().zip(known) {
            assert!((constant.value / known - 1.0).abs() < 1e-9, "{}", constant.name);
        }
    }
}
