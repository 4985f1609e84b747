//! Thermal physics of one particle or pair: Bessel functions, equilibrium densities, kinematics, quadrature.

pub mod bessel;
mod bessel_tables;
pub mod boltzmann;
pub mod decay;
pub mod distribution;
pub mod equilibrium;
pub mod kinematics;
pub mod pair;
pub mod quadrature;
mod rapidity;
#[cfg(test)]
pub(crate) mod reference;
