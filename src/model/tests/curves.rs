//! Observables that are curves.

use insta::assert_snapshot;

use super::*;

fn with(observables: &str) -> String {
    format!(
        "format: 1\nname: t\nparameters: {{m: 2 GeV, n: 3}}\nfunctions: {{'f(x)': x^2}}\nobservables:\n{observables}"
    )
}

fn points(observables: &str) -> Points {
    let evaluation = model(&with(observables)).evaluate(None);
    evaluation.curves[0].clone().unwrap_or_else(|reason| panic!("{reason}"))
}

#[test]
fn a_curve_is_its_formula_at_the_points_of_its_grid() {
    let found = points("  c: {value: f(q2)/m^3 + top, over: {q2: {from: 0, to: 4*m^2, points: 5}}}\n  top: m*n\n");
    assert_eq!(found.x, [0.0, 4.0, 8.0, 12.0, 16.0]);
    let by_hand: Vec<f64> = found.x.iter().map(|q2| q2 * q2 / 8.0 + 6.0).collect();
    assert_eq!((found.values, found.note), (by_hand, None));
    let found = points("  c: {value: 1/E, over: {E: {from: 1 GeV, to: n*1e3 GeV/3, points: 4, spacing: log}}}\n");
    for (k, (x, value)) in found.x.iter().zip(&found.values).enumerate() {
        // The exponential of a logarithm near 7 is off by 7 roundings.
        assert!((x / 10_f64.powf(k as f64) - 1.0).abs() < 1e-14 && (x * value - 1.0).abs() < 1e-15);
    }
}

#[test]
fn blocks_longer_than_one_evaluation() {
    let found = points("  c: {value: q^2, over: {q: {from: 1, to: 3}}}\n");
    assert_eq!((found.x.len(), found.values.len()), (200, 200), "200 points where none are asked for");
    assert!(found.x.iter().zip(&found.values).all(|(x, value)| *value == x * x));
}

#[test]
fn dimensions_follow_from_the_range() {
    let text = with(
        "  c: {value: m*q2, unit: MeV^3, latex: 'C', over: {q2: {from: 0, to: 3 GeV^2, unit: MeV^2, latex: 'q^2'}}}\n",
    );
    let model = model(&text);
    let curve = &model.curves[0];
    assert_eq!((curve.dimension, curve.over.dimension), (Dimension::power(3), Dimension::power(2)));
    assert_eq!(curve.unit.as_ref().map(|(name, _)| name.as_str()), Some("MeV^3"));
    assert_eq!(curve.over.unit.as_ref().map(|(name, _)| name.as_str()), Some("MeV^2"));
    assert_eq!((curve.latex.as_deref(), curve.over.latex.as_deref()), (Some("C"), Some("q^2")));
    assert_eq!((curve.over.name.as_str(), curve.over.spacing), ("q2", Spacing::Linear));
    assert!(model.observables.is_empty(), "a curve is not a number");
}

#[test]
fn a_closed_range_is_empty_and_says_so() {
    let found = points("  c: {value: 'sqrt(1 - q)', over: {q: {from: 3, to: n - 1}}}\n");
    assert_eq!((found.x.len(), found.values.len()), (0, 0));
    assert_eq!(found.note.as_deref(), Some("the range of q is closed: it would go from 3e0 to 2e0"));
}

#[test]
fn a_curve_without_a_value_somewhere_says_where() {
    let model = model(&with(
        "  c: {value: 'log(q)', over: {q: {from: -1, to: 1, points: 2}}}\n  d: {value: q, over: {q: {from: 1 - 1, to: 1, spacing: log}}}\n",
    ));
    let evaluation = model.evaluate(None);
    let reason = evaluation.curves[0].clone().expect_err("a logarithm of −1");
    assert!(reason.starts_with("`log(q)`: ") && reason.ends_with("q = -1e0"), "{reason}");
    let reason = evaluation.curves[1].clone().expect_err("a logarithm of 0");
    assert_eq!(reason, "q cannot go from 0e0 in equal ratios: a logarithmic range is positive");
}

#[test]
fn after_the_solve_the_variables_of_rates_are_free() {
    for name in ["T", "x", "s", "t", "u", "q2"] {
        let found = points(&format!("  c: {{value: 2*{name}, over: {{{name}: {{from: 1, to: 2, points: 2}}}}}}\n"));
        assert_eq!(found.values, [2.0, 4.0], "{name}");
    }
}

