//! frazil computes how much dark matter the early Universe leaves behind.
//!
//! Data flows one way: a model file is read and validated ([`model`]), its rates are averaged and tabulated ([`rates`]),
//! put into a network with detailed balance ([`network`]), evolved by a stiff integrator ([`ode`]), and what is read
//! off the solution ([`observables`]) is reported ([`report`]) and drawn ([`plot`]). [`run()`](run::run) is that pipeline, and [`scan`] does it at many points.
//! Rates, histories and observables of one's own come in as [plug-ins](plugin), which [`testing`] helps to get right.
//!
//! ```
//! use frazil::model::{Document, Overrides};
//! use frazil::run::{RunSettings, run};
//!
//! let text = frazil::builtin::find("wimp").expect("is built in").text;
//! let document = Document::from_bytes("wimp", text.into())?;
//! let model = document.resolve(&Overrides::parse(["m_chi=200 GeV"])?)?;
//! let result = run(model, RunSettings::default())?;
//! let omega_h2 = result.solved.and_then(|s| s.dark_matter_omega_h2).expect("it has dark matter");
//! assert!((0.1..0.15).contains(&omega_h2));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod builtin;
pub mod cli;
pub mod cosmology;
pub mod error;
pub mod expression;
pub mod latex;
pub mod model;
pub mod network;
pub mod observables;
pub mod ode;
pub mod plot;
pub mod rates;
pub mod report;
pub mod run;
pub mod scan;
pub mod standard_model;
pub mod testing;
pub mod thermal;
pub mod units;

pub use model::plugin;

/// The program's name and version.
pub const PROGRAM: &str = concat!("frazil ", env!("CARGO_PKG_VERSION"));
