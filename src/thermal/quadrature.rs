//! Adaptive quadrature.
