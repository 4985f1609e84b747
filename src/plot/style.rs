//! Colours, dashes and strokes.

/// An sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(
    /// Red, 0 to 255.
    pub u8,
    /// Green, 0 to 255.
    pub u8,
    /// Blue, 0 to 255.
    pub u8,
);

impl Colour {
    /// Frame, ticks and text.
    pub const BLACK: Self = Self(0, 0, 0);
    /// The page.
    pub const WHITE: Self = Self(255, 255, 255);
    /// Reference lines and keys that stand for no particular curve.
    pub const GREY: Self = Self(90, 90, 90);
    /// What is shown for completeness only.
    pub const LIGHT_GREY: Self = Self(195, 195, 195);

    /// The colour mixed with a part of white, 0 to 1.
    #[must_use]
    pub fn paler(self, part: f64) -> Self {
        let part = part.clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of two bytes is a byte")]
        let mixed = |c: u8| ((1.0 - part) * f64::from(c) + part * 255.0).round() as u8;
        Self(mixed(self.0), mixed(self.1), mixed(self.2))
    }

    /// The colour mixed with a part of black, 0 to 1.
    #[must_use]
    pub fn darker(self, part: f64) -> Self {
        let kept = 1.0 - part.clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a byte is a byte")]
        let mixed = |c: u8| (kept * f64::from(c)).round() as u8;
        Self(mixed(self.0), mixed(self.1), mixed(self.2))
    }
}

/// Seven colours that remain distinct in all common forms of colour blindness, in the order curves take them.
///
/// From M. Okabe and K. Ito, "Color Universal Design" (2008), <https://jfly.uni-koeln.de/color/>. Their eighth, yellow
/// (240, 228, 66), is left out: as a thin line on white it cannot be seen.
pub const PALETTE: [Colour; 7] = [
    Colour(0, 114, 178),
    Colour(213, 94, 0),
    Colour(0, 158, 115),
    Colour(204, 121, 167),
    Colour(230, 159, 0),
    Colour(86, 180, 233),
    Colour(0, 0, 0),
];

/// The pattern of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dash {
    /// Unbroken.
    Solid,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
    /// Dash and dot in turn.
    DashDot,
    /// Long dashes.
    LongDash,
    /// A dash and two dots.
    DashDotDot,
}

impl Dash {
    /// Lengths of dashes and gaps in turn, in points; none for an unbroken line.
    pub(super) fn pattern(self) -> &'static [f64] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[3.0, 1.6],
            Self::Dotted => &[0.9, 1.3],
            Self::DashDot => &[4.5, 1.4, 0.9, 1.4],
            Self::LongDash => &[6.5, 1.8],
            Self::DashDotDot => &[4.5, 1.3, 0.9, 1.3, 0.9, 1.3],
        }
    }
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Colour of the line.
    pub colour: Colour,
    /// Width in points.
    pub width: f64,
    /// Pattern of the line.
    pub dash: Dash,
}

/// The patterns of lines, neighbours as different as can be; dashes are kept for equilibrium and other references.
pub(super) const PATTERNS: [Dash; 5] = [Dash::Solid, Dash::DashDot, Dash::Dotted, Dash::LongDash, Dash::DashDotDot];

/// Colour and pattern of line number `n`. Where colours repeat, the pattern changes; where patterns do, colours get paler.
pub(super) fn series(n: usize) -> (Colour, Dash) {
    let round = n / PALETTE.len();
    (PALETTE[n % PALETTE.len()].paler(fade(round / PATTERNS.len())), PATTERNS[round % PATTERNS.len()])
}

/// The same where lines differ in two ways: colours tell species apart and patterns runs, so neither may do the other's
/// work, and whatever repeats gets paler: species by other steps than runs, so that the two are not confused.
pub(super) fn crossed(species: usize, run: usize) -> (Colour, Dash) {
    let kept = (1.0 - 1.4 * fade(species / PALETTE.len())) * (1.0 - fade(run / PATTERNS.len()));
    (PALETTE[species % PALETTE.len()].paler(1.0 - kept), PATTERNS[run % PATTERNS.len()])
}

/// How much paler the lines of a repetition are: by a third at first, then less, so that none vanishes.
pub(super) fn fade(repetition: usize) -> f64 {
    0.7 * repetition as f64 / (repetition as f64 + 1.0)
}

/// The form of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A filled circle.
    Circle,
    /// A filled square.
    Square,
    /// A filled diamond.
    Diamond,
    /// A filled triangle.
    Triangle,
    /// A filled star with five points.
    Star,
    /// A small filled circle, for points that are many.
    Dot,
}
