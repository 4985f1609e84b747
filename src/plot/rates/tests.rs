use super::*;

fn plot(rates: &[&[f64]]) -> RatesPlot {
    let points = rates.first().map_or(0, |r| r.len());
    let curve =
        |(i, values): (usize, &&[f64])| RateCurve { label: Label::plain(&format!("r{i}")), values: values.to_vec() };
    RatesPlot {
        title: None,
        x_label: Label::math("x"),
        x: (1..=points).map(|i| i as f64).collect(),
        top: None,
        curves: rates.iter().enumerate().map(curve).collect(),
    }
}

fn names(figure: &Figure) -> Vec<&str> {
    let curves = figure.curves.iter().filter_map(|c| c.label.as_ref());
    curves.chain(figure.keys.iter().map(|k| &k.label)).map(Label::source).collect()
}

#[test]
fn reactions_that_are_fast_somewhere_are_named() {
    // The second is fastest at the end only; the third is always a thousandth of the first.
    let figure = figure(&plot(&[&[100.0, 10.0, 1e-3], &[1e-3, 0.01, 0.1], &[0.1, 0.01, 1e-6]])).expect("lengths agree");
    assert_eq!(names(&figure), ["r0", "r1", "+ 1 more"]);
    assert_eq!(figure.curves[0].stroke.colour, Colour::LIGHT_GREY, "the rest lies beneath");
}

#[test]
fn rates_below_the_picture_name_nobody() {
    // Where everything has died out, the reaction that dies out last is of no interest.
    let figure = figure(&plot(&[&[1.0, 1e-30], &[1e-6, 1e-20]])).expect("lengths agree");
    assert_eq!(names(&figure), ["r0", "+ 1 more"]);
}

#[test]
fn of_many_reactions_the_largest_are_named() {
    let values: Vec<[f64; 1]> = (0..100).map(|i| [1.0 + f64::from(i)]).collect();
    let rates: Vec<&[f64]> = values.iter().map(<[f64; 1]>::as_slice).collect();
    let figure = figure(&plot(&rates)).expect("lengths agree");
    let expected: Vec<String> = (90..100).map(|i| format!("r{i}")).chain(["+ 90 more".to_owned()]).collect();
    assert_eq!(names(&figure), expected);
    let mut styles: Vec<_> = figure.curves[90..].iter().map(|c| (c.stroke.colour, c.stroke.dash)).collect();
    styles.dedup();
    assert_eq!(styles.len(), 10);
}

#[test]
fn the_expansion_is_always_in_the_picture() {
    for rate in [1e-20, 1e-3, 1.0, 1e12, 0.0, f64::NAN, f64::INFINITY] {
        let (bottom, top) = rate_range(&plot(&[&[rate, rate]]));
        assert!(bottom <= 1e-4 && top >= 2.0, "{rate}: {bottom}..{top}");
        if rate.is_finite() && rate > 0.0 {
            assert!(bottom < rate && top > rate, "{rate}: {bottom}..{top}");
        }
    }
    let figure = figure(&plot(&[&[1.0]])).expect("lengths agree");
    assert_eq!(figure.references[0].y, 1.0);
    assert_eq!(figure.references[0].label.source(), r"\Gamma = H");
}

#[test]
fn curves_of_another_length_are_named() {
    let mut wrong = plot(&[&[1.0, 2.0]]);
    wrong.x.pop();
    assert!(matches!(rates(&wrong), Err(PlotError::Length { expected: 1, found: 2, .. })));
}

#[test]
fn no_reactions_and_dead_reactions_are_drawn() {
    for plot in [plot(&[]), plot(&[&[0.0, 0.0]]), plot(&[&[f64::NAN, f64::INFINITY], &[-1.0, 1e300]])] {
        let picture = rates(&plot).expect("lengths agree");
        assert!(!picture.svg().contains("NaN") && !picture.svg().contains("inf"));
        picture.png(1.0).expect("the drawing is well-formed");
    }
}
