//! What the masses of a model say about its reactions, without solving anything.

use super::build::total_mass;
use crate::expression::Scratch;
use crate::model::{Model, RateSpec, Reaction};
use crate::rates::slots;

/// Poles are looked for from this part of the energy at threshold to its inverse: below, they tell what happens for other
/// masses.
const BELOW: f64 = 1e-8;

/// The masses, in GeV, at which a reaction changes its nature.
#[derive(Debug, Clone, PartialEq)]
pub struct Kinematics {
    /// The masses of the reactants together.
    pub reactants: f64,
    /// The masses of the products together.
    pub products: f64,
    /// The s-channel poles of its cross section, also those below threshold.
    pub poles: Vec<f64>,
}

/// The kinematics of every reaction of a model, in its order.
#[must_use]
pub fn kinematics(model: &Model) -> Vec<Kinematics> {
    let mut scratch = Scratch::new();
    let of = |reaction: &Reaction| {
        let [reactants, products] =
            [&reaction.reactants, &reaction.products].map(|side| total_mass(model, side, |_| true));
        let poles = poles(&reaction.rate, reactants.max(products), &mut scratch);
        Kinematics { reactants, products, poles }
    };
    model.reactions.iter().map(of).collect()
}

fn poles(rate: &RateSpec, threshold: f64, scratch: &mut Scratch) -> Vec<f64> {
    let (RateSpec::CrossSection(program) | RateSpec::SigmaVOfS(program) | RateSpec::AmplitudeSquared(program)) = rate
    else {
        return Vec::new();
    };
    if threshold <= 0.0 {
        return Vec::new();
    }
    // s, T and x; where a formula mentions temperature, one as high as the masses shows its poles.
    let inputs = [f64::NAN, threshold, 1.0];
    let squares = ((BELOW * threshold).powi(2), (threshold / BELOW).powi(2));
    let found = program.resonances(slots::S, squares, &inputs, scratch);
    // A denominator that vanishes, as that of a flux at threshold, is no resonance.
    found.into_iter().filter(|resonance| resonance.half_width > 0.0).map(|resonance| resonance.place.sqrt()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Source;
    use crate::model::{Document, Overrides};

    #[test]
    fn poles_are_seen_on_both_sides_of_threshold() {
        let text = include_str!("../../tests/models/narrow-resonance.yaml").to_owned();
        let document = Document::load(Source { name: "narrow".to_owned(), text }).expect("is a model");
        for (mass, below) in [("98 GeV", true), ("150 GeV", false)] {
            let overrides = Overrides::parse([format!("m={mass}").as_str()]).expect("is a setting");
            let found = kinematics(&document.resolve(&overrides).expect("is a model"));
            let [Kinematics { reactants, products, poles }] = &found[..] else { panic!("one reaction: {found:?}") };
            let [pole] = poles[..] else { panic!("one pole: {poles:?}") };
            assert!((pole / 200.0 - 1.0).abs() < 1e-6, "{pole}");
            assert_eq!((*reactants < pole, *products), (below, 0.0));
        }
    }
}
