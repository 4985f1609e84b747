//! The thermal average.
