use super::*;

fn at(mu: f64) -> f64 {
    ALPHA_S.at(mu).expect("is perturbative")
}

fn relative(a: f64, b: f64) -> f64 {
    (a / b - 1.0).abs()
}

/// The beta function with its last coefficient left out.
fn three_loops(flavours: f64) -> BetaFunction {
    let mut beta = BetaFunction::new(flavours);
    beta.ratios[2] = 0.0;
    beta
}

#[test]
fn coefficients_are_the_published_numbers() {
    // hep-ph/9701390, eq. 9: numbers for β₀, β₁, β₂, β₃ in powers of α_s/4π, n_f = 0 and per n_f, rounded to 6 digits.
    let in_powers_of_4_pi = |n: f64| {
        let beta = BetaFunction::new(n);
        [1.0, beta.ratios[0] * 4.0, beta.ratios[1] * 16.0, beta.ratios[2] * 64.0].map(|b| b * beta.beta_0 * 4.0)
    };
    for n in [0.0, 3.0, 4.0, 5.0, 6.0] {
        let expected = [
            11.0 - 0.666667 * n,
            102.0 - 12.6667 * n,
            1428.50 - 279.611 * n + 6.01852 * n * n,
            29243.0 - 6946.30 * n + 405.089 * n * n + 1.49931 * n * n * n,
        ];
        for (found, expected) in in_powers_of_4_pi(n).into_iter().zip(expected) {
            // Six digits of every term; the second is the largest by far at n_f = 6.
            assert!((found - expected).abs() < 1e-3 * expected.abs().max(1.0), "{n}: {found} {expected}");
        }
    }
}

#[test]
fn it_starts_from_the_measured_value() {
    assert!(relative(at(sm::M_Z.value), sm::ALPHA_S_MZ.value) < 1e-15);
}

#[test]
fn its_slope_is_the_beta_function() {
    for (mu, flavours) in [(1.05, 3.0), (1.2, 3.0), (2.0, 4.0), (4.0, 4.0), (10.0, 5.0), (91.0, 5.0), (1e3, 6.0)] {
        let a = at(mu) / PI;
        let beta = BetaFunction::new(flavours);
        let expected = -2.0 * beta.beta_0 * a * a * beta.series(a);
        // Central difference of fourth order, h = 2e-3: error h⁴ a''''' /30, below 1e-11 of a.
        let h: f64 = 2e-3;
        let value = |steps: f64| at(mu * (steps * h).exp()) / PI;
        let slope = (8.0 * (value(1.0) - value(-1.0)) - (value(2.0) - value(-2.0))) / (12.0 * h);
        assert!(relative(slope, expected) < 1e-8, "{mu}: {slope} {expected}");
    }
}

#[test]
fn it_agrees_with_an_integration_in_steps() {
    // `reference.py`: 20000 steps of fourth order between thresholds, the error of rounding a few 1e-14.
    for (mu, expected) in [
        (sm::M_B.value * (1.0 - 1e-15), without_heavy_quark(0.22456773437679686, 4.0)),
        (sm::M_TAU.value, 0.3195890384464091),
        (2.0, 0.3015068649461312),
        (1.0, 0.4767074961538909),
    ] {
        assert!(relative(at(mu), expected) < 1e-12, "{mu}: {}", at(mu));
    }
}

#[test]
fn three_loop_running_agrees_with_rundec() {
    // α_s⁽⁵⁾ from 0.1185 at 91.1876 GeV, by the exact three-loop running of RunDec (arXiv:1703.03751).
    let regime = Regime::through(0.0, three_loops(5.0), 91.1876, 0.1185);
    for (mu, expected) in [
        (1.0, 0.40957053067188524),
        (10.0, 0.17931693160062721),
        (100.0, 0.11686431884237730),
        (1000.0, 0.087076948997751428),
    ] {
        // Their Runge–Kutta steps keep about eight digits.
        assert!(relative(regime.at(mu), expected) < 2e-8, "{mu}: {}", regime.at(mu));
    }
    // A fifth loop changes little: 0.17846838859679 from 0.1181.
    let four = Regime::through(0.0, BetaFunction::new(5.0), 91.1876, 0.1181);
    assert!(relative(four.at(10.0), 0.17846838859679) < 1e-4);
}

