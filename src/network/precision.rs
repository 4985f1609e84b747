//! What decides how exact an evolution is and when it ends, besides the tolerance that the user asks for.
//!
//! Everything that costs accuracy is a share of that tolerance, so that there is one knob and no presets: 1e-4 is a fast
//! result, 1e-6 the standard, 1e-9 a reference. The integrators have their own constants, which turn a tolerance into that of
//! a step and are calibrated on problems with known solutions (see the module [`ode`](crate::ode)).

// Rates and coefficients

/// Error of tabulated rates relative to the tolerance of the yields.
pub(super) const TABLE_SHARE: f64 = 0.02;
/// Error of the thermal averages relative to that of the tables made of them.
pub(super) const AVERAGE_SHARE: f64 = 0.02;
/// No table is asked to be better than this: thermal averages are sums of some hundred roundings.
pub(super) const FINEST_TABLE: f64 = 2e-13;
/// Error of the interpolated coefficients relative to the tolerance, so that it hides behind that of the integration.
pub(super) const MESH_SHARE: f64 = 0.01;
/// Interpolation cannot be asked for less than a few roundings of ln Y ~ 30.
pub(super) const FINEST_MESH: f64 = 2e-13;

// Integration and its verification

/// The verifying evolution runs at this fraction of the tolerance.
pub(super) const VERIFY_SHARE: f64 = 0.1;
/// How often the tolerance is tightened when the verification finds an error above it.
pub(super) const TIGHTENINGS: usize = 3;
/// The first step in t. What relaxes faster at the start makes the integrator try again with less.
pub(super) const FIRST_STEP: f64 = 1e-3;
/// Steps allowed to one evolution.
pub(super) const MOST_STEPS: usize = 100_000;

// Small yields

/// A yield that started at zero is followed by its logarithm once d ln Y/d ln x is below this.
pub(super) const SETTLED_GROWTH: f64 = 8.0;
/// A yield is no longer controlled relatively when it is below this fraction of all it can still feed.
pub(super) const NEGLIGIBLE_YIELD: f64 = 1e-20;
/// Error allowed to a yield that does not matter, relative to the yield below which it does not.
pub(super) const NEGLIGIBLE_ERROR: f64 = 1e-2;
/// Below this yield there is less than one particle in the observable Universe, whose entropy is about 1e89.
pub(super) const LESS_THAN_ONE_PARTICLE: f64 = 1e-90;

// The end

/// The end is looked for at most this often in t.
pub(super) const CHECK_EVERY: f64 = 0.5;
/// Above this |d ln Y/d ln x| of a yield that matters there is no point in looking for the end.
pub(super) const STILL_MOVING: f64 = 0.5;
/// Share of the tolerance that everything but the quadratic loss may still take.
pub(super) const LEFT_OUT: f64 = 0.02;
/// Distance in t between the times from which what is left of each channel is known, which are the points of the tail.
pub(super) const TAIL_STEP: f64 = 0.5;
/// Error of the integrals over the tail relative to the tolerance: as that of the coefficients. The verifying evolution uses
/// them too.
pub(super) const TAIL_SHARE: f64 = MESH_SHARE;

// Yields without a history

/// Tolerance given to the integrator over that of the yields, up to [`CALIBRATED`]. Measured on the built-in models over the
/// planes of their couplings and masses, the errors of final yields are then below the tolerance, and a third of it in the
/// median.
pub(super) const UNVERIFIED: f64 = 10.0;
/// The same where the integration begins in equilibrium: what the integrator keeps right on the way out of it is mostly
/// forgotten by the time of freeze-out.
pub(super) const UNVERIFIED_FROM_EQUILIBRIUM: f64 = 30.0;
/// Above this tolerance the errors are a larger share of it, and the two factors fall with this power of it.
pub(super) const CALIBRATED: f64 = 1e-6;
pub(super) const UNVERIFIED_POWER: f64 = -0.2;
/// The integrator is never given a larger one.
pub(super) const LOOSEST: f64 = 1e-2;
/// The quasi-equilibrium at which such an evolution starts departs from equilibrium by this power of the tolerance: the
/// next order, which is left out, is its cube.
pub(super) const DEPARTURE_POWER: f64 = 1.0 / 3.0;
/// The first step in t from there.
pub(super) const FIRST_STEP_FROM_EQUILIBRIUM: f64 = 0.03;

/// Conversions of evolved species into each other that are faster than this, in units of H, make a single evolution
/// unsafe: 1/ε = 5e15 less some digits. They are looked for this often in t.
pub(super) const FASTEST_CONVERSION: f64 = 1e9;
pub(super) const LOOK_EVERY: f64 = 0.1;

// Reading the history

/// Points per integration step: Simpson's rule on them follows the integrator's own polynomial.
pub(super) const POINTS_PER_STEP: usize = 4;
