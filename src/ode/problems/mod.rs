//! Test problems with reference solutions, shared by tests and benchmarks.
