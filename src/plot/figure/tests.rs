use std::fmt::Write as _;

use proptest::prelude::*;

use super::super::geometry::{Point, Rect};
use super::super::page::Element;
use super::super::{AxisScale, Dash, PALETTE, Samples, Sampling, sequential, svg};
use super::draw::{Drawing, draw};
use super::*;

fn axis(label: &str, scale: AxisScale) -> Axis {
    Axis { label: Label::math(label), scale, range: None }
}

fn line(points: Vec<(f64, f64)>, label: &str) -> Curve {
    let stroke = Stroke { colour: PALETTE[0], width: 1.0, dash: Dash::Solid };
    Curve { points, label: Some(Label::math(label)), stroke }
}

fn log_log(curves: Vec<Curve>) -> Figure {
    Figure { curves, ..Figure::new(axis("x = m/T", AxisScale::Log), axis("Y", AxisScale::Log)) }
}

fn power_law(from: f64, to: f64, exponent: f64) -> Vec<(f64, f64)> {
    let x = |i: i32| from * (to / from).powf(f64::from(i) / 99.0);
    (0..100).map(|i| (x(i), x(i).powf(exponent))).collect()
}

fn drawn(figure: &Figure) -> Drawing {
    draw(figure, &Fonts::load().expect("compiled in")).expect("the top axis has a positive factor")
}

fn svg(drawing: &Drawing) -> String {
    svg::document(&drawing.sheet, &Fonts::load().expect("compiled in"))
}

/// Texts lie within the page and apart from each other; nothing is drawn outside the page.
fn well_laid_out(drawing: &Drawing) -> Result<(), String> {
    let (width, height) = drawing.sheet.size;
    let page = Rect { left: 0.0, top: 0.0, right: width, bottom: height };
    for (i, text) in drawing.texts.iter().enumerate() {
        if !page.contains(text) {
            return Err(format!("text {i} at {text:?} leaves the page {page:?}"));
        }
        if let Some(j) = drawing.texts[..i].iter().position(|other| other.overlaps(text)) {
            return Err(format!("texts {j} {:?} and {i} {text:?} overlap", drawing.texts[j]));
        }
    }
    let outside = |p: &&Point| !page.holds(**p);
    match drawing.lines.iter().flatten().find(outside) {
        Some(point) => Err(format!("a line goes through {point:?}")),
        None => Ok(()),
    }
}

#[test]
fn curves_are_cut_at_the_frame_along_a_straight_line_in_the_logarithms() {
    // y = x² over 1..100 with y up to 100 only: the cut is at x = 10, the middle of the frame.
    let mut figure = log_log(vec![line(vec![(1.0, 1.0), (100.0, 1e4)], "Y")]);
    figure.x.range = Some((1.0, 100.0));
    figure.y.range = Some((1.0, 100.0));
    let drawing = drawn(&figure);
    let [start, end] = drawing.lines[0][..] else { panic!("two points: {:?}", drawing.lines) };
    let right = f64::midpoint(start.0, 2.0 * end.0 - start.0);
    assert!((right - end.0).abs() < 1e-9);
    let full = drawn(&Figure { y: Axis { range: Some((1.0, 1e4)), ..figure.y.clone() }, ..figure });
    let [_, corner] = full.lines[0][..] else { panic!("two points: {:?}", full.lines) };
    // Both figures have labels of one width on the left, hence the same frame.
    assert!((end.0 - f64::midpoint(start.0, corner.0)).abs() < 1e-9, "{end:?} is not half-way to {corner:?}");
    assert!((end.1 - corner.1).abs() < 1e-9, "both end at the top of the frame");
}

