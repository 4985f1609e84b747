//! What is read off a solution: relic density, freeze-out, mechanism, dominant reactions.

mod fate;
mod mechanism;

pub use fate::{DominantReaction, Fate, fates};
pub use mechanism::Mechanism;
