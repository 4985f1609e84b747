//! Contours of a function known on a grid: lines of equal value, and the regions between two values.
//!
//! Both are found by marching squares (Lorensen and Cline, Comput. Graph. 21, 163 (1987), in two dimensions): a line crosses
//! an edge of the grid where linear interpolation has the wanted value, in the logarithm of a coordinate that is spaced
//! logarithmically. Values that span orders of magnitude are best given as logarithms, too.

use super::PlotError;

/// The places along one axis where a function is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampling {
    values: Vec<f64>,
    log: bool,
}

impl Sampling {
    /// Points with equal differences, both ends included.
    #[must_use]
    pub fn linear(from: f64, to: f64, points: usize) -> Self {
        Self { values: spread(from, to, points).collect(), log: false }
    }

    /// Points with equal ratios, both ends included, which must be positive.
    #[must_use]
    pub fn log(from: f64, to: f64, points: usize) -> Self {
        let mut values: Vec<f64> = spread(from.ln(), to.ln(), points).map(f64::exp).collect();
        // The ends themselves, so that a region ends where the axis does.
        if let (Some(first), true) = (values.first_mut(), points > 1) {
            *first = from;
        }
        if let (Some(last), true) = (values.last_mut(), points > 1) {
            *last = to;
        }
        Self { values, log: true }
    }

    /// The points, in increasing order.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The number of the point before a place, which is not the last, and how far between that and the next the place is.
    fn cell(&self, place: f64) -> Option<(usize, f64)> {
        let (first, last) = (*self.values.first()?, *self.values.last()?);
        if !(first..=last).contains(&place) {
            return None;
        }
        let i = self.values.partition_point(|&value| value <= place).clamp(1, self.values.len() - 1) - 1;
        let (a, b) = (self.values[i], self.values[i + 1]);
        Some((i, if self.log { (place / a).ln() / (b / a).ln() } else { (place - a) / (b - a) }))
    }

    /// The points with others between.
    fn refined(&self, parts: usize) -> Self {
        let parts = parts.max(1);
        let last = self.values.len() - 1;
        let between = |i: usize| (0..parts).map(move |k| self.between(i, i + 1, k as f64 / parts as f64));
        Self { values: (0..last).flat_map(between).chain(self.values.last().copied()).collect(), log: self.log }
    }

    /// Where the interpolation between two neighbours is at a part of the way.
    fn between(&self, i: usize, j: usize, part: f64) -> f64 {
        self.part_way(self.values[i], self.values[j], part)
    }

    fn part_way(&self, a: f64, b: f64, part: f64) -> f64 {
        match part {
            _ if a == b || part == 0.0 => a,
            _ if part == 1.0 => b,
            _ if self.log => a * (part * (b / a).ln()).exp(),
            _ => a + part * (b - a),
        }
    }
}

/// `points` numbers from one to another.
fn spread(from: f64, to: f64, points: usize) -> impl Iterator<Item = f64> {
    let steps = points.max(2) - 1;
    (0..points).map(move |k| if k == steps { to } else { from + (to - from) * k as f64 / steps as f64 })
}

/// A function of two variables, known on a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    x: Sampling,
    y: Sampling,
    /// Row by row: all x for the first y, and so on.
    values: Vec<f64>,
}

impl Samples {
    /// A function by its values on the grid, row by row: all x for the first y, then all for the second. Where the function
    /// has no value stands NaN: no line goes there, and no region.
    ///
    /// # Errors
    ///
    /// [`PlotError::Length`] if there is not one value for each point of the grid; [`PlotError::Sampling`] if an axis has
    /// fewer than two points, which must increase, be finite and, with equal ratios, positive.
    pub fn new(x: Sampling, y: Sampling, values: Vec<f64>) -> Result<Self, PlotError> {
        for axis in [&x, &y] {
            let usable = |v: &f64| v.is_finite() && (!axis.log || *v > 0.0);
            let increasing = axis.values.windows(2).all(|pair| pair[0] < pair[1]);
            if axis.values.len() < 2 || !increasing || !axis.values.iter().all(usable) {
                return Err(PlotError::Sampling {
                    from: axis.values.first().copied(),
                    to: axis.values.last().copied(),
                });
            }
        }
        let expected = x.values.len() * y.values.len();
        if values.len() != expected {
            return Err(PlotError::Length { curve: "contours".to_owned(), expected, found: values.len() });
        }
        Ok(Self { x, y, values })
    }

    /// The places along both axes.
    #[must_use]
    pub fn axes(&self) -> (&Sampling, &Sampling) {
        (&self.x, &self.y)
    }

