//! Names of regions.

use super::super::super::Label;
use super::super::super::font::Fonts;
use super::super::super::geometry::{Point, Rect, surrounds};
use super::super::super::page::UPWARDS;
use super::super::Figure;
use super::SIZES;
use super::block::{Block, Placed};
use super::obstacles::{CLEARANCE, Obstacles, TOUCHING, gap};

/// Distance of the places tried.
const RASTER: f64 = 3.0;
/// Gap between a narrow region and a name beside it.
const BESIDE: f64 = 2.0;

/// A text, its centre, and its angle.
type Place = (Block, Point, f64);

/// The regions of a figure on the page, and what names must not cover.
pub(super) struct Regions<'a> {
    figure: &'a Figure,
    /// Closed.
    outlines: &'a [Vec<Vec<Point>>],
    obstacles: &'a Obstacles,
}

impl<'a> Regions<'a> {
    pub(super) fn new(figure: &'a Figure, outlines: &'a [Vec<Vec<Point>>], obstacles: &'a Obstacles) -> Self {
        Self { figure, outlines, obstacles }
    }

    /// The numbers of those with a name, small ones first.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> =
            (0..self.outlines.len()).filter(|&k| !self.figure.regions[k].name.is_empty()).collect();
        order.sort_by(|&a, &b| extent(&self.outlines[a]).total_cmp(&extent(&self.outlines[b])));
        order
    }

    /// The best place for the name of region number `k`: within it where no other region is, or if it is a narrow one beside it,
    /// or else over as few edges of others as can be.
    pub(super) fn named(&self, k: usize, placed: &[Placed], fonts: &Fonts) -> Option<Place> {
        let name = &self.figure.regions[k].name;
        let alone = self.within(name, k, true, placed, fonts);
        alone.or_else(|| self.beside(name, k, placed, fonts)).or_else(|| self.within(name, k, false, placed, fonts))
    }

    /// The points of a raster on the page.
    fn raster(&self) -> impl Iterator<Item = Point> + use<> {
        let frame = self.obstacles.frame;
        let steps = |length: f64| (1..).map(|n| f64::from(n) * RASTER).take_while(move |&d| d < length);
        steps(frame.height()).flat_map(move |dy| steps(frame.width()).map(move |dx| (frame.left + dx, frame.top + dy)))
    }

    /// The best place within a region, level before upright, large before small; `alone` where no other region is.
    fn within(&self, name: &[Label], k: usize, alone: bool, placed: &[Placed], fonts: &Fonts) -> Option<Place> {
        let Self { outlines, obstacles, .. } = self;
        let inside: Vec<Point> = self.raster().filter(|&p| surrounds(&outlines[k], p)).collect();
        let count = inside.len().max(1) as f64;
        let middle = inside.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0 / count, sum.1 + p.1 / count));
        let others: Vec<&Vec<Vec<Point>>> =
            outlines.iter().enumerate().filter(|&(j, _)| j == k || alone).map(|(_, other)| other).collect();
        let over = |p: Point| alone && outlines.iter().enumerate().any(|(j, other)| j > k && surrounds(other, p));
        let inside: Vec<Point> = inside.into_iter().filter(|&p| !over(p)).collect();
        let mut best: Option<(usize, Place)> = None;
        for (angle, size) in [0.0, UPWARDS].into_iter().flat_map(|angle| SIZES.map(|size| (angle, size))) {
            let block = Block::new(name, size, fonts);
            let rated = inside.iter().filter_map(|&p| {
                let covers = block.covers(p, angle);
                let clearance = obstacles.clearance(&covers, &others, placed)?;
                let hits = if alone { 0 } else { self.hits(&covers) };
                Some((hits, clearance - 0.01 * (p.0 - middle.0).hypot(p.1 - middle.1), p))
            });
            if let Some((hits, _, p)) = rated.min_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)))
                && best.as_ref().is_none_or(|(least, _)| hits < *least)
            {
                best = Some((hits, (block, p, angle)));
                if hits == 0 {
                    break;
                }
            }
        }
        best.map(|(_, place)| place)
    }

    /// The best place beside a region that is narrower than its name, whose colour tells whose it is: over no edge, and where
    /// nothing is hatched.
    fn beside(&self, name: &[Label], k: usize, placed: &[Placed], fonts: &Fonts) -> Option<Place> {
        let own = &self.outlines[k];
        let is_hatched = |j: usize| self.figure.regions[j].fill.hatch.is_some();
        if is_hatched(k) {
            return None;
        }
        let on_hatching =
            |p: Point| self.outlines.iter().enumerate().any(|(j, other)| is_hatched(j) && surrounds(other, p));
        let frame = self.obstacles.frame;
        let heights = (1..).map(|n| frame.top + f64::from(n) * RASTER).take_while(|&y| y < frame.bottom);
        let heights: Vec<(f64, f64, f64)> = heights.filter_map(|y| extent_at(own, y).map(|(a, b)| (y, a, b))).collect();
        SIZES.into_iter().find_map(|size| {
            let block = Block::new(name, size, fonts);
            let far = block.width / 2.0 + BESIDE;
            let narrow = heights.iter().filter(|(_, left, right)| right - left < block.width);
            let places = narrow.flat_map(|&(y, left, right)| [(left - far, y), (right + far, y)]);
            let rated = places.filter(|&p| !on_hatching(p)).filter_map(|p| {
                let covers = block.covers(p, 0.0);
                let free = self.obstacles.clearance(&covers, &[], placed)?;
                let touched = own.iter().any(|line| gap(&covers[0], line, CLEARANCE) < CLEARANCE);
                let middle = 0.005 * (p.1 - f64::midpoint(frame.top, frame.bottom)).abs();
                (!touched && self.hits(&covers) == 0).then_some((p, free - middle))
            });
            let (p, _) = rated.max_by(|a, b| a.1.total_cmp(&b.1))?;
            Some((block, p, 0.0))
        })
    }

    /// How many regions have an edge beneath text.
    fn hits(&self, covers: &[Rect]) -> usize {
        let crossed = |line: &Vec<Point>| covers.iter().any(|area| gap(area, line, TOUCHING) < TOUCHING);
        self.outlines.iter().filter(|region| region.iter().any(crossed)).count()
    }
}

/// The area between outlines, holes counted as holes whichever way they run: enough to order regions.
fn extent(outlines: &[Vec<Point>]) -> f64 {
    let signed = |line: &Vec<Point>| 0.5 * line.windows(2).map(|p| p[0].0 * p[1].1 - p[1].0 * p[0].1).sum::<f64>();
    outlines.iter().map(signed).map(f64::abs).fold(0.0, f64::max)
}

/// From where to where a region goes at a height.
fn extent_at(outlines: &[Vec<Point>], y: f64) -> Option<(f64, f64)> {
    let sides = outlines.iter().flat_map(|line| line.windows(2)).filter(|pair| (pair[0].1 > y) != (pair[1].1 > y));
    let crossing = |pair: &[Point]| pair[0].0 + (y - pair[0].1) / (pair[1].1 - pair[0].1) * (pair[1].0 - pair[0].0);
    let mut crossings: Vec<f64> = sides.map(crossing).collect();
    crossings.sort_by(f64::total_cmp);
    // Where two outlines run along each other there is nothing between them.
    let mut pieces = crossings.chunks_exact(2).filter(|pair| pair[1] - pair[0] > TOUCHING);
    let first = pieces.next()?;
    Some((first[0], pieces.next_back().unwrap_or(first)[1]))
}