#[test]
fn what_cannot_be_drawn_interrupts_the_curve() {
    let points =
        vec![(1.0, 1.0), (2.0, 2.0), (3.0, 0.0), (4.0, 3.0), (5.0, f64::NAN), (6.0, 4.0), (7.0, f64::INFINITY)];
    let drawing = drawn(&log_log(vec![line(points, "Y")]));
    let lengths: Vec<usize> = drawing.lines.iter().map(Vec::len).collect();
    assert_eq!(lengths, [2, 1, 1]);
    let svg = svg(&drawing);
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
}

#[test]
fn figures_of_nothing_are_drawn() {
    for points in [vec![], vec![(1.0, 1.0)], vec![(0.0, 0.0); 3], vec![(f64::NAN, f64::INFINITY)], vec![(-1.0, -1.0)]] {
        for scale in [AxisScale::Linear, AxisScale::Log, AxisScale::Auto] {
            let mut figure = Figure::new(axis("x", scale), axis("y", scale));
            figure.curves.push(line(points.clone(), "y"));
            well_laid_out(&drawn(&figure)).unwrap_or_else(|e| panic!("{points:?} {scale:?}: {e}"));
        }
    }
}

#[test]
fn the_legend_covers_no_curve() {
    // Curves through three of the corners leave one; a curve through everything sends the legend below the axes.
    let falling = power_law(1.0, 1e3, -2.0);
    let rising: Vec<_> = falling.iter().map(|p| (p.0, 1e-6 / p.1)).collect();
    let teeth = falling.iter().enumerate();
    let zigzag: Vec<_> = teeth.map(|(i, p)| (p.0, if i % 2 == 0 { 1.0 } else { 1e-6 })).collect();
    let corner = drawn(&log_log(vec![line(falling.clone(), "a"), line(falling, "b")]));
    let filled = drawn(&log_log(vec![line(zigzag, "a"), line(rising, "b")]));
    assert!(corner.sheet.size.1 < filled.sheet.size.1, "the legend below needs room");
    for drawing in [corner, filled] {
        well_laid_out(&drawing).expect("laid out");
        for text in &drawing.texts {
            let crossed = |l: &Vec<Point>| l.windows(2).any(|s| text.clip(s[0], s[1]).is_some());
            assert!(!drawing.lines.iter().any(crossed), "a curve runs through {text:?}");
        }
    }
}

#[test]
fn labels_of_two_axes_share_no_corner() {
    // Decades at all four corners of the frame.
    let mut figure = log_log(vec![line(power_law(1.0, 1e3, -4.0), "Y")]);
    figure.y.range = Some((1e-12, 1.0));
    figure.top = Some(TopAxis { label: Label::math("T"), factor: 100.0 });
    well_laid_out(&drawn(&figure)).expect("laid out");
}

#[test]
fn labels_of_any_length_and_height_fit_the_page() {
    let long = "a very long name ".repeat(20);
    let mut figure = log_log((0..12).map(|i| line(power_law(1.0, 1e3, -f64::from(i)), &long)).collect());
    figure.title = Some(Label::text(&long));
    figure.x.label = Label::text(&long);
    figure.y.label = Label::text(&long);
    figure.top = Some(TopAxis { label: Label::text(&long), factor: 100.0 });
    let stroke = Stroke { colour: Colour::GREY, width: 0.7, dash: Dash::Dashed };
    figure.references.push(Reference { y: 1e-3, label: Label::text(&long), stroke });
    well_laid_out(&drawn(&figure)).expect("laid out");
    for label in [&mut figure.x.label, &mut figure.y.label] {
        *label = Label::math(r"\frac{a_{b_{c_d}}}{\sqrt{\tilde{x}^{2^{2^2}}}}");
    }
    well_laid_out(&drawn(&figure)).expect("laid out");
}

#[test]
fn a_top_axis_needs_a_positive_factor() {
    for factor in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let mut figure = log_log(vec![line(power_law(1.0, 1e3, -2.0), "Y")]);
        figure.top = Some(TopAxis { label: Label::plain("T"), factor });
        assert!(matches!(figure.draw(), Err(PlotError::Factor { .. })), "{factor}");
    }
}

