use std::f64::consts::PI;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::*;
use crate::rates::Pole;
use crate::thermal::bessel;
use crate::thermal::distribution::Distribution::MaxwellBoltzmann;
use crate::thermal::equilibrium::Gas;

mod quantum;

/// A cross section from a closure, which counts its values.
struct Sigma<F> {
    formula: F,
    thresholds: Vec<f64>,
    poles: Vec<Pole>,
    calls: AtomicUsize,
}

impl<F: Fn(f64) -> f64 + Send + Sync> CrossSection for Sigma<F> {
    fn sigma(&self, s: &[f64], out: &mut [f64]) -> Result<(), RateError> {
        self.calls.fetch_add(s.len(), Ordering::Relaxed);
        for (out, &s) in out.iter_mut().zip(s) {
            *out = (self.formula)(s);
        }
        Ok(())
    }

    fn thresholds(&self) -> &[f64] {
        &self.thresholds
    }

    fn poles(&self) -> &[Pole] {
        &self.poles
    }
}

fn sigma<F: Fn(f64) -> f64 + Send + Sync>(formula: F) -> Sigma<F> {
    Sigma { formula, thresholds: Vec::new(), poles: Vec::new(), calls: AtomicUsize::new(0) }
}

/// ⟨σv⟩ with the threshold factor put back.
fn full<C: CrossSection>(average: &ThermalAverage<C>, temperature: f64) -> f64 {
    average.average(temperature).unwrap().value * (-average.threshold_mass() / temperature).exp()
}

#[track_caller]
fn assert_relative(got: f64, wanted: f64, tolerance: f64, what: &str) {
    assert!(
        (got / wanted - 1.0).abs() <= tolerance,
        "{what}: {got:.12e}, not {wanted:.12e}: {:.1e}",
        got / wanted - 1.0
    );
}

/// √λ(s, m₁², m₂²) as a careful author writes it: s can be trusted to ε only.
fn root_kallen(s: f64, m1: f64, m2: f64) -> f64 {
    ((s - (m1 + m2) * (m1 + m2)) * (s - (m1 - m2) * (m1 - m2))).sqrt()
}

/// ⟨1/E⟩ of a Boltzmann gas: K₁/(m K₂), or 1/(2T) without a mass.
fn mean_inverse_energy(m: f64, t: f64) -> f64 {
    if m == 0.0 { 0.5 / t } else { bessel::k1_over_k2(m / t) / m }
}

/// What the rounding of s costs beside the tolerance, as `average` promises.
fn rounding(m1: f64, m2: f64, t: f64) -> f64 {
    2.0 * f64::EPSILON * (m1 + m2) / t
}

const MASSES: [(f64, f64); 6] = [(1.0, 1.0), (0.0, 0.0), (0.0, 1.0), (1.0, 1e-6), (1.0, 0.3), (100.0, 102.0)];
const XS: [f64; 13] = [1e-8, 1e-5, 1e-3, 0.1, 1.0, 3.0, 20.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e8];

#[test]
fn s_wave_is_exact_at_every_temperature() {
    // σ = c/√λ: σ v_Møl = c/(2E₁E₂), so ⟨σv⟩ = (c/2)⟨1/E₁⟩⟨1/E₂⟩. Singular like 1/β at threshold.
    for tolerance in [1e-6, 1e-8, 1e-12] {
        for (m1, m2) in MASSES {
            let average =
                ThermalAverage::new(sigma(|s| 3.0 / root_kallen(s, m1, m2)), [m1, m2], 0.0, tolerance).unwrap();
            for x in XS {
                let t = m1.max(m2).max(1.0) / x;
                let wanted = 1.5 * mean_inverse_energy(m1, t) * mean_inverse_energy(m2, t);
                let bound = tolerance + rounding(m1, m2, t);
                assert_relative(full(&average, t), wanted, bound, &format!("s-wave, m = {m1}, {m2}, x = {x:e}"));
            }
        }
    }
}

#[test]
fn p_wave_is_exact_at_every_temperature() {
    // σ = c√λ: ⟨λ/(E₁E₂)⟩ c/2 = 6cT(m₁K₁/K₂ + m₂K₁/K₂ + 4T), since λ = 4((p₁·p₂)² − m₁²m₂²) and ⟨E⟩ = mK₁/K₂ + 3T.
    for tolerance in [1e-8, 1e-12] {
        for (m1, m2) in MASSES {
            let average =
                ThermalAverage::new(sigma(|s| 2.0 * root_kallen(s, m1, m2)), [m1, m2], 0.0, tolerance).unwrap();
            for x in XS {
                let t = m1.max(m2).max(1.0) / x;
                let ratio = |m: f64| m * bessel::k1_over_k2(m / t);
                let wanted = 12.0 * t * (ratio(m1) + ratio(m2) + 4.0 * t);
                let bound = tolerance + rounding(m1, m2, t);
                assert_relative(full(&average, t), wanted, bound, &format!("p-wave, m = {m1}, {m2}, x = {x:e}"));
            }
        }
    }
}

