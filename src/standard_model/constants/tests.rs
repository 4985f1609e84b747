use std::f64::consts::PI;

use super::*;
use crate::units::{BOLTZMANN, Dimension, ELEMENTARY_CHARGE, HBAR, Quantity, SPEED_OF_LIGHT};

fn relative(a: f64, b: f64) -> f64 {
    (a / b - 1.0).abs()
}

#[test]
fn values_are_what_users_get_who_write_the_quoted_number_with_its_unit() {
    for c in CONSTANTS {
        let written = format!("{} {}", c.quoted, c.unit.name);
        let quantity = Quantity::parse(&written).unwrap_or_else(|e| panic!("{}: {e:?}", c.name));
        assert_eq!(quantity.dimension, Dimension::power(c.dimension().into()), "{}", c.name);
        // The cube of a centimetre may be rounded in another order.
        assert!(relative(c.value, quantity.value) < 1e-15, "{}", c.name);
    }
}

#[test]
fn errors_are_small_and_positive() {
    for c in CONSTANTS {
        if let Some(Uncertainty { plus, minus }) = c.uncertainty {
            assert!(plus > 0.0 && minus > 0.0, "{}", c.name);
            // The Higgs boson's width is the least well known.
            assert!(plus.max(minus) < 0.6 * c.quoted, "{}", c.name);
        }
    }
}

#[test]
fn sections_are_contiguous_and_in_order() {
    let mut sections: Vec<Section> = CONSTANTS.iter().map(|c| c.section).collect();
    sections.dedup();
    assert_eq!(sections, Section::ALL);
}

#[test]
fn names_are_unique_and_found() {
    for (i, c) in CONSTANTS.iter().enumerate() {
        assert_eq!(constant(c.name), Some(c));
        assert_eq!(format!("sm.{}", c.symbol()), c.name);
        assert!(CONSTANTS[..i].iter().all(|other| other.name != c.name && other.latex != c.latex), "{}", c.name);
        assert!(c.value.is_finite() && c.value > 0.0);
    }
    assert_eq!(constant("m_b"), None);
}

#[test]
fn derived_constants_agree_with_their_definitions_to_the_digits_quoted() {
    assert!(relative(V_HIGGS.value, (2f64.sqrt() * G_F.value).powf(-0.5)) < 1e-7);
    assert!(relative(M_PLANCK_REDUCED.value, M_PLANCK.value / (8.0 * PI).sqrt()) < 3e-7);
    // G = ħ c⁵ / E_Pl² = 6.67430e-11 m³ kg⁻¹ s⁻² (CODATA 2018), in GeV: E_Pl² = ħ c⁵/G.
    let joule_per_gev = ELEMENTARY_CHARGE * 1e9;
    let c = SPEED_OF_LIGHT;
    let planck_energy = (HBAR * joule_per_gev * c.powi(5) / 6.67430e-11).sqrt() / joule_per_gev;
    assert!(relative(M_PLANCK.value, planck_energy) < 5e-7);
}

#[test]
fn rows_and_columns_of_the_ckm_matrix_are_normalised() {
    let v = [[V_UD, V_US, V_UB], [V_CD, V_CS, V_CB], [V_TD, V_TS, V_TB]];
    for (i, elements) in v.iter().enumerate() {
        let row: f64 = elements.iter().map(|element| element.value.powi(2)).sum();
        let column: f64 = v.iter().map(|elements| elements[i].value.powi(2)).sum();
        // The fit is unitary; five quoted decimals leave 2·0.97·0.5e-5 per large element.
        assert!((row - 1.0).abs() < 1.5e-5 && (column - 1.0).abs() < 1.5e-5, "{i}: {row} {column}");
    }
}

