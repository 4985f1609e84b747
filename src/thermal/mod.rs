//! Thermal physics of one particle or pair: Bessel functions, equilibrium densities, kinematics, quadrature.

pub mod bessel;
mod bessel_tables;
pub mod equilibrium;
pub mod gauss;
pub mod kinematics;
pub mod quadrature;