#[test]
fn massless_powers_of_s() {
    // ∫ y^{4+2n} K₁ dy/16 = 2^{2n−1} Γ(n+3) Γ(n+2) for σ = c sⁿ T^{−2n}; n = 0 says that ⟨v_Møl⟩ = 1.
    let cases = [(0, 1.0), (1, 24.0), (2, 1152.0), (3, 92160.0), (-1, 0.125)];
    for t in [1e-9, 1.0, 1e12] {
        for (n, wanted) in cases {
            let average = ThermalAverage::new(sigma(move |s| (s / (t * t)).powi(n)), [0.0, 0.0], 0.0, 1e-10).unwrap();
            assert_relative(full(&average, t), wanted, 1e-10, &format!("s^{n}"));
        }
    }
}

#[test]
fn non_relativistic_expansion() {
    // With σv_lab = a + b v_lab² + …, ⟨σv⟩ = a + 6b/x at large x up to O(1/x²); v_lab = √λ/(s − 2m²).
    let v_lab = |s: f64| root_kallen(s, 1.0, 1.0) / (s - 2.0);
    let average = ThermalAverage::new(sigma(|s| 2.0 / v_lab(s) + 5.0 * v_lab(s)), [1.0, 1.0], 0.0, 1e-10).unwrap();
    let x = 1e5;
    // ⟨v_Møl/v_lab⟩ differs from 1 at order (T/m)² only, and ⟨v⁴⟩ is 60/x²: 1e-7 is (10/x)²·10.
    assert_relative(full(&average, 1.0 / x), 2.0 + 30.0 / x, 1e-7, "a + 6b/x");
}

#[test]
fn narrow_resonance() {
    // σ = λ²/(√(s(s−4m²)) ((s−M²)²+M²Γ²)), λ² = 0.0222, m = 98, M = 200, Γ = 0.002 GeV: mpmath at 30 digits for the
    // entries with fifteen, an independent double-precision code, good to 3e-8, for the others.
    let table = [
        (1.0, 4.81871319051609e-12, 2e-10),
        (5.0, 2.56056881730947e-10, 2e-10),
        (10.0, 8.02706967945321e-10, 2e-10),
        (20.0, 1.78068576590264e-9, 2e-10),
        (30.0, 2.302523034e-09, 3e-8),
        (50.0, 2.294013081e-09, 3e-8),
        (100.0, 8.73966542349016e-10, 2e-10),
        (1e3, 4.961562757e-13, 3e-8),
        (1e4, 4.638822151e-13, 3e-8),
    ];
    let (m, mass, width) = (98.0, 200.0, 0.002);
    let formula = |s: f64| {
        let off_shell = s - mass * mass;
        0.0222 / ((s * (s - 4.0 * m * m)).sqrt() * (off_shell * off_shell + (mass * width) * (mass * width)))
    };
    for declared in [true, false] {
        let mut cross_section = sigma(formula);
        if declared {
            cross_section.poles.push(Pole { mass, width });
        }
        let average = ThermalAverage::new(cross_section, [m, m], 0.0, 1e-10).unwrap();
        for (x, wanted, bound) in table {
            assert_relative(full(&average, m / x), wanted, bound, &format!("declared: {declared}, x = {x}"));
        }
    }
}

#[test]
fn forbidden_annihilation() {
    // σ = a/(16πs) √((s−4M²)/(s−4m²)), m = 10, M = 11 GeV, a = 0.0123 at x = 20: independent, ten digits.
    let formula = |s: f64| 0.0123 / (16.0 * PI * s) * ((s - 484.0) / (s - 400.0)).sqrt();
    let average = ThermalAverage::new(sigma(formula), [10.0, 10.0], 22.0, 1e-11).unwrap();
    assert_eq!(average.threshold_mass(), 2.0);
    assert_relative(full(&average, 0.5), 1.006215501e-08, 6e-10, "forbidden");
}

