//! Where in a range masses let a reaction change its nature: at thresholds and at poles.

use crate::model::{Axis, Model};
use crate::network::{Kinematics, kinematics};

/// How far from such a place, relative to the masses, the relic density is looked at: just below the pole, where a funnel is
/// deepest, and about as far as the thermal motion at freeze-out shifts the energies, so that it is met on its broad side.
const OFFSETS: [f64; 3] = [-0.03, -1e-6, 0.03];
/// How close to a place, relative to the masses, is close enough.
const ACCURACY: f64 = 1e-4;
/// Most models that are looked at for one place: masses are mostly linear in a parameter, and then the first is right.
const MOST_STEPS: usize = 8;

/// The values of a parameter within an axis at which the masses of a reaction's reactants equal those of its products or a
/// pole of its cross section, and values close by. `model` gives the model at a value, if there is one. The masses are taken
/// to grow or to fall with the parameter on each half of the axis.
pub(super) fn kinematic_places(axis: &Axis, model: impl Fn(f64) -> Option<Model>) -> Vec<f64> {
    let at = |value: f64| model(value).map(|model| kinematics(&model));
    let known = axis.spacing.between(axis.from, axis.to, 3).into_iter().filter_map(|value| Some((value, at(value)?)));
    let known: Vec<(f64, Vec<Kinematics>)> = known.collect();
    let mut places = Vec::new();
    for pair in known.windows(2) {
        let [(from, before), (to, after)] = pair else { continue };
        for (reaction, (a, b)) in before.iter().zip(after).enumerate() {
            for level in [Level::Products].into_iter().chain(a.poles.iter().map(|&pole| Level::Pole(pole))) {
                let (Some(first), Some(last)) = (level.mass(a), level.mass(b)) else { continue };
                let ends = [(*from, first - a.reactants), (*to, last - b.reactants)];
                let distance = |value: f64| {
                    let there = at(value)?;
                    let there = there.get(reaction)?;
                    let mass = level.mass(there)?;
                    Some((mass - there.reactants, mass))
                };
                let Some((place, mass, slope)) = meeting(ends, distance) else { continue };
                places.extend(OFFSETS.map(|offset| place - offset * mass / slope));
            }
        }
    }
    places.retain(|place| (axis.from..=axis.to).contains(place));
    places
}

/// What the masses of the reactants may meet.
#[derive(Clone, Copy)]
enum Level {
    Products,
    /// The pole that is closest to this one: the same, as poles move little.
    Pole(f64),
}

impl Level {
    /// The mass in GeV, which another model may have elsewhere.
    fn mass(self, of: &Kinematics) -> Option<f64> {
        match self {
            Self::Products => Some(of.products),
            Self::Pole(pole) => {
                let distance = |other: &f64| (other - pole).abs();
                of.poles.iter().copied().min_by(|p, q| distance(p).total_cmp(&distance(q)))
            }
        }
    }
}

/// Where a distance in GeV vanishes between two values of the parameter, the mass that is met there, and the slope of the
/// distance.
fn meeting([mut a, mut b]: [(f64, f64); 2], distance: impl Fn(f64) -> Option<(f64, f64)>) -> Option<(f64, f64, f64)> {
    if (a.1 < 0.0) == (b.1 < 0.0) {
        return None;
    }
    for _ in 0..MOST_STEPS {
        let slope = (b.1 - a.1) / (b.0 - a.0);
        let place = a.0 - a.1 / slope;
        let (left, mass) = distance(place)?;
        if left.abs() <= ACCURACY * mass {
            return Some((place, mass, slope));
        }
        if (left < 0.0) == (a.1 < 0.0) { a = (place, left) } else { b = (place, left) }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Source;
    use crate::model::{Document, Overrides};

    fn places(text: &str, vary: &str) -> Vec<f64> {
        let document = Document::load(Source { name: "model".to_owned(), text: text.to_owned() }).expect("is a model");
        let axis =
            document.resolve(&Overrides::default()).and_then(|model| model.axis("axis", vary)).expect("is an axis");
        let mut places = kinematic_places(&axis, |value| {
            document.resolve(&Overrides::parse([format!("{}={value:e} GeV", axis.name).as_str()]).ok()?).ok()
        });
        places.sort_by(f64::total_cmp);
        places
    }

    #[test]
    fn poles_and_thresholds_are_met_from_far() {
        let narrow = include_str!("../../tests/models/narrow-resonance.yaml");
        let close = |found: &[f64], expected: &[f64]| {
            assert_eq!(found.len(), expected.len(), "{found:?} {expected:?}");
            assert!(found.iter().zip(expected).all(|(f, e)| (f / e - 1.0).abs() < 2e-3), "{found:?}");
        };
        close(&places(narrow, "m=30 GeV..1 TeV:log"), &[97.0, 100.0, 103.0]);
        close(&places(narrow, "m=1 MeV..10 TeV:log"), &[97.0, 100.0, 103.0]);
        close(&places(narrow, "M=1 GeV..1 TeV"), &[196.0 / 1.03, 196.0, 196.0 / 0.97]);
        close(&places(narrow, "m=110 GeV..1 TeV"), &[]);
        close(&places(narrow, "Gamma=1 MeV..1 GeV:log"), &[]);
        let decay = include_str!("../../models/freeze-in-decay.yaml");
        close(&places(decay, "m_chi=1 MeV..10 TeV:log"), &[970.0, 1000.0, 1030.0]);
    }
}
