//! Results as text and as JSON.

mod evolution;
mod explain;
mod json;
mod number;
mod saved;
mod table;
mod text;

pub use evolution::{Evolution, RateEvolution, SpeciesEvolution, sample, sample_at};
pub use explain::explanation;
pub use json::{RunReport, comparison, report};
pub use number::{quantity, significant};
pub use saved::{COMPARISON, EVOLUTION, MODEL, RESULT, Saved, read_saved};
pub use text::{comparison as comparison_text, summary};
