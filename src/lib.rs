//! frazil computes how much dark matter the early Universe leaves behind.

pub mod cli;
pub mod cosmology;
pub mod error;
pub mod expression;
pub mod model;
pub mod network;
pub mod observables;
pub mod ode;
pub mod plot;
pub mod rates;
pub mod report;
pub mod standard_model;
pub mod thermal;
pub mod units;
