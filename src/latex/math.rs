//! A formula as a row of pieces, set from left to right.

use super::width::width;

/// What a formula may be enclosed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// Round, or square around others, to hold a sum together.
    Group,
    /// Round, around the arguments of a function.
    Call,
    /// |…|
    Modulus,
    /// ⌊…⌋
    Floor,
    /// ⌈…⌉
    Ceiling,
}

/// One piece of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// What is never taken apart.
    Ink {
        latex: String,
        width: f64,
        tall: bool,
    },
    /// A delimiter opens; `tall` if it must grow, `outer` if it encloses another group.
    Open {
        delimiter: Delimiter,
        tall: bool,
        outer: bool,
    },
    Close {
        delimiter: Delimiter,
        tall: bool,
        outer: bool,
    },
    /// A line may end here. `within` is written if it does not, `after` at the head of the next line if it does.
    Break {
        within: &'static str,
        after: &'static str,
        reluctance: u32,
    },
}

/// A formula in mathematics mode.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Math {
    pub(super) pieces: Vec<Piece>,
}

impl Math {
    /// LaTeX that is never broken.
    #[must_use]
    pub fn ink(latex: impl Into<String>) -> Self {
        let latex = latex.into();
        let tall = [r"\frac", r"\sum", r"\prod", r"\int"].iter().any(|command| latex.contains(command));
        Self { pieces: vec![Piece::Ink { width: width(&latex), tall, latex }] }
    }

    /// A tall block of known width that is never broken, such as cases.
    #[must_use]
    pub fn block(latex: String, width: f64) -> Self {
        Self { pieces: vec![Piece::Ink { latex, width, tall: true }] }
    }

    /// Whether the first piece stands clear of a factor before it: a delimiter, or the name of a function, before which
    /// LaTeX leaves a space by itself.
    #[must_use]
    pub fn stands_clear(&self) -> bool {
        let Some(Piece::Ink { latex, .. }) = self.pieces.first() else { return true };
        ["ln", "log", "exp", "sin", "cos", "tan", "arc", "min", "max", "operatorname", "int", "sum", "prod"]
            .iter()
            .any(|name| latex.strip_prefix('\\').is_some_and(|command| command.starts_with(name)))
    }

    /// Whether nothing is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// This formula followed by another.
    #[must_use]
    pub fn then(mut self, next: Self) -> Self {
        self.pieces.extend(next.pieces);
        self
    }

    /// This formula followed by a relation or operator; a line may end before it.
    #[must_use]
    pub fn operator(mut self, latex: &str) -> Self {
        self.pieces.push(Piece::Break { within: " ", after: "", reluctance: 0 });
        self.then(Self::ink(format!("{latex} ")))
    }

    /// This formula times the next, with `space` between them; a line may end there, though better elsewhere.
    #[must_use]
    pub fn times(mut self, space: &'static str, next: Self) -> Self {
        self.pieces.push(Piece::Break { within: space, after: r"\times ", reluctance: 1 });
        self.then(next)
    }

    /// A fraction, one above the other.
    #[must_use]
    pub fn fraction(numerator: &Self, denominator: &Self) -> Self {
        let latex = format!("\\frac{{{}}}{{{}}}", numerator.inline(), denominator.inline());
        Self { pieces: vec![Piece::Ink { width: numerator.width().max(denominator.width()) + 0.3, tall: true, latex }] }
    }

    /// A square or higher root; `degree` is empty for a square root.
    #[must_use]
    pub fn root(degree: &str, radicand: &Self) -> Self {
        let degree = if degree.is_empty() { String::new() } else { format!("[{degree}]") };
        let latex = format!("\\sqrt{degree}{{{}}}", radicand.inline());
        Self { pieces: vec![Piece::Ink { width: radicand.width() + 0.8, tall: radicand.is_tall(), latex }] }
    }

    /// The formula between delimiters.
    #[must_use]
    pub fn fenced(self, delimiter: Delimiter) -> Self {
        let tall = self.is_tall();
        let outer = self.pieces.iter().any(|p| matches!(p, Piece::Open { delimiter: Delimiter::Group, .. }));
        let mut pieces = vec![Piece::Open { delimiter, tall, outer }];
        pieces.extend(self.pieces);
        pieces.push(Piece::Close { delimiter, tall, outer });
        Self { pieces }
    }

    /// The formula with an exponent. It must be of one piece, or end with a delimiter.
    #[must_use]
    pub fn raised_to(self, exponent: &Self) -> Self {
        let raised = Self::script('^', exponent);
        self.then(raised)
    }

    /// The formula with a subscript.
    #[must_use]
    pub fn index(self, index: &Self) -> Self {
        let lowered = Self::script('_', index);
        self.then(lowered)
    }

    fn script(mark: char, script: &Self) -> Self {
        let latex = script.inline();
        let single = latex.chars().count() == 1;
        let latex = if single { format!("{mark}{latex}") } else { format!("{mark}{{{latex}}}") };
        Self { pieces: vec![Piece::Ink { width: 0.7 * script.width(), tall: false, latex }] }
    }

    /// Whether delimiters around it have to grow.
    #[must_use]
    pub fn is_tall(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Ink { tall: true, .. }))
    }

    /// The width of the formula on one line, about, in units of the font size.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.pieces.iter().map(Piece::width).sum()
    }
}

impl Piece {
    /// The width where no line ends.
    pub(super) fn width(&self) -> f64 {
        match self {
            Self::Ink { width, .. } => *width,
            Self::Open { tall, .. } | Self::Close { tall, .. } => {
                if *tall {
                    0.75
                } else {
                    0.4
                }
            }
            Self::Break { within, .. } => width(within),
        }
    }
}