#[test]
fn annihilation_into_mesons() {
    // η(x, z) of arXiv:2403.12485, eq. 22, is 4m² ⟨σv⟩ for σ = √((s−4zm²)/(s−4m²))/s. Independent numbers.
    let table = [
        (5.0, 0.0, 1.16082779),
        (5.0, 0.75, 0.7502850942),
        (5.0, 1.02, 0.5025415068),
        (20.0, 0.0, 1.727791997),
        (20.0, 0.75, 0.9481943759),
        (20.0, 1.02, 0.332993765),
    ];
    for (x, z, wanted) in table {
        let m = 0.6_f64;
        let formula = move |s: f64| ((s - 4.0 * z * m * m) / (s - 4.0 * m * m)).sqrt() / s;
        let average = ThermalAverage::new(sigma(formula), [m, m], 2.0 * z.sqrt() * m, 1e-10).unwrap();
        // Nine and ten digits are given.
        assert_relative(4.0 * m * m * full(&average, m / x), wanted, 4e-9, &format!("eta({x}, {z})"));
    }
}

#[test]
fn massless_initial_gluon() {
    // b g → b a: σ constant above the threshold (m_b+m_a)² = 16 for m_b = 1, m_a = 3. λ = (s−1)² for a massless partner,
    // so b₁b₂⟨σv⟩/σ = ¼∫ dy ...: mpmath at 30 digits.
    for (t, wanted) in GLUON {
        let average = ThermalAverage::new(sigma(|_| 1.0), [1.0, 0.0], 4.0, 1e-11).unwrap();
        assert_relative(average.average(t).unwrap().value, wanted, 1e-11, &format!("b g, T = {t}"));
    }
}

/// T and 1/(8T⁵b₁b₂) ∫₁₆^∞ ds (s−1)²/√s K₁(√s/T) e^{4/T}·e^{(m_b − m_b)/T} with b₁ = x²eˣK₂(x), b₂ = 2.
const GLUON: [(f64, f64); 3] =
    [(0.05, 5.4079714094095912e+3), (0.5, 4.5730954186336204e+1), (20.0, 1.1618122374373023)];

#[test]
fn widths_down_to_zero_become_the_narrow_width_approximation() {
    // For Γ → 0, MΓ/π × 1/((s−M²)²+M²Γ²) → δ(s−M²), of which the average is closed.
    let (m, mass) = (1.0_f64, 2.5_f64);
    for t in [0.1, 3.0] {
        let x = m / t;
        let [b, k1] = [bessel::x2_k2_scaled(x), bessel::k1_scaled(mass / t)];
        let gap = (mass - 2.0 * m) / t;
        let kallen = kinematics::kallen(mass, m, m);
        let wanted = kallen / mass * k1 * (-gap).exp() / (8.0 * t.powi(5) * b * b);
        for relative_width in [1e-9_f64, 1e-13, 1e-16, 1e-22] {
            let width = relative_width * mass;
            let mut cross_section = sigma(move |s: f64| {
                let off_shell = s - mass * mass;
                mass * width / PI / (off_shell * off_shell + (mass * width) * (mass * width))
            });
            cross_section.poles.push(Pole { mass, width });
            let average = ThermalAverage::new(cross_section, [m, m], 0.0, 1e-10).unwrap();
            // The tails are of relative order Γ/T, enhanced by e^{5} at the lower temperature.
            let bound = 1e-9 + 100.0 * width / t;
            assert_relative(full(&average, t), wanted, bound, &format!("width {relative_width:e}, T = {t}"));
        }
    }
}

#[test]
fn resonances_far_up_the_boltzmann_tail_count() {
    // At x = 200 the pole sits at y = 40, beyond the usual range, yet outweighs the continuum by e^{−40} M/Γ ~ 1e6.
    let (m, mass, width) = (1.0_f64, 2.2_f64, 2.2e-24_f64);
    let mut cross_section = sigma(move |s: f64| {
        let off_shell = s - mass * mass;
        1.0 / (off_shell * off_shell + (mass * width) * (mass * width))
    });
    cross_section.poles.push(Pole { mass, width });
    let average = ThermalAverage::new(cross_section, [m, m], 0.0, 1e-8).unwrap();
    let t = m / 200.0;
    let b = bessel::x2_k2_scaled(m / t);
    let on_shell = kinematics::kallen(mass, m, m) / mass * bessel::k1_scaled(mass / t) * (-(mass - 2.0 * m) / t).exp()
        / (8.0 * t.powi(5) * b * b)
        * (PI / (mass * width));
    assert_relative(full(&average, t), on_shell, 1e-5, "the pole alone");
}

