use proptest::prelude::*;

use super::super::super::font::Fonts;
use super::super::super::{
    Axis, AxisScale, Dash, Marker, Markers, PALETTE, Picture, Samples, Sampling, panels as beside,
};
use super::super::arrange::arrange;
use super::super::notes::{Notes, place};
use super::*;

const LINE: Stroke = Stroke { colour: PALETTE[0], width: 1.0, dash: Dash::Solid };

fn unit_plane() -> Figure {
    let axis = |label: &str| Axis { label: Label::math(label), scale: AxisScale::Linear, range: Some((0.0, 1.0)) };
    Figure::new(axis("x"), axis("y"))
}

fn fill(hatch: Option<Hatch>) -> Fill {
    Fill { colour: PALETTE[2], opacity: 0.3, hatch }
}

fn rectangle(left: f64, bottom: f64, right: f64, top: f64) -> Vec<Vec<(f64, f64)>> {
    vec![vec![(left, bottom), (right, bottom), (right, top), (left, top)]]
}

/// A function that grows along both axes.
fn product() -> Samples {
    let axis = Sampling::linear(0.0, 1.0, 30);
    let values = axis.values().iter().flat_map(|y| axis.values().iter().map(move |x| x * y)).collect();
    Samples::new(axis.clone(), axis, values).expect("is a grid")
}

/// All text of a figure, the axes it is within, and its contours on the page.
fn laid_out(figure: &Figure) -> (Notes, Axes, Vec<Vec<Vec<Point>>>) {
    let fonts = Fonts::load().expect("compiled in");
    let axes = arrange(figure, &fonts).axes;
    let (shapes, lines) = (outlined(figure, &axes), contours(figure, &axes));
    (place(figure, &axes, &shapes, &lines, &[], &fonts), axes, lines)
}

fn svg(figure: &Figure) -> String {
    let fonts = Fonts::load().expect("compiled in");
    Picture::new(figure.sheet(&fonts).expect("has no top axis"), &fonts).svg().to_owned()
}

/// Whether texts are within the frame, apart from each other and not crossed by contours.
fn readable(figure: &Figure) -> Result<(), String> {
    let (notes, axes, lines) = laid_out(figure);
    for (k, text) in notes.placed.iter().enumerate() {
        for area in &text.covers {
            if !axes.frame.contains(area) {
                return Err(format!("text {k} leaves the frame: {area:?}"));
            }
            if let Some(j) = notes.placed[..k].iter().position(|other| other.covers.iter().any(|o| o.overlaps(area))) {
                return Err(format!("texts {j} and {k} overlap"));
            }
        }
    }
    let mut level = notes.placed.iter().filter(|text| text.covers.len() == 1).flat_map(|text| &text.covers);
    let crossed = |area: &&Rect| {
        lines.iter().flatten().any(|line| line.windows(2).any(|pair| area.clip(pair[0], pair[1]).is_some()))
    };
    match level.find(crossed) {
        Some(area) => Err(format!("a line runs through {area:?}")),
        None => Ok(()),
    }
}

#[test]
fn the_name_of_a_region_stands_in_it_and_in_no_other() {
    let mut figure = unit_plane();
    figure.regions.push(Region::of(rectangle(0.0, 0.0, 0.6, 1.0), fill(None)).named("large"));
    figure.regions.push(Region::of(rectangle(0.0, 0.0, 0.6, 0.5), fill(Some(Hatch::Rising))).named("small"));
    let (notes, axes, _) = laid_out(&figure);
    let inside = |k: usize, (left, bottom): (f64, f64), (right, top): (f64, f64)| {
        let (low, high) = (axes.point((left, bottom)).unwrap(), axes.point((right, top)).unwrap());
        let area = Rect { left: low.0, top: high.1, right: high.0, bottom: low.1 };
        assert!(area.contains(&notes.placed[k].covers[0]), "{k}: {:?} in {area:?}", notes.placed[k].covers);
    };
    // The smaller region chooses first; the larger one keeps out of it.
    inside(0, (0.0, 0.0), (0.6, 0.5));
    inside(1, (0.0, 0.5), (0.6, 1.0));
}

