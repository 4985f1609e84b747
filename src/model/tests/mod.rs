//! Whole files in, models or messages out.

mod axes;
mod benchmarks;
mod complete;
mod conjugates;
mod curves;
mod files;
mod fuzz;
mod histories;
mod indices;
mod judged;
mod overrides;
mod rates;
mod refused_formulas;
mod refused_reactions;
mod refused_sections;
mod refused_shapes;
mod widths;

use super::*;

fn source(text: &str) -> Source {
    Source { name: "m.yaml".to_owned(), text: text.to_owned() }
}

/// The model of a text that is expected to be in order.
fn model(text: &str) -> Model {
    Document::load(source(text))
        .and_then(|document| document.resolve(&Overrides::default()))
        .unwrap_or_else(|e| panic!("{e}"))
}

/// The message about a text that is expected to be wrong.
fn refusal(text: &str) -> String {
    match Document::load(source(text)).and_then(|document| document.resolve(&Overrides::default())) {
        Ok(_) => panic!("accepted:\n{text}"),
        Err(error) => error.to_string(),
    }
}

/// The smallest useful model, with more lines at its end.
fn small(more: &str) -> String {
    format!(
        "format: 1
name: small
parameters: {{m_phi: 100 GeV, sv0: 2.2e-26 cm^3/s}}
species:
  phi: {{mass: m_phi, type: real_scalar, dark_matter: true}}
reactions:
  - {{equation: phi + phi <-> SM + SM, sigma_v: sv0}}
{more}"
    )
}

/// The message about a few lines added to [`small`].
fn refusal_of(more: &str) -> String {
    refusal(&small(more))
}