#[test]
fn low_scales_agree_with_published_evolutions() {
    // Davier et al., arXiv:0803.0979: 0.344 at m_τ, three flavours, is 0.1212 at m_Z, four-loop running and three-loop
    // matching at twice the quarks' masses. The ratio of the beta functions is 9.5, so their evolution's error of 0.0005
    // at m_Z is 5e-3 at m_τ.
    let three = |alpha_z: f64| StrongCoupling::from_z_mass(alpha_z, BetaFunction::new).regimes[0];
    let tau = three(0.1212).at(sm::M_TAU.value);
    assert!((tau - 0.344).abs() < 5e-3, "{tau}");
    // ALPHA, arXiv:1706.03821: Λ⁽³⁾ = 341 MeV is 0.11852 at m_Z; arXiv:1701.03075: 332 MeV is 0.1179. Λ is defined by
    // β₀ ln μ²/Λ² = E + b₁ ln β₀; its error from truncation is 3 MeV (arXiv:1706.03821).
    for (alpha, expected) in [(0.11852, 341.0), (0.1179, 332.0)] {
        let Regime { beta, constant, .. } = three(alpha);
        let lambda = (-(constant + beta.ratios[0] * beta.beta_0.ln()) / (2.0 * beta.beta_0)).exp() * 1e3;
        assert!((lambda - expected).abs() < 4.0, "{lambda}");
    }
}

#[test]
fn thresholds_are_the_decoupling_relation() {
    // hep-ph/9706430: α⁽ⁿ⁻¹⁾ = α⁽ⁿ⁾ (1 + 0.152778 a² + (0.972057 − 0.084652 n_l) a³) at the MS-bar mass.
    for (mass, light) in [(sm::M_C.value, 3.0), (sm::M_B.value, 4.0), (sm::M_T_MSBAR.value, 5.0)] {
        let (below, above) = (at(mass * (1.0 - 1e-15)), at(mass));
        let a = above / PI;
        let expected = 1.0 + 0.152778 * a * a + (0.972057 - 0.084652 * light) * a.powi(3);
        assert!((below / above - expected).abs() < 1e-8, "{mass}: {} {expected}", below / above);
        assert!(below > above);
    }
    assert_eq!(ALPHA_S.edges, [sm::M_C.value, sm::M_B.value, sm::M_T_MSBAR.value]);
}

#[test]
fn it_falls_and_vanishes_as_the_inverse_logarithm() {
    let scales: Vec<f64> = (0..400).map(|i| 10f64.powf(f64::from(i) * 0.05)).collect();
    assert!(scales.windows(2).all(|pair| at(pair[1]) < at(pair[0])));
    // α_s → π/(β₀ ln μ²); doubling ln μ halves it up to ln ln μ/ln μ.
    let asymptotic = |mu: f64| at(mu) * 7.0 / 4.0 * 2.0 * mu.ln() / PI;
    assert!((asymptotic(1e300) - 1.0).abs() < 0.02, "{}", asymptotic(1e300));
}

#[test]
fn the_series_still_converges_at_the_lowest_scale() {
    let three = StrongCoupling::from_z_mass(sm::ALPHA_S_MZ.value, three_loops);
    let difference = |mu: f64| relative(three.at(mu), standard().at(mu));
    // As `reference.py` without the last coefficient: 2.2 %, 5.3 %, 10.6 %.
    for (mu, expected) in [(LOWEST_SCALE, 0.0224), (0.8, 0.0530), (0.7, 0.1058)] {
        assert!((difference(mu) - expected).abs() < 1e-4, "{mu}: {}", difference(mu));
    }
}

#[test]
fn scales_without_a_perturbative_coupling_are_refused() {
    for (mu, said) in [(0.6, "0.6"), (0.0, "0"), (-5.0, "-5"), (f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        let error = ALPHA_S.at(mu).expect_err("is outside").to_string();
        assert_eq!(error, format!("sm.alpha_s(mu) is defined for mu of at least 1 GeV, not at {said} GeV"));
    }
}
