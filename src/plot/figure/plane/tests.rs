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
    figure.regions.push(Region::of(rectangle(0.9, 0.9, 0.91, 0.91), fill(Some(Hatch::Rising))).named("too small"));
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

/// The names of contours of a figure, and for each how many of some edges across the page it touches.
fn crossed(figure: &Figure, upright: &[f64]) -> Vec<usize> {
    let (notes, axes, _) = laid_out(figure);
    assert!(notes.homeless_contours.is_empty());
    let edges: Vec<f64> = upright.iter().map(|&x| axes.point((x, 0.0)).expect("is within").0).collect();
    let texts = notes.placed.iter().filter(|text| text.covers.len() == 1);
    let hit = |area: &Rect| edges.iter().filter(|&&x| area.left < x && x < area.right).count();
    texts.map(|text| hit(&text.covers[0])).collect()
}

#[test]
fn names_of_contours_cross_as_few_edges_of_regions_as_can_be() {
    // A level line, whose name would stand in its middle, where there is the edge of a region.
    let with = |edges: &[f64]| {
        let mut figure = unit_plane();
        let name = Some(Label::plain("in the middle"));
        figure.contours.push(Contour { lines: vec![vec![(0.0, 0.5), (1.0, 0.5)]], stroke: LINE, name });
        figure.regions = edges.iter().map(|&x| Region::upright_band(x, 2.0, fill(None)).edged(LINE)).collect();
        figure
    };
    assert_eq!(crossed(&with(&[]), &[0.5]), [1], "the middle is best where nothing else is");
    assert_eq!(crossed(&with(&[0.5]), &[0.5]), [0]);
    // No room between these: the name must cross some, two or three at the left and one at the right.
    let crowded = [0.08, 0.16, 0.24, 0.32, 0.4, 0.48, 0.64, 0.8];
    assert_eq!(crossed(&with(&crowded), &crowded), [1]);
}

#[test]
fn edges_leave_room_for_names_over_them() {
    let mut figure = unit_plane();
    figure.regions.push(Region::of(rectangle(0.0, 0.0, 1.0, 1.0), fill(None)).named("over both edges"));
    let band = Stroke { colour: PALETTE[5], ..LINE };
    figure.regions.push(Region::upright_band(0.45, 0.55, fill(None)).edged(band));
    for x in [0.2, 0.8] {
        figure.regions.push(Region::upright_band(x, x + 0.01, fill(None)).edged(band));
    }
    let fonts = Fonts::load().expect("compiled in");
    let (notes, ..) = laid_out(&figure);
    let sheet = figure.sheet(&fonts).expect("has no top axis");
    let edges = sheet.elements.iter().filter_map(|element| match element {
        super::super::super::page::Element::Lines { pieces, stroke, .. } if stroke.colour == PALETTE[5] => Some(pieces),
        _ => None,
    });
    let text = notes.placed[0].covers[0];
    assert!(edges.flatten().flat_map(|piece| piece.windows(2)).all(|pair| text.clip(pair[0], pair[1]).is_none()));
}

#[test]
fn short_pieces_of_an_edge_are_kept_where_no_text_is() {
    let line: Vec<Point> = (0..100).map(|k| (0.1 * f64::from(k), 0.0)).collect();
    let text = |left: f64| Rect { left, top: -1.0, right: left + 2.0, bottom: 1.0 };
    let lines = [line];
    assert_eq!(interrupted(&lines, &[text(50.0)]), lines);
    let pieces = interrupted(&lines, &[text(3.95)]);
    let ends: Vec<(f64, f64)> = pieces.iter().map(|piece| (piece[0].0, piece[piece.len() - 1].0)).collect();
    let [(a, b), (c, d)] = ends[..] else { panic!("two pieces: {ends:?}") };
    assert!(a == 0.0 && (b - 3.95).abs() < 0.31 && (c - 5.95).abs() < 0.31 && (d - 9.9).abs() < 1e-9, "{ends:?}");
}