#[test]
fn two_curves_over_variables_of_the_same_name() {
    let model = model(&with(
        "  a: {value: q, over: {q: {from: 1 GeV, to: 2 GeV, points: 2}}}\n  b: {value: q, over: {q: {from: 3, to: 4, points: 2}}}\n",
    ));
    assert_eq!(model.curves.iter().map(|c| c.dimension).collect::<Vec<_>>(), [Dimension::MASS, Dimension::NONE]);
    let evaluation = model.evaluate(None);
    assert_eq!(evaluation.curves[1].as_ref().map(|points| points.values.clone()), Ok(vec![3.0, 4.0]));
}

#[test]
fn an_index_makes_one_curve_for_each_element() {
    let model = model(
        "format: 1\nname: t\nindices: {i: [1, 2]}\nobservables: {'c[i]': {value: i*q, over: {q: {from: 1, to: 2, points: 2}}}}\n",
    );
    let evaluation = model.evaluate(None);
    assert_eq!(model.curves.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["c[1]", "c[2]"]);
    assert_eq!(evaluation.curves[1].as_ref().map(|points| points.values.clone()), Ok(vec![2.0, 4.0]));
}

#[test]
fn curves_are_no_numbers() {
    assert_snapshot!(refusal(&with("  c: {value: q, over: {q: {from: 1, to: 2}}}\n  d: 2*c\n")), @r"
    error: `c` is a curve and cannot be used as a number
     --> m.yaml:7:8
      |
    7 |   d: 2*c
      |        ^
      = help: write its formula here, or make it a function
    ");
    let itself = refusal(&with("  c: {value: q*c, over: {q: {from: 1, to: 2}}}\n"));
    assert!(itself.starts_with("error: `c` is a curve and cannot be used as a number\n --> m.yaml:6:16"), "{itself}");
}

#[test]
fn ranges_and_variables_that_make_no_sense() {
    assert_snapshot!(refusal(&with("  c: {value: q, over: {q: {from: 1 GeV, to: 4 GeV^2}}}\n")), @r"
    error: this has dimension GeV^2, wanted GeV
     --> m.yaml:6:45
      |
    6 |   c: {value: q, over: {q: {from: 1 GeV, to: 4 GeV^2}}}
      |                                             ^^^^^^^
     ::: m.yaml:6:34
      |
    6 |   c: {value: q, over: {q: {from: 1 GeV, to: 4 GeV^2}}}
      |                                  ----- this has dimension GeV
    ");
    let grid = "from: 1, to: 2";
    for (curve, message, column) in [
        (format!("{{value: m, over: {{m: {{{grid}}}}}}}"), "`m` is already a parameter", 24),
        (
            format!("{{value: 1, over: {{pi: {{{grid}}}}}}}"),
            "the name `pi` is reserved: it has a meaning of its own",
            24,
        ),
        (format!("{{value: 1, over: {{chi2: {{{grid}}}}}}}"), "the name `chi2` is reserved: it has a meaning", 24),
        (format!("{{value: 1, over: {{2q: {{{grid}}}}}}}"), "`2q` cannot be a name in formulas", 24),
        (format!("{{value: 1, over: {{q: {{{grid}}}, r: {{{grid}}}}}}}"), "a curve has one variable", 23),
        ("{value: 1, over: {}}".into(), "a curve has one variable", 23),
        ("{value: 1, over: {q: {from: 1}}}".into(), "the variable of a curve needs the key `to`", 24),
        (format!("{{over: {{q: {{{grid}}}}}}}"), "a curve needs the key `value`", 3),
        (
            format!("{{value: q, over: {{q: {{{grid}, points: 1}}}}}}"),
            "expected a number of points from 2 to 100000, found `1`",
            52,
        ),
        (
            format!("{{value: q, over: {{q: {{{grid}, points: 1e5}}}}}}"),
            "expected a number of points from 2 to 100000, found `1e5`",
            52,
        ),
        (format!("{{value: q, over: {{q: {{{grid}, spacing: logg}}}}}}"), "`logg` is not a spacing", 53),
        (
            format!("{{value: q, unit: GeV, over: {{q: {{{grid}}}}}}}"),
            "`c` has dimension dimensionless, its unit GeV",
            23,
        ),
        (
            format!("{{value: q, over: {{q: {{{grid}, unit: GeV}}}}}}"),
            "`q` has dimension dimensionless, its unit GeV",
            50,
        ),
        (format!("{{value: q + m, over: {{q: {{{grid}}}}}}}"), "", 0),
        (format!("{{value: r, over: {{q: {{{grid}}}}}}}"), "", 14),
    ] {
        let found = refusal(&with(&format!("  c: {curve}\n")));
        assert!(found.starts_with(&format!("error: {message}")), "{curve}: {found}");
        assert!(column == 0 || found.contains(&format!(" --> m.yaml:6:{column}\n")), "{curve}: {found}");
        assert_eq!(found.matches("error:").count(), 1, "{curve}: {found}");
    }
}
