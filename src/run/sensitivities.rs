//! How the relic density changes with the parameters of a model.

use super::Run;
use crate::network::Sensitivities;

/// d ln Ωh²/d ln p for one parameter p.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// The name of the parameter.
    pub parameter: String,
    /// LaTeX of the parameter without dollar signs, if the model gives one.
    pub latex: Option<String>,
    /// The derivative; one sentence why there is none.
    pub value: Result<f64, String>,
}

/// The sensitivities of Ωh² of all dark matter to every parameter, in the order of the model. `None` without dark matter.
///
/// They are derivatives at fixed temperatures of start and end. The expansion of the Universe and plug-ins are not
/// differentiated; nor is a parameter of value zero, which has no logarithm.
#[must_use]
pub fn sensitivities(run: &Run) -> Option<Vec<Sensitivity>> {
    let solved = run.solved.as_ref()?;
    let total = solved.dark_matter_omega_h2?;
    let model = &run.model;
    let differentials = model.differentials();
    let solution = &solved.solution;
    let found = Sensitivities::of(model, &differentials, solution, solution.settings.tolerance);
    let along = |direction: usize| -> Result<f64, String> {
        if total == 0.0 {
            return Err("no dark matter is left".to_owned());
        }
        let yields = found.along(direction)?;
        let parts = model.species.iter().enumerate().filter(|(_, species)| species.dark_matter);
        let parts = parts.map(|(i, _)| {
            let mass = &differentials.species_masses[i];
            let by_mass = if mass.value > 0.0 { mass.slopes[direction] / mass.value } else { 0.0 };
            solved.omega_h2[i] / total * (yields[i] + by_mass)
        });
        Ok(parts.sum())
    };
    let sensitivity = |(i, parameter): (usize, &crate::model::Parameter)| Sensitivity {
        parameter: parameter.name.clone(),
        latex: parameter.latex.clone(),
        value: match differentials.parameters.iter().position(|&place| place == i) {
            Some(direction) => along(direction),
            None => Err("it is zero, which has no logarithm".to_owned()),
        },
    };
    Some(model.parameters.iter().enumerate().map(sensitivity).collect())
}
