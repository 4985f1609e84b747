//! How a scan is drawn: what the command line says.

use clap::{Args, ValueEnum};

/// How a scan is drawn.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Pictures of scans")]
pub(in crate::cli) struct ScanOptions {
    /// How to draw it [default: contours of a grid of two axes or more, a profile of one axis, else points]
    #[arg(long = "as", value_name = "KIND", value_enum)]
    pub(super) kind: Option<ScanKind>,

    /// What to draw [default: the parameter of the target, else `omega_h2`, else `chi2` or the first observable]
    #[arg(long, value_name = "NAME")]
    pub(super) column: Option<String>,

    /// Over which axes, the horizontal one first [default: the first two]. Over others goes the minimum of χ², or
    /// of the column if nothing is measured
    #[arg(long, value_name = "X[,Y]", value_delimiter = ',')]
    pub(super) over: Vec<String>,

    /// At which values to draw contours, with units: `15 keV,1 MeV` [default: round values]
    #[arg(long, value_name = "VALUES", value_delimiter = ',')]
    pub(super) levels: Vec<String>,

    /// Contours without colours between them
    #[arg(long)]
    pub(super) lines: bool,

    /// The constraints whose regions are drawn, or `none` [default: all that some points satisfy and some do not]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(super) constraints: Vec<String>,

    /// Also shade where a column lies between two values (repeatable): `BR_BKinv=5e-6..9e-6:1σ`
    #[arg(long = "band", value_name = "NAME=LO..HI[:LABEL]")]
    pub(super) bands: Vec<String>,

    /// A picture for each value of this axis of a grid, beside each other
    #[arg(long, value_name = "AXIS")]
    pub(super) panels: Option<String>,
}

/// The kinds of pictures of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ScanKind {
    /// Each point in the colour of its value
    Points,
    /// Each cell of a grid in the colour of its value
    Map,
    /// Lines of equal value on a grid, and the areas between
    Contours,
    /// The best or least value over one axis
    Profile,
}

impl ScanOptions {
    /// The first option that is given.
    pub(in crate::cli) fn given(&self) -> Option<&'static str> {
        [
            (self.kind.is_some(), "--as"),
            (self.column.is_some(), "--column"),
            (!self.over.is_empty(), "--over"),
            (!self.levels.is_empty(), "--levels"),
            (self.lines, "--lines"),
            (!self.constraints.is_empty(), "--constraints"),
            (!self.bands.is_empty(), "--band"),
            (self.panels.is_some(), "--panels"),
        ]
        .into_iter()
        .find_map(|(given, name)| given.then_some(name))
    }
}
