//! From a figure to a page.

use super::super::font::Fonts;
use super::super::geometry::{Point, Rect, thinned, visible};
use super::super::label::Typeset;
use super::super::legend::{Legend, Sample};
use super::super::page::{Page, Sheet};
use super::super::{Colour, Dash, Label, PlotError, Stroke};
use super::arrange::{Arrangement, Axes, LABEL_GAP, MARGIN, Side, WIDTH, arrange};
use super::map::draw_map;
use super::notes::{Notes, place};
use super::plane::{contours, draw_regions, outlined};
use super::{Direction, Figure, Fill, Reference};

const NOTE_SIZE: f64 = 7.0;
const MAJOR_LENGTH: f64 = 4.0;
const MINOR_LENGTH: f64 = 2.2;
const FRAME_WIDTH: f64 = 0.7;
const BAND_OPACITY: f64 = 0.22;
/// How far a curve may be off, in points.
const CURVE_TOLERANCE: f64 = 0.04;

/// The finished page, and what it is made of for those who check it.
pub(super) struct Drawing {
    pub(super) sheet: Sheet,
    #[cfg(test)]
    pub(super) texts: Vec<Rect>,
    #[cfg(test)]
    pub(super) lines: Vec<Vec<Point>>,
}

pub(super) fn draw(figure: &Figure, fonts: &Fonts) -> Result<Drawing, PlotError> {
    if let Some(top) = figure.top.as_ref().filter(|top| !(top.factor.is_finite() && top.factor > 0.0)) {
        return Err(PlotError::Factor { factor: top.factor });
    }
    let arrangement = arrange(figure, fonts);
    let axes = &arrangement.axes;
    let frame = &axes.frame;
    let mut page = Page::default();

    draw_map(figure, axes, &mut page);
    draw_bands(figure, axes, &mut page);
    let crossing = |y: f64| axes.up(y).filter(|at| (frame.top..=frame.bottom).contains(at));
    let levels: Vec<(f64, &Reference)> = figure.references.iter().filter_map(|r| Some((crossing(r.y)?, r))).collect();
    let across = |y: f64| vec![(frame.left, y), (frame.right, y)];
    let shapes = outlined(figure, axes);
    let contours = contours(figure, axes);
    let mut lines = data(figure, axes);
    let notes = {
        let covered: Vec<Vec<Point>> =
            levels.iter().map(|(y, _)| across(*y)).chain(lines.iter().flatten().cloned()).collect();
        place(figure, axes, &shapes, &contours, &covered, fonts)
    };
    draw_regions(figure, &shapes, &notes.placed, &mut page);
    for (y, reference) in &levels {
        page.segments([((frame.left, *y), (frame.right, *y))], reference.stroke);
    }
    for (contour, pieces) in figure.contours.iter().zip(&contours) {
        page.curve(pieces, contour.stroke);
    }
    draw_data(figure, &lines, &mut page);
    let mut lines: Vec<Vec<Point>> = lines.drain(..).flatten().chain(contours.into_iter().flatten()).collect();
    if lines.is_empty() && figure.bands.is_empty() && figure.regions.is_empty() && figure.map.is_none() {
        let note = Typeset::new(&Label::plain("nothing to show"), NOTE_SIZE, fonts);
        let centre = f64::midpoint(frame.left, frame.right) - note.width() / 2.0;
        page.text(&note, (centre, f64::midpoint(frame.top, frame.bottom) - 2.0 * NOTE_SIZE), Colour::GREY);
    }
    draw_axes(&arrangement, &mut page);
    if let Some(bar) = &arrangement.bar {
        bar.draw(&mut page);
    }
    notes.placed.iter().for_each(|text| text.draw(&mut page));
    for (y, reference) in &levels {
        name_level(reference, *y, frame, &lines, &mut page, fonts);
        lines.push(across(*y));
    }

    let mut end = arrangement.end;
    let legend = legend(figure, &notes);
    if !legend.is_empty() {
        let shaded: Vec<Vec<Vec<Point>>> = shapes.into_iter().map(|shape| shape.outlines).collect();
        let inside = legend.inside(frame, &lines, &shaded, &page.texts, fonts);
        let placed = inside.unwrap_or_else(|| {
            let legend = legend.below((MARGIN, WIDTH - MARGIN), frame, end + LABEL_GAP, fonts);
            end = legend.area.bottom + MARGIN;
            legend
        });
        placed.draw(&mut page);
    }
    let size = (WIDTH, end.ceil());
    let axes_title = || format!("{} over {}", figure.y.label, figure.x.label);
    let title = figure.title.as_ref().map_or_else(axes_title, Label::to_string);
    Ok(Drawing {
        #[cfg(test)]
        texts: page.texts.clone(),
        #[cfg(test)]
        lines,
        sheet: page.finish(size, *frame, title),
    })
}

