//! Thermal physics of one particle or pair: Bessel functions, equilibrium densities, kinematics, quadrature.

pub mod bessel;
mod bessel_tables;
pub mod equilibrium;
pub mod kinematics;
pub mod quadrature;
