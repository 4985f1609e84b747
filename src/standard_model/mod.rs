//! The measured inputs: particles, constants, the quark-mixing matrix and functions, each number with its source.
//!
//! Every mass, width and lifetime is stated once, in [`constants`]; the particles of [`particles`] refer to it.

pub mod ckm;
pub mod constants;
pub mod form_factors;
pub mod functions;
pub mod hadron_ratio;
pub mod particles;
pub mod strong_coupling;