/// What curves and then markers cover, one by one; a marker covers a point.
fn data(figure: &Figure, axes: &Axes) -> Vec<Vec<Vec<Point>>> {
    let curves = figure.curves.iter().map(|curve| {
        let pieces = visible(curve.points.iter().map(|&p| axes.point(p)), &axes.frame);
        pieces.iter().map(|piece| thinned(piece, CURVE_TOLERANCE)).collect()
    });
    let markers = figure.markers.iter().map(|markers| {
        let points = markers.points.iter().filter_map(|&p| axes.point(p)).filter(|&p| axes.frame.holds(p));
        points.map(|point| vec![point]).collect()
    });
    curves.chain(markers).collect()
}

fn draw_data(figure: &Figure, covered: &[Vec<Vec<Point>>], page: &mut Page) {
    for (curve, pieces) in figure.curves.iter().zip(covered) {
        page.curve(pieces, curve.stroke);
    }
    for (markers, points) in figure.markers.iter().zip(&covered[figure.curves.len()..]) {
        for &point in points.iter().flatten() {
            page.marker(point, markers.marker, markers.colour);
        }
    }
}

fn draw_bands(figure: &Figure, axes: &Axes, page: &mut Page) {
    let frame = axes.frame;
    for band in &figure.bands {
        let (a, b) = band.edges;
        // An edge that cannot be drawn, such as 0 on a logarithmic axis, is the end of the axis.
        let (low, high) = (a.min(b), a.max(b));
        let area = match band.direction {
            Direction::Horizontal => {
                let bottom = axes.up(low).unwrap_or(frame.bottom).min(frame.bottom);
                let top = axes.up(high).unwrap_or(frame.top).max(frame.top);
                Rect { top, bottom, ..frame }
            }
            Direction::Vertical => {
                let left = axes.across(low).unwrap_or(frame.left).max(frame.left);
                let right = axes.across(high).unwrap_or(frame.right).min(frame.right);
                Rect { left, right, ..frame }
            }
        };
        if area.width() > 0.0 && area.height() > 0.0 && !a.is_nan() && !b.is_nan() {
            page.fill(&area, band.colour, BAND_OPACITY);
        }
    }
}

fn draw_axes(arrangement: &Arrangement, page: &mut Page) {
    let Arrangement { axes: Axes { frame, .. }, bottom, left, top, names, upwards, .. } = arrangement;
    let thin = Stroke { colour: Colour::BLACK, width: FRAME_WIDTH, dash: Dash::Solid };
    let along_top = top.as_ref().unwrap_or(bottom);
    draw_ticks((bottom, along_top, left), |side| &side.major, frame, MAJOR_LENGTH, thin, page);
    let thinner = Stroke { width: 0.7 * FRAME_WIDTH, ..thin };
    draw_ticks((bottom, along_top, left), |side| &side.minor, frame, MINOR_LENGTH, thinner, page);
    page.frame(frame, thin);
    let labels = [Some(bottom), Some(left), top.as_ref()].into_iter().flatten().flat_map(|side| &side.labels);
    for lettering in labels.chain(names) {
        page.text(&lettering.text, lettering.at, Colour::BLACK);
    }
    page.text_upwards(&upwards.text, upwards.at, Colour::BLACK);
}

