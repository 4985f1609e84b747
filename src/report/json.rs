//! The JSON of a run: format 1, a contract. Every key is always present; what is not defined is `null`.

use serde::{Serialize, Serializer};

use super::evolution::Evolution;
use crate::observables::{DominantReaction, Mechanism};
use crate::run::Run;

/// A JSON object whose keys keep their order.
#[derive(Debug, Clone, Default)]
struct Ordered<T>(Vec<(String, T)>);

impl<T: Serialize> Serialize for Ordered<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// The result of one run, as written by `--json` and to `result.json`.
#[derive(Debug, Clone, Serialize)]
pub struct RunReport {
    format: u32,
    program: String,
    model: String,
    model_hash: String,
    parameters: Ordered<f64>,
    omega_h2: Option<f64>,
    chi2: Option<f64>,
    species: Ordered<SpeciesReport>,
    observables: Ordered<Option<f64>>,
    constraints: Ordered<ConstraintReport>,
    dominant_reactions: Vec<DominantReaction>,
    cosmology: CosmologyReport,
    solver: Option<SolverReport>,
    warnings: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evolution: Option<EvolutionReport>,
}

#[derive(Debug, Clone, Serialize)]
struct SpeciesReport {
    #[serde(rename = "yield")]
    final_yield: f64,
    omega_h2: f64,
    dark_matter: bool,
    x_freeze_out: Option<f64>,
    #[serde(rename = "T_freeze_out")]
    temperature_freeze_out: Option<f64>,
    equilibrated: bool,
    mechanism: Option<Mechanism>,
}

#[derive(Debug, Clone, Serialize)]
struct ConstraintReport {
    value: Option<f64>,
    satisfied: Option<bool>,
    pull: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct CosmologyReport {
    g_star: String,
    g_star_hash: String,
    history: &'static str,
    #[serde(rename = "T_start")]
    temperature_start: Option<f64>,
    #[serde(rename = "T_end")]
    temperature_end: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct SolverReport {
    method: &'static str,
    steps: usize,
    rhs_evaluations: usize,
    relative_error_estimate: Option<f64>,
    seconds: f64,
}

#[derive(Debug, Clone, Serialize)]
struct EvolutionReport {
    x: Vec<f64>,
    #[serde(rename = "T")]
    temperature: Vec<f64>,
    #[serde(rename = "yield")]
    yields: Ordered<Vec<f64>>,
    equilibrium: Ordered<Vec<f64>>,
}

/// The report of a run, with the evolution if it was sampled.
#[must_use]
pub fn report(run: &Run, evolution: Option<&Evolution>) -> RunReport {
    let model = &run.model;
    let solved = run.solved.as_deref();
    let species = solved.map_or_else(Vec::new, |solved| {
        let rows = model.species.iter().zip(&solved.yields).zip(solved.omega_h2.iter().zip(&solved.fates));
        rows.map(|((species, &final_yield), (&omega_h2, fate))| {
            let row = SpeciesReport {
                final_yield,
                omega_h2,
                dark_matter: species.dark_matter,
                x_freeze_out: fate.x_freeze_out,
                temperature_freeze_out: fate.temperature_freeze_out,
                equilibrated: fate.equilibrated,
                mechanism: fate.mechanism,
            };
            (species.name.clone(), row)
        })
        .collect()
    });
    let observables = model.observables.iter().zip(&run.evaluation.observables);
    let constraints = model.constraints.iter().zip(&run.evaluation.constraints);
    RunReport {
        format: 1,
        program: crate::PROGRAM.to_owned(),
        model: model.name.clone(),
        model_hash: model.hash.clone(),
        parameters: Ordered(model.parameters.iter().map(|p| (p.name.clone(), p.value)).collect()),
        omega_h2: solved.and_then(|s| s.dark_matter_omega_h2),
        chi2: None,
        species: Ordered(species),
        observables: Ordered(observables.map(|(o, value)| (o.name.clone(), value.clone().ok())).collect()),
        constraints: Ordered(
            constraints
                .map(|(constraint, result)| {
                    let row = ConstraintReport {
                        value: result.as_ref().ok().map(|r| r.value),
                        satisfied: result.as_ref().ok().map(crate::model::Restricted::is_satisfied),
                        pull: None,
                    };
                    (constraint.name.clone(), row)
                })
                .collect(),
        ),
        dominant_reactions: solved.map_or_else(Vec::new, |s| s.fates.iter().flat_map(|f| f.dominant.clone()).collect()),
        cosmology: CosmologyReport {
            g_star: model.expansion.name().to_owned(),
            g_star_hash: model.expansion.content_hash().to_owned(),
            history: model.expansion.history(),
            temperature_start: solved.map(|s| s.solution.temperatures.0),
            temperature_end: solved.map(|s| s.solution.temperatures.1),
        },
        solver: solved.map(|s| SolverReport {
            method: s.solution.settings.method.name(),
            steps: s.solution.statistics.steps,
            rhs_evaluations: s.solution.statistics.rhs_evaluations,
            relative_error_estimate: s.solution.error_estimate,
            seconds: run.seconds,
        }),
        warnings: run.warnings.clone(),
        evolution: evolution.map(|e| EvolutionReport {
            x: e.x.clone(),
            temperature: e.temperature.clone(),
            yields: Ordered(e.species.iter().map(|s| (s.name.clone(), s.yields.clone())).collect()),
            equilibrium: Ordered(e.species.iter().map(|s| (s.name.clone(), s.equilibrium.clone())).collect()),
        }),
    }
}

/// A run with the label it has in a comparison.
#[derive(Debug, Clone, Serialize)]
struct Labelled {
    label: String,
    #[serde(flatten)]
    run: RunReport,
}

/// Several runs, as written by `compare --json`.
#[must_use]
pub fn comparison(runs: Vec<(String, RunReport)>) -> impl Serialize {
    #[derive(Serialize)]
    struct Comparison {
        format: u32,
        runs: Vec<Labelled>,
    }
    Comparison { format: 1, runs: runs.into_iter().map(|(label, run)| Labelled { label, run }).collect() }
}
