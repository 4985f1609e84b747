//! Results as text and as JSON.

mod evolution;
mod json;
mod number;
mod table;
mod text;

pub use evolution::{Evolution, sample};
pub use json::{RunReport, comparison, report};
pub use number::{quantity, significant};
pub use text::{comparison as comparison_text, summary};
