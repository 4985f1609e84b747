//! Model files: from YAML text to a validated, immutable network.
