//! Why a picture could not be drawn or saved.

use std::path::PathBuf;

/// A picture that could not be drawn or saved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlotError {
    /// The file name does not end in a format pictures are written in.
    #[error("cannot tell the picture format of `{}`: the name should end in .svg, .pdf or .png", path.display())]
    UnknownFormat {
        /// The file asked for.
        path: PathBuf,
    },
    /// The file could not be written.
    #[error("cannot write the picture `{}`: {source}", path.display())]
    Write {
        /// The file asked for.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A curve has not one value per abscissa.
    #[error("the curve `{curve}` has {found} values for {expected} values of the abscissa")]
    Length {
        /// The label of the curve.
        curve: String,
        /// Number of values the abscissa has.
        expected: usize,
        /// Number of values the curve has.
        found: usize,
    },
    /// The factor of a top axis is not positive and finite.
    #[error("the second scale along the top needs a positive factor, not {factor}")]
    Factor {
        /// The factor given.
        factor: f64,
    },
    /// An axis of a grid that is none.
    #[error(
        "the points of a grid from {} to {} do not increase, are fewer than two, or have no equal ratios",
        end(*from),
        end(*to)
    )]
    Sampling {
        /// The first point, if there is one.
        from: Option<f64>,
        /// The last point.
        to: Option<f64>,
    },
    /// The magnification is not a positive number, or the bitmap would be too large.
    #[error("cannot render the picture at scale {scale}: it should be above 0 and give at most {limit} pixels a side")]
    Scale {
        /// The magnification asked for.
        scale: f32,
        /// Most pixels along one side.
        limit: u32,
    },
    /// The compiled-in font or the drawing was refused by the renderer.
    #[error("cannot render the picture: {0}")]
    Render(String),
}

/// An end of an axis, in words if there is none.
fn end(value: Option<f64>) -> String {
    value.map_or_else(|| "nowhere".to_owned(), |value| value.to_string())
}
