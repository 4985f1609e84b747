//! Stiff initial-value problems y′ = f(t, y). This module knows no physics.
//!
//! Two implicit methods share one driver: [`Method::Radau`] (Radau IIA of order 5) and [`Method::Rodas5p`] (a linearly
//! implicit Rosenbrock method of order 5). They have nothing in common but the step-size logic and the linear algebra,
//! so their agreement is the error estimate users can trust. The formulas of two other libraries can take their place, as
//! witnesses from outside: [`Method::Dopri5`], which is explicit and refuses stiff equations, and, with the feature `gsl`,
//! the backward differentiation formulas of the GNU Scientific Library.
//!
//! Conventions:
//! - the variable t may have any sign; integration runs towards increasing t;
//! - a Jacobian is row-major, `jacobian[(i, j)]` = ∂fᵢ/∂yⱼ;
//! - a step is accepted when maxᵢ |eᵢ|/scaleᵢ ≤ 1, with the scales of [`OdeSystem::error_scale`]: the maximum norm,
//!   so that no component hides behind the others;
//! - [`Options::tolerance`] is what the *global* error should come out at. Each method turns it into a tolerance for
//!   its own error estimate, calibrated on test problems; errors of unstable systems grow all the same.

mod controller;
mod dopri5;
mod driver;
mod error;
#[cfg(feature = "gsl")]
mod gsl;
mod initial_step;
mod linear_algebra;
mod method;
mod norm;
mod options;
mod point;
#[doc(hidden)]
pub mod problems;
mod radau;
mod rodas5p;
mod scheme;
mod step;
mod system;

#[cfg(test)]
mod tests;

pub use driver::{Memory, integrate, integrate_in, refine};
pub use error::{Failure, OdeError};
pub use linear_algebra::{Matrix, solve};
pub use method::{Method, UnknownMethod};
pub use options::Options;
pub use step::{Completion, Control, Dense, Observer, Statistics, Step, Unobserved};
pub use system::{OdeSystem, RhsError};
