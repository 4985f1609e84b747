//! Occupation numbers in thermal equilibrium without chemical potential, f(E) = 1/(e^{E/T} − η).

/// How the states of a gas are occupied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Distribution {
    /// η = 0: e^{−E/T}, the limit of few particles per state.
    #[default]
    MaxwellBoltzmann,
    /// η = −1: 1/(e^{E/T} + 1).
    FermiDirac,
    /// η = +1: 1/(e^{E/T} − 1).
    BoseEinstein,
}

impl Distribution {
    /// η, which is also the sign of the final-state factor 1 + ηf: Bose enhancement or Pauli blocking.
    #[must_use]
    pub fn sign(self) -> f64 {
        match self {
            Self::MaxwellBoltzmann => 0.0,
            Self::FermiDirac => -1.0,
            Self::BoseEinstein => 1.0,
        }
    }

    /// f e^{E/T} = 1/(1 − η e^{−E/T}) at the energy `u` = E/T.
    #[inline]
    #[must_use]
    pub(super) fn over_boltzmann(self, u: f64) -> f64 {
        match self {
            Self::MaxwellBoltzmann => 1.0,
            Self::FermiDirac => 1.0 / (1.0 + (-u).exp()),
            Self::BoseEinstein => -1.0 / (-u).exp_m1(),
        }
    }
}

/// One product of a pair or of a decay in the frame of the plasma, where the pair moves with rapidity ζ: its energy
/// E* cosh ζ + p* sinh ζ cos θ over T is uniform between two limits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Product {
    distribution: Distribution,
    /// (E* − p*)/T and (E* + p*)/T.
    light_cone: [f64; 2],
}

impl Product {
    /// A particle of mass `x` with energy `energy` and momentum `momentum` in the rest frame of the pair, all over T.
    pub(super) fn new(distribution: Distribution, x: f64, energy: f64, momentum: f64) -> Self {
        let sum = energy + momentum;
        // E* − p* without its cancellation.
        let difference = if sum > 0.0 { x * (x / sum) } else { 0.0 };
        Self { distribution, light_cone: [difference, sum] }
    }

    /// Its least energy over T at e^ζ = `boost`.
    #[inline]
    pub(super) fn least_energy(&self, boost: f64) -> f64 {
        0.5 * (self.light_cone[0] * boost + self.light_cone[1] / boost)
    }

    /// e^{Δ⟨ηf⟩} − 1, with ⟨ηf⟩ = (1/Δ) ln[(1 − ηe^{−E₊/T})/(1 − ηe^{−E₋/T})] the mean over the directions of the decay,
    /// from Δ = (E₊ − E₋)/T as `spread` = 1 − e^{−Δ}. Nothing cancels.
    #[inline]
    pub(super) fn excess(&self, boost: f64, spread: f64) -> f64 {
        let u = self.least_energy(boost);
        match self.distribution {
            Distribution::MaxwellBoltzmann => 0.0,
            Distribution::FermiDirac => -spread / (u.exp() + 1.0),
            Distribution::BoseEinstein => spread / u.exp_m1(),
        }
    }

    /// ⟨f⟩ e^{E₋/T}, with the factor taken out that may be too small for a number; `width` is Δ = (E₊ − E₋)/T.
    pub(super) fn mean_over_boltzmann(&self, boost: f64, width: f64) -> f64 {
        let u = self.least_energy(boost);
        let spread = if width > 0.0 { -(-width).exp_m1() / width } else { 1.0 };
        let occupied = self.distribution.over_boltzmann(u);
        let sign = self.distribution.sign();
        // ln(1 + z)/z with z = ηf(E₋)(1 − e^{−Δ}), which is 1 where the gas is dilute.
        let z = sign * occupied * (-u).exp() * spread * width;
        occupied * spread * if z.abs() > 1e-8 { z.ln_1p() / z } else { 1.0 - 0.5 * z }
    }
}

/// Σ⟨ηf⟩ over `products`, whose energies spread over Δ = `width` in units of T, where e^ζ = `boost`.
#[inline]
pub(super) fn mean_signed_occupation<const N: usize>(products: &[Product; N], boost: f64, width: f64) -> f64 {
    if width <= 0.0 {
        return products.iter().map(|product| product.excess(boost, 1.0)).sum();
    }
    let spread = -(-width).exp_m1();
    // ln Π (1 + z) of one logarithm: Π (1 + z) − 1 is a sum.
    let product = products.iter().fold(0.0, |all, product| {
        let z = product.excess(boost, spread);
        all + z + all * z
    });
    product.ln_1p() / width
}
