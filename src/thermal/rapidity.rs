//! Integrals over the rapidity ζ of a massive system in the plasma, E = M cosh ζ and P = M sinh ζ.
//!
//! Distributions in equilibrium, and their means over the directions of a decay, are even in ζ, fall like e^{−y cosh ζ} with y =
//! M/T, and have no singularity closer to the real axis than iπ/2: E = iπnT is imaginary there, for products as well
//! whose energies are m cosh(ζ ± ζ*). So the trapezoidal rule converges exponentially in 1/h (Trefethen and Weideman,
//! SIAM Rev. 56 (2014) 385): shifting the path by i d costs e^{y(1 − cos d) − 2πd/h}, which d = π/2 makes e^{−42} for
//! h = π²/(42 + y), and where y is large d = 2π/(hy) makes e^{−40} for h = 0.7/√y.

/// e^{−this} is beneath rounding, even multiplied with the squares of momenta.
const DEPTH: f64 = 45.0;
/// y from which on the narrowing peak, not the strip, limits the distance of the nodes: there d = 2π/(hy) is π/2.
const GAUSSIAN: f64 = 33.0;
/// Most nodes, for whatever arguments: no y of a number takes as many.
const MOST_NODES: usize = 20_000;

/// A rapidity and what is made of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// ζ.
    pub(super) rapidity: f64,
    /// sinh ζ.
    pub(super) sinh: f64,
    /// cosh ζ.
    pub(super) cosh: f64,
    /// cosh ζ − 1.
    pub(super) cosh_less_one: f64,
    /// e^ζ.
    pub(super) boost: f64,
}

/// The nodes of the rule for integrands ∝ e^{−y (cosh(ζ − centre) − 1)} over 0 < ζ < ∞, the one at ζ = 0, where
/// sinh² ζ makes them vanish, left out.
pub(super) struct Rule {
    /// Distance of the nodes.
    pub(super) step: f64,
    start: f64,
    nodes: usize,
}

impl Rule {
    /// The rule for y = M/T, of an integrand whose peak is at `centre`.
    pub(super) fn new(y: f64, centre: f64) -> Self {
        let step = if y < GAUSSIAN { std::f64::consts::PI.powi(2) / (42.0 + y) } else { 0.7 / y.sqrt() };
        let reach = 2.0 * (0.5 * DEPTH / y).sqrt().asinh();
        let skipped = ((centre - reach) / step).floor().max(0.0);
        // The cast saturates, and truncates what is not negative.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        let nodes = (((centre + reach) / step - skipped).ceil() as usize).min(MOST_NODES);
        Self { step, start: skipped * step, nodes }
    }

    /// The nodes, ascending.
    #[inline]
    pub(super) fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        // Half of the rapidity by the addition theorems, all terms of which are positive.
        let (step_sinh, step_cosh) = ((0.5 * self.step).sinh(), (0.5 * self.step).cosh());
        let (mut sinh, mut cosh) = ((0.5 * self.start).sinh(), (0.5 * self.start).cosh());
        let (start, step) = (self.start, self.step);
        (1..=self.nodes).map(move |k| {
            (sinh, cosh) = (sinh * step_cosh + cosh * step_sinh, cosh * step_cosh + sinh * step_sinh);
            let sum = sinh + cosh;
            Node {
                rapidity: start + step * k as f64,
                sinh: 2.0 * sinh * cosh,
                cosh: 1.0 + 2.0 * sinh * sinh,
                cosh_less_one: 2.0 * sinh * sinh,
                boost: sum * sum,
            }
        })
    }
}
