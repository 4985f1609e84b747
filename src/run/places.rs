//! Where in a range masses let a reaction change its nature: at thresholds and at poles.

use crate::model::Model;
use crate::network::{Kinematics, kinematics};

/// How far from such a place, relative to the masses, the relic density is looked at besides: about as far as the thermal
/// motion at freeze-out shifts the energies, so that a funnel is met on its broad side.
const OFFSETS: [f64; 3] = [-0.03, -1e-6, 0.03];

/// The values of a parameter, between neighbouring ones of `models`, at which the masses of a reaction's reactants equal
/// those of its products or a pole of its cross section, and values close by. Models that are missing have no neighbours.
pub(super) fn kinematic_places(models: &[(f64, Option<Model>)]) -> Vec<f64> {
    let known: Vec<(f64, Option<Vec<Kinematics>>)> =
        models.iter().map(|(value, model)| (*value, model.as_ref().map(kinematics))).collect();
    let mut places = Vec::new();
    for pair in known.windows(2) {
        let [(from, Some(a)), (to, Some(b))] = pair else { continue };
        for (a, b) in a.iter().zip(b) {
            let levels = [(a.products, b.products)].into_iter().chain(a.poles.iter().filter_map(|&pole| {
                // The same pole, as both move little.
                let distance = |other: &&f64| (*other - pole).abs();
                let other = b.poles.iter().min_by(|p, q| distance(p).total_cmp(&distance(q)))?;
                Some((pole, *other))
            }));
            for (level_a, level_b) in levels {
                for offset in OFFSETS {
                    let (before, after) =
                        ((1.0 + offset) * level_a - a.reactants, (1.0 + offset) * level_b - b.reactants);
                    if (before < 0.0) != (after < 0.0) {
                        places.push(from + (to - from) * before / (before - after));
                    }
                }
            }
        }
    }
    places
}
