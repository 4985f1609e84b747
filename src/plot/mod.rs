//! Pictures: yields and rates over temperature, as SVG, PDF and PNG.
//!
//! [`yields`], [`rates`] and [`curve`] make the standard pictures from plain numbers; a [`Figure`] makes any other. Either
//! way the result is a [`Picture`]: one page of shapes and glyphs with their places, which is written as SVG or PDF; the PNG is
//! rendered from the SVG. So the formats never differ.
//!
//! Conventions:
//!
//! - Lengths on the page are PostScript points (1 pt = 1/72 in); a figure is 8.6 cm wide, one column of a two-column journal.
//! - Text is drawn as outlines of the compiled-in `DejaVu Serif`, so that a picture looks the same on every machine. A PDF
//!   embeds the part of the font it uses instead: its text can be searched and copied.
//! - Labels are a subset of LaTeX, see [`Label`].
//! - A value that cannot be drawn (NaN, infinite, or not positive on a logarithmic axis) interrupts its curve.
//! - The same input gives the same bytes.

mod axis;
mod colours;
mod contours;
mod curves;
mod error;
mod figure;
mod font;
mod geometry;
mod hatching;
mod label;
mod legend;
mod page;
mod panels;
mod pdf;
mod picture;
mod rates;
mod style;
mod svg;
mod sweep;
mod ticks;
mod tornado;
mod yields;

pub use axis::{Axis, AxisScale, TopAxis};
pub use colours::sequential;
pub use contours::{Samples, Sampling};
pub use curves::{CurvePlot, curve};
pub use error::PlotError;
pub use figure::{
    Band, Contour, Curve, Direction, Figure, Fill, Hatch, HeatMap, Key, Markers, Note, Place, Reference, Region,
    coloured, spanning,
};
pub use label::Label;
pub use panels::panels;
pub use picture::Picture;
pub use rates::{RateCurve, RateRun, RatesPlot, rates};
pub use style::{Colour, Dash, Marker, PALETTE, Stroke};
pub use sweep::{SweepPlot, SweepRun, SweepStretch, sweep};
pub use tornado::{TornadoPlot, tornado};
pub(crate) use yields::lowest_shown;
pub use yields::{YieldCurve, YieldRun, YieldsPlot, yields};
