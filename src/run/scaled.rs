//! Points that share one network: only the sizes of their rates differ.

use std::sync::{Arc, Mutex, PoisonError};

use super::family::Point;
use super::remains::Remains;
use super::{RunSettings, prepare};
use crate::model::{Judge, Model, Outcome, Variation};
use crate::network::Prepared;

/// A network, and how the rates in it change from point to point.
pub(super) struct Scaled {
    variation: Variation,
    model: Arc<Model>,
    /// `None` for a model without species.
    prepared: Option<Arc<Prepared>>,
    /// The workspaces of the threads that are between two points.
    idle: Mutex<Vec<Workspace>>,
}

impl std::fmt::Debug for Scaled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scaled").field("variation", &self.variation).finish_non_exhaustive()
    }
}

/// What one thread needs to solve points.
struct Workspace {
    ln_factors: Vec<f64>,
    present: Arc<Present>,
    judge: Judge,
}

impl Scaled {
    /// `None` if the model cannot be solved at its own values.
    pub(super) fn new(variation: Variation, settings: RunSettings) -> Option<Self> {
        let model = Arc::new(variation.model().clone());
        let prepared =
            if model.species.is_empty() { None } else { Some(Arc::new(prepare(&model, settings, None).ok()?)) };
        Some(Self { variation, model, prepared, idle: Mutex::default() })
    }

    /// The point with these values of what varies; `None` if it is not to be had this way.
    pub(super) fn point(&self, values: &[f64]) -> Option<Point> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let known = idle().pop();
        let mut workspace = known.unwrap_or_else(|| Workspace::new(&self.variation));
        let point = self.solve(values, &mut workspace);
        idle().push(workspace);
        point
    }

    fn solve(&self, values: &[f64], workspace: &mut Workspace) -> Option<Point> {
        let Workspace { ln_factors, present, judge } = workspace;
        self.variation.set(values, judge).ok()?;
        let Some(prepared) = &self.prepared else {
            return Some(Point::new(None, self.variation.evaluate(judge)));
        };
        if !self.variation.ln_factors(judge, ln_factors) {
            return None;
        }
        let of_channels = prepared.network().reactions().iter().map(|&reaction| ln_factors[reaction]).collect();
        let remains = Remains::new(Arc::clone(&self.model), Arc::clone(prepared), of_channels).ok()?;
        let omega_h2 = remains.dark_matter_omega_h2;
        present.set(Some(Arc::new(remains)));
        let evaluation = self.variation.evaluate(judge);
        present.set(None);
        Some(Point::new(omega_h2, evaluation))
    }
}

impl Workspace {
    fn new(variation: &Variation) -> Self {
        let present = Arc::new(Present::default());
        let solved = !variation.model().species.is_empty();
        let judge = Judge::new(variation, solved.then(|| Arc::clone(&present) as Arc<dyn Outcome>));
        Self { ln_factors: Vec::new(), present, judge }
    }
}

/// What the point at hand leaves.
#[derive(Default)]
struct Present(Mutex<Option<Arc<Remains>>>);

impl Present {
    fn set(&self, remains: Option<Arc<Remains>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = remains;
    }

    fn ask<T>(&self, question: impl FnOnce(&Remains) -> Result<T, String>) -> Result<T, String> {
        let present = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        question(present.as_deref().ok_or("nothing is solved yet")?)
    }
}

impl Outcome for Present {
    fn is_final(&self) -> bool {
        false
    }

    fn omega_h2(&self) -> Result<f64, String> {
        self.ask(Remains::omega_h2)
    }

    fn omega_h2_of(&self, species: usize) -> Result<f64, String> {
        self.ask(|remains| remains.omega_h2_of(species))
    }

    fn yield_of(&self, species: usize) -> Result<f64, String> {
        self.ask(|remains| remains.yield_of(species))
    }

    fn yield_at(&self, species: usize, x: f64) -> Result<f64, String> {
        self.ask(|remains| remains.yield_at(species, x))
    }

    fn x_range(&self) -> Result<(f64, f64), String> {
        self.ask(Remains::x_range)
    }

    fn x_freeze_out(&self, species: usize) -> Result<f64, String> {
        self.ask(|remains| remains.x_freeze_out(species))
    }

    fn temperature_freeze_out(&self, species: usize) -> Result<f64, String> {
        self.ask(|remains| remains.temperature_freeze_out(species))
    }

    fn rate(&self, label: &str, temperature: f64) -> Result<f64, String> {
        self.ask(|remains| remains.rate(label, temperature))
    }
}
