//! Writing a formula out, on one line or several.

use super::math::{Delimiter, Math, Piece};

/// A line may end this much before it is full, in favour of a better place.
const LEAST_FILL: f64 = 0.45;

impl Delimiter {
    /// The characters; groups around groups are square.
    fn characters(self, outer: bool) -> [&'static str; 2] {
        match self {
            Self::Group if outer => ["[", "]"],
            Self::Group | Self::Call => ["(", ")"],
            Self::Modulus => ["|", "|"],
            Self::Floor => [r"\lfloor ", r"\rfloor "],
            Self::Ceiling => [r"\lceil ", r"\rceil "],
        }
    }

    fn open(self, outer: bool, size: Size) -> String {
        let [open, _] = self.characters(outer);
        match size {
            Size::Normal if self == Self::Modulus => r"\lvert ".to_owned(),
            Size::Normal => open.to_owned(),
            Size::Fitted if self == Self::Call => format!("\\!\\left{open}"),
            Size::Fitted => format!("\\left{open}"),
            Size::Large => format!("\\biggl{open}"),
        }
    }

    fn close(self, outer: bool, size: Size) -> String {
        let [_, close] = self.characters(outer);
        match size {
            Size::Normal if self == Self::Modulus => r"\rvert ".to_owned(),
            Size::Normal => close.to_owned(),
            Size::Fitted => format!("\\right{close}"),
            Size::Large => format!("\\biggr{close}"),
        }
    }
}

/// How large a delimiter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    Normal,
    /// As tall as what it encloses, which has to be on the same line.
    Fitted,
    /// Tall, its partner being on another line.
    Large,
}

impl Math {
    /// The formula on one line.
    #[must_use]
    pub fn inline(&self) -> String {
        write(&self.pieces, &self.sizes(&[]), 0).trim_end().to_owned()
    }

    /// The formula on lines of about the `widths` given (in units of the font size): that of the first line and that of
    /// every other. A piece wider than that gets a line of its own.
    #[must_use]
    pub fn lines(&self, widths: [f64; 2]) -> Vec<String> {
        let breaks = self.breaks(widths);
        let sizes = self.sizes(&breaks);
        let mut lines = Vec::with_capacity(breaks.len() + 1);
        let mut from = 0;
        for end in breaks.iter().copied().chain([self.pieces.len()]) {
            let line = write(&self.pieces[from..end], &sizes, from);
            let head = from.checked_sub(1).and_then(|at| match self.pieces[at] {
                Piece::Break { after, .. } => Some(after),
                _ => None,
            });
            lines.push(format!("{}{}", head.unwrap_or_default(), line.trim_end()));
            from = end + 1;
        }
        lines
    }

    /// The places among the pieces where lines end.
    fn breaks(&self, widths: [f64; 2]) -> Vec<usize> {
        let depths = self.depths();
        let (mut breaks, mut from) = (Vec::new(), 0);
        loop {
            let limit = widths[usize::from(!breaks.is_empty())];
            match self.next_break(from, limit, &depths) {
                Some(at) => {
                    breaks.push(at);
                    from = at + 1;
                }
                None => return breaks,
            }
        }
    }

    /// The best end of the line that begins at `from`: outside delimiters rather than inside, then as late as may be.
    /// `None` if the rest fits, or cannot be broken.
    fn next_break(&self, from: usize, limit: f64, depths: &[u32]) -> Option<usize> {
        let mut filled = 0.0;
        let mut best: Option<(u32, usize)> = None;
        for (at, piece) in self.pieces.iter().enumerate().skip(from) {
            if let Piece::Break { reluctance, .. } = piece {
                let cost = 2 * depths[at] + reluctance;
                let early = filled < LEAST_FILL * limit;
                let cost = if early { cost + 4 } else { cost };
                let overfull = filled > limit;
                if filled > 0.0 && best.is_none_or(|(least, _)| !overfull && cost <= least) {
                    best = Some((cost, at));
                }
            }
            filled += piece.width();
            if let (true, Some((_, at))) = (filled > limit, best) {
                return Some(at);
            }
        }
        None
    }

    /// How many delimiters each piece is inside of.
    fn depths(&self) -> Vec<u32> {
        let mut depth: u32 = 0;
        let depths = self.pieces.iter().map(|piece| {
            match piece {
                Piece::Open { .. } => depth += 1,
                Piece::Close { .. } => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth
        });
        depths.collect()
    }

    /// The size of every delimiter, given where lines end.
    fn sizes(&self, breaks: &[usize]) -> Vec<Size> {
        let mut sizes = vec![Size::Normal; self.pieces.len()];
        let mut open = Vec::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Open { .. } => open.push(at),
                Piece::Close { tall, .. } => {
                    let Some(start) = open.pop() else { continue };
                    let whole = !breaks.iter().any(|b| (start..at).contains(b));
                    let size = match (tall, whole) {
                        (false, _) => Size::Normal,
                        (true, true) => Size::Fitted,
                        (true, false) => Size::Large,
                    };
                    (sizes[start], sizes[at]) = (size, size);
                }
                _ => {}
            }
        }
        sizes
    }
}

/// Pieces side by side; `first` is the place of the first of them in `sizes`.
fn write(pieces: &[Piece], sizes: &[Size], first: usize) -> String {
    let mut out = String::new();
    for (piece, size) in pieces.iter().zip(&sizes[first..]) {
        match piece {
            Piece::Ink { latex, .. } => push(&mut out, latex),
            Piece::Open { delimiter, outer, .. } => push(&mut out, &delimiter.open(*outer, *size)),
            Piece::Close { delimiter, outer, .. } => push(&mut out, &delimiter.close(*outer, *size)),
            Piece::Break { within, .. } => push(&mut out, within),
        }
    }
    out
}

/// Appends LaTeX, with a space where a command would run into a letter.
fn push(out: &mut String, latex: &str) {
    let command_at_end = out.rfind('\\').is_some_and(|start| {
        let name = &out[start + 1..];
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic())
    });
    if command_at_end && latex.starts_with(|c: char| c.is_ascii_alphabetic()) {
        out.push(' ');
    }
    out.push_str(latex);
}
