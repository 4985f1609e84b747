//! The JSON of a run: format 1, a contract. Every key is always present; what is not defined is `null`.

use serde::{Serialize, Serializer};

use super::evolution::Evolution;
use crate::model::{Curve, Points, Restricted};
use crate::observables::{DominantReaction, Mechanism};
use crate::run::{GStarSpread, Run, Sensitivity};

/// A JSON object whose keys keep their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Ordered<T>(pub(super) Vec<(String, T)>);

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
    observables: Ordered<ObservableReport>,
    constraints: Ordered<ConstraintReport>,
    dominant_reactions: Vec<DominantReaction>,
    statistics: &'static str,
    cosmology: CosmologyReport,
    solver: Option<SolverReport>,
    warnings: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gstar_spread: Option<Ordered<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sensitivities: Option<Ordered<Option<f64>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sensitivities_missing: Option<Ordered<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evolution: Option<EvolutionReport>,
}

impl RunReport {
    /// Adds Ωh² with other sets of degrees of freedom.
    #[must_use]
    pub fn with_gstar_spread(mut self, spread: Option<&GStarSpread>) -> Self {
        self.gstar_spread = spread.map(|spread| {
            let mut entries = spread.omega_h2.clone();
            entries.push(("relative_spread".to_owned(), spread.relative));
            Ordered(entries)
        });
        self
    }

    /// Adds d ln Ωh²/d ln p for every parameter p, and why some have none.
    #[must_use]
    pub fn with_sensitivities(mut self, sensitivities: Option<&[Sensitivity]>) -> Self {
        let name = |s: &Sensitivity| s.parameter.clone();
        self.sensitivities =
            sensitivities.map(|all| Ordered(all.iter().map(|s| (name(s), s.value.as_ref().ok().copied())).collect()));
        self.sensitivities_missing = sensitivities.map(|all| {
            Ordered(all.iter().filter_map(|s| s.value.clone().err().map(|reason| (name(s), reason))).collect())
        });
        self
    }
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

/// A number or a curve.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum ObservableReport {
    Number(Option<f64>),
    Curve(CurveReport),
}

/// A curve; `x` and `values` are `null` where it has no value, and empty where its range is closed.
#[derive(Debug, Clone, Serialize)]
struct CurveReport {
    over: String,
    x: Option<Vec<f64>>,
    values: Option<Vec<f64>>,
    x_dimension: String,
    dimension: String,
    note: Option<String>,
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
    RunReport {
        format: 1,
        program: crate::PROGRAM.to_owned(),
        model: model.name.clone(),
        model_hash: model.hash.clone(),
        parameters: Ordered(model.parameters.iter().map(|p| (p.name.clone(), p.value)).collect()),
        omega_h2: solved.and_then(|s| s.dark_matter_omega_h2),
        chi2: run.evaluation.chi2.clone().and_then(Result::ok),
        species: Ordered(species),
        observables: Ordered(observables(run)),
        constraints: Ordered(constraints(run)),
        dominant_reactions: solved.map_or_else(Vec::new, |s| s.fates.iter().flat_map(|f| f.dominant.clone()).collect()),
        statistics: model.evolution.statistics.name(),
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
        gstar_spread: None,
        sensitivities: None,
        sensitivities_missing: None,
        evolution: evolution.map(|e| EvolutionReport {
            x: e.x.clone(),
            temperature: e.temperature.clone(),
            yields: Ordered(e.species.iter().map(|s| (s.name.clone(), s.yields.clone())).collect()),
            equilibrium: Ordered(e.species.iter().map(|s| (s.name.clone(), s.equilibrium.clone())).collect()),
        }),
    }
}

fn observables(run: &Run) -> Vec<(String, ObservableReport)> {
    let numbers = run.model.observables.iter().zip(&run.evaluation.observables);
    let numbers = numbers.map(|(o, value)| (o.name.clone(), ObservableReport::Number(value.clone().ok())));
    let curves = run.model.curves.iter().zip(&run.evaluation.curves);
    let curves =
        curves.map(|(curve, points)| (curve.name.clone(), ObservableReport::Curve(curve_report(curve, points))));
    numbers.chain(curves).collect()
}

fn curve_report(curve: &Curve, points: &Result<Points, String>) -> CurveReport {
    let known = points.as_ref().ok();
    CurveReport {
        over: curve.over.name.clone(),
        x: known.map(|points| points.x.clone()),
        values: known.map(|points| points.values.clone()),
        x_dimension: curve.over.dimension.to_string(),
        dimension: curve.dimension.to_string(),
        note: points.as_ref().map_or_else(|reason| Some(reason.clone()), |points| points.note.clone()),
    }
}

/// A constraint that has no value or does not apply is all `null`.
fn constraints(run: &Run) -> Vec<(String, ConstraintReport)> {
    let constraints = run.model.constraints.iter().zip(&run.evaluation.constraints);
    let rows = constraints.map(|(constraint, result)| {
        let restricted = result.as_ref().ok().and_then(Option::as_ref);
        let row = ConstraintReport {
            value: restricted.map(|r| r.value),
            satisfied: restricted.and_then(Restricted::is_satisfied),
            pull: restricted.and_then(Restricted::pull),
        };
        (constraint.name.clone(), row)
    });
    rows.collect()
}

/// A run with the label it has in a comparison.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Labelled {
    pub(super) label: String,
    #[serde(flatten)]
    pub(super) run: RunReport,
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