#[test]
fn a_name_too_wide_stands_upright_and_one_without_room_goes_to_the_legend() {
    let mut figure = unit_plane();
    figure.regions.push(Region::of(rectangle(0.4, 0.0, 0.47, 1.0), fill(None)).named("much wider than it is"));
    figure.regions.push(Region::of(rectangle(0.9, 0.9, 0.91, 0.91), fill(None)).named("too small"));
    figure.contours.push(Contour {
        lines: vec![vec![(0.7, 0.7), (0.71, 0.7)]],
        stroke: LINE,
        name: Some(Label::plain("short")),
    });
    let (notes, ..) = laid_out(&figure);
    let area = notes.placed[0].covers[0];
    assert!(area.height() > 3.0 * area.width(), "{area:?}");
    assert_eq!((&notes.homeless_regions[..], &notes.homeless_contours[..]), (&[1][..], &[0][..]));
    let fonts = Fonts::load().expect("compiled in");
    let without = Figure { contours: Vec::new(), regions: figure.regions[..1].to_vec(), ..figure.clone() };
    let texts = |figure: &Figure| {
        let sheet = figure.sheet(&fonts).expect("has no top axis");
        sheet.elements.iter().filter(|e| matches!(e, super::super::super::page::Element::Text { .. })).count()
    };
    assert_eq!(texts(&figure), texts(&without) + 2);
}

#[test]
fn names_of_contours_run_along_them() {
    let mut figure = unit_plane();
    for level in [0.1, 0.25, 0.5] {
        let name = Some(Label::plain(&format!("level {level}")));
        figure.contours.push(Contour { lines: product().contour(level), stroke: LINE, name });
    }
    let (notes, ..) = laid_out(&figure);
    assert_eq!(notes.placed.len(), 3);
    assert!(notes.placed.iter().all(|text| text.covers.len() > 1), "hyperbolas run downwards");
    readable(&figure).expect("readable");
    assert_eq!(svg(&figure).matches("rotate(").count(), 3 + 1, "three names, and that of the vertical axis");
}

#[test]
fn regions_are_cut_at_the_frame_and_reach_infinity() {
    let mut figure = unit_plane();
    figure.x.scale = AxisScale::Log;
    figure.x.range = Some((1e-3, 1.0));
    let band = |from, to| Region::upright_band(from, to, fill(None)).edged(LINE);
    figure.regions = vec![band(0.0, 0.1), band(0.1, f64::INFINITY), band(2.0, 3.0), band(f64::NAN, 1.0)];
    let fonts = Fonts::load().expect("compiled in");
    let axes = arrange(&figure, &fonts).axes;
    let shapes = outlined(&figure, &axes);
    let extent = |shape: &Outlined| {
        let x: Vec<f64> = shape.outlines.iter().flatten().map(|p| p.0).collect();
        (x.iter().copied().fold(f64::INFINITY, f64::min), x.iter().copied().fold(f64::NEG_INFINITY, f64::max))
    };
    let middle = axes.point((0.1, 0.0)).unwrap().0;
    for (shape, (left, right)) in shapes.iter().zip([(axes.frame.left, middle), (middle, axes.frame.right)]) {
        let (low, high) = extent(shape);
        assert!((low - left).abs() < 1e-9 && (high - right).abs() < 1e-9, "{low} to {high}");
        // The edge that is drawn is the one within the frame.
        assert_eq!(shape.edge.len(), 1, "{:?}", shape.edge);
        assert!(shape.edge[0].iter().all(|p| (p.0 - middle).abs() < 1e-9));
    }
    assert!(shapes[2].outlines.is_empty() && shapes[3].outlines.is_empty());
    assert!(!svg(&figure).contains("NaN"));
}

#[test]
fn hatching_leaves_room_for_the_name() {
    let mut figure = unit_plane();
    figure.regions.push(Region::of(rectangle(0.1, 0.1, 0.9, 0.9), fill(Some(Hatch::Falling))).named("BaBar\nexcluded"));
    let fonts = Fonts::load().expect("compiled in");
    let (notes, ..) = laid_out(&figure);
    let sheet = figure.sheet(&fonts).expect("has no top axis");
    let lines = sheet.elements.iter().filter_map(|element| match element {
        super::super::super::page::Element::Lines { pieces, stroke, .. } if stroke.colour == PALETTE[2] => Some(pieces),
        _ => None,
    });
    let text = notes.placed[0].covers[0];
    let hatching: Vec<&Vec<Point>> = lines.flatten().collect();
    assert!(hatching.len() > 20);
    assert!(hatching.iter().all(|line| text.clip(line[0], line[1]).is_none()));
}

