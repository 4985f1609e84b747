//! Why an evolution failed, where, and what to try.

use std::fmt;

use crate::rates::{RateError, RateProblem};

/// Above this multiple of H a reaction costs linearly implicit methods steps.
const FAST: f64 = 1e6;

/// What went wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// A rate could not be evaluated.
    Rate(Box<RateError>),
    /// The step size shrank to nothing.
    StepTooSmall,
    /// The limit on the number of steps was reached.
    TooManySteps {
        /// How fast the reaction that moves the species most goes both ways, in units of H; 0 if unknown.
        rate: f64,
    },
    /// The method is explicit and the equations are stiff.
    Stiff {
        /// The fastest relaxation, in units of H.
        rate: f64,
    },
    /// The equations cannot be evaluated at the start or after a change of variables.
    NotEvaluable,
    /// The settings contradict each other or the model.
    Settings(String),
}

/// A failed evolution.
#[derive(Debug, Clone, PartialEq)]
pub struct SolveError {
    /// What went wrong.
    pub problem: Problem,
    /// Where, if the evolution had started.
    pub place: Option<Box<Place>>,
}

/// Where an evolution failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Reference mass/T.
    pub x: f64,
    /// Temperature in GeV.
    pub temperature: f64,
    /// The species with the largest error relative to what is allowed.
    pub species: Option<String>,
    /// The reaction that moves that species most.
    pub reaction: Option<String>,
    /// The last good state: name and yield of every species.
    pub last_good: Vec<(String, f64)>,
}

impl SolveError {
    /// A contradiction in the settings.
    #[must_use]
    pub fn settings(message: impl Into<String>) -> Self {
        Self::from(Problem::Settings(message.into()))
    }

    /// What to try.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match &self.problem {
            Problem::Rate(error) if matches!(error.problem, RateProblem::TableNotConverged { .. }) => {
                "the rate jumps, bends or is noisy at this temperature. Let a condition on T be `active: T > ...` or an `if` on T alone, a channel that opens a reaction of its own whose products have masses, and a formula do without terms that cancel; or loosen `--tolerance`"
            }
            Problem::Rate(_) => {
                "look at that rate's formula at this temperature, or keep the evolution away from it with `evolution.from` and `evolution.to`"
            }
            Problem::StepTooSmall => {
                "a rate jumps here: look for a condition on T or x in its formula; a looser `--tolerance` or the other `--method` may pass"
            }
            Problem::TooManySteps { rate } if *rate > FAST => {
                "take `--method radau`, whose steps do not depend on how fast reactions are in equilibrium; with it, start later with `evolution.from` or loosen `--tolerance`"
            }
            Problem::TooManySteps { .. } => {
                "start later with `evolution.from`, loosen `--tolerance`, or try the other `--method`"
            }
            Problem::Stiff { .. } => "take `--method radau`, which is made for this",
            Problem::NotEvaluable => "look at the rates of that species at this temperature",
            Problem::Settings(_) => "see `frazil explain` for what the model says",
        }
    }
}

impl From<Problem> for SolveError {
    fn from(problem: Problem) -> Self {
        Self { problem, place: None }
    }
}

impl From<RateError> for SolveError {
    fn from(error: RateError) -> Self {
        Problem::Rate(Box::new(error)).into()
    }
}

impl fmt::Display for SolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::Rate(error) => write!(f, "{error}")?,
            Problem::StepTooSmall => f.write_str("the step size became too small to go on")?,
            Problem::TooManySteps { rate } => {
                f.write_str("the limit on the number of steps was reached")?;
                if *rate > FAST {
                    write!(f, ": a reaction goes back and forth {rate:.1e} times as fast as the Universe expands")?;
                }
            }
            Problem::Stiff { rate } => write!(
                f,
                "the equations are stiff, too much so for an explicit method: something relaxes {rate:.1e} times as fast as \
                 the Universe expands"
            )?,
            Problem::NotEvaluable => f.write_str("the equations cannot be evaluated")?,
            Problem::Settings(message) => f.write_str(message)?,
        }
        if let Some(place) = &self.place {
            write!(f, "\n  at x = {:.6}, T = {:.6e} GeV", place.x, place.temperature)?;
            if let Some(species) = &place.species {
                write!(f, "\n  species {species}")?;
                if let Some(reaction) = &place.reaction {
                    write!(f, ", driven by {reaction}")?;
                }
            }
            for (i, (name, value)) in place.last_good.iter().enumerate() {
                f.write_str(if i == 0 { "\n  last good state: " } else { ", " })?;
                write!(f, "Y({name}) = {value:.6e}")?;
            }
        }
        write!(f, "\n  = help: {}", self.advice())
    }
}

impl std::error::Error for SolveError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_about_what_happened() {
        let fast = SolveError::from(Problem::TooManySteps { rate: 1.8e13 }).to_string();
        assert!(
            fast.contains(": a reaction goes back and forth 1.8e13 times as fast as the Universe expands"),
            "{fast}"
        );
        assert!(fast.contains("help: take `--method radau`"), "{fast}");
        let slow = SolveError::from(Problem::TooManySteps { rate: 3.0 }).to_string();
        assert!(!slow.contains("back and forth") && slow.contains("help: start later"), "{slow}");
        let table = RateError::from(RateProblem::TableNotConverged { error: 2.1e-8, wanted: 1.8e-8 });
        let table = SolveError::from(table).to_string();
        assert!(table.contains("error 2.10e-8") && table.contains("wanted 1.80e-8"), "{table}");
        assert!(table.contains("help: the rate jumps, bends or is noisy"), "{table}");
        let other = SolveError::from(RateError::from(RateProblem::NonFinite)).to_string();
        assert!(other.contains("help: look at that rate's formula"), "{other}");
    }
}
