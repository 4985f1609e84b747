//! Error-controlled tables of a rate.