#[test]
fn undeclared_resonances_are_found_by_their_tails() {
    // Γ/M = 1e-6 on top of a continuum.
    let (mass, width) = (2.1_f64, 2.1e-6_f64);
    let build = |declared: bool| {
        let mut cross_section = sigma(move |s: f64| {
            let off_shell = s - mass * mass;
            let peak = 1e-4 * s / (off_shell * off_shell + (mass * width) * (mass * width));
            (peak + 1e-2) / root_kallen(s, 1.0, 1.0)
        });
        if declared {
            cross_section.poles.push(Pole { mass, width });
        }
        ThermalAverage::new(cross_section, [1.0, 1.0], 0.0, 1e-8).unwrap()
    };
    let (told, untold) = (build(true), build(false));
    for x in [0.5, 3.0, 20.0, 60.0] {
        let at_pole = told.average(1.0 / x).unwrap();
        assert_relative(full(&untold, 1.0 / x), at_pole.value, 2e-8, &format!("undeclared, x = {x}"));
        assert!(at_pole.evaluations <= 504, "x = {x}: {}", at_pole.evaluations);
    }
}

#[test]
fn several_features_at_once() {
    // Two poles and two thresholds: against itself at a tighter tolerance and undeclared.
    let build = |declared: bool, tolerance: f64| {
        let mut cross_section = sigma(|s: f64| {
            let peak = |mass: f64, width: f64| 1.0 / ((s - mass * mass).powi(2) + (mass * width).powi(2));
            let open = |mass: f64| (1.0 - mass * mass / s).max(0.0).sqrt();
            peak(2.3, 0.01) * open(2.0) + 0.3 * peak(3.1, 0.001) * open(2.6) + 0.2 * open(2.6) + 0.7 * open(2.9)
        });
        if declared {
            cross_section.poles.extend([Pole { mass: 3.1, width: 0.001 }, Pole { mass: 2.3, width: 0.01 }]);
            cross_section.thresholds.extend([2.6, 2.9, 2.0, 2.6, 1.0]);
        }
        ThermalAverage::new(cross_section, [1.0, 1.0], 2.0, tolerance).unwrap()
    };
    for x in [0.1, 1.0, 10.0, 100.0, 1e3] {
        let reference = full(&build(true, 1e-12), 1.0 / x);
        assert_relative(full(&build(true, 1e-8), 1.0 / x), reference, 1e-8, "declared");
        assert_relative(full(&build(false, 1e-8), 1.0 / x), reference, 1e-8, "undeclared");
    }
}

#[test]
fn cross_sections_that_grow_are_followed() {
    // σ ∝ s⁸ peaks at y ≈ 19 and still holds 1e-7 beyond y = 50: 2^{15} Γ(11) Γ(10) as in `massless_powers_of_s`.
    let average = ThermalAverage::new(sigma(|s| s.powi(8)), [0.0, 0.0], 0.0, 1e-10).unwrap();
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    assert_relative(full(&average, 1.0), 2f64.powi(15) * factorial(10) * factorial(9), 1e-10, "s^8");
}

#[test]
fn hidden_thresholds_and_zero() {
    let average = ThermalAverage::new(sigma(|s| if s > 9.0 { 1.0 } else { 0.0 }), [1.0, 1.0], 0.0, 1e-8).unwrap();
    let open = ThermalAverage::new(sigma(|_| 1.0), [1.0, 1.0], 3.0, 1e-10).unwrap();
    for t in [1.0, 0.1, 0.01] {
        assert_relative(full(&average, t), full(&open, t), 1e-8, "undeclared step");
    }
    let closed = ThermalAverage::new(sigma(|_| 0.0), [1.0, 1.0], 0.0, 1e-8).unwrap();
    let coefficient = closed.coefficient(&ThermalPoint::new(0.1, 1.0)).unwrap();
    assert!(coefficient.is_zero());
    assert_eq!(coefficient, SignedLog::ZERO);
}

#[test]
fn identical_reactants_get_half() {
    let build = || ThermalAverage::new(sigma(|s| 1.0 / s), [1.0, 1.0], 0.0, 1e-8).unwrap();
    let at = ThermalPoint::new(0.1, 1.0);
    let whole = build().coefficient(&at).unwrap();
    let half = build().identical_reactants().with_references(vec!["arXiv:1".into()]);
    assert!((whole.ln_abs - half.coefficient(&at).unwrap().ln_abs - 2f64.ln()).abs() < 1e-14);
    assert_eq!(half.references(), ["arXiv:1"]);
}

#[test]
fn smooth_cross_sections_are_cheap() {
    for (x, most) in [(1.0, 84), (20.0, 63), (1e4, 63)] {
        let average = ThermalAverage::new(sigma(|s| 1.0 / root_kallen(s, 1.0, 1.0)), [1.0, 1.0], 0.0, 1e-8).unwrap();
        let spent = average.average(1.0 / x).unwrap().evaluations;
        assert_eq!(spent, average.cross_section.calls.load(Ordering::Relaxed));
        assert!(spent <= most, "x = {x}: {spent} values of the cross section");
    }
}

