//! The sets against published and independently computed values.

use std::sync::Arc;

use super::*;
use crate::cosmology::TEMPERATURES;
use crate::error::Source;

fn relative(a: f64, b: f64) -> f64 {
    (a / b - 1.0).abs()
}

/// T in GeV, `g_ρ`, `g_s`, `d ln g_s/d ln T` of the fit of arXiv:1803.01038, from an independent evaluation.
const STANDARD: [(f64, f64, f64, f64); 22] = [
    (1000.0, 104.17837770209235, 104.14326635270311, -0.0004212874980925672),
    (400.0, 104.22612013536788, 104.09116238018026, 0.0027295566924832705),
    (100.0, 101.3199486688676, 100.69360202663638, 0.07327717526650623),
    (41.8, 89.9571431331291, 89.1253195627329, 0.18493248017927147),
    (10.0, 80.53701953144183, 80.43270440686184, 0.0011673647601803797),
    (4.18, 79.50534018406098, 79.19948793396222, 0.041596224270204034),
    (2.0, 75.94432822192732, 75.30386538372885, 0.09779834004262536),
    (1.0, 69.74376142054093, 68.77157117731772, 0.16746832458324248),
    (0.6, 63.348563175734924, 62.06063504351747, 0.2392194998472889),
    (0.4, 57.089689159637665, 55.35584409136986, 0.33503427139407244),
    (0.3, 51.642789894009894, 49.40684703662242, 0.47136754793712277),
    (0.2, 39.94179950281059, 37.45859072587883, 1.003103203826549),
    (0.15, 26.73425703580304, 25.363367489192566, 1.604964953672763),
    (0.1, 17.74705548860365, 17.328288490236897, 0.4159417024577194),
    (0.05, 14.61972223987538, 14.314425392447083, 0.2641494416745066),
    (0.02, 11.316736605959235, 11.233036854323496, 0.16637252329226485),
    (0.01, 10.742715276025253, 10.74217494577819, 0.007109943410292458),
    (0.005, 10.725247049458266, 10.726914297636101, 0.001626737497906043),
    (0.002, 10.684023735560437, 10.68594270234981, 0.008773322311490835),
    (0.001, 10.545445470597219, 10.548249420977582, 0.03442240942667254),
    (0.0001, 4.318172076279684, 4.7982051191803645, 0.5962294089208044),
    (1e-5, 3.383, 3.931, 6.048812184810645e-18),
];

/// T in GeV, `g_ρ`, `g_s`, `d ln g_s/d ln T` of the ideal gas, from an independent adaptive integration; nine digits hold.
const IDEAL_GAS: [(f64, f64, f64, f64); 31] = [
    (1e-6, 3.362643906, 3.9090909091, 2.0302756149e-51),
    (3.1622776602e-6, 3.362643906, 3.9090909091, 2.0302756149e-46),
    (1e-5, 3.362643906, 3.9090909091, 1.8386171395e-17),
    (3.1622776602e-5, 3.362808476, 3.9092390897, 0.00052736803358),
    (0.0001, 4.3005144061, 4.7797716642, 0.59975497129),
    (0.00031622776602, 9.0438862168, 9.1355335247, 0.29344069728),
    (0.001, 10.557744318, 10.559860161, 0.035309330588),
    (0.0031622776602, 10.730731101, 10.730646644, 0.0035999732597),
    (0.01, 10.758513569, 10.756523417, 0.0071243488027),
    (0.031622776602, 12.78421805, 12.552607944, 0.29101524751),
    (0.063095734448, 15.458990868, 15.155865463, 0.23669708579),
    (0.079432823472, 16.333404414, 16.02583723, 0.26191498918),
    (0.1, 17.67105879, 17.305262756, 0.45435715393),
    (0.12589254118, 21.306159158, 20.78886026, 1.3466356703),
    (0.15848931925, 35.345033088, 34.731756672, 2.8399813702),
    (0.1995262315, 56.236387614, 55.856647347, 1.0240146773),
    (0.25118864315, 62.716996738, 62.375904866, 0.19593626124),
    (0.31622776602, 64.954456462, 64.486753648, 0.12739846786),
    (0.39810717055, 67.070568393, 66.461623397, 0.13534151435),
    (0.50118723363, 69.311152518, 68.60158792, 0.13876605267),
    (1.0, 76.351591591, 75.511225002, 0.13706745764),
    (3.1622776602, 84.638422959, 84.19348564, 0.04376028776),
    (10.0, 86.219484966, 86.12782894, 0.012786285889),
    (31.622776602, 92.260542062, 91.635369185, 0.10523076779),
    (100.0, 103.55230221, 102.87055509, 0.061856286525),
    (316.22776602, 106.41482954, 106.28010938, 0.0085806798026),
    (1000.0, 106.7170812, 106.70141738, 0.00090511636294),
    (3162.2776602, 106.74672376, 106.74510487, 9.1571089188e-5),
    (10000.0, 106.74967263, 106.74950946, 9.1861847424e-6),
    (31622.776602, 106.74996727, 106.74995091, 9.1949363765e-7),
    (100000.0, 106.74999673, 106.74999509, 9.1976596279e-8),
];

