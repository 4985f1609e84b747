//! The measured inputs: particles, constants and form factors, each number with its source.
//!
//! Every mass is stated once, in [`constants`]; the particles of [`particles`] refer to it.

pub mod constants;
pub mod form_factors;
pub mod particles;
