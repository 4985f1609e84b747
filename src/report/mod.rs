//! Models and results as text, as JSON and as LaTeX.

mod evolution;
mod explain;
mod json;
mod latex;
mod number;
mod outcome;
mod saved;
mod sweep;
mod table;
mod target;
mod text;

pub use evolution::{Evolution, RateEvolution, SpeciesEvolution, sample, sample_at};
pub use explain::explanation;
pub use json::{RunReport, comparison, report};
pub use latex::{latex_document, latex_section};
pub use number::{quantity, significant};
pub use outcome::curve_csv;
pub use saved::{COMPARISON, EVOLUTION, MODEL, RESULT, Saved, read_saved};
pub use sweep::{sweep_csv, sweep_json, sweep_text};
pub use target::{TARGET, target_json, target_notes, target_text};
pub use text::{
    by_size, comparison as comparison_text, gstar_spread as gstar_spread_text, sensitivities as sensitivities_text,
    summary,
};
