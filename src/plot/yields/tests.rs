use super::*;

fn grid(points: usize) -> Vec<f64> {
    (0..points).map(|i| 10_f64.powf(3.0 * i as f64 / (points - 1) as f64)).collect()
}

/// A yield in equilibrium until `x_f`, constant from there on.
fn frozen(x: &[f64], x_f: f64) -> Vec<f64> {
    equilibrium(&x.iter().map(|v| v.min(x_f)).collect::<Vec<_>>())
}

fn equilibrium(x: &[f64]) -> Vec<f64> {
    x.iter().map(|v| 1e-3 * v.powf(1.5) * (-v).exp()).collect()
}

fn species(label: &str, x: &[f64], x_f: f64) -> YieldCurve {
    YieldCurve { label: Label::math(label), values: frozen(x, x_f), equilibrium: equilibrium(x) }
}

fn plot(runs: Vec<(&str, Vec<f64>, Vec<YieldCurve>)>) -> YieldsPlot {
    let run = |(label, x, curves)| YieldRun { label: Label::text(label), x, curves };
    YieldsPlot { title: None, x_label: Label::math("x"), top: None, runs: runs.into_iter().map(run).collect() }
}

fn labels(figure: &Figure) -> Vec<&str> {
    let curves = figure.curves.iter().filter_map(|c| c.label.as_ref());
    curves.chain(figure.keys.iter().map(|k| &k.label)).map(Label::source).collect()
}

#[test]
fn falling_equilibrium_does_not_stretch_the_axis() {
    let x = grid(200);
    let last = *frozen(&x, 25.0).last().expect("200 points");
    let (bottom, top) =
        yield_range(&plot(vec![("", x.clone(), vec![species("a", &x, 25.0)])])).expect("positive yields");
    assert!(
        bottom <= last * 1e-3 && bottom > last * 1e-5,
        "three decades below {last}, then to the next decade: {bottom}"
    );
    // The largest yield is 1e-3/e.
    assert!(top > 4e-4 && top < 1e-2, "{top}");
}

#[test]
fn a_species_that_is_gone_does_not_stretch_the_axis() {
    let x = grid(200);
    let curves = vec![species("a", &x, 25.0), species("b", &x, 600.0)];
    let both = yield_range(&plot(vec![("", x.clone(), curves)]));
    let one = yield_range(&plot(vec![("", x.clone(), vec![species("a", &x, 25.0)])]));
    assert_eq!(both, one);
    // Alone, it is shown as far down as an axis can be read.
    let (bottom, top) =
        yield_range(&plot(vec![("", x.clone(), vec![species("b", &x, 600.0)])])).expect("positive yields");
    // Up to one decade to a whole one below; above, a twenty-fifth of the axis and half a decade to keep labels off corners.
    assert!((top / bottom).log10() <= MOST_DECADES * 1.04 + 1.6);
}

#[test]
fn yields_have_a_colour_each_and_share_it_with_their_equilibrium() {
    let x = grid(50);
    let figure = figure(&plot(vec![("", x.clone(), vec![species("a", &x, 25.0), species("b", &x, 30.0)])]))
        .expect("lengths agree");
    let colours: Vec<Colour> = figure.curves.iter().map(|c| c.stroke.colour).collect();
    assert_eq!(colours, [PALETTE[0], PALETTE[1], PALETTE[0], PALETTE[1]], "equilibria first, beneath");
    let dashes: Vec<Dash> = figure.curves.iter().map(|c| c.stroke.dash).collect();
    assert_eq!(dashes, [Dash::Dashed, Dash::Dashed, Dash::Solid, Dash::Solid]);
    assert_eq!(labels(&figure), ["a", "b", r"Y_\mathrm{eq}"]);
}

#[test]
fn twenty_species_are_all_different() {
    let styles: Vec<(Colour, Dash)> = (0..20).map(|s| series(s)).collect();
    for (i, a) in styles.iter().enumerate() {
        assert!(!styles[..i].contains(a), "species {i} looks like an earlier one");
    }
}

#[test]
fn eight_runs_are_all_different() {
    let styles: Vec<(Colour, Dash)> = (0..8).map(|r| crossed(0, r)).collect();
    for (i, a) in styles.iter().enumerate() {
        assert!(!styles[..i].contains(a), "run {i} looks like an earlier one");
    }
}

