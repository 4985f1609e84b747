//! Constraints with measurements, conditions and formulas; χ².

use insta::assert_snapshot;

use super::*;

/// A model without species, with these observables and constraints.
fn with(observables: &str, constraints: &str) -> Model {
    model(&format!("format: 1\nname: t\nobservables: {{{observables}}}\nconstraints:\n{constraints}"))
}

fn refused(constraints: &str) -> String {
    refusal(&format!(
        "format: 1\nname: t\nparameters: {{m: 2 GeV}}\nobservables: {{a: 3, b: m^2}}\nconstraints:\n  k: {constraints}\n"
    ))
}

fn restricted(evaluation: &Evaluation, i: usize) -> Restricted {
    evaluation.constraints[i].clone().expect("has a value").expect("applies")
}

#[test]
fn pulls_use_the_error_of_their_side_and_add_up_to_chi2() {
    let model = with(
        "a: 3, b: 7",
        "  low: {of: a, measured: 5, error: [4, 1]}
  high: {of: b, measured: 5, error: [4, 1]}
  even: {of: a, measured: 2, error: 0.5}
  bound: {of: a, max: 4}
",
    );
    let evaluation = model.evaluate(None);
    let pulls: Vec<Option<f64>> = (0..4).map(|i| restricted(&evaluation, i).pull()).collect();
    // (3 − 5)/4 below, (7 − 5)/1 above, (3 − 2)/0.5.
    assert_eq!(pulls, [Some(-0.5), Some(2.0), Some(2.0), None]);
    assert_eq!(evaluation.chi2, Some(Ok(0.25 + 4.0 + 4.0)));
}

#[test]
fn a_measurement_alone_is_no_verdict() {
    let model =
        with("a: 3", "  m: {of: a, measured: 5, error: 1}\n  both: {of: a, measured: 5, error: 1, range: [2, 4]}\n");
    let evaluation = model.evaluate(None);
    assert_eq!(restricted(&evaluation, 0).is_satisfied(), None);
    assert_eq!(restricted(&evaluation, 1).is_satisfied(), Some(true));
    assert_eq!(evaluation.chi2, Some(Ok(8.0)), "both count");
}

#[test]
fn without_measurements_there_is_no_chi2() {
    assert_eq!(with("a: 3", "  k: {of: a, max: 4}\n").evaluate(None).chi2, None);
    let model = with("a: 3", "  k: {of: a, measured: 4, error: 1, if: a > 3}\n");
    assert_eq!(model.evaluate(None).chi2, None, "none applies");
}

#[test]
fn what_has_no_value_has_no_chi2() {
    let evaluation =
        with("a: log(-1), b: 1", "  k: {of: a, measured: 1, error: 1}\n  l: {of: b, measured: 1, error: 1}\n")
            .evaluate(None);
    let reason = evaluation.chi2.expect("there are measurements").expect_err("one has no value");
    assert!(reason.starts_with("`k` has no value: `log(-1)`"), "{reason}");
    let evaluation = with("a: 1", "  k: {of: a, measured: 1, error: a - 2}\n").evaluate(None);
    let reason = evaluation.constraints[0].clone().expect_err("the error is negative");
    assert_eq!(reason, "`a - 2`: the error of a measurement is -1e0, not positive");
}

#[test]
fn conditions_decide_whether_a_constraint_applies() {
    let model = with(
        "a: 3, open: 1",
        "  no: {of: a, max: 1, if: open < 1}
  yes: {of: a, max: 1, if: open >= 1 and a > 2}
  closed: {of: 'sqrt(open - 2)', max: 1, if: open > 2}
",
    );
    let evaluation = model.evaluate(None);
    assert_eq!(evaluation.constraints[0], Ok(None));
    assert_eq!(restricted(&evaluation, 1).is_satisfied(), Some(false));
    assert_eq!(evaluation.constraints[2], Ok(None), "what does not apply is not evaluated");
}