#[test]
fn the_name_of_a_narrow_region_stands_beside_it() {
    let mut figure = unit_plane();
    // Crossed by lines, so that not even upright text has room in it.
    figure.regions.push(Region::upright_band(0.6, 0.65, fill(None)).named("a long name").edged(LINE));
    let level = |y: f64| vec![vec![(0.0, y), (1.0, y)]];
    let line = |y: f64| Contour { lines: level(y), stroke: LINE, name: None };
    figure.contours = (1..8).map(|k| line(0.125 * f64::from(k))).collect();
    let (notes, axes, _) = laid_out(&figure);
    let ([text], []) = (&notes.placed[..], &notes.homeless_regions[..]) else { panic!("it has a place") };
    let [left, right] = [0.6, 0.65].map(|x| axes.point((x, 0.0)).expect("is within").0);
    let gap = (left - text.covers[0].right).max(text.covers[0].left - right);
    assert!((1.5..4.0).contains(&gap), "{gap}");
    // Of what is hatched, no colour tells whose name it is.
    figure.regions[0].fill.hatch = Some(Hatch::Rising);
    assert_eq!(laid_out(&figure).0.homeless_regions, [0]);
}

#[test]
fn there_is_no_edge_where_outlines_run_along_each_other() {
    // What is at least 0.2 and below 0.6, cut at y = 0.5: both outlines have the cut, beyond 0.6 with nothing between them.
    let mut figure = unit_plane();
    let corners = |left: f64| vec![(left, 0.5), (0.6, 0.5), (1.0, 0.5), (1.0, 1.0), (left, 1.0)];
    let beyond = vec![(0.6, 0.5), (1.0, 0.5), (1.0, 1.0), (0.6, 1.0)];
    figure.regions.push(Region::of(vec![corners(0.2), beyond], fill(None)).edged(LINE));
    let axes = arrange(&figure, &Fonts::load().expect("compiled in")).axes;
    let shapes = outlined(&figure, &axes);
    let (from, to) = (axes.point((0.2, 0.5)).unwrap(), axes.point((0.6, 0.5)).unwrap());
    let cut = shapes[0].edge.iter().flatten().filter(|p| (p.1 - from.1).abs() < 1e-9);
    let (least, most) = cut.fold((f64::INFINITY, 0.0_f64), |(least, most), p| (least.min(p.0), most.max(p.0)));
    assert!((least - from.0).abs() < 1e-9 && (most - to.0).abs() < 1e-9, "{:?}", shapes[0].edge);
}

#[test]
fn the_legend_shows_hatching_as_the_picture_does() {
    let mut figure = unit_plane();
    let region = Region::of(rectangle(0.9, 0.9, 0.91, 0.91), fill(Some(Hatch::Falling))).named("too small").edged(LINE);
    figure.regions.push(region);
    let sheet = figure.sheet(&Fonts::load().expect("compiled in")).expect("has no top axis");
    let hatched = |hatch: Hatch| {
        let along = |piece: &&Vec<Point>| match hatch {
            Hatch::Rising => (piece[1].0 - piece[0].0) * (piece[1].1 - piece[0].1) < -1e-9,
            Hatch::Falling => (piece[1].0 - piece[0].0) * (piece[1].1 - piece[0].1) > 1e-9,
            Hatch::Upright => (piece[1].0 - piece[0].0).abs() < 1e-9,
        };
        let lines = sheet.elements.iter().filter_map(|element| match element {
            super::super::super::page::Element::Lines { pieces, stroke, .. } if stroke.colour == PALETTE[2] => {
                Some(pieces)
            }
            _ => None,
        });
        // The region itself is smaller than the distance of two lines.
        lines.flatten().filter(along).count()
    };
    assert!(hatched(Hatch::Falling) > 2 && hatched(Hatch::Rising) == 0);
    let frames = sheet.elements.iter().filter(|e| matches!(e, super::super::super::page::Element::Frame { .. }));
    assert_eq!(frames.count(), 2, "that of the axes and the edge of the region in the legend");
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
