use super::*;

fn at(sqrt_s: f64) -> f64 {
    R_HAD.at(sqrt_s).expect("is in the domain")
}

/// ∫ f over the range by Simpson's rule.
fn integral(from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
    const STEPS: usize = 20_000;
    let h = (to - from) / STEPS as f64;
    let weight = |i: usize| if i == 0 || i == STEPS { 1.0 } else { 2.0 + 2.0 * (i % 2) as f64 };
    (0..=STEPS).map(|i| weight(i) * f(from + h * i as f64)).sum::<f64>() * h / 3.0
}

#[test]
fn nodes_increase_and_their_values_are_positive() {
    assert!(NODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert_eq!((NODES[0].1, NODES[NODES.len() - 1].0), (0.0, 2.0));
    assert!(NODES[1..].iter().all(|node| node.1 > 0.0));
    assert!(EDGES.windows(2).all(|pair| pair[0] < pair[1]));
    for (sqrt_s, ratio) in &NODES[..NODES.len() - 1] {
        assert_eq!(at(*sqrt_s), *ratio);
    }
}

#[test]
fn nothing_is_produced_below_the_threshold() {
    for sqrt_s in [0.0, 0.1, NODES[0].0 * (1.0 - 1e-12), NODES[0].0] {
        assert_eq!(at(sqrt_s), 0.0, "{sqrt_s}");
    }
    assert!(at(0.28) > 0.0);
}

#[test]
fn the_peaks_are_those_of_the_narrow_vector_mesons() {
    // On the peak of a resonance V, R = 9 B(V → ee) B(V → hadrons)/α². φ: B_ee = 2.979e-4, all hadronic, 50.3; the
    // background below it interferes, and the curve is averaged over steps of 2.3 MeV, half the width: 15 %.
    let peak = (0..200).map(|i| at(1.01 + 1e-4 * f64::from(i))).fold(0.0, f64::max);
    let phi = 9.0 * 2.979e-4 / sm::ALPHA_EM.value.powi(2);
    assert!((peak / phi - 1.0).abs() < 0.15, "{peak} {phi}");
    let place = (0..200).map(|i| 1.01 + 1e-4 * f64::from(i)).max_by(|a, b| at(*a).total_cmp(&at(*b)));
    assert!((place.expect("is somewhere") - sm::M_PHI.value).abs() < 2e-3, "{place:?}");
}

#[test]
fn it_gives_the_muons_anomalous_magnetic_moment() {
    // a = (α²/3π²) ∫ ds/s K(s) R(s), K = ∫ dx x²(1−x)/(x² + (1−x) s/m_μ²), is 693.1(4.0)e-10 (arXiv:2006.04822, eq.
    // 2.33), of which J/ψ, ψ(2S) and Υ give 8e-10. The curve is averaged with less care, and its data contain the vacuum
    // polarisation, 1 to 3 % of them: 3 %.
    let kernel = |s: f64| {
        let ratio = s / sm::M_MU.value.powi(2);
        let integrand = |x: f64| x * x * (1.0 - x) / (x * x + (1.0 - x) * ratio);
        let steps = 200;
        (0..steps).map(|i| integrand((f64::from(i) + 0.5) / f64::from(steps))).sum::<f64>() / f64::from(steps)
    };
    // ds/s = 2 d ln √s.
    let integrand = |ln: f64| 2.0 * kernel(ln.exp().powi(2)) * at(ln.exp());
    let moment = integral(NODES[0].0.ln(), 100f64.ln(), integrand) * (sm::ALPHA_EM.value / PI).powi(2) / 3.0;
    assert!((moment / (693.1e-10 - 8e-10) - 1.0).abs() < 0.03, "{moment:e}");
}

#[test]
fn the_continuum_is_the_measured_one() {
    // KEDR, average over 1.84 to 3.05 GeV: 2.225 ± 0.020 ± 0.047 (arXiv:1610.02827).
    assert!((at(2.5) - 2.225).abs() < 0.051, "{}", at(2.5));
    // The two parts meet with a step of 1 %.
    assert!((at(2.0) / at(2.0 - 1e-9) - 1.0).abs() < 0.015);
}

#[test]
fn free_quarks_are_approached_from_above() {
    // 3 Σ Q² = 2, 10/3, 11/3, 5; the coupling adds 1 + α_s/π to first order and 2 % of that to second.
    for (sqrt_s, quarks) in [(3.0, 2.0), (9.0, 10.0 / 3.0), (50.0, 11.0 / 3.0), (1e4, 5.0)] {
        let first_order = quarks * (1.0 + ALPHA_S.at(sqrt_s).expect("is perturbative") / PI);
        assert!((at(sqrt_s) / first_order - 1.0).abs() < 0.01, "{sqrt_s}");
    }
    assert!((at(1e18) / 5.0 - 1.0).abs() < 0.01);
}

#[test]
fn negative_energies_are_refused() {
    for (sqrt_s, said) in [(-1.0, "-1"), (f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        let error = R_HAD.at(sqrt_s).expect_err("is outside").to_string();
        assert_eq!(error, format!("sm.R_had(sqrt_s) is defined for sqrt_s of at least 0 GeV, not at {said} GeV"));
    }
}