#[test]
fn standard_agrees_with_the_check_values_of_the_fit() {
    let set = DegreesOfFreedom::standard();
    for (t, g_rho, g_s, slope) in STANDARD {
        let g = set.at(t);
        assert!(relative(g.g_rho, g_rho) < 1e-12 && relative(g.g_s, g_s) < 1e-12, "{t}: {g:?}");
        // At 10 keV the slope is 6e-18, where the reference's own rounding shows.
        assert!((g.dln_g_s - slope).abs() < 1e-12 * (1.0 + slope.abs()), "{t}: {g:?}");
    }
}

#[test]
fn branches_of_the_fit_at_the_seam() {
    // Just below 120 MeV the printed fit has these values, from the same independent evaluation.
    let [g_rho, g_s] = standard::below_seam(0.1199999);
    assert!(relative(g_rho.value, 19.767497018766058) < 1e-12);
    assert!(relative(g_s.value, 19.100010605447572) < 1e-12);
    assert!(relative(g_s.slope / g_s.value, 0.6846468073861944) < 1e-12);
    // The jump of the printed fit.
    let [above, above_s] = standard::above_seam(0.12f64.ln());
    assert!((relative(above.value, g_rho.value) - 2.07e-4).abs() < 1e-6);
    assert!((relative(above_s.value, g_s.value) - 3.74e-4).abs() < 1e-6);
}

#[test]
fn the_seam_of_standard_is_smooth_and_stays_near_the_fit() {
    let set = DegreesOfFreedom::standard();
    let t_at = |i: i32| 0.12 * (f64::from(i) * 1e-4).exp();
    for i in -400..400 {
        let (t, g) = (t_at(i), set.at(t_at(i)));
        let [rho, s] = if t < 0.12 { standard::below_seam(t) } else { standard::above_seam(t.ln()) };
        assert!(relative(g.g_rho, rho.value) < 1.1e-4 && relative(g.g_s, s.value) < 1.9e-4, "{t}");
        assert!((g.dln_g_rho - rho.slope / rho.value).abs() < 0.012, "{t}");
        assert!((g.dln_g_s - s.slope / s.value).abs() < 0.022, "{t}");
        assert!(g.dln_g_rho > 0.0 && g.dln_g_s > 0.0, "{t}");
        // Steps of 1e-4 in ln T: |d²ln g/d(ln T)²| stays below 10, as it is on the fit itself.
        let next = set.at(t_at(i + 1));
        assert!((next.dln_g_rho - g.dln_g_rho).abs() < 1e-3 && (next.dln_g_s - g.dln_g_s).abs() < 1e-3, "{t}");
    }
}

#[test]
fn ideal_gas_agrees_with_its_table_to_nine_digits() {
    let set = DegreesOfFreedom::ideal_gas();
    for (t, g_rho, g_s, slope) in IDEAL_GAS {
        let g = set.at(t);
        // T itself is given to eleven digits, which at a slope of 3 is 1.5e-10 of g.
        assert!(relative(g.g_rho, g_rho) < 1e-9 && relative(g.g_s, g_s) < 1e-9, "{t}: {g:?}");
        assert!(relative(g.dln_g_s, slope) < 3e-9, "{t}: {:e} {:e}", g.dln_g_s, slope);
    }
}