#[test]
fn entropy_and_critical_density_follow_from_the_cosmic_microwave_background_and_newton() {
    // s₀ = (2π²/45) (43/11) T₀³ with T₀ = 2.7255 K and three instantaneously decoupled neutrinos.
    let t0 = 2.7255 * BOLTZMANN / ELEMENTARY_CHARGE * 1e-9;
    let s0 = 2.0 * PI * PI / 45.0 * (43.0 / 11.0) * t0.powi(3);
    // 2891.28 cm⁻³, quoted as 2891.2.
    assert!(relative(ENTROPY_DENSITY_TODAY.value, s0) < 4e-5);
    // ρ_c/h² = 3 M_Pl² (100 km/s/Mpc)²/(8π).
    let h = 1e7 / 3.0856775814913673e24 * HBAR;
    let rho = 3.0 * M_PLANCK.value.powi(2) * h * h / (8.0 * PI);
    assert!(relative(CRITICAL_DENSITY_OVER_H2.value, rho) < 1e-5);
}

#[test]
fn lifetimes_become_inverse_widths() {
    // τ = ħ/Γ with ħ = 6.582119569e-25 GeV s: 1.638 ps is 4.018e-13 GeV of width.
    assert!(relative(1.0 / TAU_BPLUS.value, 6.582119569e-25 / 1.638e-12) < 1e-9);
    assert_eq!(TAU_BPLUS.dimension(), -1);
}

/// Relations between measured values, at the accuracy of the theory that relates them.
mod relations {
    use super::*;
    use crate::standard_model::strong_coupling::ALPHA_S;

    /// Γ(P⁺ → μ⁺ ν) in GeV at tree level: G_F² f² m_μ² m_P (1 − m_μ²/m_P²)² |V|²/8π (PDG 2024, review of leptonic decays).
    fn leptonic_width(decay_constant: Constant, mass: Constant, element: Constant) -> f64 {
        let (m, muon) = (mass.value, M_MU.value);
        let amplitude = G_F.value * decay_constant.value * muon * (1.0 - (muon / m).powi(2)) * element.value;
        amplitude.powi(2) * m / (8.0 * PI)
    }

    #[test]
    fn the_muon_lives_as_long_as_the_fermi_constant_says() {
        // 1/τ = G_F² m⁵/192π³ (1 − 8x) (1 + α/2π (25/4 − π²)), x = m_e²/m_μ² (PDG 2024, review 10); corrections
        // of order α² and x² are below 1e-5, and α runs to 1/136 at m_μ: 4e-5.
        let x = (M_E.value / M_MU.value).powi(2);
        let radiative = 1.0 + ALPHA_EM.value / (2.0 * PI) * (25.0 / 4.0 - PI * PI);
        let width = G_F.value.powi(2) * M_MU.value.powi(5) / (192.0 * PI.powi(3)) * (1.0 - 8.0 * x) * radiative;
        assert!((width * TAU_MU.value - 1.0).abs() < 6e-5, "{}", width * TAU_MU.value);
    }

    #[test]
    fn the_tau_lives_as_long_as_the_muon_says() {
        // B(τ → e ν ν) = τ_τ/τ_μ (m_τ/m_μ)⁵ up to 4e-4, measured 0.1782 ± 0.0004 (PDG 2024).
        let branching = TAU_TAU.value / TAU_MU.value * (M_TAU.value / M_MU.value).powi(5);
        assert!((branching - 0.1782).abs() < 0.0008, "{branching}");
    }

    #[test]
    fn pions_kaons_and_charmed_mesons_decay_as_their_decay_constants_say() {
        // Branching ratios into μν from PDG 2024. Electromagnetic corrections are 1 to 2 %; that of D⁺ is measured to
        // 4.5 % and 1.6 standard deviations low, that of D_s⁺ to 2 %.
        for (f, m, v, tau, measured, allowed) in [
            (F_PI, M_PIPLUS, V_UD, TAU_PIPLUS, 0.9999, 0.025),
            (F_K, M_KPLUS, V_US, TAU_KPLUS, 0.6356, 0.025),
            (F_D, M_DPLUS, V_CD, TAU_DPLUS, 3.74e-4, 0.10),
            (F_DS, M_DS, V_CS, TAU_DS, 5.35e-3, 0.04),
        ] {
            let predicted = leptonic_width(f, m, v) * tau.value;
            assert!(relative(predicted, measured) < allowed, "{}: {predicted} {measured}", m.name);
        }
    }

