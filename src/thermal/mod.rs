//! Thermal physics of one particle or pair: Bessel functions, equilibrium densities, kinematics, quadrature.
