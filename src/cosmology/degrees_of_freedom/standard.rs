//! The `standard` set: Saikawa and Shirai, arXiv:1803.01038, appendix C.

use std::ops::RangeInclusive;

use super::{EffectiveDegrees, slope::Slope};

/// Temperatures in GeV for which the fit was made.
pub(super) const RANGE: RangeInclusive<f64> = 1e-5..=1e16;

/// ln(0.12), where the fit switches branches at T = 120 MeV.
const LN_SEAM: f64 = -2.120_263_536_200_091;
/// Half width in ln T of the window in which the branches are blended.
const HALF_WIDTH: f64 = 0.03;

/// Both ends of that window and its middle, where the blend is steepest, in GeV.
pub(super) fn seam() -> [f64; 3] {
    [LN_SEAM - HALF_WIDTH, LN_SEAM, LN_SEAM + HALF_WIDTH].map(f64::exp)
}

/// Rational functions of ln(T/GeV) above the seam: `g_ρ = a/b`, `g_s = g_ρ/(1 + c/d)`.
const A: [f64; 12] = [
    1.0,
    1.11724,
    3.12672e-1,
    -4.68049e-2,
    -2.65004e-2,
    -1.19760e-3,
    1.82812e-4,
    1.36436e-4,
    8.55051e-5,
    1.22840e-5,
    3.82259e-7,
    -6.87035e-9,
];
const B: [f64; 12] = [
    1.43382e-2,
    1.37559e-2,
    2.92108e-3,
    -5.38533e-4,
    -1.62496e-4,
    -2.87906e-5,
    -3.84278e-6,
    2.78776e-6,
    7.40342e-7,
    1.17210e-7,
    3.72499e-9,
    -6.74107e-11,
];
const C: [f64; 12] = [
    1.0,
    6.07869e-1,
    -1.54485e-1,
    -2.24034e-1,
    -2.82147e-2,
    2.90620e-2,
    6.86778e-3,
    -1.00005e-3,
    -1.69104e-4,
    1.06301e-5,
    1.69528e-6,
    -9.33311e-8,
];
const D: [f64; 12] = [
    7.07388e1,
    9.18011e1,
    3.31892e1,
    -1.39779,
    -1.52558,
    -1.97857e-2,
    -1.60146e-1,
    8.22615e-5,
    2.02651e-2,
    -1.82134e-5,
    7.83943e-5,
    7.13518e-5,
];

/// Threshold functions exp(p₀x)(1 + p₁x + p₂x² + p₃x³) of x = m/T, for fermions and bosons, in `g_ρ` and `g_s`.
const FERMION_RHO: [f64; 4] = [-1.04855, 1.03757, 0.508630, 0.0893988];
const BOSON_RHO: [f64; 4] = [-1.03149, 1.03317, 0.398264, 0.0648056];
const FERMION_S: [f64; 4] = [-1.04190, 1.03400, 0.456426, 0.0595249];
const BOSON_S: [f64; 4] = [-1.03365, 1.03397, 0.342548, 0.0506182];

/// Masses in GeV of the electron, muon, pions and of four effective hadrons. The fit's own: it belongs to them.
const M_E: f64 = 511e-6;
const M_MU: f64 = 0.1056;
const HADRONS: [f64; 6] = [0.135, 0.140, 0.5, 0.77, 1.2, 2.0];

/// Thresholds beyond this exponent are left out: the heaviest, with coefficient 8209, adds less than 1e-24
/// to g and to its slope there.
const NEGLIGIBLE_EXPONENT: f64 = -80.0;

/// Coefficients of one sum below the seam.
struct LowSum {
    constant: f64,
    /// Coefficient and power of `S = 1 + (7/4) f_s(m_e/T)`, the neutrinos' share.
    neutrino: f64,
    neutrino_power: f64,
    electron: f64,
    muon: f64,
    hadrons: [f64; 6],
    fermion: [f64; 4],
    boson: [f64; 4],
}

const LOW_RHO: LowSum = LowSum {
    constant: 2.030,
    neutrino: 1.353,
    neutrino_power: 4.0 / 3.0,
    electron: 3.495,
    muon: 3.446,
    hadrons: [1.05, 2.08, 4.165, 30.55, 89.4, 8209.0],
    fermion: FERMION_RHO,
    boson: BOSON_RHO,
};
const LOW_S: LowSum = LowSum {
    constant: 2.008,
    neutrino: 1.923,
    neutrino_power: 1.0,
    electron: 3.442,
    muon: 3.468,
    hadrons: [1.034, 2.068, 4.16, 30.55, 90.0, 6209.0],
    fermion: FERMION_S,
    boson: BOSON_S,
};

