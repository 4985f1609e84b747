//! What is to have a certain value, written on the command line: `NAME=VALUE`.

use std::sync::Arc;

use super::Model;
use super::axis::Text;
use crate::error::{Diagnostic, Source, SourceError, closest};
use crate::units::Dimension;

/// How the relic density is called.
const OMEGA_H2: &str = "omega_h2";
const EXAMPLE: &str = "what is wanted is NAME=VALUE with an observable or `omega_h2`, such as `omega_h2=0.12`";

/// What is to have a certain value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Ωh² of all dark matter.
    RelicDensity,
    /// The observable with this place in the model.
    Observable(usize),
}

impl Goal {
    /// The name of the goal in formulas and results.
    #[must_use]
    pub fn name(self, model: &Model) -> &str {
        match self {
            Self::RelicDensity => OMEGA_H2,
            Self::Observable(i) => model.observables.get(i).map_or("", |observable| &observable.name),
        }
    }
}

impl Model {
    /// The goal that a text such as `omega_h2=0.12` or `c_tau=3 m` describes, and its value in powers of GeV; `option` is what
    /// the text is called in complaints.
    pub fn goal(&self, option: &str, text: &str) -> Result<(Goal, f64), SourceError> {
        self.read_goal(&Text { text }).map_err(|complaint| SourceError {
            source: Arc::new(Source { name: option.to_owned(), text: text.to_owned() }),
            diagnostics: vec![complaint],
        })
    }

    fn read_goal(&self, text: &Text<'_>) -> Result<(Goal, f64), Diagnostic> {
        let all = text.trimmed(0..text.text.len());
        let Some((name, value)) = text.split(&all, "=") else {
            return Err(Diagnostic::at(all, "expected NAME=VALUE").hint(EXAMPLE));
        };
        let word = &text.text[name.clone()];
        let observable = self.observables.iter().position(|observable| observable.name == word);
        let (goal, dimension) = match observable {
            Some(i) => (Goal::Observable(i), self.observables[i].dimension),
            None if word == OMEGA_H2 => (Goal::RelicDensity, Dimension::NONE),
            None => {
                let (message, hint) = self.no_goal(word);
                return Err(Diagnostic::at(name, message).hint(hint));
            }
        };
        if value.is_empty() {
            return Err(Diagnostic::at(all, "the value is missing").hint(EXAMPLE));
        }
        let wanted = text.quantity(&value, dimension, &format!("`{word}`"))?;
        if goal == Goal::RelicDensity && wanted <= 0.0 {
            return Err(Diagnostic::at(value, "a relic density is positive"));
        }
        Ok((goal, wanted))
    }

    /// Why a name is no goal, and what to do.
    fn no_goal(&self, word: &str) -> (String, String) {
        if self.curves.iter().any(|curve| curve.name == word) {
            return (format!("`{word}` is a curve, which has no single value"), EXAMPLE.to_owned());
        }
        let names = || self.observables.iter().map(|observable| observable.name.as_str()).chain([OMEGA_H2]);
        let hint = match closest(word, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        (format!("there is no observable `{word}`"), hint)
    }
}
