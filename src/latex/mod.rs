//! LaTeX: formulas that know their width and where a line may end, symbols made from names, text made safe.
//!
//! Everything written here needs no package but `amsmath`.

mod lines;
mod math;
mod quantity;
mod symbol;
mod text;
mod width;

pub use math::{Delimiter, Math};
pub use quantity::{number, quantity};
pub use symbol::{is_well_formed, particle, symbol};
pub use text::escape;

#[cfg(test)]
pub(crate) mod tests;