#[test]
fn slopes_are_the_derivatives_of_the_values() {
    let table = Table::parse(&source("1e-3 10 10\n0.1 17 17.2\n1 70 69\n10 80 79\n1000 106 105")).expect("a table");
    let sets = [DegreesOfFreedom::standard(), DegreesOfFreedom::ideal_gas(), DegreesOfFreedom::table(table)];
    for set in sets {
        for i in -1190..1590 {
            let t = 10f64.powf(f64::from(i) / 100.0 + 0.0037);
            // Central differences: truncation h²g‴/6 with |(ln g)‴| < 300, rounding 1e-15/h.
            let h = 1e-5_f64;
            let (low, high, g) = (set.at(t * (-h).exp()), set.at(t * h.exp()), set.at(t));
            let rho = (high.g_rho / low.g_rho).ln() / (2.0 * h);
            let s = (high.g_s / low.g_s).ln() / (2.0 * h);
            assert!((rho - g.dln_g_rho).abs() < 1e-8, "{} {t}: {rho} {}", set.name(), g.dln_g_rho);
            assert!((s - g.dln_g_s).abs() < 1e-8, "{} {t}: {s} {}", set.name(), g.dln_g_s);
        }
    }
}

/// `(3 g_s + g_s')/(3 g_ρ + (3/4) g_ρ') − 1`, which vanishes where dρ/dT = T ds/dT.
fn inconsistency(g: EffectiveDegrees) -> f64 {
    g.g_s * (3.0 + g.dln_g_s) / (g.g_rho * (3.0 + 0.75 * g.dln_g_rho)) - 1.0
}

#[test]
fn energy_and_entropy_are_consistent_as_far_as_documented() {
    let ideal = DegreesOfFreedom::ideal_gas();
    // From 10 GeV on the crossover's weight is 1 − 2e-18, and neutrinos deviate by (m_e/T)² ~ 1e-9 at most.
    for t in [10.0, 31.0, 100.0, 300.0, 1e4] {
        assert!(inconsistency(ideal.at(t)).abs() < 1e-10, "{t}: {:e}", inconsistency(ideal.at(t)));
    }
    let standard = DegreesOfFreedom::standard();
    for i in -250..1590 {
        let t = 10f64.powf(f64::from(i) / 100.0);
        let bound = if (0.09..0.3).contains(&t) { 0.027 } else { 5.6e-3 };
        assert!(inconsistency(standard.at(t)).abs() < bound, "{t}: {:e}", inconsistency(standard.at(t)));
    }
}

#[test]
fn sets_continue_to_today_and_beyond_the_top_of_their_range() {
    let standard = DegreesOfFreedom::standard();
    let today = standard.at(2.35e-13);
    assert!(relative(today.g_rho, 3.383) < 1e-15 && relative(today.g_s, 3.931) < 1e-15);
    assert_eq!((today.dln_g_rho, today.dln_g_s), (0.0, 0.0));
    let (top, above) = (standard.at(1e16), standard.at(1e19));
    assert_eq!((top.g_rho, top.g_s), (above.g_rho, above.g_s));
    assert_eq!(above.dln_g_s, 0.0);
    let ideal = DegreesOfFreedom::ideal_gas();
    let today = ideal.at(2.35e-13);
    assert!(relative(today.g_s, 43.0 / 11.0) < 1e-15);
    assert!(relative(today.g_rho, 2.0 + 5.25 * (4.0f64 / 11.0).powf(4.0 / 3.0)) < 1e-15);
    assert!(relative(ideal.at(1e16).g_rho, 106.75) < 1e-15);
    for set in [standard, ideal] {
        for t in [*TEMPERATURES.start(), *TEMPERATURES.end()] {
            let g = set.at(t);
            assert!([g.g_rho, g.g_s, g.dln_g_rho, g.dln_g_s].iter().all(|v| v.is_finite()), "{} {t}", set.name());
        }
    }
}

#[test]
fn constants_must_be_sensible() {
    let set = DegreesOfFreedom::constant(86.25, 85.0).expect("sensible");
    let expected = EffectiveDegrees { g_rho: 86.25, g_s: 85.0, dln_g_rho: 0.0, dln_g_s: 0.0 };
    assert_eq!((set.at(1e-3), set.at(1e3)), (expected, expected));
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-300, 1e300] {
        assert_eq!(DegreesOfFreedom::constant(bad, 1.0).map_err(|e| e.quantity).err(), Some("g_rho"));
        assert_eq!(DegreesOfFreedom::constant(1.0, bad).map_err(|e| e.quantity).err(), Some("g_s"));
    }
}