#[test]
fn bounds_are_formulas_of_everything() {
    let model = model(
        "format: 1
name: t
parameters: {m: 2 GeV, k: 3}
functions: {'limit(x)': 'x^2/2'}
derived: {d: 2*m}
observables: {o: {value: m^2, unit: MeV^2}}
constraints:
  f: {of: o, max: limit(m)}
  r: {of: o, range: [d^2/5, k*m^2]}
  e: {of: o, measured: d^2, error: [m^2, k*m^2]}
",
    );
    let evaluation = model.evaluate(None);
    let found: Vec<Restricted> = (0..3).map(|i| restricted(&evaluation, i)).collect();
    assert_eq!((found[0].value, found[0].max, found[0].is_satisfied()), (4.0, Some(2.0), Some(false)));
    assert_eq!((found[1].min, found[1].max, found[1].is_satisfied()), (Some(3.2), Some(12.0), Some(true)));
    assert_eq!(found[2].measured, Some(Measurement { value: 16.0, minus: 4.0, plus: 12.0 }));
    assert_eq!(found[2].pull(), Some(-3.0));
    // The unit is that of the observable.
    assert_eq!(model.constraints[0].unit.as_ref().map(|(name, _)| name.as_str()), Some("MeV^2"));
}

#[test]
fn chi2_can_be_bounded_and_promised() {
    let model = model(
        "format: 1
name: t
observables: {a: 3}
constraints:
  total: {of: chi2, max: 3}
  k: {of: a, measured: 1, error: 1}
  many: {of: a, max: 2, if: chi2 > 3}
expect: [{of: chi2/2, value: 2, rtol: 1e-12, source: by hand}]
",
    );
    let evaluation = model.evaluate(None);
    assert_eq!(evaluation.chi2, Some(Ok(4.0)));
    let total = restricted(&evaluation, 0);
    assert_eq!((total.value, total.is_satisfied()), (4.0, Some(false)));
    assert_eq!(restricted(&evaluation, 2).is_satisfied(), Some(false));
    assert_eq!(evaluation.expectations, [Ok(2.0)]);
}

#[test]
fn an_index_makes_one_constraint_for_each_element() {
    let model = model(
        "format: 1
name: t
indices: {i: [1, 2, 3]}
observables: {'a[i]': i}
constraints: {'c[i]': {of: 'a[i]', max: 2}}
",
    );
    let names: Vec<&str> = model.constraints.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["c[1]", "c[2]", "c[3]"]);
    let evaluation = model.evaluate(None);
    let verdicts: Vec<Option<bool>> = (0..3).map(|i| restricted(&evaluation, i).is_satisfied()).collect();
    assert_eq!(verdicts, [Some(true), Some(true), Some(false)]);
}

#[test]
fn measurements_that_make_no_sense() {
    assert_snapshot!(refused("{of: a, measured: 3}"), @r"
    error: `measured` needs `error` beside it
     --> m.yaml:6:14
      |
    6 |   k: {of: a, measured: 3}
      |              ^^^^^^^^
      = help: write `measured: 1.3e-5, error: 0.4e-5`, or `error: [minus, plus]`
    ");
    for (constraint, message, column) in [
        ("{of: a, error: 3}", "`error` needs `measured` beside it", 14),
        ("{of: a, measured: 3, error: [1]}", "an error is one number, or two: `[minus, plus]`", 34),
        ("{of: a, measured: 3, error: [1, 2, 3]}", "an error is one number, or two: `[minus, plus]`", 34),
        ("{of: a, measured: 3, error: 0}", "the error of a measurement must be positive, but this is 0", 34),
        ("{of: a, measured: 3, error: [1, -2]}", "the error of a measurement must be positive, but this is -2", 38),
        ("{of: b, measured: 3 GeV^2, error: 1 GeV}", "this has dimension GeV, wanted GeV^2", 40),
        ("{of: b, measured: m, error: 1 GeV^2}", "this has dimension GeV, wanted GeV^2", 24),
        ("{of: a, max: 3, if: m + 1}", "", 0),
        ("{of: a, max: 3, if: a}", "", 0),
    ] {
        let found = refused(constraint);
        assert!(found.starts_with(&format!("error: {message}")), "{constraint}: {found}");
        assert!(column == 0 || found.contains(&format!(" --> m.yaml:6:{column}\n")), "{constraint}: {found}");
        assert_eq!(found.matches("\n -->").count(), 1, "{constraint}: {found}");
    }
    assert_snapshot!(refused("{of: chi2, max: 3}"), @r"
    error: `chi2` is the sum over measurements, and this model has none
     --> m.yaml:6:11
      |
    6 |   k: {of: chi2, max: 3}
      |           ^^^^
      = help: give a constraint `measured` and `error`
    ");
    assert_snapshot!(refused("{of: a, measured: 3, error: 1 + chi2}"), @r"
    error: `chi2` is the sum over measurements: a measurement cannot depend on it
     --> m.yaml:6:38
      |
    6 |   k: {of: a, measured: 3, error: 1 + chi2}
      |                                      ^^^^
    ");
}
