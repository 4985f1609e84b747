//! Test problems with reference solutions, shared by tests and benchmarks.
//!
//! References without a published value, and those published with fewer digits than double precision, were computed by
//! `references.py` beside this file: Radau IIA of order 13 in arithmetic of 34 digits.

mod bateman;
mod freeze_out;
mod hires;
mod oregonator;
mod prothero_robinson;
mod relaxation;
mod robertson;
mod van_der_pol;

pub use bateman::Bateman;
pub use freeze_out::FreezeOut;
pub use hires::Hires;
pub use oregonator::Oregonator;
pub use prothero_robinson::ProtheroRobinson;
pub use relaxation::Relaxation;
pub use robertson::Robertson;
pub use van_der_pol::VanDerPol;

use super::system::OdeSystem;

/// A system with a start, an end and the solution there.
pub trait Problem: OdeSystem {
    /// What to call it in tables and messages.
    fn name(&self) -> String;
    /// The first and the last t.
    fn span(&self) -> (f64, f64);
    /// y at the first t.
    fn start(&self) -> Vec<f64>;
    /// y at the last t.
    fn reference(&self) -> Vec<f64>;

    /// The error of `y` at the last t, in units of the scales for a tolerance of one.
    fn error(&self, y: &[f64]) -> f64 {
        let reference = self.reference();
        let mut scale = vec![0.0; y.len()];
        self.error_scale(self.span().1, &reference, &reference, 1.0, &mut scale);
        let errors = y.iter().zip(&reference).zip(&scale).map(|((y, r), s)| (y - r).abs() / s);
        errors.fold(0.0, |largest, e| if e <= largest { largest } else { e })
    }
}
