//! Standard Model inputs: constants, particles, form factors, each with its source.
