//! Figures: curves, lines, regions, bands and markers over a pair of axes.

mod arrange;
mod draw;
mod map;
mod notes;
mod plane;
#[cfg(test)]
mod tests;

use super::font::Fonts;
use super::page::Sheet;
use super::{Axis, Colour, Label, Marker, Picture, PlotError, Stroke, TopAxis};

pub use map::{HeatMap, coloured, spanning};
pub use plane::{Contour, Fill, Hatch, Note, Place, Region};

/// A figure of one pair of axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// A line above the axes.
    pub title: Option<Label>,
    /// The horizontal axis. Without a given range it ends where the data end.
    pub x: Axis,
    /// The vertical axis. Without a given range it extends a little beyond the data.
    pub y: Axis,
    /// A second scale along the top.
    pub top: Option<TopAxis>,
    /// Height of the frame in points, at least 60; a figure is 244 points wide.
    pub height: f64,
    /// Coloured cells beneath everything, with a bar on the right that says what the colours mean.
    pub map: Option<HeatMap>,
    /// A bar on the right without cells, for points in its colours; it needs a range.
    pub bar: Option<Axis>,
    /// Areas of a plane, later ones over earlier ones, beneath all lines.
    pub regions: Vec<Region>,
    /// Lines of equal value, above the regions.
    pub contours: Vec<Contour>,
    /// Drawn in their order, later ones over earlier ones.
    pub curves: Vec<Curve>,
    /// Horizontal lines across the figure, beneath the curves.
    pub references: Vec<Reference>,
    /// Shaded stretches, beneath everything else.
    pub bands: Vec<Band>,
    /// Points, above the curves.
    pub markers: Vec<Markers>,
    /// Text within the frame.
    pub notes: Vec<Note>,
    /// Entries of the legend that explain a style rather than name a curve; they come last.
    pub keys: Vec<Key>,
}

/// A line through points.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The points in the order they are joined. One that cannot be drawn interrupts the line.
    pub points: Vec<(f64, f64)>,
    /// Its name in the legend, if it appears there.
    pub label: Option<Label>,
    /// How it is drawn.
    pub stroke: Stroke,
}

/// A horizontal line with its name written at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Where it crosses the vertical axis.
    pub y: f64,
    /// Written just above or below it.
    pub label: Label,
    /// How it is drawn.
    pub stroke: Stroke,
}

/// Which way a band runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Between two values of the vertical axis.
    Horizontal,
    /// Between two values of the horizontal axis.
    Vertical,
}

/// A shaded stretch of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Which way it runs.
    pub direction: Direction,
    /// Its two edges, in either order.
    pub edges: (f64, f64),
    /// Its colour, drawn pale.
    pub colour: Colour,
    /// Its name in the legend, if it appears there.
    pub label: Option<Label>,
}

/// Single points.
#[derive(Debug, Clone, PartialEq)]
pub struct Markers {
    /// Where they are; those outside the axes are left out.
    pub points: Vec<(f64, f64)>,
    /// Their form.
    pub marker: Marker,
    /// Their colour.
    pub colour: Colour,
    /// Their name in the legend, if they appear there.
    pub label: Option<Label>,
}

/// An entry of the legend for a style.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// What the style means.
    pub label: Label,
    /// The style.
    pub stroke: Stroke,
}

impl Figure {
    /// A figure with axes and nothing in it.
    #[must_use]
    pub fn new(x: Axis, y: Axis) -> Self {
        Self {
            title: None,
            x,
            y,
            top: None,
            height: arrange::FRAME_HEIGHT,
            map: None,
            bar: None,
            regions: Vec::new(),
            contours: Vec::new(),
            curves: Vec::new(),
            references: Vec::new(),
            bands: Vec::new(),
            markers: Vec::new(),
            notes: Vec::new(),
            keys: Vec::new(),
        }
    }

    /// Draws the figure.
    ///
    /// # Errors
    ///
    /// [`PlotError::Factor`] if the factor of the top axis is not positive and finite.
    pub fn draw(&self) -> Result<Picture, PlotError> {
        let fonts = Fonts::load()?;
        Ok(Picture::new(self.sheet(&fonts)?, &fonts))
    }

    /// The figure on a page of its own.
    pub(super) fn sheet(&self, fonts: &Fonts) -> Result<Sheet, PlotError> {
        Ok(draw::draw(self, fonts)?.sheet)
    }
}
