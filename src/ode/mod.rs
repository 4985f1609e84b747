//! Stiff initial-value problems. This module knows no physics.