    /// The values row by row, as [`Samples::new`] takes them.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Other values on the same grid.
    ///
    /// # Errors
    ///
    /// [`PlotError::Length`] if there is not one value for each point.
    pub fn with(&self, values: Vec<f64>) -> Result<Self, PlotError> {
        Self::new(self.x.clone(), self.y.clone(), values)
    }

    /// A function on the same grid, of the value of this one.
    #[must_use]
    pub fn map(&self, function: impl Fn(f64) -> f64) -> Self {
        Self { values: self.values.iter().map(|&v| function(v)).collect(), ..self.clone() }
    }

    /// A function of the values of this one and another on the same grid: the smaller of two is at least a level where both are.
    ///
    /// # Errors
    ///
    /// [`PlotError::Length`] if the grids have different numbers of points.
    pub fn zip(&self, other: &Self, function: impl Fn(f64, f64) -> f64) -> Result<Self, PlotError> {
        let (expected, found) = (self.values.len(), other.values.len());
        if self.x.values.len() != other.x.values.len() || expected != found {
            return Err(PlotError::Length { curve: "contours".to_owned(), expected, found });
        }
        let values = self.values.iter().zip(&other.values).map(|(&a, &b)| function(a, b)).collect();
        Ok(Self { values, ..self.clone() })
    }

    /// The function between the points of the grid, linear along either axis; NaN beyond them and where one that counts is
    /// unknown.
    #[must_use]
    pub fn at(&self, (x, y): (f64, f64)) -> f64 {
        let (Some((i, right)), Some((j, up))) = (self.x.cell(x), self.y.cell(y)) else { return f64::NAN };
        let columns = self.x.values.len();
        let corners = [(i, j, 1.0 - right, 1.0 - up), (i + 1, j, right, 1.0 - up), (i, j + 1, 1.0 - right, up)];
        let corners = corners.into_iter().chain([(i + 1, j + 1, right, up)]);
        // Corners without weight may be unknown.
        let weighed = corners.filter(|(.., a, b)| a * b != 0.0);
        weighed.map(|(i, j, a, b)| a * b * self.values[j * columns + i]).sum()
    }

    /// The same function at more points: each cell is divided into `parts` along both axes.
    #[must_use]
    pub fn refined(&self, parts: usize) -> Self {
        let (x, y) = (self.x.refined(parts), self.y.refined(parts));
        let values = y.values.iter().flat_map(|&v| x.values.iter().map(move |&u| self.at((u, v)))).collect();
        Self { x, y, values }
    }

    /// The pieces of lines on which the function is not negative.
    #[must_use]
    pub fn clip(&self, lines: &[Vec<(f64, f64)>]) -> Vec<Vec<(f64, f64)>> {
        let mut pieces = Vec::new();
        for line in lines {
            let mut piece: Vec<(f64, f64)> = Vec::new();
            let known: Vec<((f64, f64), f64)> = line.iter().map(|&p| (p, self.at(p))).collect();
            for (k, &(b, after)) in known.iter().enumerate() {
                let before = k.checked_sub(1).map(|k| known[k]);
                let crossing = before.filter(|(_, before)| (*before >= 0.0) != (after >= 0.0));
                // Where the function is unknown nothing tells where the line ends.
                piece.extend(crossing.and_then(|(a, before)| {
                    let part = before / (before - after);
                    let place = (self.x.part_way(a.0, b.0, part), self.y.part_way(a.1, b.1, part));
                    part.is_finite().then_some(place)
                }));
                if after >= 0.0 {
                    piece.push(b);
                } else {
                    pieces.push(std::mem::take(&mut piece));
                }
            }
            pieces.push(piece);
        }
        pieces.retain(|piece| piece.len() > 1);
        pieces
    }

    /// The lines on which the function has a value; closed ones end where they begin.
    #[must_use]
    pub fn contour(&self, level: f64) -> Vec<Vec<(f64, f64)>> {
        let grid = Grid { samples: self, level, border: 0 };
        grid.trace()
    }

    /// The outlines of where the function is at least `low` and below `high`: a point belongs to it if an odd number of them
    /// surround it. They follow the edge of the grid where the region reaches it.
    #[must_use]
    pub fn region(&self, low: f64, high: f64) -> Vec<Vec<(f64, f64)>> {
        // What is at least `high` lies within what is at least `low`, and twice surrounded is outside.
        let mut outlines = Vec::new();
        for level in [low, high] {
            if level < f64::INFINITY {
                outlines.extend(Grid { samples: self, level, border: 1 }.trace());
            }
        }
        outlines
    }
}

/// The grid seen from one level, with a border of nodes below the level at the places of the outermost nodes, if lines shall
/// close there.
struct Grid<'a> {
    samples: &'a Samples,
    level: f64,
    border: usize,
}

/// No edge.
const NONE: usize = usize::MAX;

