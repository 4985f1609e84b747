//! Text within the frame: where the names of regions, contours and points stand so that they touch nothing.

mod block;
mod obstacles;
mod regions;
mod ruler;

use super::super::Label;
use super::super::font::Fonts;
use super::super::geometry::{Point, Rect, distance, simplified};
use super::arrange::Axes;
use super::plane::Outlined;
use super::{Figure, Place};
use block::Block;
pub(super) use block::Placed;
pub(super) use obstacles::TOUCHING;
use obstacles::{CLEARANCE, FREE, Obstacles, gap};
use regions::Regions;
use ruler::Ruler;

/// Font size of names, and the smaller one they get where there is little room.
const SIZES: [f64; 2] = [7.0, 6.0];
/// Distance of the places tried along a contour.
const STEP: f64 = 2.0;
/// Gap between a contour and its name.
const GAP: f64 = 1.6;
/// Across how much of the page, in points, a line goes that counts as upright.
const UPRIGHT: f64 = 0.5;
/// How far a contour may bend away from its straight name.
const BEND: f64 = 2.5;
/// By how much two distances of one line may differ, in points, as it is simplified.
const SAME: f64 = 0.35;
/// How much of a name's colour is black, so that it can be read.
const INK: f64 = 0.35;
const INK_ON_COLOURS: f64 = 0.8;

/// All text within the frame.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) placed: Vec<Placed>,
    /// The regions and contours, by their number, for whose names there was no room.
    pub(super) homeless_regions: Vec<usize>,
    pub(super) homeless_contours: Vec<usize>,
}

/// Finds places for all text of the plane. `lines` is what curves, markers and references cover.
pub(super) fn place(
    figure: &Figure,
    axes: &Axes,
    shapes: &[Outlined],
    contours: &[Vec<Vec<Point>>],
    lines: &[Vec<Point>],
    fonts: &Fonts,
) -> Notes {
    /// How far obstacles may be off, in points.
    const COARSE: f64 = 0.3;
    let coarse = |line: &Vec<Point>| simplified(line, COARSE);
    let drawn = lines.iter().chain(contours.iter().flatten()).map(coarse).collect();
    let obstacles = Obstacles { frame: axes.frame, lines: drawn };
    let outlines: Vec<Vec<Vec<Point>>> =
        shapes.iter().map(|shape| shape.outlines.iter().map(|line| closed(&coarse(line))).collect()).collect();
    let mut notes = Notes::default();
    for note in &figure.notes {
        if let Place::At { x, y, angle } = note.place
            && let Some(centre) = axes.point((x, y))
        {
            notes.placed.push(Block::new(&note.lines, SIZES[0], fonts).at(centre, -angle, note.colour));
        }
    }
    // Small regions have the least choice.
    let ink = if is_coloured(figure) { INK_ON_COLOURS } else { INK };
    let regions = Regions::new(figure, &outlines, &obstacles);
    for k in regions.order() {
        let colour = figure.regions[k].fill.colour.darker(ink);
        match regions.named(k, &notes.placed, fonts) {
            Some((block, centre, angle)) => notes.placed.push(block.at(centre, angle, colour)),
            None if outlines[k].is_empty() => {}
            None => notes.homeless_regions.push(k),
        }
    }
    for (k, contour) in figure.contours.iter().enumerate() {
        let Some(name) = contour.name.as_ref().filter(|name| !name.is_empty() && !contours[k].is_empty()) else {
            continue;
        };
        match along(name, &contours[k], &obstacles, (&outlines, &notes.placed), fonts) {
            Some((block, centre, angle)) => {
                notes.placed.push(block.at(centre, angle, contour.stroke.colour.darker(ink)));
            }
            None => notes.homeless_contours.push(k),
        }
    }
    for note in &figure.notes {
        if let Place::Beside { x, y } = note.place
            && let Some(point) = axes.point((x, y)).filter(|&p| axes.frame.holds(p))
        {
            let block = Block::new(&note.lines, SIZES[0], fonts);
            let centre = beside(&block, point, &obstacles, &notes.placed);
            notes.placed.push(block.at(centre, 0.0, note.colour));
        }
    }
    notes
}

/// Whether the colours of a quantity are beneath.
fn is_coloured(figure: &Figure) -> bool {
    figure.map.is_some() || figure.regions.iter().any(|region| region.fill.opacity >= 1.0)
}

fn closed(outline: &[Point]) -> Vec<Point> {
    outline.iter().chain(outline.first()).copied().collect()
}

