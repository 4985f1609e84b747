//! Quantities: numbers with a mass dimension, and the units users write them in.
