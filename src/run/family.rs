//! One model at many values of some of its parameters.

use super::{Run, RunSettings, run};
use crate::error::SourceError;
use crate::model::{Constraint, Document, Evaluated, Model, Overrides, Restricted};
use crate::units::Dimension;

/// What varies, and in which units its values are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Varied {
    /// A parameter, or a setting such as `cosmology.planck_mass`.
    pub name: String,
    /// The power of GeV of its values.
    pub dimension: Dimension,
}

impl Varied {
    /// `NAME=VALUE` for a value in powers of GeV.
    #[must_use]
    pub fn setting(&self, value: f64) -> String {
        let Self { name, dimension } = self;
        if *dimension == Dimension::NONE {
            format!("{name}={value:e}")
        } else {
            format!("{name}={value:e} {dimension}")
        }
    }
}

/// A model some of whose parameters take a value at each point; the others keep theirs. It is shared by all threads that
/// solve its points, and what a point gives depends on nothing but its values.
#[derive(Debug)]
pub struct Family {
    document: Document,
    overrides: Overrides,
    varied: Vec<Varied>,
    settings: RunSettings,
    reference: Model,
}

/// What one point gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Ωh² of all dark matter; `None` if no species is.
    pub omega_h2: Option<f64>,
    /// The sum of the squared pulls; `None` if nothing is measured.
    pub chi2: Option<Evaluated>,
    /// The observables in the order of the model, in powers of GeV, or why there is no value.
    pub observables: Vec<Evaluated>,
    /// The constraints in the order of the model; `None` where one does not apply.
    pub constraints: Vec<Result<Option<Restricted>, String>>,
}

impl Family {
    /// The points of a document where `varied` differ and `overrides` holds for all else.
    ///
    /// # Errors
    ///
    /// [`SourceError`] if the model is wrong at its own values.
    pub fn new(
        document: &Document,
        overrides: &Overrides,
        varied: Vec<Varied>,
        settings: RunSettings,
    ) -> Result<Self, SourceError> {
        let reference = document.resolve(overrides)?;
        Ok(Self { document: document.clone(), overrides: overrides.clone(), varied, settings, reference })
    }

    /// The model at the values of its file and of the overrides: its names and dimensions are those of all points.
    #[must_use]
    pub fn reference(&self) -> &Model {
        &self.reference
    }

    /// What varies, in the order of the values of a point.
    #[must_use]
    pub fn varied(&self) -> &[Varied] {
        &self.varied
    }

    /// The constraints of the model, in its order.
    #[must_use]
    pub fn constraints(&self) -> &[Constraint] {
        &self.reference.constraints
    }

    /// The model at a point, in powers of GeV.
    ///
    /// # Errors
    ///
    /// One sentence why there is no such model.
    pub fn model(&self, values: &[f64]) -> Result<Model, String> {
        let mut overrides = self.overrides.clone();
        for (varied, &value) in self.varied.iter().zip(values) {
            overrides.set(&varied.setting(value)).map_err(|e| one_line(&e))?;
        }
        self.document.resolve(&overrides).map_err(|e| one_line(&e))
    }

    /// The complete run of a point, with its evolution and its error estimate.
    ///
    /// # Errors
    ///
    /// One sentence why there is none.
    pub fn run(&self, values: &[f64]) -> Result<Run, String> {
        self.run_with(values, self.settings)
    }

    fn run_with(&self, values: &[f64], settings: RunSettings) -> Result<Run, String> {
        run(self.model(values)?, settings).map_err(|e| first_line(&e.to_string()))
    }

    /// The relative tolerance of the yields.
    #[must_use]
    pub fn tolerance(&self) -> f64 {
        self.settings.tolerance.unwrap_or(self.reference.evolution.tolerance)
    }

    /// What a point gives. `values` are in powers of GeV, in the order of [`Family::varied`].
    ///
    /// # Errors
    ///
    /// One sentence why the point has no result.
    pub fn point(&self, values: &[f64]) -> Result<Point, String> {
        self.point_with(values, self.tolerance())
    }

    /// As [`Family::point`], with another relative tolerance of the yields.
    ///
    /// # Errors
    ///
    /// One sentence why the point has no result.
    pub fn point_with(&self, values: &[f64], tolerance: f64) -> Result<Point, String> {
        let run = self.run_with(values, RunSettings { tolerance: Some(tolerance), ..self.settings })?;
        Ok(Point {
            omega_h2: run.solved.as_ref().and_then(|solved| solved.dark_matter_omega_h2),
            chi2: run.evaluation.chi2,
            observables: run.evaluation.observables,
            constraints: run.evaluation.constraints,
        })
    }
}

/// What is wrong with a model, without the place: it is the same at many points.
fn one_line(error: &SourceError) -> String {
    error.diagnostics.first().map_or_else(String::new, |diagnostic| diagnostic.message.clone())
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
