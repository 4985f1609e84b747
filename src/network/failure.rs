//! Turns the integrators' errors into ones about species and reactions.

use std::sync::Arc;

use super::Network;
use super::error::{Place, Problem, SolveError};
use super::exchange::NO_FLUX;
use super::mesh::Mesh;
use super::sources::Sources;
use super::system::BoltzmannSystem;
use crate::ode::OdeError;
use crate::rates::RateError;
use crate::thermal::quadrature::QuadratureError;

/// Turns the integrator's error into one about species and reactions.
pub(super) fn explain(
    network: &Network,
    system: &BoltzmannSystem<'_, Arc<Sources>>,
    mesh: &Mesh<Arc<Sources>>,
    error: &OdeError,
) -> SolveError {
    let problem = match error {
        OdeError::InvalidInput { message } => Problem::Settings(message.clone()),
        OdeError::NonFiniteStart { .. } | OdeError::NotEvaluable { .. } => Problem::NotEvaluable,
        OdeError::StepTooSmall { .. } => Problem::StepTooSmall,
        OdeError::TooManySteps { .. } => Problem::TooManySteps { rate: 0.0 },
        &OdeError::Stiff { rate, .. } => Problem::Stiff { rate },
        OdeError::Fatal { message, .. } => {
            // The system reports a rate's error as text; the mesh remembers the error itself.
            let rate = mesh.failure().map(|rate| Problem::Rate(Box::new(rate)));
            rate.unwrap_or_else(|| Problem::Settings(message.clone()))
        }
    };
    let Some(at) = error.failure() else { return problem.into() };
    let ln_yield: Vec<f64> = (0..at.y.len()).map(|i| system.ln_yield(&at.y, i)).collect();
    let mut fluxes = vec![NO_FLUX; network.exchanges.len()];
    // The reaction that moves the species most, and how fast it does beside the expansion.
    let fastest = at.component.filter(|_| system.fluxes(at.t, &ln_yield, &mut fluxes).is_ok()).and_then(|i| {
        let moved = |k: usize| {
            let exchange = &network.exchanges[k];
            exchange
                .change
                .iter()
                .find(|&&(j, _)| j == i)
                .map_or(0.0, |&(_, c)| c.abs() * fluxes[k].forward.max(fluxes[k].backward))
        };
        let k = (0..fluxes.len()).max_by(|&a, &b| moved(a).total_cmp(&moved(b)))?;
        Some((network.channels[k].equation.clone(), moved(k) / ln_yield[i].exp()))
    });
    let problem = match (problem, &fastest) {
        (Problem::TooManySteps { .. }, &Some((_, rate))) if rate.is_finite() => Problem::TooManySteps { rate },
        (problem, _) => problem,
    };
    let reaction = fastest.map(|(equation, _)| equation);
    let place = Place {
        x: at.t.exp(),
        temperature: network.temperature(at.t),
        species: at.component.map(|i| network.groups[i].name.clone()),
        reaction,
        last_good: network.groups.iter().zip(&ln_yield).map(|(g, y)| (g.name.clone(), y.exp())).collect(),
    };
    SolveError { problem, place: Some(Box::new(place)) }
}

/// The same for an integral over the tail that begins at `t`.
pub(super) fn quadrature_problem(error: QuadratureError<RateError>, network: &Network, t: f64) -> SolveError {
    let problem = match error {
        QuadratureError::Integrand(error) => Problem::Rate(Box::new(error)),
        other => Problem::Settings(format!("the late annihilation cannot be integrated: {other}")),
    };
    let (x, temperature) = (t.exp(), network.temperature(t));
    let place = Place { x, temperature, species: None, reaction: None, last_good: Vec::new() };
    SolveError { problem, place: Some(Box::new(place)) }
}

/// Refuses coefficients that the interpolants cannot follow.
pub(super) fn check_resolved(network: &Network, mesh: &Mesh<Arc<Sources>>) -> Result<(), SolveError> {
    let Some(t) = mesh.unresolved() else { return Ok(()) };
    let message = "a rate vanishes at some temperatures between others where it does not, too often to be followed";
    let (x, temperature) = (t.exp(), network.temperature(t));
    let place = Place { x, temperature, species: None, reaction: None, last_good: Vec::new() };
    Err(SolveError { problem: Problem::Settings(message.to_owned()), place: Some(Box::new(place)) })
}