/// The degrees of freedom at a temperature in GeV, held constant above the fit's range and constant below by its form.
pub(super) fn at(temperature: f64) -> EffectiveDegrees {
    let t = temperature.min(*RANGE.end()).ln();
    // Where in the window, from 0 at its lower to 1 at its upper end.
    let u = (t - (LN_SEAM - HALF_WIDTH)) / (2.0 * HALF_WIDTH);
    let [g_rho, g_s] = if u <= 0.0 {
        below_seam(temperature)
    } else if u >= 1.0 {
        above_seam(t)
    } else {
        // Fifth-order step with vanishing first and second derivatives at both ends: g'' is continuous too.
        let weight = Slope {
            value: u * u * u * (10.0 + u * (-15.0 + 6.0 * u)),
            slope: 30.0 * u * u * (1.0 - u) * (1.0 - u) / (2.0 * HALF_WIDTH),
        };
        let ([low_rho, low_s], [high_rho, high_s]) = (below_seam(temperature), above_seam(t));
        [Slope::blend(low_rho, high_rho, weight), Slope::blend(low_s, high_s, weight)]
    };
    let degrees = EffectiveDegrees::new(g_rho, g_s);
    if temperature > *RANGE.end() { EffectiveDegrees { dln_g_rho: 0.0, dln_g_s: 0.0, ..degrees } } else { degrees }
}

/// `g_ρ` and `g_s` of the branch for T > 120 MeV, at t = ln(T/GeV).
pub(super) fn above_seam(t: f64) -> [Slope; 2] {
    let g_rho = Slope::polynomial(&A, t).over(Slope::polynomial(&B, t));
    let ratio = Slope::polynomial(&C, t).over(Slope::polynomial(&D, t));
    [g_rho, g_rho.over(Slope::constant(1.0) + ratio)]
}

/// `g_ρ` and `g_s` of the branch for T < 120 MeV, at T in GeV.
pub(super) fn below_seam(temperature: f64) -> [Slope; 2] {
    let neutrinos = Slope::constant(1.0) + threshold(&FERMION_S, M_E, temperature) * 1.75;
    [LOW_RHO, LOW_S].map(|sum| {
        let share = if sum.neutrino_power == 1.0 { neutrinos } else { neutrinos.power(sum.neutrino_power) };
        let leptons = Slope::constant(sum.constant)
            + share * sum.neutrino
            + threshold(&sum.fermion, M_E, temperature) * sum.electron
            + threshold(&sum.fermion, M_MU, temperature) * sum.muon;
        HADRONS
            .iter()
            .zip(sum.hadrons)
            .fold(leptons, |g, (&mass, coefficient)| g + threshold(&sum.boson, mass, temperature) * coefficient)
    })
}

fn threshold([p0, p1, p2, p3]: &[f64; 4], mass: f64, temperature: f64) -> Slope {
    let x = mass / temperature;
    if p0 * x < NEGLIGIBLE_EXPONENT {
        return Slope::constant(0.0);
    }
    let exponential = (p0 * x).exp();
    let polynomial = 1.0 + x * (p1 + x * (p2 + x * p3));
    let derivative = p1 + x * (2.0 * p2 + x * 3.0 * p3);
    Slope { value: exponential * polynomial, slope: -x * exponential * (p0 * polynomial + derivative) }
}

/// Every number of the set.
pub(super) fn numbers(visit: &mut dyn FnMut(f64)) {
    let mut all = |numbers: &[f64]| numbers.iter().for_each(|&number| visit(number));
    for polynomial in [A, B, C, D] {
        all(&polynomial);
    }
    for sum in [LOW_RHO, LOW_S] {
        all(&[sum.constant, sum.neutrino, sum.neutrino_power, sum.electron, sum.muon]);
        all(&sum.hadrons);
        all(&sum.fermion);
        all(&sum.boson);
    }
    all(&[M_E, M_MU, LN_SEAM, HALF_WIDTH]);
    all(&HADRONS);
}
