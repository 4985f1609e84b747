//! One model at many values of some of its parameters.
//!
//! A point is asked for its final yields and what follows from them, not for its history. Where only the sizes of rates differ
//! between points, all of them share one network, see [`Variation`]; else the model is resolved again at each of them.

use std::sync::{Arc, Mutex, PoisonError};

use super::remains::Remains;
use super::scaled::Scaled;
use super::{Run, RunSettings, Taken, locate, prepare, run};
use crate::error::SourceError;
use crate::model::{Constraint, Document, Evaluated, Evaluation, Model, Outcome, Overrides, Restricted, Variation};
use crate::network::KnownRates;
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
    /// What points share, for each tolerance that was asked for.
    shared: Mutex<Vec<Arc<Shared>>>,
}

/// Tolerances for which is kept what points share: that of the results, and that of a first look.
const MOST_TOLERANCES: usize = 4;

/// Tables are made for a point as for a run at this many times the tolerance: their error is then at most a tenth of the
/// tolerance. They are most of the work at a point with masses of its own, though this saves little of it.
const LOOSER_TABLES: f64 = 5.0;

/// What all points with one tolerance share.
#[derive(Debug)]
struct Shared {
    tolerance: f64,
    settings: RunSettings,
    /// One network for all points, if there can be one.
    scaled: Option<Scaled>,
    /// Else the tables of the model at its own values: many rates are the same at other points.
    rates: KnownRates,
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
        Ok(Self {
            document: document.clone(),
            overrides: overrides.clone(),
            varied,
            settings,
            reference,
            shared: Mutex::default(),
        })
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
        self.document.resolve(&self.overrides_at(values)?).map_err(|e| one_line(&e))
    }

    fn overrides_at(&self, values: &[f64]) -> Result<Overrides, String> {
        let mut overrides = self.overrides.clone();
        for (varied, &value) in self.varied.iter().zip(values) {
            overrides.set(&varied.setting(value)).map_err(|e| one_line(&e))?;
        }
        Ok(overrides)
    }

    /// The complete run of a point, with its evolution and its error estimate.
    ///
    /// # Errors
    ///
    /// One sentence why there is none.
    pub fn run(&self, values: &[f64]) -> Result<Run, String> {
        run(self.model(values)?, self.settings).map_err(|e| first_line(&e.to_string()))
    }

    /// The relative tolerance of the yields.
    #[must_use]
    pub fn tolerance(&self) -> f64 {
        self.settings.tolerance.unwrap_or(self.reference.evolution.tolerance)
    }

    /// What a point gives. `values` are in powers of GeV, in the order of [`Family::varied`].
    ///
    /// The yields are those of a single integration at the tolerance, whose error is not measured; that of a [run](Family::run)
    /// is.
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
        let shared = self.shared(tolerance);
        if let Some(point) = shared.scaled.as_ref().and_then(|scaled| scaled.point(values)) {
            return Ok(point);
        }
        self.resolved(values, &shared)
    }

    /// Whether all points share one network, because what varies changes the sizes of rates only.
    #[must_use]
    pub fn shares_network(&self) -> bool {
        self.shared(self.tolerance()).scaled.is_some()
    }

    /// What all points with one tolerance share: made by whoever asks first, and the same whoever that is.
    fn shared(&self, tolerance: f64) -> Arc<Shared> {
        let mut known = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = known.iter().find(|shared| shared.tolerance == tolerance) {
            return Arc::clone(shared);
        }
        let settings = RunSettings { tolerance: Some(tolerance), ..self.settings };
        let names: Vec<&str> = self.varied.iter().map(|varied| varied.name.as_str()).collect();
        let variation = Variation::new(&self.reference, &names);
        let scaled = variation.and_then(|variation| Scaled::new(variation, settings));
        log::debug!(
            "{}, tolerance {tolerance:e}: {}",
            self.reference.name,
            if scaled.is_some() { "one network for all points" } else { "every point has its own network" }
        );
        // What cannot be tabulated at the model's own values is at no other.
        let rates =
            if scaled.is_some() { None } else { KnownRates::of(&self.reference, LOOSER_TABLES * tolerance).ok() };
        let shared = Arc::new(Shared { tolerance, settings, scaled, rates: rates.unwrap_or_default() });
        if known.len() < MOST_TOLERANCES {
            known.push(Arc::clone(&shared));
        }
        shared
    }

    /// The point from its own model.
    fn resolved(&self, values: &[f64], shared: &Shared) -> Result<Point, String> {
        let model = self.document.resolve_again(&self.overrides_at(values)?, &self.reference);
        let model = Arc::new(model.map_err(|e| one_line(&e))?);
        if model.species.is_empty() {
            return Ok(Point::new(None, model.evaluate_numbers(None)));
        }
        let explain = |error| first_line(&locate(&model, error).to_string());
        let taken = Taken { rates: &shared.rates, looser: LOOSER_TABLES };
        let prepared = Arc::new(prepare(&model, shared.settings, Some(&taken)).map_err(explain)?);
        let remains = Remains::new(Arc::clone(&model), prepared, Arc::default()).map_err(explain)?;
        let omega_h2 = remains.dark_matter_omega_h2;
        let outcome: Arc<dyn Outcome> = Arc::new(remains);
        Ok(Point::new(omega_h2, model.evaluate_numbers(Some(&outcome))))
    }
}

impl Point {
    /// What a complete run says of its point.
    #[must_use]
    pub fn of(run: Run) -> Self {
        Self::new(run.solved.as_ref().and_then(|solved| solved.dark_matter_omega_h2), run.evaluation)
    }

    pub(super) fn new(omega_h2: Option<f64>, evaluation: Evaluation) -> Self {
        let Evaluation { observables, constraints, chi2, .. } = evaluation;
        Self { omega_h2, chi2, observables, constraints }
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
