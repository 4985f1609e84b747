//! Reaction rates: one file per kind, the thermal average, error-controlled tables.