#[test]
fn notes_stand_beside_their_points() {
    let mut figure = unit_plane();
    figure.markers.push(Markers {
        points: vec![(0.5, 0.5), (0.99, 0.5)],
        marker: Marker::Star,
        colour: PALETTE[1],
        label: None,
    });
    figure.notes.push(Note::new("benchmark", Place::Beside { x: 0.5, y: 0.5 }));
    figure.notes.push(Note::new("at the edge", Place::Beside { x: 0.99, y: 0.5 }));
    figure.notes.push(Note::new("turned", Place::At { x: 0.2, y: 0.2, angle: 30.0 }));
    figure.notes.push(Note::new("outside", Place::Beside { x: 3.0, y: 0.5 }));
    readable(&figure).expect("readable");
    let (notes, axes, _) = laid_out(&figure);
    assert_eq!(notes.placed.len(), 3);
    let point = axes.point((0.99, 0.5)).unwrap();
    assert!(notes.placed[2].covers[0].right < point.0, "there is no room on the right");
    // Counter-clockwise, as angles of graphs are: the end is above the start.
    let turned = &notes.placed[0].covers;
    assert!(turned[turned.len() - 1].top < turned[0].top);
}

#[test]
fn panels_stand_level_beside_each_other() {
    let mut left = unit_plane();
    left.contours.push(Contour { lines: product().contour(0.3), stroke: LINE, name: None });
    let right = Figure { title: Some(Label::plain("with a title")), ..left.clone() };
    let picture = beside(&[left.clone(), right]).expect("has no top axis");
    let [a, b] = picture.sheet.frames[..] else { panic!("two frames: {:?}", picture.sheet.frames) };
    assert_eq!((a.top, a.bottom), (b.top, b.bottom));
    assert!(a.right < b.left && b.right < picture.sheet.size.0);
    // Each panel's lines end at its own frame.
    assert_eq!(picture.svg().matches("url(#frame)").count(), 1);
    assert_eq!(picture.svg().matches("url(#frame2)").count(), 1);
    assert!(picture.pdf().is_ok());
    assert_eq!(beside(&[left.clone()]).expect("one").svg(), left.draw().expect("the same").svg());
}

proptest! {
    #[test]
    fn any_plane_is_readable(
        boxes in proptest::collection::vec((0.0..1.0_f64, 0.0..1.0_f64, 0.05..0.8_f64, 0.05..0.8_f64), 0..5),
        levels in proptest::collection::vec(0.01..0.9_f64, 0..4),
        stars in proptest::collection::vec((0.0..1.0_f64, 0.0..1.0_f64), 0..3),
    ) {
        let mut figure = unit_plane();
        for (number, &(x, y, width, height)) in boxes.iter().enumerate() {
            let hatch = [None, Some(Hatch::Rising), Some(Hatch::Falling)][number % 3];
            let name = ["BaBar", "Belle II\n2σ", r"$\Omega h^2 > 0.12$"][number % 3];
            figure.regions.push(Region::of(rectangle(x, y, x + width, y + height), fill(hatch)).named(name).edged(LINE));
        }
        for &level in &levels {
            let name = Some(Label::math(&format!(r"m_\chi = {level:.2}")));
            figure.contours.push(Contour { lines: product().contour(level), stroke: LINE, name });
        }
        // A note finds a place even where everything is full, so that only few are asked for.
        if let Some(&(x, y)) = stars.first() {
            figure.markers.push(Markers { points: stars.clone(), marker: Marker::Star, colour: PALETTE[1], label: None });
            if boxes.len() < 2 && levels.len() < 2 {
                figure.notes.push(Note::new("star", Place::Beside { x, y }));
            }
        }
        if let Err(problem) = readable(&figure) {
            prop_assert!(false, "{}", problem);
        }
        let svg = svg(&figure);
        prop_assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
}