#[test]
fn bands_and_markers_are_drawn_within_the_frame_only() {
    let mut figure = log_log(vec![line(power_law(1.0, 1e3, -2.0), "Y")]);
    let band = |edges| Band { direction: Direction::Horizontal, edges, colour: PALETTE[2], label: None };
    figure.bands = vec![band((1e-4, 1e-2)), band((0.0, 1e-2)), band((1e9, 1e10)), band((f64::NAN, 1.0))];
    let marker = Marker::Circle;
    let points = vec![(10.0, 1e-3), (1e9, 1e-3), (10.0, 0.0)];
    figure.markers.push(Markers { points, marker, colour: PALETTE[1], label: None });
    // The marker far to the right would stretch the axis.
    figure.x.range = Some((1.0, 1e3));
    let svg = svg(&drawn(&figure));
    assert_eq!(svg.matches("fill-opacity").count(), 2);
    assert_eq!(svg.matches("<circle").count(), 1);
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let figure = log_log(vec![line(power_law(1.0, 1e3, -2.0), r"\chi")]);
    assert_eq!(svg(&drawn(&figure)), svg(&drawn(&figure)));
}

/// The elements of a drawing in their order, without coordinates, which may differ in the last digit between machines.
#[test]
fn the_structure_of_a_drawing() {
    let mut figure = log_log(vec![line(power_law(1.0, 1e3, -2.0), "Y")]);
    figure.top = Some(TopAxis { label: Label::math("T"), factor: 100.0 });
    let stroke = Stroke { colour: Colour::GREY, width: 0.7, dash: Dash::Dashed };
    figure.references.push(Reference { y: 1e-3, label: Label::math(r"\Gamma = H"), stroke });
    let svg = svg(&drawn(&figure));
    let (_, body) = svg.split_once("</defs>").expect("a drawing defines its glyphs");
    let mut structure = String::new();
    for element in body.lines().filter(|l| l.starts_with('<') && !l.starts_with("</")) {
        let attribute = |name: &str| {
            let start = element.find(&format!(" {name}=\""))? + name.len() + 3;
            element[start..].split('"').next().map(|value| format!(" {name}={value}"))
        };
        let style: String =
            ["stroke", "stroke-width", "stroke-dasharray", "clip-path"].into_iter().filter_map(attribute).collect();
        let glyphs = element.matches("<use").count();
        let name = element[1..].split([' ', '>']).next().unwrap_or_default();
        let _ = writeln!(
            structure,
            "{name}{style}{}",
            if glyphs > 0 { format!(" {glyphs} glyphs") } else { String::new() }
        );
    }
    insta::assert_snapshot!(structure);
}

proptest! {
    #[test]
    fn any_range_is_well_laid_out(
        (x_start, x_length, y_start, y_length) in (-290.0..290.0_f64, 1e-6..60.0_f64, -290.0..290.0_f64, 1e-6..200.0_f64),
        (log_x, log_y, top, titled) in any::<(bool, bool, bool, bool)>(),
        factor in -20.0..20.0_f64,
        curves in 1..12_usize,
    ) {
        let scale = |log| if log { AxisScale::Log } else { AxisScale::Linear };
        let mut figure = Figure::new(axis("x = m_\\chi/T", scale(log_x)), axis("\\Omega h^2", scale(log_y)));
        let value = |start: f64, length: f64, t: f64| 10_f64.powf((start + length * t).min(307.0));
        figure.curves = (0..curves)
            .map(|c| {
                let y = |i: i32| 0.5 + 0.5 * (f64::from(i) * 0.1 * c as f64).sin();
                let point = |i: i32| (value(x_start, x_length, f64::from(i) / 50.0), value(y_start, y_length, y(i)));
                line((0..=50).map(point).collect(), "\\tilde{Y}_{\\bar\\chi}")
            })
            .collect();
        figure.top = top.then(|| TopAxis { label: Label::math(r"T\ [\mathrm{GeV}]"), factor: 10_f64.powf(factor) });
        figure.title = titled.then(|| Label::plain("A title"));
        let stroke = Stroke { colour: Colour::GREY, width: 0.7, dash: Dash::Dashed };
        figure.references.push(Reference { y: value(y_start, y_length, 0.5), label: Label::math(r"\Gamma = H"), stroke });
        let drawing = drawn(&figure);
        let svg = svg(&drawing);
        prop_assert!(!svg.contains("NaN") && !svg.contains("inf"));
        if let Err(problem) = well_laid_out(&drawing) {
            prop_assert!(false, "{}", problem);
        }
    }
}

