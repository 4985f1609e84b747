//! Results as text and as JSON.

mod evolution;
mod explain;
mod json;
mod number;
mod outcome;
mod table;
mod text;

pub use evolution::{Evolution, sample};
pub use explain::explanation;
pub use json::{RunReport, comparison, report};
pub use number::{quantity, significant};
pub use outcome::curve_csv;
pub use text::{comparison as comparison_text, gstar_spread as gstar_spread_text, summary};