#[test]
fn content_hashes_tell_sets_apart_and_are_stable() {
    let constant = |g| DegreesOfFreedom::constant(g, 80.0).expect("sensible").content_hash().to_owned();
    assert_eq!(constant(86.25), constant(86.25));
    assert_ne!(constant(86.25), constant(86.5));
    // SHA-256 of "constant" and two little-endian doubles, computed with Python's hashlib.
    assert_eq!(constant(86.25), "4eb28bb4ce3a");
    let standard = DegreesOfFreedom::standard();
    assert_eq!(standard.content_hash().len(), 12);
    assert_ne!(standard.content_hash(), DegreesOfFreedom::ideal_gas().content_hash());
}

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source { name: "g.csv".to_owned(), text: text.to_owned() })
}

#[test]
fn tables_pass_through_their_rows_monotonically_with_continuous_slopes() {
    let text =
        "# made up\nT_GeV,g_rho,g_s\n0.01, 10.7, 10.6  # below\n\n0.1,17.5,17\n0.2,40,38\n1,70,69\r\n100,100,99\n";
    let set = DegreesOfFreedom::table(Table::parse(&source(text)).expect("a table"));
    for (t, g_rho, g_s) in
        [(0.01, 10.7, 10.6), (0.1, 17.5, 17.0), (0.2, 40.0, 38.0), (1.0, 70.0, 69.0), (100.0, 100.0, 99.0)]
    {
        let g = set.at(t);
        assert!(relative(g.g_rho, g_rho) < 1e-14 && relative(g.g_s, g_s) < 1e-14, "{t}: {g:?}");
        let (below, above) = (set.at(t * (1.0 - 1e-9)), set.at(t * (1.0 + 1e-9)));
        assert!((below.dln_g_s - above.dln_g_s).abs() < 1e-7, "{t}");
        assert!((below.dln_g_rho - above.dln_g_rho).abs() < 1e-7, "{t}");
    }
    assert!(set.at(0.1).dln_g_s > 0.1);
    assert!((0..1000).all(|i| set.at(0.01 * (f64::from(i) * 9.21e-3).exp()).dln_g_s >= 0.0));
    assert_eq!(set.at(1e-6).g_s, set.at(0.01).g_s);
    assert_eq!((set.at(1e6).g_rho, set.at(1e6).dln_g_rho), (100.0, 0.0));
    assert!(relative(*set.range().start(), 0.01) < 1e-15 && relative(*set.range().end(), 100.0) < 1e-15);
}

#[test]
fn a_falling_table_is_the_rising_one() {
    let rising = Table::parse(&source("1 70 69\n2\t75\t74\n3 77 76"));
    let falling = Table::parse(&source("3 77 76\n2 75 74\n1 70 69"));
    assert_eq!(rising, falling);
    assert!(rising.is_ok());
}

#[test]
fn bad_tables_are_refused_with_line_and_column() {
    let cases = [
        ("", 0, 0, "found no row"),
        ("T g h\n1 2 3\n", 0, 0, "found one row"),
        ("1 2 3\nT g h\n2 3 4\n", 2, 1, "the temperature in GeV must be a number, found `T`"),
        ("1 2 3\n2 3\n", 2, 3, "found 2 columns, expected 3"),
        ("1 2 3\n2,3,4,5\n", 2, 7, "found 4 columns, expected 3"),
        ("1,2,3\n2,,4\n", 2, 3, "g_rho must be a number, found ``"),
        ("1 2 3\n2 3 nan\n", 2, 5, "g_s must be between"),
        ("1 2 3\n2  -3 4\n", 2, 4, "g_rho must be between"),
        ("0 2 3\n2 3 4\n", 1, 1, "the temperature in GeV must be between"),
        ("1 2 3\n2 3 4\n2 3 4\n", 3, 1, "temperatures must all rise or all fall"),
        ("3 2 3\n2 3 4\n2.5 3 4\n", 3, 1, "temperatures must all rise or all fall"),
    ];
    for (text, line, column, message) in cases {
        let error = Table::parse(&source(text)).expect_err(text);
        let printed = error.to_string();
        assert!(printed.contains(message), "{printed}");
        let place = if line > 0 { format!("g.csv:{line}:{column}") } else { "--> g.csv".to_owned() };
        assert!(printed.contains(&place), "{printed}\n{place}");
    }
}
