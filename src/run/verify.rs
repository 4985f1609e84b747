//! Whether a model file keeps its promises.

use super::{RunError, RunSettings, run};
use crate::error::SourceError;
use crate::model::{Document, Evaluated, Expectation, Overrides};

/// A promised result and what was found.
#[derive(Debug, Clone)]
pub struct Promise {
    /// What the file promises.
    pub expectation: Expectation,
    /// The value, in powers of GeV, or why there is none.
    pub found: Evaluated,
}

impl Promise {
    /// Whether the promise is kept.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.found.as_ref().is_ok_and(|value| self.expectation.is_met(*value))
    }
}

/// Why promises could not be verified.
#[derive(Debug)]
pub enum VerifyError {
    /// The model is wrong, at its own values or at a benchmark.
    Model(SourceError),
    /// A run failed.
    Run(RunError),
}

impl std::fmt::Display for VerifyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Model(error) => error.fmt(f),
            Self::Run(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for VerifyError {}

impl From<SourceError> for VerifyError {
    fn from(error: SourceError) -> Self {
        Self::Model(error)
    }
}

impl From<RunError> for VerifyError {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}

/// Solves a model at every benchmark at which its file promises something, and compares, in the order of the file.
/// `overrides` apply on top of each benchmark.
pub fn verify(document: &Document, overrides: &Overrides, settings: RunSettings) -> Result<Vec<Promise>, VerifyError> {
    let model = document.resolve(overrides)?;
    let mut promises: Vec<Option<Promise>> = vec![None; model.expectations.len()];
    let mut benchmarks: Vec<Option<&str>> = model.expectations.iter().map(|e| e.at.as_deref()).collect();
    benchmarks.sort_unstable();
    benchmarks.dedup();
    for at in benchmarks {
        let mut chosen = overrides.clone();
        if let Some(name) = at {
            chosen.set_benchmark(name);
        }
        let result = run(document.resolve(&chosen)?, settings)?;
        let found = result.model.expectations.iter().zip(result.evaluation.expectations).zip(&mut promises);
        for ((expectation, found), promise) in found.filter(|((e, _), _)| e.at.as_deref() == at) {
            *promise = Some(Promise { expectation: expectation.clone(), found });
        }
    }
    Ok(promises.into_iter().flatten().collect())
}