#[test]
fn cells_fill_the_frame_and_a_bar_stands_beside_it() {
    let sampling = Sampling::log(1.0, 1e4, 5);
    let values = (0..25).map(|k| if k == 7 { f64::NAN } else { 10_f64.powi(k) }).collect();
    let samples = Samples::new(sampling.clone(), sampling, values).expect("is a grid");
    let bar = Axis { label: Label::plain("a rather long name of the quantity"), scale: AxisScale::Log, range: None };
    let figure = Figure { map: Some(HeatMap { samples, bar }), ..log_log(Vec::new()) };
    let drawing = drawn(&figure);
    well_laid_out(&drawing).unwrap_or_else(|e| panic!("{e}"));
    let frame = drawing.sheet.frames[0];
    let fills: Vec<Rect> = (drawing.sheet.elements.iter())
        .filter_map(|element| if let Element::Fill { area, .. } = element { Some(*area) } else { None })
        .collect();
    let (cells, bar): (Vec<Rect>, Vec<Rect>) = fills.iter().partition(|area| frame.contains(area));
    // One has no value; all others differ.
    assert_eq!((cells.len(), bar.len()), (24, 64));
    assert!(bar.iter().all(|area| area.left > frame.right && area.right < drawing.sheet.size.0));
    let covered: f64 = cells.iter().map(|area| area.width() * area.height()).sum();
    let part = covered / (frame.width() * frame.height());
    assert!((part - 15.0 / 16.0).abs() < 0.03, "{part}");
}

#[test]
fn points_have_the_colours_of_their_values() {
    let bar = Axis { label: Label::plain("z"), scale: AxisScale::Auto, range: None };
    let values = [1.0, 1e3, 1e6, f64::NAN, 1e6];
    let points: Vec<(f64, f64, f64)> = values.iter().enumerate().map(|(k, &z)| (k as f64, 0.0, z)).collect();
    let coloured = coloured(&points, &bar);
    let counts: Vec<usize> = coloured.iter().map(|(_, points)| points.len()).collect();
    assert_eq!(counts, [1, 1, 2]);
    assert_eq!((coloured[0].0, coloured[2].0), (sequential(0.0), sequential(1.0)));
    let span = spanning(bar, values.into_iter());
    assert_eq!((span.scale, span.range), (AxisScale::Log, Some((1.0, 1e6))));
}

#[test]
fn a_legend_keeps_off_shaded_regions() {
    let fill = Fill { colour: PALETTE[1], opacity: 0.3, hatch: None };
    let shaded = |from: f64, to: f64| Figure {
        regions: vec![Region::upright_band(from, to, fill)],
        ..log_log(vec![line(power_law(1.0, 1e4, 0.01), "a curve")])
    };
    let beyond = |figure: &Figure| {
        let drawing = drawn(figure);
        drawing.texts.iter().map(|text| text.bottom).fold(0.0, f64::max)
    };
    // The right half leaves room on the left, all of it does not, and the legend goes below the axes.
    assert_eq!(beyond(&shaded(1e2, 1e4)), beyond(&shaded(0.1, 0.2)));
    assert!(beyond(&shaded(1.0, 1e4)) > beyond(&shaded(1e2, 1e4)) + 5.0);
}