    #[test]
    fn the_weak_bosons_fit_the_mixing_angle() {
        // m_W² = ρ̂ m_Z² (1 − ŝ²) with ρ̂ − 1 = 3 G_F m_t²/(8√2π²) from the top quark, and 1.4e-3 from bosons (PDG 2024,
        // review 10).
        let rho = (M_W.value / M_Z.value).powi(2) / (1.0 - S2W.value);
        let top = 3.0 * G_F.value * M_T.value.powi(2) / (8.0 * 2f64.sqrt() * PI * PI);
        assert!((rho - 1.0 - top).abs() < 2e-3, "{rho} {top}");
    }

    #[test]
    fn the_widths_of_the_weak_bosons_are_those_of_their_fermions() {
        let alpha_s = ALPHA_S.at(M_Z.value).expect("is perturbative");
        let quarks = 3.0 * (1.0 + alpha_s / PI);
        let unit = G_F.value / (6.0 * 2f64.sqrt() * PI);
        // Γ_W = G_F m_W³/(6√2π) (3 + 2 quark pairs): the measured width is known to 2 %.
        let w = unit * M_W.value.powi(3) * (3.0 + 2.0 * quarks);
        assert!((w - WIDTH_W.value).abs() < WIDTH_W.uncertainty.expect("has one").plus, "{w}");
        // Γ_Z = G_F m_Z³/(6√2π) Σ (v² + a²) with v = T₃ − 2Q ŝ², a = T₃; vertex corrections are below 1 %.
        let pair = |t3: f64, q: f64| (t3 - 2.0 * q * S2W.value).powi(2) + t3 * t3;
        let fermions = 3.0 * (pair(0.5, 0.0) + pair(-0.5, -1.0))
            + quarks * (2.0 * pair(0.5, 2.0 / 3.0) + 3.0 * pair(-0.5, -1.0 / 3.0));
        assert!(relative(unit * M_Z.value.powi(3) * fermions, WIDTH_Z.value) < 0.01);
        // Γ_t = G_F m_t³/(8√2π) (1 − x)² (1 + 2x), x = m_W²/m_t², less 9 % from QCD; measured to 13 %.
        let x = (M_W.value / M_T.value).powi(2);
        let top = G_F.value * M_T.value.powi(3) / (8.0 * 2f64.sqrt() * PI) * (1.0 - x).powi(2) * (1.0 + 2.0 * x) * 0.91;
        assert!((top - WIDTH_T.value).abs() < WIDTH_T.uncertainty.expect("has one").minus, "{top}");
    }

    #[test]
    fn the_top_quarks_pole_mass_follows_from_its_running_mass() {
        // M = m̄ (1 + 4/3 a + 9.1 a² + 70 a³), a = α_s(m̄)/π (PDG 2024, review of quark masses, five light
        // flavours). The measured values are known to 1 %.
        let a = ALPHA_S.at(M_T_MSBAR.value).expect("is perturbative") / PI;
        let pole = M_T_MSBAR.value * (1.0 + a * (4.0 / 3.0 + a * (9.1 + a * 70.0)));
        assert!(relative(pole, M_T_POLE.value) < 0.01, "{pole}");
        assert!(relative(M_T.value, M_T_POLE.value) < 0.005);
    }

    #[test]
    fn nearly_all_of_a_nucleons_mass_is_not_of_light_quarks() {
        // The rest, 1 − Σ f_Tq, over 27/2 is the coupling to each heavy quark: the Higgs–nucleon coupling is f_N = 2/9 +
        // 7/9 Σ f_Tq = 0.284 (arXiv:1305.0237 and arXiv:1306.4710, 0.30 ± 0.03).
        for parts in [[F_TU_P, F_TD_P, F_TS_P], [F_TU_N, F_TD_N, F_TS_N]] {
            let light: f64 = parts.iter().map(|part| part.value).sum();
            assert!((2.0 / 9.0 + 7.0 / 9.0 * light - 0.30).abs() < 0.03);
        }
        // Isospin: m_u/m_d f_Td of the proton is near f_Tu of the neutron, to the 10 % of isospin breaking.
        assert!(relative(F_TU_N.value, F_TD_P.value * M_U.value / M_D.value) < 0.4);
    }
}
