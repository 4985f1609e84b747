//! The model file: from YAML text to a validated, immutable model.

mod equation;
mod yaml;
