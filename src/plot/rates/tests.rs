use super::*;

fn plot(rates: &[&[f64]]) -> RatesPlot {
    let points = rates.first().map_or(0, |r| r.len());
    let curve = |(i, values): (usize, &&[f64])| RateCurve {
        label: Label::plain(&format!("r{i}")),
        values: values.to_vec(),
        decisive_at: None,
    };
    let run = RateRun {
        label: Label::plain("run"),
        x: (1..=points).map(|i| i as f64).collect(),
        curves: rates.iter().enumerate().map(curve).collect(),
    };
    RatesPlot { title: None, x_label: Label::math("x"), top: None, runs: vec![run] }
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
fn decisive_reactions_are_named_and_shown_where_they_did_most() {
    let mut slow = plot(&[&[1e7, 1e7, 1e7], &[1e-9, 1e-7, 1.0]]);
    assert_eq!(names(&figure(&slow).expect("lengths agree")), ["r0", "+ 1 more"]);
    assert!(rate_range(&slow).0 > 1e-7);
    slow.runs[0].curves[1].decisive_at = Some(1.9);
    assert_eq!(names(&figure(&slow).expect("lengths agree")), ["r0", "r1"]);
    let (bottom, _) = rate_range(&slow);
    assert!(
        bottom < 1e-8 && bottom > 1e-11,
        "a decade or two below the 1e-7 at x = 2, not the 1e-9 at x = 1: {bottom}"
    );
    for outside in [0.0, 1e9] {
        slow.runs[0].curves[1].decisive_at = Some(outside);
        assert!(rate_range(&slow).0 <= 1e-4, "{outside}");
    }
}

#[test]
fn decisive_reactions_are_never_crowded_out() {
    let values: Vec<[f64; 1]> = (0..100).map(|i| [1.0 + f64::from(i)]).collect();
    let rates: Vec<&[f64]> = values.iter().map(<[f64; 1]>::as_slice).collect();
    let mut many = plot(&rates);
    many.runs[0].curves[..2].iter_mut().for_each(|c| c.decisive_at = Some(1.0));
    let expected = ["r0", "r1"].map(str::to_owned).into_iter().chain((92..100).map(|i| format!("r{i}")));
    let expected: Vec<String> = expected.chain(["+ 90 more".to_owned()]).collect();
    assert_eq!(names(&figure(&many).expect("lengths agree")), expected);
    many.runs[0].curves[..20].iter_mut().for_each(|c| c.decisive_at = Some(1.0));
    let drawn = figure(&many).expect("lengths agree");
    assert_eq!(names(&drawn).len(), 21, "twenty decisive ones, and the rest");
    let mut styles: Vec<_> = drawn.curves[80..].iter().map(|c| c.stroke).collect();
    styles.dedup();
    assert!(styles.iter().enumerate().all(|(i, s)| !styles[..i].contains(s)), "all can be told apart");
}

#[test]
fn of_several_runs_colours_tell_reactions_apart_and_patterns_runs() {
    let mut two = plot(&[&[100.0, 10.0], &[1e-9, 1e-9]]);
    let mut other = plot(&[&[50.0, 5.0], &[40.0, 4.0]]).runs.remove(0);
    other.label = Label::plain("other");
    two.runs.push(other);
    let figure = figure(&two).expect("lengths agree");
    // The second reaction is slow in the first run and fast in the second: its name holds for both.
    assert_eq!(names(&figure), ["r0", "r1", "run", "other"]);
    let styles: Vec<(Colour, Dash)> = figure.curves.iter().map(|c| (c.stroke.colour, c.stroke.dash)).collect();
    assert_eq!(styles[0].0, styles[2].0, "the colour is the reaction's");
    assert_eq!(styles[1].0, styles[3].0);
    assert_eq!((styles[0].1, styles[1].1), (Dash::Solid, Dash::Solid), "the pattern is the run's");
    assert!(styles[2].1 == styles[3].1 && styles[2].1 != Dash::Solid);
    assert_eq!(figure.keys.iter().map(|k| k.stroke.dash).collect::<Vec<_>>(), [Dash::Solid, styles[2].1]);
}

#[test]
fn of_several_runs_with_one_reaction_colours_tell_runs_apart() {
    let mut two = plot(&[&[100.0, 10.0]]);
    two.runs.extend(plot(&[&[50.0, 5.0]]).runs);
    two.runs[1].label = Label::plain("other");
    let figure = figure(&two).expect("lengths agree");
    assert_eq!(names(&figure), ["run", "other"]);
    assert_ne!(figure.curves[0].stroke.colour, figure.curves[1].stroke.colour);
}

#[test]
fn the_time_without_events_is_left_out() {
    let mut late = plot(&[&[1e-30; 100]]);
    late.runs[0].x = (0..100).map(|i| 10_f64.powf(f64::from(i) / 10.0 - 5.0)).collect();
    late.runs[0].curves[0].values.iter_mut().skip(60).for_each(|v| *v = 1.0);
    let (start, end) = figure(&late).expect("lengths agree").x.range.expect("something happens");
    assert!((start - 10.0 / 3.0).abs() < 1e-9, "a factor of three before the rise at x = 10: {start}");
    assert_eq!(end, late.runs[0].x[99]);
    late.runs[0].curves[0].values.iter_mut().skip(81).for_each(|v| *v = 0.0);
    let (_, end) = figure(&late).expect("lengths agree").x.range.expect("something happens");
    assert!((end - 3e3).abs() < 1e-6, "a factor of three after the last at x = 1000: {end}");
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
    wrong.runs[0].x.pop();
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