#[test]
fn ten_species_in_eight_runs_are_all_different() {
    let styles: Vec<(Colour, Dash)> = (0..80).map(|i| crossed(i % 10, i / 10)).collect();
    for (i, a) in styles.iter().enumerate() {
        assert!(!styles[..i].contains(a), "species {} of run {} looks like an earlier line", i % 10, i / 10);
    }
    let dashes: Vec<Dash> = (0..10).map(|s| crossed(s, 1).1).collect();
    assert!(dashes.iter().all(|d| *d == dashes[0]), "the pattern is that of the run");
}

#[test]
fn runs_of_one_species_have_colours_and_one_equilibrium() {
    // Two solutions never have the same points.
    let (x, other) = (grid(200), grid(231));
    let runs = vec![
        ("weak", x.clone(), vec![species("a", &x, 20.0)]),
        ("strong", other.clone(), vec![species("a", &other, 25.0)]),
    ];
    let figure = figure(&plot(runs)).expect("lengths agree");
    assert_eq!(labels(&figure), ["weak", "strong", r"Y_\mathrm{eq}"]);
    let colours: Vec<Colour> = figure.curves.iter().map(|c| c.stroke.colour).collect();
    assert_eq!(colours, [Colour::GREY, PALETTE[0], PALETTE[1]]);
}

#[test]
fn runs_with_different_equilibria_keep_them() {
    let x = grid(200);
    let mut heavier = species("a", &x, 25.0);
    heavier.equilibrium.iter_mut().for_each(|y| *y *= 1.3);
    let figure = figure(&plot(vec![("1", x.clone(), vec![species("a", &x, 20.0)]), ("2", x.clone(), vec![heavier])]))
        .expect("lengths agree");
    assert_eq!(figure.curves.len(), 4);
}

#[test]
fn runs_of_several_species_have_patterns() {
    let x = grid(50);
    let both = || vec![species("a", &x, 20.0), species("b", &x, 25.0)];
    let figure = figure(&plot(vec![("1", x.clone(), both()), ("2", x.clone(), both())])).expect("lengths agree");
    assert_eq!(labels(&figure), ["a", "b", "1", "2", r"Y_\mathrm{eq}"]);
    let solid: Vec<Dash> = figure.curves.iter().map(|c| c.stroke.dash).filter(|d| *d != Dash::Dashed).collect();
    assert_eq!(solid, [Dash::Solid, Dash::Solid, Dash::DashDot, Dash::DashDot]);
}

#[test]
fn curves_of_another_length_are_named() {
    let x = grid(5);
    let mut wrong = species("a", &x, 25.0);
    wrong.values.pop();
    let error = yields(&plot(vec![("", x.clone(), vec![wrong])])).expect_err("four values for five abscissas");
    assert!(matches!(error, PlotError::Length { expected: 5, found: 4, .. }), "{error}");
    let mut wrong = species("a", &x, 25.0);
    wrong.equilibrium.push(1.0);
    assert!(matches!(yields(&plot(vec![("", x, vec![wrong])])), Err(PlotError::Length { expected: 5, found: 6, .. })));
}

#[test]
fn nothing_zero_and_nonsense_are_drawn() {
    let curve = |values: Vec<f64>| YieldCurve { label: Label::math("a"), values, equilibrium: vec![] };
    for (x, values) in [
        (vec![], vec![]),
        (vec![1.0], vec![1e-9]),
        (vec![1.0, 2.0], vec![0.0, 0.0]),
        (vec![1.0, 2.0], vec![f64::NAN, f64::INFINITY]),
        (vec![0.0, f64::NAN], vec![1.0, 1.0]),
        (vec![1.0, 2.0], vec![f64::MIN_POSITIVE, f64::MAX]),
        (vec![1.0, 2.0], vec![5e-324, 5e-324]),
    ] {
        let picture = yields(&plot(vec![("", x.clone(), vec![curve(values.clone())])])).expect("one value each");
        assert!(!picture.svg().contains("NaN") && !picture.svg().contains("inf"), "{x:?} {values:?}");
        picture.png(1.0).expect("the drawing is well-formed");
    }
    yields(&plot(vec![])).expect("no runs").png(1.0).expect("the drawing is well-formed");
}

#[test]
fn drawings_stay_small() {
    let x = grid(400);
    let twenty = (0..20).map(|i| species(&format!(r"\chi_{{{i}}}"), &x, 15.0 + f64::from(i))).collect();
    let picture = yields(&plot(vec![("", x.clone(), twenty)])).expect("lengths agree");
    assert!(picture.svg().len() < 150_000, "{} bytes", picture.svg().len());
    let x = grid(1_000_000);
    let picture = yields(&plot(vec![("", x.clone(), vec![species("a", &x, 25.0)])])).expect("lengths agree");
    assert!(picture.svg().len() < 50_000, "{} bytes", picture.svg().len());
}