/// The best place for a name beside a line: over as few edges of regions as can be, and then where the line is straight, level,
/// far from others and near its middle.
fn along(
    name: &Label,
    pieces: &[Vec<Point>],
    obstacles: &Obstacles,
    (outlines, placed): (&[Vec<Vec<Point>>], &[Placed]),
    fonts: &Fonts,
) -> Option<(Block, Point, f64)> {
    let mut found: Option<(usize, (Block, Point, f64))> = None;
    for size in SIZES {
        let block = Block::new(std::slice::from_ref(name), size, fonts);
        let mut best: Option<(usize, f64, Point, f64)> = None;
        for piece in pieces {
            let ruler = Ruler::new(piece);
            let half = block.width / 2.0;
            let mut s = half + 2.0;
            while s < ruler.length() - half - 2.0 {
                let (from, to) = (ruler.at(s - half), ruler.at(s + half));
                let bend = ruler.between(s - half, s + half).map(|p| distance(p, from, to)).fold(0.0, f64::max);
                if bend <= BEND {
                    // Text along an upright line runs upwards.
                    let backwards = to.0 < from.0 - UPRIGHT || (to.0 < from.0 + UPRIGHT && to.1 > from.1);
                    let (from, to) = if backwards { (to, from) } else { (from, to) };
                    let angle = (to.1 - from.1).atan2(to.0 - from.0);
                    let offset = block.height / 2.0 + GAP + bend;
                    for side in [-1.0, 1.0] {
                        let centre = (
                            f64::midpoint(from.0, to.0) - side * offset * angle.sin(),
                            f64::midpoint(from.1, to.1) + side * offset * angle.cos(),
                        );
                        let degrees = angle.to_degrees();
                        // The line itself is as close as the gap, which the pieces of a turned text would not keep.
                        let Some((hit, clearance)) =
                            free_beside(&block, centre, degrees, piece, obstacles, (outlines, placed))
                        else {
                            continue;
                        };
                        let score =
                            clearance - 1.5 * bend - 0.04 * degrees.abs() - 0.02 * (s - ruler.length() / 2.0).abs()
                                + if side < 0.0 { 1.0 } else { 0.0 };
                        if best.is_none_or(|(least, other, ..)| hit < least || (hit == least && score > other)) {
                            best = Some((hit, score, centre, degrees));
                        }
                    }
                }
                s += STEP;
            }
        }
        if let Some((hit, _, centre, angle)) = best
            && found.as_ref().is_none_or(|(least, _)| hit < *least)
        {
            found = Some((hit, (block, centre, angle)));
        }
        if found.as_ref().is_some_and(|(hit, _)| *hit == 0) {
            break;
        }
    }
    found.map(|(_, place)| place)
}

/// How many regions have an edge beneath a name, and its clearance from everything but those and its own line, from which it
/// must only be apart.
fn free_beside(
    block: &Block,
    centre: Point,
    angle: f64,
    own: &[Point],
    obstacles: &Obstacles,
    (outlines, placed): (&[Vec<Vec<Point>>], &[Placed]),
) -> Option<(usize, f64)> {
    let covers = block.covers(centre, angle);
    let (sin, cos) = angle.to_radians().sin_cos();
    // In the coordinates of the text, the block is a rectangle.
    let turned = |&(x, y): &Point| {
        let (dx, dy) = (x - centre.0, y - centre.1);
        (cos * dx + sin * dy, cos * dy - sin * dx)
    };
    let (w, h) = (block.width / 2.0, block.height / 2.0);
    let area = Rect { left: -w, top: -h, right: w, bottom: h };
    let apart = |line: &[Point]| {
        let line: Vec<Point> = line.iter().map(turned).collect();
        gap(&area, &line, FREE)
    };
    if apart(own) < 0.8 * GAP {
        return None;
    }
    let others = Obstacles { frame: obstacles.frame, lines: Vec::new() };
    let mut least = others.clearance(&covers, &[], placed)?;
    // The own line is among the obstacles, a little simplified.
    for line in &obstacles.lines {
        let distance = apart(line);
        if distance < 0.5 * GAP {
            return None;
        }
        let is_own = line.first() == own.first() && line.last() == own.last();
        if !is_own {
            if distance < CLEARANCE {
                return None;
            }
            least = least.min(distance);
        }
    }
    // An edge as far away as the own line is that line.
    let to_own = apart(own);
    let mut hits = 0;
    for region in outlines {
        let distances = region.iter().map(|line| apart(line)).filter(|distance| (distance - to_own).abs() > SAME);
        let nearest = distances.fold(FREE, f64::min);
        hits += usize::from(nearest < TOUCHING);
        least = least.min(nearest);
    }
    Some((hits, least))
}

/// The place beside a point that is freest, the right one first; the text always gets one.
fn beside(block: &Block, (x, y): Point, obstacles: &Obstacles, placed: &[Placed]) -> Point {
    let (w, h) = (block.width / 2.0, block.height / 2.0);
    let directions = [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)];
    let places = [5.0, 8.0, 12.0, 18.0, 26.0].into_iter().flat_map(|distance| {
        directions.map(|(dx, dy)| {
            let (dx, dy) = (f64::from(dx), f64::from(dy));
            (x + dx * (w + distance), y + dy * (h + distance))
        })
    });
    let free = places.clone().find(|&p| obstacles.clearance(&block.covers(p, 0.0), &[], placed).is_some());
    let lines = Obstacles { frame: obstacles.frame, lines: Vec::new() };
    let untaken = || places.clone().find(|&p| lines.clearance(&block.covers(p, 0.0), &[], placed).is_some());
    free.or_else(untaken).unwrap_or((x, y))
}