/// Ticks point inwards on all four sides; those on the right repeat those on the left.
fn draw_ticks(
    (bottom, top, left): (&Side, &Side, &Side),
    of: impl Fn(&Side) -> &[f64],
    frame: &Rect,
    length: f64,
    stroke: Stroke,
    page: &mut Page,
) {
    let across = |&at: &f64| at.clamp(frame.left, frame.right);
    let rising = of(bottom).iter().map(across).map(|at| ((at, frame.bottom), (at, frame.bottom - length)));
    let hanging = of(top).iter().map(across).map(|at| ((at, frame.top), (at, frame.top + length)));
    let up = |&at: &f64| at.clamp(frame.top, frame.bottom);
    let sideways = of(left).iter().map(up).flat_map(|at| {
        [((frame.left, at), (frame.left + length, at)), ((frame.right, at), (frame.right - length, at))]
    });
    page.segments(rising.chain(hanging).chain(sideways), stroke);
}

/// Writes the name of a horizontal line where it touches no curve, if there is such a place along it.
fn name_level(reference: &Reference, y: f64, frame: &Rect, lines: &[Vec<Point>], page: &mut Page, fonts: &Fonts) {
    const GAP: f64 = 2.5;
    const PLACES: i32 = 12;
    if reference.label.is_empty() {
        return;
    }
    let text = Typeset::fitted(&reference.label, NOTE_SIZE, frame.width() / 2.0, fonts);
    let inset = MAJOR_LENGTH + 4.0;
    let (first, last) = (frame.right - inset - text.width(), frame.left + inset);
    let candidates = (0..=PLACES).flat_map(|i| {
        let x = first + (last - first) * f64::from(i) / f64::from(PLACES);
        [(x, y - GAP - text.extent.bottom), (x, y + GAP - text.extent.top)]
    });
    let free = |&at: &Point| {
        let area = text.extent.shifted(at.0, at.1);
        let clear = area.grown(GAP - 1.0);
        let crossed = |line: &Vec<Point>| line.windows(2).any(|s| clear.clip(s[0], s[1]).is_some());
        frame.grown(-1.0).contains(&area)
            && !lines.iter().any(crossed)
            && !page.texts.iter().any(|t| t.overlaps(&clear))
    };
    let inside = |&(x, baseline): &Point| frame.contains(&text.extent.shifted(x, baseline));
    let chosen = candidates.clone().find(free);
    let covering = chosen.is_none();
    if let Some(at) = chosen.or_else(|| candidates.clone().find(inside)) {
        if covering {
            page.fill(&text.extent.shifted(at.0, at.1).grown(1.0), Colour::WHITE, 0.85);
        }
        page.text(&text, at, reference.stroke.colour);
    }
}

/// The entries of the legend, among them the names for which there was no room where they belong.
fn legend(figure: &Figure, notes: &Notes) -> Legend {
    let curves = figure.curves.iter().filter_map(|c| Some((Sample::Line(c.stroke), c.label.clone()?)));
    let markers = figure.markers.iter().filter_map(|m| Some((Sample::Marker(m.marker, m.colour), m.label.clone()?)));
    let shade = |colour: Colour| Sample::Area(Fill { colour, opacity: BAND_OPACITY, hatch: None }, None);
    let bands = figure.bands.iter().filter_map(|b| Some((shade(b.colour), b.label.clone()?)));
    let keys = figure.keys.iter().map(|k| (Sample::Line(k.stroke), k.label.clone()));
    let regions = notes.homeless_regions.iter().filter_map(|&k| figure.regions.get(k)).map(|region| {
        let words: Vec<&str> = region.name.iter().map(Label::source).collect();
        // What lies pale beneath hatching in the picture may be paler than that in the legend, but not invisible.
        let fill = Fill { opacity: region.fill.opacity.max(BAND_OPACITY), ..region.fill };
        (Sample::Area(fill, region.edge), Label::text(&words.join(" ")))
    });
    let contours = notes.homeless_contours.iter().filter_map(|&k| figure.contours.get(k));
    let contours = contours.filter_map(|c| Some((Sample::Line(c.stroke), c.name.clone()?)));
    Legend::new(curves.chain(markers).chain(bands).chain(regions).chain(contours).chain(keys).collect())
}
