//! The inputs as JSON. Values are in powers of GeV, `quoted` and `uncertainty` in the unit of the source.

use serde_json::{Value, json};

use super::{Listing, MATRIX_SOURCE, UNIT_SOURCE};
use crate::standard_model::constants::Constant;
use crate::standard_model::functions::Function;
use crate::standard_model::particles::{Particle, Role, Statistics};

pub(super) fn listing(listing: &Listing) -> Value {
    json!({
        "constants": listing.constants.iter().map(|c| constant(c)).collect::<Vec<_>>(),
        "ckm": listing.matrix.iter().map(|(name, value)| json!({
            "name": name, "re": value.re, "im": value.im, "source": MATRIX_SOURCE,
        })).collect::<Vec<_>>(),
        "particles": listing.particles.iter().map(|p| particle(p)).collect::<Vec<_>>(),
        "functions": listing.functions.iter().map(|f| function(f)).collect::<Vec<_>>(),
        "units": listing.units.iter().map(|u| json!({
            "name": u.name, "value": u.value, "unit": u.unit, "source": UNIT_SOURCE,
        })).collect::<Vec<_>>(),
    })
}

fn constant(constant: &Constant) -> Value {
    json!({
        "name": constant.name,
        "latex": constant.latex,
        "value": constant.value,
        "dimension": constant.dimension(),
        "quoted": constant.quoted,
        "uncertainty": constant.uncertainty.map(|error| json!({"plus": error.plus, "minus": error.minus})),
        "unit": constant.unit.name,
        "section": constant.section.title(),
        "source": constant.source,
        "description": constant.description,
    })
}

fn particle(particle: &Particle) -> Value {
    json!({
        "name": particle.name,
        "antiparticle": particle.antiparticle,
        "latex": particle.latex,
        "mass": particle.mass,
        "mass_from": particle.mass_source.map(|constant| constant.name),
        "width": particle.width(),
        "width_from": particle.decay.map(|constant| constant.name),
        "charge": particle.charge(),
        "colours": particle.colours,
        "dof": particle.degrees_of_freedom(),
        "statistics": match particle.statistics {
            Statistics::Fermi => "fermi",
            Statistics::Bose => "bose",
        },
        "bath": particle.role == Role::Bath,
    })
}

fn function(function: &Function) -> Value {
    json!({
        "name": function.name,
        "argument": function.argument,
        "argument_dimension": function.argument_dimension,
        "dimension": function.result_dimension,
        "least": function.domain.least,
        "below": function.domain.below,
        "source": function.source,
        "description": function.description,
    })
}
