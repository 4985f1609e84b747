//! The coefficients of the equations at one time, and what follows from them and the yields.

/// The stages of a step, whose coefficients every iteration asks for again.
const REMEMBERED: usize = 3;

/// The coefficients at one time, as they were asked for last.
#[derive(Debug, Clone)]
struct Remembered {
    t: f64,
    value: Vec<f64>,
}

/// The coefficients of the equations at one time.
#[derive(Debug, Clone)]
pub(super) struct Coefficients {
    /// ln Y_eq of each species, then ln of F γ/(sH Π R-independent part) of each channel, then ln F.
    pub(super) value: Vec<f64>,
    pub(super) slope: Vec<f64>,
    /// y − ln Y_eq of each species.
    pub(super) departure: Vec<f64>,
    /// ln |Y| of each species.
    pub(super) ln_yield: Vec<f64>,
    /// 1/Y of each logarithmic component, 1 of a linear one: what turns dY/dt into the derivative of the component.
    pub(super) per_yield: Vec<f64>,
    /// Which linear components are below zero, by less than their tolerance, at this trial point.
    pub(super) negative: Vec<bool>,
    pub(super) any_negative: bool,
    /// The values at the latest times, the oldest of which makes place for the next.
    remembered: [Remembered; REMEMBERED],
    oldest: usize,
}

impl Coefficients {
    /// Room for the coefficients of `exchanges` among `species`.
    pub(super) fn of(species: usize, exchanges: usize) -> Self {
        let components = species + exchanges + 1;
        Self {
            value: vec![0.0; components],
            slope: vec![0.0; components],
            departure: vec![0.0; species],
            ln_yield: vec![0.0; species],
            per_yield: vec![0.0; species],
            negative: vec![false; species],
            any_negative: false,
            remembered: std::array::from_fn(|_| Remembered { t: f64::NAN, value: vec![0.0; components] }),
            oldest: 0,
        }
    }

    /// Takes the values at `t` from memory; whether they are there.
    pub(super) fn recall(&mut self, t: f64) -> bool {
        let known = self.remembered.iter().find(|known| known.t == t);
        if let Some(known) = known {
            self.value.copy_from_slice(&known.value);
        }
        known.is_some()
    }

    /// Keeps the values, which are those at `t`.
    pub(super) fn remember(&mut self, t: f64) {
        let known = &mut self.remembered[self.oldest];
        self.oldest = (self.oldest + 1) % REMEMBERED;
        known.t = t;
        known.value.copy_from_slice(&self.value);
    }
}