#[test]
fn failures_are_typed_and_placed() {
    let average_of = |f: fn(f64) -> f64| ThermalAverage::new(sigma(f), [1.0, 1.0], 0.0, 1e-8).unwrap().average(0.5);
    let negative = average_of(|s| 5.0 - s).unwrap_err();
    assert!(matches!(negative.problem, RateProblem::NegativeCrossSection { s, value } if s > 5.0 && value == 5.0 - s));
    assert_eq!(negative.temperature, Some(0.5));
    let not_finite = average_of(|s| (5.0 - s).sqrt()).unwrap_err();
    assert!(matches!(not_finite.problem, RateProblem::NonFiniteCrossSection { s } if s > 5.0));
    let divergent = average_of(|s| (s - 4.0).powi(-3)).unwrap_err();
    assert!(matches!(divergent.problem, RateProblem::NotConverged { .. }), "{divergent}");
    // Rounding errors below zero are none.
    assert!(average_of(|s| if s > 9.0 && s < 16.0 { -1e-14 } else { 1.0 }).is_ok());

    let good = ThermalAverage::new(sigma(|_| 1.0), [1.0, 1.0], 0.0, 1e-8).unwrap();
    // Thermal energies below the rounding of the masses.
    assert!(matches!(good.average(1e-16).unwrap_err().problem, RateProblem::NotConverged { evaluations: 0, .. }));
    for t in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(good.average(t).unwrap_err().problem, RateProblem::InvalidTemperature { .. }));
    }
    for (masses, last, tolerance) in [([-1.0, 1.0], 0.0, 1e-8), ([1.0, 1.0], f64::NAN, 1e-8), ([1.0, 1.0], 0.0, 0.0)] {
        let refused = ThermalAverage::new(sigma(|_| 1.0), masses, last, tolerance).err().unwrap();
        assert!(matches!(refused.problem, RateProblem::InvalidInput { .. }));
    }
    let told = divergent.in_reaction("x + x <-> b + b~").to_string();
    assert!(told.starts_with("reaction x + x <-> b + b~: at T = 5e-1 GeV: the thermal average did not converge"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// γ(12→34) = γ(34→12), with g₁g₂λ₁₂σ₁₂ = g₃g₄λ₃₄σ₃₄.
    #[test]
    fn crossing_keeps_the_reaction_density(
        m in prop::array::uniform4(0.0_f64..5.0), massless in 0_usize..5, ln_t in -4.0_f64..4.0, power in -1_i32..3
    ) {
        let mut m = m;
        if massless < 4 {
            m[massless] = 0.0;
        }
        let t = ln_t.exp();
        let squared = move |s: f64| (1.0 + s).powi(power);
        // Σ|M|² = f(s): g g′ σ = √λ_out/√λ_in f/s.
        let rate = |i: [f64; 2], o: [f64; 2], g: f64| {
            let formula = move |s: f64| root_kallen(s, o[0], o[1]) / root_kallen(s, i[0], i[1]) * squared(s) / s / g;
            let average = ThermalAverage::new(sigma(formula), i, o[0] + o[1], 1e-10).unwrap();
            let gas = |degrees_of_freedom, mass| Gas { mass, degrees_of_freedom, distribution: MaxwellBoltzmann };
            let density = gas(g, i[0]).ln_density(t).total() + gas(1.0, i[1]).ln_density(t).total();
            average.coefficient(&ThermalPoint::new(t, 1.0)).unwrap().ln_abs - average.threshold_mass() / t + density
        };
        let forward = rate([m[0], m[1]], [m[2], m[3]], 2.0);
        let backward = rate([m[2], m[3]], [m[0], m[1]], 6.0);
        // Twice the tolerance and the rounding of the logarithms.
        prop_assert!((forward - backward).abs() < 3e-10 + 1e-15 * forward.abs(), "{forward} {backward}");
    }
}

#[test]
fn energies_never_touch_a_threshold() {
    // A temperature at which 2 + T u² is 2 for every first node.
    let weight = Weight::new([1.0; 2], 0.0, Gases::classical([1.0; 2]), 1e-18);
    let axis = EnergyAxis::new(2.0, 1e-18, 1e-8, &weight, vec![Cut { y: 1e7, feature: Feature::Threshold }]);
    for s in [1e-300, 1e-9, 1e-3, 0.5].map(|u| axis.block(&[u]).s[0]) {
        assert!(s > 4.0 && s < 4.0 + 1e-14, "{s}");
    }
}