impl Grid<'_> {
    /// Nodes along both axes.
    fn size(&self) -> (usize, usize) {
        let length = |axis: &Sampling| axis.values.len() + 2 * self.border;
        (length(&self.samples.x), length(&self.samples.y))
    }

    /// The value above the level of a node. Beyond the edge and, if lines shall close, where the function has none it is below.
    fn excess(&self, (i, j): (usize, usize)) -> f64 {
        let (columns, rows) = (self.samples.x.values.len(), self.samples.y.values.len());
        let inside = |k: usize, count: usize| (self.border..self.border + count).contains(&k);
        if !inside(i, columns) || !inside(j, rows) {
            return f64::NEG_INFINITY;
        }
        let value = self.samples.values[(j - self.border) * columns + i - self.border] - self.level;
        if value.is_nan() && self.border > 0 { f64::NEG_INFINITY } else { value }
    }

    /// The edges of the cells, two for each node: to the right, and up.
    fn edge(&self, (i, j): (usize, usize), up: bool) -> usize {
        2 * (j * self.size().0 + i) + usize::from(up)
    }

    /// Where the level crosses an edge.
    fn crossing(&self, edge: usize) -> (f64, f64) {
        let (columns, _) = self.size();
        let (up, node) = (edge % 2 == 1, edge / 2);
        let (i, j) = (node % columns, node / columns);
        let (k, l) = if up { (i, j + 1) } else { (i + 1, j) };
        let (a, b) = (self.excess((i, j)), self.excess((k, l)));
        let part = match (a.is_finite(), b.is_finite()) {
            (true, true) => a / (a - b),
            // All that is known is that the line passes between the two.
            _ => 0.5,
        };
        let place = |axis: &Sampling, from: usize, to: usize| {
            let nearest = |k: usize| k.saturating_sub(self.border).min(axis.values.len() - 1);
            axis.between(nearest(from), nearest(to), part)
        };
        (place(&self.samples.x, i, k), place(&self.samples.y, j, l))
    }

    fn trace(&self) -> Vec<Vec<(f64, f64)>> {
        let (columns, rows) = self.size();
        let mut neighbours = vec![[NONE; 2]; 2 * columns * rows];
        for j in 0..rows - 1 {
            for i in 0..columns - 1 {
                for (a, b) in self.segments((i, j)) {
                    for (from, to) in [(a, b), (b, a)] {
                        let slots = &mut neighbours[from];
                        slots[usize::from(slots[0] != NONE)] = to;
                    }
                }
            }
        }
        let mut lines = Vec::new();
        let mut passed = vec![false; neighbours.len()];
        // Open lines first, from one end; what is left then is closed.
        for open in [true, false] {
            for start in 0..neighbours.len() {
                let ends = neighbours[start].iter().filter(|&&n| n == NONE).count();
                if !passed[start] && (ends == 1 || (!open && ends == 0)) {
                    lines.push(self.follow(start, &neighbours, &mut passed));
                }
            }
        }
        lines.retain(|line| line.len() > 1);
        lines
    }

    fn follow(&self, start: usize, neighbours: &[[usize; 2]], passed: &mut [bool]) -> Vec<(f64, f64)> {
        let mut line = vec![self.crossing(start)];
        let mut here = start;
        passed[start] = true;
        while let Some(&next) = neighbours[here].iter().find(|&&n| n != NONE && !passed[n]) {
            line.push(self.crossing(next));
            passed[next] = true;
            here = next;
        }
        let closed = line.len() > 2 && neighbours[here].contains(&start);
        if closed {
            line.extend(line.first().copied());
        }
        line.dedup();
        line
    }

    /// The pieces of the line through the cell whose lower left node is given, each from one edge to another.
    fn segments(&self, (i, j): (usize, usize)) -> Vec<(usize, usize)> {
        let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)].map(|node| self.excess(node));
        if corners.iter().any(|v| v.is_nan()) {
            return Vec::new();
        }
        let [bottom, right, top, left] = [
            self.edge((i, j), false),
            self.edge((i + 1, j), true),
            self.edge((i, j + 1), false),
            self.edge((i, j), true),
        ];
        let above = corners.map(|v| v >= 0.0);
        let crossed: Vec<usize> = [(bottom, 0, 1), (right, 1, 2), (top, 2, 3), (left, 3, 0)]
            .into_iter()
            .filter(|&(_, a, b)| above[a] != above[b])
            .map(|(edge, _, _)| edge)
            .collect();
        match crossed[..] {
            [a, b] => vec![(a, b)],
            // Opposite corners are above: those that the middle of the cell belongs to are joined.
            [_, _, _, _] if (corners.iter().sum::<f64>() >= 0.0) == above[0] => vec![(bottom, right), (top, left)],
            [_, _, _, _] => vec![(left, bottom), (right, top)],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
